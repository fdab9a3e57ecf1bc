//! What the sample articles share, over their true bodies.

use pullquote::dedup::across::copies::strength;
use pullquote::dedup::across::{Reading, compare};
use pullquote::dedup::stories::{Telling, group};
use pullquote::segment::sentences;
use pullquote::text::TextSpan;
use serde_json::Value;

struct Sample {
    id: String,
    title: String,
    text: String,
    sentences: Vec<TextSpan>,
}

fn samples() -> Vec<Sample> {
    let gold: Value = serde_json::from_str(include_str!("../data/seeds.json")).unwrap();
    let sample = |article: &Value| {
        let paragraphs = article["body"].as_array().unwrap().iter();
        let text = paragraphs
            .map(|p| p.as_str().unwrap())
            .collect::<Vec<_>>()
            .join("\n\n");
        Sample {
            id: article["id"].as_str().unwrap().to_owned(),
            title: article["title"].as_str().unwrap_or_default().to_owned(),
            sentences: sentences(&text),
            text,
        }
    };
    gold["articles"]
        .as_array()
        .unwrap()
        .iter()
        .map(sample)
        .collect()
}

fn get<'s>(samples: &'s [Sample], id: &str) -> &'s Sample {
    samples.iter().find(|sample| sample.id == id).unwrap()
}

fn reading(sample: &Sample) -> Reading<'_> {
    Reading::of(&sample.text, &sample.sentences)
}

#[test]
fn the_article_that_comes_twice_on_a_page_is_a_copy_and_no_other_is() {
    let samples = samples();
    let copies: Vec<_> = samples
        .iter()
        .enumerate()
        .flat_map(|(at, one)| samples[at + 1..].iter().map(move |other| (one, other)))
        .filter(|(one, other)| {
            let shared = compare(&reading(one), &reading(other));
            strength(shared.of_this, shared.of_other) > 0.5
        })
        .map(|(one, other)| (one.id.as_str(), other.id.as_str()))
        .collect();
    assert_eq!(copies, [("000-1", "000-4")]);
}

#[test]
fn the_agency_sentence_is_shared_although_one_spells_the_name_out() {
    let samples = samples();
    let (later, first) = (get(&samples, "004-1"), get(&samples, "000-1"));
    let shared = compare(&reading(later), &reading(first));
    let whole = "Beijing has long sought to present the 10-member SCO as a counterweight to Western-led \
                 power blocs and has pushed to strengthen collaboration between its member countries in \
                 politics, security, trade and science.";
    let found = shared.passages.iter().any(|(span, there)| {
        span.of(&later.text) == whole
            && there.of(&first.text).starts_with("Beijing has long sought")
    });
    assert!(
        found,
        "{:?}",
        shared
            .passages
            .iter()
            .map(|p| p.0.of(&later.text))
            .collect::<Vec<_>>()
    );
}

#[test]
fn three_samples_tell_one_story_in_any_order_and_the_call_of_another_year_does_not() {
    let mut samples = samples();
    for _ in 0..samples.len() {
        samples.rotate_left(1);
        let tellings: Vec<_> = samples
            .iter()
            .map(|sample| Telling::of(&sample.title, &sample.text, None))
            .collect();
        let stories = group(&tellings);
        let story = |id: &str| stories[samples.iter().position(|sample| sample.id == id).unwrap()];
        for id in ["002-1", "004-1", "000-4"] {
            assert_eq!(story(id), story("000-1"), "{id}");
        }
        for id in ["001-1", "000-2", "000-3", "003-2", "003-3", "003-4"] {
            assert_ne!(story(id), story("000-1"), "{id}");
        }
    }
}
