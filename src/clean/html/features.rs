//! Lines as rows of numbers, for the model that decides what stays.
//!
//! A row holds what the line says itself, what the elements around it are, what its neighbours and
//! the lines of the same template are like, and what the voters chose. No feature knows a language
//! or a site.

pub(crate) mod cards;
pub(crate) mod cues;
pub(crate) mod page;
pub(crate) mod vocabulary;

use crate::article::BlockKind;
use crate::clean::html::features::page::{LineFacts, PageFacts, Sums, TAGS};
use crate::clean::html::lines::{Gap, Line};

/// Lines before and after that a row looks at.
const REACH: isize = 3;
/// Windows around a line, in lines to either side.
const WINDOWS: [usize; 3] = [3, 8, 20];

/// Rows one after the other, and the names of their columns where they were asked for.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// The numbers.
    pub(crate) values: Vec<f32>,
    /// Names of the columns; filled by the first row.
    pub(crate) names: Option<Vec<String>>,
}

impl Rows {
    fn put(&mut self, name: &str, value: f32) {
        self.values.push(value);
        if let Some(names) = &mut self.names {
            names.push(name.to_owned());
        }
    }

    fn put_at(&mut self, name: &str, place: impl std::fmt::Display, value: f32) {
        self.values.push(value);
        if let Some(names) = &mut self.names {
            names.push(format!("{name} {place}"));
        }
    }

    fn flag(&mut self, name: &str, value: bool) {
        self.put(name, number(value));
    }
}

/// Returns the rows of a page, one for each line; with the names of the columns where `is_named`.
pub(crate) fn rows(page: &PageFacts<'_>, is_named: bool) -> Rows {
    let mut rows = Rows {
        values: Vec::new(),
        names: is_named.then(Vec::new),
    };
    let mut names = None;
    let sections = sections(page);
    for (at, section) in sections.iter().enumerate() {
        if at == 1 {
            names = rows.names.take();
        }
        row(page, at, section, &mut rows);
    }
    rows.names = names.or(rows.names);
    rows
}

/// What came before a line on the page.
#[derive(Clone, Copy, Default)]
struct Section {
    /// Lines since the last heading.
    since_heading: f32,
    /// Level of that heading, 0 where there is none.
    level: f32,
    /// Says that it begins a block that is no longer the story.
    is_cut: bool,
    /// Such headings after the first prose.
    cuts: f32,
    /// Lines since the headline, negative before it.
    since_title: f32,
    /// Lines since and until a line that the first voter chose.
    since_vote: f32,
    until_vote: f32,
}

fn sections(page: &PageFacts<'_>) -> Vec<Section> {
    let n = page.facts.len();
    let is_title = |fact: &LineFacts| fact.title_share > 0.8 && fact.cues.units >= 2.0;
    let titles = page
        .facts
        .iter()
        .zip(page.lines)
        .position(|(fact, line)| is_title(fact) && line.kind == BlockKind::Heading(1));
    let title = titles
        .or_else(|| page.facts.iter().position(is_title))
        .unwrap_or(0);
    let is_chosen = |fact: &LineFacts| fact.votes[0] >= 0.5;
    let mut out = vec![Section::default(); n];
    let (mut now, mut prose) = (
        Section {
            since_heading: 99.0,
            since_vote: 99.0,
            ..Section::default()
        },
        0,
    );
    for (at, (fact, line)) in page.facts.iter().zip(page.lines).enumerate() {
        now.since_title = (at as f32 - title as f32).clamp(-50.0, 200.0);
        if let BlockKind::Heading(level) = line.kind {
            (now.since_heading, now.level, now.is_cut) = (0.0, f32::from(level), fact.cues.is_cut);
        } else if fact.cues.is_cut && fact.link_density < 0.5 {
            (now.since_heading, now.level, now.is_cut) = (0.0, 7.0, true);
        }
        if fact.cues.is_cut && prose >= 2 {
            now.cuts = (now.cuts + 1.0).min(5.0);
        }
        prose += usize::from(fact.is_prose);
        if is_chosen(fact) {
            now.since_vote = 0.0;
        }
        out[at] = now;
        now.since_heading = (now.since_heading + 1.0).min(99.0);
        now.since_vote = (now.since_vote + 1.0).min(99.0);
    }
    let mut until = 99.0;
    for (at, fact) in page.facts.iter().enumerate().rev() {
        if is_chosen(fact) {
            until = 0.0;
        }
        out[at].until_vote = until;
        until = (until + 1.0_f32).min(99.0);
    }
    out
}

fn row(page: &PageFacts<'_>, at: usize, section: &Section, rows: &mut Rows) {
    let (fact, line) = (&page.facts[at], &page.lines[at]);
    text(page, at, fact, rows);
    element(fact, line, rows);
    place(page, at, section, rows);
    votes(page, at, fact, rows);
    containers(page, at, line, rows);
    templates(page, at, fact, rows);
    cards(page, line, rows);
    neighbours(page, at, fact, rows);
    whole(page, rows);
}

fn text(page: &PageFacts<'_>, at: usize, fact: &LineFacts, rows: &mut Rows) {
    let cues = &fact.cues;
    let units = cues.units.max(1.0);
    rows.put("units", cues.units);
    rows.put("chars", cues.chars);
    rows.put("chars per unit", cues.chars / units);
    rows.put("sentences", cues.sentences);
    rows.put("commas per unit", cues.commas / units);
    rows.put("upper", cues.upper);
    rows.put("capitalised", cues.capitalised);
    rows.put("digits", cues.digits);
    rows.put("marks", cues.marks);
    rows.put("quotes", cues.quotes);
    rows.put("bars", cues.bars);
    rows.put("calls", cues.calls);
    rows.put("soft", cues.soft);
    rows.flag("is cut", cues.is_cut);
    rows.flag("is ended", cues.is_ended);
    rows.flag("is announcing", cues.is_announcing);
    rows.flag("is continued", cues.is_continued);
    rows.flag("has address", cues.has_address);
    rows.flag("has date", cues.has_date);
    rows.flag("has copyright", cues.has_copyright);
    rows.put("title share", fact.title_share);
    rows.put("summary share", fact.summary_share);
    let copies = page
        .copies
        .get(&crate::clean::html::votes::join(&fact.words));
    rows.put("copies", copies.map_or(1.0, |copies| copies.1 as f32));
    rows.flag("is copy", fact.first_same < at);
}

fn element(fact: &LineFacts, line: &Line, rows: &mut Rows) {
    let (kind, depth) = match line.kind {
        BlockKind::Paragraph => (0.0, 0),
        BlockKind::Heading(level) => (1.0, level),
        BlockKind::ListItem { depth, number } => (2.0 + number.map_or(0.0, |_| 0.5), depth),
        BlockKind::Quote => (3.0, 0),
        BlockKind::Code => (4.0, 0),
        BlockKind::TableRow => (5.0, 0),
        BlockKind::Caption => (6.0, 0),
    };
    rows.put("kind", kind);
    rows.put("kind depth", f32::from(depth));
    rows.put(
        "gap",
        match line.gap {
            Gap::Block => 0.0,
            Gap::Break => 1.0,
            Gap::Breaks => 2.0,
        },
    );
    rows.put("link density", fact.link_density);
    rows.put("strong density", fact.strong_density);
    rows.put("links", line.links as f32);
    rows.flag("is hidden", line.is_hidden);
    rows.flag("is outside", line.is_outside);
    rows.put("depth", fact.depth);
    for (bit, tag) in TAGS.iter().enumerate() {
        rows.put_at("in", tag, number(fact.tags >> bit & 1 == 1));
    }
    for (bit, group) in vocabulary::groups().iter().enumerate() {
        // One column: own class, class around, none.
        let value = 2 * (fact.own >> bit & 1) + (fact.around >> bit & 1);
        rows.put_at("class", group, value as f32);
    }
}

fn place(page: &PageFacts<'_>, at: usize, section: &Section, rows: &mut Rows) {
    let n = page.facts.len() as f32;
    let (total, before) = (page.total(), page.run(0, at));
    rows.put("line", at as f32);
    rows.put("line part", at as f32 / n);
    rows.put("units before", before.units / total.units.max(1.0));
    rows.put("prose before", before.prose / total.prose.max(1.0));
    rows.put(
        "prose after",
        (total.prose - before.prose) / total.prose.max(1.0),
    );
    let (first, last) = page.block;
    rows.flag("in block", (first..=last).contains(&at));
    let distance = if at < first {
        at as f32 - first as f32
    } else {
        at.saturating_sub(last) as f32
    };
    rows.put("block distance", distance);
    rows.put("since heading", section.since_heading);
    rows.put("heading level", section.level);
    rows.flag("heading is cut", section.is_cut);
    rows.put("cuts", section.cuts);
    rows.put("since title", section.since_title);
    rows.put("since vote", section.since_vote);
    rows.put("until vote", section.until_vote);
}

fn votes(page: &PageFacts<'_>, at: usize, fact: &LineFacts, rows: &mut Rows) {
    let sum: f32 = fact.votes.iter().sum();
    for (voter, vote) in fact.votes.iter().enumerate() {
        rows.put_at("vote", voter, *vote);
    }
    rows.put("votes", sum);
    let after = at + 1;
    for width in WINDOWS {
        let around = page.run(at.saturating_sub(width), after + width);
        let (before, behind) = (
            page.run(at.saturating_sub(width), at),
            page.run(after, after + width),
        );
        for voter in 0..fact.votes.len() {
            rows.put_at(
                "vote within",
                format_args!("{width} {voter}"),
                around.part(around.votes[voter]),
            );
        }
        rows.put_at("votes before", width, before.part(before.votes[0]));
        rows.put_at("votes behind", width, behind.part(behind.votes[0]));
        rows.put_at("prose before", width, before.part(before.prose));
        rows.put_at("prose behind", width, behind.part(behind.prose));
        rows.put_at("links within", width, around.part(around.links));
    }
    let (total, before) = (page.total(), page.run(0, at));
    for voter in 0..1 {
        let all = total.votes[voter].max(1.0);
        rows.put_at("chosen before", voter, before.votes[voter] / all);
        rows.put_at(
            "chosen after",
            voter,
            (total.votes[voter] - page.run(0, after).votes[voter]) / all,
        );
    }
}

fn containers(page: &PageFacts<'_>, at: usize, line: &Line, rows: &mut Rows) {
    let total = page.total();
    let own = page.run(at, at + 1);
    for (level, node) in page.containers(line).into_iter().enumerate() {
        let sums = page.inside(node);
        let others = Sums {
            units: (sums.units - own.units).max(0.0),
            ..sums
        };
        rows.put_at("container lines", level, sums.lines.ln_1p());
        rows.put_at("container units", level, sums.units.ln_1p());
        rows.put_at("container prose", level, sums.part(sums.prose));
        rows.put_at("container links", level, sums.part(sums.links));
        rows.put_at(
            "container of prose",
            level,
            sums.prose / total.prose.max(1.0),
        );
        for voter in 0..1 {
            let vote = others.part(sums.votes[voter] - own.votes[voter]);
            rows.put_at("container vote", format_args!("{level} {voter}"), vote);
        }
    }
    for (which, &main) in page.mains.iter().enumerate() {
        let end = page.dom.end(main);
        let is_inside = (main..end).contains(&line.first);
        // Steps from the element down to the line, or up to what holds both.
        let steps = if is_inside {
            page.dom
                .ancestors(line.first)
                .take_while(|&node| node > main)
                .count() as f32
        } else {
            let holds_both = |node: &usize| page.dom.end(*node) > line.first && *node <= line.first;
            let up = page
                .dom
                .ancestors(main)
                .take_while(|node| !holds_both(node))
                .count();
            -1.0 - up as f32
        };
        rows.put_at("main steps", which, steps);
    }
}

fn templates(page: &PageFacts<'_>, at: usize, fact: &LineFacts, rows: &mut Rows) {
    for (name, map, key) in [
        ("template", &page.templates, fact.template),
        ("shape", &page.shapes, fact.shape),
    ] {
        let others = page.others(map, key, at);
        rows.put_at(name, "lines", others.lines);
        rows.put_at(name, "units", others.units / others.lines.max(1.0));
        rows.put_at(name, "prose", others.part(others.prose));
        rows.put_at(name, "links", others.part(others.links));
        for voter in 0..1 {
            rows.put_at(
                name,
                format_args!("vote {voter}"),
                others.part(others.votes[voter]),
            );
        }
    }
}

fn cards(page: &PageFacts<'_>, line: &Line, rows: &mut Rows) {
    let total = page.total();
    let found = page.cards.around(page, line);
    for (name, card) in ["near", "wide"].into_iter().zip(found) {
        let mean = |sum: f32| sum / card.kin.max(1.0);
        rows.put_at("card kin", name, card.kin);
        rows.put_at("card nth", name, card.nth / card.kin.max(1.0));
        rows.put_at("card lines", name, card.own.lines);
        rows.put_at("card units", name, card.own.units.ln_1p());
        rows.put_at("card prose", name, card.own.part(card.own.prose));
        rows.put_at("card vote", name, card.own.part(card.own.votes[0]));
        rows.put_at("kin lines", name, mean(card.all.lines));
        rows.put_at("kin units", name, mean(card.all.units).ln_1p());
        rows.put_at("kin of page", name, card.all.units / total.units.max(1.0));
        rows.put_at("kin prose", name, card.all.part(card.all.prose));
        rows.put_at("kin links", name, card.all.part(card.all.links));
        rows.put_at("kin vote", name, card.all.part(card.all.votes[0]));
        rows.put_at("kin headings", name, mean(card.all.headings));
        rows.put_at("kin dates", name, mean(card.all.dates));
    }
}

fn neighbours(page: &PageFacts<'_>, at: usize, fact: &LineFacts, rows: &mut Rows) {
    for step in (-REACH..=REACH).filter(|step| *step != 0) {
        let there = at
            .checked_add_signed(step)
            .filter(|&there| there < page.facts.len());
        let other = there.map(|there| (&page.facts[there], &page.lines[there]));
        let value = |measure: fn(&LineFacts, &Line) -> f32| {
            other.map_or(-1.0, |(fact, line)| measure(fact, line))
        };
        rows.put_at("units", step, value(|fact, _| fact.cues.units));
        rows.put_at("link density", step, value(|fact, _| fact.link_density));
        rows.put_at(
            "is ended",
            step,
            value(|fact, _| number(fact.cues.is_ended)),
        );
        rows.put_at("vote 0", step, value(|fact, _| fact.votes[0]));
        rows.put_at(
            "soft",
            step,
            value(|fact, _| fact.cues.soft + 3.0 * number(fact.cues.is_cut)),
        );
        rows.put_at(
            "is heading",
            step,
            value(|_, line| number(matches!(line.kind, BlockKind::Heading(_)))),
        );
        rows.put_at(
            "same template",
            step,
            other.map_or(-1.0, |(other, _)| number(other.template == fact.template)),
        );
    }
}

fn whole(page: &PageFacts<'_>, rows: &mut Rows) {
    let total = page.total();
    rows.put("page lines", total.lines);
    rows.put("page units", total.units);
    rows.put("page prose", total.part(total.prose));
    rows.put("page links", total.part(total.links));
    for (voter, vote) in total.votes.iter().enumerate() {
        rows.put_at("page vote", voter, total.part(*vote));
    }
}

fn number(value: bool) -> f32 {
    f32::from(u8::from(value))
}
