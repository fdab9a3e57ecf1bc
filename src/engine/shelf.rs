//! A collection of articles in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::article::{ArticleId, Document, QuotationKind, Row};
use crate::engine::ingest::{Input, Processed, process};
use crate::error::{Error, ErrorKind};
use crate::text::fold::fold;

/// The articles that the front ends show; shared between threads by reference.
#[derive(Debug, Default)]
pub struct Shelf {
    documents: Mutex<BTreeMap<ArticleId, Document>>,
    positions: Mutex<BTreeMap<ArticleId, u32>>,
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
        let mut documents = self.lock();
        for one in processed {
            let next = documents.keys().next_back().map_or(1, |id| id.0 + 1);
            let document = document(ArticleId(next), one);
            documents.insert(document.row.id, document);
        }
    }

    /// Says whether there is no article.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Returns the rows of the list, newest first.
    pub fn rows(&self) -> Vec<Arc<Row>> {
        self.lock()
            .values()
            .map(|document| Arc::new(document.row.clone()))
            .collect()
    }

    /// Returns one article, whole.
    ///
    /// # Errors
    /// If there is no such article.
    pub fn document(&self, id: ArticleId) -> Result<Document, Error> {
        self.lock().get(&id).cloned().ok_or_else(|| {
            Error::new(ErrorKind::User, format!("there is no article {}", id.0))
                .with_hint("`pullquote list` shows the articles and their numbers")
        })
    }

    /// Marks articles as read or unread.
    pub fn set_read(&self, ids: &[ArticleId], is_read: bool) {
        self.change(ids, |row| row.is_read = is_read);
    }

    /// Stars articles or takes the stars back.
    pub fn set_starred(&self, ids: &[ArticleId], is_starred: bool) {
        self.change(ids, |row| row.is_starred = is_starred);
    }

    /// Returns where the reader stopped in an article: a byte of its text.
    pub fn position(&self, id: ArticleId) -> Option<u32> {
        let positions = self
            .positions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        positions.get(&id).copied()
    }

    /// Keeps where the reader stopped in an article: a byte of its text.
    pub fn save_position(&self, id: ArticleId, offset: u32) {
        let mut positions = self
            .positions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        positions.insert(id, offset);
    }

    /// Returns the articles whose text holds `words`, which are folded. Linear in the texts.
    pub fn with_words(&self, words: &str) -> BTreeSet<ArticleId> {
        let holds = |document: &&Document| fold(&document.body.text).contains(words);
        let documents = self.lock();
        documents
            .values()
            .filter(holds)
            .map(|document| document.row.id)
            .collect()
    }

    fn change(&self, ids: &[ArticleId], change: impl Fn(&mut Row)) {
        let mut documents = self.lock();
        for id in ids {
            if let Some(document) = documents.get_mut(id) {
                change(&mut document.row);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<ArticleId, Document>> {
        self.documents
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn document(id: ArticleId, one: Processed) -> Document {
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
