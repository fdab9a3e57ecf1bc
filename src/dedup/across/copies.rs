//! Which texts are copies of one another.

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

/// Least strength of a pair of copies.
pub const COPY: f32 = 0.5;

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
/// The strongest pairs join first; two groups join only if their members' pairs are strong on average
/// (average linkage), so that one page with pieces of many does not chain them together.
/// Cost: n log n in the pairs, and the pairs between two groups for each joining.
pub fn groups(count: usize, pairs: &[Pair]) -> Vec<u32> {
    super::super::cluster::average_linkage(
        count,
        pairs
            .iter()
            .map(|pair| (pair.one, pair.other, pair.strength())),
        COPY,
    )
}
