//! `tag`, `note` and `saved`: what the reader adds to the articles.

use std::io::{self, Write};

use serde_json::json;

use crate::article::{ArticleId, Listed, Row};
use crate::cli::args::{Format, Keep};
use crate::cli::catalog::{Done, open};
use crate::cli::exit::Exit;
use crate::cli::output::{counted, listing, markdown, write_json};
use crate::engine::marks::{Marked, find_words};
use crate::engine::{Shelf, search};
use crate::error::{Error, ErrorKind};
use crate::text::sanitize::sanitize;

/// Runs one of the commands.
pub(super) fn run(output: &mut dyn Write, keep: &Keep) -> Done {
    match keep {
        Keep::Tag {
            tag,
            articles,
            remove,
            place,
        } => tag_articles(
            output,
            &open(place)?.into_shelf(),
            tag.as_deref(),
            articles,
            *remove,
        ),
        Keep::Note {
            article,
            quoted,
            words,
            remove,
            format,
            place,
        } => {
            let shelf = open(place)?.into_shelf();
            match (remove, article, quoted) {
                (Some(number), ..) => {
                    shelf.remove_note(*number)?;
                    Ok(said(output, "the note is removed"))
                }
                (None, Some(article), Some(quoted)) => {
                    note(output, &shelf, ArticleId(*article), quoted, words)
                }
                (None, article, _) => notes(output, &shelf, article.map(ArticleId), *format),
            }
        }
        Keep::Saved {
            name,
            query,
            remove,
            format,
            place,
        } => {
            let shelf = open(place)?.into_shelf();
            saved(
                output,
                &shelf,
                (name.as_deref(), &query.join(" ")),
                *remove,
                *format,
            )
        }
        _ => Ok(Ok(Exit::Success)),
    }
}

fn said(output: &mut dyn Write, text: &str) -> io::Result<Exit> {
    writeln!(output, "{}", sanitize(text)).map(|()| Exit::Success)
}

fn tag_articles(
    output: &mut dyn Write,
    shelf: &Shelf,
    tag: Option<&str>,
    articles: &[i64],
    is_removed: bool,
) -> Done {
    let Some(tag) = tag else {
        let tags = shelf.tags()?;
        let mut write = || -> io::Result<Exit> {
            for (tag, count) in &tags {
                writeln!(output, "{count:>4}  {tag}")?;
            }
            Ok(found(tags.is_empty()))
        };
        return Ok(write());
    };
    let ids: Vec<ArticleId> = articles.iter().copied().map(ArticleId).collect();
    if ids.is_empty() {
        let error = Error::new(ErrorKind::User, "no article is named");
        return Err(error.with_hint(format!("`pullquote tag {tag} 1 2` tags two articles")));
    }
    for &id in &ids {
        shelf.document(id)?;
    }
    shelf.set_tag(&ids, tag, !is_removed)?;
    let what = if is_removed { "lost" } else { "got" };
    let text = format!("{} {what} the tag “{tag}”", counted(ids.len(), "article"));
    Ok(said(output, &text))
}

fn note(output: &mut dyn Write, shelf: &Shelf, id: ArticleId, quoted: &str, words: &str) -> Done {
    let text = shelf.document(id)?.body.text;
    let Some(span) = find_words(&text, quoted) else {
        let what = format!("“{quoted}” does not stand in article {}", id.0);
        return Err(Error::new(ErrorKind::User, what)
            .with_hint("`pullquote show` prints the article; copy the words from there"));
    };
    let number = shelf.add_note(id, span, words)?;
    Ok(said(output, &format!("note {number} is kept")))
}

/// Lists the notes of one article, or of all that have some.
fn notes(
    output: &mut dyn Write,
    shelf: &Shelf,
    article: Option<ArticleId>,
    format: Format,
) -> Done {
    let ids = article.map_or_else(|| shelf.with_notes(), |id| Ok(vec![id]))?;
    let mut all: Vec<(Row, Vec<Marked>)> = Vec::new();
    for id in ids {
        all.push((shelf.document(id)?.row, shelf.notes(id)?));
    }
    let is_empty = all.iter().all(|(_, notes)| notes.is_empty());
    Ok(write_notes(output, &all, format).map(|()| found(is_empty)))
}

fn write_notes(
    output: &mut dyn Write,
    all: &[(Row, Vec<Marked>)],
    format: Format,
) -> io::Result<()> {
    if let Format::Json | Format::Jsonl = format {
        let values = all.iter().flat_map(|(row, notes)| {
            notes.iter().map(|note| {
                json!({
                    "note": note.id,
                    "article": row.id.0,
                    "title": row.metadata.title,
                    "url": row.metadata.url,
                    "quoted": note.quoted,
                    "words": note.words,
                    "is_found": note.span.is_some(),
                })
            })
        });
        return write_json(output, format, values);
    }
    for (row, notes) in all.iter().filter(|(_, notes)| !notes.is_empty()) {
        if format == Format::Markdown {
            writeln!(output, "## {}\n", markdown(&row.metadata.title))?;
        } else {
            writeln!(output, "{:>4}  {}", row.id.0, row.metadata.title)?;
        }
        for note in notes {
            let lost = if note.span.is_some() {
                ""
            } else {
                " (no longer in the text)"
            };
            if format == Format::Markdown {
                writeln!(output, "> {}{lost}\n", markdown(&note.quoted))?;
                if !note.words.is_empty() {
                    writeln!(output, "{}\n", markdown(&note.words))?;
                }
            } else {
                writeln!(output, "      {}: “{}”{lost}", note.id, note.quoted)?;
                if !note.words.is_empty() {
                    writeln!(output, "         {}", note.words)?;
                }
            }
        }
    }
    Ok(())
}

fn saved(
    output: &mut dyn Write,
    shelf: &Shelf,
    (name, query): (Option<&str>, &str),
    is_removed: bool,
    format: Format,
) -> Done {
    let searches = shelf.saved_searches()?;
    let Some(name) = name else {
        let mut write = || -> io::Result<Exit> {
            for (name, query) in &searches {
                writeln!(output, "{name}  {query}")?;
            }
            Ok(found(searches.is_empty()))
        };
        return Ok(write());
    };
    let known = searches.iter().find(|(known, _)| known == name);
    if is_removed || query.is_empty() {
        let Some((_, query)) = known else {
            let error = Error::new(ErrorKind::User, format!("no search is saved as “{name}”"));
            return Err(error.with_hint("`pullquote saved` lists them"));
        };
        if is_removed {
            shelf.save_search(name, "")?;
            return Ok(said(output, "the search is forgotten"));
        }
        return list(output, shelf, query, format);
    }
    shelf.save_search(name, query)?;
    list(output, shelf, query, format)
}

fn list(output: &mut dyn Write, shelf: &Shelf, query: &str, format: Format) -> Done {
    let rows = search::rows(shelf, query)?;
    Ok(listing::write(output, rows.iter().map(Listed::row), format)
        .map(|()| found(rows.is_empty())))
}

fn found(is_empty: bool) -> Exit {
    if is_empty {
        Exit::Partial
    } else {
        Exit::Success
    }
}
