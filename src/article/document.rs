//! An article as the front ends see it: a row of the list, and the whole of it.

use serde::{Deserialize, Serialize};

use crate::article::{Annotations, Body, Metadata, Removed, Repeat, SharedPassage};
use crate::text::TextSpan;

/// Names an article inside one library; ascending in the order of arrival.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct ArticleId(pub i64);

/// What the list shows of an article, and what the filter bar looks at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The article that stands for all its copies.
    pub id: ArticleId,
    /// Title, source, date: the best of the copies.
    pub metadata: Metadata,
    /// Words of the body.
    pub word_count: u32,
    /// Canonical names of the people, most mentioned first.
    pub people: Vec<String>,
    /// Canonical names of those who are quoted.
    pub speakers: Vec<String>,
    /// Quotations of kind speech.
    pub quotation_count: u32,
    /// Articles that this row stands for, itself included; 1 where there is no copy.
    pub copy_count: u32,
    /// Rows with the same number tell the same story.
    pub story: Option<u32>,
    /// Read state.
    pub is_read: bool,
    /// Starred by the reader.
    pub is_starred: bool,
    /// The reader's tags, ascending.
    pub tags: Vec<String>,
}

impl Row {
    /// Returns the reading time in whole minutes, at least 1, at 230 words a minute
    /// (Brysbaert 2019, silent reading of non-fiction: 238).
    pub fn minutes(&self) -> u32 {
        self.word_count.div_ceil(230).max(1)
    }
}

/// A whole article with all that is known about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// Its row.
    pub row: Row,
    /// Its text.
    pub body: Body,
    /// Sentences of the text, ascending.
    pub sentences: Vec<TextSpan>,
    /// People and quotations.
    pub annotations: Annotations,
    /// Repeats inside the text.
    pub repeats: Vec<Repeat>,
    /// Passages that an earlier article has too.
    pub shared: Vec<SharedPassage>,
    /// The other articles that this row stands for.
    pub copies: Vec<CopyOf>,
    /// Titles of other rows that tell the same story.
    pub story: Vec<(ArticleId, String)>,
    /// The page as it came, sanitised.
    pub raw: String,
    /// What was taken out of the page, by place in `raw`.
    pub removed: Vec<Removed>,
    /// What the reader has brought back of it, by place in `raw`; it is part of the text.
    pub brought_back: Vec<TextSpan>,
    /// Where it came from: a path or an address, sanitised.
    pub location: String,
}

/// Another article with the same text.
#[derive(Clone, Debug, PartialEq)]
pub struct CopyOf {
    /// Which.
    pub id: ArticleId,
    /// Its own title, source and date.
    pub metadata: Metadata,
    /// Where it came from.
    pub location: String,
    /// The part of this article's text that is found there, `0..=1`.
    pub share: f32,
    /// The part of the other's text that is found here, `0..=1`.
    pub share_of_other: f32,
}
