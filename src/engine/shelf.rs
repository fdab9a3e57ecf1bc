//! The articles that the front ends show: in memory, or kept in a library.

mod begun;
mod found;
mod kept;
mod parts;
mod state;

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::article::{ArticleId, Document, Listed, QuotationKind, Row};
use crate::engine::ingest::{Input, Processed};
use crate::engine::restore::Wanted;
use crate::engine::shelf::begun::Rest;
use crate::engine::shelf::kept::Kept;
use crate::engine::shelf::parts::Parts;
use crate::engine::shelf::state::State;
use crate::error::{Error, ErrorKind};
pub use crate::library::Cursor;
use crate::library::Library;
use crate::query::Query;
use crate::text::sanitize::sanitize_line;

pub use found::Found;

/// The articles that the front ends show; shared between threads by reference.
#[derive(Debug)]
pub struct Shelf {
    place: Place,
    /// Pages of which only the beginning is there.
    rest: Mutex<Rest>,
    /// Texts that are read in parts.
    parts: Mutex<Parts>,
    /// What is wanted back of articles in memory.
    wanted: Mutex<Wanted>,
}

/// Where the articles are.
#[derive(Debug)]
enum Place {
    Memory(Box<Mutex<State>>),
    Library(Kept),
}

impl Shelf {
    /// Processes pages on all cores and makes a shelf of their articles, in the order of the pages.
    pub fn of_pages(inputs: &[Input]) -> Self {
        let state = State::of_pages(inputs);
        Self {
            place: Place::Memory(Box::new(Mutex::new(state))),
            rest: Mutex::default(),
            parts: Mutex::default(),
            wanted: Mutex::default(),
        }
    }

    /// Makes a shelf of a library; `opened` is when, for what is saved from here on.
    pub fn of_library(library: Library, opened: jiff::Timestamp) -> Self {
        Self {
            place: Place::Library(Kept::new(library, opened)),
            rest: Mutex::default(),
            parts: Mutex::default(),
            wanted: Mutex::default(),
        }
    }

    pub(super) fn wanted(&self) -> MutexGuard<'_, Wanted> {
        lock(&self.wanted)
    }

    /// Returns the library, where there is one.
    pub(super) fn library(&self) -> Option<&Library> {
        match &self.place {
            Place::Memory(_) => None,
            Place::Library(kept) => Some(kept.library()),
        }
    }

    /// Returns when the library was opened; the start of time for articles in memory.
    pub(super) fn opened(&self) -> jiff::Timestamp {
        match &self.place {
            Place::Memory(_) => jiff::Timestamp::default(),
            Place::Library(kept) => kept.opened(),
        }
    }

    /// Says whether there is no article.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn is_empty(&self) -> Result<bool, Error> {
        match &self.place {
            Place::Memory(state) => {
                Ok(lock(state).is_empty() && lock(&self.parts).rows().next().is_none())
            }
            Place::Library(kept) => kept.is_empty(),
        }
    }

    /// Returns the rows of the list: in the order of arrival in memory, newest first from a library.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn rows(&self) -> Result<Vec<Listed>, Error> {
        match &self.place {
            Place::Memory(state) => Ok(self.all_rows(state)),
            Place::Library(kept) => kept.rows(),
        }
    }

    /// Returns at most `count` rows of the list from where `after` ended, and where to go on if there are
    /// more: so the first rows can be shown before the last are read. The whole is as [`Shelf::rows`] gives it.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn rows_after(
        &self,
        after: Option<Cursor>,
        count: usize,
    ) -> Result<(Vec<Listed>, Option<Cursor>), Error> {
        match &self.place {
            Place::Memory(state) => Ok((self.all_rows(state), None)),
            Place::Library(kept) => kept.rows_after(after, count),
        }
    }

    fn all_rows(&self, state: &Mutex<State>) -> Vec<Listed> {
        let mut rows = lock(state).rows();
        rows.extend(lock(&self.parts).rows().map(|row| Listed::from(&*row)));
        rows
    }

    /// Returns a part of a very long text, worked on now if it was not lately.
    fn part(&self, id: ArticleId) -> Option<Document> {
        if let Some(document) = lock(&self.parts).recent(id) {
            return Some(document);
        }
        let input = lock(&self.parts).input(id)?;
        let document = parts::work(id, &input);
        lock(&self.parts).keep(id, document)
    }

    /// Returns an article as [`Shelf::document`] does, unless it would first have to be worked on.
    ///
    /// # Errors
    /// As [`Shelf::document`].
    pub fn document_at_hand(&self, id: ArticleId) -> Result<Option<Document>, Error> {
        if lock(&self.parts).has(id) {
            return Ok(lock(&self.parts).recent(id));
        }
        self.document(id).map(Some)
    }

    /// Returns one article, whole.
    ///
    /// # Errors
    /// If there is no such article, or the library cannot be read.
    pub fn document(&self, id: ArticleId) -> Result<Document, Error> {
        match &self.place {
            Place::Memory(state) => {
                let document = lock(state).document(id);
                let mut document = document.or_else(|| self.part(id)).ok_or_else(|| {
                    Error::new(ErrorKind::User, format!("there is no article {}", id.0))
                        .with_hint("`pullquote list` shows the articles and their numbers")
                })?;
                self.wanted().put_back(&mut document);
                Ok(document)
            }
            Place::Library(kept) => kept.document(id),
        }
    }

    /// Says whether the articles are kept in a library, whose rows come newest first.
    pub fn is_kept(&self) -> bool {
        matches!(self.place, Place::Library(_))
    }

    /// Finds articles by the words of their texts, the best first, at most `count`.
    ///
    /// A library answers from its index with BM25; in memory it is linear in the texts that hold the
    /// words, and they come in the order of the filter bar.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn search(&self, query: &str, count: usize) -> Result<Vec<Found>, Error> {
        let query = Query::parse(query);
        match &self.place {
            Place::Memory(_) => found::in_memory(self, &query, count),
            Place::Library(kept) => kept.search(&query, count),
        }
    }

    /// Marks articles as read or unread, with their copies.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_read(&self, ids: &[ArticleId], is_read: bool) -> Result<(), Error> {
        match &self.place {
            Place::Memory(state) => {
                lock(state).change(ids, |row| row.is_read = is_read);
                lock(&self.parts).change(ids, |row| row.is_read = is_read);
                Ok(())
            }
            Place::Library(kept) => kept.set_read(ids, is_read),
        }
    }

    /// Stars articles or takes the stars back, with their copies.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_starred(&self, ids: &[ArticleId], is_starred: bool) -> Result<(), Error> {
        match &self.place {
            Place::Memory(state) => {
                lock(state).change(ids, |row| row.is_starred = is_starred);
                lock(&self.parts).change(ids, |row| row.is_starred = is_starred);
                Ok(())
            }
            Place::Library(kept) => kept.set_starred(ids, is_starred),
        }
    }

    /// Returns where the reader stopped in an article: a byte of its text.
    pub fn position(&self, id: ArticleId) -> Option<u32> {
        match &self.place {
            Place::Memory(state) => {
                let position = lock(state).position(id);
                position.or_else(|| lock(&self.parts).position(id))
            }
            Place::Library(kept) => kept.position(id),
        }
    }

    /// Keeps where the reader stopped in an article: a byte of its text.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn save_position(&self, id: ArticleId, offset: u32) -> Result<(), Error> {
        match &self.place {
            Place::Memory(state) => {
                if !lock(&self.parts).save_position(id, offset) {
                    lock(state).save_position(id, offset);
                }
                Ok(())
            }
            Place::Library(kept) => kept.save_position(id, offset),
        }
    }

    /// Returns the rows of which a copy's text holds `words`, which are folded.
    ///
    /// In memory it is linear in the texts; a library has an index of words.
    pub fn with_words(&self, words: &str) -> BTreeSet<ArticleId> {
        match &self.place {
            Place::Memory(state) => {
                let mut found = lock(state).with_words(words);
                found.extend(lock(&self.parts).with_words(words));
                found
            }
            Place::Library(kept) => kept.with_words(words),
        }
    }

    /// Returns the text to search and the row of an article, without working on it.
    fn searched(&self, id: ArticleId) -> Result<(Row, String), Error> {
        let part = lock(&self.parts).searched(id);
        part.map_or_else(
            || {
                let document = self.document(id)?;
                Ok((document.row, document.body.text))
            },
            Ok,
        )
    }
}

fn lock<T>(state: &Mutex<T>) -> MutexGuard<'_, T> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes an article of what the stages found.
pub(super) fn document(id: ArticleId, one: Processed) -> Document {
    let annotations = &one.annotations;
    let is_speech = |kind: QuotationKind| kind == QuotationKind::Speech;
    let quotations = annotations
        .quotations
        .iter()
        .filter(|q| is_speech(q.kind))
        .count();
    let row = Row {
        id,
        metadata: one.article.metadata,
        word_count: u32::try_from(one.article.body.word_count()).unwrap_or(u32::MAX),
        people: annotations.names(),
        speakers: annotations.speakers(),
        quotation_count: u32::try_from(quotations).unwrap_or(u32::MAX),
        copy_count: 1,
        ..Row::default()
    };
    Document {
        row,
        body: one.article.body,
        sentences: one.sentences,
        annotations: one.annotations,
        repeats: one.repeats,
        raw: one.raw,
        removed: one.removed,
        location: sanitize_line(&one.location),
        ..Document::default()
    }
}
