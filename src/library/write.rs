//! Adding pages and articles, all of one batch or nothing.

use std::sync::MutexGuard;

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::article::{ArticleId, Metadata};
use crate::error::Error;
use crate::library::fault::of;
use crate::library::pack::{Packed, PackedPage, PageHash, SEPARATOR, expand_text, unpack_spans};
use crate::library::read;
use crate::text::TextSpan;

/// A transaction that writes; dropped without [`Writer::commit`] it leaves nothing.
#[derive(Debug)]
pub struct Writer<'l> {
    connection: MutexGuard<'l, Connection>,
    is_done: bool,
}

/// An article to compare another one with, still packed: whoever compares unpacks it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    text: Vec<u8>,
    sentences: Vec<u8>,
}

impl Candidate {
    /// Returns its text and its sentences.
    pub fn unpack(&self) -> (String, Vec<TextSpan>) {
        (expand_text(&self.text), unpack_spans(&self.sentences))
    }
}

/// How much two articles share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The one that came later.
    pub one: ArticleId,
    /// The one that came earlier.
    pub other: ArticleId,
    /// The part of the one that stands in the other, `0..=1`.
    pub of_one: f32,
    /// The part of the other that stands in the one, `0..=1`.
    pub of_other: f32,
}

/// A passage of one article that an earlier one has too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassageHere {
    /// Where it is here.
    pub span: TextSpan,
    /// The earlier article.
    pub other: ArticleId,
    /// Where it is there.
    pub there: TextSpan,
}

/// An article as far as choosing among copies needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kin {
    /// Which.
    pub id: ArticleId,
    /// Its own title, source and date.
    pub metadata: Metadata,
    /// Words of its body.
    pub word_count: u32,
    /// Read state.
    pub is_read: bool,
    /// Starred by the reader.
    pub is_starred: bool,
}

impl<'l> Writer<'l> {
    pub(super) fn begin(connection: MutexGuard<'l, Connection>) -> Result<Self, Error> {
        connection
            .execute_batch("BEGIN IMMEDIATE")
            .map_err(|error| of(&error))?;
        Ok(Self {
            connection,
            is_done: false,
        })
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Saves everything; once this has returned, no kill takes it away.
    ///
    /// # Errors
    /// If the disk is full or cannot be written; nothing is saved then.
    pub fn commit(mut self) -> Result<(), Error> {
        self.connection
            .execute_batch("COMMIT")
            .map_err(|error| of(&error))?;
        self.is_done = true;
        Ok(())
    }

    /// Says whether a page is there already.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn knows(&self, hash: &PageHash) -> Result<bool, Error> {
        read::knows(&self.connection, hash).map_err(|error| of(&error))
    }

    /// Adds a page and returns its number, or `None` if it is there already. `now` is in
    /// milliseconds since 1970.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn add_page(&self, page: &PackedPage, now: i64) -> Result<Option<i64>, Error> {
        let insert = || -> rusqlite::Result<Option<i64>> {
            let mut statement = self.connection.prepare_cached(
                "INSERT INTO page (hash, location, url, is_html, fetched, added, given, original, raw)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (hash) DO NOTHING",
            )?;
            let count = statement.execute(params![
                page.hash.as_slice(),
                page.location,
                page.url,
                page.is_html,
                page.fetched,
                now,
                page.given,
                page.original,
                page.raw
            ])?;
            Ok((count == 1).then(|| self.connection.last_insert_rowid()))
        };
        insert().map_err(|error| of(&error))
    }

    /// Adds an article of a page, in the order of the page.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn add_article(
        &self,
        page: i64,
        ordinal: usize,
        packed: &Packed,
    ) -> Result<ArticleId, Error> {
        self.insert_article(page, ordinal, packed)
            .map_err(|error| of(&error))
    }

    fn insert_article(
        &self,
        page: i64,
        ordinal: usize,
        packed: &Packed,
    ) -> rusqlite::Result<ArticleId> {
        let (row, metadata) = (&packed.row, &packed.row.metadata);
        let published = metadata.published.as_ref();
        self.connection
            .prepare_cached(
                "INSERT INTO article (page, ordinal, sort, is_read, is_starred, word_count,
                   quotation_count, title_derived, title, source, byline, dateline, published_words,
                   published, language, url, people, speakers, tags)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
                   ?18, ?19)",
            )?
            .execute(params![
                page,
                i64::try_from(ordinal).unwrap_or(i64::MAX),
                packed.sort,
                row.is_read,
                row.is_starred,
                row.word_count,
                row.quotation_count,
                metadata.title_derived,
                metadata.title,
                metadata.source,
                metadata.byline,
                metadata.dateline,
                published.map(|published| &published.words),
                published.and_then(|published| published.resolved.as_ref()),
                metadata.language,
                metadata.url,
                joined(&row.people),
                joined(&row.speakers),
                joined(&row.tags)
            ])?;
        let id = self.connection.last_insert_rowid();
        self.insert_content(id, packed)?;
        Ok(ArticleId(id))
    }

    fn insert_content(&self, id: i64, packed: &Packed) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO content (article, stages, text, sentences, analysis)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                id,
                packed.stages,
                packed.text,
                packed.sentences,
                packed.analysis
            ])?;
        let metadata = &packed.row.metadata;
        self.connection
            .prepare_cached(
                "INSERT INTO words (rowid, title, text, source) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![id, metadata.title, packed.plain, metadata.source])?;
        for (name, mentions, role) in &packed.people {
            let name = self.name(name)?;
            self.connection
                .prepare_cached(
                    "INSERT INTO person (article, name, mentions, role) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions",
                )?
                .execute(params![
                    id,
                    name,
                    i64::try_from(*mentions).unwrap_or(0),
                    role
                ])?;
        }
        for (span, speaker) in &packed.quotations {
            let (speaker, confidence) = match speaker {
                Some((name, confidence)) => (Some(self.name(name)?), Some(*confidence)),
                None => (None, None),
            };
            self.connection
                .prepare_cached(
                    "INSERT OR IGNORE INTO quotation (article, first, last, speaker, confidence)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![id, span.start, span.end, speaker, confidence])?;
        }
        Ok(())
    }

    fn name(&self, name: &str) -> rusqlite::Result<i64> {
        let known = self
            .connection
            .prepare_cached("SELECT id FROM name WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()?;
        if let Some(id) = known {
            return Ok(id);
        }
        self.connection
            .prepare_cached("INSERT INTO name (name) VALUES (?1)")?
            .execute([name])?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Puts what newer stages made of an article in the place of what older ones made. The reader's
    /// state stays.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn replace_article(&self, id: ArticleId, packed: &Packed) -> Result<(), Error> {
        let replace = || -> rusqlite::Result<()> {
            for table in ["content", "person", "quotation"] {
                let sql = format!("DELETE FROM {table} WHERE article = ?1");
                self.connection.prepare_cached(&sql)?.execute([id.0])?;
            }
            self.connection
                .prepare_cached("DELETE FROM words WHERE rowid = ?1")?
                .execute([id.0])?;
            self.insert_content(id.0, packed)?;
            let row = &packed.row;
            self.connection
                .prepare_cached(
                    "UPDATE article SET word_count = ?2, quotation_count = ?3, people = ?4,
                       speakers = ?5, sort = ?6 WHERE id = ?1",
                )?
                .execute(params![
                    id.0,
                    row.word_count,
                    row.quotation_count,
                    joined(&row.people),
                    joined(&row.speakers),
                    packed.sort
                ])?;
            self.show_as(id, &row.metadata)
        };
        replace().map_err(|error| of(&error))
    }

    /// Returns the text and the sentences of an article; nothing if it has gone.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn candidate(&self, id: ArticleId) -> Result<Option<Candidate>, Error> {
        self.connection
            .prepare_cached("SELECT text, sentences FROM content WHERE article = ?1")
            .and_then(|mut statement| {
                statement
                    .query_row([id.0], |row| {
                        Ok(Candidate {
                            text: row.get(0)?,
                            sentences: row.get(1)?,
                        })
                    })
                    .optional()
            })
            .map_err(|error| of(&error))
    }

    /// Returns a number that changes whenever another connection has written.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn data_version(&self) -> Result<i64, Error> {
        self.connection
            .prepare_cached("PRAGMA data_version")
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .map_err(|error| of(&error))
    }

    /// Returns a setting.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn setting(&self, name: &str) -> Result<Option<String>, Error> {
        self.connection
            .prepare_cached("SELECT value FROM setting WHERE name = ?1")
            .and_then(|mut statement| statement.query_row([name], |row| row.get(0)).optional())
            .map_err(|error| of(&error))
    }

    /// Keeps a setting.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_setting(&self, name: &str, value: &str) -> Result<(), Error> {
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)")
            .and_then(|mut statement| statement.execute([name, value]))
            .map(|_| ())
            .map_err(|error| of(&error))
    }

    /// Keeps how much two articles share.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn add_pair(&self, pair: &Pair) -> Result<(), Error> {
        self.connection
            .prepare_cached(
                // No REPLACE, which has a savepoint made for each of the many pairs.
                "INSERT INTO pair (one, other, of_one, of_other) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET of_one = excluded.of_one, of_other = excluded.of_other",
            )
            .and_then(|mut statement| {
                statement.execute(params![
                    pair.one.0,
                    pair.other.0,
                    pair.of_one,
                    pair.of_other
                ])
            })
            .map(|_| ())
            .map_err(|error| of(&error))
    }

    /// Keeps the passages of an article that earlier ones have too.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn add_passages(&self, id: ArticleId, passages: &[PassageHere]) -> Result<(), Error> {
        let insert = || -> rusqlite::Result<()> {
            let mut statement = self.connection.prepare_cached(
                "INSERT INTO passage (article, first, last, other, there_first, there_last)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT DO UPDATE SET last = excluded.last, other = excluded.other,
                   there_first = excluded.there_first, there_last = excluded.there_last",
            )?;
            for passage in passages {
                let (span, there) = (passage.span, passage.there);
                let other = passage.other.0;
                statement.execute(params![
                    id.0,
                    span.start,
                    span.end,
                    other,
                    there.start,
                    there.end
                ])?;
            }
            Ok(())
        };
        insert().map_err(|error| of(&error))
    }

    /// Returns the articles that hang together with `id` by pairs that `joins` accepts, at most
    /// `most`, and all pairs among them.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn kin(
        &self,
        id: ArticleId,
        most: usize,
        joins: impl Fn(&Pair) -> bool,
    ) -> Result<(Vec<Kin>, Vec<Pair>), Error> {
        let gather = || -> rusqlite::Result<(Vec<Kin>, Vec<Pair>)> {
            let mut members = std::collections::BTreeSet::from([id]);
            let mut pairs = Vec::new();
            let mut open = vec![id];
            while let Some(next) = open.pop() {
                for pair in self.pairs_of(next)? {
                    let far = if pair.one == next {
                        pair.other
                    } else {
                        pair.one
                    };
                    if joins(&pair) && members.len() < most && members.insert(far) {
                        open.push(far);
                    }
                    // Each pair is seen from both ends; it is kept once.
                    if pair.one == next {
                        pairs.push(pair);
                    }
                }
            }
            pairs.retain(|pair| members.contains(&pair.one) && members.contains(&pair.other));
            let kin: rusqlite::Result<Vec<_>> =
                members.iter().map(|&id| self.one_kin(id)).collect();
            Ok((kin?, pairs))
        };
        gather().map_err(|error| of(&error))
    }

    fn pairs_of(&self, id: ArticleId) -> rusqlite::Result<Vec<Pair>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT one, other, of_one, of_other FROM pair WHERE one = ?1
             UNION ALL SELECT one, other, of_one, of_other FROM pair WHERE other = ?1",
        )?;
        let rows = statement.query_map([id.0], |row| {
            Ok(Pair {
                one: ArticleId(row.get(0)?),
                other: ArticleId(row.get(1)?),
                of_one: row.get(2)?,
                of_other: row.get(3)?,
            })
        })?;
        rows.collect()
    }

    fn one_kin(&self, id: ArticleId) -> rusqlite::Result<Kin> {
        self.connection
            .prepare_cached(
                "SELECT word_count, is_read, is_starred, analysis FROM article
                 JOIN content ON content.article = id WHERE id = ?1",
            )?
            .query_row([id.0], |row| {
                Ok(Kin {
                    id,
                    word_count: row.get(0)?,
                    is_read: row.get(1)?,
                    is_starred: row.get(2)?,
                    metadata: super::pack::Analysis::read(row.get_ref(3)?.as_blob()?).metadata,
                })
            })
    }

    /// Makes `first` the row that stands for all of `members`, shown with `metadata`; it takes over
    /// the state of the others: read if one was read, starred if one was starred.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_group(
        &self,
        first: ArticleId,
        members: &[Kin],
        metadata: &Metadata,
    ) -> Result<(), Error> {
        let group = || -> rusqlite::Result<()> {
            let is_read = members.iter().any(|kin| kin.is_read);
            let is_starred = members.iter().any(|kin| kin.is_starred);
            for kin in members {
                let copy_of = (kin.id != first).then_some(first.0);
                let count = if copy_of.is_none() { members.len() } else { 1 };
                self.connection
                    .prepare_cached(
                        "UPDATE article SET copy_of = ?2, copy_count = ?3, is_read = ?4,
                           is_starred = ?5 WHERE id = ?1",
                    )?
                    .execute(params![
                        kin.id.0,
                        copy_of,
                        i64::try_from(count).unwrap_or(i64::MAX),
                        is_read,
                        is_starred
                    ])?;
                self.show_as(
                    kin.id,
                    if copy_of.is_none() {
                        metadata
                    } else {
                        &kin.metadata
                    },
                )?;
            }
            Ok(())
        };
        group().map_err(|error| of(&error))
    }

    /// Shows an article as a row of its own.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn show_alone(&self, id: ArticleId, metadata: &Metadata) -> Result<(), Error> {
        self.show_as(id, metadata).map_err(|error| of(&error))
    }

    fn show_as(&self, id: ArticleId, metadata: &Metadata) -> rusqlite::Result<()> {
        let published = metadata.published.as_ref();
        self.connection
            .prepare_cached(
                "UPDATE article SET title = ?2, title_derived = ?3, source = ?4, byline = ?5,
                   dateline = ?6, published_words = ?7, published = ?8, language = ?9, url = ?10
                 WHERE id = ?1",
            )?
            .execute(params![
                id.0,
                metadata.title,
                metadata.title_derived,
                metadata.source,
                metadata.byline,
                metadata.dateline,
                published.map(|published| &published.words),
                published.and_then(|published| published.resolved.as_ref()),
                metadata.language,
                metadata.url
            ])?;
        Ok(())
    }

    /// Says which story articles tell.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn set_stories(&self, stories: &[(ArticleId, Option<u32>)]) -> Result<(), Error> {
        let set = || -> rusqlite::Result<()> {
            let mut statement = self
                .connection
                .prepare_cached("UPDATE article SET story = ?2 WHERE id = ?1")?;
            for (id, story) in stories {
                statement.execute(params![id.0, story])?;
            }
            Ok(())
        };
        set().map_err(|error| of(&error))
    }
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        if !self.is_done {
            // SQLite has rolled back already where it could not go on.
            let _already = self.connection.execute_batch("ROLLBACK").err();
        }
    }
}

/// Joins names for one column.
pub(super) fn joined(names: &[String]) -> String {
    names.join(&String::from(SEPARATOR))
}
