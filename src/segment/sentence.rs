//! Sentence boundaries by rules: terminal punctuation, closing marks, what follows, abbreviations.
//!
//! UAX #29 splits after "Dr." and inside "U.S. troops"; these rules know the abbreviations of
//! news text, keep a closing quotation mark with its sentence, and never cross a line break.

use crate::text::TextSpan;

/// Words that a full stop follows without ending the sentence, in lower case.
const ABBREVIATIONS: &[&str] = &[
    "adm", "al", "apr", "approx", "asst", "aug", "ave", "brig", "capt", "cf", "cmdr", "co", "col",
    "comdr", "corp", "cpl", "dec", "dept", "dr", "e.g", "est", "etc", "feb", "fig", "fr", "gen",
    "gov", "hon", "i.e", "inc", "insp", "jan", "jr", "jul", "jun", "lt", "ltd", "maj", "mar",
    "messrs", "mr", "mrs", "ms", "mt", "no", "nos", "nov", "oct", "p", "pp", "pres", "prof", "rep",
    "reps", "rev", "sen", "sens", "sep", "sept", "sgt", "sr", "st", "supt", "univ", "vol", "vs",
];

/// Abbreviations that often end a sentence: before a capital they do, unless a name follows them
/// as a rule.
const CAN_END: &[&str] = &[
    "al", "co", "corp", "etc", "inc", "jr", "ltd", "no", "sr", "p",
];

/// Returns the sentences of `text`, ascending and disjoint, without the white space around them.
///
/// A line break ends a sentence. Cost: linear in the text.
pub fn sentences(text: &str) -> Vec<TextSpan> {
    let mut out = Vec::new();
    let mut offset = 0;
    for line in text.split('\n') {
        split_line(line, offset, &mut out);
        offset += line.len() + 1;
    }
    out
}

fn split_line(line: &str, offset: usize, out: &mut Vec<TextSpan>) {
    let mut start = 0;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !is_terminal(c) {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some(&(next, closer)) = chars.peek() {
            if !(is_terminal(closer) || is_closer(closer)) {
                break;
            }
            end = next + closer.len_utf8();
            chars.next();
        }
        let wide = matches!(c, '。' | '！' | '？');
        let after = line.get(end..).unwrap_or_default();
        let before = line.get(start..at).unwrap_or_default();
        if wide || ends_here(before, c, line.get(at..end).unwrap_or_default(), after) {
            push(line, offset, start, end, out);
            start = end;
        }
    }
    push(line, offset, start, line.len(), out);
}

fn push(line: &str, offset: usize, start: usize, end: usize, out: &mut Vec<TextSpan>) {
    let span = crate::text::span::trim(line, TextSpan::new(start, end));
    if !span.is_empty() {
        out.push(span.shift(offset));
    }
}

/// Says whether the sentence ends at a terminal `c`, which with its closing marks is `tail`.
fn ends_here(before: &str, c: char, tail: &str, after: &str) -> bool {
    let Some(first) = after.chars().next() else {
        return true;
    };
    if !first.is_whitespace() {
        return false;
    }
    let next = after.trim_start();
    let Some(head) = next.trim_start_matches(is_opener).chars().next() else {
        return true;
    };
    if head.is_lowercase() {
        return false;
    }
    if c == '…' || tail.starts_with("...") {
        return head.is_uppercase();
    }
    if c != '.' || tail.len() > 1 {
        return true;
    }
    let word = before
        .rsplit(|w: char| w.is_whitespace() || matches!(w, '(' | '“' | '"' | '‘' | '-' | '–' | '—'))
        .next()
        .unwrap_or_default();
    let lower = word.to_lowercase();
    if is_initials(word) {
        // "U.S. Senate" goes on, "in the U.S. The" does not; a single letter is an initial.
        return word.contains('.') && starts_with_opener_word(next);
    }
    if ABBREVIATIONS.contains(&lower.as_str()) {
        return CAN_END.contains(&lower.as_str()) && starts_with_opener_word(next)
            || (lower == "no" && !head.is_ascii_digit());
    }
    true
}

/// Says whether a word before a full stop is one letter or letters with full stops between them.
fn is_initials(word: &str) -> bool {
    let mut letters = word.split('.');
    letters.all(|part| {
        let mut chars = part.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
    })
}

/// Says whether the next word is one that begins sentences and is no part of a name.
fn starts_with_opener_word(next: &str) -> bool {
    const OPENERS: &[&str] = &[
        "A", "After", "All", "Also", "An", "And", "As", "At", "But", "By", "During", "For", "From",
        "He", "Her", "His", "However", "I", "If", "In", "It", "Its", "Last", "Many", "More",
        "Most", "No", "Not", "On", "One", "Or", "Our", "She", "Since", "So", "Some", "That", "The",
        "Their", "Then", "There", "These", "They", "This", "Those", "To", "Under", "We", "What",
        "When", "While", "Who", "With", "You",
    ];
    let next = next.trim_start_matches(is_opener);
    let end = next
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(next.len());
    next.get(..end).is_some_and(|word| OPENERS.contains(&word))
}

fn is_terminal(c: char) -> bool {
    matches!(
        c,
        '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '۔' | '।'
    )
}

fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '」' | '』'
    )
}

fn is_opener(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '‘'
            | '„'
            | '«'
            | '‹'
            | '('
            | '['
            | '「'
            | '『'
            | '¿'
            | '¡'
            | '—'
            | '–'
            | '-'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = sentences(text)
            .into_iter()
            .map(|span| span.of(text))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        for (text, expected) in [
            ("One. Two! Three?", &["One.", "Two!", "Three?"][..]),
            (
                "Mr. Wu met Dr. Li. They spoke.",
                &["Mr. Wu met Dr. Li.", "They spoke."],
            ),
            (
                "The U.S. Senate voted. It passed.",
                &["The U.S. Senate voted.", "It passed."],
            ),
            (
                "He left the U.S. The trip was long.",
                &["He left the U.S.", "The trip was long."],
            ),
            ("“We won.” He smiled.", &["“We won.”", "He smiled."]),
            ("“We won!” he said. Yes.", &["“We won!” he said.", "Yes."]),
            ("J. R. Smith wrote it.", &["J. R. Smith wrote it."]),
            (
                "It rose 3.5 percent. Then",
                &["It rose 3.5 percent.", "Then"],
            ),
            ("line one\nline two", &["line one", "line two"]),
            ("Wait... what? No.", &["Wait... what?", "No."]),
            ("", &[]),
        ] {
            check(text, expected);
        }
    }
}
