//! Measures of a whole page that its lines are compared with: sums over containers, lines of the same
//! template, the block of running text.

use xxhash_rust::xxh3::xxh3_64;

use crate::article::BlockKind;
use crate::clean::html::dom::{Dom, NodeIndex};
use crate::clean::html::features::cards::Cards;
use crate::clean::html::features::cues::Cues;
use crate::clean::html::features::vocabulary;
use crate::clean::html::lines::{Line, Rendered};
use crate::clean::html::votes::{Held, Words, join, words};
use crate::text::lookup::{LookupMap, LookupSet};

/// Voters: Readability's rules, and the body that JSON-LD gives.
pub(crate) const VOTERS: usize = 2;
/// Part of the page's text that an element may hold before its class says nothing of a single line.
const TOO_WIDE: f32 = 0.8;
/// Words of a line that is about a date or a time.
const DATED: f32 = 12.0;

/// What the voters chose.
pub(crate) struct Ballot<'v> {
    /// Their texts.
    pub(crate) voters: [&'v Held; VOTERS],
    /// The headline.
    pub(crate) title: &'v Words,
    /// What the page says in a sentence or two that it is about.
    pub(crate) summary: &'v LookupSet<u64>,
}

/// Sums over a run of lines.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Sums {
    pub(crate) lines: f32,
    pub(crate) units: f32,
    pub(crate) prose: f32,
    pub(crate) links: f32,
    /// Headings.
    pub(crate) headings: f32,
    /// Short lines with a date or a time.
    pub(crate) dates: f32,
    pub(crate) votes: [f32; VOTERS],
}

impl Sums {
    pub(crate) fn plus(self, other: &Self, sign: f32) -> Self {
        let mut votes = self.votes;
        for (vote, other) in votes.iter_mut().zip(other.votes) {
            *vote += sign * other;
        }
        Self {
            lines: self.lines + sign * other.lines,
            units: self.units + sign * other.units,
            prose: self.prose + sign * other.prose,
            links: self.links + sign * other.links,
            headings: self.headings + sign * other.headings,
            dates: self.dates + sign * other.dates,
            votes,
        }
    }

    /// Returns a part of the units, 0 where there are none.
    pub(crate) fn part(&self, of: f32) -> f32 {
        if self.units > 0.0 {
            of / self.units
        } else {
            0.0
        }
    }
}

/// One line with all that is known of it alone.
#[derive(Debug)]
pub(crate) struct LineFacts {
    pub(crate) cues: Cues,
    pub(crate) words: Words,
    pub(crate) link_density: f32,
    pub(crate) strong_density: f32,
    pub(crate) is_prose: bool,
    pub(crate) votes: [f32; VOTERS],
    /// Part of its words that the headline has.
    pub(crate) title_share: f32,
    /// Part of its words that the page's description of itself has.
    pub(crate) summary_share: f32,
    /// Groups of its own element and the one around it.
    pub(crate) own: u64,
    /// Groups of all elements around it that are not as wide as the page.
    pub(crate) around: u64,
    /// Tags around it, one bit each; see [`TAGS`].
    pub(crate) tags: u32,
    pub(crate) depth: f32,
    /// Lines of the same template have the same number.
    pub(crate) template: u64,
    /// The same, told by the line's own element alone.
    pub(crate) shape: u64,
    /// Index of the first line with the same words.
    pub(crate) first_same: usize,
}

/// Tags whose presence around a line is looked at.
pub(crate) const TAGS: &[&str] = &[
    "article",
    "main",
    "section",
    "aside",
    "footer",
    "header",
    "nav",
    "form",
    "figure",
    "table",
    "ul",
    "ol",
    "blockquote",
    "button",
    "a",
    "figcaption",
    "dl",
    "details",
    "p",
    "li",
    "td",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "label",
    "span",
];

/// A page measured.
pub(crate) struct PageFacts<'p> {
    pub(crate) dom: &'p Dom,
    pub(crate) lines: &'p [Line],
    pub(crate) facts: Vec<LineFacts>,
    /// Sums of the lines before each.
    prefix: Vec<Sums>,
    /// Where each line's first text is; ascending.
    places: Vec<NodeIndex>,
    pub(crate) templates: LookupMap<u64, Sums>,
    pub(crate) shapes: LookupMap<u64, Sums>,
    pub(crate) copies: LookupMap<u64, (usize, u32)>,
    pub(crate) cards: Cards,
    /// Deepest elements that hold most of the prose, and of the first voter's choice.
    pub(crate) mains: [NodeIndex; 3],
    /// Lines from the first to the last of the densest block of prose.
    pub(crate) block: (usize, usize),
}

impl<'p> PageFacts<'p> {
    /// Measures a page; linear in its size times the depth of its lines.
    pub(crate) fn new(dom: &'p Dom, page: &'p Rendered, ballot: &Ballot<'_>) -> Self {
        let lines = page.lines.as_slice();
        let mut masks = Masks::default();
        let mut facts: Vec<LineFacts> = lines
            .iter()
            .map(|line| line_facts(dom, page, line, ballot))
            .collect();
        let mut prefix = vec![Sums::default()];
        for (fact, line) in facts.iter().zip(lines) {
            let last = prefix.last().copied().unwrap_or_default();
            prefix.push(last.plus(&own_sums(fact, line), 1.0));
        }
        let mut page = Self {
            dom,
            lines,
            facts: Vec::new(),
            prefix,
            places: lines.iter().map(|line| line.first).collect(),
            templates: LookupMap::default(),
            shapes: LookupMap::default(),
            copies: LookupMap::default(),
            cards: Cards::default(),
            mains: [0; 3],
            block: densest(&facts),
        };
        let total = page.total().units;
        for (line, fact) in lines.iter().zip(&mut facts) {
            let (own, around, tags, depth) = masks.around(&page, line, total);
            (fact.own, fact.around, fact.tags, fact.depth) = (own, around, tags, depth);
        }
        page.facts = facts;
        page.index();
        page.mains = [
            page.deepest(0.6, |sums| sums.prose),
            page.deepest(0.8, |sums| sums.votes[0]),
            page.deepest(0.95, |sums| sums.votes[0]),
        ];
        page.cards = Cards::new(&page);
        page
    }

    fn index(&mut self) {
        for (at, (fact, line)) in self.facts.iter_mut().zip(self.lines).enumerate() {
            let sums = own_sums(fact, line);
            for (map, key) in [
                (&mut self.templates, fact.template),
                (&mut self.shapes, fact.shape),
            ] {
                let entry = map.entry(key).or_default();
                *entry = entry.plus(&sums, 1.0);
            }
            let copies = self.copies.entry(join(&fact.words)).or_insert((at, 0));
            copies.1 += 1;
            fact.first_same = copies.0;
        }
    }

    /// Returns the sums over the whole page.
    pub(crate) fn total(&self) -> Sums {
        self.prefix.last().copied().unwrap_or_default()
    }

    /// Returns the sums over lines `from..to`, which are clamped to the page.
    pub(crate) fn run(&self, from: usize, to: usize) -> Sums {
        let last = self.prefix.len() - 1;
        let (from, to) = (from.min(last), to.min(last));
        self.prefix[to.max(from)].plus(&self.prefix[from], -1.0)
    }

    /// Returns the lines inside an element.
    pub(crate) fn lines_in(&self, node: NodeIndex) -> (usize, usize) {
        let end = self.dom.end(node);
        (
            self.places.partition_point(|&place| place < node),
            self.places.partition_point(|&place| place < end),
        )
    }

    /// Returns the sums over an element.
    pub(crate) fn inside(&self, node: NodeIndex) -> Sums {
        let (from, to) = self.lines_in(node);
        self.run(from, to)
    }

    /// Returns the sums over all lines of a template but one.
    pub(crate) fn others(&self, map: &LookupMap<u64, Sums>, key: u64, but: usize) -> Sums {
        let all = map.get(&key).copied().unwrap_or_default();
        let others = all.plus(&self.run(but, but + 1), -1.0);
        Sums {
            units: others.units.max(0.0),
            ..others
        }
    }

    /// Returns up to three elements around a line, each of which holds more lines than the one before.
    pub(crate) fn containers(&self, line: &Line) -> [NodeIndex; 3] {
        let mut out = [0; 3];
        let (mut found, mut held) = (0, 1);
        for node in std::iter::once(line.block).chain(self.dom.ancestors(line.block)) {
            let (from, to) = self.lines_in(node);
            if to - from > held {
                held = to - from;
                if let Some(slot) = out.get_mut(found) {
                    *slot = node;
                }
                found += 1;
                if found == out.len() {
                    break;
                }
            }
        }
        out
    }

    /// Returns the deepest element that holds at least `part` of the page's `measure`.
    fn deepest(&self, part: f32, measure: impl Fn(&Sums) -> f32) -> NodeIndex {
        let enough = part * measure(&self.total());
        let mut node = 0;
        if enough <= 0.0 {
            return node;
        }
        'down: loop {
            let mut child = node + 1;
            while child < self.dom.end(node) {
                if !self.dom.tag(child).is_empty() && measure(&self.inside(child)) >= enough {
                    node = child;
                    continue 'down;
                }
                child = self.dom.end(child);
            }
            return node;
        }
    }
}

fn own_sums(fact: &LineFacts, line: &Line) -> Sums {
    let units = fact.cues.units;
    Sums {
        lines: 1.0,
        units,
        prose: if fact.is_prose { units } else { 0.0 },
        links: units * fact.link_density,
        headings: f32::from(u8::from(matches!(line.kind, BlockKind::Heading(_)))),
        dates: f32::from(u8::from(fact.cues.has_date && units <= DATED)),
        votes: fact.votes.map(|vote| vote * units),
    }
}

fn line_facts(dom: &Dom, page: &Rendered, line: &Line, ballot: &Ballot<'_>) -> LineFacts {
    let text = page.text(line);
    let cues = Cues::of(text);
    let words = words(text);
    let bytes = text.bytes().filter(|b| !b.is_ascii_whitespace()).count();
    let part = |some: u32| (some as f32 / bytes.max(1) as f32).min(1.0);
    let in_title = words
        .iter()
        .filter(|word| ballot.title.contains(word))
        .count();
    let in_summary = words
        .iter()
        .filter(|word| ballot.summary.contains(word))
        .count();
    let parent = dom.parent(line.block);
    let shape = shape(dom, line.block);
    LineFacts {
        is_prose: cues.is_prose(part(line.link_bytes)),
        link_density: part(line.link_bytes),
        strong_density: part(line.strong_bytes),
        votes: ballot.voters.map(|held| held.share(&words)),
        summary_share: in_summary as f32 / words.len().max(1) as f32,
        title_share: in_title as f32 / words.len().max(1) as f32,
        own: 0,
        around: 0,
        tags: 0,
        depth: 0.0,
        template: join(&[
            shape,
            self::shape(dom, parent),
            self::shape(dom, dom.parent(parent)),
        ]),
        shape,
        first_same: 0,
        cues,
        words,
    }
}

/// Returns a number for an element's tag and class, digits left out.
fn shape(dom: &Dom, node: NodeIndex) -> u64 {
    let mut key = dom.tag(node).to_owned();
    key.push(' ');
    let class = dom.attribute(node, "class").unwrap_or_default();
    key.extend(class.chars().filter(|c| !c.is_ascii_digit()).take(200));
    xxh3_64(key.as_bytes())
}

/// Returns the first and last line of the run with the highest sum, where prose counts for and anything
/// else against it (Bentley 1984, maximum subarray).
fn densest(facts: &[LineFacts]) -> (usize, usize) {
    let (mut best, mut sum, mut start) = ((0.0, 0, 0), 0.0_f32, 0);
    for (at, fact) in facts.iter().enumerate() {
        if sum <= 0.0 {
            (sum, start) = (0.0, at);
        }
        sum += if fact.is_prose {
            fact.cues.units
        } else if fact.cues.units >= 10.0 && fact.link_density < 0.5 {
            0.4 * fact.cues.units
        } else {
            -8.0 - 4.0 * f32::from(u8::from(fact.cues.soft > 0.0))
        };
        if sum > best.0 {
            best = (sum, start, at);
        }
    }
    (best.1, best.2)
}

/// What class names say, each element read once.
#[derive(Default)]
struct Masks {
    known: LookupMap<NodeIndex, (u64, bool)>,
}

impl Masks {
    /// Returns the groups and tags around a line, and how deep it is.
    fn around(&mut self, page: &PageFacts<'_>, line: &Line, total: f32) -> (u64, u64, u32, f32) {
        let (mut own, mut around, mut tags, mut depth) = (0, 0, 0, 0.0);
        for (level, node) in std::iter::once(line.block)
            .chain(page.dom.ancestors(line.block))
            .enumerate()
        {
            depth += 1.0;
            let tag = page.dom.tag(node);
            if let Some(bit) = TAGS.iter().position(|known| *known == tag) {
                tags |= 1 << bit;
            }
            let (mask, is_wide) = *self.known.entry(node).or_insert_with(|| {
                let is_wide = matches!(tag, "html" | "body" | "")
                    || page.inside(node).units > TOO_WIDE * total;
                (vocabulary::mask(page.dom, node), is_wide)
            });
            if level < 2 {
                own |= mask;
            }
            if !is_wide {
                around |= mask;
            }
        }
        // The elements inside the block that hold its first text, a link above all.
        let mut node = page.dom.parent(line.first);
        while node > line.block {
            let tag = page.dom.tag(node);
            if let Some(bit) = TAGS.iter().position(|known| *known == tag) {
                tags |= 1 << bit;
            }
            own |= vocabulary::mask(page.dom, node);
            node = page.dom.parent(node);
        }
        (own, around, tags, depth)
    }
}
