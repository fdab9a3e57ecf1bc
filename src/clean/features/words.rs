//! What the words of a page say of its lines: how many of them are common on it, and how many the main
//! block has too.

use std::ops::Range;

use crate::clean::lines::Line;
use crate::clean::vocabulary::Vocabulary;

/// Small words that count as common.
const COMMON: usize = 18;
/// Small words of the running text that are counted.
const COUNTED: usize = 4000;
/// Prose lines of the opening of the main block.
const OPENING: usize = 6;
/// Bits of each of the three counts of a long word: one more than are enough for the lines that are looked at.
const BITS: u32 = 21;
const MASK: u64 = (1 << BITS) - 1;
/// One in each of the counts, and the most that each may be.
const ONES: u64 = 1 | 1 << BITS | 1 << (2 * BITS);
const MOST: u64 = ONES * (MASK >> 1);

/// What is known of each line by its words.
pub(super) struct Shares {
    /// Share of its words that are among the commonest small words of the running text; -0.1 where it has
    /// no word in small letters, as then there is nothing to tell.
    pub(super) common: Vec<f32>,
    /// Share of its long words that other lines of the main block, of its opening, and of the page have too.
    pub(super) overlaps: Vec<[f32; 3]>,
}

/// Looks at the words of all lines. `block` is the main block, `prose` says which lines are running text. Linear in
/// the page.
pub(super) fn shares(
    lines: &[Line<'_>],
    words: &Vocabulary,
    block: &Range<usize>,
    prose: &[bool],
) -> Shares {
    let opening = block.clone().filter(|&at| prose[at]).take(OPENING);
    let opening: Vec<usize> = opening.collect();
    let part = |index: usize| {
        let is_opening = opening.binary_search(&index).is_ok();
        let [block, opening] = [block.contains(&index), is_opening].map(u64::from);
        block | opening << BITS | 1 << (2 * BITS)
    };
    let mut counts = vec![0; words.hashes().len()];
    for (index, line) in lines.iter().enumerate() {
        let part = part(index);
        for &word in words.long_in(line) {
            counts[word as usize] += part;
        }
    }
    let overlaps = lines.iter().enumerate();
    let overlaps = overlaps.map(|(at, line)| shares_of(words.long_in(line), &counts, part(at)));
    let is_common = commonest(lines, words, prose);
    let common = lines.iter().map(|line| {
        let own = words.small_in(line);
        let hits = own.iter().filter(|&&word| is_common[word as usize]).count();
        match own.len() {
            0 => -0.1,
            _ => hits as f32 / words.count(line) as f32,
        }
    });
    Shares {
        common: common.collect(),
        overlaps: overlaps.collect(),
    }
}

/// Says which of the small words are among the commonest of the running text, of those that are there more
/// than once.
fn commonest(lines: &[Line<'_>], words: &Vocabulary, prose: &[bool]) -> Vec<bool> {
    let mut counts = vec![0_u32; words.hashes().len()];
    let prose = lines.iter().zip(prose).filter(|(_, is)| **is);
    let said = prose.flat_map(|(line, _)| words.small_in(line));
    for &word in said.take(COUNTED) {
        counts[word as usize] += 1;
    }
    let places = counts.iter().zip(words.hashes()).zip(0..);
    let ranked = places.filter(|&((&count, _), _)| 1 < count);
    let mut ranked: Vec<((&u32, &u64), usize)> = ranked.collect();
    ranked.sort_unstable_by(|a, b| b.cmp(a));
    let mut is_common = vec![false; counts.len()];
    for &(_, place) in ranked.iter().take(COMMON) {
        is_common[place] = true;
    }
    is_common
}

/// Returns the shares of a line's words that other lines have too; `own` are the line's parts, which its words count.
fn shares_of(words: &[u32], counts: &[u64], own: u64) -> [f32; 3] {
    let mut hits = 0;
    for &word in words {
        // Any other line carries into the bit above those of a count.
        hits += (counts[word as usize] - own + MOST) >> (BITS - 1) & ONES;
    }
    let hits = [0, BITS, 2 * BITS].map(|part| (hits >> part & MASK).cast_signed());
    hits.map(|hits| hits as f32 / words.len().max(1) as f32)
}
