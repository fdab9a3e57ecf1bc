//! What two lists of words have in common, in order.

use crate::dedup::words::Word;

/// Returns the pairs of a longest common subsequence of two short word lists, ascending.
///
/// Cost: the product of the lengths, a bit of a number for each two words.
pub(super) fn common_subsequence(here: &[Word], there: &[Word]) -> Vec<(usize, usize)> {
    let common = Common::of(here, there);
    let (mut i, mut j) = (0, 0);
    let mut rest = common.length(i, j);
    let mut pairs = Vec::with_capacity(rest as usize);
    while rest > 0 {
        if here[i].key == there[j].key {
            pairs.push((i, j));
            i += 1;
            j += 1;
            rest -= 1;
        } else if common.length(i + 1, j) == rest {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// How much two word lists have in common from any two places on.
///
/// It grows by one at most from a word to the one before it: a row for each word here has one bit for each word
/// there, the last one first, which is 0 where it grows (Crochemore et al. 2001, "A fast and practical bit-vector
/// algorithm for the longest common subsequence problem").
struct Common {
    rows: Vec<u64>,
    /// Numbers in a row.
    width: usize,
    /// Words there.
    there: usize,
}

impl Common {
    fn of(here: &[Word], there: &[Word]) -> Self {
        let width = there.len().div_ceil(64);
        let mut rows = vec![u64::MAX; (here.len() + 1) * width];
        for (i, word) in here.iter().enumerate().rev() {
            let (row, below) = rows[i * width..].split_at_mut(width);
            let mut carry = 0;
            for ((row, below), there) in row.iter_mut().zip(below).zip(there.rchunks(64)) {
                let bit = |same, other: &Word| same << 1 | u64::from(other.key == word.key);
                let same = there.iter().fold(0, bit);
                let (sum, is_over) = below.overflowing_add(*below & same);
                let (sum, is_over_again) = sum.overflowing_add(carry);
                carry = u64::from(is_over | is_over_again);
                *row = sum | (*below & !same);
            }
        }
        Self {
            rows,
            width,
            there: there.len(),
        }
    }

    /// Returns the length of a longest common subsequence of the words from `i` on here and from `j` on there.
    fn length(&self, i: usize, j: usize) -> u32 {
        let row = &self.rows[i * self.width..][..self.width];
        let bits = self.there - j;
        let (whole, rest) = row.split_at(bits / 64);
        let rest = rest.first().map(|rest| rest | u64::MAX << (bits % 64));
        whole
            .iter()
            .copied()
            .chain(rest)
            .map(u64::count_zeros)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::TextSpan;

    fn word(key: u64) -> Word {
        Word {
            key,
            span: TextSpan::default(),
        }
    }

    /// The table of all lengths, and the way through it that prefers the next word here.
    fn plain(here: &[u64], there: &[u64]) -> Vec<(usize, usize)> {
        let mut length = vec![vec![0; there.len() + 1]; here.len() + 1];
        for i in (0..here.len()).rev() {
            for j in (0..there.len()).rev() {
                length[i][j] = if here[i] == there[j] {
                    length[i + 1][j + 1] + 1
                } else {
                    length[i + 1][j].max(length[i][j + 1])
                };
            }
        }
        let (mut i, mut j) = (0, 0);
        let mut pairs = Vec::new();
        while i < here.len() && j < there.len() {
            if here[i] == there[j] {
                pairs.push((i, j));
                (i, j) = (i + 1, j + 1);
            } else if length[i + 1][j] >= length[i][j + 1] {
                i += 1;
            } else {
                j += 1;
            }
        }
        pairs
    }

    proptest! {
        #[test]
        fn what_is_common_is_what_the_whole_table_says(
            most in 1_u64..40,
            here in proptest::collection::vec(any::<u64>(), 0..150),
            there in proptest::collection::vec(any::<u64>(), 0..150),
        ) {
            let keys = |drawn: Vec<u64>| drawn.iter().map(|key| key % most).collect::<Vec<_>>();
            let (here, there) = (keys(here), keys(there));
            let words = |keys: &[u64]| keys.iter().copied().map(word).collect::<Vec<_>>();
            let found = common_subsequence(&words(&here), &words(&there));
            prop_assert_eq!(found, plain(&here, &there));
        }
    }
}
