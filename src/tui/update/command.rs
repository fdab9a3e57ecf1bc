//! Commands after `:`.

use std::sync::Arc;

use crate::tui::action::{TABLE, by_name};
use crate::tui::effect::Effect;
use crate::tui::keymap::nearest;
use crate::tui::model::{Layout, Model};
use crate::tui::theme::Theme;
use crate::tui::update::{act, list};

/// Commands that take a word, beside the names of the actions.
const WITH_WORDS: &[&str] = &[
    "filter",
    "save-search",
    "search",
    "measure",
    "set-theme",
    "set-layout",
];

/// Runs a command line.
pub(super) fn run(model: &mut Model, line: &str) -> Vec<Effect> {
    let line = line.trim();
    let (name, words) = line.split_once(' ').unwrap_or((line, ""));
    let words = words.trim();
    match name {
        "" => Vec::new(),
        "q" | "q!" | "wq" | "x" | "qa" => vec![Effect::Quit],
        "filter" => list::filter_by(model, words.to_owned()),
        "tag" if !words.is_empty() => super::marks::tag(model, words),
        "save-search" => super::marks::save_search(model, words),
        "search" => super::panel::search_texts(model, words),
        "measure" => {
            match words.parse::<u16>() {
                Ok(measure @ 20..=200) => model.settings.measure = measure,
                _ => model.notice = Some("measure takes a number from 20 to 200.".to_owned()),
            }
            Vec::new()
        }
        "set-theme" => {
            match Theme::by_name(words, &model.settings.themes) {
                Some(theme) => model.settings.theme = Arc::new(theme),
                None => {
                    model.notice = Some(format!(
                        "Themes: {}.",
                        theme_names(&model.settings.themes).join(", ")
                    ));
                }
            }
            Vec::new()
        }
        "set-layout" => {
            match layout(words) {
                Some(layout) => model.settings.layout = layout,
                None => model.notice = Some("Layouts: auto, columns, stacked, single.".to_owned()),
            }
            Vec::new()
        }
        _ => {
            let Some(action) = by_name(name) else {
                model.notice = Some(format!(
                    "No command “{name}”; the nearest is “{}”.",
                    nearest(name)
                ));
                return Vec::new();
            };
            act(model, action, words.parse().ok())
        }
    }
}

fn layout(words: &str) -> Option<Layout> {
    match words {
        "auto" => Some(Layout::Auto),
        "columns" => Some(Layout::Columns),
        "stacked" => Some(Layout::Stacked),
        "single" => Some(Layout::Single),
        _ => None,
    }
}

fn theme_names(own: &[String]) -> Vec<String> {
    Theme::all(own)
        .into_iter()
        .map(|theme| theme.name)
        .collect()
}

/// Returns what the typed command may become.
pub fn candidates(text: &str, own_themes: &[String]) -> Vec<String> {
    let (before, word, all): (&str, &str, Vec<String>) = match text.split_once(' ') {
        Some(("set-theme", word)) => ("set-theme ", word, theme_names(own_themes)),
        Some(("set-layout", word)) => (
            "set-layout ",
            word,
            ["auto", "columns", "stacked", "single"]
                .map(String::from)
                .to_vec(),
        ),
        Some(_) => return Vec::new(),
        None => {
            let names = TABLE.iter().map(|entry| entry.name.to_owned());
            (
                "",
                text,
                names
                    .chain(WITH_WORDS.iter().map(|&name| name.to_owned()))
                    .collect(),
            )
        }
    };
    let word = word.trim_start();
    let mut out: Vec<String> = all
        .into_iter()
        .filter(|name| name.starts_with(word))
        .collect();
    out.sort();
    out.into_iter()
        .map(|name| format!("{before}{name}"))
        .collect()
}

/// Completes what was typed as far as it is certain; one more Tab takes the first candidate.
pub(super) fn complete(model: &mut Model) {
    let Some(prompt) = &mut model.prompt else {
        return;
    };
    let all = candidates(&prompt.text, &model.settings.themes);
    let Some(first) = all.first() else { return };
    let mut common = first.as_str();
    for other in &all {
        while !other.starts_with(common) {
            let shorter = common.char_indices().next_back().map_or(0, |(at, _)| at);
            common = common.get(..shorter).unwrap_or_default();
        }
    }
    let mut text = if common.len() > prompt.text.len() {
        common
    } else {
        first
    }
    .to_owned();
    if WITH_WORDS.contains(&text.as_str()) {
        text.push(' ');
    }
    prompt.cursor = text.len();
    prompt.text = text;
}
