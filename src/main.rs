//! The binary: reads the arguments, runs what they ask for, returns the exit code.

use std::process::ExitCode;

use clap::Parser as _;
use pullquote::cli;

fn main() -> ExitCode {
    let args = cli::args::Args::parse();
    let exit = args
        .command
        .as_ref()
        .map_or(cli::exit::Exit::Success, cli::run);
    ExitCode::from(exit.code())
}
