//! One key in the filter bar, over a hundred thousand and a million made-up titles, and the same
//! typed into `nucleo`: `cargo bench --bench filter -- nucleo 100000`.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::string_slice,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a benchmark prints, reads its arguments and the clock; the queries are ASCII"
)]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use divan::Bencher;
use nucleo::pattern::{CaseMatching, Normalization};
use pullquote::article::{ArticleId, Listed, Metadata, Row};
use pullquote::query::{Filter, Query};

/// Words of English texts, the most frequent first.
const WORDS: &str = include_str!("../assets/dedup/common_words.txt");

/// What is typed, letter by letter, in the comparison.
const TYPED: &[&str] = &[
    "police",
    "oil price",
    "us",
    "election",
    "climte",
    "harbour bridge",
    "iran",
    "wc final",
    "prime minister",
    "storm",
    "school fire",
    "ebola",
];

fn main() {
    // `cargo bench --bench filter -- nucleo [count]` compares; the rest measures keys alone.
    let mut arguments = std::env::args().skip_while(|argument| argument != "nucleo");
    if arguments.next().is_some() {
        let count = arguments.next().and_then(|count| count.parse().ok());
        compare(count.unwrap_or(100_000));
        return;
    }
    divan::main();
}

/// Types every query letter by letter into both, in turns; the least of three rounds counts.
fn compare(count: u32) {
    let rows = rows(count);
    let none = |_: &str| BTreeSet::new();
    let mut totals = [f64::INFINITY; 2];
    let mut slowest = [f64::INFINITY; 2];
    for _ in 0..3 {
        let (mut total, mut most) = ([0.0; 2], [0.0_f64; 2]);
        for typed in TYPED {
            let mut filter = Filter::new(&rows);
            let config = nucleo::Config::DEFAULT;
            let mut other = nucleo::Nucleo::<u32>::new(config, Arc::new(|| {}), Some(2), 1);
            let injector = other.injector();
            for (row, position) in rows.iter().zip(0..) {
                injector.push(position, |_, columns| {
                    columns[0] = row.title().into();
                });
            }
            while other.tick(100).running {}
            for end in 1..=typed.len() {
                let text = &typed[..end];
                let start = Instant::now();
                let query = Query::parse(text);
                divan::black_box(filter.search(&rows, &query, &none, &|| true));
                let ours = start.elapsed().as_secs_f64();
                let start = Instant::now();
                let (matching, folding) = (CaseMatching::Ignore, Normalization::Smart);
                other.pattern.reparse(0, text, matching, folding, end > 1);
                while other.tick(1000).running {}
                divan::black_box(other.snapshot().matched_item_count());
                let theirs = start.elapsed().as_secs_f64();
                for (at, took) in [ours, theirs].into_iter().enumerate() {
                    total[at] += took;
                    most[at] = most[at].max(took);
                }
            }
        }
        for at in 0..2 {
            totals[at] = totals[at].min(total[at]);
            slowest[at] = slowest[at].min(most[at]);
        }
    }
    let keys: usize = TYPED.iter().map(|typed| typed.len()).sum();
    println!("{count} titles, {keys} keys typed, milliseconds: mean, slowest key");
    for (name, at) in [("pullquote", 0), ("nucleo, 2 threads", 1)] {
        let mean = totals[at] * 1e3 / f64::from(u32::try_from(keys).unwrap_or(1));
        println!("  {name:18} {mean:8.2} {:8.2}", slowest[at] * 1e3);
    }
    println!("  ratio of totals    {:8.2}", totals[0] / totals[1]);
}

/// Titles that are the same on every run (a linear congruential generator, Knuth's MMIX constants).
fn rows(count: u32) -> Vec<Listed> {
    let mut state = 42u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % below
    };
    let words: Vec<&str> = WORDS.lines().filter(|word| word.len() < 14).collect();
    // Frequent words more often: ranks are spread evenly on a scale of logarithms, as Zipf has it.
    let word = |next: &mut dyn FnMut(usize) -> usize| {
        let part = f64::from(u32::try_from(next(1 << 20)).unwrap_or(0)) / f64::from(1 << 20);
        let rank = (f64::from(u32::try_from(words.len()).unwrap_or(1)).powf(part)) as usize;
        words[rank.min(words.len() - 1)]
    };
    let mut row = |id: u32| {
        let title: Vec<&str> = (0..5 + next(4)).map(|_| word(&mut next)).collect();
        let metadata = Metadata {
            title: format!("{} {}", title.join(" "), next(3000)),
            source: Some(format!("{} daily", word(&mut next))),
            ..Metadata::default()
        };
        Listed::from(Row {
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
