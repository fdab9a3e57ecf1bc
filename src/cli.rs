//! The command line: arguments in, text or JSON out, exit codes.

pub mod args;
pub mod catalog;
pub mod config;
pub mod errors;
pub mod exit;
pub mod export;
pub mod filter;
pub mod generate;
pub mod inputs;
pub mod json;
pub mod marks;
pub mod output;
pub mod run;
pub mod wire;

pub use run::run;
