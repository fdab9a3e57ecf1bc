//! Quotations and who says them.
//!
//! [`pairing`] finds the marks that belong together, [`scene`] takes the text outside of them apart,
//! [`pronoun`] says which person a `he` is, [`speaker`] ranks the candidates for each quotation,
//! [`kind`] tells speech from terms. The last three are small models of boosted trees over features
//! that are read off the order of words; their card is `assets/quotes/README.md`.

mod features;
mod kind;
mod lexicon;
mod marks;
mod mention;
mod nominal;
mod pairing;
mod paragraph;
mod pronoun;
mod scene;
mod speaker;
mod tokens;
pub mod training;
mod trees;
mod verdict;

use crate::annotate::quotes::pairing::Piece;
use crate::annotate::quotes::pronoun::Resolved;
use crate::annotate::quotes::scene::Scene;
use crate::annotate::quotes::speaker::Verdict;
use crate::annotate::quotes::tokens::Source;
use crate::article::{Person, Quotation};
use crate::text::TextSpan;

/// Returns the quotations of `text`, by their start; a quotation inside another one follows it.
///
/// `sentences` and `people` are those of `text`. Cost: linear in the text.
pub fn find(text: &str, sentences: &[TextSpan], people: &[Person]) -> Vec<Quotation> {
    read(text, sentences, people, false, verdict::quotations)
}

/// Returns what stands between quotation marks in `text`, without asking who says it.
///
/// Cost: linear in the text, about a hundred times cheaper than [`find`].
pub fn spans(text: &str) -> Vec<TextSpan> {
    let paragraphs = paragraph::paragraphs(text);
    let pieces = pieces(text, &paragraphs);
    pieces.iter().map(|piece| piece.span).collect()
}

/// Reads a text and hands what was found to `then`; `keep_rows` keeps what the models saw.
fn read<T>(
    text: &str,
    sentences: &[TextSpan],
    people: &[Person],
    keep_rows: bool,
    then: impl FnOnce(&Scene<'_>, &Resolved, &[Verdict]) -> T,
) -> T {
    let paragraphs = paragraph::paragraphs(text);
    let pieces = pieces(text, &paragraphs);
    let scene = Scene::new(Source {
        text,
        paragraphs: &paragraphs,
        sentences,
        pieces: &pieces,
        people,
    });
    let resolved = pronoun::resolve(&scene, keep_rows);
    let mut verdicts = speaker::speakers(&scene, &resolved, keep_rows);
    for verdict in &mut verdicts {
        if let Some(piece) = pieces.get(verdict.piece) {
            kind::features(&scene, verdict, piece);
        }
    }
    then(&scene, &resolved, &verdicts)
}

fn pieces(text: &str, paragraphs: &[TextSpan]) -> Vec<Piece> {
    let marks = marks::collect(text, paragraphs);
    pairing::pair(text, paragraphs, &marks, marks::style(&marks))
}

#[cfg(test)]
mod tests;
