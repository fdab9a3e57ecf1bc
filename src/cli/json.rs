//! JSON that is safe to print on a terminal.
//!
//! JSON itself escapes C0 controls only. [`to_line`] writes every character that must not reach a
//! terminal as `\uXXXX`, which any parser reads back as the same character: fields pass through
//! untouched and still hold no live sequence.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use crate::text::eight;
use crate::text::sanitize::{find_forbidden, is_forbidden};

/// Returns `value` as one line of JSON in UTF-8, without the line feed.
///
/// # Errors
/// If a map in `value` has a key that is no string.
pub fn to_line(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut out = Vec::new();
    value.serialize(&mut Serializer::with_formatter(
        &mut out,
        Safe(CompactFormatter),
    ))?;
    Ok(out)
}

/// A line of JSON that is written piece by piece, as [`to_line`] would: for what is mostly text, which is passed over
/// eight bytes at a time.
#[derive(Debug, Default)]
pub struct Line(Vec<u8>);

impl Line {
    /// Returns an empty line with room for so many bytes.
    pub fn with_room(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    /// Returns the line without a line feed.
    pub fn finish(self) -> Vec<u8> {
        self.0
    }

    /// Begins an object.
    pub fn open_object(&mut self) {
        self.part();
        self.0.push(b'{');
    }

    /// Ends an object.
    pub fn close_object(&mut self) {
        self.0.push(b'}');
    }

    /// Writes a list; `write` writes each of its items.
    pub fn list<T>(&mut self, items: impl IntoIterator<Item = T>, write: impl Fn(&mut Self, T)) {
        self.0.push(b'[');
        for item in items {
            write(self, item);
        }
        self.0.push(b']');
    }

    /// Begins a field of an object, which is to be followed by its value; its name needs no escape.
    pub fn field(&mut self, name: &'static str) {
        self.part();
        self.plain(name);
        self.0.push(b':');
    }

    /// Writes a field with any name and value.
    ///
    /// # Errors
    /// If a map in `value` has a key that is no string.
    pub fn value(&mut self, name: &str, value: &impl Serialize) -> serde_json::Result<()> {
        self.part();
        self.text(name);
        self.0.push(b':');
        self.0.extend(to_line(value)?);
        Ok(())
    }

    /// Writes a field with a word that needs no escape.
    pub fn word_field(&mut self, name: &'static str, word: &'static str) {
        self.field(name);
        self.plain(word);
    }

    /// Writes a field with a text, or null.
    pub fn text_field(&mut self, name: &'static str, text: Option<&str>) {
        self.field(name);
        match text {
            Some(text) => self.text(text),
            None => self.0.extend(b"null"),
        }
    }

    /// Writes a field that says yes or no.
    pub fn flag(&mut self, name: &'static str, is: bool) {
        self.field(name);
        self.0.extend(if is { &b"true"[..] } else { b"false" });
    }

    /// Parts what follows from what was written before it in the same list or object.
    fn part(&mut self) {
        if !matches!(self.0.last(), None | Some(b'{' | b'[' | b':')) {
            self.0.push(b',');
        }
    }

    /// Writes a string that needs no escape.
    fn plain(&mut self, word: &'static str) {
        self.0.push(b'"');
        self.0.extend(word.as_bytes());
        self.0.push(b'"');
    }

    /// Writes a string.
    fn text(&mut self, text: &str) {
        self.0.push(b'"');
        let (mut at, mut written) = (0, 0);
        let bytes = text.as_bytes();
        loop {
            at = eight::find_far(bytes, at, is_special);
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
                break;
            };
            if c.is_ascii() || is_forbidden(c) {
                self.0.extend(bytes.get(written..at).unwrap_or_default());
                self.escape(c);
                written = at + c.len_utf8();
            }
            at += c.len_utf8();
        }
        self.0.extend(bytes.get(written..).unwrap_or_default());
        self.0.push(b'"');
    }

    fn escape(&mut self, c: char) {
        let letter = match c {
            '"' => b'"',
            '\\' => b'\\',
            '\u{08}' => b'b',
            '\t' => b't',
            '\n' => b'n',
            '\u{0C}' => b'f',
            '\r' => b'r',
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    self.0.extend(format!("\\u{unit:04x}").into_bytes());
                }
                return;
            }
        };
        self.0.extend([b'\\', letter]);
    }
}

/// Says whether a byte may have to be escaped.
fn is_special(b: u8) -> bool {
    !(b' '..=b'~').contains(&b) || b == b'"' || b == b'\\'
}

struct Safe(CompactFormatter);

impl Formatter for Safe {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Most are such; the other controls of ASCII were escaped before.
        if fragment.is_ascii() && memchr::memchr(0x7F, fragment.as_bytes()).is_none() {
            return self.0.write_string_fragment(writer, fragment);
        }
        let mut rest = fragment;
        while let Some(at) = find_forbidden(rest) {
            let (before, from) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            let mut chars = from.chars();
            for unit in chars.next().unwrap_or_default().encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = chars.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_text_is_written_as_any_value_is(text in "(\\PC|[\\x00-\\x7f\\x{80}-\\x{9f}\\x{200b}-\\x{2069}]|[a-z ]{1,20}|\"|\\\\){0,40}") {
            let mut line = Line::default();
            line.text(&text);
            prop_assert_eq!(line.finish(), to_line(&text).unwrap());
        }
    }

    #[test]
    fn live_characters_are_escaped_and_read_back_the_same() {
        let text = "a\u{9B}31m é \u{202E}x \u{E0041}\u{7F}\n\u{1B}";
        let line = to_line(&text).unwrap();
        let line = str::from_utf8(&line).unwrap();
        assert_eq!(find_forbidden(line), None, "{line:?}");
        assert_eq!(serde_json::from_str::<String>(line).unwrap(), text);
    }
}
