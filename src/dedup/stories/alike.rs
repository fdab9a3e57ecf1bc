//! Which articles have so much in common that they could tell one story.
//!
//! For each article the lists of its words are walked, as far as they are of the same weeks, and what each earlier
//! article shares is added up in a row of numbers, one for each of them. The best are found by a look through the row,
//! or, where that is long beside the lists, through these: the cost is linear in the lists, and they are bounded.

use std::cmp::Reverse;
use std::ops::Range;

use crate::dedup::stories::telling::{Telling, Term, cosine};
use crate::dedup::stories::{FAR_DAYS, LEAST_LIKENESS, nearness};
use crate::text::lookup::LookupMap;

/// Articles that one article is compared with: those that share most.
const MOST_ALIKE: usize = 64;
/// Sum of products of weights that two articles of [`LEAST_LIKENESS`] reach; a little less, for the rounding.
const LEAST_SUM: f64 = (LEAST_LIKENESS * Term::WHOLE * Term::WHOLE) as f64 * 0.999;
/// Sums that are looked at together, as most are too small.
const TOGETHER: usize = 8;

/// Returns the pairs of articles that have something in common, with their likeness; `tellings` are sorted by
/// day, those without one first. A word of more than `most` articles does not lead from one to another.
pub(super) fn alike(tellings: &[&Telling], most: usize) -> Vec<(u32, u32, f32)> {
    let words = Words::of(tellings);
    let mut topics = Topics::of(tellings, &words, most);
    let leads = |count: &usize| (2..=most).contains(count);
    let mut places: Vec<Places> = words.counts.iter().map(leads).map(Places::new).collect();
    let mut sums = Sums(vec![0; tellings.len()]);
    let mut best = Best::default();
    let mut pairs = Vec::new();
    let undated = tellings.partition_point(|telling| telling.day.is_none());
    let mut start = 0;
    for (at, telling) in tellings.iter().enumerate() {
        let is_early = |other: &&Telling| {
            let day = other.day.zip(telling.day);
            day.is_none_or(|(other, day)| other < day - FAR_DAYS)
        };
        if telling.day.is_some() {
            start += tellings[start..].partition_point(is_early);
        }
        let number = u32::try_from(at).unwrap_or(u32::MAX);
        let mut added = 0;
        for (term, word) in words.terms(tellings, at) {
            let places = &mut places[word as usize];
            if places.leads {
                places.advance(start);
                for list in places.of_time() {
                    sums.add(term.weight, list);
                    added += list.len();
                }
                places.push(number, term.weight, telling.day.is_some());
            }
        }
        let of_time = [0..undated.min(start), start..at];
        let least = topics.least_sum(at).max(1);
        // Among very many articles of one time, few share a word with this one.
        if added < of_time.iter().map(ExactSizeIterator::len).sum::<usize>() / TOGETHER {
            let lists = words
                .terms(tellings, at)
                .map(|(_, word)| &places[word as usize]);
            let others = lists.flat_map(Places::of_time).flatten();
            best.of_articles(&mut sums, others.map(|&(other, _)| other), least);
        } else {
            best.of_ranges(&mut sums, of_time, least);
        }
        topics.compare_with(at);
        for &(sum, Reverse(other)) in &best.found {
            let near = nearness(telling.day, tellings[other].day);
            if f64::from(near) * (f64::from(sum) + topics.most(at, other)) < LEAST_SUM {
                continue;
            }
            let likeness = cosine(u64::from(sum) + topics.product(other)) * near;
            if likeness >= LEAST_LIKENESS {
                pairs.push((number, u32::try_from(other).unwrap_or(u32::MAX), likeness));
            }
        }
    }
    pairs
}

/// The words of so many articles that they are not looked for, though they count.
struct Topics {
    /// Those of each article in turn.
    terms: Vec<(u32, u16)>,
    /// Where those of an article begin, and where those of the last one end.
    starts: Vec<usize>,
    /// The length of those of each article as a vector.
    lengths: Vec<f64>,
    longest: f64,
    /// For each word, its weight in the article that is compared with others.
    here: Vec<u16>,
    /// Which article that is.
    at: usize,
}

impl Topics {
    fn of(tellings: &[&Telling], words: &Words, most: usize) -> Self {
        let mut out = Self {
            terms: Vec::new(),
            starts: vec![0],
            lengths: Vec::with_capacity(tellings.len()),
            longest: 0.0,
            here: vec![0; words.counts.len()],
            at: 0,
        };
        for at in 0..tellings.len() {
            let is_topic = |&(_, word): &(&Term, u32)| words.counts[word as usize] > most;
            let terms = words.terms(tellings, at).filter(is_topic);
            out.terms
                .extend(terms.map(|(term, word)| (word, term.weight)));
            out.starts.push(out.terms.len());
            let square = |&(_, weight): &(u32, u16)| f64::from(weight).powi(2);
            let length = out.of_article(at).iter().map(square).sum::<f64>().sqrt();
            out.lengths.push(length);
            out.longest = out.longest.max(length);
        }
        out
    }

    fn of_article(&self, at: usize) -> &[(u32, u16)] {
        &self.terms[self.starts[at]..self.starts[at + 1]]
    }

    /// Takes up an article to be compared with others.
    fn compare_with(&mut self, at: usize) {
        for (article, is_here) in [(self.at, false), (at, true)] {
            for &(word, weight) in &self.terms[self.starts[article]..self.starts[article + 1]] {
                self.here[word as usize] = if is_here { weight } else { 0 };
            }
        }
        self.at = at;
    }

    /// Returns the sum of the products of the weights that the article taken up and another have in common.
    fn product(&self, other: usize) -> u64 {
        let product =
            |&(word, there): &(u32, u16)| u64::from(self.here[word as usize]) * u64::from(there);
        self.of_article(other).iter().map(product).sum()
    }

    /// Returns what that is at most (Cauchy and Schwarz).
    fn most(&self, at: usize, other: usize) -> f64 {
        self.lengths[at] * self.lengths[other]
    }

    /// Returns what an article must share with another beside topics.
    fn least_sum(&self, at: usize) -> u32 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of the whole, and 0 where it is negative"
        )]
        let least = (LEAST_SUM - self.lengths[at] * self.longest * 1.001).ceil() as u32;
        least
    }
}

/// For each article, the sum of the products of the weights that its words have in common with those of one.
///
/// The sum of two whole articles fits by far ([`Term::WHOLE`]).
struct Sums(Vec<u32>);

impl Sums {
    /// Adds what a word of a weight has in common with the places where it stands.
    fn add(&mut self, weight: u16, places: &[(u32, u16)]) {
        for &(other, there) in places {
            let sum = &mut self.0[other as usize];
            *sum = sum.wrapping_add(u32::from(weight) * u32::from(there));
        }
    }

    /// Appends the articles of a range that share at least so much.
    fn reaching(&self, least: u32, range: Range<usize>, out: &mut Vec<Found>) {
        let is_enough = |sum: u32| sum >= least;
        let mut first = range.start;
        for sums in self.0[range].chunks(TOGETHER) {
            if sums.iter().fold(false, |any, &sum| any | is_enough(sum)) {
                let numbered = (first..).zip(sums).filter(|(_, sum)| is_enough(**sum));
                out.extend(numbered.map(|(at, &sum)| (sum, Reverse(at))));
            }
            first += TOGETHER;
        }
    }
}

/// An article and its sum: the greater, the more alike; of equal ones the first.
type Found = (u32, Reverse<usize>);

/// The [`MOST_ALIKE`] articles that share most with one.
#[derive(Default)]
struct Best {
    found: Vec<Found>,
    /// What the last of them is likely to share: a little less than it was for the article before.
    guess: u32,
}

impl Best {
    /// Finds the best of some ranges that share at least `least`, in no order; their sums are 0 then.
    fn of_ranges(&mut self, sums: &mut Sums, ranges: [Range<usize>; 2], least: u32) {
        self.guess = self.guess.max(least);
        loop {
            self.found.clear();
            for range in &ranges {
                sums.reaching(self.guess, range.clone(), &mut self.found);
            }
            if self.found.len() >= MOST_ALIKE || self.guess == least {
                break;
            }
            self.guess = (self.guess / 2).max(least);
        }
        if let Some(last) = self.cut() {
            self.guess = last - last / 8;
        }
        for range in ranges {
            sums.0[range].fill(0);
        }
    }

    /// The same of some articles, of which one may come several times; they are all that have a sum.
    fn of_articles(&mut self, sums: &mut Sums, others: impl Iterator<Item = u32>, least: u32) {
        self.found.clear();
        for other in others {
            let sum = std::mem::take(&mut sums.0[other as usize]);
            if sum >= least {
                self.found.push((sum, Reverse(other as usize)));
            }
        }
        self.cut();
    }

    /// Keeps the best, and returns what the last of them shares, if there were more.
    fn cut(&mut self) -> Option<u32> {
        if self.found.len() <= MOST_ALIKE {
            return None;
        }
        let by_sum = |a: &Found, b: &Found| b.cmp(a);
        let (_, last, _) = self.found.select_nth_unstable_by(MOST_ALIKE - 1, by_sum);
        let sum = last.0;
        self.found.truncate(MOST_ALIKE);
        Some(sum)
    }
}

/// The words of some articles by numbers.
struct Words {
    /// The number of each word of each article in turn.
    numbers: Vec<u32>,
    /// Where those of an article begin.
    starts: Vec<usize>,
    /// In how many articles a word is.
    counts: Vec<usize>,
}

impl Words {
    fn of(tellings: &[&Telling]) -> Self {
        let mut known: LookupMap<u32, u32> = LookupMap::default();
        let mut out = Self {
            numbers: Vec::new(),
            starts: Vec::with_capacity(tellings.len()),
            counts: Vec::new(),
        };
        for telling in tellings {
            out.starts.push(out.numbers.len());
            for term in telling.terms() {
                let next = u32::try_from(out.counts.len()).unwrap_or(u32::MAX);
                let number = *known.entry(term.key).or_insert(next);
                if number == next {
                    out.counts.push(0);
                }
                out.counts[number as usize] += 1;
                out.numbers.push(number);
            }
        }
        out
    }

    /// Returns the terms of an article with the numbers of their words.
    fn terms<'t>(
        &'t self,
        tellings: &[&'t Telling],
        at: usize,
    ) -> impl Iterator<Item = (&'t Term, u32)> {
        let numbers = self.numbers[self.starts[at]..].iter().copied();
        tellings[at].terms().iter().zip(numbers)
    }
}

/// The articles that have a word, ascending, with its weight there.
#[derive(Debug)]
struct Places {
    list: Vec<(u32, u16)>,
    /// How many of them have no date; these come first.
    undated: usize,
    /// How many of them are too early by now, or without a date where there are some with one.
    early: usize,
    /// The last of them, which tells without a look at the list that all are too early.
    last: u32,
    /// Says whether the word leads from one article to another.
    leads: bool,
}

impl Places {
    fn new(leads: bool) -> Self {
        Self {
            list: Vec::new(),
            undated: 0,
            early: 0,
            last: 0,
            leads,
        }
    }

    fn push(&mut self, at: u32, weight: u16, is_dated: bool) {
        self.list.push((at, weight));
        self.undated += usize::from(!is_dated);
        self.last = at;
    }

    /// Goes on to those from `start` on, which never falls.
    fn advance(&mut self, start: usize) {
        let is_before = |at: u32| (at as usize) < start;
        if is_before(self.last) {
            self.early = self.list.len();
        } else {
            // A few at a time: halving would ask for memory that is not at hand.
            let rest = self.list[self.early..].iter();
            self.early += rest.take_while(|(at, _)| is_before(*at)).count();
        }
    }

    /// Returns those without a date, and those that are not too early.
    fn of_time(&self) -> [&[(u32, u16)]; 2] {
        let (before, after) = self.list.split_at(self.early);
        [&before[..before.len().min(self.undated)], after]
    }
}
