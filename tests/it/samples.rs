//! The sample articles through the whole pipeline, scored against what people marked in them.
//!
//! `tests/data/seeds.json` says what must come out; `tests/data/floors.json` holds the floors, which
//! may only rise.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use pullquote::article::{Document, QuotationKind};
use pullquote::engine::{Shelf, samples};
use serde_json::Value;

fn data(name: &str) -> Value {
    let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn words(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    counts
}

/// F1 of two bags of words.
fn word_f1(gold: &str, found: &str) -> f64 {
    let (gold, found) = (words(gold), words(found));
    let shared: usize = gold
        .iter()
        .map(|(word, &n)| n.min(found.get(word).copied().unwrap_or(0)))
        .sum();
    2.0 * shared as f64 / (gold.values().sum::<usize>() + found.values().sum::<usize>()) as f64
}

/// Precision and recall over counted decisions.
#[derive(Default)]
struct Score {
    right: usize,
    found: usize,
    wanted: usize,
}

impl Score {
    fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.wanted) as f64
    }
}

struct Samples {
    gold: Value,
    documents: Vec<Document>,
}

impl Samples {
    fn read() -> Self {
        let shelf = Shelf::of_pages(&samples());
        let documents = shelf
            .rows()
            .unwrap()
            .iter()
            .map(|row| shelf.document(row.id).unwrap())
            .collect();
        Self {
            gold: data("seeds.json"),
            documents,
        }
    }

    /// Pairs every distinct gold article with the document of its page whose text is nearest.
    fn pairs(&self) -> Vec<(&Value, &Document, f64)> {
        let articles = self.gold["articles"].as_array().unwrap();
        let distinct = articles
            .iter()
            .filter(|article| article.get("duplicate_of").is_none());
        distinct
            .map(|article| {
                let file = article["file"].as_str().unwrap();
                let scored = self
                    .documents
                    .iter()
                    .filter(|document| document.location.ends_with(file))
                    .map(|document| (document, word_f1(&body(article), &document.body.text)));
                let best = scored.max_by(|a, b| a.1.total_cmp(&b.1));
                let (document, f1) = best.unwrap_or_else(|| panic!("nothing from {file}"));
                (article, document, f1)
            })
            .collect()
    }
}

fn body(article: &Value) -> String {
    let paragraphs = article["body"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p.as_str().unwrap());
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

fn id(article: &Value) -> &str {
    article["id"].as_str().unwrap()
}

/// All the ways in which gold writes a person's name, by article.
fn names(article: &Value) -> Vec<BTreeSet<&str>> {
    let people = article["people"].as_array().unwrap().iter();
    people
        .map(|person| {
            let also = person["also"].as_array().into_iter().flatten();
            also.chain([&person["name"]])
                .map(|name| name.as_str().unwrap())
                .collect()
        })
        .collect()
}

/// The letters and digits of a quotation: neither its marks nor the punctuation at its ends.
fn quoted(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[test]
fn every_article_comes_out_and_the_scores_hold_their_floors() {
    let samples = Samples::read();
    let floors = data("floors.json");
    let pairs = samples.pairs();
    let mut problems = Vec::new();
    let distinct: BTreeSet<_> = pairs
        .iter()
        .map(|(_, document, _)| document.row.id)
        .collect();
    assert_eq!(
        distinct.len(),
        pairs.len(),
        "each article has a document of its own"
    );
    assert_eq!(
        samples.documents.len(),
        pairs.len(),
        "nothing else is taken for an article"
    );
    let (mut people, mut spans, mut speakers) =
        (Score::default(), Score::default(), Score::default());
    for (gold, document, body_f1) in &pairs {
        let metadata = &document.row.metadata;
        if *body_f1 < floors["body_word_f1"].as_f64().unwrap() {
            problems.push(format!("{}: body word F1 {body_f1:.3}", id(gold)));
        }
        match gold["title"].as_str() {
            Some(title) if title != metadata.title || metadata.title_derived => {
                problems.push(format!("{}: title {:?}", id(gold), metadata.title));
            }
            None if !metadata.title_derived || metadata.title.is_empty() => {
                problems.push(format!(
                    "{}: title {:?} not derived",
                    id(gold),
                    metadata.title
                ));
            }
            _ => {}
        }
        score_people(gold, document, &mut people, &mut problems);
        score_quotations(gold, document, &mut spans, &mut speakers, &mut problems);
    }
    for (name, value) in [
        ("people_f1", people.f1()),
        ("quotation_f1", spans.f1()),
        (
            "speakers_right",
            speakers.right as f64 / speakers.wanted as f64,
        ),
    ] {
        println!("{name}: {value:.4}");
        if value < floors[name].as_f64().unwrap() {
            problems.push(format!("{name}: {value:.4} is under the floor"));
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

fn score_people(gold: &Value, document: &Document, score: &mut Score, problems: &mut Vec<String>) {
    let wanted = names(gold);
    let found: Vec<_> = document
        .annotations
        .people
        .iter()
        .map(|p| p.name.as_str())
        .collect();
    let right = wanted
        .iter()
        .filter(|names| found.iter().any(|name| names.contains(name)));
    score.right += right.count();
    score.found += found.len();
    score.wanted += wanted.len();
    for names in &wanted {
        let same = found.iter().filter(|name| names.contains(**name)).count();
        if same > 1 {
            problems.push(format!("{}: {names:?} are {same} people", id(gold)));
        }
    }
}

fn score_quotations(
    gold: &Value,
    document: &Document,
    spans: &mut Score,
    speakers: &mut Score,
    problems: &mut Vec<String>,
) {
    let text = &document.body.text;
    let mut found: Vec<_> = document
        .annotations
        .quotations
        .iter()
        .map(|quotation| (quoted(quotation.span.of(text)), quotation))
        .collect();
    spans.found += found.len();
    let aliases = names(gold);
    for wanted in gold["quotes"].as_array().unwrap() {
        spans.wanted += 1;
        let words = quoted(wanted["text"].as_str().unwrap());
        let allowed: Vec<Option<&str>> = match &wanted["speaker"] {
            Value::Array(several) => several.iter().map(Value::as_str).collect(),
            one => vec![one.as_str()],
        };
        let must_be_somebody = !allowed.contains(&None);
        speakers.wanted += usize::from(must_be_somebody);
        // Gold may leave out the second sentence of a long quotation.
        let is_longer = |found: &str| words.len() > 40 && found.starts_with(&words);
        let exact = found.iter().position(|(found, _)| *found == words);
        let longer = || found.iter().position(|(found, _)| is_longer(found));
        let Some(at) = exact.or_else(longer) else {
            problems.extend(
                must_be_somebody.then(|| format!("{}: missed {:?}", id(gold), wanted["text"])),
            );
            continue;
        };
        let (_, quotation) = found.remove(at);
        spans.right += 1;
        let speaker = quotation
            .speaker
            .as_ref()
            .filter(|speaker| speaker.is_shown());
        let name = speaker.map(|speaker| speaker.name.as_str());
        let is_person = speaker.is_some_and(|speaker| speaker.person.is_some());
        let is_right = allowed.iter().any(|allowed| match (allowed, name) {
            (Some(allowed), Some(name)) => {
                *allowed == name
                    || aliases
                        .iter()
                        .any(|same| same.contains(allowed) && same.contains(name))
            }
            (None, name) => name.is_none() || !is_person,
            (Some(_), None) => false,
        });
        speakers.right += usize::from(is_right && must_be_somebody);
        if !is_right && is_person && !must_be_somebody {
            problems.push(format!(
                "{}: {:?} is not said by {name:?}",
                id(gold),
                wanted["text"]
            ));
        }
    }
    // Speech that gold does not know is a mistake; a term is only marked lightly.
    let is_speech = |kind: QuotationKind| kind == QuotationKind::Speech;
    let extra = found
        .iter()
        .filter(|(_, quotation)| !is_speech(quotation.kind))
        .count();
    spans.found -= extra;
}

#[test]
fn nothing_of_the_page_around_is_left_in_an_article() {
    let samples = Samples::read();
    for (file, pieces) in samples.gold["noise"].as_object().unwrap() {
        for document in samples
            .documents
            .iter()
            .filter(|d| d.location.ends_with(file.as_str()))
        {
            for piece in pieces
                .as_array()
                .unwrap()
                .iter()
                .map(|piece| piece.as_str().unwrap())
            {
                assert!(
                    !document.body.text.contains(piece),
                    "{file}: {piece:?} in {:?}",
                    document.row.metadata.title
                );
            }
        }
    }
}

#[test]
fn source_and_date_come_from_the_page() {
    let samples = Samples::read();
    for (gold, document, _) in samples.pairs() {
        let metadata = &document.row.metadata;
        // A whole copy in the related block lends its source and age to the article.
        let copies = samples.gold["articles"].as_array().unwrap().iter();
        let copy = copies
            .into_iter()
            .find(|other| other["duplicate_of"] == gold["id"]);
        let wanted = |field: &str| {
            gold[field]
                .as_str()
                .or_else(|| copy.and_then(|copy| copy[field].as_str()))
        };
        assert_eq!(metadata.source.as_deref(), wanted("source"), "{}", id(gold));
        let published = metadata
            .published
            .as_ref()
            .map(pullquote::article::Published::best);
        assert_eq!(published, wanted("published"), "{}", id(gold));
        if let Some(dateline) = gold["dateline"].as_str() {
            assert_eq!(metadata.dateline.as_deref(), Some(dateline), "{}", id(gold));
        }
        assert_eq!(
            document.row.copy_count,
            1 + u32::from(copy.is_some()),
            "{}",
            id(gold)
        );
    }
}

#[test]
fn the_same_story_is_grouped() {
    let samples = Samples::read();
    let pairs = samples.pairs();
    let story = |wanted: &str| {
        let (_, document, _) = pairs.iter().find(|(gold, ..)| id(gold) == wanted).unwrap();
        document.row.story
    };
    for group in samples.gold["same_story"].as_array().unwrap() {
        let group: Vec<_> = group
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v.as_str().unwrap())
            .collect();
        let first = story(group[0]);
        assert!(first.is_some());
        assert!(group.iter().all(|id| story(id) == first), "{group:?}");
    }
    let allowed: BTreeSet<_> = samples.gold["same_story_allowed"][0]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_str().unwrap())
        .collect();
    let main = story("000-1");
    for (gold, document, _) in &pairs {
        if document.row.story == main {
            assert!(allowed.contains(id(gold)), "{} is another story", id(gold));
        }
    }
}
