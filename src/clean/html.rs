//! Cleaning of HTML pages.

use crate::article::{Article, Body, Cleaned, Metadata};
use crate::clean::Page;
use crate::text::sanitize::sanitize;

/// Takes an HTML page apart.
pub(crate) fn clean(html: &str, _page: &Page<'_>) -> Cleaned {
    let raw = sanitize(html).into_owned();
    let body = Body::from_text(&raw);
    let article = Article {
        metadata: Metadata::default(),
        body,
    };
    Cleaned {
        raw,
        articles: vec![article],
        removed: Vec::new(),
    }
}
