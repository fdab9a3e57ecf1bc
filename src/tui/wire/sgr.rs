//! The shortest change from one look to another (SGR, ECMA-48 8.3.117, and OSC 8).

use ratatui::style::{Color, Modifier};

use crate::tui::wire::tile::Look;

/// Modifiers, what switches them on and what switches them off.
const SWITCHES: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];
/// Modifiers that one number switches off together.
const TOGETHER: [Modifier; 2] = [
    Modifier::BOLD.union(Modifier::DIM),
    Modifier::SLOW_BLINK.union(Modifier::RAPID_BLINK),
];

/// The parameters of one SGR sequence.
#[derive(Clone, Copy)]
struct Params {
    bytes: [u8; 96],
    len: usize,
}

impl Params {
    const NONE: Self = Self {
        bytes: [0; 96],
        len: 0,
    };

    fn text(&mut self, text: &[u8]) {
        let end = (self.len + text.len()).min(self.bytes.len());
        self.bytes[self.len..end].copy_from_slice(&text[..end - self.len]);
        self.len = end;
    }

    fn number(&mut self, number: u8) {
        if self.len > 0 {
            self.text(b";");
        }
        self.digits(number);
    }

    fn digits(&mut self, number: u8) {
        let digits = [number / 100, number / 10 % 10, number % 10].map(|digit| b'0' + digit);
        let from = if number >= 100 {
            0
        } else if number >= 10 {
            1
        } else {
            2
        };
        self.text(&digits[from..]);
    }

    /// Adds a colour; `base` is 30 for the foreground, 40 for the background.
    fn color(&mut self, color: Color, base: u8) {
        match color {
            Color::Indexed(index) => {
                for number in [base + 8, 5, index] {
                    self.number(number);
                }
            }
            Color::Rgb(r, g, b) => {
                for number in [base + 8, 2, r, g, b] {
                    self.number(number);
                }
            }
            named => self.number(base + offset_of(named)),
        }
    }

    /// Adds the underline's colour, in the form with colons, which terminals that do not know it
    /// skip as one parameter.
    fn underline(&mut self, color: Color) {
        match color {
            Color::Reset => self.number(59),
            Color::Rgb(r, g, b) => {
                self.number(58);
                self.text(b":2:");
                for part in [r, g, b] {
                    self.text(b":");
                    self.digits(part);
                }
            }
            Color::Indexed(index) => {
                self.number(58);
                self.text(b":5:");
                self.digits(index);
            }
            named => {
                let offset = offset_of(named);
                self.number(58);
                self.text(b":5:");
                self.digits(if offset >= 60 { offset - 52 } else { offset });
            }
        }
    }
}

/// Returns what a named colour adds to 30 or 40.
fn offset_of(color: Color) -> u8 {
    match color {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        _ => 9,
    }
}

/// Appends the sequence that turns `from` into `to`, but for its link; nothing where they agree.
pub(super) fn write(from: &Look, to: &Look, out: &mut Vec<u8>) {
    let is_same = from.fg == to.fg
        && from.bg == to.bg
        && from.underline == to.underline
        && from.modifier == to.modifier;
    if is_same {
        return;
    }
    let step = stepwise(from, to);
    let anew = anew(to);
    // The reset itself is a `0;` before what follows, and nothing where nothing follows.
    let reset: &[u8] = if anew.len == 0 { b"" } else { b"0;" };
    out.extend_from_slice(b"\x1b[");
    if reset.len() + anew.len < step.len {
        out.extend_from_slice(reset);
        out.extend_from_slice(&anew.bytes[..anew.len]);
    } else {
        out.extend_from_slice(&step.bytes[..step.len]);
    }
    out.push(b'm');
}

/// Says only what differs.
fn stepwise(from: &Look, to: &Look) -> Params {
    let mut params = Params::NONE;
    let mut gone = from.modifier.difference(to.modifier);
    for pair in TOGETHER {
        if gone.intersects(pair) {
            gone |= from.modifier.intersection(pair);
        }
    }
    let mut off = 0;
    for (modifier, _, number) in SWITCHES {
        if gone.contains(modifier) && off != number {
            params.number(number);
            off = number;
        }
    }
    let left = from.modifier.difference(gone);
    for (modifier, number, _) in SWITCHES {
        if to.modifier.difference(left).contains(modifier) {
            params.number(number);
        }
    }
    if from.fg != to.fg {
        params.color(to.fg, 30);
    }
    if from.bg != to.bg {
        params.color(to.bg, 40);
    }
    if from.underline != to.underline {
        params.underline(to.underline);
    }
    params
}

/// Says everything, after a reset.
fn anew(to: &Look) -> Params {
    let plain = Look {
        link: to.link,
        ..Look::default()
    };
    stepwise(&plain, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(fg: Color, bg: Color, modifier: Modifier) -> Look {
        Look {
            fg,
            bg,
            modifier,
            ..Look::default()
        }
    }

    #[test]
    fn the_shortest_change_is_written() {
        let plain = Look::default();
        let red = look(Color::Red, Color::Reset, Modifier::empty());
        let bold = look(Color::Reset, Color::Reset, Modifier::BOLD);
        let both = Modifier::BOLD.union(Modifier::DIM);
        let loud = look(Color::Rgb(255, 128, 7), Color::Indexed(200), both);
        let lined = Look {
            underline: Color::LightRed,
            modifier: Modifier::UNDERLINED,
            ..plain
        };
        for (from, to, expected) in [
            (plain, plain, ""),
            (plain, red, "\x1b[31m"),
            (red, plain, "\x1b[m"),
            (red, bold, "\x1b[0;1m"),
            (bold, look(Color::Reset, Color::Reset, both), "\x1b[2m"),
            (look(Color::Reset, Color::Reset, both), bold, "\x1b[0;1m"),
            (
                look(Color::Red, Color::Blue, both),
                look(Color::Red, Color::Blue, Modifier::DIM),
                "\x1b[22;2m",
            ),
            (plain, loud, "\x1b[1;2;38;2;255;128;7;48;5;200m"),
            (loud, plain, "\x1b[m"),
            (plain, lined, "\x1b[4;58:5:9m"),
            (
                plain,
                look(Color::White, Color::DarkGray, Modifier::empty()),
                "\x1b[97;100m",
            ),
        ] {
            let mut out = Vec::new();
            write(&from, &to, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected, "{from:?} {to:?}");
        }
    }
}
