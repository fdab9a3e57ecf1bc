//! Cleaning of text whose markup is gone, or never was.
//!
//! The lines of the page are judged by rules; the running text of the main story is found; what is
//! below it is read as other stories; the lines above it give title, source, byline and date.

use std::ops::Range;

use crate::article::{Cleaned, Metadata, Reason};
use crate::clean::Page;
use crate::clean::assemble::{Builder, Story};
use crate::clean::cards::{self, Card};
use crate::clean::header;
use crate::clean::junk::{self, Verdict};
use crate::clean::lines::{End, Line, lines};
use crate::text::sanitize::sanitize;

/// Most lines that are looked at; what follows them on a page is kept as it is for the raw view.
const MOST_LINES: usize = 200_000;

/// Takes a page of plain text apart.
pub(crate) fn clean(text: &str, page: &Page<'_>) -> Cleaned {
    let raw = sanitize(text).into_owned();
    let lines = lines(&raw, MOST_LINES);
    let verdicts: Vec<Verdict> = lines.iter().map(junk::judge).collect();
    let mut builder = Builder::new(&raw, &lines);
    let (first, _) = prose_block(&lines, &verdicts, 0..lines.len());
    let end = cards::end_of_main(&lines, &verdicts, first);
    main_story(&lines, &verdicts, end, page, &mut builder);
    for card in cards::cards(&lines, &verdicts, end..lines.len()) {
        other_story(&lines, &verdicts, &card, page, &mut builder);
    }
    for (index, verdict) in verdicts.iter().enumerate() {
        if let Some(reason) = verdict.junk {
            builder.explain(index, reason);
        } else if verdict.is_date {
            builder.explain(index, Reason::Metadata);
        }
    }
    builder.finish()
}

fn main_story(
    lines: &[Line<'_>],
    verdicts: &[Verdict],
    end: usize,
    page: &Page<'_>,
    builder: &mut Builder<'_>,
) {
    let (first, last) = prose_block(lines, verdicts, 0..end);
    let mut kept: Vec<usize> = (first..last)
        .filter(|&index| verdicts[index].junk.is_none() && !verdicts[index].is_date)
        .collect();
    let found = header::read(lines, verdicts, &mut kept, page);
    for &(index, reason) in &found.used {
        builder.explain(index, reason);
    }
    builder.add(&Story {
        metadata: found.metadata,
        kept: &kept,
    });
}

fn other_story(
    lines: &[Line<'_>],
    verdicts: &[Verdict],
    card: &Card,
    page: &Page<'_>,
    builder: &mut Builder<'_>,
) {
    if !cards::is_article(card, lines) {
        for index in card.lines.clone() {
            builder.explain(index, Reason::Teaser);
        }
        return;
    }
    let mut metadata = Metadata::default();
    let title = card.title.map(|index| lines[index].text);
    title.unwrap_or_default().clone_into(&mut metadata.title);
    metadata.source = card.source.map(|index| lines[index].text.to_owned());
    metadata.published = card
        .date
        .and_then(|index| header::published(&lines[index], &verdicts[index], page));
    let kept: Vec<usize> = card
        .body
        .clone()
        .filter(|&index| verdicts[index].junk.is_none())
        .collect();
    let frame = card.lines.start..card.body.start;
    for (index, line) in frame.clone().zip(&lines[frame]) {
        let is_title = Some(line.text) == title;
        let reason = if is_title {
            Reason::Title
        } else {
            Reason::Metadata
        };
        builder.explain(index, reason);
    }
    builder.add(&Story {
        metadata,
        kept: &kept,
    });
}

/// Returns the first line and the one past the last of the run of lines with the most running text:
/// the segment of the highest sum, where prose counts its words and everything else costs.
fn prose_block(lines: &[Line<'_>], verdicts: &[Verdict], range: Range<usize>) -> (usize, usize) {
    let score = |index: usize| {
        let line = &lines[index];
        let words = line.words.min(120) as f32;
        match () {
            () if verdicts[index].junk.is_some() => -10.0,
            () if line.words >= 10 && line.end == End::Full => words,
            () if line.words >= 10 && line.end == End::Colon => words * 0.6,
            () if line.words >= 10 => words * 0.3,
            () => -8.0,
        }
    };
    let (mut best, mut best_range) = (0.0, range.start..range.start);
    let (mut sum, mut start) = (0.0_f32, range.start);
    for index in range {
        if sum <= 0.0 {
            sum = 0.0;
            start = index;
        }
        sum += score(index);
        if best < sum {
            best = sum;
            best_range = start..index + 1;
        }
    }
    (best_range.start, best_range.end)
}
