//! Saying that two persons of a panel are one, or that a name is another person's.

use crate::engine::who::{Choice, Choices, is_full_name};
use crate::tui::effect::Effect;
use crate::tui::model::panel::{Item, PanelKind, Removal, Scope, Target};
use crate::tui::model::{Model, Panel};
use crate::tui::update::article;
use crate::tui::update::panel::{heading, people};

/// Remembers the person under the cursor, or joins it with the one that was remembered; pressed right
/// after that, takes the joining back.
pub(super) fn join(model: &mut Model) -> Vec<Effect> {
    let open = model.reading.as_ref().map(|reading| reading.id);
    let panel = model.panel.as_mut();
    let Some(panel) = panel.filter(|panel| panel.kind == PanelKind::People) else {
        return Vec::new();
    };
    if !panel.joined.is_empty() {
        let joined = std::mem::take(&mut panel.joined);
        model.notice = Some("They are two again.".to_owned());
        return vec![Effect::Choose(
            joined.iter().map(Choice::opposite).collect(),
        )];
    }
    let Some(Target::Person(current)) = panel.current().map(|item| item.target.clone()) else {
        return Vec::new();
    };
    let Some(marked) = panel.marked.take() else {
        panel.marked = Some(current);
        return Vec::new();
    };
    if marked == current {
        return Vec::new();
    }
    // The fuller name is the one that the person goes by; of two such the one that is pointed at.
    let is_full = |names: &str| names.split('|').all(is_full_name);
    let (names, to) = if is_full(&marked) && !is_full(&current) {
        (current, marked)
    } else {
        (marked, current)
    };
    let other = to.split('|').next().unwrap_or_default();
    let is_everywhere = is_full(&names) && is_full(other);
    let article = open.filter(|_| panel.scope == Scope::Article);
    if !is_everywhere && article.is_none() {
        let words = "A surname alone may be others’ elsewhere: join it in an article.";
        model.notice = Some(words.to_owned());
        return Vec::new();
    }
    let choice = |name: &str| Choice {
        article: article.filter(|_| !is_everywhere),
        name: name.to_owned(),
        other: other.to_owned(),
        is_same: true,
    };
    panel.joined = names.split('|').map(choice).collect();
    let effects = vec![Effect::Choose(panel.joined.clone())];
    model.notice = Some(format!("One person: {other}. The same key takes it back."));
    effects
}

/// Lists what else the person of a page is called, and what was set apart; removing one of these makes
/// it another person's name, or takes that back.
pub(super) fn names(model: &Model, spellings: &[&str]) -> Vec<(Item, Removal)> {
    let Some(&main) = spellings.first() else {
        return Vec::new();
    };
    let open = model.reading.as_ref().map(|reading| reading.id);
    let choices = model.choices.0.iter();
    let is_here = |choice: &&Choice| choice.article.is_none() || choice.article == open;
    let is_theirs = |name: &str| name == main || spellings.contains(&name);
    let made = choices.filter(is_here).filter(|choice| {
        if choice.is_same {
            is_theirs(model.choices.name_of(&choice.other))
        } else {
            is_theirs(&choice.name) || is_theirs(&choice.other)
        }
    });
    let mut all: Vec<(String, Choice)> = Vec::new();
    for choice in made {
        let name = if is_theirs(&choice.name) {
            &choice.other
        } else {
            &choice.name
        };
        all.push((name.clone(), choice.opposite()));
    }
    let mut add = |name: &str, article, other: &str| {
        if name != other && all.iter().all(|(known, _)| known != name) {
            let choice = Choice {
                article,
                name: name.to_owned(),
                other: other.to_owned(),
                is_same: false,
            };
            all.push((name.to_owned(), choice));
        }
    };
    for spelling in spellings.iter().skip(1) {
        add(spelling, None, main);
    }
    if let Some(document) = model.document() {
        let people = document.annotations.people.iter();
        for person in people.filter(|person| is_theirs(&person.name)) {
            for mention in &person.mentions {
                let words = mention.of(&document.body.text).split_whitespace();
                let form = words.collect::<Vec<_>>().join(" ");
                let article = open.filter(|_| !is_full_name(&form));
                add(&form, article, &person.name);
            }
        }
    }
    all.into_iter().map(entry).collect()
}

fn entry((name, removal): (String, Choice)) -> (Item, Removal) {
    let place = match removal.article {
        Some(_) => ", in the open article",
        None => "",
    };
    let who = if removal.is_same {
        "another person"
    } else {
        "the same person"
    };
    let item = Item {
        target: Target::Filter(format!("\"{}\"", name.replace('"', ""))),
        words: name.clone(),
        copy: name,
        aside: format!("{who}{place}"),
        detail: String::new(),
        person: None,
    };
    (item, Removal::Name(removal))
}

/// Takes over what the reader has said; after a change everything that shows names is read again.
pub(in crate::tui::update) fn take_choices(
    model: &mut Model,
    choices: Choices,
    is_changed: bool,
) -> Vec<Effect> {
    model.choices = choices;
    if !is_changed {
        return Vec::new();
    }
    if let Some(panel) = &mut model.panel {
        panel.is_stale = true;
    }
    let mut effects = article::reopen(model);
    effects.push(Effect::ReadRows { is_first: false });
    effects
}

/// Fills a panel of people anew after a change of who is who.
pub(in crate::tui::update) fn again(model: &mut Model) -> Vec<Effect> {
    let Some(panel) = model.panel.as_mut().filter(|panel| panel.is_stale) else {
        return Vec::new();
    };
    panel.is_stale = false;
    let (kind, scope, cursor) = (panel.kind, panel.scope, panel.cursor);
    let about = panel.about.clone();
    match kind {
        PanelKind::People => {
            let items = people::people(model, scope);
            if let Some(panel) = &mut model.panel {
                panel.wanted = cursor;
                panel.fill(items);
            }
            Vec::new()
        }
        PanelKind::Person => {
            let main = about.split('|').next().unwrap_or_default();
            let spellings = people::spellings(model, main);
            let effects = people::person(model, &spellings);
            if let Some(panel) = &mut model.panel {
                panel.wanted = cursor;
            }
            effects
        }
        _ => Vec::new(),
    }
}

/// Puts the names of a person into a page that is being filled.
pub(super) fn add_names(model: &Model, panel: &mut Panel, items: &mut Vec<Item>) {
    let spellings: Vec<&str> = panel.about.split('|').collect();
    let names = names(model, &spellings);
    panel.removals.clear();
    if names.is_empty() {
        return;
    }
    let keys = model
        .settings
        .keymap
        .keys_of(crate::tui::action::Action::Remove);
    let key = keys.first().map_or("", String::as_str);
    items.push(heading("Names", &format!("{key} sets apart or takes back")));
    for (item, removal) in names {
        panel.removals.push((items.len(), removal));
        items.push(item);
    }
}
