//! From chosen lines to articles, and a reason for every line that was not chosen.

use std::ops::Range;

use crate::article::{BlockKind, Body, Mark, Reason, Removed};
use crate::clean::html::Measured;
use crate::clean::html::features::page::LineFacts;
use crate::clean::html::features::vocabulary;
use crate::clean::html::lines::{Gap, Line, Rendered};
use crate::clean::html::votes::Words;
use crate::text::TextSpan;

/// Characters from which a line that does not end a sentence and is followed by a line break was wrapped
/// by hand.
const WRAPPED: f32 = 50.0;
/// Words of running text that make an `article` element with a heading an article of its own.
const WHOLE_ARTICLE: f32 = 200.0;
/// Words that the page's own story has without it.
const OWN_STORY: f32 = 80.0;
/// Words of its own that a headline has at least.
const HEADLINE: f32 = 3.0;

/// A further article of the page: where its headline is, and which lines are its text.
pub(crate) struct Further {
    /// The line that is its headline.
    pub(crate) headline: usize,
    /// Its lines, without the headline.
    pub(crate) lines: Range<usize>,
    /// All lines of its element.
    pub(crate) whole: Range<usize>,
}

/// Writes the chosen lines as the body of an article.
pub(crate) fn body(measured: &Measured<'_>, chosen: impl Iterator<Item = usize>) -> Body {
    let mut writer = Writer {
        rendered: measured.rendered,
        body: Body::default(),
        last: None,
    };
    for at in chosen {
        if let (Some(line), Some(fact)) =
            (measured.rendered.lines.get(at), measured.page.facts.get(at))
        {
            writer.push(at, line, fact);
        }
    }
    writer.body
}

struct Writer<'r> {
    rendered: &'r Rendered,
    body: Body,
    /// The line before, where the next one may continue its block.
    last: Option<(usize, bool)>,
}

impl Writer<'_> {
    fn push(&mut self, at: usize, line: &Line, fact: &LineFacts) {
        let text = self.rendered.text(line);
        let is_wrapped = self.last.is_some_and(|(before, is_open)| {
            is_open
                && before + 1 == at
                && line.gap == Gap::Break
                && line.kind == BlockKind::Paragraph
        });
        let start = match self.body.blocks.last_mut().filter(|_| is_wrapped) {
            Some(block) => {
                self.body.text.push(' ');
                let start = self.body.text.len();
                self.body.text.push_str(text);
                block.span = TextSpan::new(block.span.start as usize, self.body.text.len());
                block.origin = block.origin.cover(line.span);
                start
            }
            None => self.body.push(line.kind, text, line.span).start as usize,
        };
        self.marks(line, start);
        let is_open = fact.cues.chars >= WRAPPED && !fact.cues.is_ended && !fact.cues.is_announcing;
        self.last = Some((at, is_open));
    }

    /// Takes over the marks of a line whose text now starts at `start`.
    fn marks(&mut self, line: &Line, start: usize) {
        let marks = &self.rendered.marks;
        let first = marks.partition_point(|mark| mark.span.start < line.span.start);
        let inside = marks
            .iter()
            .skip(first)
            .take_while(|mark| mark.span.start < line.span.end);
        for mark in inside.filter(|mark| line.span.contains(mark.span)) {
            let from = start + (mark.span.start - line.span.start) as usize;
            self.body.marks.push(Mark {
                span: TextSpan::new(from, from + mark.span.len()),
                kind: mark.kind.clone(),
            });
        }
    }
}

/// Finds whole articles beside the page's own: `article` elements with a heading of their own and several
/// hundred words of running text.
///
/// One whose lines were chosen is another article only if its heading leads to another page and the
/// page's own story is told outside of it; sections of one story have no such headings.
pub(crate) fn further(measured: &Measured<'_>, kept: &[bool]) -> Vec<Further> {
    let (dom, page) = (measured.dom, measured.page);
    let mut out = Vec::new();
    let mut done = 0;
    let comment = vocabulary::bit("comment");
    let is_kept = |at: usize| kept.get(at).copied().unwrap_or(false);
    let prose = |from: usize, to: usize| -> f32 {
        let kept = (from..to).filter(|&at| is_kept(at));
        kept.map(|at| page.run(at, at + 1).prose).sum()
    };
    let all = prose(0, kept.len());
    for node in dom.elements(0, "article") {
        let (from, to) = page.lines_in(node);
        if from < done || page.run(from, to).prose < WHOLE_ARTICLE {
            continue;
        }
        if vocabulary::mask(dom, node) & comment != 0 {
            continue;
        }
        let is_headline = |at: &usize| {
            let heading = matches!(
                page.lines.get(*at).map(|line| line.kind),
                Some(BlockKind::Heading(1..=3))
            );
            heading
                && page
                    .facts
                    .get(*at)
                    .is_some_and(|fact| fact.cues.units >= HEADLINE)
        };
        let Some(headline) = (from..to).find(is_headline) else {
            continue;
        };
        let inside = prose(from, to);
        let leads_away = page
            .facts
            .get(headline)
            .is_some_and(|fact| fact.link_density > 0.8 && fact.title_share < 0.8);
        let is_beside = all - inside >= OWN_STORY && prose(0, from) > 0.0;
        if inside <= 0.0 || (leads_away && is_beside) {
            out.push(Further {
                headline,
                lines: headline + 1..to,
                whole: from..to,
            });
            done = to;
        }
    }
    out
}

/// Says whether a line of a further article belongs to its text.
pub(crate) fn is_text(fact: &LineFacts, line: &Line) -> bool {
    let is_structure = !matches!(line.kind, BlockKind::Paragraph | BlockKind::Caption);
    fact.link_density < 0.5
        && (fact.is_prose || (is_structure && fact.cues.soft < 1.0 && !fact.cues.is_cut))
}

/// Returns the reason for a line that is in no article.
pub(crate) fn reason(fact: &LineFacts, line: &Line, title: &Words) -> Reason {
    let own = |group| fact.own & vocabulary::bit(group) != 0;
    let around = |group| (fact.own | fact.around) & vocabulary::bit(group) != 0;
    let inside = |tag| vocabulary::is_in(fact.tags, tag);
    let (cues, is_short) = (&fact.cues, fact.cues.units < 15.0);
    let is_heading = matches!(line.kind, BlockKind::Heading(_));
    if line.is_outside {
        return Reason::Boilerplate;
    }
    if !fact.words.is_empty() && fact.words == *title {
        return Reason::Title;
    }
    if around("comment") {
        return Reason::Comments;
    }
    let is_date = cues.has_date && cues.units <= 8.0 && fact.link_density < 0.5;
    let is_stated = is_short && (own("byline") || own("date") || is_date);
    if is_stated && !cues.has_copyright && !around("related") && !inside("nav") {
        return Reason::Metadata;
    }
    if around("share") && is_short {
        return Reason::ShareBar;
    }
    if around("advert") || (around("promo") && !cues.is_cut) {
        return Reason::Advert;
    }
    if inside("nav") || own("nav") || inside("footer") && fact.link_density > 0.5 {
        return Reason::Navigation;
    }
    if cues.has_copyright || around("legal") {
        return Reason::Legal;
    }
    if line.kind == BlockKind::Caption || inside("figcaption") || own("caption") {
        return Reason::Caption;
    }
    if cues.is_cut || (is_heading && around("related")) {
        return Reason::RelatedBlock;
    }
    if around("related") || around("trend") || (around("teaser") && fact.link_density > 0.3) {
        return Reason::Teaser;
    }
    if around("live") && is_short {
        return Reason::Widget;
    }
    if fact.link_density > 0.6 {
        return if cues.units >= 5.0 {
            Reason::Teaser
        } else {
            Reason::Navigation
        };
    }
    Reason::Boilerplate
}

/// Turns the lines that are in no article into removed pieces; neighbours with the same reason are one.
pub(crate) fn removed(
    measured: &Measured<'_>,
    owners: &[Option<u32>],
    title: &Words,
    taken: &[usize],
) -> Vec<Removed> {
    let mut out: Vec<Removed> = Vec::new();
    let mut article = 0;
    let mut was_kept = true;
    let lines = measured.rendered.lines.iter().zip(&measured.page.facts);
    for (at, (line, fact)) in lines.enumerate() {
        if let Some(owner) = owners.get(at).copied().flatten() {
            article = owner;
            was_kept = true;
            continue;
        }
        let reason = if taken.contains(&at) {
            Reason::Title
        } else {
            reason(fact, line, title)
        };
        match out.last_mut() {
            Some(last) if !was_kept && last.reason == reason => {
                last.span = last.span.cover(line.span);
            }
            _ => out.push(Removed {
                span: line.span,
                reason,
                article,
            }),
        }
        was_kept = false;
    }
    if !measured.beyond.is_empty() {
        out.push(Removed {
            span: measured.beyond,
            reason: Reason::Beyond,
            article,
        });
    }
    out
}
