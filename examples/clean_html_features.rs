//! Writes what the model of HTML lines is trained on.
//!
//! Reads JSON Lines with `id`, `html`, `text` (the true text) and optionally `url` from standard input,
//! writes rows of 32-bit floats, little endian, to the file named by the only argument, and one JSON object
//! for each page to standard output; the very first line names the columns.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of its own"
)]

use std::fs::File;
use std::io::{self, BufRead as _, BufWriter, Write as _};

use pullquote::clean::html::training::lesson;
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: clean_html_features ROWS < PAGES > LINES");
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let mut rows = BufWriter::new(File::create(path)?);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut is_first = true;
    for line in io::stdin().lock().lines() {
        let page: Value = serde_json::from_str(&line?)?;
        let field = |name: &str| page.get(name).and_then(Value::as_str);
        let (Some(html), Some(text)) = (field("html"), field("text")) else {
            continue;
        };
        let lesson = lesson(html, field("url"), text);
        if lesson.lines.is_empty() {
            continue;
        }
        if is_first {
            writeln!(out, "{}", json!({ "columns": lesson.columns }))?;
            is_first = false;
        }
        for value in &lesson.values {
            rows.write_all(&value.to_le_bytes())?;
        }
        let labels: Vec<u8> = lesson.labels.iter().map(|&label| label.into()).collect();
        let page = json!({ "id": page.get("id"), "labels": labels, "units": lesson.units, "lines": lesson.lines });
        writeln!(out, "{page}")?;
    }
    rows.flush()?;
    out.flush()
}
