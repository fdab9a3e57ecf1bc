//! Quotations of the sample articles against the hand-made truth: spans, speakers, and nobody named
//! where the text names nobody.

use std::collections::BTreeMap;
use std::path::Path;

use pullquote::annotate::annotate;
use pullquote::article::Speaker;
use pullquote::segment::sentences;
use pullquote::text::TextSpan;
use serde_json::Value;

/// Least F1 of the spans.
const SPANS: f64 = 0.97;
/// Least share of right speakers among the quotations that a known person says.
const SPEAKERS: f64 = 0.95;

#[derive(Default)]
struct Tally {
    found: usize,
    expected: usize,
    predicted: usize,
    persons: usize,
    right: usize,
    complaints: Vec<String>,
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}

fn strings(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect()
}

/// The canonical name of every form of the people's names.
fn aliases(article: &Value) -> BTreeMap<&str, &str> {
    let mut out = BTreeMap::new();
    for person in article["people"].as_array().unwrap() {
        let name = person["name"].as_str().unwrap();
        out.insert(name, name);
        if person["also"].is_array() {
            out.extend(
                strings(&person["also"])
                    .into_iter()
                    .map(|also| (also, name)),
            );
        }
    }
    out
}

fn check(article: &Value, tally: &mut Tally) {
    let text = strings(&article["body"]).join("\n\n");
    let aliases = aliases(article);
    let found = annotate(&text, &sentences(&text)).quotations;
    let is_nested = |span: TextSpan| {
        found
            .iter()
            .any(|q| q.span != span && q.span.contains(span))
    };
    let outer: Vec<_> = found.iter().filter(|q| !is_nested(q.span)).collect();
    tally.predicted += outer.len();
    let mut used = vec![false; outer.len()];
    for gold in article["quotes"].as_array().unwrap() {
        let words = trimmed(gold["text"].as_str().unwrap());
        let accepted: Vec<Option<&str>> = match &gold["speaker"] {
            Value::Array(list) => list.iter().map(Value::as_str).collect(),
            one => vec![one.as_str()],
        };
        tally.expected += 1;
        let is_it = |(index, q): &(usize, &&pullquote::article::Quotation)| {
            !used[*index] && trimmed(q.span.of(&text)) == words
        };
        let Some((index, quotation)) = outer.iter().enumerate().find(is_it) else {
            tally.complaints.push(format!("not found: {words}"));
            continue;
        };
        used[index] = true;
        tally.found += 1;
        let name_of = |speaker: &Speaker| aliases.get(speaker.name.as_str()).copied();
        let speaker = quotation.speaker.as_ref();
        let told = speaker.and_then(name_of);
        let name = speaker
            .filter(|speaker| speaker.is_shown())
            .and_then(name_of);
        let is_right = accepted.contains(&name);
        if !accepted.contains(&None) {
            tally.persons += 1;
            tally.right += usize::from(is_right);
        } else if !accepted.contains(&told) {
            // Not even below the confidence that is shown.
            panic!("{told:?} does not say: {words}");
        }
        if !is_right {
            tally
                .complaints
                .push(format!("{name:?}, not {accepted:?}: {words}"));
        }
    }
}

#[test]
fn the_sample_articles_quotations_have_their_speakers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/seeds.json");
    let gold: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut tally = Tally::default();
    for article in gold["articles"].as_array().unwrap() {
        if article["duplicate_of"].is_null() {
            check(article, &mut tally);
        }
    }
    let f1 = 2.0 * tally.found as f64 / (tally.expected + tally.predicted) as f64;
    let speakers = tally.right as f64 / tally.persons as f64;
    assert!(f1 >= SPANS, "{f1}: {:#?}", tally.complaints);
    assert!(speakers >= SPEAKERS, "{speakers}: {:#?}", tally.complaints);
}
