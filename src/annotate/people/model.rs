//! The weights of the finder and the best labelling under them.
//!
//! A structured averaged perceptron (Collins 2002) over the labels outside, begin, inside, last and
//! unit. Features are hashed into one table without collision lists (Weinberger et al. 2009); rows
//! are bytes, scaled so that the largest weight is the largest byte: clipping costs precision.
//! Nothing is unpacked at the program's start.

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The compiled-in weights, made by `examples/train_people.rs`.
const PACKED: &[u8] = include_bytes!("../../../assets/people/model.bin");

/// Labels of a token, in the order of scores.
pub const LABELS: usize = 5;
/// Outside any name.
pub const OUTSIDE: usize = 0;
/// First of several.
pub const BEGIN: usize = 1;
/// Neither first nor last.
pub const INSIDE: usize = 2;
/// Last of several.
pub const LAST: usize = 3;
/// A name of one token.
pub const UNIT: usize = 4;

/// Scores of one token for [`BEGIN`], [`INSIDE`], [`LAST`] and [`UNIT`]; [`OUTSIDE`] scores 0.
pub type Scores = [i32; LABELS - 1];

/// Which label may follow which: `FOLLOWS[before][after]`.
pub const FOLLOWS: [[bool; LABELS]; LABELS] = [
    [true, true, false, false, true],
    [false, false, true, true, false],
    [false, false, true, true, false],
    [true, true, false, false, true],
    [true, true, false, false, true],
];

/// Row of the transitions for the start of a sentence.
pub const START: usize = LABELS;

/// Rows of the hashed table that share a starting point among the stored ones.
const BLOCK: usize = 64;
/// Bytes of a block: one bit for each row that is stored, and how many are stored before.
const ENTRY: usize = BLOCK / 8 + 4;

/// The weights, used where they lie in the program.
///
/// Most rows of the hashed table are zero and not stored; of the others many are equal, so that each
/// is a number of two bytes among the different ones.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    blocks: &'a [[u8; ENTRY]],
    numbers: &'a [[u8; 2]],
    different: &'a [[u8; LABELS - 1]],
    /// Transitions, from a label or [`START`].
    pub transitions: [[i32; LABELS]; LABELS + 1],
}

/// A table of weights as training makes it.
#[derive(Debug, Default)]
pub struct Weights {
    /// Rows of the hashed table; a power of two of them.
    pub rows: Vec<[i8; LABELS - 1]>,
    /// Transitions, from a label or [`START`].
    pub transitions: [[i32; LABELS]; LABELS + 1],
}

impl Weights {
    /// Writes the weights for [`Model::read`]; `None` if there are more than 65,536 different rows.
    pub fn pack(&self) -> Option<Vec<u8>> {
        let stored = || self.rows.iter().filter(|row| **row != [0; LABELS - 1]);
        let mut counts: BTreeMap<[i8; LABELS - 1], usize> = BTreeMap::new();
        for row in stored() {
            *counts.entry(*row).or_default() += 1;
        }
        // Frequent rows lie together, near in the caches.
        let mut different: Vec<_> = counts.into_iter().collect();
        different.sort_by_key(|(_, count)| Reverse(*count));
        let mut numbers: BTreeMap<[i8; LABELS - 1], u16> = BTreeMap::new();
        for (number, (row, _)) in different.iter().enumerate() {
            numbers.insert(*row, u16::try_from(number).ok()?);
        }
        let blocks = self.rows.chunks(BLOCK);
        let mut out = Vec::new();
        for count in [blocks.len(), stored().count(), different.len()] {
            out.extend(u32::try_from(count).ok()?.to_le_bytes());
        }
        let transitions = self.transitions.iter().flatten();
        out.extend(transitions.flat_map(|number| number.to_le_bytes()));
        let mut before = 0_u32;
        for rows in blocks {
            let mut bits = 0_u64;
            for (at, row) in rows.iter().enumerate() {
                bits |= u64::from(*row != [0; LABELS - 1]) << at;
            }
            out.extend(bits.to_le_bytes());
            out.extend(before.to_le_bytes());
            before += bits.count_ones();
        }
        for row in stored() {
            out.extend(numbers.get(row)?.to_le_bytes());
        }
        let weights = different.iter().flat_map(|(row, _)| row);
        out.extend(weights.flat_map(|weight| weight.to_le_bytes()));
        Some(out)
    }
}

impl<'a> Model<'a> {
    /// Returns the compiled-in weights of both readings.
    pub fn shared() -> [Model<'static>; 2] {
        Model::read_two(PACKED)
    }

    /// Takes the weights of both readings, written one after the other.
    pub fn read_two(bytes: &'a [u8]) -> [Self; 2] {
        let (first, rest) = Self::read(bytes);
        [first, Self::read(rest).0]
    }

    /// Takes the weights at the start of `bytes`, as [`Weights::pack`] wrote them, and returns what
    /// follows them; other bytes give a model that finds nothing. Cost: constant.
    pub fn read(bytes: &'a [u8]) -> (Self, &'a [u8]) {
        Self::try_read(bytes).unwrap_or_default()
    }

    fn try_read(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (head, rest) = bytes.split_at_checked(HEAD * 4)?;
        let (counts, numbers) = head.as_chunks::<4>().0.split_first_chunk::<3>()?;
        let [blocks, stored, different] = counts.map(|count| u32::from_le_bytes(count) as usize);
        let mut transitions = [[0; LABELS]; LABELS + 1];
        for (cell, number) in transitions.iter_mut().flatten().zip(numbers) {
            *cell = i32::from_le_bytes(*number);
        }
        let (block_bytes, rest) = rest.split_at_checked(blocks * ENTRY)?;
        let (number_bytes, rest) = rest.split_at_checked(stored * 2)?;
        let (row_bytes, rest) = rest.split_at_checked(different * (LABELS - 1))?;
        let model = Self {
            blocks: block_bytes.as_chunks().0,
            numbers: number_bytes.as_chunks().0,
            different: row_bytes.as_chunks().0,
            transitions,
        };
        blocks.is_power_of_two().then_some((model, rest))
    }

    /// Returns whether the row of a feature is stored, and which row it is.
    ///
    /// Without a branch: whether a feature has a weight cannot be foreseen.
    pub fn row(&self, feature: u64) -> (bool, usize) {
        let row = row(feature, self.blocks.len() * BLOCK);
        (self.block(row).0 >> (row % BLOCK) & 1 != 0, row)
    }

    /// Returns which rows of the block of a row are stored, a bit for each, and how many rows before them are.
    fn block(&self, row: usize) -> (u64, u32) {
        let block = self.blocks.get(row / BLOCK);
        let Some((bits, before)) = block.and_then(|block| block.split_first_chunk()) else {
            return (0, 0);
        };
        let before = before.first_chunk().copied().map_or(0, u32::from_le_bytes);
        (u64::from_le_bytes(*bits), before)
    }

    /// Adds these rows, which are stored, to `scores`.
    pub fn add(&self, rows: &[usize], scores: &mut Scores) {
        for &row in rows {
            let (bits, before) = self.block(row);
            let earlier = bits & ((1_u64 << (row % BLOCK)) - 1);
            let number = self
                .numbers
                .get((before + earlier.count_ones()) as usize)
                .copied()
                .unwrap_or_default();
            let row = self.different.get(usize::from(u16::from_le_bytes(number)));
            for (sum, weight) in scores.iter_mut().zip(row.unwrap_or(&[0; LABELS - 1])) {
                *sum += i32::from(i8::from_le_bytes([*weight]));
            }
        }
    }

    /// Returns the best allowed labels for a sentence; `scores` has one entry for each token,
    /// `None` where the token cannot be in a name.
    pub fn decode(&self, scores: &[Option<Scores>], labels: &mut Vec<u8>) {
        decode(scores, &self.transitions, labels);
    }
}

impl Default for Model<'_> {
    fn default() -> Self {
        Self {
            blocks: &[],
            numbers: &[],
            different: &[],
            transitions: [[0; LABELS]; LABELS + 1],
        }
    }
}

/// Numbers of four bytes before the table: three counts and the transitions.
const HEAD: usize = 3 + LABELS * (LABELS + 1);

/// Returns the row of a feature in a table of `rows` rows, which is a power of two.
pub fn row(feature: u64, rows: usize) -> usize {
    (feature >> 32) as usize & rows.wrapping_sub(1)
}

/// Far below any sum of weights, far above overflow.
const NEVER: i32 = i32::MIN / 4;

/// Viterbi's algorithm over [`FOLLOWS`].
pub fn decode(
    scores: &[Option<Scores>],
    transitions: &[[i32; LABELS]; LABELS + 1],
    labels: &mut Vec<u8>,
) {
    labels.clear();
    labels.resize(scores.len(), 0);
    let mut from: Vec<[u8; LABELS]> = vec![[0; LABELS]; scores.len()];
    let mut best = [NEVER; LABELS];
    for (at, score) in scores.iter().enumerate() {
        let mut next = [NEVER; LABELS];
        for (label, cell) in next.iter_mut().enumerate() {
            let own = match (label, score) {
                (OUTSIDE, _) => 0,
                (_, None) => continue,
                (_, Some(score)) => score[label - 1],
            };
            if at == 0 {
                if label != INSIDE && label != LAST {
                    *cell = transitions[START][label] + own;
                }
                continue;
            }
            for (before, reached) in best.iter().enumerate() {
                if !FOLLOWS[before][label] || *reached == NEVER {
                    continue;
                }
                let sum = reached + transitions[before][label] + own;
                if sum > *cell {
                    *cell = sum;
                    from[at][label] = u8::try_from(before).unwrap_or_default();
                }
            }
        }
        best = next;
    }
    let mut label = [OUTSIDE, LAST, UNIT]
        .into_iter()
        .rev()
        .max_by_key(|&label| best[label])
        .unwrap_or(OUTSIDE);
    for at in (0..labels.len()).rev() {
        labels[at] = u8::try_from(label).unwrap_or_default();
        label = usize::from(from[at][label]);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn packed_weights_are_the_same_weights(
            some in proptest::collection::vec((0_usize..512, any::<[i8; LABELS - 1]>()), 0..200),
            cut in any::<prop::sample::Index>(),
        ) {
            let mut weights = Weights { rows: vec![[0; LABELS - 1]; 512], ..Weights::default() };
            weights.transitions[2][1] = -77;
            for (at, row) in some {
                weights.rows[at] = row;
            }
            let bytes = weights.pack().unwrap();
            let (model, rest) = Model::read(&bytes);
            prop_assert!(rest.is_empty());
            prop_assert_eq!(model.transitions, weights.transitions);
            for (at, row) in weights.rows.iter().enumerate() {
                let mut scores = Scores::default();
                let (is_stored, place) = model.row((at as u64) << 32);
                model.add(&[place][..usize::from(is_stored)], &mut scores);
                prop_assert_eq!(scores, row.map(i32::from));
            }
            let (model, _) = Model::read(&bytes[..cut.index(bytes.len())]);
            prop_assert!(!model.row(5 << 32).0);
        }
    }
}
