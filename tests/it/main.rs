//! The one integration binary: each module says what belongs there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test may stop where something is not as it must be"
)]

mod floors; // who may import whom, how long a file may be
mod gold_people;
mod gold_quotes; // quotations of the sample articles // the people of the sample articles
