//! Hash tables for looking things up, never for iterating.
//!
//! The order in which a hash table gives its entries must not reach any output; code that iterates
//! uses `BTreeMap` or `BTreeSet`. The hasher is not seeded, so that cost is the same on every run.
#![allow(
    clippy::disallowed_types,
    reason = "the one place that names the hash tables"
)]

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The unseeded hasher of the look-up tables.
pub type Hasher = BuildHasherDefault<Chained>;
/// A map to look up in; it is not to be iterated over.
pub type LookupMap<K, V> = HashMap<K, V, Hasher>;
/// A set to look up in; it is not to be iterated over.
pub type LookupSet<K> = HashSet<K, Hasher>;

/// Hashes each piece with XXH3, seeded with the hash of the pieces before it. A key is a piece or two,
/// so this is much cheaper than the state that XXH3 keeps for a stream.
#[derive(Clone, Copy, Debug, Default)]
pub struct Chained(u64);

impl std::hash::Hasher for Chained {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    /// Texts end with this; the odd factor keeps what is written after it apart.
    fn write_u8(&mut self, byte: u8) {
        self.write_u64(u64::from(byte));
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    /// Numbers need no more than a product: the tables take the low bits and the highest ones.
    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ mixed >> 32;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::hash::BuildHasher as _;

    use super::*;

    #[test]
    fn keys_that_are_cut_differently_differ() {
        let hash = |key: (&str, &str)| Hasher::default().hash_one(key);
        assert_ne!(hash(("ab", "c")), hash(("a", "bc")));
        assert_eq!(hash(("ab", "c")), hash(("ab", "c")));
        let numbers = |key: (u32, u64)| Hasher::default().hash_one(key);
        assert_ne!(numbers((1, 2)), numbers((2, 1)));
        let set: LookupSet<u8> = (0..=255).collect();
        assert_eq!(set.len(), 256);
    }
}
