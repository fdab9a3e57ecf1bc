//! Grouping by average linkage, the same for any order of the pairs.

#![allow(
    clippy::cast_possible_truncation,
    reason = "items are numbered in 32 bits"
)]

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Returns the group of each of `count` items as the smallest number in it.
///
/// The two groups whose pairs are strongest on average (a pair that is not given counts 0) join first, as
/// long as that average reaches `least` (UPGMA, Sokal & Michener 1958). Ties go to the smallest numbers, so
/// the groups do not depend on the order of the pairs. Cost: n log n in the pairs within chains of
/// strong ones, for groups of bounded size; linear in the others.
pub(crate) fn average_linkage(
    count: usize,
    pairs: impl Iterator<Item = (u32, u32, f32)> + Clone,
    least: f32,
) -> Vec<u32> {
    // No average is strong of pairs that are all weak: a group never leaves its chain of strong ones.
    let strong = pairs.clone().filter(|pair| pair.2 >= least);
    let chains = chains(count, strong.map(|(one, other, _)| (one, other)));
    let mut groups = Groups::new(count);
    for (one, other, strength) in pairs {
        let is_within = chains
            .get(one as usize)
            .is_some_and(|chain| chains.get(other as usize) == Some(chain));
        if one != other && is_within {
            groups.link(one, other, f64::from(strength));
        }
    }
    groups.join_all(f64::from(least));
    (0..count as u32).map(|item| groups.find(item)).collect()
}

/// Returns for each of `count` items the smallest number of those that a chain of links connects it with.
///
/// It is the same for any order of the links. Cost: about linear in them.
pub(crate) fn chains(count: usize, links: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..count as u32).collect();
    for (one, other) in links {
        if (one.max(other) as usize) < count {
            let (one, other) = (root(&mut parent, one), root(&mut parent, other));
            parent[one.max(other) as usize] = one.min(other);
        }
    }
    (0..count as u32)
        .map(|item| root(&mut parent, item))
        .collect()
}

fn root(parent: &mut [u32], mut item: u32) -> u32 {
    while parent[item as usize] != item {
        let above = parent[parent[item as usize] as usize];
        parent[item as usize] = above;
        item = above;
    }
    item
}

struct Groups {
    /// The group that an item or a joined group belongs to.
    parent: Vec<u32>,
    size: Vec<u32>,
    /// Sum of strengths to each linked group.
    links: Vec<BTreeMap<u32, f64>>,
}

impl Groups {
    fn new(count: usize) -> Self {
        Self {
            parent: (0..count as u32).collect(),
            size: vec![1; count],
            links: vec![BTreeMap::new(); count],
        }
    }

    fn link(&mut self, one: u32, other: u32, strength: f64) {
        for (a, b) in [(one, other), (other, one)] {
            let link = self.links[a as usize].entry(b).or_default();
            *link = link.max(strength);
        }
    }

    fn find(&self, mut item: u32) -> u32 {
        while self.parent[item as usize] != item {
            item = self.parent[item as usize];
        }
        item
    }

    fn average(&self, one: u32, other: u32, sum: f64) -> f64 {
        sum / (f64::from(self.size[one as usize]) * f64::from(self.size[other as usize]))
    }

    fn join_all(&mut self, least: f64) {
        let mut queue = BinaryHeap::new();
        for one in 0..self.links.len() as u32 {
            for (&other, &sum) in self.links[one as usize].range(one + 1..) {
                self.offer(&mut queue, one, other, sum, least);
            }
        }
        while let Some(Candidate {
            average,
            pair: Reverse((one, other)),
        }) = queue.pop()
        {
            let is_current = self.parent[one as usize] == one
                && self.parent[other as usize] == other
                && self.links[one as usize]
                    .get(&other)
                    .is_some_and(|&sum| self.average(one, other, sum).total_cmp(&average).is_eq());
            if is_current {
                self.join(&mut queue, one, other, least);
            }
        }
    }

    fn offer(&self, queue: &mut BinaryHeap<Candidate>, one: u32, other: u32, sum: f64, least: f64) {
        let average = self.average(one, other, sum);
        if average >= least {
            queue.push(Candidate {
                average,
                pair: Reverse((one.min(other), one.max(other))),
            });
        }
    }

    /// Joins `other` into `one`, the smaller number.
    fn join(&mut self, queue: &mut BinaryHeap<Candidate>, one: u32, other: u32, least: f64) {
        self.parent[other as usize] = one;
        self.size[one as usize] += self.size[other as usize];
        for (third, sum) in std::mem::take(&mut self.links[other as usize]) {
            self.links[third as usize].remove(&other);
            if third != one {
                *self.links[one as usize].entry(third).or_default() += sum;
                *self.links[third as usize].entry(one).or_default() += sum;
            }
        }
        for (&third, &sum) in &self.links[one as usize] {
            self.offer(queue, one, third, sum, least);
        }
    }
}

/// Two groups that may join.
struct Candidate {
    average: f64,
    pair: Reverse<(u32, u32)>,
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.average
            .total_cmp(&other.average)
            .then_with(|| self.pair.cmp(&other.pair))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Candidate {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn groups_do_not_depend_on_the_order_of_the_pairs(
            strengths in proptest::collection::vec(0.0_f32..1.0, 28),
            order in Just((0..28).collect::<Vec<usize>>()).prop_shuffle(),
        ) {
            let mut pairs = Vec::new();
            for one in 0..8 {
                pairs.extend((one + 1..8).map(|other| (one, other)));
            }
            let pair = |&at: &usize| (pairs[at].0, pairs[at].1, strengths[at]);
            let sorted: Vec<usize> = (0..28).collect();
            let groups = average_linkage(8, sorted.iter().map(pair), 0.5);
            prop_assert_eq!(&groups, &average_linkage(8, order.iter().map(pair), 0.5));
            for (item, &group) in (0..).zip(&groups) {
                prop_assert!(group <= item && groups[group as usize] == group);
            }
        }
    }

    #[test]
    fn the_strongest_join_first_and_a_weak_average_stops() {
        let pairs = [(0, 1, 0.9), (1, 2, 0.6), (0, 2, 0.1)];
        assert_eq!(average_linkage(3, pairs.into_iter(), 0.5), [0, 0, 2]);
        assert_eq!(average_linkage(3, pairs.into_iter(), 0.3), [0, 0, 0]);
    }
}
