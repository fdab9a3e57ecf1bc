//! What the finder looks at for one token, as hashes.
//!
//! Three groups, so that the first two are summed once for each word of a text: what a word says of
//! its own place, what it says of the places around it, and what words say together.

use crate::annotate::people::evidence::{Evidence, KINDS, STRONG, Seen};
use crate::annotate::people::lexicon::kind;
use crate::annotate::people::reading::{Reading, Sentence, Style};
use crate::annotate::people::word::Word;

/// Stands for a word beyond the end of the sentence.
const NOTHING: u64 = 0x0B05;

/// Takes features one by one.
pub trait Sink {
    /// Takes the hash of one feature; its high bits are well mixed.
    fn push(&mut self, feature: u64);
}

impl Sink for Vec<u64> {
    fn push(&mut self, feature: u64) {
        Self::push(self, feature);
    }
}

/// Numbers the templates of one group and hashes their values.
struct Templates<'s, S> {
    next: u64,
    sink: &'s mut S,
}

impl<'s, S: Sink> Templates<'s, S> {
    fn from(first: u64, sink: &'s mut S) -> Self {
        Self { next: first, sink }
    }

    fn skip(&mut self, count: u64) {
        self.next += count;
    }

    fn one(&mut self, value: u64) {
        self.next += 1;
        self.sink.push(mix(self.next, value));
    }

    /// One template for each of `count` bits, with `value` where the bit is set.
    fn bits(&mut self, bits: u32, count: u32, value: u64) {
        let mut left = bits & ((1 << count) - 1);
        while left != 0 {
            let template = self.next + 1 + u64::from(left.trailing_zeros());
            self.sink.push(mix(template, value));
            left &= left - 1;
        }
        self.next += u64::from(count);
    }

    fn when(&mut self, is_so: bool, value: u64) {
        if is_so {
            self.one(value);
        } else {
            self.next += 1;
        }
    }

    fn pair(&mut self, a: u64, b: u64) {
        self.one(join(a, b));
    }

    fn three(&mut self, a: u64, b: u64, c: u64) {
        self.one(join(join(a, b), c));
    }
}

fn mix(template: u64, value: u64) -> u64 {
    let seed = template.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (value ^ seed).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    (mixed ^ mixed >> 32).wrapping_mul(0x9FB2_1C65_1E98_DF25)
}

fn join(a: u64, b: u64) -> u64 {
    (a.rotate_left(23) ^ b).wrapping_mul(0x2127_599B_F432_5C37)
}

/// What a word says of the token that it is.
pub fn own(word: &Word, seen: Seen, sink: &mut impl Sink) {
    let mut t = Templates::from(0, sink);
    let entry = word.entry;
    let names = u64::from(entry.names()) | 256;
    t.one(word.lower);
    t.one(word.shape);
    for affix in word.affixes {
        t.when(affix != 0, affix);
    }
    t.one(u64::from(entry.coarse()));
    t.one(u64::from(entry.middle()));
    t.one(u64::from(entry.fine()));
    t.one(names);
    t.pair(names, word.shape);
    t.pair(u64::from(entry.middle()), word.shape);
    t.pair(names, u64::from(entry.coarse()));
    t.bits(u32::from(word.kinds), 8, word.shape);
    t.bits(seen.cues, KINDS, 1);
    t.one(u64::from(seen.cues & STRONG));
    t.pair(u64::from(seen.cues), names);
    if seen.named != 0 {
        let named = u64::from(seen.named);
        t.one(named);
        t.pair(named, word.shape);
        t.pair(named, names);
        t.pair(named, u64::from(seen.cues & STRONG));
        t.pair(named, u64::from(entry.coarse()));
    }
}

/// Says whether what [`near`] gives for a word depends on its evidence.
pub fn looks_at_evidence(word: &Word, offset: isize) -> bool {
    word.can_name && offset.abs() == 1
}

/// What a word, or the end of the sentence, says of the token at `-offset` from it.
pub fn near(word: Option<(&Word, Seen)>, offset: isize, sink: &mut impl Sink) {
    let group = offset.unsigned_abs() as u64 * 2 + u64::from(offset < 0);
    let mut t = Templates::from(100 + group * 100, sink);
    let Some((word, seen)) = word else {
        t.one(NOTHING);
        return;
    };
    t.skip(1);
    let entry = word.entry;
    let capital = u64::from(word.is_capital);
    let names = if word.is_capital {
        u64::from(entry.names()) | 256
    } else {
        0
    };
    t.one(word.lower);
    t.one(word.shape);
    t.one(names);
    t.when(word.kinds != 0, u64::from(word.kinds) << 1 | capital);
    t.one(u64::from(entry.middle()));
    if offset.abs() == 1 {
        t.one(u64::from(entry.fine()));
        t.pair(u64::from(entry.coarse()), capital);
        for affix in [word.affixes[1], word.affixes[5]] {
            t.when(affix != 0, affix);
        }
        if looks_at_evidence(word, offset) {
            t.bits(seen.cues, KINDS, 1);
            t.when(seen.named != 0, u64::from(seen.named));
        }
    }
}

/// What the words around `token` say together.
pub fn together(
    reading: &Reading,
    sentence: Sentence,
    evidence: &Evidence,
    token: usize,
    sink: &mut impl Sink,
) {
    let mut t = Templates::from(1000, sink);
    let at = |index: Option<usize>| {
        index
            .filter(|index| (sentence.start..sentence.end).contains(index))
            .map(|index| reading.word(index))
    };
    let word = reading.word(token);
    let left = at(token.checked_sub(1));
    let left2 = at(token.checked_sub(2));
    let right = at(Some(token + 1));
    let right2 = at(Some(token + 2));
    let lower = |word: Option<&Word>| word.map_or(NOTHING, |word| word.lower);
    let shape = |word: Option<&Word>| word.map_or(NOTHING, |word| word.shape);
    let middle = |word: Option<&Word>| word.map_or(NOTHING, |w| u64::from(w.entry.middle()));
    let names = |word: Option<&Word>| match word {
        None => 1,
        Some(word) if word.is_capital => u64::from(word.entry.names()) | 256,
        Some(_) => 0,
    };
    let style = match sentence.style {
        Style::Running => 0_u64,
        Style::TitleCase => 1,
        Style::UpperCase => 2,
    };
    let own_names = names(Some(word));
    let own_middle = u64::from(word.entry.middle());
    t.pair(style, word.shape);
    t.pair(style, own_names);
    t.when(style != 0, own_middle);
    t.when(style != 0, join(own_names, join(names(left), names(right))));
    let is_first = left.is_none();
    t.when(is_first, word.shape);
    t.when(is_first, own_names);
    t.when(is_first, own_middle);
    t.when(is_first, word.lower);
    t.pair(lower(left), word.lower);
    t.pair(word.lower, lower(right));
    t.pair(lower(left), lower(right));
    t.three(shape(left), word.shape, shape(right));
    t.pair(shape(left), word.shape);
    t.pair(word.shape, shape(right));
    t.pair(lower(left2), lower(left));
    t.pair(lower(right), lower(right2));
    t.three(shape(left2), shape(left), word.shape);
    t.three(word.shape, shape(right), shape(right2));
    t.three(middle(left), own_middle, u64::from(word.is_capital));
    t.three(own_middle, middle(right), u64::from(word.is_capital));
    t.three(middle(left), word.shape, middle(right));
    t.pair(middle(left), word.shape);
    t.pair(word.shape, middle(right));
    t.three(middle(left2), middle(left), word.shape);
    t.three(word.shape, middle(right), middle(right2));
    t.pair(names(left), own_names);
    t.pair(own_names, names(right));
    t.three(names(left), own_names, names(right));
    t.three(lower(left), own_names, shape(right));
    t.three(shape(left), own_names, lower(right));
    t.three(names(left2), names(left), own_names);
    t.three(own_names, names(right), names(right2));
    let titled = left.filter(|left| left.is(kind::TITLE | kind::HONORIFIC));
    t.when(
        titled.is_some(),
        join(
            word.shape,
            u64::from(titled.is_some_and(|left| left.is_capital)),
        ),
    );
    let seen = u64::from(evidence.of(reading.ids[token]).cues & STRONG);
    t.three(seen, word.shape, u64::from(shape(right) == word.shape));
    t.pair(seen, shape(left));
    t.pair(seen, shape(right));
    if let Some(labels) = evidence.labels() {
        let of = |index: Option<usize>| {
            index
                .filter(|index| (sentence.start..sentence.end).contains(index))
                .map_or(9, |index| u64::from(labels[index]))
        };
        let before = of(token.checked_sub(1));
        let here = of(Some(token));
        let after = of(Some(token + 1));
        let named = u64::from(evidence.of(reading.ids[token]).named);
        t.one(here);
        t.pair(here, named);
        t.three(before, here, after);
        t.three(here, word.shape, own_names);
        t.pair(
            join(of(token.checked_sub(2)), before),
            join(here, join(after, of(Some(token + 2)))),
        );
        let near = |index: Option<usize>| {
            index
                .filter(|index| (sentence.start..sentence.end).contains(index))
                .map_or(1 << 20, |index| {
                    u64::from(evidence.of(reading.ids[index]).named)
                })
        };
        t.three(near(token.checked_sub(1)), named, here);
        t.three(near(Some(token + 1)), named, here);
    }
}
