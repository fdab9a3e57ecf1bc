//! What a source puts on all its pages: learned in one run, taken out in the next.
#![allow(
    clippy::significant_drop_tightening,
    reason = "committing takes the writer, and saving the index"
)]

use std::collections::{BTreeMap, BTreeSet};

use crate::article::{Block, BlockKind, Body, Cleaned, Metadata, Reason, Removed};
use crate::dedup::chrome::{Counts, lines};
use crate::error::Error;
use crate::library::{Library, Writer};
use crate::text::TextSpan;

/// Blocks at the start and at the end of a text that are looked at: what a page adds stands there.
const AT_START: usize = 3;
const AT_END: usize = 6;
/// Words of a block that may be chrome; a longer one is a paragraph that an agency sent.
const MOST_WORDS: usize = 40;

/// The lines that are known to recur, by source.
#[derive(Clone, Debug, Default)]
pub(super) struct Recurring(BTreeMap<String, BTreeSet<u64>>);

/// What a page adds to what is known of its source.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    source: String,
    keys: BTreeSet<u64>,
}

/// Returns the name under which the lines of a page are counted: the host of its address, or its source.
pub(super) fn source(url: Option<&str>, metadata: &Metadata) -> Option<String> {
    let host = |url: &str| url::Url::parse(url).ok()?.host_str().map(str::to_owned);
    let name = url
        .and_then(host)
        .or_else(|| metadata.url.as_deref().and_then(host))
        .or_else(|| metadata.source.as_deref().map(str::to_lowercase))?;
    Some(name.strip_prefix("www.").unwrap_or(&name).to_owned())
}

/// Returns the places of the blocks that may be chrome, with the keys of their lines.
fn candidates(body: &Body) -> impl Iterator<Item = (usize, BTreeSet<u64>)> {
    let count = body.blocks.len();
    let is_at_edge = move |at: usize| at < AT_START || at + AT_END >= count;
    let blocks = body.blocks.iter().enumerate();
    blocks
        .filter(move |(at, block)| is_at_edge(*at) && block.kind != BlockKind::Code)
        .filter_map(|(at, block)| {
            let text = block.span.of(&body.text);
            let is_short = text.split_whitespace().nth(MOST_WORDS).is_none();
            is_short.then(|| (at, lines(text).iter().map(|line| line.key).collect()))
        })
}

impl Recurring {
    /// Reads what is known.
    pub(super) fn of(library: &Library) -> Result<Self, Error> {
        let mut known = BTreeMap::new();
        for (source, pages, bytes) in library.recurring_lines(crate::dedup::chrome::LEAST_PAGES)? {
            let keys = Counts::from_bytes(pages, &bytes).chrome_keys();
            if !keys.is_empty() {
                known.insert(source, keys);
            }
        }
        Ok(Self(known))
    }

    /// Takes out of a page's main article what its source puts on other pages too.
    pub(super) fn strip(&self, cleaned: &mut Cleaned, url: Option<&str>) {
        let Some(main) = cleaned.articles.first_mut() else {
            return;
        };
        let known = source(url, &main.metadata).and_then(|source| self.0.get(&source));
        let Some(known) = known else {
            return;
        };
        let is_known = |keys: &BTreeSet<u64>| !keys.is_empty() && keys.is_subset(known);
        let found = candidates(&main.body).filter(|(_, keys)| is_known(keys));
        let out: Vec<Block> = found.map(|(at, _)| main.body.blocks[at]).collect();
        // A page that is nothing else keeps its text.
        if out.is_empty() || out.len() == main.body.blocks.len() {
            return;
        }
        let removed = out.iter().map(|block| Removed {
            span: block.origin,
            reason: Reason::Recurring,
            article: 0,
        });
        cleaned.removed.extend(removed);
        cleaned.removed.sort_by_key(|removed| removed.span);
        let cuts: Vec<TextSpan> = out.iter().map(|block| block.span).collect();
        main.body = main.body.without(&cuts);
    }
}

impl Seen {
    /// Returns what a cleaned page adds.
    pub(super) fn of(url: Option<&str>, metadata: &Metadata, body: &Body) -> Option<Self> {
        let source = source(url, metadata)?;
        let keys = candidates(body).flat_map(|(_, keys)| keys).collect();
        Some(Self { source, keys })
    }
}

/// Counts pages for their sources.
pub(super) fn learn(writer: &Writer<'_>, pages: Vec<Seen>) -> Result<(), Error> {
    let mut known: BTreeMap<String, Counts> = BTreeMap::new();
    for Seen { source, keys } in pages {
        if !known.contains_key(&source) {
            let counts = writer.source_lines(&source)?;
            let counts = counts.map(|(pages, bytes)| Counts::from_bytes(pages, &bytes));
            known.insert(source.clone(), counts.unwrap_or_default());
        }
        if let Some(counts) = known.get_mut(&source) {
            counts.add_keys(keys);
        }
    }
    for (source, counts) in &known {
        writer.set_source_lines(source, counts.pages(), &counts.to_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    #[test]
    fn what_recurs_is_taken_out_with_its_reason() {
        let library = Library::in_memory().unwrap();
        let page =
            |story: &str| format!("Sign up for our letter\n\n{story}\n\nFollow us on all channels");
        let url = Some("https://www.news.example/a");
        let seen = [
            "One thing happened.",
            "Another thing was said.",
            "A third one came.",
        ]
        .map(|story| {
            let body = Body::from_text(&page(story));
            Seen::of(url, &Metadata::default(), &body).unwrap()
        });
        let writer = library.write().unwrap();
        learn(&writer, seen.to_vec()).unwrap();
        writer.commit().unwrap();
        let text = page("Something quite new.");
        let mut cleaned = Cleaned {
            raw: text.clone(),
            articles: vec![Article {
                body: Body::from_text(&text),
                ..Article::default()
            }],
            removed: Vec::new(),
        };
        let recurring = Recurring::of(&library).unwrap();
        let before = cleaned.clone();
        recurring.strip(&mut cleaned, Some("https://other.example/"));
        assert_eq!(cleaned, before);
        recurring.strip(&mut cleaned, Some("https://news.example/b"));
        assert_eq!(cleaned.articles[0].body.text, "Something quite new.");
        let removed: Vec<_> = cleaned.removed.iter().map(|r| r.span.of(&text)).collect();
        assert_eq!(
            removed,
            ["Sign up for our letter", "Follow us on all channels"]
        );
        assert!(
            cleaned
                .removed
                .iter()
                .all(|r| r.reason == Reason::Recurring)
        );
    }
}
