//! Elements that repeat: comments, entries of a live report, teasers of a feed.
//!
//! An element is a card where siblings of the same tag and class hold lines too. A page's own story is seldom one
//! of many equals; what is one of many says how many they are and what they have in common.

use xxhash_rust::xxh3::xxh3_64;

use crate::clean::html::dom::{Dom, NodeIndex};
use crate::clean::html::features::page::{PageFacts, Sums};
use crate::clean::html::lines::Line;
use crate::text::lookup::LookupMap;

/// Lines that make an element a card rather than a paragraph.
const MIN_LINES: usize = 2;
/// Siblings of one kind from which they are cards.
const MIN_KIN: f32 = 3.0;

/// Siblings of the same tag and class.
#[derive(Clone, Copy, Debug, Default)]
struct Kin {
    count: f32,
    sums: Sums,
}

/// All elements of a page that may be cards.
#[derive(Debug, Default)]
pub(crate) struct Cards {
    /// The group of an element, and which of it it is.
    places: LookupMap<NodeIndex, (u64, f32)>,
    groups: LookupMap<u64, Kin>,
}

/// A card around a line.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Card {
    /// Cards of its kind beside it, itself included; 0 where there is none.
    pub(crate) kin: f32,
    /// Which of them it is, from 1.
    pub(crate) nth: f32,
    /// Sums over it.
    pub(crate) own: Sums,
    /// Sums over all of its kind.
    pub(crate) all: Sums,
}

impl Cards {
    /// Finds the cards of a page; linear in its lines times their depth.
    pub(crate) fn new(page: &PageFacts<'_>) -> Self {
        let mut cards = Self::default();
        for line in page.lines {
            for node in around(page.dom, line) {
                if cards.places.contains_key(&node) {
                    break;
                }
                let (from, to) = page.lines_in(node);
                let key = kind(page.dom, node);
                let mut nth = 0.0;
                if to - from >= MIN_LINES {
                    let kin = cards.groups.entry(key).or_default();
                    kin.count += 1.0;
                    kin.sums = kin.sums.plus(&page.run(from, to), 1.0);
                    nth = kin.count;
                }
                cards.places.insert(node, (key, nth));
            }
        }
        cards
    }

    /// Returns the nearest and the widest card around a line.
    pub(crate) fn around(&self, page: &PageFacts<'_>, line: &Line) -> [Card; 2] {
        let mut out = [Card::default(); 2];
        for node in around(page.dom, line) {
            let Some(&(key, nth)) = self.places.get(&node) else {
                continue;
            };
            let kin = self.groups.get(&key).copied().unwrap_or_default();
            if nth < 1.0 || kin.count < MIN_KIN {
                continue;
            }
            let card = Card {
                kin: kin.count,
                nth,
                own: page.inside(node),
                all: kin.sums,
            };
            if out[0].kin < 1.0 {
                out[0] = card;
            }
            out[1] = card;
        }
        out
    }
}

/// Returns the elements around a line, its own block first.
fn around(dom: &Dom, line: &Line) -> impl Iterator<Item = NodeIndex> {
    std::iter::once(line.block).chain(dom.ancestors(line.block))
}

/// Returns a number that siblings of the same tag and class share, digits left out.
fn kind(dom: &Dom, node: NodeIndex) -> u64 {
    let mut key = dom.parent(node).to_string();
    key.push(' ');
    key.push_str(dom.tag(node));
    key.push(' ');
    let class = dom.attribute(node, "class").unwrap_or_default();
    key.extend(class.chars().filter(|c| !c.is_ascii_digit()).take(200));
    xxh3_64(key.as_bytes())
}
