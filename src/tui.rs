//! The terminal's front end.

pub mod color;
pub mod terminal;
pub mod wire;
