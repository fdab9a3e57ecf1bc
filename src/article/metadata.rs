//! What is known about an article beside its text.

use serde::{Deserialize, Serialize};

/// The fields around a text; every string is on one line and has passed the sanitising door.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// The headline; empty only where there is no text to derive one from.
    pub title: String,
    /// Says that the title was derived from the text, as none was given.
    pub title_derived: bool,
    /// Who published it: an outlet, an agency, a site.
    pub source: Option<String>,
    /// Who wrote it, as written on the page, without the word "by".
    pub byline: Option<String>,
    /// The place in front of the first sentence: `BEIJING`.
    pub dateline: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// ISO 639-1 code of the language.
    pub language: Option<String>,
    /// The address of the page, absolute.
    pub url: Option<String>,
}

/// When an article was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The words of the page: `3 hours ago`.
    pub words: String,
    /// ISO 8601 date or date and time, where the words could be resolved.
    pub resolved: Option<String>,
}

impl Published {
    /// Returns the resolved date where there is one, the words otherwise.
    pub fn best(&self) -> &str {
        self.resolved.as_deref().unwrap_or(&self.words)
    }
}
