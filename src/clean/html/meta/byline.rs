//! Who wrote it: names from JSON-LD, `meta` elements, microdata and byline elements, cleaned.

use crate::clean::html::dom::{Dom, NodeIndex};
use crate::clean::html::meta::{Facts, plain};
use crate::clean::html::votes::words;
use crate::text::fold::fold;
use crate::text::sanitize::sanitize_line;

/// Bytes of an element that may be a byline.
const MAX_BYLINE: usize = 240;
/// Bytes of an element that is a byline by its words alone.
const MAX_WORDED: usize = 80;
/// Words of one name.
const MAX_NAME_WORDS: usize = 6;
/// Names of one byline.
const MAX_NAMES: usize = 12;

/// `meta` elements that name authors, the most reliable first.
const METAS: &[&str] = &[
    "author",
    "parsely-author",
    "article:author_name",
    "article:author",
    "og:article:author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "sailthru.author",
    "byl",
    "authors",
    "cxenseparse:author",
    "og:author",
    "creator",
];

/// Words that stand in front of the names, in the languages of much news; folded.
const BEFORE: &[&str] = &[
    "by",
    "written by",
    "article by",
    "this post was written by",
    "von",
    "par",
    "por",
    "de",
    "di",
    "da",
    "door",
    "av",
    "af",
    "af",
    "autor",
    "autorka",
    "author",
    "authors",
    "auteur",
    "autore",
    "text",
    "texte",
    "texto",
    "testo",
    "story by",
    "words by",
    "posted by",
    "published by",
    "reported by",
    "reporting by",
    "redaktion",
    "tekst",
    "skrevet av",
    "teksti",
    "yazar",
    "penulis",
    "oleh",
    "автор",
    "reporter",
    "editor",
    "edited by",
    "a cura di",
    "napisal",
    "porocilo",
    "un articolo di",
];

/// How a byline begins that nothing in the markup tells as one; folded.
const OPENINGS: &[&str] = &[
    "by ",
    "by: ",
    "written by",
    "posted by",
    "article by",
    "words by",
    "story by",
    "author:",
    "authors:",
    "von ",
    "par ",
];

/// Returns the names, joined by `", "`; a byline that only names the site is the last resort.
pub(crate) fn byline(facts: &Facts, dom: &Dom, source: Option<&str>) -> Option<String> {
    let stated = facts
        .story
        .authors
        .iter()
        .flat_map(|name| names(name.as_str()))
        .collect();
    let mut candidates: Vec<Vec<String>> = vec![stated];
    for meta in METAS {
        let found: Vec<String> = facts
            .meta_all(meta)
            .flat_map(|value| names(&plain(value)))
            .collect();
        candidates.push(found);
    }
    let site = source.map(words).unwrap_or_default();
    let is_person = |names: &Vec<String>| {
        names
            .iter()
            .any(|name| words(name).iter().any(|word| !site.contains(word)))
    };
    // Printed bylines cost a walk over the page, and are asked only where nothing better is said.
    if !candidates.iter().any(is_person) {
        candidates.extend(printed(dom));
    }
    candidates.retain(|names| !names.is_empty());
    let best = candidates
        .iter()
        .find(|names| is_person(names))
        .or_else(|| candidates.first())?;
    let mut out: Vec<&str> = Vec::new();
    for name in best.iter().take(MAX_NAMES) {
        let known = words(name);
        if !out.iter().any(|other| words(other) == known) {
            out.push(name);
        }
    }
    Some(out.join(", "))
}

/// Returns the names of elements that are marked or look like bylines, the most reliable first.
fn printed(dom: &Dom) -> Vec<Vec<String>> {
    let (mut marked, mut named) = (Vec::new(), Vec::new());
    let (mut classed, mut worded) = (Vec::new(), Vec::new());
    let mut done = 0;
    for node in 0..dom.len() {
        if node < done || dom.tag(node).is_empty() {
            continue;
        }
        let kind = kind(dom, node);
        if kind == Kind::Other || is_elsewhere(dom, node) {
            continue;
        }
        let text = sanitize_line(&dom.text_of(node, MAX_BYLINE));
        let text = if dom.tag(node) == "meta" {
            dom.attribute(node, "content")
                .unwrap_or_default()
                .to_owned()
        } else {
            text
        };
        if text.len() > MAX_BYLINE {
            continue;
        }
        let found = names(&text);
        if found.is_empty() {
            continue;
        }
        done = dom.end(node);
        match kind {
            Kind::Relation if marked.len() < MAX_NAMES => marked.extend(found),
            Kind::Property if named.len() < MAX_NAMES => named.extend(found),
            Kind::Class if classed.is_empty() => classed = found,
            Kind::Words if worded.is_empty() => worded = found,
            _ => {}
        }
    }
    vec![named, marked, classed, worded]
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Relation,
    Property,
    Class,
    Words,
    Other,
}

fn kind(dom: &Dom, node: NodeIndex) -> Kind {
    if dom
        .attribute(node, "rel")
        .is_some_and(|rel| rel.split(' ').any(|rel| rel == "author"))
    {
        return Kind::Relation;
    }
    if dom
        .attribute(node, "itemprop")
        .is_some_and(|property| property.split(' ').any(|property| property == "author"))
    {
        return Kind::Property;
    }
    let is_byline = |value: &str| {
        let value = value.to_ascii_lowercase();
        value.contains("byline")
            || value.contains("author") && !value.contains("authority")
            || value.contains("autor")
            || value.contains("auteur")
            || value.contains("writer")
            || value.contains("reporter")
    };
    let attributes = [
        dom.attribute(node, "class"),
        dom.attribute(node, "id"),
        dom.attribute(node, "data-testid"),
    ];
    if attributes.into_iter().flatten().any(is_byline)
        && !matches!(dom.tag(node), "html" | "body" | "img" | "article")
    {
        return Kind::Class;
    }
    let first = dom.text(node + 1).unwrap_or_default().trim_start();
    let first = first
        .get(..first.floor_char_boundary(24))
        .unwrap_or_default();
    if !first.is_empty() && !matches!(dom.tag(node), "title" | "script" | "style" | "meta") {
        let folded = fold(first) + " ";
        let is_short = || dom.text_of(node, MAX_WORDED).len() <= MAX_WORDED;
        if OPENINGS.iter().any(|opening| folded.starts_with(opening)) && is_short() {
            return Kind::Words;
        }
    }
    Kind::Other
}

/// Says whether an element belongs to something else than the story: comments, related stories, frame.
fn is_elsewhere(dom: &Dom, node: NodeIndex) -> bool {
    std::iter::once(node)
        .chain(dom.ancestors(node))
        .any(|node| {
            matches!(dom.tag(node), "nav" | "footer" | "aside")
                || dom.attribute(node, "class").is_some_and(|class| {
                    let class = class.to_ascii_lowercase();
                    [
                        "comment",
                        "related",
                        "sidebar",
                        "recommend",
                        "teaser",
                        "widget",
                    ]
                    .iter()
                    .any(|word| class.contains(word))
                        && !matches!(dom.tag(node), "html" | "body")
                })
        })
}

/// Takes the names out of a byline.
fn names(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    if text.contains("://") {
        return out;
    }
    let text = text.replace(['\n', '\t', '|', '•', '·', ';', '/', '–', '—'], ",");
    let conjunctions = [
        " and ", " und ", " et ", " y ", " e ", " & ", " en ", " og ", " och ", " i ", " ve ",
        " И ", " и ", " dan ", " with ", " By ", " by ",
    ];
    let text = conjunctions
        .iter()
        .fold(text, |text, conjunction| text.replace(conjunction, ","));
    for part in text.split(',') {
        let part = part.split(['(', '[', '<']).next().unwrap_or_default();
        if let Some(name) = name(part) {
            out.push(name);
        }
    }
    out
}

/// Returns one name without what stands around it, or `None` where it is none.
fn name(part: &str) -> Option<String> {
    let mut part = part
        .trim()
        .trim_matches([':', '-', '.', '"', '“', '”', '*', ' ']);
    loop {
        let folded = fold(part);
        let before = BEFORE.iter().filter(|before| {
            folded
                .strip_prefix(**before)
                .is_some_and(|rest| rest.starts_with([' ', ':']))
        });
        let Some(longest) = before.max_by_key(|before| before.len()) else {
            break;
        };
        // Folding may change lengths, so that the prefix is taken off by words.
        let skip = longest.split(' ').count();
        let rest = part.splitn(skip + 1, [' ', ':']).nth(skip)?;
        part = rest.trim().trim_matches([':', ' ']);
    }
    let is_address = part.contains("://") || part.contains("www.") || part.contains('@');
    let letters = part.chars().filter(|c| c.is_alphabetic()).count();
    let digits = part.chars().filter(char::is_ascii_digit).count();
    let n_words = part.split_whitespace().count();
    let folded = fold(part);
    let is_name = !is_address
        && !BEFORE.contains(&folded.as_str())
        && letters >= 2
        && digits == 0
        && n_words <= MAX_NAME_WORDS
        && part.len() <= 80
        && !is_role(&folded);
    is_name.then(|| sanitize_line(part))
}

/// Words that no name holds, but what people are; folded.
const ROLE_WORDS: &[&str] = &[
    "editor",
    "expert",
    "manager",
    "director",
    "founder",
    "co-founder",
    "consultant",
    "university",
    "marketing",
    "specialist",
    "ceo",
    "officer",
    "professor",
    "department",
    "sign",
    "read",
    "written",
    "updated",
    "published",
    "min",
    "posted",
    "hundreds",
    "everything",
];

/// Words that stand beside names in bylines and are none; folded.
fn is_role(folded: &str) -> bool {
    const ROLES: &[&str] = &[
        "staff",
        "staff writer",
        "staff reporter",
        "contributor",
        "correspondent",
        "editor",
        "reporter",
        "journalist",
        "senior reporter",
        "redakteur",
        "redakteurin",
        "admin",
        "administrator",
        "updated",
        "published",
        "posted",
        "follow",
        "share",
        "read more",
        "author",
        "about the author",
        "view all posts",
        "more",
        "guest",
        "opinion",
        "comments",
        "profile",
        "null",
        "undefined",
        "none",
        "unknown",
        "more from this author",
        "see more",
        "biography",
        "senior writer",
        "freelance",
        "freelancer",
        "news editor",
        "writer",
        "the author",
        "on",
    ];
    let months = [
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let has_role = folded.split(' ').any(|word| ROLE_WORDS.contains(&word));
    has_role || ROLES.contains(&folded) || months.contains(&folded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::html::dom::parse;

    #[test]
    fn names_are_taken_out_of_what_stands_around_them() {
        for (text, expected) in [
            ("By Ann Lee", "Ann Lee"),
            (
                "By Ann Lee and Bo O'Hara, Staff Writer",
                "Ann Lee, Bo O'Hara",
            ),
            ("Von Jörg Müller | 26.06.2025", "Jörg Müller"),
            ("Written by: Ann Lee (Reuters)", "Ann Lee"),
            ("By", ""),
            ("by: Reporter | Bo Li", "Bo Li"),
            ("ann@example.org", ""),
            ("https://facebook.com/ann", ""),
        ] {
            assert_eq!(names(text).join(", "), expected, "{text}");
        }
    }

    #[test]
    fn a_person_is_preferred_to_the_site() {
        for (html, expected) in [
            (
                "<meta name=author content='Daily World'><p class=byline>By <a>Ann Lee</a></p>",
                Some("Ann Lee"),
            ),
            (
                "<meta name=author content='Daily World'>",
                Some("Daily World"),
            ),
            (
                "<a rel=author>Ann Lee</a><div class=comments><a rel=author>Troll</a></div>",
                Some("Ann Lee"),
            ),
            ("<p>x", None),
        ] {
            let dom = parse(html).to_dom();
            let found = byline(&Facts::read(&dom, None), &dom, Some("Daily World"));
            assert_eq!(found.as_deref(), expected, "{html}");
        }
    }
}
