//! A collection of articles in memory.

mod state;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::article::{ArticleId, Document, QuotationKind, Row};
use crate::engine::ingest::{Input, Processed, process};
use crate::engine::shelf::state::State;
use crate::error::{Error, ErrorKind};

/// The articles that the front ends show; shared between threads by reference.
#[derive(Debug, Default)]
pub struct Shelf {
    state: Mutex<State>,
}

impl Shelf {
    /// Processes pages in order and makes a shelf of their articles.
    pub fn of_pages(inputs: &[Input]) -> Self {
        let processed: Vec<_> = inputs.par_iter().map(process).collect();
        let shelf = Self::default();
        processed.into_iter().for_each(|page| shelf.add(page));
        shelf
    }

    /// Adds the articles of one page.
    pub fn add(&self, processed: Vec<Processed>) {
        let mut state = self.lock();
        for one in processed {
            let document = document(state.next_id(), one);
            state.add(document);
        }
    }

    /// Says whether there is no article.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Returns the rows of the list, newest first; copies are one row.
    pub fn rows(&self) -> Vec<Arc<Row>> {
        self.lock().rows()
    }

    /// Returns one article, whole: for the article that stands for its copies, the best of their texts, for another
    /// of them its own text.
    ///
    /// # Errors
    /// If there is no such article.
    pub fn document(&self, id: ArticleId) -> Result<Document, Error> {
        self.lock().document(id).ok_or_else(|| {
            Error::new(ErrorKind::User, format!("there is no article {}", id.0))
                .with_hint("`pullquote list` shows the articles and their numbers")
        })
    }

    /// Marks articles as read or unread, with their copies.
    pub fn set_read(&self, ids: &[ArticleId], is_read: bool) {
        self.lock().change(ids, |row| row.is_read = is_read);
    }

    /// Stars articles or takes the stars back, with their copies.
    pub fn set_starred(&self, ids: &[ArticleId], is_starred: bool) {
        self.lock().change(ids, |row| row.is_starred = is_starred);
    }

    /// Returns where the reader stopped in an article: a byte of its text.
    pub fn position(&self, id: ArticleId) -> Option<u32> {
        self.lock().position(id)
    }

    /// Keeps where the reader stopped in an article: a byte of its text.
    pub fn save_position(&self, id: ArticleId, offset: u32) {
        self.lock().save_position(id, offset);
    }

    /// Returns the rows of which a copy's text holds `words`, which are folded. Linear in the texts.
    pub fn with_words(&self, words: &str) -> BTreeSet<ArticleId> {
        self.lock().with_words(words)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes an article of what the stages found.
pub(super) fn document(id: ArticleId, one: Processed) -> Document {
    let annotations = &one.annotations;
    let mut people: Vec<_> = annotations.people.iter().collect();
    people.sort_by_key(|person| std::cmp::Reverse(person.mentions.len()));
    let mut speakers: Vec<String> = Vec::new();
    for speaker in annotations
        .quotations
        .iter()
        .filter_map(|quotation| quotation.speaker.as_ref())
    {
        if speaker.is_shown() && !speakers.contains(&speaker.name) {
            speakers.push(speaker.name.clone());
        }
    }
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
        people: people
            .into_iter()
            .map(|person| person.name.clone())
            .collect(),
        speakers,
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
        location: one.location,
        ..Document::default()
    }
}
