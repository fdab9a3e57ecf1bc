//! Which lines of a page are its main story.

use crate::clean::cards;
use crate::clean::features::best_segment;
use crate::clean::junk::Verdict;
use crate::clean::lines::{End, Line};
use crate::clean::model;
use crate::clean::vocabulary::Vocabulary;

/// Part of the words that stands in whole sentences, from which on a text without any sign of a page
/// around it is a clean one.
const CLEAN_SHARE: f32 = 0.8;

/// Least words of a cloud of tags.
const CLOUD: u32 = 40;

/// Words above a heading of other stories, and twice the words below it, from which on it can be told
/// whether they are about the same.
const LONG_ENOUGH: u32 = 100;
/// How many times the words above it those below may be, below a heading and below a button: else the story is
/// rather there.
const BELOW_HEADING: u32 = 8;
const BELOW_BUTTON: u32 = 3;
/// Lines below such a heading that are compared.
const COMPARED: usize = 12;
/// Letters that a word has more than that tells: shorter ones are common to any two stories.
const COMMON_LETTERS: u32 = 5;
/// Least of such words below it that can tell.
const ENOUGH: u32 = 25;
/// Where there are fewer: letters that a word has more than to count, and the share of them that stand above too
/// in the same story where a headline stands above what follows.
const LETTERS: u32 = 3;
const SAME_IF_HEADED: f32 = 0.28;
/// Share of such words below it that stand above it too in the same story, for each time that the words above
/// are twice as many, from [`FIRST_SHARED`] on: any two stories share more words the longer they are.
const SAME_STORY: f32 = 0.022;
const FIRST_SHARED: f32 = 14.0;

/// Returns the lines of the main story: all of them where the text is clean already; by the model,
/// where it finds any; by the rules, where they do; otherwise all that is not certainly something
/// else.
pub(crate) fn story_lines(
    lines: &[Line<'_>],
    verdicts: &[Verdict],
    words: &Vocabulary,
) -> Vec<usize> {
    if is_clean(lines, verdicts) {
        return (0..lines.len()).collect();
    }
    let is_open = |&index: &usize| verdicts[index].junk.is_none() && !verdicts[index].is_date;
    let modelled = model::keep(lines, verdicts, words).unwrap_or_default();
    let kept = (0..lines.len()).filter(|&index| modelled.get(index) == Some(&true));
    let kept: Vec<usize> = kept.filter(is_open).collect();
    // A cloud of tags is no story where the page has sentences.
    let is_prose = |&index: &usize| lines[index].is_prose();
    if kept.iter().any(is_prose) {
        let is_story = |&index: &usize| !is_cloud(&lines[index]);
        let kept = kept.into_iter().filter(is_story).collect();
        return without_other_story(lines, verdicts, words, kept);
    }
    let mut open = (0..lines.len()).filter(is_open);
    if !kept.is_empty() && !open.any(|index| is_prose(&index)) {
        return kept;
    }
    let block = prose_block(lines, verdicts);
    let end = cards::first_cut(lines, verdicts, block.start);
    let block = prose_block(&lines[..end], verdicts);
    let kept: Vec<usize> = block.filter(is_open).collect();
    if !kept.is_empty() {
        return kept;
    }
    (0..lines.len()).filter(is_open).collect()
}

/// Cuts a story off at a heading of other stories where what follows it is about something else. A list
/// of links inside a story stands under such a heading too, and the story goes on below it.
fn without_other_story(
    lines: &[Line<'_>],
    verdicts: &[Verdict],
    vocabulary: &Vocabulary,
    mut kept: Vec<usize>,
) -> Vec<usize> {
    // With a colon it heads a few links, or what the story itself holds, as often as other stories.
    let is_heading = |index: usize| verdicts[index].leads_on && lines[index].end != End::Colon;
    let headings = (0..lines.len()).filter(|&index| is_heading(index));
    for heading in headings {
        let place = kept.partition_point(|&index| index < heading);
        let (above, below) = kept.split_at(place);
        let words = |lines_of: &[usize]| lines_of.iter().map(|&at| lines[at].words).sum::<u32>();
        let most = words(above)
            * if verdicts[heading].is_cut {
                BELOW_HEADING
            } else {
                BELOW_BUTTON
            };
        if words(above) < LONG_ENOUGH || !(LONG_ENOUGH / 2..=most).contains(&words(below)) {
            continue;
        }
        let story = |at: &usize| &lines[*at];
        let shared = |short| {
            let (above, below) = (above.iter().map(story), below.iter().map(story));
            shared(vocabulary, above, below.take(COMPARED), short)
        };
        let (same, all) = shared(COMMON_LETTERS);
        let doublings = (words(above) as f32 / FIRST_SHARED).log2();
        let is_other = if ENOUGH <= all {
            (same as f32) < SAME_STORY * doublings * all as f32
        } else {
            // A few lines under a headline of their own.
            let is_headline =
                |at: &usize| lines[*at].is_title_like() && lines[*at].end == End::Open;
            let (same, all) = shared(LETTERS);
            below.first().is_some_and(is_headline) && (same as f32) < SAME_IF_HEADED * all as f32
        };
        if is_other {
            kept.truncate(place);
            return kept;
        }
    }
    kept
}

/// Counts the words of more than `short` letters in the lines `below` that are in those `above` too, and all of them,
/// each once a line.
fn shared<'l>(
    words: &Vocabulary,
    above: impl Iterator<Item = &'l Line<'l>>,
    below: impl Iterator<Item = &'l Line<'l>>,
    short: u32,
) -> (u32, u32) {
    let mut is_above = vec![false; words.hashes().len()];
    for &word in above.flat_map(|line| words.long_in(line)) {
        is_above[word as usize] = true;
    }
    let (mut all, mut same) = (0, 0);
    for &word in below.flat_map(|line| words.long_in(line)) {
        if short < words.letters(word) {
            all += 1;
            same += u32::from(is_above[word as usize]);
        }
    }
    (same, all)
}

/// Says whether a line is words in a row, all in small letters and without any mark: the tags of a site.
fn is_cloud(line: &Line<'_>) -> bool {
    CLOUD <= line.words
        && line.words * 19 <= line.small * 20
        && line.sentences + line.commas + line.quotes == 0
}

/// Says whether a text has the form that cleaning gives: paragraphs parted by single blank lines,
/// nearly all of them whole sentences, and nothing that rules know as junk.
fn is_clean(lines: &[Line<'_>], verdicts: &[Verdict]) -> bool {
    let (mut words, mut in_sentences) = (0, 0);
    for (index, (line, verdict)) in lines.iter().zip(verdicts).enumerate() {
        if verdict.junk.is_some() || verdict.is_date || 0 < index && line.gap != 1 {
            return false;
        }
        words += line.words;
        if line.words >= 5 && matches!(line.end, End::Full | End::Colon) {
            in_sentences += line.words;
        }
    }
    CLEAN_SHARE * words as f32 <= in_sentences as f32
}

/// Returns the run of lines with the most running text: the segment of the highest sum, where prose
/// counts its words and everything else costs.
fn prose_block(lines: &[Line<'_>], verdicts: &[Verdict]) -> std::ops::Range<usize> {
    best_segment(lines.len(), |index| {
        let line = &lines[index];
        let words = line.words.min(120) as f32;
        match () {
            () if verdicts[index].junk.is_some() => -10.0,
            () if line.words >= 10 && line.end == End::Full => words,
            () if line.words >= 10 && line.end == End::Colon => words * 0.6,
            () if line.words >= 10 => words * 0.3,
            () => -8.0,
        }
    })
}
