//! What articles are compared by beyond their words: what they tell, and what their sources repeat.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::article::ArticleId;
use crate::error::Error;
use crate::library::fault::of;
use crate::library::pack::{Analysis, expand_text, unpack_spans};
use crate::library::{Library, Writer};
use crate::text::TextSpan;

/// What the row of an article tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told<T> {
    /// Which.
    pub id: ArticleId,
    /// Day, counted from 1970-01-01.
    pub day: i32,
    /// Its weightiest words, as the caller reads them.
    pub telling: T,
    /// The story that it is put to.
    pub story: Option<u32>,
}

/// An article as it is compared again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    /// Which.
    pub id: ArticleId,
    /// Its place in the list, in seconds since 1970.
    pub sort: i64,
    /// Its own title, source and date.
    pub metadata: crate::article::Metadata,
    /// Its text.
    pub text: String,
    /// Its sentences.
    pub sentences: Vec<TextSpan>,
}

/// An article of a page, by its order there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    /// Which.
    pub id: ArticleId,
    /// Its order on the page, from 0.
    pub ordinal: i64,
}

impl Library {
    /// Returns pages of which an article was made by other than these stages.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn pages_of_other_stages(&self, stages: u32, count: usize) -> Result<Vec<i64>, Error> {
        let limit = i64::try_from(count).unwrap_or(i64::MAX);
        self.reading(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT DISTINCT page FROM article WHERE id IN (
                   SELECT article FROM content WHERE stages < ?1
                   UNION ALL SELECT article FROM content WHERE stages > ?1 LIMIT ?2)
                 ORDER BY page",
            )?;
            let rows = statement.query_map(params![stages, limit], |row| row.get(0))?;
            rows.collect()
        })
    }

    /// Returns the articles of a page.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn made_of(&self, page: i64) -> Result<Vec<Made>, Error> {
        self.reading(|connection| {
            let sql = "SELECT id, ordinal FROM article WHERE page = ?1 ORDER BY ordinal";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([page], |row| {
                Ok(Made {
                    id: ArticleId(row.get(0)?),
                    ordinal: row.get(1)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Has every article count as made by older stages.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn forget_stages(&self) -> Result<(), Error> {
        self.writing(|connection| {
            connection
                .execute("UPDATE content SET stages = 0", [])
                .map(|_| ())
        })
    }

    /// Returns the sources with at least so many pages: name, pages, and the lines with their counts, packed.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn recurring_lines(&self, least: u32) -> Result<Vec<(String, u32, Vec<u8>)>, Error> {
        self.reading(|connection| {
            let sql = "SELECT source, pages, lines FROM source_lines WHERE pages >= ?1";
            let mut statement = connection.prepare_cached(sql)?;
            let rows =
                statement.query_map([least], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            rows.collect()
        })
    }

    /// Returns a setting.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn setting(&self, name: &str) -> Result<Option<String>, Error> {
        self.reading(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
            statement.query_row([name], |row| row.get(0)).optional()
        })
    }

    /// Returns the number of tellings.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn telling_count(&self) -> Result<u64, Error> {
        self.reading(|connection| {
            connection
                .prepare_cached("SELECT count(*) FROM telling")?
                .query_row([], |row| row.get(0))
        })
    }

    /// Returns what the rows of some days tell, both ends included; copies are left out.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn tellings<T>(
        &self,
        (first, last): (i32, i32),
        read: impl Fn(&[u8], i32) -> T,
    ) -> Result<Vec<Told<T>>, Error> {
        self.reading(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT article, day, terms, story FROM telling JOIN article ON id = article
                 WHERE day BETWEEN ?1 AND ?2 AND copy_of IS NULL ORDER BY article",
            )?;
            let rows = statement.query_map([first, last], |row| {
                let day = row.get(1)?;
                Ok(Told {
                    id: ArticleId(row.get(0)?),
                    day,
                    telling: read(row.get_ref(2)?.as_blob()?, day),
                    story: row.get(3)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Returns the texts, with their sentences, of the other rows of a story, newest first.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn texts_of_story(
        &self,
        id: ArticleId,
        count: usize,
    ) -> Result<Vec<(String, Vec<TextSpan>)>, Error> {
        let limit = i64::try_from(count).unwrap_or(i64::MAX);
        self.reading(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT text, sentences FROM article JOIN content ON content.article = article.id
                 WHERE story = (SELECT story FROM article AS this WHERE this.id = ?1)
                   AND article.id <> ?1 AND copy_of IS NULL
                 ORDER BY sort DESC, article.id DESC LIMIT ?2",
            )?;
            let rows = statement.query_map(params![id.0, limit], |row| {
                let text = expand_text(row.get_ref(0)?.as_blob()?);
                Ok((text, unpack_spans(row.get_ref(1)?.as_blob()?)))
            })?;
            rows.collect()
        })
    }
}

impl Writer<'_> {
    fn run<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Error> {
        work(self.connection()).map_err(|error| of(&error))
    }

    /// Says which stages made an article.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_stages(&self, id: ArticleId, stages: u32) -> Result<(), Error> {
        self.run(|connection| {
            connection
                .prepare_cached("UPDATE content SET stages = ?2 WHERE article = ?1")?
                .execute(params![id.0, stages])
                .map(|_| ())
        })
    }

    /// Forgets a setting.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn clear_setting(&self, name: &str) -> Result<(), Error> {
        self.run(|connection| {
            connection
                .prepare_cached("DELETE FROM setting WHERE name = ?1")?
                .execute([name])
                .map(|_| ())
        })
    }

    /// Returns how many pages of a source were counted, and its lines, packed.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn source_lines(&self, source: &str) -> Result<Option<(u32, Vec<u8>)>, Error> {
        self.run(|connection| {
            connection
                .prepare_cached("SELECT pages, lines FROM source_lines WHERE source = ?1")?
                .query_row([source], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
        })
    }

    /// Keeps the lines of a source.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_source_lines(&self, source: &str, pages: u32, lines: &[u8]) -> Result<(), Error> {
        self.run(|connection| {
            connection
                .prepare_cached(
                    "INSERT OR REPLACE INTO source_lines (source, pages, lines) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![source, pages, lines])
                .map(|_| ())
        })
    }

    /// Keeps what an article tells.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_telling(&self, id: ArticleId, day: i32, terms: &[u8]) -> Result<(), Error> {
        self.run(|connection| {
            connection
                .prepare_cached(
                    // No REPLACE: a statement that could have to be taken back has the index of words written
                    // out before it, for every article anew.
                    "INSERT INTO telling (article, day, terms) VALUES (?1, ?2, ?3)
                     ON CONFLICT (article) DO UPDATE SET day = excluded.day, terms = excluded.terms",
                )?
                .execute(params![id.0, day, terms])
                .map(|_| ())
        })
    }

    /// Takes copies out of the stories of their rows.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn clear_stories_of_copies(&self) -> Result<(), Error> {
        self.run(|connection| {
            connection
                .execute(
                    "UPDATE article SET story = NULL WHERE story IS NOT NULL AND copy_of IS NOT NULL",
                    [],
                )
                .map(|_| ())
        })
    }

    /// Forgets all that was found by comparing articles: fingerprints, pairs, passages, rows of
    /// several copies, stories.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn forget_comparisons(&self) -> Result<(), Error> {
        self.run(|connection| {
            connection.execute_batch(
                "DELETE FROM bucket; DELETE FROM unswept; DELETE FROM pair; DELETE FROM passage; DELETE FROM telling;
                 UPDATE article SET copy_of = NULL, copy_count = 1, story = NULL
                   WHERE copy_of IS NOT NULL OR copy_count <> 1 OR story IS NOT NULL;",
            )
        })
    }

    /// Returns the articles after one, at most `count`, in the order of arrival.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn kept_after(&self, after: ArticleId, count: usize) -> Result<Vec<Kept>, Error> {
        let limit = i64::try_from(count).unwrap_or(i64::MAX);
        self.run(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, sort, analysis, content.text, sentences FROM article
                 JOIN content ON content.article = id WHERE id > ?1 ORDER BY id LIMIT ?2",
            )?;
            let rows = statement.query_map(params![after.0, limit], |row| {
                Ok(Kept {
                    id: ArticleId(row.get(0)?),
                    sort: row.get(1)?,
                    metadata: Analysis::read(row.get_ref(2)?.as_blob()?).metadata,
                    text: expand_text(row.get_ref(3)?.as_blob()?),
                    sentences: unpack_spans(row.get_ref(4)?.as_blob()?),
                })
            })?;
            rows.collect()
        })
    }
}
