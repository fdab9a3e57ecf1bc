//! Blocks of other stories below a text: their frames, their headings, and what each holds.
//!
//! An aggregator frames each story with `source / age / source / title`, often with the title
//! doubled before it. Sites list theirs under a heading, title above teaser.

use std::ops::Range;

use crate::article::Reason;
use crate::clean::junk::Verdict;
use crate::clean::lines::{End, Line};

/// A story below the main one: its frame and its text, as lines of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Card {
    /// Everything that belongs to it.
    pub lines: Range<usize>,
    /// Its text; empty where there is a title only.
    pub body: Range<usize>,
    /// The line that is its title.
    pub title: Option<usize>,
    /// The line that is its source.
    pub source: Option<usize>,
    /// The line with its date or age.
    pub date: Option<usize>,
}

/// Words from which on a line is text and no title.
const LONG: u32 = 25;
/// Words from which on a story that does not break off is an article.
const ARTICLE: u32 = 60;
/// Lines from which on a story is so long that it may have headings inside.
const LONG_STORY: usize = 3;
/// Words of running text above a frame or a heading that ends the story.
const TEXT_ABOVE: u32 = 60;
/// Longest run of lines of one frame.
const LONGEST_FRAME: usize = 8;

/// Returns the first line of the first frame that stands below running text, or the number of lines.
pub(crate) fn first_frame(lines: &[Line<'_>], verdicts: &[Verdict]) -> usize {
    let mut words = 0;
    for index in 0..lines.len() {
        if TEXT_ABOVE <= words && is_frame(lines, verdicts, index) {
            return frame_start(lines, index);
        }
        if lines[index].is_prose() {
            words += lines[index].words;
        }
    }
    lines.len()
}

/// Returns the first heading of other things from line `from` on that has running text above it, or
/// the number of lines: where the main story ends if nothing better is known.
pub(crate) fn first_cut(lines: &[Line<'_>], verdicts: &[Verdict], from: usize) -> usize {
    let mut words = 0;
    for index in from..lines.len() {
        if TEXT_ABOVE <= words && verdicts[index].is_cut {
            return index;
        }
        if lines[index].is_prose() {
            words += lines[index].words;
        }
    }
    lines.len()
}

/// Says whether line `index` is the age or date between a source said twice.
fn is_frame(lines: &[Line<'_>], verdicts: &[Verdict], index: usize) -> bool {
    if !verdicts[index].is_date || index == 0 {
        return false;
    }
    let before = lines[index - 1];
    let is_name = (1..=8).contains(&before.words) && before.letters > 1 && before.end != End::Full;
    is_name
        && !verdicts[index - 1].is_date
        && title_below(lines, index + 2).is_some()
        && lines
            .get(index + 1)
            .is_some_and(|after| bare(after.text) == bare(before.text))
}

/// Takes bullets and dashes off the front of a line.
fn bare(text: &str) -> &str {
    text.trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// Returns the first line of the frame whose age is in line `index`: the source, and above it the
/// title where it is said there too.
fn frame_start(lines: &[Line<'_>], index: usize) -> usize {
    let Some(title) = title_below(lines, index + 2) else {
        return index - 1;
    };
    let mut start = index - 1;
    while start > 0 && lines[start - 1].text == lines[title].text {
        start -= 1;
    }
    start
}

fn title_below(lines: &[Line<'_>], index: usize) -> Option<usize> {
    lines
        .get(index)
        .is_some_and(Line::is_title_like)
        .then_some(index)
}

/// Returns the stories in `region`, which starts where the main story ends.
pub(crate) fn cards(lines: &[Line<'_>], verdicts: &[Verdict], region: Range<usize>) -> Vec<Card> {
    let frames: Vec<usize> = region
        .clone()
        .filter(|&index| is_frame(lines, verdicts, index))
        .collect();
    if frames.is_empty() {
        listed(lines, verdicts, region)
    } else {
        framed(lines, verdicts, &region, &frames)
    }
}

fn framed(
    lines: &[Line<'_>],
    verdicts: &[Verdict],
    region: &Range<usize>,
    frames: &[usize],
) -> Vec<Card> {
    let mut out = Vec::with_capacity(frames.len());
    for (number, &frame) in frames.iter().enumerate() {
        let start = frame_start(lines, frame).max(region.start);
        let next = frames
            .get(number + 1)
            .map_or(region.end, |&next| frame_start(lines, next));
        let title = title_below(lines, frame + 2);
        let body_start = title.map_or(frame + 2, |title| title + 1).min(next);
        // A heading or a button ends the story early.
        let stop =
            (body_start..next).find(|&index| verdicts[index].is_cut || is_button(&verdicts[index]));
        let body_end = stop.unwrap_or(next).max(body_start);
        out.push(Card {
            lines: start..body_end,
            body: body_start..body_end,
            title,
            source: Some(frame - 1),
            date: Some(frame),
        });
    }
    out
}

fn is_button(verdict: &Verdict) -> bool {
    matches!(
        verdict.junk,
        Some(Reason::Advert | Reason::Comments | Reason::ShareBar)
    )
}

/// Reads stories that have no frame: runs of short lines (a title among them) above runs of text.
fn listed(lines: &[Line<'_>], verdicts: &[Verdict], region: Range<usize>) -> Vec<Card> {
    let mut out: Vec<Card> = Vec::new();
    let mut is_open = false;
    let mut head: Range<usize> = region.start..region.start;
    for index in region {
        let line = &lines[index];
        let verdict = &verdicts[index];
        // Above other stories a button is as good as a heading.
        if verdict.is_cut || verdict.leads_on && !is_open {
            is_open = verdict.leads_on;
            head = index + 1..index + 1;
            continue;
        }
        if !is_open {
            head = index + 1..index + 1;
            continue;
        }
        // A short sentence below its text is a part of a story, above it perhaps its title.
        let is_below = out.last().is_some_and(|card| card.lines.end == index);
        let is_text = line.words >= LONG
            || line.is_prose()
            || line.end == End::Ellipsis && line.words >= 8
            || is_below && line.words >= 4 && matches!(line.end, End::Full | End::Colon)
            || is_below && line.words >= 12 && !line.is_title_like();
        if !is_text || verdict.junk.is_some() {
            if head.len() >= LONGEST_FRAME {
                head.start += 1;
            }
            head.end = index + 1;
            continue;
        }
        let title = head.clone().rev().find(|&at| {
            lines[at].is_title_like()
                && verdicts[at].junk.is_none()
                && !verdicts[at].is_date
                && !lines[at].text.starts_with(['-', '*', '•'])
        });
        let is_framed = head.clone().any(|at| {
            let copy = lines
                .get(at + 1)
                .is_some_and(|next| next.text == lines[at].text);
            copy || verdicts[at].is_date
        });
        match (title, out.last_mut()) {
            (None, Some(card)) if card.lines.end == index => {
                card.lines.end = index + 1;
                card.body.end = index + 1;
            }
            // What stands between the paragraphs of a long story heads a part of it.
            (_, Some(card))
                if !is_framed
                    && card.lines.end == head.start
                    && LONG_STORY <= card.body.len()
                    && is_article(card, lines) =>
            {
                card.lines.end = index + 1;
                card.body.end = index + 1;
            }
            (None, _) => {}
            (Some(title), _) => out.push(Card {
                lines: head.start..index + 1,
                body: index..index + 1,
                title: Some(title),
                source: None,
                date: head.clone().find(|&at| verdicts[at].is_date),
            }),
        }
        head = index + 1..index + 1;
    }
    out
}

/// Says whether a card holds a whole article: long enough, and not breaking off.
pub(crate) fn is_article(card: &Card, lines: &[Line<'_>]) -> bool {
    let body = &lines[card.body.clone()];
    let words: u32 = body.iter().map(|line| line.words).sum();
    let last = body.iter().rev().find(|line| line.words > 2);
    card.title.is_some() && words >= ARTICLE && last.is_some_and(|line| line.end != End::Ellipsis)
}
