//! Articles to take elsewhere: Markdown with front matter, HTML, JSON, EPUB.
//!
//! Everything here writes to where the caller says; no file is opened.

mod epub;
mod markup;

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::article::{Document, Published, QuotationKind};

pub use epub::write as write_epub;
pub use markup::{body_html, body_markdown};

/// Returns an article as Markdown with its metadata in front, in the form that [`crate::source`]
/// reads again.
pub fn markdown(document: &Document) -> String {
    let metadata = &document.row.metadata;
    let mut out = String::from("---\n");
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut field = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            out.extend([name, ": ", &quoted(value), "\n"]);
        }
    };
    field("title", Some(&metadata.title));
    field("author", metadata.byline.as_deref());
    field("source", metadata.source.as_deref());
    field("date", metadata.published.as_ref().map(Published::best));
    field("language", metadata.language.as_deref());
    field("url", metadata.url.as_deref());
    let tags: Vec<String> = document.row.tags.iter().map(|tag| quoted(tag)).collect();
    if !tags.is_empty() {
        out.extend(["tags: [", &tags.join(", "), "]\n"]);
    }
    out.push_str("---\n\n");
    out.push_str(&body_markdown(&document.body));
    out
}

/// Returns an article as a page of its own.
pub fn html(document: &Document) -> String {
    let metadata = &document.row.metadata;
    let language = metadata.language.as_deref().unwrap_or("und");
    let title = markup::escape(&metadata.title);
    let mut out = String::with_capacity(document.body.text.len() * 2);
    out.extend([
        "<!DOCTYPE html>\n<html lang=\"",
        &markup::escape(language),
        "\"><head><meta charset=\"utf-8\"><title>",
        &title,
        "</title></head>\n<body><article>\n",
    ]);
    out.push_str(&article_html(document));
    out.push_str("</article></body></html>\n");
    out
}

/// Returns title, source line and body as HTML that is XML too.
fn article_html(document: &Document) -> String {
    let metadata = &document.row.metadata;
    let mut out = String::new();
    out.extend(["<h1>", &markup::escape(&metadata.title), "</h1>\n"]);
    let date = metadata.published.as_ref().map(Published::best);
    let parts = [metadata.byline.as_deref(), metadata.source.as_deref(), date];
    let line: Vec<&str> = parts.into_iter().flatten().collect();
    if !line.is_empty() {
        out.extend([
            "<p class=\"source\">",
            &markup::escape(&line.join(" · ")),
            "</p>\n",
        ]);
    }
    out.push_str(&body_html(&document.body));
    if let Some(url) = &metadata.url {
        let url = markup::escape(url);
        out.extend([
            "<p class=\"link\"><a href=\"",
            &url,
            "\">",
            &url,
            "</a></p>\n",
        ]);
    }
    out
}

/// Returns an article as JSON with people and quotations; offsets are left out, as the words are
/// there.
pub fn json(document: &Document) -> Value {
    let (row, metadata) = (&document.row, &document.row.metadata);
    let speech = document.annotations.quotations.iter();
    let quotations: Vec<Value> = speech
        .filter(|quotation| quotation.kind == QuotationKind::Speech)
        .map(|quotation| {
            let speaker = quotation
                .speaker
                .as_ref()
                .filter(|speaker| speaker.is_shown());
            json!({
                "text": quotation.span.of(&document.body.text),
                "speaker": speaker.map(|speaker| &speaker.name),
                "confidence": speaker.map(|speaker| speaker.confidence),
            })
        })
        .collect();
    let people = document.annotations.people.iter();
    let people: Vec<Value> = people
        .map(|person| json!({"name": person.name, "role": person.role, "mentions": person.mentions.len()}))
        .collect();
    json!({
        "id": row.id.0,
        "title": metadata.title,
        "title_derived": metadata.title_derived,
        "source": metadata.source,
        "byline": metadata.byline,
        "dateline": metadata.dateline,
        "published": metadata.published.as_ref().map(Published::best),
        "language": metadata.language,
        "url": metadata.url,
        "location": document.location,
        "is_read": row.is_read,
        "is_starred": row.is_starred,
        "tags": row.tags,
        "people": people,
        "quotations": quotations,
        "text": document.body.text,
    })
}

/// Writes one article a line.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_json_lines(
    documents: impl Iterator<Item = Document>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for document in documents {
        serde_json::to_writer(&mut *out, &json(&document))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Returns a name for a file of this article: date, number and words of the title, in plain letters.
pub fn file_name(document: &Document, extension: &str) -> String {
    let metadata = &document.row.metadata;
    let date = metadata
        .published
        .as_ref()
        .and_then(|published| published.resolved.as_deref());
    let day = date.and_then(|date| date.get(..10));
    let mut words = String::new();
    for c in deunicode::deunicode(&metadata.title).chars() {
        if c.is_ascii_alphanumeric() {
            words.push(c.to_ascii_lowercase());
        } else if !words.ends_with('-') && !words.is_empty() {
            words.push('-');
        }
        if words.len() >= 60 {
            break;
        }
    }
    let number = document.row.id.0.to_string();
    let parts = [
        day,
        Some(number.as_str()),
        Some(words.trim_end_matches('-')),
    ];
    let name: Vec<&str> = parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    format!("{}.{extension}", name.join("-"))
}

#[cfg(test)]
mod tests;
