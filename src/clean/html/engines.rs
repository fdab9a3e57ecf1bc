//! Another extractor, asked for its opinion.
//!
//! It sees markup that is already [tame](super::tame); the page's size bounds its time, as there is no
//! clock here. A panic of its own is an empty answer.
//!
//! A second one, trafilatura's rules, was measured: with its vote the mean F1 of four sets rises from
//! .959 to .962, and a page takes five times as long.

use dom_smoothie::{Config, Readability, TextMode};

use crate::clean::html::dom::Parsed;
use crate::text::guard::guarded;

/// Tags that the engine is given.
const MAX_READABLE_TAGS: usize = 20_000;

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
    let answer = guarded(|| {
        let article = Readability::with_document(parsed.into_document(), None, Some(config))
            .ok()?
            .parse()
            .ok()?;
        Some(article.text_content.to_string())
    });
    answer.flatten().unwrap_or_default()
}
