//! Hyperlinks (OSC 8), with addresses that can do no harm.
//!
//! The form is that of Egmont Koblinger's specification "Hyperlinks in Terminal Emulators".

use std::ops::Range;

/// Longest address that goes out; terminals cut off around this length.
const LONGEST: usize = 2000;
/// What an address may begin with.
const SCHEMES: &[&str] = &["http://", "https://", "mailto:"];

/// An address that may be sent to a terminal: `http`, `https` or `mailto`, printable ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url(String);

impl Url {
    /// Checks an address; other schemes and addresses over 2000 bytes are refused, and what is
    /// not printable ASCII is percent-encoded.
    pub fn new(address: &str) -> Option<Self> {
        let address = address.trim();
        let is_allowed = SCHEMES.iter().any(|scheme| {
            address
                .get(..scheme.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        });
        if !is_allowed || address.chars().any(char::is_control) {
            return None;
        }
        let mut safe = String::with_capacity(address.len());
        for byte in address.bytes() {
            if let b'!'..=b'~' = byte {
                safe.push(char::from(byte))
            } else {
                safe.push('%');
                for half in [byte >> 4, byte & 15] {
                    let digit = char::from_digit(u32::from(half), 16).unwrap_or('0');
                    safe.push(digit.to_ascii_uppercase());
                }
            }
        }
        (safe.len() <= LONGEST).then_some(Self(safe))
    }

    /// Returns the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Cells of one row that lead to an address.
#[derive(Clone, Debug)]
pub struct Link<'u> {
    /// Row of the frame.
    pub row: u16,
    /// Columns of the frame.
    pub columns: Range<u16>,
    /// Where it leads.
    pub url: &'u Url,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_addresses_pass() {
        for (address, safe) in [
            (
                "https://example.org/a?b=c#d",
                Some("https://example.org/a?b=c#d"),
            ),
            (" HTTP://example.org ", Some("HTTP://example.org")),
            ("mailto:a@example.org", Some("mailto:a@example.org")),
            (
                "https://example.org/é x",
                Some("https://example.org/%C3%A9%20x"),
            ),
            ("https://example.org/\u{1b}]0;x\u{7}", None),
            ("https://example.org/\u{9c}", None),
            ("file:///etc/passwd", None),
            ("javascript:alert(1)", None),
            ("ssh://host", None),
            ("", None),
        ] {
            let found = Url::new(address);
            assert_eq!(found.as_ref().map(Url::as_str), safe, "{address:?}");
        }
        assert_eq!(
            Url::new(&format!("https://e.org/{}", "é".repeat(500))),
            None
        );
    }
}
