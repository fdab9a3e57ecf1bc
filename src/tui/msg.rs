//! Everything that can happen.
#![allow(
    clippy::rc_buffer,
    reason = "rows are shared with the workers as they are and changed in place: a vector, not a slice"
)]

use std::sync::Arc;

use crate::article::{ArticleId, Document, Listed};
use crate::engine::marks::{Difference, Marked};
use crate::engine::who::Choices;
use crate::text::TextSpan;
use crate::tui::key::Key;
use crate::tui::model::Size;
use crate::tui::model::panel::Quoted;
use crate::typeset::Page;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Pasted(String),
    /// The mouse did something.
    Mouse(Mouse),
    /// The terminal has a new size.
    Resized(Size),
    /// No key came while a sequence was going on.
    Waited,
    /// The terminal is ours again after a suspension, with this size.
    Resumed(Size),
    /// The terminal is gone, or the program was told to end.
    Closed,
    /// The rows of the library were read.
    RowsRead {
        /// The rows from the first on.
        rows: Vec<Listed>,
        /// Says that there are no others.
        is_all: bool,
    },
    /// An article was read.
    Opened {
        /// Which request this answers.
        generation: u64,
        /// The article, or why not.
        result: Result<Opened, String>,
    },
    /// A long article was laid out.
    Composed {
        /// Which request this answers.
        generation: u64,
        /// The page.
        page: Arc<Page>,
    },
    /// The list was filtered.
    Filtered {
        /// Which request this answers.
        generation: u64,
        /// Positions in the rows, best first.
        shown: Arc<Vec<u32>>,
        /// What is wrong with the query.
        problems: Vec<String>,
    },
    /// Quotations of several articles were read.
    Quoted {
        /// Which request this answers.
        generation: u64,
        /// The quotations, in the order of the articles asked for.
        quotations: Vec<Quoted>,
    },
    /// The texts were searched.
    Found {
        /// Which request this answers.
        generation: u64,
        /// The articles, the best first.
        found: Vec<Found>,
    },
    /// What is known of a person was read.
    PersonRead {
        /// Which request this answers.
        generation: u64,
        /// An article that names the person after the other.
        told: Vec<Told>,
    },
    /// What the reader says about who is who was read.
    Chosen {
        /// All of it.
        choices: Choices,
        /// Says that it has changed.
        is_changed: bool,
    },
    /// The highlights and notes of an article have changed.
    Marked(ArticleId, Vec<Marked>),
    /// The text of an article has changed: a piece was brought back, or taken out again.
    Restored(ArticleId),
    /// What is new in an article was worked out: sentences that no other telling of its story has.
    News(ArticleId, Vec<TextSpan>),
    /// Tags and saved searches were read.
    Listed {
        /// Which request this answers.
        generation: u64,
        /// Tags with the number of their rows, by name.
        tags: Vec<(String, u64)>,
        /// Names and queries of the saved searches, by name.
        searches: Vec<(String, String)>,
    },
    /// Two copies were compared.
    Compared {
        /// Which request this answers.
        generation: u64,
        /// Passages in the order of the article.
        passages: Vec<Passage>,
    },
    /// Articles of which only the beginning was there are there as a whole.
    Grown,
    /// The terminal has told something about itself.
    Learned(Learned),
    /// Something that was asked for did not work, or did and is worth a word.
    Noticed(String),
}

/// What a terminal has told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Learned {
    /// Whether it scrolls between two columns.
    Margins(bool),
    /// Its background is light.
    LightGround,
}

/// An article that a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub id: ArticleId,
    /// Its title.
    pub title: String,
    /// Source and date.
    pub source: String,
    /// A piece of the text around the words.
    pub snippet: String,
    /// The words as they stand in the text, for the search in it.
    pub words: String,
}

/// What an article tells of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Which.
    pub id: ArticleId,
    /// Its title.
    pub title: String,
    /// Source and date.
    pub source: String,
    /// The person's role there.
    pub role: Option<String>,
    /// First mention, a byte of the text.
    pub first: u32,
    /// Mentions.
    pub mentions: usize,
    /// What the person says there.
    pub quotations: Vec<Quoted>,
}

/// An article and where the reader stopped in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// Which.
    pub id: ArticleId,
    /// The article.
    pub document: Arc<Document>,
    /// Where the reader stopped, a byte of the text.
    pub position: Option<u32>,
    /// Highlights and notes.
    pub marks: Vec<Marked>,
}

/// A passage of two copies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// What became of it.
    pub difference: Difference,
    /// Its words here; empty where only the other has it.
    pub here: String,
    /// Its words there; empty where only this one has it.
    pub there: String,
    /// The article and the byte to go to.
    pub place: (ArticleId, u32),
}

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    /// The wheel was turned; lines down, negative is up.
    Wheel {
        /// Lines.
        lines: i16,
        /// Cell from the left.
        column: u16,
        /// Cell from the top.
        row: u16,
    },
    /// The left button went down.
    Down {
        /// Cell from the left.
        column: u16,
        /// Cell from the top.
        row: u16,
    },
    /// The pointer moved with the left button down.
    Drag {
        /// Cell from the left.
        column: u16,
        /// Cell from the top.
        row: u16,
    },
    /// The left button went up.
    Up,
}
