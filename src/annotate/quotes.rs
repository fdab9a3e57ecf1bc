//! Quotations and who says them.

mod marks;
mod pairing;
mod paragraph;

use crate::article::{Person, Quotation, QuotationKind};
use crate::text::TextSpan;

/// Returns the quotations of `text`, by their start.
pub fn find(text: &str, sentences: &[TextSpan], people: &[Person]) -> Vec<Quotation> {
    let _ = (sentences, people);
    let paragraphs = paragraph::paragraphs(text);
    let marks = marks::collect(text, &paragraphs);
    let pieces = pairing::pair(text, &paragraphs, &marks, marks::style(&marks));
    pieces
        .iter()
        .map(|piece| Quotation {
            span: piece.span,
            kind: QuotationKind::Speech,
            speaker: None,
            is_continued: piece.is_continued,
        })
        .collect()
}
