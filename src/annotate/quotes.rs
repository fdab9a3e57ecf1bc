//! Quotations and who says them.
//!
//! [`pairing`] finds the marks that belong together, [`scene`] takes the text outside of them apart,
//! [`pronoun`] says which person a `he` is, [`speaker`] ranks the candidates for each quotation,
//! [`kind`] tells speech from terms. The last three are small models of boosted trees over features
//! that are read off the order of words; their card is `assets/quotes/README.md`.

mod block;
mod dateline;
mod dialogue;
mod doubt;
mod features;
mod gender;
mod kind;
mod lexicon;
mod marks;
mod mention;
mod models;
mod narrator;
mod nominal;
mod pairing;
mod paragraph;
mod parley;
mod pronoun;
mod salience;
mod scene;
mod speaker;
mod tokens;
pub mod training;
mod trees;
mod verdict;

use crate::annotate::quotes::dialogue::Dialogue;
use crate::annotate::quotes::models::Models;
use crate::annotate::quotes::pairing::Piece;
use crate::annotate::quotes::pronoun::Resolved;
use crate::annotate::quotes::scene::Scene;
use crate::annotate::quotes::speaker::Verdict;
use crate::annotate::quotes::tokens::Source;
use crate::article::{Person, Quotation};
use crate::text::TextSpan;

/// Returns the quotations of `text`, by their start; a quotation inside another one follows it.
///
/// `sentences` and `people` are those of `text`; `blocks` are the block quotations of the page,
/// ascending, whose paragraphs are quotations without marks. Cost: linear in the text.
pub fn find(
    text: &str,
    sentences: &[TextSpan],
    people: &[Person],
    blocks: &[TextSpan],
) -> Vec<Quotation> {
    let reading = Reading {
        text,
        sentences,
        people,
        blocks,
        models: Models::built_in(),
        keep_rows: false,
    };
    reading.read(verdict::quotations)
}

/// Returns what stands between quotation marks in `text`, without asking who says it.
///
/// Cost: linear in the text, about a hundred times cheaper than [`find`].
pub fn spans(text: &str) -> Vec<TextSpan> {
    let paragraphs = paragraph::paragraphs(text);
    let pieces = pieces(text, &paragraphs, &[]);
    pieces.iter().map(|piece| piece.span).collect()
}

/// A text and everything that is given with it.
struct Reading<'t> {
    text: &'t str,
    sentences: &'t [TextSpan],
    people: &'t [Person],
    /// Block quotations.
    blocks: &'t [TextSpan],
    models: &'t Models,
    /// Keeps what the models saw.
    keep_rows: bool,
}

impl Reading<'_> {
    /// Reads the text and hands what was found to `then`.
    fn read<T>(self, then: impl FnOnce(&Scene<'_>, &Resolved, &[Verdict]) -> T) -> T {
        let paragraphs = paragraph::paragraphs(self.text);
        let pieces = pieces(self.text, &paragraphs, self.blocks);
        let source = Source {
            text: self.text,
            paragraphs: &paragraphs,
            sentences: self.sentences,
            pieces: &pieces,
            people: self.people,
        };
        let scene = Scene::new(source, self.models);
        let dialogue = Dialogue::new(&scene);
        let resolved = pronoun::resolve(&scene, &dialogue, self.keep_rows);
        let mut verdicts = speaker::speakers(&scene, &dialogue, &resolved, self.keep_rows);
        for (verdict, line) in verdicts.iter_mut().zip(&dialogue.lines) {
            if let Some(piece) = pieces.get(verdict.piece) {
                kind::features(&scene, &dialogue, line, verdict, piece);
            }
        }
        then(&scene, &resolved, &verdicts)
    }
}

fn pieces(text: &str, paragraphs: &[TextSpan], blocks: &[TextSpan]) -> Vec<Piece> {
    let marks = marks::collect(text, paragraphs);
    let pieces = pairing::pair(text, paragraphs, &marks, marks::style(&marks));
    block::add(text, paragraphs, blocks, pieces)
}

#[cfg(test)]
mod tests;
