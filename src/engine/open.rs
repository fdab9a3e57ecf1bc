//! From what the user names to a shelf of articles.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::engine::catalog::Catalog;
use crate::engine::ingest::Input;
use crate::engine::samples::samples;
use crate::engine::shelf::Shelf;
use crate::error::{Error, ErrorKind};
use crate::source::{Item, Limits, places, read};

/// Opens the library at `library` if there is one with articles, otherwise the sample articles.
///
/// # Errors
/// If the library is there and cannot be opened.
pub fn default(library: Option<&Path>, now: jiff::Timestamp) -> Result<Shelf, Error> {
    if let Some(path) = library.filter(|path| path.exists()) {
        let shelf = Catalog::open(path, now)?.into_shelf();
        if !shelf.is_empty()? {
            return Ok(shelf);
        }
    }
    Ok(Shelf::of_pages(&samples()))
}

/// Opens files and folders.
///
/// Returns what could be read and, beside it, every problem: the run goes on with the rest.
pub fn shelf(paths: &[PathBuf]) -> (Shelf, Vec<Error>) {
    opened(paths, |pages| Shelf::of_pages(&pages))
}

/// Opens files and folders for reading: of long texts the beginning, the rest with
/// [`Shelf::finish`].
pub fn begun(paths: &[PathBuf]) -> (Shelf, Vec<Error>) {
    opened(paths, Shelf::of_pages_begun)
}

fn opened(paths: &[PathBuf], make: impl FnOnce(Vec<Input>) -> Shelf) -> (Shelf, Vec<Error>) {
    let (pages, mut problems) = pages(paths);
    let shelf = make(pages);
    if problems.is_empty() && shelf.is_empty().unwrap_or(true) {
        let names: Vec<_> = paths
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        let message = format!("there is no article in {}", names.join(", "));
        problems.push(
            Error::new(ErrorKind::Source, message).with_hint(
                "name files, folders or `-`; `pullquote seeds` opens the sample articles",
            ),
        );
    }
    (shelf, problems)
}

/// Reads everything that the paths name.
fn pages(paths: &[PathBuf]) -> (Vec<Input>, Vec<Error>) {
    let arguments: Vec<_> = paths
        .iter()
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    let (places, mut problems) = places(&arguments);
    let mut pages = Vec::new();
    for place in &places {
        let mut sink = |item: Result<Item, Error>| {
            match item {
                Ok(Item::Page(page)) => pages.push(*page),
                Ok(Item::Link(link)) => problems.push(to_fetch(&link.url)),
                Ok(Item::Feed(feed)) => problems.push(to_fetch(&feed.url)),
                Err(error) => problems.push(error),
            }
            ControlFlow::Continue(())
        };
        if read(place, &Limits::default(), &mut sink).is_break() {
            break;
        }
    }
    (pages, problems)
}

fn to_fetch(url: &str) -> Error {
    Error::new(
        ErrorKind::Source,
        format!("“{url}” is not here and has to be fetched"),
    )
    .with_hint(format!("`pullquote add {url}` fetches it into the library"))
}
