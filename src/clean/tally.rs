//! Words counted by their hashes.

/// Numbers for hashes, in the order in which they were first seen: a table with open addressing. Growing it
/// would move the hashes, so these are kept apart.
#[derive(Default)]
pub(crate) struct Table {
    hashes: Vec<u64>,
    /// Places in `hashes`, plus one; a power of two of them, at most half of them used.
    slots: Vec<u32>,
}

/// Least slots of a table.
const LEAST: usize = 64;

impl Table {
    /// Returns an empty table with room for about so many hashes.
    pub(crate) fn with_room(count: usize) -> Self {
        Self {
            hashes: Vec::with_capacity(count),
            slots: vec![0; (2 * count + 2).next_power_of_two().max(LEAST)],
        }
    }

    /// Returns the hashes by their numbers.
    pub(crate) fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// Returns the number of a hash: a new one, the next, where it was not seen before.
    pub(crate) fn place(&mut self, hash: u64) -> usize {
        if self.slots.len() <= 2 * self.hashes.len() {
            self.grow();
        }
        let slot = self.slot(hash);
        match self.slots[slot] {
            0 => {
                self.hashes.push(hash);
                self.slots[slot] = u32::try_from(self.hashes.len()).unwrap_or(u32::MAX);
                self.hashes.len() - 1
            }
            taken => taken as usize - 1,
        }
    }

    /// Returns where a hash stands in the table, or where it would.
    fn slot(&self, hash: u64) -> usize {
        let last = self.slots.len() - 1;
        // The lower bits choose; which of them there are does not matter.
        let mut slot = usize::try_from(hash & last as u64).unwrap_or_default();
        loop {
            match self.slots[slot] {
                0 => return slot,
                taken if self.hashes[taken as usize - 1] == hash => return slot,
                _ => slot = (slot + 1) & last,
            }
        }
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(LEAST);
        self.slots.clear();
        self.slots.resize(size, 0);
        for place in 0..self.hashes.len() {
            let slot = self.slot(self.hashes[place]);
            self.slots[slot] = u32::try_from(place + 1).unwrap_or(u32::MAX);
        }
    }
}

/// Words, and in how many lines each is; a count may be several in one number.
#[derive(Default)]
pub(crate) struct Tally {
    words: Table,
    /// For each word the last line that it was seen in, and its count.
    counts: Vec<(usize, u64)>,
}

impl Tally {
    /// Returns an empty tally with room for about so many words.
    pub(crate) fn with_room(count: usize) -> Self {
        Self {
            words: Table::with_room(count),
            counts: Vec::with_capacity(count),
        }
    }

    /// Returns the words by their places.
    pub(crate) fn hashes(&self) -> &[u64] {
        self.words.hashes()
    }

    /// Adds `amount` to the count of a word, once a line, and returns its place where it is the first time
    /// in that line. The lines come one after the other.
    pub(crate) fn add(&mut self, word: u64, line: usize, amount: u64) -> Option<usize> {
        let place = self.words.place(word);
        match self.counts.get_mut(place) {
            None => self.counts.push((line, amount)),
            Some((last, _)) if *last == line => return None,
            Some((last, count)) => {
                *last = line;
                *count += amount;
            }
        }
        Some(place)
    }

    /// Returns the count of the word at a place.
    pub(crate) fn at(&self, place: usize) -> u64 {
        self.counts[place].1
    }

    /// Returns the count of a word, 0 of one that was not seen.
    pub(crate) fn count(&self, word: u64) -> u64 {
        if self.words.slots.is_empty() {
            return 0;
        }
        match self.words.slots[self.words.slot(word)] {
            0 => 0,
            taken => self.at(taken as usize - 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_once_a_line() {
        let mut tally = Tally::default();
        assert_eq!(tally.count(7), 0);
        for word in 0..3000 {
            assert_eq!(tally.add(word, 0, 1), usize::try_from(word).ok());
        }
        assert_eq!(tally.add(7, 0, 1), None);
        assert_eq!(tally.add(7, 1, 1), Some(7));
        assert_eq!([7, 8, 3000].map(|word| tally.count(word)), [2, 1, 0]);
    }
}
