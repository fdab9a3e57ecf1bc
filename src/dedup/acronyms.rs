//! Short forms that a text explains: `Long Name (LN)` and `LN (Long Name)`.
//!
//! After Schwartz & Hearst 2003 ("A simple algorithm for identifying abbreviation definitions"),
//! narrowed to initials in order, where small words may be skipped.

use crate::dedup::words::Word;
use crate::text::TextSpan;
use crate::text::lookup::LookupMap;

/// Letters of a short form.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=8;
/// Explained short forms that are taken up from one text.
const MOST: usize = 64;

/// Words of a long form that its initials may leave out.
fn is_small(word: &str) -> bool {
    matches!(
        word,
        "of" | "the" | "and" | "for" | "in" | "on" | "to" | "de" | "la" | "et" | "des" | "du"
    )
}

/// Makes one word out of every long form that `text` explains, with its explanation and without.
pub(crate) fn shorten(text: &str, words: &mut Vec<Word>) {
    if !text.contains('(') {
        return;
    }
    let mut long_forms: LookupMap<u64, Vec<(Vec<u64>, u64)>> = LookupMap::default();
    let mut count = 0;
    let mut at = 0;
    while at < words.len() && count < MOST {
        if let Some((long, short)) = definition(text, words, at) {
            let keys: Vec<u64> = words[long.0..long.1].iter().map(|word| word.key).collect();
            let key = words[short].key;
            let both = merged(words, long.0.min(short), long.1.max(short + 1), key);
            let from = long.0.min(short);
            words.splice(from..long.1.max(short + 1), [both]);
            if let Some(&first) = keys.first() {
                let forms = long_forms.entry(first).or_default();
                if !forms.iter().any(|(known, _)| *known == keys) {
                    forms.push((keys, key));
                    count += 1;
                }
            }
            at = from;
        }
        at += 1;
    }
    if count > 0 {
        replace(words, &long_forms);
    }
}

fn merged(words: &[Word], start: usize, end: usize, key: u64) -> Word {
    let cover = |a: TextSpan, word: &Word| a.cover(word.span);
    let span = words[start..end].iter().fold(words[start].span, cover);
    Word { key, span }
}

fn replace(words: &mut Vec<Word>, long_forms: &LookupMap<u64, Vec<(Vec<u64>, u64)>>) {
    let mut out = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let fits = |keys: &[u64]| {
            words
                .get(at..at + keys.len())
                .is_some_and(|here| here.iter().map(|word| word.key).eq(keys.iter().copied()))
        };
        let found = long_forms
            .get(&words[at].key)
            .and_then(|forms| forms.iter().find(|(keys, _)| fits(keys)));
        if let Some((keys, key)) = found {
            out.push(merged(words, at, at + keys.len(), *key));
            at += keys.len();
        } else {
            out.push(words[at]);
            at += 1;
        }
    }
    *words = out;
}

/// Returns the words of the long form and the short form if the word at `at` is in brackets and
/// explains, or is explained by, what stands before them.
fn definition(text: &str, words: &[Word], at: usize) -> Option<((usize, usize), usize)> {
    let bytes = text.as_bytes();
    let start = words[at].span.start as usize;
    if start == 0 || bytes[start - 1] != b'(' {
        return None;
    }
    let closes = |word: &Word| bytes.get(word.span.end as usize) == Some(&b')');
    if closes(&words[at]) && is_short_form(words[at].span.of(text)) {
        let letters = initials_of(words[at].span.of(text));
        let long = long_form_before(text, words, at, &letters)?;
        return Some(((long, at), at));
    }
    let short = at.checked_sub(1)?;
    if !is_short_form(words[short].span.of(text)) {
        return None;
    }
    let letters = initials_of(words[short].span.of(text));
    let end = (at..words.len().min(at + 2 * letters.len() + 1)).find(|&i| closes(&words[i]))? + 1;
    let from = long_form_before(text, words, end, &letters)?;
    (from == at).then_some(((at, end), short))
}

fn is_short_form(word: &str) -> bool {
    LETTERS.contains(&word.chars().filter(|c| c.is_alphanumeric()).count())
        && word.chars().all(|c| c.is_alphabetic() || c == '.')
        && word.starts_with(char::is_uppercase)
}

fn initials_of(short: &str) -> Vec<char> {
    let letters = short.chars().filter(|c| c.is_alphabetic());
    letters.flat_map(char::to_lowercase).collect()
}

/// Returns the first word of the long form that ends before word `end` and has these initials.
fn long_form_before(text: &str, words: &[Word], end: usize, letters: &[char]) -> Option<usize> {
    let mut left = letters.len();
    let mut at = end;
    while left > 0 {
        at = at.checked_sub(1)?;
        let word = words[at].span.of(text);
        if at + 1 < end {
            let gap = words[at].span.end..words[at + 1].span.start;
            let gap = text.get(gap.start as usize..gap.end as usize)?;
            if gap.contains(['\n', '(', ')', ';', '.']) {
                return None;
            }
        }
        let initial = word.chars().next()?.to_lowercase().next()?;
        if initial == letters[left - 1] {
            left -= 1;
        } else if !is_small(word) {
            return None;
        }
    }
    (end - at >= 2).then_some(at)
}

#[cfg(test)]
mod tests {
    use crate::dedup::words::words;

    #[test]
    fn only_matching_initials_explain() {
        for (text, count) in [
            ("the World Health Organization (WHO) said", 3),
            ("the Ministry of Foreign Affairs (MFA) said", 3),
            ("North Atlantic Treaty Organisation (Nato) met", 2),
            ("the minister (WHO) said", 4),
            ("(A) b (C", 3),
            (
                "World Health Organization (WHO). The World Health Organization met",
                4,
            ),
        ] {
            assert_eq!(words(text).len(), count, "{text}");
        }
    }
}
