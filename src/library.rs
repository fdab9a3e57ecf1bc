//! The library: everything kept, in one SQLite file.
//!
//! One writer, many readers, also across programs (write-ahead log). All writes of one article are
//! one transaction; what [`Writer::commit`] has returned from is there after a kill at any moment.
//! The library knows the domain types and nothing of the stages that make them: what it stores is
//! made by the engine, and it reads no clock.

mod brought;
mod choices;
mod fault;
mod feeds;
mod fingerprints;
mod kinship;
mod pack;
mod read;
mod regroup;
mod schema;
mod search;
mod state;
mod upkeep;
mod write;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use crate::error::Error;

pub use brought::Where;
pub use choices::{Choice, Choices};
pub use fault::is_busy;
pub use feeds::{FeedState, KeptLink};
pub use fingerprints::Unswept;
pub use kinship::{Kept, Made, Told};
pub use pack::{Packed, PackedPage, PageHash, page_hash};
pub use read::{Cursor, Named, Original, Said};
pub use search::{Hit, Search};
pub use state::{Note, Position, Undo};
pub use upkeep::{Finding, KeptError};
pub use write::{Candidate, Kin, Pair, PassageHere, Writer};

/// Connections for reading that are kept open.
const IDLE_READERS: usize = 4;

/// A library that is open; shared between threads by reference.
#[derive(Debug)]
pub struct Library {
    place: Option<PathBuf>,
    // Closed before the writer: only a connection that may write takes the log over into the file
    // when it is the last to close.
    readers: Mutex<Vec<Connection>>,
    writer: Mutex<Connection>,
}

impl Library {
    /// Opens the library at `path`, makes it where there is none, and brings an older one up to
    /// date.
    ///
    /// # Errors
    /// If it is damaged, from a newer version, no library, or cannot be read or written.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let name = path.to_string_lossy();
        schema::make_folder(path)?;
        let mut writer = Connection::open(path).map_err(|error| fault::opening(&name, &error))?;
        schema::prepare(&writer).map_err(|error| fault::opening(&name, &error))?;
        schema::check_kind(&writer, &name)?;
        schema::migrate(&mut writer, &name)?;
        Ok(Self {
            place: Some(path.to_owned()),
            writer: Mutex::new(writer),
            readers: Mutex::default(),
        })
    }

    /// Opens a library that is gone when it is dropped.
    ///
    /// # Errors
    /// If there is no memory for it.
    pub fn in_memory() -> Result<Self, Error> {
        let mut writer = Connection::open_in_memory().map_err(|error| fault::of(&error))?;
        schema::prepare(&writer).map_err(|error| fault::of(&error))?;
        schema::migrate(&mut writer, "memory")?;
        Ok(Self {
            place: None,
            writer: Mutex::new(writer),
            readers: Mutex::default(),
        })
    }

    /// Returns the path of the file; `None` for a library in memory.
    pub fn path(&self) -> Option<&Path> {
        self.place.as_deref()
    }

    /// Starts a transaction that writes; other writers wait for it, readers do not.
    ///
    /// # Errors
    /// If another program keeps the library locked for longer than a few seconds.
    pub fn write(&self) -> Result<Writer<'_>, Error> {
        Writer::begin(self.lock_writer())
    }

    /// Gives the writer more room in memory, for a run of large transactions.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn begin_run(&self) -> Result<Run<'_>, Error> {
        schema::set_room(&self.lock_writer(), schema::ROOM_OF_A_RUN)
            .map_err(|error| fault::of(&error))?;
        Ok(Run(self))
    }

    /// Runs `work` on a connection for reading.
    fn reading<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        let Some(path) = &self.place else {
            return work(&self.lock_writer()).map_err(|error| fault::of(&error));
        };
        let idle = lock(&self.readers).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => schema::open_reader(path).map_err(|error| fault::of(&error))?,
        };
        let done = work(&connection).map_err(|error| fault::of(&error));
        let mut readers = lock(&self.readers);
        if readers.len() < IDLE_READERS {
            readers.push(connection);
        }
        drop(readers);
        done
    }

    /// Runs `work` in one transaction that writes.
    #[expect(
        clippy::significant_drop_tightening,
        reason = "committing takes the writer"
    )]
    fn writing<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        let writer = self.write()?;
        let done = work(writer.connection()).map_err(|error| fault::of(&error))?;
        writer.commit()?;
        Ok(done)
    }

    fn lock_writer(&self) -> MutexGuard<'_, Connection> {
        lock(&self.writer)
    }
}

/// A run of large transactions; when it is dropped, its room is given back.
#[derive(Debug)]
pub struct Run<'l>(&'l Library);

impl Drop for Run<'_> {
    fn drop(&mut self) {
        // More room than needed does no harm.
        let _kept = schema::set_room(&self.0.lock_writer(), schema::ROOM).err();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
