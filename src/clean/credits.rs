//! Who signs stories and captions: agencies, and the captions that are glued to a text with them.

use std::sync::LazyLock;

use crate::clean::lines::{End, is_terminal_mark};
use crate::clean::paragraphs::sentence_starts;
use crate::text::TextSpan;
use crate::text::lookup::LookupSet;

/// Longest tail that can be captions, in bytes.
const LONGEST_TAIL: usize = 1200;
/// Longest credit in brackets, in bytes.
const LONGEST_CREDIT: usize = 120;
/// Longest caption line, in words.
const LONGEST_CAPTION: u32 = 45;

/// What a caption or credit may begin with, and how these begin.
const LABELS: [&str; 12] = [
    "photo:",
    "image:",
    "credit:",
    "photo by",
    "foto:",
    "photograph:",
    "picture:",
    "bild:",
    "(photo",
    "[photo",
    "(image",
    "(foto",
];
const LABEL_STARTS: [char; 12] = ['p', 'P', 'i', 'I', 'c', 'C', 'f', 'F', 'b', 'B', '(', '['];

static AGENCIES: LazyLock<Agencies> = LazyLock::new(|| {
    let lines = include_str!("../../assets/clean/agencies.txt").lines();
    Agencies::of(lines.filter(|line| !line.starts_with('#')))
});

/// Names of agencies.
struct Agencies {
    names: LookupSet<&'static str>,
    /// The lengths of those with each [`ending`], as bits: most words are no name by these alone.
    lengths: [u64; 256],
}

impl Agencies {
    fn of(names: impl Iterator<Item = &'static str>) -> Self {
        let mut lengths = [0; 256];
        let names = names.inspect(|name| lengths[ending(name)] |= length_bit(name));
        Self {
            names: names.collect(),
            lengths,
        }
    }

    /// Says whether some name ends as a text does.
    fn may_end(&self, text: &str) -> bool {
        self.lengths[ending(text)] != 0
    }

    fn contains(&self, name: &str) -> bool {
        self.lengths[ending(name)] & length_bit(name) != 0 && self.names.contains(name)
    }
}

/// Returns a number for the last two bytes of a name.
fn ending(name: &str) -> usize {
    let last = name.as_bytes().last_chunk().copied().unwrap_or([0, 0]);
    usize::from(last[0].wrapping_mul(37) ^ last[1])
}

/// Returns the bit of a name's length; the last one is that of all longer names.
fn length_bit(name: &str) -> u64 {
    1 << name.len().min(63)
}

/// Says whether `name` is an agency as it is written in a credit.
pub(crate) fn is_agency(name: &str) -> bool {
    AGENCIES.contains(name.trim())
}

/// Returns the agency that a text ends with, with at least one word before it.
///
/// `… boost living standards AFP`, `(Photo by A. Name/Getty Images)`.
pub(crate) fn credit_at_end(text: &str) -> Option<&str> {
    let bare = text.trim_end_matches([')', ']', '.', ' ']);
    if !AGENCIES.may_end(bare.trim_end()) {
        return None;
    }
    let mut start = bare.len();
    for _ in 0..3 {
        let before = bare.as_bytes().get(..start)?;
        start = before
            .iter()
            .rposition(|b| matches!(b, b' ' | b'/' | b'(' | b'|'))?;
        let name = bare.get(start + 1..)?;
        if is_agency(name) && may_be_signed(bare.get(..start)?.trim_end()) {
            return Some(name);
        }
    }
    None
}

/// Says whether what stands before the name of an agency can be signed by it.
fn may_be_signed(text: &str) -> bool {
    text.ends_with(|c: char| c.is_alphanumeric() || is_terminal_mark(c))
        || text.ends_with(['"', '”', '’', ':', '-', '–', '—', ',', ')', '/'])
}

/// Returns the captions glued to the end of a paragraph: what follows its last sentence, where that
/// does not end like one but is signed by an agency.
pub(crate) fn caption_tail(paragraph: &str) -> Option<TextSpan> {
    let look = paragraph.floor_char_boundary(paragraph.len().saturating_sub(LONGEST_TAIL));
    let tail = paragraph.get(look..)?;
    if crate::clean::lines::end(tail) != End::Open {
        return None;
    }
    credit_at_end(tail)?;
    // The first sentence of the tail may have begun before it, and is no caption in any case.
    let start = look + sentence_starts(tail).last().copied().filter(|&at| 0 < at)?;
    let caption = paragraph.get(start..)?;
    // A credit alone, or words that begin like a caption: not the rest of a broken sentence.
    let begins = caption.chars().next().is_some_and(|c| !c.is_lowercase());
    begins.then(|| TextSpan::new(start, paragraph.len()))
}

/// Returns the credits between the sentences of a paragraph: `(Photo by A. Name/Getty Images)`, `Photo: Reuters`.
pub(crate) fn credits_inside(paragraph: &str) -> Vec<TextSpan> {
    let mut out: Vec<TextSpan> = Vec::new();
    for at in memchr::memchr2_iter(b'(', b':', paragraph.as_bytes()) {
        let found = match paragraph.as_bytes().get(at) {
            Some(b'(') => bracketed_credit(paragraph, at),
            _ => labelled_credit(paragraph, at),
        };
        let last = out.last().map_or(0, |span| span.end);
        out.extend(found.filter(|span| last <= span.start));
    }
    out
}

/// A credit in brackets that open at `at`.
fn bracketed_credit(paragraph: &str, at: usize) -> Option<TextSpan> {
    let inside = paragraph.get(at..)?;
    let length = inside
        .find(')')
        .filter(|&length| length <= LONGEST_CREDIT)?
        + 1;
    let credit = inside.get(..length)?;
    let is_credit = is_labelled(credit) && credit_at_end(credit).is_some();
    is_credit.then(|| TextSpan::new(at, at + length))
}

/// A label that ends with the colon at `at`, at the beginning of a sentence, and the agency after it.
fn labelled_credit(paragraph: &str, at: usize) -> Option<TextSpan> {
    let start = paragraph.get(..at)?.rfind(' ')? + 1;
    let before = paragraph.get(..start)?.trim_end();
    let label = paragraph.get(start..=at)?;
    if !is_labelled(label) || !matches!(crate::clean::lines::end(before), End::Full) {
        return None;
    }
    let after = paragraph.get(at + 1..)?;
    let name = after.trim_start();
    let ends = name.char_indices().filter(|(_, c)| matches!(c, ' ' | '.'));
    let ends = ends.map(|(end, _)| end).chain([name.len()]).take(3);
    let end = ends
        .filter(|&end| name.get(..end).is_some_and(is_agency))
        .max()?;
    Some(TextSpan::new(start, paragraph.len() - name.len() + end))
}

/// Says whether a text begins like a credit.
fn is_labelled(text: &str) -> bool {
    text.starts_with(LABEL_STARTS)
        && LABELS.iter().any(|label| {
            let head = text.get(..label.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(label))
        })
}

/// Says whether a whole line is a caption: short, signed by an agency, and no sentence of a story.
pub(crate) fn is_caption_line(line: &crate::clean::lines::Line<'_>) -> bool {
    if line.words > LONGEST_CAPTION || line.words < 3 {
        return false;
    }
    is_labelled(line.text)
        || (line.end == End::Open || line.text.ends_with(')')) && {
            credit_at_end(line.text).is_some()
                && (line.end == End::Open || line.text.contains(['/', '|']))
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::lines::look;

    #[test]
    fn captions_glued_to_the_end_are_found() {
        let text = "They came home. “And we stay.” Workers build a school AFP Many have left AFP";
        let tail = caption_tail(text).unwrap();
        assert_eq!(
            tail.of(text),
            "Workers build a school AFP Many have left AFP"
        );
        for text in [
            "They came home, he told AFP.",
            "They came home. He said so to the AFP agency",
            "They came home. and so on AFP",
            "",
        ] {
            assert_eq!(caption_tail(text), None, "{text}");
        }
    }

    #[test]
    fn credits_between_sentences_are_found() {
        for (text, expected) in [
            (
                "They came home. Photo: Reuters They stayed there.",
                &["Photo: Reuters"][..],
            ),
            (
                "They came (Photo by A. Name/Getty Images) home. They (Marta) stayed.",
                &["(Photo by A. Name/Getty Images)"],
            ),
            ("He sent a photo: Reuters had it first.", &[]),
            ("PARIS (AFP) – They came home: all of them.", &[]),
            ("", &[]),
        ] {
            let found = credits_inside(text);
            let found: Vec<_> = found.iter().map(|span| span.of(text)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn caption_lines_are_signed() {
        for (text, expected) in [
            ("Workers build a school AFP", true),
            ("Photo: A. Name / Agency", true),
            ("A view of the port (A. Name/Getty Images)", true),
            ("He told the story to AFP.", false),
            ("AFP", false),
        ] {
            assert_eq!(is_caption_line(&look(text)), expected, "{text}");
        }
    }
}
