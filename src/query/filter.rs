//! Which rows a query lets through, best first.
//!
//! Built for a key a frame over a hundred thousand titles: a set of characters rejects most rows, a
//! query that goes on where the last one stopped looks only at what that one left, and the costly
//! score is worked out only where a bound says that it can still change the top of the list.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::article::{ArticleId, Listed};
use crate::query::find::Folded;
use crate::query::fuzzy::{Fit, Word, contains, has_word_starts, mask, score};
use crate::query::parse::{Field, Query, State, Term};
use crate::text::fold::fold_char;

/// Rows at the top whose order is exact; those after them are in order of fit and place alone.
const EXACT: usize = 500;
/// Shortest word that is looked for in the texts too.
const SHORTEST_IN_TEXT: usize = 3;
/// Rows between two looks at whether the search is still wanted.
const CHECK_EVERY: usize = 8192;

/// What rows hold, ready to be searched.
#[derive(Debug, Default)]
pub struct Filter {
    /// Folded title, source and people of each row, a line feed between them.
    text: String,
    /// Where each row begins in `text`, and where the last one ends.
    starts: Vec<u32>,
    masks: Vec<u64>,
    /// For each row, whether any of its fields has punctuation.
    has_marks: Vec<bool>,
    last: Option<Last>,
}

/// The last search: a query that goes on from it can only lose rows.
#[derive(Debug)]
struct Last {
    terms: Vec<Term>,
    pool: Vec<u32>,
}

/// Says which articles hold words in their text.
pub type InTexts<'a> = dyn Fn(&str) -> BTreeSet<ArticleId> + 'a;

impl Filter {
    /// Prepares rows. Cost: linear in titles, sources and names; about 0.3 s for a million.
    pub fn new(rows: &[Listed]) -> Self {
        let mut out = Self {
            starts: vec![0],
            ..Self::default()
        };
        for row in rows {
            let from = out.text.len();
            push_folded(row.title(), &mut out.text);
            for field in row.source().into_iter().chain(row.people()) {
                out.text.push('\n');
                push_folded(field, &mut out.text);
            }
            let whole = out.text.as_bytes().get(from..).unwrap_or_default();
            out.masks.push(mask(whole));
            let is_mark = |byte: &u8| byte.is_ascii_punctuation();
            out.has_marks.push(whole.iter().any(is_mark));
            out.starts
                .push(u32::try_from(out.text.len()).unwrap_or(u32::MAX));
        }
        out
    }

    /// Returns the positions of the rows that a query lets through, best first; `None` where the
    /// search was not wanted any more.
    ///
    /// Without words the rows keep their order. `rows` are those that the filter was made for; their
    /// marks may have changed. `in_texts` says which articles hold words in their text.
    pub fn search(
        &mut self,
        rows: &[Listed],
        query: &Query,
        in_texts: &InTexts<'_>,
        is_wanted: &dyn Fn() -> bool,
    ) -> Option<Vec<u32>> {
        let words: Vec<Word> = query.words().map(|term| Word::new(&term.words)).collect();
        let is_phrase: Vec<bool> = query.words().map(|term| term.is_phrase).collect();
        let texts: Vec<BTreeSet<ArticleId>> = query
            .words()
            .map(|term| {
                let is_long = term.is_phrase || term.words.chars().count() >= SHORTEST_IN_TEXT;
                if is_long {
                    in_texts(&term.words)
                } else {
                    BTreeSet::new()
                }
            })
            .collect();
        let without: Vec<(&Term, BTreeSet<ArticleId>)> = query
            .terms
            .iter()
            .filter(|term| term.field == Field::Any && term.is_negated)
            .map(|term| (term, in_texts(&term.words)))
            .collect();
        let qualifiers: Vec<&Term> = query
            .terms
            .iter()
            .filter(|term| term.field != Field::Any)
            .collect();
        let all_mask = |row: usize| self.masks[row];
        let may_hold = |position: u32| {
            let row = position as usize;
            words.iter().zip(&texts).all(|(word, texts)| {
                let text = || self.row_text(row).as_bytes();
                (all_mask(row) & word.mask == word.mask && (word.is_letter || word.may_fit(text())))
                    || (!texts.is_empty() && texts.contains(&rows[row].id))
            })
        };
        let mut pool = Vec::new();
        let before = self
            .last
            .as_ref()
            .filter(|last| goes_on(&last.terms, query));
        let count = u32::try_from(rows.len().min(self.masks.len())).unwrap_or(u32::MAX);
        let everything = || 0..count;
        let mut seen = 0;
        let mut look = |position: u32| {
            seen += 1;
            if may_hold(position) {
                pool.push(position);
            }
            seen % CHECK_EVERY != 0 || is_wanted()
        };
        let is_done = match before {
            Some(last) => last.pool.iter().all(|&position| look(position)),
            None => everything().all(&mut look),
        };
        if !is_done {
            return None;
        }
        // By the sum of the ranks; the rows of each sum ascend.
        let mut kept: BTreeMap<Reverse<u32>, Vec<u32>> = BTreeMap::new();
        for (n, &position) in pool.iter().enumerate() {
            if n % CHECK_EVERY == 0 && !is_wanted() {
                return None;
            }
            let row = &rows[position as usize];
            let text = self.row_text(position as usize);
            let is_out = qualifiers
                .iter()
                .any(|term| meets(row, term) == term.is_negated)
                || without
                    .iter()
                    .any(|(term, texts)| contains(text, &term.words) || texts.contains(&row.id));
            if is_out {
                continue;
            }
            let mut sum = Some(0);
            for ((word, is_phrase), texts) in words.iter().zip(&is_phrase).zip(&texts) {
                let rank =
                    rank(word, *is_phrase, text).or_else(|| texts.contains(&row.id).then_some(0));
                sum = sum.zip(rank).map(|(sum, rank)| sum + rank);
            }
            if let Some(sum) = sum {
                kept.entry(Reverse(sum)).or_default().push(position);
            }
        }
        let terms = query.terms.clone();
        self.last = Some(Last { terms, pool });
        if words.is_empty() {
            return Some(kept.into_values().flatten().collect());
        }
        Some(self.order(&words, kept))
    }

    fn row_text(&self, row: usize) -> &str {
        let range = self.starts[row] as usize..self.starts[row + 1] as usize;
        self.text.get(range).unwrap_or_default()
    }

    /// Puts rows of equal fit into the order of their scores, as far as the top of the list goes.
    fn order(&self, words: &[Word], kept: BTreeMap<Reverse<u32>, Vec<u32>>) -> Vec<u32> {
        let mut out: Vec<u32> = Vec::with_capacity(kept.values().map(Vec::len).sum());
        for (Reverse(sum), positions) in kept {
            match EXACT.saturating_sub(out.len()) {
                // The words are in the texts alone, which are not scored.
                _ if sum == 0 => out.extend(positions),
                0 => out.extend(positions),
                left => out.extend(self.best_first(words, &positions, left)),
            }
        }
        out
    }

    /// Returns the best `left` in exact order, then the others by place. `positions` ascend.
    ///
    /// Each row has a bound that costs nothing, by which rows are looked at: those with punctuation first. A closer
    /// one is worked out for the row that is looked at, and its score only where that can still be among the best.
    fn best_first(&self, words: &[Word], positions: &[u32], left: usize) -> Vec<u32> {
        let mut top: BinaryHeap<(Reverse<i64>, u32)> = BinaryHeap::new();
        // Neither this row nor, of rows with one bound, any after it.
        let is_beyond = |top: &BinaryHeap<(Reverse<i64>, u32)>, bound: i64, position: u32| {
            let worst = top.peek().filter(|_| top.len() >= left);
            worst.is_some_and(|&(Reverse(score), at)| (bound, at) < (score, position))
        };
        for has_marks in [true, false] {
            let most = words.iter().map(|word| word.most(has_marks)).sum();
            for &position in positions {
                if self.has_marks[position as usize] != has_marks {
                    continue;
                }
                if is_beyond(&top, most, position) {
                    break;
                }
                if is_beyond(&top, self.bound(words, position), position) {
                    continue;
                }
                top.push((Reverse(self.score(words, position)), position));
                if top.len() > left {
                    top.pop();
                }
            }
        }
        let mut best: Vec<(Reverse<i64>, u32)> = top.into_vec();
        best.sort_unstable();
        let mut out: Vec<u32> = best.into_iter().map(|(_, position)| position).collect();
        let taken: BTreeSet<u32> = out.iter().copied().collect();
        let is_left = |position: &&u32| !taken.contains(position);
        out.extend(positions.iter().filter(is_left));
        out
    }

    fn bound(&self, words: &[Word], position: u32) -> i64 {
        let text = self.row_text(position as usize);
        let of = |word: &Word| {
            best_field(word, text).map_or(0, |(field, _)| {
                let has_marks = field.bytes().any(|byte| byte.is_ascii_punctuation());
                word.bound(field.as_bytes(), has_marks)
            })
        };
        words.iter().map(of).sum()
    }

    fn score(&self, words: &[Word], position: u32) -> i64 {
        let text = self.row_text(position as usize);
        let of = |word: &Word| best_field(word, text).map_or(0, |(field, _)| score(word, field));
        words.iter().map(of).sum()
    }
}

fn push_folded(text: &str, out: &mut String) {
    let is_blank = |byte: u8| byte.is_ascii_whitespace() && byte != b' ';
    if text.is_ascii() && !text.bytes().any(is_blank) {
        let from = out.len();
        out.push_str(text);
        if let Some(new) = out.get_mut(from..) {
            new.make_ascii_lowercase();
        }
        return;
    }
    for c in text.chars() {
        fold_char(if c == '\n' { ' ' } else { c }, out);
    }
}

/// Says whether every row that `query` lets through was let through by `before`.
fn goes_on(before: &[Term], query: &Query) -> bool {
    let is_plain = |term: &Term| term.field == Field::Any && !term.is_negated;
    let words: Vec<&Term> = query.terms.iter().filter(|term| is_plain(term)).collect();
    let old: Vec<&Term> = before.iter().filter(|term| is_plain(term)).collect();
    // Only words narrow the pool that is kept; the rest is looked at anew each time.
    old.len() <= words.len()
        && old.iter().zip(words).all(|(old, new)| {
            let was_short = old.words.chars().count() < SHORTEST_IN_TEXT && !old.is_phrase;
            let is_long = new.is_phrase || new.words.chars().count() >= SHORTEST_IN_TEXT;
            // A word that has just become long enough is looked for in the texts for the first time.
            new.words.starts_with(&old.words) && !(was_short && is_long)
        })
}

/// Returns the field that a word fits best, the first of equals: the title stands first.
fn best_field<'a>(word: &Word, text: &'a str) -> Option<(&'a str, u32)> {
    // The kind of fit first, then the title before everything else.
    let rank = |fit: Fit, is_title: bool| 2 * (fit as u32 + 1) + u32::from(is_title);
    let end_of_title = memchr::memchr(b'\n', text.as_bytes()).unwrap_or(text.len());
    let mut best: Option<(usize, u32)> = None;
    for (fit, at) in word.fits(text.as_bytes()) {
        let rank = rank(fit, at < end_of_title);
        if best.is_none_or(|(_, best)| rank > best) {
            best = Some((at, rank));
            // Nothing is better than a whole word in the title, and after it than a whole word.
            if fit == Fit::Whole {
                break;
            }
        }
    }
    if let Some((at, rank)) = best {
        let start = text.get(..at)?.rfind('\n').map_or(0, |before| before + 1);
        let end = text.get(at..)?.find('\n').map_or(text.len(), |n| at + n);
        return Some((text.get(start..end)?, rank));
    }
    let mut fields = text.split('\n').enumerate();
    fields.find_map(|(at, field)| {
        let fits = word.fits_loosely(field.as_bytes());
        fits.then(|| (field, rank(Fit::Loose, at == 0)))
    })
}

fn rank(word: &Word, is_phrase: bool, text: &str) -> Option<u32> {
    let (_, rank) = best_field(word, text)?;
    let is_loose = rank < 2 * (Fit::Inside as u32 + 1);
    (!is_phrase || !is_loose).then_some(rank)
}

/// Says whether a row meets a qualifier.
fn meets(row: &Listed, term: &Term) -> bool {
    let words = &term.words;
    let fold = |text: &str| {
        let mut out = String::with_capacity(text.len());
        push_folded(text, &mut out);
        out
    };
    // `a|b` asks for either.
    let any = |name: &str| words.split('|').any(|words| has_word_starts(name, words));
    let is_any = |name: &str| any(&fold(name));
    let date = row.date();
    match term.field {
        Field::Any => true,
        Field::Who => row.people().any(is_any),
        Field::Said => row.speakers().any(is_any),
        Field::Source => row
            .source()
            .is_some_and(|source| contains(&fold(source), words)),
        Field::In => row.tags().any(|tag| fold(tag).starts_with(words.as_str())),
        Field::Is(State::Unread) => !row.is_read,
        Field::Is(State::Read) => row.is_read,
        Field::Is(State::Starred) => row.is_starred,
        Field::Is(State::Copied) => row.copy_count > 1,
        Field::Is(State::Quoted) => row.quotation_count > 0,
        Field::After => date.is_some_and(|date| words.as_str() <= date),
        Field::Before => date.is_some_and(|date| date < words.as_str()),
    }
}

/// Returns the first bytes of the letters of a title, a source or a name that the words of a query
/// fit, ascending.
pub fn lit_letters(text: &str, query: &Query) -> Vec<usize> {
    if query.is_empty() {
        return Vec::new();
    }
    let folded = Folded::new(text);
    let mut out = BTreeSet::new();
    let is_lit = |term: &&Term| {
        !term.is_negated
            && matches!(
                term.field,
                Field::Any | Field::Source | Field::Who | Field::Said
            )
    };
    for term in query.terms.iter().filter(is_lit) {
        let words: Vec<&str> = match (term.field, term.is_phrase) {
            (Field::Any, true) => vec![&term.words],
            _ => term.words.split_whitespace().collect(),
        };
        for word in words {
            let word = Word::new(word);
            let is_loose = word
                .fit(folded.text.as_bytes())
                .is_some_and(|(fit, _)| fit == Fit::Loose);
            if is_loose && (term.is_phrase || term.field != Field::Any) {
                continue;
            }
            out.extend(
                word.letters(&folded.text)
                    .into_iter()
                    .map(|at| folded.origin(at)),
            );
        }
    }
    out.into_iter().collect()
}

#[cfg(test)]
mod tests;
