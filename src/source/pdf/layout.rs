//! From the characters of a page to its lines, and from lines to paragraphs.
//!
//! The order is that in which the document writes, which for text in columns is the order of reading.

use crate::source::pdf::shown::Glyph;

/// Gap between two letters, in their size, from which on they are of two words.
const WORD_GAP: f64 = 0.17;
/// How far, in the size of the letters, a letter may stand above or below the others of its line.
const RAISED: f64 = 0.45;
/// Distance of two lines, in the usual one of the page, from which on a paragraph ends between them.
const PARAGRAPH_GAP: f64 = 1.3;
/// Part of the width that a last line may be short of without being one.
const SHORT: f64 = 0.15;
/// Lines from the top and from the bottom of a page that can be its head or its foot.
const FURNITURE: usize = 2;
/// Pages from which on what recurs is told from what does not.
const LEAST_PAGES: usize = 2;

/// A line of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    start: f64,
    end: f64,
    y: f64,
    size: f64,
}

/// Collects the lines of a page.
#[derive(Debug, Default)]
pub(super) struct Lines {
    done: Vec<Line>,
    open: Line,
}

impl Lines {
    /// Adds the next character.
    pub(super) fn push(&mut self, glyph: &Glyph) {
        let open = &self.open;
        let size = open.size.max(glyph.size);
        let is_here = (glyph.y - open.y).abs() <= RAISED * size && glyph.x >= open.end - size;
        if !is_here {
            self.finish();
        }
        let open = &mut self.open;
        let text = glyph.text.as_str();
        if open.text.is_empty() {
            *open = Line {
                text: String::new(),
                start: glyph.x,
                end: glyph.x,
                y: glyph.y,
                size: glyph.size,
            };
        }
        open.size = open.size.max(glyph.size);
        let is_apart = glyph.x - open.end > WORD_GAP * open.size;
        let is_blank = text.chars().all(char::is_whitespace);
        if (is_apart || is_blank) && !open.text.ends_with(' ') && !open.text.is_empty() {
            open.text.push(' ');
        }
        if !is_blank {
            text.chars().for_each(|c| push_letter(c, &mut open.text));
        }
        open.end = glyph.x + glyph.width;
    }

    fn finish(&mut self) {
        let mut line = std::mem::take(&mut self.open);
        line.text.truncate(line.text.trim_end().len());
        if !line.text.is_empty() {
            self.done.push(line);
        }
    }

    /// Returns the lines, in the order in which they were written.
    pub(super) fn into_lines(mut self) -> Vec<Line> {
        self.finish();
        self.done
    }
}

/// Adds a letter, a ligature as its letters.
fn push_letter(c: char, out: &mut String) {
    let letters = match c {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        '\0' => "",
        c => return out.push(c),
    };
    out.push_str(letters);
}

/// Returns the text of a document: paragraphs with a blank line between them, without what stands at the head or
/// the foot of page after page.
///
/// Cost: linear in the lines, and in the pages times the lines at their ends.
pub(super) fn text(pages: &[Vec<Line>]) -> String {
    let recurring = recurring(pages);
    let all: String = pages.iter().flatten().map(|line| line.text.as_str()).fold(
        String::new(),
        |mut all, line| {
            all.push_str(line);
            all.push('\n');
            all
        },
    );
    let mut out = String::new();
    let mut before: Option<&Line> = None;
    for (number, page) in pages.iter().enumerate() {
        let shape = Shape::of(page);
        let ends = ends(page);
        for (at, line) in page.iter().enumerate() {
            let is_end = ends.contains(&at);
            // The head of the first page may name the paper and the day.
            let is_first =
                number == 0 && line.text.contains(char::is_alphabetic) && is_top(page, at);
            if is_end && !is_first && recurring.contains(&furniture(&line.text)) {
                continue;
            }
            match before {
                Some(before) if !shape.is_new(before, line) => join(&mut out, &line.text, &all),
                Some(_) => {
                    out.push_str("\n\n");
                    out.push_str(&line.text);
                }
                None => out.push_str(&line.text),
            }
            before = Some(line);
        }
    }
    out
}

/// Appends a line to its paragraph; a word that was broken at the end of a line becomes whole, unless `all` has it
/// with its hyphen.
fn join(out: &mut String, line: &str, all: &str) {
    let broken = out
        .strip_suffix(['-', '\u{AD}', '\u{2010}'])
        .filter(|head| head.ends_with(char::is_alphabetic) && line.starts_with(char::is_lowercase));
    let Some(head) = broken else {
        out.push(' ');
        out.push_str(line);
        return;
    };
    let is_letter = |c: char| c.is_alphanumeric();
    let first = head.rsplit(|c| !is_letter(c)).next().unwrap_or_default();
    let second = line.split(|c| !is_letter(c)).next().unwrap_or_default();
    if !all.contains(&format!("{first}-{second}")) {
        out.truncate(head.len());
    }
    out.push_str(line);
}

/// How the lines of a page are set.
struct Shape {
    /// The usual distance of two lines.
    leading: f64,
    start: f64,
    end: f64,
}

impl Shape {
    fn of(page: &[Line]) -> Self {
        let mut gaps: Vec<f64> = page
            .windows(2)
            .filter_map(|two| {
                let [one, other] = two else { return None };
                let gap = one.y - other.y;
                (gap > 0.0 && gap < 3.0 * other.size).then_some(gap)
            })
            .collect();
        gaps.sort_unstable_by(f64::total_cmp);
        let start = page.iter().map(|line| line.start).fold(f64::MAX, f64::min);
        let end = page.iter().map(|line| line.end).fold(f64::MIN, f64::max);
        Self {
            // The lower half: paragraphs of two lines must not make their distance the usual one.
            leading: gaps.get(gaps.len() / 3).copied().unwrap_or(f64::MAX),
            start,
            end,
        }
    }

    /// Says whether a paragraph begins with a line.
    fn is_new(&self, before: &Line, line: &Line) -> bool {
        let gap = before.y - line.y;
        let is_ended = before.text.ends_with(|c: char| ".!?:…”\"»’)".contains(c));
        let is_other_size = (before.size - line.size).abs() > 0.12 * before.size.max(line.size);
        if is_other_size {
            return true;
        }
        let goes_on = line.text.starts_with(char::is_lowercase);
        let (before_width, own_width) = (before.end - before.start, line.end - line.start);
        // The next column or page: a sentence that is not over goes on there.
        if gap < -RAISED * line.size {
            return is_ended || !goes_on && before_width < own_width * (1.0 - SHORT);
        }
        if gap > 3.0 * self.leading + line.size {
            return is_ended || !goes_on;
        }
        let width = before_width.max(own_width);
        let is_short = before.end < before.start + width * (1.0 - SHORT) && self.end > self.start;
        gap > PARAGRAPH_GAP * self.leading
            || is_ended && (is_short || line.start - before.start > line.size)
    }
}

/// Returns the places of the lines at the top and at the bottom of a page.
fn ends(page: &[Line]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..page.len()).collect();
    order.sort_by(|&a, &b| page[b].y.total_cmp(&page[a].y));
    let last = order.len().saturating_sub(FURNITURE).max(FURNITURE);
    let (top, bottom) = (order.iter().take(FURNITURE), order.iter().skip(last));
    top.chain(bottom).copied().collect()
}

/// Says whether a line stands in the upper half of its page.
fn is_top(page: &[Line], at: usize) -> bool {
    let y = page.get(at).map_or(0.0, |line| line.y);
    page.iter().filter(|line| line.y > y).count() * 2 < page.len()
}

/// Returns what stands at the ends of most pages.
fn recurring(pages: &[Vec<Line>]) -> Vec<String> {
    if pages.len() < LEAST_PAGES {
        return Vec::new();
    }
    let mut all: Vec<String> = Vec::new();
    for page in pages {
        let mut own: Vec<String> = ends(page)
            .iter()
            .filter_map(|&at| page.get(at))
            .map(|line| furniture(&line.text))
            .collect();
        own.sort_unstable();
        own.dedup();
        all.append(&mut own);
    }
    all.sort_unstable();
    all.chunk_by(|a, b| a == b)
        .filter(|same| same.len() >= LEAST_PAGES && same.len() * 2 > pages.len())
        .filter_map(|same| same.first().cloned())
        .collect()
}

/// Returns a line without what changes from page to page: the numbers.
fn furniture(line: &str) -> String {
    let mut out = String::new();
    for c in line.chars() {
        match c {
            '0'..='9' if out.ends_with('#') => {}
            '0'..='9' => out.push('#'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes lines of letters that are half as wide as they are high.
    fn page(lines: &[(&str, f64, f64)]) -> Vec<Line> {
        let mut out = Lines::default();
        for &(text, x, y) in lines {
            for (at, c) in text.chars().enumerate() {
                out.push(&Glyph {
                    text: c.to_string(),
                    x: x + at as f64 * 5.0,
                    width: 5.0,
                    y,
                    size: 10.0,
                });
            }
        }
        out.into_lines()
    }

    #[test]
    fn lines_become_paragraphs() {
        let pages = [page(&[
            ("The pier, which was built long", 50.0, 700.0),
            ("ago, is to be closed to its vis-", 50.0, 688.0),
            ("itors.", 50.0, 676.0),
            ("Nobody knows for how long. A well-", 50.0, 664.0),
            ("known engineer, well-known, is", 50.0, 652.0),
            ("The next column has no such luck", 300.0, 700.0),
            ("and ends.", 300.0, 688.0),
            ("After a gap.", 300.0, 664.0),
        ])];
        let expected = "The pier, which was built long ago, is to be closed to its visitors.\n\n\
            Nobody knows for how long. A well-known engineer, well-known, is The next column has no such luck \
            and ends.\n\nAfter a gap.";
        assert_eq!(text(&pages), expected);
    }

    #[test]
    fn words_are_told_by_the_gaps_between_letters() {
        let mut lines = Lines::default();
        for (letter, x) in [
            ("a", 0.0),
            ("ﬁ", 5.2),
            ("c", 10.0),
            ("d", 17.0),
            (" ", 22.0),
            ("e", 27.0),
        ] {
            lines.push(&Glyph {
                text: letter.to_owned(),
                x,
                width: 5.0,
                y: 0.0,
                size: 10.0,
            });
        }
        assert_eq!(lines.into_lines()[0].text, "afic d e");
    }

    #[test]
    fn a_gap_is_measured_by_the_letters_of_its_own_line() {
        let mut lines = Lines::default();
        for (letter, x, y, size) in [
            ("T", 0.0, 700.0, 25.0),
            ("a", 0.0, 660.0, 10.0),
            ("b", 7.5, 660.0, 10.0),
        ] {
            lines.push(&Glyph {
                text: letter.to_owned(),
                x,
                width: size / 2.0,
                y,
                size,
            });
        }
        let lines = lines.into_lines();
        assert_eq!((lines[1].text.as_str(), lines[1].size), ("a b", 10.0));
    }

    #[test]
    fn what_recurs_at_the_ends_of_pages_is_left_out() {
        let words = ["one", "two", "three", "four"];
        let page = |(number, word): (usize, &&str)| {
            let own = ["begins", "goes on", "ends"].map(|what| format!("Part {word} {what}."));
            let foot = format!("Page {number} of 4");
            page(&[
                ("The Hollow Bay Courier", 50.0, 800.0),
                (&own[0], 50.0, 700.0),
                (&own[1], 50.0, 688.0),
                (&own[2], 50.0, 676.0),
                (&foot, 50.0, 20.0),
            ])
        };
        let pages: Vec<Vec<Line>> = (1..).zip(&words).map(page).collect();
        let text = text(&pages);
        assert_eq!(text.matches("Courier").count(), 1, "{text}");
        assert!(
            text.starts_with("The Hollow Bay Courier\n\nPart one begins."),
            "{text}"
        );
        assert!(!text.contains("Page"), "{text}");
        for word in words {
            assert!(text.contains(&format!("Part {word} ends.")), "{text}");
        }
    }
}
