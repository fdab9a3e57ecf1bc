//! What the line model sees of each line: its form, its place, its neighbours, and how much it has to
//! do with the page's main block of running text.
//!
//! Nothing here knows a language: which small words are common is counted on the page itself.

mod windows;
mod words;

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use crate::article::Reason;
use crate::clean::features::windows::{MEASURES, WINDOWS, Windows};
use crate::clean::features::words::{Shares, shares};
use crate::clean::junk::Verdict;
use crate::clean::lines::{End, LONGEST_LOOK, Line};
use crate::clean::logs::ln_1p;
use crate::clean::tally::Table;
use crate::clean::trees::key;
use crate::clean::vocabulary::Vocabulary;

/// Names of the features of a line by itself and in its page, in order.
const BASE: [&str; 58] = [
    "words",
    "characters",
    "log words",
    "word length",
    "letters",
    "capitals",
    "capitalised",
    "small",
    "digits",
    "marks",
    "sentences",
    "quotes",
    "commas",
    "separators",
    "end",
    "starts digit",
    "starts quote",
    "address",
    "questions",
    "date",
    "date line",
    "junk",
    "caption",
    "title-like",
    "common words",
    "index",
    "place",
    "words before",
    "copies",
    "is copy",
    "overlap block",
    "overlap opening",
    "overlap page",
    "strict distance",
    "strict side",
    "strict place",
    "lenient distance",
    "lenient side",
    "lenient share",
    "cuts",
    "since cut",
    "prose passed",
    "prose left",
    "lines",
    "page words",
    "prose lines",
    "prose share",
    "since prose",
    "until prose",
    "last prose words",
    "next prose words",
    "short run before",
    "short run after",
    "relative length",
    "tone",
    "same form",
    "same form share",
    "dates",
];

/// Base features that are also seen of the neighbours: words, capitalised, end, junk, common words, overlap with
/// the main block and with its opening, tone.
const CONTEXT: [usize; 8] = [0, 6, 14, 21, 24, 30, 31, 54];
/// How far the neighbours are looked at.
const REACH: usize = 2;
/// Forms that lines may have: steps of length, ends, quarters of capitalised words, with or without digits, with or
/// without a quotation mark at the start.
const FORMS: usize = 7 * 5 * 4 * 2 * 2;
/// Most lines of the same form that are counted.
const MOST_OF_A_FORM: u32 = 30;

/// Features of a line that are not those of a neighbour.
const OWN: usize = BASE.len() + WINDOWS.len() * MEASURES.len();

/// Number of features of a line.
pub(crate) const FEATURES: usize = OWN + CONTEXT.len() * REACH * 2;

/// Returns the names of the features, in order.
pub(crate) fn names() -> Vec<String> {
    let mut names: Vec<String> = BASE.iter().map(|&name| name.to_owned()).collect();
    for offset in offsets() {
        names.extend(
            CONTEXT
                .iter()
                .map(|&column| format!("{} {offset:+}", BASE[column])),
        );
    }
    for window in WINDOWS {
        names.extend(MEASURES.iter().map(|measure| format!("{measure} {window}")));
    }
    names
}

fn offsets() -> impl Iterator<Item = isize> {
    let reach = REACH.cast_signed();
    (-reach..=reach).filter(|&offset| offset != 0)
}

/// The features of the lines of a page, as the [`key`]s that trees compare, one column after the other.
pub(crate) struct Columns {
    /// Keys of a line's own features and windows; each column has a margin of [`REACH`] on both sides, where
    /// the neighbours of the outer lines are.
    keys: Vec<i16>,
    lines: usize,
}

impl Columns {
    /// Looks at all lines of a page. Linear.
    pub(crate) fn new(lines: &[Line<'_>], verdicts: &[Verdict], words: &Vocabulary) -> Self {
        let page = PageFacts::new(lines, verdicts, words);
        let length = lines.len() + 2 * REACH;
        let mut keys = vec![key(-1.0); length * OWN];
        let (base, windows) = keys.split_at_mut(length * BASE.len());
        let rows: Vec<_> = (0..lines.len())
            .map(|index| page.base(index).map(key))
            .collect();
        for (at, column) in base.chunks_exact_mut(length).enumerate() {
            for (key, row) in column.iter_mut().skip(REACH).zip(&rows) {
                *key = row[at];
            }
        }
        let sums = Windows::new(&page);
        for (columns, width) in windows
            .chunks_exact_mut(length * MEASURES.len())
            .zip(WINDOWS)
        {
            sums.measure(width, columns, REACH);
        }
        Self {
            keys,
            lines: lines.len(),
        }
    }

    /// Returns the columns in the order of [`names`], a key for each line.
    pub(crate) fn all(&self) -> Vec<&[i16]> {
        let length = self.lines + 2 * REACH;
        let column = |own: usize, offset: isize| {
            let start = (own * length + REACH).saturating_add_signed(offset);
            &self.keys[start..start + self.lines]
        };
        let mut all = Vec::with_capacity(FEATURES);
        all.extend((0..BASE.len()).map(|own| column(own, 0)));
        all.extend(offsets().flat_map(|offset| CONTEXT.map(|own| column(own, offset))));
        all.extend((BASE.len()..OWN).map(|own| column(own, 0)));
        all
    }
}

/// Everything about the page that the features of its lines are made of.
struct PageFacts<'p, 't> {
    lines: &'p [Line<'t>],
    verdicts: &'p [Verdict],
    /// Words, prose words and prose lines before each line, and one past the last.
    words: Vec<u32>,
    prose_words: Vec<u32>,
    prose_lines: Vec<u32>,
    /// Main block by the strict and by the lenient score.
    strict: Range<usize>,
    lenient: Range<usize>,
    shares: Shares,
    copies: Vec<u32>,
    is_copy: Vec<bool>,
    cuts: Vec<u32>,
    since_cut: Vec<u32>,
    since_prose: Vec<u32>,
    until_prose: Vec<u32>,
    last_prose: Vec<u32>,
    next_prose: Vec<u32>,
    /// Lines of at most six words in a row before and after each line, up to 12.
    short_before: Vec<f32>,
    short_after: Vec<f32>,
    prose_length: f32,
    /// Lines with a date before each line, and one past the last.
    dates: Vec<u32>,
    /// Tone of each line, and how many words it is of.
    tones: Vec<(f32, u32)>,
    /// Tone before each line, by weight and the weight itself, and one past the last.
    tone: Vec<(f64, f64)>,
    /// Other lines of the same form.
    same_form: Vec<u32>,
}

impl<'p, 't> PageFacts<'p, 't> {
    fn new(lines: &'p [Line<'t>], verdicts: &'p [Verdict], vocabulary: &Vocabulary) -> Self {
        let prose: Vec<bool> = lines
            .iter()
            .zip(verdicts)
            .map(|(line, verdict)| line.is_prose() && verdict.junk.is_none())
            .collect();
        let sums = |value: &dyn Fn(usize) -> u32| {
            let mut sum = 0;
            let mut out = Vec::with_capacity(lines.len() + 1);
            out.push(0);
            out.extend((0..lines.len()).map(|index| {
                sum += value(index);
                sum
            }));
            out
        };
        let words = sums(&|index| lines[index].words.min(400));
        let prose_words = sums(&|index| u32::from(prose[index]) * lines[index].words.min(400));
        let prose_lines = sums(&|index| u32::from(prose[index]));
        let strict = best_segment(lines.len(), |index| {
            let line = &lines[index];
            let words = line.words.min(120) as f32;
            match () {
                () if verdicts[index].junk.is_some() => -10.0,
                () if prose[index] => words,
                () if line.words >= 10 => words * 0.3,
                () => -8.0,
            }
        });
        let lenient = best_segment(lines.len(), |index| {
            let words = lines[index].words.min(60) as f32;
            if words < 8.0 { -2.0 } else { words - 7.0 }
        });
        let (copies, is_copy) = copies(lines);
        let (cuts, since_cut) = cuts(verdicts, &prose);
        let (since_prose, last_prose) = nearest(&prose, lines, false);
        let (until_prose, next_prose) = nearest(&prose, lines, true);
        let short_before = short_runs(lines.iter());
        let mut short_after = short_runs(lines.iter().rev());
        short_after.reverse();
        let count = prose_lines.last().copied().unwrap_or_default().max(1);
        let dates = sums(&|index| u32::from(verdicts[index].date.is_some()));
        let shares = shares(lines, vocabulary, &strict, &prose);
        let tones: Vec<_> = lines.iter().map(|line| vocabulary.tone(line)).collect();
        let mut tone = Vec::with_capacity(lines.len() + 1);
        tone.push((0.0, 0.0));
        tone.extend(tones.iter().scan((0.0, 0.0), |sum, &(tone, count)| {
            let weight = f64::from(count) + 0.5;
            *sum = (sum.0 + weight * f64::from(tone), sum.1 + weight);
            Some(*sum)
        }));
        Self {
            shares,
            dates,
            tones,
            tone,
            same_form: same_form(lines),
            prose_length: prose_words.last().copied().unwrap_or_default() as f32 / count as f32,
            lines,
            verdicts,
            words,
            prose_words,
            prose_lines,
            strict,
            lenient,
            copies,
            is_copy,
            cuts,
            since_cut,
            since_prose,
            until_prose,
            last_prose,
            next_prose,
            short_before,
            short_after,
        }
    }

    fn base(&self, index: usize) -> [f32; BASE.len()] {
        let line = &self.lines[index];
        let verdict = &self.verdicts[index];
        let count = self.lines.len();
        let (words, chars) = (line.words.max(1) as f32, line.chars.max(1) as f32);
        let total = |sums: &[u32]| sums.last().copied().unwrap_or_default().max(1) as f32;
        let first = line.text.chars().next().unwrap_or(' ');
        let flag = |is: bool| f32::from(u8::from(is));
        // What is beyond the part that was looked at in detail may hold some.
        let has_marks = 0 < line.marks || LONGEST_LOOK < line.text.len();
        let [block, opening, elsewhere] = self.shares.overlaps[index];
        let (strict_distance, strict_side) = distance(index, &self.strict);
        let (lenient_distance, lenient_side) = distance(index, &self.lenient);
        let lenient_words = self.words[self.lenient.end] - self.words[self.lenient.start];
        [
            line.words.min(500) as f32,
            chars.min(5000.0),
            ln_1p(line.words.max(1)),
            chars / words,
            line.letters as f32 / chars,
            line.capitals as f32 / line.letters.max(1) as f32,
            line.capitalised as f32 / words,
            line.small as f32 / words,
            line.digits as f32 / chars,
            line.marks as f32 / chars,
            line.sentences.min(30) as f32,
            line.quotes as f32 / words,
            line.commas as f32 / words,
            line.separators.min(20) as f32,
            end_code(line) as f32,
            flag(first.is_numeric()),
            flag(is_quote(first)),
            flag(has_marks && line.words < 60 && has_address(line.text)),
            if has_marks {
                questions(line.text) as f32
            } else {
                0.0
            },
            flag(verdict.date.is_some()),
            flag(verdict.is_date),
            verdict.junk.map_or(0.0, junk_code),
            flag(verdict.is_caption),
            flag(line.is_title_like()),
            self.shares.common[index],
            index.min(2000) as f32,
            index as f32 / count as f32,
            self.words[index] as f32 / total(&self.words),
            self.copies[index].min(9) as f32,
            flag(self.is_copy[index]),
            block,
            opening,
            elsewhere,
            strict_distance,
            strict_side,
            (index as f32 - self.strict.start as f32) / self.strict.len().max(1) as f32,
            lenient_distance,
            lenient_side,
            lenient_words as f32 / total(&self.words),
            self.cuts[index].min(5) as f32,
            self.since_cut[index].min(50) as f32,
            self.prose_lines[index] as f32 / total(&self.prose_lines),
            total(&self.prose_lines) - self.prose_lines[index] as f32,
            count.min(5000) as f32,
            total(&self.words).min(50_000.0),
            total(&self.prose_lines).min(2000.0),
            total(&self.prose_words) / total(&self.words),
            self.since_prose[index].min(50) as f32,
            self.until_prose[index].min(50) as f32,
            self.last_prose[index].min(200) as f32,
            self.next_prose[index].min(200) as f32,
            self.short_before[index],
            self.short_after[index],
            words / self.prose_length.max(1.0),
            self.tones[index].0,
            self.same_form[index].min(MOST_OF_A_FORM) as f32,
            self.same_form[index] as f32 / count as f32,
            self.dates.last().copied().unwrap_or_default() as f32,
        ]
    }
}

/// Counts for each line the lines of at most six words that stand in a row before it, up to 12.
fn short_runs<'l>(lines: impl Iterator<Item = &'l Line<'l>>) -> Vec<f32> {
    let mut run = 0.0_f32;
    let before = lines.map(|line| {
        let here = run;
        let is_short = line.words <= 6;
        run = if is_short { (run + 1.0).min(12.0) } else { 0.0 };
        here
    });
    before.collect()
}

/// Counts for each line the other lines of the page that have the same form: teasers and comments come in
/// rows that are alike.
fn same_form(lines: &[Line<'_>]) -> Vec<u32> {
    let mut counts = [0_u32; FORMS];
    let forms: Vec<usize> = lines.iter().map(form).collect();
    for &form in &forms {
        counts[form] += 1;
    }
    forms.iter().map(|&form| counts[form] - 1).collect()
}

/// Returns the form of a line, as a number below [`FORMS`].
fn form(line: &Line<'_>) -> usize {
    let length = line.words.saturating_add(1).ilog2().min(6);
    let capitalised = (4 * line.capitalised / line.words.max(1)).min(3);
    let first = line.text.chars().next().unwrap_or(' ');
    let marks = 2 * u32::from(0 < line.digits) + u32::from(is_quote(first));
    ((length * 5 + end_code(line)) * 16 + capitalised * 4 + marks) as usize
}

fn end_code(line: &Line<'_>) -> u32 {
    match line.end {
        End::Open if line.text.ends_with(',') => 1,
        End::Open => 0,
        End::Ellipsis => 2,
        End::Colon => 3,
        End::Full => 4,
    }
}

fn is_quote(first: char) -> bool {
    matches!(first, '"' | '“' | '„' | '«' | '‘' | '\'' | '「')
}

fn junk_code(reason: Reason) -> f32 {
    match reason {
        Reason::RelatedBlock => 1.0,
        Reason::Comments => 2.0,
        Reason::Advert => 3.0,
        Reason::ShareBar => 4.0,
        Reason::Navigation => 5.0,
        Reason::Legal => 6.0,
        Reason::Caption => 7.0,
        _ => 8.0,
    }
}

fn has_address(text: &str) -> bool {
    let bytes = text.as_bytes();
    let goes_on = |at: usize, end: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(end));
    let is_address = |at: usize| match bytes.get(at) {
        Some(b'@') => true,
        Some(b':') => goes_on(at, b"://"),
        _ => goes_on(at, b".com") || bytes.get(..at).is_some_and(|head| head.ends_with(b"www")),
    };
    memchr::memchr3_iter(b'@', b':', b'.', bytes).any(is_address)
}

/// Counts question and exclamation marks in the first 400 bytes.
fn questions(text: &str) -> usize {
    let head = text.as_bytes().get(..400).unwrap_or(text.as_bytes());
    memchr::memchr2_iter(b'?', b'!', head).count()
}

/// Distance of a line to a block, and on which side of it the line is: before -1, inside 0, after 1.
fn distance(index: usize, block: &Range<usize>) -> (f32, f32) {
    if index < block.start {
        ((block.start - index).min(200) as f32, -1.0)
    } else if index >= block.end {
        ((index + 1 - block.end).min(200) as f32, 1.0)
    } else {
        (0.0, 0.0)
    }
}

/// Returns the run of lines with the highest sum of scores (Kadane).
pub(crate) fn best_segment(count: usize, score: impl Fn(usize) -> f32) -> Range<usize> {
    let (mut best, mut best_range) = (0.0, 0..0);
    let (mut sum, mut start) = (0.0_f32, 0);
    for index in 0..count {
        if sum <= 0.0 {
            sum = 0.0;
            start = index;
        }
        sum += score(index);
        if best < sum {
            best = sum;
            best_range = start..index + 1;
        }
    }
    best_range
}

/// Counts the other lines with the same text, and says which lines an earlier one has said.
fn copies(lines: &[Line<'_>]) -> (Vec<u32>, Vec<bool>) {
    let mut texts = Table::with_room(lines.len());
    let hashes = lines.iter().map(|line| xxh3_64(line.text.as_bytes()));
    let places: Vec<usize> = hashes.map(|hash| texts.place(hash)).collect();
    let mut counts = vec![0; texts.hashes().len()];
    let mut see = |place: &usize| {
        counts[*place] += 1;
        1 < counts[*place]
    };
    let is_copy = places.iter().map(&mut see).collect();
    let others = places.iter().map(|&place| counts[place] - 1);
    (others.collect(), is_copy)
}

/// Counts the headings of other things seen so far (after two lines of prose), and the lines since.
fn cuts(verdicts: &[Verdict], prose: &[bool]) -> (Vec<u32>, Vec<u32>) {
    let (mut cuts, mut since, mut passed) = (0, 999, 0);
    let new = || Vec::with_capacity(verdicts.len());
    let (mut all_cuts, mut all_since) = (new(), new());
    for (verdict, &is_prose) in verdicts.iter().zip(prose) {
        if verdict.is_cut && passed >= 2 {
            cuts += 1;
            since = 0;
        }
        all_cuts.push(cuts);
        all_since.push(since);
        since += 1;
        passed += u32::from(is_prose);
    }
    (all_cuts, all_since)
}

/// Returns the distance to the nearest other prose line on one side, and its words.
fn nearest(prose: &[bool], lines: &[Line<'_>], is_after: bool) -> (Vec<u32>, Vec<u32>) {
    let count = lines.len();
    let (mut distances, mut words) = (vec![999; count], vec![0; count]);
    let (mut distance, mut last) = (999, 0);
    for step in 0..count {
        let index = if is_after { count - 1 - step } else { step };
        distances[index] = distance;
        words[index] = last;
        distance += 1;
        if prose[index] {
            distance = 1;
            last = lines[index].words;
        }
    }
    (distances, words)
}
