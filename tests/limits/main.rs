//! How cost grows: hostile shapes at doubling sizes, with the allocator counting.
//!
//! Every byte and every block that is asked for counts as a step; twice the input may take little more
//! than twice the steps. What a stage does without asking for memory is not seen here:
//! `benches/compare/shapes.py` looks at the same shapes by processor time, up to a megabyte.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    missing_docs,
    reason = "a test may stop where something is not as it must be"
)]

mod shapes; // texts, pages and files that are made to be slow

use std::alloc::System;
use std::ops::ControlFlow;

use pullquote::article::{Body, Document};
use pullquote::engine::{Input, batch, ingest, process};
use pullquote::query::Query;
use pullquote::source::{Limits, read_stream};
use pullquote::text::sanitize::sanitize;
use pullquote::typeset::{Setting, compose};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTER: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Bytes of the smallest input; the others are twice and four times as long.
const START: usize = 12_000;
/// Steps of the longer input per step of the shorter one, for an input four times as long. A sort
/// and tables that double stay below; a stage that looks at everything from everywhere is near 16.
const MOST: f64 = 7.0;

/// Returns the steps that `work` takes: bytes and blocks asked for.
fn steps(work: impl FnOnce()) -> f64 {
    let region = Region::new(COUNTER);
    work();
    let change = region.change();
    let blocks = change.allocations + change.reallocations;
    change.bytes_allocated as f64 + 16.0 * blocks as f64
}

fn page(text: &str, is_html: bool) -> Input {
    Input {
        text: text.to_owned(),
        is_html,
        ..Input::default()
    }
}

fn read(bytes: &[u8], name: &str, limits: &Limits) -> usize {
    let mut count = 0;
    let mut sink = |_| {
        count += 1;
        ControlFlow::Continue(())
    };
    let done = read_stream(Box::new(bytes), name, limits, &mut sink);
    assert!(done.is_continue());
    count
}

/// A stage with its name.
type Stage = (&'static str, fn(&str));

/// What a text goes through.
fn stages() -> Vec<Stage> {
    vec![
        ("sanitize", |text| drop(sanitize(text).into_owned())),
        ("clean", |text| drop(ingest::clean_page(&page(text, false)))),
        ("clean html", |text| {
            drop(ingest::clean_page(&page(text, true)));
        }),
        ("annotate", |text| drop(ingest::annotate_text(text))),
        ("repeats", |text| {
            let mut earlier = batch::Earlier::default();
            let within = batch::within(text.to_owned());
            earlier.add(&within);
            drop(earlier.add(&within));
        }),
        ("stories", |text| {
            let mut told = batch::Told::default();
            told.add(batch::telling(text, text, None));
            told.add(batch::telling("", text, Some(text)));
            told.stories();
        }),
        ("everything", |text| drop(process(&page(text, false)))),
        ("typeset", |text| {
            let document = Document {
                body: Body::from_text(text),
                raw: text.to_owned(),
                ..Document::default()
            };
            drop(compose(
                &document,
                &Setting {
                    measure: 72,
                    ..Setting::default()
                },
            ));
        }),
        ("query", |text| drop(Query::parse(text))),
        ("as a file", |text| {
            assert!(read(text.as_bytes(), "page", &Limits::default()) > 0);
        }),
    ]
}

/// The only test of this binary: steps are counted for the whole process.
#[test]
fn twice_the_input_is_twice_the_work() {
    let mut problems = Vec::new();
    let stages = stages();
    // Models and tables are read once.
    for (_, run) in &stages {
        run("“We won,” said Angela Merkel on Monday.");
    }
    for (shape, make) in shapes::texts() {
        for (stage, run) in &stages {
            let of = |size: usize| {
                let text = make(size);
                steps(|| run(&text)) + size as f64
            };
            let (one, four) = (of(START), of(4 * START));
            if four / one > MOST {
                problems.push(format!(
                    "{stage}, {shape}: {:.1} times the steps for 4 times the text",
                    four / one
                ));
            }
        }
    }
    for (shape, name, make) in shapes::files() {
        let of = |size: usize| {
            let bytes = make(size);
            steps(|| assert!(read(&bytes, name, &Limits::default()) > 0)) + size as f64
        };
        let (one, four) = (of(START), of(4 * START));
        if four / one > MOST {
            problems.push(format!(
                "reading, {shape}: {:.1} times the steps",
                four / one
            ));
        }
    }
    for (shape, name, bomb) in shapes::bombs() {
        let limits = Limits {
            document: 1 << 20,
            entries: 1000,
            unpacked: 4 << 20,
        };
        let taken = steps(|| assert!(read(&bomb, name, &limits) > 0));
        if taken > 64.0 * limits.unpacked as f64 {
            problems.push(format!(
                "{shape} of {} bytes takes {taken:.0} steps",
                bomb.len()
            ));
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}
