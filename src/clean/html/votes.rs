//! How much of a line another text holds: the measure behind every vote.
//!
//! Four words in a row (w-shingling, Broder 1997) are looked up in the other text; a line of fewer words
//! must be one of its lines.

use xxhash_rust::xxh3::xxh3_64;

use crate::text::lookup::LookupSet;

/// Words in a row that must agree.
pub(crate) const SHINGLE_SIZE: usize = 4;

/// The words of a line as numbers: equal words, equal numbers.
pub(crate) type Words = Vec<u64>;

/// Returns the words of `text`, runs of letters and digits without regard to case.
pub(crate) fn words(text: &str) -> Words {
    let mut out = Words::new();
    let mut word = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || c == '_' {
            if c.is_ascii() {
                word.push(c.to_ascii_lowercase());
            } else {
                word.extend(c.to_lowercase());
            }
        } else if !word.is_empty() {
            out.push(xxh3_64(word.as_bytes()));
            word.clear();
        }
    }
    if !word.is_empty() {
        out.push(xxh3_64(word.as_bytes()));
    }
    out
}

/// Returns one number for several words.
pub(crate) fn join(words: &[u64]) -> u64 {
    words.iter().fold(0x9E37_79B9_7F4A_7C15, |sum: u64, &word| {
        (sum.rotate_left(5) ^ word).wrapping_mul(0x517C_C1B7_2722_0A95)
    })
}

/// A text to look lines up in.
#[derive(Debug, Default)]
pub(crate) struct Held {
    shingles: LookupSet<u64>,
    lines: LookupSet<u64>,
}

impl Held {
    /// Reads the text once.
    pub(crate) fn new(text: &str) -> Self {
        let mut held = Self::default();
        let mut all = Words::new();
        for line in text.lines() {
            let line = words(line);
            if !line.is_empty() {
                held.lines.insert(join(&line));
            }
            all.extend(line);
        }
        held.shingles.extend(all.windows(SHINGLE_SIZE).map(join));
        held
    }

    /// Returns the part of a line's words that the text holds, `0..=1`.
    pub(crate) fn share(&self, line: &[u64]) -> f32 {
        if line.is_empty() {
            return 0.0;
        }
        if line.len() < SHINGLE_SIZE {
            return f32::from(u8::from(self.lines.contains(&join(line))));
        }
        // Words up to here are counted already.
        let (mut done, mut held) = (0, 0);
        for (at, shingle) in line.windows(SHINGLE_SIZE).enumerate() {
            if self.shingles.contains(&join(shingle)) {
                held += at + SHINGLE_SIZE - done.max(at);
                done = at + SHINGLE_SIZE;
            }
        }
        held as f32 / line.len() as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_count_words_in_runs_of_four() {
        let held = Held::new("One two three four five.\nSix seven");
        for (line, share) in [
            ("one TWO, three four five", 1.0),
            ("zero one two three four", 0.8),
            ("three four five six", 1.0),
            ("two three four", 0.0),
            ("six seven!", 1.0),
            ("a b c d", 0.0),
            ("", 0.0),
        ] {
            assert!((held.share(&words(line)) - share).abs() < 1e-6, "{line}");
        }
    }
}
