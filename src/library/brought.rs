//! Pieces that cleaning took out and the reader wants back.

use std::collections::BTreeSet;

use rusqlite::params;

use crate::article::ArticleId;
use crate::error::Error;
use crate::library::Library;

/// Where a piece that was taken out is to stay in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where<'s> {
    /// In one article.
    Article(ArticleId),
    /// In all articles of a source.
    Source(&'s str),
}

impl Library {
    /// Keeps that a piece is wanted; once is enough. `key` is a hash of its words.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn bring_back(&self, key: i64, place: Where<'_>) -> Result<(), Error> {
        let (article, source) = match place {
            Where::Article(id) => (Some(id.0), None),
            Where::Source(source) => (None, Some(source)),
        };
        self.writing(|connection| {
            connection
                .prepare_cached(
                    "INSERT OR IGNORE INTO brought_back (key, article, source) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![key, article, source])
                .map(|_| ())
        })
    }

    /// Forgets that a piece is wanted in an article and in all of its source.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn take_out_again(
        &self,
        key: i64,
        id: ArticleId,
        source: Option<&str>,
    ) -> Result<(), Error> {
        self.writing(|connection| {
            connection
                .prepare_cached(
                    "DELETE FROM brought_back WHERE key = ?1 AND (article = ?2 OR source = ?3)",
                )?
                .execute(params![key, id.0, source])
                .map(|_| ())
        })
    }

    /// Returns the keys of the pieces that are wanted in an article of a source.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn brought_back(
        &self,
        id: ArticleId,
        source: Option<&str>,
    ) -> Result<BTreeSet<i64>, Error> {
        self.reading(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT key FROM brought_back WHERE article = ?1
                 UNION SELECT key FROM brought_back WHERE source = ?2",
            )?;
            let rows = statement.query_map(params![id.0, source], |row| row.get(0))?;
            rows.collect()
        })
    }
}
