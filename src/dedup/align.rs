//! Laying one sentence beside the place where its words stood before.
//!
//! Runs of four words lead to the place (as in k-gram fingerprinting, Schleimer et al. 2003, but with every run
//! kept); gaps on the same diagonal are bridged; what is left open is compared word by word with that
//! place, so that a changed number, name, date or negation is seen.

#![allow(clippy::cast_possible_wrap, reason = "places are 32-bit numbers")]

mod common;

use common::common_subsequence;

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

/// Where a unit stands in the other text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    /// The words there.
    pub(crate) there: (usize, usize),
    /// Says that they are the same word for word.
    pub(crate) is_same: bool,
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
    /// Says that of a sentence with news the long runs of old words are reported too.
    has_runs_beside_news: bool,
    lower: &'t LowerCase,
}

impl<'t> Alignment<'t> {
    /// Lays `here` beside `there`; `origin` gives the place there of each run of words here, or [`NOWHERE`];
    /// `lower` is that of `here`.
    pub(crate) fn new(
        here: Side<'t>,
        there: Side<'t>,
        origin: &'t [u32],
        lower: &'t LowerCase,
    ) -> Self {
        Self {
            here,
            there,
            origin,
            has_runs_beside_news: false,
            lower,
        }
    }

    /// Also reports the long runs of old words in sentences that have news besides.
    pub(crate) fn with_runs_beside_news(self) -> Self {
        Self {
            has_runs_beside_news: true,
            ..self
        }
    }

    /// Returns the words there that `unit` has, if it has at least half of its words from one place, and whether the
    /// two are the same word for word.
    pub(crate) fn place(&self, unit: (usize, usize)) -> Option<Placed> {
        let (start, end) = unit;
        let runs = start.saturating_sub(GRAM - 1)..end.min(self.origin.len());
        let place = |at: usize| {
            let origin = self.origin.get(at).map(|&origin| origin as usize);
            origin.filter(|&origin| origin != NOWHERE as usize)
        };
        let limit = self.there.words.len();
        let there = self.place_of(unit, runs, limit, place)?;
        let here_words = &self.here.words[start..end];
        let there_words = &self.there.words[there.0..there.1];
        let pairs = common_subsequence(here_words, there_words);
        let extent = extent(&pairs, here_words, there_words)?;
        let there = (there.0 + extent.0, there.0 + extent.1);
        let is_same = self.is_same(unit, there.0, limit);
        (pairs.len() * 2 >= end - start).then_some(Placed { there, is_same })
    }

    /// Says whether the words of `unit` stand there from `there` on, all before `limit`.
    fn is_same(&self, (start, end): (usize, usize), there: usize, limit: usize) -> bool {
        let other = self.there.words.get(there..there + end - start);
        other.is_some_and(|other| {
            let here = self.here.words[start..end].iter();
            there + end - start <= limit
                && here
                    .map(|word| word.key)
                    .eq(other.iter().map(|word| word.key))
        })
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
        if let Some(there) = place(start).filter(|&there| self.is_same(unit, there, limit)) {
            out.push(Match {
                here: unit,
                there: (there, there + end - start),
            });
            return;
        }
        let cover = Cover::of(unit, runs.clone(), place);
        let said = cover.bridged.iter().filter(|&&said| said).count();
        let share = said as f32 / (end - start) as f32;
        let is_covered = share >= COVER && said >= GRAM.min(end - start);
        let repeated = is_covered
            .then(|| self.place_of(unit, runs, limit, place))
            .flatten()
            .and_then(|there| self.without_news(unit, there, &cover.said));
        if let Some(there) = repeated {
            out.push(Match { here: unit, there });
        } else if !is_covered || self.has_runs_beside_news {
            self.runs(unit, &cover.said, place, out);
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
            let first = (start + at..start + at + run)
                .find_map(|run| place(run).map(|there| there.saturating_sub(run - start - at)));
            if run >= LEAST_RUN
                && let Some(there) = first
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

    /// Returns the words of `there` that `unit` says again, unless it has something that they do not say.
    fn without_news(
        &self,
        unit: (usize, usize),
        there: (usize, usize),
        said: &[bool],
    ) -> Option<(usize, usize)> {
        let here_words = &self.here.words[unit.0..unit.1];
        let there_words = &self.there.words[there.0..there.1];
        let pairs = common_subsequence(here_words, there_words);
        let extent = extent(&pairs, here_words, there_words)?;
        let mut is_paired = vec![false; here_words.len()];
        let mut is_taken = vec![false; there_words.len()];
        for &(here, there) in &pairs {
            is_paired[here] = true;
            is_taken[there] = true;
        }
        let lost = |weights: &[Weight]| {
            let inside = extent.0..extent.1;
            inside.into_iter().any(|at| {
                !is_taken[at]
                    && weights.contains(&weight(self.there.text, &there_words[at], false, |_| true))
            })
        };
        let frame = self.frame(unit, there_words.get(extent.1));
        let mut negations = 0_i32;
        for (at, word) in here_words.iter().enumerate() {
            if said[at] || is_paired[at] || !frame.contains(&at) {
                continue;
            }
            match self.weight_here(word, at == 0) {
                Weight::Plain if self.is_this_time(unit.0 + at) => return None,
                Weight::Plain => {}
                Weight::Negation => negations += 1,
                Weight::Date if self.is_moved(word, there_words, &is_taken) => {}
                Weight::Time
                    if !self.points_in_time(unit.0 + at)
                        && !lost(&[Weight::Time, Weight::Date]) => {}
                Weight::Number | Weight::Name | Weight::Date | Weight::Time => return None,
            }
        }
        // What was left out matters where it turns the meaning round.
        for (at, word) in there_words
            .iter()
            .enumerate()
            .take(extent.1)
            .skip(extent.0.saturating_sub(1))
        {
            if !is_taken[at] && weight(self.there.text, word, false, |_| true) == Weight::Negation {
                negations -= 1;
            }
        }
        (negations == 0).then_some((there.0 + extent.0, there.0 + extent.1))
    }

    fn weight_here(&self, word: &Word, is_first: bool) -> Weight {
        weight(self.here.text, word, is_first, |word| {
            self.lower.has(&self.here, word)
        })
    }

    /// Says whether a day or month stands elsewhere in the words there, as where it was moved to the front.
    fn is_moved(&self, word: &Word, there: &[Word], is_taken: &[bool]) -> bool {
        word.span.of(self.here.text).starts_with(char::is_uppercase)
            && there
                .iter()
                .zip(is_taken)
                .any(|(other, &taken)| !taken && other.key == word.key)
    }

    /// Says whether the word at `at` is "this" or "that" before a measure of time.
    fn is_this_time(&self, at: usize) -> bool {
        let is = |at: usize, test: fn(&str) -> bool| {
            let word = self.here.words.get(at);
            word.is_some_and(|word| test(&word.span.of(self.here.text).to_lowercase()))
        };
        is(at, |word| matches!(word, "this" | "that")) && is(at + 1, guard::is_time)
    }

    /// Says whether the word before the one at `at` makes a date or a duration of it.
    fn points_in_time(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|at| self.here.words.get(at));
        before.is_some_and(|word| {
            let piece = word.span.of(self.here.text);
            piece.starts_with(char::is_numeric) || guard::points_in_time(&piece.to_lowercase())
        })
    }

    /// Returns the words of a unit without a dateline before it, and without a source or the beginning of the word
    /// `next` after it.
    fn frame(&self, (start, end): (usize, usize), next: Option<&Word>) -> std::ops::Range<usize> {
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
        let is_bar = |gap: &str| {
            let bar = gap.trim_start_matches(['\'', '"', '’', '”', ')', '?', '!']);
            matches!(bar, " - " | " – " | " — " | " | " | " :: " | " · ")
        };
        let source = (words.len().saturating_sub(5).max(1)..words.len())
            .find(|&at| is_bar(gap(at)))
            .filter(|&at| is_capital(&words[at]) && self.ends_line(start + words.len()));
        let is_cut = self.is_cut(end)
            && next.zip(words.last()).is_some_and(|(next, last)| {
                let piece = last.span.of(self.here.text);
                next.span.of(self.there.text).starts_with(piece)
            });
        let cut = words.len() - usize::from(is_cut);
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
}

/// Returns the words of the second text from the first to the last of some pairs, without stray ones at
/// either end: words that happen to stand there too, but farther from the rest than here.
fn extent(pairs: &[(usize, usize)], here: &[Word], there: &[Word]) -> Option<(usize, usize)> {
    let is_stray = |a: (usize, usize), b: (usize, usize)| b.1 - a.1 > b.0 - a.0 + 1;
    let mut rest = pairs;
    while let [first, second, ..] = rest
        && is_stray(*first, *second)
        && rest.len() * 2 > pairs.len()
    {
        rest = &rest[1..];
    }
    while let [.., before, last] = rest
        && is_stray(*before, *last)
        && rest.len() * 2 > pairs.len()
    {
        rest = &rest[..rest.len() - 1];
    }
    let (&(mut at, mut start), &(_, last)) = rest.first().zip(rest.last())?;
    // In the place of a stray word, the same word may stand right before the rest.
    while at > 0 && start > 0 && here[at - 1].key == there[start - 1].key {
        at -= 1;
        start -= 1;
    }
    Some((start, last + 1))
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
