//! Adding to a library, first screen, opening and searching in a large one.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a benchmark may stop where something is not as it must be, and makes files"
)]

use std::fmt::Write as _;
use std::sync::LazyLock;

use pullquote::engine::{Input, add};
use pullquote::library::{Library, Search};

fn main() {
    divan::main();
}

const FIRST: &str =
    "Anna Boris Carla David Elena Farid Greta Hugo Irina Jamal Karin Luca Maria Nadia Oscar Petra";
const LAST: &str =
    "Lee Novak Ortega Petrov Quinn Rossi Silva Tanaka Ueda Vogel Weber Xu Young Zhang Abbas Brandt";
const NOUNS: &str = "minister report border council market agreement river hospital election budget company court village treaty airport harvest";
const VERBS: &str = "visited rejected announced delayed questioned praised signed opened closed measured funded sold doubled cut rebuilt blamed";
const PLACES: &str = "Berlin Cairo Lima Oslo Quito Seoul Tunis Vienna Warsaw Zagreb Accra Bern Dakar Hanoi Kyiv Madrid";

/// A small generator, so that every run sees the same words.
struct Words(u64);

impl Words {
    fn next(&mut self, of: &'static str) -> &'static str {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        of.split(' ')
            .nth(usize::try_from(self.0 >> 60).unwrap())
            .unwrap()
    }
}

/// An article of about 2.6 kB with names, quotations and sentences of its own.
fn article(number: u64) -> Input {
    let mut words = Words(number);
    let mut text = String::new();
    for paragraph in 0..9 {
        let (first, last) = (words.next(FIRST), words.next(LAST));
        for _ in 0..2 {
            let _ = write!(
                text,
                "The {} {} the {} in {} while the {} near {} {} a {} after {} days. ",
                words.next(NOUNS),
                words.next(VERBS),
                words.next(NOUNS),
                words.next(PLACES),
                words.next(NOUNS),
                words.next(PLACES),
                words.next(VERBS),
                words.next(NOUNS),
                number % 977 + paragraph,
            );
        }
        let _ = write!(
            text,
            "“Our {} {} the {} of {},” said {first} {last}, who {} the {} there.\n\n",
            words.next(NOUNS),
            words.next(VERBS),
            words.next(NOUNS),
            words.next(PLACES),
            words.next(VERBS),
            words.next(NOUNS),
        );
    }
    let mut input = Input {
        location: format!("{number}.txt"),
        text,
        ..Input::default()
    };
    input.given.title = format!(
        "The {} that {} {} {number}",
        words.next(NOUNS),
        words.next(VERBS),
        words.next(PLACES)
    );
    input
}

fn filled(count: u64) -> (tempfile::TempDir, Library) {
    let home = tempfile::tempdir().unwrap();
    let library = Library::open(&home.path().join("library.db")).unwrap();
    let pages = (0..count).map(article).collect();
    add::add_pages(&library, pages, jiff::Timestamp::UNIX_EPOCH).unwrap();
    (home, library)
}

static LARGE: LazyLock<(tempfile::TempDir, Library)> = LazyLock::new(|| filled(20_000));

/// All stages, and everything written to the disk.
#[divan::bench(args = [2_000], sample_count = 3, sample_size = 1)]
fn add(bencher: divan::Bencher<'_, '_>, count: u64) {
    let pages: Vec<Input> = (0..count).map(article).collect();
    bencher
        .counter(divan::counter::ItemsCount::new(count))
        .with_inputs(|| pages.clone())
        .bench_values(|pages| {
            let home = tempfile::tempdir().unwrap();
            let library = Library::open(&home.path().join("library.db")).unwrap();
            add::add_pages(&library, pages, jiff::Timestamp::UNIX_EPOCH).unwrap()
        });
}

/// From a closed file to the first screen.
#[divan::bench(sample_count = 20)]
fn first_screen(bencher: divan::Bencher<'_, '_>) {
    let path = LARGE.1.path().unwrap();
    bencher.bench(|| Library::open(path).unwrap().rows(None, 60).unwrap());
}

/// All rows, for the filter bar.
#[divan::bench(sample_count = 5)]
fn all_rows(bencher: divan::Bencher<'_, '_>) {
    bencher.bench(|| LARGE.1.rows(None, usize::MAX).unwrap());
}

/// One article, whole.
#[divan::bench]
fn open_article(bencher: divan::Bencher<'_, '_>) {
    let id = LARGE.1.rows(None, 1).unwrap().0[0].id;
    bencher.bench(|| LARGE.1.document(id).unwrap());
}

/// Ranked full text search with snippets: a rare pair of words, and a word that most articles have.
#[divan::bench(args = ["zagreb silva", "minister"], sample_count = 20)]
fn search(bencher: divan::Bencher<'_, '_>, words: &str) {
    let search = Search {
        words: words.split(' ').map(str::to_owned).collect(),
        ..Search::default()
    };
    bencher.bench(|| LARGE.1.search(&search, 50).unwrap());
}
