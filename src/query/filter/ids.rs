//! Sets of articles that are asked for each row.

use std::collections::BTreeSet;

use crate::article::ArticleId;

/// Numbers from here on are kept apart; below it a set takes at most 8 MB.
const MOST: usize = 1 << 26;

/// A set of articles.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// The small numbers, a bit each.
    bits: Vec<u64>,
    others: BTreeSet<ArticleId>,
}

impl Ids {
    pub(super) fn new(ids: &BTreeSet<ArticleId>) -> Self {
        let mut out = Self::default();
        for &id in ids {
            if let Some((word, bit)) = place(id) {
                let length = out.bits.len().max(word + 1);
                out.bits.resize(length, 0);
                out.bits[word] |= bit;
            } else {
                out.others.insert(id);
            }
        }
        out
    }

    pub(super) fn contains(&self, id: ArticleId) -> bool {
        match place(id) {
            Some((word, bit)) => self.bits.get(word).is_some_and(|bits| bits & bit != 0),
            None => self.others.contains(&id),
        }
    }

    /// Says whether every article of `ids` is in this set.
    pub(super) fn has_all(&self, ids: &Self) -> bool {
        let mut bits = ids.bits.iter().enumerate();
        bits.all(|(at, bits)| bits & !self.bits.get(at).unwrap_or(&0) == 0)
            && ids.others.is_subset(&self.others)
    }
}

/// Returns where the bit of a small number is.
fn place(id: ArticleId) -> Option<(usize, u64)> {
    let number = usize::try_from(id.0).ok().filter(|&number| number < MOST)?;
    Some((number / 64, 1 << (number % 64)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_large_and_negative_numbers_are_kept() {
        let of = |ids: &[i64]| Ids::new(&ids.iter().copied().map(ArticleId).collect());
        let all = of(&[-3, 0, 63, 64, 200, i64::MAX]);
        for (id, is_in) in [
            (-3, true),
            (0, true),
            (1, false),
            (64, true),
            (9_999, false),
            (i64::MAX, true),
        ] {
            assert_eq!(all.contains(ArticleId(id)), is_in, "{id}");
        }
        assert!(all.has_all(&of(&[63, 200, -3])) && all.has_all(&of(&[])));
        assert!(
            !all.has_all(&of(&[1])) && !all.has_all(&of(&[-4])) && !of(&[5]).has_all(&of(&[999]))
        );
    }
}
