//! From the state to cells: a function of the model, which it only reads.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::tui::areas::Areas;
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
    bars::status(model, areas.status, buffer)
}
