//! Full text search with ranking, and snippets with the words that were found.

use std::collections::BTreeSet;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

use crate::article::{ArticleId, Row};
use crate::error::Error;
use crate::library::pack::expand_text;
use crate::library::read::{ROW, row_alone, row_of, settle};
use crate::library::{Library, fault};
use crate::text::TextSpan;

/// Around words in a snippet; no text has these, as the sanitising door lets none through.
const LIT: (char, char) = ('\u{2}', '\u{3}');
/// Words of a snippet.
const SNIPPET_WORDS: u32 = 24;

/// What to look for; all of it must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Words, and phrases of several words, that must stand in title, text or source.
    pub words: Vec<String>,
    /// Says that the last of the words may be the start of one.
    pub is_last_a_start: bool,
    /// Words and phrases that must not.
    pub without: Vec<String>,
    /// Parts of the names of people who must be named.
    pub who: Vec<String>,
    /// Parts of the names of people who must be quoted.
    pub said: Vec<String>,
    /// Parts of the source's name.
    pub source: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Read or unread only.
    pub is_read: Option<bool>,
    /// Starred or not only.
    pub is_starred: Option<bool>,
    /// Not before, in seconds since 1970.
    pub after: Option<i64>,
    /// Before, in seconds since 1970.
    pub before: Option<i64>,
}

/// A row that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The row; for a copy, the row that stands for it.
    pub row: Row,
    /// A piece of the text around the words.
    pub snippet: String,
    /// The words in the snippet.
    pub lit: Vec<TextSpan>,
}

impl Search {
    /// Returns the expression for FTS5, or `None` where there are no words to look for.
    fn expression(&self) -> Option<String> {
        let quoted = |words: &String| format!("\"{}\"", words.replace('"', "\"\""));
        let is_word = |words: &&String| words.chars().any(char::is_alphanumeric);
        let mut must: Vec<String> = self.words.iter().filter(is_word).map(quoted).collect();
        if self.is_last_a_start
            && let Some(last) = must.last_mut()
        {
            last.push('*');
        }
        let not: Vec<String> = self.without.iter().filter(is_word).map(quoted).collect();
        if must.is_empty() {
            return None;
        }
        let mut out = must.join(" AND ");
        if !not.is_empty() {
            out = format!("({out}) NOT ({})", not.join(" OR "));
        }
        Some(out)
    }

    /// Says that nothing but words is looked for.
    fn is_words_alone(&self) -> bool {
        let words = Self {
            words: self.words.clone(),
            is_last_a_start: self.is_last_a_start,
            without: self.without.clone(),
            ..Self::default()
        };
        *self == words
    }

    /// Adds the conditions on the columns of `article`.
    fn conditions(&self, sql: &mut String, values: &mut Vec<Value>) {
        let mut add = |condition: &str, value: Value| {
            values.push(value);
            sql.push_str(" AND ");
            sql.push_str(&condition.replace('?', &format!("?{}", values.len())));
        };
        let like = |part: &str| {
            let part = part
                .replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_");
            Value::Text(format!("%{part}%"))
        };
        for (column, parts) in [
            ("people", &self.who),
            ("speakers", &self.said),
            ("source", &self.source),
        ] {
            for part in parts {
                add(&format!("article.{column} LIKE ? ESCAPE '\\'"), like(part));
            }
        }
        for tag in &self.tags {
            let condition =
                "instr(char(31) || article.tags || char(31), char(31) || ? || char(31)) > 0";
            add(condition, Value::Text(tag.clone()));
        }
        if let Some(is_read) = self.is_read {
            add("article.is_read = ?", Value::Integer(is_read.into()));
        }
        if let Some(is_starred) = self.is_starred {
            add("article.is_starred = ?", Value::Integer(is_starred.into()));
        }
        if let Some(after) = self.after {
            add("article.sort >= ?", Value::Integer(after));
        }
        if let Some(before) = self.before {
            add("article.sort < ?", Value::Integer(before));
        }
        if self.words.is_empty() {
            for word in &self.without {
                let expression = format!("\"{}\"", word.replace('"', "\"\""));
                let condition = "article.id NOT IN (SELECT rowid FROM words WHERE words MATCH ?)";
                add(condition, Value::Text(expression));
            }
        }
    }
}

impl Library {
    /// Finds rows, the best first where there are words to look for, the newest first otherwise.
    ///
    /// A word finds its inflected forms (Porter's stemmer) with or without diacritics. The title
    /// counts ten times and the source twice as much as the text (BM25). Where more than 1,500 articles hold
    /// all that is looked for, the last 1,500 to come are ranked.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn search(&self, search: &Search, count: usize) -> Result<Vec<Hit>, Error> {
        let expression = search.expression();
        let rows =
            self.reading(|connection| found(connection, search, expression.as_deref(), count))?;
        let Some(expression) = expression else {
            let hit = |row| Hit {
                row,
                snippet: String::new(),
                lit: Vec::new(),
            };
            return Ok(rows.into_iter().map(hit).collect());
        };
        let texts = self.reading(|connection| texts(connection, &rows))?;
        let snippets = snippets(&texts, &expression).map_err(|error| fault::of(&error))?;
        let hit = |(row, (snippet, lit))| Hit { row, snippet, lit };
        Ok(rows.into_iter().zip(snippets).map(hit).collect())
    }

    /// Returns the articles that hold all the words, in no order that matters: for the filter bar.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn matching(&self, search: &Search) -> Result<Vec<ArticleId>, Error> {
        let Some(expression) = search.expression() else {
            return Ok(Vec::new());
        };
        self.reading(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT rowid FROM words WHERE words MATCH ?1")?;
            let rows = statement.query_map([expression], |row| row.get(0).map(ArticleId))?;
            rows.collect()
        })
    }
}

fn found(
    connection: &Connection,
    search: &Search,
    expression: Option<&str>,
    count: usize,
) -> rusqlite::Result<Vec<Row>> {
    if let Some(expression) = expression
        && search.is_words_alone()
    {
        return found_by_words(connection, expression, count);
    }
    let mut values: Vec<Value> = vec![Value::Integer(i64::try_from(count).unwrap_or(i64::MAX))];
    let mut conditions = String::new();
    let sql = if let Some(expression) = expression {
        values.push(Value::Text(expression.to_owned()));
        search.conditions(&mut conditions, &mut values);
        // A copy is found under the row that stands for it. The words are looked up first, and only hits that
        // everything else holds for are ranked.
        format!(
            "WITH best AS MATERIALIZED (
                   SELECT article.id AS shown_id, bm25(words, 10.0, 1.0, 2.0) AS rank
                   FROM words CROSS JOIN article AS own ON own.id = words.rowid
                   CROSS JOIN article ON article.id = coalesce(own.copy_of, own.id)
                   WHERE words MATCH ?2 {conditions} ORDER BY words.rowid DESC LIMIT {MOST_RANKED}
                 ),
                 shown AS (SELECT shown_id, min(rank) AS rank FROM best GROUP BY 1)
                 SELECT {ROW} FROM shown JOIN article ON article.id = shown_id
                 ORDER BY shown.rank, article.id DESC LIMIT ?1"
        )
    } else {
        search.conditions(&mut conditions, &mut values);
        format!(
            "SELECT {ROW} FROM article WHERE copy_of IS NULL {conditions}
                 ORDER BY sort DESC, id DESC LIMIT ?1"
        )
    };
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(values), row_of)?;
    let mut rows = rows.collect::<rusqlite::Result<Vec<Row>>>()?;
    settle(connection, &mut rows)?;
    Ok(rows)
}

/// Does what [`found`] does where only words are looked for: of the hits only the best are looked up among the rows.
fn found_by_words(
    connection: &Connection,
    expression: &str,
    count: usize,
) -> rusqlite::Result<Vec<Row>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT rowid, bm25(words, 10.0, 1.0, 2.0) FROM words WHERE words MATCH ?1
         ORDER BY rowid DESC LIMIT {MOST_RANKED}"
    ))?;
    let hits = statement.query_map([expression], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut hits = hits.collect::<rusqlite::Result<Vec<(i64, f64)>>>()?;
    hits.sort_unstable_by(|(one, better), (other, worse)| {
        better.total_cmp(worse).then(other.cmp(one))
    });
    let mut stands_for = connection.prepare_cached("SELECT copy_of FROM article WHERE id = ?1")?;
    let (mut shown, mut out) = (BTreeSet::new(), Vec::new());
    for equals in hits.chunk_by(|(_, one), (_, other)| one.total_cmp(other).is_eq()) {
        let mut ids = BTreeSet::new();
        for &(id, _) in equals {
            let copy_of: Option<Option<i64>> =
                stands_for.query_row([id], |row| row.get(0)).optional()?;
            // An article that has gone meanwhile is none.
            ids.extend(copy_of.map(|copy_of| copy_of.unwrap_or(id)));
        }
        let ids = ids.into_iter().rev().filter(|id| shown.insert(*id));
        out.extend(ids.map(ArticleId));
        if out.len() >= count {
            break;
        }
    }
    out.truncate(count);
    let rows = out
        .into_iter()
        .filter_map(|id| row_alone(connection, id).transpose());
    let mut rows = rows.collect::<rusqlite::Result<Vec<Row>>>()?;
    settle(connection, &mut rows)?;
    Ok(rows)
}

/// Hits that are ranked: of words that more articles have, those that came last, since ranking costs a look
/// at each.
const MOST_RANKED: u32 = 1500;

fn texts(connection: &Connection, rows: &[Row]) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached("SELECT text FROM content WHERE article = ?1")?;
    let text = |row: &Row| {
        statement.query_row([row.id.0], |found| {
            Ok(expand_text(found.get_ref(0)?.as_blob()?))
        })
    };
    rows.iter().map(text).collect()
}

/// Makes snippets with a small index of the texts that were found, so that they agree with the
/// search to the letter.
fn snippets(texts: &[String], expression: &str) -> rusqlite::Result<Vec<(String, Vec<TextSpan>)>> {
    let connection = Connection::open_in_memory()?;
    connection.execute_batch(
        "CREATE VIRTUAL TABLE words USING fts5 (title, text, source,
           tokenize = \"porter unicode61 remove_diacritics 2\")",
    )?;
    let mut insert = connection.prepare("INSERT INTO words (rowid, text) VALUES (?1, ?2)")?;
    for (number, text) in (1_i64..).zip(texts) {
        insert.execute((number, text))?;
    }
    drop(insert);
    let mut statement = connection.prepare(&format!(
        "SELECT snippet(words, 1, char(2), char(3), '…', {SNIPPET_WORDS}) FROM words
         WHERE words MATCH ?1 AND rowid = ?2"
    ))?;
    let mut out = Vec::with_capacity(texts.len());
    for (number, text) in (1_i64..).zip(texts) {
        let mut rows = statement.query((expression, number))?;
        out.push(match rows.next()? {
            Some(row) => lit(row.get_ref(0)?.as_str()?),
            // The words stand in the title or the source alone.
            None => (start_of(text), Vec::new()),
        });
    }
    Ok(out)
}

fn start_of(text: &str) -> String {
    let words: Vec<&str> = text
        .split_whitespace()
        .take(SNIPPET_WORDS as usize)
        .collect();
    let mut out = words.join(" ");
    out.push('…');
    out
}

/// Takes the marks out of a snippet and returns what stood between them.
fn lit(marked: &str) -> (String, Vec<TextSpan>) {
    let (mut out, mut spans) = (String::with_capacity(marked.len()), Vec::new());
    let mut start = 0;
    for c in marked.chars() {
        match c {
            _ if c == LIT.0 => start = out.len(),
            _ if c == LIT.1 => spans.push(TextSpan::new(start, out.len())),
            '\n' | '\t' => out.push(' '),
            _ => out.push(c),
        }
    }
    (out, spans)
}
