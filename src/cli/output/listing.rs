//! `list`: the rows of the list, in its order.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::article::{Published, Row};
use crate::cli::args::Format;
use crate::cli::output::{markdown, write_json};
use crate::typeset::dates::day_and_year;

/// Writes the rows in the form that was asked for.
///
/// # Errors
/// If writing fails.
pub fn write(
    output: &mut dyn Write,
    rows: impl IntoIterator<Item = Row>,
    format: Format,
) -> io::Result<()> {
    let mut rows = rows.into_iter();
    match format {
        Format::Json | Format::Jsonl => write_json(output, format, rows.map(|row| value(&row))),
        Format::Text => rows.try_for_each(|row| writeln!(output, "{}", line(&row))),
        Format::Markdown => rows.try_for_each(|row| {
            let title = markdown(&row.metadata.title);
            writeln!(output, "- **{title}** {}", facts(&row))
        }),
    }
}

fn line(row: &Row) -> String {
    let state = match (row.is_starred, row.is_read) {
        (true, _) => '*',
        (false, true) => ' ',
        (false, false) => 'N',
    };
    format!(
        "{:>4} {state} {}  ({})",
        row.id.0,
        row.metadata.title,
        facts(row)
    )
}

fn facts(row: &Row) -> String {
    let published = row.metadata.published.as_ref().map(day_and_year);
    let copies = (row.copy_count > 1).then(|| format!("×{}", row.copy_count));
    let minutes = format!("{} min", row.minutes());
    let known = [
        row.metadata.source.as_deref(),
        published.as_deref(),
        Some(&minutes),
        copies.as_deref(),
    ];
    known.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Returns a row in its wire form.
pub fn value(row: &Row) -> Value {
    json!({
        "id": row.id.0,
        "title": row.metadata.title,
        "title_derived": row.metadata.title_derived,
        "source": row.metadata.source,
        "published": row.metadata.published.as_ref().map(Published::best),
        "words": row.word_count,
        "minutes": row.minutes(),
        "people": row.people,
        "speakers": row.speakers,
        "quotes": row.quotation_count,
        "copies": row.copy_count,
        "story": row.story,
        "read": row.is_read,
        "starred": row.is_starred,
        "tags": row.tags,
    })
}
