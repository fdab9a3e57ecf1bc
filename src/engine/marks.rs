//! What the reader adds to a shelf and asks of it beyond reading: tags, notes, saved searches, what differs
//! between copies, and what is new in a telling of a story.

use crate::article::{ArticleId, Document};
use crate::dedup::across::{Reading, new_sentences};
use crate::dedup::passage_diff::passage_diff;
pub use crate::dedup::passage_diff::{Difference, Piece};
use crate::engine::shelf::Shelf;
use crate::error::{Error, ErrorKind};
use crate::library::{Library, Note};
use crate::text::TextSpan;

/// Other tellings of a story that one is compared with.
const MOST_TELLINGS: usize = 20;
/// Characters that are kept before and after marked words, to find them again.
const AROUND: usize = 32;

/// Marked words of an article, with what the reader says about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Its number in the library.
    pub id: i64,
    /// Where the words are; `None` if the text has them no more.
    pub span: Option<TextSpan>,
    /// The words.
    pub quoted: String,
    /// What the reader says about them; empty for a highlight.
    pub words: String,
}

/// Returns the sentences of two articles side by side: what is the same, what was changed, what only one has.
///
/// Cost: linear in both.
pub fn difference(this: &Document, other: &Document) -> Vec<Piece> {
    let reading = |document| -> Reading<'_> {
        let document: &Document = document;
        Reading::of(&document.body.text, &document.sentences)
    };
    passage_diff(&reading(this), &reading(other))
}

/// Returns what a note keeps of marked words, to find them again in another version of the text.
fn note(text: &str, span: TextSpan, words: &str) -> Note {
    let (start, end) = (span.start as usize, span.end as usize);
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let first = before
        .char_indices()
        .rev()
        .nth(AROUND - 1)
        .map_or(0, |(at, _)| at);
    Note {
        id: 0,
        quoted: span.of(text).to_owned(),
        before: before.get(first..).unwrap_or_default().to_owned(),
        after: after.chars().take(AROUND).collect(),
        offset: span.start,
        words: crate::text::sanitize::sanitize(words).into_owned(),
    }
}

/// Returns where words stand in a text; white space may differ.
pub fn find_words(text: &str, words: &str) -> Option<TextSpan> {
    let note = Note {
        quoted: words.to_owned(),
        ..Note::default()
    };
    note.find(text)
}

fn marked(note: Note, text: &str) -> Marked {
    Marked {
        id: note.id,
        span: note.find(text),
        quoted: note.quoted,
        words: note.words,
    }
}

fn not_kept() -> Error {
    Error::new(ErrorKind::User, "these articles are not in a library")
        .with_hint("`pullquote add` puts them there, where they can have notes and tags")
}

impl Shelf {
    pub(super) fn kept(&self) -> Result<&Library, Error> {
        self.library().ok_or_else(not_kept)
    }

    /// Returns the sentences of an article that no other telling of its story has; none if it tells
    /// none with others. Sentences of fewer than 4 words are left out.
    ///
    /// Cost: linear in the texts of at most 20 others.
    ///
    /// # Errors
    /// If there is no such article, or the library cannot be read.
    pub fn new_in_story(&self, id: ArticleId) -> Result<Vec<TextSpan>, Error> {
        let document = self.document(id)?;
        if document.story.is_empty() {
            return Ok(Vec::new());
        }
        let others = match self.library() {
            Some(library) => library.texts_of_story(id, MOST_TELLINGS)?,
            None => document
                .story
                .iter()
                .take(MOST_TELLINGS)
                .map(|(other, _)| {
                    let other = self.document(*other)?;
                    Ok((other.body.text, other.sentences))
                })
                .collect::<Result<_, Error>>()?,
        };
        let readings: Vec<Reading<'_>> = others
            .iter()
            .map(|(text, sentences)| Reading::of(text, sentences))
            .collect();
        let this = Reading::of(&document.body.text, &document.sentences);
        Ok(new_sentences(&this, &readings))
    }

    /// Returns the sentences of two articles side by side; see [`difference`].
    ///
    /// # Errors
    /// If there is no such article, or the library cannot be read.
    pub fn difference(&self, this: ArticleId, other: ArticleId) -> Result<Vec<Piece>, Error> {
        Ok(difference(&self.document(this)?, &self.document(other)?))
    }

    /// Gives articles a tag or takes it from them.
    ///
    /// # Errors
    /// If the articles are not in a library, or it cannot be written.
    pub fn set_tag(&self, ids: &[ArticleId], tag: &str, is_set: bool) -> Result<(), Error> {
        let now = self.opened().as_millisecond();
        let tag = &crate::text::sanitize::sanitize_line(tag);
        let verb = if is_set { "tag" } else { "untag" };
        let label = format!("{verb} {} articles: {tag}", ids.len());
        self.kept()?
            .set_tag(ids, tag, is_set, Some((label.as_str(), now)))
    }

    /// Returns all tags with the number of rows that have them, by name.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn tags(&self) -> Result<Vec<(String, u64)>, Error> {
        self.library().map_or_else(|| Ok(Vec::new()), Library::tags)
    }

    /// Marks words of an article, with a note or without, and returns the note's number.
    ///
    /// # Errors
    /// If the article is not in a library, or it cannot be written.
    pub fn add_note(&self, id: ArticleId, span: TextSpan, words: &str) -> Result<i64, Error> {
        let text = self.document(id)?.body.text;
        let now = self.opened().as_millisecond();
        self.kept()?.add_note(id, &note(&text, span, words), now)
    }

    /// Returns the marked words of an article, by place.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn notes(&self, id: ArticleId) -> Result<Vec<Marked>, Error> {
        let Some(library) = self.library() else {
            return Ok(Vec::new());
        };
        let notes = library.notes(id)?;
        if notes.is_empty() {
            return Ok(Vec::new());
        }
        let text = self.document(id)?.body.text;
        Ok(notes.into_iter().map(|note| marked(note, &text)).collect())
    }

    /// Removes a note.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn remove_note(&self, note: i64) -> Result<(), Error> {
        self.kept()?.remove_note(note)
    }

    /// Returns the articles that have notes, the newest note first.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn with_notes(&self) -> Result<Vec<ArticleId>, Error> {
        self.library()
            .map_or_else(|| Ok(Vec::new()), Library::with_notes)
    }

    /// Keeps a search under a name; an empty query removes it.
    ///
    /// # Errors
    /// If the articles are not in a library, or it cannot be written.
    pub fn save_search(&self, name: &str, query: &str) -> Result<(), Error> {
        let [name, query] = [name, query].map(crate::text::sanitize::sanitize_line);
        self.kept()?.save_search(&name, &query)
    }

    /// Returns the saved searches, name and query, by name.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn saved_searches(&self) -> Result<Vec<(String, String)>, Error> {
        self.library()
            .map_or_else(|| Ok(Vec::new()), Library::saved_searches)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_words_are_found_in_another_version_of_the_text() {
        let text = "One café opened. The other café closed. Nobody knew why.";
        let start = text.find("café closed").unwrap();
        let note = note(text, TextSpan::new(start, start + 5), "where?");
        for (version, expected) in [
            (text, Some("The other ")),
            (
                "Menu\n\nThe other café closed. One café opened.",
                Some("The other "),
            ),
            ("One café opened.", Some("One ")),
            ("No such place.", None),
        ] {
            let found = marked(note.clone(), version);
            let before = found.span.map(|span| {
                assert_eq!(span.of(version), "café");
                version.get(..span.start as usize).unwrap()
            });
            assert_eq!(before.is_some(), expected.is_some(), "{version}");
            assert!(
                before
                    .unwrap_or_default()
                    .ends_with(expected.unwrap_or_default())
            );
        }
    }

    #[test]
    fn words_may_be_broken_otherwise() {
        let text = "A long sentence of many words.";
        let note = note(text, TextSpan::new(2, 24), "");
        let version = "Title\n\nA long sentence\nof  many words.";
        let found = marked(note, version);
        assert_eq!(found.span.unwrap().of(version), "long sentence\nof  many");
    }
}
