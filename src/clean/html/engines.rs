//! Other people's extractors, asked for their opinion.
//!
//! Each sees markup that is already [tame](super::tame); sizes bound their time, as there is no clock
//! here. A panic of theirs is an empty answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_smoothie::{Config, Readability, TextMode};
use trafilatura::{ExtractionFocus, HtmlDateMode, Options};

use crate::clean::html::dom::Parsed;

/// Bytes of markup that the slower engine is given.
const MAX_PRECISE_BYTES: usize = 1 << 20;
/// Tags that the slower engine is given.
const MAX_PRECISE_TAGS: usize = 12_000;
/// Tags that the quicker engine is given.
const MAX_READABLE_TAGS: usize = 40_000;

/// The text that Readability's rules choose (`dom_smoothie`); the tree is used up.
pub(crate) fn readable(parsed: Parsed, tags: usize) -> String {
    if tags > MAX_READABLE_TAGS {
        return String::new();
    }
    let config = Config {
        disable_json_ld: true,
        text_mode: TextMode::Formatted,
        ..Config::default()
    };
    guarded(|| {
        let article = Readability::with_document(parsed.into_document(), None, Some(config))
            .ok()?
            .parse()
            .ok()?;
        Some(article.text_content.to_string())
    })
}

/// The text that trafilatura's rules choose, with its preference for precision.
pub(crate) fn precise(markup: &str, tags: usize) -> String {
    if tags > MAX_PRECISE_TAGS || markup.len() > MAX_PRECISE_BYTES {
        return String::new();
    }
    let mut options = Options::default()
        .with_fallback(true)
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_exclude_comments(true);
    options.html_date_mode = HtmlDateMode::Disabled;
    guarded(|| {
        let result = trafilatura::extract(markup, &options).ok()?;
        Some(result.content_text)
    })
}

fn guarded(run: impl FnOnce() -> Option<String>) -> String {
    catch_unwind(AssertUnwindSafe(run))
        .ok()
        .flatten()
        .unwrap_or_default()
}
