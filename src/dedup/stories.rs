//! Which articles tell the same story though they share no sentence.
//!
//! An article is reduced to a [`Telling`]: its weightiest words. Two tellings are the more alike the more
//! of their weight they have in common ([`likeness`]: the cosine of the weights, times a factor for the
//! days between them); stories are groups by average linkage ([`group`]), which keeps two events of one topic
//! apart where a chain of likeness would join them. Nothing depends on the order of arrival.

mod stem;
mod telling;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

pub use telling::{Telling, Term};
use telling::{cosine, product};

use crate::dedup::cluster::average_linkage;
use crate::text::lookup::LookupMap;

/// Least likeness, on average, of two groups of articles that tell one story.
pub const SAME_STORY: f32 = 0.25;
/// Likeness below which two articles are taken to have nothing in common.
const LEAST_LIKENESS: f32 = 0.08;
/// Days between two articles that make no difference.
const NEAR_DAYS: i32 = 3;
/// Days between two articles from which on they cannot tell one event.
pub const FAR_DAYS: i32 = 21;
/// Articles that one word may lead to; a word of more is a topic and no story.
const MOST_TELLINGS: usize = 2000;
/// Articles that one article is compared with: those that share most.
const MOST_ALIKE: usize = 64;

/// Returns how alike two articles are, `0..=1`; it does not depend on which is which.
///
/// Cost: linear in the words of both, at most 64 each.
pub fn likeness(one: &Telling, other: &Telling) -> f32 {
    one.cosine(other) * nearness(one.day, other.day)
}

/// Returns a factor for the days between two articles; 1 where a date is unknown.
fn nearness(one: Option<i32>, other: Option<i32>) -> f32 {
    let (Some(one), Some(other)) = (one, other) else {
        return 1.0;
    };
    let days = one.abs_diff(other).min(FAR_DAYS.unsigned_abs()) as f32;
    let (near, far) = (NEAR_DAYS as f32, FAR_DAYS as f32);
    (1.0 - (days - near) / (far - near)).clamp(0.0, 1.0)
}

/// Returns the story of each article as the number of the first article in it.
///
/// The grouping is the same for any order of the articles; only which number stands for a group follows the
/// order. Cost: for each article, the articles of the same weeks that have one of its 64 words.
pub fn group(tellings: &[Telling]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..tellings.len()).collect();
    order.sort_by(|&a, &b| tellings[a].canonical_order(&tellings[b]));
    let sorted: Vec<&Telling> = order.iter().map(|&at| &tellings[at]).collect();
    let groups = average_linkage(
        sorted.len(),
        alike(&sorted, MOST_TELLINGS).into_iter(),
        SAME_STORY,
    );
    // Back to the order of arrival: the first article of a group stands for it.
    let mut first: Vec<Option<u32>> = vec![None; sorted.len()];
    let mut place = vec![0; order.len()];
    for (at, &original) in order.iter().enumerate() {
        place[original] = at;
    }
    let number = |(original, &at): (usize, &usize)| {
        let group = groups[at] as usize;
        *first[group].get_or_insert_with(|| u32::try_from(original).unwrap_or(u32::MAX))
    };
    place.iter().enumerate().map(number).collect()
}

/// Returns the pairs of articles that have something in common, with their likeness; `tellings` are sorted by
/// day, those without one first. A word of more than `most` articles does not lead from one to another.
fn alike(tellings: &[&Telling], most: usize) -> Vec<(u32, u32, f32)> {
    let words = Words::of(tellings);
    // Topics are not looked for, but they count.
    let topics: Vec<Vec<Term>> = (0..tellings.len())
        .map(|at| {
            let is_topic = |&(_, number): &(&Term, u32)| words.counts[number as usize] > most;
            let terms = words.terms(tellings, at).filter(is_topic);
            terms.map(|(term, _)| *term).collect()
        })
        .collect();
    let lengths: Vec<f64> = topics.iter().map(|topics| length(topics)).collect();
    let longest = lengths.iter().copied().fold(0.0, f64::max);
    let mut places: Vec<Places> = vec![Places::default(); words.counts.len()];
    let mut sums = vec![0_u64; tellings.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut best = Best::default();
    let mut pairs = Vec::new();
    let mut start = 0;
    for (at, telling) in (0..).zip(tellings) {
        let is_early = |other: &&Telling| {
            let day = other.day.zip(telling.day);
            day.is_none_or(|(other, day)| other < day - FAR_DAYS)
        };
        if telling.day.is_some() {
            start += tellings[start..].partition_point(is_early);
        }
        for (term, number) in words.terms(tellings, at as usize) {
            if !(2..=most).contains(&words.counts[number as usize]) {
                continue;
            }
            let places = &mut places[number as usize];
            for of_time in places.of_time(start) {
                for &(other, weight) in of_time {
                    let sum = &mut sums[other as usize];
                    if *sum == 0 {
                        touched.push(other);
                    }
                    *sum += u64::from(term.weight) * u64::from(weight);
                }
            }
            places.list.push((at, term.weight));
            places.undated += usize::from(telling.day.is_none());
        }
        // What topics can add is at most this much (Cauchy and Schwarz); without it most are too little alike.
        let least = least_sum(lengths[at as usize] * longest);
        for other in touched.drain(..) {
            let sum = std::mem::take(&mut sums[other as usize]);
            if sum as f64 >= least {
                best.offer(sum, other);
            }
        }
        for (sum, other) in best.drain() {
            let beside = product(&topics[at as usize], &topics[other as usize]);
            let likeness =
                cosine(sum + beside) * nearness(telling.day, tellings[other as usize].day);
            if likeness >= LEAST_LIKENESS {
                pairs.push((at, other, likeness));
            }
        }
    }
    pairs
}

/// The [`MOST_ALIKE`] articles that share most, of equal ones the first, in no order.
#[derive(Default)]
struct Best(BinaryHeap<Reverse<(u64, Reverse<u32>)>>);

impl Best {
    fn offer(&mut self, sum: u64, other: u32) {
        let offered = Reverse((sum, Reverse(other)));
        if self.0.len() < MOST_ALIKE {
            self.0.push(offered);
        } else if let Some(mut least) = self.0.peek_mut()
            && offered < *least
        {
            *least = offered;
        }
    }

    fn drain(&mut self) -> impl Iterator<Item = (u64, u32)> {
        self.0
            .drain()
            .map(|Reverse((sum, Reverse(other)))| (sum, other))
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
#[derive(Clone, Debug, Default)]
struct Places {
    list: Vec<(u32, u16)>,
    /// How many of them have no date; these come first.
    undated: usize,
    /// How many of them are too early by now, or without a date where there are some with one.
    early: usize,
}

impl Places {
    /// Returns those without a date, and those from `start` on, which never falls.
    fn of_time(&mut self, start: usize) -> [&[(u32, u16)]; 2] {
        let is_before = |end: usize| move |&(at, _): &(u32, u16)| (at as usize) < end;
        if self.list.get(self.early).is_some_and(is_before(start)) {
            self.early += self.list[self.early..].partition_point(is_before(start));
        }
        let (before, after) = self.list.split_at(self.early);
        [&before[..self.undated.min(before.len())], after]
    }
}

/// Returns the length of some terms as a vector of their weights.
fn length(terms: &[Term]) -> f64 {
    let square = |term: &Term| f64::from(term.weight).powi(2);
    terms.iter().map(square).sum::<f64>().sqrt()
}

/// Returns a sum of products of weights that two articles of [`LEAST_LIKENESS`] reach where at most `beside` is to be
/// added to it; a little less, for the rounding.
fn least_sum(beside: f64) -> f64 {
    let whole = f64::from(Term::WHOLE).powi(2);
    f64::from(LEAST_LIKENESS) * whole * 0.999 - beside * 1.001
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TOLD: &[(&str, &str)] = &[
        (
            "Volcano erupts near Grindavik",
            "A volcano erupted on the Reykjanes peninsula near Grindavik in Iceland, \
          where the town was evacuated as lava reached the houses.",
        ),
        (
            "Iceland town evacuated",
            "People left Grindavik after lava from an eruption on the Reykjanes peninsula of \
          Iceland flowed towards the town.",
        ),
        (
            "Etna erupts again",
            "Mount Etna on Sicily erupted on Sunday and sent ash over Catania, whose airport closed.",
        ),
        (
            "Catania airport closed",
            "Ash from an eruption of Etna closed the airport of Catania in Sicily.",
        ),
        (
            "Central bank raises rates",
            "The Riksbank raised its policy rate to 4 percent to bring down inflation in \
          Sweden.",
        ),
    ];

    fn told(order: &[usize]) -> Vec<Telling> {
        order
            .iter()
            .map(|&at| Telling::of(TOLD[at].0, TOLD[at].1, None))
            .collect()
    }

    #[test]
    fn two_events_of_one_topic_are_two_stories() {
        assert_eq!(group(&told(&[0, 1, 2, 3, 4])), [0, 0, 2, 2, 4]);
    }

    #[test]
    fn the_same_words_a_month_later_are_another_event() {
        let of = |published| Telling::of(TOLD[0].0, TOLD[0].1, Some(published));
        let stories = [
            of("2024-02-08"),
            of("2024-02-09T10:00:00Z"),
            of("2024-03-16"),
        ];
        assert_eq!(group(&stories), [0, 0, 2]);
    }

    fn made(day: Option<i32>, terms: &[(u8, u16)]) -> Telling {
        let bytes = |&(key, weight): &(u8, u16)| {
            let weight = weight.to_le_bytes();
            [key, 0, 0, 0, weight[0], weight[1]]
        };
        let bytes: Vec<u8> = terms.iter().flat_map(bytes).collect();
        Telling::from_bytes(&bytes, day)
    }

    proptest! {
        #[test]
        fn pairs_are_those_of_a_common_word_that_are_alike(
            drawn in prop::collection::vec(
                (prop::option::of(0..40), prop::collection::vec((0_u8..12, 1_u16..40_000), 1..5)), 0..30),
            most in 2_usize..9,
        ) {
            let mut tellings: Vec<Telling> =
                drawn.iter().map(|(day, terms)| made(*day, terms)).collect();
            tellings.sort_by(Telling::canonical_order);
            let sorted: Vec<&Telling> = tellings.iter().collect();
            let has = |telling: &Telling, key| telling.terms().iter().any(|term| term.key == key);
            let leads = |key| {
                let count = tellings.iter().filter(|telling| has(telling, key)).count();
                (2..=most).contains(&count)
            };
            let mut expected = Vec::new();
            for (at, one) in (0..).zip(&tellings) {
                for (before, other) in (0..at).zip(&tellings) {
                    let like = likeness(one, other);
                    if (0..12).any(|key| has(one, key) && has(other, key) && leads(key))
                        && like >= LEAST_LIKENESS {
                        expected.push((at, before, like));
                    }
                }
            }
            let mut found = alike(&sorted, most);
            found.sort_by_key(|pair| (pair.0, pair.1));
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn the_order_of_arrival_does_not_matter(
            order in Just(vec![0_usize, 1, 2, 3, 4, 0, 2]).prop_shuffle()
        ) {
            let stories = group(&told(&order));
            for (a, &one) in order.iter().enumerate() {
                for (b, &other) in order.iter().enumerate() {
                    prop_assert_eq!(stories[a] == stories[b], one / 2 == other / 2);
                }
            }
        }
    }
}
