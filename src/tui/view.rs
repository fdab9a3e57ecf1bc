//! From the state to cells: a function of the model, which it only reads.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::tui::areas::{Areas, ROW_HEIGHT};
use crate::tui::model::Model;
use crate::tui::screen::{bars, list, panel, reading};
use crate::tui::theme::Role;

/// Draws the screen into `buffer`, which must be of the model's size and empty; returns where the
/// cursor is to be shown, if anywhere.
pub fn view(model: &Model, buffer: &mut Buffer) -> Option<Position> {
    let areas = Areas::of(model);
    let theme = &model.settings.theme;
    let area = buffer.area;
    buffer.set_style(area, theme.style(Role::Text));
    bars::header(model, areas.header, buffer);
    list::draw(model, areas.list, buffer);
    bars::divider(model, areas.divider, buffer);
    reading::draw(model, &areas, buffer);
    panel::draw(model, &areas, buffer);
    bars::footer(model, areas.footer, buffer);
    let cursor = bars::status(model, areas.status, buffer);
    cursor.or_else(|| {
        model
            .settings
            .is_plain
            .then(|| place_of_reading(model, &areas))
    })
}

/// Returns the cell of what a screen reader is to read: the entry under the cursor, the first line
/// of the article.
fn place_of_reading(model: &Model, areas: &Areas) -> Position {
    let area = match (&model.panel, areas.list.is_empty()) {
        (Some(_), _) => areas.panel_inside(),
        (None, true) => areas.text,
        (None, false) => {
            let rows = model.list.cursor.saturating_sub(model.list.top);
            let down = u16::try_from(rows)
                .unwrap_or(u16::MAX)
                .saturating_mul(ROW_HEIGHT);
            let y = areas.list.y.saturating_add(down);
            return Position {
                x: areas.list.x,
                y: y.min(areas.list.bottom().saturating_sub(1)),
            };
        }
    };
    Position {
        x: area.x,
        y: area.y,
    }
}
