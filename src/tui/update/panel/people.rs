//! The people of the article and of the list, and the page of one of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::article::Listed;
use crate::engine::who::Choices;
use crate::tui::effect::Effect;
use crate::tui::model::panel::{Item, PanelKind, Scope, Target};
use crate::tui::model::{Model, Panel};
use crate::tui::msg::Told;
use crate::tui::update::panel::{heading, item_of, times, who};

/// Articles that are read for the page of one person.
const MOST_OF_PERSON: usize = 400;

/// Names, the most frequent first, among which persons are joined.
const MOST_LINKED: usize = 3000;

pub(super) fn people(model: &Model, scope: Scope) -> Vec<Item> {
    if scope == Scope::Article {
        return people_here(model);
    }
    let listed = (0..model.list.shown.len()).filter_map(|place| model.list.row(place));
    let rows: Vec<_> = match scope {
        Scope::All => model.list.rows.iter().collect(),
        _ => listed.collect(),
    };
    let names = rows.iter().flat_map(|row| row.people());
    let known = Known::of(names, &model.choices);
    // Articles that name the person, and articles that quote the person.
    let mut counts = vec![(0, 0); known.spellings.len()];
    for row in rows {
        let people: BTreeSet<usize> = known.numbers(row.people()).collect();
        let speakers: BTreeSet<usize> = known.numbers(row.speakers()).collect();
        for &person in &people {
            counts[person].0 += 1;
            counts[person].1 += usize::from(speakers.contains(&person));
        }
    }
    let mut people: Vec<((usize, usize), &Vec<&str>)> =
        counts.into_iter().zip(&known.spellings).collect();
    people.sort_by_key(|&(counts, spellings)| (std::cmp::Reverse(counts), spellings.first()));
    let item = |((named, quoted), spellings): ((usize, usize), &Vec<&str>)| {
        let mut aside = times(named, "article", "articles");
        if quoted > 0 {
            aside = format!("{aside}, quoted in {quoted}");
        }
        let others = spellings.get(1..).unwrap_or_default();
        let detail = if others.is_empty() {
            String::new()
        } else {
            format!("also {}", others.join(", "))
        };
        let name = spellings.first().copied().unwrap_or_default();
        Item {
            target: Target::Person(spellings.join("|")),
            ..person_item(name, detail, aside)
        }
    };
    people.into_iter().map(item).collect()
}

/// The persons that some names stand for, each with the spellings of the name, the most frequent
/// first.
struct Known<'a> {
    spellings: Vec<Vec<&'a str>>,
    number: BTreeMap<&'a str, usize>,
}

impl<'a> Known<'a> {
    /// Joins names in full that are one person's, unless the reader says otherwise; a name of one word
    /// is a person of its own.
    fn of(names: impl Iterator<Item = &'a str>, choices: &Choices) -> Self {
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for name in names {
            *times.entry(name).or_default() += 1;
        }
        let mut names: Vec<(&str, usize)> = times.into_iter().collect();
        names.sort_by_key(|&(name, times)| (std::cmp::Reverse(times), name));
        let mut full: Vec<&str> = names.iter().map(|&(name, _)| name).collect();
        full.retain(|name| name.contains(' '));
        full.truncate(MOST_LINKED);
        let whole: Vec<String> = full.iter().map(|&name| name.to_owned()).collect();
        let links = crate::engine::ingest::link_names(&whole);
        let link_of: BTreeMap<&str, u32> = full.into_iter().zip(links).collect();
        let mut first: BTreeMap<u32, usize> = BTreeMap::new();
        let (mut spellings, mut number): (Vec<Vec<&str>>, BTreeMap<&str, usize>) =
            (Vec::new(), BTreeMap::new());
        for (name, _) in names {
            let known = link_of.get(name).and_then(|link| first.get(link)).copied();
            let is_known = |person: &usize| {
                let spellings: &Vec<&str> = &spellings[*person];
                !spellings.iter().any(|other| choices.are_apart(name, other))
            };
            let known = known.filter(is_known);
            let person = known.unwrap_or(spellings.len());
            if known.is_none() {
                spellings.push(Vec::new());
                if let Some(&link) = link_of.get(name) {
                    first.entry(link).or_insert(person);
                }
            }
            spellings[person].push(name);
            number.insert(name, person);
        }
        Self { spellings, number }
    }

    fn numbers<'s>(&'s self, names: impl Iterator<Item = &'s str>) -> impl Iterator<Item = usize> {
        names.filter_map(|name| self.number.get(name).copied())
    }
}

fn person_item(name: &str, detail: String, aside: String) -> Item {
    Item {
        words: name.to_owned(),
        copy: name.to_owned(),
        person: Some(name.to_owned()),
        target: Target::Person(name.to_owned()),
        detail,
        aside,
    }
}

fn people_here(model: &Model) -> Vec<Item> {
    let Some(document) = model.document() else {
        return Vec::new();
    };
    let annotations = &document.annotations;
    let quoted = |person: usize| {
        let is_theirs = |quotation: &&crate::article::Quotation| {
            let speaker = quotation
                .speaker
                .as_ref()
                .filter(|speaker| speaker.is_shown());
            speaker
                .and_then(|speaker| speaker.person)
                .is_some_and(|n| n as usize == person)
        };
        annotations.quotations.iter().filter(is_theirs).count()
    };
    let mut people: Vec<_> = annotations.people.iter().enumerate().collect();
    people.sort_by_key(|(at, person)| (std::cmp::Reverse(person.mentions.len()), *at));
    let item = |(at, person): (usize, &crate::article::Person)| {
        let mut aside = times(person.mentions.len(), "mention", "mentions");
        let quotes = quoted(at);
        if quotes > 0 {
            aside = format!("{aside}, {}", times(quotes, "quote", "quotes"));
        }
        person_item(&person.name, person.role.clone().unwrap_or_default(), aside)
    };
    people.into_iter().map(item).collect()
}

/// Returns the spellings of a person's name in all articles, separated by bars.
pub(super) fn spellings(model: &Model, name: &str) -> String {
    let names = model.list.rows.iter().flat_map(Listed::people);
    let known = Known::of(names, &model.choices);
    let number = known.number.get(name);
    let spellings = number.map(|&number| known.spellings[number].join("|"));
    spellings.unwrap_or_else(|| name.to_owned())
}

/// Asks for what all articles tell of a person, the newest first.
pub(super) fn person(model: &mut Model, name: &str) -> Vec<Effect> {
    let spellings: Vec<String> = name.split('|').map(str::to_owned).collect();
    let is_theirs = |name: &str| spellings.iter().any(|other| other == name);
    let names = |row: &Listed| row.people().any(is_theirs);
    let mut rows: Vec<_> = model.list.rows.iter().filter(|row| names(row)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.date()));
    let ids = rows.iter().take(MOST_OF_PERSON).map(|row| row.id).collect();
    let generation = model.next_generation();
    let mut panel = Panel::new(PanelKind::Person, Scope::All);
    name.clone_into(&mut panel.about);
    panel.waits_for = Some(generation);
    model.panel = Some(panel);
    vec![Effect::ReadPerson {
        names: spellings,
        ids,
        generation,
    }]
}

pub(in crate::tui::update) fn take_person(model: &mut Model, generation: u64, told: Vec<Told>) {
    let Some(panel) = model.take_waiting_panel(generation) else {
        return;
    };
    let name = panel.about.clone();
    let mut roles: Vec<(String, usize)> = Vec::new();
    for role in told.iter().filter_map(|told| told.role.as_ref()) {
        match roles.iter_mut().find(|(known, _)| known == role) {
            Some((_, count)) => *count += 1,
            None => roles.push((role.clone(), 1)),
        }
    }
    roles.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let roles: Vec<String> = roles.into_iter().map(|(role, _)| role).collect();
    let said: usize = told.iter().map(|told| told.quotations.len()).sum();
    let named = times(told.len(), "article", "articles");
    let quoted = times(said, "quotation", "quotations");
    let mut roles = roles.join(", ");
    if let Some((_, others)) = name.split_once('|') {
        let also = format!("also {}", others.replace('|', ", "));
        roles = if roles.is_empty() {
            also
        } else {
            format!("{roles}; {also}")
        };
    }
    let mut items = vec![heading(&roles, &format!("{named}, {quoted}"))];
    items.push(Item {
        words: "List these articles".to_owned(),
        detail: String::new(),
        aside: String::new(),
        person: None,
        copy: name.clone(),
        target: Target::Filter(format!("who:\"{}\"", name.replace('"', ""))),
    });
    let Some(mut panel) = model.panel.take() else {
        return;
    };
    who::add_names(model, &mut panel, &mut items);
    for told in told {
        items.push(heading(&told.title, &told.source));
        items.push(Item {
            words: times(told.mentions, "mention", "mentions"),
            detail: String::new(),
            aside: told.role.unwrap_or_default(),
            person: None,
            copy: told.title,
            target: Target::Place(told.id, told.first),
        });
        items.extend(told.quotations.into_iter().map(|quoted| Item {
            detail: String::new(),
            ..item_of(quoted)
        }));
    }
    panel.fill(items);
    model.panel = Some(panel);
}
