//! The words of a page, counted by the parts of it that they are in.

/// The words of a page, and in how many lines of the block, of its opening and of the page each is.
///
/// A table with open addressing; growing it would move the places, so these are kept apart.
#[derive(Default)]
pub(super) struct Seen {
    /// The words in the order in which they were first seen.
    pub(super) words: Vec<SeenWord>,
    /// Places in `words`, plus one; a power of two of them, at most half of them used.
    table: Vec<u32>,
}

/// A word by its hash, and the parts that it was seen in.
pub(super) struct SeenWord {
    hash: u64,
    /// The last line that it was seen in.
    line: usize,
    /// Lines of the block, of its opening and of the page.
    pub(super) counts: [u32; 3],
}

impl Seen {
    /// Counts a word for the parts of the page that `line` belongs to, once a line, and returns its
    /// place where it is the first time in that line.
    pub(super) fn add(&mut self, hash: u64, line: usize, parts: [u32; 3]) -> Option<usize> {
        if self.table.len() <= 2 * self.words.len() {
            self.grow();
        }
        let slot = self.slot(hash);
        let place = match self.table[slot] {
            0 => {
                self.words.push(SeenWord {
                    hash,
                    line,
                    counts: parts,
                });
                self.table[slot] = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
                return Some(self.words.len() - 1);
            }
            taken => taken as usize - 1,
        };
        let word = &mut self.words[place];
        if word.line == line {
            return None;
        }
        word.line = line;
        for (count, part) in word.counts.iter_mut().zip(parts) {
            *count += part;
        }
        Some(place)
    }

    /// Returns where a word stands in the table, or where it would.
    fn slot(&self, hash: u64) -> usize {
        let last = self.table.len() - 1;
        // The lower bits choose; which of them there are does not matter.
        let mut slot = usize::try_from(hash & last as u64).unwrap_or_default();
        loop {
            match self.table[slot] {
                0 => return slot,
                taken if self.words[taken as usize - 1].hash == hash => return slot,
                _ => slot = (slot + 1) & last,
            }
        }
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(1 << 11);
        self.table.clear();
        self.table.resize(size, 0);
        for place in 0..self.words.len() {
            let slot = self.slot(self.words[place].hash);
            self.table[slot] = u32::try_from(place + 1).unwrap_or(u32::MAX);
        }
    }
}
