//! Breaking a wall of text into paragraphs at sensible places.

use crate::clean::lines::{is_closer, is_terminal_mark, is_wide_terminal};
use crate::clean::words::{SMALL_LETTERS, hash};
use crate::text::TextSpan;
use crate::text::fold::fold_char;

/// A paragraph is broken from this many words on; the parts are well below, so that breaking the
/// parts again changes nothing.
const LONGEST: usize = 170;
/// Words of a good paragraph of news.
const GOOD: f32 = 48.0;
/// How far from that a length may be before it costs as much as tearing a topic apart.
const SPREAD: f32 = 24.0;
/// Bytes that are counted together: as many as a byte can tell, so that many are in one instruction.
const FEW: usize = 128;
/// A part never has more sentences than this.
const MOST_SENTENCES: usize = 24;
/// Longest word, in bytes, that says nothing of what a sentence is about.
const SHORT: usize = 4;
/// Long words of a sentence that are looked for in the one before it, and as many different ones are known
/// of it for the next.
const MOST_LONG: usize = 200;
/// Longest quotation, in bytes: an opening mark further back was never closed.
const LONGEST_QUOTATION: usize = 1500;

/// Returns the byte offsets at which a sentence begins, the first one (0) included.
///
/// Careful rather than complete: not inside a quotation, not after an abbreviation. Linear.
pub(crate) fn sentence_starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut quotes = Quotes::default();
    let mut chars = text.char_indices().peekable();
    let mut word_start = 0;
    while let Some((at, c)) = chars.next() {
        quotes.see(text, at, c);
        if c.is_whitespace() {
            word_start = at + c.len_utf8();
        }
        let is_wide = is_wide_terminal(c);
        if !is_wide && !is_terminal_mark(c) {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some(&(next, closer)) = chars.peek() {
            if !(is_closer(closer) || is_terminal_mark(closer)) {
                break;
            }
            quotes.see(text, next, closer);
            end = next + closer.len_utf8();
            chars.next();
        }
        let after = text.get(end..).unwrap_or_default();
        let next = after.trim_start();
        if next.is_empty() || !is_wide && next.len() == after.len() || quotes.is_inside(end) {
            continue;
        }
        let word = text.get(word_start..at).unwrap_or_default();
        if begins_sentence(next) && (c != '.' || ends_sentence(word)) {
            starts.push(text.len() - next.len());
        }
    }
    starts
}

/// Says whether text after a terminal mark can be the beginning of a sentence.
fn begins_sentence(next: &str) -> bool {
    next.trim_start_matches(|c: char| {
        is_closer(c)
            || matches!(
                c,
                '‘' | '„' | '«' | '‹' | '(' | '[' | '¿' | '¡' | '—' | '–' | '-' | ' '
            )
    })
    .chars()
    .next()
    .is_some_and(|c| c.is_alphanumeric() && !c.is_lowercase())
}

/// Says whether a word before a full stop is no initial, abbreviation or number of a list.
fn ends_sentence(word: &str) -> bool {
    const ABBREVIATIONS: &[&str] = &[
        "mr", "mrs", "ms", "dr", "prof", "gen", "col", "lt", "sgt", "capt", "maj", "adm", "sen",
        "rep", "gov", "rev", "hon", "st", "jr", "sr", "inc", "ltd", "corp", "co", "vs", "etc",
        "no", "nos", "vol", "fig", "dept", "univ", "jan", "feb", "mar", "apr", "jun", "jul", "aug",
        "sep", "sept", "oct", "nov", "dec", "bzw", "usw", "nr", "str", "ca", "evtl", "sra", "srta",
        "mme", "mlle", "bros", "messrs", "approx", "est", "art", "al",
    ];
    let bare = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0 {
        return bare.chars().filter(char::is_ascii_digit).count() > 2;
    }
    letters > 1 && !bare.contains('.') && !ABBREVIATIONS.contains(&bare.to_lowercase().as_str())
}

/// Keeps track of whether a place is inside a quotation.
#[derive(Default)]
struct Quotes {
    straight: Option<usize>,
    curly: Option<usize>,
    single: Option<usize>,
}

impl Quotes {
    fn see(&mut self, text: &str, at: usize, c: char) {
        match c {
            '\'' | '‘' | '’' => self.see_single(text, at, c),
            '"' if self.straight.is_some() => self.straight = None,
            '"' => self.straight = Some(at),
            // In German this mark closes.
            '“' if self.curly.is_some() => self.curly = None,
            '“' | '„' | '«' | '「' => self.curly = Some(at),
            '”' | '»' | '」' => self.curly = None,
            _ => {}
        }
    }

    /// A single mark opens before a word and closes after one; between two letters it is an apostrophe,
    /// before a digit it stands for a century.
    fn see_single(&mut self, text: &str, at: usize, c: char) {
        let (before, after) = text.split_at(at);
        let before = before.chars().next_back();
        let after = after.chars().nth(1);
        let is_open = before
            .is_none_or(|b| b.is_whitespace() || matches!(b, '(' | '—' | '"' | '“'))
            && after.is_some_and(char::is_alphabetic);
        if is_open && c != '’' {
            self.single = Some(at);
        } else if !is_open && !after.is_some_and(char::is_alphanumeric) {
            self.single = None;
        }
    }

    fn is_inside(&self, at: usize) -> bool {
        [self.straight, self.curly, self.single]
            .into_iter()
            .flatten()
            .any(|open| at - open < LONGEST_QUOTATION)
    }
}

/// Returns the paragraphs that a text is broken into; one where it is short enough to stay.
///
/// The places are sentence ends chosen by dynamic programming: lengths near 48 words, and no break
/// where the next sentence takes up the words of the last one (lexical cohesion as in Hearst 1997,
/// `TextTiling`). Linear in the text.
pub(crate) fn paragraphs(text: &str) -> Vec<TextSpan> {
    let whole = vec![TextSpan::new(0, text.len())];
    if text.len() < 2 * LONGEST {
        return whole;
    }
    // Every blank begins with one of these bytes, which is faster told than the words are counted.
    let may_be_blank = |b: u8| matches!(b, 0..=b' ' | 0xC2 | 0xE1..=0xE3);
    let count = |few: &[u8]| few.iter().fold(0, |n, &b| n + u8::from(may_be_blank(b)));
    let few = text.as_bytes().chunks(FEW);
    let most: usize = few.map(|few| usize::from(count(few))).sum();
    if most < LONGEST || text.split_whitespace().nth(LONGEST).is_none() {
        return whole;
    }
    let sentences = measure(text);
    let breaks = best_breaks(&sentences);
    let mut out = Vec::with_capacity(breaks.len());
    for (index, &first) in breaks.iter().enumerate() {
        let start = sentences[first].start;
        let next = breaks.get(index + 1).map(|&next| sentences[next].start);
        let span = TextSpan::new(start, next.unwrap_or(text.len()));
        out.push(crate::text::span::trim(text, span));
    }
    out
}

struct Sentence {
    start: usize,
    words: f32,
    /// What it costs to begin a paragraph with it, `0..=1`.
    cohesion: f32,
}

fn measure(text: &str) -> Vec<Sentence> {
    let starts = sentence_starts(text);
    let mut out = Vec::with_capacity(starts.len());
    let (mut own, mut last) = (Vec::new(), Vec::new());
    let mut folded = String::new();
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(text.len());
        let sentence = text.get(start..end).unwrap_or_default();
        let (mut words, mut long, mut shared) = (0.0, 0, 0);
        own.clear();
        for word in sentence.split_whitespace() {
            words += 1.0;
            if word.len() <= SHORT || own.len() == MOST_LONG && long == MOST_LONG {
                continue;
            }
            let hash = folded_hash(word, &mut folded);
            if long < MOST_LONG {
                long += 1;
                shared += u32::from(last.contains(&hash));
            }
            if own.len() < MOST_LONG && !own.contains(&hash) {
                own.push(hash);
            }
        }
        let share = shared as f32 / (own.len().max(4)) as f32;
        let opens_quotation = sentence.starts_with(['"', '“', '«', '„', '「']);
        let cohesion = if opens_quotation { 0.0 } else { share.min(1.0) };
        out.push(Sentence {
            start,
            words,
            cohesion,
        });
        std::mem::swap(&mut own, &mut last);
    }
    out
}

/// Returns the hash of a word in small letters, without diacritics and the marks around it; `folded` is where
/// it is written if it must be.
fn folded_hash(word: &str, folded: &mut String) -> u64 {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.is_ascii() {
        return hash(bare.as_bytes(), SMALL_LETTERS);
    }
    folded.clear();
    bare.chars().for_each(|c| fold_char(c, folded));
    hash(folded.as_bytes(), 0)
}

/// Returns the index of the first sentence of each paragraph.
fn best_breaks(sentences: &[Sentence]) -> Vec<usize> {
    // `best[i]`: least cost of breaking the sentences before `i`, and where the last part begins.
    let mut best: Vec<(f32, usize)> = vec![(0.0, 0)];
    for end in 1..=sentences.len() {
        let mut words = 0.0;
        let mut choice = (f32::INFINITY, end - 1);
        for first in (end.saturating_sub(MOST_SENTENCES)..end).rev() {
            words += sentences[first].words;
            let off = (words - GOOD) / SPREAD;
            let cost = best[first].0 + off * off + sentences[first].cohesion;
            if cost < choice.0 {
                choice = (cost, first);
            }
        }
        best.push(choice);
    }
    let mut breaks = Vec::new();
    let mut at = sentences.len();
    while at > 0 {
        at = best[at].1;
        breaks.push(at);
    }
    breaks.reverse();
    breaks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn single_marks_hold_a_quotation_together_and_apostrophes_do_not() {
        let starts = |text: &str| sentence_starts(text).len();
        assert_eq!(starts("He said: 'We know. They don't.' Then he left."), 2);
        assert_eq!(
            starts("It's the players' day. It isn't theirs. The '90s ended."),
            3
        );
        assert_eq!(
            starts("She wrote ‘One. Two.’ and left. All of it stayed."),
            2
        );
    }

    #[test]
    fn sentences_begin_outside_quotations_and_after_whole_words() {
        for (text, expected) in [
            ("One here. Two there.", &["One here. ", "Two there."][..]),
            (
                "Mr. Wu met the U.S. team. It won.",
                &["Mr. Wu met the U.S. team. ", "It won."],
            ),
            (
                "\"We won. They lost,\" he said. Yes.",
                &["\"We won. They lost,\" he said. ", "Yes."],
            ),
            ("他赢了。他们走了。", &["他赢了。", "他们走了。"]),
            (
                "It rose 3.5 percent. then fell.",
                &["It rose 3.5 percent. then fell."],
            ),
        ] {
            let starts = sentence_starts(text);
            let mut found = Vec::new();
            for (index, &start) in starts.iter().enumerate() {
                let end = starts.get(index + 1).copied().unwrap_or(text.len());
                found.push(TextSpan::new(start, end).of(text));
            }
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn a_wall_of_text_is_broken_and_its_parts_stay() {
        let text = "Eight plain words make up this one sentence. ".repeat(60);
        let text = text.trim();
        let parts = paragraphs(text);
        assert!((8..=12).contains(&parts.len()), "{}", parts.len());
        for part in parts {
            assert_eq!(paragraphs(part.of(text)).len(), 1);
        }
    }

    proptest! {
        #[test]
        fn no_word_is_lost(text in "([A-Za-z]{1,9}[.!?\"”“]{0,2} {0,2}){0,400}") {
            let parts = paragraphs(&text);
            let joined: Vec<_> = parts.iter().flat_map(|part| part.of(&text).split_whitespace()).collect();
            prop_assert_eq!(joined, text.split_whitespace().collect::<Vec<_>>());
        }
    }
}
