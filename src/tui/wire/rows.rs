//! From what the screen shows to what it is to show: only the cells that differ, each in the
//! cheapest way.

use crate::tui::wire::pen::{Pen, digits};
use crate::tui::wire::tile::{Grid, Look, Tile};

/// Bytes of a short move, which follows where a run of blanks was erased and not written.
const SHORT_MOVE: usize = 4;

/// Writes every difference between the two screens, from the top to the bottom; gives up with
/// `false` as soon as the pen has written more than `limit` bytes.
pub(super) fn write_screen(pen: &mut Pen<'_>, shown: &Grid, next: &Grid, limit: usize) -> bool {
    let is_blank = |y: &u16| next.row(*y).iter().all(|&tile| tile == Tile::BLANK);
    let differs = |y: &u16| shown.row(*y) != next.row(*y);
    let height = next.height();
    let blank_rows = (0..height).rev().take_while(is_blank).count();
    let blank_from = height - u16::try_from(blank_rows).unwrap_or(0);
    for y in (0..blank_from).filter(differs) {
        write_row(pen, y, shown.row(y), next.row(y));
        if pen.out.len() > limit {
            return false;
        }
    }
    let mut rest = (blank_from..height).filter(differs);
    match (rest.next(), rest.next()) {
        (Some(first), Some(_)) => {
            pen.go(0, first);
            pen.set_look_for_blank(&Look::default());
            pen.raw(b"\x1b[J");
        }
        (Some(only), None) => write_row(pen, only, shown.row(only), next.row(only)),
        (None, _) => {}
    }
    pen.out.len() <= limit
}

/// Writes the differences of one row.
pub(super) fn write_row(pen: &mut Pen<'_>, y: u16, shown: &[Tile], next: &[Tile]) {
    let differs = |x: usize| shown[x] != next[x];
    let Some(first) = (0..next.len()).find(|&x| differs(x)) else {
        return;
    };
    let mut last = (first..next.len())
        .rev()
        .find(|&x| differs(x))
        .unwrap_or(first);
    let tail = next.len()
        - next
            .iter()
            .rev()
            .take_while(|&&other| Some(&other) == next.last())
            .count();
    // Cells up to here are written whether they differ or not.
    let mut forced = 0;
    let mut x = first;
    while x <= last {
        let tile = next[x];
        if tile.is_covered() || (x >= forced && !differs(x)) {
            x += 1;
            continue;
        }
        let column = cell(x);
        if x >= tail && x + 3 <= last + 1 && may_erase(pen, tile) {
            write_tail(pen, (column, y), (cell(tail), tile));
            return;
        }
        pen.go_along(column, y, next);
        let run = next[x..].iter().take_while(|&&other| other == tile).count();
        let dirty = (x..x + run)
            .rev()
            .find(|&at| at < forced || differs(at))
            .unwrap_or(x)
            + 1
            - x;
        if let Some(reach) = pen.tables.reach(tile) {
            write_doubtful(pen, (column, y), tile);
            x += usize::from(tile.width());
            forced = forced.max((usize::from(column + reach)).min(next.len()));
            last = last.max(forced.saturating_sub(1));
        } else if tile.is_space() && pen.tables.look(tile.look()).is_quiet() {
            let blanks = Blanks {
                tile,
                count: dirty,
                is_last: x + dirty > last,
            };
            write_blanks(pen, &blanks);
            x += dirty;
        } else if repeat_saves(pen, tile, dirty) {
            pen.put(tile);
            write_repeat(pen, dirty - 1);
            x += dirty;
        } else {
            pen.put(tile);
            x += usize::from(tile.width());
        }
    }
}

/// Says whether erased cells would show the tile.
fn may_erase(pen: &Pen<'_>, tile: Tile) -> bool {
    let look = pen.tables.look(tile.look());
    let is_filled = *look == Look::default() || pen.caps.erases_in_color;
    tile.is_space() && look.is_quiet() && is_filled
}

/// Erases to the end of the row, from a column that is cheap to reach: `(x, y)`, or one between the
/// start of the blanks and there.
fn write_tail(pen: &mut Pen<'_>, (x, y): (u16, u16), (start, tile): (u16, Tile)) {
    let is_near = |column: &u16| (start..=x).contains(column);
    let here = pen.state.at.map(|(column, _)| column).filter(is_near);
    let cost = |column: u16| pen.cost_of_move(column, y);
    let column = here
        .into_iter()
        .chain([x, start])
        .min_by_key(|&column| cost(column));
    pen.go(column.unwrap_or(x), y);
    pen.set_look_for_blank(&pen.tables.look(tile.look()).clone());
    pen.raw(b"\x1b[K");
}

/// A run of blanks that show nothing but their background.
struct Blanks {
    tile: Tile,
    count: usize,
    /// Nothing after the run is to be written.
    is_last: bool,
}

fn write_blanks(pen: &mut Pen<'_>, blanks: &Blanks) {
    let look = *pen.tables.look(blanks.tile.look());
    pen.set_look_for_blank(&look);
    let number = usize::from(digits(cell(blanks.count)));
    let erase = 3 + number + if blanks.is_last { 0 } else { SHORT_MOVE };
    let repeat = 4 + number;
    if pen.caps.has_repeat && repeat < blanks.count && (blanks.is_last || repeat <= erase) {
        pen.put(blanks.tile);
        write_repeat(pen, blanks.count - 1);
    } else if may_erase(pen, blanks.tile) && pen.caps.has_erase_chars && erase < blanks.count {
        pen.csi_count(cell(blanks.count), b'X');
    } else {
        for _ in 0..blanks.count {
            pen.put(blanks.tile);
        }
    }
}

/// Writes a glyph on whose width terminals do not agree, so that any of them ends up right: its
/// cells are blanked before, and the cursor's place is not relied on after.
fn write_doubtful(pen: &mut Pen<'_>, (x, y): (u16, u16), tile: Tile) {
    pen.set_look_for(tile);
    for _ in 0..tile.width() {
        pen.raw(b" ");
    }
    pen.advance(tile.width());
    pen.go(x, y);
    pen.put(tile);
    pen.state.at = None;
}

/// Says whether REP is shorter. Only for ASCII: tmux up to 3.3 repeats nothing else.
fn repeat_saves(pen: &Pen<'_>, tile: Tile, count: usize) -> bool {
    pen.caps.has_repeat
        && pen.tables.glyph_len(tile) == 1
        && count > 4 + usize::from(digits(cell(count)))
}

fn write_repeat(pen: &mut Pen<'_>, count: usize) {
    pen.csi_count(cell(count), b'b');
    pen.advance(cell(count));
}

fn cell(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}
