//! Where the program keeps things: the XDG base directories.
//!
//! Source: XDG Base Directory Specification 0.8. A relative path in a variable does not count.

use std::path::PathBuf;

/// The directories of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    /// Where the configuration file is; `None` without a home directory.
    pub config: Option<PathBuf>,
    /// Where the library is; `None` without a home directory.
    pub library: Option<PathBuf>,
    /// Where the log is; `None` without a home directory.
    pub state: Option<PathBuf>,
}

impl Paths {
    /// Works the directories out from any source of variables.
    ///
    /// `PULLQUOTE_CONFIG` and `PULLQUOTE_LIBRARY` name the file and the library themselves.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| {
            lookup(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let home = set("HOME").or_else(|| set("USERPROFILE"));
        let base = |name: &str, fallback: &str| {
            let given = set(name).filter(|path| path.is_absolute());
            given.or_else(|| home.as_ref().map(|home| home.join(fallback)))
        };
        let ours = |base: Option<PathBuf>| base.map(|base| base.join("pullquote"));
        let inside = |base: Option<PathBuf>, file: &str| ours(base).map(|ours| ours.join(file));
        Self {
            config: set("PULLQUOTE_CONFIG")
                .or_else(|| inside(base("XDG_CONFIG_HOME", ".config"), "config.toml")),
            library: set("PULLQUOTE_LIBRARY")
                .or_else(|| inside(base("XDG_DATA_HOME", ".local/share"), "library.sqlite")),
            state: ours(base("XDG_STATE_HOME", ".local/state")),
        }
    }

    /// Reads the environment of the process.
    pub fn read() -> Self {
        Self::from_lookup(crate::config::env::variable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_win_over_the_home_directory() {
        let lookup = |pairs: &'static [(&str, &str)]| {
            move |name: &str| {
                pairs
                    .iter()
                    .find(|(key, _)| *key == name)
                    .map(|(_, value)| (*value).to_owned())
            }
        };
        let paths = Paths::from_lookup(lookup(&[("HOME", "/h"), ("XDG_DATA_HOME", "rel")]));
        assert_eq!(
            paths.config,
            Some("/h/.config/pullquote/config.toml".into())
        );
        assert_eq!(
            paths.library,
            Some("/h/.local/share/pullquote/library.sqlite".into())
        );
        let paths = Paths::from_lookup(lookup(&[
            ("HOME", "/h"),
            ("XDG_CONFIG_HOME", "/c"),
            ("PULLQUOTE_LIBRARY", "lib.sqlite"),
        ]));
        assert_eq!(paths.config, Some("/c/pullquote/config.toml".into()));
        assert_eq!(paths.library, Some("lib.sqlite".into()));
        assert_eq!(Paths::from_lookup(lookup(&[])), Paths::default());
    }
}
