//! Searching a text for the very words, whatever the case, the accents and the line breaks.

use memchr::memmem;

use crate::text::TextSpan;
use crate::text::fold::{fold, fold_char};

/// Runs that are looked at one by one before the search halves.
const NEAR: usize = 8;

/// A folded text that knows where each of its characters came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded text; runs of white space are one blank.
    pub text: String,
    /// Where the stretches of `text` came from, ascending.
    runs: Vec<Run>,
    end: u32,
}

/// A stretch of a folded text, up to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    /// Its first byte.
    at: u32,
    /// The byte of the text that this came from.
    origin: u32,
    /// Says that all of it came from one character, and not byte from byte.
    is_one: bool,
}

impl Run {
    fn origin_of(self, at: u32) -> u32 {
        if self.is_one {
            self.origin
        } else {
            self.origin + at.saturating_sub(self.at)
        }
    }
}

impl Folded {
    /// Folds a text. Linear: one or two nanoseconds for a byte of plain English.
    pub fn new(text: &str) -> Self {
        let mut out = Self {
            text: String::with_capacity(text.len()),
            runs: Vec::new(),
            end: number(text.len()),
        };
        let (mut rest, mut scratch) = (text, String::new());
        while !rest.is_empty() {
            let plain = length_of_plain(rest.as_bytes());
            let (words, after) = rest.split_at_checked(plain).unwrap_or((rest, ""));
            out.push_plain(words, text.len() - rest.len());
            rest = after;
            let mut chars = rest.chars();
            if let Some(c) = chars.next() {
                out.push_char(c, text.len() - rest.len(), &mut scratch);
            }
            rest = chars.as_str();
        }
        out
    }

    /// Appends what [`length_of_plain`] has found at byte `at`.
    fn push_plain(&mut self, words: &str, at: usize) {
        if words.is_empty() {
            return;
        }
        self.begin(at, false);
        let from = self.text.len();
        self.text.push_str(words);
        if let Some(new) = self.text.get_mut(from..) {
            new.make_ascii_lowercase();
        }
    }

    /// Appends any character, white space only after something else; `new` is room to work in.
    fn push_char(&mut self, c: char, at: usize, new: &mut String) {
        new.clear();
        fold_char(if c.is_whitespace() { ' ' } else { c }, new);
        if new.is_empty() || new.ends_with(' ') && self.text.ends_with(' ') {
            return;
        }
        let length = c.len_utf8();
        let is_like = new.len() == length && new.chars().all(|new| new.len_utf8() == length);
        self.begin(at, !is_like);
        self.text.push_str(new);
    }

    /// Says where what is appended next comes from.
    fn begin(&mut self, origin: usize, is_one: bool) {
        let at = number(self.text.len());
        let origin = number(origin);
        let goes_on = |run: &Run| !run.is_one && !is_one && run.origin_of(at) == origin;
        if !self.runs.last().is_some_and(goes_on) {
            self.runs.push(Run { at, origin, is_one });
        }
    }

    /// Returns the byte of the text that a character of the folded text, named by its first byte,
    /// came from. Logarithmic.
    pub fn origin(&self, at: usize) -> usize {
        self.origin_from(&mut 0, at)
    }

    /// Looks from the run numbered `from` on, and leaves there the one that was found.
    fn origin_from(&self, from: &mut usize, at: usize) -> usize {
        if at >= self.text.len() {
            return self.end as usize;
        }
        let at = number(at);
        let runs = self.runs.get(*from..).unwrap_or_default();
        // Near ones first: hits of a common letter are close to each other.
        let near = runs
            .iter()
            .take(NEAR)
            .take_while(|run| run.at <= at)
            .count();
        let ahead = if near < NEAR {
            near
        } else {
            runs.partition_point(|run| run.at <= at)
        };
        *from += ahead.saturating_sub(1);
        self.runs
            .get(*from)
            .map_or(self.end, |run| run.origin_of(at)) as usize
    }
}

/// Returns how many bytes from the start are ASCII without white space but single blanks, of which
/// none is the first or the last.
fn length_of_plain(bytes: &[u8]) -> usize {
    let mut is_after_word = false;
    let is_plain = |&&byte: &&u8| {
        let is_word = byte > b' ' && byte < 0x7F;
        let is_plain = is_word || (byte == b' ' && is_after_word);
        is_after_word = is_word;
        is_plain
    };
    let length = bytes.iter().take_while(is_plain).count();
    let ends_blank = bytes
        .get(..length)
        .is_some_and(|plain| plain.ends_with(b" "));
    length - usize::from(ends_blank)
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
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
    let mut run = 0;
    let hits = memmem::find_iter(folded.text.as_bytes(), needle.as_bytes());
    hits.map(|at| {
        let start = folded.origin_from(&mut run, at);
        TextSpan::new(start, folded.origin_from(&mut run, at + needle.len()))
    })
    .filter(|span| !span.is_empty())
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn every_character_is_traced_to_where_it_came_from(
            text in "[a-cA-C \\n\u{B}\u{A0}éÉßœж‘”´\u{301}ﬁ界]{0,40}"
        ) {
            let mut plain = String::new();
            let mut origins = Vec::new();
            for (at, c) in text.char_indices() {
                let before = plain.len();
                fold_char(if c.is_whitespace() { ' ' } else { c }, &mut plain);
                if plain.ends_with(' ') && plain.get(..before).is_some_and(|t| t.ends_with(' ')) {
                    plain.truncate(before);
                }
                origins.resize(plain.len(), at);
            }
            let folded = Folded::new(&text);
            proptest::prop_assert_eq!(&folded.text, &plain);
            for (at, _) in plain.char_indices() {
                proptest::prop_assert_eq!(folded.origin(at), origins[at]);
            }
            proptest::prop_assert_eq!(folded.origin(plain.len()), text.len());
        }
    }

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
