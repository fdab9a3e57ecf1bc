//! The wire: from one frame to the next in as few bytes as can be.
//!
//! A [`Painter`] knows what the terminal shows. Given the next frame it finds what has scrolled and
//! lets the terminal scroll it, writes only the cells that differ, in the shortest form that the
//! terminal is known to understand, and nothing at all for a frame that looks the same. It does no
//! I/O: bytes come out, and somebody else writes them in one go.
//!
//! Between two frames the terminal keeps the cursor, the colours and the scroll region of the last
//! one, so the wire must have the terminal for itself. Whoever writes to it otherwise calls
//! [`Painter::invalidate`].
//!
//! Nothing that could be taken for a control sequence gets through: a symbol with a control or
//! other forbidden character is drawn as a blank.

mod blank;
mod capabilities;
mod link;
mod pen;
mod rows;
mod sgr;
mod shift;
mod tile;

use ratatui::buffer::Buffer;

pub use capabilities::Capabilities;
pub use link::{Link, Url};

use pen::{Pen, State};
use tile::{Grid, Tables, Tile};

/// Bytes of a frame up to which synchronized output would cost 16 bytes for nothing, since all comes at once: one
/// SSH packet (RFC 4253: 4 bytes of length, 1 of padding length, up to 11 of padding, 9 of channel data, 16 of tag)
/// in one TCP segment of 1,448 bytes.
const SMALL_FRAME: usize = 1448 - (4 + 1 + 11 + 9 + 16);
/// Bytes that a frame must cost before scrolling is thought of.
const WORTH_A_SCROLL: usize = 48;
/// Bytes that a scroll must save, since rows that jump and are written again may flicker.
const SCROLL_SAVES: usize = 8;
/// Bytes that a frame must cost before it is tried on blanked rows.
const WORTH_BLANKING: usize = 300;
/// Rows around a text that change as it scrolls: a title and a status line.
const FRAME_ROWS: usize = 2;
/// Scrolls in one frame: two panes, and one to spare.
const MOST_SCROLLS: usize = 3;

/// A picture of the terminal's screen that paints frames onto it.
#[derive(Debug)]
pub struct Painter {
    caps: Capabilities,
    size: (u16, u16),
    /// What the terminal shows.
    shown: Grid,
    /// What it is to show; kept to spare allocations.
    next: Grid,
    tables: Tables,
    state: State,
    /// Nothing is known of the screen.
    is_stale: bool,
}

impl Painter {
    /// Makes a painter for a terminal of so many columns and rows, of whose screen nothing is known.
    pub fn new(caps: Capabilities, size: (u16, u16)) -> Self {
        Self {
            caps,
            size,
            shown: Grid::blank(size.0, size.1),
            next: Grid::blank(size.0, size.1),
            tables: Tables::default(),
            state: State::default(),
            is_stale: true,
        }
    }

    /// Returns what the terminal can do.
    pub fn capabilities(&self) -> &Capabilities {
        &self.caps
    }

    /// Changes what the terminal can do, as its answers come in. The next frame is painted anew
    /// only if that changes how cells look.
    pub fn set_capabilities(&mut self, caps: Capabilities) {
        let looks = |caps: &Capabilities| (caps.level, caps.has_utf8, caps.has_underline_color);
        if looks(&self.caps) != looks(&caps) {
            self.invalidate();
        }
        self.caps = caps;
    }

    /// Takes in a new size of the terminal; the next frame is painted anew, since terminals do not
    /// agree on what a resize leaves on the screen.
    pub fn resize(&mut self, size: (u16, u16)) {
        self.size = size;
        self.shown = Grid::blank(size.0, size.1);
        self.next = Grid::blank(size.0, size.1);
        self.invalidate();
    }

    /// Forgets what the terminal shows: the next frame clears it and paints everything.
    pub fn invalidate(&mut self) {
        self.is_stale = true;
    }

    /// Appends what turns the screen into `frame` with the cursor at `cursor` (hidden for `None`).
    ///
    /// Painting the same frame twice appends nothing the second time. Linear in the cells, with up
    /// to a dozen passes where much has changed.
    pub fn paint(&mut self, frame: &Buffer, cursor: Option<(u16, u16)>, out: &mut Vec<u8>) {
        self.paint_with_links(frame, &[], cursor, out);
    }

    /// Paints a frame some of whose cells lead somewhere.
    pub fn paint_with_links(
        &mut self,
        frame: &Buffer,
        links: &[Link<'_>],
        cursor: Option<(u16, u16)>,
        out: &mut Vec<u8>,
    ) {
        if self.size.0 == 0 || self.size.1 == 0 {
            return;
        }
        if self.tables.is_full() {
            let mut fresh = Tables::default();
            self.shown.move_to(&self.tables, &mut fresh);
            if self.state.look.link != 0 {
                self.is_stale = true;
            }
            self.tables = fresh;
        }
        let mut start = Vec::new();
        if self.is_stale {
            self.start_anew(&mut start);
        }
        self.next.load(frame, links, &mut self.tables, &self.caps);
        let (width, height) = self.size;
        let cursor = cursor.filter(|&(x, y)| x < width && y < height);
        let echo = cursor.map_or_else(Vec::new, |(_, row)| self.echo(row));
        let (mut best, is_filling) = self.cheapest_update();
        if let Some((x, y)) = cursor {
            best.go(x, y);
        }
        if cursor.is_some() != best.state.is_cursor_shown {
            best.raw(if cursor.is_some() {
                b"\x1b[?25h"
            } else {
                b"\x1b[?25l"
            });
            best.state.is_cursor_shown = cursor.is_some();
        }
        let (state, update) = (best.state, best.out);
        self.state = state;
        self.shown.copy_from(&self.next);
        let is_big = start.len() + update.len() > SMALL_FRAME;
        // Over a network new lines are read as they come, rather than all when the last one is there.
        let is_read_early = is_filling && self.caps.is_remote;
        let (sync, end): (&[u8], &[u8]) = if is_big && !is_read_early && self.caps.has_sync {
            (b"\x1b[?2026h", b"\x1b[?2026l")
        } else {
            (b"", b"")
        };
        // What is typed is not held back until the rest is there; a cleared screen is.
        let parts: [&[u8]; 5] = if start.is_empty() {
            [&echo, sync, &update, end, b""]
        } else {
            [sync, &start, &echo, &update, end]
        };
        for part in parts {
            out.extend_from_slice(part);
        }
    }

    /// Writes the row of the cursor: what is typed shows before anything that follows from it,
    /// which matters on a slow line.
    fn echo(&mut self, row: u16) -> Vec<u8> {
        let mut pen = Pen::new(&self.caps, &self.tables, self.size, self.state);
        rows::write_row(&mut pen, row, self.shown.row(row), self.next.row(row));
        let (state, echo) = (pen.state, pen.out);
        self.state = state;
        self.shown.row_mut(row).copy_from_slice(self.next.row(row));
        echo
    }

    /// Writes what brings any terminal into a known state with a blank screen.
    fn start_anew(&mut self, out: &mut Vec<u8>) {
        if self.state.look.link != 0 {
            out.extend_from_slice(b"\x1b]8;;\x1b\\");
        }
        out.extend_from_slice(b"\x1b[r\x1b[m\x1b[?25l\x1b[H\x1b[2J");
        self.state = State {
            at: Some((0, 0)),
            ..State::default()
        };
        self.shown = Grid::blank(self.size.0, self.size.1);
        self.is_stale = false;
    }

    /// Returns the pen that has written the shortest update, and whether that scrolls and then does little but fill
    /// the rows that became free.
    fn cheapest_update(&self) -> (Pen<'_>, bool) {
        let start = Pen::new(&self.caps, &self.tables, self.size, self.state);
        if self.shown.is_same(&self.next) {
            return (start, false);
        }
        // Scrolled versions come first: where one is good, the plain one is given up early.
        let mut limit = usize::MAX;
        let mut best = None;
        let (mut shown, mut moves) = (self.shown.clone(), start.clone());
        for _ in 0..MOST_SCROLLS {
            let Some((moved, scrolled, update)) = self.cheapest_scroll(&shown, &moves, limit)
            else {
                break;
            };
            limit = update.out.len().saturating_sub(SCROLL_SAVES);
            best = Some(update);
            (shown, moves) = (moved, scrolled);
            if limit < moves.out.len() + WORTH_A_SCROLL {
                break;
            }
        }
        let limit = best
            .as_ref()
            .map_or(usize::MAX, |pen| pen.out.len() + SCROLL_SAVES);
        let mut plain = start;
        let is_short = rows::write_screen(&mut plain, &self.shown, &self.next, limit);
        let (mut best, mut is_filling) = match best {
            Some(scrolled) if !is_short => (scrolled, self.fills(&shown)),
            _ => (plain, false),
        };
        if best.out.len() >= WORTH_BLANKING {
            let start = Pen::new(&self.caps, &self.tables, self.size, self.state);
            let others = [
                blank::first(&start, &self.shown, &self.next),
                blank::with_margin(start, &self.shown, &self.next),
            ];
            for other in others.into_iter().flatten() {
                if other.out.len() < best.out.len() {
                    (best, is_filling) = (other, false);
                }
            }
        }
        (best, is_filling)
    }

    /// Says whether the next frame writes over hardly any row of a screen that is not blank.
    fn fills(&self, shown: &Grid) -> bool {
        let is_written_over = |row: &u16| {
            let before = shown.row(*row);
            before != self.next.row(*row) && before.iter().any(|&tile| tile != Tile::BLANK)
        };
        (0..self.size.1).filter(is_written_over).count() <= FRAME_ROWS
    }

    /// Returns the screen after one more scroll, the pen that has written the scrolls alone, and
    /// the pen that has written the rest too; nothing where no scroll stays within `limit` bytes.
    fn cheapest_scroll(
        &self,
        shown: &Grid,
        moves: &Pen<'_>,
        mut limit: usize,
    ) -> Option<(Grid, Pen<'_>, Pen<'_>)> {
        let region = moves.state.region;
        let mut best = None;
        for shift in shift::candidates(shown, &self.next, self.caps.has_margins, region) {
            let mut moved = shown.clone();
            shift.apply(&mut moved);
            let mut scrolled = Pen::new(&self.caps, &self.tables, self.size, moves.state);
            scrolled.raw(&moves.out);
            let freed = if shift.up > 0 {
                shift.bottom - 1
            } else {
                shift.top
            };
            shift::write(&mut scrolled, shift, first_column(self.next.row(freed)));
            let mut update = scrolled.clone();
            if rows::write_screen(&mut update, &moved, &self.next, limit) {
                limit = update.out.len().saturating_sub(1);
                best = Some((moved, scrolled, update));
            }
        }
        best
    }
}

/// Returns the first column that shows something, or 0.
fn first_column(row: &[Tile]) -> u16 {
    let first = row.iter().position(|&tile| tile != Tile::BLANK);
    u16::try_from(first.unwrap_or(0)).unwrap_or(0)
}
