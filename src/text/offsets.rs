//! From byte offsets to code points and back.

use crate::text::TextSpan;

/// Bytes between two entries of the table.
const STRIDE: usize = 64;

/// Turns byte offsets of one text into code point offsets and back.
///
/// Building costs one pass and 4 bytes for every 64 of the text; a look-up costs at most 64 bytes.
#[derive(Debug)]
pub struct CodePoints<'t> {
    text: &'t str,
    /// Code points before byte `i * STRIDE`; empty for ASCII, where both offsets are equal.
    table: Vec<u32>,
}

impl<'t> CodePoints<'t> {
    /// Reads `text` once.
    pub fn new(text: &'t str) -> Self {
        if text.is_ascii() {
            return Self {
                text,
                table: Vec::new(),
            };
        }
        let mut table = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STRIDE) {
            table.push(count);
            count += starts(chunk);
        }
        Self { text, table }
    }

    /// Returns the number of code points before byte `offset`, which is clamped to the text.
    pub fn of_byte(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        if self.table.is_empty() {
            return offset;
        }
        let slot = (offset / STRIDE).min(self.table.len() - 1);
        let from = slot * STRIDE;
        self.table[slot] as usize + starts(&self.text.as_bytes()[from..offset]) as usize
    }

    /// Returns the span as code point offsets, half open.
    pub fn of_span(&self, span: TextSpan) -> [usize; 2] {
        [
            self.of_byte(span.start as usize),
            self.of_byte(span.end as usize),
        ]
    }

    /// Returns the byte at which code point `index` starts, or the length of the text.
    pub fn to_byte(&self, index: usize) -> usize {
        if self.table.is_empty() {
            return index.min(self.text.len());
        }
        let slot = self
            .table
            .partition_point(|&before| (before as usize) <= index)
            - 1;
        let mut left = index - self.table[slot] as usize;
        let from = slot * STRIDE;
        for (at, &byte) in self.text.as_bytes()[from..].iter().enumerate() {
            if is_start(byte) {
                if left == 0 {
                    return from + at;
                }
                left -= 1;
            }
        }
        self.text.len()
    }
}

fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().map(|&byte| u32::from(is_start(byte))).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn offsets_agree_with_counting(text in "[aé€😀 ]{0,300}") {
            let points = CodePoints::new(&text);
            for (index, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.of_byte(byte), index);
                prop_assert_eq!(points.to_byte(index), byte);
            }
            prop_assert_eq!(points.of_byte(text.len()), text.chars().count());
            prop_assert_eq!(points.to_byte(text.chars().count()), text.len());
        }
    }
}
