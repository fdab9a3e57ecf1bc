//! Pieces of the texts that were found, with the words lit.

use rusqlite::Connection;

use crate::article::Row;
use crate::library::pack::expand_text;
use crate::text::TextSpan;

/// Around words in a snippet; no text has these, as the sanitising door lets none through.
const LIT: (char, char) = ('\u{2}', '\u{3}');
/// Words of a snippet.
const SNIPPET_WORDS: u32 = 24;

/// Returns the texts of rows that were found.
pub(super) fn texts(connection: &Connection, rows: &[Row]) -> rusqlite::Result<Vec<String>> {
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
pub(super) fn snippets(
    texts: &[String],
    expression: &str,
) -> rusqlite::Result<Vec<(String, Vec<TextSpan>)>> {
    let connection = Connection::open_in_memory()?;
    connection.execute_batch(
        "CREATE VIRTUAL TABLE words USING fts5 (title, text, source,
           tokenize = \"porter unicode61 remove_diacritics 2\")",
    )?;
    let all = connection.unchecked_transaction()?;
    let mut insert = all.prepare("INSERT INTO words (rowid, text) VALUES (?1, ?2)")?;
    for (number, text) in (1_i64..).zip(texts) {
        insert.execute((number, text))?;
    }
    drop(insert);
    all.commit()?;
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
