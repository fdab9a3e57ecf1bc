//! What the name lists, the word classes and the closed lists know of a word.
//!
//! Words are kept as 32-bit hashes: about one unknown word in 12,000 is taken for a known one,
//! which the finder's weights have seen in training and can live with. The lists are used where they
//! lie in the program: nothing is unpacked or built at its start.

use crate::annotate::people::gender::Gender;
use crate::annotate::people::table::{self, Table};

/// The packed lists, made by `assets/people/build_lists.py` and `examples/train_people.rs`.
const PACKED: &[u8] = include_bytes!("../../../assets/people/lexicon.bin");

/// What the lists know of one word.
///
/// Bits 0..3 and 3..6: how often it is a first and a last name, 0 (never) to 4; bit 6: a place;
/// bit 7: an inhabitant or an adjective of a place; then a coarse (6 bits), a middle (8 bits) and a
/// fine (10 bits) word class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry(pub u32);

impl Entry {
    /// A word that no list has.
    pub const UNKNOWN: Self = Self(NO_CLASS << 8);

    /// Returns how often the word is a first name, `0..=4`.
    pub fn first(self) -> u32 {
        self.0 & 7
    }

    /// Returns how often the word is a last name, `0..=4`.
    pub fn last(self) -> u32 {
        (self.0 >> 3) & 7
    }

    /// Returns the name and place bits together.
    pub fn names(self) -> u32 {
        self.0 & 0xFF
    }

    /// Says whether a place has this name.
    pub fn is_place(self) -> bool {
        self.0 & 64 != 0
    }

    /// Returns the coarse word class.
    pub fn coarse(self) -> u32 {
        (self.0 >> 8) & 0x3F
    }

    /// Returns the middle word class.
    pub fn middle(self) -> u32 {
        (self.0 >> 8) & 0x3FFF
    }

    /// Returns the fine word class.
    pub fn fine(self) -> u32 {
        self.0 >> 22
    }

    /// Says whether the word has a class: whether it is among the frequent words of news text.
    pub fn has_class(self) -> bool {
        self.0 >> 8 != NO_CLASS
    }

    /// Returns the higher of both in each name list, the places of both, the classes of `self` or,
    /// where it has none, of `other`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        let classes = if self.has_class() { self } else { other };
        let first = self.first().max(other.first());
        let last = self.last().max(other.last());
        Self(classes.0 & !0xFF | (self.0 | other.0) & 0xC0 | last << 3 | first)
    }
}

const NO_CLASS: u32 = 0xFF_FFFF;

/// The closed lists a word can be on, as bits.
pub mod kind {
    /// `Mr`, `Dr`.
    pub const HONORIFIC: u16 = 1;
    /// `president`, `midfielder`.
    pub const TITLE: u16 = 2;
    /// `wife`, `colleague`.
    pub const RELATIVE: u16 = 4;
    /// `said`.
    pub const VERB: u16 = 8;
    /// `Inc`, `University`.
    pub const COMPANY: u16 = 16;
    /// `von`, `bin`.
    pub const PARTICLE: u16 = 32;
    /// `Jr`, `III`.
    pub const SUFFIX: u16 = 64;
    /// `January`, `Monday`.
    pub const CALENDAR: u16 = 128;
    /// `Ted_Baker`: two words that name a firm and look like a person's name; see [`super::pair`].
    pub const FIRM: u16 = 256;

    /// What the lists are called in `assets/people/words.txt`.
    pub const LISTS: [(&str, u16); 9] = [
        ("honorific", HONORIFIC),
        ("title", TITLE),
        ("relative", RELATIVE),
        ("verb", VERB),
        ("company", COMPANY),
        ("particle", PARTICLE),
        ("suffix", SUFFIX),
        ("calendar", CALENDAR),
        ("firm", FIRM),
    ];
}

/// The lists, to look up in.
#[derive(Clone, Copy, Debug)]
pub struct Lexicon<'a> {
    names: Table<'a, 2, 3>,
    classes: Table<'a, 2, 5>,
    kinds: Table<'a, 3, 5>,
    genders: Table<'a, 3, 4>,
}

impl<'a> Lexicon<'a> {
    /// Returns the lists that are compiled in.
    pub const fn shared() -> &'static Lexicon<'static> {
        static SHARED: Lexicon<'static> = Lexicon::read(PACKED);
        &SHARED
    }

    /// Takes what [`pack`] wrote; cut bytes give fewer words. Cost: constant.
    pub const fn read(bytes: &'a [u8]) -> Self {
        let (names, rest) = Table::read(bytes);
        let (classes, rest) = Table::read(rest);
        let (kinds, rest) = Table::read(rest);
        let (genders, _) = Table::read(rest);
        Self {
            names,
            classes,
            kinds,
            genders,
        }
    }

    /// Returns what the lists know of the word with this [`hash`], in lower case.
    pub fn get(&self, hash: u64) -> Entry {
        let key = short(hash);
        let [names] = self.names.get(key).unwrap_or_default();
        let class = self
            .classes
            .get(key)
            .map_or(NO_CLASS, |[a, b, c]| u32::from_le_bytes([a, b, c, 0]));
        Entry(class << 8 | u32::from(names))
    }

    /// Returns what the lists know of a word in lower case; a word with hyphens has also what its
    /// parts have, and the class of its last part where it has none itself.
    pub fn look_up(&self, lower: &str) -> Entry {
        let whole = self.get(hash(lower));
        if !lower.contains('-') {
            return whole;
        }
        lower
            .rsplit('-')
            .map(|part| self.get(hash(part)))
            .fold(whole, Entry::or)
    }

    /// Returns the closed lists that have the word with this [`hash`], as bits of [`kind`].
    pub fn kinds(&self, hash: u64) -> u16 {
        self.kinds.get(short(hash)).map_or(0, u16::from_le_bytes)
    }

    /// Returns the gender of most bearers of the first name with this [`hash`].
    pub fn gender(&self, hash: u64) -> Option<Gender> {
        match self.genders.get(short(hash))? {
            [FEMALE] => Some(Gender::Female),
            _ => Some(Gender::Male),
        }
    }
}

/// How a table writes [`Gender::Female`].
const FEMALE: u8 = 1;

/// Hashes a word in lower case (FNV-1a, 64 bits).
pub fn hash(word: &str) -> u64 {
    hash_bytes(word.as_bytes())
}

/// Hashes the bytes of a word in lower case; see [`hash`].
pub fn hash_bytes(word: &[u8]) -> u64 {
    word.iter().fold(0xCBF2_9CE4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)
    })
}

/// Returns what a pair of words is listed under, from the [`hash`] of each: `ted_baker`.
pub fn pair(first: u64, second: u64) -> u64 {
    (first.rotate_left(23) ^ second).wrapping_mul(0x2127_599B_F432_5C37)
}

/// Hashes a word of a closed list, in which `_` joins the words of a pair.
fn listed(word: &str) -> u64 {
    match word.split_once('_') {
        Some((first, second)) => pair(hash(first), hash(second)),
        None => hash(word),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "both halves take part")]
fn short(hash: u64) -> u32 {
    (hash ^ hash >> 32) as u32
}

/// Lists to pack, words in lower case.
#[derive(Debug, Default)]
pub struct Lists {
    /// Names, places and word classes.
    pub entries: Vec<(String, Entry)>,
    /// The closed lists, as bits of [`kind`].
    pub kinds: Vec<(String, u16)>,
    /// First names.
    pub genders: Vec<(String, Gender)>,
}

/// Packs lists for [`Lexicon::read`]; `None` if there are too many words.
///
/// Two words with one hash share the first one's entry.
pub fn pack(lists: &Lists) -> Option<Vec<u8>> {
    let key = |word: &str| short(hash(word));
    let mut entries: Vec<(u32, Entry)> = lists
        .entries
        .iter()
        .map(|(word, entry)| (key(word), *entry))
        .collect();
    entries.sort_by_key(|&(key, _)| key);
    entries.dedup_by_key(|&mut (key, _)| key);
    let named = entries.iter().filter(|(_, entry)| entry.names() != 0);
    let classed = entries.iter().filter(|(_, entry)| entry.has_class());
    let kinds = lists.kinds.iter();
    let genders = lists.genders.iter();
    let mut out = table::pack::<2, 1>(named.map(|&(key, entry)| {
        let [names, ..] = entry.0.to_le_bytes();
        (key, [names])
    }))?;
    out.extend(table::pack::<2, 3>(classed.map(|&(key, entry)| {
        let [_, class @ ..] = entry.0.to_le_bytes();
        (key, class)
    }))?);
    out.extend(table::pack::<3, 2>(
        kinds.map(|(word, kinds)| (short(listed(word)), kinds.to_le_bytes())),
    )?);
    out.extend(table::pack::<3, 1>(genders.map(|(word, gender)| {
        let is_female = *gender == Gender::Female;
        (key(word), [if is_female { FEMALE } else { 0 }])
    }))?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packed_lists_are_those_that_can_be_read() {
        let lexicon = Lexicon::shared();
        let words = include_str!("../../../assets/people/words.txt");
        for (list, words) in words.lines().filter_map(|line| line.split_once(": ")) {
            let Some((_, bit)) = kind::LISTS.iter().find(|(name, _)| *name == list) else {
                continue;
            };
            for word in words.split(' ') {
                assert!(lexicon.kinds(listed(word)) & bit != 0, "{list}: {word}");
            }
        }
    }

    #[test]
    fn names_places_and_classes_are_known() {
        let lexicon = Lexicon::shared();
        let of = |word: &str| lexicon.look_up(word);
        assert!(of("angela").first() > 1);
        assert!(of("merkel").last() > 0);
        assert!(of("germany").is_place());
        assert!(of("the").has_class());
        assert_eq!(of("xqzzyq"), Entry::UNKNOWN);
        assert_eq!(of("jean-merkel").last(), of("merkel").last());
    }
}
