//! Trains the name finder: reads labelled texts, writes the assets that `annotate::people` compiles in.
//!
//! ```text
//! train_people lists FROM assets/people
//! train_people train [--bits N] [--passes N] [--seeds N] [--margin X] [--drop PERCENT] [--faint N]
//!     [--copies] [--out FILE] TEXTS… [--test TEXTS…]
//! ```
//!
//! `TEXTS` are `.tsv` (token, tag `O`, `B-PER`, `I-PER`; a blank line between sentences; `# doc = id`
//! before each article) or `.jsonl` (`{"id", "text", "people": [[start, end]…]}`, code points); an
//! appended `:0` or `:1` takes the half of the articles whose id hashes to that parity, `*N` repeats
//! the file's sentences N times a pass. One thread, no clock: the same input gives the same bytes.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::cast_possible_truncation,
    reason = "a program for the project's makers: it stops where its input is not as it must be"
)]

mod train {
    pub(crate) mod copies;
    pub(crate) mod corpus;
    pub(crate) mod lists;
    pub(crate) mod perceptron;
    pub(crate) mod score;
}

use std::env;
use std::fs;
use std::path::Path;

use pullquote::annotate::people::model::Model;

use crate::train::corpus::Document;
use crate::train::perceptron::Options;
use crate::train::{copies, corpus, lists, perceptron, score};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.split_first() {
        Some((command, [from, to])) if command == "lists" => {
            lists::pack_all(Path::new(from), Path::new(to));
        }
        Some((command, rest)) if command == "train" => train(rest),
        _ => panic!("usage: see the head of examples/train_people.rs"),
    }
}

fn train(arguments: &[String]) {
    let mut options = Options::default();
    let mut out = None;
    let mut with_copies = false;
    let mut texts: Vec<Document> = Vec::new();
    let mut tests: Vec<(String, Vec<Document>)> = Vec::new();
    let mut is_test = false;
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().expect("a value").clone();
        match argument.as_str() {
            "--bits" => options.bits = value().parse().unwrap(),
            "--passes" => options.passes = value().parse().unwrap(),
            "--seeds" => options.seeds = value().parse().unwrap(),
            "--out" => out = Some(value()),
            "--margin" => options.margin = value().parse().unwrap(),
            "--drop" => options.drop = value().parse().unwrap(),
            "--faint" => options.faint = value().parse().unwrap(),
            "--folds" => options.folds = value().parse().unwrap(),
            "--copies" => with_copies = true,
            "--test" => is_test = true,
            _ if is_test => tests.push((argument.clone(), corpus::read(argument))),
            _ => texts.extend(corpus::read(argument)),
        }
    }
    if with_copies {
        let more = copies::of(&texts);
        texts.extend(more);
    }
    let packed = perceptron::train(&texts, &options);
    let models = Model::read_two(&packed);
    println!("{} articles; {} bytes packed", texts.len(), packed.len());
    for (name, documents) in &tests {
        let name = name.rsplit('/').next().unwrap_or(name);
        println!("{name:<32} {}", score::measure(&models, documents));
        if !with_copies {
            continue;
        }
        for (style, copies) in copies::for_tests(documents) {
            println!("{name:<32} {} {style}", score::measure(&models, &copies));
        }
    }
    if let Some(out) = out {
        fs::write(out, packed).unwrap();
    }
}
