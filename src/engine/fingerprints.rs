//! The index of fingerprints, kept in a library.
//!
//! What a transaction adds is one row of a log, and a few buckets that the sweep came by; what was read is
//! forgotten as soon as another program has written.

use std::collections::{BTreeMap, BTreeSet};

use crate::dedup::across::{Buckets, Fingerprint, Index, Posting, Shape, VERSION};
use crate::engine::recent::Recent;
use crate::error::Error;
use crate::library::{Library, Unswept, Writer};
use crate::text::lookup::LookupMap;

/// The setting that tells how far the index has grown.
const SETTING: &str = "fingerprints";
/// Bytes of buckets that are kept in memory between transactions; the rest is read when it is asked for.
const MOST_BYTES: usize = 64 << 20;
/// Bytes that a bucket in memory takes beside its own.
const OVERHEAD: usize = 48;

/// What is remembered of the index between transactions.
#[derive(Debug, Default)]
pub(super) struct Memory {
    buckets: LookupMap<u32, Vec<u8>>,
    bytes: usize,
    waiting: BTreeSet<Posting>,
    data_version: Option<i64>,
    recent: Recent,
}

/// The index, open for one transaction.
pub(super) struct Open<'w> {
    index: Index<Stored<'w>>,
    added: Vec<Posting>,
    recent: Recent,
}

struct Stored<'w> {
    writer: &'w Writer<'w>,
    memory: &'w mut Memory,
    changed: BTreeMap<u32, Vec<u8>>,
}

impl<'w> Open<'w> {
    /// Opens the index. One that another version of the keys made is not read: [`is_stale`] tells, and a
    /// rebuild makes it anew.
    pub(super) fn new(writer: &'w Writer<'w>, memory: &'w mut Memory) -> Result<Self, Error> {
        let kept = writer.setting(SETTING)?;
        let shape = kept.as_deref().and_then(parse).unwrap_or_default();
        let data_version = Some(writer.data_version()?);
        if memory.data_version != data_version {
            *memory = Memory {
                data_version,
                waiting: waiting(writer, shape)?,
                ..Memory::default()
            };
        }
        let waiting = std::mem::take(&mut memory.waiting);
        let mut recent = std::mem::take(&mut memory.recent);
        recent.turn();
        let stored = Stored {
            writer,
            memory,
            changed: BTreeMap::new(),
        };
        Ok(Self {
            index: Index::new(shape, waiting, stored),
            added: Vec::new(),
            recent,
        })
    }

    /// Returns at most `most` texts that share keys with these.
    pub(super) fn look_up(&mut self, keys: &[Fingerprint], most: usize) -> Result<Vec<u32>, Error> {
        self.index.look_up(keys, most)
    }

    /// Returns the articles that were compared with last.
    pub(super) fn recent(&mut self) -> &mut Recent {
        &mut self.recent
    }

    /// Remembers the keys of a text.
    pub(super) fn add(&mut self, text: u32, keys: &[Fingerprint]) {
        self.added.extend(self.index.add(text, keys));
    }

    /// Writes what has changed into the transaction.
    pub(super) fn save(mut self) -> Result<(), Error> {
        self.index.sweep()?;
        let shape = self.index.shape();
        let logged = self.added.iter().filter(|&&new| self.index.is_waiting(new));
        let unswept = Unswept {
            round: shape.round,
            swept: shape.swept,
            postings: logged.flat_map(|posting| posting.0.to_le_bytes()).collect(),
        };
        let (stored, waiting) = self.index.into_parts();
        let Stored {
            writer,
            memory,
            changed,
        } = stored;
        memory.waiting = waiting;
        memory.recent = self.recent;
        for (bucket, bytes) in &changed {
            writer.set_bucket(*bucket, bytes)?;
        }
        writer.add_unswept(&unswept)?;
        let kept = [
            u64::from(VERSION),
            u64::from(shape.bits),
            u64::from(shape.is_growing),
            u64::from(shape.round),
            shape.swept,
            shape.postings,
        ];
        writer.set_setting(SETTING, &kept.map(|number| number.to_string()).join(" "))
    }
}

/// Reads what the sweep has yet to take in.
fn waiting(writer: &Writer<'_>, shape: Shape) -> Result<BTreeSet<Posting>, Error> {
    let mut all = Vec::new();
    for row in writer.unswept()? {
        let (postings, _) = row.postings.as_chunks::<8>();
        let posting = |&bytes: &[u8; 8]| Posting(u64::from_le_bytes(bytes));
        let waits = |posting: &Posting| shape.waits(*posting, row.round, row.swept);
        all.extend(postings.iter().map(posting).filter(waits));
    }
    Ok(all.into_iter().collect())
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
        bits: u32::try_from(next()?).ok()?,
        is_growing: next()? == 1,
        round: u32::try_from(next()?).ok()?,
        swept: next()?,
        postings: next()?,
    })
}

impl Buckets for Stored<'_> {
    type Error = Error;

    fn read(&mut self, bucket: u32, out: &mut Vec<u8>) -> Result<(), Error> {
        let changed = self.changed.get(&bucket);
        if let Some(bytes) = changed.or_else(|| self.memory.buckets.get(&bucket)) {
            out.extend_from_slice(bytes);
            return Ok(());
        }
        self.writer.bucket(bucket, out)?;
        self.memory.keep(bucket, out);
        Ok(())
    }

    fn write(&mut self, bucket: u32, bytes: &[u8]) -> Result<(), Error> {
        self.memory.keep(bucket, bytes);
        self.changed.insert(bucket, bytes.to_vec());
        Ok(())
    }
}

impl Memory {
    /// Keeps a bucket as long as there is room.
    fn keep(&mut self, bucket: u32, bytes: &[u8]) {
        let before = self.buckets.remove(&bucket);
        self.bytes -= before.map_or(0, |before| before.len() + OVERHEAD);
        let size = bytes.len() + OVERHEAD;
        if self.bytes + size <= MOST_BYTES {
            self.bytes += size;
            self.buckets.insert(bucket, bytes.to_vec());
        }
    }
}
