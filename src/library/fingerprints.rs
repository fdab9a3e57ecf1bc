//! The index of fingerprints: its buckets, and the log of what is not in them yet.

use rusqlite::params;

use crate::error::Error;
use crate::library::Writer;
use crate::library::fault::of;

/// Entries of the fingerprint index's log that are forgotten with each that is added.
const LOG_ENTRIES: u32 = 4;

/// What one transaction has added to the fingerprint index, until it is in the buckets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unswept {
    /// The round of the sweep in which it was added.
    pub round: u32,
    /// The key that the sweep had come to.
    pub swept: u64,
    /// Postings, 8 bytes each.
    pub postings: Vec<u8>,
}

impl Writer<'_> {
    /// Appends the postings of a bucket of the fingerprint index to `out`.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn bucket(&self, bucket: u32, out: &mut Vec<u8>) -> Result<(), Error> {
        self.connection()
            .prepare_cached("SELECT postings FROM bucket WHERE id = ?1")
            .and_then(|mut statement| {
                let mut rows = statement.query([bucket])?;
                if let Some(row) = rows.next()? {
                    out.extend_from_slice(row.get_ref(0)?.as_blob()?);
                }
                Ok(())
            })
            .map_err(|error| of(&error))
    }

    /// Replaces the postings of a bucket; one without any is taken out.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_bucket(&self, bucket: u32, postings: &[u8]) -> Result<(), Error> {
        let set = || {
            if postings.is_empty() {
                let sql = "DELETE FROM bucket WHERE id = ?1";
                return self.connection().prepare_cached(sql)?.execute([bucket]);
            }
            let sql = "INSERT OR REPLACE INTO bucket (id, postings) VALUES (?1, ?2)";
            let mut statement = self.connection().prepare_cached(sql)?;
            statement.execute(params![bucket, postings])
        };
        set().map(|_| ()).map_err(|error| of(&error))
    }

    /// Returns the log of the fingerprint index, oldest first.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn unswept(&self) -> Result<Vec<Unswept>, Error> {
        let read = || -> rusqlite::Result<Vec<Unswept>> {
            let sql = "SELECT round, swept, postings FROM unswept ORDER BY id";
            let mut statement = self.connection().prepare_cached(sql)?;
            let rows = statement.query_map([], |row| {
                Ok(Unswept {
                    round: row.get(0)?,
                    swept: row.get::<_, i64>(1)?.unsigned_abs(),
                    postings: row.get(2)?,
                })
            })?;
            rows.collect()
        };
        read().map_err(|error| of(&error))
    }

    /// Appends to the log of the fingerprint index, and forgets a few of the entries that the sweep has passed.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn add_unswept(&self, unswept: &Unswept) -> Result<(), Error> {
        let add = || -> rusqlite::Result<()> {
            let swept = i64::try_from(unswept.swept).unwrap_or(i64::MAX);
            if !unswept.postings.is_empty() {
                let sql = "INSERT INTO unswept (round, swept, postings) VALUES (?1, ?2, ?3)";
                let mut statement = self.connection().prepare_cached(sql)?;
                statement.execute(params![unswept.round, swept, unswept.postings])?;
            }
            self.connection()
                .prepare_cached(
                    "DELETE FROM unswept WHERE id IN (SELECT id FROM unswept ORDER BY id LIMIT ?1)
                       AND (round < ?2 - 1 OR round = ?2 - 1 AND swept <= ?3)",
                )?
                .execute(params![LOG_ENTRIES, unswept.round, swept])?;
            Ok(())
        };
        add().map_err(|error| of(&error))
    }
}
