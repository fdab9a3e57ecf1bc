//! What lines that do not belong to a story say, in the languages that news is most often met in.

use std::sync::LazyLock;

use crate::article::Reason;
use crate::clean::words;
use crate::text::eight;
use crate::text::fold::fold;
use crate::text::lookup::LookupMap;

/// Longest line that can be a heading or a button, in bytes.
const LONGEST: usize = 160;
/// Shortest beginning in the lexicon, in bytes.
const SHORTEST: usize = 3;

/// What a line stands for, by its words alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Why a line with these words is no part of a story.
    pub reason: Reason,
    /// Says that it is a heading, and what follows it belongs to something else.
    pub is_cut: bool,
    /// Says that it is a button that often stands above other stories.
    pub is_lead: bool,
    /// Says that it leads to another story from between the lines of this one.
    pub is_aside: bool,
}

#[derive(Default)]
struct Lexicon {
    whole: LookupMap<String, Entry>,
    /// Beginnings, ascending.
    beginnings: Vec<(String, Entry)>,
    openings: Openings,
}

/// Bits of the set of first words: of those that are in no set, one in ten or so is taken for one that is.
const OPENING_BITS: usize = 1 << 13;

/// The first words of all of them by their hashes, as bits, where they are ASCII: most lines begin otherwise.
struct Openings([u64; OPENING_BITS / 64]);

impl Default for Openings {
    fn default() -> Self {
        Self([0; OPENING_BITS / 64])
    }
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    let mut entry = None;
    for line in include_str!("../../assets/clean/headings.txt").lines() {
        if let Some(section) = line.strip_prefix('[') {
            entry = Some(section_entry(section.trim_end_matches(']')));
        } else if let (Some(entry), false) = (entry, line.is_empty() || line.starts_with('#')) {
            if let Some(beginning) = line.strip_suffix('*') {
                lexicon.beginnings.push((fold(beginning), entry));
            } else {
                let line = fold(line);
                lexicon.openings.add(&line);
                lexicon.whole.entry(line).or_insert(entry);
            }
        }
    }
    lexicon.beginnings.sort_by(|a, b| a.0.cmp(&b.0));
    lexicon.beginnings.dedup_by(|a, b| a.0 == b.0);
    for (beginning, _) in &lexicon.beginnings {
        lexicon.openings.add(beginning);
    }
    lexicon
});

impl Openings {
    fn add(&mut self, line: &str) {
        if let Some(word) = opening(line) {
            let (place, bit) = Self::place(word);
            self.0[place] |= bit;
        }
    }

    /// Says whether a line may begin with one of them.
    fn may_begin(&self, line: &str) -> bool {
        opening(line).is_none_or(|word| {
            let (place, bit) = Self::place(word);
            self.0[place] & bit != 0
        })
    }

    fn place(word: u64) -> (usize, u64) {
        let hash = words::hash(&word.to_le_bytes(), 0);
        let place = usize::try_from(hash / 64).unwrap_or_default() % (OPENING_BITS / 64);
        (place, 1 << (hash % 64))
    }
}

fn section_entry(section: &str) -> Entry {
    let mut words = section.split(' ');
    let name = words.next().unwrap_or_default();
    let mark = words.next();
    Entry {
        reason: match name {
            "related" | "aside" => Reason::RelatedBlock,
            "comments" => Reason::Comments,
            "share" => Reason::ShareBar,
            "advert" | "signup" => Reason::Advert,
            "legal" => Reason::Legal,
            _ => Reason::Navigation,
        },
        is_cut: mark == Some("cut"),
        is_lead: mark == Some("lead"),
        is_aside: name == "aside",
    }
}

/// Returns what a line is known to say, if it is short and in the lexicon.
///
/// Case, diacritics, and the punctuation and numbers at its ends do not matter. Cost: linear in a
/// line of at most 160 bytes, nothing for a longer one.
pub(crate) fn entry(line: &str) -> Option<Entry> {
    if line.len() > LONGEST || !LEXICON.openings.may_begin(line) {
        return None;
    }
    let folded = fold(line);
    // Punctuation is known without a search in the tables of Unicode.
    let is_edge = |c: char| matches!(c, '‐'..='⁞') || !c.is_alphabetic();
    let bare = folded.trim_matches(is_edge);
    if bare.is_empty() {
        return None;
    }
    if let Some(&entry) = LEXICON.whole.get(bare) {
        return Some(entry);
    }
    beginning(folded.trim_start_matches(is_edge))
}

/// Returns the first word of a line in small letters, up to eight of them; `None` where it is empty or a character
/// beyond ASCII is in it, or before or right after it.
fn opening(line: &str) -> Option<u64> {
    let bytes = line.as_bytes();
    let is_letter = |b: &u8| b.is_ascii_alphabetic() || !b.is_ascii();
    let first = bytes.iter().position(is_letter)?;
    let word = eight::load(bytes, first) | words::SMALL_LETTERS;
    match eight::first(!eight::between(word, b'a', b'z') & eight::HIGH) {
        8 => Some(word),
        length if bytes.get(first + length).is_none_or(u8::is_ascii) => {
            Some(word & !(u64::MAX << (8 * length)))
        }
        _ => None,
    }
}

fn beginning(line: &str) -> Option<Entry> {
    let beginnings = &LEXICON.beginnings;
    // A beginning of the line sorts before it, and all between the two begin with the same bytes.
    let head = line.as_bytes().get(..SHORTEST)?;
    let after = beginnings.partition_point(|(beginning, _)| beginning.as_str() <= line);
    beginnings[..after]
        .iter()
        .rev()
        .take_while(|(beginning, _)| beginning.as_bytes().starts_with(head))
        .find(|(beginning, _)| {
            let rest = line.strip_prefix(beginning.as_str());
            rest.is_some_and(|rest| {
                // The word ends where the beginning does.
                !beginning.ends_with(char::is_alphanumeric)
                    || !rest.starts_with(char::is_alphanumeric)
            })
        })
        .map(|&(_, entry)| entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_long_enough_to_be_found() {
        assert!(!LEXICON.beginnings.is_empty());
        for (beginning, _) in &LEXICON.beginnings {
            assert!(SHORTEST <= beginning.len(), "{beginning}");
        }
    }

    #[test]
    fn headings_are_known_whatever_their_dress() {
        for (line, expected) in [
            ("Related Articles", Some((Reason::RelatedBlock, true))),
            ("RELATED STORIES:", Some((Reason::RelatedBlock, true))),
            ("Comments (12)", Some((Reason::Comments, true))),
            ("Más leídas", Some((Reason::RelatedBlock, true))),
            ("Читайте также:", Some((Reason::RelatedBlock, true))),
            ("More from Politics", Some((Reason::RelatedBlock, true))),
            ("Moreover, nobody came", None),
            ("Advertisement", Some((Reason::Advert, false))),
            ("Related: What we know", Some((Reason::RelatedBlock, false))),
            ("Copyright 2024 The Times", Some((Reason::Legal, false))),
            ("The comments were made on Monday.", None),
            ("12", None),
        ] {
            let found = entry(line).map(|entry| (entry.reason, entry.is_cut));
            assert_eq!(found, expected, "{line}");
        }
    }
}
