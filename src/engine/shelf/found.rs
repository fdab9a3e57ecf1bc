//! What a search of the texts finds.

use crate::article::Row;
use crate::engine::shelf::Shelf;
use crate::error::Error;
use crate::query::find::find_all;
use crate::query::{Filter, Query};

/// Bytes of text around the words that were found.
const AROUND: usize = 70;

/// An article whose text holds the words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Its row.
    pub row: Row,
    /// A piece of the text around the words, on one line.
    pub snippet: String,
    /// The words as they stand there.
    pub words: String,
}

/// Searches texts one after the other.
pub(super) fn in_memory(shelf: &Shelf, query: &Query, count: usize) -> Result<Vec<Found>, Error> {
    let rows = shelf.rows()?;
    let in_texts = |words: &str| shelf.with_words(words);
    let order = Filter::new(&rows).search(&rows, query, &in_texts, &|| true);
    let mut out = Vec::new();
    for position in order.unwrap_or_default() {
        if out.len() >= count {
            break;
        }
        let Some(row) = rows.get(position as usize) else {
            continue;
        };
        let (row, text) = shelf.searched(row.id)?;
        let text = &text;
        let mut words = query.words().map(|term| term.words.as_str());
        let Some(hit) = words.find_map(|words| find_all(text, words).first().copied()) else {
            // Only the title holds them.
            continue;
        };
        let start = text.ceil_char_boundary((hit.start as usize).saturating_sub(AROUND));
        let end = text.floor_char_boundary((hit.end as usize + AROUND).min(text.len()));
        let around = text.get(start..end).unwrap_or_default();
        let inside: Vec<&str> = around.split_whitespace().collect();
        out.push(Found {
            row,
            snippet: format!("…{}…", inside.join(" ")),
            words: hit.of(text).to_owned(),
        });
    }
    Ok(out)
}
