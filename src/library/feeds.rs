//! Feeds, what is known of their entries, and addresses that wait to be fetched.

use rusqlite::{OptionalExtension as _, params};

use crate::article::Metadata;
use crate::error::Error;
use crate::library::Library;
use crate::library::pack::{SEPARATOR, json};
use crate::library::read::names;

/// A feed with what the last look at it gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedState {
    /// Its number.
    pub id: i64,
    /// Where it is.
    pub url: String,
    /// Its title.
    pub title: Option<String>,
    /// The folders around it, outermost first.
    pub folders: Vec<String>,
    /// `ETag` of the last answer.
    pub etag: Option<String>,
    /// `Last-Modified` of the last answer.
    pub modified: Option<String>,
    /// When it was last looked at, in milliseconds since 1970.
    pub checked: Option<i64>,
    /// It is not to be asked before, in milliseconds since 1970.
    pub due: i64,
    /// Failures in a row.
    pub failures: u32,
    /// What went wrong the last time.
    pub problem: Option<String>,
}

/// An address that waits to be fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptLink {
    /// Where the page is.
    pub url: String,
    /// What is known about it.
    pub given: Metadata,
    /// It was read elsewhere.
    pub is_read: bool,
    /// It was starred elsewhere.
    pub is_starred: bool,
    /// Its tags.
    pub tags: Vec<String>,
    /// Failures in a row.
    pub failures: u32,
}

impl Library {
    /// Subscribes to a feed; says whether it is new. Title and folders of a known one are updated.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn add_feed(
        &self,
        url: &str,
        title: Option<&str>,
        folders: &[String],
    ) -> Result<bool, Error> {
        let folder = folders.join(&String::from(SEPARATOR));
        self.writing(|connection| {
            let known = connection
                .prepare_cached("SELECT 1 FROM feed WHERE url = ?1")?
                .exists([url])?;
            connection.execute(
                "INSERT INTO feed (url, title, folder) VALUES (?1, ?2, ?3)
                 ON CONFLICT (url) DO UPDATE SET title = coalesce(excluded.title, title),
                   folder = CASE excluded.folder WHEN '' THEN folder ELSE excluded.folder END",
                params![url, title, folder],
            )?;
            Ok(!known)
        })
    }

    /// Ends a subscription, by address or title; its articles stay. Says whether there was one.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn remove_feed(&self, url_or_title: &str) -> Result<bool, Error> {
        self.writing(|connection| {
            let sql = "DELETE FROM feed WHERE url = ?1 OR title = ?1";
            Ok(connection.execute(sql, [url_or_title])? > 0)
        })
    }

    /// Returns the feeds, by folder and title.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn feeds(&self) -> Result<Vec<FeedState>, Error> {
        self.reading(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT id, url, title, folder, etag, modified, checked, due, failures, problem
                 FROM feed ORDER BY folder, coalesce(title, url), id",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(FeedState {
                    id: row.get(0)?,
                    url: row.get(1)?,
                    title: row.get(2)?,
                    folders: names(row.get_ref(3)?.as_str()?),
                    etag: row.get(4)?,
                    modified: row.get(5)?,
                    checked: row.get(6)?,
                    due: row.get(7)?,
                    failures: row.get(8)?,
                    problem: row.get(9)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Keeps what a look at a feed gave.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn update_feed(&self, feed: &FeedState) -> Result<(), Error> {
        self.writing(|connection| {
            connection
                .prepare_cached(
                    "UPDATE feed SET url = ?2, title = coalesce(?3, title), etag = ?4, modified = ?5,
                       checked = ?6, due = ?7, failures = ?8, problem = ?9 WHERE id = ?1",
                )?
                .execute(params![
                    feed.id,
                    feed.url,
                    feed.title,
                    feed.etag,
                    feed.modified,
                    feed.checked,
                    feed.due,
                    feed.failures,
                    feed.problem
                ])
                .map(|_| ())
        })
    }

    /// Says which of these entries of a feed have been taken before.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn known_entries(&self, feed: i64, names: &[String]) -> Result<Vec<bool>, Error> {
        self.reading(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT 1 FROM entry WHERE feed = ?1 AND hash = ?2")?;
            names
                .iter()
                .map(|name| statement.exists(params![feed, entry_hash(name)]))
                .collect()
        })
    }

    /// Remembers that these entries of a feed have been taken.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn remember_entries(&self, feed: i64, names: &[String]) -> Result<(), Error> {
        self.writing(|connection| {
            let mut statement = connection
                .prepare_cached("INSERT OR IGNORE INTO entry (feed, hash) VALUES (?1, ?2)")?;
            for name in names {
                statement.execute(params![feed, entry_hash(name)])?;
            }
            Ok(())
        })
    }

    /// Keeps addresses to fetch later; known pages and addresses are passed over. Returns how many
    /// are new.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn add_links(&self, links: &[KeptLink]) -> Result<usize, Error> {
        self.writing(|connection| {
            let mut statement = connection.prepare_cached(
                "INSERT INTO link (url, given, state) SELECT ?1, ?2, ?3
                 WHERE NOT EXISTS (SELECT 1 FROM page WHERE url = ?1) ON CONFLICT DO NOTHING",
            )?;
            let mut count = 0;
            for link in links {
                let state = json(&(link.is_read, link.is_starred, &link.tags));
                count += statement.execute(params![link.url, json(&link.given), state])?;
            }
            Ok(count)
        })
    }

    /// Returns addresses that are due at `now`, or not before `latest`, at most `count`.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn due_links(&self, now: i64, latest: i64, count: usize) -> Result<Vec<KeptLink>, Error> {
        let limit = i64::try_from(count).unwrap_or(i64::MAX);
        self.reading(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT url, given, state, failures FROM link WHERE due <= ?1 OR due > ?2 ORDER BY due, url LIMIT ?3",
            )?;
            let rows = statement.query_map(params![now, latest, limit], |row| {
                let given: Vec<u8> = row.get(1)?;
                let state: Vec<u8> = row.get(2)?;
                let state: (bool, bool, Vec<String>) = serde_json::from_slice(&state).unwrap_or_default();
                Ok(KeptLink {
                    url: row.get(0)?,
                    given: serde_json::from_slice(&given).unwrap_or_default(),
                    is_read: state.0,
                    is_starred: state.1,
                    tags: state.2,
                    failures: row.get(3)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Takes an address off the list, once its page is kept, or puts it off.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn finish_link(&self, url: &str, later: Option<(i64, &str)>) -> Result<(), Error> {
        self.writing(|connection| {
            match later {
                None => connection.execute("DELETE FROM link WHERE url = ?1", [url])?,
                Some((due, problem)) => connection.execute(
                    "UPDATE link SET due = ?2, problem = ?3, failures = failures + 1 WHERE url = ?1",
                    params![url, due, problem],
                )?,
            };
            Ok(())
        })
    }

    /// Says whether a page of this address is kept.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn has_page_of(&self, url: &str) -> Result<bool, Error> {
        self.reading(|connection| {
            let mut statement = connection.prepare_cached("SELECT 1 FROM page WHERE url = ?1")?;
            statement
                .query_row([url], |_| Ok(()))
                .optional()
                .map(|found| found.is_some())
        })
    }
}

fn entry_hash(name: &str) -> i64 {
    xxhash_rust::xxh3::xxh3_64(name.as_bytes()).cast_signed()
}
