//! The text of an article and its structure.

use serde::{Deserialize, Serialize};

use crate::text::TextSpan;
use crate::text::span::trim;

/// The cleaned text of an article.
///
/// `text` is the concatenation of the blocks with one blank line (`"\n\n"`) between them; every span
/// in the product that speaks of an article is in bytes of this text, and never changes after
/// cleaning.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// The whole text.
    pub text: String,
    /// Its blocks, ascending and disjoint.
    pub blocks: Vec<Block>,
    /// Links and emphasis inside the blocks, ascending by start.
    pub marks: Vec<Mark>,
}

impl Body {
    /// Makes a body of plain paragraphs out of a text whose paragraphs are separated by blank lines.
    ///
    /// The text is taken as it is; a block's origin is its own place.
    pub fn from_text(text: &str) -> Self {
        let mut blocks = Vec::new();
        let mut start = 0;
        for piece in text.split("\n\n") {
            let span = trim(text, TextSpan::new(start, start + piece.len()));
            if !span.is_empty() {
                blocks.push(Block {
                    kind: BlockKind::Paragraph,
                    span,
                    origin: span,
                });
            }
            start += piece.len() + 2;
        }
        Self {
            text: text.to_owned(),
            blocks,
            marks: Vec::new(),
        }
    }

    /// Appends a block, with the blank line before it where it is not the first.
    ///
    /// `origin` is where the words came from, in the page's raw text.
    pub fn push(&mut self, kind: BlockKind, text: &str, origin: TextSpan) -> TextSpan {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let span = TextSpan::new(self.text.len(), self.text.len() + text.len());
        self.text.push_str(text);
        self.blocks.push(Block { kind, span, origin });
        span
    }

    /// Returns the body without some spans of its text, ascending and disjoint, and without the blocks of which
    /// nothing is left. Linear in the text; a mark is looked at once for each piece that is left of its block.
    #[must_use]
    pub fn without(&self, cuts: &[TextSpan]) -> Self {
        let mut out = Self::default();
        for block in &self.blocks {
            let first = cuts.partition_point(|cut| cut.end <= block.span.start);
            let inside = cuts.get(first..).unwrap_or_default();
            let inside = inside
                .iter()
                .copied()
                .take_while(|cut| cut.start < block.span.end);
            self.push_kept(&mut out, block, inside);
        }
        out
    }

    /// Appends what a block is without the cuts: its pieces, with a blank between them where there was white space.
    fn push_kept(&self, out: &mut Self, block: &Block, cuts: impl Iterator<Item = TextSpan>) {
        let (mut text, mut pieces) = (String::new(), Vec::new());
        let mut start = block.span.start;
        let ends = cuts.map(|cut| (cut.start, cut.end));
        for (end, next) in ends.chain([(block.span.end, block.span.end)]) {
            let whole = TextSpan {
                start,
                end: end.max(start),
            };
            let piece = trim(&self.text, whole);
            let was_blank = piece.start > whole.start || text.ends_with(' ');
            text.truncate(text.trim_end().len());
            start = next.max(start);
            if piece.is_empty() {
                text.extend(was_blank.then_some(' '));
                continue;
            }
            if was_blank && !text.is_empty() {
                text.push(' ');
            }
            pieces.push((piece, text.len()));
            text.push_str(piece.of(&self.text));
            text.extend((piece.end < whole.end).then_some(' '));
        }
        if pieces.is_empty() {
            return;
        }
        let span = out.push(block.kind, text.trim_end(), block.origin);
        let first_mark = out.marks.len();
        let from = |offset: u32| self.marks.partition_point(|mark| mark.span.start < offset);
        let marks = self.marks.get(from(block.span.start)..from(block.span.end));
        for mark in marks.unwrap_or_default() {
            out.marks.extend(pieces.iter().filter_map(|&(piece, at)| {
                let inside = piece.intersect(mark.span)?;
                let start = span.start as usize + at + (inside.start - piece.start) as usize;
                Some(Mark {
                    span: TextSpan::new(start, start + inside.len()),
                    kind: mark.kind.clone(),
                })
            }));
        }
        out.marks[first_mark..].sort_by_key(|mark| mark.span.start);
    }

    /// Counts the words: runs of anything but white space.
    pub fn word_count(&self) -> usize {
        let mut count = 0;
        let mut is_blank = true;
        for c in self.text.chars() {
            let was_blank = is_blank;
            is_blank = match c {
                '\t'..='\r' | ' ' => true,
                _ => !c.is_ascii() && c.is_whitespace(),
            };
            count += usize::from(was_blank && !is_blank);
        }
        count
    }
}

/// A structural unit: a paragraph, a heading, an item of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it is in the article's text.
    pub span: TextSpan,
    /// Where it was in the page's raw text ([`crate::article::Cleaned::raw`]).
    pub origin: TextSpan,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// A heading inside the article, 1 (highest) to 6.
    Heading(u8),
    /// An item of a list, with its depth from 0 and its number where the list is ordered.
    ListItem {
        /// Lists around it.
        depth: u8,
        /// Its number.
        number: Option<u32>,
    },
    /// A block quotation.
    Quote,
    /// Text whose line breaks and blanks are its own.
    Code,
    /// One row of a table, its cells separated by `" │ "`.
    TableRow,
    /// The caption of a picture or table that belongs to the article.
    Caption,
}

impl BlockKind {
    /// Says whether a block of the other kind follows on this one without a blank line.
    pub fn joins(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::ListItem { .. }, Self::ListItem { .. })
                | (Self::TableRow, Self::TableRow)
                | (Self::Code, Self::Code)
        )
    }
}

/// Something inside a block that is set differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Where it is in the article's text.
    pub span: TextSpan,
    /// What it is.
    pub kind: MarkKind,
}

/// What a mark is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MarkKind {
    /// A link to an `http`, `https` or `mailto` address, absolute.
    Link(String),
    /// Emphasis, usually italic.
    Emphasis,
    /// Strong emphasis, usually bold.
    Strong,
    /// Code inside a line.
    Code,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, piece: &str) -> TextSpan {
        let start = text.find(piece).unwrap();
        TextSpan::new(start, start + piece.len())
    }

    #[test]
    fn pushing_blocks_and_reading_text_agree() {
        let mut body = Body::default();
        body.push(BlockKind::Paragraph, "One.", TextSpan::new(0, 4));
        body.push(BlockKind::Paragraph, "Two.", TextSpan::new(4, 8));
        assert_eq!(body.text, "One.\n\nTwo.");
        let read = Body::from_text(&body.text);
        let spans = |body: &Body| body.blocks.iter().map(|b| b.span).collect::<Vec<_>>();
        assert_eq!(spans(&read), spans(&body));
        assert_eq!(body.word_count(), 2);
    }

    #[test]
    fn what_is_cut_takes_its_blanks_its_block_and_its_marks_along() {
        let text = "One is said. Two is said. Three is.\n\nFour is said.\n\nFive is.";
        let mut body = Body::from_text(text);
        for piece in ["is said. Three", "Four", "Five"] {
            body.marks.push(Mark {
                span: words(text, piece),
                kind: MarkKind::Strong,
            });
        }
        for (cuts, expected, marked) in [
            (
                &["Two is said."][..],
                "One is said. Three is.\n\nFour is said.\n\nFive is.",
                &["Three", "Four", "Five"][..],
            ),
            (
                &["Two is said. ", "Four is said."],
                "One is said. Three is.\n\nFive is.",
                &["Three", "Five"],
            ),
            (
                &["One is said."],
                "Two is said. Three is.\n\nFour is said.\n\nFive is.",
                &["is said. Three", "Four", "Five"],
            ),
            (
                &["One is said.", "Two is said.", "Three is."],
                "Four is said.\n\nFive is.",
                &["Four", "Five"],
            ),
            (
                &["o is sa"],
                "One is said. Twid. Three is.\n\nFour is said.\n\nFive is.",
                &["id. Three", "Four", "Five"],
            ),
        ] {
            let cuts: Vec<TextSpan> = cuts.iter().map(|cut| words(text, cut)).collect();
            let cut = body.without(&cuts);
            assert_eq!(cut.text, expected);
            let marks: Vec<&str> = cut
                .marks
                .iter()
                .map(|mark| mark.span.of(&cut.text))
                .collect();
            assert_eq!(marks, marked);
            assert!(
                cut.blocks
                    .iter()
                    .all(|block| !block.span.of(&cut.text).is_empty())
            );
        }
        assert_eq!(body.without(&[]), body);
        // A link around what is cut is two now, and what stands in its second half comes after both.
        body.marks = ["said", "One is said. Two is said. Three is.", "Three"]
            .map(|piece| Mark {
                span: words(text, piece),
                kind: MarkKind::Emphasis,
            })
            .to_vec();
        body.marks.sort_by_key(|mark| mark.span.start);
        let cut = body.without(&[words(text, "Two is said.")]);
        let marks = cut.marks.iter().map(|mark| mark.span.of(&cut.text));
        assert_eq!(
            marks.collect::<Vec<_>>(),
            ["One is said.", "said", "Three is.", "Three"]
        );
    }
}
