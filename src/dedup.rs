//! What was said before: inside one text, across texts, and which texts tell the same story.

mod acronyms;
pub mod across;
mod align;
pub mod chrome;
mod cluster;
mod grams;
mod guard;
pub mod passage_diff;
mod spelling;
pub mod stories;
pub mod within;
pub mod words;
