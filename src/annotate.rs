//! People and quotations of a cleaned text.
//!
//! Pure: the models and lists are compiled in, nothing is read from anywhere.

pub mod people;
pub mod quotes;

use crate::article::Annotations;
use crate::text::TextSpan;

/// Finds the people of `text` and the quotations with their speakers.
///
/// `sentences` are those of `text`, as `segment::sentences` gives them.
pub fn annotate(text: &str, sentences: &[TextSpan]) -> Annotations {
    annotate_blocks(text, sentences, &[])
}

/// Finds the people and quotations of `text`, in which `blocks` are block quotations.
///
/// `sentences` are those of `text`; `blocks` ascend.
pub fn annotate_blocks(text: &str, sentences: &[TextSpan], blocks: &[TextSpan]) -> Annotations {
    let people = people::find(text, sentences);
    let quotations = quotes::find(text, sentences, &people, blocks);
    Annotations { people, quotations }
}
