//! Typesetting: an article becomes lines of a given measure.
//!
//! Parsed once, laid out many times: a [`Page`] is a function of a document and a [`Setting`], and it
//! owns the map of the screen, `(row, column)` to byte and back. Every line is a span of a text that
//! exists, so that marks, searches and selections are drawn without searching for anything.
//! Nothing here knows a colour, a terminal or a key.

pub mod compose;
pub mod dates;
mod divide;
pub mod folds;
pub mod page;
pub mod speakers;
pub mod words;
pub mod wrap;

pub use compose::{Setting, compose, compose_raw};
pub use folds::{Fold, FoldKind};
pub use page::{Bar, Glyph, Label, Line, LineKind, Page, TextKind};
