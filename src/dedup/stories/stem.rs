//! Words without their endings, and how common they are.

use std::sync::LazyLock;

use xxhash_rust::xxh3::xxh3_64;

use crate::dedup::spelling::fold_spelling;
use crate::text::lookup::LookupMap;

/// Common words by falling frequency.
const COMMON: &str = include_str!("../../../assets/dedup/common_words.txt");
/// Words that are too common to tell anything.
const STOP_WORDS: usize = 150;
/// Rank that is taken for words that are not in the list.
const RARE: f32 = 120_000.0;

/// Ranks of the common words, by key.
static RANKS: LazyLock<LookupMap<u32, u32>> = LazyLock::new(|| {
    let mut ranks = LookupMap::default();
    let mut word = String::new();
    for (rank, line) in (1..).zip(COMMON.lines()) {
        line.clone_into(&mut word);
        stem(&mut word);
        ranks.entry(key(&word)).or_insert(rank);
    }
    ranks
});

/// Returns the key of a stem.
pub(super) fn key(stem: &str) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the low half of the hash is the key"
    )]
    let key = xxh3_64(stem.as_bytes()) as u32;
    key
}

/// Returns what a word tells: its inverse frequency, from about 2 to 9, or `None` for the commonest words.
pub(super) fn weight(key: u32) -> Option<f32> {
    let rank = RANKS.get(&key);
    if rank.is_some_and(|&rank| rank as usize <= STOP_WORDS) {
        return None;
    }
    let rank = rank.map_or(RARE, |&rank| rank as f32);
    Some((1.0 + rank / 20.0).ln())
}

/// Takes the commonest English endings off a folded word, so that `evacuated` and `evacuation` stay two words but
/// `town` and `towns`, `erupt` and `erupted` are one.
pub(super) fn stem(word: &mut String) {
    fold_spelling(word);
    if !word.is_ascii() || word.len() <= 4 {
        return;
    }
    let cut = |word: &mut String, ending: &str, least: usize| {
        let fits = word.len() >= least && word.ends_with(ending);
        if fits {
            word.truncate(word.len() - ending.len());
        }
        fits
    };
    if cut(word, "ies", 6) {
        word.push('y');
        return;
    }
    let is_cut = cut(word, "ing", 7) || cut(word, "ed", 6) || cut(word, "es", 6);
    if !is_cut && !word.ends_with("ss") {
        cut(word, "s", 5);
    }
    if word.len() > 4 {
        cut(word, "e", 5);
    }
    let &[.., before, last] = word.as_bytes() else {
        return;
    };
    if word.len() > 4 && before == last && !b"aeiouls".contains(&last) {
        word.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stemmed(word: &str) -> String {
        let mut word = word.to_owned();
        stem(&mut word);
        word
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for (one, other) in [
            ("erupts", "erupted"),
            ("cities", "city"),
            ("stopped", "stop"),
            ("closing", "closed"),
            ("defences", "defense"),
        ] {
            assert_eq!(stemmed(one), stemmed(other), "{one}");
        }
        assert_ne!(stemmed("thing"), stemmed("th"));
    }

    #[test]
    fn rare_words_tell_more() {
        let of = |word: &str| weight(key(&stemmed(word)));
        assert_eq!(of("the"), None);
        assert!(of("minister") < of("volcano"));
        assert!(of("volcano") < of("grindavik"));
    }
}
