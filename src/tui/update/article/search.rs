//! The search in the text of the article.

use std::sync::Arc;

use crate::query::find::{Folded, find_in};
use crate::text::TextSpan;
use crate::tui::areas::Areas;
use crate::tui::model::reading::Showing;
use crate::tui::model::{Model, Reading};
use crate::tui::update::article::jump;

/// Searches the text that is shown.
pub(in crate::tui::update) fn search(model: &mut Model, needle: &str) {
    let height = Areas::of(model).reading_rows();
    let Some(reading) = &mut model.reading else {
        return;
    };
    needle.clone_into(&mut reading.find.needle);
    look(reading);
    let from = reading.page.offset_at(reading.top, reading.text_kind());
    let hits = &reading.find.hits;
    let first = hits.partition_point(|hit| (hit.start as usize) < from);
    let first = if first == hits.len() { 0 } else { first };
    if let Some(&hit) = hits.get(first) {
        reading.find.current = Some(first);
        jump_to_hit(reading, hit, height);
    }
}

fn jump_to_hit(reading: &mut Reading, hit: TextSpan, height: usize) {
    match reading.page_shows {
        Showing::Clean => jump(reading, hit, height),
        Showing::Raw => reading.reveal(hit.start as usize, height),
    }
}

/// Searches again, after the text that is shown has changed.
pub(in crate::tui::update) fn search_again(reading: &mut Reading) {
    reading.find.folded = None;
    look(reading);
}

/// Finds the needle in the text that is shown.
fn look(reading: &mut Reading) {
    let folded = match &reading.find.folded {
        Some(folded) => Arc::clone(folded),
        None if reading.find.needle.is_empty() => Arc::default(),
        None => Arc::new(Folded::new(reading.text())),
    };
    reading.find.hits = find_in(&folded, &reading.find.needle);
    reading.find.folded = (!reading.find.needle.is_empty()).then_some(folded);
    reading.find.current = None;
}

pub(super) fn next_hit(model: &mut Model, is_next: bool, count: u32, height: usize) {
    let Some(reading) = &mut model.reading else {
        return;
    };
    let n = reading.find.hits.len();
    if n == 0 {
        let words = if reading.find.needle.is_empty() {
            "/ searches the article."
        } else {
            "Not found."
        };
        model.notice = Some(words.to_owned());
        return;
    }
    let steps = count as usize % n;
    let from = reading.page.offset_at(reading.top, reading.text_kind());
    let after = reading
        .find
        .hits
        .partition_point(|hit| (hit.start as usize) < from);
    let at = match (reading.find.current, is_next) {
        (Some(at), true) => (at + steps) % n,
        (Some(at), false) => (at + n - steps) % n,
        (None, true) => after % n,
        (None, false) => (after + n - 1) % n,
    };
    reading.find.current = Some(at);
    let hit = reading.find.hits[at];
    jump_to_hit(reading, hit, height);
}
