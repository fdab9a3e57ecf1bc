//! What went wrong, on standard error.

use std::io::{self, Write as _};

use crate::cli::exit::Exit;
use crate::error::Error;
use crate::text::sanitize::sanitize;

/// Says something on standard error, sanitised and with the program's name.
pub fn tell(message: &str) {
    // Standard error may be closed; there is nobody left to tell then.
    let _unheard = writeln!(io::stderr(), "pullquote: {}", sanitize(message));
}

/// Says what went wrong and what to do next.
pub fn tell_error(error: &Error) {
    tell(&error.to_string());
}

/// Answers arguments that ask for help or the version, or that are wrong.
///
/// What was typed passes the door: a file's name may have become an argument through a pattern of
/// the shell.
pub fn tell_usage(error: &clap::Error) -> Exit {
    if !error.use_stderr() {
        // Standard output may be closed; there is nobody left to tell then.
        let _unheard = error.print();
        return Exit::Success;
    }
    let _unheard = io::stderr().write_all(sanitize(&error.render().to_string()).as_bytes());
    Exit::Failure
}
