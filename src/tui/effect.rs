//! Everything that the outside must do.
#![allow(
    clippy::rc_buffer,
    reason = "rows are shared with the workers as they are and changed in place: a vector, not a slice"
)]

use std::sync::Arc;

use crate::article::{ArticleId, Document, Listed};
use crate::engine::restore::Reach;
use crate::engine::who::Choice;
use crate::text::TextSpan;
use crate::typeset::Setting;

/// Something to do outside the state machine.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Read the rows of the library; answered by `Msg::RowsRead`.
    ReadRows {
        /// The first are enough for now.
        is_first: bool,
    },
    /// Keep a highlight or note; answered by `Msg::Marked`.
    AddNote {
        /// The article.
        id: ArticleId,
        /// What it is about.
        span: TextSpan,
        /// The note; empty for a highlight.
        words: String,
    },
    /// Remove a highlight or note; answered by `Msg::Marked`.
    RemoveNote {
        /// The article.
        id: ArticleId,
        /// The note's number.
        note: i64,
    },
    /// Bring a removed piece back; answered by `Msg::Restored`.
    BringBack {
        /// The article.
        id: ArticleId,
        /// The place of the piece in the page.
        piece: TextSpan,
        /// In which articles; `None` takes it out again.
        reach: Option<Reach>,
    },
    /// Give an article a tag, or take it back.
    SetTag(ArticleId, String, bool),
    /// Work out what is new in an article; answered by `Msg::News`.
    ReadNews(ArticleId),
    /// Read tags and saved searches; answered by `Msg::Listed`.
    ReadLists {
        /// Names the request.
        generation: u64,
    },
    /// Keep a query under a name; an empty one removes the name.
    SaveSearch {
        /// The name.
        name: String,
        /// The query.
        query: String,
    },
    /// Compare two copies; answered by `Msg::Compared`.
    Compare {
        /// The article.
        this: ArticleId,
        /// Its copy.
        other: ArticleId,
        /// Names the request.
        generation: u64,
    },
    /// Read an article; answered by `Msg::Opened`.
    Open {
        /// Which.
        id: ArticleId,
        /// Names the request; an older one is not wanted any more.
        generation: u64,
    },
    /// Lay out a long article; answered by `Msg::Composed`.
    Compose {
        /// The article.
        document: Arc<Document>,
        /// How.
        setting: Setting,
        /// Names the request.
        generation: u64,
    },
    /// Filter rows; answered by `Msg::Filtered`.
    Filter {
        /// The query, as typed.
        query: String,
        /// The rows.
        rows: Arc<Vec<Listed>>,
        /// Names the rows: while it stays, titles, sources and people stay.
        edition: u64,
        /// Names the request.
        generation: u64,
    },
    /// Read the quotations of articles; answered by `Msg::Quoted`.
    ReadQuotations {
        /// Which articles.
        ids: Vec<ArticleId>,
        /// Names the request.
        generation: u64,
    },
    /// Search the texts; answered by `Msg::Found`.
    SearchTexts {
        /// The query, as typed.
        query: String,
        /// Names the request.
        generation: u64,
    },
    /// Read what articles tell of a person; answered by `Msg::PersonRead`.
    ReadPerson {
        /// The spellings of the person's name.
        names: Vec<String>,
        /// Which articles, in the order of the answer.
        ids: Vec<ArticleId>,
        /// Names the request.
        generation: u64,
    },
    /// Read what was said about who is who; answered by `Msg::Chosen`.
    ReadChoices,
    /// Keep what the reader says about who is who; answered by `Msg::Chosen`.
    Choose(Vec<Choice>),
    /// Mark articles as read or unread.
    SetRead(Vec<ArticleId>, bool),
    /// Star articles, or take the stars back.
    SetStarred(Vec<ArticleId>, bool),
    /// Keep where the reader stopped.
    SavePosition(ArticleId, u32),
    /// Put a text on the clipboard.
    Copy(String),
    /// Open an address in a browser.
    OpenUrl(String),
    /// Take the mouse, or leave it to the terminal.
    CaptureMouse(bool),
    /// Give the terminal back until the program is continued.
    Suspend,
    /// Draw every cell anew.
    Redraw,
    /// End.
    Quit,
}
