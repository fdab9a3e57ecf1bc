//! Repeats across texts: candidates from a few fingerprints per sentence, then checked on the text.
//!
//! Every step is a pure function, so that the filters run them in memory and the library over its own tables:
//!
//! 1. [`Reading::of`] reads a text, [`Reading::fingerprints`] gives its keys;
//! 2. [`Index::look_up`] names the earlier texts that share keys, [`Index::add`] and [`Index::sweep`] remember
//!    the keys in [`Buckets`], which the caller may keep anywhere;
//! 3. [`Comparer::compare`] checks a candidate on its text: passages, and containment both ways;
//! 4. [`copies::groups`] groups whole copies, the same in any order of arrival.

pub mod copies;
mod fingerprint;
mod index;
mod verify;

pub use fingerprint::{Fingerprint, Parts, Reading};
pub use index::{Buckets, InMemory, Index, MOST_TEXTS, Posting, Shape, VERSION};
pub use verify::{Comparer, Shared, compare, new_sentences};
