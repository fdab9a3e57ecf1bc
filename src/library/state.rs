//! What the reader did: read, starred, tags, where reading stopped, notes, and taking it back.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::article::ArticleId;
use crate::error::Error;
use crate::library::Library;
use crate::library::pack::{expand, json, squeeze};
use crate::library::read::names;
use crate::library::write::joined;
use crate::text::TextSpan;

/// Changes that can be taken back.
const MOST_UNDO: i64 = 100;

/// Where reading stopped: by the words there, so that it survives a better cleaner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The first words on the screen.
    pub quoted: String,
    /// Their byte offset when they were saved.
    pub offset: u32,
}

impl Position {
    /// Returns where the position is in `text`: the place of the quoted words that is nearest to
    /// the old offset, or the old offset where they are gone.
    pub fn find(&self, text: &str) -> usize {
        let old = self.offset as usize;
        if self.quoted.is_empty() {
            return text.floor_char_boundary(old);
        }
        text.match_indices(&self.quoted)
            .map(|(at, _)| at)
            .min_by_key(|at| at.abs_diff(old))
            .unwrap_or_else(|| text.floor_char_boundary(old))
    }
}

/// A note on words of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// Its number; 0 before it is kept.
    pub id: i64,
    /// The words that are marked, and what stands before and after them.
    pub quoted: String,
    /// Up to 32 characters before them.
    pub before: String,
    /// Up to 32 characters after them.
    pub after: String,
    /// Their byte offset when they were marked.
    pub offset: u32,
    /// What the reader says about them; empty for a highlight.
    pub words: String,
}

impl Note {
    /// Returns where the marked words are in `text`, in whatever version: of the places that say them
    /// the one with most of the same text around, then the nearest to the old one. White space may differ.
    pub fn find(&self, text: &str) -> Option<TextSpan> {
        let mut quoted = self.quoted.split_whitespace();
        let first = quoted.next()?;
        let rest: Vec<&str> = quoted.collect();
        let places = text.match_indices(first).filter_map(|(start, _)| {
            let mut end = start + first.len();
            for word in &rest {
                let after = text.get(end..)?;
                let trimmed = after.trim_start();
                let is_next = trimmed.len() < after.len() && trimmed.starts_with(word);
                end += after.len() - trimmed.len() + word.len();
                if !is_next {
                    return None;
                }
            }
            Some((start, end))
        });
        // Characters around the place that are as they were.
        let familiar = |start: usize, end: usize| {
            let before = text.get(..start).unwrap_or_default().chars().rev();
            let after = text.get(end..).unwrap_or_default().chars();
            let same = |(a, b): &(char, char)| a == b;
            before
                .zip(self.before.chars().rev())
                .take_while(same)
                .count()
                + after.zip(self.after.chars()).take_while(same).count()
        };
        let best = places.min_by_key(|&(start, end)| {
            let far = start.abs_diff(self.offset as usize);
            (std::cmp::Reverse(familiar(start, end)), far)
        });
        best.map(|(start, end)| TextSpan::new(start, end))
    }
}

/// A change that was taken back, or can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// What was done: `mark 120 articles as read`.
    pub label: String,
    /// The articles that it touched.
    pub ids: Vec<ArticleId>,
}

/// Number, read, starred, tags of an article before a change.
type Before = (i64, bool, bool, String);

impl Library {
    /// Marks articles as read or unread. With a `label` (and the time in milliseconds since 1970)
    /// the change can be taken back.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_read(
        &self,
        ids: &[ArticleId],
        is_read: bool,
        undo: Option<(&str, i64)>,
    ) -> Result<(), Error> {
        self.change(ids, undo, |connection, id| {
            connection
                .prepare_cached("UPDATE article SET is_read = ?2 WHERE id = ?1")?
                .execute(params![id.0, is_read])
        })
    }

    /// Stars articles or takes the stars back.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_starred(
        &self,
        ids: &[ArticleId],
        is_starred: bool,
        undo: Option<(&str, i64)>,
    ) -> Result<(), Error> {
        self.change(ids, undo, |connection, id| {
            connection
                .prepare_cached("UPDATE article SET is_starred = ?2 WHERE id = ?1")?
                .execute(params![id.0, is_starred])
        })
    }

    /// Gives articles a tag or takes it from them.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_tag(
        &self,
        ids: &[ArticleId],
        tag: &str,
        is_set: bool,
        undo: Option<(&str, i64)>,
    ) -> Result<(), Error> {
        let tag = crate::text::sanitize::sanitize_line(tag);
        self.change(ids, undo, |connection, id| {
            let old = connection
                .prepare_cached("SELECT tags FROM article WHERE id = ?1")?
                .query_row([id.0], |row| row.get::<_, String>(0))
                .optional()?;
            let mut tags = names(&old.unwrap_or_default());
            tags.retain(|known| *known != tag);
            if is_set && !tag.is_empty() {
                tags.push(tag.clone());
                tags.sort();
            }
            connection
                .prepare_cached("UPDATE article SET tags = ?2 WHERE id = ?1")?
                .execute(params![id.0, joined(&tags)])
        })
    }

    fn change(
        &self,
        ids: &[ArticleId],
        undo: Option<(&str, i64)>,
        change: impl Fn(&Connection, ArticleId) -> rusqlite::Result<usize>,
    ) -> Result<(), Error> {
        if ids.is_empty() {
            return Ok(());
        }
        self.writing(|connection| {
            if let Some((label, now)) = undo {
                remember(connection, ids, label, now)?;
            }
            for &id in ids {
                change(connection, id)?;
            }
            Ok(())
        })
    }

    /// Takes the last change back and says which it was; `None` if there is nothing to take back.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn undo(&self) -> Result<Option<Undo>, Error> {
        self.writing(|connection| {
            let last = connection
                .query_row(
                    "SELECT id, label, states FROM undo ORDER BY id DESC LIMIT 1",
                    [],
                    |row| {
                        Ok((
                            row.get::<_, i64>(0)?,
                            row.get::<_, String>(1)?,
                            row.get::<_, Vec<u8>>(2)?,
                        ))
                    },
                )
                .optional()?;
            let Some((number, label, states)) = last else {
                return Ok(None);
            };
            let states: Vec<Before> = serde_json::from_slice(&expand(&states)).unwrap_or_default();
            let mut restore = connection.prepare_cached(
                "UPDATE article SET is_read = ?2, is_starred = ?3, tags = ?4 WHERE id = ?1",
            )?;
            for (id, is_read, is_starred, tags) in &states {
                restore.execute(params![id, is_read, is_starred, tags])?;
            }
            connection.execute("DELETE FROM undo WHERE id = ?1", [number])?;
            let ids = states.iter().map(|before| ArticleId(before.0)).collect();
            Ok(Some(Undo { label, ids }))
        })
    }

    /// Keeps where reading stopped. `now` is in milliseconds since 1970.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_position(&self, id: ArticleId, position: &Position, now: i64) -> Result<(), Error> {
        self.writing(|connection| {
            connection
                .prepare_cached(
                    "INSERT OR REPLACE INTO position (article, quoted, offset, changed)
                     SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM article WHERE id = ?1)",
                )?
                .execute(params![id.0, position.quoted, position.offset, now])
                .map(|_| ())
        })
    }

    /// Returns where reading stopped.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn position(&self, id: ArticleId) -> Result<Option<Position>, Error> {
        self.reading(|connection| {
            connection
                .prepare_cached("SELECT quoted, offset FROM position WHERE article = ?1")?
                .query_row([id.0], |row| {
                    Ok(Position {
                        quoted: row.get(0)?,
                        offset: row.get(1)?,
                    })
                })
                .optional()
        })
    }

    /// Keeps a note and returns its number. `now` is in milliseconds since 1970.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn add_note(&self, id: ArticleId, note: &Note, now: i64) -> Result<i64, Error> {
        self.writing(|connection| {
            connection
                .prepare_cached(
                    "INSERT INTO note (article, first, quoted, before, after, words, created)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    id.0,
                    note.offset,
                    note.quoted,
                    note.before,
                    note.after,
                    note.words,
                    now
                ])?;
            Ok(connection.last_insert_rowid())
        })
    }

    /// Returns the notes on an article, by place.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn notes(&self, id: ArticleId) -> Result<Vec<Note>, Error> {
        self.reading(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, quoted, before, after, first, words FROM note WHERE article = ?1
                 ORDER BY first, id",
            )?;
            let rows = statement.query_map([id.0], |row| {
                Ok(Note {
                    id: row.get(0)?,
                    quoted: row.get(1)?,
                    before: row.get(2)?,
                    after: row.get(3)?,
                    offset: row.get(4)?,
                    words: row.get(5)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Returns the articles that have notes, the newest note first.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn with_notes(&self) -> Result<Vec<ArticleId>, Error> {
        self.reading(|connection| {
            let sql = "SELECT article FROM note GROUP BY article ORDER BY max(id) DESC";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| row.get(0).map(ArticleId))?;
            rows.collect()
        })
    }

    /// Removes a note.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn remove_note(&self, note: i64) -> Result<(), Error> {
        self.writing(|connection| {
            connection
                .execute("DELETE FROM note WHERE id = ?1", [note])
                .map(|_| ())
        })
    }

    /// Returns all tags with the number of rows that have them, by name.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn tags(&self) -> Result<Vec<(String, u64)>, Error> {
        self.reading(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT tags FROM article WHERE tags <> '' AND copy_of IS NULL")?;
            let mut counts = std::collections::BTreeMap::<String, u64>::new();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                for tag in names(row.get_ref(0)?.as_str()?) {
                    *counts.entry(tag).or_default() += 1;
                }
            }
            Ok(counts.into_iter().collect())
        })
    }

    /// Keeps a search under a name; an empty query removes it.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn save_search(&self, name: &str, query: &str) -> Result<(), Error> {
        self.writing(|connection| {
            if query.is_empty() {
                connection.execute("DELETE FROM search WHERE name = ?1", [name])?;
            } else {
                let sql = "INSERT OR REPLACE INTO search (name, query) VALUES (?1, ?2)";
                connection.execute(sql, [name, query])?;
            }
            Ok(())
        })
    }

    /// Returns the kept searches, name and query, by name.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn saved_searches(&self) -> Result<Vec<(String, String)>, Error> {
        self.reading(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT name, query FROM search ORDER BY name")?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        })
    }
}

fn remember(
    connection: &Connection,
    ids: &[ArticleId],
    label: &str,
    now: i64,
) -> rusqlite::Result<()> {
    let mut states: Vec<Before> = Vec::with_capacity(ids.len());
    let mut statement = connection
        .prepare_cached("SELECT id, is_read, is_starred, tags FROM article WHERE id = ?1")?;
    for id in ids {
        let before = statement
            .query_row([id.0], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .optional()?;
        states.extend(before);
    }
    connection
        .prepare_cached("INSERT INTO undo (label, made, states) VALUES (?1, ?2, ?3)")?
        .execute(params![label, now, squeeze(&json(&states))])?;
    connection
        .prepare_cached("DELETE FROM undo WHERE id <= (SELECT max(id) FROM undo) - ?1")?
        .execute([MOST_UNDO])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_found_by_its_words() {
        let position = |quoted: &str, offset| Position {
            quoted: quoted.to_owned(),
            offset,
        };
        let text = "One two. Three four. One two.";
        for (position, expected) in [
            (position("Three", 9), 9),
            (position("Three", 0), 9),
            (position("One two", 20), 21),
            (position("gone", 5), 5),
            (position("gone", 500), text.len()),
            (position("", 3), 3),
        ] {
            assert_eq!(position.find(text), expected, "{position:?}");
        }
    }
}
