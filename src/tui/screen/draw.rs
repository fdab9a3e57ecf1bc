//! Drawing of words into cells.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::text::width::{cells, ellipsize, fit};

/// Writes words at a cell, no further than `right`; returns the column behind them.
pub(crate) fn put(
    buffer: &mut Buffer,
    at: (u16, u16),
    right: u16,
    words: &str,
    style: Style,
) -> u16 {
    let (column, row) = at;
    let is_outside = row >= buffer.area.bottom() || column >= right.min(buffer.area.right());
    if is_outside {
        return column;
    }
    let room = right.min(buffer.area.right()) - column;
    let words = fit(words, usize::from(room));
    buffer
        .set_stringn(column, row, words, usize::from(room), style)
        .0
}

/// Writes words that end in `…` where they do not fit.
pub(crate) fn put_cut(
    buffer: &mut Buffer,
    at: (u16, u16),
    right: u16,
    words: &str,
    style: Style,
) -> u16 {
    let room = right.saturating_sub(at.0);
    put(
        buffer,
        at,
        right,
        &ellipsize(words, usize::from(room)),
        style,
    )
}

/// Writes words that end at the right edge; returns the column of the first.
pub(crate) fn put_right(
    buffer: &mut Buffer,
    at: (u16, u16),
    left: u16,
    words: &str,
    style: Style,
) -> u16 {
    let (right, row) = at;
    let width = width_of(words).min(right.saturating_sub(left));
    let column = right - width;
    put(buffer, (column, row), right, words, style);
    column
}

/// Returns the width of words in cells.
pub(crate) fn width_of(words: &str) -> u16 {
    u16::try_from(cells(words)).unwrap_or(u16::MAX)
}

/// Empties cells.
pub(crate) fn clear(buffer: &mut Buffer, area: Rect, style: Style) {
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.reset();
                cell.set_style(style);
            }
        }
    }
}

/// The signs of the screen, and what stands for them where there is only ASCII.
pub(crate) fn sign(is_ascii: bool, sign: &'static str) -> &'static str {
    if !is_ascii {
        return sign;
    }
    match sign {
        "●" => "*",
        "★" => "+",
        "│" | "┊" | "┃" => "|",
        "─" | "╌" | "·" => "-",
        "×" => "x",
        "…" => ".",
        "↑" => "^",
        "↓" => "v",
        other => other,
    }
}
