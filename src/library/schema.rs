//! How a library is laid out, and how an older one is brought up to date: numbered SQL files,
//! forward only, never edited once released.
#![allow(
    clippy::disallowed_methods,
    reason = "this module makes the folder of the library"
)]

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::error::Error;
use crate::library::fault::{library, no_library, of};

/// Tells the files of this program from other SQLite files: `PQLB`.
const APPLICATION: i32 = 0x5051_4C42;
/// How long a writer waits for another program.
const PATIENCE: Duration = Duration::from_secs(5);

/// Kilobytes of pages that a writer keeps in memory. SQLite numbers pages beyond the end of the file while it balances
/// a tree, and then looks through all of its cache for them when the transaction ends: 0.7 ms with 32 MB, 0.2 ms with
/// 16.
pub(super) const ROOM: i64 = 16_000;
/// The same for a run of large transactions, each of which changes more pages of a large library than that; those that
/// there is no room for are written and read again before the transaction ends.
pub(super) const ROOM_OF_A_RUN: i64 = 64_000;

/// The steps from one version to the next; version 0 is an empty file.
const MIGRATIONS: [&str; 6] = [
    include_str!("../../assets/migrations/0001.sql"),
    include_str!("../../assets/migrations/0002.sql"),
    include_str!("../../assets/migrations/0003.sql"),
    include_str!("../../assets/migrations/0004.sql"),
    include_str!("../../assets/migrations/0005.sql"),
    include_str!("../../assets/migrations/0006.sql"),
];

pub(super) fn make_folder(path: &Path) -> Result<(), Error> {
    let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    else {
        return Ok(());
    };
    std::fs::create_dir_all(folder).map_err(|error| {
        let what = format!(
            "cannot make the folder of the library “{}”: {error}",
            folder.display()
        );
        library(what).with_hint("give another place with `--library`")
    })
}

/// Sets what a connection needs: the write-ahead log, patience, and room in memory.
pub(super) fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    set_room(connection, ROOM)?;
    // A log that a long run has blown up is cut when it has been taken over.
    connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
    // The log is taken over at the end of a run (`Library::settle`); in between only where it has grown long,
    // so that pages that change in many transactions are written once for all of them.
    connection.pragma_update(None, "wal_autocheckpoint", 8000)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Sets how many kilobytes of pages a connection keeps in memory; with less than before, the rest is given back.
pub(super) fn set_room(connection: &Connection, kilobytes: i64) -> rusqlite::Result<()> {
    connection.pragma_update(None, "cache_size", -kilobytes)
}

/// Opens one more connection, for reading only.
pub(super) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    // Pages that are mapped would count as the program's own memory.
    set_room(&connection, 6_000)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Refuses a SQLite file of another program.
pub(super) fn check_kind(connection: &Connection, name: &str) -> Result<(), Error> {
    let number = |pragma: &str| {
        connection
            .query_row(&format!("PRAGMA {pragma}"), [], |row| row.get::<_, i32>(0))
            .map_err(|error| of(&error))
    };
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|error| of(&error))?;
    let application = number("application_id")?;
    if application == APPLICATION || tables == 0 && application == 0 {
        return Ok(());
    }
    Err(no_library(name))
}

/// Runs the steps that are missing, each in a transaction of its own.
pub(super) fn migrate(connection: &mut Connection, name: &str) -> Result<(), Error> {
    migrate_by(connection, name, &MIGRATIONS).map_err(|failed| match failed {
        Failed::Newer(version) => {
            let what = format!(
                "the library “{name}” was made by a newer pullquote (its version is {version})"
            );
            let hint =
                "install the newest pullquote, or give another `--library`; nothing was changed";
            library(what).with_hint(hint)
        }
        Failed::Sqlite(error) => of(&error),
    })
}

enum Failed {
    Newer(usize),
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Failed {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

fn migrate_by(connection: &mut Connection, _name: &str, steps: &[&str]) -> Result<(), Failed> {
    if version(connection)? == steps.len() {
        return Ok(());
    }
    loop {
        let step = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another program may have taken the step meanwhile.
        let at = version(&step)?;
        if at > steps.len() {
            return Err(Failed::Newer(at));
        }
        let Some(sql) = steps.get(at) else {
            return Ok(());
        };
        step.execute_batch(sql)?;
        step.pragma_update(None, "application_id", APPLICATION)?;
        let next = i64::try_from(at + 1).unwrap_or(i64::MAX);
        step.pragma_update(None, "user_version", next)?;
        step.commit()?;
    }
}

fn version(connection: &Connection) -> rusqlite::Result<usize> {
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    Ok(usize::try_from(version).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_run_once_and_a_newer_library_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        let steps = ["CREATE TABLE a (x)", "INSERT INTO a VALUES (1)"];
        for _ in 0..2 {
            assert!(migrate_by(&mut connection, "x", &steps).is_ok());
        }
        let count: i64 = connection
            .query_row("SELECT count(*) FROM a", [], |row| row.get(0))
            .unwrap();
        assert_eq!(count, 1);
        assert!(matches!(
            migrate_by(&mut connection, "x", &steps[..1]),
            Err(Failed::Newer(2))
        ));
    }

    #[test]
    fn a_step_that_fails_leaves_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        let steps = ["CREATE TABLE a (x); CREATE TABLE a (x);"];
        assert!(migrate_by(&mut connection, "x", &steps).is_err());
        assert_eq!(version(&connection).unwrap(), 0);
        assert!(
            connection
                .query_row("SELECT 1 FROM a", [], |_| Ok(()))
                .is_err()
        );
    }
}
