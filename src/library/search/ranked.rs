//! The best of what has all the words.
//!
//! What costs time in a large library is the ranking (BM25): it walks over all articles that have a word to learn how
//! rare it is, and looks at each hit. So only the newest hits are ranked, those that everything else holds for, and by
//! those words that tell one article from another.

use std::collections::BTreeSet;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

use crate::article::ArticleId;
use crate::library::search::{Search, like};

/// Hits that are ranked: of words that more articles have, those that came last, since ranking costs a look
/// at each.
const MOST_RANKED: usize = 1500;
/// Articles that a condition may hold for to be looked up before the words: with more, most hits are looked up one by
/// one until there are enough.
const MOST_LISTED: i64 = 10_000;
/// The same where no words are looked for: each is looked at then, while of more the newest are soon found.
pub(super) const FEW_LISTED: i64 = 2000;
/// Articles that came last, by which it is told how common a word is; a word that half of them have is common.
const NEWEST: i64 = 1000;

/// A hit: the number of the article, and its rank, the lower the better.
type Hit = (i64, f64);

/// Returns the best rows for a search whose words are `expression`, the best first. A copy is found under the row
/// that stands for it.
pub(super) fn best(
    connection: &Connection,
    search: &Search,
    expression: &str,
    count: usize,
) -> rusqlite::Result<Vec<ArticleId>> {
    let telling = telling(connection, search, NEWEST)?;
    let mut hits = hits(connection, search, expression, telling.is_none())?;
    if let Some(telling) = telling {
        hits = ranked(connection, &telling, &hits)?;
    }
    hits.sort_unstable_by(|(one, better), (other, worse)| {
        better.total_cmp(worse).then(other.cmp(one))
    });
    shown(connection, &hits, count)
}

/// Returns the hits that everything holds for, the newest first, with their rank by all the words if `is_ranked`.
fn hits(
    connection: &Connection,
    search: &Search,
    expression: &str,
    is_ranked: bool,
) -> rusqlite::Result<Vec<Hit>> {
    let rank = if is_ranked { RANK } else { "0.0" };
    let mut values = vec![Value::Text(expression.to_owned())];
    let (mut with, mut from, mut conditions) = ("", "words", String::new());
    if !search.is_words_alone() {
        from = "words CROSS JOIN article AS own ON own.id = words.rowid
                LEFT JOIN article AS head ON head.id = own.copy_of";
        if let Some(listed) = listed(connection, search, MOST_LISTED)? {
            with = WITH_LISTED;
            values.push(listed);
            // Not by its name alone: FTS5 would look up one number after the other.
            conditions.push_str(" AND +words.rowid IN (SELECT id FROM listed)");
        }
        // Most articles are their own rows, and are not to be looked up twice.
        let column = |name: &str| format!("iif(head.id IS NULL, own.{name}, head.{name})");
        search.conditions(column, &mut conditions, &mut values);
    }
    let mut statement = connection.prepare_cached(&format!(
        "{with} SELECT words.rowid, {rank} FROM {from} WHERE words MATCH ?1 {conditions}
         ORDER BY words.rowid DESC LIMIT {MOST_RANKED}"
    ))?;
    let hits = statement.query_map(params_from_iter(values), |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    hits.collect()
}

/// The title counts ten times and the source twice as much as the text.
const RANK: &str = "bm25(words, 10.0, 1.0, 2.0)";

/// Ranks hits, which are the newest first, by other words than those that found them.
fn ranked(connection: &Connection, expression: &str, hits: &[Hit]) -> rusqlite::Result<Vec<Hit>> {
    let Some(&(oldest, _)) = hits.last() else {
        return Ok(Vec::new());
    };
    let ids: Vec<i64> = hits.iter().map(|&(id, _)| id).collect();
    let ids = serde_json::to_string(&ids).unwrap_or_default();
    let mut statement = connection.prepare_cached(&format!(
        "SELECT rowid, {RANK} FROM words WHERE words MATCH ?1 AND rowid >= ?2
           AND +rowid IN (SELECT value FROM json_each(?3))"
    ))?;
    let hits = statement.query_map((expression, oldest, ids), |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    hits.collect()
}

/// Returns the rows of the best of sorted hits.
fn shown(connection: &Connection, hits: &[Hit], count: usize) -> rusqlite::Result<Vec<ArticleId>> {
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
    Ok(out)
}

/// Returns the expression to rank by, where not all the words tell one article from another.
///
/// A word that more than half of all articles have weighs nothing beside others (BM25), but to learn that takes a walk
/// over all of them, most of the time of a search. So common words are left out, of a phrase those at its ends. Where
/// there are no others, the longest of them stands for all.
fn telling(
    connection: &Connection,
    search: &Search,
    newest: i64,
) -> rusqlite::Result<Option<String>> {
    let phrases = search.phrases();
    let words = phrases.iter().flat_map(|phrase| words_of(phrase));
    if words.clone().count() < 2 {
        return Ok(None);
    }
    let mut common = BTreeSet::new();
    for word in words.clone() {
        if is_common(connection, word, newest)? {
            common.insert(word);
        }
    }
    if common.is_empty() {
        return Ok(None);
    }
    let is_common = |word: &&str| common.contains(word);
    let mut telling = Vec::new();
    for phrase in &phrases {
        let words: Vec<&str> = words_of(phrase).collect();
        let start = words.iter().take_while(|word| is_common(word)).count();
        let end = words.iter().rposition(|word| !is_common(word));
        let rest = end.and_then(|end| words.get(start..=end));
        let mark = if phrase.ends_with('*') { "*" } else { "" };
        telling.extend(rest.map(|rest| format!("\"{}\"{mark}", rest.join(" "))));
    }
    if telling.is_empty() {
        let longest = words.max_by_key(|word| word.len());
        telling.extend(longest.map(|word| format!("\"{word}\"")));
    }
    Ok(Some(telling.join(" AND ")))
}

/// Returns the words of a phrase as FTS5 writes it.
fn words_of(phrase: &str) -> impl Iterator<Item = &str> + Clone {
    let words = phrase.trim_end_matches('*').trim_matches('"');
    words
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric))
}

/// Says whether at least half of the newest articles have a word.
fn is_common(connection: &Connection, word: &str, newest: i64) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare_cached(
        "SELECT count(*) = ?2 AND min(rowid) >= (SELECT max(id) FROM article) - 2 * ?2
         FROM (SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rowid DESC LIMIT ?2)",
    )?;
    statement.query_row((format!("\"{word}\""), newest / 2), |row| row.get(0))
}

const SAID: &str = "SELECT article FROM name CROSS JOIN quotation ON speaker = name.id
    WHERE name.name LIKE ?2 ESCAPE '\\'";
const WHO: &str = "SELECT article FROM name CROSS JOIN person ON person.name = name.id
    WHERE name.name LIKE ?2 ESCAPE '\\'";
const TAGGED: &str = "SELECT id AS article FROM article WHERE tags <> '' AND instr(tags, ?2) > 0";

/// From each source to the next by the index, as there are few beside the articles.
const FROM: &str = "SELECT article.id AS article FROM (
      WITH RECURSIVE every (source) AS (
        SELECT min(source) FROM article WHERE source IS NOT NULL
        UNION ALL SELECT (SELECT min(source) FROM article WHERE source > every.source)
        FROM every WHERE every.source IS NOT NULL)
      SELECT source FROM every WHERE source LIKE ?2 ESCAPE '\\') AS found
    CROSS JOIN article ON article.source = found.source";

/// The beginning of a query that looks at the [`listed`] articles, which are `?2`, and at those that they stand for,
/// as `listed`.
pub(super) const WITH_LISTED: &str =
    "WITH shown (id) AS MATERIALIZED (SELECT value FROM json_each(?2)),
     listed (id) AS (SELECT id FROM shown UNION ALL
       SELECT article.id FROM shown CROSS JOIN article ON article.copy_of = shown.id)";

/// Returns the articles of the first condition that may hold for less than `most`, as JSON. They are looked up once:
/// to go through all names of a large library takes most of the time of a search.
pub(super) fn listed(
    connection: &Connection,
    search: &Search,
    most: i64,
) -> rusqlite::Result<Option<Value>> {
    let said = search.said.iter().map(|part| (SAID, like(part)));
    let tagged = search
        .tags
        .iter()
        .map(|tag| (TAGGED, Value::Text(tag.clone())));
    let from = search.source.iter().map(|part| (FROM, like(part)));
    let who = search.who.iter().map(|part| (WHO, like(part)));
    for (sql, value) in said.chain(tagged).chain(from).chain(who) {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT iif(count(*) < ?1, json_group_array(DISTINCT article), NULL)
             FROM ({sql} LIMIT ?1)"
        ))?;
        let found: Option<String> = statement.query_row((most, &value), |row| row.get(0))?;
        if let Some(found) = found {
            return Ok(Some(Value::Text(found)));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_do_not_rank_beside_others() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE TABLE article (id INTEGER PRIMARY KEY);
                 CREATE VIRTUAL TABLE words USING fts5 (title, text, source, content = '');
                 WITH every (id) AS (VALUES (1) UNION ALL SELECT id + 1 FROM every WHERE id < 40)
                 INSERT INTO article SELECT id FROM every;
                 INSERT INTO words (rowid, text)
                   SELECT id, 'the ' || iif(id % 3, 'minister', 'guard') || iif(id < 29, ' old', '')
                   FROM article;",
            )
            .unwrap();
        for (words, expected) in [
            (&["guard"][..], None),
            (&["the"], None),
            (&["guard", "minist"], None),
            (&["the", "guard"], Some("\"guard\"")),
            (&["the guard"], Some("\"guard\"")),
            (
                &["guard the minist the", "old"],
                Some("\"guard the minist\" AND \"old\""),
            ),
            // What few of the newest have tells something, however common it was.
            (&["the", "old"], Some("\"old\"")),
            (&["the", "minister"], Some("\"minister\"")),
            (&["minister - the minister"], Some("\"minister\"")),
        ] {
            let search = Search {
                words: words.iter().map(|&words| words.to_owned()).collect(),
                ..Search::default()
            };
            let found = telling(&connection, &search, 16).unwrap();
            assert_eq!(found.as_deref(), expected, "{words:?}");
        }
    }
}
