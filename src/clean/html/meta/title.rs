//! The headline: what JSON-LD, OpenGraph, the first heading and the window's title agree on.

use crate::clean::html::dom::{Dom, NodeIndex};
use crate::clean::html::meta::{Facts, SEPARATORS, plain};
use crate::clean::html::votes::{Words, words};
use crate::text::sanitize::sanitize_line;

/// Bytes of a headline; longer texts are none.
const MAX_TITLE: usize = 400;

/// Weight of a first-level heading: what the reader sees outweighs what is written for machines, unless
/// all of those agree.
const HEADING: f32 = 2.5;
/// Places that must say the same for a headline to keep its kicker or section where another place leaves it out:
/// JSON-LD among them, and OpenGraph if the site's name has to be taken off first.
const AGREED: usize = 3;

/// A text that may be the headline, with the weight of the place that it comes from.
struct Candidate {
    text: String,
    words: Words,
    weight: f32,
}

/// Returns the headline, or `""` where the page has none.
pub(crate) fn title(facts: &Facts, dom: &Dom) -> String {
    let candidates = candidates(facts, dom);
    let score = |one: &Candidate| -> f32 {
        candidates
            .iter()
            .filter(|other| other.words == one.words)
            .map(|other| other.weight)
            .sum()
    };
    let mut best: Option<(f32, &Candidate)> = None;
    for candidate in &candidates {
        let score = score(candidate);
        if best.is_none_or(|(found, _)| score > found + 1e-6) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate.text.clone())
        .unwrap_or_default()
}

fn candidates(facts: &Facts, dom: &Dom) -> Vec<Candidate> {
    let mut found: Vec<(String, f32)> = vec![(facts.story.headline.clone(), 1.15)];
    found.extend(headings(dom).into_iter().map(|heading| (heading, HEADING)));
    let metas = [
        ("og:title", 1.1),
        ("twitter:title", 0.6),
        ("title", 0.4),
        ("headline", 0.5),
        ("dc.title", 0.4),
        ("parsely-title", 0.6),
        ("sailthru.title", 0.4),
    ];
    for (name, weight) in metas {
        found.extend(
            facts
                .meta_all(name)
                .next()
                .map(|text| (plain(text), weight)),
        );
    }
    found.push((plain(&facts.title), 0.7));
    found.retain(|(text, _)| !text.is_empty() && text.len() <= MAX_TITLE);
    let site = site_words(facts);
    let all: Vec<Words> = found.iter().map(|(text, _)| words(text)).collect();
    let kickers: Vec<[Words; 2]> = found.iter().filter_map(|(text, _)| kicker(text)).collect();
    let bare = |text: &str| words(&without_site(text, &site, &[], &[]));
    let bares: Vec<Words> = found.iter().map(|(text, _)| bare(text)).collect();
    let stated = &facts.story.headline;
    let (headline, bare_headline) = (words(stated), bare(stated));
    let shared = facts
        .meta_all("og:title")
        .next()
        .map(|text| bare(&plain(text)));
    let count = |all: &[Words], own: &Words| all.iter().filter(|other| *other == own).count();
    let is_agreed = |own: &Words, bare: &Words| {
        (*own == headline && AGREED <= count(&all, own))
            || (*bare == bare_headline
                && Some(bare) == shared.as_ref()
                && AGREED <= count(&bares, bare))
    };
    found
        .into_iter()
        .zip(all.iter().zip(&bares))
        .map(|((text, weight), (own, bare))| {
            let text = if is_agreed(own, bare) {
                without_site(&text, &site, &[], &[])
            } else {
                without_site(&text, &site, &all, &kickers)
            };
            Candidate {
                words: words(&text),
                text,
                weight,
            }
        })
        .filter(|candidate| {
            !candidate.words.is_empty() && candidate.words.iter().any(|word| !site.contains(word))
        })
        .collect()
}

/// Returns the first-level headings outside the page's frame, the likeliest first, at most two.
fn headings(dom: &Dom) -> Vec<String> {
    let is_frame = |node: NodeIndex| {
        let mut around = dom.ancestors(node);
        around.any(|node| matches!(dom.tag(node), "nav" | "footer" | "aside"))
    };
    let text = |node: NodeIndex| sanitize_line(&heading_text(dom, node));
    let marked = (0..dom.len()).find(|&node| {
        dom.attribute(node, "itemprop") == Some("headline") && dom.tag(node) != "meta"
    });
    let mut out: Vec<String> = marked.map(text).into_iter().collect();
    out.extend(
        dom.elements(0, "h1")
            .filter(|&node| !is_frame(node))
            .map(text)
            .filter(|text| !text.is_empty())
            .take(2),
    );
    out.dedup();
    out.truncate(2);
    out
}

/// Returns the text of a heading, with a blank where a kicker in an element of its own is not parted from what follows.
fn heading_text(dom: &Dom, heading: NodeIndex) -> String {
    let mut out = String::new();
    let mut next = heading;
    while next < dom.end(heading) {
        let node = next;
        if dom.is_permalink(node) {
            next = dom.end(node);
            continue;
        }
        next += 1;
        if let Some(text) = dom.text(node).filter(|_| out.len() <= MAX_TITLE) {
            let is_glued =
                out.ends_with(char::is_lowercase) && text.starts_with(char::is_uppercase);
            if is_glued {
                out.push(' ');
            }
            out.push_str(text);
        } else if matches!(dom.tag(node), "br" | "p" | "div") {
            out.push(' ');
        }
    }
    out
}

/// The words of the site's name and address.
fn site_words(facts: &Facts) -> Words {
    let mut out = facts
        .publisher()
        .map(|source| words(&source))
        .unwrap_or_default();
    out.extend(words(&facts.story.publisher));
    if let Some(host) = facts.host() {
        out.extend(words(&host));
    }
    out
}

/// Returns `text` without a part that names the site: one that has only the site's words, or without
/// which it is another candidate.
fn without_site(text: &str, site: &[u64], all: &[Words], kickers: &[[Words; 2]]) -> String {
    let mut text = text.trim();
    for _ in 0..3 {
        let Some(shorter) = SEPARATORS
            .iter()
            .find_map(|separator| shorten(text, separator, site, all))
            .or_else(|| after_kicker(text, all))
            .or_else(|| after_other_kicker(text, kickers))
            .or_else(|| before_section(text, all))
        else {
            break;
        };
        text = shorter;
    }
    text.to_owned()
}

/// Returns a headline without the kicker in front of it, where another place gives it so.
fn after_kicker<'t>(text: &'t str, all: &[Words]) -> Option<&'t str> {
    let (_, tail) = text.split_once(": ")?;
    let tail_words = words(tail);
    (tail_words.len() >= 4 && all.contains(&tail_words)).then_some(tail)
}

/// Returns what a headline has in front of it and the headline itself, where there is a kicker.
fn kicker(text: &str) -> Option<[Words; 2]> {
    let (kicker, tail) = split_kicker(text)?;
    Some([words(kicker), words(tail)])
}

fn split_kicker(text: &str) -> Option<(&str, &str)> {
    let mut marks = [": ", " - ", " – ", " | "].iter();
    let (kicker, tail) = marks.find_map(|mark| text.split_once(mark))?;
    (words(tail).len() >= 4).then_some((kicker, tail))
}

/// Returns a headline without its kicker, where another place puts quite another one in front of the same words.
fn after_other_kicker<'t>(text: &'t str, kickers: &[[Words; 2]]) -> Option<&'t str> {
    let (own, tail) = split_kicker(text)?;
    let (own, tail_words) = (words(own), words(tail));
    let is_other = |[kicker, after]: &[Words; 2]| {
        *after == tail_words && !kicker.iter().any(|word| own.contains(word))
    };
    kickers.iter().any(is_other).then_some(tail)
}

/// Returns a headline without what follows it after a dash without blanks, where another place gives it so.
fn before_section<'t>(text: &'t str, all: &[Words]) -> Option<&'t str> {
    let (head, _) = text.rsplit_once(['-', '_', '–'])?;
    let head_words = words(head);
    (head_words.len() >= 4 && all.contains(&head_words)).then_some(head)
}

fn shorten<'t>(text: &'t str, separator: &str, site: &[u64], all: &[Words]) -> Option<&'t str> {
    let is_site = |part: &str| {
        let part = words(part);
        let joined = part.len() <= 5
            && part.iter().filter(|word| site.contains(word)).count() * 2 > part.len();
        part.is_empty() || joined
    };
    let is_known = |part: &str| {
        let part = words(part);
        part.len() >= 3 && all.contains(&part)
    };
    let ends = [
        text.rsplit_once(separator),
        text.split_once(separator).map(|(head, tail)| (tail, head)),
        text.split_once(separator),
    ];
    let (kept, _) = ends.into_iter().flatten().find(|(kept, cut)| {
        is_known(kept) || (is_site(cut) && !words(kept).is_empty() && !is_site(kept))
    })?;
    Some(kept.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::html::dom::parse;

    fn title_of(html: &str) -> String {
        let dom = parse(html).to_dom();
        title(
            &Facts::read(&dom, Some("https://www.dailyworld.com/a")),
            &dom,
        )
    }

    #[test]
    fn the_site_is_taken_off_the_title() {
        for (html, expected) in [
            (
                "<title>Rain ahead for the north | The Daily World</title><meta property=og:site_name content='Daily World'>",
                "Rain ahead for the north",
            ),
            (
                "<title>Rain - what now? - Weather - Some Site</title><h1>Rain - what now?</h1>",
                "Rain - what now?",
            ),
            (
                "<title>Some Site: Rain ahead for us</title><h1>Rain ahead for us</h1>",
                "Rain ahead for us",
            ),
            ("<title>dailyworld.com - Rain ahead</title>", "Rain ahead"),
            ("<h1>Rain<a href='#rain'>¶</a></h1>", "Rain"),
            ("<nav><h1>Daily World</h1></nav><h1>Rain</h1>", "Rain"),
            ("<p>x", ""),
            (
                "<title>Storm on the coast: How we all got wet</title><h1>Weather - How we all got wet</h1>",
                "How we all got wet",
            ),
            (
                "<h1><span>Weather</span>Rain ahead for us</h1>",
                "Weather Rain ahead for us",
            ),
            (
                "<meta property=og:site_name content='Daily World'><meta property=og:title content='After the drought: rain ahead for us'><meta name=twitter:title \
                 content='After the drought: rain ahead for us'><title>After the drought: rain ahead for us | Daily World\
                 </title><h1>Rain ahead for us</h1><script type=application/ld+json>{\"@type\":\"Article\",\
                 \"headline\":\"After the drought: rain ahead for us\"}</script>",
                "After the drought: rain ahead for us",
            ),
        ] {
            assert_eq!(title_of(html), expected, "{html}");
        }
    }
}
