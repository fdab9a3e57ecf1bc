//! A table of hashed words that is looked up in as it lies in a file, without being read first.
//!
//! Keys are 32 bits. Their high bits number a bucket, of which the *directory* says where it starts;
//! the rest, `KEY` bytes (1 to 3), is what the keys of a bucket are told apart by. The directory comes
//! first: for each eight buckets, where the first one starts and how much later each of the eight
//! does. Then come the rows, each a key and its value.

/// Buckets that share one starting point in the directory.
const BLOCK: usize = 8;
/// A starting point of four bytes and [`BLOCK`] distances from it.
const ENTRY: usize = 4 + BLOCK;

/// Rows of `ROW` bytes: `KEY` bytes of a 32-bit key, then its value.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a, const KEY: usize, const ROW: usize> {
    directory: &'a [[u8; ENTRY]],
    rows: &'a [[u8; ROW]],
}

impl<'a, const KEY: usize, const ROW: usize> Table<'a, KEY, ROW> {
    /// Buckets of a table.
    const BUCKETS: usize = 1 << (32 - 8 * KEY);
    /// Blocks of its directory; the last one holds the end of the last bucket.
    const BLOCKS: usize = Self::BUCKETS / BLOCK + 1;
    /// A table without words.
    const EMPTY: Self = Self {
        directory: &[],
        rows: &[],
    };

    /// Takes the table at the start of `bytes`, as [`pack`] wrote it, and returns what follows it.
    ///
    /// Cut bytes give an empty table. Cost: constant.
    pub const fn read(bytes: &'a [u8]) -> (Self, &'a [u8]) {
        let Some((count, rest)) = bytes.split_first_chunk() else {
            return (Self::EMPTY, &[]);
        };
        let count = u32::from_le_bytes(*count) as usize;
        let Some((directory, rest)) = rest.split_at_checked(Self::BLOCKS * ENTRY) else {
            return (Self::EMPTY, &[]);
        };
        let Some((rows, rest)) = rest.split_at_checked(count * ROW) else {
            return (Self::EMPTY, &[]);
        };
        let table = Self {
            directory: directory.as_chunks().0,
            rows: rows.as_chunks().0,
        };
        (table, rest)
    }

    /// Returns the value of a key, of `VALUE = ROW - KEY` bytes.
    ///
    /// Cost: constant, a few keys are compared.
    pub fn get<const VALUE: usize>(&self, key: u32) -> Option<[u8; VALUE]> {
        let bucket = (key >> (8 * KEY)) as usize;
        let rows = self
            .rows
            .get(self.start(bucket)?..self.start(bucket + 1)?)?;
        let [low @ .., _] = key.to_le_bytes();
        rows.iter().find_map(|row| {
            let (other, value) = row.split_first_chunk::<KEY>()?;
            low.starts_with(other)
                .then(|| value.first_chunk().copied())?
        })
    }

    fn start(&self, bucket: usize) -> Option<usize> {
        let (base, distances) = self.directory.get(bucket / BLOCK)?.split_first_chunk()?;
        let distance = distances.get(bucket % BLOCK)?;
        Some(u32::from_le_bytes(*base) as usize + usize::from(*distance))
    }
}

/// Writes a table for [`Table::read`] from values of `VALUE` bytes; of entries with one key the first
/// one counts.
///
/// `None` if more than 255 keys share eight buckets, or more than `u32::MAX` there are.
pub fn pack<const KEY: usize, const VALUE: usize>(
    entries: impl IntoIterator<Item = (u32, [u8; VALUE])>,
) -> Option<Vec<u8>> {
    let mut entries: Vec<(u32, [u8; VALUE])> = entries.into_iter().collect();
    entries.sort_by_key(|&(key, _)| key);
    entries.dedup_by_key(|&mut (key, _)| key);
    let mut out = u32::try_from(entries.len()).ok()?.to_le_bytes().to_vec();
    let start =
        |bucket: usize| entries.partition_point(|&(key, _)| ((key >> (8 * KEY)) as usize) < bucket);
    for block in 0..Table::<KEY, 0>::BLOCKS {
        let base = start(block * BLOCK);
        out.extend(u32::try_from(base).ok()?.to_le_bytes());
        for bucket in block * BLOCK..(block + 1) * BLOCK {
            out.push(u8::try_from(start(bucket) - base).ok()?);
        }
    }
    for (key, value) in &entries {
        out.extend(key.to_le_bytes().iter().take(KEY));
        out.extend(value);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_map;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn what_was_packed_is_found_and_nothing_else(
            entries in btree_map(any::<u32>(), any::<[u8; 3]>(), 0..200),
            others in proptest::collection::vec(any::<u32>(), 100),
            cut in 0_usize..400_000,
        ) {
            let bytes = pack::<2, 3>(entries.clone()).unwrap();
            let (table, rest) = Table::<2, 5>::read(&bytes);
            prop_assert!(rest.is_empty());
            for key in entries.keys().chain(&others) {
                prop_assert_eq!(table.get(*key), entries.get(key).copied());
            }
            let (table, _) = Table::<2, 5>::read(&bytes[..cut.min(bytes.len() - 1)]);
            prop_assert!(entries.keys().all(|key| table.get::<3>(*key).is_none()));
        }
    }

    #[test]
    fn the_last_bucket_has_an_end() {
        let bytes = pack::<3, 1>([(u32::MAX, [7]), (0, [8])]).unwrap();
        let (table, _) = Table::<3, 4>::read(&bytes);
        assert_eq!(table.get(u32::MAX), Some([7]));
        assert_eq!(table.get(0), Some([8]));
        assert_eq!(table.get::<1>(1), None);
    }
}
