//! What kind of block a paragraph of plain text is.

use crate::article::BlockKind;
use crate::clean::lines::{End, Line};

/// Longest heading, in words.
const LONGEST_HEADING: u32 = 12;
/// Level of the headings inside a text that says nothing of levels.
const LEVEL: u8 = 3;

/// Returns the kind of the paragraph at `at`: an item where its neighbour begins with the same
/// bullet, a heading where it is short, ends with nothing and stands above running text.
pub(crate) fn kind(paragraphs: &[Line<'_>], at: usize) -> BlockKind {
    if is_item(paragraphs, at) {
        return BlockKind::ListItem {
            depth: 0,
            number: None,
        };
    }
    let line = &paragraphs[at];
    let below = paragraphs.get(at + 1);
    let is_heading = line.end == End::Open
        && line.words <= LONGEST_HEADING
        && line.letters > 2
        && bullet(line.text).is_none()
        && below.is_some_and(Line::is_prose);
    if is_heading {
        BlockKind::Heading(LEVEL)
    } else {
        BlockKind::Paragraph
    }
}

/// Returns the paragraph at `at` as it stands in a body: an item without its bullet.
pub(crate) fn bare<'p>(paragraphs: &[Line<'p>], at: usize) -> &'p str {
    let text = paragraphs[at].text;
    if is_item(paragraphs, at) {
        bullet(text).map_or(text, |(_, rest)| rest)
    } else {
        text
    }
}

fn is_item(paragraphs: &[Line<'_>], at: usize) -> bool {
    let mark = |at: usize| Some(bullet(paragraphs.get(at)?.text)?.0);
    let here = mark(at);
    here.is_some() && (here == mark(at + 1) || at > 0 && here == mark(at - 1))
}

/// Returns the bullet that a line begins with, and what follows it. Long dashes are none: in many
/// languages they begin what somebody says.
fn bullet(text: &str) -> Option<(char, &str)> {
    let mark = text.chars().next()?;
    let rest = text.get(mark.len_utf8()..)?.strip_prefix(' ')?.trim_start();
    let is_bullet = matches!(mark, '•' | '*' | '-' | '·' | '▪' | '●' | '◦' | '‣');
    (is_bullet && !rest.is_empty()).then_some((mark, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::lines::look;

    #[test]
    fn items_and_headings_are_told_apart() {
        let prose = "This is a whole sentence of more than ten words, and so it is running text.";
        let paragraphs = [
            prose,
            "What you need",
            "- a bucket",
            "- a brush",
            "Mind it",
            prose,
        ];
        let paragraphs = paragraphs.map(look);
        let item = BlockKind::ListItem {
            depth: 0,
            number: None,
        };
        let plain = BlockKind::Paragraph;
        let expected = [plain, plain, item, item, BlockKind::Heading(LEVEL), plain];
        for (at, expected) in expected.into_iter().enumerate() {
            assert_eq!(kind(&paragraphs, at), expected, "{}", paragraphs[at].text);
        }
        assert_eq!(bare(&paragraphs, 2), "a bucket");
        let said = ["- a bucket", prose].map(look);
        assert_eq!((kind(&said, 0), bare(&said, 0)), (plain, "- a bucket"));
    }
}
