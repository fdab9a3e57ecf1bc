//! Two copies side by side: what is the same, what was changed, what only one of them has.

use crate::dedup::across::{Comparer, Reading};
use crate::text::TextSpan;

/// What became of a passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Both have it, word for word.
    Same,
    /// Both have it, in part with other words.
    Changed,
    /// Only this text has it.
    OnlyHere,
    /// Only the other text has it.
    OnlyThere,
}

/// A passage, about a sentence long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What became of it.
    pub difference: Difference,
    /// Where it is in this text; empty for [`Difference::OnlyThere`].
    pub here: TextSpan,
    /// Where it is in the other text; empty for [`Difference::OnlyHere`].
    pub there: TextSpan,
}

/// Returns the sentences of both texts: those of `this` in their order, and those that only `other` has before
/// the first of `this` that stands behind them there.
///
/// Cost: linear in both.
pub fn passage_diff(this: &Reading<'_>, other: &Reading<'_>) -> Vec<Piece> {
    let placed = Comparer::new(this).places(other);
    let mut is_ours = vec![false; other.word_count()];
    for placed in placed.iter().flatten() {
        is_ours[placed.there.0..placed.there.1].fill(true);
    }
    let mut only_there = other
        .units()
        .iter()
        .copied()
        .filter(|&(start, end)| {
            let ours = is_ours[start..end].iter().filter(|&&ours| ours).count();
            ours * 2 < end - start
        })
        .peekable();
    let mut out = Vec::new();
    let missing = |unit| Piece {
        difference: Difference::OnlyThere,
        here: TextSpan::default(),
        there: other.span(unit),
    };
    for (&unit, placed) in this.units().iter().zip(&placed) {
        let here = this.span(unit);
        let Some(placed) = placed else {
            let difference = Difference::OnlyHere;
            out.push(Piece {
                difference,
                here,
                there: TextSpan::default(),
            });
            continue;
        };
        while let Some(unit) = only_there.next_if(|unit| unit.0 < placed.there.0) {
            out.push(missing(unit));
        }
        let difference = if placed.is_same {
            Difference::Same
        } else {
            Difference::Changed
        };
        out.push(Piece {
            difference,
            here,
            there: other.span(placed.there),
        });
    }
    out.extend(only_there.map(missing));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const THIS: &str = "The council met on Monday to vote on the new bridge. Nobody spoke against the plan of the \
                        mayor. The work will cost 5 million euros and begin in spring.";
    const OTHER: &str = "The council met on Monday to vote on the new bridge. Two members of the opposition left the \
                         room before the vote. The work will cost 7 million euros and begin in spring.";

    fn sentences(text: &str) -> Vec<TextSpan> {
        let mut start = 0;
        let ends = text
            .match_indices(". ")
            .map(|(at, _)| at + 1)
            .chain([text.len()]);
        let spans = ends.map(|end| {
            let span = TextSpan::new(start, end);
            start = end + 1;
            span
        });
        spans.collect()
    }

    #[test]
    fn each_sentence_is_told_from_its_counterpart() {
        let (these, others) = (sentences(THIS), sentences(OTHER));
        let pieces = passage_diff(&Reading::of(THIS, &these), &Reading::of(OTHER, &others));
        let told: Vec<_> = pieces
            .iter()
            .map(|p| {
                (
                    p.difference,
                    p.here == TextSpan::default(),
                    p.there == TextSpan::default(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (Difference::Same, false, false),
                (Difference::OnlyHere, false, true),
                (Difference::OnlyThere, true, false),
                (Difference::Changed, false, false),
            ]
        );
        assert!(pieces[3].here.of(THIS).starts_with("The work will cost 5"));
        assert!(
            pieces[3]
                .there
                .of(OTHER)
                .starts_with("The work will cost 7")
        );
    }
}
