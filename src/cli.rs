//! The command line: arguments in, text or JSON out, exit codes.

pub mod args;
pub mod exit;
pub mod filter;
pub mod json;
pub mod run;
pub mod wire;

pub use run::run;
