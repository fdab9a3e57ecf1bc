//! Which articles tell the same story though they share no sentence.
//!
//! An article is reduced to a [`Telling`]: its weightiest words. Two tellings are the more alike the more
//! of their weight they have in common ([`likeness`]: the cosine of the weights, times a factor for the
//! days between them); stories are groups by average linkage ([`group`]), which keeps two events of one topic
//! apart where a chain of likeness would join them. Nothing depends on the order of arrival.
//!
//! Words alone judge: vectors of 18,000 stems, learnt from a sentence encoder (all-MiniLM-L6-v2) or taken from another
//! (`WordLlama`), gain .01 to .02 F1 on SemEval-2022 task 8 beside them and nothing on ECB+, at a megabyte or more;
//! names, numbers and the lead by themselves, put together by regression, gain nothing. The encoder itself gains .07,
//! loses .05 on ECB+ and takes 25 ms a text.

mod alike;
mod stem;
mod telling;

use std::borrow::Borrow;

use alike::alike;
pub use telling::{Telling, Term};

use crate::dedup::cluster::average_linkage;

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
pub fn group<T: Borrow<Telling>>(tellings: &[T]) -> Vec<u32> {
    let telling = |at: usize| tellings[at].borrow();
    let mut order: Vec<usize> = (0..tellings.len()).collect();
    order.sort_by(|&a, &b| telling(a).canonical_order(telling(b)));
    let sorted: Vec<&Telling> = order.iter().map(|&at| telling(at)).collect();
    let pairs = alike(&sorted, MOST_TELLINGS);
    let groups = average_linkage(sorted.len(), pairs.iter().copied(), SAME_STORY);
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
