//! The choice of lines: a model's probability for each, smoothed over the page.

use std::sync::LazyLock;

use crate::clean::html::features::page::PageFacts;
use crate::clean::html::features::rows;
use crate::clean::trees::Forest;
use crate::clean::viterbi::smooth;

/// The trained trees; `assets/clean/html/README.md` says how.
const MODEL: &[u8] = include_bytes!("../../../assets/clean/html/lines.trees");
/// What it costs to change between keeping and dropping, chosen with the model.
const SWITCH_COST: f32 = 0.5;

/// What a line's odds are worth, chosen with the model: what is wrongly kept comes in longer runs than what is
/// wrongly dropped.
const ODDS: f32 = 0.55;

/// What the least doubtful line counts for where nothing would stay.
const LEAST_DOUBTFUL: f32 = 0.9;
/// Rows that are looked at together.
const ROWS_AT_ONCE: usize = 32;

static FOREST: LazyLock<Forest> = LazyLock::new(|| Forest::read(MODEL).unwrap_or_default());

/// Returns for each line whether it stays.
pub(crate) fn choose(page: &PageFacts<'_>) -> Vec<bool> {
    let rows = rows(page, false);
    // In pieces that stay in the nearest cache, as every tree looks at every row.
    let piece = FOREST.features().max(1) * ROWS_AT_ONCE;
    let pieces = rows.values.chunks(piece);
    let probabilities: Vec<f32> = pieces.flat_map(|rows| FOREST.probabilities(rows)).collect();
    if probabilities.len() != page.facts.len() {
        return page.facts.iter().map(|fact| fact.votes[0] >= 0.5).collect();
    }
    let lowered: Vec<f32> = probabilities
        .iter()
        .map(|p| ODDS * p / (ODDS * p + 1.0 - p))
        .collect();
    let kept = smooth(&lowered, SWITCH_COST);
    let best = probabilities.iter().copied().fold(0.0, f32::max);
    if best <= 0.0 || kept.iter().any(|kept| *kept) {
        return kept;
    }
    // A page that doubts everywhere gives the least doubtful lines rather than nothing.
    let raised: Vec<f32> = probabilities
        .iter()
        .map(|p| p / best * LEAST_DOUBTFUL)
        .collect();
    smooth(&raised, SWITCH_COST)
}
