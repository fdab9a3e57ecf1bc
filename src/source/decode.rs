//! From bytes of any encoding to text; this never fails.
//!
//! The order is that of the WHATWG Encoding and HTML standards (byte order mark, declaration of the
//! transport, declaration in the first bytes, detection), with one change from practice: bytes that
//! are valid UTF-8 and more than ASCII are UTF-8, whatever they declare.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes at the start in which a document may declare its encoding; the standard says 1,024, many
/// pages need more.
const PRESCAN: usize = 4096;
/// Bytes that the detector looks at.
const DETECT: usize = 256 << 10;
/// A text that declares UTF-8 keeps it while at most one in so many of its bytes is no UTF-8.
const BAD_BYTES: usize = 50;

/// Decodes as [`decode`] does; what is UTF-8 already is not copied.
pub fn decode_vec(bytes: Vec<u8>, charset: Option<&str>) -> String {
    if is_utf8_as_it_is(&bytes, charset) {
        return String::from_utf8(bytes).unwrap_or_else(|error| decode(error.as_bytes(), charset));
    }
    decode(&bytes, charset)
}

/// Says whether nothing speaks for another encoding than UTF-8 without a byte order mark.
fn is_utf8_as_it_is(bytes: &[u8], charset: Option<&str>) -> bool {
    let declared = charset.is_some() || declared_inside(bytes).is_some();
    !declared && Encoding::for_bom(bytes).is_none() && utf16_without_mark(bytes).is_none()
}

/// Decodes `bytes`; `charset` is what the transport declared (HTTP, mail, archive).
pub fn decode(bytes: &[u8], charset: Option<&str>) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let body = bytes.get(length..).unwrap_or_default();
        return encoding.decode_without_bom_handling(body).0.into_owned();
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    let declared = charset
        .and_then(|label| Encoding::for_label(label.trim().as_bytes()))
        .or_else(|| declared_inside(bytes));
    let escapes = declared.is_some_and(|encoding| !encoding.is_ascii_compatible())
        || declared == Some(encoding_rs::ISO_2022_JP);
    if !escapes && let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let encoding = match declared {
        Some(encoding) if encoding != UTF_8 && encoding.is_ascii_compatible() || escapes => {
            declared.unwrap_or(encoding)
        }
        _ if is_nearly_utf8(bytes) => UTF_8,
        _ => detect(bytes),
    };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// Says whether the bytes are no text at all: a compressed or compiled file, a picture.
///
/// Text has next to no control characters besides white space and escape; a sixteen-bit encoding is
/// told from binary data by where its zeros stand.
pub fn is_binary(head: &[u8]) -> bool {
    if Encoding::for_bom(head).is_some() || utf16_without_mark(head).is_some() {
        return false;
    }
    let controls = head
        .iter()
        .filter(|&&byte| matches!(byte, 0..=6 | 14..=26 | 28..=31))
        .count();
    let zeros = memchr::memchr_iter(0, head).count();
    zeros * 500 > head.len() || controls * 50 > head.len()
}

fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(2048) & !1)?;
    if head.len() < 8 {
        return None;
    }
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|&&b| b == 0);
    let (even, odd) = (zeros(0).count(), zeros(1).count());
    let pairs = head.len() / 2;
    let are_lines = |high: usize| {
        head.chunks_exact(2)
            .all(|pair| pair[high] != 0 || pair[1 - high] >= b'\t')
    };
    match () {
        () if odd * 10 > pairs * 6 && even == 0 && are_lines(1) => Some(UTF_16LE),
        () if even * 10 > pairs * 6 && odd == 0 && are_lines(0) => Some(UTF_16BE),
        () => None,
    }
}

/// Reads `charset=…` of a `meta` element or `encoding=…` of an XML declaration.
fn declared_inside(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(PRESCAN))?.to_ascii_lowercase();
    let xml_end = head
        .starts_with(b"<?xml")
        .then(|| memchr::memchr(b'>', &head))
        .flatten();
    if let Some(end) = xml_end
        && let Some(encoding) = label_after(head.get(..end)?, b"encoding")
    {
        return Some(not_utf16(encoding));
    }
    let mut rest = head.as_slice();
    while let Some(at) = memchr::memmem::find(rest, b"<meta") {
        rest = rest.get(at + 5..)?;
        let end = memchr::memchr(b'>', rest).unwrap_or(rest.len());
        if let Some(encoding) = label_after(rest.get(..end)?, b"charset") {
            return Some(not_utf16(encoding));
        }
    }
    None
}

/// A declaration that could be read byte by byte is not in a sixteen-bit encoding.
fn not_utf16(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == UTF_16BE || encoding == UTF_16LE {
        UTF_8
    } else {
        encoding
    }
}

fn label_after(tag: &[u8], name: &[u8]) -> Option<&'static Encoding> {
    let at = memchr::memmem::find(tag, name)? + name.len();
    let rest = tag
        .get(at..)?
        .trim_ascii_start()
        .strip_prefix(b"=")?
        .trim_ascii_start();
    let is_label = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_:.+".contains(byte);
    let rest = match rest.first() {
        Some(b'"' | b'\'') => rest.get(1..)?.trim_ascii_start(),
        _ => rest,
    };
    let end = rest
        .iter()
        .position(|byte| !is_label(byte))
        .unwrap_or(rest.len());
    Encoding::for_label(rest.get(..end)?)
}

fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(DETECT)).unwrap_or(bytes);
    let (mut bad, mut multi) = (0, 0);
    for chunk in head.utf8_chunks() {
        bad += chunk.invalid().len();
        multi += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
    }
    bad * BAD_BYTES <= head.len() && multi > bad
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    let head = bytes.get(..bytes.len().min(DETECT)).unwrap_or(bytes);
    detector.feed(head, head.len() == bytes.len());
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RUSSIAN: &str = "Министр обороны заявил, что переговоры будут продолжены в четверг.";

    #[test]
    fn the_encoding_is_told_by_mark_declaration_and_detection() {
        let windows = encoding_rs::WINDOWS_1251.encode(RUSSIAN).0.into_owned();
        let with = |head: &[u8], body: &[u8]| [head, body].concat();
        let wide =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        for (bytes, charset, expected) in [
            (
                with(b"\xEF\xBB\xBF", "né".as_bytes()),
                None,
                "né".to_owned(),
            ),
            (with(b"\xFF\xFE", &wide("né")), None, "né".to_owned()),
            (
                wide("plain words, no mark"),
                None,
                "plain words, no mark".to_owned(),
            ),
            (windows.clone(), Some("windows-1251"), RUSSIAN.to_owned()),
            (windows.clone(), None, RUSSIAN.to_owned()),
            (windows.clone(), Some("utf-8"), RUSSIAN.to_owned()),
            (
                RUSSIAN.as_bytes().to_vec(),
                Some("iso-8859-1"),
                RUSSIAN.to_owned(),
            ),
            (
                with(b"<meta charset=\"windows-1251\">", &windows),
                None,
                format!("<meta charset=\"windows-1251\">{RUSSIAN}"),
            ),
            (
                with(b"<?xml version='1.0' encoding='windows-1251'?>", &windows),
                None,
                format!("<?xml version='1.0' encoding='windows-1251'?>{RUSSIAN}"),
            ),
            (
                with(&RUSSIAN.repeat(4).into_bytes(), b"\xFF end"),
                None,
                format!("{}\u{FFFD} end", RUSSIAN.repeat(4)),
            ),
            (
                encoding_rs::ISO_2022_JP.encode("日本").0.into_owned(),
                Some("iso-2022-jp"),
                "日本".to_owned(),
            ),
            (Vec::new(), None, String::new()),
        ] {
            assert_eq!(decode(&bytes, charset), expected, "{charset:?} {bytes:?}");
        }
    }

    #[test]
    fn binary_is_told_from_text() {
        for (bytes, expected) in [
            (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".as_slice(), true),
            ("plain words".as_bytes(), false),
            (b"colour \x1b[31mred\x1b[0m and more", false),
            (b"n\0e\0w\0s\0 \0t\0o\0d\0a\0y\0", false),
            (b"", false),
        ] {
            assert_eq!(is_binary(bytes), expected, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_decode(bytes in proptest::collection::vec(any::<u8>(), 0..200), label in "[a-z0-9-]{0,8}") {
            let _text = decode(&bytes, Some(&label));
            let _binary = is_binary(&bytes);
        }
    }
}
