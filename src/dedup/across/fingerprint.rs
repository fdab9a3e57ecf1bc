//! A text as it is compared, and the few keys by which it is found.

use std::borrow::Cow;

use crate::dedup::align::{LONGEST_UNIT, Side};
use crate::dedup::grams::{GRAM, grams};
use crate::dedup::words::{Word, units, whole, words};
use crate::text::TextSpan;

/// Words of a sentence that gives keys.
const LEAST_WORDS: usize = 7;
/// Words for which a sentence gives one more key.
const WORDS_PER_KEY: usize = 14;

/// Words of a unit that is running text whatever its end.
const LONG_UNIT: usize = 30;

/// A key of a text: a hash of some words in a row; 40 bits count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub u64);

/// A text, read for comparing.
#[derive(Clone, Debug)]
pub struct Reading<'t> {
    pub(super) text: &'t str,
    pub(super) sentences: &'t [TextSpan],
    pub(super) words: Cow<'t, [Word]>,
    pub(super) units: Vec<(usize, usize)>,
    pub(super) grams: Vec<u64>,
}

impl<'t> Reading<'t> {
    /// Reads `text`, whose sentences are `sentences`. Cost: linear in the text.
    pub fn of(text: &'t str, sentences: &'t [TextSpan]) -> Self {
        Self::made(text, sentences, Cow::Owned(words(text)))
    }

    /// Takes a text whose words are known, from [`Reading::into_words`]; several times as fast as reading it.
    pub fn of_words(text: &'t str, sentences: &'t [TextSpan], words: &'t [Word]) -> Self {
        Self::made(text, sentences, Cow::Borrowed(words))
    }

    fn made(text: &'t str, sentences: &'t [TextSpan], words: Cow<'t, [Word]>) -> Self {
        Self {
            units: units(&words, sentences, LONGEST_UNIT),
            grams: grams(&words),
            words,
            text,
            sentences,
        }
    }

    /// Returns the words, to keep.
    pub fn into_words(self) -> Vec<Word> {
        self.words.into_owned()
    }

    /// Returns the number of words.
    pub fn word_count(&self) -> usize {
        self.words.len()
    }

    /// Returns the keys of the text, ascending: for each sentence its smallest run hashes (min-wise sampling,
    /// Broder 1997), one for every 14 words and at least one. Short sentences give none.
    pub fn fingerprints(&self) -> Vec<Fingerprint> {
        let mut out = Vec::with_capacity(self.units.len() * 2);
        let mut hashes = Vec::new();
        for &(start, end) in &self.units {
            if end - start < LEAST_WORDS {
                continue;
            }
            hashes.clear();
            hashes.extend(
                self.grams[start..=end - GRAM]
                    .iter()
                    .map(|&gram| scatter(gram)),
            );
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

    /// Returns the bytes of some words, with the marks around them where they are a whole sentence.
    pub(super) fn span(&self, words: (usize, usize)) -> TextSpan {
        whole(self.text, self.sentences, self.side().span(words))
    }

    /// Returns for each word whether it stands in running text: in a unit of some length that ends as a sentence
    /// does. Where hardly any word does, all do.
    pub(super) fn prose(&self) -> Vec<bool> {
        let mut is_prose = vec![false; self.words.len()];
        for &(start, end) in &self.units {
            let last = self.words[end - 1].span.end as usize;
            let rest = self.text.get(last..).unwrap_or_default();
            let is_closed = rest
                .chars()
                .take(3)
                .any(|c| matches!(c, '.' | '!' | '?' | '…' | '。' | '"' | '”'));
            if end - start >= LONG_UNIT || end - start >= LEAST_WORDS && is_closed {
                is_prose[start..end].fill(true);
            }
        }
        if is_prose.iter().filter(|&&is| is).count() * 4 < is_prose.len() {
            is_prose.fill(true);
        }
        is_prose
    }

    pub(super) fn side(&self) -> Side<'_> {
        Side {
            text: self.text,
            words: &self.words,
        }
    }
}

/// Mixes a hash so that which run is smallest has nothing to do with its words (the finaliser of
/// Vigna's splitmix64).
fn scatter(gram: u64) -> u64 {
    let gram = (gram ^ (gram >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let gram = (gram ^ (gram >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    gram ^ (gram >> 31)
}
