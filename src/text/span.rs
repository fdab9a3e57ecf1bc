//! Half-open byte ranges of a text.

use serde::{Deserialize, Serialize};

/// A half-open range of bytes, `start..end`, of a text of less than 4 GiB.
///
/// A span made by this crate always starts and ends on a character boundary of the text that it
/// was made for. [`TextSpan::of`] never panics, also for a text that it was not made for.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct TextSpan {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl TextSpan {
    /// Makes a span from byte offsets; offsets beyond `u32::MAX` are clamped to it, and an end
    /// before the start gives an empty span.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        let start = clamp(start);
        Self {
            start,
            end: clamp(end).max(start),
        }
    }

    /// Returns the bytes of the span as a range to slice with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns the piece of `text` that the span covers, or `""` where it does not fit `text`.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }

    /// Returns the length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Says whether the span covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Says whether `other` lies wholly inside this span.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Says whether the byte at `offset` lies inside this span.
    pub fn contains_offset(self, offset: usize) -> bool {
        (self.start as usize) <= offset && offset < self.end as usize
    }

    /// Says whether the two spans share at least one byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Returns what the two spans share, if that is not empty.
    pub fn intersect(self, other: Self) -> Option<Self> {
        self.overlaps(other).then(|| Self {
            start: self.start.max(other.start),
            end: self.end.min(other.end),
        })
    }

    /// Returns the smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// Returns the span moved by `by` bytes to the right.
    #[must_use]
    pub fn shift(self, by: usize) -> Self {
        Self::new(self.start as usize + by, self.end as usize + by)
    }
}

/// Returns the span of `text` without the white space at its ends.
pub fn trim(text: &str, span: TextSpan) -> TextSpan {
    let piece = span.of(text);
    let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if is_plain(piece.as_bytes().first()) && is_plain(piece.as_bytes().last()) {
        return span;
    }
    let start = span.start as usize + (piece.len() - piece.trim_start().len());
    TextSpan::new(start, start + piece.trim().len())
}

/// Keeps of overlapping items the one that comes first in `preferred`, and sorts what is kept by place.
///
/// Cost: n log n.
pub fn apart<T>(preferred: impl IntoIterator<Item = T>, span: impl Fn(&T) -> TextSpan) -> Vec<T> {
    let mut kept = std::collections::BTreeMap::<u32, T>::new();
    for item in preferred {
        let TextSpan { start, end } = span(&item);
        let before = kept.range(..end).next_back();
        if before.is_none_or(|(_, kept)| span(kept).end <= start) {
            kept.insert(start, item);
        }
    }
    kept.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_that_does_not_fit_slices_to_nothing() {
        assert_eq!(TextSpan::new(0, 9).of("short"), "");
        assert_eq!(TextSpan::new(1, 2).of("é"), "");
        assert_eq!(TextSpan::new(5, 2), TextSpan::new(5, 5));
    }

    #[test]
    fn of_overlapping_spans_the_preferred_stays() {
        let spans = [(4, 8), (0, 5), (8, 9), (2, 4), (7, 12)];
        let spans = spans.map(|(start, end)| TextSpan::new(start, end));
        let kept = apart(spans, |&span| span);
        assert_eq!(kept, [spans[3], spans[0], spans[2]]);
    }

    #[test]
    fn trimming_keeps_offsets_into_the_whole_text() {
        let text = "ab  cd  ef";
        assert_eq!(trim(text, TextSpan::new(2, 8)).of(text), "cd");
        assert!(trim(text, TextSpan::new(2, 4)).is_empty());
    }
}
