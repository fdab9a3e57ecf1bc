//! Display width in terminal cells.
//!
//! The only user of `unicode-width` and of grapheme clusters, so that every screen agrees on what
//! a cell is.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// Returns the width of `text` in terminal cells.
pub fn cells(text: &str) -> usize {
    text.width()
}

/// Returns the grapheme clusters of `text`, each with its width in cells.
pub fn graphemes(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.graphemes(true)
        .map(|cluster| (cluster, cluster.width()))
}

/// Returns the longest start of `text` that fits into `max` cells, whole clusters only.
pub fn fit(text: &str, max: usize) -> &str {
    let (mut used, mut end) = (0, 0);
    for (cluster, width) in graphemes(text) {
        if used + width > max {
            break;
        }
        used += width;
        end += cluster.len();
    }
    text.get(..end).unwrap_or_default()
}

/// Cuts `text` to `max` cells and ends it with `…` where something was left out.
pub fn ellipsize(text: &str, max: usize) -> String {
    if cells(text) <= max {
        return text.to_owned();
    }
    if max == 0 {
        return String::new();
    }
    let mut cut = fit(text, max - 1).trim_end().to_owned();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_are_never_split() {
        assert_eq!(fit("日本語", 3), "日");
        assert_eq!(fit("e\u{301}a", 1), "e\u{301}");
        assert_eq!(ellipsize("A long headline", 7), "A long…");
        assert_eq!(ellipsize("short", 7), "short");
        assert_eq!(ellipsize("日本語", 4), "日…");
        assert_eq!(ellipsize("x", 0), "");
    }
}
