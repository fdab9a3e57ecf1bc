//! What the words of a page say of its lines: how many of them are common on it, and how many the main
//! block has too.

use std::ops::Range;

use crate::clean::lines::Line;
use crate::clean::words::both_words;

/// Small words that count as common.
const COMMON: usize = 18;
/// Small words of the running text that are counted.
const COUNTED: usize = 4000;
/// Prose lines of the opening of the main block.
const OPENING: usize = 6;
/// Bits of each count in [`Seen::counts`], enough for more lines than a page has that is looked at.
const BITS: u32 = 21;
const MASK: u64 = (1 << BITS) - 1;

/// What is known of each line by its words.
pub(super) struct Shares {
    /// Share of its words that are among the commonest small words of the running text; -0.1 where it has
    /// no word in small letters, as then there is nothing to tell.
    pub(super) common: Vec<f32>,
    /// Share of its long words that other lines of the main block, of its opening, and of the page have too.
    pub(super) overlaps: Vec<[f32; 3]>,
}

/// Where the words of a line end among those of the page, and how many words it has in all.
#[derive(Default)]
struct Ends {
    small: usize,
    long: usize,
    words: usize,
}

/// Looks at the words of all lines, each once. `block` is the main block, `prose` says which lines are
/// running text. Linear in the page.
pub(super) fn shares(lines: &[Line<'_>], block: &Range<usize>, prose: &[bool]) -> Shares {
    let opening = block.clone().filter(|&at| prose[at]).take(OPENING);
    let opening: Vec<usize> = opening.collect();
    let parts: Vec<u64> = (0..lines.len())
        .map(|index| {
            let is_opening = opening.binary_search(&index).is_ok();
            let [block, opening] = [block.contains(&index), is_opening].map(u64::from);
            block | opening << BITS | 1 << (2 * BITS)
        })
        .collect();
    let (mut all_long, mut all_small) = (Seen::default(), Table::default());
    let (mut long, mut small) = (Vec::new(), Vec::new());
    let mut ends = Vec::with_capacity(lines.len() + 1);
    ends.push(Ends::default());
    for (index, line) in lines.iter().enumerate() {
        let words = both_words(
            line.text,
            |word| long.extend(all_long.add(word, index, parts[index])),
            |word| small.push(all_small.place(word)),
        );
        ends.push(Ends {
            small: small.len(),
            long: long.len(),
            words,
        });
    }
    let is_common = commonest(&all_small, &small, &ends, prose);
    let lines = ends.iter().zip(&ends[1..]);
    let common = lines.clone().map(|(start, end)| {
        let own = &small[start.small..end.small];
        let hits = own.iter().filter(|&&word| is_common[word]).count();
        match own.len() {
            0 => -0.1,
            _ => hits as f32 / end.words as f32,
        }
    });
    let overlaps = lines.clone().zip(&parts);
    let overlaps = overlaps.map(|((start, end), &own)| {
        let words = &long[start.long..end.long];
        all_long.shares(words, own)
    });
    Shares {
        common: common.collect(),
        overlaps: overlaps.collect(),
    }
}

/// Says which of the small words are among the commonest of the running text, of those that are there more
/// than once.
fn commonest(all: &Table, small: &[usize], ends: &[Ends], prose: &[bool]) -> Vec<bool> {
    let mut counts = vec![0_u32; all.hashes.len()];
    let mut room = COUNTED;
    for ((start, end), _) in ends
        .iter()
        .zip(&ends[1..])
        .zip(prose)
        .filter(|(_, is)| **is)
    {
        let counted = &small[start.small..end.small.min(start.small + room)];
        for &word in counted {
            counts[word] += 1;
        }
        room -= counted.len();
    }
    let places = counts.iter().zip(&all.hashes).zip(0..);
    let ranked = places.filter(|&((&count, _), _)| 1 < count);
    let mut ranked: Vec<((&u32, &u64), usize)> = ranked.collect();
    ranked.sort_unstable_by(|a, b| b.cmp(a));
    let mut is_common = vec![false; counts.len()];
    for &(_, place) in ranked.iter().take(COMMON) {
        is_common[place] = true;
    }
    is_common
}

/// The long words of a page, and in how many lines of the block, of its opening and of the page each is.
#[derive(Default)]
struct Seen {
    words: Table,
    /// For each word the last line that it was seen in, and its three counts in one.
    counts: Vec<(usize, u64)>,
}

impl Seen {
    /// Counts a word for the parts of the page that `line` belongs to, once a line, and returns its
    /// place where it is the first time in that line.
    fn add(&mut self, word: u64, line: usize, parts: u64) -> Option<usize> {
        let place = self.words.place(word);
        match self.counts.get_mut(place) {
            None => self.counts.push((line, parts)),
            Some((last, _)) if *last == line => return None,
            Some((last, counts)) => {
                *last = line;
                *counts += parts;
            }
        }
        Some(place)
    }

    /// Returns the shares of a line's words that other lines have too; `own` are the line's parts.
    fn shares(&self, words: &[usize], own: u64) -> [f32; 3] {
        let part = |counts: u64, part: u32| counts >> (part * BITS) & MASK;
        let mut hits = [0_u32; 3];
        for &word in words {
            let (_, counts) = self.counts[word];
            for (hits, at) in hits.iter_mut().zip(0..) {
                *hits += u32::from(part(own, at) < part(counts, at));
            }
        }
        hits.map(|hits| hits as f32 / words.len().max(1) as f32)
    }
}

/// Numbers for words by their hashes, in the order in which they were first seen: a table with open
/// addressing. Growing it would move the words, so these are kept apart.
#[derive(Default)]
struct Table {
    hashes: Vec<u64>,
    /// Places in `hashes`, plus one; a power of two of them, at most half of them used.
    slots: Vec<u32>,
}

impl Table {
    fn place(&mut self, hash: u64) -> usize {
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

    /// Returns where a word stands in the table, or where it would.
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
        let size = (self.slots.len() * 2).max(1 << 11);
        self.slots.clear();
        self.slots.resize(size, 0);
        for place in 0..self.hashes.len() {
            let slot = self.slot(self.hashes[place]);
            self.slots[slot] = u32::try_from(place + 1).unwrap_or(u32::MAX);
        }
    }
}
