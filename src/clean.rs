//! From a page to its articles: what belongs to the story stays, the rest is taken out with a reason.
//!
//! Cleaning never fails: it returns the best it found, and everything else in
//! [`Cleaned::removed`](crate::article::Cleaned::removed). Nothing is destroyed, no clock is read
//! (relative dates resolve against [`Page::fetched`]), and cleaning a cleaned text changes nothing.

mod assemble;
mod blocks;
mod cards;
mod credits;
mod dates;
mod features;
mod flow;
mod header;
pub mod html;
mod junk;
mod lexicon;
pub mod lines;
mod logs;
pub mod model;
mod paragraphs;
mod plain;
mod select;
mod settle;
mod tally;
pub mod title;
mod tone;
pub mod trees;
pub mod viterbi;
mod vocabulary;
mod words;

use crate::article::Cleaned;

/// A page to clean.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// What was read.
    pub content: Content<'a>,
    /// Where it was read from, if that is an address.
    pub url: Option<&'a str>,
    /// When it was fetched; relative dates resolve against it.
    pub fetched: Option<jiff::Timestamp>,
}

/// The two kinds of page.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// Text whose markup is gone, or never was.
    Text(&'a str),
    /// HTML.
    Html(&'a str),
}

/// Takes a page apart.
pub fn clean(page: &Page<'_>) -> Cleaned {
    match page.content {
        Content::Text(text) => plain::clean(text, page),
        Content::Html(html) => html::clean(html, page),
    }
}
