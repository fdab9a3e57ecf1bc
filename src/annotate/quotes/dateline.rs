//! Where another story begins inside a text: who spoke before does not speak on.

use crate::annotate::quotes::lexicon::{class, classes};

/// How far into a paragraph the dash of a dateline may stand, in bytes.
const REACH: usize = 72;

/// Says whether a paragraph begins with a dateline: `BEIJING (AP) —`, `LONDON, 5 June -`.
///
/// A place in capitals, then at most an agency in brackets, a country, a date, then a dash.
pub(super) fn is_dateline(paragraph: &str) -> bool {
    let mut end = paragraph.len().min(REACH);
    while !paragraph.is_char_boundary(end) {
        end -= 1;
    }
    let head = paragraph.get(..end).unwrap_or_default();
    let Some(dash) = ["—", "–", " - ", "--"]
        .iter()
        .filter_map(|dash| head.find(dash))
        .min()
    else {
        return false;
    };
    let head = head.get(..dash).unwrap_or_default();
    let is_place = |word: &str| {
        word.chars().filter(|c| c.is_alphabetic()).count() >= 3
            && word
                .chars()
                .all(|c| c.is_uppercase() || matches!(c, ',' | '.' | '-' | '\''))
    };
    let mut buffer = String::new();
    let mut is_bracket = false;
    let mut is_other = |word: &str| {
        let starts = word.starts_with('(');
        let is_inside = is_bracket || starts;
        is_bracket = is_inside && !word.contains(')');
        let plain = word.trim_matches(|c: char| !c.is_alphanumeric());
        is_inside
            || word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            || classes(plain, &mut buffer) & class::TIME != 0
    };
    let mut words = head.split_whitespace();
    words.next().is_some_and(is_place) && words.all(|word| is_place(word) || is_other(word))
}

/// Says whether a paragraph is a line that sets parts of a text apart: `* * *`.
pub(super) fn is_separator(paragraph: &str) -> bool {
    let is_rule = |c: char| matches!(c, '*' | '-' | '_' | '=' | '~' | '#' | '•' | '–' | '—');
    paragraph.chars().filter(|&c| is_rule(c)).take(3).count() == 3
        && paragraph.chars().all(|c| is_rule(c) || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dateline_is_a_place_in_capitals_and_a_dash() {
        for (text, expected) in [
            ("BEIJING (AP) — Ministers met.", true),
            ("LONDON, June 5 (Reuters) - Ministers met.", true),
            ("NEW YORK -- Ministers met.", true),
            ("MOSCOW, Russia – Ministers met.", true),
            (
                "NATO said on Monday — and again — that it would act.",
                false,
            ),
            ("The ministers – all of them – met.", false),
            ("BEIJING", false),
            ("É—", false),
        ] {
            assert_eq!(is_dateline(text), expected, "{text}");
        }
    }

    #[test]
    fn a_separator_is_nothing_but_marks() {
        for (text, expected) in [
            ("* * *", true),
            ("-----", true),
            ("--", false),
            ("*a*b*", false),
        ] {
            assert_eq!(is_separator(text), expected, "{text}");
        }
    }
}
