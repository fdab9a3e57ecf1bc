//! Frames in which much changes: rows are blanked at once and written anew, and a left margin brings
//! returns to where the text begins.

use crate::tui::wire::pen::Pen;
use crate::tui::wire::rows::{write_row, write_screen};
use crate::tui::wire::shift::greatest_subarray;
use crate::tui::wire::tile::{Grid, Look, Tile};

/// Rows that have to begin at a column before a margin is set there.
const ROWS_FOR_MARGIN: usize = 8;
/// The first column to which returning costs more than a margin saves.
const FIRST_MARGIN: u16 = 9;

/// Returns the pen that has blanked the rows where that pays and has written all; nothing where it
/// pays nowhere or the terminal has no way to do it.
pub(super) fn first<'p>(start: &Pen<'p>, shown: &Grid, next: &Grid) -> Option<Pen<'p>> {
    let (top, bottom) = rows_to_blank(start, shown, next)?;
    let mut pen = start.clone();
    pen.set_look_for_blank(&Look::default());
    if bottom == next.height() {
        pen.go(0, top);
        pen.raw(b"\x1b[J");
    } else if pen.caps.has_scroll && bottom - top >= 2 {
        pen.set_region(Some((top, bottom)));
        pen.csi_count(bottom - top, b'S');
    } else {
        return None;
    }
    let mut blanked = shown.clone();
    for y in top..bottom {
        blanked.row_mut(y).fill(Tile::BLANK);
    }
    let mut plain = pen.clone();
    write_screen(&mut plain, &blanked, next, usize::MAX);
    match with_margin(pen, &blanked, next) {
        Some(other) if other.out.len() < plain.out.len() => Some(other),
        _ => Some(plain),
    }
}

/// Returns the pen that has written everything with a left margin where most rows begin; nothing
/// where no margin pays or the terminal has none.
pub(super) fn with_margin<'p>(mut pen: Pen<'p>, shown: &Grid, next: &Grid) -> Option<Pen<'p>> {
    if !pen.caps.has_margins {
        return None;
    }
    let left = common_start(shown, next)?;
    pen.set_left(left);
    write_screen(&mut pen, shown, next, usize::MAX);
    pen.set_left(0);
    Some(pen)
}

/// Returns the rows, half open, that cost less when they are blank before.
fn rows_to_blank(pen: &Pen<'_>, shown: &Grid, next: &Grid) -> Option<(u16, u16)> {
    let blank = vec![Tile::BLANK; usize::from(next.width())];
    let cost = |y: u16, before: &[Tile]| {
        let mut pen = pen.clone();
        pen.out.clear();
        pen.state.look = Look::default();
        pen.state.at = Some((0, y));
        write_row(&mut pen, y, before, next.row(y));
        i32::try_from(pen.out.len()).unwrap_or(i32::MAX)
    };
    let gains = (0..next.height()).map(|y| {
        // A row that stays as it is costs nothing, and all of itself once it is blank.
        Some(4 * (cost(y, shown.row(y)) - cost(y, &blank)))
    });
    greatest_subarray(gains)
}

/// Returns the column, from a distance on, at which the most changed rows begin to differ.
fn common_start(shown: &Grid, next: &Grid) -> Option<u16> {
    let mut counts = vec![0_usize; usize::from(next.width())];
    for y in 0..next.height() {
        let mut cells = shown.row(y).iter().zip(next.row(y));
        if let Some(x) = cells.position(|(shown, next)| shown != next) {
            counts[x] += 1;
        }
    }
    let best = counts.iter().enumerate().max_by_key(|&(_, count)| count);
    let (at, _) = best.filter(|&(_, &count)| count >= ROWS_FOR_MARGIN)?;
    let left = u16::try_from(at).ok()?;
    let is_worth = left >= FIRST_MARGIN && left + 2 < next.width();
    is_worth.then_some(left)
}
