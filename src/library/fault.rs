//! From errors of SQLite to errors with a next step.

use rusqlite::ErrorCode;

use crate::error::{Error, ErrorKind};

/// The hint for a library that cannot be trusted.
const DAMAGED: &str = "`pullquote doctor` tells what can be saved; a copy of the file from a backup \
                       can be put in its place";

/// Makes an error of what went wrong in a library that is open.
pub(super) fn of(error: &rusqlite::Error) -> Error {
    match code(error) {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            library("the library is in use: another program has been writing to it for too long")
                .with_hint("wait for the other `pullquote` to end, or stop it, then try again")
        }
        Some(ErrorCode::DiskFull) => library("the library cannot be written: the disk is full")
            .with_hint("make room; what was saved before is safe"),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            library(format!("the library is damaged: {error}")).with_hint(DAMAGED)
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            library("the library cannot be written: there is no right to")
                .with_hint("check the owner of the file and of its folder")
        }
        Some(ErrorCode::SystemIoFailure) => library(format!(
            "the library cannot be read or written: {error}"
        ))
        .with_hint("check the disk, then run `pullquote doctor`; what was saved before is safe"),
        _ => library(format!("the library cannot be used: {error}")),
    }
}

/// Makes an error of what went wrong while opening the library `name`.
pub(super) fn opening(name: &str, error: &rusqlite::Error) -> Error {
    match code(error) {
        Some(ErrorCode::NotADatabase) => no_library(name),
        Some(ErrorCode::CannotOpen) => library(format!("cannot open the library “{name}”"))
            .with_hint(
                "check that the folder exists and can be written, or give another `--library`",
            ),
        _ => of(error),
    }
}

/// The error for a file that is something else.
pub(super) fn no_library(name: &str) -> Error {
    library(format!("“{name}” is no library of pullquote"))
        .with_hint("give another path with `--library`; the file was left as it is")
}

/// Makes an error of kind library.
pub(super) fn library(message: impl AsRef<str>) -> Error {
    Error::new(ErrorKind::Library, message)
}

/// Says whether an error means that somebody else is writing.
pub fn is_busy(error: &Error) -> bool {
    error.message.starts_with("the library is in use")
}

fn code(error: &rusqlite::Error) -> Option<ErrorCode> {
    error.sqlite_error_code()
}
