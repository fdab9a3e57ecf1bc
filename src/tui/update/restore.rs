//! In the raw view: bringing back what cleaning took out.

use crate::engine::restore::Reach;
use crate::text::TextSpan;
use crate::tui::effect::Effect;
use crate::tui::model::reading::Showing;
use crate::tui::model::{Model, Reading};

/// Words of a piece that the notice says.
const SAID: usize = 6;

/// Brings the first removed piece on the screen back, or takes it out again where it was brought back.
pub(super) fn bring_back(model: &mut Model, reach: Reach, height: usize) -> Vec<Effect> {
    let Some(reading) = &model.reading else {
        return Vec::new();
    };
    if reading.page_shows != Showing::Raw {
        model.notice = Some("R shows what was taken out; there it can be brought back.".to_owned());
        return Vec::new();
    }
    let Some((piece, is_back)) = first_piece(reading, height) else {
        model.notice = Some("Nothing on the screen was taken out: scroll to a piece.".to_owned());
        return Vec::new();
    };
    let words = piece.of(reading.text()).split_whitespace();
    let mut shown: Vec<&str> = words.take(SAID + 1).collect();
    if shown.len() > SAID {
        shown[SAID] = "…";
    }
    let shown = shown.join(" ");
    let (notice, reach) = match (is_back, reach) {
        (true, _) => (format!("Taken out again: “{shown}”"), None),
        (false, Reach::Article) => (format!("Brought back: “{shown}”"), Some(reach)),
        (false, Reach::Source) => (
            format!("Brought back in all of this source: “{shown}”"),
            Some(reach),
        ),
    };
    let id = reading.id;
    model.notice = Some(notice);
    vec![Effect::BringBack { id, piece, reach }]
}

/// Returns the first piece on the screen that was taken out of the page, or was and is back.
fn first_piece(reading: &Reading, height: usize) -> Option<(TextSpan, bool)> {
    let document = reading.document.as_ref()?;
    let kind = reading.text_kind();
    let top = reading.page.offset_at(reading.top, kind);
    let bottom = reading.page.offset_at(reading.top + height, kind);
    let removed = document.removed.iter().map(|piece| (piece.span, false));
    let back = document.brought_back.iter().map(|&piece| (piece, true));
    let is_last = reading.last_top(height) <= reading.top;
    removed
        .chain(back)
        .filter(|(piece, _)| top < piece.end as usize)
        .filter(|(piece, _)| is_last || (piece.start as usize) < bottom)
        .min()
}
