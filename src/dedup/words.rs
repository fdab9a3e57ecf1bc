//! Words as they are compared: one key per word, whatever its case, marks, spelling or long form.

use std::cell::RefCell;
use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use crate::dedup::acronyms;
use crate::dedup::spelling::fold_spelling;
use crate::text::fold::fold_char;
use crate::text::{TextSpan, eight};

/// Longest word in bytes of its folded form; what follows is left out of the key.
const LONGEST: usize = 64;

/// One word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Hash of the folded form; equal for two words that count as the same.
    pub key: u64,
    /// Where it is.
    pub span: TextSpan,
}

/// Returns the words of `text`, ascending.
///
/// Case, diacritics and British or American spelling do not count; apostrophes inside a word, commas inside
/// a number and the full stops of `U.S.` are dropped; a long name whose short form the text gives
/// (`Shanghai Cooperation Organisation (SCO)`) is one word, equal to the short form. Scripts
/// without blanks give one word per character. Cost: linear in the text.
pub fn words(text: &str) -> Vec<Word> {
    let mut out = KNOWN.with_borrow_mut(|known| plain_words(text, known));
    acronyms::shorten(text, &mut out);
    out
}

thread_local! {
    static KNOWN: RefCell<Known> = RefCell::new(Known(vec![(0, 0); SLOTS]));
}

/// Bits that number the words that are remembered with their keys: 256 KiB a thread.
const SLOT_BITS: u32 = 14;
const SLOTS: usize = 1 << SLOT_BITS;

/// The keys of words of ASCII that came last, by the hash of the word as it is written.
struct Known(Vec<(u64, u64)>);

impl Known {
    /// Returns the key of the word at `span`, at most [`LONGEST`] letters and digits of ASCII, of which `first` are the
    /// first eight bytes; `folded` is for its use.
    fn key(&mut self, text: &str, span: Range<usize>, first: u64, folded: &mut String) -> u64 {
        let run = || text.get(span.clone()).unwrap_or_default();
        // A short word is its own hash.
        let hash = match span.len() {
            length @ 1..8 => first & (u64::MAX >> (64 - 8 * length)),
            8 => first,
            _ => key(run()),
        };
        let slot = (hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - SLOT_BITS)) as usize;
        let (known, of_known) = self.0[slot];
        if known == hash && hash != 0 {
            return of_known;
        }
        folded.clear();
        folded.push_str(run());
        folded.make_ascii_lowercase();
        fold_spelling(folded);
        let found = key(folded);
        self.0[slot] = (hash, found);
        found
    }
}

/// Says whether a word of ASCII that has come to `end` is sure to be over there.
fn is_whole(bytes: &[u8], end: usize) -> bool {
    let next = bytes.get(end + 1);
    match bytes.get(end) {
        Some(b'\'' | b',' | b'.' | b':') => !next.is_some_and(u8::is_ascii_alphanumeric),
        Some(byte) => byte.is_ascii(),
        None => true,
    }
}

/// Returns the end of the letters and digits of ASCII from `at` on, where the eight bytes `first` are.
fn plain_end(bytes: &[u8], mut at: usize, first: u64) -> usize {
    let mut eight = first;
    loop {
        let is_letter = eight::between(eight | eight::all(0x20), b'a', b'z');
        let is_plain = is_letter | eight::between(eight, b'0', b'9');
        let length = eight::first(!is_plain & eight::HIGH);
        at += length;
        if length < 8 {
            return at;
        }
        eight = eight::load(bytes, at);
    }
}

fn plain_words(text: &str, known: &mut Known) -> Vec<Word> {
    let mut out = Vec::with_capacity(text.len() / 6);
    let mut reader = Reader::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphanumeric() {
            let first = eight::load(bytes, at);
            let end = plain_end(bytes, at, first);
            let is_before_blank = bytes.get(end) == Some(&b' ');
            if !reader.is_open && end - at <= LONGEST && (is_before_blank || is_whole(bytes, end)) {
                out.push(Word {
                    key: known.key(text, at..end, first, &mut reader.folded),
                    span: TextSpan::new(at, end),
                });
                at = end + usize::from(is_before_blank);
                continue;
            }
            reader.push_run(text.get(at..end).unwrap_or_default(), at, end);
            at = end;
            continue;
        }
        if byte.is_ascii_whitespace() {
            reader.finish(&mut out);
            at += 1;
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
            break;
        };
        let next = at + c.len_utf8();
        if is_alone(c) {
            reader.finish(&mut out);
            reader.push(c, at, next);
            reader.finish(&mut out);
        } else if c.is_alphanumeric() {
            reader.push(c, at, next);
        } else if !reader.joins(c, bytes.get(next).copied()) {
            reader.finish(&mut out);
        }
        at = next;
    }
    reader.finish(&mut out);
    out
}

/// Says whether a character is a word of its own, as in scripts without blanks.
fn is_alone(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The word that is being read.
#[derive(Default)]
struct Reader {
    folded: String,
    start: usize,
    end: usize,
    is_open: bool,
}

impl Reader {
    /// Takes letters and digits of ASCII.
    fn push_run(&mut self, run: &str, at: usize, end: usize) {
        self.open(at);
        let before = self.folded.len();
        let room = LONGEST.saturating_sub(before).min(run.len());
        self.folded.push_str(run.get(..room).unwrap_or_default());
        if let Some(added) = self.folded.get_mut(before..) {
            added.make_ascii_lowercase();
        }
        self.end = end;
    }

    fn push(&mut self, c: char, at: usize, next: usize) {
        self.open(at);
        if self.folded.len() < LONGEST {
            fold_char(c, &mut self.folded);
        }
        self.end = next;
    }

    fn open(&mut self, at: usize) {
        if !self.is_open {
            self.is_open = true;
            self.start = at;
            self.folded.clear();
        }
    }

    /// Says whether `c` is inside a word rather than its end.
    fn joins(&mut self, c: char, next: Option<u8>) -> bool {
        if !self.is_open || !next.is_some_and(|byte| byte.is_ascii_alphanumeric()) {
            return false;
        }
        let last = self.folded.as_bytes().last().copied().unwrap_or_default();
        let in_number = last.is_ascii_digit() && next.is_some_and(|byte| byte.is_ascii_digit());
        match c {
            '\'' | '’' | ',' if c != ',' || in_number => true,
            '.' | ':' if in_number => {
                self.folded.push(c);
                true
            }
            '.' => {
                // Each letter of `U.S.` stands alone between its full stops.
                let letters = self.folded.len();
                last.is_ascii_alphabetic() && self.end - self.start == 2 * letters - 1
            }
            _ => false,
        }
    }

    fn finish(&mut self, out: &mut Vec<Word>) {
        if !self.is_open {
            return;
        }
        self.is_open = false;
        fold_spelling(&mut self.folded);
        out.push(Word {
            key: key(&self.folded),
            span: TextSpan::new(self.start, self.end),
        });
    }
}

/// Returns the key of a folded word.
pub(crate) fn key(folded: &str) -> u64 {
    xxh3_64(folded.as_bytes())
}

/// Returns the words of each unit of comparison as half-open ranges of word numbers: a sentence, or a
/// piece of one that is longer than `longest` words. Sentences without words are left out.
pub(crate) fn units(words: &[Word], sentences: &[TextSpan], longest: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::with_capacity(sentences.len());
    let mut start = 0;
    for sentence in sentences {
        while words
            .get(start)
            .is_some_and(|w| w.span.start < sentence.start)
        {
            start += 1;
        }
        let mut end = start;
        while words.get(end).is_some_and(|w| w.span.start < sentence.end) {
            end += 1;
        }
        while start < end {
            let cut = end.min(start + longest);
            out.push((start, cut));
            start = cut;
        }
    }
    out
}

/// Widens a span that runs from the first to the last word of a sentence to the whole of it.
pub(crate) fn whole(text: &str, sentences: &[TextSpan], span: TextSpan) -> TextSpan {
    let after = sentences.partition_point(|sentence| sentence.start <= span.start);
    let Some(sentence) = after.checked_sub(1).and_then(|at| sentences.get(at)) else {
        return span;
    };
    let is_wordless = |start: u32, end: u32| {
        !TextSpan {
            start,
            end: end.max(start),
        }
        .of(text)
        .contains(char::is_alphanumeric)
    };
    let start = if is_wordless(sentence.start, span.start) {
        sentence.start
    } else {
        span.start
    };
    let end = if span.end <= sentence.end && is_wordless(span.end, sentence.end) {
        sentence.end
    } else {
        span.end
    };
    TextSpan { start, end }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(text: &str) -> Vec<u64> {
        words(text).iter().map(|word| word.key).collect()
    }

    #[test]
    fn what_is_written_differently_compares_equal() {
        for (one, other) in [
            ("The U.S. Army’s plan", "the us ARMYS plan"),
            ("1,200 people at 3.5%", "1200 people at 3.5 %"),
            ("a defence programme", "A Defense Program"),
            ("Café “Olé”", "cafe ole"),
            (
                "the Shanghai Cooperation Organisation (SCO) met",
                "the SCO met",
            ),
            (
                "He joined NATO (North Atlantic Treaty Organization) then",
                "he joined nato then",
            ),
        ] {
            assert_eq!(keys(one), keys(other), "{one}");
        }
    }

    #[test]
    fn what_differs_stays_different() {
        for (one, other) in [
            ("3.5", "35"),
            ("10:30", "1030"),
            ("Smith", "Smyth"),
            ("end. Start", "endstart"),
        ] {
            assert_ne!(keys(one), keys(other), "{one}");
        }
    }

    #[test]
    fn scripts_without_blanks_give_a_word_per_character() {
        assert_eq!(words("中国 国防").len(), 4);
    }

    proptest! {
        #[test]
        fn words_that_are_remembered_are_as_they_were_read(
            text in "((Defence|U\\.S\\.|it's|3[.,]5|a{62,66}|[a-c]{1,3})[ ,.:'\n-]{0,2}){0,20}"
        ) {
            // A word before a mark beyond ASCII is read letter by letter.
            let marked: String = text.chars().map(|c| if c == ' ' { '\u{A0}' } else { c }).collect();
            prop_assert_eq!(keys(&text), keys(&marked));
            prop_assert_eq!(keys(&text), keys(&text));
        }

        #[test]
        fn words_ascend_and_slice_cleanly(text in "[aAé.'’, (SCO)1中\\n:-]{0,120}") {
            let found = words(&text);
            for pair in found.windows(2) {
                prop_assert!(pair[0].span.end <= pair[1].span.start);
            }
            for word in found {
                prop_assert!(!word.span.of(&text).is_empty());
            }
        }
    }
}
