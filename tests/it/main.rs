//! The one integration binary: each module says what belongs there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test may stop where something is not as it must be"
)]

mod clean_cases; // pages written for cleaning, against what they must give
mod door; // nothing live gets out, whatever comes in
mod faults; // kills, full disks, damage, clocks, two programs
mod filters; // the JSON Lines filters: shape, order, errors in place
mod floors; // who may import whom, how long a file may be
mod gold_clean; // the sample pages, cleaned, against what they must give
mod gold_people; // the people of the sample articles
mod gold_quotes; // quotations of the sample articles
mod gold_repeats; // what the sample articles share
mod hostile; // what the fuzz targets have kept, and hostile shapes
mod kinship; // stories, chrome, copies and notes in a library
mod library; // a library that is killed, shared, and brought up to date
mod pdf; // PDF documents: whole, locked, cut, without text
mod pictures; // the pictures of the README, drawn from the running program
mod pty; // the program in a pseudo-terminal: starts, draws, suspends, restores
mod samples; // the sample articles through the whole pipeline, scored
mod svg; // a terminal's screen as a picture
#[path = "../fuzz/targets.rs"]
mod targets; // what is fuzzed: kept inputs go through it again
mod view; // the screen without a terminal
mod wire; // frames arrive as they were painted, on several terminals
