//! The sample pages through all the stages: `cargo bench --bench pipeline`.

use pullquote::engine::{Shelf, process, samples};

fn main() {
    divan::main();
}

/// All five pages on one core.
#[divan::bench]
fn samples_one_after_the_other(bencher: divan::Bencher<'_, '_>) {
    let pages = samples();
    bencher.bench(|| pages.iter().map(|page| process(page).len()).sum::<usize>());
}

/// All five pages on all cores, with copies, shared passages and stories.
#[divan::bench]
fn a_shelf_of_the_samples(bencher: divan::Bencher<'_, '_>) {
    let pages = samples();
    bencher.bench(|| Shelf::of_pages(&pages));
}
