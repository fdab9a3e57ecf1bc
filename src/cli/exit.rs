//! Exit codes: 0 for success, 1 where part of the input was wrong, 2 for a usage or fatal error.

use crate::error::ErrorKind;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything was done.
    Success,
    /// The run went to its end, but some of the input was wrong or nothing was found.
    Partial,
    /// Nothing could be done.
    Failure,
}

impl Exit {
    /// Returns the code for the operating system.
    pub fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Partial => 1,
            Self::Failure => 2,
        }
    }
}

impl From<ErrorKind> for Exit {
    fn from(_: ErrorKind) -> Self {
        Self::Failure
    }
}
