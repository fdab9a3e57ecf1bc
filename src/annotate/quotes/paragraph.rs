//! Paragraphs of a text whose lines may be paragraphs or may be wrapped.

use crate::text::TextSpan;
use crate::text::span::trim;

/// Returns the paragraphs of `text`, ascending, without the white space around them and without
/// the `>` of block quotations.
///
/// A line is a paragraph, unless the text is wrapped at a fixed width: then only a blank line ends
/// one. Cost: linear in the text.
pub(super) fn paragraphs(text: &str) -> Vec<TextSpan> {
    let is_wrapped = is_wrapped(text);
    let mut out: Vec<TextSpan> = Vec::new();
    let mut offset = 0;
    let mut is_open = false;
    for line in text.split('\n') {
        let marked = line.len() - line.trim_start_matches([' ', '\t', '>']).len();
        let span = trim(text, TextSpan::new(offset + marked, offset + line.len()));
        offset += line.len() + 1;
        if span.is_empty() {
            is_open = false;
            continue;
        }
        match out.last_mut() {
            Some(last) if is_open && is_wrapped => last.end = span.end,
            _ => out.push(span),
        }
        is_open = true;
    }
    out
}

/// Says whether `>` stands before a paragraph in its line.
pub(super) fn is_set_off(text: &str, paragraph: TextSpan) -> bool {
    let head = text.get(..paragraph.start as usize).unwrap_or_default();
    let blank = head.trim_end_matches([' ', '\t']);
    blank.ends_with('>') && {
        let before = blank.trim_end_matches([' ', '\t', '>']);
        before.is_empty() || before.ends_with('\n')
    }
}

/// Says whether most line breaks inside blocks of lines fall in the middle of a sentence.
fn is_wrapped(text: &str) -> bool {
    let (mut inside, mut all) = (0_usize, 0_usize);
    let mut before = "";
    for line in text.split('\n') {
        let line = line.trim();
        if !before.is_empty() && !line.is_empty() {
            all += 1;
            let runs_on = before.ends_with(|c: char| c.is_alphanumeric() || c == ',');
            let goes_on = line.starts_with(char::is_lowercase);
            inside += usize::from(runs_on && goes_on && before.len() < 120);
        }
        before = line;
    }
    all >= 3 && inside * 3 > all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_paragraph_unless_the_text_is_wrapped() {
        for (text, expected) in [
            ("One.\nTwo.\n\nThree.", &["One.", "Two.", "Three."][..]),
            (
                "It was the\nbest of times, it\nwas the worst of\ntimes.\n\nNext.",
                &[
                    "It was the\nbest of times, it\nwas the worst of\ntimes.",
                    "Next.",
                ],
            ),
            ("\n \n", &[]),
            ("> One.\n>\n>> Two.", &["One.", "Two."]),
        ] {
            let found: Vec<_> = paragraphs(text).iter().map(|span| span.of(text)).collect();
            assert_eq!(found, expected);
        }
    }
}
