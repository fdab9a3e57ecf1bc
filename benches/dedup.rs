//! De-duplication: repeats in a page, an article against the library, stories.
//!
//! `cargo bench --bench dedup` for the pieces. `cargo bench --bench dedup -- scale 1000000` adds made-up keys of articles
//! until that many are indexed in an SQLite file, adds more there, one transaction
//! each, and prints the time of each addition and the bytes of the index per article. `-- texts FILE` prints how
//! many of the texts of a JSON Lines file are indexed and compared in a second.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark measures time, prints and may stop"
)]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use pullquote::dedup::across::{Buckets, Fingerprint, Index, Posting, Reading, Shape};
use pullquote::dedup::stories::{Telling, group};
use pullquote::dedup::within::repeats;
use pullquote::engine::sharing::Sharing;
use pullquote::segment::sentences;
use rusqlite::{Connection, OptionalExtension as _, params};

/// Syllables of the made-up words.
const SYLLABLES: &[&str] = &[
    "ba", "co", "den", "fi", "gor", "hal", "is", "jun", "ka", "lem", "mo", "nar", "or", "pel",
    "qui", "ra", "sto", "tu", "ul", "ver", "wi", "xa", "yo", "zen",
];

/// Makes article number `n`: 20 sentences of 12 to 30 words. Every fifth has two sentences of an agency, every
/// tenth is the one before it with every fortieth word changed.
fn article(n: u64) -> String {
    let base = if n % 10 == 9 { n - 1 } else { n };
    let mut text = String::new();
    for sentence in 0..20 {
        let is_agency = base.is_multiple_of(5) && sentence > 17;
        let seed = if is_agency { base / 5 % 5000 } else { base } * 31 + sentence;
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        for place in 0..12 + random.below(19) {
            let is_changed = base != n && (sentence * 20 + place).is_multiple_of(40);
            word(
                if is_changed {
                    n * 77
                } else {
                    random.below(40_000)
                },
                place == 0,
                &mut text,
            );
        }
        text.pop();
        text.push_str(if sentence % 3 == 2 { ".\n\n" } else { ". " });
    }
    text
}

fn word(mut n: u64, is_first: bool, text: &mut String) {
    let at = text.len();
    for _ in 0..3 {
        let syllables = SYLLABLES.len() as u64;
        text.push_str(SYLLABLES[usize::try_from(n % syllables).unwrap()]);
        n /= syllables;
    }
    if is_first {
        let capital = text.split_off(at);
        text.extend(capital.chars().take(1).flat_map(char::to_uppercase));
        text.extend(capital.chars().skip(1));
    }
    text.push(' ');
}

/// Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 20) % limit
    }
}

#[divan::bench]
fn repeats_in_a_page(bencher: Bencher<'_, '_>) {
    let text = article(1) + &article(2) + &article(1);
    let sentences = sentences(&text);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| repeats(&text, &sentences));
}

#[divan::bench]
fn a_thousand_articles_in(bencher: Bencher<'_, '_>) {
    let articles: Vec<_> = (0..1000).map(article).collect();
    bencher.counter(ItemsCount::new(articles.len())).bench(|| {
        let mut sharing = Sharing::default();
        articles
            .iter()
            .map(|text| {
                sharing
                    .add(Reading::of(text, &sentences(text)), true)
                    .pairs
                    .len()
            })
            .sum::<usize>()
    });
}

#[divan::bench]
fn stories_of_a_thousand(bencher: Bencher<'_, '_>) {
    let tellings: Vec<_> = (0..1000)
        .map(|n| Telling::of("", &article(n), None))
        .collect();
    bencher.bench(|| group(&tellings));
}

/// The buckets of an index in a table, as a library keeps them.
struct Table(Connection);

impl Buckets for &mut Table {
    type Error = rusqlite::Error;

    fn read(&mut self, bucket: u32, out: &mut Vec<u8>) -> rusqlite::Result<()> {
        let mut query = self
            .0
            .prepare_cached("SELECT postings FROM bucket WHERE id = ?1")?;
        let found = query.query_row([bucket], |row| {
            out.extend_from_slice(row.get_ref(0)?.as_blob()?);
            Ok(())
        });
        found.optional().map(Option::unwrap_or_default)
    }

    fn write(&mut self, bucket: u32, bytes: &[u8]) -> rusqlite::Result<()> {
        let sql = "INSERT OR REPLACE INTO bucket VALUES (?1, ?2)";
        if bytes.is_empty() {
            let mut delete = self.0.prepare_cached("DELETE FROM bucket WHERE id = ?1")?;
            return delete.execute([bucket]).map(drop);
        }
        let mut insert = self.0.prepare_cached(sql)?;
        insert.execute(params![bucket, bytes]).map(drop)
    }
}

/// Prints the middle, the 99th percentile and the maximum.
fn percentiles(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let of = |percent: usize| times[(times.len() - 1) * percent / 100];
    println!(
        "{name}: p50 {:?}, p99 {:?}, max {:?}",
        of(50),
        of(99),
        of(100)
    );
}

/// Keys of an article of 2.6 kB, on average.
const KEYS: u64 = 33;

/// Makes up the keys of article number `n`, as many as real ones have: every fifth has three of an agency, every
/// tenth most of the one before it.
fn made_up(n: u64) -> Vec<Fingerprint> {
    let base = if n % 10 == 9 { n - 1 } else { n };
    let key = |place: u64| {
        let is_agency = base.is_multiple_of(5) && place < 3;
        let is_changed = base != n && place % 4 == 3;
        let seed = match () {
            () if is_agency => (base / 5 % 5000) * KEYS + place,
            () if is_changed => n * KEYS + place,
            () => base * KEYS + place,
        };
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        random.below(1 << 20);
        Fingerprint(random.below(1 << 40))
    };
    let mut keys: Vec<Fingerprint> = (0..KEYS).map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Additions of one article each that are timed.
const TIMED: u32 = 20_000;

fn scale(count: u32) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("index.sqlite");
    let mut table = Table(Connection::open(&path).unwrap());
    let schema =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000;
                  CREATE TABLE bucket (id INTEGER PRIMARY KEY, postings BLOB NOT NULL) STRICT;
                  CREATE TABLE unswept (id INTEGER PRIMARY KEY, postings BLOB NOT NULL) STRICT;";
    table.0.execute_batch(schema).unwrap();
    let (mut shape, mut waiting) = (Shape::default(), BTreeSet::new());
    // In runs of a thousand, as a large library comes in.
    for run in 0..count.div_ceil(1000) {
        table.0.execute_batch("BEGIN").unwrap();
        let mut index = Index::new(shape, waiting, &mut table);
        for n in run * 1000..count.min(run * 1000 + 1000) {
            index.add(n, &made_up(u64::from(n))).for_each(drop);
        }
        index.sweep().unwrap();
        shape = index.shape();
        waiting = index.into_parts().1;
        table.0.execute_batch("COMMIT").unwrap();
    }
    println!("{count} articles: {shape:?}, {} wait", waiting.len());
    let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA wal_autocheckpoint = 0";
    table.0.execute_batch(checkpoint).unwrap();
    let bytes = std::fs::metadata(&path).unwrap().len();
    println!("SQLite: {} bytes per article", bytes / u64::from(count));

    // As in a library, the log is taken over beside the additions and not inside of one.
    let (done, stop) = std::sync::mpsc::channel::<()>();
    let keeper = std::thread::spawn(move || {
        let connection = Connection::open(&path).unwrap();
        let wait = Duration::from_millis(500);
        while stop.recv_timeout(wait) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            connection
                .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
                .unwrap();
        }
    });
    let (mut times, mut undisturbed) = (Vec::new(), Vec::new());
    for n in count..count + TIMED {
        let keys = made_up(u64::from(n));
        let before = interruptions();
        let start = Instant::now();
        table.0.execute_batch("BEGIN IMMEDIATE").unwrap();
        let mut index = Index::new(shape, waiting, &mut table);
        index.look_up(&keys, 32).unwrap();
        let mut added: Vec<Posting> = index.add(n, &keys).collect();
        index.sweep().unwrap();
        added.retain(|&posting| index.is_waiting(posting));
        shape = index.shape();
        waiting = index.into_parts().1;
        let bytes: Vec<u8> = added.iter().flat_map(|p| p.0.to_le_bytes()).collect();
        table
            .0
            .prepare_cached("INSERT INTO unswept (postings) VALUES (?1)")
            .unwrap()
            .execute([bytes])
            .unwrap();
        table.0.execute_batch("COMMIT").unwrap();
        times.push(start.elapsed());
        if interruptions() == before {
            undisturbed.extend(times.last());
        }
    }
    drop(done);
    keeper.join().unwrap();
    percentiles("look up, add and commit", times);
    println!(
        "undisturbed by other programs: {} of {TIMED}",
        undisturbed.len()
    );
    percentiles("the same, undisturbed", undisturbed);
}

/// Returns how often this thread was put aside for another one, on Linux; 0 elsewhere.
fn interruptions() -> u64 {
    let status = std::fs::read_to_string("/proc/thread-self/status").unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("nonvoluntary_ctxt_switches:"));
    line.and_then(|count| count.trim().parse().ok())
        .unwrap_or(0)
}

/// Prints how many of the texts of a JSON Lines file one core indexes and compares in a second.
fn texts(path: &str) {
    let file = std::fs::read_to_string(path).unwrap();
    let text = |line: &str| -> String {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        row["text"].as_str().unwrap().to_owned()
    };
    let texts: Vec<_> = file
        .lines()
        .map(text)
        .map(|text| (sentences(&text), text))
        .collect();
    let runs = (0..5).map(|_| {
        let start = Instant::now();
        let mut sharing = Sharing::default();
        for (sentences, text) in &texts {
            divan::black_box(sharing.add(Reading::of(text, sentences), true));
        }
        start.elapsed()
    });
    let best = runs.min().unwrap();
    println!(
        "{:.0} texts per second",
        texts.len() as f64 / best.as_secs_f64()
    );
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let of = |name: &str| args.iter().skip_while(|arg| *arg != name).nth(1);
    match (of("scale").map(|count| count.parse()), of("texts")) {
        (Some(Ok(count)), _) => scale(count),
        (_, Some(path)) => texts(path),
        _ => divan::main(),
    }
}
