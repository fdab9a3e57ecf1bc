//! A document to a page: title, paragraphs, folds, speakers.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::article::{Block, BlockKind, Document, Removed, Row};
use crate::text::TextSpan;
use crate::text::width::{cells, ellipsize};
use crate::typeset::dates::day_and_year;
use crate::typeset::folds::{Fold, FoldKind, folds, thousands};
use crate::typeset::page::{Bar, Line, LineKind, Page, TextKind};
use crate::typeset::speakers;
use crate::typeset::wrap::{Fit, Run, wrap, wrap_divided};

/// Cells of the longest fact under the title that is kept on one line.
const FACT: usize = 20;

/// How a page is set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// Cells of the text column, at least 1.
    pub measure: u16,
    /// Cells right of the text column that speakers may stand in; 0 puts them under the paragraphs.
    pub side: u16,
    /// How lines are chosen.
    pub fit: Fit,
    /// Spreads the words over the measure.
    pub is_justified: bool,
    /// Leaves out speakers, for those who read the text alone.
    pub has_speakers: bool,
    /// What is said stands in the margin once more.
    pub has_pull_quotes: bool,
    /// Divides words at the ends of lines.
    pub is_hyphenated: bool,
    /// The folds that are open, by their number in [`Page::folds`].
    pub open: BTreeSet<u32>,
    /// Bytes of text after which the page may stop; 0 sets all of it.
    pub limit: u32,
}

/// Lays out an article.
///
/// Cost: linear in the text, about 20 MB a second; with a limit, linear in what is set.
pub fn compose(document: &Document, setting: &Setting) -> Page {
    let mut composer = Composer::new(document, setting);
    composer.page.folds = folds(document);
    composer.short_names = document.annotations.short_names(&document.body.text);
    composer.head();
    composer.body();
    composer.page.finish(TextKind::Body);
    composer.page
}

/// Lays out the page as it came, with the pieces that were taken out and why.
pub fn compose_raw(document: &Document, setting: &Setting) -> Page {
    let mut composer = Composer::new(document, setting);
    composer.raw();
    composer.page.finish(TextKind::Raw);
    composer.page
}

/// Returns what the line under a title says of an article.
pub fn byline(row: &Row, year: Option<&str>) -> String {
    let metadata = &row.metadata;
    let mut parts: Vec<String> = metadata.source.clone().into_iter().collect();
    parts.extend(metadata.published.as_ref().map(|published| match year {
        None => day_and_year(published),
        Some(year) => crate::typeset::dates::short(published, Some(year)),
    }));
    parts.push(format!("{} min", row.minutes()));
    parts.join(" · ")
}

/// Binds the words of each fact, so that a line ends between `3 people` and `24 quotes`; a long source may be parted.
fn kept_whole(facts: &str) -> String {
    let facts = facts.split(" · ").map(|fact| match cells(fact) {
        ..=FACT => Cow::Owned(fact.replace(' ', "\u{A0}")),
        _ => Cow::Borrowed(fact),
    });
    facts.collect::<Vec<_>>().join("\u{A0}· ")
}

pub(crate) struct Composer<'a> {
    pub(crate) document: &'a Document,
    pub(crate) setting: &'a Setting,
    pub(crate) page: Page,
    /// What the text calls each of the people for short.
    pub(crate) short_names: Vec<Option<&'a str>>,
    /// The people whose full names labels have given so far.
    pub(crate) introduced: BTreeSet<u32>,
}

/// How the lines of one piece of text look.
#[derive(Clone, Copy)]
struct Look {
    kind: LineKind,
    text: TextKind,
    indent: u16,
    bar: Bar,
}

impl Look {
    fn of(kind: LineKind, text: TextKind) -> Self {
        Self {
            kind,
            text,
            indent: 0,
            bar: Bar::None,
        }
    }
}

impl<'a> Composer<'a> {
    fn new(document: &'a Document, setting: &'a Setting) -> Self {
        let page = Page {
            measure: setting.measure.max(1),
            ..Page::default()
        };
        Self {
            document,
            setting,
            page,
            short_names: Vec::new(),
            introduced: BTreeSet::new(),
        }
    }

    fn head(&mut self) {
        let row = &self.document.row;
        let metadata = &row.metadata;
        self.notes(LineKind::Title, &metadata.title);
        let mut line = byline(row, None);
        let mut count = |n: usize, one: &str, many: &str| {
            if n > 0 {
                line.push_str(" · ");
                line.push_str(&thousands(n));
                line.push_str(if n == 1 { one } else { many });
            }
        };
        count(row.people.len(), " person", " people");
        count(row.quotation_count as usize, " quote", " quotes");
        if row.copy_count > 1 {
            count(row.copy_count as usize, "", " copies");
        }
        self.notes(LineKind::Byline, &kept_whole(&line));
        // Where a source signs its own articles, it stands in the line above.
        let by = metadata.byline.as_ref();
        let by = by.filter(|&byline| metadata.source.as_ref() != Some(byline));
        let by = by.map(|byline| format!("By {byline}"));
        let derived = metadata
            .title_derived
            .then(|| "title taken from the text".to_owned());
        let place = metadata.dateline.clone();
        let more: Vec<String> = [by, place, derived].into_iter().flatten().collect();
        self.notes(LineKind::Byline, &more.join(" · "));
    }

    fn body(&mut self) {
        let blocks = &self.document.body.blocks;
        let mut next_fold = 0;
        let mut before = None;
        for block in blocks {
            let is_far = block.span.start > self.setting.limit && self.setting.limit > 0;
            if is_far {
                return;
            }
            self.removed_before(block.span.start, &mut next_fold);
            let is_joined = before.is_some_and(|before: BlockKind| before.joins(block.kind));
            if !is_joined {
                self.blank();
            }
            self.block(block);
            before = Some(block.kind);
        }
        self.removed_before(u32::MAX, &mut next_fold);
    }

    /// Sets the folds of removed text that stand before `at`.
    fn removed_before(&mut self, at: u32, next: &mut usize) {
        while let Some(fold) = self.page.folds.get(*next).filter(|fold| fold.at <= at) {
            if fold.kind == FoldKind::Removed {
                let fold = fold.clone();
                self.blank();
                self.fold(*next, &fold);
            }
            *next += 1;
        }
    }

    fn block(&mut self, block: &Block) {
        let (kind, indent, bullet) = match block.kind {
            BlockKind::Paragraph => (LineKind::Text, 0, None),
            BlockKind::Heading(level) => (LineKind::Heading(level), 0, None),
            BlockKind::ListItem { depth, number } => {
                let bullet = number.map_or_else(|| "• ".to_owned(), |number| format!("{number}. "));
                (LineKind::Text, u16::from(depth.min(6)) * 2, Some(bullet))
            }
            BlockKind::Quote => (LineKind::Quote, 2, None),
            BlockKind::Code => (LineKind::Code, 2, None),
            BlockKind::TableRow => (LineKind::Table, 0, None),
            BlockKind::Caption => (LineKind::Caption, 2, None),
        };
        let first = self.page.lines.len();
        let width = bullet.as_deref().map_or(0, cells);
        let indent = indent + u16::try_from(width).unwrap_or(0);
        // A deep list in a narrow column keeps room for a word.
        let indent = indent.min(self.page.measure / 3);
        let bar = if kind == LineKind::Quote {
            Bar::Quotation
        } else {
            Bar::None
        };
        let look = Look {
            kind,
            text: TextKind::Body,
            indent,
            bar,
        };
        for segment in segments(&self.page.folds, block.span) {
            match segment {
                Segment::Shown(span) => self.set(span, look),
                Segment::Fold(number) => {
                    let fold = self.page.folds.get(number).cloned();
                    if let Some(fold) = fold {
                        self.fold(number, &fold);
                    }
                }
            }
        }
        if let Some(bullet) = bullet {
            let span = self.page.note(&bullet);
            let line = self
                .page
                .lines
                .get_mut(first)
                .filter(|line| line.kind == LineKind::Text);
            if let Some(line) = line {
                line.bullet = span;
            }
        }
        speakers::mark(self, block.span, first);
    }

    /// Sets the line of a fold and, where it is open, its text.
    fn fold(&mut self, number: usize, fold: &Fold) {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let is_open = self.setting.open.contains(&number);
        let sign = if is_open { '▾' } else { '⋯' };
        let words = format!("{sign} {}", fold.words);
        self.notes(LineKind::Fold(number), &words);
        if !is_open {
            return;
        }
        let text = match fold.kind {
            FoldKind::Removed => TextKind::Raw,
            FoldKind::Repeat | FoldKind::Seen => TextKind::Body,
        };
        let look = Look {
            kind: LineKind::Unfolded(number),
            text,
            indent: 2.min(self.page.measure / 3),
            bar: Bar::Removed,
        };
        for (at, piece) in fold.pieces.iter().enumerate() {
            let reason = fold.reasons.get(at).map_or("", |reason| reason.label());
            let is_new = at == 0 || fold.reasons.get(at) != fold.reasons.get(at - 1);
            let first = self.page.lines.len();
            self.set(*piece, look);
            if is_new && !reason.is_empty() {
                speakers::place(self, reason, None, first);
            }
        }
    }

    /// Sets words that are not of the article.
    pub(crate) fn notes(&mut self, kind: LineKind, words: &str) {
        let span = self.page.note(words);
        let mut look = Look::of(kind, TextKind::Notes);
        if matches!(kind, LineKind::Fold(_)) {
            look.bar = Bar::None;
        }
        self.set(span, look);
    }

    fn blank(&mut self) {
        if self
            .page
            .lines
            .last()
            .is_some_and(|line| line.kind != LineKind::Blank)
        {
            self.page.lines.push(Line::default());
        }
    }

    /// Sets a piece of text.
    fn set(&mut self, span: TextSpan, look: Look) {
        let Look {
            kind,
            text,
            indent,
            bar,
        } = look;
        let of = match text {
            TextKind::Body => &self.document.body.text,
            TextKind::Raw => &self.document.raw,
            TextKind::Notes => &self.page.notes,
        };
        let width = self.page.measure.saturating_sub(indent).max(1);
        let runs = match kind {
            LineKind::Code => code_lines(of, span, width),
            LineKind::Title | LineKind::Heading(_) => {
                wrap(of, span, usize::from(width), Fit::Optimal)
            }
            LineKind::Text | LineKind::Quote if self.setting.is_hyphenated => {
                let language = self.document.row.metadata.language.as_deref();
                let language = language.unwrap_or("en");
                wrap_divided(of, span, usize::from(width), language)
            }
            _ => wrap(of, span, usize::from(width), self.setting.fit),
        };
        let last = runs.len().saturating_sub(1);
        let is_justified = self.setting.is_justified && kind == LineKind::Text;
        for (at, run) in runs.into_iter().enumerate() {
            let room = width.saturating_sub(run.width);
            // A line that would be torn apart is left ragged.
            let is_full = at < last && room <= run.gaps.saturating_mul(2);
            self.page.lines.push(Line {
                kind,
                text,
                span: run.span,
                indent,
                width: run.width,
                stretch: if is_justified && is_full { room } else { 0 },
                gaps: run.gaps,
                is_divided: run.is_divided,
                bar,
                ..Line::default()
            });
        }
    }

    fn raw(&mut self) {
        let raw = &self.document.raw;
        let mut removed: Vec<&Removed> = self.document.removed.iter().collect();
        removed.sort_by_key(|piece| (piece.span, piece.reason));
        let mut last_reason = None;
        let mut start = 0;
        for line in raw.split('\n') {
            let span = TextSpan::new(start, start + line.len());
            start += line.len() + 1;
            if line.trim().is_empty() {
                self.page.lines.push(Line {
                    text: TextKind::Raw,
                    span,
                    ..Line::default()
                });
                continue;
            }
            let from = removed.partition_point(|piece| piece.span.end <= span.start);
            let near = removed
                .iter()
                .skip(from)
                .take_while(|piece| piece.span.start < span.end);
            let mut at = span.start;
            for piece in near {
                let Some(inside) = piece.span.intersect(span) else {
                    continue;
                };
                if at < inside.start {
                    let kept = TextSpan {
                        start: at,
                        end: inside.start,
                    };
                    self.set(kept, Look::of(LineKind::Text, TextKind::Raw));
                    last_reason = None;
                }
                let first = self.page.lines.len();
                let rest = TextSpan {
                    start: inside.start.max(at),
                    end: inside.end,
                };
                let look = Look::of(LineKind::Unfolded(u32::MAX), TextKind::Raw);
                self.set(
                    rest,
                    Look {
                        bar: Bar::Removed,
                        ..look
                    },
                );
                if last_reason != Some(piece.reason) && self.page.lines.len() > first {
                    speakers::place(self, piece.reason.label(), None, first);
                }
                last_reason = Some(piece.reason);
                at = inside.end.max(at);
            }
            if at < span.end {
                let kept = TextSpan {
                    start: at,
                    end: span.end,
                };
                self.set(kept, Look::of(LineKind::Text, TextKind::Raw));
                last_reason = None;
            }
        }
    }
}

enum Segment {
    Shown(TextSpan),
    Fold(usize),
}

/// Cuts a block into what is shown and the folds that start in it.
fn segments(folds: &[Fold], block: TextSpan) -> Vec<Segment> {
    let mut out = Vec::new();
    let mut at = block.start;
    let is_said = |fold: &Fold| fold.kind != FoldKind::Removed;
    for (number, fold) in folds.iter().enumerate().filter(|(_, fold)| is_said(fold)) {
        for (n, piece) in fold.pieces.iter().enumerate() {
            let Some(inside) = piece.intersect(block) else {
                continue;
            };
            if at < inside.start {
                out.push(Segment::Shown(TextSpan {
                    start: at,
                    end: inside.start,
                }));
            }
            if n == 0 && inside.start == piece.start {
                out.push(Segment::Fold(number));
            }
            at = inside.end;
        }
    }
    if at < block.end {
        out.push(Segment::Shown(TextSpan {
            start: at,
            end: block.end,
        }));
    }
    out
}

/// Code keeps its lines and blanks; a line that is too long goes on in the next row.
fn code_lines(text: &str, span: TextSpan, width: u16) -> Vec<Run> {
    let mut out = Vec::new();
    let mut start = span.start as usize;
    for line in span.of(text).split('\n') {
        let mut rest = TextSpan::new(start, start + line.len());
        start += line.len() + 1;
        loop {
            let whole = Line {
                kind: LineKind::Code,
                span: rest,
                ..Line::default()
            };
            let cut = whole
                .glyphs(text)
                .find(|glyph| glyph.column + glyph.cells > width);
            let end = cut.map_or(rest.end as usize, |glyph| glyph.offset);
            let end = end.max(rest.start as usize + usize::from(cut.is_some()));
            let end = text.ceil_char_boundary(end);
            let span = TextSpan::new(rest.start as usize, end);
            let row = Line {
                kind: LineKind::Code,
                span,
                ..Line::default()
            };
            let used = row
                .glyphs(text)
                .last()
                .map_or(0, |glyph| glyph.column + glyph.cells);
            out.push(Run {
                span,
                width: used,
                gaps: 0,
                is_divided: false,
            });
            rest = TextSpan::new(end, rest.end as usize);
            if rest.is_empty() {
                break;
            }
        }
    }
    out
}

/// Cuts a label to what a column of `cells` holds.
pub(crate) fn label_words(words: &str, cells: u16) -> String {
    ellipsize(words, usize::from(cells))
}

#[cfg(test)]
mod tests;
