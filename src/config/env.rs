//! The only reader of environment variables.
#![allow(
    clippy::disallowed_methods,
    reason = "the one place that reads the environment"
)]

/// Reads one variable; one that is not set or is no text gives nothing.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// What the environment says about the terminal, as plain values.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one variable that is set or not"
)]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermEnv {
    /// `TERM`: the name of the terminal's description; empty where it is not set.
    pub term: String,
    /// `COLORTERM`: `truecolor` or `24bit` where 24-bit colours are promised.
    pub colorterm: String,
    /// `TERM_PROGRAM`: the emulator's own name; not passed on by SSH.
    pub term_program: String,
    /// `NO_COLOR` is set and not empty (<https://no-color.org>).
    pub no_color: bool,
    /// The locale of characters: the first of `LC_ALL`, `LC_CTYPE` and `LANG` that is not empty.
    pub locale: String,
    /// The session came over SSH (`SSH_CONNECTION`, `SSH_CLIENT` or `SSH_TTY`).
    pub is_ssh: bool,
    /// The program runs inside tmux (`TMUX`).
    pub is_tmux: bool,
    /// The program runs inside GNU screen (`STY`).
    pub is_screen: bool,
    /// The terminal is the console of Windows (`WT_SESSION`).
    pub is_windows_terminal: bool,
}

impl TermEnv {
    /// Reads the environment of the process.
    pub fn read() -> Self {
        Self::from_lookup(variable)
    }

    /// Makes the value from any source of variables; one that is empty counts as not set.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name: &str| lookup(name).unwrap_or_default();
        let is_set = |name: &str| !value(name).is_empty();
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .map(value)
            .find(|value| !value.is_empty());
        Self {
            term: value("TERM"),
            colorterm: value("COLORTERM"),
            term_program: value("TERM_PROGRAM"),
            no_color: is_set("NO_COLOR"),
            locale: locale.unwrap_or_default(),
            is_ssh: is_set("SSH_CONNECTION") || is_set("SSH_CLIENT") || is_set("SSH_TTY"),
            is_tmux: is_set("TMUX"),
            is_screen: is_set("STY"),
            is_windows_terminal: is_set("WT_SESSION"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_variables_count_as_not_set_and_the_strongest_locale_wins() {
        let env = TermEnv::from_lookup(|name| {
            let value = match name {
                "TERM" => "xterm-256color",
                "NO_COLOR" | "LC_ALL" => "",
                "LC_CTYPE" => "de_DE.UTF-8",
                "LANG" => "C",
                "SSH_TTY" => "/dev/pts/3",
                _ => return None,
            };
            Some(value.to_owned())
        });
        assert_eq!(env.term, "xterm-256color");
        assert_eq!(env.locale, "de_DE.UTF-8");
        assert!(env.is_ssh && !env.no_color && !env.is_tmux);
    }
}
