//! Which texts are copies of one another.

use crate::dedup::cluster::average_linkage;

/// How much two texts share, by their numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// One text.
    pub one: u32,
    /// The other.
    pub other: u32,
    /// The part of the one that stands in the other, `0..=1`.
    pub of_one: f32,
    /// The part of the other that stands in the one, `0..=1`.
    pub of_other: f32,
}

impl Pair {
    /// Returns how surely the two are copies, `0..=1`: half of both must be shared, or nearly all of
    /// the shorter one. It does not depend on which is which.
    pub fn strength(&self) -> f32 {
        strength(self.of_one, self.of_other)
    }
}

/// Returns how surely two texts are copies that share these parts of each; see [`Pair::strength`].
pub fn strength(of_one: f32, of_other: f32) -> f32 {
    of_one.min(of_other).max(of_one.max(of_other) * 0.625)
}

/// Returns the group of each of `count` texts as the number of the first text in it, the same for any
/// order of the pairs.
///
/// The strongest pairs join first, as long as their [strength](Pair::strength) reaches `least`; two groups join only if their members' pairs are strong on average
/// (average linkage), so that one page with pieces of many does not chain them together.
/// Cost: n log n in the pairs, and the pairs between two groups for each joining.
pub fn groups(count: usize, pairs: &[Pair], least: f32) -> Vec<u32> {
    average_linkage(
        count,
        pairs
            .iter()
            .map(|pair| (pair.one, pair.other, pair.strength())),
        least,
    )
}

/// Least strength of two copies.
pub const LINK: f32 = 0.5;
/// Least strength of a pair that matters where both have a copy in common.
pub const RELATED: f32 = 0.26;

/// Texts that are copies of each other, one after the other, as they arrive.
///
/// A long and a short version of one story share less with each other than each does with the version
/// between them; what links them is that they have copies in common.
#[derive(Clone, Debug, Default)]
pub struct Linked {
    parent: Vec<u32>,
}

impl Linked {
    /// Takes up text number `number`, which shares `pairs` with earlier ones, and keeps of these the pairs of
    /// copies: those that are strong ([`LINK`]), and weaker ones ([`RELATED`]) that strong ones connect.
    ///
    /// Texts must come in the order of their numbers.
    pub fn accept(&mut self, number: u32, pairs: &mut Vec<Pair>) {
        for new in self.parent.len()..=number as usize {
            self.parent.push(u32::try_from(new).unwrap_or(u32::MAX));
        }
        for pair in pairs.iter().filter(|pair| pair.strength() >= LINK) {
            let (one, other) = (self.find(pair.one), self.find(pair.other));
            self.parent[one.max(other) as usize] = one.min(other);
        }
        pairs.retain(|pair| {
            pair.strength() >= LINK
                || pair.strength() >= RELATED && self.find(pair.one) == self.find(pair.other)
        });
    }

    fn find(&mut self, mut text: u32) -> u32 {
        while self.parent[text as usize] != text {
            let above = self.parent[self.parent[text as usize] as usize];
            self.parent[text as usize] = above;
            text = above;
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(one: u32, other: u32, of_one: f32, of_other: f32) -> Pair {
        Pair {
            one,
            other,
            of_one,
            of_other,
        }
    }

    #[test]
    fn one_bridge_does_not_join_two_groups() {
        let mut pairs = Vec::new();
        for (first, last) in [(0, 4), (4, 8)] {
            for one in first..last {
                pairs.extend((one + 1..last).map(|other| pair(one, other, 0.9, 0.9)));
            }
        }
        pairs.push(pair(3, 4, 0.9, 0.9));
        assert_eq!(groups(8, &pairs, 0.5), [0, 0, 0, 0, 4, 4, 4, 4]);
        pairs.reverse();
        assert_eq!(groups(8, &pairs, 0.5), [0, 0, 0, 0, 4, 4, 4, 4]);
    }

    #[test]
    fn a_weak_pair_counts_where_a_copy_connects_it() {
        let mut linked = Linked::default();
        linked.accept(1, &mut vec![pair(1, 0, 0.6, 0.7)]);
        let mut pairs = vec![pair(2, 0, 0.3, 0.4), pair(2, 1, 0.6, 0.6)];
        linked.accept(2, &mut pairs);
        assert_eq!(pairs.len(), 2);
        let mut alone = vec![pair(3, 0, 0.3, 0.4)];
        linked.accept(3, &mut alone);
        assert!(alone.is_empty());
    }
}
