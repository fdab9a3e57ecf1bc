//! What the title model sees of each line that may be a title.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use crate::clean::header::by_line;
use crate::clean::junk::Verdict;
use crate::clean::lines::{End, Line, look};
use crate::clean::logs::ln_1p;
use crate::clean::title::once;
use crate::clean::trees::key;
use crate::clean::vocabulary::Vocabulary;
use crate::clean::words::words_of;

/// Lines above the text that are looked at.
const REACH: usize = 60;
/// Lines of the text that may be its title, if they stand at its front.
pub(super) const INSIDE: usize = 3;
/// Lines of the text that a title's words are looked for in, and how many of them are its opening.
const TEXT: usize = 30;
const OPENING: usize = 12;
/// Lines after the first of the text that a word may be in to be rare on the page.
const AFTER: usize = 30;
/// Longest line that can be a title, in bytes and in words; one that says it twice may be longer.
const LONGEST: usize = 320;
const MOST_WORDS: u32 = 45;
/// Shortest line, in bytes, that another one can begin or end with by more than chance.
const SHORTEST_PART: usize = 12;

/// What is seen of a line, in order.
const NAMES: [&str; 50] = [
    "above",
    "words",
    "characters",
    "gap",
    "gap after",
    "in opening",
    "in text",
    "often in text",
    "known words",
    "frequency",
    "rare words",
    "copies",
    "copies above",
    "copied next",
    "begins others",
    "ends others",
    "has end",
    "prose between",
    "date below",
    "date above",
    "longer near",
    "end",
    "starts",
    "capitals",
    "capitalised",
    "small",
    "digits",
    "marks",
    "separators",
    "commas",
    "quotes",
    "sentences",
    "colon",
    "question",
    "date",
    "caption",
    "words next",
    "words after next",
    "words before",
    "prose next",
    "date next",
    "byline next",
    "short run above",
    "index",
    "place",
    "in kept",
    "less in opening",
    "less in text",
    "shorter",
    "better",
];

/// Number of features of a line.
pub(super) const FEATURES: usize = NAMES.len();

/// Returns the names of the features, in order.
pub fn names() -> Vec<String> {
    NAMES.iter().map(|&name| name.to_owned()).collect()
}

/// The lines that may be a title, and their features.
pub(super) struct Columns {
    /// Their places on the page, ascending.
    pub lines: Vec<usize>,
    /// One column of keys after the other, in the order of the names.
    keys: Vec<i16>,
}

impl Columns {
    /// Looks at the lines around the beginning of the text `kept`; `None` where none may be its title.
    pub(super) fn new(
        lines: &[Line<'_>],
        verdicts: &[Verdict],
        words: &Vocabulary,
        kept: &[usize],
    ) -> Option<Self> {
        let &first = kept.first()?;
        let above = first.saturating_sub(REACH)..first;
        let is_free = |index: &usize| is_candidate(&lines[*index], &verdicts[*index]);
        let inside = kept.iter().copied().take(INSIDE);
        let inside = inside.take_while(|&index| index < first + AFTER);
        let inside = inside.filter(|&index| !is_paragraph(lines, index));
        let places: Vec<usize> = above.chain(inside).filter(is_free).collect();
        if places.is_empty() {
            return None;
        }
        let around = Around::new(lines, verdicts, words, kept, first);
        let mut rows: Vec<[f32; FEATURES]> = places.iter().map(|&at| around.look(at)).collect();
        compare(&mut rows);
        let mut keys = Vec::with_capacity(FEATURES * rows.len());
        for at in 0..FEATURES {
            keys.extend(rows.iter().map(|row| key(row[at])));
        }
        Some(Self {
            keys,
            lines: places,
        })
    }

    /// Returns the columns in the order of [`names`], a key for each line.
    pub(super) fn all(&self) -> Vec<&[i16]> {
        self.keys.chunks_exact(self.lines.len()).collect()
    }
}

/// Says whether a line of the text is running text, and not said once more at once, as a title may be.
fn is_paragraph(lines: &[Line<'_>], index: usize) -> bool {
    let line = &lines[index];
    let is_said_again = lines
        .get(index + 1)
        .is_some_and(|next| next.text == line.text);
    line.is_prose() && line.text.ends_with('.') && !is_said_again
}

/// Says whether a line could be a title by itself: no button, date, byline or paragraph.
fn is_candidate(line: &Line<'_>, verdict: &Verdict) -> bool {
    let length = line.text.len();
    let is_short = length <= LONGEST && line.words <= MOST_WORDS;
    let is_other = verdict.junk.is_some()
        || verdict.is_date
        || line.letters == 0
        || by_line(line.text).is_some();
    !is_other && (is_short || once(line.text).len() <= LONGEST.min(length - 1))
}

/// Places of the features by which lines are compared, and of what comes of it.
const CHARACTERS: usize = 2;
const OPENING_SHARE: usize = 5;
const TEXT_SHARE: usize = 6;
const LESS_IN_OPENING: usize = FEATURES - 4;
const LESS_IN_TEXT: usize = FEATURES - 3;
const SHORTER: usize = FEATURES - 2;
const BETTER: usize = FEATURES - 1;

/// Writes how each line stands to the best one into the last four features.
fn compare(rows: &mut [[f32; FEATURES]]) {
    for (to, from) in [
        (LESS_IN_OPENING, OPENING_SHARE),
        (LESS_IN_TEXT, TEXT_SHARE),
        (SHORTER, CHARACTERS),
    ] {
        let best = rows.iter().map(|row| row[from]).fold(0.0, f32::max);
        for row in &mut *rows {
            row[to] = best - row[from];
        }
    }
    let shares: Vec<f32> = rows.iter().map(|row| row[OPENING_SHARE]).collect();
    for row in rows {
        let better = shares
            .iter()
            .filter(|&&share| row[OPENING_SHARE] < share)
            .count();
        row[BETTER] = better as f32;
    }
}

/// What a line of the text adds to the count of its words, one of its opening, and one that is near; each count
/// has twenty bits.
const IN_TEXT: u64 = 1;
const IN_OPENING: u64 = 1 << 20;
const IS_NEAR: u64 = 1 << 40;
const COUNT: u64 = IN_OPENING - 1;

/// The lines around the beginning of a text.
struct Around<'p, 't> {
    lines: &'p [Line<'t>],
    verdicts: &'p [Verdict],
    kept: &'p [usize],
    first: usize,
    /// The lines that are compared with each other.
    near: Range<usize>,
    /// Hashes of their texts.
    hashes: Vec<u64>,
    vocabulary: &'p Vocabulary,
    /// The numbers of lines that have each long word: [`IN_TEXT`], [`IN_OPENING`], [`IS_NEAR`].
    counts: Vec<u64>,
    /// Words of running text from each line on, up to the first of the text.
    prose: Vec<u32>,
    /// How the lines around it begin and end.
    outer: Vec<Outer>,
}

impl<'p, 't> Around<'p, 't> {
    fn new(
        lines: &'p [Line<'t>],
        verdicts: &'p [Verdict],
        vocabulary: &'p Vocabulary,
        kept: &'p [usize],
        first: usize,
    ) -> Self {
        let near = first.saturating_sub(REACH)..lines.len().min(first + AFTER);
        let mut counts = vec![0; vocabulary.hashes().len()];
        let text = kept.get(..TEXT).unwrap_or(kept);
        let end = text.last().map_or(near.end, |&last| near.end.max(last + 1));
        let mut rest = text.iter().enumerate().peekable();
        for (index, line) in lines.iter().enumerate().take(end).skip(near.start) {
            let mut amount = if near.contains(&index) { IS_NEAR } else { 0 };
            if let Some((at, _)) = rest.next_if(|(_, kept)| **kept == index) {
                amount += IN_TEXT + if at < OPENING { IN_OPENING } else { 0 };
            }
            if amount > 0 {
                for &word in vocabulary.long_in(line) {
                    counts[word as usize] += amount;
                }
            }
        }
        let mut prose = vec![0; first - near.start + 1];
        for index in (near.start..first).rev() {
            let own = if lines[index].is_prose() {
                lines[index].words
            } else {
                0
            };
            prose[index - near.start] = prose[index + 1 - near.start] + own;
        }
        Self {
            lines,
            verdicts,
            kept,
            first,
            hashes: lines[near.clone()]
                .iter()
                .map(|line| xxh3_64(line.text.as_bytes()))
                .collect(),
            outer: lines[near.clone()]
                .iter()
                .map(|line| Outer::of(line.text))
                .collect(),
            near,
            vocabulary,
            counts,
            prose,
        }
    }

    fn look(&self, index: usize) -> [f32; FEATURES] {
        let whole = &self.lines[index];
        let title = once(whole.text);
        // A line that says its title twice is looked at as if it said it once.
        let line = &if title.len() < whole.text.len() {
            Line {
                gap: whole.gap,
                span: whole.span,
                ..look(title)
            }
        } else {
            *whole
        };
        let (words, chars) = (line.words.max(1) as f32, line.chars.max(1) as f32);
        let at = |index: Option<usize>| index.and_then(|index| self.lines.get(index));
        let next = at(Some(index + 1));
        let words_at =
            |index: Option<usize>| at(index).map_or(-1.0, |line| line.words.min(99) as f32);
        let flag = |is: bool| f32::from(u8::from(is));
        let is_kept = self.kept.iter().take(INSIDE).any(|&kept| kept == index);
        let [opening, text, often, known, frequency, rare] = self.words(whole, title, is_kept);
        let own = self.hashes[index - self.near.start];
        let copies = |range: Range<usize>| {
            let range = range.start - self.near.start..range.end - self.near.start;
            let count = self.hashes[range].iter().filter(|&&hash| hash == own);
            count.count() as f32
        };
        let [begins, ends, has_end] = self.parts(index);
        let is_dated = |index: usize| self.verdicts[index].date.is_some();
        let mut below = index + 1..(index + 8).min(self.lines.len());
        let above = index.saturating_sub(4)..index;
        let around = index.saturating_sub(4)..(index + 5).min(self.first + 1).max(index + 1);
        let longer = around.filter(|&other| {
            let other = &self.lines[other];
            line.chars < other.chars && other.words <= 30
        });
        let short = self.lines[..index].iter().rev().take(12);
        [
            self.first as f32 - index as f32,
            ln_1p(line.words.max(1)),
            chars,
            line.gap.min(4) as f32,
            next.map_or(-1.0, |next| next.gap.min(4) as f32),
            opening,
            text,
            often,
            known,
            frequency,
            rare,
            copies(self.near.clone()) - 1.0,
            copies(self.near.start..index),
            copies(index + 1..(index + 4).min(self.near.end)),
            begins,
            ends,
            has_end,
            self.prose
                .get((index + 1).saturating_sub(self.near.start))
                .map_or(0.0, |&prose| prose as f32),
            below.position(is_dated).map_or(9.0, |at| at as f32),
            above.rev().position(is_dated).map_or(9.0, |at| at as f32),
            longer.count() as f32,
            match line.end {
                End::Open => 0.0,
                End::Ellipsis => 1.0,
                End::Colon => 2.0,
                End::Full if line.text.ends_with('.') => 3.0,
                End::Full => 4.0,
            },
            start_of(line.text),
            line.capitals as f32 / line.letters.max(1) as f32,
            line.capitalised as f32 / words,
            line.small as f32 / words,
            line.digits as f32 / chars,
            line.marks as f32 / chars,
            line.separators.min(9) as f32,
            line.commas.min(9) as f32,
            line.quotes.min(9) as f32,
            line.sentences.min(9) as f32,
            flag(line.text.contains(':')),
            flag(line.text.contains('?')),
            flag(is_dated(index)),
            flag(self.verdicts[index].is_caption),
            words_at(Some(index + 1)),
            words_at(Some(index + 2)),
            words_at(index.checked_sub(1)),
            flag(next.is_some_and(Line::is_prose)),
            flag(next.is_some() && is_dated(index + 1)),
            flag(next.is_some_and(|next| by_line(next.text).is_some())),
            short.take_while(|line| line.words <= 6).count() as f32,
            index.min(2000) as f32,
            index as f32 / self.lines.len() as f32,
            flag(is_kept),
            0.0,
            0.0,
            0.0,
            0.0,
        ]
    }

    /// Returns the shares of a title's long words that are in the opening, in the text, and more than once in the
    /// text; how many are in the text; how often they are there (mean logarithm); and the share of them that is
    /// rare around it. Its own words do not speak for a line of the text.
    fn words(&self, line: &Line<'_>, title: &str, is_kept: bool) -> [f32; 6] {
        let own = u64::from(is_kept);
        let words = self.counts_of(line, title);
        let [mut opening, mut known, mut often, mut frequency, mut rare] = [0.0_f32; 5];
        let add = |to: &mut f32, is: bool| *to += f32::from(u8::from(is));
        for &counts in &words {
            let in_text = (counts & COUNT).saturating_sub(own);
            add(&mut opening, own < (counts / IN_OPENING) & COUNT);
            add(&mut known, in_text >= 1);
            add(&mut often, in_text >= 2);
            add(&mut rare, counts / IS_NEAR <= 2);
            frequency += ln_1p(u32::try_from(in_text).unwrap_or(u32::MAX));
        }
        let all = words.len().max(2) as f32;
        let any = words.len().max(1) as f32;
        [
            opening / all,
            known / all,
            often / all,
            known,
            frequency / all,
            rare / any,
        ]
    }

    /// Returns the counts of the long words of a title; `line` is the one it stands in.
    fn counts_of(&self, line: &Line<'_>, title: &str) -> Vec<u64> {
        let words = self.vocabulary;
        if title.len() < line.text.len() {
            let count = |word| words.number(word).map_or(0, |at| self.counts[at]);
            return words_of(title).into_iter().map(count).collect();
        }
        let own = words.long_in(line).iter();
        own.map(|&word| self.counts[word as usize]).collect()
    }

    /// Returns how many lines above the text begin with this one, how many end with it, and how many it ends with.
    fn parts(&self, index: usize) -> [f32; 3] {
        let own = self.lines[index].text;
        let own_outer = Outer::of(own);
        let mut counts = [0.0; 3];
        for (other, &outer) in (self.near.start..=self.first).zip(&self.outer) {
            if !own_outer.may_be_part(outer) {
                continue;
            }
            let other = self.lines[other].text;
            if own.len() < other.len() {
                counts[0] += f32::from(u8::from(other.starts_with(own)));
                counts[1] += f32::from(u8::from(other.ends_with(own)));
            } else {
                counts[2] += f32::from(u8::from(own.ends_with(other)));
            }
        }
        counts
    }
}

/// How long a line is, and its first and its last byte: every line is compared with every other, and these are enough for
/// most.
#[derive(Clone, Copy)]
struct Outer {
    length: usize,
    first: u8,
    last: u8,
}

impl Outer {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        Self {
            length: bytes.len(),
            first: bytes.first().copied().unwrap_or_default(),
            last: bytes.last().copied().unwrap_or_default(),
        }
    }

    /// Says whether the other line may begin or end with this one, or this one end with the other.
    fn may_be_part(self, other: Self) -> bool {
        let may_begin = self.length < other.length && self.first == other.first;
        let is_enough = SHORTEST_PART <= self.length.min(other.length);
        let may_be_part = is_enough && self.length != other.length;
        may_be_part && (may_begin || self.last == other.last)
    }
}

/// Returns what kind of character a line begins with.
fn start_of(text: &str) -> f32 {
    match text.chars().next().unwrap_or(' ') {
        '*' | '•' | '-' | '+' | '–' | '|' | '>' => 5.0,
        '(' | '[' | ':' => 4.0,
        '"' | '“' | '„' | '«' | '‘' | '\'' | '「' => 3.0,
        c if c.is_numeric() => 2.0,
        c if c.is_lowercase() => 1.0,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compared_features_are_those_of_their_names() {
        for (place, name) in [
            (CHARACTERS, "characters"),
            (OPENING_SHARE, "in opening"),
            (TEXT_SHARE, "in text"),
            (LESS_IN_OPENING, "less in opening"),
            (LESS_IN_TEXT, "less in text"),
            (SHORTER, "shorter"),
            (BETTER, "better"),
        ] {
            assert_eq!(NAMES[place], name);
        }
    }
}
