//! Pieces that cleaning took out and the reader wants back: put into the text where they stood.
//!
//! A piece is known by its words, in one article or in all of a source. It is put back whenever an article
//! is read, so it comes back too after the page was cleaned again by other stages.

use std::collections::BTreeSet;

use xxhash_rust::xxh3::xxh3_64;

use crate::article::{ArticleId, BlockKind, Body, Document, Mark, Removed};
use crate::engine::chrome;
use crate::engine::ingest::worked;
use crate::engine::shelf::Shelf;
use crate::error::{Error, ErrorKind};
use crate::library::{Library, Where};
use crate::text::TextSpan;
use crate::text::fold::fold;
use crate::text::sanitize::sanitize_line;

/// In which articles a piece is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// In this one.
    Article,
    /// In all of its source.
    Source,
}

/// What is wanted of articles that are in no library.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    articles: BTreeSet<(ArticleId, i64)>,
    sources: BTreeSet<(String, i64)>,
}

impl Wanted {
    fn keys(&self, id: ArticleId, source: Option<&str>) -> BTreeSet<i64> {
        let of_article = self.articles.iter().filter(|(article, _)| *article == id);
        let of_source = self.sources.iter();
        let of_source = of_source.filter(|(name, _)| Some(name.as_str()) == source);
        of_article
            .map(|(_, key)| *key)
            .chain(of_source.map(|(_, key)| *key))
            .collect()
    }

    fn insert(&mut self, key: i64, place: Where<'_>) {
        match place {
            Where::Article(id) => self.articles.insert((id, key)),
            Where::Source(source) => self.sources.insert((source.to_owned(), key)),
        };
    }

    fn remove(&mut self, key: i64, id: ArticleId, source: Option<String>) {
        self.articles.remove(&(id, key));
        if let Some(source) = source {
            self.sources.remove(&(source, key));
        }
    }

    /// Puts what is wanted back into an article.
    pub(super) fn put_back(&self, document: &mut Document) {
        let source = source_of(document);
        let keys = self.keys(document.row.id, source.as_deref());
        put_back(document, &keys);
    }
}

/// Returns the key of a piece: the hash of its words without case, diacritics and marks.
fn key(piece: &str) -> i64 {
    let folded = fold(piece);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    xxh3_64(words.join(" ").as_bytes()).cast_signed()
}

fn source_of(document: &Document) -> Option<String> {
    chrome::source(Some(&document.location), &document.row.metadata)
}

/// Reads an article of a library, with what the reader wants back in its text, and with its people as the reader
/// wants them there too.
pub(super) fn document(library: &Library, id: ArticleId) -> Result<Document, Error> {
    let mut document = library.document(id)?;
    let keys = library.brought_back(id, source_of(&document).as_deref())?;
    if put_back(&mut document, &keys) {
        let choices = library.choices()?;
        choices.apply(id, &document.body.text, &mut document.annotations);
        document.row.people = document.annotations.names();
        document.row.speakers = document.annotations.speakers();
    }
    Ok(document)
}

/// Puts the removed pieces with these keys back, and looks for people, quotations and repeats in the whole
/// text anew. Says whether there were any; costs nothing where there are none.
fn put_back(document: &mut Document, keys: &BTreeSet<i64>) -> bool {
    if keys.is_empty() {
        return false;
    }
    let is_wanted = |piece: &Removed| keys.contains(&key(piece.span.of(&document.raw)));
    let removed = std::mem::take(&mut document.removed).into_iter();
    let (wanted, removed): (Vec<_>, Vec<_>) = removed.partition(is_wanted);
    document.removed = removed;
    if wanted.is_empty() {
        return false;
    }
    let (body, moved) = with_pieces(&document.body, &document.raw, &wanted);
    document.body = body;
    document.brought_back = wanted.iter().map(|piece| piece.span).collect();
    for passage in &mut document.shared {
        passage.span = moved.span(passage.span);
    }
    let (sentences, annotations, repeats) = worked(&document.body);
    document.sentences = sentences;
    document.annotations = annotations;
    document.repeats = repeats;
    document.row.word_count = u32::try_from(document.body.word_count()).unwrap_or(u32::MAX);
    true
}

/// Where each block of a text began, and begins now.
struct Moved(Vec<(u32, u32)>);

impl Moved {
    fn span(&self, span: TextSpan) -> TextSpan {
        let place = |offset: u32, at: u32| {
            let after = self.0.partition_point(|&(before, _)| before <= at);
            let block = after.checked_sub(1).and_then(|block| self.0.get(block));
            let (before, now) = block.copied().unwrap_or_default();
            (offset - before + now) as usize
        };
        let last = span.end.saturating_sub(1).max(span.start);
        TextSpan::new(place(span.start, span.start), place(span.end, last))
    }
}

/// Returns a body with pieces of the page between its blocks, by their places in the page.
fn with_pieces(old: &Body, raw: &str, pieces: &[Removed]) -> (Body, Moved) {
    let mut body = Body::default();
    let mut moved = Moved(Vec::with_capacity(old.blocks.len()));
    let mut pieces = pieces.iter().peekable();
    let push = |body: &mut Body, piece: &Removed| {
        let words = sanitize_line(piece.span.of(raw));
        body.push(BlockKind::Paragraph, &words, piece.span);
    };
    for block in &old.blocks {
        while let Some(piece) = pieces.next_if(|piece| piece.span.start < block.origin.start) {
            push(&mut body, piece);
        }
        let span = body.push(block.kind, block.span.of(&old.text), block.origin);
        moved.0.push((block.span.start, span.start));
    }
    pieces.for_each(|piece| push(&mut body, piece));
    let marks = old.marks.iter().map(|mark| Mark {
        span: moved.span(mark.span),
        kind: mark.kind.clone(),
    });
    body.marks = marks.collect();
    (body, moved)
}

impl Shelf {
    /// Brings a removed piece back, named by its place in the page: in this article, or in all of its source.
    /// A library remembers it.
    ///
    /// # Errors
    /// If there is no such article, its source is not known, or the library cannot be written.
    pub fn bring_back(&self, id: ArticleId, piece: TextSpan, reach: Reach) -> Result<(), Error> {
        let document = self.document(id)?;
        let key = key(piece.of(&document.raw));
        let source = source_of(&document);
        let place = match (reach, &source) {
            (Reach::Article, _) => Where::Article(id),
            (Reach::Source, Some(source)) => Where::Source(source),
            (Reach::Source, None) => {
                let what = "the source of this article is not known";
                return Err(Error::new(ErrorKind::User, what));
            }
        };
        if let Some(library) = self.library() {
            return library.bring_back(key, place);
        }
        self.wanted().insert(key, place);
        Ok(())
    }

    /// Takes a piece that was brought back out again, from this article and all of its source.
    ///
    /// # Errors
    /// If there is no such article, or the library cannot be written.
    pub fn take_out_again(&self, id: ArticleId, piece: TextSpan) -> Result<(), Error> {
        let document = self.document(id)?;
        let key = key(piece.of(&document.raw));
        let source = source_of(&document);
        if let Some(library) = self.library() {
            return library.take_out_again(key, id, source.as_deref());
        }
        self.wanted().remove(key, id, source);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::add::add_pages;
    use crate::engine::ingest::Input;
    use crate::library::Choice;

    const PAGE: &str = "Home\nThe bridge is open again\n\
        The old bridge over the river was opened again on Tuesday, after two years of work.\n\
        Sign up for our morning letter\n\
        “We have waited long,” said Marta Lind, who lives on the other side of the river.\n\
        Hundreds of people walked over it on the first evening, and some of them sang.\n";

    fn shelf() -> Shelf {
        let url = Some("https://www.news.example/a".to_owned());
        let mut page = Input {
            text: PAGE.to_owned(),
            url: url.clone(),
            ..Input::default()
        };
        page.given.url = url;
        Shelf::of_pages(&[page])
    }

    fn letter(document: &Document) -> TextSpan {
        let found = document.removed.iter().find(|piece| {
            let words = piece.span.of(&document.raw);
            words.starts_with("Sign up")
        });
        found.map(|piece| piece.span).unwrap()
    }

    #[test]
    fn a_piece_comes_back_where_it_stood_and_goes_again() {
        for reach in [Reach::Article, Reach::Source] {
            let shelf = shelf();
            let id = ArticleId(1);
            let before = shelf.document(id).unwrap();
            let piece = letter(&before);
            shelf.bring_back(id, piece, reach).unwrap();
            let after = shelf.document(id).unwrap();
            let text = &after.body.text;
            let places = ["two years", "Sign up", "We have waited", "Hundreds"];
            let places = places.map(|words| text.find(words).unwrap());
            assert!(places.is_sorted(), "{text}");
            assert_eq!(after.brought_back, [piece]);
            assert_eq!(after.removed.len() + 1, before.removed.len());
            let quotation = after.annotations.quotations[0].span.of(text);
            assert!(quotation.contains("We have waited long"), "{quotation}");
            shelf.take_out_again(id, piece).unwrap();
            assert_eq!(shelf.document(id).unwrap(), before);
        }
    }

    #[test]
    fn people_stay_who_the_reader_says_they_are_beside_a_piece_that_came_back() {
        let library = Library::in_memory().unwrap();
        let page = Input {
            text: PAGE.to_owned(),
            ..Input::default()
        };
        let now = jiff::Timestamp::UNIX_EPOCH;
        add_pages(&library, vec![page], now).unwrap();
        let shelf = Shelf::of_library(library, now);
        let id = ArticleId(1);
        let choice = Choice {
            article: None,
            name: "Marta Lind".to_owned(),
            other: "Marta Berg".to_owned(),
            is_same: true,
        };
        shelf.choose(&choice).unwrap();
        let piece = letter(&shelf.document(id).unwrap());
        shelf.bring_back(id, piece, Reach::Article).unwrap();
        let document = shelf.document(id).unwrap();
        assert_eq!(document.brought_back, [piece]);
        assert_eq!(document.annotations.names(), ["Marta Berg"]);
        assert_eq!(document.row.people, ["Marta Berg"]);
        assert_eq!(document.row.speakers, ["Marta Berg"]);
    }

    #[test]
    fn spans_move_with_their_blocks() {
        let mut old = Body::default();
        old.push(BlockKind::Paragraph, "One.", TextSpan::new(0, 4));
        old.push(BlockKind::Paragraph, "Two.", TextSpan::new(20, 24));
        let piece = Removed {
            span: TextSpan::new(10, 16),
            reason: crate::article::Reason::Advert,
            article: 0,
        };
        let raw = "One.      Three.    Two.";
        let (body, moved) = with_pieces(&old, raw, &[piece]);
        assert_eq!(body.text, "One.\n\nThree.\n\nTwo.");
        for (span, words) in [((6, 10), "Two."), ((0, 4), "One.")] {
            let span = moved.span(TextSpan::new(span.0, span.1));
            assert_eq!(span.of(&body.text), words);
        }
        assert_eq!(key("Sign up, NOW!"), key("sign  up now"));
    }
}
