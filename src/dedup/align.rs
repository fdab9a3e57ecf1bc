//! Laying one sentence beside the place where its words stood before.
//!
//! Runs of four words lead to the place (as in k-gram fingerprinting, Schleimer et al. 2003, but with every run
//! kept); gaps on the same diagonal are bridged; what is left open is compared word by word with that
//! place, so that a changed number, name, date or negation is seen.

#![allow(clippy::cast_possible_wrap, reason = "places are 32-bit numbers")]

use crate::dedup::grams::{GRAM, NOWHERE};
use crate::dedup::guard::{self, Weight, weight};
use crate::dedup::words::Word;
use crate::text::TextSpan;
use crate::text::lookup::LookupSet;

/// Longest unit of comparison in words: longer sentences are judged in pieces.
pub(crate) const LONGEST_UNIT: usize = 160;
/// Part of a sentence's words that must have been said before for the sentence to fold.
const COVER: f32 = 0.62;
/// Words between two runs on one diagonal that are taken as edited.
const BRIDGE: usize = GRAM + 4;
/// How far a diagonal may move over a bridge: words put in or left out.
const DRIFT: i64 = 4;
/// Words around the place that are looked at too.
const MARGIN: usize = 6;
/// Shortest run of words that is reported where the whole sentence is not the same.
const LEAST_RUN: usize = 12;

/// A text as it is compared.
#[derive(Debug)]
pub(crate) struct Side<'t> {
    /// The text.
    pub(crate) text: &'t str,
    /// Its words.
    pub(crate) words: &'t [Word],
}

impl Side<'_> {
    /// Returns the bytes from the first to the last of some words.
    pub(crate) fn span(&self, (start, end): (usize, usize)) -> TextSpan {
        match (
            self.words.get(start),
            end.checked_sub(1).and_then(|last| self.words.get(last)),
        ) {
            (Some(first), Some(last)) => first.span.cover(last.span),
            _ => TextSpan::default(),
        }
    }
}

/// A piece of a text and where it was said before, both as ranges of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    /// The later saying.
    pub(crate) here: (usize, usize),
    /// The earlier one.
    pub(crate) there: (usize, usize),
}

/// The words of a text that also stand in lower case there, found when first asked for.
#[derive(Debug, Default)]
pub(crate) struct LowerCase {
    keys: std::cell::OnceCell<LookupSet<u64>>,
}

impl LowerCase {
    fn has(&self, side: &Side<'_>, word: &Word) -> bool {
        let is_lower = |word: &&Word| word.span.of(side.text).starts_with(char::is_lowercase);
        let keys = || {
            side.words
                .iter()
                .filter(is_lower)
                .map(|word| word.key)
                .collect()
        };
        self.keys.get_or_init(keys).contains(&word.key)
    }
}

/// A text beside the text, or the earlier part of the same text, where its words may have stood.
#[derive(Debug)]
pub(crate) struct Alignment<'t> {
    here: Side<'t>,
    there: Side<'t>,
    /// For every run of words here, where it stands there, or [`NOWHERE`].
    origin: &'t [u32],
    lower: LowerCase,
}

impl<'t> Alignment<'t> {
    /// Lays `here` beside `there`; `origin` gives the place there of each run of words here, or [`NOWHERE`].
    pub(crate) fn new(here: Side<'t>, there: Side<'t>, origin: &'t [u32]) -> Self {
        Self {
            here,
            there,
            origin,
            lower: LowerCase::default(),
        }
    }

    /// Appends what of the words `unit` stands there before word `limit`: all of it, or runs of it.
    pub(crate) fn judge(&self, unit: (usize, usize), limit: usize, out: &mut Vec<Match>) {
        let (start, end) = unit;
        let place = |at: usize| {
            self.origin
                .get(at)
                .map(|&origin| origin as usize)
                .filter(|&origin| origin != NOWHERE as usize && origin + GRAM <= limit)
        };
        let runs = start.saturating_sub(GRAM - 1)..end.min(self.origin.len());
        if runs.clone().all(|at| place(at).is_none()) {
            return;
        }
        let cover = Cover::of(unit, runs.clone(), place);
        let said = cover.bridged.iter().filter(|&&said| said).count();
        let share = said as f32 / (end - start) as f32;
        if share < COVER || said < GRAM.min(end - start) {
            self.runs(unit, &cover.said, place, out);
        } else if let Some(there) = self.place_of(unit, runs, limit, place)
            && !self.has_news(unit, there, &cover.said)
        {
            let there = self.matched(unit, there);
            out.push(Match { here: unit, there });
        }
    }

    /// Says whether a short `unit` says the words there from `from` on, perhaps breaking off in the last one.
    pub(crate) fn goes_on(&self, (start, end): (usize, usize), from: usize) -> bool {
        let Some(there) = self.there.words.get(from..from + end - start) else {
            return false;
        };
        let here = &self.here.words[start..end];
        let same = here
            .iter()
            .zip(there)
            .take_while(|(a, b)| a.key == b.key)
            .count();
        same == here.len()
            || same + 1 == here.len() && from + same < start && self.is_cut(end) && {
                let piece = here[same].span.of(self.here.text);
                there[same].span.of(self.there.text).starts_with(piece)
            }
    }

    /// Appends the long runs of words that were said before.
    fn runs(
        &self,
        (start, _): (usize, usize),
        said: &[bool],
        place: impl Fn(usize) -> Option<usize>,
        out: &mut Vec<Match>,
    ) {
        let mut at = 0;
        while at < said.len() {
            let run = said[at..].iter().take_while(|&&said| said).count();
            if run >= LEAST_RUN
                && let Some(there) = place(start + at)
            {
                let end = (there + run).min(self.there.words.len());
                out.push(Match {
                    here: (start + at, start + at + run),
                    there: (there, end),
                });
            }
            at += run.max(1);
        }
    }

    /// Returns the words there that most of the runs of `unit` lead to, with a margin.
    fn place_of(
        &self,
        (start, end): (usize, usize),
        runs: std::ops::Range<usize>,
        limit: usize,
        place: impl Fn(usize) -> Option<usize>,
    ) -> Option<(usize, usize)> {
        let mut shifts: Vec<i64> = runs
            .filter_map(|at| place(at).map(|there| there as i64 - at as i64))
            .collect();
        shifts.sort_unstable();
        let votes = |&shift: &i64| {
            shifts.partition_point(|&s| s <= shift + DRIFT) - shifts.partition_point(|&s| s < shift)
        };
        let best = shifts
            .iter()
            .copied()
            .max_by_key(|shift| (votes(shift), std::cmp::Reverse(*shift)))?;
        let from = (start as i64 + best).max(0);
        let from = usize::try_from(from).unwrap_or(0).saturating_sub(MARGIN);
        let to = usize::try_from((end as i64 + best + DRIFT).max(0)).unwrap_or(0) + MARGIN;
        let to = to.min(limit).min(self.there.words.len());
        (from < to).then_some((from, to))
    }

    /// Says whether `unit` has something that the words `there` do not say.
    fn has_news(&self, unit: (usize, usize), there: (usize, usize), said: &[bool]) -> bool {
        let here_words = &self.here.words[unit.0..unit.1];
        let there_words = &self.there.words[there.0..there.1];
        let pairs = common_subsequence(here_words, there_words);
        let Some((&first, &last)) = pairs.first().zip(pairs.last()) else {
            return true;
        };
        let mut is_paired = vec![false; here_words.len()];
        let mut is_taken = vec![false; there_words.len()];
        for &(here, there) in &pairs {
            is_paired[here] = true;
            is_taken[there] = true;
        }
        let frame = self.frame(unit);
        let mut negations = 0_i32;
        for (at, word) in here_words.iter().enumerate() {
            if said[at] || is_paired[at] || !frame.contains(&at) {
                continue;
            }
            match self.weight_here(word, at == 0) {
                Weight::Plain => {}
                Weight::Negation => negations += 1,
                Weight::Date | Weight::Time if moved(word, there_words, &is_taken) => {}
                Weight::Time if !self.points_in_time(unit.0 + at) => {}
                Weight::Number | Weight::Name | Weight::Date | Weight::Time => return true,
            }
        }
        // What was left out matters where it turns the meaning round.
        for at in first.1.saturating_sub(1)..=last.1 {
            let word = &there_words[at];
            if !is_taken[at] && weight(self.there.text, word, false, |_| true) == Weight::Negation {
                negations -= 1;
            }
        }
        negations != 0
    }

    fn weight_here(&self, word: &Word, is_first: bool) -> Weight {
        weight(self.here.text, word, is_first, |word| {
            self.lower.has(&self.here, word)
        })
    }

    /// Says whether the word before the one at `at` makes a date or a duration of it.
    fn points_in_time(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.here.words.get(at));
        before.is_some_and(|word| {
            let piece = word.span.of(self.here.text);
            piece.starts_with(char::is_numeric) || guard::points_in_time(&piece.to_lowercase())
        })
    }

    /// Returns the words of a unit without a dateline before it and a source after it.
    fn frame(&self, (start, end): (usize, usize)) -> std::ops::Range<usize> {
        let words = &self.here.words[start..end];
        let gap = |at: usize| {
            let (before, after) = (
                words[at - 1].span.end as usize,
                words[at].span.start as usize,
            );
            self.here.text.get(before..after).unwrap_or_default()
        };
        let is_capital = |word: &Word| word.span.of(self.here.text).starts_with(char::is_uppercase);
        let is_dash = |gap: &str| {
            gap.trim_start_matches(')').trim_matches(' ') != gap.trim_start_matches(')')
                && gap.contains(['-', '–', '—'])
        };
        let dateline = (1..words.len().min(6))
            .find(|&at| is_dash(gap(at)))
            .filter(|&at| words[..at].iter().all(&is_capital));
        let is_bar = |gap: &str| matches!(gap, " - " | " – " | " — " | " | " | " :: " | " · ");
        let source = (words.len().saturating_sub(5).max(1)..words.len())
            .find(|&at| is_bar(gap(at)))
            .filter(|&at| is_capital(&words[at]) && self.ends_line(start + words.len()));
        let cut = words.len() - usize::from(self.is_cut(start + words.len()));
        dateline.unwrap_or(0)..source.unwrap_or(cut)
    }

    /// Says whether the line ends right behind the word before `end`, without a full stop.
    fn ends_line(&self, end: usize) -> bool {
        let Some(last) = end
            .checked_sub(1)
            .and_then(|last| self.here.words.get(last))
        else {
            return false;
        };
        let rest = self
            .here
            .text
            .get(last.span.end as usize..)
            .unwrap_or_default();
        rest.trim_start_matches([' ', ')'])
            .chars()
            .next()
            .is_none_or(|c| c == '\n')
    }

    /// Says whether the text breaks off in the word before `end`: an ellipsis or the end of the line follows it
    /// where a sentence would have a full stop.
    fn is_cut(&self, end: usize) -> bool {
        let last = end
            .checked_sub(1)
            .and_then(|last| self.here.words.get(last));
        last.is_some_and(|last| {
            let rest = self
                .here
                .text
                .get(last.span.end as usize..)
                .unwrap_or_default();
            rest.is_empty() || rest.starts_with(['\n', '…']) || rest.starts_with("...")
        })
    }

    /// Narrows the words there to those that `unit` has.
    fn matched(&self, unit: (usize, usize), there: (usize, usize)) -> (usize, usize) {
        let pairs = common_subsequence(
            &self.here.words[unit.0..unit.1],
            &self.there.words[there.0..there.1],
        );
        match pairs.first().zip(pairs.last()) {
            Some((first, last)) => (there.0 + first.1, there.0 + last.1 + 1),
            None => there,
        }
    }
}

fn moved(word: &Word, there: &[Word], is_taken: &[bool]) -> bool {
    there
        .iter()
        .zip(is_taken)
        .any(|(other, &taken)| !taken && other.key == word.key)
}

/// Which words of a unit were said before.
struct Cover {
    /// In a run that stood there.
    said: Vec<bool>,
    /// The same, with edited words between two such runs.
    bridged: Vec<bool>,
}

impl Cover {
    fn of(
        (start, end): (usize, usize),
        runs: std::ops::Range<usize>,
        place: impl Fn(usize) -> Option<usize>,
    ) -> Self {
        let mut said = vec![false; end - start];
        let mut bridged = vec![false; end - start];
        let mut last: Option<(usize, i64)> = None;
        // A run that began before the unit, or ends after it, covers the words that it has inside.
        for at in runs {
            let Some(there) = place(at) else { continue };
            let inside = at.max(start) - start..(at + GRAM).min(end) - start;
            said[inside.clone()].fill(true);
            bridged[inside].fill(true);
            let shift = at as i64 - there as i64;
            if let Some((before, last_shift)) = last
                && (shift - last_shift).abs() <= DRIFT
                && at - before <= BRIDGE
            {
                bridged[before.max(start) - start..at.max(start) - start].fill(true);
            }
            last = Some((at, shift));
        }
        Self { said, bridged }
    }
}

/// Returns the pairs of a longest common subsequence of two short word lists, ascending.
///
/// Cost: the product of the lengths, which [`LONGEST_UNIT`] bounds; words in common at both ends
/// are taken off first.
fn common_subsequence(here: &[Word], there: &[Word]) -> Vec<(usize, usize)> {
    let width = there.len() + 1;
    let mut length = vec![0_u16; (here.len() + 1) * width];
    for i in (0..here.len()).rev() {
        for j in (0..there.len()).rev() {
            length[i * width + j] = if here[i].key == there[j].key {
                length[(i + 1) * width + j + 1] + 1
            } else {
                length[(i + 1) * width + j].max(length[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < here.len() && j < there.len() {
        if here[i].key == there[j].key {
            pairs.push((i, j));
            i += 1;
            j += 1;
        } else if length[(i + 1) * width + j] >= length[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}
