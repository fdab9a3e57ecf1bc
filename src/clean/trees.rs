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

/// A trained ensemble of trees for a yes-or-no question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forest {
    features: usize,
    base: f32,
    trees: Vec<Tree>,
    splits: Vec<Split>,
    leaves: Vec<f32>,
}

/// Where a tree's splits and leaves begin, and its first step: a split, or the only leaf.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Tree {
    splits: usize,
    leaves: usize,
    root: i16,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Split {
    threshold: f32,
    feature: u16,
    left: i16,
    right: i16,
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
        for _ in 0..tree_count {
            forest.read_tree(&mut reader)?;
        }
        reader.0.is_empty().then_some(forest)
    }

    fn read_tree(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let count = u16::from_le_bytes(reader.take()?);
        self.trees.push(Tree {
            splits: self.splits.len(),
            leaves: self.leaves.len(),
            root: if count == 0 { !0 } else { 0 },
        });
        for index in 0..count {
            let split = Split {
                feature: u16::from_le_bytes(reader.take()?),
                threshold: f32::from_le_bytes(reader.take()?),
                left: i16::from_le_bytes(reader.take()?),
                right: i16::from_le_bytes(reader.take()?),
            };
            let fits = |child: i16| match u16::try_from(child) {
                Ok(split) => index < split && split < count,
                Err(_) => u16::try_from(!child).is_ok_and(|leaf| leaf <= count),
            };
            if !fits(split.left) || !fits(split.right) {
                return None;
            }
            if usize::from(split.feature) >= self.features {
                return None;
            }
            self.splits.push(split);
        }
        for _ in 0..=count {
            self.leaves.push(f32::from_le_bytes(reader.take()?));
        }
        Some(())
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
        let rows = rows.chunks_exact(self.features);
        let mut scores = vec![self.base; rows.len()];
        // Tree by tree, so that one tree stays in the nearest cache while all rows walk it.
        for tree in &self.trees {
            for (row, score) in rows.clone().zip(&mut scores) {
                *score += self.leaf(tree, row);
            }
        }
        for score in &mut scores {
            *score = 1.0 / (1.0 + (-*score).exp());
        }
        scores
    }

    fn leaf(&self, tree: &Tree, row: &[f32]) -> f32 {
        let mut child = tree.root;
        while let Ok(index) = usize::try_from(child) {
            let split = &self.splits[tree.splits + index];
            child = if row[usize::from(split.feature)] <= split.threshold {
                split.left
            } else {
                split.right
            };
        }
        self.leaves[tree.leaves + usize::try_from(!child).unwrap_or_default()]
    }
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
                prop_assert_eq!(forest.probabilities(&vec![0.0; forest.features()]).len(), usize::from(forest.features() > 0));
            }
        }
    }
}
