//! A forgiving walk over XML; the only user of `quick-xml`.
//!
//! Feeds and books in the wild have undefined entities, unclosed elements and stray marks. The walk
//! takes what is there and stops at the first thing that cannot be read as XML at all; what came
//! before counts.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// A step of the walk.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// An element starts.
    Open(Element),
    /// An element ends; elements without content end at once.
    Close(String),
    /// Characters, with entities resolved.
    Text(String),
}

/// The start of an element; names are in lower case, with their prefix.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Its name: `dc:creator`.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// Returns the value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Writes the start of the element as markup again.
    pub(super) fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            for piece in [
                " ",
                name,
                "=\"",
                &quick_xml::escape::escape(value.as_str()),
                "\"",
            ] {
                out.push_str(piece);
            }
        }
        out.push('>');
    }
}

/// Walks over `text` until it ends, cannot be read, or `visit` returns `false`. Says whether it came
/// to the end.
pub(super) fn walk(text: &str, mut visit: impl FnMut(Step) -> bool) -> bool {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    loop {
        let step = match reader.read_event() {
            Err(_) => return false,
            Ok(Event::Eof) => return true,
            Ok(Event::Start(start)) => Step::Open(element(&start)),
            Ok(Event::Empty(start)) => {
                let element = element(&start);
                let name = element.name.clone();
                if !visit(Step::Open(element)) {
                    return true;
                }
                Step::Close(name)
            }
            Ok(Event::End(end)) => Step::Close(end.name().as_ref().to_ascii_lowercase()),
            Ok(Event::Text(text)) => Step::Text(text.to_string()),
            Ok(Event::CData(text)) => Step::Text(text.to_string()),
            Ok(Event::GeneralRef(name)) => Step::Text(entity(&name)),
            Ok(_) => continue,
        };
        if !visit(step) {
            return true;
        }
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    let mut attributes = start.attributes();
    let attributes = attributes.with_checks(false).filter_map(Result::ok);
    Element {
        name: start.name().as_ref().to_ascii_lowercase(),
        attributes: attributes
            .map(|attribute| {
                let name = attribute.key.as_ref().to_ascii_lowercase();
                (name, resolve(&attribute.value))
            })
            .collect(),
    }
}

/// Resolves the entities in `text`; unknown ones stay as they are.
pub(super) fn resolve(text: &str) -> String {
    let mut pieces = text.split('&');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        match piece.split_once(';') {
            Some((name, rest)) if !name.is_empty() && name.len() < 12 => {
                out.push_str(&entity(name));
                out.push_str(rest);
            }
            _ => {
                out.push('&');
                out.push_str(piece);
            }
        }
    }
    out
}

fn entity(name: &str) -> String {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        let known = code.ok().and_then(char::from_u32);
        return known.unwrap_or('\u{FFFD}').to_string();
    }
    let known = resolve_predefined_entity(name).or_else(|| html_entity(name));
    known.map_or_else(|| format!("&{name};"), str::to_owned)
}

/// The HTML entities that stand in feeds without being declared.
fn html_entity(name: &str) -> Option<&'static str> {
    const KNOWN: [(&str, &str); 26] = [
        ("nbsp", "\u{A0}"),
        ("rsquo", "’"),
        ("lsquo", "‘"),
        ("ldquo", "“"),
        ("rdquo", "”"),
        ("ndash", "–"),
        ("mdash", "—"),
        ("hellip", "…"),
        ("laquo", "«"),
        ("raquo", "»"),
        ("copy", "©"),
        ("reg", "®"),
        ("euro", "€"),
        ("pound", "£"),
        ("middot", "·"),
        ("bull", "•"),
        ("eacute", "é"),
        ("egrave", "è"),
        ("agrave", "à"),
        ("ccedil", "ç"),
        ("auml", "ä"),
        ("ouml", "ö"),
        ("uuml", "ü"),
        ("szlig", "ß"),
        ("ntilde", "ñ"),
        ("deg", "°"),
    ];
    KNOWN
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_xml_gives_what_was_readable() {
        let mut text = String::new();
        let whole = walk("<a b='1&amp;2'>x&nbsp;&amp; y&foo;<c/>z</b></a", |step| {
            match step {
                Step::Open(element) => element.write(&mut text),
                Step::Close(name) => text.extend(["</", &name, ">"]),
                Step::Text(words) => text.push_str(&words),
            }
            true
        });
        assert!(!whole);
        assert_eq!(text, "<a b=\"1&amp;2\">x\u{A0}& y&foo;<c></c>z</b>");
    }
}
