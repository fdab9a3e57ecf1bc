//! The learned line model: which lines of a page are the story.
//!
//! Gradient-boosted trees over the features of [`super::features`] give each line a
//! probability, two-state Viterbi smooths them. How it was trained, and on what, is in
//! `assets/clean/README.md`.

use std::sync::LazyLock;

use crate::clean::cards;
use crate::clean::features::{self, Columns, FEATURES};
use crate::clean::junk::{self, Verdict};
use crate::clean::lines::{End, Line, lines};
use crate::clean::trees::{Forest, Stop, value};
use crate::clean::viterbi::smooth;

/// What a change between keeping and dropping costs, and what is added to every probability: a line
/// too many is less bad than one too few. Both lie on a plateau, see the model's card.
const SWITCH_COST: f32 = 0.4;
const LENIENCE: f32 = 0.05;
/// Least probability of a whole sentence right before or after what is kept to be kept too.
const SENTENCE: f32 = 0.1;
/// Least words of such a sentence.
const SENTENCE_WORDS: u32 = 5;
/// Where a line may be beyond doubt: three of four lines are, and one in ten thousand would have changed sides.
const STOP: Stop = Stop {
    trees: 50,
    margin: 2.0,
    factor: 2.0,
};
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
    let columns = Columns::new(lines, verdicts);
    let probabilities = forest.quick_probabilities(&columns.all(), &[STOP]);
    let lenient: Vec<f32> = probabilities.iter().map(|p| p + LENIENCE).collect();
    let mut keep = smooth(&lenient, SWITCH_COST);
    let is_sentence = |index: usize| {
        let line = &lines[index];
        line.end == End::Full
            && SENTENCE_WORDS <= line.words
            && verdicts[index].junk.is_none()
            && SENTENCE < probabilities[index]
    };
    // A button or an advert between two lines does not part them; a heading of other things does.
    let is_between = |index: &usize| verdicts[*index].junk.is_none() || verdicts[*index].is_cut;
    let ascending = (0..lines.len()).filter(is_between);
    let descending = (0..lines.len()).rev().filter(is_between);
    extend(&mut keep, ascending, is_sentence);
    extend(&mut keep, descending, is_sentence);
    Some(keep)
}

/// Keeps the sentences that follow something kept, in the order given.
fn extend(
    keep: &mut [bool],
    order: impl Iterator<Item = usize>,
    is_sentence: impl Fn(usize) -> bool,
) {
    let mut is_last_kept = false;
    for index in order {
        keep[index] |= is_last_kept && is_sentence(index);
        is_last_kept = keep[index];
    }
}

/// What the model sees of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageFeatures {
    /// The lines that are not blank.
    pub lines: Vec<String>,
    /// Their features, one row after the other, as the model sees them: with eight bits of precision.
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
    let columns = Columns::new(lines, verdicts);
    let columns = columns.all();
    let row = |at: usize| columns.iter().map(move |column| value(column[at]));
    PageFeatures {
        lines: lines.iter().map(|line| line.text.to_owned()).collect(),
        rows: (0..lines.len()).flat_map(row).collect(),
        width: FEATURES,
    }
}
