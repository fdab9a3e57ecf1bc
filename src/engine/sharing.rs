//! What texts share with those that came before, in memory.

use crate::article::Passage;
use crate::dedup::across::copies::Pair;
use crate::dedup::across::{Comparer, InMemory, Index, Parts, Reading, compare};
use crate::text::TextSpan;
use crate::text::span::apart;

/// Earlier texts that one text is compared with.
const MOST_CANDIDATES: usize = 32;
/// Least part of either text that must be shared to be worth keeping.
const LEAST_SHARE: f32 = 0.1;

/// The texts that came before, with an index over them.
#[derive(Debug, Default)]
pub struct Sharing {
    index: Index<InMemory>,
    texts: Vec<Kept>,
}

/// A text with what was read of it.
#[derive(Debug)]
struct Kept {
    text: String,
    sentences: Vec<TextSpan>,
    parts: Parts,
}

/// What a text shares with earlier ones.
#[derive(Clone, Debug, Default)]
pub struct Met {
    /// Shared pieces, by the other text's number and then by place; those of different texts may overlap.
    pub passages: Vec<Passage>,
    /// Containment with each earlier text that shares enough; `one` is this text.
    pub pairs: Vec<Pair>,
}

impl Sharing {
    /// Returns the number of texts.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Says whether there is no text yet.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Returns the text with this number.
    pub fn text(&self, number: u32) -> &str {
        self.texts
            .get(number as usize)
            .map_or("", |kept| &kept.text)
    }

    /// Compares two of the texts; `None` if there is no text of one of the numbers.
    pub fn pair(&self, one: u32, other: u32) -> Option<Pair> {
        let reading = |number: u32| {
            let kept = self.texts.get(number as usize)?;
            Some(Reading::of_parts(&kept.text, &kept.sentences, &kept.parts))
        };
        let shared = compare(&reading(one)?, &reading(other)?);
        Some(Pair {
            one,
            other,
            of_one: shared.of_this,
            of_other: shared.of_other,
        })
    }

    /// Returns what the earlier texts share with this one, and remembers it under the next number.
    ///
    /// With `is_brief` a sentence that several of them have is reported for the first only.
    pub fn add(&mut self, this: Reading<'_>, is_brief: bool) -> Met {
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        let (text, sentences) = (this.text().to_owned(), this.sentences().to_vec());
        let keys = this.fingerprints();
        let Ok(mut candidates) = self.index.look_up(&keys, MOST_CANDIDATES);
        candidates.sort_unstable();
        let mut comparer = Comparer::new(&this);
        if is_brief {
            comparer = comparer.brief();
        }
        let mut met = Met::default();
        for other in candidates {
            let Some(kept) = self.texts.get(other as usize) else {
                continue;
            };
            let shared =
                comparer.compare(&Reading::of_parts(&kept.text, &kept.sentences, &kept.parts));
            if shared.of_this.max(shared.of_other) >= LEAST_SHARE {
                met.pairs.push(Pair {
                    one: number,
                    other,
                    of_one: shared.of_this,
                    of_other: shared.of_other,
                });
            }
            let passage = |(span, there)| Passage { span, other, there };
            met.passages
                .extend(shared.passages.into_iter().map(passage));
        }
        self.index.add(number, &keys).for_each(drop);
        let Ok(()) = self.index.sweep();
        self.texts.push(Kept {
            text,
            sentences,
            parts: this.into_parts(),
        });
        met
    }
}

/// Keeps of overlapping passages the longest, of equally long ones the first, and sorts them by place.
///
/// A whole sentence in one text says more than the piece of it that another has.
pub fn without_overlaps<T>(
    passages: impl IntoIterator<Item = T>,
    span: impl Fn(&T) -> TextSpan,
) -> Vec<T> {
    let mut passages: Vec<T> = passages.into_iter().collect();
    passages.sort_by_key(|passage| std::cmp::Reverse(span(passage).len()));
    apart(passages, span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_sentence_wins_over_a_piece_of_it_that_came_first() {
        let span = |start, end| TextSpan::new(start, end);
        let found = [
            (span(0, 40), 1),
            (span(0, 90), 2),
            (span(91, 120), 3),
            (span(95, 124), 4),
        ];
        assert_eq!(
            without_overlaps(found, |(span, _)| *span),
            [(span(0, 90), 2), (span(91, 120), 3)]
        );
    }
}
