//! Which texts have a key: a hash file that grows one bucket at a time.
//!
//! Linear hashing (Litwin 1980): the number of buckets follows the number of postings, and one bucket is
//! split at a time, so that adding never stops for a rebuild and a crash loses nothing that the
//! store has committed. A bucket is a list of 7-byte postings: 32 bits of the key (the other 8 are
//! the low bits of the bucket's number) and 24 bits of the text's number, both little-endian.

use crate::dedup::across::Fingerprint;

/// Version of the keys and of the buckets' form: an index of another version is to be rebuilt.
pub const VERSION: u32 = 2;
/// Buckets of an empty index.
const FEWEST_BUCKETS: u32 = 256;
/// Postings in a bucket, on average.
const LOAD: u64 = 128;
/// Texts that a key may have; a key that as many texts have tells nothing more.
pub const MOST_TEXTS: usize = 48;
/// Shared keys that make a text worth comparing although others share them too.
const SEVERAL: usize = 3;
/// Bytes of a posting.
const POSTING: usize = 7;
/// Highest number of a text.
const LAST_TEXT: u32 = (1 << 24) - 1;

/// Where the buckets of an index are kept.
///
/// A bucket that was never written is empty. A store that persists must write all buckets of one
/// [`Index::add`] and the new [`Shape`] together or not at all.
pub trait Buckets {
    /// What can go wrong.
    type Error;

    /// Appends the bytes of a bucket to `out`, which is empty.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn read(&mut self, bucket: u32, out: &mut Vec<u8>) -> Result<(), Self::Error>;

    /// Replaces the bytes of a bucket.
    ///
    /// # Errors
    /// If the store cannot be written.
    fn write(&mut self, bucket: u32, bytes: &[u8]) -> Result<(), Self::Error>;
}

/// How far an index has grown; to be kept with its buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Number of buckets.
    pub buckets: u32,
    /// Number of postings in them.
    pub postings: u64,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            buckets: FEWEST_BUCKETS,
            postings: 0,
        }
    }
}

impl Shape {
    /// Returns the bucket of a key.
    fn bucket(self, key: u64) -> u32 {
        let whole = self.buckets.next_power_of_two();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the mask keeps low bits only"
        )]
        let bucket = key as u32 & (whole - 1);
        if bucket < self.buckets {
            bucket
        } else {
            bucket - whole / 2
        }
    }
}

/// Buckets in memory.
#[derive(Debug, Default)]
pub struct InMemory(Vec<Vec<u8>>);

impl Buckets for InMemory {
    type Error = std::convert::Infallible;

    fn read(&mut self, bucket: u32, out: &mut Vec<u8>) -> Result<(), Self::Error> {
        if let Some(bytes) = self.0.get(bucket as usize) {
            out.extend_from_slice(bytes);
        }
        Ok(())
    }

    fn write(&mut self, bucket: u32, bytes: &[u8]) -> Result<(), Self::Error> {
        let at = bucket as usize;
        if at >= self.0.len() {
            self.0.resize_with(at + 1, Vec::new);
        }
        self.0[at].clear();
        self.0[at].extend_from_slice(bytes);
        Ok(())
    }
}

/// An index over some buckets.
#[derive(Debug, Default)]
pub struct Index<B> {
    shape: Shape,
    buckets: B,
    scratch: Vec<u8>,
}

impl<B: Buckets> Index<B> {
    /// Opens the index that has `shape` in `buckets`.
    pub fn new(shape: Shape, buckets: B) -> Self {
        Self {
            shape,
            buckets,
            scratch: Vec::new(),
        }
    }

    /// Returns how far the index has grown.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Returns the store, to commit what was written.
    pub fn into_buckets(self) -> B {
        self.buckets
    }

    /// Returns the texts that have a key, in the order in which they were added.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn texts(&mut self, key: Fingerprint) -> Result<Vec<u32>, B::Error> {
        self.load(self.shape.bucket(key.0))?;
        let same = postings(&self.scratch).filter(|posting| posting.0 == tag(key.0));
        Ok(same.map(|posting| posting.1).collect())
    }

    /// Returns the texts that are worth comparing with the one that has these keys, the most telling first, at most
    /// `most`: those that share several keys, and for every other key one text that has it.
    ///
    /// A key tells the more the fewer texts have it. Cost: one bucket per key.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn look_up(&mut self, keys: &[Fingerprint], most: usize) -> Result<Vec<u32>, B::Error> {
        let mut found: Vec<Posting> = Vec::new();
        for (place, &key) in keys.iter().enumerate() {
            let texts = self.texts(key)?;
            let weight = 1.0 / (texts.len() as f32).max(1.0);
            found.extend(texts.iter().map(|&text| Posting {
                text,
                place,
                weight,
            }));
        }
        Ok(worth_comparing(found, keys.len(), most))
    }

    /// Remembers that text number `text` has these keys.
    ///
    /// Texts beyond number 16,777,215 are not remembered. Cost: one bucket read and written per key,
    /// and now and then one that is split.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    pub fn add(&mut self, text: u32, keys: &[Fingerprint]) -> Result<(), B::Error> {
        if text > LAST_TEXT {
            return Ok(());
        }
        for key in keys {
            let bucket = self.shape.bucket(key.0);
            self.load(bucket)?;
            let same = postings(&self.scratch).filter(|p| p.0 == tag(key.0));
            let mut count = 0;
            let mut is_there = false;
            for (_, other) in same {
                count += 1;
                is_there |= other == text;
            }
            if is_there || count >= MOST_TEXTS {
                continue;
            }
            push(&mut self.scratch, tag(key.0), text);
            self.buckets.write(bucket, &self.scratch)?;
            self.shape.postings += 1;
        }
        while self.shape.postings > u64::from(self.shape.buckets) * LOAD {
            self.split()?;
        }
        Ok(())
    }

    /// Forgets that text number `text` has these keys.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    pub fn remove(&mut self, text: u32, keys: &[Fingerprint]) -> Result<(), B::Error> {
        for key in keys {
            let bucket = self.shape.bucket(key.0);
            self.load(bucket)?;
            let mut left = Vec::with_capacity(self.scratch.len());
            for (found, other) in postings(&self.scratch) {
                if (found, other) == (tag(key.0), text) {
                    self.shape.postings = self.shape.postings.saturating_sub(1);
                } else {
                    push(&mut left, found, other);
                }
            }
            if left.len() != self.scratch.len() {
                self.buckets.write(bucket, &left)?;
            }
        }
        Ok(())
    }

    /// Adds one bucket, which takes its share of the postings of another.
    fn split(&mut self) -> Result<(), B::Error> {
        let new = self.shape.buckets;
        let old = new - (new + 1).next_power_of_two() / 2;
        self.load(old)?;
        self.shape.buckets += 1;
        let (mut stays, mut goes) = (Vec::new(), Vec::new());
        for (tag, text) in postings(&self.scratch) {
            let key = u64::from(tag) << 8 | u64::from(old & 0xFF);
            let side = if self.shape.bucket(key) == new {
                &mut goes
            } else {
                &mut stays
            };
            push(side, tag, text);
        }
        self.buckets.write(old, &stays)?;
        self.buckets.write(new, &goes)
    }

    fn load(&mut self, bucket: u32) -> Result<(), B::Error> {
        self.scratch.clear();
        self.buckets.read(bucket, &mut self.scratch)
    }
}

/// A text that has one of the keys that are looked up.
#[derive(Clone, Copy, Debug)]
struct Posting {
    text: u32,
    /// Which key.
    place: usize,
    weight: f32,
}

/// Chooses the texts of [`Index::look_up`].
fn worth_comparing(mut found: Vec<Posting>, keys: usize, most: usize) -> Vec<u32> {
    found.sort_by_key(|posting| posting.text);
    let mut texts: Vec<(f32, &[Posting])> = found
        .chunk_by(|a, b| a.text == b.text)
        .map(|postings| {
            (
                postings.iter().map(|posting| posting.weight).sum(),
                postings,
            )
        })
        .collect();
    texts.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1[0].text.cmp(&b.1[0].text)));
    let mut is_covered = vec![false; keys];
    let mut out = Vec::new();
    for (_, postings) in texts {
        let is_new = postings.iter().any(|posting| !is_covered[posting.place]);
        if is_new || postings.len() >= SEVERAL {
            for posting in postings {
                is_covered[posting.place] = true;
            }
            out.push(postings[0].text);
        }
        if out.len() == most {
            break;
        }
    }
    out
}

/// Returns the part of a key that a posting keeps.
fn tag(key: u64) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a key has 40 bits, and 8 are the bucket's"
    )]
    let tag = (key >> 8) as u32;
    tag
}

fn postings(bytes: &[u8]) -> impl Iterator<Item = (u32, u32)> {
    let (postings, _) = bytes.as_chunks::<POSTING>();
    postings.iter().map(|&[a, b, c, d, x, y, z]| {
        (
            u32::from_le_bytes([a, b, c, d]),
            u32::from_le_bytes([x, y, z, 0]),
        )
    })
}

fn push(bytes: &mut Vec<u8>, tag: u32, text: u32) {
    bytes.extend_from_slice(&tag.to_le_bytes());
    bytes.extend_from_slice(&text.to_le_bytes()[..3]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use std::collections::BTreeMap;

    use super::*;

    fn keys(of: &[u64]) -> Vec<Fingerprint> {
        of.iter().map(|&key| Fingerprint(key)).collect()
    }

    #[test]
    fn the_index_finds_what_a_plain_map_finds_after_many_splits() {
        let mut index = Index::<InMemory>::default();
        let mut plain: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        let mut state = 1_u64;
        for text in 0..3000 {
            let mut of = Vec::new();
            for _ in 0..30 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                // Few different high bits, so that texts share keys.
                of.push((state >> 33) % 40_000 * 27_449_897);
            }
            of.sort_unstable();
            of.dedup();
            index.add(text, &keys(&of)).unwrap();
            for key in of {
                plain.entry(key).or_default().push(text);
            }
        }
        assert!(index.shape().buckets > 600);
        for (&key, texts) in &plain {
            assert_eq!(&index.texts(Fingerprint(key)).unwrap(), texts);
        }
        let (&key, texts) = plain.iter().find(|(_, texts)| texts.len() > 2).unwrap();
        index.remove(texts[0], &keys(&[key])).unwrap();
        assert_eq!(index.texts(Fingerprint(key)).unwrap(), texts[1..]);
    }

    #[test]
    fn a_key_that_all_have_stops_growing() {
        let mut index = Index::<InMemory>::default();
        for text in 0..200 {
            index.add(text, &keys(&[77])).unwrap();
        }
        assert_eq!(index.texts(Fingerprint(77)).unwrap().len(), MOST_TEXTS);
    }

    #[test]
    fn one_text_stands_for_all_that_share_a_single_key() {
        let mut index = Index::<InMemory>::default();
        for text in 0..9 {
            index.add(text, &keys(&[1])).unwrap();
        }
        index.add(9, &keys(&[1, 2, 3, 4])).unwrap();
        index.add(10, &keys(&[2, 3, 4])).unwrap();
        index.add(11, &keys(&[5])).unwrap();
        assert_eq!(
            index.look_up(&keys(&[1, 2, 3, 4, 5]), 9).unwrap(),
            [9, 10, 11]
        );
        assert_eq!(index.look_up(&keys(&[1]), 9).unwrap(), [0]);
    }

    proptest! {
        #[test]
        fn damaged_buckets_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let mut index = Index::new(Shape::default(), InMemory::default());
            index.buckets.write(5, &bytes).unwrap();
            index.add(1, &keys(&[5])).unwrap();
            prop_assert!(index.look_up(&keys(&[5]), 9).is_ok());
        }
    }
}
