//! One key in the filter bar, over a hundred thousand and a million made-up titles.

use std::collections::BTreeSet;
use std::sync::Arc;

use divan::Bencher;
use pullquote::article::{ArticleId, Metadata, Row};
use pullquote::query::{Filter, Query};

fn main() {
    divan::main();
}

const WORDS: &[&str] = &[
    "minister", "police", "storm", "harbour", "council", "report", "iran", "russia", "oil",
    "price", "court", "election", "bridge", "talks", "final", "cup", "market", "school", "fire",
    "virus", "climate", "deal", "strike", "budget", "border", "museum", "island", "river",
    "summit", "defence", "of", "in", "the", "for", "and", "to", "after", "says", "new", "over",
];

/// Titles that are the same on every run (a linear congruential generator, Knuth's MMIX constants).
fn rows(count: u32) -> Vec<Arc<Row>> {
    let mut state = 42u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % below
    };
    let mut row = |id: u32| {
        let words: Vec<&str> = (0..5 + next(4)).map(|_| WORDS[next(WORDS.len())]).collect();
        let metadata = Metadata {
            title: format!("{} {}", words.join(" "), next(3000)),
            source: Some(format!("{} daily", WORDS[next(WORDS.len())])),
            ..Metadata::default()
        };
        Arc::new(Row {
            id: ArticleId(i64::from(id)),
            metadata,
            ..Row::default()
        })
    };
    (0..count).map(&mut row).collect()
}

fn key(bencher: Bencher<'_, '_>, count: u32, before: &str, after: &str) {
    let rows = rows(count);
    let none = |_: &str| BTreeSet::new();
    let (before, after) = (Query::parse(before), Query::parse(after));
    bencher
        .with_inputs(|| {
            let mut filter = Filter::new(&rows);
            divan::black_box(filter.search(&rows, &before, &none, &|| true));
            filter
        })
        .bench_values(|mut filter| {
            divan::black_box(filter.search(&rows, &after, &none, &|| true));
            filter
        });
}

#[divan::bench(args = [("", "i"), ("i", "ir"), ("polic", "police"), ("oil p", "oil pr"), ("climte", "climte d")], sample_count = 10)]
fn a_key_over_100_000_titles(bencher: Bencher<'_, '_>, (before, after): (&str, &str)) {
    key(bencher, 100_000, before, after);
}

#[divan::bench(args = [("i", "ir"), ("oil p", "oil pr")], sample_count = 3)]
fn a_key_over_1_000_000_titles(bencher: Bencher<'_, '_>, (before, after): (&str, &str)) {
    key(bencher, 1_000_000, before, after);
}

#[divan::bench(sample_count = 5)]
fn preparing_100_000_rows(bencher: Bencher<'_, '_>) {
    let rows = rows(100_000);
    bencher.bench(|| Filter::new(&rows));
}
