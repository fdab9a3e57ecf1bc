//! Boosted decision trees, read from a compact byte array and run without any other library.
//!
//! The format, little endian, is what `assets/clean/export_trees.py` writes:
//!
//! ```text
//! "PQT1"  features: u16  trees: u16  base: f32
//! per tree:  splits: u16
//!            splits × { feature: u16, threshold: f32, left: i16, right: i16 }
//!            (splits + 1) × leaf: f32
//! ```
//!
//! A row goes left where its feature is at most the threshold, both cut to eight bits of precision. A child that is not
//! negative is a split of the same tree, a negative one is the leaf `!child`. The score is the base plus one leaf of
//! each tree, the probability its logistic function.

use std::ops::Range;

/// First bytes of the format.
const MAGIC: &[u8; 4] = b"PQT1";

/// Rows that go through a tree together.
const LANES: usize = 64;
/// Leaves of a tree, at most: as many as a mask has bits.
const MOST_LEAVES: usize = 32;
/// Leaves in one half of a mask; a small tree has no more.
const HALF: usize = 16;

/// A trained ensemble of trees for a yes-or-no question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forest {
    features: usize,
    base: f32,
    trees: Vec<Tree>,
    splits: Vec<Split>,
    leaves: Vec<f32>,
}

/// Where rows may be done before all trees are asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stop {
    /// Trees that were asked by then.
    pub trees: usize,
    /// At most this score is beyond doubt, and at least that one.
    pub no: f32,
    /// See `no`.
    pub yes: f32,
    /// What such a score counts, as the other trees would have added to it.
    pub factor: f32,
}

/// Where a tree's splits and leaves are, the leaves from left to right and filled up to [`HALF`] or [`MOST_LEAVES`].
#[derive(Clone, Debug, PartialEq)]
struct Tree {
    splits: Range<usize>,
    leaves: Range<usize>,
}

/// A split: going right takes away the leaves whose bits are in `gone`, those from 16 on in the second half.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Split {
    key: i16,
    feature: u16,
    gone: [u16; 2],
}

/// A split as it stands in the file.
#[derive(Clone, Copy)]
struct Node {
    feature: u16,
    value: f32,
    left: i16,
    right: i16,
}

/// Returns the upper half of a number's bits as an integer that is in the same order as the number:
/// sixteen rows of eight-bit precision are compared in the time of four of full precision.
pub(crate) fn key(value: f32) -> i16 {
    let bits = value.to_bits().cast_signed();
    let [_, _, low, high] = (bits ^ (bits >> 31 & i32::MAX)).to_le_bytes();
    i16::from_le_bytes([low, high])
}

/// Returns the number that a key stands for, which is all that trees see of those with the same key.
pub(crate) fn value(key: i16) -> f32 {
    let [low, high] = key.to_le_bytes();
    let ordered = i32::from_le_bytes([0, 0, low, high]);
    let bits = if ordered < 0 {
        ordered ^ i32::MAX
    } else {
        ordered
    };
    f32::from_bits(bits.cast_unsigned())
}

impl Forest {
    /// Reads an ensemble; `None` where the bytes are not one, whole and well-formed, or a tree has more
    /// than 32 leaves.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        if &reader.take::<4>()? != MAGIC {
            return None;
        }
        let features = usize::from(u16::from_le_bytes(reader.take()?));
        let tree_count = u16::from_le_bytes(reader.take()?);
        let mut forest = Self {
            features,
            base: f32::from_le_bytes(reader.take()?),
            ..Self::default()
        };
        if features == 0 {
            return None;
        }
        // A split takes ten bytes and a leaf four, and every tree has one leaf more than splits.
        forest.splits.reserve_exact(reader.0.len() / 14);
        let mut nodes = Vec::with_capacity(MOST_LEAVES);
        let mut values = Vec::with_capacity(MOST_LEAVES);
        for _ in 0..tree_count {
            forest.read_tree(&mut reader, &mut nodes, &mut values)?;
        }
        reader.0.is_empty().then_some(forest)
    }

    fn read_tree(
        &mut self,
        reader: &mut Reader<'_>,
        nodes: &mut Vec<Node>,
        values: &mut Vec<f32>,
    ) -> Option<()> {
        let count = usize::from(u16::from_le_bytes(reader.take()?));
        if MOST_LEAVES <= count {
            return None;
        }
        nodes.clear();
        values.clear();
        for _ in 0..count {
            nodes.push(Node {
                feature: u16::from_le_bytes(reader.take()?),
                value: f32::from_le_bytes(reader.take()?),
                left: i16::from_le_bytes(reader.take()?),
                right: i16::from_le_bytes(reader.take()?),
            });
        }
        for _ in 0..=count {
            values.push(f32::from_le_bytes(reader.take()?));
        }
        let (splits, leaves) = (self.splits.len(), self.leaves.len());
        let root = if count == 0 { !0 } else { 0 };
        self.grow(leaves, root, nodes, values)?;
        let found = self.leaves.len() - leaves;
        self.leaves
            .resize(leaves + found.next_multiple_of(HALF), 0.0);
        self.trees.push(Tree {
            splits: splits..self.splits.len(),
            leaves: leaves..self.leaves.len(),
        });
        (found == values.len()).then_some(())
    }

    /// Adds the splits and leaves below `child` of the tree whose leaves begin at `start`, in the order of the leaves.
    /// `None` where a child is no later split or leaf of its tree: then a walk would not end.
    fn grow(&mut self, start: usize, child: i16, nodes: &[Node], values: &[f32]) -> Option<()> {
        let Ok(index) = usize::try_from(child) else {
            let leaf = usize::try_from(!child).ok()?;
            let is_room = self.leaves.len() - start < values.len();
            self.leaves.push(*values.get(leaf).filter(|_| is_room)?);
            return Some(());
        };
        let node = *nodes.get(index)?;
        let is_later = |child: i16| child < 0 || usize::try_from(child).is_ok_and(|at| index < at);
        if usize::from(node.feature) >= self.features
            || !is_later(node.left)
            || !is_later(node.right)
        {
            return None;
        }
        let (at, first) = (self.splits.len(), self.leaves.len() - start);
        self.splits.push(Split {
            key: key(node.value),
            feature: node.feature,
            gone: [0; 2],
        });
        self.grow(start, node.left, nodes, values)?;
        let below = u32::MAX >> (MOST_LEAVES - (self.leaves.len() - start - first));
        let [a, b, c, d] = (below << first).to_le_bytes();
        self.splits[at].gone = [u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d])];
        self.grow(start, node.right, nodes, values)
    }

    /// Returns the number of features of a row.
    pub fn features(&self) -> usize {
        self.features
    }

    /// Returns the probability of "yes" for each row; `rows` holds them one after the other.
    ///
    /// Features and thresholds are compared with eight bits of precision. What is left over of a last
    /// row that is not whole is not looked at. Cost: rows × splits, about an instruction each.
    pub fn probabilities(&self, rows: &[f32]) -> Vec<f32> {
        if self.features == 0 {
            return Vec::new();
        }
        let count = rows.len() / self.features;
        let column = |at: usize| {
            rows.chunks_exact(self.features)
                .map(move |row| key(row[at]))
        };
        let columns: Vec<Vec<i16>> = (0..self.features).map(|at| column(at).collect()).collect();
        let columns: Vec<&[i16]> = columns.iter().map(Vec::as_slice).collect();
        let mut scores = vec![self.base; count];
        self.add_to(
            &mut scores,
            &columns,
            0..self.trees.len(),
            &mut self.lanes(),
        );
        scores.into_iter().map(logistic).collect()
    }

    /// Returns the probabilities of rows that come as one column of [`key`]s for each feature, all of them of
    /// the same length. Empty where there are not as many columns as features.
    ///
    /// Rows that are beyond doubt at one of the `stops`, which ascend, are done there; the others move up.
    pub(crate) fn quick_probabilities(&self, columns: &[&[i16]], stops: &[Stop]) -> Vec<f32> {
        if columns.len() != self.features {
            return Vec::new();
        }
        let count = columns.first().map_or(0, |column| column.len());
        let mut out = vec![0.0; count];
        let (mut open, mut scores) = ((0..count).collect::<Vec<_>>(), vec![self.base; count]);
        let mut left: Vec<i16>;
        let mut columns = columns.to_vec();
        let mut lanes = self.lanes();
        let mut done = 0;
        for stop in stops {
            let next = stop.trees.clamp(done, self.trees.len());
            self.add_to(&mut scores, &columns, done..next, &mut lanes);
            done = next;
            let is_open = |score: f32| stop.no < score && score < stop.yes;
            for (&row, &score) in open.iter().zip(&scores) {
                out[row] = score * stop.factor;
            }
            let stay: Vec<usize> = (0..open.len()).filter(|&at| is_open(scores[at])).collect();
            open = stay.iter().map(|&at| open[at]).collect();
            scores = stay.iter().map(|&at| scores[at]).collect();
            let mut moved = Vec::with_capacity(columns.len() * stay.len());
            for column in &columns {
                moved.extend(stay.iter().map(|&at| column[at]));
            }
            left = moved;
            columns = match stay.len() {
                0 => Vec::new(),
                length => left.chunks_exact(length).collect(),
            };
        }
        self.add_to(&mut scores, &columns, done..self.trees.len(), &mut lanes);
        for (&row, &score) in open.iter().zip(&scores) {
            out[row] = score;
        }
        out.into_iter().map(logistic).collect()
    }

    /// Returns room for the features of the rows that go through a tree together.
    fn lanes(&self) -> Vec<[i16; LANES]> {
        vec![[0; LANES]; self.features]
    }

    /// Adds what some trees say of rows, which come as columns, to their scores.
    fn add_to(
        &self,
        scores: &mut [f32],
        columns: &[&[i16]],
        trees: Range<usize>,
        lanes: &mut [[i16; LANES]],
    ) {
        for (group, scores) in scores.chunks_mut(LANES).enumerate() {
            for (lanes, column) in lanes.iter_mut().zip(columns) {
                let column = column.get(group * LANES..).unwrap_or_default();
                match column.first_chunk::<LANES>() {
                    Some(chunk) => *lanes = *chunk,
                    None => lanes[..column.len()].copy_from_slice(column),
                }
            }
            let trees = trees.clone();
            let sums = match scores.len() {
                0..=8 => self.sums::<8>(lanes, trees),
                9..=16 => self.sums::<16>(lanes, trees),
                17..=32 => self.sums::<32>(lanes, trees),
                33..=48 => self.sums::<48>(lanes, trees),
                _ => self.sums::<LANES>(lanes, trees),
            };
            for (score, sum) in scores.iter_mut().zip(sums) {
                *score += sum;
            }
        }
    }

    /// Returns the sum of the leaves of some trees for the first `ROWS` of a group, without a branch and without a
    /// walk: all splits are asked, and the first leaf that none has taken away is the one (Lucchese
    /// et al. 2015, `QuickScorer`).
    fn sums<const ROWS: usize>(
        &self,
        columns: &[[i16; LANES]],
        trees: Range<usize>,
    ) -> [f32; LANES] {
        let mut sums = [0.0; LANES];
        for tree in &self.trees[trees] {
            let splits = &self.splits[tree.splits.clone()];
            let leaves = &self.leaves[tree.leaves.clone()];
            // Of a size that is known here, so that no place needs to be checked.
            if let Some(leaves) = leaves.first_chunk::<MOST_LEAVES>() {
                let [low, high] = gone::<ROWS, 2>(splits, columns);
                for ((sum, low), high) in sums.iter_mut().zip(&low).zip(&high) {
                    let gone = u64::from(*high) << u16::BITS | u64::from(*low);
                    *sum += leaves[(!gone).trailing_zeros() as usize % MOST_LEAVES];
                }
            } else if let Some(leaves) = leaves.first_chunk::<HALF>() {
                let [gone] = gone::<ROWS, 1>(splits, columns);
                for (sum, gone) in sums.iter_mut().zip(&gone) {
                    // Of a wider number some bits are left for certain, so that none needs no care.
                    *sum += leaves[(!u32::from(*gone)).trailing_zeros() as usize % HALF];
                }
            }
        }
        sums
    }
}

/// Returns the leaves of a tree that the splits take away from each row, as bits; of the first 16 leaves
/// or of all 32.
///
/// Apart from the search for the first that is left: together the compiler would compare four rows in an
/// instruction, where eight have room.
#[inline(never)]
fn gone<const ROWS: usize, const HALVES: usize>(
    splits: &[Split],
    columns: &[[i16; LANES]],
) -> [[u16; ROWS]; HALVES] {
    let mut gone = [[0; ROWS]; HALVES];
    for split in splits {
        let column = &columns[usize::from(split.feature)];
        for (gone, taken) in gone.iter_mut().zip(split.gone) {
            for (gone, &value) in gone.iter_mut().zip(column) {
                let goes_right = if split.key < value { u16::MAX } else { 0 };
                *gone |= goes_right & taken;
            }
        }
    }
    gone
}

fn logistic(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// Takes values off the front of a byte slice.
struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Two trees over two features: one with two splits, one that is a single leaf.
    fn small() -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend([2, 0, 2, 0]);
        bytes.extend(0.5_f32.to_le_bytes());
        bytes.extend([2, 0]);
        for (feature, threshold, left, right) in [(0_u16, 1.0_f32, -1_i16, 1_i16), (1, 2.0, -2, -3)]
        {
            bytes.extend(feature.to_le_bytes());
            bytes.extend(threshold.to_le_bytes());
            bytes.extend(left.to_le_bytes());
            bytes.extend(right.to_le_bytes());
        }
        for leaf in [1.0_f32, 2.0, 3.0] {
            bytes.extend(leaf.to_le_bytes());
        }
        bytes.extend([0, 0]);
        bytes.extend(0.25_f32.to_le_bytes());
        bytes
    }

    #[test]
    fn rows_fall_into_the_leaf_that_their_features_lead_to() {
        let forest = Forest::read(&small()).unwrap();
        let rows = [1.0, 0.0, 1.1, 2.0, 9.0, 2.1, -1.0, 2.0];
        let expected: Vec<f32> = [1.75, 2.75, 3.75, 1.75].map(logistic).to_vec();
        assert_eq!(forest.probabilities(&rows), expected);
        // After the first tree the scores are 1.5, 2.5, 3.5 and 1.5.
        let quick = [1.75, 5.0, 7.0, 1.75].map(logistic).to_vec();
        let columns = [
            [1.0, 1.1, 9.0, -1.0].map(key),
            [0.0, 2.0, 2.1, 2.0].map(key),
        ];
        let columns = columns.each_ref().map(|column| &column[..]);
        let stop = Stop {
            trees: 1,
            no: -2.0,
            yes: 2.0,
            factor: 2.0,
        };
        assert_eq!(forest.quick_probabilities(&columns, &[stop]), quick);
        assert_eq!(forest.quick_probabilities(&columns, &[]), expected);
        let too_few = forest.quick_probabilities(&columns[..1], &[stop]);
        assert!(too_few.is_empty());
    }

    #[test]
    fn a_child_that_leads_nowhere_is_refused() {
        let good = small();
        for (place, value) in [(20, 0_i16), (20, 2), (22, -4), (14, 2)] {
            let mut bytes = good.clone();
            bytes[place..place + 2].copy_from_slice(&value.to_le_bytes());
            assert_eq!(Forest::read(&bytes), None, "{value} at {place}");
        }
        assert_eq!(Forest::read(&good[..good.len() - 1]), None);
    }

    proptest! {
        #[test]
        fn keys_are_in_the_order_of_the_numbers(a in -1e9_f32..1e9, b in -1e9_f32..1e9) {
            prop_assert!(a > b || key(a) <= key(b));
            prop_assert!((a - b).abs() <= a.abs() / 100.0 || (a < b) == (key(a) < key(b)));
            prop_assert_eq!(key(value(key(a))), key(a));
            prop_assert!((value(key(a)) - a).abs() <= a.abs() / 100.0);
        }

        #[test]
        fn any_bytes_are_refused_or_run(mut bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            bytes.splice(0..0, *MAGIC);
            if let Some(forest) = Forest::read(&bytes) {
                prop_assert_eq!(forest.probabilities(&vec![0.0; forest.features()]).len(), 1);
            }
        }
    }
}
