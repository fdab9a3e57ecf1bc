//! Which lines of a page are its main story.

use crate::clean::cards;
use crate::clean::features::best_segment;
use crate::clean::junk::Verdict;
use crate::clean::lines::{End, Line};
use crate::clean::model;

/// Part of the words that stands in whole sentences, from which on a text without any sign of a page
/// around it is a clean one.
const CLEAN_SHARE: f32 = 0.8;

/// Least words of a cloud of tags.
const CLOUD: u32 = 40;

/// Returns the lines of the main story: all of them where the text is clean already; by the model,
/// where it finds any; by the rules, where they do; otherwise all that is not certainly something
/// else.
pub(crate) fn story_lines(lines: &[Line<'_>], verdicts: &[Verdict]) -> Vec<usize> {
    if is_clean(lines, verdicts) {
        return (0..lines.len()).collect();
    }
    let is_open = |&index: &usize| verdicts[index].junk.is_none() && !verdicts[index].is_date;
    let modelled = model::keep(lines, verdicts).unwrap_or_default();
    let kept = (0..lines.len()).filter(|&index| modelled.get(index) == Some(&true));
    let kept: Vec<usize> = kept.filter(is_open).collect();
    // A cloud of tags is no story where the page has sentences.
    let is_prose = |&index: &usize| lines[index].is_prose();
    let has_prose = || {
        (0..lines.len())
            .filter(is_open)
            .any(|index| is_prose(&index))
    };
    if !kept.is_empty() && (kept.iter().any(is_prose) || !has_prose()) {
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
