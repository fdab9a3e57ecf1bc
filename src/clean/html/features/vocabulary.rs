//! What class names, ids and test ids say about an element.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::clean::html::dom::{Dom, NodeIndex};
use crate::clean::html::features::page::TAGS;

/// Groups and their pieces, one group a line.
const TABLE: &str = include_str!("../../../../assets/clean/html/vocabulary.txt");
/// Bytes of an attribute that are looked at.
const MAX_VALUE: usize = 300;

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::read);

struct Vocabulary {
    names: Vec<&'static str>,
    /// The group of each piece.
    groups: Vec<u32>,
    finder: Option<AhoCorasick>,
}

impl Vocabulary {
    fn read() -> Self {
        let (mut names, mut groups, mut pieces) = (Vec::new(), Vec::new(), Vec::new());
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        for (group, (name, list)) in (0..).zip(lines.filter_map(|line| line.split_once(':'))) {
            names.push(name);
            for piece in list.split_ascii_whitespace() {
                pieces.push(piece);
                groups.push(group);
            }
        }
        let finder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(pieces);
        Self {
            names,
            groups,
            finder: finder.ok(),
        }
    }
}

/// Names of the groups in the order of their bits; fewer than 64.
pub(crate) fn groups() -> &'static [&'static str] {
    &VOCABULARY.names
}

/// Returns the bit of a group, 0 where there is no such group.
pub(crate) fn bit(group: &str) -> u64 {
    let at = groups().iter().position(|name| *name == group);
    at.map_or(0, |at| 1 << at)
}

/// Says whether a tag is among those around a line.
pub(crate) fn is_in(tags: u32, tag: &str) -> bool {
    let at = TAGS.iter().position(|known| *known == tag);
    at.is_some_and(|at| tags >> at & 1 == 1)
}

/// Returns the groups that an element's attributes belong to, one bit each.
pub(crate) fn mask(dom: &Dom, node: NodeIndex) -> u64 {
    let vocabulary = &*VOCABULARY;
    let Some(finder) = &vocabulary.finder else {
        return 0;
    };
    let mut mask = 0;
    for (name, value) in dom.attributes(node) {
        let is_read = matches!(name, "class" | "id" | "itemprop" | "role" | "aria-label")
            || name.starts_with("data-");
        if !is_read {
            continue;
        }
        let mut end = value.len().min(MAX_VALUE);
        while !value.is_char_boundary(end) {
            end -= 1;
        }
        for found in finder.find_overlapping_iter(value.get(..end).unwrap_or_default()) {
            let group = vocabulary.groups.get(found.pattern().as_usize());
            mask |= group.map_or(0, |group| 1_u64 << group.min(&63));
        }
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::html::dom::parse;

    #[test]
    fn attributes_give_their_groups() {
        assert!(groups().len() < 64);
        let dom = parse("<div class='Entry-Content share-bar' data-testid=comments>x").to_dom();
        let div = dom.elements(0, "div").next().unwrap();
        let found: Vec<_> = groups()
            .iter()
            .enumerate()
            .filter(|(bit, _)| mask(&dom, div) >> bit & 1 == 1)
            .map(|(_, name)| *name)
            .collect();
        assert_eq!(
            found,
            ["body", "article", "content", "comment", "share", "tool"]
        );
    }
}
