//! Runs of words as hashes, and the table that says where a run stood first.

use crate::dedup::words::Word;

/// Words in a run.
pub(crate) const GRAM: usize = 4;
/// No place.
pub(crate) const NOWHERE: u32 = u32::MAX;

/// Returns the hash of every run of [`GRAM`] words; none where there are fewer words.
pub(crate) fn grams(words: &[Word]) -> impl ExactSizeIterator<Item = u64> {
    words.windows(GRAM).map(hash)
}

fn hash(words: &[Word]) -> u64 {
    let mix = |hash: u64, word: &Word| {
        (hash.rotate_left(5) ^ word.key).wrapping_mul(0x2545_F491_4F6C_DD1D)
    };
    let hash = words.iter().fold(0x9E37_79B9_7F4A_7C15, mix);
    hash ^ (hash >> 32)
}

/// Where each run stood first: open addressing over places, 4 to 8 bytes a run.
#[derive(Debug, Default)]
pub(crate) struct First {
    /// Place plus one; 0 is free.
    slots: Vec<u32>,
}

impl First {
    /// Makes an empty table with room for `count` runs.
    pub(crate) fn with_room(count: usize) -> Self {
        Self {
            slots: vec![0; (count * 3 / 2 + 1).next_power_of_two()],
        }
    }

    /// Makes the table of all runs of a text.
    #[cfg(test)]
    fn of(grams: &[u64]) -> Self {
        let mut table = Self::with_room(grams.len());
        for at in 0..grams.len() {
            table.find_or_insert(grams, at);
        }
        table
    }

    /// Returns the first place of the run at `at`, which is `at` itself where it is new, and remembers it.
    pub(crate) fn find_or_insert(&mut self, grams: &[u64], at: usize) -> u32 {
        let slot = self.slot(grams, grams[at]);
        if self.slots[slot] == 0 {
            self.slots[slot] = u32::try_from(at + 1).unwrap_or(NOWHERE);
        }
        self.slots[slot] - 1
    }

    /// Returns the first place of a run in the text whose runs are `grams`.
    pub(crate) fn find(&self, grams: &[u64], gram: u64) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        self.slots[self.slot(grams, gram)].checked_sub(1)
    }

    /// Returns the slot that holds `gram`, or the free one where it belongs.
    fn slot(&self, grams: &[u64], gram: u64) -> usize {
        let mask = self.slots.len() - 1;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the mask keeps low bits only"
        )]
        let mut slot = gram as usize & mask;
        while self.slots[slot] != 0 && grams[self.slots[slot] as usize - 1] != gram {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedup::words::words;

    #[test]
    fn a_run_is_found_where_it_stood_first() {
        let runs: Vec<u64> = grams(&words("a b c d e a b c d")).collect();
        let table = First::of(&runs);
        assert_eq!(runs.len(), 6);
        assert_eq!(table.find(&runs, runs[5]), Some(0));
        assert_eq!(table.find(&runs, runs[2]), Some(2));
        assert_eq!(table.find(&runs, 1), None);
        assert_eq!(First::default().find(&runs, runs[0]), None);
    }
}
