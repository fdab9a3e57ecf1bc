//! What a whole article tells of a word: seen after a title, before `said`, in small letters…
//!
//! A name that is doubtful in one place is often plain in another; the evidence of all places is
//! a feature at each of them (as in Chieu and Ng 2003, "Named entity recognition with a maximum
//! entropy approach").

use crate::annotate::people::lexicon::{hash, kind};
use crate::annotate::people::model::{LABELS, OUTSIDE};
use crate::annotate::people::reading::{Reading, Style};
use crate::annotate::people::word::Word;

/// Number of kinds of evidence.
pub const KINDS: u32 = 16;
/// The word stands somewhere in small letters.
pub const IN_SMALL: u32 = 1 << 13;
/// The kinds that speak for or against a name most.
pub const STRONG: u32 = 2 | 4 | 8 | 16 | 64 | 1024;

/// What a whole article tells of one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// What stands around the word, as bits.
    pub cues: u32,
    /// How a first reading labelled the word, as bits; 0 in the first reading.
    pub named: u32,
}

/// Evidence by word, over all its ways of being written.
#[derive(Debug, Default)]
pub struct Evidence {
    by_id: Vec<Seen>,
    /// The labels of a first reading, by token.
    labels: Option<Vec<u8>>,
}

impl Evidence {
    /// Gathers the evidence of a text.
    pub fn gather(reading: &Reading) -> Self {
        let mut by_group = vec![0_u32; reading.group_count];
        let cues = Cues::new();
        for sentence in &reading.sentences {
            let is_running = sentence.style == Style::Running;
            let at = |index: usize| {
                (sentence.start..sentence.end)
                    .contains(&index)
                    .then(|| reading.word(index))
            };
            for index in sentence.start..sentence.end {
                let word = reading.word(index);
                if !word.is_alphabetic {
                    continue;
                }
                if !word.can_name {
                    if is_running {
                        by_group[reading.group(index)] |= IN_SMALL;
                    }
                    continue;
                }
                if is_running {
                    let seen = cues.of(
                        [
                            index.checked_sub(2).and_then(at),
                            index.checked_sub(1).and_then(at),
                        ],
                        [at(index + 1), at(index + 2)],
                    );
                    by_group[reading.group(index)] |= seen;
                }
            }
        }
        let of = |&group: &u32| Seen {
            cues: by_group[group as usize],
            named: 0,
        };
        Self {
            by_id: reading.groups.iter().map(of).collect(),
            labels: None,
        }
    }

    /// Adds how a first reading labelled the tokens.
    pub fn add_labels(&mut self, reading: &Reading, labels: Vec<u8>) {
        let mut by_group = vec![Named::default(); reading.group_count];
        for sentence in &reading.sentences {
            for token in sentence.start..sentence.end {
                let word = reading.word(token);
                if word.can_name {
                    let is_first = token == sentence.start || sentence.style != Style::Running;
                    by_group[reading.group(token)].note(usize::from(labels[token]), is_first);
                }
            }
        }
        for (seen, &group) in self.by_id.iter_mut().zip(&reading.groups) {
            seen.named = by_group[group as usize].bits();
        }
        self.labels = Some(labels);
    }

    /// Returns the evidence for the word with this id.
    pub fn of(&self, id: u32) -> Seen {
        self.by_id.get(id as usize).copied().unwrap_or_default()
    }

    /// Returns the labels of the first reading, by token, if there was one.
    pub fn labels(&self) -> Option<&[u8]> {
        self.labels.as_deref()
    }
}

/// How often a word was labelled how.
#[derive(Clone, Copy, Default)]
struct Named {
    counts: [u32; LABELS],
    /// Outside a name where a capital tells nothing.
    first: u32,
}

impl Named {
    fn note(&mut self, label: usize, is_first: bool) {
        if label == OUTSIDE && is_first {
            self.first += 1;
        } else {
            self.counts[label] += 1;
        }
    }

    fn bits(&self) -> u32 {
        let [outside, names @ ..] = self.counts;
        let mut bits = 0;
        for (bit, count) in names.iter().enumerate() {
            bits |= u32::from(*count > 0) << bit;
        }
        let inside: u32 = names.iter().sum();
        bits | u32::from(outside > 0) << 4
            | u32::from(self.first > 0) << 5
            | u32::from(inside > outside) << 6
            | u32::from(inside > 2 * (outside + self.first)) << 7
            | u32::from(inside > 2) << 8
    }
}

/// The hashes of the words that count as cues.
struct Cues {
    the: u64,
    places: [u64; 3],
    links: [u64; 3],
    possessive: u64,
    comma: u64,
    bracket: u64,
    and: u64,
    appositions: [u64; 4],
}

impl Cues {
    fn new() -> Self {
        Self {
            the: hash("the"),
            places: ["in", "at", "from"].map(hash),
            links: ["of", "to", "by"].map(hash),
            possessive: hash("'s"),
            comma: hash(","),
            bracket: hash("("),
            and: hash("and"),
            appositions: ["who", "a", "the", "an"].map(hash),
        }
    }

    fn of(&self, before: [Option<&Word>; 2], after: [Option<&Word>; 2]) -> u32 {
        let mut seen = 0;
        let mut note = |bit: u32, is_so: bool| seen |= u32::from(is_so) << bit;
        if let Some(left) = before[1] {
            note(0, !left.is_capital && left.is_alphabetic);
            note(1, left.is(kind::TITLE | kind::HONORIFIC));
            note(2, left.is_capital && left.entry.first() >= 2);
            note(3, left.lower == self.the);
            note(4, self.places.contains(&left.lower));
            note(5, self.links.contains(&left.lower));
            note(10, left.is_capital && left.is_alphabetic);
        }
        if let Some(right) = after[0] {
            note(6, right.is(kind::VERB));
            note(7, right.lower == self.possessive);
            note(8, right.is_capital && right.is_alphabetic);
            note(11, right.is_capital && right.is(kind::COMPANY));
            note(12, right.lower == self.bracket);
            note(14, right.is_capital && right.entry.last() >= 2);
            if let Some(second) = after[1] {
                let explains = self.appositions.contains(&second.lower) || second.is_number;
                note(9, right.lower == self.comma && explains);
                note(15, right.lower == self.and && second.is_capital);
            }
        }
        seen
    }
}
