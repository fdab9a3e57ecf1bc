//! What went wrong, on standard error.

use std::io::{self, Write as _};

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
