//! The list of articles: rows, the filter, the cursor.
#![allow(
    clippy::rc_buffer,
    reason = "rows are shared with the workers as they are and changed in place: a vector, not a slice"
)]

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::article::{ArticleId, Listed, Row};

/// The list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    /// All rows of the library, in its order.
    pub rows: Arc<Vec<Listed>>,
    /// Changes when titles, sources or people may have changed.
    pub edition: u64,
    /// How many of all rows are unread.
    pub unread: usize,
    /// Says that the rows come newest first.
    pub is_by_date: bool,
    /// Says that the rows have been read.
    pub is_loaded: bool,
    /// Positions in `rows` of what is listed, in the order of the list.
    pub shown: Arc<Vec<u32>>,
    /// The filter, as typed.
    pub filter: String,
    /// What is wrong with the filter.
    pub problems: Vec<String>,
    /// The request that the list waits for.
    pub waits_for: Option<u64>,
    /// Place of the cursor in `shown`.
    pub cursor: usize,
    /// Place in `shown` of the first row on the screen.
    pub top: usize,
}

impl List {
    /// Makes an empty list with a filter.
    pub fn new(filter: &str) -> Self {
        Self {
            filter: filter.to_owned(),
            ..Self::default()
        }
    }

    /// Returns the row at a place of the list.
    pub fn row(&self, place: usize) -> Option<&Listed> {
        self.rows.get(*self.shown.get(place)? as usize)
    }

    /// Returns the row under the cursor.
    pub fn current(&self) -> Option<&Listed> {
        self.row(self.cursor)
    }

    /// Returns the place of an article in the list.
    pub fn place_of(&self, id: ArticleId) -> Option<usize> {
        let is = |&position: &u32| {
            self.rows
                .get(position as usize)
                .is_some_and(|row| row.id == id)
        };
        self.shown.iter().position(is)
    }

    /// Counts the unread rows anew.
    pub fn count(&mut self) {
        self.unread = self.rows.iter().filter(|row| !row.is_read).count();
    }

    /// Returns the row of an article, listed or not.
    pub fn find(&self, id: ArticleId) -> Option<&Listed> {
        self.rows.iter().find(|row| row.id == id)
    }

    /// Changes rows by their articles.
    pub fn change(&mut self, ids: &BTreeSet<ArticleId>, change: impl Fn(&mut Row)) {
        for listed in Arc::make_mut(&mut self.rows) {
            if ids.contains(&listed.id) {
                let mut row = listed.row();
                change(&mut row);
                *listed = row.into();
            }
        }
        self.count();
    }

    /// Moves the cursor by rows, and the window so that it is inside.
    pub fn move_by(&mut self, by: isize, rows_on_screen: usize) {
        let last = self.shown.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
        self.settle(rows_on_screen);
    }

    /// Moves the window so that the cursor is inside.
    pub fn settle(&mut self, rows_on_screen: usize) {
        let last = self.shown.len().saturating_sub(1);
        self.cursor = self.cursor.min(last);
        let most = self.cursor;
        let least = (self.cursor + 1).saturating_sub(rows_on_screen.max(1));
        self.top = self.top.clamp(least, most);
        let fullest = self.shown.len().saturating_sub(rows_on_screen.max(1));
        self.top = self.top.min(fullest.max(least));
    }

    /// Takes a new order of rows and keeps the cursor on its article where it is still listed.
    pub fn show(&mut self, shown: Arc<Vec<u32>>, keeps_cursor: bool, rows_on_screen: usize) {
        let current = self.current().map(|row| row.id).filter(|_| keeps_cursor);
        self.shown = shown;
        self.cursor = current.and_then(|id| self.place_of(id)).unwrap_or(0);
        if !keeps_cursor {
            self.top = 0;
        }
        self.settle(rows_on_screen);
    }
}
