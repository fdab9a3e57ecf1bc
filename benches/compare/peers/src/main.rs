//! Rust libraries as filters, to run beside `pullquote`: `peers smoothie < pages.jsonl`,
//! `peers nucleo QUERY < titles.txt`.

use std::io::{BufRead as _, Read as _, Write as _};
use std::time::Instant;

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("smoothie") => smoothie(),
        Some("nucleo") => nucleo(&arguments[1..]),
        _ => eprintln!("peers smoothie | peers nucleo QUERY..."),
    }
}

fn smoothie() {
    let mut out = std::io::BufWriter::new(std::io::stdout());
    for line in std::io::stdin().lock().lines() {
        let page: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let config = dom_smoothie::Config {
            text_mode: dom_smoothie::TextMode::Formatted,
            ..Default::default()
        };
        let read = dom_smoothie::Readability::new(page["html"].as_str().unwrap_or_default(), page["url"].as_str(), Some(config));
        let text = read.and_then(|mut reading| reading.parse()).map(|article| article.text_content.to_string()).unwrap_or_default();
        writeln!(out, "{}", serde_json::json!({"id": page["id"], "text": text})).unwrap();
    }
}

/// Prints the milliseconds of each query over all titles on one core, the median of five.
fn nucleo(queries: &[String]) {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let titles: Vec<&str> = text.lines().collect();
    let mut matcher = Matcher::new(Config::DEFAULT);
    for query in queries {
        let mut times: Vec<f64> = (0..5)
            .map(|_| {
                let started = Instant::now();
                let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
                let mut buffer = Vec::new();
                let score = |(at, title): (usize, &&str)| Some((pattern.score(Utf32Str::new(title, &mut buffer), &mut matcher)?, at));
                let mut found: Vec<(u32, usize)> = titles.iter().enumerate().filter_map(score).collect();
                found.sort_by_key(|&(score, at)| (std::cmp::Reverse(score), at));
                std::hint::black_box(found);
                started.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!("{query}\t{:.2}", times[2]);
    }
}
