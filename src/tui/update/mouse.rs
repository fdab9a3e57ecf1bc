//! The mouse: wheel, click, drag.

use ratatui::layout::{Position, Rect};

use crate::tui::action::Action;
use crate::tui::areas::{Areas, ROW_HEIGHT};
use crate::tui::effect::Effect;
use crate::tui::model::{Focus, Model};
use crate::tui::msg::Mouse;
use crate::tui::update::{act, article, list};
use crate::typeset::LineKind;

pub(super) fn update(model: &mut Model, mouse: Mouse) -> Vec<Effect> {
    let areas = Areas::of(model);
    let hits = |area: Rect, column, row| area.contains(Position { x: column, y: row });
    match mouse {
        Mouse::Wheel { lines, .. } if model.panel.is_some() => {
            if let Some(panel) = &mut model.panel {
                panel.move_by(isize::from(lines));
            }
        }
        Mouse::Wheel { lines, column, row } => {
            if hits(areas.list, column, row) {
                model
                    .list
                    .move_by(isize::from(lines.signum()), areas.list_rows());
            } else if let Some(reading) = &mut model.reading {
                reading.scroll(isize::from(lines), areas.reading_rows());
            }
        }
        Mouse::Down { column, row } => return click(model, &areas, column, row),
        Mouse::Drag { column, row } => {
            let offset = offset_at(model, &areas, column, row);
            if let (Some(reading), Some(offset)) = (&mut model.reading, offset) {
                let from = reading.selection.map_or(offset, |(from, _)| from);
                reading.selection = Some((from, offset));
            }
        }
        Mouse::Up => {
            let reading = model.reading.as_mut();
            if let Some(reading) =
                reading.filter(|reading| reading.selection.is_some_and(|(from, to)| from == to))
            {
                reading.selection = None;
            }
        }
    }
    Vec::new()
}

fn click(model: &mut Model, areas: &Areas, column: u16, row: u16) -> Vec<Effect> {
    let at = Position { x: column, y: row };
    if model.panel.is_some() {
        if !areas.panel.contains(at) {
            model.panel = None;
        }
        return Vec::new();
    }
    if areas.list.contains(at) {
        let place = model.list.top + usize::from((row - areas.list.y) / ROW_HEIGHT);
        if place >= model.list.shown.len() {
            return Vec::new();
        }
        let is_again = model.list.cursor == place;
        model.focus = Focus::List;
        model.list.cursor = place;
        let on_screen = areas.list_rows();
        model.list.settle(on_screen);
        return if is_again {
            list::act(model, Action::Open, None, areas)
        } else {
            Vec::new()
        };
    }
    if !areas.reading.contains(at) {
        return Vec::new();
    }
    if model.focus == Focus::List && model.reading.is_some() {
        return act(model, Action::Open, None);
    }
    let offset = offset_at(model, areas, column, row);
    let Some(reading) = &mut model.reading else {
        return Vec::new();
    };
    let line = reading.top + usize::from(row - areas.reading.y);
    if let Some(LineKind::Fold(number)) = reading.page.lines.get(line).map(|line| line.kind) {
        article::toggle(reading, number, areas.reading_rows());
        return Vec::new();
    }
    reading.selection = offset.map(|offset| (offset, offset));
    Vec::new()
}

/// Returns the byte of the text under a cell.
fn offset_at(model: &Model, areas: &Areas, column: u16, row: u16) -> Option<usize> {
    let reading = model.reading.as_ref()?;
    let row =
        row.clamp(areas.reading.y, areas.reading.bottom().saturating_sub(1)) - areas.reading.y;
    let line = reading.page.lines.get(reading.top + usize::from(row))?;
    if line.text != reading.text_kind() {
        return None;
    }
    Some(line.offset_at(reading.text(), column.saturating_sub(areas.text.x)))
}
