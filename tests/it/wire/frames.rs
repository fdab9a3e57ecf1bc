//! Random screens and the small changes that a program makes to them, the same for the same seed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

/// A small generator of numbers (`SplitMix64`).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is greater than zero.
    fn below(&mut self, end: u16) -> u16 {
        u16::try_from(self.next() % u64::from(end)).unwrap()
    }

    pub(super) fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let at = self.next() % all.len() as u64;
        &all[usize::try_from(at).unwrap()]
    }

    fn stretch(&mut self, length: u16) -> (u16, u16) {
        let start = self.below(length);
        (start, start + 1 + self.below(length - start))
    }
}

/// What a step did to the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mutation {
    Nothing,
    Resized,
    Scrolled,
    Cells,
    Styled,
    Cleared,
    Rewritten,
    Ruled,
}

const WORDS: &[&str] = &[
    "the",
    "minister",
    "said",
    "on",
    "Thursday",
    "a",
    "of",
    "momentous",
    "change",
    "in",
    "日本語",
    "e\u{301}te\u{301}",
    "Übergröße",
    "——",
    "한국",
    "naïve",
    "“so”",
    "🙂",
    "漢",
    "Z\u{335}\u{308}o",
    "…",
];
/// Glyphs on whose width terminals do not agree.
const DOUBTFUL: &[&str] = &["👨\u{200d}👩\u{200d}👧", "❤\u{fe0f}", "🇩🇪", "👍🏽", "क्षि"];
const COLORS: &[Color] = &[
    Color::Reset,
    Color::Reset,
    Color::Red,
    Color::LightBlue,
    Color::DarkGray,
    Color::Indexed(5),
    Color::Indexed(208),
    Color::Rgb(12, 200, 99),
    Color::Rgb(250, 250, 210),
];

pub(super) struct World {
    dice: Dice,
    buffer: Buffer,
    cursor: Option<(u16, u16)>,
    has_doubtful: bool,
}

impl World {
    pub(super) fn new(mut dice: Dice) -> Self {
        let size = (2 + dice.below(70), 2 + dice.below(24));
        Self::sized(dice, size)
    }

    pub(super) fn sized(dice: Dice, (width, height): (u16, u16)) -> Self {
        Self {
            dice,
            buffer: Buffer::empty(Rect::new(0, 0, width, height)),
            cursor: None,
            has_doubtful: true,
        }
    }

    /// Leaves out glyphs whose width is a matter of taste.
    pub(super) fn with_sure_widths_only(mut self) -> Self {
        self.has_doubtful = false;
        self
    }

    pub(super) fn size(&self) -> (u16, u16) {
        (self.buffer.area.width, self.buffer.area.height)
    }

    pub(super) fn frame(&self) -> (&Buffer, Option<(u16, u16)>) {
        (&self.buffer, self.cursor)
    }

    fn style(&mut self) -> Style {
        let mut style = Style::default()
            .fg(*self.dice.one_of(COLORS))
            .bg(*self.dice.one_of(COLORS));
        if self.dice.below(3) == 0 {
            let bits = self.dice.below(1 << 9);
            style = style.add_modifier(Modifier::from_bits_truncate(bits));
        }
        style
    }

    fn prose(&mut self, row: u16, columns: (u16, u16)) {
        let (mut x, end) = columns;
        let mut style = Style::default();
        while x < end {
            if self.dice.below(6) == 0 {
                style = self.style();
            }
            let word = if self.has_doubtful && self.dice.below(12) == 0 {
                *self.dice.one_of(DOUBTFUL)
            } else {
                *self.dice.one_of(WORDS)
            };
            x = self
                .buffer
                .set_stringn(x, row, word, usize::from(end - x), style)
                .0;
            if x < end {
                x = self.buffer.set_stringn(x, row, " ", 1, style).0;
            }
            if self.dice.below(9) == 0 {
                break;
            }
        }
    }

    fn clear(&mut self, row: u16, columns: (u16, u16), style: Style) {
        for x in columns.0..columns.1 {
            let cell = &mut self.buffer[(x, row)];
            cell.reset();
            cell.set_style(style);
        }
    }

    fn scroll(&mut self) {
        let (width, height) = self.size();
        let (top, bottom) = self.dice.stretch(height);
        let (left, right) = if self.dice.below(2) == 0 {
            (0, width)
        } else {
            self.dice.stretch(width)
        };
        let by = 1 + self.dice.below(4);
        let is_up = self.dice.below(2) == 0;
        let old = self.buffer.clone();
        for y in top..bottom {
            let source = if is_up {
                y.checked_add(by)
            } else {
                y.checked_sub(by)
            };
            if let Some(source) = source.filter(|source| (top..bottom).contains(source)) {
                for x in left..right {
                    self.buffer[(x, y)] = old[(x, source)].clone();
                }
            } else {
                self.clear(y, (left, right), Style::default());
                self.prose(y, (left, right));
            }
        }
    }

    /// Changes the screen a little.
    pub(super) fn step(&mut self) -> Mutation {
        let (width, height) = self.size();
        self.cursor = match self.dice.below(3) {
            0 => Some((self.dice.below(width), self.dice.below(height))),
            _ => None,
        };
        let (top, bottom) = self.dice.stretch(height);
        let columns = self.dice.stretch(width);
        match self.dice.below(16) {
            0 => return Mutation::Nothing,
            1 => {
                let size = (1 + self.dice.below(70), 1 + self.dice.below(24));
                self.buffer.resize(Rect::new(0, 0, size.0, size.1));
                self.cursor = None;
                return Mutation::Resized;
            }
            2..=6 => {
                self.scroll();
                // The position in the status line moves with the text.
                self.buffer
                    .set_string(0, height - 1, "42%", Style::default());
                return Mutation::Scrolled;
            }
            7..=9 => {
                for _ in 0..=self.dice.below(12) {
                    let (x, y) = (self.dice.below(width), self.dice.below(height));
                    let style = self.style();
                    let word = *self.dice.one_of(WORDS);
                    self.buffer.set_string(x, y, word, style);
                }
                return Mutation::Cells;
            }
            10 => {
                let area = Rect::new(columns.0, top, columns.1 - columns.0, bottom - top);
                let style = self.style();
                self.buffer.set_style(area, style);
                return Mutation::Styled;
            }
            11 | 12 => {
                let style = self.style();
                (top..bottom).for_each(|y| self.clear(y, columns, style));
                return Mutation::Cleared;
            }
            13 => {
                let glyph = *self.dice.one_of(&["─", "=", "│", "é", "漢"]);
                let style = self.style();
                for x in columns.0..columns.1 {
                    self.buffer.set_string(x, top, glyph, style);
                }
                return Mutation::Ruled;
            }
            _ => {}
        }
        for y in 0..height {
            self.clear(y, (0, width), Style::default());
            self.prose(y, (0, width));
        }
        Mutation::Rewritten
    }
}
