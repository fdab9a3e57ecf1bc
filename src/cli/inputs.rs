//! From the arguments to the articles that a command works on.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::slice;

use crate::article::{ArticleId, Document, Listed};
use crate::cli::args::Inputs;
use crate::cli::errors;
use crate::cli::exit::Exit;
use crate::config::clock;
use crate::config::paths::Paths;
use crate::engine::{Shelf, open, samples, search};
use crate::error::{Error, ErrorKind};

/// Opens what was named, without a name the library, and while that is empty the sample articles.
///
/// What could not be read is told, and the run goes on with the rest.
///
/// # Errors
/// The first problem, if nothing at all could be opened.
fn open_inputs(inputs: &Inputs) -> Result<(Shelf, Exit), Error> {
    open_with(inputs, open::shelf)
}

/// Opens what the inputs name for the reader, which shows the beginning of a long text first.
///
/// # Errors
/// The first problem, if nothing at all could be opened.
pub fn open_for_reading(inputs: &Inputs) -> Result<(Shelf, Exit), Error> {
    open_with(inputs, open::begun)
}

/// Opens the sample articles.
pub fn open_samples() -> Shelf {
    Shelf::of_pages(&samples())
}

fn open_with(
    inputs: &Inputs,
    open_paths: fn(&[PathBuf]) -> (Shelf, Vec<Error>),
) -> Result<(Shelf, Exit), Error> {
    if inputs.paths.is_empty() {
        return Ok((open_library(inputs)?, Exit::Success));
    }
    let (shelf, problems) = open_paths(&inputs.paths);
    if shelf.is_empty()?
        && let Some(first) = problems.first()
    {
        problems.iter().skip(1).for_each(errors::tell_error);
        return Err(first.clone());
    }
    problems.iter().for_each(errors::tell_error);
    let exit = if problems.is_empty() {
        Exit::Success
    } else {
        Exit::Partial
    };
    Ok((shelf, exit))
}

fn open_library(inputs: &Inputs) -> Result<Shelf, Error> {
    let path = inputs.library.clone().or_else(|| Paths::read().library);
    open::default(path.as_deref(), clock::now())
}

/// Articles that were chosen by the arguments; they are read one after the other.
#[derive(Debug)]
pub struct Chosen {
    shelf: Shelf,
    rows: Vec<Listed>,
    exit: Exit,
}

impl Chosen {
    /// Opens the inputs and keeps what `filter` finds, in the order of the filter bar.
    ///
    /// Arguments that are all numbers, and no files, are the numbers that `list` shows.
    ///
    /// # Errors
    /// If nothing could be opened, or a number is no article's.
    pub fn open(inputs: &Inputs, filter: &str) -> Result<Self, Error> {
        let Some(numbers) = numbers(inputs) else {
            let (shelf, exit) = open_inputs(inputs)?;
            let rows = search::rows(&shelf, filter)?;
            return Ok(Self { shelf, rows, exit });
        };
        let shelf = open_library(inputs)?;
        let all = shelf.rows()?;
        let known: BTreeSet<ArticleId> = all.iter().map(|row| row.id).collect();
        if let Some(missing) = numbers.difference(&known).next() {
            let message = format!("there is no article {}", missing.0);
            return Err(Error::new(ErrorKind::User, message)
                .with_hint("`pullquote list` shows the articles and their numbers"));
        }
        let mut rows = search::rows(&shelf, filter)?;
        rows.retain(|row| numbers.contains(&row.id));
        let exit = Exit::Success;
        Ok(Self { shelf, rows, exit })
    }

    /// Returns the rows of the list.
    pub fn rows(&self) -> &[Listed] {
        &self.rows
    }

    /// Reads the articles, whole, one at a time.
    pub fn documents(&self) -> Documents<'_> {
        Documents {
            shelf: &self.shelf,
            rows: self.rows.iter(),
            exit: if self.rows.is_empty() {
                Exit::Partial
            } else {
                self.exit
            },
        }
    }
}

/// Returns the numbers of articles, if the arguments are nothing else.
fn numbers(inputs: &Inputs) -> Option<BTreeSet<ArticleId>> {
    let number = |path: &PathBuf| {
        let digits = path.to_str()?;
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        (is_number && !path.exists())
            .then(|| digits.parse().ok())?
            .map(ArticleId)
    };
    let numbers: Option<BTreeSet<_>> = inputs.paths.iter().map(number).collect();
    numbers.filter(|numbers| !numbers.is_empty())
}

/// Articles that are read as they are asked for: what cannot be read is told, and the rest follows.
#[derive(Debug)]
pub struct Documents<'a> {
    shelf: &'a Shelf,
    rows: slice::Iter<'a, Listed>,
    exit: Exit,
}

impl Documents<'_> {
    /// Returns how the run ends, by what was read until here.
    pub fn exit(&self) -> Exit {
        self.exit
    }
}

impl Iterator for Documents<'_> {
    type Item = Document;

    fn next(&mut self) -> Option<Document> {
        loop {
            match self.shelf.document(self.rows.next()?.id) {
                Ok(document) => return Some(document),
                Err(error) => {
                    errors::tell_error(&error);
                    self.exit = Exit::Partial;
                }
            }
        }
    }
}
