//! What was said before: inside one text, across texts, and which texts tell the same story.

pub mod within;
