//! What the words of a page say of its lines: how many of them are common on it, and how many the main
//! block has too.

use std::ops::Range;

use crate::clean::lines::Line;
use crate::clean::tally::{Table, Tally};
use crate::clean::tone;
use crate::clean::words::both_words;

/// Small words that count as common.
const COMMON: usize = 18;
/// Small words of the running text that are counted.
const COUNTED: usize = 4000;
/// Prose lines of the opening of the main block.
const OPENING: usize = 6;
/// Bytes of a page to each different long word that it has, and to each small one, at least nearly.
const LONG_WORDS: usize = 16;
const SMALL_WORDS: usize = 24;
/// Bits of each of the three counts of a long word, enough for more lines than a page has that is looked at.
const BITS: u32 = 21;
const MASK: u64 = (1 << BITS) - 1;

/// What is known of each line by its words.
pub(super) struct Shares {
    /// Share of its words that are among the commonest small words of the running text; -0.1 where it has
    /// no word in small letters, as then there is nothing to tell.
    pub(super) common: Vec<f32>,
    /// Share of its long words that other lines of the main block, of its opening, and of the page have too.
    pub(super) overlaps: Vec<[f32; 3]>,
    /// Weights of its words by [`tone`], over the root of their number; and that number.
    pub(super) tones: Vec<(f32, u32)>,
}

/// Where the words of a line end among those of the page, and how many words it has in all.
#[derive(Default)]
struct Ends {
    small: usize,
    long: usize,
    short: usize,
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
    let bytes: usize = lines.iter().map(|line| line.text.len()).sum();
    let mut all_long = Tally::with_room(bytes / LONG_WORDS);
    let mut all_small = Table::with_room(bytes / SMALL_WORDS);
    let (mut long, mut small) = (Vec::with_capacity(bytes / 8), Vec::with_capacity(bytes / 8));
    let mut short = Vec::with_capacity(bytes / 8);
    let mut ends = Vec::with_capacity(lines.len() + 1);
    ends.push(Ends::default());
    for (index, line) in lines.iter().enumerate() {
        let words = both_words(
            line.text,
            |word| long.extend(all_long.add(word, index, parts[index])),
            |word, is_short| {
                let place = all_small.place(word);
                small.push(place);
                if is_short {
                    short.push(place);
                }
            },
        );
        ends.push(Ends {
            small: small.len(),
            long: long.len(),
            short: short.len(),
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
        shares_of(words, &all_long, own)
    });
    let weights =
        |hashes: &[u64]| -> Vec<f32> { hashes.iter().map(|&word| tone::weight(word)).collect() };
    let (of_long, of_small) = (weights(all_long.hashes()), weights(all_small.hashes()));
    let tones = lines.map(|(start, end)| {
        let (long, short) = (&long[start.long..end.long], &short[start.short..end.short]);
        let count = long.len() + short.len();
        let long: f32 = long.iter().map(|&word| of_long[word]).sum();
        let short: f32 = short.iter().map(|&word| of_small[word]).sum();
        let root = (count.max(1) as f32).sqrt();
        (
            (long + short) / root,
            u32::try_from(count).unwrap_or(u32::MAX),
        )
    });
    Shares {
        common: common.collect(),
        overlaps: overlaps.collect(),
        tones: tones.collect(),
    }
}

/// Says which of the small words are among the commonest of the running text, of those that are there more
/// than once.
fn commonest(all: &Table, small: &[usize], ends: &[Ends], prose: &[bool]) -> Vec<bool> {
    let mut counts = vec![0_u32; all.hashes().len()];
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
    let places = counts.iter().zip(all.hashes()).zip(0..);
    let ranked = places.filter(|&((&count, _), _)| 1 < count);
    let mut ranked: Vec<((&u32, &u64), usize)> = ranked.collect();
    ranked.sort_unstable_by(|a, b| b.cmp(a));
    let mut is_common = vec![false; counts.len()];
    for &(_, place) in ranked.iter().take(COMMON) {
        is_common[place] = true;
    }
    is_common
}

/// Returns the shares of a line's words that other lines have too; `own` are the line's parts.
fn shares_of(words: &[usize], tally: &Tally, own: u64) -> [f32; 3] {
    let part = |counts: u64, part: u32| counts >> (part * BITS) & MASK;
    let mut hits = [0_u32; 3];
    for &word in words {
        let counts = tally.at(word);
        for (hits, at) in hits.iter_mut().zip(0..) {
            *hits += u32::from(part(own, at) < part(counts, at));
        }
    }
    hits.map(|hits| hits as f32 / words.len().max(1) as f32)
}
