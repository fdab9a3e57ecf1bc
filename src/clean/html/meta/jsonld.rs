//! What a page's JSON-LD says about its story (schema.org `Article` and its kinds).

use serde_json::{Map, Value};
use url::Url;

use crate::clean::html::meta::plain;
use crate::clean::html::votes::{Words, words};

/// Objects of one page that are looked at.
const MAX_OBJECTS: usize = 20_000;

/// A story as its publisher describes it to machines; empty where nothing is said.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Story {
    /// `headline` or `name`.
    pub(crate) headline: String,
    /// Names of the persons who wrote it.
    pub(crate) authors: Vec<String>,
    /// `publisher`.
    pub(crate) publisher: String,
    /// `datePublished`, or `dateCreated`.
    pub(crate) published: String,
    /// `articleBody`, as it is.
    pub(crate) body: String,
    /// `inLanguage`.
    pub(crate) language: String,
}

/// Reads JSON-LD scripts; of several stories the one that the page is about: by its address, by a
/// title in `known`, or the first.
pub(crate) fn read(scripts: &[&str], url: Option<&Url>, known: &[String]) -> Story {
    let values: Vec<Value> = scripts
        .iter()
        .filter_map(|script| lenient(script))
        .collect();
    let mut objects: Vec<&Map<String, Value>> = Vec::new();
    let mut waiting: Vec<&Value> = values.iter().rev().collect();
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items.iter().rev()),
            Value::Object(map) if objects.len() < MAX_OBJECTS => {
                objects.push(map);
                let inner = map
                    .iter()
                    .filter(|(_, value)| value.is_array() || value.is_object());
                waiting.extend(
                    inner
                        .map(|(_, value)| value)
                        .collect::<Vec<_>>()
                        .into_iter()
                        .rev(),
                );
            }
            _ => {}
        }
    }
    let known: Vec<Words> = known.iter().map(|title| words(title)).collect();
    let best = objects
        .iter()
        .filter(|map| is_story(map))
        .enumerate()
        .max_by_key(|&(order, map)| (relevance(map, url, &known), usize::MAX - order));
    let mut story = best.map_or_else(Story::default, |(_, map)| story(map, &objects));
    if story.publisher.is_empty() {
        let organisation = objects
            .iter()
            .find(|map| has_type(map, |kind| kind == "NewsMediaOrganization"));
        story.publisher =
            organisation.map_or_else(String::new, |map| name(map.get("name"), &[]).join(", "));
    }
    story
}

/// Parses a script; raw control characters and a trailing semicolon are common and forgiven.
fn lenient(script: &str) -> Option<Value> {
    let script = script.trim().trim_end_matches(';');
    serde_json::from_str(script).ok().or_else(|| {
        let mended: String = script
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        serde_json::from_str(&mended).ok()
    })
}

fn has_type(map: &Map<String, Value>, is: impl Fn(&str) -> bool) -> bool {
    let is = |kind: &str| is(kind.rsplit(['/', ':']).next().unwrap_or(kind));
    match map.get("@type") {
        Some(Value::String(kind)) => is(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is),
        _ => false,
    }
}

fn is_story(map: &Map<String, Value>) -> bool {
    has_type(map, |kind| {
        kind.ends_with("Article")
            || kind.ends_with("Posting")
            || matches!(kind, "Report" | "Review" | "Recipe" | "Story")
    })
}

/// Says how likely this is the page's own story, higher is likelier.
fn relevance(map: &Map<String, Value>, url: Option<&Url>, known: &[Words]) -> u8 {
    let headline = words(&text(map, "headline"));
    let agrees = |title: &Words| {
        !headline.is_empty()
            && headline.iter().filter(|word| title.contains(word)).count() * 3 >= headline.len() * 2
    };
    let addresses = [map.get("url"), map.get("mainEntityOfPage"), map.get("@id")];
    let is_here = addresses.into_iter().flatten().any(|address| {
        let address = address
            .as_str()
            .or_else(|| address.get("@id").and_then(Value::as_str));
        let here = |url: &Url| address.is_some_and(|address| address.contains(url.path()));
        url.is_some_and(|url| url.path().len() > 1 && here(url))
    });
    2 * u8::from(known.iter().any(agrees))
        + u8::from(is_here)
        + u8::from(map.contains_key("datePublished"))
}

fn story(map: &Map<String, Value>, objects: &[&Map<String, Value>]) -> Story {
    let either = |one: &str, other: &str| {
        Some(text(map, one))
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| text(map, other))
    };
    let body = match map.get("articleBody") {
        Some(Value::String(body)) => body.clone(),
        Some(Value::Array(parts)) => parts
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join("\n"),
        _ => String::new(),
    };
    let authors = map.get("author").or_else(|| map.get("creator"));
    Story {
        headline: either("headline", "name"),
        authors: name(authors, objects),
        publisher: name(map.get("publisher"), objects).join(", "),
        published: either("datePublished", "dateCreated"),
        body,
        language: text(map, "inLanguage"),
    }
}

/// Returns a field that holds a text, as plain text.
fn text(map: &Map<String, Value>, field: &str) -> String {
    match map.get(field) {
        Some(Value::String(text)) => plain(text),
        Some(Value::Array(items)) => items
            .first()
            .and_then(Value::as_str)
            .map(plain)
            .unwrap_or_default(),
        _ => String::new(),
    }
}

/// Returns the names that a field holds: texts, objects with a name, or references to such.
fn name(value: Option<&Value>, objects: &[&Map<String, Value>]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut waiting: Vec<&Value> = value.into_iter().collect();
    while let Some(value) = waiting.pop() {
        match value {
            Value::String(name) => out.push(plain(name)),
            Value::Array(items) => waiting.extend(items.iter().rev()),
            Value::Object(map) => match (map.get("name"), map.get("@id").and_then(Value::as_str)) {
                (Some(Value::String(name)), _) => out.push(plain(name)),
                (Some(names @ Value::Array(_)), _) => waiting.push(names),
                (_, Some(id)) => {
                    let is_named = |map: &&&Map<String, Value>| {
                        map.get("@id").and_then(Value::as_str) == Some(id)
                            && map.get("name").is_some_and(Value::is_string)
                    };
                    out.extend(objects.iter().find(is_named).map(|map| text(map, "name")));
                }
                _ => {}
            },
            _ => {}
        }
        if out.len() > 30 {
            break;
        }
    }
    out.retain(|name| !name.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_story_of_the_page_is_found_among_others() {
        let script = r##"{"@context":"https://schema.org","@graph":[
            {"@type":"Article","headline":"Another story","url":"https://e.org/other"},
            {"@type":["NewsArticle"],"headline":"It&#8217;s here","url":"https://e.org/here","datePublished":"2025-06-26",
             "author":[{"@id":"#p1"},{"@type":"Person","name":"Bo Li"}],"publisher":{"name":"Daily"},"articleBody":"Text"},
            {"@type":"Person","@id":"#p1","name":"Ann Lee"}]}"##;
        let url = Url::parse("https://e.org/here").unwrap();
        let story = read(&[script], Some(&url), &[]);
        assert_eq!(story.headline, "It’s here");
        assert_eq!(story.authors, ["Ann Lee", "Bo Li"]);
        assert_eq!(
            (story.publisher.as_str(), story.body.as_str()),
            ("Daily", "Text")
        );
    }

    #[test]
    fn broken_scripts_are_mended_or_ignored() {
        let story = read(
            &[
                "{",
                "{\"@type\":\"BlogPosting\",\"headline\":\"Two\nlines\"};",
            ],
            None,
            &[],
        );
        assert_eq!(story.headline, "Two lines");
    }
}
