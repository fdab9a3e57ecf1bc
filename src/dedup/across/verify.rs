//! Checking a candidate on its text: what the two share, word by word.

use crate::dedup::across::Reading;
use crate::dedup::align::{Alignment, Match};
use crate::dedup::grams::{First, GRAM, NOWHERE};
use crate::text::TextSpan;

/// Shortest run of shared words that counts as shared text.
const LEAST_RUN: usize = 8;

/// What a text shares with another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shared {
    /// Pieces of this text that the other has, with their place there; ascending.
    pub passages: Vec<(TextSpan, TextSpan)>,
    /// The part of this text's words that stand in the other, `0..=1`; of its running text, not of menus.
    pub of_this: f32,
    /// The part of the other's words that stand in this text, `0..=1`; of its running text.
    pub of_other: f32,
}

/// Compares two texts once; see [`Comparer`].
pub fn compare(this: &Reading<'_>, other: &Reading<'_>) -> Shared {
    Comparer::new(this).compare(other)
}

/// A text that is to be compared with several others.
#[derive(Debug)]
pub struct Comparer<'t> {
    this: &'t Reading<'t>,
    table: First,
    prose: Vec<bool>,
    /// For each run of words, its first place in this text.
    first: Vec<u32>,
    /// For each run by its first place, its first place in the other text.
    there: Vec<u32>,
    /// The same for each run.
    origin: Vec<u32>,
}

impl<'t> Comparer<'t> {
    /// Makes the table of the runs of a text.
    pub fn new(this: &'t Reading<'t>) -> Self {
        let count = this.grams.len();
        let mut table = First::with_room(count);
        let first = (0..count)
            .map(|at| table.find_or_insert(&this.grams, at))
            .collect();
        Self {
            this,
            prose: this.prose(),
            table,
            first,
            there: vec![NOWHERE; count],
            origin: vec![NOWHERE; count],
        }
    }

    /// Returns what the text shares with another: whole sentences that say nothing new, long runs of others, and
    /// how much of each text stands in the other, which does not depend on which is which.
    ///
    /// Cost: linear in both.
    pub fn compare(&mut self, other: &Reading<'_>) -> Shared {
        self.there.fill(NOWHERE);
        let mut is_shared = vec![false; other.words.len()];
        for (at, &gram) in other.grams.iter().enumerate() {
            let Some(first) = self.table.find(&self.this.grams, gram) else {
                continue;
            };
            is_shared[at..at + GRAM].fill(true);
            let there = &mut self.there[first as usize];
            if *there == NOWHERE {
                *there = u32::try_from(at).unwrap_or(NOWHERE);
            }
        }
        let mut is_ours = vec![false; self.this.words.len()];
        for (at, &first) in self.first.iter().enumerate() {
            self.origin[at] = self.there[first as usize];
            if self.origin[at] != NOWHERE {
                is_ours[at..at + GRAM].fill(true);
            }
        }
        let mut found: Vec<Match> = Vec::new();
        let alignment = Alignment::new(self.this.side(), other.side(), &self.origin);
        for &unit in &self.this.units {
            alignment.judge(unit, other.words.len(), &mut found);
        }
        let spans = |found: &Match| (self.this.span(found.here), other.span(found.there));
        Shared {
            passages: found.iter().map(spans).collect(),
            of_this: share(&is_ours, &self.prose),
            of_other: share(&is_shared, &other.prose()),
        }
    }
}

/// Returns the part of the words of running text that stand in long enough runs of shared words.
fn share(is_shared: &[bool], is_prose: &[bool]) -> f32 {
    let mut shared = 0;
    let mut at = 0;
    for run in is_shared.chunk_by(|a, b| a == b) {
        if run[0] && run.len() >= LEAST_RUN {
            shared += count(&is_prose[at..at + run.len()]);
        }
        at += run.len();
    }
    shared as f32 / count(is_prose).max(1) as f32
}

fn count(marks: &[bool]) -> usize {
    marks.iter().filter(|&&is| is).count()
}
