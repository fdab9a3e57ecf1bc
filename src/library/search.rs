//! Full text search with ranking, and snippets with the words that were found.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::article::{ArticleId, Row};
use crate::error::Error;
use crate::library::read::{ROW, row_alone, row_of, settle};
use crate::library::{Library, fault};
use crate::text::TextSpan;

mod ranked;
mod snippets;

use ranked::{FEW_LISTED, WITH_LISTED, best, listed};
use snippets::{snippets, texts};

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
        let must = self.phrases();
        let not: Vec<String> = phrases(&self.without).collect();
        if must.is_empty() {
            return None;
        }
        let mut out = must.join(" AND ");
        if !not.is_empty() {
            out = format!("({out}) NOT ({})", not.join(" OR "));
        }
        Some(out)
    }

    /// Returns what must stand in an article, each as FTS5 writes it.
    fn phrases(&self) -> Vec<String> {
        let mut must: Vec<String> = phrases(&self.words).collect();
        if self.is_last_a_start
            && let Some(last) = must.last_mut()
        {
            last.push('*');
        }
        must
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

    /// Adds the conditions on the columns of a row, which `column` writes by their names.
    fn conditions(
        &self,
        column: impl Fn(&str) -> String,
        sql: &mut String,
        values: &mut Vec<Value>,
    ) {
        let mut add = |condition: &str, value: Value| {
            values.push(value);
            sql.push_str(" AND ");
            sql.push_str(&condition.replace('?', &format!("?{}", values.len())));
        };
        for (names, parts) in [
            ("people", &self.who),
            ("speakers", &self.said),
            ("source", &self.source),
        ] {
            for part in parts {
                let condition = format!("{} LIKE ? ESCAPE '\\'", column(names));
                add(&condition, like(part));
            }
        }
        for tag in &self.tags {
            let tags = column("tags");
            let condition =
                format!("instr(char(31) || {tags} || char(31), char(31) || ? || char(31)) > 0");
            add(&condition, Value::Text(tag.clone()));
        }
        for (number, is, value) in [
            ("is_read", "=", self.is_read.map(i64::from)),
            ("is_starred", "=", self.is_starred.map(i64::from)),
            ("sort", ">=", self.after),
            ("sort", "<", self.before),
        ] {
            if let Some(value) = value {
                let condition = format!("{} {is} ?", column(number));
                add(&condition, Value::Integer(value));
            }
        }
        if self.words.is_empty() {
            for word in &self.without {
                let expression = format!("\"{}\"", word.replace('"', "\"\""));
                let id = column("id");
                let condition =
                    format!("{id} NOT IN (SELECT rowid FROM words WHERE words MATCH ?)");
                add(&condition, Value::Text(expression));
            }
        }
    }
}

/// Returns a pattern of LIKE for all that has a part; its escape is the backslash.
fn like(part: &str) -> Value {
    let part = part
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    Value::Text(format!("%{part}%"))
}

/// Returns words as phrases of FTS5.
fn phrases(all: &[String]) -> impl Iterator<Item = String> {
    let is_word = |words: &&String| words.chars().any(char::is_alphanumeric);
    let quoted = |words: &String| format!("\"{}\"", words.replace('"', "\"\""));
    all.iter().filter(is_word).map(quoted)
}

impl Library {
    /// Finds rows, the best first where there are words to look for, the newest first otherwise.
    ///
    /// A word finds its inflected forms (Porter's stemmer) with or without diacritics. The title
    /// counts ten times and the source twice as much as the text (BM25). Where more than 1,500 articles hold
    /// all that is looked for, the last 1,500 to come are ranked. Words that more than half of the newest articles
    /// have do not count beside others.
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
    let mut rows = if let Some(expression) = expression {
        let best = best(connection, search, expression, count)?;
        let rows = best.into_iter();
        rows.filter_map(|id| row_alone(connection, id).transpose())
            .collect::<rusqlite::Result<Vec<Row>>>()?
    } else {
        newest(connection, search, count)?
    };
    settle(connection, &mut rows)?;
    Ok(rows)
}

/// Returns the newest rows that everything holds for, where no words are looked for.
fn newest(connection: &Connection, search: &Search, count: usize) -> rusqlite::Result<Vec<Row>> {
    let mut values: Vec<Value> = vec![Value::Integer(i64::try_from(count).unwrap_or(i64::MAX))];
    let (mut with, mut conditions) = ("", String::new());
    if let Some(listed) = listed(connection, search, FEW_LISTED)? {
        with = WITH_LISTED;
        values.push(listed);
        conditions.push_str(" AND id IN (SELECT id FROM listed)");
    }
    search.conditions(str::to_owned, &mut conditions, &mut values);
    let mut statement = connection.prepare_cached(&format!(
        "{with} SELECT {ROW} FROM article WHERE copy_of IS NULL {conditions}
         ORDER BY sort DESC, id DESC LIMIT ?1"
    ))?;
    let rows = statement.query_map(params_from_iter(values), row_of)?;
    rows.collect()
}
