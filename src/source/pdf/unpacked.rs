//! How much the compressed pieces of a document unpack to, found out before any of them is unpacked in memory.

use std::iter::repeat_n;

use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem::find_iter;

/// Bytes that are unpacked at once.
const PIECE: usize = 16 << 10;
/// Wrappings inside each other that are looked into.
const DEEPEST: usize = 3;
/// Times that each byte of a document may be read, on average: pieces lie beside each other in honest ones.
const OVERLAP: u64 = 4;

/// Says whether no piece of a document, packed once or several times, unpacks to more than `most` bytes, and the pieces
/// do not lie inside each other.
///
/// Pieces are found by their marks alone and not by what the document says of them, which may be a lie.
/// Cost: the time to unpack all of them, each byte of the document a few times; the memory of a piece that is written
/// in digits.
pub(super) fn is_within(document: &[u8], most: u64) -> bool {
    let mut left = OVERLAP * document.len() as u64;
    find_iter(document, b"stream").all(|at| {
        let rest = document.get(at + b"stream".len()..).unwrap_or_default();
        let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        let piece = rest.strip_prefix(b"\n").unwrap_or(rest);
        let digits = [base_85(piece), base_16(piece)];
        let mut counter = Counter::new(piece, most, DEEPEST);
        let is_within = feed(&mut counter, piece)
            && digits
                .iter()
                .all(|bytes| feed(&mut Counter::new(bytes, most, DEEPEST), bytes));
        let read = counter.map_or(0, |counter| counter.unpacker.total_in());
        let written = digits.iter().map(Vec::len).sum::<usize>() as u64;
        left = left.saturating_sub(read + written);
        is_within && left > 0
    })
}

/// Says whether a piece that is packed is within the limit of its counter.
fn feed(counter: &mut Option<Counter>, piece: &[u8]) -> bool {
    counter.as_mut().is_none_or(|counter| counter.feed(piece))
}

/// Returns the bytes that a piece is in base 85 (ISO 32000-1, 7.4.3), where it begins with packed ones.
fn base_85(piece: &[u8]) -> Vec<u8> {
    let digits = piece.iter().filter(|byte| !byte.is_ascii_whitespace());
    // Five digits of zero are written short.
    let digits = digits.flat_map(|&byte| match byte {
        b'z' => repeat_n(b'!', 5),
        _ => repeat_n(byte, 1),
    });
    let number = |byte: u8| byte.checked_sub(b'!').filter(|digit| *digit < 85);
    bytes_of(digits.map_while(number), 85, 5, 4)
}

/// Returns the bytes that a piece is in base 16 (ISO 32000-1, 7.4.2), where it begins with packed ones.
fn base_16(piece: &[u8]) -> Vec<u8> {
    let digits = piece.iter().filter(|byte| !byte.is_ascii_whitespace());
    let number = |&byte: &u8| {
        char::from(byte)
            .to_digit(16)
            .map(|digit| digit.to_le_bytes()[0])
    };
    bytes_of(digits.map_while(number), 16, 2, 1)
}

/// Returns the bytes of numbers with `digits` digits, `bytes` bytes each; none if they do not begin as packed ones do.
fn bytes_of(numbers: impl Iterator<Item = u8>, base: u64, digits: usize, bytes: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut number, mut count) = (0_u64, 0);
    for digit in numbers {
        number = number * base + u64::from(digit);
        count += 1;
        if count == digits {
            out.extend(number.to_be_bytes().iter().skip(8 - bytes));
            (number, count) = (0, 0);
            if out.len() >= 2 && !is_packed(&out) {
                return Vec::new();
            }
        }
    }
    out
}

/// Says whether bytes begin as zlib's do (RFC 1950).
fn is_packed(bytes: &[u8]) -> bool {
    let &[method, flags, ..] = bytes else {
        return false;
    };
    method & 15 == 8 && (u16::from(method) << 8 | u16::from(flags)).is_multiple_of(31)
}

/// Unpacks and counts.
struct Counter {
    unpacker: Decompress,
    left: u64,
    depth: usize,
    is_first: bool,
    is_over: bool,
    /// What is unpacked is packed itself.
    inner: Option<Box<Self>>,
}

impl Counter {
    /// Returns a counter for bytes that begin as packed ones do; none for others.
    fn new(bytes: &[u8], most: u64, depth: usize) -> Option<Self> {
        (depth > 0 && is_packed(bytes)).then(|| Self {
            unpacker: Decompress::new(true),
            left: most,
            depth,
            is_first: true,
            is_over: false,
            inner: None,
        })
    }

    /// Says whether it is still within its limit after these bytes.
    fn feed(&mut self, bytes: &[u8]) -> bool {
        let mut rest = bytes;
        let mut out = [0; PIECE];
        while !self.is_over {
            let (read, written) = (self.unpacker.total_in(), self.unpacker.total_out());
            let status = self
                .unpacker
                .decompress(rest, &mut out, FlushDecompress::None);
            let count = |before: u64, now: u64| usize::try_from(now - before).unwrap_or(usize::MAX);
            let used = count(read, self.unpacker.total_in());
            let made = count(written, self.unpacker.total_out());
            rest = rest.get(used..).unwrap_or_default();
            let made = out.get(..made).unwrap_or_default();
            if !self.take(made) {
                return false;
            }
            self.is_over = !matches!(status, Ok(Status::Ok | Status::BufError));
            if used == 0 && made.is_empty() {
                break;
            }
        }
        true
    }

    fn take(&mut self, made: &[u8]) -> bool {
        let Some(left) = self.left.checked_sub(made.len() as u64) else {
            return false;
        };
        if self.is_first && !made.is_empty() {
            self.is_first = false;
            self.inner = Self::new(made, self.left, self.depth - 1).map(Box::new);
        }
        self.left = left;
        self.inner.as_mut().is_none_or(|inner| inner.feed(made))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn hex(bytes: &[u8]) -> Vec<u8> {
        let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap() as u8;
        let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        halves.map(digit).collect()
    }

    #[test]
    fn numbers_in_base_85_are_bytes() {
        // What a document of the tests begins with.
        assert_eq!(base_85(b"Gb\"/&9lK&M")[..4], [0x78, 0x9C, 0xED, 0x57]);
        assert!(base_85(b"BT /F1 12 Tf").is_empty());
    }

    #[test]
    fn pieces_inside_each_other_are_refused_and_not_read_again_and_again() {
        for (piece, count, expected) in [
            (&b"stream\nGb\"/&9lK&M"[..], 1000, false),
            (b"stream\nGb\"/&9lK&M~>endstream ", 1000, true),
            (b"stream\nBT (words) Tj ET endstream ", 1000, true),
        ] {
            assert_eq!(is_within(&piece.repeat(count), 1 << 20), expected);
        }
    }

    #[test]
    fn what_unpacks_to_too_much_is_seen_through_its_wrappings() {
        let blanks = vec![b' '; 1 << 20];
        let once = packed(&blanks);
        let twice = packed(&once);
        for (piece, most, expected) in [
            (&once, 1 << 20, true),
            (&once, (1 << 20) - 1, false),
            (&twice, 1 << 20, true),
            (&twice, (1 << 20) - 1, false),
            (&blanks[..1000].to_vec(), 10, true),
            (&hex(&once), 1 << 20, true),
            (&hex(&once), (1 << 20) - 1, false),
            (&once[..once.len() / 2].to_vec(), 1 << 20, true),
        ] {
            let document = [
                b"%PDF-1.7 1 0 obj <<>> stream\r\n",
                piece.as_slice(),
                b"endstream",
            ]
            .concat();
            assert_eq!(is_within(&document, most), expected, "{most}");
        }
    }
}
