//! JSON and JSON Lines as crawls, feeds and other readers write them.

use std::io::BufRead;
use std::ops::ControlFlow;

use serde_json::{Map, Value};

use crate::article::Metadata;
use crate::error::Error;
use crate::source::feed::{absolute, strip_tags};
use crate::source::paths::plain;
use crate::source::reader::{Origin, deliver, too_many};
use crate::source::unpack::read_line;
use crate::source::{Item, Link, Page, Sink, State, decode, fault, moment};
use crate::text::sanitize::sanitize_line;

/// The usual names of each field, the surest first.
const HTML: &[&str] = &["html", "content_html", "raw_html", "body_html"];
const TEXT: &[&str] = &[
    "text",
    "content",
    "body",
    "maintext",
    "articleBody",
    "raw_content",
    "content_text",
    "plain_text",
    "article",
    "cleaned_text",
    "full_text",
];
const TITLE: &[&str] = &["title", "headline", "resolved_title", "given_title", "name"];
const URL: &[&str] = &[
    "url",
    "link",
    "uri",
    "source_url",
    "canonical_url",
    "resolved_url",
    "given_url",
    "WARC-Target-URI",
    "warc_target_uri",
];
const DATE: &[&str] = &[
    "published",
    "date_published",
    "datePublished",
    "published_at",
    "publish_date",
    "publication_date",
    "pubDate",
    "pub_date",
    "published_time",
    "date",
];
const FETCHED: &[&str] = &[
    "fetched",
    "date_download",
    "fetch_time",
    "crawled",
    "crawl_date",
    "WARC-Date",
    "timestamp",
];
const AUTHOR: &[&str] = &["byline", "author", "authors", "creator", "published_by"];
const SOURCE: &[&str] = &[
    "source",
    "site_name",
    "sitename",
    "publisher",
    "site",
    "outlet",
    "feed",
];
const LANGUAGE: &[&str] = &["language", "lang"];
const INSIDE: &[&str] = &["meta", "metadata", "_source"];
const LISTS: &[&str] = &[
    "items",
    "articles",
    "entries",
    "documents",
    "docs",
    "data",
    "list",
    "results",
];

/// Reads one JSON object a line.
pub(super) fn read_lines(
    stream: &mut dyn BufRead,
    origin: Origin<'_>,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    let mut line = Vec::new();
    for number in 1.. {
        let location = format!("{}:{number}", origin.location);
        match read_line(stream, &mut line, origin.limits.document) {
            Ok(None) => break,
            Ok(Some(Ok(()))) => {}
            Ok(Some(Err(error))) => {
                sink(Err(fault(&location, plain(&error))))?;
                continue;
            }
            Err(error) => return sink(Err(fault(&location, plain(&error)))),
        }
        if number > origin.limits.entries {
            return sink(Err(too_many(origin)));
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let parsed = match serde_json::from_slice(&line) {
            Ok(value) => Ok(value),
            // Lines in another encoding, or with a mark at their start.
            Err(_) => serde_json::from_str(&decode::decode(&line, None)),
        };
        let here = Origin {
            location: &location,
            ..origin
        };
        match parsed {
            Ok(Value::Object(object)) => sink(item(&object, here))?,
            Ok(_) => sink(Err(fault(&location, "the line is no JSON object")))?,
            Err(error) => sink(Err(fault(&location, format!("no valid JSON: {error}"))))?,
        }
    }
    ControlFlow::Continue(())
}

/// Reads a whole JSON document: one article, a list of them, a JSON Feed, an export.
pub(super) fn read_document(
    text: &str,
    origin: Origin<'_>,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    let value: Value = match serde_json::from_str(text.trim_start_matches('\u{FEFF}')) {
        Ok(value) => value,
        // Objects one after the other over several lines.
        Err(error) => return read_stream_of_values(text, &error, origin, sink),
    };
    let object = match value {
        Value::Array(values) => return read_list(values, None, origin, sink),
        Value::Object(object) => object,
        _ => return sink(Err(fault(origin.location, "the JSON in it is no article"))),
    };
    let is_article = field(&object, HTML)
        .or_else(|| field(&object, TEXT))
        .is_some();
    let list = LISTS.iter().find_map(|name| match object.get(*name) {
        Some(Value::Array(values)) => Some(values.clone()),
        // Pocket's own interface gives a map of entries.
        Some(Value::Object(entries)) => Some(entries.values().cloned().collect()),
        _ => None,
    });
    match list.filter(|_| !is_article) {
        Some(values) => {
            let title = object
                .get("title")
                .and_then(Value::as_str)
                .map(sanitize_line);
            read_list(values, title.as_deref(), origin, sink)
        }
        None => sink(item(&object, origin)),
    }
}

fn read_stream_of_values(
    text: &str,
    error: &serde_json::Error,
    origin: Origin<'_>,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    let mut values = Vec::new();
    let mut end = None;
    for value in serde_json::Deserializer::from_str(text).into_iter::<Map<String, Value>>() {
        match value {
            Ok(object) => values.push(Value::Object(object)),
            Err(error) => end = Some(error),
        }
    }
    if values.is_empty() {
        return sink(Err(fault(
            origin.location,
            format!("no valid JSON: {error}"),
        )));
    }
    read_list(values, None, origin, sink)?;
    match end {
        Some(error) => sink(Err(fault(
            origin.location,
            format!("no valid JSON: {error}"),
        ))),
        None => ControlFlow::Continue(()),
    }
}

fn read_list(
    values: Vec<Value>,
    list_title: Option<&str>,
    origin: Origin<'_>,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    let items = values.into_iter().enumerate().map(|(index, value)| {
        let location = format!("{}#{}", origin.location, index + 1);
        let here = Origin {
            location: &location,
            ..origin
        };
        let Value::Object(object) = value else {
            return Err(fault(&location, "it is no JSON object"));
        };
        let mut item = item(&object, here)?;
        if let Item::Page(page) = &mut item
            && page.given.source.is_none()
        {
            page.given.source = list_title.map(str::to_owned);
        }
        Ok(item)
    });
    deliver(items, origin, sink)
}

/// Makes a page or a link of one object.
fn item(object: &Map<String, Value>, origin: Origin<'_>) -> Result<Item, Error> {
    let url = text_of(object, URL).and_then(|url| absolute(&url, origin.url));
    let given = Metadata {
        title: text_of(object, TITLE)
            .map(|title| sanitize_line(&strip_tags(&title)))
            .unwrap_or_default(),
        source: names(object, SOURCE),
        byline: names(object, AUTHOR),
        published: published(object),
        language: text_of(object, LANGUAGE).map(|name| sanitize_line(&name)),
        url: url.clone(),
        ..Metadata::default()
    };
    let state = State {
        is_read: truth(object, &["is_archived", "is_read", "archived"])
            || text_of(object, &["status"]).as_deref() == Some("1"),
        is_starred: truth(object, &["is_starred", "starred", "favorite"]),
        tags: tags(object),
    };
    let Some((text, is_html)) = text(object) else {
        let Some(url) = url else {
            let error = fault(origin.location, "there is no text in the object");
            return Err(error.with_hint("name the text `text` or `html`"));
        };
        return Ok(Item::Link(Box::new(Link { url, given, state })));
    };
    Ok(Item::Page(Box::new(Page {
        location: origin.location.to_owned(),
        url,
        text,
        is_html,
        fetched: fetched(object),
        given,
        state,
    })))
}

fn text(object: &Map<String, Value>) -> Option<(String, bool)> {
    if let Some(html) = text_of(object, HTML) {
        return Some((html, true));
    }
    if let Some(packed) = text_of(object, &["html_base64"]) {
        use base64::Engine as _;
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(packed.trim())
            .ok()?;
        return Some((decode::decode(&bytes, None), true));
    }
    let text = text_of(object, TEXT)?;
    let is_html = is_markup(&text);
    Some((text, is_html))
}

/// Says whether a field that may hold either holds markup: it has closing tags of blocks.
fn is_markup(text: &str) -> bool {
    let start = text.trim_start();
    let has = |end: &str| memchr::memmem::find(text.as_bytes(), end.as_bytes()).is_some();
    start.starts_with('<') && (has("</") || has("/>")) || has("</p>") || has("</div>")
}

fn published(object: &Map<String, Value>) -> Option<crate::article::Published> {
    // In the published crawls (FineWeb) `date` is the day of the crawl.
    let names = if object.contains_key("dump") {
        &DATE[..DATE.len() - 1]
    } else {
        DATE
    };
    text_of(object, names).and_then(|words| moment::published(&words))
}

fn fetched(object: &Map<String, Value>) -> Option<jiff::Timestamp> {
    let own = text_of(object, FETCHED).and_then(|words| moment::timestamp(&words));
    let crawl = || text_of(object, &["date"]).filter(|_| object.contains_key("dump"));
    own.or_else(|| crawl().and_then(|words| moment::timestamp(&words)))
}

fn field<'v>(object: &'v Map<String, Value>, names: &[&str]) -> Option<&'v Value> {
    let is_there = |value: &&Value| match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(values) => !values.is_empty(),
        _ => true,
    };
    let here = |object: &'v Map<String, Value>| {
        names
            .iter()
            .find_map(|name| object.get(*name).filter(is_there))
    };
    here(object).or_else(|| {
        let inner = INSIDE
            .iter()
            .find_map(|name| object.get(*name)?.as_object())?;
        here(inner)
    })
}

fn text_of(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match field(object, &[name])? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(lines) => {
            let lines: Option<Vec<&str>> = lines.iter().map(Value::as_str).collect();
            lines.map(|lines| lines.join("\n\n"))
        }
        _ => None,
    })
}

fn truth(object: &Map<String, Value>, names: &[&str]) -> bool {
    match field(object, names) {
        Some(Value::Bool(truth)) => *truth,
        Some(Value::Number(number)) => number.as_i64() == Some(1),
        Some(Value::String(text)) => text == "1" || text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// Reads a name, a list of names, or objects with a name in them.
fn names(object: &Map<String, Value>, fields: &[&str]) -> Option<String> {
    fields.iter().find_map(|name| {
        let names = named(field(object, &[name])?).join(", ");
        Some(sanitize_line(&names)).filter(|names| !names.is_empty() && !is_address_like(names))
    })
}

fn is_address_like(name: &str) -> bool {
    crate::source::paths::is_address(name)
}

fn named(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => vec![name.clone()],
        Value::Array(values) => values.iter().flat_map(named).collect(),
        Value::Object(object) => {
            let keys = ["name", "title", "label", "item_name", "tag"];
            keys.iter()
                .find_map(|key| object.get(*key))
                .map(named)
                .unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn tags(object: &Map<String, Value>) -> Vec<String> {
    let tags = match field(object, &["tags", "keywords"]) {
        Some(Value::Object(tags)) => tags.keys().cloned().collect(),
        Some(value) => named(value),
        None => Vec::new(),
    };
    let mut tags: Vec<String> = tags.iter().map(|tag| sanitize_line(tag)).collect();
    tags.retain(|tag| !tag.is_empty());
    tags.sort();
    tags.dedup();
    tags
}
