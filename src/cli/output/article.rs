//! `show`: whole articles.

use std::borrow::Cow;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::article::{BlockKind, Body, Document, Metadata};
use crate::cli::args::{Format, Show};
use crate::cli::output::{markdown, write_json, write_wrapped};
use crate::cli::wire;
use crate::engine::export::body_markdown;
use crate::text::TextSpan;
use crate::text::offsets::CodePoints;
use crate::typeset::dates::day_and_year;

/// Writes the articles in the form that was asked for.
///
/// # Errors
/// If writing fails.
pub fn write(
    output: &mut dyn Write,
    documents: impl Iterator<Item = Document>,
    show: &Show,
) -> io::Result<()> {
    match show.print.format {
        Format::Json | Format::Jsonl => {
            let values = documents.map(|document| value(&document, show.explain));
            write_json(output, show.print.format, values)
        }
        Format::Text => each(output, documents, |output, document| {
            text(output, document, show)
        }),
        Format::Markdown => each(output, documents, |output, document| {
            as_markdown(output, document, show)
        }),
    }
}

fn each(
    output: &mut dyn Write,
    documents: impl Iterator<Item = Document>,
    write: impl Fn(&mut dyn Write, &Document) -> io::Result<()>,
) -> io::Result<()> {
    for (index, document) in documents.enumerate() {
        if index > 0 {
            writeln!(output)?;
        }
        write(output, &document)?;
    }
    Ok(())
}

fn text(output: &mut dyn Write, document: &Document, show: &Show) -> io::Result<()> {
    let metadata = &document.row.metadata;
    write_wrapped(output, &metadata.title, show.width, "", "")?;
    write_wrapped(output, &facts(document), show.width, "", "")?;
    let body = shown(document, show.all);
    let mut before: Option<BlockKind> = None;
    for block in &body.blocks {
        if !before.is_some_and(|before| before.joins(block.kind)) {
            writeln!(output)?;
        }
        before = Some(block.kind);
        let piece = block.span.of(&body.text);
        match block.kind {
            BlockKind::Code => writeln!(output, "{piece}")?,
            BlockKind::ListItem { depth, number } => {
                let indent = "  ".repeat(usize::from(depth));
                let bullet = number.map_or_else(|| "• ".to_owned(), |n| format!("{n}. "));
                let rest = format!("{indent}{}", " ".repeat(bullet.chars().count()));
                let first = format!("{indent}{bullet}");
                write_wrapped(output, piece, show.width, &first, &rest)?;
            }
            BlockKind::Quote => write_wrapped(output, piece, show.width, "> ", "> ")?,
            BlockKind::Paragraph
            | BlockKind::Heading(_)
            | BlockKind::TableRow
            | BlockKind::Caption => write_wrapped(output, piece, show.width, "", "")?,
        }
    }
    if show.explain {
        explain(output, document)?;
    }
    Ok(())
}

fn as_markdown(output: &mut dyn Write, document: &Document, show: &Show) -> io::Result<()> {
    writeln!(output, "# {}", markdown(&document.row.metadata.title))?;
    writeln!(output, "\n*{}*", markdown(&facts(document)))?;
    write!(output, "\n{}", body_markdown(&shown(document, show.all)))?;
    if show.explain {
        explain(output, document)?;
    }
    Ok(())
}

/// Returns the line under the title: source, byline, date, length.
pub fn facts(document: &Document) -> String {
    let Metadata {
        source,
        byline,
        published,
        title_derived,
        ..
    } = &document.row.metadata;
    let published = published.as_ref().map(day_and_year);
    let people = document.annotations.people.len();
    let quotes = document.row.quotation_count;
    let known = [
        source.clone(),
        byline.clone(),
        published,
        Some(minutes(document)),
    ];
    let mut facts: Vec<_> = known.into_iter().flatten().collect();
    facts.extend(count(people as u64, "person", "people"));
    facts.extend(count(u64::from(quotes), "quote", "quotes"));
    if *title_derived {
        facts.push("title derived from the text".to_owned());
    }
    facts.join(" · ")
}

fn minutes(document: &Document) -> String {
    format!("{} min", document.row.minutes())
}

fn count(n: u64, one: &str, many: &str) -> Option<String> {
    (n > 0).then(|| format!("{n} {}", if n == 1 { one } else { many }))
}

/// Returns the body without what was said before, unless `all` is wanted; code stays whole.
fn shown(document: &Document, all: bool) -> Cow<'_, Body> {
    let body = &document.body;
    if all || document.repeats.is_empty() {
        return Cow::Borrowed(body);
    }
    let is_code = |span: TextSpan| {
        let first = body
            .blocks
            .partition_point(|block| block.span.end <= span.start);
        let blocks = body.blocks.get(first..).unwrap_or_default().iter();
        let mut code = blocks
            .take_while(|block| block.span.start < span.end)
            .filter(|block| block.kind == BlockKind::Code);
        code.any(|block| block.span.overlaps(span))
    };
    let repeats = document.repeats.iter().map(|repeat| repeat.span);
    let cuts: Vec<TextSpan> = repeats.filter(|&span| !is_code(span)).collect();
    Cow::Owned(body.without(&cuts))
}

fn explain(output: &mut dyn Write, document: &Document) -> io::Result<()> {
    if !document.removed.is_empty() {
        writeln!(output, "\n-- taken out --")?;
    }
    for piece in &document.removed {
        let words = piece.span.of(&document.raw).split_whitespace();
        writeln!(
            output,
            "[{}] {}",
            piece.reason.label(),
            words.collect::<Vec<_>>().join(" ")
        )?;
    }
    for repeat in &document.repeats {
        writeln!(
            output,
            "[said before] {}",
            repeat.span.of(&document.body.text)
        )?;
    }
    for passage in &document.shared {
        let text = passage.span.of(&document.body.text);
        writeln!(output, "[also in “{}”] {text}", passage.other_title)?;
    }
    Ok(())
}

fn value(document: &Document, with_removed: bool) -> Value {
    let text = &document.body.text;
    let points = CodePoints::new(text);
    let metadata = &document.row.metadata;
    let repeats: Vec<_> = document
        .repeats
        .iter()
        .map(|r| points.of_span(r.span))
        .collect();
    let copy = |copy: &crate::article::CopyOf| {
        json!({
            "id": copy.id.0,
            "title": copy.metadata.title,
            "source": copy.metadata.source,
            "location": copy.location,
            "share": wire::rounded(copy.share),
            "share_of_other": wire::rounded(copy.share_of_other),
        })
    };
    let mut value = json!({
        "id": document.row.id.0,
        "title": metadata.title,
        "title_derived": metadata.title_derived,
        "source": metadata.source,
        "byline": metadata.byline,
        "dateline": metadata.dateline,
        "published": metadata.published.as_ref().map(crate::article::Published::best),
        "language": metadata.language,
        "url": metadata.url,
        "location": document.location,
        "words": document.row.word_count,
        "copies": document.copies.iter().map(copy).collect::<Vec<_>>(),
        "story": document.row.story,
        "text": text,
        "people": wire::people(&document.annotations, &points),
        "quotes": wire::quotations(&document.annotations, &points),
        "repeats": repeats,
    });
    if let (true, Some(fields)) = (with_removed, value.as_object_mut()) {
        let piece = |piece: &crate::article::Removed| json!({"text": piece.span.of(&document.raw), "reason": piece.reason.label()});
        let removed: Vec<_> = document.removed.iter().map(piece).collect();
        fields.insert("removed".to_owned(), json!(removed));
    }
    value
}
