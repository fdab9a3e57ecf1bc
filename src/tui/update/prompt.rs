//! The line that is typed: filter, search, panel filter, command.

use crate::tui::action::Action;
use crate::tui::areas::Areas;
use crate::tui::effect::Effect;
use crate::tui::key::{Code, Key};
use crate::tui::model::prompt::{Purpose, Typed};
use crate::tui::model::reading::Find;
use crate::tui::model::{Focus, Model, Prompt};
use crate::tui::update::{article, command, list, marks, panel};

pub(super) fn open(model: &mut Model, action: Action) {
    let prompt = match (action, &model.panel, model.focus) {
        (Action::Command, _, _) => Prompt::new(Purpose::Command, ""),
        (Action::Tag, _, _) => Prompt::new(Purpose::Tag, ""),
        (Action::Note, _, _) => Prompt::new(Purpose::Note, ""),
        (Action::SearchLibrary, _, _) => Prompt::new(Purpose::SearchTexts, ""),
        (_, Some(panel), _) => Prompt::new(Purpose::Panel, &panel.filter),
        (_, None, Focus::List) => Prompt::new(Purpose::Filter, &model.list.filter),
        (_, None, Focus::Reading) => Prompt::new(Purpose::Find, ""),
    };
    model.prompt = Some(prompt);
}

pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    if model.prompt.is_none() && model.panel.is_none() && model.focus == Focus::List {
        open(model, Action::Search);
    }
    let Some(prompt) = &mut model.prompt else {
        return Vec::new();
    };
    prompt.insert(text);
    changed(model)
}

pub(super) fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    let Some(prompt) = &mut model.prompt else {
        return Vec::new();
    };
    let purpose = prompt.purpose;
    match prompt.press(key) {
        Typed::Changed => changed(model),
        Typed::Same => Vec::new(),
        Typed::Accepted => accept(model),
        Typed::Left => leave(model),
        Typed::Other => other(model, purpose, key),
    }
}

/// Keys that move in the list while its filter is typed, and complete a command.
fn other(model: &mut Model, purpose: Purpose, key: Key) -> Vec<Effect> {
    let areas = Areas::of(model);
    let by = match (key.code, key.ctrl) {
        (Code::Down, _) | (Code::Char('n'), true) => 1,
        (Code::Up, _) | (Code::Char('p'), true) => -1,
        (Code::PageDown, _) => isize::try_from(areas.list_rows()).unwrap_or(1),
        (Code::PageUp, _) => -isize::try_from(areas.list_rows()).unwrap_or(1),
        (Code::Tab | Code::BackTab, _) if purpose == Purpose::Command => {
            command::complete(model);
            return Vec::new();
        }
        _ => return Vec::new(),
    };
    match purpose {
        Purpose::Filter => model.list.move_by(by, areas.list_rows()),
        Purpose::Panel => {
            if let Some(panel) = &mut model.panel {
                panel.move_by(by);
            }
        }
        Purpose::Find | Purpose::Command | Purpose::SearchTexts | Purpose::Note | Purpose::Tag => {}
    }
    Vec::new()
}

fn changed(model: &mut Model) -> Vec<Effect> {
    let Some(prompt) = &model.prompt else {
        return Vec::new();
    };
    let text = prompt.text.clone();
    match prompt.purpose {
        Purpose::Filter => {
            model.list.filter = text;
            list::filter(model, false)
        }
        Purpose::Find => {
            article::search(model, &text);
            Vec::new()
        }
        Purpose::Panel => {
            if let Some(panel) = &mut model.panel {
                panel.filter = text;
                panel.apply_filter();
            }
            Vec::new()
        }
        Purpose::Command | Purpose::SearchTexts | Purpose::Note | Purpose::Tag => Vec::new(),
    }
}

fn accept(model: &mut Model) -> Vec<Effect> {
    let Some(prompt) = model.prompt.take() else {
        return Vec::new();
    };
    match prompt.purpose {
        Purpose::Command => command::run(model, &prompt.text),
        Purpose::Note => marks::note(model, &prompt.text),
        Purpose::Tag => marks::tag(model, &prompt.text),
        Purpose::SearchTexts => panel::search_texts(model, &prompt.text),
        Purpose::Find => {
            if let Some(reading) = &mut model.reading {
                reading.find.folded = None;
            }
            let find = model.reading.as_ref().map(|reading| &reading.find);
            if find.is_some_and(|find| find.hits.is_empty() && !find.needle.is_empty()) {
                model.notice = Some(format!("“{}” is not in this text.", prompt.text));
            }
            Vec::new()
        }
        Purpose::Filter | Purpose::Panel => Vec::new(),
    }
}

/// Escape takes back what was typed.
fn leave(model: &mut Model) -> Vec<Effect> {
    let Some(prompt) = model.prompt.take() else {
        return Vec::new();
    };
    match prompt.purpose {
        Purpose::Filter => list::clear_filter(model),
        Purpose::Find => {
            if let Some(reading) = &mut model.reading {
                reading.find = Find::default();
            }
            Vec::new()
        }
        Purpose::Panel => {
            if let Some(panel) = &mut model.panel {
                panel.filter.clear();
                panel.apply_filter();
            }
            Vec::new()
        }
        Purpose::Command | Purpose::SearchTexts | Purpose::Note | Purpose::Tag => Vec::new(),
    }
}
