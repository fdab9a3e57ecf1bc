//! After every message: windows follow cursors, the page follows the pane, the article follows the list.

use std::sync::Arc;

use crate::article::Document;
use crate::tui::areas::Areas;
use crate::tui::effect::Effect;
use crate::tui::model::reading::Showing;
use crate::tui::model::{Focus, Model, Reading};
use crate::tui::screen::panel::scroll_into_view;
use crate::tui::update::{article, list};
use crate::typeset::wrap::Fit;
use crate::typeset::{Setting, compose, compose_raw};

/// Bytes of text from which on a page is laid out elsewhere, after its beginning.
const LONG: usize = 400_000;
/// Bytes of the beginning of a long text.
const BEGINNING: u32 = 60_000;

pub(super) fn settle(model: &mut Model) -> Vec<Effect> {
    let mut areas = Areas::of(model);
    if !areas.list.is_empty() {
        model.list.settle(areas.list_rows());
    }
    let mut effects = Vec::new();
    // A preview follows the cursor where both panes are on the screen.
    let is_preview = model.focus == Focus::List && !areas.reading.is_empty();
    let open = model.reading.as_ref().map(|reading| reading.id);
    let under_cursor = model.list.current().map(|row| row.id);
    if is_preview
        && let Some(id) = under_cursor
        && open != Some(id)
    {
        effects.extend(article::open(model, id));
    }
    if model.reading.is_none() && model.focus == Focus::Reading {
        model.focus = Focus::List;
        areas = Areas::of(model);
    }
    effects.extend(mark_as_read(model));
    effects.extend(lay_out(model, &areas));
    search_wanted(model);
    if let Some(panel) = &mut model.panel {
        scroll_into_view(panel, areas.panel_inside());
    }
    effects
}

/// Searches what was asked for with the article, once its page is there.
fn search_wanted(model: &mut Model) {
    let reading = model.reading.as_mut();
    let is_there =
        |reading: &&mut Reading| !reading.page.lines.is_empty() && reading.document.is_some();
    let wanted = reading.filter(is_there).and_then(|reading| {
        reading.target = None;
        reading.wanted.take()
    });
    if let Some(words) = wanted {
        article::search(model, &words);
    }
}

fn mark_as_read(model: &mut Model) -> Vec<Effect> {
    if model.focus != Focus::Reading {
        return Vec::new();
    }
    let open = model
        .reading
        .as_mut()
        .filter(|reading| reading.document.is_some());
    let Some(reading) = open.filter(|reading| !reading.is_marked) else {
        return Vec::new();
    };
    reading.is_marked = true;
    let id = reading.id;
    list::set_read(model, &[id], true)
}

/// Sets the page anew where its setting has changed, and keeps the place.
fn lay_out(model: &mut Model, areas: &Areas) -> Vec<Effect> {
    let settings = &model.settings;
    let Some(reading) = &mut model.reading else {
        return Vec::new();
    };
    let Some(document) = reading.document.clone() else {
        return Vec::new();
    };
    if areas.reading.is_empty() {
        return Vec::new();
    }
    let height = areas.reading_rows();
    let wanted = Setting {
        measure: areas.text.width,
        side: areas.side,
        fit: Fit::Optimal,
        is_justified: settings.is_justified,
        has_speakers: settings.has_speakers,
        has_pull_quotes: settings.has_pull_quotes,
        is_hyphenated: settings.is_hyphenated,
        open: reading.setting.open.clone(),
        limit: 0,
    };
    let is_new = reading.page.lines.is_empty();
    let is_other_text = reading.page_shows != reading.showing;
    let same = wanted
        == Setting {
            limit: 0,
            ..reading.setting.clone()
        };
    if same && !is_new && !is_other_text {
        reading.top = reading.top.min(reading.last_top(height));
        follow_target(reading, height);
        return Vec::new();
    }
    let kind = reading.text_kind();
    let anchor = reading.page.offset_at(reading.top, kind);
    let below = reading.page.row_of(anchor).saturating_sub(reading.top);
    let was_at_top = reading.top == 0;
    let mut effects = Vec::new();
    let is_long = reading.showing == Showing::Clean && document.body.text.len() > LONG;
    let mut setting = wanted;
    if is_long {
        model.generation += 1;
        let generation = model.generation;
        reading.composing = Some(generation);
        effects.push(Effect::Compose {
            document: Arc::clone(&document),
            setting: setting.clone(),
            generation,
        });
        setting.limit = BEGINNING;
        if !was_at_top {
            reading
                .target
                .get_or_insert_with(|| u32::try_from(anchor).unwrap_or(u32::MAX));
        }
    }
    let page = match reading.showing {
        Showing::Clean => compose(&document, &setting),
        Showing::Raw => compose_raw(&document, &setting),
    };
    reading.page = Arc::new(page);
    reading.setting = setting;
    reading.page_shows = reading.showing;
    if is_other_text {
        std::mem::swap(&mut reading.top, &mut reading.other_top);
        if reading.showing == Showing::Raw && reading.top == 0 {
            reading.top = first_row_of_raw(reading, &document, anchor, height);
        }
    } else if !is_new && !was_at_top {
        reading.top = reading.page.row_of(anchor).saturating_sub(below);
    }
    reading.top = reading.top.min(reading.last_top(height));
    if is_other_text {
        article::search_again(reading);
    }
    follow_target(reading, height);
    effects
}

/// Returns the row at which the page as it came begins to be shown: where the words were that one was
/// reading, with some rows above them, and its start where that shows them too.
fn first_row_of_raw(reading: &Reading, document: &Document, offset: usize, height: usize) -> usize {
    let blocks = &document.body.blocks;
    let after = blocks.partition_point(|block| block.span.start as usize <= offset);
    let Some(block) = blocks.get(after.saturating_sub(1)) else {
        return 0;
    };
    let row = reading.page.row_of(block.origin.start as usize);
    if row + 2 < height {
        0
    } else {
        row.saturating_sub(height / 3)
    }
}

/// Goes to where the reader wanted to be, as soon as the page reaches there.
pub(super) fn follow_target(reading: &mut Reading, height: usize) {
    let Some(target) = reading.target else { return };
    let is_whole = reading.setting.limit == 0 || target < reading.setting.limit;
    if !is_whole || reading.page.lines.is_empty() || reading.page_shows != Showing::Clean {
        return;
    }
    reading.target = None;
    let row = reading.page.row_of(target as usize);
    // What is asked for by its first words is shown with the title.
    reading.top = if target == 0 {
        0
    } else {
        row.min(reading.last_top(height))
    };
}
