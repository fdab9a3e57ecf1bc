//! The words of a text as numbers: long ones to compare what texts are about, small ones to see which
//! a page uses most.

use std::hint;
use std::ops::Range;

use crate::clean::lines::{Kind, is_unspaced};
use crate::text::eight;

/// Words of a text that are compared.
const COMPARED: usize = 400;
/// Characters of a text in which its words are looked for.
const LOOK: usize = COMPARED * 8;
/// Letters that a long word has more than.
const SHORT: usize = 3;
/// Longest small word, in bytes.
const SMALL: usize = 12;

/// Letters that a pair of them in a script without blanks counts as.
const PAIR: u32 = u32::MAX;

/// Hands the hashes of the long words of a text in lower case to `see`, as often as they occur, with the number of
/// their letters; in scripts without blanks, of pairs of letters. Linear in the first 3,200 characters.
fn long_words(text: &str, mut see: impl FnMut(u64, u32)) {
    let end = if text.len() <= LOOK {
        text.len()
    } else {
        let end = text.char_indices().nth(LOOK);
        end.map_or(text.len(), |(at, _)| at)
    };
    let text = text.get(..end).unwrap_or(text);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() && !byte.is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let start = at;
        at = eight::find(bytes, at, |eight| !of_words(eight));
        if bytes.get(at).is_none_or(u8::is_ascii) {
            if SHORT < at - start {
                see(
                    hash_in(bytes, start..at, SMALL_LETTERS),
                    letters(at - start),
                );
            }
        } else {
            at = start + mixed(text.get(start..).unwrap_or_default(), &mut see).max(1);
        }
    }
}

/// Says which of eight bytes are small ASCII letters.
fn small_letters(bytes: u64) -> u64 {
    eight::between(bytes, b'a', b'z')
}

/// Says which of eight bytes are ASCII letters and digits.
fn of_words(bytes: u64) -> u64 {
    small_letters(bytes | SMALL_LETTERS) | eight::between(bytes, b'0', b'9')
}

/// Turns ASCII letters into small ones, eight at a time; digits have this bit anyway.
pub(super) const SMALL_LETTERS: u64 = 0x2020_2020_2020_2020;

/// Adds a piece to a hash: multiplies with the odd number nearest to the golden ratio of 2^64 (Knuth), and
/// mixes the upper bits, which say most, into the lower ones.
fn mix(hash: u64, piece: u64) -> u64 {
    let product = (hash ^ piece).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    product ^ product >> 29
}

/// Hashes a word, eight bytes at a time, `case` set in each.
pub(super) fn hash(word: &[u8], case: u64) -> u64 {
    hash_in(word, 0..word.len(), case)
}

/// The same of a word in a text, which is faster where more than a word follows: a short word is read with the bytes
/// after it, and not byte by byte.
fn hash_in(text: &[u8], place: Range<usize>, case: u64) -> u64 {
    let length = place.len() as u64;
    if 8 <= length {
        let word = text.get(place).unwrap_or_default();
        let (pieces, _) = word.as_chunks::<8>();
        let last = word.last_chunk::<8>();
        let pieces = pieces.iter().chain(last);
        return pieces.fold(length, |hash, bytes| {
            mix(hash, u64::from_le_bytes(*bytes) | case)
        });
    }
    hash_short(eight::load(text, place.start), length, case)
}

/// Hashes the first `length` of eight bytes, fewer than all of them.
fn hash_short(bytes: u64, length: u64, case: u64) -> u64 {
    const FOUR: u64 = 0xFFFF_FFFF;
    let last = bytes >> (8 * length.saturating_sub(4)) & FOUR;
    let of_many = bytes & FOUR | last << 32 | case;
    // The last byte is the lowest.
    let of_few = (bytes << 8 << (56 - 8 * length)).swap_bytes();
    mix(
        length,
        hint::select_unpredictable(4 <= length, of_many, of_few),
    )
}

/// Reads a word with letters beyond ASCII, or the one mark that stands there, and returns its bytes.
fn mixed(text: &str, see: &mut impl FnMut(u64, u32)) -> usize {
    let (mut hash, mut count) = (0, 0);
    for (at, c) in text.char_indices() {
        let kind = Kind::of(c);
        if !kind.is_word() {
            if SHORT < count {
                see(hash, letters(count));
            }
            return at + c.len_utf8();
        }
        hash = match kind {
            Kind::Small => mix(hash, u64::from(c)),
            _ if c.is_ascii() => mix(hash, u64::from(c.to_ascii_lowercase())),
            _ => c
                .to_lowercase()
                .fold(hash, |hash, c| mix(hash, u64::from(c))),
        };
        count += 1;
        if is_unspaced(c) && count == 2 {
            see(hash, PAIR);
            (hash, count) = (0, 0);
        }
    }
    if SHORT < count {
        see(hash, letters(count));
    }
    text.len()
}

/// Says whether a word of so many letters or bytes is too short for a long one.
pub(crate) fn is_short(letters: u32) -> bool {
    letters as usize <= SHORT
}

/// Returns the number of letters of a word as it is kept.
fn letters(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Returns the hashes of the long words of a text, each once, ascending.
pub(crate) fn words_of(text: &str) -> Vec<u64> {
    let mut out = Vec::new();
    long_words(text, |word, _| out.push(word));
    out.sort_unstable();
    out.dedup();
    out
}

/// Hands the hashes of the small words of a text to `see`: of those that are in small letters wholly; and
/// their bytes. Returns the number of all words, set off by blanks; both of the first 400.
fn small_words(text: &str, mut see: impl FnMut(u64, usize)) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut count) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        if byte == b' ' {
            at += 1;
            continue;
        }
        let mut end = at;
        while bytes.get(end).is_some_and(u8::is_ascii_lowercase) {
            end += 1;
        }
        let is_small = matches!(bytes.get(end), None | Some(b' '));
        while !is_small && bytes.get(end).is_some_and(|b| (b'!'..=b'~').contains(b)) {
            end += 1;
        }
        let (is_small, end) = match bytes.get(end) {
            None | Some(b' ') => (is_small, end),
            _ => match odd(text.get(at..).unwrap_or_default()) {
                (_, 0, skip) => {
                    at += skip;
                    continue;
                }
                (is_small, length, _) => (is_small, at + length),
            },
        };
        count += 1;
        if is_small && end - at <= SMALL {
            let word = bytes.get(at..end).unwrap_or_default();
            see(hash(word, 0), word.len());
        }
        if count == COMPARED {
            break;
        }
        at = end;
    }
    count
}

/// A word by which lines are compared: a long one, a small one, or both.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// Its hash, that of its lower case.
    pub hash: u64,
    /// Letters of a long one, and bytes of any other; pairs of letters in scripts without blanks are never short.
    pub letters: u32,
    /// Long words are compared whatever their case is, and stand in marks as well.
    pub is_long: bool,
    /// Small words are in small letters wholly, with blanks around them.
    pub is_small: bool,
}

impl Word {
    fn long(hash: u64, letters: u32) -> Self {
        Self {
            hash,
            letters,
            is_long: true,
            is_small: false,
        }
    }

    fn small(hash: u64, bytes: usize) -> Self {
        Self {
            hash,
            letters: letters(bytes),
            is_long: false,
            is_small: true,
        }
    }
}

/// Writes down the words of a text by which lines are compared, the long ones in their order and the small ones in theirs,
/// and returns the number of all its words: [`long_words`] and [`small_words`] in one pass.
pub(crate) fn words_in(text: &str, out: &mut Vec<Word>) -> usize {
    if LOOK < text.len() {
        long_words(text, |hash, letters| out.push(Word::long(hash, letters)));
        return small_words(text, |hash, bytes| out.push(Word::small(hash, bytes)));
    }
    let bytes = text.as_bytes();
    let (mut at, mut count) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        if byte == b' ' {
            at += 1;
            continue;
        }
        let start = at;
        let mut is_plain = true;
        loop {
            let run = Run::at(bytes, at);
            let next = bytes.get(run.end).copied().unwrap_or(b' ');
            if next.is_ascii() {
                let length = run.end - at;
                let is_whole = at == start && next == b' ';
                let is_small = is_whole && run.is_small && length <= SMALL && count < COMPARED;
                let is_long = SHORT < length;
                if is_long || is_small {
                    out.push(Word {
                        hash: run.hash(bytes, at),
                        letters: letters(length),
                        is_long,
                        is_small,
                    });
                }
                at = run.end + 1;
                if next == b' ' {
                    break;
                }
                is_plain &= b' ' < next && next != 0x7F;
            } else {
                is_plain = false;
                let rest = text.get(at..).unwrap_or_default();
                at += mixed(rest, &mut |hash, letters| {
                    out.push(Word::long(hash, letters));
                })
                .max(1);
                // The mark after a word was read with it.
                if bytes.get(at - 1) == Some(&b' ') {
                    break;
                }
            }
        }
        if is_plain {
            count += 1;
            continue;
        }
        let piece = text.get(start..at.min(bytes.len())).unwrap_or_default();
        for word in piece.split_whitespace() {
            count += 1;
            let is_small = word.len() <= SMALL && word.chars().all(char::is_lowercase);
            if is_small && count <= COMPARED {
                out.push(Word::small(hash(word.as_bytes(), 0), word.len()));
            }
        }
    }
    count.min(COMPARED)
}

/// A run of ASCII letters and digits.
struct Run {
    /// Its first eight bytes, or those after it too.
    first: u64,
    end: usize,
    /// Says that it is of small letters only, and that there are some.
    is_small: bool,
}

impl Run {
    /// Reads the run that begins at a place; it may be empty.
    fn at(bytes: &[u8], at: usize) -> Self {
        let first = eight::load(bytes, at);
        let length = eight::first(!of_words(first) & eight::HIGH);
        let small = eight::first(!small_letters(first) & eight::HIGH);
        if length < 8 {
            return Self {
                first,
                end: at + length,
                is_small: small == length && 0 < length,
            };
        }
        let end = eight::find(bytes, at + length, |eight| !of_words(eight));
        let rest = bytes.get(at..end).unwrap_or_default();
        Self {
            first,
            end,
            is_small: rest.iter().all(u8::is_ascii_lowercase),
        }
    }

    /// Returns the hash of the run, which begins at a place.
    fn hash(&self, bytes: &[u8], at: usize) -> u64 {
        let length = self.end - at;
        match length {
            0..8 => hash_short(self.first, length as u64, SMALL_LETTERS),
            8..16 => {
                let first = mix(length as u64, self.first | SMALL_LETTERS);
                mix(first, eight::load(bytes, self.end - 8) | SMALL_LETTERS)
            }
            _ => hash_in(bytes, at..self.end, SMALL_LETTERS),
        }
    }
}

/// Returns the hashes of the words of a line that [`crate::clean::tone`] weighs: of its long words, each
/// once, and of the short ones in small letters.
pub(crate) fn weighed_words(text: &str) -> Vec<u64> {
    let mut out = words_of(text);
    small_words(text, |word, bytes| {
        if bytes <= SHORT {
            out.push(word);
        }
    });
    out
}

/// Reads a word with other characters than those of ASCII: whether all of them are small letters,
/// its bytes, and the bytes of the blank that stands there instead of a word.
fn odd(text: &str) -> (bool, usize, usize) {
    let mut is_small = true;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            return (is_small, at, c.len_utf8());
        }
        is_small &= c.is_lowercase();
    }
    (is_small, text.len(), 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the functions above say, said as simply as possible.
    fn simply(text: &str) -> (Vec<u64>, usize) {
        let words = text.split_whitespace().take(COMPARED);
        let is_small = |word: &&str| word.len() <= SMALL && word.chars().all(char::is_lowercase);
        let small = words.clone().filter(is_small);
        (
            small.map(|word| hash(word.as_bytes(), 0)).collect(),
            words.count(),
        )
    }

    proptest! {
        #[test]
        fn words_are_those_of_the_text(text in "([a-z]{1,9}|[A-Zaé]{1,6}|д{5}|, |\u{a0}|  |1|漢字漢字){0,40}") {
            let mut small = Vec::new();
            let count = small_words(&text, |word, _| small.push(word));
            prop_assert_eq!((small, count), simply(&text));
            let (mut all, mut long) = (Vec::new(), Vec::new());
            let count = words_in(&text, &mut all);
            let small = all.iter().filter(|word| word.is_small).map(|word| word.hash);
            prop_assert_eq!((small.collect(), count), simply(&text));
            long_words(&text, |word, letters| long.push((word, letters)));
            let also_long = all.iter().filter(|word| word.is_long);
            let also_long: Vec<_> = also_long.map(|word| (word.hash, word.letters)).collect();
            prop_assert_eq!(also_long, long);
            let lower = text.to_lowercase();
            prop_assert_eq!(words_of(&text), words_of(&lower));
        }
    }

    #[test]
    fn long_words_are_counted_in_any_script() {
        for (text, count) in [
            ("The café, the CAFÉ and the Cafés", 2),
            ("one two 1234", 1),
            ("漢字漢字漢", 1),
            ("Москва и москва", 1),
            ("", 0),
        ] {
            assert_eq!(words_of(text).len(), count, "{text}");
        }
    }
}
