//! Words that only begin a sentence, in languages that the weights have not learnt.

use crate::annotate::people::lexicon::kind;
use crate::annotate::people::reading::{Reading, Style};
use crate::annotate::people::tag::Range;
use crate::text::language::language;

/// Returns the mentions without the small words that they begin with, if the text is in another language than English:
/// `Según Hurtado`, `Además de García`, `Il`.
///
/// A word at the start of a sentence is one of them if it stands elsewhere in the text with a small letter, and no
/// mention has it inside a sentence. Cost: linear in the text.
pub(super) fn without_openers(reading: &Reading, text: &str, found: Vec<Range>) -> Vec<Range> {
    if found.is_empty() || language(text).is_none_or(|language| language == "en") {
        return found;
    }
    let mut is_small = vec![false; reading.group_count];
    for (word, &group) in reading.words.iter().zip(&reading.groups) {
        is_small[group as usize] |= !word.is_capital;
    }
    let mut is_named = vec![false; reading.group_count];
    for token in found.iter().flat_map(|range| range.start..range.end) {
        is_named[reading.group(token)] |= !begins(reading, token) && reading.word(token).is_capital;
    }
    let is_opener = |token: usize| {
        let group = reading.group(token);
        let word = reading.word(token);
        is_small[group] && !is_named[group] && !word.is(kind::PARTICLE) && begins(reading, token)
    };
    let shorter = |range: Range| {
        if !is_opener(range.start) {
            return Some(range);
        }
        let is_capital = |&token: &usize| reading.word(token).is_capital;
        let start = (range.start + 1..range.end).find(is_capital)?;
        Some(Range { start, ..range })
    };
    found.into_iter().filter_map(shorter).collect()
}

/// Says whether nothing but marks stands before a token in its sentence, which is running text.
fn begins(reading: &Reading, token: usize) -> bool {
    let Some(sentence) = reading.sentences.get(reading.sentence_of(token)) else {
        return false;
    };
    let before = sentence.start..token;
    sentence.style == Style::Running
        && before
            .into_iter()
            .rev()
            .all(|token| !reading.word(token).is_alphabetic)
}

#[cfg(test)]
mod tests {
    use crate::annotate::people::find;
    use crate::segment::sentences;

    fn names(text: &str) -> Vec<String> {
        let people = find(text, &sentences(text));
        people.into_iter().map(|person| person.name).collect()
    }

    #[test]
    fn the_first_word_of_a_sentence_is_no_part_of_a_name() {
        let text = "El juez Ángel Hurtado explicó ayer los motivos de su decisión según la prensa, para que todos los \
                    entiendan y no haya más dudas. Según Hurtado, las pruebas son claras. Para Hurtado no hay otra \
                    salida, además de la que ya se conoce. Además de Hurtado, también lo dijo Álvaro García Ortiz.";
        assert_eq!(names(text), ["Ángel Hurtado", "Álvaro García Ortiz"]);
    }

    #[test]
    fn a_name_that_is_a_word_as_well_stays_one() {
        let text = "La directora Rosa Blanco presentó ayer una rosa y un traje blanco en la sede de la empresa, según \
                    los que estaban allí. Rosa Blanco no quiso hablar con la prensa. Blanco se fue por una puerta.";
        assert_eq!(names(text), ["Rosa Blanco"]);
    }
}
