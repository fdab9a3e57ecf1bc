//! Panels: what they hold, and what keys do in them.

mod people; // people and the page of one
mod who; // joining and splitting them

use crate::article::{ArticleId, QuotationKind};
use crate::tui::action::{Action, Context, TABLE};
use crate::tui::areas::Areas;
use crate::tui::effect::Effect;
use crate::tui::model::panel::{Item, PanelKind, Quoted, Scope, Target};
use crate::tui::model::{Focus, Model, Panel};
use crate::tui::msg::Found;
use crate::tui::update::{article, list, marks};
use crate::typeset::compose::byline;

pub(super) use people::take_person;
pub(super) use who::{again, take_choices};

/// Articles whose quotations are gathered at once.
const MOST_ARTICLES: usize = 5000;

pub(super) fn open(model: &mut Model, action: Action) -> Vec<Effect> {
    let kind = match action {
        Action::People => PanelKind::People,
        Action::Quotations => PanelKind::Quotations,
        Action::Links => PanelKind::Links,
        Action::Copies => PanelKind::Copies,
        Action::Notes => PanelKind::Notes,
        _ => PanelKind::Help,
    };
    if model.panel.as_ref().is_some_and(|panel| panel.kind == kind) {
        model.panel = None;
        return Vec::new();
    }
    // From a person to what that person said.
    let of_person = model
        .panel
        .as_ref()
        .filter(|panel| panel.kind == PanelKind::People);
    if let Some(panel) = of_person
        && kind == PanelKind::Quotations
    {
        let (scope, person) = (
            panel.scope,
            panel.current().and_then(|item| item.person.clone()),
        );
        let effects = show(model, kind, scope);
        if let Some(panel) = &mut model.panel {
            panel.filter = person.unwrap_or_default();
            panel.apply_filter();
        }
        return effects;
    }
    let is_reading = model.focus == Focus::Reading;
    let scope = if is_reading {
        Scope::Article
    } else {
        Scope::Listed
    };
    show(model, kind, scope)
}

/// Shows a panel over some articles.
fn show(model: &mut Model, kind: PanelKind, scope: Scope) -> Vec<Effect> {
    let mut panel = Panel::new(kind, scope);
    let mut effects = Vec::new();
    match kind {
        PanelKind::Help => panel.fill(help(model)),
        PanelKind::Links => panel.fill(links(model)),
        PanelKind::Copies => {
            if let Some(id) = list::subject(model) {
                effects.extend(article::open(model, id));
            }
            panel.fill(copies(model));
        }
        PanelKind::People => panel.fill(people::people(model, scope)),
        PanelKind::Quotations if scope == Scope::Article => {
            panel.fill(quotations_here(model));
        }
        PanelKind::Person | PanelKind::Found | PanelKind::Lists | PanelKind::Difference => {}
        PanelKind::Notes => marks::fill(model, &mut panel),
        PanelKind::Quotations => {
            let generation = model.next_generation();
            panel.waits_for = Some(generation);
            let ids = articles(model, scope);
            effects.push(Effect::ReadQuotations { ids, generation });
        }
    }
    model.panel = Some(panel);
    effects
}

/// Fills a panel that was opened before its article was there.
pub(super) fn refill(model: &mut Model) {
    let Some(panel) = &model.panel else { return };
    let (kind, scope) = (panel.kind, panel.scope);
    if !panel.items.is_empty() || scope == Scope::All {
        return;
    }
    let items = match kind {
        PanelKind::Links => links(model),
        PanelKind::Copies => copies(model),
        PanelKind::People if scope == Scope::Article => people::people(model, scope),
        PanelKind::Quotations if scope == Scope::Article => quotations_here(model),
        _ => return,
    };
    if let Some(panel) = &mut model.panel {
        panel.fill(items);
    }
}

/// Returns the articles of a scope.
fn articles(model: &Model, scope: Scope) -> Vec<ArticleId> {
    let mut out: Vec<ArticleId> = match scope {
        Scope::Article => model.reading.iter().map(|reading| reading.id).collect(),
        Scope::Listed => {
            let places = 0..model.list.shown.len();
            places
                .filter_map(|place| model.list.row(place))
                .map(|row| row.id)
                .collect()
        }
        Scope::All => model.list.rows.iter().map(|row| row.id).collect(),
    };
    out.truncate(MOST_ARTICLES);
    out
}

pub(super) fn take_quotations(model: &mut Model, generation: u64, quotations: Vec<Quoted>) {
    let Some(panel) = model.take_waiting_panel(generation) else {
        return;
    };
    let mut items = Vec::new();
    let mut last = None;
    for quoted in quotations {
        if last != Some(quoted.article) {
            items.push(heading(&quoted.title, &quoted.source));
        }
        last = Some(quoted.article);
        items.push(item_of(quoted));
    }
    panel.fill(items);
}

pub(super) fn heading(words: &str, detail: &str) -> Item {
    Item {
        words: words.to_owned(),
        detail: String::new(),
        aside: detail.to_owned(),
        person: None,
        target: Target::None,
        copy: String::new(),
    }
}

fn item_of(quoted: Quoted) -> Item {
    let speaker = quoted.speaker.trim_end_matches('?');
    Item {
        detail: if speaker.is_empty() {
            String::new()
        } else {
            format!("— {}", quoted.speaker)
        },
        person: quoted.is_person.then(|| speaker.to_owned()),
        target: Target::Place(quoted.article, quoted.start),
        copy: quoted.to_copy(),
        aside: String::new(),
        words: quoted.words,
    }
}

fn quotations_here(model: &Model) -> Vec<Item> {
    let Some(reading) = &model.reading else {
        return Vec::new();
    };
    let Some(document) = &reading.document else {
        return Vec::new();
    };
    let all = document.annotations.quotations.iter();
    let speech = all.filter(|quotation| quotation.kind == QuotationKind::Speech);
    speech
        .filter_map(|quotation| article::quoted(reading, quotation))
        .map(item_of)
        .collect()
}

pub(super) fn times(n: usize, one: &str, many: &str) -> String {
    if n == 1 {
        format!("1 {one}")
    } else {
        format!("{n} {many}")
    }
}

/// Asks for the articles whose texts hold words.
pub(super) fn search_texts(model: &mut Model, query: &str) -> Vec<Effect> {
    let query = query.trim();
    if query.is_empty() {
        return Vec::new();
    }
    let generation = model.next_generation();
    let mut panel = Panel::new(PanelKind::Found, Scope::All);
    query.clone_into(&mut panel.about);
    panel.waits_for = Some(generation);
    model.panel = Some(panel);
    vec![Effect::SearchTexts {
        query: query.to_owned(),
        generation,
    }]
}

pub(super) fn take_found(model: &mut Model, generation: u64, found: Vec<Found>) {
    let Some(panel) = model.take_waiting_panel(generation) else {
        return;
    };
    let item = |found: Found| Item {
        words: found.title,
        detail: found.snippet,
        aside: found.source,
        person: None,
        copy: String::new(),
        target: Target::Find(found.id, found.words),
    };
    panel.fill(found.into_iter().map(item).collect());
}

fn help(model: &Model) -> Vec<Item> {
    let mut out = Vec::new();
    let places = [
        (Context::ALL, "Everywhere"),
        (Context::MAIN, "In the list and in the article"),
        (Context::LIST, "In the list"),
        (Context::READING, "In the article"),
        (Context::PANEL, "In a panel"),
    ];
    for (context, words) in places {
        out.push(heading(words, ""));
        for entry in TABLE.iter().filter(|entry| entry.context == context) {
            let keys = model.settings.keymap.keys_of(entry.action);
            out.push(Item {
                words: entry.help.to_owned(),
                detail: String::new(),
                aside: keys.join("  "),
                person: None,
                target: Target::Do(entry.action),
                copy: entry.help.to_owned(),
            });
        }
    }
    out.push(heading("In the filter bar", ""));
    for (words, aside) in crate::query::HELP {
        out.push(Item {
            words: (*words).to_owned(),
            detail: String::new(),
            aside: (*aside).to_owned(),
            person: None,
            target: Target::Do(Action::Search),
            copy: (*aside).to_owned(),
        });
    }
    out
}

fn links(model: &Model) -> Vec<Item> {
    let links = model
        .reading
        .as_ref()
        .map(article::links)
        .unwrap_or_default();
    let item = |(at, (words, url)): (usize, (String, String))| Item {
        words: format!("{} {words}", at + 1),
        detail: url.clone(),
        aside: String::new(),
        person: None,
        copy: url.clone(),
        target: Target::Url(url),
    };
    links.into_iter().enumerate().map(item).collect()
}

fn copies(model: &Model) -> Vec<Item> {
    let Some(document) = model.document() else {
        return Vec::new();
    };
    let mut out = Vec::new();
    if !document.copies.is_empty() {
        out.push(heading("Copies of this article", "shared text"));
    }
    for copy in &document.copies {
        let row = crate::article::Row {
            metadata: copy.metadata.clone(),
            ..document.row.clone()
        };
        out.push(Item {
            words: copy.metadata.title.clone(),
            detail: format!("{} · {}", byline(&row, None), copy.location),
            aside: format!("{:.0}%", f64::from(copy.share) * 100.0),
            person: None,
            target: Target::Place(copy.id, 0),
            copy: copy
                .metadata
                .url
                .clone()
                .unwrap_or_else(|| copy.location.clone()),
        });
    }
    if !document.story.is_empty() {
        out.push(heading("The same story elsewhere", ""));
    }
    for (id, title) in &document.story {
        let row = model.list.find(*id);
        out.push(Item {
            words: title.clone(),
            detail: row.map(|row| byline(&row.row(), None)).unwrap_or_default(),
            aside: String::new(),
            person: None,
            target: Target::Place(*id, 0),
            copy: title.clone(),
        });
    }
    out
}

pub(super) fn act(
    model: &mut Model,
    action: Action,
    count: Option<u32>,
    areas: &Areas,
) -> Vec<Effect> {
    let Some(panel) = &mut model.panel else {
        return Vec::new();
    };
    if action != Action::Join {
        panel.joined.clear();
    }
    let inside = areas.panel_inside();
    let step = |n: usize| isize::try_from(n).unwrap_or(isize::MAX);
    let times = step(count.unwrap_or(1) as usize);
    let page = step(usize::from(inside.height / 3).max(1));
    match action {
        Action::Down => panel.move_by(times),
        Action::Up => panel.move_by(-times),
        Action::PageDown | Action::HalfDown => panel.move_by(page * times),
        Action::PageUp | Action::HalfUp => panel.move_by(-page * times),
        Action::Top => panel.move_by(isize::MIN),
        Action::Bottom => panel.move_by(isize::MAX),
        Action::SwitchPane if matches!(panel.kind, PanelKind::People | PanelKind::Quotations) => {
            let (kind, mut scope) = (panel.kind, panel.scope.next());
            if scope == Scope::Article && model.reading.is_none() {
                scope = scope.next();
            }
            return show(model, kind, scope);
        }
        Action::CopyLink | Action::CopyQuotation => {
            let copy = panel
                .current()
                .map(|item| item.copy.clone())
                .unwrap_or_default();
            if !copy.is_empty() {
                model.notice = Some("Copied.".to_owned());
                return vec![Effect::Copy(copy)];
            }
        }
        Action::Remove => return marks::remove(model),
        Action::Join => return who::join(model),
        Action::Difference => return marks::difference(model),
        Action::Open | Action::OpenLink => return choose(model),
        _ => {}
    }
    Vec::new()
}

fn choose(model: &mut Model) -> Vec<Effect> {
    let target = model
        .panel
        .as_ref()
        .and_then(Panel::current)
        .map(|item| item.target.clone());
    match target {
        None | Some(Target::None) => Vec::new(),
        Some(Target::Filter(query)) => list::filter_by(model, query),
        Some(Target::Place(id, offset)) => {
            model.panel = None;
            article::open_at(model, id, offset)
        }
        Some(Target::Do(action)) => {
            model.panel = None;
            super::act(model, action, None)
        }
        Some(Target::Url(url)) => vec![Effect::OpenUrl(url)],
        Some(Target::Find(id, words)) => {
            model.panel = None;
            article::open_and_find(model, id, &words)
        }
        Some(Target::Person(name)) => people::person(model, &name),
    }
}
