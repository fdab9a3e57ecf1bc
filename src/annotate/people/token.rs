//! Tokens of running text, as byte spans.
//!
//! Follows the customs of the treebanks that the finder's training texts were tokenised by: a
//! possessive `'s` stands alone, an initial or an abbreviation keeps its full stop, words joined by
//! hyphens or apostrophes stay whole.

use crate::text::TextSpan;

/// Abbreviations that keep their full stop before white space, in lower case.
const ABBREVIATIONS: &[&str] = &[
    "adm", "apr", "aug", "brig", "bros", "capt", "cmdr", "co", "col", "corp", "cpl", "dec", "dr",
    "feb", "fr", "gen", "gov", "hon", "inc", "insp", "jan", "jr", "lt", "ltd", "maj", "mar",
    "messrs", "mr", "mrs", "ms", "no", "nov", "oct", "pres", "prof", "pvt", "rep", "rev", "sen",
    "sept", "sgt", "sr", "st", "supt", "vs",
];

/// What may follow an apostrophe as a word of its own.
const CLITICS: &[&str] = &["s", "S", "re", "ve", "ll", "d", "m", "t"];

/// Appends the tokens of the piece of `text` that `within` covers, ascending and disjoint.
///
/// Every character that is no white space belongs to exactly one token. Cost: linear.
pub fn tokens(text: &str, within: TextSpan, out: &mut Vec<TextSpan>) {
    let piece = within.of(text);
    let mut at = 0;
    while let Some(c) = char_at(piece, at) {
        let length = if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        } else {
            token_length(piece, at, c)
        };
        let start = within.start as usize + at;
        out.push(TextSpan::new(start, start + length));
        at += length;
    }
}

fn token_length(piece: &str, at: usize, c: char) -> usize {
    let rest = piece.get(at..).unwrap_or_default();
    match c {
        _ if c.is_alphabetic() => word_length(rest),
        _ if c.is_numeric() => number_length(rest),
        '\'' | '’' => clitic_length(rest).unwrap_or_else(|| c.len_utf8()),
        '@' => {
            1 + run(rest.get(1..).unwrap_or_default(), |c| {
                is_word(c) || c == '_'
            })
        }
        '.' if rest.starts_with("...") => run(rest, |c| c == '.'),
        '-' if rest.starts_with("--") => run(rest, |c| c == '-'),
        _ => c.len_utf8(),
    }
}

/// Length of the token at the start of `rest`, which begins with a letter.
fn word_length(rest: &str) -> usize {
    let mut end = run(rest, is_word);
    if rest.starts_with("http") && rest.get(end..).is_some_and(|tail| tail.starts_with(':')) {
        return run(rest, |c| !c.is_whitespace());
    }
    if let Some(length) = dotted_length(rest, end) {
        return length;
    }
    loop {
        let tail = rest.get(end..).unwrap_or_default();
        let Some(joint) = tail.chars().next() else {
            return end;
        };
        let after = tail.get(joint.len_utf8()..).unwrap_or_default();
        let more = run(after, is_word);
        match joint {
            '@' if more > 0 => return end + run(tail, |c| !c.is_whitespace() && c != ','),
            '\'' | '’' if more > 0 && !is_clitic(after, more) => {}
            '-' | '\u{2010}' | '\u{2011}' if more > 0 => {}
            _ => return end,
        }
        end += joint.len_utf8() + more;
    }
}

/// Length of `U.S.`, `J.` before a capital, or an abbreviation with its full stop.
fn dotted_length(rest: &str, word_end: usize) -> Option<usize> {
    let tail = rest.get(word_end..)?;
    if !tail.starts_with('.') {
        return None;
    }
    let word = rest.get(..word_end)?;
    let after = tail.get(1..)?;
    if word.chars().count() == 1 {
        let mut end = word_end + 1;
        let mut letters = 1;
        while let Some(letter) = char_at(rest, end).filter(|c| c.is_alphabetic()) {
            let dot = end + letter.len_utf8();
            if char_at(rest, dot) != Some('.') {
                break;
            }
            end = dot + 1;
            letters += 1;
        }
        let is_initial = word.chars().all(char::is_uppercase)
            && after
                .trim_start()
                .chars()
                .next()
                .is_some_and(char::is_uppercase);
        return (letters > 1 || is_initial).then_some(end);
    }
    let ends_word = after.chars().next().is_none_or(char::is_whitespace);
    let is_short = word.len() <= 6 && ends_word;
    (is_short && ABBREVIATIONS.contains(&word.to_ascii_lowercase().as_str()))
        .then_some(word_end + 1)
}

fn number_length(rest: &str) -> usize {
    let mut end = run(rest, is_word);
    loop {
        let tail = rest.get(end..).unwrap_or_default();
        let after = tail.get(1..).unwrap_or_default();
        let digits = run(after, char::is_numeric);
        if !tail.starts_with(['.', ',', ':']) || digits == 0 {
            return end;
        }
        end += 1 + run(after, is_word);
    }
}

/// Length of the apostrophe and the clitic at the start of `rest`, if there is one.
fn clitic_length(rest: &str) -> Option<usize> {
    let mark = rest.chars().next()?.len_utf8();
    let after = rest.get(mark..)?;
    let letters = run(after, is_word);
    is_clitic(after, letters).then_some(mark + letters)
}

fn is_clitic(after: &str, letters: usize) -> bool {
    after
        .get(..letters)
        .is_some_and(|word| CLITICS.contains(&word))
}

/// Length in bytes of the longest start of `text` whose characters all fit.
fn run(text: &str, fits: impl Fn(char) -> bool) -> usize {
    text.find(|c: char| !fits(c)).unwrap_or(text.len())
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && (c.is_alphanumeric() || is_mark(c)))
}

/// Combining marks, the joiners inside words, and the Arabic and Indic vowel signs' neighbours.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{200C}' | '\u{200D}')
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        tokens(text, TextSpan::new(0, text.len()), &mut out);
        out.into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn names_with_marks_stay_whole_and_possessives_stand_alone() {
        for (text, expected) in [
            ("George W. Bush’s", "George|W.|Bush|’s"),
            ("O’Neill and d'Estaing's", "O’Neill|and|d'Estaing|'s"),
            ("Bashar al-Assad.", "Bashar|al-Assad|."),
            ("the U.S. Senate", "the|U.S.|Senate"),
            ("T.O'Gorman 109", "T.|O'Gorman|109"),
            ("Gen. Li, St. John", "Gen.|Li|,|St.|John"),
            ("we don't…", "we|don|'t|…"),
            ("(4-38), 3,000.5 24th", "(|4|-|38|)|,|3,000.5|24th"),
            ("a@b.org @who https://x.y/z", "a@b.org|@who|https://x.y/z"),
            ("the boys' Jr.", "the|boys|'|Jr."),
        ] {
            assert_eq!(words(text).join("|"), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_visible_character_is_in_one_token(text in "\\PC{0,80}") {
            let mut spans = Vec::new();
            tokens(&text, TextSpan::new(0, text.len()), &mut spans);
            let joined: String = spans.iter().map(|span| span.of(&text)).collect();
            let visible: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            prop_assert_eq!(joined, visible);
            prop_assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start));
        }
    }
}
