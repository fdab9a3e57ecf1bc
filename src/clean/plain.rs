//! Cleaning of text whose markup is gone, or never was.

use crate::article::{Article, Body, Cleaned, Metadata};
use crate::clean::Page;
use crate::text::sanitize::sanitize;

/// Takes a page of plain text apart.
pub(crate) fn clean(text: &str, _page: &Page<'_>) -> Cleaned {
    let raw = sanitize(text).into_owned();
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
