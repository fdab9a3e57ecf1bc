//! The article that is open: its page, the place in it, the search.

use std::sync::Arc;

use crate::article::{ArticleId, Document};
use crate::engine::marks::Marked;
use crate::query::find::Folded;
use crate::text::TextSpan;
use crate::typeset::{Page, Setting, TextKind};

/// Rows that a step of the percentage stands for at least, where a tenth of the page has so many.
const STEP_ROWS: usize = 6;

/// Which text of the article is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Showing {
    /// The cleaned article.
    #[default]
    Clean,
    /// The page as it came.
    Raw,
}

/// A search in the text that is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Find {
    /// What is searched.
    pub needle: String,
    /// Where it is, ascending.
    pub hits: Vec<TextSpan>,
    /// The hit that was jumped to.
    pub current: Option<usize>,
    /// The text that is shown, ready to be searched: kept while letters are typed.
    pub folded: Option<Arc<Folded>>,
}

/// The article that is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Which.
    pub id: ArticleId,
    /// The request that it waits for.
    pub waits_for: Option<u64>,
    /// The article, once it is there.
    pub document: Option<Arc<Document>>,
    /// Clean or raw.
    pub showing: Showing,
    /// How the page was set.
    pub setting: Setting,
    /// What the page shows.
    pub page_shows: Showing,
    /// The page.
    pub page: Arc<Page>,
    /// The whole page that is being set elsewhere.
    pub composing: Option<u64>,
    /// The row at the top of the pane.
    pub top: usize,
    /// Says that the article has been marked as read on this visit.
    pub is_marked: bool,
    /// The place that the library knows.
    pub saved: Option<u32>,
    /// A place of the text to go to once the page reaches it.
    pub target: Option<u32>,
    /// The place in the other text, for the way back from the raw view.
    pub other_top: usize,
    /// The search.
    pub find: Find,
    /// Highlights and notes.
    pub marks: Vec<Marked>,
    /// Sentences that no other telling of the story has, once they were asked for.
    pub news: Vec<TextSpan>,
    /// The first and the last of the sentences that are being chosen.
    pub choosing: Option<(usize, usize)>,
    /// What the note that is being written is about.
    pub noted: Option<TextSpan>,
    /// Words to search as soon as the text is there.
    pub wanted: Option<String>,
    /// What was jumped to: a quotation or a mention.
    pub spot: Option<TextSpan>,
    /// The cells that were dragged over.
    pub selection: Option<(usize, usize)>,
}

impl Reading {
    /// Makes the state of an article that has been asked for.
    pub fn new(id: ArticleId, generation: u64) -> Self {
        Self {
            id,
            waits_for: Some(generation),
            ..Self::default()
        }
    }

    /// Says whether the article was asked for and could not be read.
    pub fn has_failed(&self) -> bool {
        self.document.is_none() && self.waits_for.is_none()
    }

    /// Returns the text that is shown.
    pub fn text_kind(&self) -> TextKind {
        match self.page_shows {
            Showing::Clean => TextKind::Body,
            Showing::Raw => TextKind::Raw,
        }
    }

    /// Returns the words that are shown.
    pub fn text(&self) -> &str {
        let Some(document) = &self.document else {
            return "";
        };
        match self.page_shows {
            Showing::Clean => &document.body.text,
            Showing::Raw => &document.raw,
        }
    }

    /// Returns the last row that may be at the top of a pane of `height` rows.
    pub fn last_top(&self, height: usize) -> usize {
        self.page.lines.len().saturating_sub(height)
    }

    /// Scrolls by rows.
    pub fn scroll(&mut self, by: isize, height: usize) {
        self.top = self
            .top
            .saturating_add_signed(by)
            .min(self.last_top(height));
    }

    /// Scrolls so that a byte of the text is on the screen, a third from the top where it was not.
    pub fn reveal(&mut self, offset: usize, height: usize) {
        let row = self.page.row_of(offset);
        let is_inside = self.top <= row && row + 2 < self.top + height;
        if !is_inside {
            self.top = row.saturating_sub(height / 3).min(self.last_top(height));
        }
    }

    /// Returns how much of the page has gone by, in percent: 100 only once its end is on the screen,
    /// and otherwise in steps of [`STEP_ROWS`] rows at least, so that a line scrolled over a slow
    /// link is mostly that line.
    pub fn percent(&self, height: usize) -> usize {
        let rows = self.page.lines.len().max(1);
        if self.top + height >= rows {
            return 100;
        }
        let is_wide = |step: &usize| step * rows >= STEP_ROWS * 100;
        let step = [1, 2, 5].into_iter().find(is_wide).unwrap_or(10);
        self.top * 100 / rows / step * step
    }
}
