//! The filters: JSON Lines in, JSON Lines out, in order, on all cores.
//!
//! One object in gives one object out; a line that is no valid input gives an object with `error` in
//! its place, and the run goes on.

pub mod stage;
pub mod stream;

pub use stage::{annotate, clean, link, repeats, stories};
