//! What happens to the state: the only place that changes it.
//!
//! Deterministic, without I/O, clock or randomness: messages in, effects out.

mod article;
pub mod command;
mod list;
mod marks;
mod mouse;
mod panel;
mod prompt;
mod restore;
mod settle;

use std::sync::Arc;

use crate::tui::action::Action;
use crate::tui::areas::Areas;
use crate::tui::effect::Effect;
use crate::tui::key::{Code, Key};
use crate::tui::keymap::Pressed;
use crate::tui::model::{Focus, Layout, Model};
use crate::tui::msg::{Learned, Msg};
use crate::tui::theme::Theme;

pub use command::candidates;

/// Takes a message; returns what the outside must do.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let mut effects = match msg {
        Msg::Key(key) => {
            model.notice = None;
            press(model, key)
        }
        Msg::Pasted(text) => prompt::paste(model, &text),
        Msg::Mouse(mouse) => mouse::update(model, mouse),
        Msg::Resized(size) => {
            model.size = size;
            Vec::new()
        }
        Msg::Waited => {
            let context = model.context();
            let keymap = Arc::clone(&model.settings.keymap);
            let pressed = keymap.settle(&mut model.pending, context);
            act_all(model, pressed)
        }
        Msg::Resumed(size) => {
            model.size = size;
            vec![
                Effect::Redraw,
                Effect::CaptureMouse(model.settings.has_mouse),
            ]
        }
        Msg::Closed => quit(model),
        Msg::RowsRead { rows, is_all } => {
            let mut effects = list::take_rows(model, rows, is_all);
            effects.extend(panel::again(model));
            effects
        }
        Msg::Opened { generation, result } => article::take(model, generation, result),
        Msg::Composed { generation, page } => article::take_page(model, generation, page),
        Msg::Filtered {
            generation,
            shown,
            problems,
        } => {
            list::take_filtered(model, generation, shown, problems);
            Vec::new()
        }
        Msg::Quoted {
            generation,
            quotations,
        } => {
            panel::take_quotations(model, generation, quotations);
            Vec::new()
        }
        Msg::Found { generation, found } => {
            panel::take_found(model, generation, found);
            Vec::new()
        }
        Msg::PersonRead { generation, told } => {
            panel::take_person(model, generation, told);
            Vec::new()
        }
        Msg::Chosen {
            choices,
            is_changed,
        } => panel::take_choices(model, choices, is_changed),
        Msg::Marked(id, marks) => {
            marks::take(model, id, marks);
            Vec::new()
        }
        Msg::Restored(id) => {
            let open = model.reading.as_ref();
            if open.is_some_and(|reading| reading.id == id) {
                article::reopen(model)
            } else {
                Vec::new()
            }
        }
        Msg::News(id, spans) => {
            marks::take_news(model, id, spans);
            Vec::new()
        }
        Msg::Listed {
            generation,
            tags,
            searches,
        } => {
            marks::take_lists(model, generation, tags, searches);
            Vec::new()
        }
        Msg::Compared {
            generation,
            passages,
        } => {
            marks::take_difference(model, generation, passages);
            Vec::new()
        }
        Msg::Grown => {
            let mut effects = vec![Effect::ReadRows { is_first: false }];
            effects.extend(article::reopen(model));
            effects
        }
        Msg::Learned(Learned::Margins(has_margins)) => {
            model.settings.has_margins = has_margins;
            Vec::new()
        }
        Msg::Learned(Learned::LightGround) => {
            let settings = &mut model.settings;
            if settings.theme.name == "terminal"
                && let Some(theme) = Theme::by_name("terminal-light", &settings.themes)
            {
                settings.theme = Arc::new(theme);
            }
            Vec::new()
        }
        Msg::Noticed(words) => {
            model.notice = Some(words);
            Vec::new()
        }
    };
    effects.extend(settle::settle(model));
    effects
}

fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    if model.prompt.is_some() {
        return prompt::press(model, key);
    }
    if key == Key::plain(Code::Esc) {
        return escape(model);
    }
    let last = model.pending.last;
    let context = model.context();
    let keymap = Arc::clone(&model.settings.keymap);
    let mut pressed = keymap.press(&mut model.pending, key, context);
    // The second `g` of `gg` must not undo the count of `5gg`.
    let is_gg = last == Some(key)
        && key == Key::char('g')
        && matches!(
            pressed[..],
            [Pressed {
                action: Action::Top,
                count: None
            }]
        );
    if is_gg {
        model.pending.last = None;
        pressed.clear();
    }
    act_all(model, pressed)
}

fn act_all(model: &mut Model, pressed: Vec<Pressed>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for Pressed { action, count } in pressed {
        effects.extend(act(model, action, count));
    }
    effects
}

/// One step back; never out of the program.
fn escape(model: &mut Model) -> Vec<Effect> {
    if !model.pending.keys.is_empty() || model.pending.count > 0 {
        model.pending = crate::tui::keymap::Pending::default();
        return Vec::new();
    }
    if let Some(panel) = &mut model.panel
        && !panel.filter.is_empty()
    {
        panel.filter.clear();
        panel.apply_filter();
        return Vec::new();
    }
    let marks = model
        .reading
        .as_mut()
        .filter(|_| model.focus == Focus::Reading && model.panel.is_none());
    if let Some(reading) = marks
        && (!reading.find.needle.is_empty()
            || reading.selection.is_some()
            || reading.spot.is_some())
    {
        reading.find = crate::tui::model::reading::Find::default();
        reading.selection = None;
        reading.choosing = None;
        reading.spot = None;
        return Vec::new();
    }
    back(model)
}

fn back(model: &mut Model) -> Vec<Effect> {
    if model.panel.take().is_some() {
        return Vec::new();
    }
    if model.focus == Focus::Reading {
        if article::leave_raw(model) {
            return Vec::new();
        }
        model.focus = Focus::List;
        return article::save_position(model);
    }
    list::clear_filter(model)
}

/// Does what an action asks for.
fn act(model: &mut Model, action: Action, count: Option<u32>) -> Vec<Effect> {
    let areas = Areas::of(model);
    match action {
        Action::Quit => return quit(model),
        Action::Leave => {
            let is_top = model.panel.is_none() && model.focus == Focus::List;
            return if is_top { quit(model) } else { back(model) };
        }
        Action::Back => {
            let is_top = model.panel.is_none() && model.focus == Focus::List;
            return if is_top { Vec::new() } else { back(model) };
        }
        Action::Redraw => return vec![Effect::Redraw],
        Action::Suspend => return vec![Effect::Suspend],
        Action::Lists => return marks::lists(model),
        Action::Help
        | Action::Notes
        | Action::People
        | Action::Quotations
        | Action::Links
        | Action::Copies => {
            return panel::open(model, action);
        }
        Action::Search | Action::SearchLibrary | Action::Command | Action::Tag => {
            prompt::open(model, action);
            return Vec::new();
        }
        _ => {}
    }
    if model.panel.is_some() {
        return panel::act(model, action, count, &areas);
    }
    match action {
        Action::SwitchPane => {
            if model.focus == Focus::List && model.reading.is_none() {
                return list::act(model, Action::Open, None, &areas);
            }
            model.focus = match model.focus {
                Focus::List => Focus::Reading,
                Focus::Reading => Focus::List,
            };
            Vec::new()
        }
        Action::Zen => {
            model.settings.is_zen = !model.settings.is_zen;
            Vec::new()
        }
        Action::CycleLayout => {
            cycle_layout(model);
            Vec::new()
        }
        Action::NextTheme => {
            model.settings.theme = Arc::new(model.settings.theme.next(&model.settings.themes));
            model.notice = Some(format!("Theme: {}.", model.settings.theme.name));
            Vec::new()
        }
        Action::ToggleMouse => {
            model.settings.has_mouse = !model.settings.has_mouse;
            let word = if model.settings.has_mouse {
                "on"
            } else {
                "off"
            };
            model.notice = Some(format!("Mouse {word}."));
            vec![Effect::CaptureMouse(model.settings.has_mouse)]
        }
        Action::NextArticle | Action::PreviousArticle => {
            let by = if action == Action::NextArticle { 1 } else { -1 };
            list::step(model, by, count, |_| true)
        }
        Action::NextUnread | Action::PreviousUnread => {
            let by = if action == Action::NextUnread { 1 } else { -1 };
            list::step(model, by, count, |row| !row.is_read)
        }
        Action::ToggleRead | Action::ToggleStar | Action::MarkAllRead | Action::Undo => {
            list::mark(model, action)
        }
        _ if model.focus == Focus::List => list::act(model, action, count, &areas),
        _ => article::act(model, action, count, &areas),
    }
}

fn quit(model: &mut Model) -> Vec<Effect> {
    let mut effects = article::save_position(model);
    effects.push(Effect::Quit);
    effects
}

fn cycle_layout(model: &mut Model) {
    let is_columns = !Areas::of(model).divider.is_empty();
    let (next, words) = match model.settings.layout {
        Layout::Auto if is_columns => (Layout::Stacked, "One above the other."),
        Layout::Auto | Layout::Single => (Layout::Columns, "Side by side."),
        Layout::Columns => (Layout::Stacked, "One above the other."),
        Layout::Stacked => (Layout::Single, "One at a time."),
    };
    model.settings.layout = next;
    model.notice = Some(words.to_owned());
}
