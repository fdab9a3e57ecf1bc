//! What a terminal can do, from its name and, later, from its own answers.

use crate::config::env::TermEnv;
use crate::tui::color::{Choice, Level};

/// Terminals that are known by name to do all that modern ones do.
const MODERN_TERMS: &[&str] = &[
    "kitty",
    "alacritty",
    "foot",
    "wezterm",
    "ghostty",
    "contour",
    "mintty",
    "iterm",
];
/// Emulators that say who they are in `TERM_PROGRAM`.
const MODERN_PROGRAMS: &[&str] = &["iTerm.app", "WezTerm", "ghostty", "mintty", "vscode", "rio"];

/// Features of a terminal that the wire makes use of; what is not set is not sent.
///
/// All terminals are taken to understand ANSI cursor moves, scroll regions and `EL`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "a list of independent features of a terminal"
)]
pub struct Capabilities {
    /// The screen can be drawn at all; `false` for `TERM=dumb`.
    pub is_screen: bool,
    /// How many colours.
    pub level: Level,
    /// Text is UTF-8; otherwise borders are drawn in ASCII and other letters become `?`.
    pub has_utf8: bool,
    /// Erased cells take the background colour (`bce`).
    pub erases_in_color: bool,
    /// `ECH`: erase some cells.
    pub has_erase_chars: bool,
    /// `REP`: say the last character again.
    pub has_repeat: bool,
    /// `SU` and `SD`: scroll the region by several lines.
    pub has_scroll: bool,
    /// `DECSLRM`: scroll between two columns.
    pub has_margins: bool,
    /// Synchronized output, private mode 2026.
    pub has_sync: bool,
    /// Colour of the underline (SGR 58).
    pub has_underline_color: bool,
    /// Hyperlinks (OSC 8).
    pub has_links: bool,
    /// The terminal may be asked about its modes and colours without printing what it does not know.
    pub may_be_asked: bool,
    /// Not a feature of the terminal: it is at the other end of a network.
    pub is_remote: bool,
}

impl Capabilities {
    /// Decides by the environment, carefully: what only some terminals of that name can do stays off
    /// until the terminal says it itself ([`Capabilities::learn_mode`]).
    pub fn detect(env: &TermEnv, choice: Choice) -> Self {
        let term = env.term.as_str();
        let is_named = |names: &[&str]| names.iter().any(|name| term.contains(name));
        let is_tmux = env.is_tmux || term.starts_with("tmux");
        let is_screen = !is_tmux && (env.is_screen || term.starts_with("screen"));
        let is_multiplexed = is_tmux || is_screen;
        let is_modern = !is_multiplexed
            && (is_named(MODERN_TERMS)
                || env.is_windows_terminal
                || MODERN_PROGRAMS.contains(&env.term_program.as_str()));
        let is_xterm = is_modern || term.starts_with("xterm") || term.starts_with("rxvt");
        let is_console = term == "linux";
        Self {
            is_screen: !(term == "dumb" || term.is_empty() && !env.is_windows_terminal),
            level: Level::detect(env, choice),
            has_utf8: is_utf8(&env.locale),
            erases_in_color: is_xterm && !is_multiplexed || is_console,
            has_erase_chars: is_xterm || is_multiplexed || is_console,
            has_repeat: is_modern || is_tmux,
            has_scroll: is_xterm || is_tmux,
            has_margins: false,
            has_sync: false,
            has_underline_color: is_modern && is_named(&["kitty", "foot", "wezterm", "ghostty"]),
            has_links: (is_xterm && !is_multiplexed) || is_tmux,
            may_be_asked: is_xterm || is_tmux,
            is_remote: env.is_ssh,
        }
    }

    /// Everything that exists, in 24 bits; for tests and for recording frames.
    pub fn all() -> Self {
        Self {
            is_screen: true,
            level: Level::True,
            has_utf8: true,
            erases_in_color: true,
            has_erase_chars: true,
            has_repeat: true,
            has_scroll: true,
            has_margins: true,
            has_sync: true,
            has_underline_color: true,
            has_links: true,
            may_be_asked: true,
            is_remote: false,
        }
    }

    /// Takes in the terminal's own answer about a private mode (`DECRPM`): 1 set, 2 reset.
    ///
    /// A terminal that knows one of the two modes asked about is recent enough for `REP`.
    pub fn learn_mode(&mut self, mode: u16, state: u16) {
        let is_known = matches!(state, 1 | 2);
        match mode {
            2026 => self.has_sync = is_known,
            69 => self.has_margins = is_known && self.has_scroll,
            _ => return,
        }
        self.has_repeat |= is_known;
    }
}

/// Says whether a locale's name promises UTF-8; one that names no encoding is taken to.
fn is_utf8(locale: &str) -> bool {
    let name = locale.to_ascii_lowercase();
    match name.split_once('.') {
        Some((_, encoding)) => encoding.starts_with("utf-8") || encoding.starts_with("utf8"),
        None => !matches!(name.as_str(), "c" | "posix" | "us-ascii"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capabilities(term: &str) -> Capabilities {
        let env = TermEnv {
            term: term.to_owned(),
            ..TermEnv::default()
        };
        Capabilities::detect(&env, Choice::Auto)
    }

    #[test]
    fn what_a_name_promises() {
        // screen drawn, colour fill, repeat, scroll by several, may be asked
        for (term, expected) in [
            ("xterm-256color", [true, true, false, true, true]),
            ("xterm-kitty", [true, true, true, true, true]),
            ("linux", [true, true, false, false, false]),
            ("screen-256color", [true, false, false, false, false]),
            ("tmux-256color", [true, false, true, true, true]),
            ("vt220", [true, false, false, false, false]),
            ("dumb", [false, false, false, false, false]),
        ] {
            let found = capabilities(term);
            let features = [
                found.is_screen,
                found.erases_in_color,
                found.has_repeat,
                found.has_scroll,
                found.may_be_asked,
            ];
            assert_eq!(features, expected, "{term}");
            assert!(!found.has_sync && !found.has_margins, "{term}");
        }
    }

    #[test]
    fn answers_switch_features_on_and_silence_does_not() {
        let mut found = capabilities("xterm-256color");
        found.learn_mode(2026, 0);
        found.learn_mode(69, 4);
        assert!(!found.has_sync && !found.has_margins && !found.has_repeat);
        found.learn_mode(2026, 2);
        found.learn_mode(69, 1);
        assert!(found.has_sync && found.has_margins && found.has_repeat);
    }

    #[test]
    fn only_a_plain_locale_is_not_utf8() {
        for (locale, expected) in [
            ("en_US.UTF-8", true),
            ("C.utf8", true),
            ("", true),
            ("de_DE", true),
            ("C", false),
            ("POSIX", false),
            ("de_DE.ISO-8859-1", false),
        ] {
            assert_eq!(is_utf8(locale), expected, "{locale}");
        }
    }
}
