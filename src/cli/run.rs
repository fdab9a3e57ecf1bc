//! One function per subcommand.

use std::io::{self, BufReader, BufWriter, Write as _};

use crate::cli::args::{Args, Command};
use crate::cli::exit::Exit;
use crate::cli::filter;

/// Runs what the arguments ask for; a closed output pipe ends the run quietly.
pub fn run(args: &Args) -> Exit {
    let filter = match args.command {
        Command::Clean => filter::clean,
        Command::Annotate => filter::annotate,
        Command::Repeats => filter::repeats,
        Command::Stories => filter::stories,
        Command::Link => filter::link,
    };
    let mut input = BufReader::with_capacity(1 << 20, io::stdin());
    let mut output = BufWriter::with_capacity(1 << 20, io::stdout());
    let done = filter(&mut input, &mut output);
    match done {
        Ok(exit) => exit,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Success,
        Err(error) => {
            // Standard error may be closed too; there is nobody left to tell.
            let _unheard = writeln!(io::stderr(), "pullquote: {error}");
            Exit::Failure
        }
    }
}
