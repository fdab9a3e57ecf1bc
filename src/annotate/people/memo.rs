//! What single words add to the scores, remembered from text to text: this only saves time.
//!
//! Most of what stands around a name is the same few thousand words in every text, and what one of them
//! adds takes a few dozen places of the weights, far from each other in memory.

use crate::annotate::people::evidence::Seen;
use crate::annotate::people::model::Scores;
use crate::annotate::people::word::Word;

/// Bits that number the places: 230 kB for each of two models and each thread.
const BITS: u32 = 12;

/// All that the features of a word in one place depend on: its form, which the first two tell, and its evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    lower: u64,
    shape: u64,
    seen: Seen,
    slot: u8,
}

impl Key {
    /// Returns the key of a word with its evidence for one of the places around it.
    pub fn new(word: &Word, seen: Seen, slot: u8) -> Self {
        Self {
            lower: word.lower,
            shape: word.shape,
            seen,
            slot,
        }
    }

    fn place(&self) -> usize {
        let seen = u64::from(self.seen.cues) << 32 | u64::from(self.seen.named);
        let mixed = [self.shape, seen, u64::from(self.slot)]
            .into_iter()
            .fold(self.lower, |mixed, part| {
                (mixed.rotate_left(23) ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            });
        (mixed >> (64 - BITS)) as usize
    }
}

/// The sums of the words that came lately, for one model.
#[derive(Debug, Default)]
pub struct Memo {
    /// Each at the place that its key gives; none at all until the first one comes.
    places: Vec<Option<(Key, Scores)>>,
}

impl Memo {
    /// Returns the sum for a key, worked out where it is not remembered.
    pub fn get(&mut self, key: Key, work_out: impl FnOnce() -> Scores) -> Scores {
        if self.places.is_empty() {
            self.places.resize(1 << BITS, None);
        }
        let place = &mut self.places[key.place()];
        match place {
            Some((known, scores)) if *known == key => *scores,
            _ => place.insert((key, work_out())).1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::people::word::looked_at;

    #[test]
    fn a_sum_is_given_for_its_own_word_and_evidence_only() {
        let mut memo = Memo::default();
        let seen = |cues| Seen { cues, named: 0 };
        let word = |form: &str| looked_at(form, crate::annotate::people::lexicon::hash(form));
        let keys = ["Ann", "ann", "ANN", "said"].map(word).map(|word| {
            [(0, 0), (0, 1), (7, 1)].map(|(cues, slot)| Key::new(&word, seen(cues), slot))
        });
        for round in 0..2 {
            for (number, &key) in (0..).zip(keys.as_flattened()) {
                let scores = memo.get(key, || [number; 4]);
                assert_eq!(scores, [number; 4], "{round} {key:?}");
            }
        }
        let key = keys.as_flattened()[11];
        assert_eq!(memo.get(key, || [99; 4]), [11; 4]);
    }
}
