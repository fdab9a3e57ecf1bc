//! Repeats inside one text.

use crate::article::Repeat;
use crate::dedup::across::{Parts, Reading};
use crate::dedup::align::{Alignment, LowerCase, Match};
use crate::dedup::grams::{First, NOWHERE, grams};
use crate::dedup::words::Word;
use crate::text::TextSpan;
use crate::text::lookup::LookupMap;

/// Fewest words of a sentence that is folded when it comes again word for word.
const LEAST_WORDS: usize = 3;

/// Returns every later saying of what `text` has already said, ascending.
///
/// `sentences` are those of `text`. A sentence is a repeat where most of its words stand in the same order in
/// an earlier one and nothing in it is news: no other number, name, place, date or negation; also
/// where sentences were run together or broken up. Of a sentence that is partly new, long runs of
/// words are reported. Cost: linear in the text.
pub fn repeats(text: &str, sentences: &[TextSpan]) -> Vec<Repeat> {
    repeats_in(&Reading::of(text, sentences))
}

/// Returns the repeats of a text that was read; see [`repeats`].
pub fn repeats_in(reading: &Reading<'_>) -> Vec<Repeat> {
    let Parts { words, units, .. } = reading.parts.as_ref();
    let grams: Vec<u64> = grams(words).collect();
    let mut table = First::with_room(grams.len());
    let origin: Vec<u32> = (0..grams.len())
        .map(|at| match table.find_or_insert(&grams, at) {
            first if first as usize == at => NOWHERE,
            first => first,
        })
        .collect();
    let lower = LowerCase::default();
    let alignment = Alignment::new(reading.side(), reading.side(), &origin, &lower);
    let mut same = SameWords::default();
    let mut found = Vec::new();
    for &unit in units {
        if let Some(there) = same.earlier(words, unit) {
            found.push(Match { here: unit, there });
            continue;
        }
        let (before, count) = (found.last().copied(), found.len());
        alignment.judge(unit, unit.0, &mut found);
        if found.len() == count
            && let Some(Match { here, there }) = before
            && here.1 == unit.0
            && alignment.goes_on(unit, there.1)
        {
            let there = (there.1, there.1 + unit.1 - unit.0);
            found.push(Match { here: unit, there });
        }
    }
    let repeat = |found: &Match| Repeat {
        span: reading.span(found.here),
        first: reading.side().span(found.there),
    };
    found.iter().map(repeat).collect()
}

/// Units by all of their words, for those that are too short to have runs.
#[derive(Default)]
struct SameWords {
    first: LookupMap<u64, (usize, usize)>,
}

impl SameWords {
    /// Returns the earlier unit with the same words, and remembers this one.
    fn earlier(&mut self, words: &[Word], unit: (usize, usize)) -> Option<(usize, usize)> {
        let keys = |(start, end): (usize, usize)| words[start..end].iter().map(|word| word.key);
        if unit.1 - unit.0 < LEAST_WORDS {
            return None;
        }
        let hash = keys(unit).fold(7, |hash: u64, key| {
            (hash.rotate_left(7) ^ key).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        });
        let first = *self.first.entry(hash).or_insert(unit);
        (first != unit && keys(first).eq(keys(unit))).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sentences(text: &str) -> Vec<TextSpan> {
        let mut start = 0;
        let mut out = Vec::new();
        for piece in text.split_inclusive(['\n', '.']) {
            let span = TextSpan::new(start, start + piece.len());
            out.push(crate::text::span::trim(text, span));
            start += piece.len();
        }
        out.retain(|span| !span.is_empty());
        out
    }

    fn repeated(text: &str) -> Vec<&str> {
        let found = repeats(text, &sentences(text));
        found.iter().map(|repeat| repeat.span.of(text)).collect()
    }

    const SAID: &str = "The minister told reporters in Oslo on Tuesday that the talks with Sweden would go on \
                        for two more weeks and that Ms Berg had not left her post.";

    #[test]
    fn the_same_again_is_a_repeat_however_it_is_written() {
        for again in [
            SAID.to_owned(),
            SAID.to_uppercase(),
            SAID.replace("told reporters", "told journalists"),
            SAID.replace("Ms Berg", "Ms  Berg"),
            format!("OSLO (AP) — {SAID}"),
        ] {
            let text = format!("{SAID} Something else was said in between.\n{again}");
            assert_eq!(repeated(&text), [again.trim_end_matches('\n')], "{again}");
        }
        let broken_off = "The minister told reporters in Oslo on Tuesday that the talks with Swed";
        assert_eq!(repeated(&format!("{SAID}\n{broken_off}...")).len(), 1);
    }

    #[test]
    fn an_update_is_never_a_repeat() {
        for (old, new) in [
            ("two more", "three more"),
            ("Tuesday", "Wednesday"),
            ("weeks", "months"),
            ("Oslo", "Bergen"),
            ("Sweden", "Denmark"),
            ("Berg", "Dahl"),
            ("had not left", "had left"),
            ("would go on", "would not go on"),
            ("with Sweden", "without Sweden"),
            (
                "Oslo on Tuesday that the talks with Sweden",
                "Sweden on Tuesday that the talks with Oslo",
            ),
        ] {
            let update = SAID.replace(old, new);
            assert_ne!(update, SAID);
            let text = format!("{SAID}\nSomething else was said in between.\n{update}");
            assert_eq!(repeated(&text), [""; 0], "{new}");
        }
    }

    #[test]
    fn a_headline_with_another_name_at_its_end_is_news() {
        let text = "Rain stops the final between Ajax and Porto\nRain stops the final between Ajax and Lyon";
        assert_eq!(repeated(text), [""; 0]);
    }

    #[test]
    fn a_paragraph_that_was_run_together_repeats_sentence_by_sentence() {
        let text = "One man was seen near the harbour. The police asked for help with the search.\n\
                    They found the boat on Friday morning.\n\
                    One man was seen near the harbor. The police asked for help with the search. They found the \
                    boat on Friday morning.";
        assert_eq!(repeated(text).len(), 3);
    }

    #[test]
    fn a_sentence_that_says_a_phrase_twice_is_no_repeat_of_itself() {
        let text =
            "He said again and again and again and again and again and again and again it was so.";
        assert_eq!(repeated(text), [""; 0]);
    }

    proptest! {
        #[test]
        fn repeats_stand_behind_what_they_repeat(text in "([abcAB12é中] ?){0,80}(\\. |\n)?([abcAB12é中] ?){0,80}") {
            let text = format!("{text}. {text}\n{text}");
            let mut end = 0;
            for repeat in repeats(&text, &sentences(&text)) {
                prop_assert!(end <= repeat.span.start && !repeat.span.of(&text).is_empty());
                prop_assert!(repeat.first.start < repeat.span.start && !repeat.first.of(&text).is_empty());
                end = repeat.span.end;
            }
        }
    }
}
