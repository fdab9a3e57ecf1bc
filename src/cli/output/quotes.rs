//! `quotes`: who said what, grouped by speaker.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::article::{Document, Published, Quotation, QuotationKind};
use crate::cli::args::{Format, QuotesFormat};
use crate::cli::output::{markdown, write_json, write_wrapped};
use crate::cli::wire;
use crate::text::offsets::CodePoints;

/// What is printed for a speaker whom the text does not tell.
const NOBODY: &str = "(not said by whom)";

/// Writes the quotations of kind speech in the form that was asked for.
///
/// # Errors
/// If writing fails.
pub fn write(
    output: &mut dyn Write,
    documents: impl Iterator<Item = Document>,
    format: QuotesFormat,
) -> io::Result<()> {
    let values = |document| values(&document);
    match format {
        QuotesFormat::Json => write_json(output, Format::Json, documents.flat_map(values)),
        QuotesFormat::Jsonl => write_json(output, Format::Jsonl, documents.flat_map(values)),
        QuotesFormat::Csv => write_csv(output, documents),
        QuotesFormat::Markdown => write_by_speaker(output, documents, true),
        QuotesFormat::Text => write_by_speaker(output, documents, false),
    }
}

fn write_by_speaker(
    output: &mut dyn Write,
    documents: impl Iterator<Item = Document>,
    is_markdown: bool,
) -> io::Result<()> {
    // The words and the title of each quotation.
    let mut by_speaker: BTreeMap<String, Vec<(String, Arc<str>)>> = BTreeMap::new();
    for document in documents {
        let title: Arc<str> = document.row.metadata.title.as_str().into();
        for quotation in speech(&document) {
            let label = quotation
                .speaker
                .as_ref()
                .and_then(crate::article::Speaker::label);
            let name = label.unwrap_or_else(|| NOBODY.to_owned());
            let words = quotation.span.of(&document.body.text).to_owned();
            let said = by_speaker.entry(name).or_default();
            said.push((words, Arc::clone(&title)));
        }
    }
    let mut speakers: Vec<_> = by_speaker.into_iter().collect();
    speakers.sort_by_key(|(name, said)| (name == NOBODY, std::cmp::Reverse(said.len())));
    for (index, (name, said)) in speakers.iter().enumerate() {
        if index > 0 {
            writeln!(output)?;
        }
        if is_markdown {
            writeln!(output, "## {}\n", markdown(name))?;
        } else {
            writeln!(output, "{name}")?;
        }
        for (words, title) in said {
            if is_markdown {
                let (words, title) = (markdown(words), markdown(title));
                writeln!(output, "> {words}\n>\n> — *{title}*\n")?;
            } else {
                write_wrapped(output, words, 72, "  ", "  ")?;
                write_wrapped(output, title, 72, "      — ", "        ")?;
            }
        }
    }
    Ok(())
}

/// The columns of the table.
const COLUMNS: [&str; 7] = [
    "quotation",
    "speaker",
    "confidence",
    "title",
    "source",
    "date",
    "link",
];

/// Writes a table, one quotation a row, in the order of the articles and of their texts.
fn write_csv(output: &mut dyn Write, documents: impl Iterator<Item = Document>) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(output);
    table.write_record(COLUMNS)?;
    for document in documents {
        let metadata = &document.row.metadata;
        for quotation in speech(&document) {
            let speaker = quotation
                .speaker
                .as_ref()
                .filter(|speaker| speaker.is_shown());
            let confidence = speaker.map(|speaker| wire::rounded(speaker.confidence).to_string());
            table.write_record([
                cell(quotation.span.of(&document.body.text)).as_ref(),
                cell(speaker.map_or("", |speaker| &speaker.name)).as_ref(),
                confidence.as_deref().unwrap_or_default(),
                cell(&metadata.title).as_ref(),
                cell(metadata.source.as_deref().unwrap_or_default()).as_ref(),
                cell(metadata.published.as_ref().map_or("", Published::best)).as_ref(),
                cell(metadata.url.as_deref().unwrap_or(&document.location)).as_ref(),
            ])?;
        }
    }
    table.flush()
}

/// Returns a text that no spreadsheet takes for a formula.
fn cell(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn speech(document: &Document) -> impl Iterator<Item = &Quotation> {
    let quotations = document.annotations.quotations.iter();
    quotations.filter(|quotation| quotation.kind == QuotationKind::Speech)
}

fn values(document: &Document) -> Vec<Value> {
    let points = CodePoints::new(&document.body.text);
    let metadata = &document.row.metadata;
    let value = |quotation: &Quotation| {
        let speaker = quotation
            .speaker
            .as_ref()
            .filter(|speaker| speaker.is_shown());
        json!({
            "text": quotation.span.of(&document.body.text),
            "speaker": speaker.map(|speaker| speaker.name.as_str()),
            "confidence": speaker.map(|speaker| wire::rounded(speaker.confidence)),
            "article": document.row.id.0,
            "title": metadata.title,
            "source": metadata.source,
            "published": metadata.published.as_ref().map(Published::best),
            "url": metadata.url,
            "location": document.location,
            "start": points.of_span(quotation.span)[0],
            "end": points.of_span(quotation.span)[1],
        })
    };
    speech(document).map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_a_text_in_the_table() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("-- no", "'-- no"),
            ("“Yes”", "“Yes”"),
            ("", ""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}
