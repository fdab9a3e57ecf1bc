//! A terminal for tests: it knows what its capabilities say and stops at anything else, at text
//! that would wrap, and at moves whose effect terminals do not agree on.

use pullquote::tui::wire::Capabilities;
use ratatui::buffer::{Buffer, CellWidth as _};
use ratatui::style::{Color, Modifier, Style};
use unicode_width::UnicodeWidthChar as _;

/// What a cell shows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shown {
    pub(super) symbol: String,
    pub(super) style: Style,
}

impl Shown {
    pub(super) fn letter(symbol: &str, style: Style) -> Self {
        let plain = Style::new()
            .fg(Color::Reset)
            .bg(Color::Reset)
            .underline_color(Color::Reset);
        Self {
            symbol: symbol.to_owned(),
            style: plain.patch(style),
        }
    }

    pub(super) fn is_inverse(&self) -> bool {
        self.style.add_modifier.contains(Modifier::REVERSED)
    }

    /// The same without what cannot be seen of a blank.
    fn seen(&self) -> Self {
        let seen = Modifier::REVERSED | Modifier::UNDERLINED | Modifier::CROSSED_OUT;
        let mut seen_style = self.style;
        if self.symbol == " " && !self.style.add_modifier.intersects(seen) {
            seen_style = Style::new().bg(self.style.bg.unwrap_or_default());
            return Self::letter(" ", seen_style);
        }
        seen_style.sub_modifier = Modifier::empty();
        Self {
            symbol: self.symbol.clone(),
            style: seen_style,
        }
    }
}

/// A cluster whose width is the same everywhere: one character, or a letter with marks.
fn is_sure(symbol: &str) -> bool {
    let is_mark = |c: char| ('\u{300}'..='\u{36F}').contains(&c);
    symbol.chars().skip(1).all(is_mark)
}

/// Returns what a frame is to look like, but for glyphs that terminals draw differently.
pub(super) fn expected(frame: &Buffer, caps: &Capabilities) -> Vec<(u16, u16, Shown)> {
    let mut all = Vec::new();
    for y in 0..frame.area.height {
        let mut x = 0;
        while x < frame.area.width {
            let cell = &frame[(x, y)];
            let width = cell.symbol().cell_width();
            let fits = width > 0 && x + width <= frame.area.width;
            let symbol = if fits { cell.symbol() } else { " " };
            if is_sure(symbol) {
                let (fg, bg) = caps.level.nearest_pair(cell.fg, cell.bg);
                let style = Style::new().fg(fg).bg(bg).add_modifier(cell.modifier);
                all.push((x, y, Shown::letter(symbol, style)));
            }
            x += if fits { width } else { 1 };
        }
    }
    all
}

pub(super) struct Strict {
    width: u16,
    height: u16,
    rows: Vec<Vec<Shown>>,
    at: (u16, u16),
    is_pending: bool,
    pen: Style,
    region: (u16, u16),
    margins: Option<(u16, u16)>,
    is_cursor_hidden: bool,
    last: char,
    caps: Capabilities,
}

type Fed = Result<(), String>;

impl Strict {
    pub(super) fn new((width, height): (u16, u16), caps: &Capabilities) -> Self {
        let plain = Shown::letter("#", Style::new());
        let rows = vec![vec![plain; usize::from(width)]; usize::from(height)];
        Self {
            width,
            height,
            rows,
            at: (0, 0),
            is_pending: false,
            pen: Shown::letter(" ", Style::new()).style,
            region: (0, height),
            margins: None,
            is_cursor_hidden: false,
            last: ' ',
            caps: caps.clone(),
        }
    }

    /// Takes a new size and leaves rubbish on the screen.
    pub(super) fn resize(&mut self, size: (u16, u16)) {
        let (pen, is_cursor_hidden) = (self.pen, self.is_cursor_hidden);
        *self = Self::new(size, &self.caps.clone());
        self.pen = pen;
        self.is_cursor_hidden = is_cursor_hidden;
        self.region = (0, size.1);
    }

    pub(super) fn at(&self, x: u16, y: u16) -> &Shown {
        &self.rows[usize::from(y)][usize::from(x)]
    }

    pub(super) fn cursor(&self) -> Option<(u16, u16)> {
        (!self.is_cursor_hidden).then_some(self.at)
    }

    /// Compares the screen with a frame.
    pub(super) fn compare(&self, frame: &Buffer, caps: &Capabilities) -> Fed {
        for (x, y, wanted) in expected(frame, caps) {
            let found = self.at(x, y).seen();
            if found != wanted.seen() {
                return Err(format!("{x},{y} shows {found:?}, not {:?}", wanted.seen()));
            }
        }
        Ok(())
    }

    pub(super) fn feed(&mut self, bytes: &[u8]) -> Fed {
        let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            match c {
                '\u{1b}' => self.escape(&mut rest)?,
                '\r' => {
                    let left = self.margins.map_or(0, |(left, _)| left);
                    // From left of the margin a return leads to the first column.
                    let start = if self.at.0 < left { 0 } else { left };
                    self.go(start, self.at.1)?;
                }
                '\n' => self.line_feed()?,
                '\u{8}' => {
                    let left = self.margins.map_or(0, |(left, _)| left);
                    let is_free = self.at.0 > 0 && self.at.0 != left;
                    self.needs(!self.is_pending && is_free, "backspace")?;
                    self.at.0 -= 1;
                }
                c if c.is_control() => return Err(format!("control {c:?}")),
                c => self.print(c)?,
            }
        }
        self.needs(self.margins.is_none(), "margins left set")
    }

    fn needs(&self, holds: bool, what: &str) -> Fed {
        if holds {
            Ok(())
        } else {
            Err(format!("{what} at {:?} region {:?}", self.at, self.region))
        }
    }

    fn cell(&mut self, x: u16, y: u16) -> &mut Shown {
        &mut self.rows[usize::from(y)][usize::from(x)]
    }

    /// Leaves rubbish in the other half of a wide glyph of which one half is overwritten.
    fn break_glyph(&mut self, x: u16, y: u16) {
        let is_half = self.at(x, y).symbol.is_empty();
        if is_half && x > 0 {
            "broken".clone_into(&mut self.cell(x - 1, y).symbol);
        }
        if x + 1 < self.width && self.at(x + 1, y).symbol.is_empty() && !is_half {
            "broken".clone_into(&mut self.cell(x + 1, y).symbol);
        }
    }

    fn print(&mut self, c: char) -> Fed {
        let width = u16::try_from(c.width().unwrap_or(0)).unwrap();
        let (x, y) = self.at;
        if width == 0 {
            let column = if self.is_pending {
                x
            } else {
                x.saturating_sub(1)
            };
            let column = if self.at(column, y).symbol.is_empty() {
                column - 1
            } else {
                column
            };
            self.cell(column, y).symbol.push(c);
            return Ok(());
        }
        self.needs(
            !self.is_pending && x + width <= self.width,
            "text would wrap",
        )?;
        for column in x..x + width {
            self.break_glyph(column, y);
            let (pen, symbol) = (
                self.pen,
                if column == x {
                    c.to_string()
                } else {
                    String::new()
                },
            );
            *self.cell(column, y) = Shown { symbol, style: pen };
        }
        self.last = c;
        self.is_pending = x + width == self.width;
        self.at.0 = (x + width).min(self.width - 1);
        Ok(())
    }

    fn go(&mut self, x: u16, y: u16) -> Fed {
        self.needs(x < self.width && y < self.height, "move off the screen")?;
        self.at = (x, y);
        self.is_pending = false;
        Ok(())
    }

    fn line_feed(&mut self) -> Fed {
        self.needs(!self.is_pending, "line feed while a wrap is pending")?;
        if self.at.1 + 1 == self.region.1 {
            self.scroll(1)
        } else {
            self.go(self.at.0, self.at.1 + 1)
        }
    }

    /// What an erased cell is.
    fn erased(&self) -> Shown {
        let bg = if self.caps.erases_in_color {
            self.pen.bg
        } else {
            None
        };
        let mut style = Style::new().bg(bg.unwrap_or_default());
        style = style.add_modifier(self.pen.add_modifier);
        Shown::letter(" ", style)
    }

    fn erase(&mut self, y: u16, from: u16, to: u16) {
        let erased = self.erased();
        for x in from..to.min(self.width) {
            self.break_glyph(x, y);
            *self.cell(x, y) = erased.clone();
        }
    }

    /// Scrolls up by `by` rows, or down where it is negative.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "every step of the terminal can fail but this"
    )]
    fn scroll(&mut self, by: i32) -> Fed {
        let (top, bottom) = self.region;
        let (left, right) = self.margins.unwrap_or((0, self.width));
        let (erased, old) = (self.erased(), self.rows.clone());
        for y in top..bottom {
            let source = i32::from(y) + by;
            for x in left..right {
                let is_inside = source >= i32::from(top) && source < i32::from(bottom);
                *self.cell(x, y) = if is_inside {
                    old[usize::try_from(source).unwrap()][usize::from(x)].clone()
                } else {
                    erased.clone()
                };
            }
        }
        Ok(())
    }

    fn escape(&mut self, rest: &mut std::str::Chars<'_>) -> Fed {
        match rest.next() {
            Some('M') => {
                self.needs(!self.is_pending, "reverse index while a wrap is pending")?;
                if self.at.1 == self.region.0 {
                    return self.scroll(-1);
                }
                self.go(self.at.0, self.at.1.saturating_sub(1))
            }
            Some('[') => {
                let whole = rest.as_str();
                let end = whole
                    .find(|c| ('@'..='~').contains(&c))
                    .ok_or("unfinished sequence")?;
                let (body, last) = (&whole[..end], whole[end..].chars().next());
                *rest = whole[end + 1..].chars();
                self.control(body, last.unwrap_or(' '))
            }
            other => Err(format!("escape {other:?}")),
        }
    }

    fn control(&mut self, body: &str, last: char) -> Fed {
        if last == 'm' {
            return self.graphics(body);
        }
        if let Some(mode) = body.strip_prefix('?') {
            return self.mode(mode, last == 'h');
        }
        let number = |at: usize, default: u16| -> Result<u16, String> {
            match body.split(';').nth(at) {
                None | Some("") => Ok(default),
                Some(digits) => digits
                    .parse()
                    .map_err(|error| format!("{digits:?}: {error}")),
            }
        };
        let count = number(0, 1)?;
        let (x, y) = self.at;
        match last {
            'H' => self.go(number(1, 1)? - 1, count - 1),
            'G' => self.go(count - 1, y),
            'd' => {
                self.needs(!self.is_pending, "VPA while a wrap is pending")?;
                self.go(x, count - 1)
            }
            'C' => {
                self.needs(!self.is_pending, "CUF while a wrap is pending")?;
                self.go(x + count, y)
            }
            'D' => {
                let left = self.margins.map_or(0, |(left, _)| left);
                let is_free = count <= x && (x < left || x - count >= left);
                self.needs(!self.is_pending && is_free, "CUB")?;
                self.go(x - count, y)
            }
            'K' => {
                self.needs(!self.is_pending && number(0, 0)? == 0, "EL")?;
                self.erase(y, x, self.width);
                Ok(())
            }
            'J' => {
                self.needs(!self.is_pending, "ED while a wrap is pending")?;
                let from = if number(0, 0)? == 2 { (0, 0) } else { (x, y) };
                self.erase(from.1, from.0, self.width);
                (from.1 + 1..self.height).for_each(|y| self.erase(y, 0, self.width));
                Ok(())
            }
            'X' => {
                self.needs(self.caps.has_erase_chars && !self.is_pending, "ECH")?;
                self.erase(y, x, x + count);
                Ok(())
            }
            'b' => {
                self.needs(self.caps.has_repeat, "REP")?;
                (0..count).try_for_each(|_| self.print(self.last))
            }
            'S' | 'T' => {
                self.needs(self.caps.has_scroll, "SU or SD")?;
                self.scroll(if last == 'S' {
                    i32::from(count)
                } else {
                    -i32::from(count)
                })
            }
            'r' => {
                self.region = (count - 1, number(1, self.height)?);
                self.needs(
                    self.region.0 + 1 < self.region.1 || self.height == 1,
                    "region",
                )?;
                self.go(0, 0)
            }
            's' => {
                self.needs(self.margins.is_some(), "DECSLRM without its mode")?;
                let margins = (count - 1, number(1, self.width)?);
                self.needs(
                    margins.0 + 1 < margins.1 && margins.1 <= self.width,
                    "DECSLRM",
                )?;
                self.margins = Some(margins);
                self.go(0, 0)
            }
            _ => Err(format!("CSI {body} {last}")),
        }
    }

    fn mode(&mut self, mode: &str, is_on: bool) -> Fed {
        match mode {
            "25" => self.is_cursor_hidden = !is_on,
            "2026" => self.needs(self.caps.has_sync, "mode 2026")?,
            "69" => {
                self.needs(self.caps.has_margins, "mode 69")?;
                self.margins = is_on.then_some((0, self.width));
            }
            _ => return Err(format!("mode {mode}")),
        }
        Ok(())
    }

    fn graphics(&mut self, body: &str) -> Fed {
        let plain = Shown::letter(" ", Style::new()).style;
        let all: Result<Vec<u8>, _> = body
            .split(';')
            .map(|n| if n.is_empty() { Ok(0) } else { n.parse() })
            .collect();
        let mut numbers = all
            .map_err(|error| format!("SGR {body}: {error}"))?
            .into_iter();
        while let Some(number) = numbers.next() {
            let mut switch = |modifier: Modifier, is_on: bool| {
                let style = &mut self.pen;
                style.add_modifier.set(modifier, is_on);
            };
            let blink = Modifier::SLOW_BLINK | Modifier::RAPID_BLINK;
            match number {
                0 => self.pen = plain,
                1 => switch(Modifier::BOLD, true),
                2 => switch(Modifier::DIM, true),
                3 => switch(Modifier::ITALIC, true),
                4 => switch(Modifier::UNDERLINED, true),
                5 => switch(Modifier::SLOW_BLINK, true),
                6 => switch(Modifier::RAPID_BLINK, true),
                7 => switch(Modifier::REVERSED, true),
                8 => switch(Modifier::HIDDEN, true),
                9 => switch(Modifier::CROSSED_OUT, true),
                22 => switch(Modifier::BOLD | Modifier::DIM, false),
                23 => switch(Modifier::ITALIC, false),
                24 => switch(Modifier::UNDERLINED, false),
                25 => switch(blink, false),
                27 => switch(Modifier::REVERSED, false),
                28 => switch(Modifier::HIDDEN, false),
                29 => switch(Modifier::CROSSED_OUT, false),
                30..=39 => self.pen.fg = Some(color(number - 30, &mut numbers)?),
                90..=97 => self.pen.fg = Some(named(number - 82)),
                40..=49 => self.pen.bg = Some(color(number - 40, &mut numbers)?),
                100..=107 => self.pen.bg = Some(named(number - 92)),
                _ => return Err(format!("SGR {body}")),
            }
        }
        Ok(())
    }
}

fn color(number: u8, more: &mut impl Iterator<Item = u8>) -> Result<Color, String> {
    match number {
        0..=7 => Ok(named(number)),
        9 => Ok(Color::Reset),
        _ => match (more.next(), more.next()) {
            (Some(5), Some(index)) => Ok(Color::Indexed(index)),
            (Some(2), Some(r)) => match (more.next(), more.next()) {
                (Some(g), Some(b)) => Ok(Color::Rgb(r, g, b)),
                _ => Err("unfinished colour".to_owned()),
            },
            _ => Err("colour of an unknown kind".to_owned()),
        },
    }
}

fn named(index: u8) -> Color {
    [
        Color::Black,
        Color::Red,
        Color::Green,
        Color::Yellow,
        Color::Blue,
        Color::Magenta,
        Color::Cyan,
        Color::Gray,
        Color::DarkGray,
        Color::LightRed,
        Color::LightGreen,
        Color::LightYellow,
        Color::LightBlue,
        Color::LightMagenta,
        Color::LightCyan,
        Color::White,
    ][usize::from(index)]
}
