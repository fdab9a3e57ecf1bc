//! Many texts in a row, outside any library: the work behind the filters.

use crate::article::Repeat;
use crate::dedup::across::{Comparer, InMemory, Index, Reading};
use crate::dedup::within::repeats;
use crate::segment::sentences;
use crate::text::TextSpan;
use crate::text::offsets::CodePoints;

/// Earlier texts that one text is compared with.
const MOST_CANDIDATES: usize = 32;
/// Least part of either text that must be shared to be worth reporting.
const LEAST_SHARE: f32 = 0.1;

/// A text with its repeats.
#[derive(Clone, Debug)]
pub struct Within {
    /// The text.
    pub text: String,
    /// Its sentences.
    pub sentences: Vec<TextSpan>,
    /// Its repeats.
    pub repeats: Vec<Repeat>,
}

/// Finds the repeats inside one text.
pub fn within(text: String) -> Within {
    let sentences = sentences(&text);
    Within {
        repeats: repeats(&text, &sentences),
        sentences,
        text,
    }
}

/// The texts that came before.
#[derive(Debug, Default)]
pub struct Earlier {
    index: Index<InMemory>,
    texts: Vec<(String, Vec<TextSpan>)>,
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
        let this = Reading::of(&within.text, &within.sentences);
        let keys = this.fingerprints();
        let Ok(mut candidates) = self.index.look_up(&keys, MOST_CANDIDATES);
        candidates.sort_unstable();
        let mut comparer = Comparer::new(&this);
        let mut found = Found::default();
        let mut taken: Vec<TextSpan> = Vec::new();
        let here = CodePoints::new(&within.text);
        for other in candidates {
            let Some((text, sentences)) = self.texts.get(other as usize) else {
                continue;
            };
            let shared = comparer.compare(&Reading::of(text, sentences));
            if shared.of_this.max(shared.of_other) >= LEAST_SHARE {
                found.copies.push(Share {
                    other,
                    of_this: shared.of_this,
                    of_other: shared.of_other,
                });
            }
            let there = CodePoints::new(text);
            for (span, place) in shared.passages {
                if taken.iter().all(|earlier| !earlier.overlaps(span)) {
                    taken.push(span);
                    found.passages.push(PassageAt {
                        here: here.of_span(span),
                        other,
                        there: there.of_span(place),
                    });
                }
            }
        }
        found.passages.sort_unstable_by_key(|passage| passage.here);
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        let Ok(()) = self.index.add(number, &keys);
        self.texts
            .push((within.text.clone(), within.sentences.clone()));
        found
    }
}

/// An article, reduced to what tells its story from others.
#[derive(Clone, Debug, Default)]
pub struct Telling;

/// Reduces an article to what tells its story from others.
pub fn telling(title: &str, text: &str, published: Option<&str>) -> Telling {
    let _ = (title, text, published);
    Telling
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
        (0..).take(self.tellings.len()).collect()
    }
}
