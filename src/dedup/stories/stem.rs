//! Words without their endings, and how common they are.

use xxhash_rust::xxh3::xxh3_64;

use crate::dedup::spelling::fold_spelling;

/// Ranks of the stems of the common words, so that nothing has to be worked out at the start of a program:
/// records by rising key, each the key (4 bytes) and the rank (2 bytes), both with the least byte first.
/// A test holds that they are those of `common_words.txt`, and makes them.
const RANKS: &[u8] = include_bytes!("../../../assets/dedup/ranks.bin");
/// Words that are too common to tell anything.
const STOP_WORDS: u16 = 150;
/// Rank that is taken for words that are not in the list.
const RARE: f32 = 120_000.0;

/// Returns the rank of a stem among the common words, by its key.
fn rank(key: u32) -> Option<u16> {
    let (records, _) = RANKS.as_chunks::<6>();
    let key_of = |&[a, b, c, d, _, _]: &[u8; 6]| u32::from_le_bytes([a, b, c, d]);
    let place = records.binary_search_by_key(&key, key_of).ok()?;
    let [.., low, high] = *records.get(place)?;
    Some(u16::from_le_bytes([low, high]))
}

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
    let rank = rank(key);
    if rank.is_some_and(|rank| rank <= STOP_WORDS) {
        return None;
    }
    let rank = rank.map_or(RARE, f32::from);
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

    /// With `PULLQUOTE_WRITE=1` the records are written instead.
    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "makes the file that it checks, when asked to"
    )]
    fn ranks_are_those_of_the_list() {
        let words = include_str!("../../../assets/dedup/common_words.txt");
        let mut ranks = std::collections::BTreeMap::new();
        for (rank, word) in (1_u16..).zip(words.lines()) {
            ranks.entry(key(&stemmed(word))).or_insert(rank);
        }
        let records: Vec<u8> = ranks
            .iter()
            .flat_map(|(key, rank)| key.to_le_bytes().into_iter().chain(rank.to_le_bytes()))
            .collect();
        if std::env::var_os("PULLQUOTE_WRITE").is_some() {
            std::fs::write("assets/dedup/ranks.bin", &records).unwrap();
        } else {
            assert!(
                records == RANKS,
                "run this test with PULLQUOTE_WRITE=1 and build again"
            );
        }
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
