//! What was said before: inside one text, across texts, and which texts tell the same story.

mod acronyms;
pub mod across;
mod align;
mod cluster;
mod grams;
mod guard;
mod spelling;
pub mod within;
pub mod words;
