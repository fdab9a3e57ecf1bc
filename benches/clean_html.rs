//! How long it takes to clean an HTML page.
//!
//! `cargo bench --bench clean_html`; pages are those of the tests, once as they are and once with their
//! body a hundred times, which is more than a long page of the web. `readability` is the engine whose vote is
//! asked, used alone. With `PULLQUOTE_PAGES=pages.jsonl` (JSON Lines with `html`) both read those pages too, to compare
//! the two on pages of the web; `--profile fast` saves the long build.
#![allow(
    clippy::disallowed_methods,
    reason = "a benchmark may read the pages that it is given"
)]

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use dom_smoothie::{Config, Readability, TextMode};
use pullquote::clean::{Content, Page, clean};

const NEWS: &str = include_str!("../tests/data/html/news.html");
const HOWTO: &str = include_str!("../tests/data/html/howto.html");

fn main() {
    divan::main();
}

fn cleaned(bencher: Bencher<'_, '_>, html: &str) {
    let page = Page {
        content: Content::Html(html),
        url: Some("https://example.org/a"),
        fetched: None,
    };
    bencher
        .counter(BytesCount::of_str(html))
        .bench(|| clean(divan::black_box(&page)));
}

#[divan::bench(args = [NEWS, HOWTO].iter().map(|page| page.len()))]
fn small(bencher: Bencher<'_, '_>, bytes: usize) {
    let page = [NEWS, HOWTO].into_iter().find(|page| page.len() == bytes);
    cleaned(bencher, page.unwrap_or(NEWS));
}

#[divan::bench]
fn long(bencher: Bencher<'_, '_>) {
    cleaned(bencher, &NEWS.repeat(100));
}

#[divan::bench]
fn hostile(bencher: Bencher<'_, '_>) {
    cleaned(bencher, &"<div><p><b>".repeat(300_000));
}

fn readability(html: &str) -> String {
    let config = Config {
        text_mode: TextMode::Formatted,
        ..Config::default()
    };
    let article = Readability::new(html, Some("https://example.org/a"), Some(config))
        .and_then(|mut page| page.parse());
    article.map_or_else(
        |_| String::new(),
        |article| article.text_content.to_string(),
    )
}

/// Pages of the file that the environment names, none without.
fn pages() -> Vec<String> {
    let file = std::env::var("PULLQUOTE_PAGES").ok();
    let lines = file.and_then(|path| std::fs::read_to_string(path).ok());
    let lines = lines.unwrap_or_default();
    let page = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(value.get("html")?.as_str()?.to_owned())
    };
    lines.lines().filter_map(page).collect()
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn of_the_web(bencher: Bencher<'_, '_>) {
    let pages = pages();
    bencher.counter(ItemsCount::new(pages.len())).bench(|| {
        for html in &pages {
            let page = Page {
                content: Content::Html(html),
                url: Some("https://example.org/a"),
                fetched: None,
            };
            divan::black_box(clean(&page));
        }
    });
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn of_the_web_readability(bencher: Bencher<'_, '_>) {
    let pages = pages();
    bencher.counter(ItemsCount::new(pages.len())).bench(|| {
        for html in &pages {
            divan::black_box(readability(html));
        }
    });
}

#[divan::bench(args = [NEWS, HOWTO].iter().map(|page| page.len()))]
fn small_readability(bencher: Bencher<'_, '_>, bytes: usize) {
    let page = [NEWS, HOWTO].into_iter().find(|page| page.len() == bytes);
    let page = page.unwrap_or(NEWS);
    bencher
        .counter(BytesCount::of_str(page))
        .bench(|| readability(divan::black_box(page)));
}
