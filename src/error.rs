//! The errors that reach a user: what was attempted, on what, and what to do next.

use std::fmt;

/// Which kind of failure, and so which exit status and tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The user asked for something that cannot be: a wrong flag, a missing file.
    User,
    /// A configuration file or variable is wrong.
    Config,
    /// A file, a page or a feed could not be read.
    Source,
    /// The library could not be opened, read or written.
    Library,
    /// A mistake of the program.
    Internal,
}

/// A failure with the next step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Which kind.
    pub kind: ErrorKind,
    /// What was attempted, on what, and why it failed; lower case, no full stop, sanitised.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl Error {
    /// Makes an error; the message passes the sanitising door.
    pub fn new(kind: ErrorKind, message: impl AsRef<str>) -> Self {
        Self {
            kind,
            message: crate::text::sanitize::sanitize_line(message.as_ref()),
            hint: None,
        }
    }

    /// Adds the next step.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  try: {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
