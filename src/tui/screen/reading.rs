//! The open article.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use crate::article::{Document, MarkKind, Quotation, QuotationKind};
use crate::engine::marks::Marked;
use crate::text::TextSpan;
use crate::tui::areas::{Areas, GUTTER};
use crate::tui::model::{Model, Reading};
use crate::tui::screen::draw::{put, put_cut, sign};
use crate::tui::theme::{Role, Theme};
use crate::typeset::speakers::NARROWEST_SIDE;
use crate::typeset::{Bar, Line, LineKind, TextKind};

/// Draws the article.
pub fn draw(model: &Model, areas: &Areas, buffer: &mut Buffer) {
    let pane = areas.reading;
    let Some(reading) = &model.reading else {
        return;
    };
    let Some(document) = &reading.document else {
        return;
    };
    if pane.is_empty() {
        return;
    }
    let painter = Painter {
        model,
        theme: &model.settings.theme,
        reading,
        document,
    };
    let lines = reading.page.lines.iter().skip(reading.top);
    for (y, line) in (pane.top()..pane.bottom()).zip(lines) {
        let at = (areas.text.x, y);
        painter.bar(line, (at.0.saturating_sub(GUTTER), y), buffer);
        painter.line(line, at, pane.right(), buffer);
        painter.note(line, (areas.text.right() + 2, y), pane.right(), buffer);
    }
}

/// Cells of the article that lead to an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkCells<'a> {
    /// Row of the screen.
    pub row: u16,
    /// Columns of the screen.
    pub columns: std::ops::Range<u16>,
    /// Where they lead, as the page has it.
    pub url: &'a str,
}

/// Returns the links that are on the screen, none where something lies over the article.
pub fn links(model: &Model) -> Vec<LinkCells<'_>> {
    let areas = Areas::of(model);
    let pane = areas.reading;
    let open = model.reading.as_ref().filter(|_| model.panel.is_none());
    let Some((reading, document)) =
        open.and_then(|reading| Some((reading, reading.document.as_deref()?)))
    else {
        return Vec::new();
    };
    let text = &document.body.text;
    let mut out = Vec::new();
    let lines = reading.page.lines.iter().skip(reading.top);
    for (row, line) in (pane.top()..pane.bottom()).zip(lines) {
        if line.text != TextKind::Body || line.span.is_empty() {
            continue;
        }
        for mark in &document.body.marks {
            let MarkKind::Link(url) = &mark.kind else {
                continue;
            };
            let Some(inside) = mark.span.intersect(line.span) else {
                continue;
            };
            let column = |offset: u32| {
                let column = line.column_of(text, offset as usize);
                areas.text.x.saturating_add(column)
            };
            let (from, last) = (column(inside.start), column(inside.end.saturating_sub(1)));
            let end = last.saturating_add(1).min(pane.right());
            if from < end {
                out.push(LinkCells {
                    row,
                    columns: from..end,
                    url,
                });
            }
        }
    }
    out
}

struct Painter<'a> {
    model: &'a Model,
    theme: &'a Theme,
    reading: &'a Reading,
    document: &'a Document,
}

impl Painter<'_> {
    fn bar(&self, line: &Line, at: (u16, u16), buffer: &mut Buffer) {
        if self.model.settings.is_plain {
            return;
        }
        let (words, role) = match line.bar {
            Bar::None => return,
            Bar::Quotation => ("┃", Role::QuotationBar),
            Bar::Shared => ("┊", Role::SharedBar),
            Bar::Removed => ("╌", Role::RemovedBar),
        };
        let words = sign(self.model.settings.is_ascii, words);
        put(buffer, at, at.0 + 1, words, self.theme.style(role));
    }

    /// Writes the note that ends in a line beside it, where the margin is free.
    fn note(&self, line: &Line, at: (u16, u16), right: u16, buffer: &mut Buffer) {
        let is_free = line.label.is_none() && line.text == TextKind::Body;
        let ends_here = |mark: &&Marked| {
            let last = mark.span.map(|span| span.end.saturating_sub(1));
            !mark.words.is_empty()
                && last.is_some_and(|last| line.span.contains_offset(last as usize))
        };
        if !is_free || right.saturating_sub(at.0) < NARROWEST_SIDE {
            return;
        }
        if let Some(mark) = self.reading.marks.iter().find(ends_here) {
            let words = format!("{} {}", sign(self.model.settings.is_ascii, "✎"), mark.words);
            put_cut(buffer, at, right, &words, self.theme.style(Role::Speaker));
        }
    }

    fn line(&self, line: &Line, at: (u16, u16), right: u16, buffer: &mut Buffer) {
        let (left, y) = at;
        let text = match line.text {
            TextKind::Body => &self.document.body.text,
            TextKind::Raw => &self.document.raw,
            TextKind::Notes => &self.reading.page.notes,
        };
        let base = self.theme.style(role_of(line.kind));
        let overlays = self.overlays(line);
        let bullet = line.bullet.of(&self.reading.page.notes);
        let width = crate::tui::screen::draw::width_of(bullet);
        put(
            buffer,
            (left + line.indent.saturating_sub(width), y),
            right,
            bullet,
            self.theme.style(Role::Dim),
        );
        for glyph in line.glyphs(text) {
            let mut style = base;
            let offset = u32::try_from(glyph.offset).unwrap_or(u32::MAX);
            for (span, over) in &overlays {
                if span.start <= offset && offset < span.end {
                    style = style.patch(*over);
                }
            }
            let column = left.saturating_add(glyph.column);
            put(buffer, (column, y), right, glyph.cluster, style);
            // The cells of a stretched blank.
            for extra in 1..glyph.cells {
                if glyph.cluster == " " {
                    put(buffer, (column + extra, y), right, " ", style);
                }
            }
        }
        if line.is_divided {
            let end = left.saturating_add(line.indent + line.width + line.stretch);
            put(buffer, (end.saturating_sub(1), y), right, "-", base);
        }
        if let Some(label) = line.label {
            let words = label.span.of(&self.reading.page.notes);
            let person = label
                .person
                .and_then(|at| self.document.annotations.people.get(at as usize));
            let own = person
                .map(|person| self.theme.person(&person.name))
                .unwrap_or_default();
            let is_reason = matches!(line.kind, LineKind::Unfolded(_));
            let style = self.theme.style(match () {
                () if is_reason => Role::Dim,
                () if label.is_quotation => Role::PullQuote,
                () => Role::Speaker,
            });
            put(
                buffer,
                (left.saturating_add(label.column), y),
                right,
                words,
                style.patch(own),
            );
        }
    }

    /// Returns what is drawn over the words of a line, the strongest last.
    fn overlays(&self, line: &Line) -> Vec<(TextSpan, Style)> {
        let mut out = Vec::new();
        let main = self.reading.text_kind();
        if line.text == TextKind::Body && !matches!(line.kind, LineKind::Unfolded(_)) {
            self.annotations(line, &mut out);
        }
        if line.text != main {
            return out;
        }
        let hits = &self.reading.find.hits;
        let from = hits.partition_point(|hit| hit.end <= line.span.start);
        for (at, hit) in hits.iter().enumerate().skip(from) {
            if line.span.end <= hit.start {
                break;
            }
            let is_current = self.reading.find.current == Some(at);
            let role = if is_current {
                Role::HitCurrent
            } else {
                Role::Hit
            };
            out.push((*hit, self.theme.style(role)));
        }
        if let Some((from, to)) = self.reading.selection {
            let span = TextSpan::new(from.min(to), from.max(to));
            out.push((span, self.theme.style(Role::Selection)));
        }
        out
    }

    fn annotations(&self, line: &Line, out: &mut Vec<(TextSpan, Style)>) {
        let annotations = &self.document.annotations;
        // One that holds another begins before it and ends after it: their ends do not ascend.
        let starts = |quotation: &&Quotation| quotation.span.start < line.span.end;
        let quotations = annotations.quotations.iter().take_while(starts);
        for quotation in quotations.filter(|quotation| line.span.start < quotation.span.end) {
            let role = match quotation.kind {
                QuotationKind::Speech => Role::Quotation,
                QuotationKind::Term => Role::Term,
            };
            out.push((quotation.span, self.theme.style(role)));
        }
        for mark in &self.document.body.marks {
            if !mark.span.overlaps(line.span) {
                continue;
            }
            let role = match mark.kind {
                MarkKind::Link(_) => Role::Link,
                MarkKind::Emphasis => Role::Emphasis,
                MarkKind::Strong => Role::Strong,
                MarkKind::Code => Role::Code,
            };
            out.push((mark.span, self.theme.style(role)));
        }
        for person in &annotations.people {
            let from = person
                .mentions
                .partition_point(|mention| mention.end <= line.span.start);
            let near = person.mentions.iter().skip(from);
            for mention in near.take_while(|mention| mention.start < line.span.end) {
                let own = self.theme.person(&person.name);
                out.push((*mention, self.theme.style(Role::Person).patch(own)));
            }
        }
        for span in self
            .reading
            .news
            .iter()
            .filter(|span| span.overlaps(line.span))
        {
            out.push((*span, self.theme.style(Role::News)));
        }
        for mark in &self.reading.marks {
            let role = if mark.words.is_empty() {
                Role::Highlight
            } else {
                Role::Noted
            };
            let span = mark.span.filter(|span| span.overlaps(line.span));
            out.extend(span.map(|span| (span, self.theme.style(role))));
        }
        if let Some(spot) = self.reading.spot {
            out.push((spot, self.theme.style(Role::Spot)));
        }
    }
}

fn role_of(kind: LineKind) -> Role {
    match kind {
        LineKind::Blank | LineKind::Text | LineKind::Quote | LineKind::Table => Role::Text,
        LineKind::Title => Role::Headline,
        LineKind::Byline => Role::Meta,
        LineKind::Heading(_) => Role::Heading,
        LineKind::Code => Role::Code,
        LineKind::Caption => Role::Caption,
        LineKind::Fold(_) => Role::Fold,
        LineKind::Unfolded(_) => Role::Folded,
        LineKind::Speakers => Role::Speaker,
    }
}
