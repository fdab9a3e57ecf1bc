//! Dividing words at the ends of lines, by the patterns of their language (Liang 1983, as TeX has
//! them, through the `hypher` crate).

use hypher::Lang;

use crate::text::TextSpan;
use crate::text::width::cells;
use crate::typeset::words::Word;

/// The shortest word, in letters, that is worth dividing.
const SHORTEST: usize = 6;

/// Divides words into the pieces between which a hyphen may stand; names and what is no word of
/// letters stay whole, and so does everything in a language without patterns.
pub(crate) fn divide(text: &str, words: Vec<Word>, width: usize, language: &str) -> Vec<Word> {
    let code = <[u8; 2]>::try_from(language.as_bytes()).ok();
    let Some(language) = code.and_then(Lang::from_iso) else {
        return words;
    };
    let mut out = Vec::with_capacity(words.len() * 2);
    for word in words {
        let piece = word.span.of(text);
        let letters = piece.trim_matches(|c: char| !c.is_alphabetic());
        let is_word = letters.chars().all(char::is_alphabetic)
            && letters.starts_with(char::is_lowercase)
            && letters.chars().count() >= SHORTEST;
        if !is_word || word.width as usize >= width {
            out.push(word);
            continue;
        }
        let before = piece.find(letters).unwrap_or(0);
        let (mut start, end) = (word.span.start as usize, word.span.end as usize);
        let mut cut = start + before;
        let syllables: Vec<&str> = hypher::hyphenate(letters, language).collect();
        for syllable in syllables.split_last().map_or(&[][..], |(_, before)| before) {
            cut += syllable.len();
            let span = TextSpan::new(start, cut);
            let width = u32::try_from(cells(span.of(text))).unwrap_or(u32::MAX);
            out.push(Word {
                span,
                width,
                blank: 0,
                penalty: 1,
            });
            start = cut;
        }
        let span = TextSpan::new(start, end);
        let width = u32::try_from(cells(span.of(text))).unwrap_or(u32::MAX);
        out.push(Word {
            span,
            width,
            ..word
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::text::TextSpan;
    use crate::typeset::wrap::wrap_divided;

    #[test]
    fn words_are_divided_and_names_are_not() {
        let text = "The international (representative) of Montenegrin government";
        let lines = |language: &str| {
            let span = TextSpan::new(0, text.len());
            let all = wrap_divided(text, span, 16, language).into_iter();
            let line = |line: crate::typeset::wrap::Run| {
                assert!(line.width <= 16);
                (line.span.of(text), line.is_divided)
            };
            all.map(line).collect::<Vec<_>>()
        };
        let divided = [
            ("The inter", true),
            ("national", false),
            ("(representative)", false),
            ("of Montenegrin", false),
            ("government", false),
        ];
        assert_eq!(lines("en"), divided);
        assert!(lines("xx").iter().all(|&(_, is_divided)| !is_divided));
    }
}
