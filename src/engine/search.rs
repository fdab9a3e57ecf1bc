//! Finding articles by a query.

use crate::article::Listed;
use crate::engine::shelf::Shelf;
use crate::error::Error;
use crate::query::{Filter, Query};

/// Returns the rows that `query` finds, in the order of the filter bar.
///
/// # Errors
/// If the library cannot be read.
pub fn rows(shelf: &Shelf, query: &str) -> Result<Vec<Listed>, Error> {
    let rows = shelf.rows()?;
    let in_texts = |words: &str| shelf.with_words(words);
    let order = Filter::new(&rows).search(&rows, &Query::parse(query), &in_texts, &|| true);
    let found = order.unwrap_or_default().into_iter();
    Ok(found
        .filter_map(|position| rows.get(position as usize).cloned())
        .collect())
}
