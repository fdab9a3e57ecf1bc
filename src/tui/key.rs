//! Keys and their names.

use std::fmt;

use crate::text::sanitize::is_forbidden;

/// What was pressed, apart from modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// A character, with Shift already in it.
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Tab with Shift.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key.
    F(u8),
}

/// A key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// With Control.
    pub ctrl: bool,
    /// With Alt.
    pub alt: bool,
}

impl Key {
    /// Makes a key without modifiers.
    pub const fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
        }
    }

    /// Makes a character key without modifiers.
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }
}

const NAMES: &[(Code, &str, &str)] = &[
    (Code::Enter, "enter", "Enter"),
    (Code::Esc, "esc", "Esc"),
    (Code::Tab, "tab", "Tab"),
    (Code::BackTab, "backtab", "S-Tab"),
    (Code::Backspace, "backspace", "Backspace"),
    (Code::Delete, "delete", "Del"),
    (Code::Up, "up", "↑"),
    (Code::Down, "down", "↓"),
    (Code::Left, "left", "←"),
    (Code::Right, "right", "→"),
    (Code::Home, "home", "Home"),
    (Code::End, "end", "End"),
    (Code::PageUp, "pageup", "PgUp"),
    (Code::PageDown, "pagedown", "PgDn"),
    (Code::Char(' '), "space", "Space"),
];

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.alt {
            f.write_str("M-")?;
        }
        if self.ctrl {
            f.write_str("^")?;
        }
        if let Some((_, _, shown)) = NAMES.iter().find(|(code, _, _)| *code == self.code) {
            return f.write_str(shown);
        }
        match self.code {
            Code::Char(c) if self.ctrl => write!(f, "{}", c.to_ascii_uppercase()),
            Code::Char(c) => write!(f, "{c}"),
            Code::F(n) => write!(f, "F{n}"),
            _ => Ok(()),
        }
    }
}

/// Reads a sequence of keys as written in a configuration: `]q`, `ctrl-d`, `g g`, `space`.
///
/// Blanks separate keys where a name is longer than one character. `None` if a name is not known, or
/// has a character that no screen is to show.
pub fn parse_keys(words: &str) -> Option<Vec<Key>> {
    if words.contains(is_forbidden) {
        return None;
    }
    let mut out = Vec::new();
    for word in words.split_whitespace() {
        match parse_key(word) {
            Some(key) => out.push(key),
            None if is_plain(word) => out.extend(word.chars().map(Key::char)),
            None => return None,
        }
    }
    (!out.is_empty()).then_some(out)
}

/// Says whether a word is short enough to be characters pressed in turn.
fn is_plain(word: &str) -> bool {
    word.chars().count() <= 3 && !word.contains("ctrl")
}

fn parse_key(word: &str) -> Option<Key> {
    let lower = word.to_lowercase();
    for (prefix, ctrl, alt) in [
        ("ctrl-", true, false),
        ("c-", true, false),
        ("alt-", false, true),
        ("m-", false, true),
    ] {
        if let Some(rest) = lower.strip_prefix(prefix)
            && let Some(key) = parse_key(rest)
        {
            return Some(Key {
                ctrl: ctrl || key.ctrl,
                alt: alt || key.alt,
                ..key
            });
        }
    }
    if let Some((code, _, _)) = NAMES.iter().find(|(_, name, _)| *name == lower) {
        return Some(Key::plain(*code));
    }
    if let Some(n) = lower.strip_prefix('f').and_then(|n| n.parse().ok()) {
        return Some(Key::plain(Code::F(n)));
    }
    let mut chars = word.chars();
    let c = chars.next()?;
    chars.as_str().is_empty().then_some(Key::char(c))
}

/// Returns how a sequence of keys is shown: `]q`, `^D`, `g Enter`.
pub fn show_keys(keys: &[Key]) -> String {
    let names: Vec<String> = keys.iter().map(ToString::to_string).collect();
    let is_short = names.iter().all(|name| name.chars().count() == 1);
    names.join(if is_short { "" } else { " " })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_shown() {
        for (written, shown) in [
            ("]q", "]q"),
            ("ctrl-d", "^D"),
            ("space", "Space"),
            ("pagedown", "PgDn"),
            ("zR", "zR"),
            ("F1", "F1"),
            ("alt-x", "M-x"),
            ("-", "-"),
        ] {
            let keys = parse_keys(written).unwrap();
            assert_eq!(show_keys(&keys), shown, "{written}");
        }
        assert_eq!(parse_keys("hyper-x"), None);
        assert_eq!(parse_keys(""), None);
    }
}
