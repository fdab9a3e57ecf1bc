//! Numbers for hashes.

/// Numbers for hashes, in the order in which they were first seen: a table with open addressing. Growing it
/// would move the hashes, so these are kept apart.
#[derive(Debug, Default)]
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
    #[inline]
    pub(crate) fn place(&mut self, hash: u64) -> usize {
        if self.slots.len() <= 2 * self.hashes.len() {
            self.grow();
        }
        match self.look(hash) {
            Ok(place) => place,
            Err(slot) => {
                self.hashes.push(hash);
                self.slots[slot] = u32::try_from(self.hashes.len()).unwrap_or(u32::MAX);
                self.hashes.len() - 1
            }
        }
    }

    /// Returns the number of a hash that was seen before.
    pub(crate) fn find(&self, hash: u64) -> Option<usize> {
        if self.slots.is_empty() {
            return None;
        }
        self.look(hash).ok()
    }

    /// Returns the number of a hash, or the slot where it would stand.
    #[inline]
    fn look(&self, hash: u64) -> Result<usize, usize> {
        let last = self.slots.len() - 1;
        // The upper bits of a hash are mixed best; so many are enough for any page.
        let mut slot = usize::try_from(hash >> 40).unwrap_or_default() & last;
        loop {
            let Some(place) = (self.slots[slot] as usize).checked_sub(1) else {
                return Err(slot);
            };
            if self.hashes[place] == hash {
                return Ok(place);
            }
            slot = (slot + 1) & last;
        }
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(LEAST);
        self.slots.clear();
        self.slots.resize(size, 0);
        for place in 0..self.hashes.len() {
            if let Err(slot) = self.look(self.hashes[place]) {
                self.slots[slot] = u32::try_from(place + 1).unwrap_or(u32::MAX);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_have_numbers_in_the_order_in_which_they_came() {
        let mut table = Table::default();
        assert_eq!(table.find(7), None);
        for _ in 0..2 {
            for hash in 0..3000 {
                assert_eq!(table.place(hash), usize::try_from(hash).unwrap());
            }
        }
        assert_eq!([7, 3000].map(|hash| table.find(hash)), [Some(7), None]);
    }
}
