//! The use cases: what the front ends can ask for.
//!
//! The only floor that knows the order of the stages. Front ends see [`Row`](crate::article::Row)
//! and [`Document`](crate::article::Document), never a stage, a file or a database.

pub mod add;
pub mod batch;
pub mod catalog;
mod chrome;
pub mod copies;
pub mod export;
mod fingerprints;
pub mod ingest;
mod kin;
pub mod marks;
mod meeting;
pub mod open;
mod rebuild;
mod recent;
pub mod refresh;
mod renew;
pub mod restore;
pub mod samples;
pub mod search;
pub mod sharing;
pub mod shelf;
mod stories;
pub mod who;

pub use ingest::{Input, Processed, process};
pub use samples::samples;
pub use shelf::Shelf;
