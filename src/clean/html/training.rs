//! What the model learns from: the rows of a page, with labels from its true text.

use std::ops::Range;

use crate::clean::html::votes::{Held, SHINGLE_SIZE, Words, join, words};
use crate::clean::html::{Measured, features, measure};
use crate::text::lookup::LookupMap;

/// Part of a line's words that the true text must hold.
const ENOUGH: f32 = 0.5;

/// A page as the trainer sees it.
#[derive(Debug)]
pub struct Lesson {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows, one after the other.
    pub values: Vec<f32>,
    /// The lines.
    pub lines: Vec<String>,
    /// Whether each belongs to the true text: half of its words in runs of four that the text holds and no other line
    /// has taken, or the whole line where it is shorter.
    pub labels: Vec<bool>,
    /// Words of each line, its weight.
    pub units: Vec<f32>,
}

/// Measures a page and labels its lines by its true text.
pub fn lesson(html: &str, url: Option<&str>, truth: &str) -> Lesson {
    measure(html, url, |measured: &Measured<'_>| {
        let rows = features::rows(measured.page, true);
        let words: Vec<&Words> = measured.page.facts.iter().map(|fact| &fact.words).collect();
        let text = |line| measured.rendered.text(line).to_owned();
        Lesson {
            columns: rows.names.unwrap_or_default(),
            values: rows.values,
            lines: measured.rendered.lines.iter().map(text).collect(),
            labels: labels(&words, truth),
            units: words.iter().map(|words| words.len() as f32).collect(),
        }
    })
}

/// Labels lines by the true text.
///
/// A run of words counts as often as the true text has it: of a headline, a lead or a quotation that the page
/// gives twice, the copy that stands with most of the text is the true one.
fn labels(lines: &[&Words], truth: &str) -> Vec<bool> {
    let held = Held::new(truth);
    let is_held: Vec<bool> = lines
        .iter()
        .map(|words| held.share(words) >= ENOUGH)
        .collect();
    let mut left: LookupMap<u64, usize> = LookupMap::default();
    for run in words(truth).windows(SHINGLE_SIZE) {
        *left.entry(join(run)).or_default() += 1;
    }
    let core = core(lines, &is_held);
    let mut order: Vec<usize> = (0..lines.len()).filter(|&at| is_held[at]).collect();
    order.sort_by_key(|&at| core.start.saturating_sub(at) + (at + 1).saturating_sub(core.end));
    let mut out = vec![false; lines.len()];
    for at in order {
        let runs: Vec<u64> = lines[at].windows(SHINGLE_SIZE).map(join).collect();
        let mut taken = Vec::with_capacity(runs.len());
        for &run in &runs {
            if let Some(count) = left.get_mut(&run).filter(|count| **count > 0) {
                *count -= 1;
                taken.push(run);
            }
        }
        out[at] = taken.len() as f32 >= ENOUGH * runs.len() as f32;
        if !out[at] {
            for run in taken {
                *left.entry(run).or_default() += 1;
            }
        }
    }
    out
}

/// Returns the run of lines with the highest sum, where words that are held count for and others half against it.
fn core(lines: &[&Words], is_held: &[bool]) -> Range<usize> {
    let (mut best, mut sum, mut start) = ((0.0, 0..0), 0.0_f32, 0);
    for (at, (words, &is_held)) in lines.iter().zip(is_held).enumerate() {
        if sum <= 0.0 {
            (sum, start) = (0.0, at);
        }
        let count = words.len() as f32;
        sum += if is_held { count } else { -count / 2.0 - 1.0 };
        if sum > best.0 {
            best = (sum, start..at + 1);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_copies_the_one_beside_the_text_is_true() {
        let truth = "The bridge opens again today.\nIt was closed for nine long weeks.\nHe said: It was closed for nine long weeks.\nEnd";
        for (lines, expected) in [
            (
                "The bridge opens again today\nHome\nNews\nSport\nWeather\nThe bridge opens again today.\nIt was closed for nine long weeks.\nEnd",
                ".....###",
            ),
            (
                "It was closed for nine long weeks.\nHe said: It was closed for nine long weeks.\nIt was closed for nine long weeks.",
                "##.",
            ),
            ("The bridge opens\nEnd\n", ".#"),
        ] {
            let lines: Vec<Words> = lines.lines().map(words).collect();
            let found: String = labels(&lines.iter().collect::<Vec<_>>(), truth)
                .iter()
                .map(|label| if *label { '#' } else { '.' })
                .collect();
            assert_eq!(found, expected);
        }
    }
}
