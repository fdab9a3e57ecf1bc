//! Prints what the models of quotations see, for `assets/quotes/train.py`.
//!
//! Reads JSON Lines with `id` and `text` from standard input; prints one line for each text with the
//! rows of every model and their places in code points. `--names` prints the names of the features;
//! `--models DIRECTORY` reads with the models in it instead of those that are compiled in;
//! `--quotations` prints what they tell instead of what they see, as `pullquote annotate` does.
#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a program for the developer, which may stop where something is wrong"
)]

use std::io::{BufRead as _, Write as _};

use pullquote::annotate::people;
use pullquote::annotate::quotes::training::{Example, Models, examples, find, names};
use pullquote::article::{Quotation, QuotationKind};
use pullquote::segment::sentences;
use pullquote::text::offsets::CodePoints;
use serde_json::{Value, json};

fn main() {
    if std::env::args().any(|argument| argument == "--names") {
        println!("{}", json!(names()));
        return;
    }
    let mut directory = std::env::args().skip_while(|argument| argument != "--models");
    let models = directory.nth(1).map(|directory| {
        let read = |name: &str| {
            let path = std::path::Path::new(&directory).join(name);
            std::fs::read(path).expect("a model can be read")
        };
        let files = ["speaker.bin", "pronoun.bin", "kind.bin", "confidence.bin"].map(read);
        Models::read(files.each_ref().map(Vec::as_slice))
    });
    let models = models.as_ref().unwrap_or_else(|| Models::built_in());
    let is_told = std::env::args().any(|argument| argument == "--quotations");
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("standard input can be read");
        let value: Value = serde_json::from_str(&line).expect("a line is JSON");
        let text = value["text"].as_str().expect("a line has a text");
        let sentences = sentences(text);
        let people = people::find(text, &sentences);
        let points = CodePoints::new(text);
        if is_told {
            let quotes = find(text, &sentences, &people, models);
            let quotes: Vec<_> = quotes.iter().map(|quote| told(quote, &points)).collect();
            let line = json!({ "id": value["id"], "quotes": quotes, "people": people.iter().map(|person| json!({ "name": person.name })).collect::<Vec<_>>() });
            writeln!(out, "{line}").expect("standard output can be written");
            continue;
        }
        let found = examples(text, &sentences, &people, models);
        let row = |example: &Example| {
            let mention = example.mention.map(|span| points.of_span(span));
            json!([
                points.of_span(example.about),
                mention,
                example.name,
                example.features
            ])
        };
        let rows = |examples: &[Example]| examples.iter().map(row).collect::<Vec<_>>();
        let line = json!({
            "id": value["id"],
            "speakers": rows(&found.speakers),
            "kinds": rows(&found.kinds),
            "pronouns": rows(&found.pronouns),
        });
        writeln!(out, "{line}").expect("standard output can be written");
    }
}

/// Returns a quotation as it is told.
fn told(quotation: &Quotation, points: &CodePoints<'_>) -> Value {
    let [start, end] = points.of_span(quotation.span);
    let speaker = quotation.speaker.as_ref();
    let place = speaker
        .and_then(|speaker| speaker.span)
        .map(|span| points.of_span(span));
    json!({
        "start": start,
        "end": end,
        "kind": match quotation.kind {
            QuotationKind::Speech => "speech",
            QuotationKind::Term => "term",
        },
        "speaker": speaker.map(|speaker| &speaker.name),
        "speaker_start": place.map(|[start, _]| start),
        "speaker_end": place.map(|[_, end]| end),
        "confidence": speaker.map(|speaker| speaker.confidence),
    })
}
