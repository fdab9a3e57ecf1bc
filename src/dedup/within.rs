//! Repeats inside one text.

use crate::article::Repeat;
use crate::dedup::align::{Alignment, LONGEST_UNIT, Match, Side};
use crate::dedup::grams::{First, NOWHERE, grams};
use crate::dedup::words::{Word, units, whole, words};
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
    let words = words(text);
    let units = units(&words, sentences, LONGEST_UNIT);
    let grams = grams(&words);
    let mut table = First::with_room(grams.len());
    let origin: Vec<u32> = (0..grams.len())
        .map(|at| match table.find_or_insert(&grams, at) {
            first if first as usize == at => NOWHERE,
            first => first,
        })
        .collect();
    let side = || Side {
        text,
        words: &words,
    };
    let alignment = Alignment::new(side(), side(), &origin);
    let mut same = SameWords::default();
    let mut found = Vec::new();
    for unit in units {
        if let Some(there) = same.earlier(&words, unit) {
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
    let side = side();
    let repeat = |found: &Match| Repeat {
        span: whole(text, sentences, side.span(found.here)),
        first: side.span(found.there),
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
