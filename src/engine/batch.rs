//! Many texts in a row, outside any library: the work behind the filters.

use crate::article::Repeat;
use crate::dedup::across::copies::Linked;
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

/// The texts that came before.
#[derive(Debug, Default)]
pub struct Earlier {
    sharing: Sharing,
    linked: Linked,
}

/// What an earlier text already had.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Pieces of this text that an earlier one has.
    pub passages: Vec<PassageAt>,
    /// Earlier texts that share enough to matter.
    pub copies: Vec<Share>,
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
    pub fn add(&mut self, within: &Within) -> Found {
        let number = u32::try_from(self.sharing.len()).unwrap_or(u32::MAX);
        let mut met = self.sharing.add(
            Reading::of_parts(&within.text, &within.sentences, &within.parts),
            true,
        );
        self.linked.accept(number, &mut met.pairs);
        let here = CodePoints::new(&within.text);
        let mut found = Found::default();
        let mut there: Option<(u32, CodePoints<'_>)> = None;
        let mut passages = without_overlaps(met.passages);
        passages.sort_by_key(|passage| passage.other);
        for passage in passages {
            let (_, points) = match there.take() {
                Some(points) if points.0 == passage.other => there.insert(points),
                _ => there.insert((
                    passage.other,
                    CodePoints::new(self.sharing.text(passage.other)),
                )),
            };
            found.passages.push(PassageAt {
                here: here.of_span(passage.span),
                other: passage.other,
                there: points.of_span(passage.there),
            });
        }
        found.passages.sort_unstable_by_key(|passage| passage.here);
        for pair in met.pairs {
            found.copies.push(Share {
                other: pair.other,
                of_this: pair.of_one,
                of_other: pair.of_other,
            });
        }
        found
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
