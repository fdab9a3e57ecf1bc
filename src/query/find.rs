//! Searching a text for the very words, whatever the case, the accents and the line breaks.

use memchr::memmem;

use crate::text::TextSpan;
use crate::text::fold::{fold, fold_char};

/// A folded text that knows where each of its bytes came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded text; runs of white space are one blank.
    pub text: String,
    /// For each byte of `text`, the first byte of the character that it came from.
    origins: Vec<u32>,
    end: u32,
}

impl Folded {
    /// Folds a text. Linear.
    pub fn new(text: &str) -> Self {
        let mut out = Self {
            text: String::with_capacity(text.len()),
            origins: Vec::with_capacity(text.len()),
            end: u32::try_from(text.len()).unwrap_or(u32::MAX),
        };
        for (at, c) in text.char_indices() {
            let before = out.text.len();
            fold_char(if c.is_whitespace() { ' ' } else { c }, &mut out.text);
            if out.text.ends_with(' ') && out.text.get(..before).is_some_and(|t| t.ends_with(' ')) {
                out.text.truncate(before);
            }
            let origin = u32::try_from(at).unwrap_or(u32::MAX);
            out.origins.resize(out.text.len(), origin);
        }
        out
    }

    /// Returns the byte of the text that a byte of the folded text came from.
    pub fn origin(&self, at: usize) -> usize {
        self.origins.get(at).copied().unwrap_or(self.end) as usize
    }

    /// Returns the span of the text for a range of the folded text.
    pub fn span(&self, start: usize, end: usize) -> TextSpan {
        TextSpan::new(self.origin(start), self.origin(end))
    }
}

/// Returns where `needle` is in `text`, ascending, without overlaps; nothing for an empty needle.
pub fn find_all(text: &str, needle: &str) -> Vec<TextSpan> {
    if needle.trim().is_empty() {
        return Vec::new();
    }
    find_in(&Folded::new(text), needle)
}

/// Returns where `needle` is in a text that was folded before, as [`find_all`] does.
pub fn find_in(folded: &Folded, needle: &str) -> Vec<TextSpan> {
    let needle = fold(needle);
    let needle: Vec<&str> = needle.split_whitespace().collect();
    let needle = needle.join(" ");
    if needle.is_empty() {
        return Vec::new();
    }
    let hits = memmem::find_iter(folded.text.as_bytes(), needle.as_bytes());
    hits.map(|at| folded.span(at, at + needle.len()))
        .filter(|span| !span.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_marks_and_line_breaks_do_not_matter() {
        for (text, needle, expected) in [
            ("Élysée and the elysee", "ELYSEE", vec!["Élysée", "elysee"]),
            ("New\n York", "new york", vec!["New\n York"]),
            ("it’s “so”", "it's \"so\"", vec!["it’s “so”"]),
            ("straße", "STRASSE", vec!["straße"]),
            ("aaa", "aa", vec!["aa"]),
            ("anything", "  ", vec![]),
        ] {
            let found = find_all(text, needle);
            let found: Vec<_> = found.iter().map(|span| span.of(text)).collect();
            assert_eq!(found, expected, "{needle} in {text}");
        }
    }
}
