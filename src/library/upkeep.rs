//! Checking, tidying, and the errors that were met.

use rusqlite::params;

use crate::error::{Error, ErrorKind};
use crate::library::{Library, fault};

/// Errors that are kept.
const MOST_ERRORS: i64 = 10_000;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub what: String,
    /// Says that [`Library::tidy`] puts it right.
    pub is_mendable: bool,
}

/// An error that was met while adding, kept to be looked at later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptError {
    /// When, in milliseconds since 1970.
    pub made: i64,
    /// What was attempted, on what, and why it failed.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

/// What must hold beyond SQLite's own checks: a query that counts what does not, and how to say so.
const INVARIANTS: [(&str, &str); 7] = [
    (
        "SELECT count(*) FROM article LEFT JOIN content ON article = id WHERE article IS NULL",
        "articles without a text",
    ),
    (
        "SELECT count(*) FROM content LEFT JOIN article ON id = article WHERE id IS NULL",
        "texts without an article",
    ),
    (
        "SELECT count(*) FROM page WHERE NOT EXISTS (SELECT 1 FROM article WHERE page = page.id) AND length(original) = 0",
        "pages without content",
    ),
    (
        "SELECT count(*) FROM article AS a JOIN article AS b ON b.id = a.copy_of WHERE b.copy_of IS NOT NULL",
        "copies of copies",
    ),
    (
        "SELECT count(*) FROM article AS a WHERE copy_of IS NULL AND copy_count <> 1 + (SELECT count(*) FROM article AS b WHERE b.copy_of = a.id)",
        "rows with a wrong number of copies",
    ),
    (
        "SELECT count(*) FROM article WHERE id NOT IN (SELECT rowid FROM words)",
        "articles that search does not know",
    ),
    (
        "SELECT count(*) FROM words WHERE rowid NOT IN (SELECT id FROM article)",
        "words of articles that are gone",
    ),
];

impl Library {
    /// Checks the file and what should hold in it; an empty list is good news.
    ///
    /// # Errors
    /// If the library cannot be read at all.
    pub fn check(&self) -> Result<Vec<Finding>, Error> {
        self.reading(|connection| {
            let mut findings = Vec::new();
            let mut find = |what: String, is_mendable| findings.push(Finding { what, is_mendable });
            let mut statement = connection.prepare("PRAGMA integrity_check(20)")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let words: String = row.get(0)?;
                if words != "ok" {
                    find(format!("the file is damaged: {words}"), false);
                }
            }
            let mut statement =
                connection.prepare("SELECT count(*) FROM pragma_foreign_key_check")?;
            let loose: i64 = statement.query_row([], |row| row.get(0))?;
            if loose > 0 {
                find(
                    format!("{loose} rows refer to something that is gone"),
                    false,
                );
            }
            for (sql, what) in INVARIANTS {
                let count: i64 = connection.query_row(sql, [], |row| row.get(0))?;
                if count > 0 {
                    let is_mendable = what.contains("copies") || what.contains("gone");
                    find(format!("{count} {what}"), is_mendable);
                }
            }
            Ok(findings)
        })
    }

    /// Mends what can be mended, forgets names that nobody has, and gives room back to the disk.
    /// Returns how many bytes the file became smaller.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn tidy(&self) -> Result<u64, Error> {
        let before = self.size();
        self.writing(|connection| {
            connection.execute_batch(
                "UPDATE article SET copy_of = (SELECT b.copy_of FROM article AS b WHERE b.id = article.copy_of)
                   WHERE copy_of IN (SELECT id FROM article WHERE copy_of IS NOT NULL);
                 UPDATE article SET copy_count = 1 + (SELECT count(*) FROM article AS b WHERE b.copy_of = article.id)
                   WHERE copy_of IS NULL;
                 DELETE FROM words WHERE rowid NOT IN (SELECT id FROM article);
                 DELETE FROM name WHERE same_as IS NULL AND id NOT IN (SELECT name FROM person)
                   AND id NOT IN (SELECT speaker FROM quotation WHERE speaker IS NOT NULL)
                   AND id NOT IN (SELECT same_as FROM name WHERE same_as IS NOT NULL);
                 INSERT INTO words (words) VALUES ('optimize');",
            )
        })?;
        let writer = self.lock_writer();
        writer
            .execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA optimize;")
            .map_err(|error| fault::of(&error))?;
        drop(writer);
        Ok(before.saturating_sub(self.size()))
    }

    /// Takes the log over into the file, as far as nobody reads from it: after a run, so that no single
    /// write has to wait for it.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn settle(&self) -> Result<(), Error> {
        self.lock_writer()
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
            .map_err(|error| fault::of(&error))
    }

    /// Returns the size of the library in bytes.
    pub fn size(&self) -> u64 {
        let pages = self.reading(|connection| {
            let number = |name: &str| {
                connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, u64>(0))
            };
            Ok(number("page_count")? * number("page_size")?)
        });
        pages.unwrap_or(0)
    }

    /// Keeps errors that were met. `now` is in milliseconds since 1970.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn keep_errors(&self, errors: &[Error], now: i64) -> Result<(), Error> {
        if errors.is_empty() {
            return Ok(());
        }
        self.writing(|connection| {
            let mut statement = connection
                .prepare_cached("INSERT INTO error (made, message, hint) VALUES (?1, ?2, ?3)")?;
            for error in errors {
                statement.execute(params![now, error.message, error.hint])?;
            }
            connection.execute(
                "DELETE FROM error WHERE id <= (SELECT max(id) FROM error) - ?1",
                [MOST_ERRORS],
            )?;
            Ok(())
        })
    }

    /// Returns the kept errors, newest first.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn errors(&self, count: usize) -> Result<Vec<KeptError>, Error> {
        let limit = i64::try_from(count).unwrap_or(i64::MAX);
        self.reading(|connection| {
            let sql = "SELECT made, message, hint FROM error ORDER BY id DESC LIMIT ?1";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([limit], |row| {
                Ok(KeptError {
                    made: row.get(0)?,
                    message: row.get(1)?,
                    hint: row.get(2)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Forgets the kept errors.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn clear_errors(&self) -> Result<(), Error> {
        self.writing(|connection| connection.execute("DELETE FROM error", []).map(|_| ()))
    }

    /// Removes articles and the pages that have no others; the fingerprint index forgets them when it
    /// is built again.
    ///
    /// # Errors
    /// If there is none of these, or the library cannot be written.
    pub fn remove(&self, ids: &[crate::article::ArticleId]) -> Result<usize, Error> {
        let count = self.writing(|connection| {
            let mut count = 0;
            for id in ids {
                connection.execute("DELETE FROM words WHERE rowid = ?1", [id.0])?;
                let page = "SELECT page FROM article WHERE id = ?1";
                let page: Vec<i64> =
                    connection.prepare_cached(page)?.query_map([id.0], |row| row.get(0))?.collect::<Result<_, _>>()?;
                count += connection.execute("DELETE FROM article WHERE id = ?1", [id.0])?;
                for page in page {
                    connection.execute(
                        "DELETE FROM page WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM article WHERE page = ?1)",
                        [page],
                    )?;
                }
            }
            Ok(count)
        })?;
        if count == 0 {
            let error = Error::new(ErrorKind::User, "there are no such articles");
            return Err(error.with_hint("`pullquote list` shows the articles and their numbers"));
        }
        Ok(count)
    }
}
