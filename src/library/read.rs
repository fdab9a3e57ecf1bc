//! Reading rows and articles.

use rusqlite::{Connection, OptionalExtension as _, Row as SqlRow, params};

use crate::article::{
    ArticleId, CopyOf, Document, Listed, Metadata, Published, Row, SharedPassage, Texts,
};
use crate::error::{Error, ErrorKind};
use crate::library::Library;
use crate::library::choices::{Choices, choices};
use crate::library::pack::{Analysis, PageHash, SEPARATOR, expand_text, unpack_spans};
use crate::text::TextSpan;
use crate::text::span::apart;

/// The columns that make a row, in the order of [`row_of`].
pub(super) const ROW: &str = "article.id, word_count, quotation_count, copy_count, story, is_read, is_starred, \
    title_derived, title, source, byline, dateline, published_words, published, language, article.url, \
    people, speakers, tags";

/// Where a page of the list ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    sort: i64,
    id: i64,
}

/// A page as it came, to process again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Original {
    /// A path or an address, to show.
    pub location: String,
    /// The address of the page, if it has one.
    pub url: Option<String>,
    /// The page.
    pub text: String,
    /// Says that the page is HTML.
    pub is_html: bool,
    /// When it was fetched.
    pub fetched: Option<jiff::Timestamp>,
    /// What its container said about the article.
    pub given: Metadata,
}

/// A person of the whole library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The canonical name.
    pub name: String,
    /// Rows that name the person.
    pub articles: u64,
    /// Mentions in them.
    pub mentions: u64,
    /// A role that one of them gives.
    pub role: Option<String>,
}

/// A quotation of the whole library.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// Where it stands.
    pub id: ArticleId,
    /// The title there.
    pub title: String,
    /// The words, with their marks.
    pub words: String,
    /// How sure the speaker is, `0..=1`.
    pub confidence: f32,
}

impl Library {
    /// Returns at most `count` rows of the list, newest first, from where `after` ended; and where to
    /// go on, if there are more.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn rows(
        &self,
        after: Option<Cursor>,
        count: usize,
    ) -> Result<(Vec<Row>, Option<Cursor>), Error> {
        let (mut rows, next) = self.page(after, count, row_of, |row| row.id)?;
        self.reading(|connection| settle(connection, &mut rows))?;
        Ok((rows, next))
    }

    /// Returns what [`Library::rows`] returns, in the form that a long list keeps.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn listed(
        &self,
        after: Option<Cursor>,
        count: usize,
    ) -> Result<(Vec<Listed>, Option<Cursor>), Error> {
        // What the reader says about who is who needs whole rows.
        if !self.reading(choices)?.0.is_empty() {
            let (rows, next) = self.rows(after, count)?;
            return Ok((rows.into_iter().map(Listed::from).collect(), next));
        }
        self.page(after, count, listed_of, |row| row.id)
    }

    /// Reads a page of the list by `read`; `id` says which article a row is.
    fn page<T>(
        &self,
        after: Option<Cursor>,
        count: usize,
        read: fn(&SqlRow<'_>) -> rusqlite::Result<T>,
        id: fn(&T) -> ArticleId,
    ) -> Result<(Vec<T>, Option<Cursor>), Error> {
        let start = after.unwrap_or(Cursor {
            sort: i64::MAX,
            id: i64::MAX,
        });
        let limit = i64::try_from(count).unwrap_or(i64::MAX);
        self.reading(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {ROW}, sort FROM article WHERE copy_of IS NULL AND (sort, id) < (?1, ?2)
                 ORDER BY sort DESC, id DESC LIMIT ?3"
            ))?;
            let mut found = statement.query(params![start.sort, start.id, limit])?;
            let mut rows = Vec::new();
            let mut last = None;
            while let Some(row) = found.next()? {
                let sort = row.get(19)?;
                rows.push(read(row)?);
                last = rows.last().map(|row| Cursor {
                    sort,
                    id: id(row).0,
                });
            }
            let is_full = rows.len() == count;
            Ok((rows, last.filter(|_| is_full)))
        })
    }

    /// Returns the number of rows and how many of them are unread.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn count(&self) -> Result<(u64, u64), Error> {
        self.reading(|connection| {
            connection
                .prepare_cached(
                    "SELECT count(*), count(*) FILTER (WHERE NOT is_read) FROM article
                     WHERE copy_of IS NULL",
                )?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        })
    }

    /// Returns the row of an article.
    ///
    /// # Errors
    /// If there is no such article, or the library cannot be read.
    pub fn row(&self, id: ArticleId) -> Result<Row, Error> {
        let found = self.reading(|connection| row(connection, id))?;
        found.ok_or_else(|| missing(id))
    }

    /// Returns one article, whole.
    ///
    /// # Errors
    /// If there is no such article, or the library cannot be read.
    pub fn document(&self, id: ArticleId) -> Result<Document, Error> {
        let found = self.reading(|connection| document(connection, id))?;
        found.ok_or_else(|| missing(id))
    }

    /// Says whether a page is there already.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn knows(&self, hash: &PageHash) -> Result<bool, Error> {
        self.reading(|connection| knows(connection, hash))
    }

    /// Returns the page that an article came from, as it came.
    ///
    /// # Errors
    /// If there is no such article, or the library cannot be read.
    pub fn original(&self, id: ArticleId) -> Result<Original, Error> {
        let found = self.reading(|connection| {
            connection
                .prepare_cached(
                    "SELECT location, page.url, is_html, fetched, given, original FROM page
                     JOIN article ON page.id = article.page WHERE article.id = ?1",
                )?
                .query_row([id.0], |row| {
                    let given: Option<Vec<u8>> = row.get(4)?;
                    let given = given.and_then(|given| serde_json::from_slice(&given).ok());
                    let fetched: Option<i64> = row.get(3)?;
                    Ok(Original {
                        location: row.get(0)?,
                        url: row.get(1)?,
                        is_html: row.get(2)?,
                        fetched: fetched.and_then(|at| jiff::Timestamp::from_millisecond(at).ok()),
                        given: given.unwrap_or_default(),
                        text: expand_text(row.get_ref(5)?.as_blob()?),
                    })
                })
                .optional()
        })?;
        found.ok_or_else(|| missing(id))
    }

    /// Returns the articles that were made by other than these stages, to be made again.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn made_by_other_stages(&self, stages: u32, count: usize) -> Result<Vec<ArticleId>, Error> {
        let limit = i64::try_from(count).unwrap_or(i64::MAX);
        self.reading(|connection| {
            let sql = "SELECT article FROM content WHERE stages <> ?1 ORDER BY article LIMIT ?2";
            let mut statement = connection.prepare_cached(sql)?;
            let rows =
                statement.query_map(params![stages, limit], |row| row.get(0).map(ArticleId))?;
            rows.collect()
        })
    }

    /// Returns the people of all articles, those in most articles first.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn people(&self, count: usize) -> Result<Vec<Named>, Error> {
        let limit = i64::try_from(count).unwrap_or(i64::MAX);
        self.reading(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT shown.name, count(DISTINCT person.article), sum(mentions), max(role)
                 FROM person JOIN name ON name.id = person.name
                 JOIN name AS shown ON shown.id = coalesce(name.same_as, name.id)
                 JOIN article ON article.id = person.article AND copy_of IS NULL
                 GROUP BY shown.id ORDER BY 2 DESC, 3 DESC, 1 LIMIT ?1",
            )?;
            let rows = statement.query_map([limit], |row| {
                Ok(Named {
                    name: row.get(0)?,
                    articles: row.get(1)?,
                    mentions: row.get(2)?,
                    role: row.get(3)?,
                })
            })?;
            rows.collect()
        })
    }

    /// Returns the quotations of a speaker, newest article first.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn said_by(&self, speaker: &str, count: usize) -> Result<Vec<Said>, Error> {
        let limit = i64::try_from(count).unwrap_or(i64::MAX);
        self.reading(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT article.id, title, first, last, confidence, text FROM quotation
                 JOIN name ON name.id = speaker
                 JOIN article ON article.id = quotation.article AND copy_of IS NULL
                 JOIN content ON content.article = article.id
                 WHERE coalesce(name.same_as, name.id) =
                   (SELECT coalesce(same_as, id) FROM name WHERE name = ?1)
                 ORDER BY sort DESC, article.id DESC, first LIMIT ?2",
            )?;
            let rows = statement.query_map(params![speaker, limit], |row| {
                let text = expand_text(row.get_ref(5)?.as_blob()?);
                let (start, end) = (row.get(2)?, row.get(3)?);
                let words = TextSpan { start, end }.of(&text).to_owned();
                Ok(Said {
                    id: ArticleId(row.get(0)?),
                    title: row.get(1)?,
                    words,
                    confidence: row.get(4)?,
                })
            })?;
            rows.collect()
        })
    }
}

pub(super) fn missing(id: ArticleId) -> Error {
    Error::new(ErrorKind::User, format!("there is no article {}", id.0))
        .with_hint("`pullquote list` shows the articles and their numbers")
}

pub(super) fn knows(connection: &Connection, hash: &PageHash) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM page WHERE hash = ?1")?;
    statement.exists([hash.as_slice()])
}

pub(super) fn row(connection: &Connection, id: ArticleId) -> rusqlite::Result<Option<Row>> {
    let mut row = row_alone(connection, id)?;
    settle(connection, row.as_mut_slice())?;
    Ok(row)
}

/// Puts the names into rows that people go by, as the reader says.
pub(super) fn settle(connection: &Connection, rows: &mut [Row]) -> rusqlite::Result<()> {
    let choices = choices(connection)?;
    if choices.0.is_empty() {
        return Ok(());
    }
    rows.iter_mut()
        .try_for_each(|row| settle_one(connection, &choices, row))
}

fn settle_one(connection: &Connection, choices: &Choices, row: &mut Row) -> rusqlite::Result<()> {
    if !choices.concern(row) {
        choices.rename(row);
        return Ok(());
    }
    let mut statement =
        connection.prepare_cached("SELECT text, analysis FROM content WHERE article = ?1")?;
    let read = |found: &SqlRow<'_>| {
        let text = expand_text(found.get_ref(0)?.as_blob()?);
        let analysis = Analysis::read(found.get_ref(1)?.as_blob()?);
        Ok((text, analysis.annotations))
    };
    if let Some((text, mut annotations)) = statement.query_row([row.id.0], read).optional()? {
        choices.apply(row.id, &text, &mut annotations);
        row.people = annotations.names();
        row.speakers = annotations.speakers();
    }
    Ok(())
}

/// Reads a row as it was written, whatever the reader says about who is who.
pub(super) fn row_alone(connection: &Connection, id: ArticleId) -> rusqlite::Result<Option<Row>> {
    let sql = format!("SELECT {ROW} FROM article WHERE id = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_row([id.0], row_of).optional()
}

/// Reads the columns of [`ROW`].
pub(super) fn row_of(row: &SqlRow<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        id: ArticleId(row.get(0)?),
        word_count: row.get(1)?,
        quotation_count: row.get(2)?,
        copy_count: row.get(3)?,
        story: row.get(4)?,
        is_read: row.get(5)?,
        is_starred: row.get(6)?,
        metadata: metadata_of(row, 7)?,
        people: names(row.get_ref(16)?.as_str()?),
        speakers: names(row.get_ref(17)?.as_str()?),
        tags: names(row.get_ref(18)?.as_str()?),
    })
}

/// Reads the columns of [`ROW`] into little room.
fn listed_of(row: &SqlRow<'_>) -> rusqlite::Result<Listed> {
    let text = |at: usize| Ok::<_, rusqlite::Error>(row.get_ref(at)?.as_str()?);
    let optional = |at: usize| Ok::<_, rusqlite::Error>(row.get_ref(at)?.as_str_or_null()?);
    let texts = Texts {
        title_derived: row.get(7)?,
        title: text(8)?,
        source: optional(9)?,
        byline: optional(10)?,
        dateline: optional(11)?,
        published_words: optional(12)?,
        published: optional(13)?,
        language: optional(14)?,
        url: optional(15)?,
        names: [text(16)?, text(17)?, text(18)?],
    };
    let mut listed = Listed::new(ArticleId(row.get(0)?), &texts);
    listed.word_count = row.get(1)?;
    listed.quotation_count = row.get(2)?;
    listed.copy_count = row.get(3)?;
    listed.story = row.get(4)?;
    listed.is_read = row.get(5)?;
    listed.is_starred = row.get(6)?;
    Ok(listed)
}

/// Reads title, source and the rest from nine columns.
fn metadata_of(row: &SqlRow<'_>, at: usize) -> rusqlite::Result<Metadata> {
    let words: Option<String> = row.get(at + 5)?;
    let resolved: Option<String> = row.get(at + 6)?;
    Ok(Metadata {
        title_derived: row.get(at)?,
        title: row.get(at + 1)?,
        source: row.get(at + 2)?,
        byline: row.get(at + 3)?,
        dateline: row.get(at + 4)?,
        published: words.map(|words| Published { words, resolved }),
        language: row.get(at + 7)?,
        url: row.get(at + 8)?,
    })
}

pub(super) fn names(joined: &str) -> Vec<String> {
    if joined.is_empty() {
        return Vec::new();
    }
    // A list of 100,000 rows has no room to spare.
    let mut out = Vec::with_capacity(joined.matches(SEPARATOR).count() + 1);
    let names = joined.split(SEPARATOR).filter(|name| !name.is_empty());
    out.extend(names.map(str::to_owned));
    out
}

fn document(connection: &Connection, id: ArticleId) -> rusqlite::Result<Option<Document>> {
    let Some(mut row) = row_alone(connection, id)? else {
        return Ok(None);
    };
    let mut statement = connection.prepare_cached(
        "SELECT content.text, sentences, analysis, location, coalesce(raw, original) FROM article
         JOIN content ON content.article = article.id JOIN page ON page.id = page
         WHERE article.id = ?1",
    )?;
    let document = statement
        .query_row([id.0], |found| {
            let text = expand_text(found.get_ref(0)?.as_blob()?);
            let mut analysis = Analysis::read(found.get_ref(2)?.as_blob()?);
            Ok(Document {
                body: analysis.body(text),
                sentences: unpack_spans(found.get_ref(1)?.as_blob()?),
                annotations: analysis.annotations,
                repeats: analysis.repeats,
                removed: analysis.removed,
                location: found.get(3)?,
                raw: expand_text(found.get_ref(4)?.as_blob()?),
                ..Document::default()
            })
        })
        .optional()?;
    let Some(mut document) = document else {
        return Ok(None);
    };
    let choices = choices(connection)?;
    if !choices.0.is_empty() {
        choices.apply(id, &document.body.text, &mut document.annotations);
        settle_one(connection, &choices, &mut row)?;
    }
    Ok(Some(Document {
        shared: shared(connection, id)?,
        copies: copies(connection, id)?,
        story: match row.story {
            Some(story) => same_story(connection, id, story)?,
            None => Vec::new(),
        },
        row,
        ..document
    }))
}

/// Reads which passages other rows have too, whichever of the two came first: of those that overlap one
/// that was read there, otherwise the longest.
///
/// A passage is kept with one earlier article only; others that were read and have it are found through that one.
fn shared(connection: &Connection, id: ArticleId) -> rusqlite::Result<Vec<SharedPassage>> {
    let mut statement = connection.prepare_cached(
        "WITH mine AS (SELECT * FROM passage WHERE article = ?1),
         near AS (
           SELECT other, there_first, there_last, min(article) AS article FROM passage
           WHERE other IN (SELECT other FROM mine) AND article <> ?1
             AND (SELECT is_read FROM article WHERE id = passage.article)
           GROUP BY other, there_first, there_last),
         met (first, last, other) AS (
           SELECT first, last, other FROM mine
           UNION ALL SELECT there_first, there_last, article FROM passage WHERE other = ?1
           UNION ALL SELECT mine.first, mine.last, near.article FROM mine
             JOIN near ON near.other = mine.other
               AND near.there_first <= mine.there_first AND mine.there_last <= near.there_last)
         SELECT first, last, shown.id, shown.title, shown.is_read FROM met
         JOIN article AS far ON far.id = met.other
         JOIN article AS shown ON shown.id = coalesce(far.copy_of, far.id)
         WHERE shown.id <> (SELECT coalesce(copy_of, id) FROM article WHERE id = ?1)
         ORDER BY shown.is_read DESC, last - first DESC, shown.sort, shown.id, first",
    )?;
    let rows = statement.query_map([id.0], |row| {
        Ok(SharedPassage {
            span: TextSpan {
                start: row.get(0)?,
                end: row.get(1)?,
            },
            other: ArticleId(row.get(2)?),
            other_title: row.get(3)?,
            is_seen: row.get(4)?,
        })
    })?;
    let rows: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    Ok(apart(rows, |passage| passage.span))
}

fn copies(connection: &Connection, id: ArticleId) -> rusqlite::Result<Vec<CopyOf>> {
    let mut statement = connection.prepare_cached(
        "SELECT article.id, location, analysis,
           coalesce((SELECT of_one FROM pair WHERE one = ?1 AND other = article.id),
                    (SELECT of_other FROM pair WHERE one = article.id AND other = ?1), 0),
           coalesce((SELECT of_other FROM pair WHERE one = ?1 AND other = article.id),
                    (SELECT of_one FROM pair WHERE one = article.id AND other = ?1), 0)
         FROM article JOIN page ON page.id = page JOIN content ON content.article = article.id
         WHERE copy_of = ?1 ORDER BY article.id",
    )?;
    let rows = statement.query_map([id.0], |row| {
        Ok(CopyOf {
            id: ArticleId(row.get(0)?),
            location: row.get(1)?,
            metadata: Analysis::read(row.get_ref(2)?.as_blob()?).metadata,
            share: row.get(3)?,
            share_of_other: row.get(4)?,
        })
    })?;
    rows.collect()
}

fn same_story(
    connection: &Connection,
    id: ArticleId,
    story: u32,
) -> rusqlite::Result<Vec<(ArticleId, String)>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, title FROM article WHERE story = ?1 AND id <> ?2 AND copy_of IS NULL
         ORDER BY sort DESC, id DESC LIMIT 200",
    )?;
    let rows = statement.query_map(params![story, id.0], |row| {
        Ok((ArticleId(row.get(0)?), row.get(1)?))
    })?;
    rows.collect()
}
