//! What the name lists, the word classes and the closed lists know of a word.
//!
//! Words are kept as 32-bit hashes: about one unknown word in 12,000 is taken for a known one,
//! which the finder's weights have seen in training and can live with.

use std::sync::OnceLock;

use crate::text::lookup::LookupMap;

/// The packed lists, made by `assets/people/build_lists.py` and `examples/train_people.rs`.
const PACKED: &[u8] = include_bytes!("../../../assets/people/lexicon.bin");
/// The closed lists.
const WORDS: &str = include_str!("../../../assets/people/words.txt");

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
    fn or(self, other: Self) -> Self {
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
}

/// The lists, ready to look up in.
#[derive(Debug)]
pub struct Lexicon {
    /// Open addressing; an entry of zero is a free slot.
    slots: Vec<(u32, u32)>,
    kinds: LookupMap<u64, u16>,
}

impl Lexicon {
    /// Returns the lists that are compiled in; the first call unpacks them.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Lexicon> = OnceLock::new();
        SHARED.get_or_init(|| Self::unpack(PACKED))
    }

    /// Reads what [`pack`] wrote; other bytes give fewer words.
    pub fn unpack(packed: &[u8]) -> Self {
        let raw = super::model::decompress(packed);
        let mut reader = raw.iter().copied();
        let count = read_varint(&mut reader) as usize;
        let mut lexicon = Self {
            slots: vec![(0, 0); (count * 3 / 2).next_power_of_two().max(2)],
            kinds: kinds(),
        };
        let mut key = 0_u32;
        for _ in 0..count {
            key = key.wrapping_add(read_varint(&mut reader));
            let names = reader.next().unwrap_or_default();
            let class = match reader.next() {
                Some(0xFF) | None => NO_CLASS,
                Some(coarse) => {
                    let mut next = || u32::from(reader.next().unwrap_or_default());
                    u32::from(coarse) | next() << 6 | (next() | next() << 8) << 14
                }
            };
            lexicon.insert(key, class << 8 | u32::from(names));
        }
        lexicon
    }

    fn insert(&mut self, key: u32, value: u32) {
        let mask = self.slots.len() - 1;
        let mut at = key as usize & mask;
        while self.slots[at].1 != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at] = (key, value);
    }

    /// Returns what the lists know of the word with this [`hash`], in lower case.
    pub fn get(&self, hash: u64) -> Entry {
        let key = short(hash);
        let mask = self.slots.len() - 1;
        let mut at = key as usize & mask;
        loop {
            match self.slots[at] {
                (_, 0) => return Entry::UNKNOWN,
                (found, value) if found == key => return Entry(value),
                _ => at = (at + 1) & mask,
            }
        }
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
        self.kinds.get(&hash).copied().unwrap_or_default()
    }
}

/// Hashes a word in lower case (FNV-1a, 64 bits).
pub fn hash(word: &str) -> u64 {
    word.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3)
    })
}

#[expect(clippy::cast_possible_truncation, reason = "both halves take part")]
fn short(hash: u64) -> u32 {
    (hash ^ hash >> 32) as u32
}

/// Packs lists for [`Lexicon::unpack`]: words in lower case with their entries.
///
/// Two words with one hash share the first one's entry.
pub fn pack(words: &[(String, Entry)]) -> Vec<u8> {
    let mut entries: Vec<(u32, u32)> = words
        .iter()
        .map(|(word, entry)| (short(hash(word)), entry.0))
        .collect();
    entries.sort_by_key(|&(key, _)| key);
    entries.dedup_by_key(|&mut (key, _)| key);
    let mut raw = Vec::with_capacity(entries.len() * 5);
    write_varint(u32::try_from(entries.len()).unwrap_or(u32::MAX), &mut raw);
    let mut before = 0;
    for (key, value) in entries {
        write_varint(key - before, &mut raw);
        before = key;
        let [names, ..] = value.to_le_bytes();
        raw.push(names);
        let class = value >> 8;
        if class == NO_CLASS {
            raw.push(0xFF);
            continue;
        }
        let [fine_low, fine_high, ..] = (class >> 14).to_le_bytes();
        let [middle, ..] = (class >> 6).to_le_bytes();
        let [coarse, ..] = (class & 0x3F).to_le_bytes();
        raw.extend([coarse, middle, fine_low, fine_high]);
    }
    raw
}

fn write_varint(mut value: u32, out: &mut Vec<u8>) {
    while value >= 0x80 {
        let [low, ..] = value.to_le_bytes();
        out.push(low | 0x80);
        value >>= 7;
    }
    let [low, ..] = value.to_le_bytes();
    out.push(low);
}

fn read_varint(bytes: &mut impl Iterator<Item = u8>) -> u32 {
    let mut value = 0;
    for shift in (0..32).step_by(7) {
        let Some(byte) = bytes.next() else { break };
        value |= u32::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            break;
        }
    }
    value
}

fn kinds() -> LookupMap<u64, u16> {
    let mut kinds = LookupMap::default();
    for (list, words) in WORDS.lines().filter_map(|line| line.split_once(": ")) {
        let bit = match list {
            "honorific" => kind::HONORIFIC,
            "title" => kind::TITLE,
            "relative" => kind::RELATIVE,
            "verb" => kind::VERB,
            "company" => kind::COMPANY,
            "particle" => kind::PARTICLE,
            "suffix" => kind::SUFFIX,
            "calendar" => kind::CALENDAR,
            _ => 0,
        };
        for word in words.split(' ') {
            *kinds.entry(hash(word)).or_default() |= bit;
        }
    }
    kinds
}
