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
use crate::clean::tone::known_by;
use crate::clean::trees::{Forest, Stop, value};
use crate::clean::viterbi::smooth_odds;
use crate::clean::vocabulary::Vocabulary;
use crate::clean::words::weighed_words;

/// What a change between keeping and dropping costs; it lies on a plateau, see the model's card.
const SWITCH_COST: f32 = 0.4;
/// Words of a line whose odds count once, and how often those of a long line count at most: with the root of its words.
const COUNTS_ONCE: f32 = 15.0;
const COUNTS_MOST: f32 = 2.0;
/// Least and highest probability from which on a line is worth keeping, the one that is tried first, and how often
/// it is looked for anew.
const LEAST_BAR: f32 = 0.15;
const HIGHEST_BAR: f32 = 0.55;
const FIRST_BAR: f32 = 0.45;
const ROUNDS: usize = 6;
/// Keeps odds finite.
const FLOOR: f32 = 1e-4;
/// Least probability of a whole sentence right before or after what is kept to be kept too.
const SENTENCE: f32 = 0.1;
/// Least words of such a sentence.
const SENTENCE_WORDS: u32 = 5;
/// Where a line may be beyond doubt: three of four lines are, and of ten thousand lines five would have changed sides.
const STOP: Stop = Stop {
    trees: 50,
    no: -2.0,
    yes: 2.0,
    factor: 2.0,
};
/// Pages of more lines than this are left to the rules: no article has so many.
const MOST_LINES: usize = 20_000;

static FOREST: LazyLock<Option<Forest>> = LazyLock::new(|| {
    Forest::read(include_bytes!("../../assets/clean/lines.trees"))
        .filter(|forest| forest.features() == FEATURES)
});

/// Says which lines belong to the story, or `None` where the page is not for the model.
pub(crate) fn keep(
    lines: &[Line<'_>],
    verdicts: &[Verdict],
    words: &Vocabulary,
) -> Option<Vec<bool>> {
    if lines.is_empty() || MOST_LINES < lines.len() {
        return None;
    }
    let forest = FOREST.as_ref()?;
    let columns = Columns::new(lines, verdicts, words);
    let probabilities = forest.quick_probabilities(&columns.all(), &[STOP]);
    let odds = |probability: f32| {
        let probability = probability.clamp(FLOOR, 1.0 - FLOOR);
        (probability / (1.0 - probability)).ln()
    };
    let bar = odds(bar(lines, &probabilities));
    let weighed = lines
        .iter()
        .zip(&probabilities)
        .map(|(line, &probability)| {
            let times = ((line.words + 1) as f32 / COUNTS_ONCE).sqrt();
            (odds(probability) - bar) * times.min(COUNTS_MOST)
        });
    let mut keep = smooth_odds(weighed, SWITCH_COST);
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

/// Returns the probability from which on keeping a line raises the F1, by words, that is to be expected of the page:
/// half of that F1 (Lipton et al. 2014, "Optimal Thresholding of Classifiers to Maximize F1 Measure"). On a page that
/// is doubtful all over it is lower. Linear.
fn bar(lines: &[Line<'_>], probabilities: &[f32]) -> f32 {
    let weighed = || {
        let words = lines.iter().map(|line| line.words as f32 + 0.5);
        words.zip(probabilities)
    };
    let true_words: f32 = weighed().map(|(words, p)| words * p).sum();
    let mut bar = FIRST_BAR;
    for _ in 0..ROUNDS {
        let (mut right, mut kept) = (0.0, 0.0);
        for (words, p) in weighed().filter(|&(_, &p)| bar < p) {
            right += words * p;
            kept += words;
        }
        bar = (right / (kept + true_words)).clamp(LEAST_BAR, HIGHEST_BAR);
    }
    bar
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
    /// What the words of each line that may have a tone are known by; empty where no tone is asked for.
    pub words: Vec<Vec<u32>>,
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
    let columns = Columns::new(lines, verdicts, &Vocabulary::of(lines));
    let columns = columns.all();
    let known = |line: &Line<'_>| weighed_words(line.text).into_iter().map(known_by).collect();
    let row = |at: usize| columns.iter().map(move |column| value(column[at]));
    PageFeatures {
        lines: lines.iter().map(|line| line.text.to_owned()).collect(),
        rows: (0..lines.len()).flat_map(row).collect(),
        width: FEATURES,
        words: lines.iter().map(known).collect(),
    }
}
