//! What single words say of a line: `cookies` and `subscribe` stand on pages, `said` stands in stories.
//!
//! Each word that many sites use has a learned weight, positive for words of stories, beyond what the form and the
//! place of their lines say already. Words are known by their hashes only; those of a language that the training pages
//! have little of weigh nothing.

use std::sync::LazyLock;

/// First bytes of the table: `"PQW1"  words: u32  unit: f32  words × hash: u32  words × weight: i8`.
const MAGIC: &[u8; 4] = b"PQW1";

static TABLE: LazyLock<Weights> = LazyLock::new(|| {
    Weights::read(include_bytes!("../../assets/clean/words.weights")).unwrap_or_default()
});

/// Weights of words by the upper halves of their hashes, in a table with open addressing.
#[derive(Default)]
struct Weights {
    /// Hashes and weights; a weight of 0 marks an empty place. A power of two of them, at most half of them used.
    places: Vec<(u32, f32)>,
}

/// Returns the part of a word's hash by which it is known.
pub(crate) fn known_by(word: u64) -> u32 {
    let [.., a, b, c, d] = word.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

/// Returns the weight of a word, 0 where it is not known.
pub(crate) fn weight(word: u64) -> f32 {
    TABLE.weight(known_by(word))
}

impl Weights {
    /// Reads a table; `None` where the bytes are not one, whole.
    fn read(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<12>()?;
        let [magic @ .., c0, c1, c2, c3, u0, u1, u2, u3] = *head;
        let count = usize::try_from(u32::from_le_bytes([c0, c1, c2, c3])).ok()?;
        let unit = f32::from_le_bytes([u0, u1, u2, u3]);
        let (hashes, weights) = rest.split_at_checked(count.checked_mul(4)?)?;
        if magic != *MAGIC || weights.len() != count {
            return None;
        }
        let mut table = Self {
            places: vec![(0, 0.0); (2 * count).next_power_of_two().max(2)],
        };
        let (hashes, _) = hashes.as_chunks::<4>();
        for (&hash, &weight) in hashes.iter().zip(weights) {
            let hash = u32::from_le_bytes(hash);
            let place = table.place(hash)?;
            table.places[place] = (hash, unit * f32::from(weight.cast_signed()));
        }
        Some(table)
    }

    /// Returns where a hash stands, or would; `None` in a table without places.
    fn place(&self, hash: u32) -> Option<usize> {
        let last = self.places.len().checked_sub(1)?;
        let mut place = hash as usize & last;
        while self.places[place].1 != 0.0 && self.places[place].0 != hash {
            place = (place + 1) & last;
        }
        Some(place)
    }

    fn weight(&self, hash: u32) -> f32 {
        self.place(hash).map_or(0.0, |place| self.places[place].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_weights_and_others_none() {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(3_u32.to_le_bytes());
        bytes.extend(0.5_f32.to_le_bytes());
        // Two that want the same place, and one that wants the next.
        for hash in [8_u32, 16, 17] {
            bytes.extend(hash.to_le_bytes());
        }
        bytes.extend([2, 0xFF, 4]);
        let table = Weights::read(&bytes).unwrap();
        let weights = [8, 16, 17, 24].map(|hash| table.weight(hash).to_bits());
        assert_eq!(weights, [1.0_f32, -0.5, 2.0, 0.0].map(f32::to_bits));
        assert!(Weights::read(&bytes[..bytes.len() - 1]).is_none());
        assert!(Weights::read(b"PQT1").is_none());
        assert_eq!(Weights::default().weight(8).to_bits(), 0);
        assert!(TABLE.places.len() > 1000);
    }
}
