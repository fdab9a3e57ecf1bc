//! How fast plain text is cleaned: the sample pages, and a page of one long line.

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use pullquote::clean::{Content, Page, clean};

fn main() {
    divan::main();
}

const SAMPLES: [&str; 5] = [
    include_str!("../seeds/000_774d1237bfdebe67.txt"),
    include_str!("../seeds/001_8e2760d46737ed1a.txt"),
    include_str!("../seeds/002_782244141a187854.txt"),
    include_str!("../seeds/003_d93ae70667fec127.txt"),
    include_str!("../seeds/004_630e150e038fb97e.txt"),
];

fn page(text: &str) -> Page<'_> {
    Page {
        content: Content::Text(text),
        url: None,
        fetched: None,
    }
}

#[divan::bench]
fn samples(bencher: Bencher<'_, '_>) {
    let bencher = bencher.counter(ItemsCount::new(SAMPLES.len()));
    let bytes: usize = SAMPLES.iter().map(|text| text.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        let pages = SAMPLES.iter().map(|text| clean(&page(text)));
        pages.map(|cleaned| cleaned.articles.len()).sum::<usize>()
    });
}

#[divan::bench]
fn one_line_of_a_megabyte(bencher: Bencher<'_, '_>) {
    let text = "Eight plain words make up this one sentence. ".repeat(23_000);
    let bencher = bencher.counter(BytesCount::of_str(&text));
    bencher.bench(|| clean(&page(&text)));
}
