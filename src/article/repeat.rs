//! What was said before, in this text or in another.

use serde::{Deserialize, Serialize};

use crate::article::ArticleId;
use crate::text::TextSpan;

/// A later saying of what the same text has already said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeat {
    /// The later saying.
    pub span: TextSpan,
    /// The first one.
    pub first: TextSpan,
}

/// A piece of this text that another text holds too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Where it is here.
    pub span: TextSpan,
    /// The other text, by its position in the order of arrival.
    pub other: u32,
    /// Where it is there.
    pub there: TextSpan,
}

/// A passage as the reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedPassage {
    /// Where it is in this article.
    pub span: TextSpan,
    /// The article that has it too and came first.
    pub other: ArticleId,
    /// Its title.
    pub other_title: String,
    /// Says that the other article has been read, so that this is nothing new.
    pub is_seen: bool,
}
