//! Words to lines.

use textwrap::wrap_algorithms::{Penalties, wrap_first_fit, wrap_optimal_fit};

use crate::text::TextSpan;
use crate::typeset::divide::divide;
use crate::typeset::words::{Word, words};

/// Words from which on a paragraph is broken line by line: the optimal fit needs memory for each
/// word and numbers that stay exact, and no one sees the rag of a paragraph of many screens.
const LONGEST_OPTIMAL: usize = 4000;

/// How lines are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fit {
    /// The paragraph as a whole: the rag is even (Knuth and Plass 1981, as in `textwrap`).
    #[default]
    Optimal,
    /// As many words as fit, line by line.
    First,
}

/// A line of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// From its first to its last word.
    pub span: TextSpan,
    /// Its width in cells.
    pub width: u16,
    /// Gaps between its words that may be stretched.
    pub gaps: u16,
    /// It ends inside a word, and its width has room for a hyphen.
    pub is_divided: bool,
}

/// Breaks the text of `span` into lines of at most `width` cells.
///
/// White space counts as one blank; text wider than a line is cut between grapheme clusters, so that
/// only a single cluster can be wider than `width`. No word is lost at any width.
pub fn wrap(text: &str, span: TextSpan, width: usize, fit: Fit) -> Vec<Run> {
    let width = width.max(1);
    lines_of(&words(text, span, width), width, fit)
}

/// Breaks the text of `span` as [`wrap`] does, and divides words where their language (ISO 639-1)
/// divides them. A language without rules divides no word.
pub fn wrap_divided(text: &str, span: TextSpan, width: usize, language: &str) -> Vec<Run> {
    let width = width.max(1);
    let words = divide(text, words(text, span, width), width, language);
    lines_of(&words, width, Fit::Optimal)
}

fn lines_of(words: &[Word], width: usize, fit: Fit) -> Vec<Run> {
    let mut lines = Vec::new();
    // Twice the widest line that a screen has: sums of squares stay exact.
    let widths = [f64::from(u16::try_from(width).unwrap_or(u16::MAX))];
    let optimal = (fit == Fit::Optimal && words.len() <= LONGEST_OPTIMAL)
        .then(|| wrap_optimal_fit(words, &widths, &penalties()).ok())
        .flatten();
    for line in optimal.unwrap_or_else(|| wrap_first_fit(words, &widths)) {
        lines.extend(run(line));
    }
    lines
}

/// A last line of one short word costs less than a hole elsewhere: in a reading column widows are
/// harmless and rivers are not.
fn penalties() -> Penalties {
    Penalties {
        short_last_line_penalty: 10,
        ..Penalties::new()
    }
}

fn run(line: &[Word]) -> Option<Run> {
    let (first, last) = (line.first()?, line.last()?);
    let inner: u32 = line.iter().map(|word| word.width + word.blank).sum();
    let clamp = |cells: u32| u16::try_from(cells).unwrap_or(u16::MAX);
    let gaps: u32 = line.iter().map(|word| word.blank).sum();
    Some(Run {
        span: first.span.cover(last.span),
        width: clamp(inner - last.blank + last.penalty),
        gaps: clamp(gaps - last.blank),
        is_divided: last.penalty > 0,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::width::{cells, graphemes};

    fn squeeze(text: &str) -> String {
        text.chars().filter(|c| !c.is_whitespace()).collect()
    }

    fn lines(text: &str, width: usize, fit: Fit) -> Vec<String> {
        let span = TextSpan::new(0, text.len());
        let of = |run: Run| run.span.of(text).to_owned();
        wrap(text, span, width, fit).into_iter().map(of).collect()
    }

    #[test]
    fn optimal_lines_are_even_where_first_fit_is_ragged() {
        let text = "To be, or not to be: that is the question";
        assert_eq!(
            lines(text, 10, Fit::First),
            ["To be, or", "not to be:", "that is", "the", "question"]
        );
        assert_eq!(
            lines(text, 10, Fit::Optimal),
            ["To be,", "or not to", "be: that", "is the", "question"]
        );
    }

    #[test]
    fn a_huge_paragraph_is_broken_too() {
        let text = "word ".repeat(20_000);
        assert_eq!(
            lines(&text, 72, Fit::Optimal).len(),
            20_000usize.div_ceil(14)
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn every_width_keeps_every_letter_and_fits(
            text in "([a-zé’\"日本👩🏽e\u{301}ا-]{0,12}[ \n\t]{0,2}){0,40}",
        ) {
            for width in 1..=200 {
                for fit in [Fit::Optimal, Fit::First] {
                    let found = lines(&text, width, fit);
                    prop_assert_eq!(squeeze(&found.concat()), squeeze(&text), "width {}", width);
                    for line in &found {
                        let is_single = graphemes(line).filter(|(_, wide)| *wide > 0).count() == 1;
                        let blanks = line.split_whitespace().collect::<Vec<_>>().join(" ");
                        prop_assert!(is_single || cells(&blanks) <= width, "{:?} at {}", line, width);
                    }
                }
            }
        }
    }
}
