//! One function per subcommand.

use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;

use crate::article::Document;
use crate::cli::args::{Command, Inputs};
use crate::cli::exit::Exit;
use crate::cli::output::{article, listing, people, quotes};
use crate::cli::{catalog, config, errors, export, filter, generate};
use crate::config::clock;
use crate::config::paths::Paths;
use crate::engine::{Shelf, open, samples, search};
use crate::error::Error;

/// Runs the command that the arguments ask for.
///
/// A closed output pipe ends the run quietly; what went wrong is said on standard error.
pub fn run(command: &Command) -> Exit {
    let mut output = BufWriter::with_capacity(1 << 20, io::stdout());
    let done = match command {
        Command::Clean => filtered(filter::clean, &mut output),
        Command::Annotate => filtered(filter::annotate, &mut output),
        Command::Repeats => filtered(filter::repeats, &mut output),
        Command::Stories => filtered(filter::stories, &mut output),
        Command::Link => filtered(filter::link, &mut output),
        Command::Show(show) => {
            let (inputs, filter) = (&show.print.inputs, &show.print.filter);
            printed(inputs, filter, &mut output, |documents, output| {
                article::write(output, documents, show)
            })
        }
        Command::List(list) => {
            let (inputs, filter) = (&list.print.inputs, &list.print.filter);
            printed(inputs, filter, &mut output, |documents, output| {
                let rows: Vec<_> = documents.iter().map(|document| &document.row).collect();
                listing::write(output, &rows, list.print.format)
            })
        }
        Command::Quotes(print) => printed(
            &print.inputs,
            &print.filter,
            &mut output,
            |documents, output| quotes::write(output, documents, print.format),
        ),
        Command::People(print) => printed(
            &print.inputs,
            &print.filter,
            &mut output,
            |documents, output| people::write(output, documents, print.format),
        ),
        Command::Export(export) => export::run(&mut output, export),
        Command::Config { what } => config::run(&mut output, *what),
        Command::Generate { what } => generate::write(&mut output, *what).map(|()| Exit::Success),
        Command::Keep(keep) => catalog::run(&mut output, keep),
        Command::Seeds(_) => Ok(Exit::Success),
    };
    match done.and_then(|exit| output.flush().map(|()| exit)) {
        Ok(exit) => exit,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Success,
        Err(error) => {
            errors::tell(&format!("cannot go on: {error}"));
            Exit::Failure
        }
    }
}

/// Opens what was named, without a name the library, and while that is empty the sample articles.
///
/// What could not be read is told, and the run goes on with the rest.
///
/// # Errors
/// The first problem, if nothing at all could be opened.
pub fn open_inputs(inputs: &Inputs) -> Result<(Shelf, Exit), Error> {
    open_with(inputs, open::shelf)
}

/// Opens what the inputs name for the reader, which shows the beginning of a long text first.
///
/// # Errors
/// The first problem, if nothing at all could be opened.
pub fn open_for_reading(inputs: &Inputs) -> Result<(Shelf, Exit), Error> {
    open_with(inputs, open::begun)
}

fn open_with(
    inputs: &Inputs,
    open_paths: fn(&[PathBuf]) -> (Shelf, Vec<Error>),
) -> Result<(Shelf, Exit), Error> {
    if inputs.paths.is_empty() {
        let path = inputs.library.clone().or_else(|| Paths::read().library);
        return Ok((open::default(path.as_deref(), clock::now())?, Exit::Success));
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

/// Opens the sample articles.
pub fn open_samples() -> Shelf {
    Shelf::of_pages(&samples())
}

fn filtered(
    filter: fn(&mut dyn BufRead, &mut dyn Write) -> io::Result<Exit>,
    output: &mut dyn Write,
) -> io::Result<Exit> {
    filter(&mut BufReader::with_capacity(1 << 20, io::stdin()), output)
}

fn printed(
    inputs: &Inputs,
    filter: &str,
    output: &mut dyn Write,
    write: impl FnOnce(&[Document], &mut dyn Write) -> io::Result<()>,
) -> io::Result<Exit> {
    let opened =
        open_inputs(inputs).and_then(|(shelf, exit)| Ok((search::filtered(&shelf, filter)?, exit)));
    match opened {
        Ok((documents, exit)) => {
            write(&documents, output)?;
            Ok(if documents.is_empty() {
                Exit::Partial
            } else {
                exit
            })
        }
        Err(error) => {
            errors::tell_error(&error);
            Ok(error.kind.into())
        }
    }
}
