//! Folding of case and diacritics, for matching and never for display.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// One past the last letter of [`ALPHABETS`]: the Latin, Greek and Cyrillic letters in use are below it.
const BEYOND: char = '\u{530}';

/// What the letters of the alphabets around Europe fold to: decomposing each anew takes hundreds of instructions.
static ALPHABETS: LazyLock<Alphabets> = LazyLock::new(|| {
    let mut alphabets = Alphabets::default();
    for c in '\u{80}'..BEYOND {
        fold_rare(c, &mut alphabets.folded);
        alphabets.ends.push(alphabets.folded.len());
    }
    alphabets
});

/// The folded letters from U+0080 on, one after the other, and where each ends.
#[derive(Default)]
struct Alphabets {
    folded: String,
    ends: Vec<usize>,
}

/// Appends `c` in lower case and without diacritics to `out`.
pub fn fold_char(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(if c.is_ascii_whitespace() {
            ' '
        } else {
            c.to_ascii_lowercase()
        });
    } else if c < BEYOND {
        let alphabets = &*ALPHABETS;
        let place = c as usize - 0x80;
        let start = place.checked_sub(1).map_or(0, |last| alphabets.ends[last]);
        let folded = alphabets.folded.get(start..alphabets.ends[place]);
        out.push_str(folded.unwrap_or_default());
    } else {
        fold_rare(c, out);
    }
}

fn fold_rare(c: char, out: &mut String) {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{02BC}' | '\u{FF07}' => out.push('\''),
        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' | '«' | '»' => out.push('"'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
        'ß' => out.push_str("ss"),
        'æ' | 'Æ' => out.push_str("ae"),
        'œ' | 'Œ' => out.push_str("oe"),
        'ø' | 'Ø' => out.push('o'),
        'ł' | 'Ł' => out.push('l'),
        'đ' | 'Đ' => out.push('d'),
        'ı' | 'İ' => out.push('i'),
        _ if c.is_whitespace() => out.push(' '),
        _ => {
            let lower = c.to_lowercase();
            out.extend(lower.nfkd().filter(|&part| !is_combining_mark(part)));
        }
    }
}

/// Returns `text` in lower case, without diacritics, with plain quotation marks, dashes and blanks.
///
/// The length differs from that of `text`; offsets do not carry over.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        // Many bytes at once; hardly any text has one of these.
        let has_control = text
            .bytes()
            .fold(0, |any, byte| any | u8::from(byte < b' '))
            != 0;
        let out = text.to_ascii_lowercase();
        return if has_control {
            out.replace(['\t', '\n', '\r', '\x0C'], " ")
        } else {
            out
        };
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, &mut out);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_marks_and_dashes_fold() {
        for (text, folded) in [
            ("L’Orient–Le Jour", "l'orient-le jour"),
            ("Łukaszenka", "lukaszenka"),
            ("İstanbul Straße", "istanbul strasse"),
            ("“Être”", "\"etre\""),
            ("ﬁve\u{a0}Å\n\tb", "five a  b"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }
}
