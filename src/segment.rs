//! Where sentences begin and end.

pub mod sentence;

pub use sentence::sentences;
