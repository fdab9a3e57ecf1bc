//! Lines that a source puts on its pages: learned from the pages themselves.
//!
//! A line of a page is reduced to a key; a line whose key stands on several pages of one source belongs to the
//! page and not to the article. The caller keeps the counts per source ([`Counts`] in memory,
//! or a table of source, key, pages) and counts copies of one article once.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3Default;

use crate::dedup::words::words;
use crate::text::TextSpan;

/// Pages of a source that must have a line for it to be chrome.
pub const LEAST_PAGES: u32 = 3;
/// Least part of the source's pages that must have it: an agency paragraph that a few of hundreds share is none.
const LEAST_SHARE: f32 = 0.02;
/// Lines of a source that are counted.
const MOST_LINES: usize = 4096;
/// Words of a line in which numbers do not count: `31.8 C`, `5 min read`.
const SHORT: usize = 8;

/// A line of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Equal for lines that say the same.
    pub key: u64,
    /// Where it is, without the white space around it.
    pub span: TextSpan,
}

/// Returns the lines of `text` that have words.
///
/// Case, marks and spelling do not count, nor do the numbers of a short line.
pub fn lines(text: &str) -> Vec<Line> {
    let mut out = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let words = words(line);
        if let (Some(first), Some(last)) = (words.first(), words.last()) {
            let mut hasher = Xxh3Default::new();
            for word in &words {
                let is_number = word.span.of(line).starts_with(|c: char| c.is_ascii_digit());
                let key = if is_number && words.len() <= SHORT {
                    0
                } else {
                    word.key
                };
                hasher.update(&key.to_le_bytes());
            }
            let span = first.span.cover(last.span).shift(start);
            out.push(Line {
                key: hasher.digest(),
                span,
            });
        }
        start += line.len() + 1;
    }
    out
}

/// On how many pages of one source each line stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Pages that were counted.
    pages: u32,
    /// Pages by line.
    lines: BTreeMap<u64, u32>,
}

impl Counts {
    /// Counts a page; a line that stands on it twice counts once.
    pub fn add(&mut self, text: &str) {
        let keys: BTreeSet<u64> = lines(text).iter().map(|line| line.key).collect();
        self.add_keys(keys);
    }

    /// Counts a page by the keys of its lines, each once.
    ///
    /// Beyond 4,096 lines those that were seen least are forgotten (lossy counting, Manku & Motwani 2002).
    pub fn add_keys(&mut self, keys: impl IntoIterator<Item = u64>) {
        self.pages += 1;
        for key in keys {
            *self.lines.entry(key).or_default() += 1;
        }
        let mut least = 1;
        while self.lines.len() > MOST_LINES {
            self.lines.retain(|_, &mut count| count > least);
            least += 1;
        }
    }

    /// Returns the number of pages that were counted.
    pub fn pages(&self) -> u32 {
        self.pages
    }

    /// Returns the keys of the lines that are chrome.
    pub fn chrome_keys(&self) -> BTreeSet<u64> {
        let is = |&(_, &with_line): &(&u64, &u32)| is_chrome(with_line, self.pages);
        self.lines.iter().filter(is).map(|(&key, _)| key).collect()
    }

    /// Returns the lines with their counts as bytes, to keep: 12 for each.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.lines.len() * 12);
        for (key, count) in &self.lines {
            out.extend(key.to_le_bytes());
            out.extend(count.to_le_bytes());
        }
        out
    }

    /// Reads what [`Counts::to_bytes`] gave.
    pub fn from_bytes(pages: u32, bytes: &[u8]) -> Self {
        let (lines, _) = bytes.as_chunks::<12>();
        let line = |&[a, b, c, d, e, f, g, h, w, x, y, z]: &[u8; 12]| {
            let key = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
            (key, u32::from_le_bytes([w, x, y, z]))
        };
        Self {
            pages,
            lines: lines.iter().map(line).collect(),
        }
    }

    /// Returns the lines of `text` that are chrome, ascending.
    pub fn chrome(&self, text: &str) -> Vec<TextSpan> {
        let is_chrome = |line: &Line| {
            is_chrome(
                self.lines.get(&line.key).copied().unwrap_or_default(),
                self.pages,
            )
        };
        lines(text)
            .into_iter()
            .filter(is_chrome)
            .map(|line| line.span)
            .collect()
    }
}

/// Says whether a line that stands on `with_line` of a source's `pages` is chrome.
pub fn is_chrome(with_line: u32, pages: u32) -> bool {
    with_line >= LEAST_PAGES && with_line as f32 >= pages as f32 * LEAST_SHARE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_three_pages_have_is_chrome() {
        let mut counts = Counts::default();
        for (weather, story) in [("31.8 C", "One."), ("7 C", "Two."), ("12.1 C", "Three.")] {
            counts.add(&format!("{weather}\nSIGN UP\nsign up\n{story}\n"));
        }
        let page = "-2 C\n  Sign up!\nTwo.\nA new story.";
        let chrome: Vec<_> = counts
            .chrome(page)
            .iter()
            .map(|span| span.of(page))
            .collect();
        assert_eq!(chrome, ["2 C", "Sign up"]);
        let kept = Counts::from_bytes(counts.pages(), &counts.to_bytes());
        assert_eq!(kept, counts);
        assert_eq!(kept.chrome_keys().len(), 2);
    }

    #[test]
    fn what_was_seen_least_is_forgotten() {
        let mut counts = Counts::default();
        for page in 0..3_u64 {
            counts.add_keys((0..3000).map(|line| line + page * 2000));
        }
        assert!(counts.to_bytes().len() <= 4096 * 12);
        assert_eq!(counts.pages(), 3);
    }

    #[test]
    fn two_pages_or_three_of_many_tell_nothing() {
        for (with_line, pages, expected) in [
            (2, 2, false),
            (3, 3, true),
            (3, 1000, false),
            (30, 1000, true),
        ] {
            assert_eq!(
                is_chrome(with_line, pages),
                expected,
                "{with_line} of {pages}"
            );
        }
    }
}
