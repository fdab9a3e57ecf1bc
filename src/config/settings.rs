//! The settings, from one table: names, what they mean, defaults, how they are read.
//!
//! Reading never fails: a wrong entry is a [`Problem`] that names the line's key and the nearest right
//! one, and all others count.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use toml::{Table, Value};

/// What the reader can set in the configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Width of the text, in cells.
    pub measure: u16,
    /// Name of the theme, or `auto`.
    pub theme: String,
    /// How the panes stand.
    pub layout: Layout,
    /// Justify lines.
    pub justify: bool,
    /// Divide words at the ends of lines.
    pub hyphenate: bool,
    /// Show the screen for screen readers.
    pub plain: bool,
    /// Take mouse events from the start.
    pub mouse: bool,
    /// Colours.
    pub color: ColorChoice,
    /// Where the library is, instead of the data directory.
    pub library: Option<String>,
    /// Name of the key preset: `vim`, `less` or `newsboat`.
    pub keys_preset: String,
    /// Keys of single actions, by the name of the action.
    pub keys: BTreeMap<String, Vec<String>>,
}

/// How the panes stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Side by side where there is room.
    #[default]
    Auto,
    /// Always side by side.
    Side,
    /// One pane at a time: scrolling sends one line over the wire.
    One,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// What the terminal can do.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            measure: 72,
            theme: "auto".to_owned(),
            layout: Layout::default(),
            justify: false,
            hyphenate: false,
            plain: false,
            mouse: false,
            color: ColorChoice::default(),
            library: None,
            keys_preset: "vim".to_owned(),
            keys: BTreeMap::new(),
        }
    }
}

/// Something in the file that does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(pub String);

/// A setting: its key, what it means, its default as TOML.
const KEYS: &[(&str, &str, &str)] = &[
    (
        "reader.measure",
        "Width of the text, 40 to 120 cells.",
        "72",
    ),
    (
        "reader.theme",
        "A theme by name (files in `themes` beside this one count too), or \"auto\": what the terminal has.",
        "\"auto\"",
    ),
    (
        "reader.layout",
        "\"auto\", \"side\" (list beside text) or \"one\" (one pane).",
        "\"auto\"",
    ),
    ("reader.justify", "Justify the lines.", "false"),
    (
        "reader.hyphenate",
        "Divide words at the ends of lines.",
        "false",
    ),
    (
        "reader.plain",
        "For screen readers: one thing at a time, no lines and bars.",
        "false",
    ),
    (
        "reader.mouse",
        "Take mouse events; the terminal's own selection then needs Shift.",
        "false",
    ),
    (
        "reader.color",
        "\"auto\", \"always\" or \"never\".",
        "\"auto\"",
    ),
    (
        "library.path",
        "Where the library is, instead of the data directory.",
        "",
    ),
    (
        "keys.preset",
        "\"vim\", \"less\" or \"newsboat\".",
        "\"vim\"",
    ),
];
/// Actions get keys of their own under this table: `next_article = ["J", "ctrl-n"]`.
const KEY_TABLE: &str = "keys.";

impl Settings {
    /// Reads a configuration file's text; every wrong entry is a problem, all others count.
    pub fn parse(text: &str) -> (Self, Vec<Problem>) {
        let mut settings = Self::default();
        let table: Table = match text.parse() {
            Ok(table) => table,
            Err(error) => return (settings, vec![Problem(error.to_string().trim().to_owned())]),
        };
        let mut problems = Vec::new();
        for (section, value) in &table {
            let Value::Table(entries) = value else {
                let known = KEYS
                    .iter()
                    .find(|(key, ..)| key.ends_with(&format!(".{section}")));
                let hint = known.map(|(key, ..)| {
                    format!(
                        "; it belongs under [{}]",
                        key.split('.').next().unwrap_or_default()
                    )
                });
                let hint = hint.unwrap_or_default();
                problems.push(Problem(format!(
                    "“{section}” stands outside any section{hint}"
                )));
                continue;
            };
            for (name, value) in entries {
                let key = format!("{section}.{name}");
                if let Err(problem) = settings.set(&key, value) {
                    problems.push(Problem(problem));
                }
            }
        }
        (settings, problems)
    }

    fn set(&mut self, key: &str, value: &Value) -> Result<(), String> {
        match key {
            "reader.measure" => {
                let number = value.as_integer().and_then(|n| u16::try_from(n).ok());
                let number = number.filter(|n| (40..=120).contains(n));
                self.measure = number.ok_or_else(|| wrong(key, value, "a number, 40 to 120"))?;
            }
            "reader.theme" => self.theme = string(key, value)?,
            "reader.layout" => {
                let names = [
                    ("auto", Layout::Auto),
                    ("side", Layout::Side),
                    ("one", Layout::One),
                ];
                self.layout = one_of(key, value, &names)?;
            }
            "reader.hyphenate" => self.hyphenate = boolean(key, value)?,
            "reader.plain" => self.plain = boolean(key, value)?,
            "reader.justify" => self.justify = boolean(key, value)?,
            "reader.mouse" => self.mouse = boolean(key, value)?,
            "reader.color" => {
                let names = [
                    ("auto", ColorChoice::Auto),
                    ("always", ColorChoice::Always),
                    ("never", ColorChoice::Never),
                ];
                self.color = one_of(key, value, &names)?;
            }
            "library.path" => self.library = Some(string(key, value)?),
            "keys.preset" => {
                let names = [("vim", "vim"), ("less", "less"), ("newsboat", "newsboat")];
                one_of(key, value, &names)?.clone_into(&mut self.keys_preset);
            }
            _ => match key.strip_prefix(KEY_TABLE) {
                Some(action) => {
                    self.keys.insert(action.to_owned(), strings(key, value)?);
                }
                None => return Err(format!("“{key}” is no setting{}", nearest(key))),
            },
        }
        Ok(())
    }

    /// Returns the default file, with a comment for every setting.
    pub fn default_file() -> String {
        let mut out = String::new();
        let mut last = "";
        for (key, doc, default) in KEYS {
            let (section, name) = key.split_once('.').unwrap_or((key, ""));
            if section != last {
                let gap = if last.is_empty() { "" } else { "\n" };
                let _infallible = writeln!(out, "{gap}[{section}]");
                last = section;
            }
            let line = if default.is_empty() {
                format!("# {name} = \"…\"")
            } else {
                format!("{name} = {default}")
            };
            let _infallible = writeln!(out, "# {doc}\n{line}");
        }
        out.push_str("# Keys of single actions; `:` and `?` in the reader name the actions.\n");
        out.push_str("# next_article = [\"J\", \"ctrl-n\"]\n");
        out
    }
}

fn wrong(key: &str, value: &Value, wanted: &str) -> String {
    format!("“{key}” is {value}, and must be {wanted}")
}

fn string(key: &str, value: &Value) -> Result<String, String> {
    value
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| wrong(key, value, "text in quotes"))
}

fn boolean(key: &str, value: &Value) -> Result<bool, String> {
    value
        .as_bool()
        .ok_or_else(|| wrong(key, value, "true or false"))
}

fn strings(key: &str, value: &Value) -> Result<Vec<String>, String> {
    let wanted = "a key or a list of keys in quotes";
    match value {
        Value::String(one) => Ok(vec![one.clone()]),
        Value::Array(several) => several
            .iter()
            .map(|one| {
                one.as_str()
                    .map(str::to_owned)
                    .ok_or_else(|| wrong(key, value, wanted))
            })
            .collect(),
        _ => Err(wrong(key, value, wanted)),
    }
}

fn one_of<T: Copy>(key: &str, value: &Value, names: &[(&str, T)]) -> Result<T, String> {
    let found = names.iter().find(|(name, _)| value.as_str() == Some(name));
    found.map(|&(_, meaning)| meaning).ok_or_else(|| {
        let names: Vec<_> = names.iter().map(|(name, _)| format!("{name:?}")).collect();
        wrong(key, value, &names.join(" or "))
    })
}

/// Names the setting that is spelt most like `key`, if one is near.
fn nearest(key: &str) -> String {
    let scored = KEYS
        .iter()
        .map(|(known, ..)| (strsim::jaro_winkler(key, known), known));
    let best = scored
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(score, _)| *score > 0.8);
    best.map_or_else(String::new, |(_, known)| {
        format!("; did you mean “{known}”?")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_file_says_the_defaults() {
        let (settings, problems) = Settings::parse(&Settings::default_file());
        assert_eq!(problems, []);
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn wrong_entries_are_named_and_the_rest_counts() {
        let text = "measure = 3\n[reader]\nmesure = 80\njustify = \"yes\"\nlayout = \"one\"\n\
                    [keys]\nnext_article = \"J\"\n[reder]\ntheme = \"x\"\n";
        let (settings, problems) = Settings::parse(text);
        assert_eq!(settings.layout, Layout::One);
        assert_eq!(settings.keys["next_article"], ["J"]);
        let problems: Vec<_> = problems.iter().map(|problem| problem.0.as_str()).collect();
        assert_eq!(
            problems,
            [
                "“measure” stands outside any section; it belongs under [reader]",
                "“reader.justify” is \"yes\", and must be true or false",
                "“reader.mesure” is no setting; did you mean “reader.measure”?",
                "“reder.theme” is no setting; did you mean “reader.theme”?",
            ]
        );
        let (settings, problems) = Settings::parse("[reader\n");
        assert_eq!(settings, Settings::default());
        assert_eq!(problems.len(), 1);
    }
}
