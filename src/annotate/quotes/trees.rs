//! Boosted regression trees, read from a compact file.
//!
//! Little-endian: the number of trees (`u16`) and the base score (`f32`); for each tree the number of
//! its inner nodes (`u8`), for each of those its feature (`u8`), threshold (`f32`) and two children
//! (`u8`; from 128 on a leaf), then the leaves (`f32`), one more than inner nodes. A value that is not
//! above the threshold goes to the first child.

/// Trees after which a hopeless row may be given up.
const FIRST_TREES: usize = 40;
/// A child from here on is a leaf.
const LEAF: u8 = 128;

#[derive(Clone, Copy, Debug)]
struct Node {
    threshold: f32,
    feature: u8,
    children: [u8; 2],
}

#[derive(Clone, Copy, Debug)]
struct Tree {
    first_node: u32,
    first_leaf: u32,
    is_empty: bool,
}

/// A sum of trees.
#[derive(Clone, Debug, Default)]
pub(super) struct Trees {
    base: f32,
    trees: Vec<Tree>,
    nodes: Vec<Node>,
    leaves: Vec<f32>,
}

impl Trees {
    /// Reads a model; a file that is no model gives one that scores everything alike.
    pub(super) fn read(bytes: &[u8]) -> Self {
        read(&mut Reader { bytes }).unwrap_or_default()
    }

    /// Says whether there is nothing to score with.
    pub(super) fn is_empty(&self) -> bool {
        self.trees.is_empty()
    }

    /// Returns the score of one row: the logarithm of the odds.
    pub(super) fn score(&self, row: &[f32]) -> f32 {
        self.sum(&self.trees, row) + self.base
    }

    /// Returns what the first trees say of one row: enough to tell hopeless rows from others, for a
    /// fraction of the cost of [`Self::score`].
    pub(super) fn first_score(&self, row: &[f32]) -> f32 {
        let (first, _) = self.trees.split_at(self.trees.len().min(FIRST_TREES));
        self.sum(first, row) + self.base
    }

    /// Returns what the other trees add to [`Self::first_score`].
    pub(super) fn other_score(&self, row: &[f32]) -> f32 {
        let (_, rest) = self.trees.split_at(self.trees.len().min(FIRST_TREES));
        self.sum(rest, row)
    }

    fn sum(&self, trees: &[Tree], row: &[f32]) -> f32 {
        trees.iter().map(|tree| self.leaf(tree, row)).sum()
    }

    fn leaf(&self, tree: &Tree, row: &[f32]) -> f32 {
        let mut at = if tree.is_empty { LEAF } else { 0 };
        // A tree has fewer nodes than this; a broken file does not loop.
        for _ in 0..LEAF {
            if at >= LEAF {
                break;
            }
            let Some(node) = self.nodes.get(tree.first_node as usize + at as usize) else {
                break;
            };
            let value = row.get(node.feature as usize).copied().unwrap_or(0.0);
            at = node.children[usize::from(value > node.threshold)];
        }
        let leaf = tree.first_leaf as usize + at.saturating_sub(LEAF) as usize;
        self.leaves.get(leaf).copied().unwrap_or(0.0)
    }
}

/// Returns the probability for a logarithm of the odds.
pub(super) fn probability(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

struct Reader<'b> {
    bytes: &'b [u8],
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, tail) = self.bytes.split_first_chunk::<N>()?;
        self.bytes = tail;
        Some(*head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take::<1>().map(|[byte]| byte)
    }

    fn float(&mut self) -> Option<f32> {
        self.take().map(f32::from_le_bytes)
    }
}

fn read(reader: &mut Reader<'_>) -> Option<Trees> {
    let count = u16::from_le_bytes(reader.take()?);
    let mut out = Trees {
        base: reader.float()?,
        ..Trees::default()
    };
    for _ in 0..count {
        let inner = reader.byte()?;
        out.trees.push(Tree {
            first_node: u32::try_from(out.nodes.len()).ok()?,
            first_leaf: u32::try_from(out.leaves.len()).ok()?,
            is_empty: inner == 0,
        });
        for _ in 0..inner {
            out.nodes.push(Node {
                feature: reader.byte()?,
                threshold: reader.float()?,
                children: [reader.byte()?, reader.byte()?],
            });
        }
        for _ in 0..=inner {
            out.leaves.push(reader.float()?);
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_above_the_threshold_goes_right() {
        let mut bytes = Vec::new();
        bytes.extend(1_u16.to_le_bytes());
        bytes.extend(0.5_f32.to_le_bytes());
        bytes.extend([1, 2]);
        bytes.extend(3.0_f32.to_le_bytes());
        bytes.extend([128, 129]);
        bytes.extend((-1.0_f32).to_le_bytes());
        bytes.extend(1.0_f32.to_le_bytes());
        let trees = Trees::read(&bytes);
        assert!((trees.score(&[0.0, 0.0, 3.0]) + 0.5).abs() < 1e-6);
        assert!((trees.score(&[0.0, 0.0, 3.1]) - 1.5).abs() < 1e-6);
        assert!(Trees::read(&bytes[..9]).is_empty());
    }
}
