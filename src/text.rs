//! Text primitives: spans, sanitising, folding, widths and offsets.
//!
//! The lowest floor. Nothing here knows what an article is, does I/O or can fail:
//! any `&str` is accepted and every function is linear in its length.

pub mod eight;
pub mod fold;
pub mod guard;
pub(crate) mod language;
pub mod lookup;
pub mod offsets;
pub mod sanitize;
pub mod span;
pub mod width;

pub use span::TextSpan;
