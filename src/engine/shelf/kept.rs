//! A shelf whose articles are kept in a library.

use std::collections::BTreeSet;

use crate::article::{ArticleId, Document, Listed};
use crate::engine::catalog::search;
use crate::engine::restore;
use crate::engine::shelf::found::Found;
use crate::error::Error;
use crate::library::{Cursor, Hit, Library, Position, Search};
use crate::query::Query;

/// Rows that are read at once.
const PAGE: usize = 10_000;
/// Bytes of text, about, that find a position again.
const QUOTED: usize = 64;

/// A library with what the screen needs to know beside it.
#[derive(Debug)]
pub(super) struct Kept {
    library: Library,
    opened: jiff::Timestamp,
}

impl Kept {
    pub(super) fn new(library: Library, opened: jiff::Timestamp) -> Self {
        Self { library, opened }
    }

    pub(super) fn library(&self) -> &Library {
        &self.library
    }

    pub(super) fn opened(&self) -> jiff::Timestamp {
        self.opened
    }

    pub(super) fn rows_after(
        &self,
        after: Option<Cursor>,
        count: usize,
    ) -> Result<(Vec<Listed>, Option<Cursor>), Error> {
        self.library.listed(after, count)
    }

    pub(super) fn is_empty(&self) -> Result<bool, Error> {
        Ok(self.library.rows(None, 1)?.0.is_empty())
    }

    pub(super) fn rows(&self) -> Result<Vec<Listed>, Error> {
        let mut all = Vec::new();
        let mut after = None;
        loop {
            let (mut rows, next) = self.library.listed(after, PAGE)?;
            all.append(&mut rows);
            match next {
                Some(_) => after = next,
                None => return Ok(all),
            }
        }
    }

    pub(super) fn document(&self, id: ArticleId) -> Result<Document, Error> {
        restore::document(&self.library, id)
    }

    /// A change of one article is undone on the screen; one of several can be taken back later too.
    pub(super) fn set_read(&self, ids: &[ArticleId], is_read: bool) -> Result<(), Error> {
        let state = if is_read { "read" } else { "unread" };
        let label = format!("mark {} articles as {state}", ids.len());
        let undo = (ids.len() > 1).then(|| (label.as_str(), self.opened.as_millisecond()));
        self.library.set_read(ids, is_read, undo)
    }

    pub(super) fn set_starred(&self, ids: &[ArticleId], is_starred: bool) -> Result<(), Error> {
        self.library.set_starred(ids, is_starred, None)
    }

    pub(super) fn position(&self, id: ArticleId) -> Option<u32> {
        let position = self.library.position(id).ok()??;
        let text = self.document(id).ok()?.body.text;
        u32::try_from(position.find(&text)).ok()
    }

    pub(super) fn save_position(&self, id: ArticleId, offset: u32) -> Result<(), Error> {
        let text = self.document(id)?.body.text;
        let start = text.floor_char_boundary(offset as usize);
        let end = text.floor_char_boundary(start + QUOTED);
        let quoted = text.get(start..end).unwrap_or_default().to_owned();
        let position = Position { quoted, offset };
        self.library
            .set_position(id, &position, self.opened.as_millisecond())
    }

    pub(super) fn search(&self, query: &Query, count: usize) -> Result<Vec<Found>, Error> {
        let hits = self.library.search(&search(query), count)?;
        let found = |hit: Hit| Found {
            words: hit
                .lit
                .first()
                .map_or_else(String::new, |lit| lit.of(&hit.snippet).to_owned()),
            row: hit.row,
            snippet: hit.snippet,
        };
        Ok(hits.into_iter().map(found).collect())
    }

    pub(super) fn with_words(&self, words: &str) -> BTreeSet<ArticleId> {
        let search = Search {
            words: vec![words.to_owned()],
            is_last_a_start: true,
            ..Search::default()
        };
        // A filter that the library cannot answer finds nothing in the texts.
        self.library
            .matching(&search)
            .unwrap_or_default()
            .into_iter()
            .collect()
    }
}
