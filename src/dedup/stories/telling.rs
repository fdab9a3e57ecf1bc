//! An article, reduced to the words that tell its story from others.

use std::cell::RefCell;
use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::dedup::across::Reading;
use crate::dedup::stories::stem::{key, stem, weight};
use crate::dedup::words::{Word, words};
use crate::text::fold::fold_char;
use crate::text::lookup::LookupMap;

/// Words of an article that count, from its title on: news says first what it is about.
const MOST_WORDS: usize = 150;
/// How much more the first word weighs than a late one, and the words after which that has fallen to a third.
const LEAD: f32 = 3.0;
const LEAD_WORDS: f32 = 60.0;
/// Words that are kept of an article.
const MOST_TERMS: usize = 64;

/// An article, reduced to the words that tell its story from others: at most 390 bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Telling {
    /// Ascending by key; the squares of the weights add up to the square of [`Term::WHOLE`].
    terms: Vec<Term>,
    /// Day of publication, counted from 1970-01-01, where known.
    pub day: Option<i32>,
}

/// A word and its weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Term {
    /// Hash of the word.
    pub key: u32,
    /// Its weight, of [`Term::WHOLE`].
    pub weight: u16,
}

impl Term {
    /// The weight of the only word of an article.
    pub const WHOLE: f32 = 60_000.0;
}

impl Telling {
    /// Reduces an article. `published` is a date, or a date and time, in ISO 8601; anything else is no date.
    ///
    /// A word weighs by how rare it is in English, how often it comes and how early. Cost: linear in
    /// the text.
    pub fn of(title: &str, text: &str, published: Option<&str>) -> Self {
        Self::of_words(title, (text, &words(text)), published)
    }

    /// Does what [`Telling::of`] does with a text that was read before.
    pub fn of_reading(title: &str, reading: &Reading<'_>, published: Option<&str>) -> Self {
        Self::of_words(title, (reading.text, &reading.parts.words), published)
    }

    fn of_words(title: &str, (text, body): (&str, &[Word]), published: Option<&str>) -> Self {
        let mut weights: LookupMap<u32, usize> = LookupMap::default();
        // What became of a word: words of one key have one stem.
        let mut stems: LookupMap<u64, Option<u32>> = LookupMap::default();
        stems.reserve(body.len() / 2);
        let mut terms: Vec<(u32, f32, f32)> = Vec::with_capacity(MOST_WORDS);
        let mut place = 0;
        for (part, words) in [(title, words(title).as_slice()), (text, body)] {
            for word in words {
                place += 1;
                let stem = stems.entry(word.key).or_insert_with(|| term(part, word));
                let Some(key) = *stem else {
                    continue;
                };
                if let Some(&at) = weights.get(&key) {
                    terms[at].2 += 1.0;
                } else if place <= MOST_WORDS
                    && let Some(weight) = weight(key)
                {
                    let lead = 1.0 + LEAD * (-(place as f32) / LEAD_WORDS).exp();
                    weights.insert(key, terms.len());
                    terms.push((key, weight * lead, 1.0));
                }
            }
        }
        let weighed = terms
            .iter()
            .map(|&(key, weight, count)| (key, weight * count.powf(0.7)));
        Self {
            terms: whole(weighed.collect()),
            day: published.and_then(day),
        }
    }

    /// Returns the words as bytes, to keep: 6 for each.
    pub fn to_bytes(&self) -> Vec<u8> {
        let bytes = |term: &Term| {
            let (key, weight) = (term.key.to_le_bytes(), term.weight.to_le_bytes());
            [key[0], key[1], key[2], key[3], weight[0], weight[1]]
        };
        self.terms.iter().flat_map(bytes).collect()
    }

    /// Reads what [`Telling::to_bytes`] gave.
    pub fn from_bytes(bytes: &[u8], day: Option<i32>) -> Self {
        let (terms, _) = bytes.as_chunks::<6>();
        let term = |&[a, b, c, d, x, y]: &[u8; 6]| Term {
            key: u32::from_le_bytes([a, b, c, d]),
            weight: u16::from_le_bytes([x, y]),
        };
        let mut terms: Vec<Term> = terms.iter().map(term).collect();
        // Damaged bytes must not break the order that comparing relies on.
        terms.sort_unstable();
        terms.dedup_by_key(|term| term.key);
        // Nor may sums of products overflow.
        let square = |term: &Term| u64::from(term.weight).pow(2);
        if terms.iter().map(square).sum::<u64>() > u64::from(u32::MAX) {
            terms.clear();
        }
        Self { terms, day }
    }

    /// Returns the words, ascending by key.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Returns the cosine of the weights of two articles, `0..=1`.
    pub(super) fn cosine(&self, other: &Self) -> f32 {
        cosine(product(&self.terms, &other.terms))
    }

    /// Orders tellings by what they say, so that groups do not depend on the order of arrival.
    pub(super) fn canonical_order(&self, other: &Self) -> Ordering {
        self.day
            .cmp(&other.day)
            .then_with(|| self.terms.cmp(&other.terms))
    }
}

/// Returns the sum of the products of the weights that terms of one key have; both are ascending by key.
pub(super) fn product(one: &[Term], other: &[Term]) -> u64 {
    let mut sum = 0;
    let mut rest = other.iter().peekable();
    for term in one {
        while rest.next_if(|other| other.key < term.key).is_some() {}
        if let Some(other) = rest.next_if(|other| other.key == term.key) {
            sum += u64::from(term.weight) * u64::from(other.weight);
        }
    }
    sum
}

/// Returns the cosine of two articles' weights from their [`product`].
pub(super) fn cosine(product: u64) -> f32 {
    (product as f32 / (Term::WHOLE * Term::WHOLE)).min(1.0)
}

/// Keeps the weightiest terms and scales them to [`Term::WHOLE`].
fn whole(mut terms: Vec<(u32, f32)>) -> Vec<Term> {
    terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    terms.truncate(MOST_TERMS);
    let length = terms.iter().map(|term| term.1 * term.1).sum::<f32>().sqrt();
    let scaled = |&(key, weight): &(u32, f32)| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and the whole, which fits"
        )]
        let weight = (weight / length * Term::WHOLE).round() as u16;
        Term { key, weight }
    };
    let mut out: Vec<Term> = terms.iter().map(scaled).collect();
    out.sort_unstable();
    out
}

/// Returns the key of the stem of a word, unless it is a single letter.
fn term(text: &str, word: &Word) -> Option<u32> {
    let piece = word.span.of(text);
    if piece.contains(char::is_whitespace) {
        // A long name with its short form counts as the short form.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the low half of the hash is the key"
        )]
        return Some(word.key as u32);
    }
    KNOWN.with_borrow_mut(|known| known.key(piece))
}

/// Words that are remembered from text to text with the keys of their stems, which only saves time: 32 KiB a thread.
const SLOTS: usize = 1 << 11;

thread_local! {
    static KNOWN: RefCell<Known> = RefCell::new(Known {
        slots: vec![(0, None); SLOTS],
        folded: String::new(),
    });
}

/// The words that came last, by the hash of the word as it is written.
struct Known {
    slots: Vec<(u64, Option<u32>)>,
    folded: String,
}

impl Known {
    fn key(&mut self, word: &str) -> Option<u32> {
        let hash = xxh3_64(word.as_bytes());
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the mask keeps low bits only"
        )]
        let slot = &mut self.slots[hash as usize & (SLOTS - 1)];
        if slot.0 != hash || hash == 0 {
            fold_word(word, &mut self.folded);
            let found = (self.folded.len() > 1).then(|| key(&self.folded));
            *slot = (hash, found);
        }
        slot.1
    }
}

/// Writes the stem of a word to `out`.
fn fold_word(word: &str, out: &mut String) {
    out.clear();
    let word = word
        .strip_suffix("'s")
        .or_else(|| word.strip_suffix("’s"))
        .unwrap_or(word);
    for c in word.chars().filter(|c| c.is_alphanumeric()) {
        fold_char(c, out);
    }
    if !out.starts_with(|c: char| c.is_ascii_digit()) {
        stem(out);
    }
}

/// Returns the day of an ISO 8601 date, counted from 1970-01-01.
fn day(published: &str) -> Option<i32> {
    let date: jiff::civil::Date = published.get(..10)?.parse().ok()?;
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    date.since((jiff::Unit::Day, epoch))
        .ok()
        .map(|span| span.get_days())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_are_counted_from_any_iso_date() {
        for (published, expected) in [
            ("1970-01-02", Some(1)),
            ("2025-06-26T10:00:00+02:00", Some(20_265)),
            ("3 hours ago", None),
            ("2025-13-01", None),
            ("", None),
        ] {
            assert_eq!(day(published), expected, "{published}");
        }
    }

    proptest! {
        #[test]
        fn an_article_is_wholly_like_itself(title in "\\PC{0,40}", text in "[a-zé. 0-9]{0,400}") {
            let telling = Telling::of(&title, &text, None);
            prop_assert!(telling.terms.len() <= MOST_TERMS);
            prop_assert!(telling.terms.is_sorted());
            let like = telling.cosine(&telling);
            prop_assert!(telling.terms.is_empty() || like > 0.99, "{}", like);
            prop_assert_eq!(&Telling::from_bytes(&telling.to_bytes(), None), &telling);
        }
    }
}
