//! Names among nouns that all have a capital: in German a capital says nothing, and the weights have learnt
//! from English, where it says much.
//!
//! A name in full has to begin with a known first name there. A part of it may stand alone, or end what is taken for a
//! name with its nouns, `Trainer Keller`; and so may a word that is taken for one again and again and never follows an
//! article.

use crate::annotate::people::lexicon::{hash, kind};
use crate::annotate::people::reading::Reading;
use crate::annotate::people::tag::Range;
use crate::text::lookup::{LookupMap, LookupSet};

/// The commonest words of German, apart from its articles, that English does not have.
const SMALL: &str =
    "und ist nicht mit von sich auf für dass auch wird bei aus nach wie zu es um nur wenn deren";
/// What stands before a noun, and hardly before a name.
const ARTICLES: &str = "der die das den dem des ein eine einen einem einer eines kein keine keinen im am zum zur vom \
                        beim ins ans seine seinen seiner ihre ihren ihrer diese dieser dieses jede jeder jedes";
/// One in so many tokens is a small word or an article in a German text, and there are at least so many.
const TOKENS_A_HIT: usize = 9;
const HITS: usize = 10;
/// How often a word is a first name that is hardly a noun as well, `0..=4`.
const FIRST: u32 = 2;
/// Times that a word must be taken for a name to be one without a first name.
const AGAIN: u32 = 2;

/// Returns which of the mentions of a text are names, shorter where they begin with nouns, if the text is in a
/// language that writes every noun with a capital; else all. Cost: linear in the text.
pub(super) fn among_nouns(reading: &Reading, found: Vec<Range>) -> Vec<Range> {
    let (small, articles) = (hashes(SMALL), hashes(ARTICLES));
    let is_small = |token: usize| {
        let word = reading.word(token).lower;
        small.contains(&word) || articles.contains(&word)
    };
    if found.is_empty() || !has_capital_nouns(reading, is_small) {
        return found;
    }
    let lower = |token: usize| reading.word(token).lower;
    let follows_article = |token: usize| token > 0 && articles.contains(&lower(token - 1));
    let words = |range: &Range| (range.start..range.end).map(lower);
    let full: Vec<Option<Range>> = found
        .iter()
        .map(|&range| in_full(reading, range, is_small))
        .collect();
    let parts: LookupSet<u64> = full.iter().flatten().flat_map(words).collect();
    let nouns: LookupSet<u64> = (1..reading.tokens.len())
        .filter(|&token| follows_article(token))
        .map(lower)
        .collect();
    let mut times: LookupMap<u64, u32> = LookupMap::default();
    for range in found.iter().filter(|range| range.end - range.start == 1) {
        *times.entry(lower(range.start)).or_default() += 1;
    }
    let of_parts = |range: Range| {
        let is_part = |&token: &usize| parts.contains(&lower(token)) && !is_small(token);
        let start = (range.start..range.end).rev().take_while(is_part).last()?;
        Some(Range { start, ..range })
    };
    let is_name = |range: &Range| {
        let word = lower(range.start);
        let is_again = times.get(&word).is_some_and(|&times| times >= AGAIN);
        !is_small(range.start) && is_again && !nouns.contains(&word)
    };
    let kept = found.into_iter().zip(full);
    kept.filter_map(|(range, full)| {
        full.or_else(|| of_parts(range))
            .or_else(|| Some(range).filter(is_name))
    })
    .collect()
}

/// Says whether the text is in a language that writes every noun with a capital.
fn has_capital_nouns(reading: &Reading, is_small: impl Fn(usize) -> bool) -> bool {
    let is_hit = |&token: &usize| !reading.word(token).is_capital && is_small(token);
    let hits = (0..reading.tokens.len()).filter(is_hit).count();
    HITS <= hits && reading.tokens.len() <= hits * TOKENS_A_HIT
}

/// Returns the name in full that a mention ends with, from its first name on, up to where somebody is said to be
/// of something: `Ben Klein von der Gewerkschaft`.
fn in_full(reading: &Reading, range: Range, is_small: impl Fn(usize) -> bool) -> Option<Range> {
    let is_first = |&token: &usize| {
        let word = reading.word(token);
        word.is_capital && word.entry.first() >= FIRST && !is_small(token)
    };
    let start = (range.start..range.end.saturating_sub(1)).find(is_first)?;
    let is_particle = |&token: &usize| reading.word(token).is(kind::PARTICLE);
    let end = (start + 2..range.end).find(is_particle);
    let end = end.unwrap_or(range.end);
    Some(Range { start, end })
}

fn hashes(words: &str) -> LookupSet<u64> {
    words.split_whitespace().map(hash).collect()
}

#[cfg(test)]
mod tests {
    use crate::annotate::people::find;
    use crate::text::TextSpan;

    const GERMAN: &str = "Der Mann aus der Stadt ist nicht allein, und auch die Frauen und das Haus von nebenan sind \
                          für ihn da. Im Fall der Firma wird nach der Prüfung mit dem Bericht aus dem Amt gerechnet.";

    fn names(text: &str) -> Vec<String> {
        let people = find(text, &[TextSpan::new(0, text.len())]);
        people.into_iter().map(|person| person.name).collect()
    }

    #[test]
    fn nouns_are_no_people_and_names_begin_with_first_names() {
        for (text, expected) in [
            ("", &[][..]),
            (
                " Ministerin Anna Keller sagte, die Spione seien da.",
                &["Anna Keller"],
            ),
            (
                " Anna Keller ist da, sagt Keller, und Welchen Einfluss hat die Spende?",
                &["Anna Keller"],
            ),
            (
                " Peter Braun von der Gewerkschaft kam nach Bern.",
                &["Peter Braun"],
            ),
        ] {
            assert_eq!(names(&format!("{GERMAN}{text}")), expected, "{text}");
        }
    }

    #[test]
    fn a_part_of_a_name_ends_what_begins_with_nouns() {
        let text =
            format!("{GERMAN} Markus Schubert kam. Der Interimstrainer Schubert sagte das nicht.");
        let people = find(&text, &[TextSpan::new(0, text.len())]);
        let mentions = people.iter().flat_map(|person| &person.mentions);
        let mentions: Vec<&str> = mentions.map(|mention| mention.of(&text)).collect();
        assert_eq!(mentions, ["Markus Schubert", "Schubert"]);
    }

    #[test]
    fn in_english_a_capital_says_as_much_as_ever() {
        let text = "Welchen Keller said so on Monday. The man from the town was not alone, and the women of the house \
                    said that they would be there for him, as Keller had asked.";
        assert_eq!(names(text).len(), 1);
    }
}
