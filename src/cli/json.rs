//! JSON that is safe to print on a terminal.
//!
//! JSON itself escapes C0 controls only. [`to_line`] writes every character that must not reach a
//! terminal as `\uXXXX`, which any parser reads back as the same character: fields pass through
//! untouched and still hold no live sequence.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use crate::text::eight;
use crate::text::sanitize::find_forbidden;

/// Bytes of a line to begin with, enough for most pages.
const ROOM: usize = 32 << 10;

/// Returns `value` as one line of JSON in UTF-8, without the line feed.
///
/// # Errors
/// If a map in `value` has a key that is no string.
pub fn to_line(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(ROOM);
    value.serialize(&mut Serializer::with_formatter(
        &mut out,
        Safe(CompactFormatter),
    ))?;
    out.shrink_to_fit();
    Ok(out)
}

struct Safe(CompactFormatter);

impl Formatter for Safe {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Most are such; the other controls of ASCII were escaped before.
        let is_odd = |byte| 0x7F <= byte;
        if eight::find_far(fragment.as_bytes(), 0, is_odd) == fragment.len() {
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
    use super::*;

    #[test]
    fn live_characters_are_escaped_and_read_back_the_same() {
        let text = "a\u{9B}31m é \u{202E}x \u{E0041}\u{7F}\n\u{1B}";
        let line = to_line(&text).unwrap();
        let line = str::from_utf8(&line).unwrap();
        assert_eq!(find_forbidden(line), None, "{line:?}");
        assert_eq!(serde_json::from_str::<String>(line).unwrap(), text);
    }
}
