//! How many colours the terminal has, and what becomes of a colour that it has not.

use ratatui::style::Color;

use crate::config::env::TermEnv;

/// The colours of a terminal, from none to all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// No colour at all; bold, underlined and reversed text stay.
    None,
    /// The sixteen of the terminal's own palette.
    #[default]
    Sixteen,
    /// Those, a cube of 6×6×6 and 24 greys.
    Indexed,
    /// 24 bits.
    True,
}

/// What the user asked for with `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// By the environment.
    #[default]
    Auto,
    /// At least sixteen colours, whatever the environment says.
    Always,
    /// None.
    Never,
    /// Exactly these.
    Exactly(Level),
}

impl Choice {
    /// Reads the argument of `--color`: `auto`, `always`, `never`, `16`, `256` or `truecolor`.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "auto" => Self::Auto,
            "always" => Self::Always,
            "never" | "none" => Self::Never,
            "16" => Self::Exactly(Level::Sixteen),
            "256" => Self::Exactly(Level::Indexed),
            "truecolor" | "24bit" => Self::Exactly(Level::True),
            _ => return None,
        })
    }
}

/// Terminals whose name alone promises 24 bits.
const TRUE_COLOR_TERMS: &[&str] = &[
    "kitty",
    "alacritty",
    "foot",
    "wezterm",
    "ghostty",
    "contour",
    "mintty",
    "-direct",
];
/// Terminals that draw in one colour.
const PLAIN_TERMS: &[&str] = &["dumb", "vt52", "vt100", "vt102", "vt220", "vt320", "vt420"];

impl Level {
    /// Chooses the level by what the user asked for, then `NO_COLOR`, `TERM` and `COLORTERM`.
    pub fn detect(env: &TermEnv, choice: Choice) -> Self {
        match choice {
            Choice::Never => Self::None,
            Choice::Exactly(level) => level,
            Choice::Always => Self::of_terminal(env).max(Self::Sixteen),
            Choice::Auto if env.no_color => Self::None,
            Choice::Auto => Self::of_terminal(env),
        }
    }

    fn of_terminal(env: &TermEnv) -> Self {
        let term = env.term.as_str();
        if PLAIN_TERMS.contains(&term) || (term.is_empty() && !env.is_windows_terminal) {
            return Self::None;
        }
        let is_promised = matches!(env.colorterm.as_str(), "truecolor" | "24bit")
            || env.is_windows_terminal
            || TRUE_COLOR_TERMS.iter().any(|name| term.contains(name));
        // GNU screen 4 passes on 256 colours at most, whatever the terminal around it has.
        let is_screen = env.is_screen || (term.starts_with("screen") && !env.is_tmux);
        match (is_promised, term.contains("256color")) {
            (true, _) if !is_screen => Self::True,
            (true, _) | (_, true) => Self::Indexed,
            _ => Self::Sixteen,
        }
    }

    /// Returns the nearest colour to `color` that this level has; the terminal's own colours stay.
    pub fn nearest(self, color: Color) -> Color {
        match (self, color) {
            (Self::None, _) => Color::Reset,
            (Self::Indexed, Color::Rgb(r, g, b)) => nearest_indexed([r, g, b]),
            (Self::Sixteen, Color::Rgb(r, g, b)) => nearest_named([r, g, b]),
            (Self::Sixteen, Color::Indexed(index @ 16..)) => nearest_named(rgb_of_index(index)),
            (_, Color::Indexed(index @ ..16)) => NAMED[usize::from(index)].0,
            _ => color,
        }
    }

    /// Returns the nearest foreground and background; where both fall on the same colour, the
    /// foreground becomes black or white so that the text stays readable.
    pub fn nearest_pair(self, fg: Color, bg: Color) -> (Color, Color) {
        let (near_fg, near_bg) = (self.nearest(fg), self.nearest(bg));
        if near_fg != near_bg || near_bg == Color::Reset || fg == bg {
            return (near_fg, near_bg);
        }
        let dark = luminance(rgb_of(near_bg)) < 128;
        (if dark { Color::White } else { Color::Black }, near_bg)
    }
}

/// The sixteen colours with the values that xterm gives them.
const NAMED: [(Color, [u8; 3]); 16] = [
    (Color::Black, [0, 0, 0]),
    (Color::Red, [205, 0, 0]),
    (Color::Green, [0, 205, 0]),
    (Color::Yellow, [205, 205, 0]),
    (Color::Blue, [0, 0, 238]),
    (Color::Magenta, [205, 0, 205]),
    (Color::Cyan, [0, 205, 205]),
    (Color::Gray, [229, 229, 229]),
    (Color::DarkGray, [127, 127, 127]),
    (Color::LightRed, [255, 0, 0]),
    (Color::LightGreen, [0, 255, 0]),
    (Color::LightYellow, [255, 255, 0]),
    (Color::LightBlue, [92, 92, 255]),
    (Color::LightMagenta, [255, 0, 255]),
    (Color::LightCyan, [0, 255, 255]),
    (Color::White, [255, 255, 255]),
];
/// The steps of the colour cube.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// Returns the red, green and blue of a colour; the terminal's default counts as black.
fn rgb_of(color: Color) -> [u8; 3] {
    match color {
        Color::Rgb(r, g, b) => [r, g, b],
        Color::Indexed(index) => rgb_of_index(index),
        _ => NAMED
            .iter()
            .find(|(named, _)| *named == color)
            .map_or([0; 3], |(_, rgb)| *rgb),
    }
}

fn rgb_of_index(index: u8) -> [u8; 3] {
    match index {
        ..16 => NAMED[usize::from(index)].1,
        16..232 => {
            let cell = index - 16;
            [cell / 36, cell / 6 % 6, cell % 6].map(|step| CUBE[usize::from(step)])
        }
        232.. => [8 + 10 * (index - 232); 3],
    }
}

fn luminance([r, g, b]: [u8; 3]) -> u32 {
    (u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114) / 1000
}

/// Distance of two colours, weighted by the mean red as the eye does
/// (<https://www.compuphase.com/cmetric.htm>).
fn distance(one: [u8; 3], other: [u8; 3]) -> i64 {
    let mean_red = i64::midpoint(i64::from(one[0]), i64::from(other[0]));
    let [r, g, b] = [0, 1, 2].map(|part| i64::from(one[part]) - i64::from(other[part]));
    (((512 + mean_red) * r * r) >> 8) + 4 * g * g + (((767 - mean_red) * b * b) >> 8)
}

fn nearest_named(rgb: [u8; 3]) -> Color {
    NAMED
        .iter()
        .min_by_key(|(_, named)| distance(rgb, *named))
        .map_or(Color::Reset, |(color, _)| *color)
}

fn nearest_indexed(rgb: [u8; 3]) -> Color {
    let step = |value: u8| -> u8 {
        match value {
            ..48 => 0,
            48..115 => 1,
            _ => (value - 35) / 40,
        }
    };
    let [r, g, b] = rgb.map(step);
    let cube = 16 + 36 * r + 6 * g + b;
    let mean = (u16::from(rgb[0]) + u16::from(rgb[1]) + u16::from(rgb[2])) / 3;
    let grey = 232 + u8::try_from(mean.saturating_sub(3) / 10).map_or(23, |step| step.min(23));
    let is_grey_nearer = distance(rgb, rgb_of_index(grey)) < distance(rgb, rgb_of_index(cube));
    Color::Indexed(if is_grey_nearer { grey } else { cube })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn env(term: &str, colorterm: &str) -> TermEnv {
        TermEnv {
            term: term.to_owned(),
            colorterm: colorterm.to_owned(),
            ..TermEnv::default()
        }
    }

    #[test]
    fn the_level_follows_the_environment() {
        for (term, colorterm, level) in [
            ("xterm-256color", "truecolor", Level::True),
            ("xterm-256color", "", Level::Indexed),
            ("xterm", "", Level::Sixteen),
            ("xterm", "24bit", Level::True),
            ("xterm-kitty", "", Level::True),
            ("foot", "", Level::True),
            ("linux", "", Level::Sixteen),
            ("screen", "truecolor", Level::Indexed),
            ("screen-256color", "", Level::Indexed),
            ("tmux-256color", "truecolor", Level::True),
            ("vt220", "truecolor", Level::None),
            ("dumb", "truecolor", Level::None),
            ("", "", Level::None),
        ] {
            let found = Level::detect(&env(term, colorterm), Choice::Auto);
            assert_eq!(found, level, "{term} {colorterm}");
        }
    }

    #[test]
    fn the_user_has_the_last_word() {
        let no_color = TermEnv {
            no_color: true,
            ..env("xterm-256color", "truecolor")
        };
        for (word, level) in [
            ("auto", Level::None),
            ("always", Level::True),
            ("never", Level::None),
            ("16", Level::Sixteen),
            ("256", Level::Indexed),
        ] {
            let choice = Choice::parse(word).unwrap();
            assert_eq!(Level::detect(&no_color, choice), level, "{word}");
        }
        assert_eq!(Choice::parse("blue"), None);
        let dumb = Level::detect(&env("dumb", ""), Choice::Always);
        assert_eq!(dumb, Level::Sixteen);
    }

    #[test]
    fn colors_fall_on_their_neighbours() {
        for (level, color, near) in [
            (Level::True, Color::Rgb(1, 2, 3), Color::Rgb(1, 2, 3)),
            (Level::Indexed, Color::Rgb(255, 0, 0), Color::Indexed(196)),
            (
                Level::Indexed,
                Color::Rgb(128, 128, 128),
                Color::Indexed(244),
            ),
            (
                Level::Indexed,
                Color::Rgb(255, 255, 255),
                Color::Indexed(231),
            ),
            (Level::Indexed, Color::Indexed(9), Color::LightRed),
            (Level::Sixteen, Color::Rgb(250, 10, 10), Color::LightRed),
            (Level::Sixteen, Color::Indexed(22), Color::Black),
            (Level::Sixteen, Color::Indexed(255), Color::Gray),
            (Level::Sixteen, Color::Reset, Color::Reset),
            (Level::None, Color::Red, Color::Reset),
        ] {
            assert_eq!(level.nearest(color), near, "{level:?} {color:?}");
        }
    }

    proptest! {
        #[test]
        fn different_colors_never_make_text_invisible(
            fg in any::<[u8; 3]>(), bg in any::<[u8; 3]>(), level in 1_usize..4
        ) {
            prop_assume!(fg != bg);
            let level = [Level::None, Level::Sixteen, Level::Indexed, Level::True][level];
            let rgb = |[r, g, b]: [u8; 3]| Color::Rgb(r, g, b);
            let (fg, bg) = level.nearest_pair(rgb(fg), rgb(bg));
            prop_assert_ne!(fg, bg);
        }

        #[test]
        fn a_color_of_the_level_stays(index in any::<u8>()) {
            let color = Level::Indexed.nearest(Color::Indexed(index));
            prop_assert_eq!(Level::Indexed.nearest(color), color);
            let named = Level::Sixteen.nearest(color);
            prop_assert_eq!(Level::Sixteen.nearest(named), named);
        }
    }
}
