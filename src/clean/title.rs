//! Which line is the title of a story whose markup is gone: boosted trees over what can be seen of each line
//! above its text, and a rule for a title that stands in it. How the trees were trained, and on what, is in
//! `assets/clean/README.md`.

mod features;

use std::sync::LazyLock;

use crate::clean::cards;
use crate::clean::flow::flow;
use crate::clean::header::is_by_line;
use crate::clean::junk::{self, Verdict};
use crate::clean::lines::{End, Line, lines};
use crate::clean::model::PageFeatures;
use crate::clean::select::story_lines;
use crate::clean::title::features::{Columns, FEATURES, INSIDE};
use crate::clean::trees::{Forest, Stop, value};
use crate::clean::vocabulary::Vocabulary;

pub use features::names;

/// Longest line, in bytes, that can be a title said twice.
const LONGEST_TWICE: usize = 440;
/// Least probability of a title: below that, a derived title is more honest; and of one that is taken out of
/// the text.
const LEAST: f32 = 0.15;
const LEAST_INSIDE: f32 = 0.4;

/// Where a line is certainly no title; one that may be is compared with the others to the end.
const STOP: Stop = Stop {
    trees: 64,
    no: -4.0,
    yes: f32::INFINITY,
    factor: 2.0,
};

static FOREST: LazyLock<Option<Forest>> = LazyLock::new(|| {
    Forest::read(include_bytes!("../../assets/clean/title.trees"))
        .filter(|forest| forest.features() == FEATURES)
});

/// Returns the line that is the title of the text `kept`: above it, or one of its first.
///
/// Cost: about a hundred lines around the beginning of the text are looked at.
pub(crate) fn title(
    lines: &[Line<'_>],
    verdicts: &[Verdict],
    words: &Vocabulary,
    kept: &[usize],
) -> Option<usize> {
    likely(lines, verdicts, words, kept).or_else(|| title_in_text(lines, kept))
}

/// Says whether the text is nothing but a line, however often it is said.
fn is_all(index: usize, lines: &[Line<'_>], kept: &[usize]) -> bool {
    kept.iter()
        .all(|&kept| lines[kept].text == lines[index].text)
}

/// Takes a title out of the front of the text, as often as it is said there; not where nothing would be left.
pub(crate) fn take(title: usize, lines: &[Line<'_>], kept: &mut Vec<usize>) {
    if is_all(title, lines, kept) {
        return;
    }
    let is_copy = |index: usize| lines[index].text == lines[title].text;
    let is_front = |index: &&usize| **index <= title || is_copy(**index);
    let front = kept.iter().take_while(is_front).count();
    let last = kept[..front].last().copied();
    kept.retain(|&index| last < Some(index) || !is_copy(index));
}

/// Returns the line that is most likely the title.
fn likely(
    lines: &[Line<'_>],
    verdicts: &[Verdict],
    words: &Vocabulary,
    kept: &[usize],
) -> Option<usize> {
    let seen = Columns::new(lines, verdicts, words, kept)?;
    let probabilities = FOREST.as_ref()?.quick_probabilities(&seen.all(), &[STOP]);
    let best = seen.lines.iter().zip(&probabilities);
    let best = best.filter(|&(&index, _)| !is_by_line(lines[index].text));
    let (&index, &probability) = best.max_by(|a, b| a.1.total_cmp(b.1))?;
    let is_inside = kept.iter().take(INSIDE).any(|&kept| kept == index);
    if is_inside && is_all(index, lines, kept) {
        return None;
    }
    let least = if is_inside { LEAST_INSIDE } else { LEAST };
    (least <= probability).then_some(index)
}

/// Returns a title that stands twice in its line only once.
pub(crate) fn once(title: &str) -> &str {
    if LONGEST_TWICE < title.len() {
        return title;
    }
    let (half, rest) = title.split_at(title.floor_char_boundary(title.len() / 2));
    let is_twice = rest.strip_prefix(' ') == Some(half) && half.contains(' ');
    if is_twice { half } else { title }
}

/// Returns the first line of the text where that is its title: with no full stop, or set like a
/// headline above paragraphs that no blank lines part.
fn title_in_text(lines: &[Line<'_>], kept: &[usize]) -> Option<usize> {
    let (&first, &second) = (kept.first()?, kept.get(1)?);
    let (line, next) = (&lines[first], &lines[second]);
    let is_other = line.sentences > 1 || is_by_line(line.text);
    if !line.is_title_like() || !next.is_prose() || is_other {
        return None;
    }
    let is_open = is_open_title(lines, kept);
    let is_headline = line.end == End::Full
        && next.gap == 0
        && line.words <= 22
        && line.words * 2 < next.words
        && line.commas == 0
        && line.quotes == 0
        && common_share(line, lines, kept) <= 0.15;
    (is_open || is_headline).then_some(first)
}

/// Returns how often the first line of a text stands at its front, one time after the other.
fn copies_in_front(lines: &[Line<'_>], kept: &[usize]) -> usize {
    let mut texts = kept.iter().map(|&index| lines[index].text);
    let Some(first) = texts.next() else {
        return 0;
    };
    1 + texts.take_while(|text| *text == first).count()
}

/// Says whether the first line of a text could be its title: it ends with nothing, and running text
/// follows; or it is said once more at once, or stands twice in its line.
fn is_open_title(lines: &[Line<'_>], kept: &[usize]) -> bool {
    let is_twice = |at: &usize| once(lines[*at].text).len() < lines[*at].text.len();
    if 1 < copies_in_front(lines, kept) || kept.first().is_some_and(is_twice) {
        return true;
    }
    let (Some(&first), Some(&second)) = (kept.first(), kept.get(1)) else {
        return false;
    };
    let line = &lines[first];
    line.end == End::Open && line.words <= 25 && lines[second].is_prose()
}

/// Returns the share of a line's words that are among the commonest small words of the text:
/// headlines leave out articles and auxiliaries in any language.
fn common_share(line: &Line<'_>, lines: &[Line<'_>], kept: &[usize]) -> f32 {
    let mut counts = std::collections::BTreeMap::<&str, u32>::new();
    let words = kept
        .iter()
        .skip(1)
        .flat_map(|&index| lines[index].text.split_whitespace());
    for word in words.take(1000) {
        if word.chars().all(char::is_lowercase) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut common: Vec<(u32, &str)> = counts.into_iter().map(|(word, n)| (n, word)).collect();
    common.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let hits = line
        .text
        .split_whitespace()
        .filter(|word| common.iter().take(12).any(|(_, w)| w == word))
        .count();
    hits as f32 / line.words.max(1) as f32
}

/// Returns the lines of a page of plain text that may be its title, and what is seen of each, for training.
pub fn features(text: &str) -> PageFeatures {
    let raw = crate::text::sanitize::sanitize(text);
    let flow = flow(&raw);
    let lines = lines(&flow.text, usize::MAX);
    let verdicts: Vec<_> = lines.iter().map(junk::judge).collect();
    let end = cards::first_frame(&lines, &verdicts);
    let words = Vocabulary::of(&lines);
    let kept = story_lines(&lines[..end], &verdicts[..end], &words);
    let Some(seen) = Columns::new(&lines, &verdicts, &words, &kept) else {
        return PageFeatures {
            width: FEATURES,
            ..PageFeatures::default()
        };
    };
    let columns = seen.all();
    let row = |at: usize| columns.iter().map(move |column| value(column[at]));
    let text = |&index: &usize| once(lines[index].text).to_owned();
    PageFeatures {
        lines: seen.lines.iter().map(text).collect(),
        rows: (0..seen.lines.len()).flat_map(row).collect(),
        width: FEATURES,
        ..PageFeatures::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: [&str; 2] = [
        "The council of the island voted on Tuesday to rebuild the old bridge, and nobody spoke against it.",
        "The bridge was closed in spring, when two of its arches had fallen into the harbour.",
    ];

    /// Returns the title of a page whose last lines are the text.
    fn title_of(above: &[&str]) -> Option<String> {
        let page = [above, &TEXT[..]].concat().join("\n");
        let lines = lines(&page, usize::MAX);
        let verdicts: Vec<_> = lines.iter().map(junk::judge).collect();
        let kept = [above.len(), above.len() + 1];
        title(&lines, &verdicts, &Vocabulary::of(&lines), &kept)
            .map(|index| once(lines[index].text).to_owned())
    }

    #[test]
    fn of_the_lines_above_a_text_the_one_that_it_is_about_is_its_title() {
        let expected = Some("Council Votes To Rebuild The Old Bridge");
        for above in [
            &["Council Votes To Rebuild The Old Bridge"][..],
            &[
                "Home",
                "News",
                "Council Votes To Rebuild The Old Bridge",
                "3 May 2024",
            ],
            &[
                "Harbour Post",
                "Council Votes To Rebuild The Old Bridge",
                "By Marta Lind",
            ],
            &["Council Votes To Rebuild The Old Bridge Council Votes To Rebuild The Old Bridge"],
        ] {
            assert_eq!(title_of(above).as_deref(), expected, "{above:?}");
        }
        assert_eq!(title_of(&[]), None);
    }

    #[test]
    fn a_title_is_taken_out_as_often_as_it_is_said_in_front_but_never_with_all_else() {
        for (page, title, left) in [
            ("T\nT\nrest\nT", 0, &[2, 3][..]),
            ("before\nT\nrest", 1, &[0, 2]),
            ("T\nT", 0, &[0, 1]),
        ] {
            let lines = lines(page, usize::MAX);
            let mut kept: Vec<usize> = (0..lines.len()).collect();
            take(title, &lines, &mut kept);
            assert_eq!(kept, left, "{page}");
        }
    }

    #[test]
    fn only_halves_that_are_alike_are_one() {
        for (line, expected) in [
            ("A new bridge A new bridge", "A new bridge"),
            ("bridge bridge", "bridge bridge"),
            ("A new bridge A new brücke", "A new bridge A new brücke"),
            ("", ""),
        ] {
            assert_eq!(once(line), expected);
        }
    }
}
