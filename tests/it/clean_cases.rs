//! Cleaning of pages written for the purpose: what users have and benchmarks do not.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pullquote::article::Published;
use pullquote::clean::{Content, Page, clean};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    page: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    text: String,
    /// Pieces that must be taken out, with the reason shown.
    #[serde(default)]
    removed: Vec<(String, String)>,
    article: Vec<Expected>,
    /// What the cleaner is known to get wrong here: the case must fail until that is mended.
    known_weakness: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    title: Option<String>,
    #[serde(default)]
    title_derived: bool,
    source: Option<String>,
    byline: Option<String>,
    dateline: Option<String>,
    published: Option<String>,
    language: Option<String>,
    body: String,
}

fn cases() -> BTreeMap<String, Vec<Case>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/clean");
    let mut out = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let cases: Cases = toml::from_str(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        out.insert(path.display().to_string(), cases.page);
    }
    assert!(!out.is_empty());
    out
}

#[test]
fn written_pages_come_apart_as_a_reader_would_take_them() {
    let mut problems = Vec::new();
    for (file, cases) in cases() {
        for case in cases {
            let found = differences(&case);
            match &case.known_weakness {
                Some(weakness) if found.is_empty() => {
                    problems.push(format!("{file}: {}: mended: {weakness}", case.name));
                }
                Some(_) => {}
                None => {
                    let line = |problem| format!("{file}: {}: {problem}", case.name);
                    problems.extend(found.into_iter().map(line));
                }
            }
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

fn differences(case: &Case) -> Vec<String> {
    let cleaned = clean(&Page {
        content: Content::Text(&case.text),
        url: None,
        fetched: None,
    });
    let mut out = Vec::new();
    if cleaned.articles.len() != case.article.len() {
        out.push(format!("{} articles", cleaned.articles.len()));
    }
    for (expected, found) in case.article.iter().zip(&cleaned.articles) {
        let metadata = &found.metadata;
        let published = metadata.published.as_ref().map(Published::best);
        let mut check = |what: &str, expected: Option<&str>, found: Option<&str>| {
            if expected != found {
                out.push(format!("{what} {found:?}, not {expected:?}"));
            }
        };
        let derived = metadata.title_derived.to_string();
        check(
            "derived",
            Some(&expected.title_derived.to_string()),
            Some(&derived),
        );
        if let Some(title) = &expected.title {
            check("title", Some(title), Some(&metadata.title));
        }
        if let Some(language) = &expected.language {
            check("language", Some(language), metadata.language.as_deref());
        }
        check(
            "source",
            expected.source.as_deref(),
            metadata.source.as_deref(),
        );
        check(
            "byline",
            expected.byline.as_deref(),
            metadata.byline.as_deref(),
        );
        check(
            "dateline",
            expected.dateline.as_deref(),
            metadata.dateline.as_deref(),
        );
        check("published", expected.published.as_deref(), published);
        check("body", Some(expected.body.trim()), Some(&found.body.text));
    }
    for (text, reason) in &case.removed {
        let is_there = cleaned
            .removed
            .iter()
            .any(|piece| piece.span.of(&cleaned.raw) == text && piece.reason.label() == reason);
        if !is_there {
            out.push(format!("{text:?} is not removed as {reason:?}"));
        }
    }
    out
}
