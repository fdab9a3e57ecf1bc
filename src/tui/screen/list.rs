//! The list of articles.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::article::Row;
use crate::query::{Query, lit_letters};
use crate::text::width::{cells, ellipsize, graphemes};
use crate::tui::areas::ROW_HEIGHT;
use crate::tui::model::{Focus, Model};
use crate::tui::screen::draw::{put, put_cut, sign, width_of};
use crate::tui::theme::Role;
use crate::typeset::compose::byline;
use crate::typeset::dates::year;
use crate::typeset::folds::thousands;

/// Rows of the list, the open one among them, that stay beside it while it is read.
const NEIGHBOURS: usize = 12;

/// Draws the list.
pub fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let theme = &model.settings.theme;
    let list = &model.list;
    if list.shown.is_empty() {
        let words = match () {
            () if !list.is_loaded => "Opening the library…",
            () if list.rows.is_empty() => "No articles here. `pullquote FILE…` adds some.",
            () if list.waits_for.is_some() => "",
            () => "Nothing matches. Esc clears the filter.",
        };
        put_cut(
            buffer,
            (area.x + 3, area.y + 1),
            area.right(),
            words,
            theme.style(Role::Dim),
        );
        return;
    }
    let query = Query::parse(&list.filter);
    let first = list.rows.first();
    let published = first.and_then(|row| row.row().metadata.published);
    let newest = published.as_ref().and_then(year);
    let rows = usize::from(area.height.div_ceil(ROW_HEIGHT));
    let mut last_story = list
        .top
        .checked_sub(1)
        .and_then(|place| list.row(place))
        .and_then(|row| row.story);
    // While an article beside it is read on a terminal that can only scroll whole rows, every row
    // of the list is written again for each line: only the neighbours stay.
    let is_beside = area.width < buffer.area.width;
    let is_quiet = is_beside && model.focus == Focus::Reading && !model.settings.has_margins;
    let last_first = list.shown.len().saturating_sub(NEIGHBOURS).max(list.top);
    let first = list
        .cursor
        .saturating_sub(NEIGHBOURS / 2)
        .clamp(list.top, last_first);
    for (at, place) in (list.top..list.shown.len()).take(rows).enumerate() {
        let Some(row) = list.row(place) else { break };
        let y = area.y + u16::try_from(at).unwrap_or(u16::MAX) * ROW_HEIGHT;
        if is_quiet && !(first..first + NEIGHBOURS).contains(&place) {
            last_story = row.story;
            if place + 1 == first {
                draw_more(model, area, y + ROW_HEIGHT - 1, first, "↑", buffer);
            } else if place == first + NEIGHBOURS {
                draw_more(model, area, y, list.shown.len() - place, "↓", buffer);
            }
            continue;
        }
        let height = ROW_HEIGHT.min(area.bottom() - y);
        let is_under = model.settings.is_by_story && row.story.is_some() && row.story == last_story;
        last_story = row.story;
        let entry = Entry {
            row: &row.row(),
            area: Rect { y, height, ..area },
            is_current: place == list.cursor,
            indent: if is_under { 2 } else { 0 },
            year: newest,
        };
        draw_row(model, &entry, &query, buffer);
    }
}

/// Says how many rows the list goes on for where it is cut short.
fn draw_more(
    model: &Model,
    area: Rect,
    y: u16,
    count: usize,
    arrow: &'static str,
    buffer: &mut Buffer,
) {
    let arrow = sign(model.settings.is_ascii, arrow);
    let words = format!("{arrow} {} more", thousands(count));
    put_cut(
        buffer,
        (area.x + 3, y),
        area.right(),
        &words,
        model.settings.theme.style(Role::Dim),
    );
}

struct Entry<'a> {
    row: &'a Row,
    area: Rect,
    is_current: bool,
    indent: u16,
    year: Option<&'a str>,
}

fn draw_row(model: &Model, entry: &Entry<'_>, query: &Query, buffer: &mut Buffer) {
    let theme = &model.settings.theme;
    let is_ascii = model.settings.is_ascii;
    let (row, area) = (entry.row, entry.area);
    let has_keys = model.focus == Focus::List && model.panel.is_none();
    let left = area.x + 3 + entry.indent;
    let right = area.right().saturating_sub(1);
    // `×3` at the right of the title.
    let copies = match row.copy_count {
        0 | 1 => String::new(),
        n => format!(" {}{n}", sign(is_ascii, "×")),
    };
    let title_right = right.saturating_sub(width_of(&copies));
    let base = theme.style(if row.is_read {
        Role::Read
    } else {
        Role::Unread
    });
    let over = match (entry.is_current, has_keys) {
        (true, true) => theme.style(Role::Cursor),
        (true, false) => theme.style(Role::CursorAway),
        (false, _) => Style::default(),
    };
    let lit = lit_letters(&row.metadata.title, query);
    let room = usize::from(title_right.saturating_sub(left));
    let (title, lit) = cut_around(&row.metadata.title, lit, room);
    let end = put_lit(
        buffer,
        (left, area.y),
        title_right,
        &title,
        &Lit {
            letters: &lit,
            base: base.patch(over),
            over: theme.style(Role::Match),
        },
    );
    put(
        buffer,
        (end.max(left), area.y),
        right,
        &copies,
        theme.style(Role::Count),
    );
    let (mark, role) = match (row.is_starred, row.is_read) {
        (true, _) => ("★", Role::Star),
        (false, false) => ("●", Role::Dot),
        (false, true) => (" ", Role::Dim),
    };
    let mark_style = theme.style(role);
    put(
        buffer,
        (area.x + 1, area.y),
        area.x + 3,
        sign(is_ascii, mark),
        mark_style,
    );
    if entry.is_current {
        let pointer = if has_keys { ">" } else { " " };
        if model.settings.is_plain {
            put(buffer, (area.x, area.y), area.x + 1, pointer, base);
        }
    }
    if area.height < 2 {
        return;
    }
    let meta = byline(row, entry.year);
    let lit = row
        .metadata
        .source
        .as_deref()
        .map(|source| lit_letters(source, query));
    let meta = ellipsize(&meta, usize::from(right.saturating_sub(left)));
    let style = theme.style(Role::Meta);
    let end = put_lit(
        buffer,
        (left, area.y + 1),
        right,
        &meta,
        &Lit {
            letters: lit.as_deref().unwrap_or_default(),
            base: style,
            over: theme.style(Role::Match),
        },
    );
    // The people that the filter matched, where there is room.
    let named = matched_people(row, query);
    if let Some((name, letters)) = named
        && end + 4 + width_of(&name) < right
    {
        let end = put(buffer, (end, area.y + 1), right, " · ", style);
        put_lit(
            buffer,
            (end, area.y + 1),
            right,
            &name,
            &Lit {
                letters: &letters,
                base: style,
                over: theme.style(Role::Match),
            },
        );
    }
}

/// Cuts a title to `room` cells: at its end, or where no lit letter would be left at its beginning too.
fn cut_around(title: &str, lit: Vec<usize>, room: usize) -> (String, Vec<usize>) {
    let first = lit.first().copied().unwrap_or_default();
    let before = title.get(..first).unwrap_or_default();
    if cells(title) <= room || cells(before) + 1 < room {
        return (ellipsize(title, room), lit);
    }
    let word = before.rfind(' ').map_or(0, |blank| blank + 1);
    // As much of the end as there is room for, but the word with the letter in any case.
    let fits = |at: &usize| title.get(*at..).is_some_and(|rest| cells(rest) < room);
    let starts = graphemes(title).scan(0, |offset, (cluster, _)| {
        let at = *offset;
        *offset += cluster.len();
        Some(at)
    });
    let start = starts
        .take_while(|at| *at < word)
        .find(fits)
        .unwrap_or(word);
    let rest = title.get(start..).unwrap_or_default();
    let shown = format!("…{}", ellipsize(rest, room.saturating_sub(1)));
    let moved = lit.iter().map(|at| at - start + "…".len());
    (shown, moved.collect())
}

/// Returns the first person whose name the filter lights, unless title or source are lit.
fn matched_people(row: &Row, query: &Query) -> Option<(String, Vec<usize>)> {
    let has_lit = |words: &str| !lit_letters(words, query).is_empty();
    let source = row.metadata.source.as_deref().unwrap_or_default();
    if has_lit(&row.metadata.title) || has_lit(source) {
        return None;
    }
    let lit = |name: &String| (name.clone(), lit_letters(name, query));
    row.people
        .iter()
        .map(lit)
        .find(|(_, letters)| !letters.is_empty())
}

struct Lit<'a> {
    /// First bytes of the lit letters, ascending.
    letters: &'a [usize],
    base: Style,
    over: Style,
}

fn put_lit(buffer: &mut Buffer, at: (u16, u16), right: u16, words: &str, lit: &Lit<'_>) -> u16 {
    let end = put(buffer, at, right, words, lit.base);
    if lit.letters.is_empty() {
        return end;
    }
    let (mut column, mut offset) = (at.0, 0);
    for (cluster, cells) in graphemes(words) {
        let is_lit = lit.letters.binary_search(&offset).is_ok();
        if is_lit && column < right {
            put(
                buffer,
                (column, at.1),
                right,
                cluster,
                lit.base.patch(lit.over).remove_modifier(Modifier::DIM),
            );
        }
        offset += cluster.len();
        column += u16::try_from(cells).unwrap_or(0);
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_lit_letter_of_a_title_is_on_the_screen() {
        let title = "Ministers of two countries meet at the harbour";
        for (lit, room, expected) in [
            (vec![], 20, "Ministers of two co…"),
            (vec![0], 20, "Ministers of two co…"),
            (vec![39, 40], 20, "…meet at the harbour"),
            (vec![39, 40], 60, title),
            (vec![17, 18], 12, "…countries…"),
            (vec![17], 1, "…"),
        ] {
            let (shown, moved) = cut_around(title, lit.clone(), room);
            assert_eq!(shown, expected, "{lit:?} in {room}");
            for (from, to) in lit.iter().zip(&moved) {
                let letter = shown.get(*to..).and_then(|rest| rest.chars().next());
                let same = title.get(*from..).and_then(|rest| rest.chars().next());
                assert!(letter == same || room < 2, "{shown:?}");
            }
        }
    }
}
