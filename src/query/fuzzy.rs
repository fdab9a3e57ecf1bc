//! How well a word fits a title, a source, a name.
//!
//! A word fits as a whole word, as the start of a word, inside a word, or loosely: its letters in
//! order, each next to the one before or at the head of a word (`chidef` for “China … Defence”), or
//! all of them in a stretch hardly longer than the word (`climte`). The kind of fit decides first;
//! inside one kind, `fuzzy-matcher` (the algorithm of skim) scores. Everything here works on folded
//! text.

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;
use memchr::memmem::{self, Finder};

/// Letters from which on a word may fit loosely.
const SHORTEST_LOOSE: usize = 3;

/// How a word fits, best last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Its letters are there in order.
    Loose,
    /// Inside a word.
    Inside,
    /// At the start of a word.
    Start,
    /// As a whole word.
    Whole,
}

/// A word that is looked for.
#[derive(Debug)]
pub struct Word {
    text: String,
    finder: Finder<'static>,
    /// The characters that must be there.
    pub mask: u64,
    /// For each byte value, the places in the word that hold it; for words of at most 63 bytes.
    places: [u64; 256],
    /// A letter comes back after one other.
    has_echo: bool,
    /// A single letter or digit: the mask says for certain whether it is there.
    pub is_letter: bool,
}

/// Returns the characters of a folded text as a set of 64 kinds.
pub fn mask(text: &[u8]) -> u64 {
    text.iter().fold(0, |mask, &byte| mask | 1 << kind(byte))
}

fn kind(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' => byte - b'a',
        b'0'..=b'9' => 26 + byte - b'0',
        b' ' => 36,
        0x80.. => 37 + (byte & 15),
        _ => 53 + byte % 11,
    }
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// Says whether a word begins at `at`.
fn is_head(text: &[u8], at: usize) -> bool {
    at == 0 || !is_word_byte(text[at - 1])
}

impl Word {
    /// Makes a word of folded text without white space at its ends.
    pub fn new(text: &str) -> Self {
        let mut places = [0; 256];
        for (at, &byte) in text.as_bytes().iter().enumerate().take(63) {
            places[usize::from(byte)] |= 1 << at;
        }
        Self {
            finder: Finder::new(text.as_bytes()).into_owned(),
            mask: mask(text.as_bytes()),
            has_echo: text.as_bytes().windows(3).any(|three| three[0] == three[2]),
            is_letter: matches!(text.as_bytes(), [b'a'..=b'z' | b'0'..=b'9']),
            text: text.to_owned(),
            places,
        }
    }

    /// Says whether its letters are in `text`, in order: what every fit needs.
    pub fn may_fit(&self, text: &[u8]) -> bool {
        let mut rest = text;
        self.text
            .bytes()
            .all(|byte| match memchr::memchr(byte, rest) {
                Some(at) => {
                    rest = rest.get(at + 1..).unwrap_or_default();
                    true
                }
                None => false,
            })
    }

    /// Returns how the word fits and where the fit begins; `None` where it does not.
    pub fn fit(&self, text: &[u8]) -> Option<(Fit, usize)> {
        let mut best: Option<(Fit, usize)> = None;
        for (fit, at) in self.fits(text) {
            if best.is_none_or(|(best, _)| fit > best) {
                best = Some((fit, at));
            }
            if fit == Fit::Whole {
                break;
            }
        }
        best.or_else(|| self.fits_loosely(text).then_some((Fit::Loose, 0)))
    }

    /// Returns each place that has the very word, and how it fits there, ascending.
    pub fn fits<'t>(&self, text: &'t [u8]) -> impl Iterator<Item = (Fit, usize)> + use<'_, 't> {
        let mut from = 0;
        std::iter::from_fn(move || {
            let at = from + self.finder.find(text.get(from..)?)?;
            from = at + 1;
            let end = at + self.text.len();
            let is_tail = text.get(end).is_none_or(|&byte| !is_word_byte(byte));
            let fit = match (is_head(text, at), is_tail) {
                (true, true) => Fit::Whole,
                (true, false) => Fit::Start,
                (false, _) => Fit::Inside,
            };
            Some((fit, at))
        })
    }

    /// Says whether the letters of the word stand in the text in one of the looser ways.
    pub fn fits_loosely(&self, text: &[u8]) -> bool {
        let length = self.text.len();
        if !(SHORTEST_LOOSE..=63).contains(&length) || !self.may_fit(text) {
            return false;
        }
        self.fits_by_heads(text) || self.fits_in_a_stretch(text)
    }

    /// Letters next to each other or at heads of words, the first one at a head: all ways at once,
    /// one bit for each length of the word that has been matched (Shift-And, Baeza-Yates and Gonnet
    /// 1992).
    fn fits_by_heads(&self, text: &[u8]) -> bool {
        let done = 1u64 << self.text.len();
        let (mut here, mut reached) = (0u64, 1u64);
        for (at, &byte) in text.iter().enumerate() {
            let from = if is_head(text, at) {
                here | reached
            } else {
                here
            };
            here = (from & self.places[usize::from(byte)]) << 1;
            reached |= here;
            if reached & done != 0 {
                return true;
            }
        }
        false
    }

    /// All letters in order from the head of a word, with at most one other letter for every three.
    fn fits_in_a_stretch(&self, text: &[u8]) -> bool {
        let word = self.text.as_bytes();
        let longest = word.len() + (word.len() / 3).max(1);
        let starts = |at: usize| is_head(text, at) && text[at] == word[0];
        (0..text.len()).filter(|&at| starts(at)).any(|at| {
            let stretch = text
                .get(at..(at + longest).min(text.len()))
                .unwrap_or_default();
            self.may_fit(stretch)
        })
    }

    /// Returns a number that [`score`] does not exceed for this text.
    ///
    /// 16 for each letter, 4 for each further letter next to the one before, 16 more where the text
    /// begins with the word and 8 at the head of another word: the constants of the crate. A text
    /// with punctuation may give more for each letter, and so does a word one of whose letters comes
    /// back after one other: the crate keeps two rows of its matrix, and there a bonus is carried on.
    pub fn bound(&self, text: &[u8], has_marks: bool) -> i64 {
        let most = self.most(has_marks);
        let first = self.text.as_bytes().first();
        if text.first() == first {
            return most;
        }
        let has_head = (1..text.len()).any(|at| is_head(text, at) && text.get(at) == first);
        if has_head || has_marks {
            most
        } else {
            most - 16
        }
    }

    /// Returns the largest [`bound`](Self::bound) for any text with or without punctuation.
    pub fn most(&self, has_marks: bool) -> i64 {
        let length = i64::try_from(self.text.chars().count()).unwrap_or(i64::MAX / 64);
        let step = match () {
            () if self.has_echo => 16,
            () if has_marks => 8,
            () => 4,
        };
        16 * length + step * (length - 1) + 16
    }

    /// Returns the first bytes of the letters of a text that the word fits, ascending.
    pub fn letters(&self, text: &str) -> Vec<usize> {
        match self.fit(text.as_bytes()) {
            None => Vec::new(),
            Some((Fit::Loose, _)) => {
                let found = matcher().fuzzy_indices(text, &self.text);
                let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                let letters = found.map(|(_, letters)| letters).unwrap_or_default();
                letters
                    .into_iter()
                    .filter_map(|n| places.get(n).copied())
                    .collect()
            }
            Some((_, at)) => {
                let inside = text.get(at..at + self.text.len()).unwrap_or_default();
                inside.char_indices().map(|(n, _)| at + n).collect()
            }
        }
    }

    /// Returns the word.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Scores a word against a text that it fits; higher is better.
///
/// Cost: length of the word times length of the text, and a few allocations.
pub fn score(word: &Word, text: &str) -> i64 {
    matcher().fuzzy_match(text, &word.text).unwrap_or(0)
}

/// Returns the matcher of the crate.
///
/// A new one for each text: one that is used again carries bonuses over in its matrix, and the same
/// title would score differently from search to search; without its cache it panics (0.3.7).
fn matcher() -> SkimMatcherV2 {
    SkimMatcherV2::default().respect_case()
}

/// Says whether the very words are in `text`.
pub fn contains(text: &str, words: &str) -> bool {
    memmem::find(text.as_bytes(), words.as_bytes()).is_some()
}

/// Says whether each word of `words` begins a word of `text`.
pub fn has_word_starts(text: &str, words: &str) -> bool {
    words.split_whitespace().all(|word| {
        let places = memmem::find_iter(text.as_bytes(), word.as_bytes());
        places.into_iter().any(|at| is_head(text.as_bytes(), at))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_fit_whole_at_starts_inside_and_loosely() {
        for (word, text, expected) in [
            ("iran", "china hosts iran again", Some(Fit::Whole)),
            ("iran", "iranian minister", Some(Fit::Start)),
            ("rania", "iranian minister", Some(Fit::Inside)),
            ("chidef", "china hosts defence ministers", Some(Fit::Loose)),
            ("chdm", "china hosts defence ministers", Some(Fit::Loose)),
            ("climte", "the climate talks", Some(Fit::Loose)),
            ("iran", "a nice rain in any town", None),
            ("us", "u and s", None),
            ("ab", "aab", Some(Fit::Inside)),
        ] {
            let found = Word::new(word).fit(text.as_bytes()).map(|(fit, _)| fit);
            assert_eq!(found, expected, "{word} in {text}");
        }
    }

    #[test]
    fn the_letters_that_fit_are_lit() {
        let lit = |word: &str, text: &str| Word::new(word).letters(text);
        assert_eq!(lit("def", "china defence"), [6, 7, 8]);
        assert_eq!(lit("chidef", "china defence"), [0, 1, 2, 6, 7, 8]);
        assert_eq!(lit("zzz", "china defence"), Vec::<usize>::new());
    }

    proptest! {
        #[test]
        fn no_score_exceeds_its_bound(word in "[a-d]{1,5}", text in "[a-d' .,:/-]{1,30}") {
            let word = Word::new(&word);
            let has_marks = text.bytes().any(|byte| byte.is_ascii_punctuation());
            if word.may_fit(text.as_bytes()) {
                let bound = word.bound(text.as_bytes(), has_marks);
                prop_assert!(score(&word, &text) <= bound, "{} > {}", score(&word, &text), bound);
            }
        }
    }
}
