//! Finding out that a part of the screen has scrolled, and letting the terminal scroll it.
//!
//! Blocks of eight cells vote for how far rows have moved (the idea of matching rows by hashes is
//! that of curses' `hashmap`); then the rows, and on terminals with margins the columns, for which
//! the move pays are found as the subarray of the greatest sum (Kadane).

use crate::tui::wire::pen::Pen;
use crate::tui::wire::tile::{Grid, Look, Tile};

/// Cells of one voting block.
const BLOCK: usize = 8;
/// Blocks that have to agree on a move.
const FEWEST_VOTES: usize = 2;
/// Equal blocks of the screen that a block is compared with; more are borders and the like.
const MOST_SAME: usize = 4;
/// What a move must gain at least, in quarters of a byte.
const LEAST_GAIN: i32 = 64;
/// Moves that are looked at more closely.
const CANDIDATES: usize = 2;

/// A rectangle whose content moves by some rows; the rows that become free are blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    pub(super) top: u16,
    /// One past the last row.
    pub(super) bottom: u16,
    pub(super) left: u16,
    /// One past the last column.
    pub(super) right: u16,
    /// Rows upwards; negative for downwards.
    pub(super) up: i32,
}

impl Shift {
    fn rows(self) -> u16 {
        u16::try_from(self.up.unsigned_abs()).unwrap_or(u16::MAX)
    }

    /// Returns the row whose content row `y` gets, or `None` where it becomes blank.
    fn source(self, y: u16) -> Option<u16> {
        let source = u16::try_from(i32::from(y) + self.up).ok()?;
        (self.top..self.bottom).contains(&source).then_some(source)
    }

    /// Moves the rectangle as the terminal does.
    pub(super) fn apply(self, grid: &mut Grid) {
        let columns = usize::from(self.left)..usize::from(self.right);
        let move_row = |y: u16, grid: &mut Grid| match self.source(y) {
            Some(source) => {
                let from = grid.row(source)[columns.clone()].to_vec();
                grid.row_mut(y)[columns.clone()].copy_from_slice(&from);
            }
            None => grid.row_mut(y)[columns.clone()].fill(Tile::BLANK),
        };
        if self.up > 0 {
            (self.top..self.bottom).for_each(|y| move_row(y, grid));
        } else {
            (self.top..self.bottom)
                .rev()
                .for_each(|y| move_row(y, grid));
        }
    }

    /// Says whether a wide glyph lies across one of the sides.
    fn cuts_a_glyph(self, grid: &Grid) -> bool {
        (self.top..self.bottom).any(|y| {
            let row = grid.row(y);
            let is_covered = |x: u16| {
                row.get(usize::from(x))
                    .is_some_and(|tile| tile.is_covered())
            };
            is_covered(self.left) || is_covered(self.right)
        })
    }
}

/// Returns the moves that may make the next screen cheaper, at most a handful.
pub(super) fn candidates(
    shown: &Grid,
    next: &Grid,
    has_margins: bool,
    region: Option<(u16, u16)>,
) -> Vec<Shift> {
    let mut found = Vec::new();
    let (width, height) = (next.width(), next.height());
    for up in likely_moves(shown, next) {
        let all = (0, width);
        let rows = best_rows(shown, next, up, all);
        found.extend(rows.map(|rows| shift(rows, all, up)));
        if let Some((top, bottom)) = region.filter(|_| rows.is_some()) {
            let kept = Shift {
                top,
                bottom,
                left: 0,
                right: width,
                up,
            };
            if up.unsigned_abs() < u32::from(bottom - top) {
                found.push(kept);
            }
        }
        if has_margins {
            found.extend(best_rectangle(shown, next, up));
        }
    }
    found.retain(|shift| {
        let is_whole = shift.left == 0 && shift.right == width;
        shift.bottom <= height && (is_whole || !shift.cuts_a_glyph(shown))
    });
    found.dedup();
    found
}

fn shift((first, end): (u16, u16), (left, right): (u16, u16), up: i32) -> Shift {
    let rows = u16::try_from(up.unsigned_abs()).unwrap_or(u16::MAX);
    let (top, bottom) = if up > 0 {
        (first, end + rows)
    } else {
        (first - rows, end)
    };
    Shift {
        top,
        bottom,
        left,
        right,
        up,
    }
}

/// Returns the moves for which the most blocks vote.
fn likely_moves(shown: &Grid, next: &Grid) -> Vec<i32> {
    let new = block_hashes(next);
    let old = block_hashes(shown);
    let mut changed: Vec<Block> = Vec::new();
    changed.extend(
        new.iter()
            .zip(&old)
            .filter(|(new, old)| new != old)
            .map(|(new, _)| *new),
    );
    changed.retain(|block| block.hash != 0);
    let mut known = old;
    known.retain(|block| block.hash != 0);
    known.sort_unstable();
    let height = i32::from(next.height());
    let mut votes = vec![0_usize; usize::from(next.height()) * 2 + 1];
    for block in changed {
        let first = known.partition_point(|other| other.hash < block.hash);
        let same = known[first..]
            .iter()
            .take_while(|other| other.hash == block.hash);
        for other in same.take(MOST_SAME) {
            let up = i32::from(other.row) - i32::from(block.row);
            votes[usize::try_from(up + height).unwrap_or(0)] += 1;
        }
    }
    let mut moves: Vec<(usize, i32)> = votes
        .into_iter()
        .zip(-height..)
        .filter(|&(count, up)| count >= FEWEST_VOTES && up != 0)
        .collect();
    moves.sort_by_key(|&(count, up)| (std::cmp::Reverse(count), up.abs(), up));
    moves.truncate(CANDIDATES);
    moves.into_iter().map(|(_, up)| up).collect()
}

/// A few cells of a row, as a hash of what they show and of their columns.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Block {
    /// 0 where they are nearly blank, which says nothing.
    hash: u64,
    row: u16,
}

fn block_hashes(grid: &Grid) -> Vec<Block> {
    let mut blocks = Vec::new();
    for row in 0..grid.height() {
        for (column, cells) in (0_u64..).zip(grid.row(row).chunks(BLOCK)) {
            let seen = cells.iter().filter(|tile| !tile.is_space()).count();
            let hash = cells.iter().fold(column + 1, |hash, tile| {
                (hash.rotate_left(5) ^ tile.key()).wrapping_mul(0x517C_C1B7_2722_0A95)
            });
            blocks.push(Block {
                hash: if seen < 2 { 0 } else { hash.max(1) },
                row,
            });
        }
    }
    blocks
}

/// What is saved (or lost, if negative) at a cell by the move, in quarters of a byte or so.
fn gain(moved: Tile, shown: Tile, next: Tile) -> i32 {
    let weight = if next.is_space() { 1 } else { 4 };
    match (moved == next, shown == next) {
        (true, false) => weight,
        (false, true) => -weight,
        _ => 0,
    }
}

/// Returns the rows, half open, that are best filled by the move, within the columns.
fn best_rows(shown: &Grid, next: &Grid, up: i32, (left, right): (u16, u16)) -> Option<(u16, u16)> {
    let columns = usize::from(left)..usize::from(right);
    let gains = (0..next.height()).map(|y| {
        let source = u16::try_from(i32::from(y) + up)
            .ok()
            .filter(|source| *source < next.height())?;
        let moved = &shown.row(source)[columns.clone()];
        let (shown, next) = (
            &shown.row(y)[columns.clone()],
            &next.row(y)[columns.clone()],
        );
        let cells = moved.iter().zip(shown).zip(next);
        Some(
            cells
                .map(|((&moved, &shown), &next)| gain(moved, shown, next))
                .sum(),
        )
    });
    greatest_subarray(gains)
}

/// Returns the columns, half open, for which the move pays, within the rows.
fn best_columns(shown: &Grid, next: &Grid, up: i32, rows: (u16, u16)) -> Option<(u16, u16)> {
    let mut gains = vec![0; usize::from(next.width())];
    for y in rows.0..rows.1 {
        let Ok(source) = u16::try_from(i32::from(y) + up) else {
            continue;
        };
        if source >= next.height() {
            continue;
        }
        let cells = shown.row(source).iter().zip(shown.row(y)).zip(next.row(y));
        for (sum, ((&moved, &shown), &next)) in gains.iter_mut().zip(cells) {
            *sum += gain(moved, shown, next);
        }
    }
    greatest_subarray(gains.into_iter().map(Some))
}

fn best_rectangle(shown: &Grid, next: &Grid, up: i32) -> Option<Shift> {
    let columns = best_columns(shown, next, up, (0, next.height()))?;
    let rows = best_rows(shown, next, up, columns)?;
    let columns = best_columns(shown, next, up, rows)?;
    // A margin of one column is refused by terminals.
    (columns.1 - columns.0 >= 2).then(|| shift(rows, columns, up))
}

/// Returns the stretch with the greatest sum, half open; `None` parts it. Nothing where no sum is
/// worth a move.
pub(super) fn greatest_subarray(gains: impl Iterator<Item = Option<i32>>) -> Option<(u16, u16)> {
    let (mut best, mut found) = (LEAST_GAIN, None);
    let (mut sum, mut start) = (0, 0);
    for (at, gain) in gains.enumerate() {
        let at = u16::try_from(at).ok()?;
        match gain {
            Some(gain) if sum + gain > 0 => {
                if sum == 0 {
                    start = at;
                }
                sum += gain;
            }
            _ => sum = 0,
        }
        if sum > best {
            (best, found) = (sum, Some((start, at + 1)));
        }
    }
    found
}

/// Writes the move; `column` is where the freed row is likely to be written first.
pub(super) fn write(pen: &mut Pen<'_>, shift: Shift, column: u16) {
    pen.set_look_for_blank(&Look::default());
    if shift.left == 0 && shift.right == pen.size.0 {
        write_in_region(pen, shift, column);
    } else {
        write_in_margins(pen, shift);
    }
}

fn write_in_region(pen: &mut Pen<'_>, shift: Shift, column: u16) {
    let is_whole = shift.top == 0 && shift.bottom == pen.size.1;
    let region = (!is_whole).then_some((shift.top, shift.bottom));
    pen.set_region(region);
    let rows = shift.rows();
    let end = if shift.up > 0 { b'S' } else { b'T' };
    if rows > 3 && pen.caps.has_scroll {
        pen.csi_count(rows, end);
    } else if shift.up > 0 {
        let row = shift.bottom - 1;
        // A few blanks from the start of the row may be shorter than the way to the column.
        let by_blanks = pen.cost_of_move(0, row) + usize::from(column);
        let is_longer = by_blanks >= pen.cost_of_move(column, row);
        pen.go(if is_longer { column } else { 0 }, row);
        for _ in 0..rows {
            pen.raw(b"\n");
        }
    } else {
        pen.go(column, shift.top);
        for _ in 0..rows {
            pen.raw(b"\x1bM");
        }
    }
}

/// Scrolls between two columns; the margins are taken back at once, since text and carriage
/// returns would respect them.
fn write_in_margins(pen: &mut Pen<'_>, shift: Shift) {
    pen.raw(b"\x1b[?69h");
    pen.csi(&[shift.left + 1, shift.right], b"s");
    pen.csi(&[shift.top + 1, shift.bottom], b"r");
    pen.csi_count(shift.rows(), if shift.up > 0 { b'S' } else { b'T' });
    pen.raw(b"\x1b[?69l\x1b[r");
    pen.state.region = None;
    pen.state.at = None;
}
