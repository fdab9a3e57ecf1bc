//! Cleaning of the sample pages against what they must give: articles, titles, bodies, noise.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pullquote::article::{Article, Cleaned, Published};
use pullquote::clean::{Content, Page, clean};
use serde_json::Value;

/// Word F1 that every body must reach.
const BODY_FLOOR: f64 = 0.98;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn gold() -> Value {
    let text = fs::read_to_string(root().join("tests/data/seeds.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn cleaned(file: &str) -> Cleaned {
    let text = fs::read_to_string(root().join("seeds").join(file)).unwrap();
    clean_text(&text)
}

fn clean_text(text: &str) -> Cleaned {
    clean(&Page {
        content: Content::Text(text),
        url: None,
        fetched: None,
    })
}

fn words(text: &str) -> BTreeMap<&str, i64> {
    let mut counts = BTreeMap::new();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

fn word_f1(a: &str, b: &str) -> f64 {
    let (a, b) = (words(a), words(b));
    let shared: i64 = a
        .iter()
        .map(|(word, n)| n.min(b.get(word).unwrap_or(&0)))
        .sum();
    let total: i64 = a.values().chain(b.values()).sum();
    2.0 * shared as f64 / total.max(1) as f64
}

/// Returns the gold articles of each file with what cleaning made of them, in order.
fn pairs() -> Vec<(Value, Article)> {
    let gold = gold();
    let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for article in gold["articles"].as_array().unwrap() {
        let file = article["file"].as_str().unwrap().to_owned();
        files.entry(file).or_default().push(article.clone());
    }
    let mut out = Vec::new();
    for (file, expected) in files {
        let found = cleaned(&file).articles;
        assert_eq!(found.len(), expected.len(), "articles in {file}");
        out.extend(expected.into_iter().zip(found));
    }
    out
}

#[test]
fn every_body_is_whole_and_nothing_else() {
    for (gold, article) in pairs() {
        let paragraphs: Vec<_> = gold["body"].as_array().unwrap().iter().collect();
        let body: Vec<_> = paragraphs.iter().map(|p| p.as_str().unwrap()).collect();
        let score = word_f1(&body.join(" "), &article.body.text);
        assert!(BODY_FLOOR <= score, "{}: {score}", gold["id"]);
    }
}

#[test]
fn title_source_place_and_date_are_as_they_stand_on_the_page() {
    for (gold, article) in pairs() {
        let id = &gold["id"];
        let found = &article.metadata;
        assert_eq!(gold["title"].is_null(), found.title_derived, "{id}");
        if let Some(title) = gold["title"].as_str() {
            assert_eq!(found.title, title, "{id}");
        }
        let published = found.published.as_ref().map(Published::best);
        assert_eq!(published, gold["published"].as_str(), "{id}");
        assert_eq!(found.source.as_deref(), gold["source"].as_str(), "{id}");
        let place = gold.get("dateline").and_then(Value::as_str);
        assert_eq!(found.dateline.as_deref(), place, "{id}");
    }
}

#[test]
fn nothing_of_the_page_around_is_in_a_body() {
    let gold = gold();
    for (file, noise) in gold["noise"].as_object().unwrap() {
        for article in cleaned(file).articles {
            for piece in noise.as_array().unwrap() {
                let piece = piece.as_str().unwrap();
                assert!(!article.body.text.contains(piece), "{file}: {piece}");
            }
        }
    }
}

#[test]
fn nothing_of_a_page_is_lost() {
    let gold = gold();
    for file in gold["noise"].as_object().unwrap().keys() {
        let cleaned = cleaned(file);
        let origins = cleaned
            .articles
            .iter()
            .flat_map(|article| article.body.blocks.iter().map(|block| block.origin));
        let mut pieces: Vec<_> = origins
            .chain(cleaned.removed.iter().map(|piece| piece.span))
            .collect();
        pieces.sort_unstable();
        let told: Vec<_> = pieces
            .iter()
            .flat_map(|piece| piece.of(&cleaned.raw).split_whitespace())
            .collect();
        let there: Vec<_> = cleaned.raw.split_whitespace().collect();
        assert_eq!(told, there, "{file}");
    }
}

#[test]
fn cleaning_a_clean_text_changes_nothing() {
    for (gold, article) in pairs() {
        let again = clean_text(&article.body.text);
        let texts: Vec<_> = again.articles.iter().map(|a| &a.body.text).collect();
        assert_eq!(texts, [&article.body.text], "{}", gold["id"]);
    }
}
