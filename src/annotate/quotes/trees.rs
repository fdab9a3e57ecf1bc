//! Boosted regression trees, read from a compact file.
//!
//! Little-endian: the number of trees (`u16`) and the base score (`f32`); for each tree the number of
//! its inner nodes (`u8`), for each of those its feature (`u8`), threshold (`f32`) and two children
//! (`u8`; from 128 on a leaf), then the leaves (`f32`), one more than inner nodes. A value that is not
//! above the threshold goes to the first child.

/// Trees of one part: after each, hopeless rows may be given up.
const PART: usize = 40;
/// A child from here on is a leaf, in the file.
const LEAF: u8 = 128;
/// Trees that are walked down side by side, so that the wait for one is the time of the others.
const LANES: usize = 8;

/// A node, or a leaf: that is a node which is its own child.
#[derive(Clone, Copy, Debug)]
struct Node {
    threshold: f32,
    feature: u8,
    children: [u8; 2],
}

#[derive(Clone, Copy, Debug)]
struct Tree {
    first_node: u32,
    /// Steps after which every walk has come to a leaf.
    depth: u8,
}

/// A sum of trees.
#[derive(Clone, Debug, Default)]
pub(super) struct Trees {
    base: f32,
    trees: Vec<Tree>,
    /// Of each tree its inner nodes and its leaves.
    nodes: Vec<Node>,
    /// What each leaf adds; 0 for inner nodes.
    values: Vec<f32>,
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

    /// Returns how many parts the trees have.
    pub(super) fn parts(&self) -> usize {
        self.trees.len().div_ceil(PART)
    }

    /// Returns what the trees of one part add for a row. The parts and [`Self::base`] add up to
    /// [`Self::score`]; the first ones tell hopeless rows from others, for a fraction of its cost.
    pub(super) fn part(&self, index: usize, row: &[f32]) -> f32 {
        let first = (index * PART).min(self.trees.len());
        let last = (first + PART).min(self.trees.len());
        self.sum(self.trees.get(first..last).unwrap_or_default(), row)
    }

    /// Returns the score before any tree.
    pub(super) fn base(&self) -> f32 {
        self.base
    }

    fn sum(&self, trees: &[Tree], row: &[f32]) -> f32 {
        let mut sum = 0.0;
        let (lanes, rest) = trees.as_chunks::<LANES>();
        for trees in lanes {
            for leaf in self.leaves(trees, row) {
                sum += leaf;
            }
        }
        for tree in rest {
            let [leaf] = self.leaves(&[*tree], row);
            sum += leaf;
        }
        sum
    }

    /// Returns the leaves that some trees have for a row. No step asks whether it was the last, as
    /// such a branch is guessed wrong once a tree.
    fn leaves<const N: usize>(&self, trees: &[Tree; N], row: &[f32]) -> [f32; N] {
        let first = trees.map(|tree| tree.first_node as usize);
        let depth = trees.iter().map(|tree| tree.depth).max().unwrap_or(0);
        let mut at = first;
        for _ in 0..depth {
            for (at, first) in at.iter_mut().zip(first) {
                let Some(node) = self.nodes.get(*at) else {
                    continue;
                };
                let value = row.get(node.feature as usize).copied().unwrap_or(0.0);
                *at = first + node.children[usize::from(value > node.threshold)] as usize;
            }
        }
        at.map(|at| self.values.get(at).copied().unwrap_or(0.0))
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
        // A child's place among the nodes of the tree; the leaves follow the inner nodes.
        let place = |child: u8| match child.checked_sub(LEAF) {
            Some(leaf) if leaf <= inner => inner.checked_add(leaf),
            None if child < inner => Some(child),
            _ => None,
        };
        let first_node = out.nodes.len();
        for _ in 0..inner {
            out.nodes.push(Node {
                feature: reader.byte()?,
                threshold: reader.float()?,
                children: [place(reader.byte()?)?, place(reader.byte()?)?],
            });
            out.values.push(0.0);
        }
        for leaf in 0..=inner {
            out.nodes.push(Node {
                feature: 0,
                threshold: f32::INFINITY,
                children: [inner.checked_add(leaf)?; 2],
            });
            out.values.push(reader.float()?);
        }
        out.trees.push(Tree {
            first_node: u32::try_from(first_node).ok()?,
            depth: depth(out.nodes.get(first_node..)?, inner)?,
        });
    }
    Some(out)
}

/// Returns the longest way from the first of `inner` nodes to a leaf; none if a way leads back.
fn depth(nodes: &[Node], inner: u8) -> Option<u8> {
    let mut level = vec![0];
    for steps in 0..=inner {
        level.retain(|&at| at < inner);
        if level.is_empty() {
            return Some(steps);
        }
        let children = level.iter().filter_map(|&at| nodes.get(usize::from(at)));
        level = children.flat_map(|node| node.children).collect();
        level.sort_unstable();
        level.dedup();
    }
    level.retain(|&at| at < inner);
    level.is_empty().then_some(inner)
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
        // A tree whose first node is its own child has no end.
        bytes[12] = 0;
        assert!(Trees::read(&bytes).is_empty());
    }
}
