//! Panels over the panes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::text::TextSpan;
use crate::text::width::cells;
use crate::tui::areas::Areas;
use crate::tui::model::panel::{Item, PanelKind, Target};
use crate::tui::model::{Model, Panel};
use crate::tui::screen::draw::{clear, put, put_cut, put_right, sign, width_of};
use crate::tui::theme::Role;
use crate::typeset::wrap::{Fit, wrap};

/// The most lines that the words of one entry take.
const MOST_LINES: usize = 8;

/// Returns the lines that an entry takes in a panel of this width.
fn lines_of(kind: PanelKind, item: &Item, width: u16) -> Vec<TextSpan> {
    let whole = TextSpan::new(0, item.words.len());
    let is_long = item.target != Target::None
        && match kind {
            PanelKind::Quotations
            | PanelKind::Person
            | PanelKind::Notes
            | PanelKind::Difference => true,
            PanelKind::Help
            | PanelKind::People
            | PanelKind::Links
            | PanelKind::Copies
            | PanelKind::Found
            | PanelKind::Lists => false,
        };
    if !is_long {
        return vec![whole];
    }
    // What stands at the right keeps its column in every line.
    let aside = match width_of(&item.aside) {
        0 => 0,
        cells => cells + 2,
    };
    let room = width.saturating_sub(2 + aside).max(1);
    let runs = wrap(&item.words, whole, usize::from(room), Fit::Optimal);
    runs.into_iter()
        .take(MOST_LINES)
        .map(|run| run.span)
        .collect()
}

/// Returns the rows of the screen that an entry takes.
fn height_of(kind: PanelKind, item: &Item, width: u16) -> u16 {
    let lines = u16::try_from(lines_of(kind, item, width).len()).unwrap_or(1);
    let is_heading = item.target == Target::None;
    let has_detail = match kind {
        PanelKind::Help => false,
        PanelKind::People => !item.detail.is_empty() && !fits_beside(item, width),
        PanelKind::Quotations
        | PanelKind::Links
        | PanelKind::Copies
        | PanelKind::Person
        | PanelKind::Found
        | PanelKind::Notes
        | PanelKind::Lists
        | PanelKind::Difference => !item.detail.is_empty(),
    };
    let is_spaced = matches!(
        kind,
        PanelKind::Quotations | PanelKind::Found | PanelKind::Notes | PanelKind::Difference
    );
    let gap = u16::from(is_heading || is_spaced);
    lines + u16::from(has_detail) + gap
}

/// Says whether the detail of an entry stands in the line of its words.
fn fits_beside(item: &Item, width: u16) -> bool {
    let all = cells(&item.words) + cells(&item.detail) + cells(&item.aside) + 6;
    all <= usize::from(width)
}

/// Moves the window of a panel so that the entry under its cursor is inside.
pub fn scroll_into_view(panel: &mut Panel, inside: Rect) {
    panel.cursor = panel.cursor.min(panel.shown.len().saturating_sub(1));
    let height = |place: usize| {
        panel
            .item(place)
            .map_or(0, |item| height_of(panel.kind, item, inside.width))
    };
    let mut used = height(panel.cursor);
    let mut first = panel.cursor;
    while first > 0 && used + height(first - 1) <= inside.height {
        first -= 1;
        used += height(first);
    }
    panel.top = panel.top.clamp(first, panel.cursor.max(first));
}

/// Draws the panel.
pub fn draw(model: &Model, areas: &Areas, buffer: &mut Buffer) {
    let Some(panel) = &model.panel else { return };
    let area = areas.panel.intersection(buffer.area);
    if area.is_empty() {
        return;
    }
    let theme = &model.settings.theme;
    let ground = theme.style(Role::Text).patch(theme.style(Role::Panel));
    // Torn pieces of list and article at both sides would only draw the eye away.
    clear(buffer, areas.body.intersection(buffer.area), ground);
    frame(model, area, buffer);
    let title = title(panel);
    put_cut(
        buffer,
        (area.x + 2, area.y),
        area.right().saturating_sub(2),
        &format!(" {title} "),
        theme.style(Role::PanelTitle),
    );
    let inside = areas.panel_inside().intersection(buffer.area);
    if panel.shown.is_empty() {
        let words = match (panel.waits_for, panel.items.is_empty()) {
            (Some(_), _) => "Reading…",
            (None, false) => "Nothing here matches.",
            (None, true) => empty(panel.kind),
        };
        put_cut(
            buffer,
            (inside.x, inside.y + 1),
            inside.right(),
            words,
            theme.style(Role::Dim),
        );
        return;
    }
    let mut y = inside.y;
    for place in panel.top..panel.shown.len() {
        let Some(item) = panel.item(place) else { break };
        let height = height_of(panel.kind, item, inside.width);
        if y >= inside.bottom() {
            break;
        }
        let area = Rect {
            y,
            height: height.min(inside.bottom() - y),
            ..inside
        };
        draw_item(model, panel, item, place == panel.cursor, area, buffer);
        y += height;
    }
}

fn frame(model: &Model, area: Rect, buffer: &mut Buffer) {
    if model.settings.is_plain {
        return;
    }
    let style = model.settings.theme.style(Role::Border);
    let line = sign(model.settings.is_ascii, "─");
    let last = area.bottom().saturating_sub(1);
    for x in area.left()..area.right() {
        put(buffer, (x, area.y), x + 1, line, style);
        put(buffer, (x, last), x + 1, line, style);
    }
}

fn title(panel: &Panel) -> String {
    match panel.kind {
        PanelKind::Help => "Keys".to_owned(),
        PanelKind::People => match &panel.marked {
            Some(marked) => {
                let name = marked.split('|').next().unwrap_or_default();
                format!("Who else is {name}?")
            }
            None => format!("People · {}", panel.scope.label()),
        },
        PanelKind::Quotations => format!("Quotations · {}", panel.scope.label()),
        PanelKind::Links => "Links".to_owned(),
        PanelKind::Copies => "Copies and the same story".to_owned(),
        PanelKind::Person => panel.about.split('|').next().unwrap_or_default().to_owned(),
        PanelKind::Found => format!("Found · {}", panel.about),
        PanelKind::Notes => "Highlights and notes".to_owned(),
        PanelKind::Lists => "Lists".to_owned(),
        PanelKind::Difference => format!("What differs in {}", panel.about),
    }
}

fn empty(kind: PanelKind) -> &'static str {
    match kind {
        PanelKind::Help => "",
        PanelKind::People => "Nobody is named here.",
        PanelKind::Quotations => "Nobody is quoted here.",
        PanelKind::Links => "No links here.",
        PanelKind::Copies => "No copies, and nobody else tells this story.",
        PanelKind::Person => "Nothing is known.",
        PanelKind::Found => "No text holds these words.",
        PanelKind::Notes => "Nothing is highlighted here. H highlights, a writes a note.",
        PanelKind::Lists => "",
        PanelKind::Difference => "Nothing differs.",
    }
}

fn draw_item(
    model: &Model,
    panel: &Panel,
    item: &Item,
    is_current: bool,
    area: Rect,
    buffer: &mut Buffer,
) {
    let theme = &model.settings.theme;
    let (left, right) = (area.x, area.right());
    let is_heading = item.target == Target::None;
    if is_heading {
        let y = area.bottom().saturating_sub(1).max(area.y);
        let aside = put_right(
            buffer,
            (right, y),
            left,
            &item.aside,
            theme.style(Role::Meta),
        );
        put_cut(
            buffer,
            (left, y),
            aside.saturating_sub(2),
            &item.words,
            theme.style(Role::Heading),
        );
        return;
    }
    let cursor = if is_current {
        theme.style(Role::Cursor)
    } else {
        Style::default()
    };
    let own = item
        .person
        .as_deref()
        .map(|name| theme.person(name))
        .unwrap_or_default();
    let (words, detail) = match panel.kind {
        PanelKind::Quotations => (
            theme.style(Role::Text),
            theme.style(Role::Speaker).patch(own),
        ),
        PanelKind::People => (
            theme.style(Role::Person).patch(own),
            theme.style(Role::Meta),
        ),
        _ => (theme.style(Role::Text), theme.style(Role::Meta)),
    };
    let mut y = area.y;
    let aside = put_right(
        buffer,
        (right, y),
        left,
        &item.aside,
        theme.style(Role::Meta),
    );
    let limit = if item.aside.is_empty() {
        right
    } else {
        aside.saturating_sub(2)
    };
    for span in lines_of(panel.kind, item, area.width) {
        if y >= area.bottom() {
            return;
        }
        let line = span.of(&item.words).replace(['\n', '\t'], " ");
        let end = put_cut(buffer, (left + 2, y), limit, &line, words.patch(cursor));
        if panel.kind == PanelKind::People && fits_beside(item, area.width) {
            put_cut(buffer, (end + 2, y), limit, &item.detail, detail);
        }
        y += 1;
    }
    if is_current {
        put(
            buffer,
            (left, area.y),
            left + 1,
            ">",
            theme.style(Role::Prompt),
        );
    }
    let is_beside = panel.kind == PanelKind::People && fits_beside(item, area.width);
    if !item.detail.is_empty() && !is_beside && y < area.bottom() && panel.kind != PanelKind::Help {
        let indent = 2 + if panel.kind == PanelKind::Quotations {
            2
        } else {
            0
        };
        let words = &item.detail;
        put_cut(buffer, (left + indent, y), right, words, detail);
    }
}
