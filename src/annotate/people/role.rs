//! The title or role that a text gives to a person, before the name or after it.

use crate::annotate::people::lexicon::kind;
use crate::annotate::people::reading::{Reading, Sentence, Style};
use crate::annotate::people::tag::Range;
use crate::annotate::people::word::Word;
use crate::text::TextSpan;

/// Longest role, in tokens.
const LONGEST: usize = 8;

/// Words that no role before a name begins with, though they may have a capital.
const STOPS: &[&str] = &[
    "a",
    "according",
    "after",
    "also",
    "although",
    "an",
    "and",
    "as",
    "at",
    "because",
    "before",
    "both",
    "but",
    "by",
    "during",
    "even",
    "for",
    "from",
    "he",
    "her",
    "here",
    "his",
    "how",
    "however",
    "if",
    "in",
    "its",
    "last",
    "like",
    "meanwhile",
    "my",
    "nor",
    "of",
    "on",
    "only",
    "or",
    "our",
    "she",
    "since",
    "so",
    "that",
    "the",
    "their",
    "then",
    "there",
    "this",
    "though",
    "to",
    "today",
    "under",
    "until",
    "what",
    "when",
    "where",
    "which",
    "while",
    "who",
    "why",
    "with",
    "yet",
    "your",
];
/// Small words that may stand in a role before a name.
const MODIFIERS: &[&str] = &[
    "acting",
    "assistant",
    "co-chief",
    "current",
    "departing",
    "deputy",
    "designate",
    "elect",
    "ex",
    "first",
    "former",
    "incoming",
    "interim",
    "late",
    "longtime",
    "new",
    "outgoing",
    "retired",
    "senior",
    "then",
    "veteran",
];
/// Words that begin an explanation after a name.
const ARTICLES: &[&str] = &["a", "an", "the", "former", "its", "their"];
/// Words that end one.
const ENDS: &[&str] = &[",", ".", ";", "who", "whose", "which", "—", "–", "(", ")"];

/// Returns where the text says what the person named by `mention` is; `taken` says which tokens
/// belong to names.
pub fn role(reading: &Reading, text: &str, mention: Range, taken: &[bool]) -> Option<TextSpan> {
    let at = reading
        .sentences
        .partition_point(|sentence| sentence.end <= mention.start);
    let sentence = *reading.sentences.get(at)?;
    before(reading, text, sentence, mention, taken).or_else(|| match sentence.style {
        Style::Running => after(reading, text, sentence, mention, taken),
        _ => None,
    })
}

fn token<'t>(reading: &Reading, text: &'t str, index: usize) -> &'t str {
    reading.tokens[index].of(text)
}

fn lists(words: &[&str], word: &str) -> bool {
    words.contains(&word.to_lowercase().as_str())
}

/// `Chinese Defence Minister` in `Chinese Defence Minister Dong Jun`.
fn before(
    reading: &Reading,
    text: &str,
    sentence: Sentence,
    mention: Range,
    taken: &[bool],
) -> Option<TextSpan> {
    let limit = sentence.start.max(mention.start.saturating_sub(LONGEST));
    let fits = |index: &usize| {
        let word = reading.word(*index);
        let form = token(reading, text, *index);
        // In a headline every word has a capital, and that says nothing.
        let says_much = word.is_capital && sentence.style == Style::Running;
        let is_role = word.is(kind::TITLE) || says_much || lists(MODIFIERS, form);
        word.is_alphabetic
            && is_role
            && !taken[*index]
            && !lists(STOPS, form)
            && !word.is(kind::HONORIFIC)
            && (!word.is(kind::VERB) || word.is_capital)
    };
    // An honorific between the role and the name belongs to neither.
    let mut end = mention.start;
    while end > limit && is_honorific(reading.word(end - 1)) {
        end -= 1;
    }
    let start = (limit..end).rev().take_while(fits).last()?;
    let is_title = |index: usize| reading.word(index).is(kind::TITLE);
    if !is_title(end - 1) {
        return None;
    }
    Some(reading.tokens[start].cover(reading.tokens[end - 1]))
}

fn is_honorific(word: &Word) -> bool {
    word.is(kind::HONORIFIC) && !word.is(kind::TITLE)
}

/// `Ukrainian lawmaker` in `Kira Rudik, a Ukrainian lawmaker,`.
fn after(
    reading: &Reading,
    text: &str,
    sentence: Sentence,
    mention: Range,
    taken: &[bool],
) -> Option<TextSpan> {
    let mut start = mention.end + 1;
    if start + 1 >= sentence.end || token(reading, text, mention.end) != "," {
        return None;
    }
    let first = token(reading, text, start);
    let opens = lists(ARTICLES, first) || reading.word(start).is(kind::TITLE);
    if lists(&["a", "an", "the"], first) {
        start += 1;
    }
    let speaks = |index: usize| reading.word(index).is(kind::VERB);
    let ends = |&index: &usize| speaks(index) || lists(ENDS, token(reading, text, index));
    let end = (start..sentence.end).find(ends)?;
    // Who speaks is somebody else: `met Sergei Lavrov, the Syrian minister said`.
    let is_short = end > start && end - start <= LONGEST && !speaks(end);
    let names_nobody = !taken[start..end].contains(&true);
    let has_title = reading.ids[start..end]
        .iter()
        .any(|&id| reading.words[id as usize].is(kind::TITLE));
    (opens && is_short && names_nobody && has_title)
        .then(|| reading.tokens[start].cover(reading.tokens[end - 1]))
}
