//! Text whose UTF-8 was taken for Windows-1252 on its way and written as UTF-8 again: `itâ€™s` for `it’s`.
//!
//! Crawls and exports are full of it. Read backwards, the letters of such a pair or triple are the bytes of one
//! character, which the letters of a language that is written with them hardly ever are.

use crate::text::sanitize::WINDOWS_1252;

/// Characters that must come out of a text for it to be one of these.
const LEAST: usize = 3;
/// How many of them there must be for each character that would stay as it is.
const AHEAD: usize = 2;
/// Bytes that are looked at; of a text of many megabytes no second one is made to find out.
pub(super) const LOOK: usize = 1 << 20;
/// Times that a text is read backwards: some were damaged twice.
pub(super) const TIMES: usize = 2;

/// Returns what the text was before it was damaged, or `None` if it is as it should be, as far as its first
/// [`LOOK`] bytes tell.
///
/// Cost: linear in the text; one without letters of Western Europe is only searched for a byte.
pub(super) fn mended(text: &str) -> Option<String> {
    let head = text.get(..text.floor_char_boundary(LOOK))?;
    // Each character that comes out was written from U+00C2 to U+00F4 on, in UTF-8 by this first byte.
    memchr::memchr(0xC3, head.as_bytes())?;
    let Backwards { taken, left, .. } = backwards(head);
    (LEAST <= taken && left * AHEAD <= taken).then(|| read_backwards(text))
}

/// Returns a text as it was before, whether or not it tells enough to be sure.
pub(super) fn read_backwards(text: &str) -> String {
    backwards(text).text
}

/// A text read backwards.
#[derive(Debug, Default)]
struct Backwards {
    text: String,
    /// Characters that came out.
    taken: usize,
    /// Characters beyond ASCII that stayed.
    left: usize,
}

fn backwards(text: &str) -> Backwards {
    let mut out = Backwards {
        text: String::with_capacity(text.len()),
        ..Backwards::default()
    };
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let plain = rest.bytes().take_while(u8::is_ascii).count();
        if let Some((ascii, others)) = rest.split_at_checked(plain).filter(|_| plain > 0) {
            out.text.push_str(ascii);
            rest = others;
            continue;
        }
        if let Some((found, length)) = character(rest) {
            out.text.push(found);
            out.taken += 1;
            rest = rest.get(length..).unwrap_or_default();
        } else {
            out.text.push(c);
            out.left += 1;
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    out
}

/// Returns the character whose bytes the letters at the start of `rest` are, with the bytes of these letters.
fn character(rest: &str) -> Option<(char, usize)> {
    let mut letters = rest.chars();
    let first = letters.next()?;
    let lead = byte(first)?;
    let count = match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let mut bytes = [lead, 0, 0, 0];
    let mut length = first.len_utf8();
    for place in &mut bytes[1..count] {
        let letter = letters.next()?;
        *place = byte(letter)?;
        length += letter.len_utf8();
    }
    let found = std::str::from_utf8(&bytes[..count]).ok()?.chars().next()?;
    Some((found, length))
}

/// Returns the byte that Windows-1252, or where that has none ISO 8859-1, reads as this character.
fn byte(c: char) -> Option<u8> {
    if let '\u{80}'..='\u{FF}' = c {
        return u8::try_from(u32::from(c)).ok();
    }
    let place = WINDOWS_1252.iter().position(|&letter| letter == c)?;
    u8::try_from(0x80 + place).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Damages a text as programs do.
    fn damaged(text: &str) -> String {
        let letter = |byte: u8| match byte {
            0x80..=0x9F => match WINDOWS_1252[usize::from(byte) - 0x80] {
                '\0' => char::from(byte),
                letter => letter,
            },
            _ => char::from(byte),
        };
        text.bytes().map(letter).collect()
    }

    #[test]
    fn what_was_damaged_once_or_twice_is_mended() {
        let text = "“It’s so,” said Jørgen — and smiled. 😀 Ελλάδα";
        assert_eq!(mended(&damaged(text)).as_deref(), Some(text));
        let twice = mended(&damaged(&damaged(text)));
        assert_eq!(twice.as_deref().and_then(mended).as_deref(), Some(text));
        // Read as ISO 8859-1, and with a few signs that came later.
        let latin: String = text.bytes().map(char::from).collect();
        let expected = format!("{text} © …");
        assert_eq!(mended(&format!("{latin} © …")), Some(expected));
    }

    #[test]
    fn what_is_as_it_should_be_stays() {
        for text in [
            "“It’s so,” said Jørgen — and smiled.",
            "Il était « fatigué\u{A0}», « énervé\u{A0}» et « blessé\u{A0}», a-t-il dit à la fin de l’été.",
            "NÃO HÁ VAGAS PARA IRMÃS, MÃES E AVÓS: “É ASSIM”.",
            "Der Ärger über die Gebühren wächst – „überall“.",
            "One damaged sign, itâ€™s left alone.",
            "",
        ] {
            assert_eq!(mended(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_text_beyond_ascii_comes_back(text in "[a-z à-öα-ω“”’—一-龠😀-😎]{0,60}") {
            let count = text.chars().filter(|c| !c.is_ascii()).count();
            let expected = (LEAST <= count).then(|| text.clone());
            prop_assert_eq!(mended(&damaged(&text)), expected);
        }

        #[test]
        fn any_text_can_be_read_backwards(text in "\\PC{0,60}") {
            let out = backwards(&text);
            // What comes out is beyond ASCII, and nothing is lost.
            let ascii = |text: &str| text.chars().filter(char::is_ascii).collect::<String>();
            prop_assert_eq!(ascii(&out.text), ascii(&text));
            prop_assert_eq!(out.taken + out.left + ascii(&text).len(), out.text.chars().count());
        }
    }
}
