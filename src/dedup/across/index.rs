//! Which texts have a key: sorted buckets, and what is new beside them until it is swept in.
//!
//! What is added is put down in one short list first, of which a store writes only the end
//! (a log, as in log-structured merging, O'Neil et al. 1996). A pointer sweeps round and round over all buckets, in the order of their keys, and takes
//! what waits for each bucket into it: additions cost a few neighbouring buckets each, never a random one per
//! key, and never a rebuild. Where the buckets have become full, a round splits every bucket that
//! it passes in two, so that an index grows without a pause.
//!
//! A bucket is the ascending list of its postings, 7 bytes each: the lower 32 bits of the key (the bucket's
//! number has the others) and the text's number in 24 bits, both little-endian.

use std::collections::BTreeSet;

use crate::dedup::across::Fingerprint;

/// Version of the keys and of the buckets' form: an index of another version is to be rebuilt.
pub const VERSION: u32 = 3;
/// Texts that a key may have; a key that as many texts have tells nothing more.
pub const MOST_TEXTS: usize = 48;
/// Bits of a key.
const KEY_BITS: u32 = 40;
/// Bits of a text's number.
const TEXT_BITS: u32 = 24;
/// Highest number of a text.
const LAST_TEXT: u32 = (1 << TEXT_BITS) - 1;
/// Bytes of a posting in a bucket.
const POSTING: usize = 7;
/// Bytes of them that are the key; the rest are the text.
const KEY_BYTES: usize = 4;
/// Bits that number the buckets of an empty index: those of a key that no posting has.
const FEWEST_BITS: u32 = 8;
/// Most bits that number buckets.
const MOST_BITS: u32 = 30;
/// Postings in a bucket, on average, from which on the next round splits it.
const LOAD: u64 = 96;
/// Postings that may wait for the sweep, whatever the size of the index.
const LEAST_WAITING: u64 = 1 << 14;
/// Part of the postings that may wait, as a divisor.
const WAITING_PART: u64 = 64;
/// Shared keys that make a text worth comparing although others share them too.
const SEVERAL: usize = 3;

/// Where the buckets of an index are kept.
///
/// A bucket that was never written is empty. A store that persists must write together or not at all: the buckets
/// of one [`Index::sweep`], the new [`Shape`], and what [`Index::waiting`] got and kept.
pub trait Buckets {
    /// What can go wrong.
    type Error;

    /// Appends the bytes of a bucket to `out`, which is empty.
    ///
    /// # Errors
    /// If the store cannot be read.
    fn read(&mut self, bucket: u32, out: &mut Vec<u8>) -> Result<(), Self::Error>;

    /// Replaces the bytes of a bucket; without any it is gone.
    ///
    /// # Errors
    /// If the store cannot be written.
    fn write(&mut self, bucket: u32, bytes: &[u8]) -> Result<(), Self::Error>;
}

/// A key of a text: 40 bits of key above 24 bits of the text's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Posting(pub u64);

impl Posting {
    fn new(key: u64, text: u32) -> Self {
        Self((key & ((1 << KEY_BITS) - 1)) << TEXT_BITS | u64::from(text.min(LAST_TEXT)))
    }

    fn key(self) -> u64 {
        self.0 >> TEXT_BITS
    }

    fn text(self) -> u32 {
        #[expect(clippy::cast_possible_truncation, reason = "24 bits are kept")]
        let text = self.0 as u32 & LAST_TEXT;
        text
    }
}

/// How far an index has grown, and where the sweep is; to be kept with its buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Bits of a key that number its bucket, where the sweep has yet to come.
    pub bits: u32,
    /// Says that this round splits the buckets that it passes.
    pub is_growing: bool,
    /// Rounds that are done.
    pub round: u32,
    /// The key that the sweep has come to in this round.
    pub swept: u64,
    /// Postings in the buckets.
    pub postings: u64,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            bits: FEWEST_BITS,
            is_growing: false,
            round: 0,
            swept: 0,
            postings: 0,
        }
    }
}

impl Shape {
    /// Returns the number of the bucket that has a key: a one above the key's highest bits, so that
    /// no two buckets of any size have one number.
    fn bucket(self, key: u64) -> u32 {
        let bits = self.bits + u32::from(self.is_growing && key < self.swept);
        #[expect(clippy::cast_possible_truncation, reason = "30 bits at most")]
        let high = (key >> (KEY_BITS - bits)) as u32;
        1 << bits | high
    }

    /// Returns the first key of a bucket.
    fn first_key(bucket: u32) -> u64 {
        let bits = bucket.checked_ilog2().unwrap_or(0);
        u64::from(bucket - (1 << bits)) << (KEY_BITS - bits.min(KEY_BITS))
    }

    /// Says whether a posting that waited when the index was at `round` and `swept` waits now.
    pub fn waits(&self, posting: Posting, round: u32, swept: u64) -> bool {
        let is_ahead = posting.key() >= self.swept;
        let was_passed = posting.key() < swept;
        match self.round.checked_sub(round) {
            Some(0) => is_ahead || was_passed,
            Some(1) => is_ahead && was_passed,
            _ => false,
        }
    }

    /// Returns how many postings may wait.
    fn most_waiting(&self) -> u64 {
        (self.postings / WAITING_PART).max(LEAST_WAITING)
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
        self.0[at] = bytes.to_vec();
        Ok(())
    }
}

/// An index over some buckets.
#[derive(Debug, Default)]
pub struct Index<B> {
    shape: Shape,
    /// What the sweep has yet to take into the buckets.
    waiting: BTreeSet<Posting>,
    buckets: B,
    scratch: Vec<u8>,
    found: Vec<Posting>,
}

impl<B: Buckets> Index<B> {
    /// Opens the index that has `shape` in `buckets`, with what waits beside them.
    pub fn new(shape: Shape, waiting: BTreeSet<Posting>, buckets: B) -> Self {
        Self {
            shape,
            waiting,
            buckets,
            scratch: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Returns how far the index has grown.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Returns the store, to commit what was written, and what waits.
    pub fn into_parts(self) -> (B, BTreeSet<Posting>) {
        (self.buckets, self.waiting)
    }

    /// Says whether the sweep has yet to take a posting in.
    pub fn is_waiting(&self, posting: Posting) -> bool {
        self.waiting.contains(&posting)
    }

    /// Returns the texts that have a key, ascending, at most [`MOST_TEXTS`].
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn texts(&mut self, key: Fingerprint) -> Result<Vec<u32>, B::Error> {
        let (from, to) = (Posting::new(key.0, 0), Posting::new(key.0, LAST_TEXT));
        let bucket = self.shape.bucket(from.key());
        self.scratch.clear();
        self.buckets.read(bucket, &mut self.scratch)?;
        let high = high_bits(bucket);
        let (old, _) = self.scratch.as_chunks::<POSTING>();
        let first = old.partition_point(|bytes| unpack(high, *bytes) < from);
        let old = old[first..].iter().map(|bytes| unpack(high, *bytes));
        let mut texts: Vec<u32> = old
            .take_while(|posting| *posting <= to)
            .map(Posting::text)
            .collect();
        let new = self.waiting.range(from..=to).map(|new| new.text());
        let count = texts.len();
        texts.extend(new);
        if count > 0 && texts.len() > count {
            texts.sort_unstable();
            texts.dedup();
        }
        texts.truncate(MOST_TEXTS);
        Ok(texts)
    }

    /// Returns the texts that are worth comparing with the one that has these keys, the most telling first, at most
    /// `most`: those that share several keys, and for every other key one text that has it.
    ///
    /// A key tells the more the fewer texts have it. Cost: one bucket per key.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn look_up(&mut self, keys: &[Fingerprint], most: usize) -> Result<Vec<u32>, B::Error> {
        let mut found: Vec<Found> = Vec::new();
        for (place, &key) in keys.iter().enumerate() {
            let texts = self.texts(key)?;
            let weight = 1.0 / (texts.len() as f32).max(1.0);
            found.extend(texts.iter().map(|&text| Found {
                text,
                place,
                weight,
            }));
        }
        Ok(worth_comparing(found, keys.len(), most))
    }

    /// Remembers that text number `text` has these keys, and returns the postings, which wait until a
    /// [sweep](Self::sweep) comes by.
    ///
    /// Texts beyond number 16,777,215 are not remembered.
    pub fn add<'k>(
        &mut self,
        text: u32,
        keys: &'k [Fingerprint],
    ) -> impl Iterator<Item = Posting> + use<'k, B> {
        let keys = if text > LAST_TEXT { &[] } else { keys };
        let new = keys.iter().map(move |key| Posting::new(key.0, text));
        self.waiting.extend(new.clone());
        new
    }

    /// Sweeps as long as more waits than may: to be called after every addition, or before many of them are saved.
    ///
    /// Cost: two to four buckets for each key that was added, which are neighbours.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    pub fn sweep(&mut self) -> Result<(), B::Error> {
        while self.waiting.len() as u64 > self.shape.most_waiting() {
            self.sweep_bucket()?;
        }
        Ok(())
    }

    /// Takes what waits for the next bucket into it.
    fn sweep_bucket(&mut self) -> Result<(), B::Error> {
        let Some(bucket) = self.next_bucket() else {
            return Ok(());
        };
        let shape = self.shape;
        let first = Shape::first_key(bucket);
        let width = 1 << (KEY_BITS - shape.bits);
        let (from, to) = (
            Posting::new(first, 0),
            Posting::new(first + width - 1, LAST_TEXT),
        );
        self.scratch.clear();
        self.buckets.read(bucket, &mut self.scratch)?;
        self.found.clear();
        let high = high_bits(bucket);
        let (old, _) = self.scratch.as_chunks::<POSTING>();
        let old = old.iter().map(|bytes| unpack(high, *bytes));
        // Of a damaged bucket, what can be from elsewhere is left out.
        self.found
            .extend(old.filter(|posting| (from..=to).contains(posting)));
        let before = self.found.len();
        self.found.extend(self.waiting.range(from..=to));
        self.found.sort();
        self.found.dedup();
        keep_first(&mut self.found);
        if shape.is_growing {
            let middle = Posting::new(first + width / 2, 0);
            let (low, high) = self
                .found
                .split_at(self.found.partition_point(|p| *p < middle));
            for (half, postings) in [(bucket * 2, low), (bucket * 2 + 1, high)] {
                pack(postings, &mut self.scratch);
                self.buckets.write(half, &self.scratch)?;
            }
            self.buckets.write(bucket, &[])?;
        } else {
            pack(&self.found, &mut self.scratch);
            self.buckets.write(bucket, &self.scratch)?;
        }
        self.waiting.extract_if(from..=to, |_| true).for_each(drop);
        self.shape.postings =
            (shape.postings + self.found.len() as u64).saturating_sub(before as u64);
        self.shape.swept = first + width;
        Ok(())
    }

    /// Returns the next bucket that there is something to do for, in the next round if need be; `None` if nothing
    /// waits.
    fn next_bucket(&mut self) -> Option<u32> {
        let shape = &mut self.shape;
        let from = Posting(shape.swept << TEXT_BITS);
        let is_over = shape.swept >> KEY_BITS != 0;
        let next = if is_over {
            None
        } else {
            self.waiting.range(from..).next().map(|next| next.key())
        };
        if next.is_none() && (is_over || !shape.is_growing) {
            shape.bits += u32::from(shape.is_growing);
            shape.round += 1;
            shape.swept = 0;
            shape.is_growing = shape.postings > LOAD << shape.bits && shape.bits < MOST_BITS;
            let first = self.waiting.first()?.key();
            let key = if shape.is_growing { 0 } else { first };
            return Some(shape.bucket(key));
        }
        // A round that splits leaves no bucket out.
        let key = if shape.is_growing { shape.swept } else { next? };
        Some(shape.bucket(key))
    }
}

/// A text that has one of the keys that are looked up.
#[derive(Clone, Copy, Debug)]
struct Found {
    text: u32,
    /// Which key.
    place: usize,
    weight: f32,
}

/// Chooses the texts of [`Index::look_up`].
fn worth_comparing(mut found: Vec<Found>, keys: usize, most: usize) -> Vec<u32> {
    found.sort_by_key(|posting| posting.text);
    let mut texts: Vec<(f32, &[Found])> = found
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

/// Keeps of ascending postings the first texts of each key.
fn keep_first(postings: &mut Vec<Posting>) {
    let (mut last, mut count) = (None, 0);
    postings.retain(|posting| {
        count = if last == Some(posting.key()) {
            count + 1
        } else {
            1
        };
        last = Some(posting.key());
        count <= MOST_TEXTS
    });
}

/// Writes ascending postings as the bytes of a bucket.
fn pack(postings: &[Posting], out: &mut Vec<u8>) {
    out.clear();
    for posting in postings {
        out.extend(posting.key().to_le_bytes().into_iter().take(KEY_BYTES));
        let text = posting.text().to_le_bytes();
        out.extend(text.into_iter().take(POSTING - KEY_BYTES));
    }
}

/// Returns the bits of the keys of a bucket that its postings do not have.
fn high_bits(bucket: u32) -> u64 {
    Shape::first_key(bucket) & !u64::from(u32::MAX)
}

fn unpack(high: u64, posting: [u8; POSTING]) -> Posting {
    let (mut low, mut text) = ([0; 4], [0; 4]);
    let (key, rest) = posting.split_at(KEY_BYTES);
    low.copy_from_slice(key);
    text[..rest.len()].copy_from_slice(rest);
    let low = u64::from(u32::from_le_bytes(low));
    Posting::new(high | low, u32::from_le_bytes(text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use std::collections::BTreeMap;

    use super::*;

    fn keys(of: &[u64]) -> Vec<Fingerprint> {
        of.iter().map(|&key| Fingerprint(key)).collect()
    }

    /// Made-up keys of a text; few different high bits, so that texts share keys.
    fn made_up(state: &mut u64) -> Vec<u64> {
        let mut of: Vec<u64> = (0..30)
            .map(|_| {
                *state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                (*state >> 33) % 40_000 * 27_449_897
            })
            .collect();
        of.sort_unstable();
        of.dedup();
        of
    }

    #[test]
    fn the_index_finds_what_a_plain_map_finds_however_often_it_is_opened() {
        let mut index = Index::<InMemory>::default();
        let mut plain: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        let mut log: Vec<(Vec<Posting>, u32, u64)> = Vec::new();
        let mut state = 1_u64;
        for text in 0..5000 {
            let of = made_up(&mut state);
            let mut added: Vec<Posting> = index.add(text, &keys(&of)).collect();
            index.sweep().unwrap();
            added.retain(|&posting| index.is_waiting(posting));
            log.push((added, index.shape().round, index.shape().swept));
            for key in of {
                plain.entry(key).or_default().push(text);
            }
            if text % 499 == 0 {
                let shape = index.shape();
                let (buckets, waiting) = index.into_parts();
                let logged: BTreeSet<Posting> = log
                    .iter()
                    .flat_map(|(postings, round, swept)| {
                        let waits = |posting: &&Posting| shape.waits(**posting, *round, *swept);
                        postings.iter().filter(waits).copied()
                    })
                    .collect();
                assert_eq!(logged, waiting);
                index = Index::new(shape, logged, buckets);
            }
        }
        let shape = index.shape();
        assert!(shape.bits > 9 && shape.round > 3, "{shape:?}");
        for (&key, texts) in &plain {
            assert_eq!(&index.texts(Fingerprint(key)).unwrap(), texts);
        }
    }

    #[test]
    fn a_key_that_all_have_stops_growing() {
        let mut index = Index::<InMemory>::default();
        for text in 0..200 {
            index.add(text, &keys(&[77])).for_each(drop);
        }
        assert_eq!(index.texts(Fingerprint(77)).unwrap().len(), MOST_TEXTS);
        index.sweep_bucket().unwrap();
        assert_eq!(index.waiting.len(), 0);
        assert_eq!(index.texts(Fingerprint(77)).unwrap().len(), MOST_TEXTS);
        assert_eq!(index.shape().postings, MOST_TEXTS as u64);
    }

    #[test]
    fn one_text_stands_for_all_that_share_a_single_key() {
        let mut index = Index::<InMemory>::default();
        for text in 0..9 {
            index.add(text, &keys(&[1])).for_each(drop);
        }
        index.add(9, &keys(&[1, 2, 3, 4])).for_each(drop);
        index.add(10, &keys(&[2, 3, 4])).for_each(drop);
        index.add(11, &keys(&[5])).for_each(drop);
        assert_eq!(
            index.look_up(&keys(&[1, 2, 3, 4, 5]), 9).unwrap(),
            [9, 10, 11]
        );
        assert_eq!(index.look_up(&keys(&[1]), 9).unwrap(), [0]);
    }

    proptest! {
        #[test]
        fn damaged_buckets_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let mut index = Index::new(Shape::default(), BTreeSet::new(), InMemory::default());
            index.buckets.write(1 << FEWEST_BITS, &bytes).unwrap();
            index.add(1, &keys(&[5])).for_each(drop);
            index.sweep_bucket().unwrap();
            prop_assert!(index.look_up(&keys(&[5]), 9).is_ok());
        }

        #[test]
        fn buckets_come_back(mut keys in proptest::collection::vec((3_u64 << 32..4 << 32, 0..=LAST_TEXT), 0..60)) {
            keys.sort_unstable();
            let packed: Vec<Posting> = keys.iter().map(|&(key, text)| Posting::new(key, text)).collect();
            let mut bytes = Vec::new();
            pack(&packed, &mut bytes);
            let bucket = 1 << FEWEST_BITS | 3;
            let back = bytes.as_chunks().0.iter().map(|bytes| unpack(high_bits(bucket), *bytes));
            prop_assert!(back.eq(packed.iter().copied()));
        }
    }
}
