//! `quotes`: who said what, grouped by speaker.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::article::{Document, Published, Quotation, QuotationKind};
use crate::cli::args::Format;
use crate::cli::output::{markdown, write_json, write_wrapped};
use crate::cli::wire;
use crate::text::offsets::CodePoints;

/// What is printed for a speaker whom the text does not tell.
const NOBODY: &str = "(not said by whom)";

/// Writes the quotations of kind speech in the form that was asked for.
///
/// # Errors
/// If writing fails.
pub fn write(output: &mut dyn Write, documents: &[Document], format: Format) -> io::Result<()> {
    if let Format::Json | Format::Jsonl = format {
        return write_json(output, format, documents.iter().flat_map(values));
    }
    let mut by_speaker: BTreeMap<String, Vec<(&Document, &Quotation)>> = BTreeMap::new();
    for document in documents {
        for quotation in speech(document) {
            let label = quotation
                .speaker
                .as_ref()
                .and_then(crate::article::Speaker::label);
            let name = label.unwrap_or_else(|| NOBODY.to_owned());
            by_speaker
                .entry(name)
                .or_default()
                .push((document, quotation));
        }
    }
    let mut speakers: Vec<_> = by_speaker.into_iter().collect();
    speakers.sort_by_key(|(name, said)| (name == NOBODY, std::cmp::Reverse(said.len())));
    for (index, (name, said)) in speakers.iter().enumerate() {
        if index > 0 {
            writeln!(output)?;
        }
        match format {
            Format::Markdown => writeln!(output, "## {}\n", markdown(name))?,
            _ => writeln!(output, "{name}")?,
        }
        for (document, quotation) in said {
            let words = quotation.span.of(&document.body.text);
            let title = &document.row.metadata.title;
            if format == Format::Markdown {
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
