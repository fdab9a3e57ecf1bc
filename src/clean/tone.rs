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

/// Weights of words in a table with open addressing, which is small, as what is not in a near cache costs more than all
/// else that is done to a word.
#[derive(Default)]
struct Weights {
    /// The upper 24 bits of what a word is known by, and its weight in units, in the lowest byte: 0 marks an empty
    /// place. A power of two of them, at most half of them used. The lower bits of what a word is known by are
    /// its place, or one near it.
    places: Vec<u32>,
    /// What a weight of 1 is worth.
    unit: f32,
}

/// The bits of a place that are a weight.
const WEIGHT: u32 = 0xFF;

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
            places: vec![0; (2 * count).next_power_of_two().max(2)],
            unit,
        };
        let (hashes, _) = hashes.as_chunks::<4>();
        for (&hash, &weight) in hashes.iter().zip(weights) {
            let hash = u32::from_le_bytes(hash);
            let place = table.place(hash)?;
            table.places[place] = hash & !WEIGHT | u32::from(weight);
        }
        Some(table)
    }

    /// Returns where a hash stands, or would; `None` in a table without places.
    fn place(&self, hash: u32) -> Option<usize> {
        let last = self.places.len().checked_sub(1)?;
        let mut place = hash as usize & last;
        loop {
            let entry = self.places[place];
            let difference = (entry ^ hash) & !WEIGHT;
            // One condition: which of the two is zero is hard to foresee, but mostly one is.
            if entry.min(difference) == 0 {
                return Some(place);
            }
            place = (place + 1) & last;
        }
    }

    fn weight(&self, hash: u32) -> f32 {
        let entry = self.place(hash).map_or(0, |place| self.places[place]);
        let [weight, ..] = entry.to_le_bytes();
        self.unit * f32::from(weight.cast_signed())
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
        for hash in [0x108_u32, 0x210, 0x311] {
            bytes.extend(hash.to_le_bytes());
        }
        bytes.extend([2, 0xFF, 4]);
        let table = Weights::read(&bytes).unwrap();
        let weights = [0x108, 0x210, 0x311, 0x418].map(|hash| table.weight(hash).to_bits());
        assert_eq!(weights, [1.0_f32, -0.5, 2.0, 0.0].map(f32::to_bits));
        assert!(Weights::read(&bytes[..bytes.len() - 1]).is_none());
        assert!(Weights::read(b"PQT1").is_none());
        assert_eq!(Weights::default().weight(8).to_bits(), 0);
        assert!(TABLE.places.len() > 1000);
    }
}
