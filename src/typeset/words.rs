//! Words with the spans that they have in their text: what lines are built from.

use textwrap::WordSeparator;
use textwrap::core::Fragment;

use crate::text::TextSpan;
use crate::text::width::{cells, graphemes};

/// A piece of text that is never broken, and the white space behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Word {
    /// Where it is in the text, white space excluded.
    pub span: TextSpan,
    /// Its width in cells.
    pub width: u32,
    /// Cells between it and the next word, where both stand on one line.
    pub blank: u32,
    /// Cells that a hyphen takes where a line ends here: 0 or 1.
    pub penalty: u32,
}

impl Fragment for Word {
    fn width(&self) -> f64 {
        f64::from(self.width)
    }

    fn whitespace_width(&self) -> f64 {
        f64::from(self.blank)
    }

    fn penalty_width(&self) -> f64 {
        f64::from(self.penalty)
    }
}

/// Returns the words of `span`, none wider than `max` cells.
///
/// Lines may be broken at white space, after a hyphen or dash between letters, and, outside Latin
/// text, where UAX #14 allows it. A word that is wider than `max` is cut between grapheme clusters.
/// Linear in the length of the span.
pub fn words(text: &str, span: TextSpan, max: usize) -> Vec<Word> {
    let piece = span.of(text);
    let mut out = Vec::with_capacity(piece.len() / 6 + 1);
    let mut start = span.start as usize;
    for token in piece.split_inclusive(is_blank) {
        let word = token.trim_end_matches(is_blank);
        let has_blank = word.len() < token.len();
        let mut push = |from: usize, to: usize| {
            let blank = has_blank && to == word.len();
            push_word(
                text,
                TextSpan::new(start + from, start + to),
                blank,
                max.max(1),
                &mut out,
            );
        };
        if word.is_empty() {
        } else if word.chars().all(is_simple) {
            simple_breaks(word, &mut push);
        } else {
            let mut from = 0;
            for part in WordSeparator::UnicodeBreakProperties.find_words(word) {
                push(from, from + part.word.len());
                from += part.word.len();
            }
        }
        start += token.len();
    }
    out
}

/// Says whether a line may be broken at a character that is not shown there.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{A0}' | '\u{2007}' | '\u{202F}')
}

/// Says whether a character follows the simple rules: Latin letters, ASCII and the usual marks.
fn is_simple(c: char) -> bool {
    matches!(c, '!'..='~' | '\u{A1}'..='\u{24F}' | '‐'..='‟' | '…' | '€' | '•')
}

/// Calls `push(start, end)` for each part of a word of simple characters.
fn simple_breaks(word: &str, push: &mut impl FnMut(usize, usize)) {
    let (mut from, mut last) = (0, ' ');
    let mut chars = word.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        if let Some(&(_, next)) = chars.peek() {
            let can_break = match c {
                '-' | '‐' | '–' => last.is_alphabetic() && next.is_alphabetic(),
                '—' => last.is_alphanumeric(),
                '/' => last.is_alphabetic() && end - from > 4 && has_letters(chars.clone(), 3),
                _ => false,
            };
            if can_break {
                push(from, end);
                from = end;
            }
        }
        last = c;
    }
    push(from, word.len());
}

/// Says whether at least `count` letters come next: the `s` of `Mbit/s` stays with it.
fn has_letters(chars: impl Iterator<Item = (usize, char)>, count: usize) -> bool {
    let letters = chars.take_while(|(_, c)| c.is_alphabetic());
    letters.take(count).count() == count
}

fn push_word(text: &str, span: TextSpan, blank: bool, max: usize, out: &mut Vec<Word>) {
    let blank = u32::from(blank);
    let piece = span.of(text);
    let width = |piece: &str| u32::try_from(cells(piece)).unwrap_or(u32::MAX);
    let whole = width(piece);
    if whole as usize <= max {
        let penalty = 0;
        out.push(Word {
            span,
            width: whole,
            blank,
            penalty,
        });
        return;
    }
    let (mut start, mut end, mut used) = (span.start as usize, span.start as usize, 0);
    for (cluster, wide) in graphemes(piece) {
        if used + wide > max && end > start {
            let span = TextSpan::new(start, end);
            out.push(Word {
                span,
                width: width(span.of(text)),
                blank: 0,
                penalty: 0,
            });
            (start, used) = (end, 0);
        }
        used += wide;
        end += cluster.len();
    }
    let span = TextSpan::new(start, end);
    out.push(Word {
        span,
        width: width(span.of(text)),
        blank,
        penalty: 0,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_places() {
        for (text, max, expected) in [
            ("two words", 80, vec!["two", "words"]),
            ("a well-known  man", 80, vec!["a", "well-", "known", "man"]),
            ("1990-91 -5 --", 80, vec!["1990-91", "-5", "--"]),
            ("said—then and/or", 80, vec!["said—", "then", "and/or"]),
            (
                "writer/director 50 Mbit/s",
                80,
                vec!["writer/", "director", "50", "Mbit/s"],
            ),
            ("abcdefgh", 3, vec!["abc", "def", "gh"]),
            ("日本語", 80, vec!["日", "本", "語"]),
            (
                "👨\u{200D}👩\u{200D}👧 x",
                1,
                vec!["👨\u{200D}👩\u{200D}👧", "x"],
            ),
            (" \n ", 80, vec![]),
        ] {
            let span = TextSpan::new(0, text.len());
            let found: Vec<_> = words(text, span, max)
                .iter()
                .map(|word| word.span.of(text))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
