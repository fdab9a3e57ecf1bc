//! The articles of a shelf with what they share, and the rows that their copies make.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::article::{ArticleId, CopyOf, Document, Listed, Passage, Row, SharedPassage};
use crate::dedup::across::Reading;
use crate::dedup::across::copies::{Pair, groups};
use crate::dedup::stories::{self, Telling};
use crate::engine::copies::{ONE_ROW, best_metadata, shown};
use crate::engine::ingest::{Input, Processed, process};
use crate::engine::sharing::Sharing;
use crate::engine::shelf::document;
use crate::text::fold::fold;
use crate::text::span::apart;

/// The articles in the order of arrival: the one at place `n` has id `n + 1`.
#[derive(Debug, Default)]
pub(super) struct State {
    articles: Vec<Shelved>,
    sharing: Sharing,
    pairs: Vec<Pair>,
    /// For each article the place of the first of its copies; shorter than the articles where some
    /// are not grouped yet.
    first: Vec<u32>,
    /// Where the reader stopped, in bytes of the text.
    positions: BTreeMap<ArticleId, u32>,
    /// For each article that stands for its copies, the story that it tells with others.
    stories: Vec<Option<u32>>,
}

/// An article with the pieces that earlier ones have too.
#[derive(Debug)]
struct Shelved {
    document: Document,
    passages: Vec<Passage>,
    telling: Telling,
}

impl State {
    /// Returns the id that the next article gets.
    pub(super) fn next_id(&self) -> ArticleId {
        ArticleId(i64::try_from(self.articles.len() + 1).unwrap_or(i64::MAX))
    }

    /// Says whether there is no article.
    pub(super) fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// Adds an article, whose id is [`State::next_id`].
    pub(super) fn add(&mut self, document: Document) {
        let reading = Reading::of(&document.body.text, &document.sentences);
        let met = self.sharing.add(reading, false);
        self.pairs.extend(met.pairs);
        let metadata = &document.row.metadata;
        let published = metadata
            .published
            .as_ref()
            .and_then(|published| published.resolved.as_deref());
        self.articles.push(Shelved {
            telling: Telling::of(&metadata.title, &document.body.text, published),
            document,
            passages: met.passages,
        });
    }

    /// Returns the rows in the order of arrival.
    pub(super) fn rows(&mut self) -> Vec<Listed> {
        self.group();
        let members = self.all_members();
        let rows = members.iter().filter(|members| !members.is_empty());
        rows.filter_map(|members| self.row(members).map(Listed::from))
            .collect()
    }

    /// Returns an article, whole.
    pub(super) fn document(&mut self, id: ArticleId) -> Option<Document> {
        self.group();
        let place = usize::try_from(id.0.checked_sub(1)?).ok()?;
        let first = *self.first.get(place)? as usize;
        let members = self.members(first);
        let row = self.row(&members)?;
        let best = if place == first {
            self.shown(&members)?
        } else {
            place
        };
        let Shelved {
            document, passages, ..
        } = self.articles.get(best)?;
        let mut document = document.clone();
        document.row = Row {
            id,
            word_count: document.row.word_count,
            ..row
        };
        document.copies = self.copies(best, &members);
        document.story = self.others_of_story(first);
        let others = passages
            .iter()
            .filter(|passage| self.first[passage.other as usize] as usize != first);
        let mut shared: Vec<_> = others.filter_map(|&passage| self.shared(passage)).collect();
        shared.sort_by_key(|passage| (!passage.is_seen, Reverse(passage.span.len())));
        document.shared = apart(shared, |passage| passage.span);
        Some(document)
    }

    /// Changes the rows of articles and of their copies.
    pub(super) fn change(&mut self, ids: &[ArticleId], change: impl Fn(&mut Row)) {
        self.group();
        for id in ids {
            let place = usize::try_from(id.0 - 1).unwrap_or(usize::MAX);
            let Some(&first) = self.first.get(place) else {
                continue;
            };
            for member in self.members(first as usize) {
                change(&mut self.articles[member].document.row);
            }
        }
    }

    /// Returns the articles of pages, which are processed on all cores, in the order of the pages.
    pub(super) fn of_pages(pages: &[Input]) -> Self {
        let mut state = Self::default();
        state.add_pages(pages);
        state
    }

    /// Processes pages on all cores and adds their articles.
    pub(super) fn add_pages(&mut self, pages: &[Input]) {
        self.add_processed(pages.par_iter().map(process).collect());
    }

    /// Adds the articles of pages.
    pub(super) fn add_processed(&mut self, pages: Vec<Vec<Processed>>) {
        for one in pages.into_iter().flatten() {
            let document = document(self.next_id(), one);
            self.add(document);
        }
    }

    /// Returns the first `count` articles alone.
    pub(super) fn first(&self, count: usize) -> Self {
        let mut out = Self::default();
        for shelved in self.articles.iter().take(count) {
            out.add(shelved.document.clone());
        }
        out
    }

    /// Returns the number of articles, copies included.
    pub(super) fn len(&self) -> usize {
        self.articles.len()
    }

    /// Takes over what the reader has done with articles of the same ids.
    pub(super) fn take_marks(&mut self, other: &Self) {
        self.positions.clone_from(&other.positions);
        for (ours, theirs) in self.articles.iter_mut().zip(&other.articles) {
            ours.document.row.is_read = theirs.document.row.is_read;
            ours.document.row.is_starred = theirs.document.row.is_starred;
        }
    }

    /// Returns where the reader stopped in an article.
    pub(super) fn position(&self, id: ArticleId) -> Option<u32> {
        self.positions.get(&id).copied()
    }

    /// Keeps where the reader stopped in an article.
    pub(super) fn save_position(&mut self, id: ArticleId, offset: u32) {
        self.positions.insert(id, offset);
    }

    /// Returns the rows of which a copy's text holds `words`, which are folded.
    pub(super) fn with_words(&mut self, words: &str) -> BTreeSet<ArticleId> {
        self.group();
        let holds = |shelved: &Shelved| fold(&shelved.document.body.text).contains(words);
        let found = self.articles.iter().zip(&self.first);
        let found = found.filter(|(shelved, _)| holds(shelved));
        found
            .map(|(_, &first)| self.articles[first as usize].document.row.id)
            .collect()
    }

    /// Groups copies and stories anew if articles have come since.
    fn group(&mut self) {
        if self.first.len() == self.articles.len() {
            return;
        }
        self.first = groups(self.articles.len(), &self.pairs, ONE_ROW);
        let members = self.all_members();
        let shown = |members: &Vec<usize>| self.shown(members).map(|best| (members[0], best));
        let rows: Vec<(usize, usize)> = members.iter().filter_map(shown).collect();
        let tellings: Vec<Telling> = rows
            .iter()
            .map(|&(_, best)| self.articles[best].telling.clone())
            .collect();
        let story_of = stories::group(&tellings);
        let mut sizes = vec![0_u32; rows.len()];
        for &story in &story_of {
            sizes[story as usize] += 1;
        }
        self.stories = vec![None; self.articles.len()];
        for (&(first, _), &story) in rows.iter().zip(&story_of) {
            self.stories[first] = (sizes[story as usize] > 1).then_some(story + 1);
        }
    }

    /// Returns the copies of each article that stands for some, in the order of arrival.
    fn all_members(&self) -> Vec<Vec<usize>> {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.articles.len()];
        for (place, &first) in self.first.iter().enumerate() {
            members[first as usize].push(place);
        }
        members
    }

    fn members(&self, first: usize) -> Vec<usize> {
        let grouped = self.first.iter().enumerate();
        grouped
            .filter(|(_, group)| **group as usize == first)
            .map(|(place, _)| place)
            .collect()
    }

    /// Returns the place of the copy whose text is shown.
    fn shown(&self, members: &[usize]) -> Option<usize> {
        let best = shown(
            members
                .iter()
                .map(|&member| &self.articles[member].document),
        )?;
        members
            .iter()
            .copied()
            .find(|&member| self.articles[member].document.row.id == best.row.id)
    }

    /// Returns the row of some copies.
    fn row(&self, members: &[usize]) -> Option<Row> {
        let best = &self.articles[self.shown(members)?].document.row;
        let rows = members
            .iter()
            .map(|&member| &self.articles[member].document.row);
        Some(Row {
            id: rows.clone().next()?.id,
            metadata: best_metadata(&best.metadata, &rows.clone().map(|row| &row.metadata)),
            story: members.first().and_then(|&first| self.stories[first]),
            copy_count: u32::try_from(members.len()).unwrap_or(u32::MAX),
            is_read: rows.clone().any(|row| row.is_read),
            is_starred: rows.clone().any(|row| row.is_starred),
            ..best.clone()
        })
    }

    /// Returns the other rows that tell the story of the row of `first`.
    fn others_of_story(&self, first: usize) -> Vec<(ArticleId, String)> {
        let story = self.stories[first];
        let same = (0..self.articles.len())
            .filter(|&other| other != first && story.is_some() && self.stories[other] == story);
        same.filter_map(|other| self.row(&self.members(other)))
            .map(|row| (row.id, row.metadata.title))
            .collect()
    }

    fn copies(&self, best: usize, members: &[usize]) -> Vec<CopyOf> {
        let others = members.iter().copied().filter(|&member| member != best);
        let copy = |member: usize| {
            let document = &self.articles[member].document;
            let (share, share_of_other) = self.shares(best, member);
            CopyOf {
                id: document.row.id,
                metadata: document.row.metadata.clone(),
                location: document.location.clone(),
                share,
                share_of_other,
            }
        };
        others.map(copy).collect()
    }

    /// Returns the part of the first article found in the second, and of the second found in the first.
    fn shares(&self, one: usize, other: usize) -> (f32, f32) {
        let is = |number: u32, place: usize| number as usize == place;
        let found = self.pairs.iter().find_map(|pair| {
            if is(pair.one, one) && is(pair.other, other) {
                Some((pair.of_one, pair.of_other))
            } else if is(pair.one, other) && is(pair.other, one) {
                Some((pair.of_other, pair.of_one))
            } else {
                None
            }
        });
        found.unwrap_or_default()
    }

    fn shared(&self, passage: Passage) -> Option<SharedPassage> {
        let first = *self.first.get(passage.other as usize)?;
        let row = self.row(&self.members(first as usize))?;
        Some(SharedPassage {
            span: passage.span,
            other: row.id,
            other_title: row.metadata.title,
            is_seen: row.is_read,
        })
    }
}
