//! The filter bar: what is typed, what it means, which rows it lets through and in which order.
//!
//! Values in, values out: the rows come as a parameter, and so does what is known of the texts.
//! Parsing never fails; it gives a query and a list of problems.

pub mod filter;
pub mod find;
pub mod fuzzy;
pub mod parse;

pub use filter::{Filter, lit_letters};
pub use parse::{Field, Query, State, Term};

/// The language of the filter bar, for the help: what it does, how it is written.
pub const HELP: &[(&str, &str)] = &[
    (
        "Title, source or people, loosely; or the text, exactly",
        "belousov qingdao",
    ),
    ("The very words", "\"last line of defence\""),
    ("Names a person, or one of several", "who:dong|belousov"),
    ("Quotes a person", "said:belousov"),
    ("From a source", "src:reuters"),
    ("With a tag or from a folder", "in:later"),
    (
        "Unread, read, starred, with copies, with quotations",
        "is:unread",
    ),
    ("On or after a day, a month, a year", "after:2025-06"),
    ("Before a day, a month, a year", "before:2026"),
    ("Without; also before a qualifier", "-ukraine  -src:blog"),
];
