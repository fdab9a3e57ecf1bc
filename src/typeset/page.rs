//! What was laid out: lines, and the map between the screen and the text.

use crate::text::TextSpan;
use crate::text::width::graphemes;
use crate::typeset::folds::Fold;
use crate::typeset::words::is_blank;

/// Cells from one tab stop to the next, in code.
const TAB: u16 = 4;

/// The text that a line is a piece of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextKind {
    /// The article's cleaned text.
    #[default]
    Body,
    /// The page as it came.
    Raw,
    /// Words of the page layout: title, date, folds, speakers ([`Page::notes`]).
    Notes,
}

/// What a line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineKind {
    /// Nothing.
    #[default]
    Blank,
    /// The article's title.
    Title,
    /// Source, date, counts.
    Byline,
    /// A heading of the article.
    Heading(u8),
    /// Running text.
    Text,
    /// A block quotation.
    Quote,
    /// Code, set as it is.
    Code,
    /// A row of a table.
    Table,
    /// A caption.
    Caption,
    /// The line that stands for a fold: its number in [`Page::folds`].
    Fold(u32),
    /// Text of an opened fold: its number in [`Page::folds`].
    Unfolded(u32),
    /// Speakers of the paragraph above.
    Speakers,
}

/// The mark in the gutter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Bar {
    /// None.
    #[default]
    None,
    /// Somebody is quoted here.
    Quotation,
    /// Another article has this too.
    Shared,
    /// Taken out of the page, or said before.
    Removed,
}

/// A speaker beside the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// The words, in [`Page::notes`].
    pub span: TextSpan,
    /// The person, index into the article's people, where the label is of one known person.
    pub person: Option<u32>,
    /// First cell, from the left edge of the text column.
    pub column: u16,
    /// It is what was said, and not who said it.
    pub is_quotation: bool,
}

/// One row of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub kind: LineKind,
    /// Which text `span` is of.
    pub text: TextKind,
    /// Its words.
    pub span: TextSpan,
    /// Cells left of the words, from the left edge of the text column.
    pub indent: u16,
    /// Cells of its words, without indent and stretching.
    pub width: u16,
    /// Blanks to add between words, spread evenly: justified text.
    pub stretch: u16,
    /// Gaps that the stretching is spread over.
    pub gaps: u16,
    /// A word goes on in the next row: the last of the cells is for a hyphen.
    pub is_divided: bool,
    /// The bullet or number before the words, in [`Page::notes`].
    pub bullet: TextSpan,
    /// The mark in the gutter.
    pub bar: Bar,
    /// The speaker beside it.
    pub label: Option<Label>,
}

/// A cluster of a line and where it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyph<'a> {
    /// What to draw; a blank for all white space.
    pub cluster: &'a str,
    /// Its first byte in the line's text.
    pub offset: usize,
    /// Its first cell, from the left edge of the text column.
    pub column: u16,
    /// Its width in cells.
    pub cells: u16,
}

impl Line {
    /// Returns the clusters of the line, `text` being the whole text that [`Line::text`] names.
    ///
    /// Runs of white space are one blank, as wide as stretching makes it; clusters without width are
    /// left out.
    pub fn glyphs<'a>(&self, text: &'a str) -> impl Iterator<Item = Glyph<'a>> + use<'a> {
        let is_code = self.kind == LineKind::Code;
        let (stretch, gaps) = (u32::from(self.stretch), u32::from(self.gaps.max(1)));
        let (indent, mut column) = (self.indent, self.indent);
        let mut offset = self.span.start as usize;
        let (mut gap, mut was_blank) = (0, false);
        graphemes(self.span.of(text)).filter_map(move |(cluster, cells)| {
            let here = offset;
            offset += cluster.len();
            let is_blank = cluster.chars().all(is_blank);
            let mut glyph = Glyph {
                cluster,
                offset: here,
                column,
                cells: u16::try_from(cells).unwrap_or(u16::MAX),
            };
            if is_blank {
                glyph.cluster = " ";
                glyph.cells = match () {
                    () if is_code && cluster == "\t" => TAB - ((column - indent) % TAB),
                    () if is_code => 1,
                    () if was_blank => 0,
                    () => {
                        let spread = |n: u32| u16::try_from(stretch * n / gaps).unwrap_or(0);
                        gap += 1;
                        1 + spread(gap) - spread(gap - 1)
                    }
                };
            }
            was_blank = is_blank;
            column = column.saturating_add(glyph.cells);
            (glyph.cells > 0).then_some(glyph)
        })
    }

    /// Returns the byte at a column, the nearest where there is none.
    pub fn offset_at(&self, text: &str, column: u16) -> usize {
        let mut nearest = self.span.start as usize;
        for glyph in self.glyphs(text) {
            if column < glyph.column {
                break;
            }
            nearest = glyph.offset;
        }
        nearest
    }

    /// Returns the column of a byte of the line.
    pub fn column_of(&self, text: &str, offset: usize) -> u16 {
        let mut column = self.indent;
        for glyph in self.glyphs(text) {
            if offset < glyph.offset {
                break;
            }
            column = glyph.column;
        }
        column
    }
}

/// A text that was laid out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The rows.
    pub lines: Vec<Line>,
    /// The words that the layout added.
    pub notes: String,
    /// What can be folded, ascending by place; the same for every setting.
    pub folds: Vec<Fold>,
    /// Cells of the text column.
    pub measure: u16,
    /// Rows that show the body, ascending by both row and place.
    pub(crate) body_rows: Vec<u32>,
}

impl Page {
    /// Appends words to the notes and returns their place.
    pub(crate) fn note(&mut self, words: &str) -> TextSpan {
        let start = self.notes.len();
        self.notes.push_str(words);
        TextSpan::new(start, self.notes.len())
    }

    /// Works out the map; called once, after the last line.
    pub(crate) fn finish(&mut self, main: TextKind) {
        let is_main = |line: &Line| line.text == main && !line.span.is_empty();
        let rows = self
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| is_main(line));
        self.body_rows = rows
            .map(|(row, _)| u32::try_from(row).unwrap_or(u32::MAX))
            .collect();
        let lines = &self.lines;
        self.body_rows
            .sort_by_key(|&row| (lines[row as usize].span.start, row));
    }

    /// Returns the row that shows the byte at `offset` of the main text, the nearest row above it
    /// where it is folded away; 0 where there is none.
    pub fn row_of(&self, offset: usize) -> usize {
        let start = |row: &u32| self.lines[*row as usize].span.start as usize;
        let after = self.body_rows.partition_point(|row| start(row) <= offset);
        self.body_rows
            .get(after.saturating_sub(1))
            .map_or(0, |&row| row as usize)
    }

    /// Returns the first byte of the main text at or below `row`, the last byte where there is none.
    pub fn offset_at(&self, row: usize, main: TextKind) -> usize {
        let below = self.lines.get(row..).unwrap_or_default();
        let is_main = |line: &&Line| line.text == main && !line.span.is_empty();
        let line = below
            .iter()
            .find(is_main)
            .or_else(|| self.lines.iter().rfind(is_main));
        line.map_or(0, |line| line.span.start as usize)
    }

    /// Says whether the main text at `offset` is on a row, not folded away.
    pub fn shows(&self, offset: usize) -> bool {
        let line = self.lines.get(self.row_of(offset));
        line.is_some_and(|line| line.span.contains_offset(offset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretched_blanks_add_up() {
        let text = "one two\nthree";
        let line = Line {
            kind: LineKind::Text,
            span: TextSpan::new(0, text.len()),
            indent: 2,
            width: 13,
            stretch: 5,
            gaps: 2,
            ..Line::default()
        };
        let glyphs: Vec<_> = line.glyphs(text).collect();
        let last = glyphs.last().unwrap();
        assert_eq!(last.column + last.cells, 2 + 13 + 5);
        for glyph in &glyphs {
            assert_eq!(line.column_of(text, glyph.offset), glyph.column);
            assert_eq!(line.offset_at(text, glyph.column), glyph.offset);
        }
    }

    #[test]
    fn wide_and_combining_clusters_have_one_place() {
        let text = "a日e\u{301}b";
        let line = Line {
            span: TextSpan::new(0, text.len()),
            ..Line::default()
        };
        let columns: Vec<_> = line
            .glyphs(text)
            .map(|glyph| (glyph.cluster, glyph.column))
            .collect();
        assert_eq!(columns, [("a", 0), ("日", 1), ("e\u{301}", 3), ("b", 4)]);
        assert_eq!(line.offset_at(text, 2), 1, "the second half of a wide cell");
    }
}
