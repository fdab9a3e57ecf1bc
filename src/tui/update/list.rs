//! The list: rows, filter, cursor, marks.
#![allow(
    clippy::rc_buffer,
    reason = "rows are shared with the workers as they are and changed in place: a vector, not a slice"
)]

use std::sync::Arc;

use crate::article::{ArticleId, Listed, Row};
use crate::tui::action::Action;
use crate::tui::areas::Areas;
use crate::tui::effect::Effect;
use crate::tui::model::{Change, Focus, List, Model};
use crate::tui::update::article;

/// Changes that can be undone.
const UNDO_DEPTH: usize = 100;

pub(super) fn take_rows(model: &mut Model, rows: Vec<Listed>, is_all: bool) -> Vec<Effect> {
    let current = model.list.current().map(|row| row.id);
    model.list.is_by_date = is_by_date(&rows);
    model.list.rows = Arc::new(rows);
    model.list.count();
    model.list.edition += 1;
    model.list.is_loaded = true;
    let mut effects = filter(model, true);
    if !is_all {
        effects.push(Effect::ReadRows { is_first: false });
    }
    if let Some(place) = current.and_then(|id| model.list.place_of(id)) {
        model.list.cursor = place;
    }
    effects
}

/// Takes over who is in an article that was worked on only now.
pub(super) fn take_people(list: &mut List, row: &Row) {
    let is_news = |known: &Listed| known.people().count() < row.people.len();
    if !list.find(row.id).is_some_and(is_news) {
        return;
    }
    list.change(&[row.id].into(), |known| {
        known.people.clone_from(&row.people);
        known.speakers.clone_from(&row.speakers);
        known.quotation_count = row.quotation_count;
    });
    list.edition += 1;
}

/// Says whether the articles whose date is known come newest first.
fn is_by_date(rows: &[Listed]) -> bool {
    let days = rows.iter().filter_map(|row| row.date()?.get(..10));
    days.is_sorted_by(|before, after| before >= after)
}

/// Lists what the filter lets through: at once where it is empty, later where it must be searched.
pub(super) fn filter(model: &mut Model, keeps_cursor: bool) -> Vec<Effect> {
    let areas = Areas::of(model);
    let list = &mut model.list;
    if list.filter.trim().is_empty() {
        list.waits_for = None;
        list.problems.clear();
        let all = (0..).take(list.rows.len()).collect();
        let all = arrange(list.rows.as_slice(), all, model.settings.is_by_story);
        list.show(Arc::new(all), keeps_cursor, areas.list_rows());
        return Vec::new();
    }
    if !list.is_loaded {
        return Vec::new();
    }
    model.generation += 1;
    list.waits_for = Some(model.generation);
    vec![Effect::Filter {
        query: list.filter.clone(),
        rows: Arc::clone(&list.rows),
        edition: list.edition,
        generation: model.generation,
    }]
}

pub(super) fn take_filtered(
    model: &mut Model,
    generation: u64,
    shown: Arc<Vec<u32>>,
    problems: Vec<String>,
) {
    if model.list.waits_for != Some(generation) {
        return;
    }
    let rows = Areas::of(model).list_rows();
    let list = &mut model.list;
    list.waits_for = None;
    list.problems = problems;
    let shown = if model.settings.is_by_story {
        Arc::new(arrange(list.rows.as_slice(), shown.to_vec(), true))
    } else {
        shown
    };
    list.show(shown, false, rows);
}

/// Puts rows of one story under the first of them.
fn arrange(rows: &[Listed], shown: Vec<u32>, is_by_story: bool) -> Vec<u32> {
    if !is_by_story {
        return shown;
    }
    let story = |position: u32| rows.get(position as usize).and_then(|row| row.story);
    let mut members: std::collections::BTreeMap<u32, Vec<u32>> = std::collections::BTreeMap::new();
    for &position in &shown {
        if let Some(story) = story(position) {
            members.entry(story).or_default().push(position);
        }
    }
    let mut out = Vec::with_capacity(shown.len());
    for position in shown {
        match story(position) {
            None => out.push(position),
            Some(story) => out.extend(members.remove(&story).unwrap_or_default()),
        }
    }
    out
}

pub(super) fn clear_filter(model: &mut Model) -> Vec<Effect> {
    if model.list.filter.is_empty() {
        return Vec::new();
    }
    model.list.filter.clear();
    filter(model, true)
}

/// Filters by a query that was chosen, and shows the list.
pub(super) fn filter_by(model: &mut Model, query: String) -> Vec<Effect> {
    model.list.filter = query;
    model.focus = Focus::List;
    model.panel = None;
    filter(model, false)
}

pub(super) fn act(
    model: &mut Model,
    action: Action,
    count: Option<u32>,
    areas: &Areas,
) -> Vec<Effect> {
    let on_screen = areas.list_rows().max(1);
    let step = |n: usize| isize::try_from(n).unwrap_or(isize::MAX);
    let times = step(count.unwrap_or(1) as usize);
    let (page, half) = (
        step(on_screen.saturating_sub(1).max(1)),
        step((on_screen / 2).max(1)),
    );
    let by = match action {
        Action::Down => times,
        Action::Up => -times,
        Action::PageDown => page.saturating_mul(times),
        Action::PageUp => -page.saturating_mul(times),
        Action::HalfDown => half.saturating_mul(times),
        Action::HalfUp => -half.saturating_mul(times),
        Action::Top | Action::Bottom => {
            let place = count.map(|count| count.saturating_sub(1) as usize);
            let end = if action == Action::Top { 0 } else { usize::MAX };
            model.list.cursor = place.unwrap_or(end);
            model.list.settle(on_screen);
            return Vec::new();
        }
        Action::Open => {
            let id = model.list.current().map(|row| row.id);
            let effects = id.map(|id| article::open(model, id)).unwrap_or_default();
            if id.is_some() {
                model.focus = Focus::Reading;
            }
            return effects;
        }
        Action::ClearFilter => return clear_filter(model),
        Action::OpenLink => return article::open_link(model, count),
        Action::CopyLink => return article::copy_link(model),
        Action::CopyQuotation => {
            model.notice = Some("Quotations are copied from the open article.".to_owned());
            return Vec::new();
        }
        Action::ToggleStory => {
            model.settings.is_by_story = !model.settings.is_by_story;
            let word = if model.settings.is_by_story {
                "grouped by story"
            } else {
                "in its own order"
            };
            model.notice = Some(format!("List {word}."));
            return filter(model, true);
        }
        _ => return Vec::new(),
    };
    model.list.move_by(by, on_screen);
    Vec::new()
}

/// Goes to the next row of a kind, and reads it where an article was being read.
pub(super) fn step(
    model: &mut Model,
    by: isize,
    count: Option<u32>,
    is_wanted: impl Fn(&Listed) -> bool,
) -> Vec<Effect> {
    let mut place = model.list.cursor;
    // From the open article, where the list stands elsewhere.
    if model.focus == Focus::Reading
        && let Some(at) = model
            .reading
            .as_ref()
            .and_then(|open| model.list.place_of(open.id))
    {
        place = at;
    }
    let mut found = None;
    let mut left = count.unwrap_or(1);
    while left > 0 {
        let Some(next) = place.checked_add_signed(by) else {
            break;
        };
        let Some(row) = model.list.row(next) else {
            break;
        };
        place = next;
        if is_wanted(row) {
            found = Some((place, row.id));
            left -= 1;
        }
    }
    let Some((place, id)) = found else {
        model.notice = Some("No more articles there.".to_owned());
        return Vec::new();
    };
    model.list.cursor = place;
    if model.focus == Focus::Reading {
        article::open(model, id)
    } else {
        Vec::new()
    }
}

/// Returns the article that a key is about: the open one, or the one under the cursor.
pub(super) fn subject(model: &Model) -> Option<ArticleId> {
    match model.focus {
        Focus::Reading => model.reading.as_ref().map(|reading| reading.id),
        Focus::List => model.list.current().map(|row| row.id),
    }
}

fn row_of(model: &Model, id: ArticleId) -> Option<&Listed> {
    let current = model.list.current().filter(|row| row.id == id);
    current.or_else(|| model.list.find(id))
}

pub(super) fn mark(model: &mut Model, action: Action) -> Vec<Effect> {
    if action == Action::Undo {
        return undo(model);
    }
    if action == Action::MarkAllRead {
        let unread = |place: usize| {
            model
                .list
                .row(place)
                .filter(|row| !row.is_read)
                .map(|row| row.id)
        };
        let ids: Vec<ArticleId> = (0..model.list.shown.len()).filter_map(unread).collect();
        if ids.is_empty() {
            model.notice = Some("Everything here is read.".to_owned());
            return Vec::new();
        }
        let words = format!("Marked {} as read.", articles(ids.len()));
        let read = ids.iter().map(|id| (*id, false)).collect();
        remember(
            model,
            Change {
                words: words.clone(),
                read,
                starred: Vec::new(),
            },
        );
        model.notice = Some(format!("{words} U undoes it."));
        return set_read(model, &ids, true);
    }
    let Some(id) = subject(model) else {
        return Vec::new();
    };
    let Some(row) = row_of(model, id) else {
        return Vec::new();
    };
    let (is_read, is_starred) = (row.is_read, row.is_starred);
    if action == Action::ToggleRead {
        let word = if is_read { "unread" } else { "read" };
        let words = format!("Marked as {word}.");
        remember(
            model,
            Change {
                words: words.clone(),
                read: vec![(id, is_read)],
                starred: Vec::new(),
            },
        );
        model.notice = Some(words);
        return set_read(model, &[id], !is_read);
    }
    let words = if is_starred {
        "Star taken back."
    } else {
        "Starred."
    }
    .to_owned();
    remember(
        model,
        Change {
            words: words.clone(),
            read: Vec::new(),
            starred: vec![(id, is_starred)],
        },
    );
    model.notice = Some(words);
    set_starred(model, &[id], !is_starred)
}

fn articles(n: usize) -> String {
    if n == 1 {
        "1 article".to_owned()
    } else {
        format!("{n} articles")
    }
}

fn remember(model: &mut Model, change: Change) {
    model.undo.push(change);
    if model.undo.len() > UNDO_DEPTH {
        model.undo.remove(0);
    }
}

fn undo(model: &mut Model) -> Vec<Effect> {
    let Some(change) = model.undo.pop() else {
        model.notice = Some("Nothing to undo.".to_owned());
        return Vec::new();
    };
    model.notice = Some(format!("Undone: {}", change.words));
    let mut effects = Vec::new();
    for was in [true, false] {
        let of = |marks: &[(ArticleId, bool)]| -> Vec<ArticleId> {
            marks
                .iter()
                .filter(|(_, before)| *before == was)
                .map(|(id, _)| *id)
                .collect()
        };
        let (read, starred) = (of(&change.read), of(&change.starred));
        if !read.is_empty() {
            effects.extend(set_read(model, &read, was));
        }
        if !starred.is_empty() {
            effects.extend(set_starred(model, &starred, was));
        }
    }
    effects
}

pub(super) fn set_read(model: &mut Model, ids: &[ArticleId], is_read: bool) -> Vec<Effect> {
    let is_changed = |row: &&Listed| row.is_read != is_read && ids.contains(&row.id);
    if let [id] = ids
        && row_of(model, *id).as_ref().is_none_or(|x| !is_changed(x))
    {
        return Vec::new();
    }
    let ids: Vec<ArticleId> = ids.to_vec();
    let wanted: std::collections::BTreeSet<ArticleId> = ids.iter().copied().collect();
    model.list.change(&wanted, |row| row.is_read = is_read);
    vec![Effect::SetRead(ids, is_read)]
}

fn set_starred(model: &mut Model, ids: &[ArticleId], is_starred: bool) -> Vec<Effect> {
    let wanted: std::collections::BTreeSet<ArticleId> = ids.iter().copied().collect();
    model
        .list
        .change(&wanted, |row| row.is_starred = is_starred);
    vec![Effect::SetStarred(ids.to_vec(), is_starred)]
}
