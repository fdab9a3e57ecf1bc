//! The article: opening, scrolling, folds, jumps, searching, copying.

mod search; // the search in the text
mod setting; // how lines are set

use std::sync::Arc;

use crate::article::{ArticleId, MarkKind, Quotation, QuotationKind};
use crate::engine::restore::Reach;
use crate::text::TextSpan;
use crate::tui::action::Action;
use crate::tui::areas::Areas;
use crate::tui::effect::Effect;
use crate::tui::model::panel::Quoted;
use crate::tui::model::reading::Showing;
use crate::tui::model::{Focus, Model, Reading};
use crate::tui::msg::Opened;
use crate::tui::update::{list, marks, restore};
use crate::typeset::compose::byline;
use crate::typeset::{LineKind, Page};

pub(super) use search::{search, search_again};

/// Asks for an article, unless it is the open one. One that could not be read is asked for again.
pub(super) fn open(model: &mut Model, id: ArticleId) -> Vec<Effect> {
    let mut open = model.reading.iter();
    if open.any(|reading| reading.id == id && !reading.has_failed()) {
        return Vec::new();
    }
    let mut effects = save_position(model);
    let generation = model.next_generation();
    model.reading = Some(Reading::new(id, generation));
    effects.push(Effect::Open { id, generation });
    effects
}

/// Opens an article at a byte of its text.
pub(super) fn open_at(model: &mut Model, id: ArticleId, offset: u32) -> Vec<Effect> {
    let effects = open(model, id);
    if let Some(place) = model.list.place_of(id) {
        model.list.cursor = place;
    }
    model.focus = Focus::Reading;
    let height = Areas::of(model).reading_rows();
    if let Some(reading) = &mut model.reading {
        reading.showing = Showing::Clean;
        if reading.document.is_some() && reading.page_shows == Showing::Clean {
            jump(
                reading,
                TextSpan {
                    start: offset,
                    end: offset,
                },
                height,
            );
        } else {
            reading.target = Some(offset);
        }
        reading.spot = quotation_at(reading, offset as usize);
    }
    effects
}

/// Reads the open article again and keeps the place in it.
pub(super) fn reopen(model: &mut Model) -> Vec<Effect> {
    let generation = model.next_generation();
    let Some(reading) = &mut model.reading else {
        return Vec::new();
    };
    let is_clean = reading.page_shows == Showing::Clean;
    if is_clean && reading.document.is_some() && reading.top > 0 {
        let offset = reading.page.offset_at(reading.top, reading.text_kind());
        reading.target = u32::try_from(offset).ok();
    }
    reading.waits_for = Some(generation);
    let id = reading.id;
    vec![Effect::Open { id, generation }]
}

/// Opens an article and goes to the first of some words in it.
pub(super) fn open_and_find(model: &mut Model, id: ArticleId, words: &str) -> Vec<Effect> {
    let effects = open(model, id);
    if let Some(place) = model.list.place_of(id) {
        model.list.cursor = place;
    }
    model.focus = Focus::Reading;
    if let Some(reading) = &mut model.reading {
        reading.wanted = Some(words.to_owned());
    }
    effects
}

fn quotation_at(reading: &Reading, offset: usize) -> Option<TextSpan> {
    let document = reading.document.as_ref()?;
    let mut all = document.annotations.quotations.iter();
    all.find(|quotation| quotation.span.start as usize == offset)
        .map(|quotation| quotation.span)
}

pub(super) fn take(
    model: &mut Model,
    generation: u64,
    result: Result<Opened, String>,
) -> Vec<Effect> {
    let Some(reading) = &mut model.reading else {
        return Vec::new();
    };
    if reading.waits_for != Some(generation) {
        return Vec::new();
    }
    reading.waits_for = None;
    match result {
        Ok(opened) => {
            if reading.document.is_some() {
                // Another text under the same setting.
                refold(reading);
                reading.find.folded = None;
            }
            reading.saved = opened.position;
            reading.marks = opened.marks;
            list::take_people(&mut model.list, &opened.document.row);
            reading.document = Some(opened.document);
            if let Some(target) = reading.target {
                reading.spot = quotation_at(reading, target as usize);
            } else {
                reading.target = opened.position;
            }
            super::panel::refill(model);
        }
        Err(problem) => {
            model.notice = Some(problem);
            // What is left says that this article need not be asked for as a preview.
            let id = reading.id;
            *reading = Reading {
                id,
                ..Reading::default()
            };
            model.focus = Focus::List;
        }
    }
    Vec::new()
}

pub(super) fn take_page(model: &mut Model, generation: u64, page: Arc<Page>) -> Vec<Effect> {
    let height = Areas::of(model).reading_rows();
    if let Some(reading) = &mut model.reading
        && reading.composing == Some(generation)
    {
        reading.composing = None;
        if reading.page_shows == Showing::Clean {
            reading.page = page;
            reading.setting.limit = 0;
            super::settle::follow_target(reading, height);
        }
    }
    Vec::new()
}

/// Keeps where the reader is, if the library does not know it.
pub(super) fn save_position(model: &mut Model) -> Vec<Effect> {
    let Some(reading) = &mut model.reading else {
        return Vec::new();
    };
    if !reading.is_marked || reading.document.is_none() || reading.page.lines.is_empty() {
        return Vec::new();
    }
    let top = match reading.page_shows {
        Showing::Clean => reading.top,
        Showing::Raw => return Vec::new(),
    };
    let offset = if top == 0 {
        0
    } else {
        reading.page.offset_at(top, reading.text_kind())
    };
    let offset = u32::try_from(offset).unwrap_or(u32::MAX);
    if reading.saved.unwrap_or(0) == offset {
        return Vec::new();
    }
    reading.saved = Some(offset);
    vec![Effect::SavePosition(reading.id, offset)]
}

/// Goes back from the raw view; says whether it was there.
pub(super) fn leave_raw(model: &mut Model) -> bool {
    match &mut model.reading {
        Some(reading) if reading.showing == Showing::Raw => {
            reading.showing = Showing::Clean;
            true
        }
        _ => false,
    }
}

pub(super) fn act(
    model: &mut Model,
    action: Action,
    count: Option<u32>,
    areas: &Areas,
) -> Vec<Effect> {
    match action {
        Action::Select => return marks::choose(model),
        Action::News => return marks::news(model),
        Action::BringBack => {
            return restore::bring_back(model, Reach::Article, areas.reading_rows());
        }
        Action::BringBackAlways => {
            return restore::bring_back(model, Reach::Source, areas.reading_rows());
        }
        Action::Highlight => return marks::highlight(model),
        Action::Note => return marks::begin_note(model),
        Action::Down | Action::Up
            if model
                .reading
                .as_ref()
                .is_some_and(|reading| reading.choosing.is_some()) =>
        {
            let is_down = action == Action::Down;
            marks::choose_more(model, is_down, count.unwrap_or(1), areas.reading_rows());
            return Vec::new();
        }
        Action::OpenLink => return open_link(model, count),
        Action::CopyLink => return copy_link(model),
        Action::CopyQuotation => return copy_quotation(model, areas),
        _ if setting::turn(model, action, areas) => return Vec::new(),
        _ => {}
    }
    let Some(reading) = &mut model.reading else {
        return Vec::new();
    };
    let height = areas.reading_rows();
    let page = height.saturating_sub(2).max(1);
    let step = |rows: usize| {
        let times = count.unwrap_or(1) as usize;
        isize::try_from(rows.saturating_mul(times)).unwrap_or(isize::MAX)
    };
    match action {
        Action::Down => reading.scroll(step(1), height),
        Action::Up => reading.scroll(-step(1), height),
        Action::PageDown => reading.scroll(step(page), height),
        Action::PageUp => reading.scroll(-step(page), height),
        Action::HalfDown => reading.scroll(step((height / 2).max(1)), height),
        Action::HalfUp => reading.scroll(-step((height / 2).max(1)), height),
        Action::Top | Action::Bottom => {
            let end = if action == Action::Top { 0 } else { usize::MAX };
            let row = count.map_or(end, |count| count.saturating_sub(1) as usize);
            reading.top = row.min(reading.last_top(height));
        }
        Action::NextParagraph | Action::PreviousParagraph => {
            paragraphs(
                reading,
                action == Action::NextParagraph,
                count.unwrap_or(1),
                height,
            );
        }
        Action::NextQuotation | Action::PreviousQuotation => {
            let spans = quotations(reading);
            let words = "quotations";
            go(
                model,
                &spans,
                action == Action::NextQuotation,
                count,
                height,
                words,
            );
        }
        Action::NextPerson | Action::PreviousPerson => {
            let spans = mentions(reading);
            go(
                model,
                &spans,
                action == Action::NextPerson,
                count,
                height,
                "people",
            );
        }
        Action::NextHit | Action::PreviousHit => {
            search::next_hit(model, action == Action::NextHit, count.unwrap_or(1), height);
        }
        Action::Raw => {
            reading.showing = match reading.showing {
                Showing::Clean => Showing::Raw,
                Showing::Raw => Showing::Clean,
            };
        }
        Action::ToggleFold => toggle_fold(model, height),
        Action::OpenFolds => {
            reading.setting.open = (0..).take(reading.page.folds.len()).collect();
            refold(reading);
        }
        Action::CloseFolds => {
            reading.setting.open.clear();
            refold(reading);
        }
        _ => {}
    }
    Vec::new()
}

/// Makes the page be set anew, the open folds having changed.
fn refold(reading: &mut Reading) {
    // A measure that no pane has: the page does not fit its setting any more.
    reading.setting.measure = 0;
}

fn toggle_fold(model: &mut Model, height: usize) {
    let Some(reading) = &mut model.reading else {
        return;
    };
    if reading.page_shows == Showing::Raw {
        model.notice = Some("R goes back to the article.".to_owned());
        return;
    }
    let fold = |row: usize| match reading.page.lines.get(row).map(|line| line.kind) {
        Some(LineKind::Fold(number) | LineKind::Unfolded(number)) => Some(number),
        _ => None,
    };
    let last = (reading.top + height).min(reading.page.lines.len());
    let found = (reading.top..last).find_map(fold);
    let Some(number) = found.or_else(|| (0..reading.top).rev().find_map(fold)) else {
        model.notice = Some("Nothing is folded here.".to_owned());
        return;
    };
    toggle(reading, number, height);
}

/// Opens or closes a fold; the rows above it stay where they are.
pub(super) fn toggle(reading: &mut Reading, number: u32, height: usize) {
    if !reading.setting.open.remove(&number) {
        reading.setting.open.insert(number);
    }
    let Some(document) = &reading.document else {
        return;
    };
    reading.page = Arc::new(crate::typeset::compose(document, &reading.setting));
    let is_line = |line: &crate::typeset::Line| line.kind == LineKind::Fold(number);
    if let Some(row) = reading.page.lines.iter().position(is_line)
        && row < reading.top
    {
        reading.top = row;
    }
    reading.top = reading.top.min(reading.last_top(height));
}

fn paragraphs(reading: &mut Reading, is_next: bool, count: u32, height: usize) {
    let lines = &reading.page.lines;
    let starts = |row: usize| {
        let is_blank = |row: usize| {
            lines
                .get(row)
                .is_none_or(|line| line.kind == LineKind::Blank)
        };
        !is_blank(row) && (row == 0 || is_blank(row - 1))
    };
    let mut top = reading.top;
    for _ in 0..count {
        let found = if is_next {
            (top + 1..lines.len()).find(|&row| starts(row))
        } else {
            (0..top).rev().find(|&row| starts(row))
        };
        let Some(row) = found else { break };
        top = row;
    }
    reading.top = top.min(reading.last_top(height));
}

fn quotations(reading: &Reading) -> Vec<TextSpan> {
    let Some(document) = &reading.document else {
        return Vec::new();
    };
    let speech = |quotation: &&Quotation| quotation.kind == QuotationKind::Speech;
    let all = document.annotations.quotations.iter().filter(speech);
    all.map(|quotation| quotation.span).collect()
}

fn mentions(reading: &Reading) -> Vec<TextSpan> {
    let Some(document) = &reading.document else {
        return Vec::new();
    };
    let people = &document.annotations.people;
    let mut all: Vec<TextSpan> = people
        .iter()
        .flat_map(|person| person.mentions.iter().copied())
        .collect();
    all.sort();
    all
}

/// Returns the byte that jumps count from: what was jumped to while it is on the screen, else the
/// first line of the screen.
fn here(reading: &Reading, height: usize) -> (u32, bool) {
    if let Some(spot) = reading.spot {
        let row = reading.page.row_of(spot.start as usize);
        if reading.top <= row && row < reading.top + height {
            return (spot.start, true);
        }
    }
    let offset = reading.page.offset_at(reading.top, reading.text_kind());
    (u32::try_from(offset).unwrap_or(u32::MAX), false)
}

/// Jumps to the next or the last of some places.
fn go(
    model: &mut Model,
    spans: &[TextSpan],
    is_next: bool,
    count: Option<u32>,
    height: usize,
    words: &str,
) {
    let Some(reading) = &mut model.reading else {
        return;
    };
    if reading.showing == Showing::Raw {
        model.notice = Some("R goes back to the article.".to_owned());
        return;
    }
    let (from, is_there) = here(reading, height);
    let steps = count.unwrap_or(1).saturating_sub(1) as usize;
    let found = if is_next {
        let first = spans.partition_point(|span| {
            if is_there {
                span.start <= from
            } else {
                span.start < from
            }
        });
        spans.get(first + steps)
    } else {
        let after = spans.partition_point(|span| span.start < from);
        after.checked_sub(steps + 1).and_then(|at| spans.get(at))
    };
    let Some(&span) = found else {
        let none = if spans.is_empty() { "No" } else { "No more" };
        model.notice = Some(format!("{none} {words} there."));
        return;
    };
    jump(reading, span, height);
    reading.spot = Some(span);
    let at = spans.iter().position(|other| *other == span).unwrap_or(0) + 1;
    model.notice = Some(format!("{at}/{} {words}", spans.len()));
}

/// Brings a place of the body onto the screen, out of its fold where it is in one.
pub(super) fn jump(reading: &mut Reading, span: TextSpan, height: usize) {
    let start = span.start as usize;
    if !reading.page.shows(start) {
        let holds = |fold: &crate::typeset::Fold| {
            fold.kind != crate::typeset::FoldKind::Removed
                && fold.pieces.iter().any(|piece| piece.contains_offset(start))
        };
        if let Some(number) = reading.page.folds.iter().position(holds) {
            toggle(reading, u32::try_from(number).unwrap_or(u32::MAX), height);
        }
    }
    reading.reveal(start, height);
}

/// Returns the links of an article, each address once.
pub(super) fn links(reading: &Reading) -> Vec<(String, String)> {
    let Some(document) = &reading.document else {
        return Vec::new();
    };
    let mut out: Vec<(String, String)> = Vec::new();
    for mark in &document.body.marks {
        if let MarkKind::Link(url) = &mark.kind
            && !out.iter().any(|(_, known)| known == url)
        {
            out.push((mark.span.of(&document.body.text).to_owned(), url.clone()));
        }
    }
    out
}

pub(super) fn open_link(model: &mut Model, count: Option<u32>) -> Vec<Effect> {
    let link = count.and_then(|count| {
        let links = model.reading.as_ref().map(links).unwrap_or_default();
        links
            .into_iter()
            .nth((count as usize).checked_sub(1)?)
            .map(|(_, url)| url)
    });
    let own = || subject_row(model).and_then(|row| row.metadata.url);
    if let Some(url) = link.or_else(|| if count.is_none() { own() } else { None }) {
        vec![Effect::OpenUrl(url)]
    } else {
        let words = if count.is_some() {
            "There is no such link."
        } else {
            "This article has no address."
        };
        model.notice = Some(words.to_owned());
        Vec::new()
    }
}

fn subject_row(model: &Model) -> Option<crate::article::Row> {
    let id = list::subject(model)?;
    model.list.find(id).map(crate::article::Listed::row)
}

pub(super) fn copy_link(model: &mut Model) -> Vec<Effect> {
    let Some(row) = subject_row(model) else {
        return Vec::new();
    };
    let line = byline(&row, None);
    let (mut text, url) = (row.metadata.title, row.metadata.url);
    for part in [Some(line), url].into_iter().flatten() {
        text.push('\n');
        text.push_str(&part);
    }
    model.notice = Some("Copied title and address.".to_owned());
    vec![Effect::Copy(text)]
}

/// Returns a quotation with what stands around it.
pub(super) fn quoted(reading: &Reading, quotation: &Quotation) -> Option<Quoted> {
    let document = reading.document.as_ref()?;
    Some(crate::tui::worker::quoted(document, quotation))
}

fn copy_quotation(model: &mut Model, areas: &Areas) -> Vec<Effect> {
    let Some(reading) = &model.reading else {
        return Vec::new();
    };
    let Some(document) = &reading.document else {
        return Vec::new();
    };
    if let Some((from, to)) = reading.selection {
        let span = TextSpan::new(from.min(to), from.max(to));
        let text = span.of(reading.text()).to_owned();
        model.notice = Some("Copied the selection.".to_owned());
        return vec![Effect::Copy(text)];
    }
    let (first, last) = (reading.top, reading.top + areas.reading_rows());
    let on_screen = |quotation: &&Quotation| {
        let row = reading.page.row_of(quotation.span.start as usize);
        quotation.kind == QuotationKind::Speech && first <= row && row < last
    };
    let all = &document.annotations.quotations;
    let chosen = all
        .iter()
        .find(|quotation| Some(quotation.span) == reading.spot);
    let chosen = chosen.or_else(|| all.iter().find(on_screen));
    let Some(quoted) = chosen.and_then(|quotation| quoted(reading, quotation)) else {
        model.notice = Some("No quotation on the screen.".to_owned());
        return Vec::new();
    };
    let who = if quoted.speaker.is_empty() {
        String::new()
    } else {
        format!(" of {}", quoted.speaker)
    };
    model.notice = Some(format!("Copied the quotation{who}."));
    vec![Effect::Copy(quoted.to_copy())]
}
