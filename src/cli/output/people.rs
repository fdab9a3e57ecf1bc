//! `people`: who is named, with roles and counts.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::article::Document;
use crate::cli::args::Format;
use crate::cli::output::{counted, markdown, write_json};

/// A person over all the articles.
#[derive(Debug, Default)]
struct Entry {
    roles: BTreeSet<String>,
    mentions: usize,
    quotations: usize,
    articles: Vec<i64>,
}

/// Writes the people in the form that was asked for, most mentioned first.
///
/// # Errors
/// If writing fails.
pub fn write(
    output: &mut dyn Write,
    documents: impl Iterator<Item = Document>,
    format: Format,
) -> io::Result<()> {
    let people = collect(documents);
    match format {
        Format::Json | Format::Jsonl => {
            let value = |(name, entry): &(String, Entry)| value(name, entry);
            write_json(output, format, people.iter().map(value))
        }
        Format::Text | Format::Markdown => {
            for (name, entry) in &people {
                let counts = counts(entry);
                let roles: Vec<_> = entry.roles.iter().map(String::as_str).collect();
                let roles = roles.join("; ");
                let gap = if roles.is_empty() { "" } else { ", " };
                if format == Format::Markdown {
                    let (name, roles) = (markdown(name), markdown(&roles));
                    writeln!(output, "- **{name}**{gap}{roles} ({counts})")?;
                } else {
                    writeln!(output, "{name}{gap}{roles} ({counts})")?;
                }
            }
            Ok(())
        }
    }
}

fn collect(documents: impl Iterator<Item = Document>) -> Vec<(String, Entry)> {
    let mut people: BTreeMap<String, Entry> = BTreeMap::new();
    for document in documents {
        for (index, person) in document.annotations.people.iter().enumerate() {
            let entry = people.entry(person.name.clone()).or_default();
            entry.roles.extend(person.role.clone());
            entry.mentions += person.mentions.len();
            entry.articles.push(document.row.id.0);
            let is_theirs = |speaker: &&crate::article::Speaker| {
                speaker.is_shown()
                    && speaker
                        .person
                        .is_some_and(|person| person as usize == index)
            };
            let quotations = &document.annotations.quotations;
            let speakers = quotations
                .iter()
                .filter_map(|quotation| quotation.speaker.as_ref());
            entry.quotations += speakers.filter(is_theirs).count();
        }
    }
    let mut people: Vec<_> = people.into_iter().collect();
    people.sort_by_key(|(_, entry)| std::cmp::Reverse(entry.mentions));
    people
}

fn counts(entry: &Entry) -> String {
    [
        counted(entry.mentions, "mention"),
        counted(entry.quotations, "quote"),
        counted(entry.articles.len(), "article"),
    ]
    .join(", ")
}

fn value(name: &str, entry: &Entry) -> Value {
    json!({
        "name": name,
        "roles": entry.roles,
        "mentions": entry.mentions,
        "quotes": entry.quotations,
        "articles": entry.articles,
    })
}
