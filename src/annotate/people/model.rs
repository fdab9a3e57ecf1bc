//! The weights of the finder and the best labelling under them.
//!
//! A structured averaged perceptron (Collins 2002) over the labels outside, begin, inside, last and
//! unit. Features are hashed into one table without collision lists (Weinberger et al. 2009); rows
//! are bytes, scaled so that the largest weight is the largest byte: clipping costs precision.

use std::sync::OnceLock;

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

/// The weights.
#[derive(Debug, Default)]
pub struct Model {
    /// Rows of the hashed table; a power of two of them.
    pub rows: Vec<[i8; LABELS - 1]>,
    /// Transitions, from a label or [`START`].
    pub transitions: [[i32; LABELS]; LABELS + 1],
}

impl Model {
    /// Returns the compiled-in weights of both readings; the first call unpacks them.
    pub fn shared() -> &'static [Self; 2] {
        static SHARED: OnceLock<[Model; 2]> = OnceLock::new();
        SHARED.get_or_init(|| {
            let raw = decompress(PACKED);
            let (first, second) = raw.split_at(raw.len() / 2);
            [Self::unpack(first), Self::unpack(second)]
        })
    }

    /// Reads what [`Model::pack`] wrote; other bytes give a model that finds nothing.
    pub fn unpack(raw: &[u8]) -> Self {
        let (head, table) = raw
            .split_at_checked((LABELS + 1) * LABELS * 4)
            .unwrap_or_default();
        let mut transitions = [[0; LABELS]; LABELS + 1];
        let numbers = head
            .as_chunks::<4>()
            .0
            .iter()
            .copied()
            .map(i32::from_le_bytes);
        for (cell, number) in transitions.iter_mut().flatten().zip(numbers) {
            *cell = number;
        }
        let row = |bytes: &[u8; LABELS - 1]| bytes.map(|byte| i8::from_le_bytes([byte]));
        let mut rows: Vec<_> = table.as_chunks().0.iter().map(row).collect();
        if !rows.len().is_power_of_two() {
            rows = vec![[0; LABELS - 1]];
        }
        Self { rows, transitions }
    }

    /// Writes the weights as bytes; both readings' models are packed one after the other.
    pub fn pack(&self) -> Vec<u8> {
        let head = self
            .transitions
            .iter()
            .flatten()
            .flat_map(|number| number.to_le_bytes());
        let table = self
            .rows
            .iter()
            .flatten()
            .flat_map(|weight| weight.to_le_bytes());
        head.chain(table).collect()
    }

    /// Returns the row of a feature.
    pub fn row(&self, feature: u64) -> usize {
        row(feature, self.rows.len())
    }

    /// Returns the best allowed labels for a sentence; `scores` has one entry for each token,
    /// `None` where the token cannot be in a name.
    pub fn decode(&self, scores: &[Option<Scores>], labels: &mut Vec<u8>) {
        decode(scores, &self.transitions, labels);
    }
}

/// Returns the row of a feature in a table of `rows` rows, which is a power of two.
pub fn row(feature: u64, rows: usize) -> usize {
    (feature >> 32) as usize & (rows - 1)
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

/// Unpacks an asset; broken bytes give nothing.
pub fn decompress(packed: &[u8]) -> Vec<u8> {
    zstd::decode_all(packed).unwrap_or_default()
}
