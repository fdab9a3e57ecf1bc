//! A text as it is compared, and the few keys by which it is found.

use std::borrow::Cow;

use crate::dedup::align::{LONGEST_UNIT, Side};
use crate::dedup::grams::grams;
use crate::dedup::words::{Word, units, whole, words};
use crate::text::TextSpan;

/// Words of a sentence that gives keys.
const LEAST_WORDS: usize = 7;
/// Words for which a sentence gives one more key.
const WORDS_PER_KEY: usize = 18;

/// Words of a unit that is running text whatever its end.
const LONG_UNIT: usize = 30;

/// A key of a text: a hash of some words in a row; 40 bits count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub u64);

/// A text, read for comparing.
#[derive(Clone, Debug)]
pub struct Reading<'t> {
    pub(crate) text: &'t str,
    pub(crate) sentences: &'t [TextSpan],
    pub(crate) parts: Cow<'t, Parts>,
}

/// What reading a text gives, to keep beside the text: about 20 bytes a word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parts {
    pub(crate) words: Vec<Word>,
    /// Sentences as ranges of words, or pieces of long ones.
    pub(crate) units: Vec<(usize, usize)>,
    /// For each word, whether it stands in running text.
    pub(crate) is_prose: Vec<bool>,
}

impl<'t> Reading<'t> {
    /// Reads `text`, whose sentences are `sentences`. Cost: linear in the text.
    pub fn of(text: &'t str, sentences: &'t [TextSpan]) -> Self {
        let words = words(text);
        let units = units(&words, sentences, LONGEST_UNIT);
        let parts = Parts {
            is_prose: prose(text, &words, &units),
            units,
            words,
        };
        Self {
            text,
            sentences,
            parts: Cow::Owned(parts),
        }
    }

    /// Takes up a text that was read before, with what [`Reading::into_parts`] gave; costs nothing.
    pub fn of_parts(text: &'t str, sentences: &'t [TextSpan], parts: &'t Parts) -> Self {
        Self {
            text,
            sentences,
            parts: Cow::Borrowed(parts),
        }
    }

    /// Returns what was read, to keep.
    pub fn into_parts(self) -> Parts {
        self.parts.into_owned()
    }

    /// Returns the text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Returns its sentences.
    pub fn sentences(&self) -> &'t [TextSpan] {
        self.sentences
    }

    /// Returns the number of words.
    pub fn word_count(&self) -> usize {
        self.parts.words.len()
    }

    /// Returns the keys of the text, ascending: for each sentence its smallest run hashes (min-wise sampling,
    /// Broder 1997), one for every 18 words and at least one. Short sentences give none.
    pub fn fingerprints(&self) -> Vec<Fingerprint> {
        let mut out = Vec::with_capacity(self.parts.units.len() * 2);
        let mut hashes = Vec::new();
        for &(start, end) in &self.parts.units {
            if end - start < LEAST_WORDS {
                continue;
            }
            hashes.clear();
            hashes.extend(grams(&self.parts.words[start..end]).map(scatter));
            hashes.sort_unstable();
            hashes.dedup();
            let count = (end - start).div_ceil(WORDS_PER_KEY);
            out.extend(
                hashes
                    .iter()
                    .take(count)
                    .map(|&hash| Fingerprint(hash >> 24)),
            );
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Returns the units of comparison, as ranges of words: sentences, or pieces of long ones.
    pub(crate) fn units(&self) -> &[(usize, usize)] {
        &self.parts.units
    }

    /// Returns the bytes of some words, with the marks around them where they are a whole sentence.
    pub(crate) fn span(&self, words: (usize, usize)) -> TextSpan {
        whole(self.text, self.sentences, self.side().span(words))
    }

    pub(crate) fn side(&self) -> Side<'_> {
        Side {
            text: self.text,
            words: &self.parts.words,
        }
    }
}

/// Returns for each word whether it stands in running text: in a unit of some length that ends as a sentence
/// does. Where hardly any word does, all do.
fn prose(text: &str, words: &[Word], units: &[(usize, usize)]) -> Vec<bool> {
    let mut is_prose = vec![false; words.len()];
    let mut count = 0;
    for &(start, end) in units {
        let last = words[end - 1].span.end as usize;
        let rest = text.get(last..).unwrap_or_default();
        let is_end = |c| matches!(c, '.' | '!' | '?' | '…' | '。' | '"' | '”');
        let is_closed = rest.chars().take(3).any(is_end);
        if end - start >= LONG_UNIT || end - start >= LEAST_WORDS && is_closed {
            is_prose[start..end].fill(true);
            count += end - start;
        }
    }
    if count * 4 < is_prose.len() {
        is_prose.fill(true);
    }
    is_prose
}

/// Mixes a hash so that which run is smallest has nothing to do with its words (the finaliser of
/// Vigna's splitmix64).
fn scatter(gram: u64) -> u64 {
    let gram = (gram ^ (gram >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let gram = (gram ^ (gram >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    gram ^ (gram >> 31)
}
