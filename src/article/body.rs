//! The text of an article and its structure.

use serde::{Deserialize, Serialize};

use crate::text::TextSpan;

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
            let span = crate::text::span::trim(text, TextSpan::new(start, start + piece.len()));
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
}
