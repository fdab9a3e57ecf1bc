//! How long it takes to clean an HTML page.
//!
//! `cargo bench --bench clean_html`; pages are those of the tests, once as they are and once with their
//! body a hundred times, which is more than a long page of the web.

use divan::Bencher;
use divan::counter::BytesCount;
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
