//! pullquote: a terminal reader for articles.
//!
//! # The house
//!
//! Data flows one way, and a file imports from the floors below it only:
//!
//! ```text
//! source ─bytes─▶ clean ─body─▶ segment ─sentences─▶ dedup ─repeats─▶ annotate ─people, quotations─▶ library ─▶ typeset ─lines─▶ view
//! ```
//!
//! | floor | modules | what they may do |
//! |---|---|---|
//! | 4 | `cli`, `tui` | front ends; they do not know each other |
//! | 3 | `engine` | use cases, jobs, the order of the stages |
//! | 2 | [`clean`], [`segment`], [`dedup`], [`annotate`], `query`, `typeset` | values in, values out: no I/O, no clock |
//! | 2 | `source`, `library`, `config` | disk, network, environment, SQLite |
//! | 1 | [`article`] | the types that all stages share |
//! | 0 | [`text`] | spans, sanitising, folding, widths |
//!
//! # Invariants
//!
//! - Every text from outside passes [`text::sanitize`] before it is shown, copied or printed.
//! - Spans are bytes of the cleaned text and never change after cleaning.
//! - Cleaning and annotating never fail; only the edges return `Result`.
//! - The core reads no clock, no environment and no disk, and never prints.
//! - `tui::update` is the only place that changes the model; the view only reads it.
//!
//! The crate is a library so that the front ends, the tests and the benchmarks share one core.
//! It makes no promise of a stable interface.

pub mod annotate;
pub mod article;
pub mod clean;
pub mod cli;
pub mod config;
pub mod dedup;
pub mod engine;
pub mod error;
pub mod library;
pub mod query;
pub mod segment;
pub mod source;
pub mod text;
pub mod tui;
pub mod typeset;
