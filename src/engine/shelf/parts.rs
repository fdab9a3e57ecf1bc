//! Very long texts: they are cut into parts, each a row of its own, and a part is worked on when it is read.
//!
//! Memory is the text and a few parts that were read last, whatever the length; nothing is worked on that
//! nobody looks at.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use crate::article::{ArticleId, Body, Document, Metadata, Row};
use crate::engine::ingest::{Input, Processed, annotate_text, process};
use crate::engine::shelf::document;
use crate::segment::sentences;
use crate::text::fold::fold;
use crate::text::sanitize::{sanitize, sanitize_line};

/// Bytes from which on a plain text is read in parts.
pub(super) const VERY_LONG: usize = 8 << 20;
/// Bytes of a part, about: a short novel, a fraction of a second to work on.
const PART: usize = 256 << 10;
/// Parts that are kept after they were worked on.
const RECENT: usize = 6;
/// Ids from here on are those of parts.
const FIRST_ID: i64 = 1 << 40;
/// Characters of a title that is the first line of the text.
const LONGEST_TITLE: usize = 80;
/// Bytes of an English word with its blank, for lengths that are only estimated.
const BYTES_A_WORD: usize = 6;
/// Of how many tenths of a part its article must consist, for the part to be cleaned.
const TENTHS: usize = 9;

/// Texts that are cut into parts.
#[derive(Debug, Default)]
pub(super) struct Parts {
    texts: Vec<Input>,
    parts: Vec<Part>,
    recent: VecDeque<Document>,
    positions: BTreeMap<ArticleId, u32>,
}

/// A piece of a text.
#[derive(Debug)]
struct Part {
    /// Its text's place.
    text: usize,
    from: usize,
    to: usize,
    row: Arc<Row>,
}

impl Parts {
    /// Cuts texts into parts.
    pub(super) fn of_texts(texts: Vec<Input>) -> Self {
        Self::cut(texts, PART)
    }

    fn cut(texts: Vec<Input>, size: usize) -> Self {
        let mut out = Self::default();
        for (place, input) in texts.iter().enumerate() {
            let pieces = pieces(&input.text, size);
            let title = title(input);
            for (number, &(from, to)) in (1..).zip(&pieces) {
                let metadata = Metadata {
                    title: format!("{title} ({number} of {})", pieces.len()),
                    title_derived: input.given.title.is_empty(),
                    ..input.given.clone()
                };
                let words = (to - from) / BYTES_A_WORD;
                let row = Row {
                    id: id(out.parts.len()),
                    metadata,
                    word_count: u32::try_from(words).unwrap_or(u32::MAX),
                    copy_count: 1,
                    ..Row::default()
                };
                out.parts.push(Part {
                    text: place,
                    from,
                    to,
                    row: Arc::new(row),
                });
            }
        }
        out.texts = texts;
        out
    }

    /// Returns the rows of the parts, in their order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Arc<Row>> {
        self.parts.iter().map(|part| Arc::clone(&part.row))
    }

    /// Says whether there is such a part.
    pub(super) fn has(&self, id: ArticleId) -> bool {
        self.part(id).is_some()
    }

    /// Returns a part that was worked on lately.
    pub(super) fn recent(&self, id: ArticleId) -> Option<Document> {
        let row = &self.part(id)?.row;
        let document = self.recent.iter().find(|document| document.row.id == id)?;
        Some(Document {
            row: Row::clone(row),
            ..document.clone()
        })
    }

    /// Returns what [`work`] needs, if there is such a part.
    pub(super) fn input(&self, id: ArticleId) -> Option<Input> {
        let part = self.part(id)?;
        let text = self.texts.get(part.text)?;
        Some(Input {
            text: text.text.get(part.from..part.to)?.to_owned(),
            location: text.location.clone(),
            url: text.url.clone(),
            fetched: text.fetched,
            ..Input::default()
        })
    }

    /// Keeps a part that was worked on; its row says from now on who is in it.
    pub(super) fn keep(&mut self, id: ArticleId, mut document: Document) -> Option<Document> {
        let part = self.parts.get_mut(place(id)?)?;
        let row = Row {
            word_count: document.row.word_count,
            people: std::mem::take(&mut document.row.people),
            speakers: std::mem::take(&mut document.row.speakers),
            quotation_count: document.row.quotation_count,
            ..Row::clone(&part.row)
        };
        document.row.id = id;
        part.row = Arc::new(row);
        if self.recent.len() >= RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(document);
        self.recent(id)
    }

    /// Changes the rows of parts.
    pub(super) fn change(&mut self, ids: &[ArticleId], change: impl Fn(&mut Row)) {
        for &id in ids {
            if let Some(part) = place(id).and_then(|place| self.parts.get_mut(place)) {
                change(Arc::make_mut(&mut part.row));
            }
        }
    }

    /// Returns where the reader stopped in a part.
    pub(super) fn position(&self, id: ArticleId) -> Option<u32> {
        self.positions.get(&id).copied()
    }

    /// Keeps where the reader stopped in a part; says whether it is one.
    pub(super) fn save_position(&mut self, id: ArticleId, offset: u32) -> bool {
        let is_part = self.part(id).is_some();
        if is_part {
            self.positions.insert(id, offset);
        }
        is_part
    }

    /// Returns the parts whose text holds `words`, which are folded. Linear in the texts.
    pub(super) fn with_words(&self, words: &str) -> BTreeSet<ArticleId> {
        let holds = |part: &&Part| {
            let text = self.texts.get(part.text);
            let text = text.and_then(|text| text.text.get(part.from..part.to));
            text.is_some_and(|text| fold(text).contains(words))
        };
        self.parts
            .iter()
            .filter(holds)
            .map(|part| part.row.id)
            .collect()
    }

    /// Returns the row and the text of a part, to be searched.
    pub(super) fn searched(&self, id: ArticleId) -> Option<(Row, String)> {
        let text = sanitize(&self.input(id)?.text).into_owned();
        Some((Row::clone(&self.part(id)?.row), text))
    }

    fn part(&self, id: ArticleId) -> Option<&Part> {
        self.parts.get(place(id)?)
    }
}

/// Works on a part. Takes a fraction of a second.
pub(super) fn work(id: ArticleId, input: &Input) -> Document {
    let length = input.text.trim().len();
    let is_whole = |one: &Processed| one.article.body.text.len() * 10 >= length * TENTHS;
    let cleaned = process(input).into_iter().find(is_whole);
    document(id, cleaned.unwrap_or_else(|| plain(input)))
}

/// Takes a part as it is: cleaning would leave out a good deal of it.
fn plain(input: &Input) -> Processed {
    let raw = sanitize(&input.text).into_owned();
    let mut one = Processed {
        location: input.location.clone(),
        ..Processed::default()
    };
    one.article.body = Body::from_text(&raw);
    one.sentences = sentences(&raw);
    one.annotations = annotate_text(&raw);
    one.raw = raw;
    one
}

/// Returns the texts' own title, or their first line.
fn title(input: &Input) -> String {
    if !input.given.title.is_empty() {
        return sanitize_line(&input.given.title);
    }
    let line = input.text.lines().find(|line| !line.trim().is_empty());
    let line = line.unwrap_or_default();
    let begun = line.get(..line.floor_char_boundary(4 * LONGEST_TITLE));
    let whole = sanitize_line(begun.unwrap_or_default());
    let short: String = whole.chars().take(LONGEST_TITLE).collect();
    if short.len() < line.trim().len() {
        let end = short.rfind(' ').unwrap_or(short.len());
        format!("{}…", short.get(..end).unwrap_or_default())
    } else {
        short
    }
}

/// Cuts a text into pieces of about `size` bytes, at the ends of paragraphs, lines or words.
fn pieces(text: &str, size: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut from = 0;
    while from < text.len() {
        let to = from + beginning(text.get(from..).unwrap_or_default(), size).len();
        // Not a crumb at the end.
        let to = if text.len() - to < size / 4 {
            text.len()
        } else {
            to
        };
        out.push((from, to.max(from + 1)));
        from = to.max(from + 1);
    }
    out
}

/// Returns the beginning of a text, up to the end of a paragraph, a line or a word.
pub(super) fn beginning(text: &str, part: usize) -> &str {
    let cut = text.floor_char_boundary(part);
    let whole = text.get(..cut).unwrap_or_default();
    if cut == text.len() {
        return text;
    }
    let ends = ["\n\n", "\n", " "].into_iter();
    let end = ends
        .filter_map(|end| whole.rfind(end))
        .find(|&at| at > cut / 2);
    end.and_then(|end| whole.get(..end)).unwrap_or(whole)
}

fn id(place: usize) -> ArticleId {
    ArticleId(i64::try_from(place).map_or(i64::MAX, |place| FIRST_ID + place))
}

fn place(id: ArticleId) -> Option<usize> {
    usize::try_from(id.0.checked_sub(FIRST_ID)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, size: usize) -> Parts {
        let input = Input {
            text: text.to_owned(),
            location: "here".to_owned(),
            ..Input::default()
        };
        Parts::cut(vec![input], size)
    }

    #[test]
    fn every_word_is_in_one_part() {
        let paragraph = "Nobody on the quay had heard of it before, she said.\n\n";
        for text in [
            format!("A long report\n\n{}", paragraph.repeat(60)),
            "word ".repeat(900),
            "界".repeat(1500),
            format!("{}the end", "x".repeat(5000)),
        ] {
            let parts = parts(&text, 800);
            let rows: Vec<_> = parts.rows().collect();
            assert!(rows.len() > 3, "{}", rows.len());
            let whole: String = rows
                .iter()
                .filter_map(|row| parts.input(row.id))
                .map(|input| input.text)
                .collect();
            assert_eq!(whole, text);
        }
    }

    #[test]
    fn a_part_is_worked_on_and_keeps_what_the_reader_did() {
        let text = format!(
            "A long report\n\n{}",
            "\"We waited,\" said Anna Karlsson, who runs the harbour office of Malmo.\n\n"
                .repeat(60)
        );
        let mut parts = parts(&text, 1500);
        let row = parts.rows().nth(1).unwrap();
        assert_eq!(row.metadata.title, "A long report (2 of 3)");
        parts.change(&[row.id], |row| row.is_starred = true);
        assert!(parts.save_position(row.id, 70) && !parts.save_position(ArticleId(1), 70));
        assert!(parts.recent(row.id).is_none());
        let input = parts.input(row.id).unwrap();
        let document = parts.keep(row.id, work(row.id, &input)).unwrap();
        assert!(document.row.is_starred && document.row.quotation_count > 0);
        assert_eq!(document.row.metadata.title, row.metadata.title);
        assert!(document.body.text.len() > 1000);
        assert_eq!(parts.position(row.id), Some(70));
        assert_eq!(parts.with_words("karlsson").len(), 3);
    }
}
