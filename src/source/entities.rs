//! Plain text that still has the entities of the HTML it was taken from: `the board&#8217;s chair`.

use html_escape::decode_html_entities;

use crate::source::mojibake::LOOK;

/// Entities that a text must have to be one of these.
const LEAST: usize = 3;
/// How many there must be for each ampersand that is none.
const AHEAD: usize = 4;
/// Longest name, in bytes: `#x1F600`, `thetasym`.
const LONGEST: usize = 9;

/// Returns the text with its entities as characters, or `None` if it is as it should be.
///
/// A text with tags, or in which most entities are angle brackets, is about HTML and stays. The first [`LOOK`] bytes
/// tell. Cost: linear.
pub(super) fn mended(text: &str) -> Option<String> {
    let head = text.get(..text.floor_char_boundary(LOOK))?;
    let (mut entities, mut angles, mut bare) = (0, 0, 0);
    for (at, _) in head.match_indices('&') {
        match name(head.get(at + 1..).unwrap_or_default()) {
            Some("lt" | "gt" | "#60" | "#62") => angles += 1,
            Some(_) => entities += 1,
            None => bare += 1,
        }
    }
    let is_damaged = LEAST <= entities && angles <= entities && bare * AHEAD <= entities;
    (is_damaged && !has_tags(head)).then(|| decoded(text))
}

/// Returns the text with its entities as characters.
pub(super) fn decoded(text: &str) -> String {
    decode_html_entities(text).into_owned()
}

/// Returns the name of the entity whose ampersand stands before `rest`.
fn name(rest: &str) -> Option<&str> {
    let end = rest
        .bytes()
        .position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#')?;
    let is_name = (2..=LONGEST).contains(&end) && rest.as_bytes().get(end) == Some(&b';');
    rest.get(..end).filter(|_| is_name)
}

fn has_tags(text: &str) -> bool {
    let mut after = text.split('<').skip(1);
    after.any(|rest| rest.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_that_were_left_are_characters() {
        let text =
            "The board&#8217;s chair &amp; others said &ldquo;no&rdquo;: &#x2014; 5 &lt; 6, AT&T.";
        let expected = "The board’s chair & others said “no”: — 5 < 6, AT&T.";
        assert_eq!(mended(text).as_deref(), Some(expected));
    }

    #[test]
    fn texts_about_html_and_others_stay() {
        for text in [
            "AT&T, R&D and Q&A: nothing of that; is an entity.",
            "Write &lt;b&gt; and &lt;/b&gt; for bold, &amp; for an ampersand.",
            "Write &quot; in <a title=\"&quot;&quot;\">: it is the same.",
            "One &amp; two.",
            "a&b;c&d;e&f;g&h;i&;",
            "&",
            "",
        ] {
            assert_eq!(mended(text), None, "{text}");
        }
    }
}
