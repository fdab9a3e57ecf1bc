//! Which rows a query lets through, best first.
//!
//! Built for a key a frame over a million titles: a set of characters rejects most rows, a query that
//! goes on where the last one stopped looks only at what that one left and only at the word that has
//! changed, and the costly score is worked out only where a bound says that it can still change the
//! top of the list.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::article::{ArticleId, Listed};
use crate::query::filter::ids::Ids;
use crate::query::filter::sieve::Sieve;
use crate::query::find::Folded;
use crate::query::fuzzy::{BEST, EXACT, Fit, LOOSE, Letters, Rank, Word, score};
use crate::query::parse::{Field, Query, Term};
use crate::text::fold::fold_char;

mod ids;
mod sieve;

/// Rows at the top whose order is exact; those after them are in order of fit and place alone.
const EXACT_ROWS: usize = 500;
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
    letters: Vec<Letters>,
    last: Option<Last>,
}

/// The last search: a query that goes on from it can only lose rows.
#[derive(Debug)]
struct Last {
    words: Vec<String>,
    texts: Vec<Ids>,
    /// The rows that a query that goes on may let through, ascending.
    pool: Vec<u32>,
    /// For each row of the pool, how well each word fits.
    ranks: Vec<Rank>,
}

/// A word of a query.
struct Sought {
    word: Word,
    is_phrase: bool,
    /// Articles that hold it in their text.
    texts: Ids,
}

/// Says which articles hold words in their text.
pub type InTexts<'a> = dyn Fn(&str) -> BTreeSet<ArticleId> + 'a;

impl Filter {
    /// Prepares rows. Cost: linear in titles, sources and names; about 0.7 s for a million.
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
            out.letters.push(Letters::of(whole));
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
        self.search_exactly(EXACT_ROWS, rows, query, in_texts, is_wanted)
    }

    /// Does the work of [`search`](Self::search): the order of the first `exact` rows is exact.
    fn search_exactly(
        &mut self,
        exact: usize,
        rows: &[Listed],
        query: &Query,
        in_texts: &InTexts<'_>,
        is_wanted: &dyn Fn() -> bool,
    ) -> Option<Vec<u32>> {
        let sought = |term: &Term| {
            let is_long = term.is_phrase || term.words.chars().count() >= SHORTEST_IN_TEXT;
            Sought {
                word: Word::new(&term.words),
                is_phrase: term.is_phrase,
                texts: if is_long {
                    Ids::new(&in_texts(&term.words))
                } else {
                    Ids::default()
                },
            }
        };
        let words: Vec<Sought> = query.words().map(sought).collect();
        let sieve = Sieve::new(query, in_texts);
        let before = self.last.as_ref().filter(|last| last.leads_to(&words));
        let count = u32::try_from(rows.len().min(self.letters.len())).unwrap_or(u32::MAX);
        let count = before.map_or(count as usize, |last| last.pool.len());
        let (mut pool, mut ranks) = (Vec::new(), Vec::new());
        // By the sum of the ranks; the rows of each sum ascend.
        let mut kept: Vec<Vec<u32>> = vec![Vec::new(); words.len() * usize::from(BEST) + 1];
        for n in 0..count {
            if n % CHECK_EVERY == 0 && !is_wanted() {
                return None;
            }
            let position =
                before.map_or_else(|| u32::try_from(n).ok(), |last| last.pool.get(n).copied());
            let Some(position) = position else { break };
            let row = &rows[position as usize];
            let from = ranks.len();
            let mut sum = Some(0);
            let is_in = words.iter().enumerate().all(|(at, sought)| {
                let rank = match before.and_then(|last| last.word(n, at)) {
                    Some((word, rank)) if word == sought.word.text() || rank == 0 => rank,
                    known => {
                        let is_inexact = known.is_some_and(|(_, rank)| rank < EXACT);
                        self.rank(&sought.word, position, is_inexact)
                    }
                };
                ranks.push(rank);
                let is_in_text = || sought.texts.contains(row.id);
                let least = if sought.is_phrase { EXACT } else { LOOSE };
                if rank >= least {
                    sum = sum.map(|sum| sum + usize::from(rank));
                } else if !is_in_text() {
                    sum = None;
                    return rank > 0;
                }
                true
            });
            if !is_in {
                ranks.truncate(from);
                continue;
            }
            pool.push(position);
            if let Some(sum) = sum
                && sieve.lets_through(row, self.row_text(position))
            {
                kept[sum].push(position);
            }
        }
        let (words, texts) = words.into_iter().map(|one| (one.word, one.texts)).unzip();
        let words: Vec<Word> = words;
        let shown = self.order(&words, kept, exact);
        self.last = Some(Last {
            words: words.iter().map(|word| word.text().to_owned()).collect(),
            texts,
            pool,
            ranks,
        });
        Some(shown)
    }

    fn rank(&self, word: &Word, position: u32, is_inexact: bool) -> Rank {
        let letters = self.letters[position as usize];
        word.rank(self.row_text(position).as_bytes(), letters, is_inexact)
    }

    fn row_text(&self, position: u32) -> &str {
        let row = position as usize;
        let range = self.starts[row] as usize..self.starts[row + 1] as usize;
        self.text.get(range).unwrap_or_default()
    }

    /// Puts rows of equal fit into the order of their scores, as far as the top of the list goes.
    fn order(&self, words: &[Word], kept: Vec<Vec<u32>>, exact: usize) -> Vec<u32> {
        let mut out: Vec<u32> = Vec::with_capacity(kept.iter().map(Vec::len).sum());
        for (sum, positions) in kept.into_iter().enumerate().rev() {
            let left = exact.saturating_sub(out.len());
            // Words that are in the texts alone are not scored.
            if sum > 0 && left > 0 && positions.len() > 1 {
                let best = self.best(words, &positions, left);
                let mut taken: Vec<u32> = best.clone();
                taken.sort_unstable();
                out.extend(best);
                let mut taken = taken.into_iter().peekable();
                let is_left = |&position: &u32| taken.next_if_eq(&position).is_none();
                out.extend(positions.into_iter().filter(is_left));
            } else {
                out.extend(positions);
            }
        }
        out
    }

    /// Returns the best `left` of some rows by score, then place. `positions` ascend.
    ///
    /// Rows are looked at in the order of a bound that costs little. A closer one is worked out for the row that is
    /// looked at, and its score only where that can still be among the best.
    fn best(&self, words: &[Word], positions: &[u32], left: usize) -> Vec<u32> {
        let most: i64 = words.iter().map(Word::most).sum();
        let mut top = Top::new(left);
        let mut later: BTreeMap<Reverse<i64>, Vec<u32>> = BTreeMap::new();
        for &position in positions {
            let bound = self.sum(words, position, |word, field| word.bound(field.as_bytes()));
            if bound < most {
                later.entry(Reverse(bound)).or_default().push(position);
            } else if top.is_beyond(bound, position) {
                // No row after it has a greater bound.
                break;
            } else {
                self.look(words, position, &mut top);
            }
        }
        for (Reverse(bound), positions) in later {
            for position in positions {
                if top.is_beyond(bound, position) {
                    break;
                }
                self.look(words, position, &mut top);
            }
        }
        top.into_order()
    }

    fn look(&self, words: &[Word], position: u32, top: &mut Top) {
        let closer = |word: &Word, field: &str| word.closer_bound(field.as_bytes());
        if !top.is_full() || !top.is_beyond(self.sum(words, position, closer), position) {
            top.push(self.sum(words, position, score), position);
        }
    }

    /// Adds up what is said of each word and the field that it fits best.
    fn sum(&self, words: &[Word], position: u32, of: impl Fn(&Word, &str) -> i64) -> i64 {
        let text = self.row_text(position);
        let one = |word: &Word| {
            word.best_field(text)
                .map_or(0, |(field, _)| of(word, field))
        };
        words.iter().map(one).sum()
    }
}

impl Last {
    /// Says whether every row that some words let through is in the pool.
    fn leads_to(&self, words: &[Sought]) -> bool {
        let mut all = self.words.iter().zip(&self.texts).zip(words);
        self.words.len() <= words.len()
            && all.all(|((word, texts), new)| {
                new.word.text().starts_with(word.as_str()) && texts.has_all(&new.texts)
            })
    }

    /// Returns the word at place `at` of the query, and how well it fits the row at place `n` of the pool.
    fn word(&self, n: usize, at: usize) -> Option<(&str, Rank)> {
        let word = self.words.get(at)?;
        let rank = self.ranks.get(n * self.words.len() + at)?;
        Some((word, *rank))
    }
}

/// The best rows so far.
struct Top {
    /// The worst of them first.
    heap: BinaryHeap<(Reverse<i64>, u32)>,
    most: usize,
}

impl Top {
    /// Keeps the best `most`; at least one.
    fn new(most: usize) -> Self {
        Self {
            heap: BinaryHeap::with_capacity(most + 1),
            most,
        }
    }

    fn is_full(&self) -> bool {
        self.heap.len() >= self.most
    }

    /// Says whether a row with at most this score is not among the best, nor one after it.
    fn is_beyond(&self, bound: i64, position: u32) -> bool {
        let worst = self.heap.peek().filter(|_| self.is_full());
        worst.is_some_and(|&worst| (Reverse(bound), position) > worst)
    }

    fn push(&mut self, score: i64, position: u32) {
        self.heap.push((Reverse(score), position));
        if self.heap.len() > self.most {
            self.heap.pop();
        }
    }

    fn into_order(self) -> Vec<u32> {
        let best = self.heap.into_sorted_vec().into_iter();
        best.map(|(_, position)| position).collect()
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
