//! The pen: where the terminal's cursor is, what it would write, and the cheapest way to change that.

use crate::tui::wire::capabilities::Capabilities;
use crate::tui::wire::sgr;
use crate::tui::wire::tile::{Look, Tables, Tile};

/// What is known of the terminal's state between two writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    /// Column and row of the cursor; the column is the screen's width where the last column has
    /// just been written and the next letter would wrap. `None` where it is not known.
    pub(super) at: Option<(u16, u16)>,
    /// How the next letter would look.
    pub(super) look: Look,
    /// Rows that scroll, half open; `None` for all.
    pub(super) region: Option<(u16, u16)>,
    /// The cursor is visible.
    pub(super) is_cursor_shown: bool,
    /// The left margin: where a carriage return leads to from there or from the right of it.
    pub(super) left: u16,
}

/// Writes into a buffer and keeps the state true.
#[derive(Clone)]
pub(super) struct Pen<'p> {
    pub(super) caps: &'p Capabilities,
    pub(super) tables: &'p Tables,
    pub(super) size: (u16, u16),
    pub(super) state: State,
    pub(super) out: Vec<u8>,
    scratch: Vec<u8>,
}

impl<'p> Pen<'p> {
    pub(super) fn new(
        caps: &'p Capabilities,
        tables: &'p Tables,
        size: (u16, u16),
        state: State,
    ) -> Self {
        Self {
            caps,
            tables,
            size,
            state,
            out: Vec::new(),
            scratch: Vec::new(),
        }
    }

    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// Writes `CSI`, the numbers with semicolons, and the final bytes.
    pub(super) fn csi(&mut self, numbers: &[u16], end: &[u8]) {
        self.raw(b"\x1b[");
        for (at, number) in numbers.iter().enumerate() {
            if at > 0 {
                self.out.push(b';');
            }
            push_number(&mut self.out, *number);
        }
        self.raw(end);
    }

    /// Writes `CSI n end`, where 1 is the default and left out.
    pub(super) fn csi_count(&mut self, count: u16, end: u8) {
        let one = [count];
        self.csi(if count == 1 { &[] } else { &one }, &[end]);
    }

    pub(super) fn set_look(&mut self, look: &Look) {
        sgr::write(&self.state.look, look, &mut self.out);
        if self.state.look.link != look.link {
            self.raw(b"\x1b]8;;");
            if look.link != 0 {
                let url = self.tables.url(look.link);
                self.out.extend_from_slice(url.as_bytes());
            }
            self.raw(b"\x1b\\");
        }
        self.state.look = *look;
    }

    /// Makes the pen ready for a blank of this look; the colour of letters does not matter then.
    pub(super) fn set_look_for_blank(&mut self, look: &Look) {
        if !self.blank_fits(look) {
            self.set_look(look);
        }
    }

    fn blank_fits(&self, look: &Look) -> bool {
        let now = &self.state.look;
        now == look || (look.is_quiet() && now.is_quiet() && now.bg == look.bg)
    }

    /// Makes the pen ready for the tile.
    pub(super) fn set_look_for(&mut self, tile: Tile) {
        let look = *self.tables.look(tile.look());
        if tile.is_space() {
            self.set_look_for_blank(&look);
        } else {
            self.set_look(&look);
        }
    }

    /// Writes the tile where the pen is.
    pub(super) fn put(&mut self, tile: Tile) {
        self.set_look_for(tile);
        self.tables.write_glyph(tile, &mut self.out);
        self.advance(tile.width());
    }

    /// Moves the known place after something has been written.
    pub(super) fn advance(&mut self, by: u16) {
        if let Some((x, _)) = &mut self.state.at {
            *x = (*x + by).min(self.size.0);
        }
    }

    /// Moves the cursor, over unchanged tiles of the same row by writing them again where that is
    /// cheaper; `row` is what the row shows.
    pub(super) fn go_along(&mut self, x: u16, y: u16, row: &[Tile]) {
        if let Some((from, now_y)) = self.state.at
            && now_y == y
            && from < x
            && x - from <= 12
            && let Some(gap) = row.get(usize::from(from)..usize::from(x))
            && self.is_plain_gap(gap)
        {
            let next = row[usize::from(x)];
            let saved = (self.state, self.out.len());
            self.go(x, y);
            self.set_look_for(next);
            let moving = self.out.len() - saved.1;
            self.out.truncate(saved.1);
            self.state = saved.0;
            for &tile in gap.iter().filter(|tile| !tile.is_covered()) {
                self.put(tile);
            }
            let written = (self.state, self.out.len());
            self.set_look_for(next);
            if self.out.len() - saved.1 <= moving {
                self.out.truncate(written.1);
                self.state = written.0;
                return;
            }
            self.out.truncate(saved.1);
            self.state = saved.0;
        }
        if !self.go_by_blanks(x, y, row) {
            self.go(x, y);
        }
    }

    /// Moves to the start of a row below by a carriage return, line feeds and blanks, where blanks
    /// are what the row begins with and this is shorter; says whether it did.
    fn go_by_blanks(&mut self, x: u16, y: u16, row: &[Tile]) -> bool {
        let Some((from, now_y)) = self.state.at else {
            return false;
        };
        let first = self.start_of_row(from);
        let is_near = y > now_y && y - now_y <= 3 && x > first && x - first <= 3;
        let begins_blank = |row: &[Tile]| {
            row.get(usize::from(first)..usize::from(x))
                .is_some_and(|gap| gap.iter().all(|&tile| tile == Tile::BLANK))
        };
        let may = is_near
            && !self.would_scroll(now_y, y)
            && begins_blank(row)
            && self.blank_fits(&Look::default());
        if !may {
            return false;
        }
        let saved = (self.state, self.out.len());
        self.go(x, y);
        let moving = self.out.len() - saved.1;
        let blanks = usize::from(1 + (y - now_y) + (x - first));
        if moving <= blanks {
            return true;
        }
        self.out.truncate(saved.1);
        self.raw(b"\r");
        self.raw(&b"\n\n\n"[..usize::from(y - now_y)]);
        self.raw(&b"   "[..usize::from(x - first)]);
        true
    }

    /// Returns the column that a carriage return leads to.
    fn start_of_row(&self, from: u16) -> u16 {
        if from >= self.state.left {
            self.state.left
        } else {
            0
        }
    }

    /// Sets the rows that scroll; `None` for all.
    pub(super) fn set_region(&mut self, region: Option<(u16, u16)>) {
        if self.state.region == region {
            return;
        }
        match region {
            Some((top, bottom)) => self.csi(&[top + 1, bottom], b"r"),
            None => self.raw(b"\x1b[r"),
        }
        self.state.region = region;
        self.state.at = None;
    }

    /// Sets the left margin, which returns lead to, or takes it back with 0.
    pub(super) fn set_left(&mut self, left: u16) {
        if left == 0 {
            self.raw(b"\x1b[?69l");
        } else {
            self.raw(b"\x1b[?69h");
            let width = self.size.0;
            self.csi(&[left + 1, width], b"s");
        }
        self.state.left = left;
        self.state.at = None;
    }

    /// Says whether the tiles may be written again: none cut through, none that terminals differ on.
    fn is_plain_gap(&self, gap: &[Tile]) -> bool {
        let is_cut = gap.first().is_some_and(|tile| tile.is_covered());
        !is_cut && gap.iter().all(|&tile| self.tables.reach(tile).is_none())
    }

    /// Returns the bytes that [`Self::go`] would write.
    pub(super) fn cost_of_move(&self, x: u16, y: u16) -> usize {
        let mut pen = Self::new(self.caps, self.tables, self.size, self.state);
        pen.go(x, y);
        pen.out.len()
    }

    /// Moves the cursor in as few bytes as can be.
    pub(super) fn go(&mut self, x: u16, y: u16) {
        if self.state.at == Some((x, y)) {
            return;
        }
        let mut best = std::mem::take(&mut self.scratch);
        best.clear();
        write_absolute(&mut best, x, y);
        if let Some(from) = self.state.at {
            let start = self.out.len();
            if self.relative(from, (x, y)) && self.out.len() - start < best.len() {
                best.clear();
                best.extend_from_slice(&self.out[start..]);
            }
            self.out.truncate(start);
        }
        self.out.extend_from_slice(&best);
        self.scratch = best;
        self.state.at = Some((x, y));
    }

    /// Appends a relative move; `false` where there is none that is safe.
    fn relative(&mut self, (from_x, from_y): (u16, u16), (x, y): (u16, u16)) -> bool {
        let is_pending = from_x >= self.size.0;
        self.along(from_x, x, is_pending);
        match y {
            _ if y == from_y => true,
            _ if y > from_y && y - from_y <= 3 && !self.would_scroll(from_y, y) => {
                self.raw(&b"\n\n\n"[..usize::from(y - from_y)]);
                true
            }
            _ => {
                self.csi_count(y + 1, b'd');
                true
            }
        }
    }

    /// Appends a move within the row; a pending wrap is undone by a move to a named column only.
    fn along(&mut self, from: u16, to: u16, is_pending: bool) {
        // A move to the left stops at the margin.
        let is_stopped = from >= self.state.left && to < self.state.left;
        if to == self.start_of_row(from) && from != to {
            self.out.push(b'\r');
        } else if to == from && !is_pending {
        } else if is_pending || is_stopped {
            self.csi_count(to + 1, b'G');
        } else if to < from {
            let back = from - to;
            match back {
                ..=3 => self.raw(&b"\x08\x08\x08"[..usize::from(back)]),
                _ if digits(back) < digits(to + 1) => self.csi_count(back, b'D'),
                _ => self.csi_count(to + 1, b'G'),
            }
        } else {
            let ahead = to - from;
            if ahead == 1 || digits(ahead) <= digits(to + 1) {
                self.csi_count(ahead, b'C');
            } else {
                self.csi_count(to + 1, b'G');
            }
        }
    }

    /// Says whether a line feed between the rows would meet the end of the region or of the screen.
    fn would_scroll(&self, from: u16, to: u16) -> bool {
        let end = self.state.region.map_or(self.size.1, |(_, end)| end);
        let crosses = |edge: u16| from < edge && to >= edge;
        crosses(end) || crosses(self.size.1)
    }
}

fn write_absolute(out: &mut Vec<u8>, x: u16, y: u16) {
    out.extend_from_slice(b"\x1b[");
    if y > 0 {
        push_number(out, y + 1);
    }
    if x > 0 {
        out.push(b';');
        push_number(out, x + 1);
    }
    out.push(b'H');
}

/// Appends a number in decimal.
pub(super) fn push_number(out: &mut Vec<u8>, number: u16) {
    let digits = [10_000, 1000, 100, 10, 1].map(|unit| number / unit % 10);
    let skip = digits
        .iter()
        .take(4)
        .take_while(|digit| **digit == 0)
        .count();
    out.extend(
        digits
            .iter()
            .skip(skip)
            .map(|digit| b'0' + digit.to_le_bytes()[0]),
    );
}

/// Digits of a number in decimal.
pub(super) fn digits(number: u16) -> u16 {
    match number {
        ..10 => 1,
        10..100 => 2,
        100..1000 => 3,
        1000..10_000 => 4,
        _ => 5,
    }
}
