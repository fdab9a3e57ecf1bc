//! The lines at the top and at the bottom, and the line between the panes.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::action::{Action, TABLE};
use crate::tui::areas::Areas;
use crate::tui::model::prompt::Purpose;
use crate::tui::model::reading::Showing;
use crate::tui::model::{Focus, Model, Prompt, Reading};
use crate::tui::screen::draw::{put, put_cut, put_right, sign, width_of};
use crate::tui::theme::Role;
use crate::tui::update::candidates;
use crate::typeset::folds::thousands;

/// Draws the line at the top: what is shown, and how much of it.
pub fn header(model: &Model, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let theme = &model.settings.theme;
    let (plain, strong) = (theme.style(Role::Header), theme.style(Role::HeaderStrong));
    buffer.set_style(area, plain);
    let (right, y) = (area.right(), area.y);
    let list = &model.list;
    let order = match () {
        () if !list.filter.trim().is_empty() => "best match first ",
        () if model.settings.is_by_story => "by story ",
        () if list.is_by_date => "newest first ",
        () => "as they came ",
    };
    let dot = sign(model.settings.is_ascii, "·");
    let name = if list.filter.trim().is_empty() {
        "All articles"
    } else {
        "Filtered"
    };
    let counts = format!(
        "{} {dot} {} unread",
        thousands(list.shown.len()),
        thousands(list.unread)
    );
    let mut column = put(buffer, (area.x + 1, y), right, "pullquote", strong);
    column = put(buffer, (column + 3, y), right, name, plain);
    column = put(
        buffer,
        (column, y),
        right,
        &format!(" {dot} {counts}"),
        plain,
    );
    if column + width_of(order) + 2 < right {
        put_right(buffer, (right, y), area.x, order, plain);
    }
}

/// Draws the line between list and article.
pub fn divider(model: &Model, area: Rect, buffer: &mut Buffer) {
    let style = model.settings.theme.style(Role::Border);
    let words = if area.width == 1 { "│" } else { "─" };
    let words = sign(model.settings.is_ascii, words);
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            put(buffer, (x, y), x + 1, words, style);
        }
    }
}

/// Draws the line for the prompt, the filter, a notice, the place in the article.
pub fn status(model: &Model, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if area.is_empty() {
        return None;
    }
    let theme = &model.settings.theme;
    let (left, right, y) = (area.x + 1, area.right().saturating_sub(1), area.y);
    let aside = aside(model);
    let aside_at = put_right(buffer, (right, y), left, &aside, theme.style(Role::Dim));
    let room = aside_at.saturating_sub(2);
    if let Some(prompt) = &model.prompt {
        return Some(draw_prompt(model, prompt, (left, room, y), buffer));
    }
    let problems = &model.list.problems;
    let (words, role) = match () {
        () if !model.pending.keys.is_empty() || model.pending.count > 0 => {
            (pending(model), Role::Prompt)
        }
        () if model.notice.is_some() => (model.notice.clone().unwrap_or_default(), Role::Notice),
        () if model
            .panel
            .as_ref()
            .is_some_and(|panel| !panel.filter.is_empty()) =>
        {
            let filter = model.panel.as_ref().map(|panel| panel.filter.as_str());
            (format!("/ {}", filter.unwrap_or_default()), Role::Prompt)
        }
        () if model.focus == Focus::Reading => {
            let needle = model
                .reading
                .as_ref()
                .map(|reading| reading.find.needle.as_str());
            let needle = needle.filter(|needle| !needle.is_empty());
            (
                needle
                    .map(|needle| format!("/ {needle}"))
                    .unwrap_or_default(),
                Role::Prompt,
            )
        }
        () if !problems.is_empty() => (problems.join("; "), Role::Problem),
        () if !model.list.filter.is_empty() => (format!("/ {}", model.list.filter), Role::Prompt),
        () => (String::new(), Role::Dim),
    };
    put_cut(buffer, (left, y), room, &words, theme.style(role));
    None
}

fn pending(model: &Model) -> String {
    let keys = crate::tui::key::show_keys(&model.pending.keys);
    match model.pending.count {
        0 => keys,
        count => format!("{count}{keys}"),
    }
}

fn draw_prompt(
    model: &Model,
    prompt: &Prompt,
    place: (u16, u16, u16),
    buffer: &mut Buffer,
) -> Position {
    let (left, right, y) = place;
    let theme = &model.settings.theme;
    let style = theme.style(Role::Prompt);
    let before = match prompt.purpose {
        Purpose::Command => ":",
        Purpose::SearchTexts => "Search all texts: ",
        Purpose::Note => "Note: ",
        Purpose::Tag => "Tag: ",
        Purpose::Filter | Purpose::Find | Purpose::Panel => "/ ",
    };
    let start = put(buffer, (left, y), right, before, style);
    // A long line shows the part around its cursor.
    let room = usize::from(right.saturating_sub(start + 1)).max(1);
    let column = prompt.column();
    let hidden = column.saturating_sub(room);
    let mut words = prompt.text.as_str();
    let mut cut = 0;
    for (cluster, cells) in crate::text::width::graphemes(&prompt.text) {
        if cut >= hidden {
            break;
        }
        cut += cells;
        words = words.strip_prefix(cluster).unwrap_or(words);
    }
    let end = put(buffer, (start, y), right, words, style);
    if prompt.purpose == Purpose::Command {
        let all = candidates(&prompt.text, &model.settings.themes);
        let more = all.join("  ");
        put_cut(buffer, (end + 2, y), right, &more, theme.style(Role::Dim));
    } else if let Some(problem) = model.list.problems.first() {
        put_cut(
            buffer,
            (end + 2, y),
            right,
            problem,
            theme.style(Role::Problem),
        );
    }
    let x = start + u16::try_from(column - cut.min(column)).unwrap_or(0);
    Position { x: x.min(right), y }
}

/// Returns what stands at the right of the status line.
fn aside(model: &Model) -> String {
    if let Some(panel) = &model.panel {
        let (place, all) = panel.place();
        return format!("{place} of {all}");
    }
    let purpose = model.prompt.as_ref().map(|prompt| prompt.purpose);
    match (model.focus, &model.reading) {
        (Focus::Reading, Some(reading)) if purpose != Some(Purpose::Filter) => {
            let rows = Areas::of(model).reading_rows();
            place_in(reading, rows)
        }
        _ => {
            let list = &model.list;
            let (shown, all) = (list.shown.len(), list.rows.len());
            let waits = if list.waits_for.is_some() { "… " } else { "" };
            if list.filter.trim().is_empty() {
                let place = if shown == 0 { 0 } else { list.cursor + 1 };
                format!("{waits}{} of {}", thousands(place), thousands(shown))
            } else {
                format!("{waits}{} of {}", thousands(shown), thousands(all))
            }
        }
    }
}

/// `4/14 · raw · 37% · 2 min left`.
fn place_in(reading: &Reading, rows: usize) -> String {
    let mut parts = Vec::new();
    let hits = reading.find.hits.len();
    if !reading.find.needle.is_empty() {
        let at = reading.find.current.map_or(0, |at| at + 1);
        parts.push(format!("{}/{}", thousands(at), thousands(hits)));
    }
    if reading.showing == Showing::Raw {
        parts.push("raw".to_owned());
    }
    if reading.document.is_some() {
        let percent = reading.percent(rows);
        parts.push(format!("{percent}%"));
        let minutes = reading
            .document
            .as_ref()
            .map_or(1, |document| document.row.minutes());
        let left = usize::try_from(minutes).unwrap_or(1) * (100 - percent) / 100;
        if left > 0 {
            parts.push(format!("{left} min left"));
        }
    } else {
        parts.push("opening…".to_owned());
    }
    parts.join(" · ")
}

/// Draws the keys that work here, as many as fit.
pub fn footer(model: &Model, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let theme = &model.settings.theme;
    let (key, plain) = (theme.style(Role::FooterKey), theme.style(Role::Footer));
    let mut column = area.x + 1;
    let mut right = area.right();
    let mut hints = hints(model);
    // The way to all other keys stands at the right, whatever else has to go.
    let help = model
        .settings
        .keymap
        .keys_of(Action::Help)
        .into_iter()
        .next();
    if let Some(help) = help.filter(|_| model.prompt.is_none()) {
        let last = format!("{help} help");
        let at = put_right(
            buffer,
            (right.saturating_sub(1), area.y),
            area.x,
            &last,
            plain,
        );
        put(buffer, (at, area.y), right, &help, key);
        right = at.saturating_sub(1);
        hints.retain(|(keys, _)| *keys != help);
    }
    let between = format!(" {} ", sign(model.settings.is_ascii, "·"));
    for (at, (keys, words)) in hints.into_iter().enumerate() {
        let between = if at == 0 { "" } else { &between };
        let width = width_of(between) + width_of(&keys) + 1 + width_of(words);
        if column + width + 1 > right {
            break;
        }
        column = put(buffer, (column, area.y), right, between, plain);
        column = put(buffer, (column, area.y), right, &keys, key);
        column = put(buffer, (column, area.y), right, &format!(" {words}"), plain);
    }
}

fn is_raw(model: &Model) -> bool {
    let reading = model.reading.as_ref();
    reading.is_some_and(|reading| reading.showing == Showing::Raw)
}

/// Returns the keys for the footer, most wanted first.
fn hints(model: &Model) -> Vec<(String, &'static str)> {
    let fixed = |pairs: &[(&str, &'static str)]| -> Vec<(String, &'static str)> {
        pairs
            .iter()
            .map(|(keys, words)| ((*keys).to_owned(), *words))
            .collect()
    };
    match model.prompt.as_ref().map(|prompt| prompt.purpose) {
        Some(Purpose::Filter) => {
            return fixed(&[
                ("Enter", "keep"),
                ("Esc", "clear"),
                ("↑↓", "move"),
                ("who: said: src: is:", "narrow"),
            ]);
        }
        Some(Purpose::Note | Purpose::Tag) => {
            return fixed(&[("Enter", "keep"), ("Esc", "cancel")]);
        }
        Some(Purpose::SearchTexts) => {
            return fixed(&[("Enter", "search"), ("Esc", "cancel")]);
        }
        Some(Purpose::Find) => return fixed(&[("Enter", "done"), ("Esc", "cancel")]),
        Some(Purpose::Panel) => {
            return fixed(&[("Enter", "done"), ("Esc", "clear"), ("↑↓", "move")]);
        }
        Some(Purpose::Command) => {
            return fixed(&[("Enter", "run"), ("Tab", "complete"), ("Esc", "cancel")]);
        }
        None => {}
    }
    let keymap = &model.settings.keymap;
    let first = |action: Action| {
        keymap
            .keys_of(action)
            .into_iter()
            .next()
            .unwrap_or_default()
    };
    let moves = format!("{}/{}", first(Action::Down), first(Action::Up));
    // The same words in list and article: what stays is not written again.
    let mut out = vec![(moves, "move")];
    let context = model.context();
    let wanted: &[(Action, &'static str)] = match (&model.panel, model.focus) {
        (Some(panel), _) => {
            use crate::tui::model::panel::PanelKind;
            match panel.kind {
                PanelKind::Help => &[
                    (Action::Open, "do it"),
                    (Action::Search, "search"),
                    (Action::Leave, "back"),
                ],
                PanelKind::Notes => &[
                    (Action::Open, "go there"),
                    (Action::CopyQuotation, "copy"),
                    (Action::Remove, "remove"),
                    (Action::Leave, "back"),
                ],
                PanelKind::Lists => &[
                    (Action::Open, "list"),
                    (Action::Remove, "remove"),
                    (Action::Leave, "back"),
                ],
                PanelKind::Difference => &[
                    (Action::Open, "go there"),
                    (Action::Search, "search"),
                    (Action::Leave, "back"),
                ],
                PanelKind::Person => &[
                    (Action::Open, "go there"),
                    (Action::CopyQuotation, "copy"),
                    (Action::Search, "search"),
                    (Action::Leave, "back"),
                ],
                PanelKind::Found => &[
                    (Action::Open, "read"),
                    (Action::Search, "narrow"),
                    (Action::Leave, "back"),
                ],
                PanelKind::People => &[
                    (Action::Open, "their page"),
                    (Action::Quotations, "their quotes"),
                    (Action::Join, "join"),
                    (Action::SwitchPane, "scope"),
                    (Action::Search, "search"),
                    (Action::Leave, "back"),
                ],
                PanelKind::Quotations => &[
                    (Action::Open, "go there"),
                    (Action::CopyQuotation, "copy"),
                    (Action::SwitchPane, "scope"),
                    (Action::Search, "search"),
                    (Action::Leave, "back"),
                ],
                PanelKind::Copies => &[
                    (Action::Open, "open"),
                    (Action::Difference, "what differs"),
                    (Action::CopyLink, "copy"),
                    (Action::Leave, "back"),
                ],
                PanelKind::Links => &[
                    (Action::Open, "open"),
                    (Action::CopyLink, "copy"),
                    (Action::Leave, "back"),
                ],
            }
        }
        (None, Focus::List) => &[
            (Action::Open, "read"),
            (Action::Search, "filter"),
            (Action::SearchLibrary, "search"),
            (Action::Quotations, "quotes"),
            (Action::People, "people"),
            (Action::ToggleStar, "star"),
            (Action::ToggleRead, "read/unread"),
            (Action::Leave, "quit"),
        ],
        (None, Focus::Reading) if is_raw(model) => &[
            (Action::PageDown, "page"),
            (Action::Raw, "article"),
            (Action::BringBack, "bring back"),
            (Action::Search, "search"),
        ],
        (None, Focus::Reading) => &[
            (Action::PageDown, "page"),
            (Action::Leave, "back"),
            (Action::NextArticle, "next"),
            (Action::NextQuotation, "quote"),
            (Action::Quotations, "quotes"),
            (Action::People, "people"),
            (Action::Search, "search"),
        ],
    };
    for &(action, words) in wanted {
        let works = TABLE
            .iter()
            .any(|entry| entry.action == action && entry.context.meets(context));
        if works {
            out.push((first(action), words));
        }
    }
    out
}
