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
//! A row goes left where its feature is at most the threshold (not a number goes right). A child that is not
//! negative is a split of the same tree, a negative one is the leaf `!child`. The score is the base plus one leaf of
//! each tree, the probability its logistic function.

/// First bytes of the format.
const MAGIC: &[u8; 4] = b"PQT1";

/// Rows that go through a tree together.
const LANES: usize = 16;
/// Leaves of a tree that fit into a mask.
const MASKED: usize = 32;

/// A trained ensemble of trees for a yes-or-no question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forest {
    features: usize,
    base: f32,
    trees: Vec<Tree>,
    nodes: Vec<Node>,
    splits: Vec<Split>,
    leaves: Vec<f32>,
}

/// Where a tree's nodes are, and how many steps lead to its deepest leaf; for a small tree, where its
/// splits and leaves are in the order of its leaves.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Tree {
    start: usize,
    end: usize,
    depth: usize,
    masked: Option<Masked>,
}

/// A tree of at most 32 leaves, as masks: the splits from `splits.0` to `splits.1`, the leaves from
/// `leaves` on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Masked {
    splits: (usize, usize),
    leaves: usize,
}

/// A split of a small tree: going right takes away the leaves whose bits `mask` lacks.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Split {
    value: f32,
    mask: u32,
    feature: u16,
}

/// A split, or a leaf: a leaf leads to itself, so that all rows can take the same number of steps,
/// and its threshold is its value.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Node {
    value: f32,
    feature: u16,
    left: u16,
    right: u16,
}

impl Forest {
    /// Reads an ensemble; `None` where the bytes are not one, whole and well-formed.
    ///
    /// Every child is checked to be a later split or a leaf of its tree, so that a walk always ends.
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
        for _ in 0..tree_count {
            forest.read_tree(&mut reader)?;
        }
        reader.0.is_empty().then_some(forest)
    }

    fn read_tree(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let count = u16::from_le_bytes(reader.take()?);
        // Splits come first, then the leaves; both are numbered with 15 bits.
        let total = count.checked_mul(2)?.checked_add(1)?;
        let start = self.nodes.len();
        for index in 0..count {
            let feature = u16::from_le_bytes(reader.take()?);
            let value = f32::from_le_bytes(reader.take()?);
            let mut child = || -> Option<u16> {
                let child = i16::from_le_bytes(reader.take()?);
                let place = match u16::try_from(child) {
                    Ok(split) if split < count => split,
                    Ok(_) => return None,
                    Err(_) => count.checked_add(u16::try_from(!child).ok()?)?,
                };
                (index < place && place < total).then_some(place)
            };
            let (left, right) = (child()?, child()?);
            if usize::from(feature) >= self.features {
                return None;
            }
            self.nodes.push(Node {
                value,
                feature,
                left,
                right,
            });
        }
        for place in count..total {
            self.nodes.push(Node {
                value: f32::from_le_bytes(reader.take()?),
                feature: 0,
                left: place,
                right: place,
            });
        }
        let masked = self.read_masks(start, usize::from(count));
        self.trees.push(Tree {
            start,
            end: self.nodes.len(),
            depth: depth(&self.nodes[start..], usize::from(count)),
            masked,
        });
        Some(())
    }

    /// Adds the masks of the tree whose nodes begin at `start`, if it is small enough.
    fn read_masks(&mut self, start: usize, count: usize) -> Option<Masked> {
        let (mut splits, mut leaves) = (Vec::new(), Vec::new());
        masks(&self.nodes[start..], 0, count, &mut splits, &mut leaves)?;
        let first = self.splits.len();
        self.splits.append(&mut splits);
        let masked = Masked {
            splits: (first, self.splits.len()),
            leaves: self.leaves.len(),
        };
        self.leaves.append(&mut leaves);
        Some(masked)
    }

    /// Returns the number of features of a row.
    pub fn features(&self) -> usize {
        self.features
    }

    /// Returns the probability of "yes" for each row; `rows` holds them one after the other.
    ///
    /// What is left over of a last row that is not whole is not looked at. Cost: rows × trees × depth.
    pub fn probabilities(&self, rows: &[f32]) -> Vec<f32> {
        if self.features == 0 {
            return Vec::new();
        }
        let rows: Vec<&[f32]> = rows.chunks_exact(self.features).collect();
        let mut scores = vec![self.base; rows.len()];
        let mut columns = vec![[0.0; LANES]; self.features];
        for (rows, scores) in rows.chunks(LANES).zip(scores.chunks_mut(LANES)) {
            for (lane, row) in rows.iter().enumerate() {
                for (column, &value) in columns.iter_mut().zip(*row) {
                    column[lane] = value;
                }
            }
            for tree in &self.trees {
                let found = match &tree.masked {
                    Some(masked) => self.leaves_by_mask(masked, &columns),
                    None => walk(&self.nodes[tree.start..tree.end], tree.depth, &columns),
                };
                for (score, leaf) in scores.iter_mut().zip(found) {
                    *score += leaf;
                }
            }
        }
        for score in &mut scores {
            *score = 1.0 / (1.0 + (-*score).exp());
        }
        scores
    }

    /// Returns the leaf of each row in a small tree, without a branch and without a walk: all splits
    /// are asked, and the first leaf that none has taken away is the one (Lucchese et al. 2015,
    /// `QuickScorer`).
    fn leaves_by_mask(&self, tree: &Masked, columns: &[[f32; LANES]]) -> [f32; LANES] {
        let mut left = [u32::MAX; LANES];
        for split in &self.splits[tree.splits.0..tree.splits.1] {
            let column = &columns[usize::from(split.feature)];
            for (left, &value) in left.iter_mut().zip(column) {
                *left &= split.mask | 0_u32.wrapping_sub(u32::from(value <= split.value));
            }
        }
        left.map(|left| self.leaves[tree.leaves + left.trailing_zeros() as usize])
    }
}

/// Lists splits and leaves below the node `place` in the order of the leaves; `None` where there are
/// too many.
fn masks(
    nodes: &[Node],
    place: usize,
    count: usize,
    splits: &mut Vec<Split>,
    leaves: &mut Vec<f32>,
) -> Option<()> {
    let node = nodes[place];
    if count <= place {
        leaves.push(node.value);
        return (leaves.len() <= MASKED).then_some(());
    }
    let (at, first) = (splits.len(), leaves.len());
    splits.push(Split {
        value: node.value,
        mask: 0,
        feature: node.feature,
    });
    masks(nodes, usize::from(node.left), count, splits, leaves)?;
    let below = u32::MAX >> (MASKED - (leaves.len() - first));
    splits[at].mask = !(below << first);
    masks(nodes, usize::from(node.right), count, splits, leaves)
}

/// Returns the leaf of each row. The rows step together, so that the processor need not wait for one
/// to know where the next is, nor guess when it ends.
fn walk(nodes: &[Node], depth: usize, columns: &[[f32; LANES]]) -> [f32; LANES] {
    let mut places = [0_u16; LANES];
    for _ in 0..depth {
        for (lane, place) in places.iter_mut().enumerate() {
            let node = &nodes[usize::from(*place)];
            let is_left = columns[usize::from(node.feature)][lane] <= node.value;
            *place = if is_left { node.left } else { node.right };
        }
    }
    places.map(|place| nodes[usize::from(place)].value)
}

/// Returns the steps from the root to the deepest leaf; children stand after their parents.
fn depth(nodes: &[Node], splits: usize) -> usize {
    let mut depths = vec![0; nodes.len()];
    for index in (0..splits).rev() {
        let node = nodes[index];
        depths[index] = 1 + depths[usize::from(node.left)].max(depths[usize::from(node.right)]);
    }
    depths.first().copied().unwrap_or_default()
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
        let rows = [1.0, 0.0, 1.1, 2.0, 9.0, 2.1, f32::NAN, 2.0];
        let logistic = |score: f32| 1.0 / (1.0 + (-score).exp());
        let expected: Vec<f32> = [1.75, 2.75, 3.75, 2.75].map(logistic).to_vec();
        assert_eq!(forest.probabilities(&rows), expected);
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
        fn any_bytes_are_refused_or_run(mut bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            bytes.splice(0..0, *MAGIC);
            if let Some(forest) = Forest::read(&bytes) {
                prop_assert_eq!(forest.probabilities(&vec![0.0; forest.features()]).len(), 1);
            }
        }
    }
}
