//! Themes: what each role of the screen looks like.
//!
//! The view speaks of roles and never of colours. A theme is a TOML file: a style for each role, and
//! the colours of people. A style is a list of words: a colour for the letters (`red`,
//! `bright-blue`, `214`, `#ffaf00`), `on` and a colour for the ground, and any of `bold dim italic
//! underline reverse strike`.

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::engine::who::name_key;

/// The themes that come with the program.
const BUILT_IN: &[&str] = &[
    include_str!("../../assets/themes/terminal.toml"),
    include_str!("../../assets/themes/terminal-light.toml"),
    include_str!("../../assets/themes/light.toml"),
    include_str!("../../assets/themes/dark.toml"),
    include_str!("../../assets/themes/contrast.toml"),
    include_str!("../../assets/themes/mono.toml"),
    include_str!("../../assets/themes/paper.toml"),
    include_str!("../../assets/themes/gruvbox.toml"),
    include_str!("../../assets/themes/nord.toml"),
    include_str!("../../assets/themes/solarized-dark.toml"),
    include_str!("../../assets/themes/solarized-light.toml"),
];

macro_rules! roles {
    ($($role:ident $name:literal $doc:literal;)*) => {
        /// What something on the screen is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Role {
            $(#[doc = $doc] $role,)*
        }

        /// All roles with their names in a theme.
        pub const ROLES: &[(Role, &str)] = &[$((Role::$role, $name),)*];
    };
}

roles! {
    Text "text" "Running text, and everything that has no other role.";
    Dim "dim" "What may be overlooked.";
    Header "header" "The line at the top.";
    HeaderStrong "header-strong" "The name of what is shown, in the line at the top.";
    Footer "footer" "Words in the line of keys.";
    FooterKey "footer-key" "Keys in the line of keys.";
    Border "border" "Lines between panes.";
    Unread "unread" "The title of an unread article.";
    Read "read" "The title of a read article.";
    Meta "meta" "Source, date, reading time.";
    Cursor "cursor" "The row under the cursor.";
    CursorAway "cursor-away" "The row under the cursor, where keys go elsewhere.";
    Dot "dot" "The sign of an unread article.";
    Star "star" "The sign of a star.";
    Count "count" "The number of copies.";
    Match "match" "Letters that the filter matched.";
    Headline "headline" "The title of the open article.";
    Heading "heading" "A heading inside the article.";
    Quotation "quotation" "What somebody says.";
    Term "term" "What marks set off, and nobody says.";
    QuotationBar "quotation-bar" "The bar beside a quotation.";
    SharedBar "shared-bar" "The bar beside what another article has too.";
    RemovedBar "removed-bar" "The bar beside what was taken out.";
    Speaker "speaker" "The speaker beside a quotation.";
    PullQuote "pull-quote" "What is said once more in the margin.";
    Person "person" "Added to a person's colour in the text.";
    Fold "fold" "The line of a fold.";
    Folded "folded" "Text of an opened fold, and what was taken out, in the raw view.";
    Link "link" "A link.";
    Emphasis "emphasis" "Emphasis.";
    Strong "strong" "Strong emphasis.";
    Code "code" "Code.";
    Caption "caption" "A caption.";
    Hit "hit" "What the search found.";
    HitCurrent "hit-current" "The hit that was jumped to.";
    Spot "spot" "The quotation or mention that was jumped to.";
    News "news" "What no other telling of the story has, on request.";
    Highlight "highlight" "What the reader has highlighted.";
    Noted "noted" "What the reader has written a note to.";
    Selection "selection" "What was selected.";
    Prompt "prompt" "The sign and text of the line that is typed.";
    Problem "problem" "What went wrong.";
    Notice "notice" "A word to the reader.";
    Panel "panel" "A panel over the panes.";
    PanelTitle "panel-title" "The title of a panel.";
}

/// What each role looks like.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// Its name.
    pub name: String,
    styles: Vec<Style>,
    people: Vec<Style>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    #[serde(default)]
    people: Vec<String>,
    roles: BTreeMap<String, String>,
}

impl Default for Theme {
    fn default() -> Self {
        Self::by_name("terminal", &[]).unwrap_or_else(|| Self {
            name: "plain".to_owned(),
            styles: vec![Style::default(); ROLES.len()],
            people: Vec::new(),
        })
    }
}

impl Theme {
    /// Reads a theme file; says what is wrong with it.
    pub fn parse(toml: &str) -> Result<Self, String> {
        let file: File = toml::from_str(toml).map_err(|error| error.message().to_owned())?;
        let mut styles = vec![Style::default(); ROLES.len()];
        for (name, words) in &file.roles {
            let Some(at) = ROLES.iter().position(|(_, role)| role == name) else {
                return Err(format!("there is no role “{name}”"));
            };
            styles[at] = parse_style(words).map_err(|problem| format!("{name}: {problem}"))?;
        }
        let people: Result<Vec<Style>, String> =
            file.people.iter().map(|words| parse_style(words)).collect();
        Ok(Self {
            name: file.name,
            styles,
            people: people?,
        })
    }

    /// Returns the themes that come with the program; the first follows the terminal's own palette.
    pub fn built_in() -> Vec<Self> {
        BUILT_IN
            .iter()
            .filter_map(|toml| Self::parse(toml).ok())
            .collect()
    }

    /// Returns the themes that come with the program and the reader's own, which take the places of
    /// those with their names; files with mistakes do not count.
    pub fn all(own: &[String]) -> Vec<Self> {
        let mut all = Self::built_in();
        for theme in own.iter().filter_map(|toml| Self::parse(toml).ok()) {
            all.retain(|other| other.name != theme.name);
            all.push(theme);
        }
        all
    }

    /// Returns the theme of this name, one of the reader's `own` before one that comes with the
    /// program.
    pub fn by_name(name: &str, own: &[String]) -> Option<Self> {
        // Only a file that speaks of the name is read: a start needs one theme.
        let files = own
            .iter()
            .map(String::as_str)
            .chain(BUILT_IN.iter().copied());
        files
            .filter(|toml| toml.contains(name))
            .filter_map(|toml| Self::parse(toml).ok())
            .find(|theme| theme.name == name)
    }

    /// Returns the theme after this one.
    #[must_use]
    pub fn next(&self, own: &[String]) -> Self {
        let all = Self::all(own);
        let at = all.iter().position(|theme| theme.name == self.name);
        let next = at.map_or(0, |at| (at + 1) % all.len().max(1));
        all.into_iter().nth(next).unwrap_or_default()
    }

    /// Returns the style of a role.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// Returns the style of a person: always the same for the same name, whatever the case, the
    /// marks, the spelling from another script, and the order of people.
    pub fn person(&self, name: &str) -> Style {
        if self.people.is_empty() {
            return Style::default();
        }
        let hash = xxhash_rust::xxh3::xxh3_64(name_key(name).as_bytes());
        let count = self.people.len() as u64;
        let at = usize::try_from(hash % count).unwrap_or(0);
        self.people.get(at).copied().unwrap_or_default()
    }
}

fn parse_style(words: &str) -> Result<Style, String> {
    let mut style = Style::default();
    let mut words = words.split_whitespace();
    while let Some(word) = words.next() {
        let modifier = match word {
            "bold" => Modifier::BOLD,
            "dim" => Modifier::DIM,
            "italic" => Modifier::ITALIC,
            "underline" => Modifier::UNDERLINED,
            "reverse" => Modifier::REVERSED,
            "strike" => Modifier::CROSSED_OUT,
            "on" => {
                style.bg = Some(parse_color(words.next().unwrap_or_default())?);
                continue;
            }
            color => {
                style.fg = Some(parse_color(color)?);
                continue;
            }
        };
        style = style.add_modifier(modifier);
    }
    Ok(style)
}

fn parse_color(word: &str) -> Result<Color, String> {
    const NAMES: [&str; 8] = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
    ];
    const BASE: [Color; 16] = [
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
    ];
    if word == "default" {
        return Ok(Color::Reset);
    }
    if let Some(hex) = word.strip_prefix('#').filter(|hex| hex.len() == 6) {
        let number = u32::from_str_radix(hex, 16)
            .map_err(|error| format!("no colour is {word}: {error}"))?;
        let [_, red, green, blue] = number.to_be_bytes();
        return Ok(Color::Rgb(red, green, blue));
    }
    if let Ok(number) = word.parse::<u8>() {
        return Ok(Color::Indexed(number));
    }
    let (name, bright) = word
        .strip_prefix("bright-")
        .map_or((word, 0), |name| (name, 8));
    let at = NAMES.iter().position(|known| *known == name);
    let at = at
        .and_then(|at| u8::try_from(at).ok())
        .ok_or_else(|| format!("no colour is {word}"))?;
    Ok(BASE[usize::from(at + bright)])
}

#[cfg(test)]
mod tests;
