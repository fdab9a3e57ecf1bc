//! The learned line model: which lines of a page are the story.
//!
//! Gradient-boosted trees over the features of [`features`](super::features) give each line a
//! probability, two-state Viterbi smooths them. How it was trained, and on what, is in
//! `assets/clean/README.md`.

use std::sync::LazyLock;

use crate::clean::cards;
use crate::clean::features::{self, FEATURES};
use crate::clean::junk::{self, Verdict};
use crate::clean::lines::{Line, lines};
use crate::clean::trees::Forest;
use crate::clean::viterbi::smooth;

/// What a change between keeping and dropping costs; chosen on the training sites by F1 per page.
const SWITCH_COST: f32 = 0.4;
/// Pages of more lines than this are left to the rules: no article has so many.
const MOST_LINES: usize = 20_000;

static FOREST: LazyLock<Option<Forest>> = LazyLock::new(|| {
    Forest::read(include_bytes!("../../assets/clean/lines.trees"))
        .filter(|forest| forest.features() == FEATURES)
});

/// Says which lines belong to the story, or `None` where the page is not for the model.
pub(crate) fn keep(lines: &[Line<'_>], verdicts: &[Verdict]) -> Option<Vec<bool>> {
    if lines.is_empty() || MOST_LINES < lines.len() {
        return None;
    }
    let forest = FOREST.as_ref()?;
    let probabilities = forest.probabilities(&features::rows(lines, verdicts));
    Some(smooth(&probabilities, SWITCH_COST))
}

/// What the model sees of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageFeatures {
    /// The lines that are not blank.
    pub lines: Vec<String>,
    /// Their features, one row after the other.
    pub rows: Vec<f32>,
    /// Features of a row.
    pub width: usize,
}

/// Returns the names of the features, in order.
pub fn names() -> Vec<String> {
    features::names()
}

/// Returns what the model sees of a page of plain text, for training it.
///
/// The lines from the first frame of another story on are not among them.
pub fn features(text: &str) -> PageFeatures {
    let raw = crate::text::sanitize::sanitize(text);
    let lines = lines(&raw, MOST_LINES);
    let verdicts: Vec<_> = lines.iter().map(junk::judge).collect();
    let end = cards::first_frame(&lines, &verdicts);
    let (lines, verdicts) = (&lines[..end], &verdicts[..end]);
    PageFeatures {
        lines: lines.iter().map(|line| line.text.to_owned()).collect(),
        rows: features::rows(lines, verdicts),
        width: FEATURES,
    }
}
