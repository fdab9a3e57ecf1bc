//! Highlights, notes, tags, lists, and what differs between copies.

use crate::article::ArticleId;
use crate::engine::marks::{Difference, Marked};
use crate::text::TextSpan;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::panel::{Item, PanelKind, Removal, Scope, Target};
use crate::tui::model::reading::Showing;
use crate::tui::model::{Model, Panel, Reading};
use crate::tui::msg::Passage;
use crate::tui::update::panel::{heading, times};
use crate::tui::update::{list, prompt};

/// Lists that are always there: words, query.
const LISTS: &[(&str, &str)] = &[
    ("All articles", ""),
    ("Unread", "is:unread"),
    ("Starred", "is:starred"),
    ("With quotations", "is:quoted"),
    ("With copies", "is:copied"),
];

/// Begins to choose sentences, or ends it.
pub(super) fn choose(model: &mut Model) -> Vec<Effect> {
    let Some(reading) = clean(model) else {
        return Vec::new();
    };
    if reading.choosing.take().is_some() {
        reading.selection = None;
        return Vec::new();
    }
    let from = reading.spot.map_or_else(
        || reading.page.offset_at(reading.top, reading.text_kind()),
        |spot| spot.start as usize,
    );
    let Some(document) = &reading.document else {
        return Vec::new();
    };
    let first = document
        .sentences
        .partition_point(|sentence| (sentence.end as usize) <= from);
    if first < document.sentences.len() {
        reading.choosing = Some((first, first));
        select(reading);
    }
    Vec::new()
}

/// Moves the end of what is being chosen.
pub(super) fn choose_more(model: &mut Model, is_down: bool, count: u32, height: usize) {
    let Some(reading) = &mut model.reading else {
        return;
    };
    let (Some((first, last)), Some(document)) = (reading.choosing, &reading.document) else {
        return;
    };
    let end = document.sentences.len().saturating_sub(1);
    let count = count as usize;
    let last = if is_down {
        (last + count).min(end)
    } else {
        last.saturating_sub(count)
    };
    let start = document.sentences.get(last).map(|span| span.start as usize);
    reading.choosing = Some((first, last));
    select(reading);
    if let Some(start) = start {
        reading.reveal(start, height);
    }
}

fn select(reading: &mut Reading) {
    let (Some((one, other)), Some(document)) = (reading.choosing, &reading.document) else {
        return;
    };
    let (first, last) = (one.min(other), one.max(other));
    let span = |at: usize| document.sentences.get(at).copied();
    if let (Some(first), Some(last)) = (span(first), span(last)) {
        reading.selection = Some((first.start as usize, last.end as usize));
    }
}

/// Returns the article that is read, where its clean text is shown.
fn clean(model: &mut Model) -> Option<&mut Reading> {
    let is_raw = |reading: &Reading| reading.showing == Showing::Raw;
    if model.reading.as_ref().is_some_and(is_raw) {
        model.notice = Some("R goes back to the article.".to_owned());
        return None;
    }
    model
        .reading
        .as_mut()
        .filter(|reading| reading.document.is_some())
}

/// Returns what a mark would be about: the selection, what was jumped to, or the first sentence that
/// begins on the screen.
fn chosen(reading: &Reading) -> Option<TextSpan> {
    if let Some((from, to)) = reading.selection.filter(|(from, to)| from != to) {
        return Some(TextSpan::new(from.min(to), from.max(to)));
    }
    reading.spot.or_else(|| {
        let from = reading.page.offset_at(reading.top, reading.text_kind());
        let sentences = &reading.document.as_ref()?.sentences;
        let at = sentences.partition_point(|sentence| (sentence.start as usize) < from);
        sentences.get(at).copied()
    })
}

/// Highlights what is chosen; takes the highlights there back where there are some.
pub(super) fn highlight(model: &mut Model) -> Vec<Effect> {
    let Some(reading) = clean(model) else {
        return Vec::new();
    };
    let Some(span) = chosen(reading) else {
        return Vec::new();
    };
    let id = reading.id;
    let is_there = |mark: &&Marked| {
        mark.words.is_empty() && mark.span.is_some_and(|marked| marked.overlaps(span))
    };
    let known: Vec<i64> = reading
        .marks
        .iter()
        .filter(is_there)
        .map(|mark| mark.id)
        .collect();
    reading.selection = None;
    reading.choosing = None;
    if known.is_empty() {
        let words = String::new();
        return vec![Effect::AddNote { id, span, words }];
    }
    let remove = |note| Effect::RemoveNote { id, note };
    known.into_iter().map(remove).collect()
}

/// Asks for a note to what is chosen.
pub(super) fn begin_note(model: &mut Model) -> Vec<Effect> {
    let Some(reading) = clean(model) else {
        return Vec::new();
    };
    reading.noted = chosen(reading);
    if reading.noted.is_some() {
        // What the note is about stays lit while it is written.
        reading.selection = reading
            .noted
            .map(|span| (span.start as usize, span.end as usize));
        prompt::open(model, Action::Note);
    }
    Vec::new()
}

/// Asks what is new in the article, or shows all alike again.
pub(super) fn news(model: &mut Model) -> Vec<Effect> {
    let Some(reading) = clean(model) else {
        return Vec::new();
    };
    if !reading.news.is_empty() {
        reading.news.clear();
        return Vec::new();
    }
    let is_told_elsewhere = |reading: &Reading| {
        let document = reading.document.as_ref();
        document.is_some_and(|document| !document.story.is_empty())
    };
    if is_told_elsewhere(reading) {
        return vec![Effect::ReadNews(reading.id)];
    }
    model.notice = Some("Nobody else tells this story.".to_owned());
    Vec::new()
}

pub(super) fn take_news(model: &mut Model, id: ArticleId, spans: Vec<TextSpan>) {
    let Some(reading) = model.reading.as_mut().filter(|reading| reading.id == id) else {
        return;
    };
    let count = spans.len();
    reading.news = spans;
    let sentences = times(count, "sentence is", "sentences are");
    model.notice = Some(format!("{sentences} new in this telling."));
}

/// Keeps a note that was written.
pub(super) fn note(model: &mut Model, words: &str) -> Vec<Effect> {
    let words = words.trim().to_owned();
    let Some(reading) = &mut model.reading else {
        return Vec::new();
    };
    reading.selection = None;
    reading.choosing = None;
    let id = reading.id;
    match reading.noted.take() {
        Some(span) if !words.is_empty() => vec![Effect::AddNote { id, span, words }],
        _ => Vec::new(),
    }
}

/// Takes in the marks of an article.
pub(super) fn take(model: &mut Model, id: ArticleId, marks: Vec<Marked>) {
    if let Some(reading) = model.reading.as_mut().filter(|reading| reading.id == id) {
        reading.marks = marks;
    }
    let is_notes = |panel: &&mut Panel| panel.kind == PanelKind::Notes;
    if let Some(mut panel) = model.panel.take_if(|panel| panel.kind == PanelKind::Notes) {
        fill(model, &mut panel);
        model.panel = Some(panel);
    }
    debug_assert!(
        model
            .panel
            .as_mut()
            .filter(is_notes)
            .is_none_or(|panel| panel.waits_for.is_none())
    );
}

/// Fills the panel of highlights and notes.
pub(super) fn fill(model: &Model, panel: &mut Panel) {
    let Some(reading) = &model.reading else {
        return;
    };
    panel.removals.clear();
    let mut items = Vec::new();
    for (at, mark) in reading.marks.iter().enumerate() {
        panel.removals.push((at, Removal::Note(mark.id)));
        let words = mark.quoted.split_whitespace().collect::<Vec<_>>().join(" ");
        items.push(Item {
            copy: format!("{words}\n{}", mark.words).trim_end().to_owned(),
            words,
            detail: mark.words.clone(),
            aside: String::new(),
            person: None,
            target: Target::Place(reading.id, mark.span.map_or(0, |span| span.start)),
        });
    }
    panel.fill(items);
}

/// Removes what the entry under the cursor stands for.
pub(super) fn remove(model: &mut Model) -> Vec<Effect> {
    let removal = model.panel.as_ref().and_then(Panel::removal).cloned();
    match removal {
        None => Vec::new(),
        Some(Removal::Note(note)) => {
            let reading = model.reading.as_ref();
            let effect = |reading: &Reading| Effect::RemoveNote {
                id: reading.id,
                note,
            };
            reading.map(effect).into_iter().collect()
        }
        Some(Removal::Name(choice)) => vec![Effect::Choose(vec![choice])],
        Some(Removal::Search(name)) => {
            model.notice = Some(format!("Removed “{name}”."));
            let query = String::new();
            let mut effects = vec![Effect::SaveSearch { name, query }];
            effects.extend(lists(model));
            effects
        }
    }
}

/// Gives the article a tag, or takes it back where it has it.
pub(super) fn tag(model: &mut Model, tag: &str) -> Vec<Effect> {
    let tag = tag.trim().to_owned();
    let Some(id) = list::subject(model).filter(|_| !tag.is_empty()) else {
        return Vec::new();
    };
    let row = model.list.find(id);
    let is_set = !row.is_some_and(|row| row.tags().any(|other| other == tag));
    model.list.change(&[id].into(), |row| {
        row.tags.retain(|other| *other != tag);
        if is_set {
            row.tags.push(tag.clone());
            row.tags.sort();
        }
    });
    model.list.edition += 1;
    let verb = if is_set { "Tagged" } else { "No longer tagged" };
    model.notice = Some(format!("{verb} “{tag}”; in:{tag} lists such articles."));
    vec![Effect::SetTag(id, tag, is_set)]
}

/// Keeps the filter under a name.
pub(super) fn save_search(model: &mut Model, name: &str) -> Vec<Effect> {
    let query = model.list.filter.trim().to_owned();
    if name.is_empty() || query.is_empty() {
        let words = "Filter the list first; then save-search and a name keep the filter.";
        model.notice = Some(words.to_owned());
        return Vec::new();
    }
    model.notice = Some(format!("Kept as “{name}”; L lists it."));
    let name = name.to_owned();
    vec![Effect::SaveSearch { name, query }]
}

/// Shows tags, saved searches and other lists.
pub(super) fn lists(model: &mut Model) -> Vec<Effect> {
    let generation = model.next_generation();
    let mut panel = Panel::new(PanelKind::Lists, Scope::All);
    panel.waits_for = Some(generation);
    model.panel = Some(panel);
    vec![Effect::ReadLists { generation }]
}

pub(super) fn take_lists(
    model: &mut Model,
    generation: u64,
    tags: Vec<(String, u64)>,
    searches: Vec<(String, String)>,
) {
    let Some(panel) = model.take_waiting_panel(generation) else {
        return;
    };
    let entry = |words: &str, aside: String, query: String| Item {
        words: words.to_owned(),
        detail: String::new(),
        aside,
        person: None,
        copy: query.clone(),
        target: Target::Filter(query),
    };
    let mut items = vec![heading("Lists", "")];
    for (words, query) in LISTS {
        items.push(entry(words, (*query).to_owned(), (*query).to_owned()));
    }
    if !searches.is_empty() {
        items.push(heading("Saved searches", ""));
    }
    for (name, query) in searches {
        panel
            .removals
            .push((items.len(), Removal::Search(name.clone())));
        items.push(entry(&name, query.clone(), query));
    }
    if !tags.is_empty() {
        items.push(heading("Tags", ""));
    }
    for (tag, count) in tags {
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let query = format!("in:\"{}\"", tag.replace('"', ""));
        items.push(entry(&tag, times(count, "article", "articles"), query));
    }
    panel.fill(items);
}

/// Compares the copy under the cursor with the article.
pub(super) fn difference(model: &mut Model) -> Vec<Effect> {
    let panel = model.panel.as_ref();
    let copies = panel.filter(|panel| panel.kind == PanelKind::Copies);
    let current = copies.and_then(Panel::current);
    let this = model.reading.as_ref().map(|reading| reading.id);
    let (Some(item), Some(this)) = (current, this) else {
        return Vec::new();
    };
    let Target::Place(other, _) = item.target else {
        return Vec::new();
    };
    let about = item.words.clone();
    let generation = model.next_generation();
    let mut panel = Panel::new(PanelKind::Difference, Scope::Article);
    panel.about = about;
    panel.waits_for = Some(generation);
    model.panel = Some(panel);
    vec![Effect::Compare {
        this,
        other,
        generation,
    }]
}

pub(super) fn take_difference(model: &mut Model, generation: u64, passages: Vec<Passage>) {
    let Some(panel) = model.take_waiting_panel(generation) else {
        return;
    };
    let mut items = Vec::new();
    let mut same = 0;
    let close = |same: &mut usize, items: &mut Vec<Item>| {
        if *same > 0 {
            items.push(heading(
                "",
                &times(*same, "sentence the same", "sentences the same"),
            ));
        }
        *same = 0;
    };
    for passage in passages {
        let (label, words, detail) = match passage.difference {
            Difference::Same => {
                same += 1;
                continue;
            }
            Difference::Changed => ("changed", passage.here, format!("there: {}", passage.there)),
            Difference::OnlyHere => ("only here", passage.here, String::new()),
            Difference::OnlyThere => ("only there", passage.there, String::new()),
        };
        close(&mut same, &mut items);
        items.push(Item {
            copy: words.clone(),
            words,
            detail,
            aside: label.to_owned(),
            person: None,
            target: Target::Place(passage.place.0, passage.place.1),
        });
    }
    close(&mut same, &mut items);
    panel.fill(items);
}
