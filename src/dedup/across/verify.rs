//! Checking a candidate on its text: what the two share, word by word.

use crate::dedup::across::Reading;
use crate::dedup::align::{Alignment, LowerCase, Match, Placed};
use crate::dedup::grams::{First, GRAM, NOWHERE, grams};
use crate::text::TextSpan;

/// Words that must be shared in a row, in one sentence or several, to count as shared text and not as a chance
/// meeting or a line that many pages have.
const LEAST_RUN: usize = 8;

/// Words of a sentence that is looked for.
const LEAST_WORDS: usize = 4;

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

/// Returns the sentences of a text that none of the others has: what is new in this telling of a story.
///
/// A sentence with a changed number, name, date or negation is new. Sentences of fewer than 4 words are
/// left out. Cost: linear in all texts.
pub fn new_sentences(this: &Reading<'_>, others: &[Reading<'_>]) -> Vec<TextSpan> {
    let mut comparer = Comparer::new(this);
    let mut is_had = vec![false; this.parts.words.len()];
    for other in others {
        comparer.mark(other);
        for found in comparer.matches(other) {
            is_had[found.here.0..found.here.1].fill(true);
        }
    }
    let is_new = |&&(start, end): &&(usize, usize)| {
        end - start >= LEAST_WORDS && count(&is_had[start..end]) * 2 < end - start
    };
    this.parts
        .units
        .iter()
        .filter(is_new)
        .map(|&unit| this.span(unit))
        .collect()
}

/// A text that is to be compared with several others.
#[derive(Debug)]
pub struct Comparer<'t> {
    this: &'t Reading<'t>,
    /// The runs of words of this text.
    grams: Vec<u64>,
    table: First,
    /// For each run of words, its first place in this text.
    first: Vec<u32>,
    /// For each run by its first place, its first place in the other text.
    there: Vec<u32>,
    /// The same for each run.
    origin: Vec<u32>,
    lower: LowerCase,
    /// Says that a sentence which one text has is not looked for in later ones.
    is_brief: bool,
    /// For each unit, whether it need not be looked for.
    is_known: Vec<bool>,
}

impl<'t> Comparer<'t> {
    /// Makes the table of the runs of a text.
    pub fn new(this: &'t Reading<'t>) -> Self {
        let grams: Vec<u64> = grams(&this.parts.words).collect();
        let count = grams.len();
        // Most runs of other texts are to be found missing at the first look.
        let mut table = First::with_room(4 * count);
        let first = (0..count)
            .map(|at| table.find_or_insert(&grams, at))
            .collect();
        Self {
            this,
            grams,
            table,
            first,
            there: vec![NOWHERE; count],
            origin: vec![NOWHERE; count],
            lower: LowerCase::default(),
            is_brief: false,
            is_known: vec![false; this.parts.units.len()],
        }
    }

    /// Reports a sentence only for the first of the other texts that has it.
    #[must_use]
    pub fn brief(self) -> Self {
        Self {
            is_brief: true,
            ..self
        }
    }

    /// Returns what the text shares with another: sentences that say nothing new and long runs of others, at least
    /// 8 words in a row, and how much of each text stands in the other, which does not depend on which is which.
    ///
    /// Cost: linear in both.
    pub fn compare(&mut self, other: &Reading<'_>) -> Shared {
        let (of_this, of_other) = self.mark(other);
        let found = self.matches(other);
        let in_a_row = found.chunk_by(|one, next| next.here.0 - one.here.1 < LEAST_WORDS);
        let long = in_a_row.filter(|row| row_words(row) >= LEAST_RUN);
        let mut passages = Vec::new();
        for found in long.flatten() {
            passages.push((self.this.span(found.here), other.span(found.there)));
            if self.is_brief
                && let Ok(at) = self.this.parts.units.binary_search(&found.here)
            {
                self.is_known[at] = true;
            }
        }
        Shared {
            passages,
            of_this,
            of_other,
        }
    }

    /// Returns the sentences that a [marked](Self::mark) text has too and say nothing new, and long runs of others.
    fn matches(&self, other: &Reading<'_>) -> Vec<Match> {
        let mut found: Vec<Match> = Vec::new();
        let alignment = Alignment::new(self.this.side(), other.side(), &self.origin, &self.lower)
            .with_runs_beside_news();
        for (&unit, is_known) in self.this.parts.units.iter().zip(&self.is_known) {
            if !is_known && unit.1 - unit.0 >= LEAST_WORDS {
                alignment.judge(unit, other.parts.words.len(), &mut found);
            }
        }
        found
    }

    /// Returns for each unit of the text where it stands in the other.
    pub(crate) fn places(&mut self, other: &Reading<'_>) -> Vec<Option<Placed>> {
        self.mark(other);
        let alignment = Alignment::new(self.this.side(), other.side(), &self.origin, &self.lower);
        self.this
            .parts
            .units
            .iter()
            .map(|&unit| alignment.place(unit))
            .collect()
    }

    /// Finds the runs that both texts have; returns the part of this and of the other text's words of running text
    /// that stand in long enough rows of them.
    fn mark(&mut self, other: &Reading<'_>) -> (f32, f32) {
        self.there.fill(NOWHERE);
        let mut theirs = Rows::of(&other.parts.is_prose);
        for (at, gram) in grams(&other.parts.words).enumerate() {
            let Some(first) = self.table.find(&self.grams, gram) else {
                continue;
            };
            theirs.add(at);
            let there = &mut self.there[first as usize];
            if *there == NOWHERE {
                *there = u32::try_from(at).unwrap_or(NOWHERE);
            }
        }
        let mut ours = Rows::of(&self.this.parts.is_prose);
        for (at, &first) in self.first.iter().enumerate() {
            self.origin[at] = self.there[first as usize];
            if self.origin[at] != NOWHERE {
                ours.add(at);
            }
        }
        (ours.share(), theirs.share())
    }
}

/// Counts the words of running text in rows of shared words that are long enough.
struct Rows<'r> {
    is_prose: &'r [bool],
    /// The row so far, as words.
    row: (usize, usize),
    shared: usize,
}

impl<'r> Rows<'r> {
    fn of(is_prose: &'r [bool]) -> Self {
        Self {
            is_prose,
            row: (0, 0),
            shared: 0,
        }
    }

    /// Adds the run of words that begins at `at`, not before the last one.
    fn add(&mut self, at: usize) {
        if self.row.1 < at {
            self.close();
            self.row.0 = at;
        }
        self.row.1 = at + GRAM;
    }

    fn close(&mut self) {
        let (start, end) = self.row;
        if end - start >= LEAST_RUN {
            self.shared += count(&self.is_prose[start..end]);
        }
    }

    /// Returns the part of all words of running text.
    fn share(mut self) -> f32 {
        self.close();
        self.shared as f32 / count(self.is_prose).max(1) as f32
    }
}

/// Returns the words of matches that follow one another.
fn row_words(row: &[Match]) -> usize {
    row.iter().map(|found| found.here.1 - found.here.0).sum()
}

fn count(marks: &[bool]) -> usize {
    marks.iter().filter(|&&is| is).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(text: &str) -> Vec<TextSpan> {
        let mut start = 0;
        let mut out = Vec::new();
        for line in text.split('\n') {
            out.push(TextSpan::new(start, start + line.len()));
            start += line.len() + 1;
        }
        out
    }

    const FIRST: &str = "Ministers of the World Trade Organisation (WTO) met in Geneva to discuss fishing subsidies.\n\
                         The programme would cost 3 million dollars over the next decade, officials said.\n\
                         Nobody expected an agreement before the summer.";

    #[test]
    fn containment_is_given_both_ways() {
        let second = "Ministers of the WTO met in Geneva to discuss fishing subsidies.";
        let (first_lines, second_lines) = (lines(FIRST), lines(second));
        let (first, second) = (
            Reading::of(FIRST, &first_lines),
            Reading::of(second, &second_lines),
        );
        let shared = compare(&second, &first);
        assert!(shared.of_this > 0.99, "{shared:?}");
        assert!((0.2..0.5).contains(&shared.of_other), "{shared:?}");
        assert_eq!(shared.passages.len(), 1);
        let back = compare(&first, &second);
        assert_eq!(
            (back.of_this, back.of_other),
            (shared.of_other, shared.of_this)
        );
    }

    #[test]
    fn a_few_words_alone_are_not_shared_text_but_are_not_new_either() {
        let passages = |one: &str, other: &str| {
            let (one_lines, other_lines) = (lines(one), lines(other));
            let one = Reading::of(one, &one_lines);
            let other = Reading::of(other, &other_lines);
            assert_eq!(new_sentences(&one, std::slice::from_ref(&other)), []);
            compare(&one, &other).passages.len()
        };
        let other =
            "The mayor spoke to reporters.\nNobody was hurt.\nRead more about the fire below.";
        assert_eq!(passages("The mayor spoke to reporters.", other), 0);
        let in_a_row =
            "The mayor spoke to reporters.\nNobody was hurt.\nRead more about the fire below.";
        assert_eq!(passages(in_a_row, other), 2);
    }

    #[test]
    fn what_none_of_the_others_has_is_new() {
        let other = "Ministers of the World Trade Organization (WTO) met in Geneva to discuss fishing subsidies.\n\
                     The program would cost 5 million dollars over the next decade, officials said.";
        let (first_lines, other_lines) = (lines(FIRST), lines(other));
        let (first, other) = (
            Reading::of(FIRST, &first_lines),
            Reading::of(other, &other_lines),
        );
        let new: Vec<_> = new_sentences(&first, &[other])
            .iter()
            .map(|span| span.of(FIRST))
            .collect();
        assert_eq!(new.len(), 2, "{new:?}");
        assert!(new[0].contains("3 million") && new[1].starts_with("Nobody"));
    }

    proptest! {
        #[test]
        fn comparing_is_symmetric_and_never_fails(
            one in "([abcAB1é中]{1,2}[ .\n]){0,60}", other in "([abcAB1é中]{1,2}[ .\n]){0,60}"
        ) {
            let other = format!("{other}{one}");
            let (one_lines, other_lines) = (lines(&one), lines(&other));
            let (this, that) = (Reading::of(&one, &one_lines), Reading::of(&other, &other_lines));
            let (there, back) = (compare(&this, &that), compare(&that, &this));
            prop_assert_eq!(there.of_this.to_bits(), back.of_other.to_bits());
            prop_assert_eq!(there.of_other.to_bits(), back.of_this.to_bits());
            prop_assert!((0.0..=1.0).contains(&there.of_this));
            for (span, place) in there.passages {
                prop_assert!(!span.of(&one).is_empty() && !place.of(&other).is_empty());
            }
        }
    }
}
