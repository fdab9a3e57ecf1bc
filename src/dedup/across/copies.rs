//! Which texts are copies of one another.

use crate::dedup::cluster::{average_linkage, chains};

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

/// Returns the group of each of `count` texts as the number of the first text in it: texts that a chain of
/// strong pairs ([`LINK`]) connects.
///
/// A long and a short version of one story share less with each other than each does with the version
/// between them; what makes them versions of one text is the one between. The groups are the same for any
/// order of the pairs. Cost: linear in the pairs.
pub fn connected(count: usize, pairs: &[Pair]) -> Vec<u32> {
    let strong = pairs.iter().filter(|pair| pair.strength() >= LINK);
    chains(count, strong.map(|pair| (pair.one, pair.other)))
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
    fn versions_are_connected_by_those_between_them_in_any_order() {
        let mut pairs = vec![
            pair(4, 2, 0.3, 0.9),
            pair(1, 0, 0.6, 0.7),
            pair(3, 0, 0.3, 0.4),
            pair(2, 1, 0.6, 0.6),
        ];
        for _ in 0..pairs.len() {
            assert_eq!(connected(5, &pairs), [0, 0, 0, 3, 0]);
            pairs.rotate_left(1);
        }
    }
}
