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

use xxhash_rust::xxh3::Xxh3Default;

/// The unseeded hasher of the look-up tables.
pub type Hasher = BuildHasherDefault<Xxh3Default>;
/// A map to look up in; it is not to be iterated over.
pub type LookupMap<K, V> = HashMap<K, V, Hasher>;
/// A set to look up in; it is not to be iterated over.
pub type LookupSet<K> = HashSet<K, Hasher>;
