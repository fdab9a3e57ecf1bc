//! One function per subcommand.

use std::io::{self, BufRead, BufReader, BufWriter, Write};

use crate::article::Listed;
use crate::cli::args::{Command, Inputs, Print};
use crate::cli::exit::Exit;
use crate::cli::inputs::{Chosen, Documents};
use crate::cli::output::{article, listing, people, quotes};
use crate::cli::{catalog, config, errors, export, filter, generate};

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
        Command::List(list) => listed(&list.print, &mut output),
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
    write: impl FnOnce(&mut Documents<'_>, &mut dyn Write) -> io::Result<()>,
) -> io::Result<Exit> {
    match Chosen::open(inputs, filter) {
        Ok(chosen) => {
            let mut documents = chosen.documents();
            write(&mut documents, output)?;
            Ok(documents.exit())
        }
        Err(error) => {
            errors::tell_error(&error);
            Ok(error.kind.into())
        }
    }
}

fn listed(print: &Print, output: &mut dyn Write) -> io::Result<Exit> {
    match Chosen::open(&print.inputs, &print.filter) {
        Ok(chosen) => {
            listing::write(output, chosen.rows().iter().map(Listed::row), print.format)?;
            Ok(chosen.documents().exit())
        }
        Err(error) => {
            errors::tell_error(&error);
            Ok(error.kind.into())
        }
    }
}
