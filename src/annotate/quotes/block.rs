//! Block quotations: paragraphs set off as somebody's words, by `>` or by the page's own structure.

use crate::annotate::quotes::pairing::Piece;
use crate::annotate::quotes::paragraph::is_set_off;
use crate::text::TextSpan;

/// Longest line that may tell whose words stand above it, in bytes.
const ATTRIBUTION: usize = 100;
/// Share of a paragraph, in percent, from which on marks inside it stand for the whole of it.
const WHOLE: usize = 90;

/// Adds the paragraphs that are set off to the pieces between marks, which stay inside them.
///
/// A paragraph whose marks say already that it is a quotation stays as it is, and so does a line
/// such as `— Mary Smith`, which tells whose words stand above it. Cost: linear.
pub(super) fn add(
    text: &str,
    paragraphs: &[TextSpan],
    blocks: &[TextSpan],
    pieces: Vec<Piece>,
) -> Vec<Piece> {
    let mut blocks = blocks.iter().peekable();
    let mut is_block = |span: TextSpan| {
        while blocks.next_if(|block| block.end <= span.start).is_some() {}
        is_set_off(text, span) || blocks.peek().is_some_and(|block| block.contains(span))
    };
    let set_off: Vec<bool> = paragraphs.iter().map(|&span| is_block(span)).collect();
    if !set_off.contains(&true) {
        return pieces;
    }
    let mut out = Vec::with_capacity(pieces.len() + 8);
    let mut pieces = pieces.into_iter().peekable();
    let mut is_open = false;
    for (index, (&span, is_block)) in (0..).zip(paragraphs.iter().zip(set_off)) {
        let mut inside: Vec<Piece> = Vec::new();
        while let Some(piece) = pieces.next_if(|piece| piece.paragraph <= index) {
            inside.push(piece);
        }
        let is_whole = inside
            .iter()
            .any(|piece| piece.depth == 0 && piece.span.len() * 100 >= span.len() * WHOLE);
        let words = span.of(text);
        let is_attribution = words.starts_with(['—', '–', '-', '―']) && words.len() <= ATTRIBUTION;
        if !is_block || is_whole || is_attribution {
            is_open = false;
            out.append(&mut inside);
            continue;
        }
        out.push(Piece {
            span,
            paragraph: index,
            depth: 0,
            is_continued: is_open,
            is_broken: false,
            is_single: false,
            is_block: true,
        });
        is_open = true;
        out.extend(inside.into_iter().map(|piece| Piece {
            depth: piece.depth.saturating_add(1),
            is_continued: false,
            ..piece
        }));
    }
    out
}
