//! What other reading lists export: tables and bookmarks of Pocket and Instapaper. They name pages
//! without their text. The only user of `csv`.

use std::ops::ControlFlow;

use crate::article::Metadata;
use crate::error::Error;
use crate::source::feed::absolute;
use crate::source::reader::{Origin, deliver};
use crate::source::xml::{Step, walk};
use crate::source::{Item, Link, Sink, State, fault};
use crate::text::sanitize::sanitize_line;

/// Reads a table with a column of addresses.
pub(super) fn read_table(text: &str, origin: Origin<'_>, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.as_bytes());
    let columns = match reader.headers() {
        Ok(headers) => Columns::of(headers),
        Err(error) => return sink(Err(fault(origin.location, error.to_string()))),
    };
    let Some(columns) = columns else {
        let error = fault(origin.location, "the table has no column named “url”");
        return sink(Err(error));
    };
    let items = reader.records().enumerate().map(|(index, record)| {
        let location = format!("{}:{}", origin.location, index + 2);
        let record = record.map_err(|error| fault(&location, error.to_string()))?;
        columns.item(&record, &location)
    });
    deliver(items, origin, sink)
}

/// Where each field stands.
struct Columns {
    url: usize,
    title: Option<usize>,
    tags: Option<usize>,
    folder: Option<usize>,
    status: Option<usize>,
}

impl Columns {
    fn of(headers: &csv::StringRecord) -> Option<Self> {
        let at = |name: &str| {
            headers
                .iter()
                .position(|field| field.trim().eq_ignore_ascii_case(name))
        };
        Some(Self {
            url: at("url").or_else(|| at("link"))?,
            title: at("title"),
            tags: at("tags"),
            folder: at("folder"),
            status: at("status"),
        })
    }

    fn item(&self, record: &csv::StringRecord, location: &str) -> Result<Item, Error> {
        let get = |column: Option<usize>| {
            column
                .and_then(|column| record.get(column))
                .unwrap_or_default()
                .trim()
        };
        let url = absolute(get(Some(self.url)), None)
            .ok_or_else(|| fault(location, "the row has no http address"))?;
        let folder = get(self.folder);
        let mut tags: Vec<String> = get(self.tags)
            .trim_matches(['[', ']'])
            .split([',', '|'])
            .map(|tag| sanitize_line(tag.trim().trim_matches('"')))
            .filter(|tag| !tag.is_empty())
            .collect();
        // Instapaper's folders are tags of ours, but for the three that are states.
        if !["", "Unread", "Archive", "Starred"].contains(&folder) {
            tags.push(sanitize_line(folder));
        }
        tags.sort();
        tags.dedup();
        Ok(link(
            url,
            get(self.title),
            State {
                is_read: get(self.status) == "archive" || folder == "Archive",
                is_starred: folder == "Starred",
                tags,
            },
        ))
    }
}

fn link(url: String, title: &str, state: State) -> Item {
    let title = sanitize_line(title);
    // Exports put the address where they know no title.
    let is_title = title != url && !crate::source::paths::is_address(&title);
    Item::Link(Box::new(Link {
        given: Metadata {
            title: if is_title { title } else { String::new() },
            url: Some(url.clone()),
            ..Metadata::default()
        },
        url,
        state,
    }))
}

/// Reads a list of links in HTML; a heading that says archive or read marks what follows.
pub(super) fn read_bookmarks(
    text: &str,
    origin: Origin<'_>,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    let mut items = Vec::new();
    let mut heading = String::new();
    let mut open: Option<(String, State)> = None;
    let mut words = String::new();
    walk(text, |step| {
        match step {
            Step::Open(element) if element.name == "a" => {
                let tags = element.get("tags").unwrap_or_default();
                let mut tags: Vec<String> = tags.split(',').map(sanitize_line).collect();
                tags.retain(|tag| !tag.is_empty());
                tags.sort();
                let state = State {
                    is_read: heading.contains("archive") || heading == "read",
                    is_starred: heading.contains("starred") || heading.contains("liked"),
                    tags,
                };
                let url = element.get("href").and_then(|href| absolute(href, None));
                open = url.map(|url| (url, state));
                words.clear();
            }
            Step::Open(_) => words.clear(),
            Step::Text(text) => words.push_str(&text),
            Step::Close(name) if name == "a" => {
                if let Some((url, state)) = open.take() {
                    items.push(Ok(link(url, &words, state)));
                }
            }
            Step::Close(name) if name == "h1" || name == "h2" || name == "h3" => {
                heading = words.trim().to_lowercase();
            }
            Step::Close(_) => {}
        }
        true
    });
    deliver(items, origin, sink)
}
