//! The index of fingerprints, kept in a library.
//!
//! Buckets are read once and written back once for each transaction, however often they change in
//! between; what was read is forgotten as soon as another program has written.

use std::collections::BTreeSet;

use crate::dedup::across::{Buckets, Fingerprint, Index, Shape, VERSION};
use crate::error::Error;
use crate::library::{Library, Writer};
use crate::text::lookup::LookupMap;

/// The setting that tells how far the index has grown.
const SETTING: &str = "fingerprints";
/// Bytes of buckets that are kept in memory between transactions.
const MOST_BYTES: usize = 128 << 20;

/// What is remembered of the buckets between transactions.
#[derive(Debug, Default)]
pub(super) struct Memory {
    buckets: LookupMap<u32, Vec<u8>>,
    bytes: usize,
    data_version: i64,
}

/// The index, open for one transaction.
pub(super) struct Open<'w> {
    index: Index<Stored<'w>>,
}

struct Stored<'w> {
    writer: &'w Writer<'w>,
    memory: &'w mut Memory,
    changed: BTreeSet<u32>,
}

impl<'w> Open<'w> {
    /// Opens the index. One that another version of the keys made is not read: [`is_stale`] tells, and a
    /// rebuild makes it anew.
    pub(super) fn new(writer: &'w Writer<'w>, memory: &'w mut Memory) -> Result<Self, Error> {
        let data_version = writer.data_version()?;
        if memory.data_version != data_version || memory.bytes > MOST_BYTES {
            *memory = Memory {
                data_version,
                ..Memory::default()
            };
        }
        let kept = writer.setting(SETTING)?;
        let shape = kept.as_deref().and_then(parse);
        let stored = Stored {
            writer,
            memory,
            changed: BTreeSet::new(),
        };
        let index = Index::new(shape.unwrap_or_default(), stored);
        Ok(Self { index })
    }

    /// Returns at most `most` texts that share keys with these.
    pub(super) fn look_up(&mut self, keys: &[Fingerprint], most: usize) -> Result<Vec<u32>, Error> {
        self.index.look_up(keys, most)
    }

    /// Remembers the keys of a text.
    pub(super) fn add(&mut self, text: u32, keys: &[Fingerprint]) -> Result<(), Error> {
        self.index.add(text, keys)
    }

    /// Writes what has changed into the transaction.
    pub(super) fn save(self) -> Result<(), Error> {
        let Shape { buckets, postings } = self.index.shape();
        let Stored {
            writer,
            memory,
            changed,
        } = self.index.into_buckets();
        for bucket in changed {
            if let Some(bytes) = memory.buckets.get(&bucket) {
                writer.set_bucket(bucket, bytes)?;
            }
        }
        writer.set_setting(SETTING, &format!("{VERSION} {buckets} {postings}"))
    }
}

/// Says whether the index was made by another version of the keys.
pub(super) fn is_stale(library: &Library) -> Result<bool, Error> {
    let kept = library.setting(SETTING)?;
    Ok(kept.is_some_and(|kept| parse(&kept).is_none()))
}

/// Forgets how far the index has grown.
pub(super) fn forget(writer: &Writer<'_>) -> Result<(), Error> {
    writer.clear_setting(SETTING)
}

fn parse(setting: &str) -> Option<Shape> {
    let mut numbers = setting.split(' ').map(str::parse::<u64>);
    let mut next = || numbers.next()?.ok();
    if next()? != u64::from(VERSION) {
        return None;
    }
    Some(Shape {
        buckets: u32::try_from(next()?).ok()?,
        postings: next()?,
    })
}

impl Buckets for Stored<'_> {
    type Error = Error;

    fn read(&mut self, bucket: u32, out: &mut Vec<u8>) -> Result<(), Error> {
        if let Some(bytes) = self.memory.buckets.get(&bucket) {
            out.extend_from_slice(bytes);
            return Ok(());
        }
        self.writer.bucket(bucket, out)?;
        self.memory.bytes += out.len() + size_of::<Vec<u8>>();
        self.memory.buckets.insert(bucket, out.clone());
        Ok(())
    }

    fn write(&mut self, bucket: u32, bytes: &[u8]) -> Result<(), Error> {
        let kept = self.memory.buckets.entry(bucket).or_default();
        self.memory.bytes = (self.memory.bytes + bytes.len()).saturating_sub(kept.len());
        kept.clear();
        kept.extend_from_slice(bytes);
        self.changed.insert(bucket);
        Ok(())
    }
}
