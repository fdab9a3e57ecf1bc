//! Cleaning of HTML pages.
//!
//! A page becomes [lines]; an extractor and a model that has seen many pages decide which
//! of them belong to the article, and the page's metadata says what it is.

mod assemble;
mod choose;
mod dom;
mod engines;
mod features;
mod lines;
mod meta;
mod tame;
pub mod training;
mod votes;

use crate::article::{ALL_TEXT, Article, BlockKind, Cleaned, Metadata};
use crate::clean::Page;
use crate::text::TextSpan;

use features::page::{Ballot, PageFacts};

/// A page measured, and what it was measured from.
struct Measured<'m> {
    dom: &'m dom::Dom,
    rendered: &'m lines::Rendered,
    facts: &'m meta::Facts,
    page: &'m PageFacts<'m>,
    /// Nothing frames the text: there is nothing to choose.
    is_all_text: bool,
    /// What is beyond the limits of a page, and was not looked at.
    beyond: TextSpan,
}

/// Takes an HTML page apart.
pub(crate) fn clean(html: &str, page: &Page<'_>) -> Cleaned {
    let mut cleaned = measure(html, page.url, |measured| take_apart(measured, page));
    if cleaned.articles.is_empty() {
        cleaned.articles.push(Article::default());
    }
    cleaned
}

fn take_apart(measured: &Measured<'_>, page: &Page<'_>) -> Cleaned {
    let title = meta::title::title(measured.facts, measured.dom);
    let title_words = votes::words(&title);
    let mut kept = if measured.is_all_text {
        vec![true; measured.page.facts.len()]
    } else {
        choose::choose(measured.page)
    };
    // The headline is the title, not the first block of the text.
    if let Some(first) = kept.iter().position(|kept| *kept)
        && measured
            .page
            .facts
            .get(first)
            .is_some_and(|fact| fact.words == title_words)
        && let Some(kept) = kept.get_mut(first)
    {
        *kept = false;
    }
    let further = if measured.is_all_text {
        Vec::new()
    } else {
        assemble::further(measured, &kept)
    };
    for at in further.iter().flat_map(|found| found.whole.clone()) {
        if let Some(kept) = kept.get_mut(at) {
            *kept = false;
        }
    }
    // A heading that nothing follows announced something that has been taken out.
    while let Some(last) = kept.iter().rposition(|kept| *kept)
        && !measured.is_all_text
    {
        let line = measured.rendered.lines.get(last);
        if !line.is_some_and(|line| matches!(line.kind, BlockKind::Heading(_))) {
            break;
        }
        if let Some(kept) = kept.get_mut(last) {
            *kept = false;
        }
    }
    let mut owners: Vec<Option<u32>> = kept.iter().map(|kept| kept.then_some(0)).collect();
    let is_kept = |at: &usize| kept.get(*at).copied().unwrap_or(false);
    let body = assemble::body(measured, (0..kept.len()).filter(is_kept));
    let mut metadata = measured
        .facts
        .metadata(measured.dom, &body.text, page.fetched);
    metadata.title = title;
    let mut articles = vec![Article { metadata, body }];
    let mut taken = Vec::new();
    for found in further {
        let number = u32::try_from(articles.len()).unwrap_or(u32::MAX);
        let is_text = |at: &usize| {
            let parts = measured
                .page
                .facts
                .get(*at)
                .zip(measured.rendered.lines.get(*at));
            parts.is_some_and(|(fact, line)| assemble::is_text(fact, line))
        };
        let chosen: Vec<usize> = found.lines.clone().filter(is_text).collect();
        for &at in &chosen {
            if let Some(owner) = owners.get_mut(at) {
                *owner = Some(number);
            }
        }
        taken.push(found.headline);
        let headline = measured.rendered.lines.get(found.headline);
        let headline = headline.map_or("", |line| measured.rendered.text(line));
        let first = articles.first().map(|article| &article.metadata);
        articles.push(Article {
            metadata: Metadata {
                title: headline.to_owned(),
                source: first.and_then(|metadata| metadata.source.clone()),
                language: first.and_then(|metadata| metadata.language.clone()),
                url: first.and_then(|metadata| metadata.url.clone()),
                ..Metadata::default()
            },
            body: assemble::body(measured, chosen.into_iter()),
        });
    }
    Cleaned {
        removed: assemble::removed(measured, &owners, &title_words, &taken),
        raw: measured.rendered.raw.clone(),
        articles,
    }
}

/// Parses and measures a page, and hands the measures to `use_it`.
fn measure<T>(html: &str, url: Option<&str>, use_it: impl FnOnce(&Measured<'_>) -> T) -> T {
    let tamed = tame::tame(html);
    let parsed = dom::parse(&tamed.markup);
    let dom = parsed.to_dom();
    let facts = meta::Facts::read(&dom, url);
    let mut rendered = lines::render(&dom, facts.base(&dom).as_ref());
    rendered.push_outside(&tame::without_tags(tamed.rest));
    let beyond = rendered.bound();
    let readable = votes::Held::new(&engines::readable(parsed, tamed.tags));
    let story = votes::Held::new(&facts.story.body);
    let title = votes::words(&meta::title::title(&facts, &dom));
    let ballot = Ballot {
        voters: [&readable, &story],
        title: &title,
        summary: &facts.summary(),
    };
    let page = PageFacts::new(&dom, &rendered, &ballot);
    use_it(&Measured {
        dom: &dom,
        rendered: &rendered,
        facts: &facts,
        page: &page,
        is_all_text: html.starts_with(ALL_TEXT),
        beyond,
    })
}

#[cfg(test)]
mod tests;
