//! Many texts in a row, outside any library: the work behind the filters.

use std::collections::BTreeMap;

use crate::article::Repeat;
use crate::dedup::across::copies::{Pair, connected};
use crate::dedup::across::{Parts, Reading};
use crate::dedup::stories::{Telling, group};
use crate::dedup::within::repeats_in;
use crate::engine::sharing::{Sharing, without_overlaps};
use crate::segment::sentences;
use crate::text::TextSpan;
use crate::text::offsets::CodePoints;

/// A text with its repeats.
#[derive(Clone, Debug)]
pub struct Within {
    /// The text.
    pub text: String,
    /// Its sentences.
    pub sentences: Vec<TextSpan>,
    /// What was read of it.
    pub parts: Parts,
    /// Its repeats.
    pub repeats: Vec<Repeat>,
}

/// Finds the repeats inside one text.
pub fn within(text: String) -> Within {
    let sentences = sentences(&text);
    let reading = Reading::of(&text, &sentences);
    let repeats = repeats_in(&reading);
    Within {
        parts: reading.into_parts(),
        repeats,
        sentences,
        text,
    }
}

/// Members of a group of copies that are compared with each other, beyond those that share a fingerprint.
const MOST_MEMBERS: usize = 64;
/// Least strength of a pair that is named: less is a chance meeting of words.
const LEAST_STRENGTH: f32 = 0.03;

/// The texts that came before.
#[derive(Debug, Default)]
pub struct Earlier {
    sharing: Sharing,
    pairs: Vec<Pair>,
}

/// A shared piece, in code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassageAt {
    /// Where it is here.
    pub here: [usize; 2],
    /// The earlier text, by its number from 0.
    pub other: u32,
    /// Where it is there.
    pub there: [usize; 2],
}

/// How much two texts share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The earlier text, by its number from 0.
    pub other: u32,
    /// The part of this text that is found there, `0..=1`.
    pub of_this: f32,
    /// The part of the other that is found here, `0..=1`.
    pub of_other: f32,
}

impl Earlier {
    /// Returns what the earlier texts already had of this one, and remembers it.
    pub fn add(&mut self, within: &Within) -> Vec<PassageAt> {
        let met = self.sharing.add(
            Reading::of_parts(&within.text, &within.sentences, &within.parts),
            true,
        );
        self.pairs.extend(met.pairs);
        let here = CodePoints::new(&within.text);
        let mut found = Vec::new();
        let mut there: Option<(u32, CodePoints<'_>)> = None;
        let mut passages = without_overlaps(met.passages, |passage| passage.span);
        passages.sort_by_key(|passage| passage.other);
        for passage in passages {
            let (_, points) = match there.take() {
                Some(points) if points.0 == passage.other => there.insert(points),
                _ => there.insert((
                    passage.other,
                    CodePoints::new(self.sharing.text(passage.other)),
                )),
            };
            found.push(PassageAt {
                here: here.of_span(passage.span),
                other: passage.other,
                there: points.of_span(passage.there),
            });
        }
        found.sort_unstable_by_key(|passage| passage.here);
        found
    }

    /// Returns for each text the earlier ones that are copies of it: versions of one text, which strong pairs
    /// connect. Which texts are copies does not depend on their order.
    ///
    /// Cost: the pairs of texts in each group, up to 64 of one group.
    pub fn copies(&self) -> Vec<Vec<Share>> {
        let count = self.sharing.len();
        let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (text, group) in (0..).zip(connected(count, &self.pairs)) {
            members.entry(group).or_default().push(text);
        }
        let known: BTreeMap<(u32, u32), &Pair> = self
            .pairs
            .iter()
            .map(|pair| ((pair.one, pair.other), pair))
            .collect();
        let mut out = vec![Vec::new(); count];
        for members in members.values() {
            for (place, &one) in members.iter().enumerate() {
                for &other in members.iter().take(place) {
                    let pair = match known.get(&(one, other)) {
                        Some(&&pair) => Some(pair),
                        None if place < MOST_MEMBERS => self.sharing.pair(one, other),
                        None => None,
                    };
                    if let Some(pair) = pair.filter(|pair| pair.strength() >= LEAST_STRENGTH) {
                        out[one as usize].push(Share {
                            other,
                            of_this: pair.of_one,
                            of_other: pair.of_other,
                        });
                    }
                }
            }
        }
        out
    }
}

/// Reduces an article to what tells its story from others.
pub fn telling(title: &str, text: &str, published: Option<&str>) -> Telling {
    Telling::of(title, text, published)
}

/// The articles to group by story.
#[derive(Debug, Default)]
pub struct Told {
    tellings: Vec<Telling>,
}

impl Told {
    /// Adds an article and returns its number, from 0.
    pub fn add(&mut self, telling: Telling) -> usize {
        self.tellings.push(telling);
        self.tellings.len() - 1
    }

    /// Returns the story of each article; equal numbers are one story.
    pub fn stories(&self) -> Vec<u32> {
        group(&self.tellings)
    }
}
