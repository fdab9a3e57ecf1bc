//! Title, source, byline, dateline and date from the lines around the head of a story.

mod names;

use std::cell::LazyCell;
use std::ops::Range;

use crate::article::{Metadata, Published, Reason};
use crate::clean::Page;
use crate::clean::dates;
use crate::clean::header::names::by_line;
pub(crate) use crate::clean::header::names::dateline;
use crate::clean::junk::Verdict;
use crate::clean::lines::{End, Line};
use crate::clean::tally::Tally;
use crate::clean::words::{long_words, words_of};
use crate::text::fold::fold;

/// Lines above the text that are looked at.
const REACH: usize = 40;
/// Lines of the text's opening that a title is compared with.
const OPENING: usize = 12;
/// Longest line, in bytes, that can be a title said twice.
const LONGEST_TWICE: usize = 440;
/// Least score of a title: some of its words are in the text, or it stands there twice. Below that, a
/// derived title is more honest.
const LEAST_SCORE: f32 = 0.15;

/// What the head of a story says, and the lines that said it.
#[derive(Debug, Default)]
pub(crate) struct Header {
    /// What was found.
    pub metadata: Metadata,
    /// Lines that were taken up, with the reason that explains them.
    pub used: Vec<(usize, Reason)>,
}

/// Reads the head of a story whose text is the lines `kept`; a title that stands first in them is
/// taken out of them.
pub(crate) fn read(
    lines: &[Line<'_>],
    verdicts: &[Verdict],
    kept: &mut Vec<usize>,
    page: &Page<'_>,
) -> Header {
    let mut header = Header::default();
    let Some(&first) = kept.first() else {
        return header;
    };
    let above = first.saturating_sub(REACH)..first;
    let mut below_title = above.clone();
    if let Some(title) = title(lines, verdicts, kept) {
        once(lines[title].text).clone_into(&mut header.metadata.title);
        if title == first {
            let is_title = |index: &usize| lines[*index].text == lines[title].text;
            let copies = kept.iter().take_while(|index| is_title(index)).count();
            kept.drain(..copies);
        }
        let end = kept.first().copied().unwrap_or(title + 1);
        for (index, line) in lines.iter().enumerate().take(end).skip(above.start) {
            if line.text == lines[title].text {
                header.used.push((index, Reason::Title));
            }
        }
        below_title = title + 1..end;
    }
    read_date(lines, verdicts, &above, &below_title, page, &mut header);
    read_byline(lines, &below_title, &mut header);
    header
}

/// Returns a title that stands twice in its line only once.
fn once(title: &str) -> &str {
    if LONGEST_TWICE < title.len() {
        return title;
    }
    let (half, rest) = title.split_at(title.floor_char_boundary(title.len() / 2));
    let is_twice = rest.strip_prefix(' ') == Some(half) && half.contains(' ');
    if is_twice { half } else { title }
}

/// Says whether a line tells when the page was fetched, which is no date of its story.
fn is_of_fetching(line: &str) -> bool {
    const FETCHED: [&str; 10] = [
        "fetched",
        "retrieved",
        "accessed",
        "downloaded",
        "crawled",
        "archived",
        "saved on",
        "abgerufen",
        "consulte",
        "consultado",
    ];
    let folded = fold(line.get(..line.floor_char_boundary(40)).unwrap_or(line));
    FETCHED.iter().any(|word| folded.starts_with(word))
}

/// Returns the line that is the title of the text `kept`: above it, or its first.
pub(crate) fn title(lines: &[Line<'_>], verdicts: &[Verdict], kept: &[usize]) -> Option<usize> {
    let &first = kept.first()?;
    title_above(lines, verdicts, first, kept).or_else(|| title_in_text(lines, kept))
}

/// Returns the line at or above the beginning of a text that is most like its title: close above it,
/// made of its words, said elsewhere on the page too.
fn title_above(
    lines: &[Line<'_>],
    verdicts: &[Verdict],
    first: usize,
    kept: &[usize],
) -> Option<usize> {
    // Most texts that are looked at a second time have no line that could be a title.
    let opening = LazyCell::new(|| opening(lines, kept));
    let copies = copies_in_front(lines, kept);
    let mut best = (LEAST_SCORE, None);
    for index in first.saturating_sub(REACH)..=first {
        let (line, verdict) = (&lines[index], &verdicts[index]);
        let is_other = verdict.junk.is_some() || verdict.is_date || by_line(line.text).is_some();
        let is_inside = index == first && !is_open_title(lines, kept);
        let is_twice = once(line.text).len() < line.text.len();
        if is_other || is_inside || !is_twice && !line.is_title_like() {
            continue;
        }
        let words = words_of(line.text);
        // Its own words must not speak for the line that stands first in the text.
        let own = if index == first { copies as u64 } else { 0 };
        let known = |word: &&u64| own < opening.count(**word);
        let overlap = words.iter().filter(known).count() as f32 / words.len().max(2) as f32;
        let near = index.saturating_sub(REACH)..(index + REACH).min(lines.len());
        let is_copied = |other: usize| other != index && lines[other].text == line.text;
        let is_doubled = is_twice || near.into_iter().any(is_copied);
        let mut score = overlap - 0.02 * (first - index) as f32;
        score += if is_doubled { 0.4 } else { 0.0 };
        // Lines under a title end like sentences; captions begin with a bracket or a label.
        score -= if line.text.ends_with('.') { 0.3 } else { 0.0 };
        score -= if line.text.starts_with(['(', ':', '[']) {
            0.3
        } else {
            0.0
        };
        score -= if line.words < 5 { 0.15 } else { 0.0 };
        if best.0 <= score {
            best = (score, Some(index));
        }
    }
    best.1
}

/// Returns the long words of the first lines of a text, with the lines that have each.
fn opening(lines: &[Line<'_>], kept: &[usize]) -> Tally {
    let mut opening = Tally::with_room(OPENING * 25);
    for (at, &index) in kept.iter().take(OPENING).enumerate() {
        long_words(lines[index].text, |word| {
            opening.add(word, at, 1);
        });
    }
    opening
}

/// Returns the first line of the text where that is its title: with no full stop, or set like a
/// headline above paragraphs that no blank lines part.
fn title_in_text(lines: &[Line<'_>], kept: &[usize]) -> Option<usize> {
    let (&first, &second) = (kept.first()?, kept.get(1)?);
    let (line, next) = (&lines[first], &lines[second]);
    if !line.is_title_like() || !next.is_prose() || line.sentences > 1 {
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

fn read_date(
    lines: &[Line<'_>],
    verdicts: &[Verdict],
    above: &Range<usize>,
    below_title: &Range<usize>,
    page: &Page<'_>,
    header: &mut Header,
) {
    let is_dated = |&index: &usize| {
        verdicts[index].date.is_some()
            && (verdicts[index].is_date || by_line(lines[index].text).is_some())
            && !is_of_fetching(lines[index].text)
    };
    // A clock beside the weather is the page's, not the story's.
    let has_widget = above
        .clone()
        .any(|index| verdicts[index].junk == Some(Reason::Widget));
    let over_title = below_title.start.saturating_sub(3).max(above.start)..below_title.start;
    let place = below_title
        .clone()
        .find(is_dated)
        .or_else(|| over_title.rev().find(is_dated).filter(|_| !has_widget));
    let Some(index) = place else {
        return;
    };
    header.metadata.published = published(&lines[index], &verdicts[index], page);
    header.used.push((index, Reason::Metadata));
    if below_title.contains(&index) && header.metadata.source.is_none() {
        header.metadata.source = glued_source(&lines[index], &verdicts[index]);
    }
}

/// Returns the date of a line as it is shown.
pub(crate) fn published(line: &Line<'_>, verdict: &Verdict, page: &Page<'_>) -> Option<Published> {
    let found = verdict.date.as_ref()?;
    Some(dates::published(line.text, found, page.fetched))
}

/// Returns the name that a date is glued to, `Al Manar26-06-2025`, or set off from it by a bar.
fn glued_source(line: &Line<'_>, verdict: &Verdict) -> Option<String> {
    let found = verdict.date.as_ref()?;
    let before = line.text.get(..found.span.start as usize)?;
    let is_glued = before.ends_with(char::is_alphabetic);
    let is_set_off = before.trim_end().ends_with(['|', '·', '•']);
    if !is_glued && !is_set_off {
        return None;
    }
    let name = before
        .trim_end_matches(|c: char| !c.is_alphanumeric())
        .trim();
    let words = name.split_whitespace().count();
    let is_name = name.chars().next().is_some_and(char::is_uppercase);
    (is_name && (1..=5).contains(&words)).then(|| name.to_owned())
}

fn read_byline(lines: &[Line<'_>], below_title: &Range<usize>, header: &mut Header) {
    for index in below_title.clone() {
        if let Some(name) = by_line(lines[index].text) {
            header.metadata.byline = Some(name.to_owned());
            header.used.push((index, Reason::Metadata));
            return;
        }
    }
}
