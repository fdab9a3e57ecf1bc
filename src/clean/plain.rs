//! Cleaning of text whose markup is gone, or never was.
//!
//! The lines of the page are judged by rules; the running text of the main story is found; what is
//! below it is read as other stories; the lines above it give title, source, byline and date.

use crate::article::{Cleaned, Metadata, Reason};
use crate::clean::Page;
use crate::clean::assemble::{Builder, Story};
use crate::clean::cards::{self, Card};
use crate::clean::flow::flow;
use crate::clean::header;
use crate::clean::junk::{self, Verdict};
use crate::clean::lines::{Line, lines};
use crate::clean::select::story_lines;
use crate::text::sanitize::sanitize;

/// Most lines that are looked at; what follows them on a page is kept as it is for the raw view.
const MOST_LINES: usize = 200_000;

/// Takes a page of plain text apart.
pub(crate) fn clean(text: &str, page: &Page<'_>) -> Cleaned {
    let raw = sanitize(text);
    let flow = flow(&raw);
    let lines = lines(&flow.text, MOST_LINES);
    let verdicts: Vec<Verdict> = lines.iter().map(junk::judge).collect();
    let mut builder = Builder::new(&flow.text, &lines);
    let frames = cards::first_frame(&lines, &verdicts);
    let mut kept = story_lines(&lines[..frames], &verdicts[..frames]);
    let end = kept.last().map_or(0, |last| last + 1);
    let found = header::read(&lines, &verdicts, &mut kept, page);
    for &(index, reason) in &found.used {
        builder.explain(index, reason);
    }
    builder.add(&Story {
        metadata: found.metadata,
        kept: &kept,
    });
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
    builder.finish(&raw, &flow)
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
