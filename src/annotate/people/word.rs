//! What is known of a word as such, wherever it stands.

use std::borrow::Cow;
use std::cell::RefCell;

use unicode_normalization::UnicodeNormalization as _;

use crate::annotate::people::lexicon::{Entry, Lexicon, hash, hash_bytes, kind};
use crate::text::fold::fold;

/// Everything about the form of a word that the finder looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Hash of the word in lower case.
    pub lower: u64,
    /// Hash of its shape: `Xx` for `Obama`, `x-X` for `al-Assad`.
    pub shape: u64,
    /// Hashes of its first 2, 3, 4 and its last 1, 2, 3, 4 letters, 0 where it is too short.
    pub affixes: [u64; 7],
    /// What the lists know of it.
    pub entry: Entry,
    /// The closed lists it is on.
    pub kinds: u16,
    /// Begins with a capital.
    pub is_capital: bool,
    /// Begins with a letter.
    pub is_alphabetic: bool,
    /// Has letters, and none of them is small.
    pub is_upper: bool,
    /// Has a capital somewhere, or letters of a script without capitals.
    pub can_name: bool,
    /// May stand inside a name, between words that can name.
    pub can_join: bool,
    /// Is a number.
    pub is_number: bool,
    /// Is an address of a mailbox, or its end.
    pub is_address: bool,
}

/// What the shape writes for a character.
fn shape_of(c: char) -> char {
    match c {
        _ if c.is_uppercase() => 'X',
        _ if c.is_lowercase() => 'x',
        _ if c.is_numeric() => 'd',
        '’' => '\'',
        _ => c,
    }
}

/// Longest word whose form is looked at, in characters: nobody's name is longer.
const LONGEST: usize = 40;
/// Longest word whose shape has a mark for each character.
const SHORT: usize = 4;

/// Longest word in bytes that is remembered from text to text.
const LONGEST_KNOWN: usize = 23;
/// Bits that number the places where words are remembered: 230 kB for each thread.
const KNOWN_BITS: u32 = 11;

/// The words that came lately, in whatever text; this only saves time.
struct Known {
    /// Each at the place that its hash gives.
    places: Vec<Option<(Form, Word)>>,
    scratch: Scratch,
}

/// How a short word is written: its length and its bytes, filled up with zeros.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Form {
    length: u8,
    bytes: [u8; LONGEST_KNOWN],
}

impl Form {
    fn new(word: &str) -> Option<Self> {
        let mut bytes = [0; LONGEST_KNOWN];
        bytes
            .get_mut(..word.len())?
            .copy_from_slice(word.as_bytes());
        let length = u8::try_from(word.len()).ok()?;
        Some(Self { length, bytes })
    }
}

/// Looks at a word by the compiled-in lists, as [`Word::new`] does; `hash` is that of the word.
pub fn looked_at(word: &str, hash: u64) -> Word {
    thread_local! {
        static KNOWN: RefCell<Known> = RefCell::new(Known {
            places: vec![None; 1 << KNOWN_BITS],
            scratch: Scratch::default(),
        });
    }
    KNOWN.with_borrow_mut(|known| known.look_at(word, hash))
}

impl Known {
    fn look_at(&mut self, word: &str, hash: u64) -> Word {
        let lexicon = Lexicon::shared();
        let Some(form) = Form::new(word) else {
            return Word::new(word, lexicon, &mut self.scratch);
        };
        let place = (hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - KNOWN_BITS)) as usize;
        let place = &mut self.places[place];
        if let Some((_, known)) = place.as_ref().filter(|(known, _)| *known == form) {
            return known.clone();
        }
        let new = Word::new(word, lexicon, &mut self.scratch);
        *place = Some((form, new.clone()));
        new
    }
}

impl Word {
    /// Looks at `word`; `scratch` is used and emptied.
    pub fn new(word: &str, lexicon: &Lexicon<'_>, scratch: &mut Scratch) -> Self {
        if let Some(plain) = Self::of_plain(word.as_bytes(), lexicon) {
            return plain;
        }
        Self::of_any(word, lexicon, scratch)
    }

    fn of_any(word: &str, lexicon: &Lexicon<'_>, scratch: &mut Scratch) -> Self {
        let composed = composed(word);
        let word = composed.as_ref();
        scratch.read(word);
        let Scratch {
            lower, shape, ends, ..
        } = &*scratch;
        let first = word.chars().next().unwrap_or_default();
        let is_alphabetic = first.is_alphabetic();
        let has_upper = word.chars().any(char::is_uppercase);
        let has_lower = word.chars().any(char::is_lowercase);
        let key = hash(lower);
        let trimmed = lower.trim_matches('.');
        let mut kinds = lexicon.kinds(key);
        if trimmed.len() < lower.len() {
            kinds |= lexicon.kinds(hash(trimmed));
        }
        let is_mark = matches!(
            word,
            "\"" | "“" | "”" | "'" | "‘" | "’" | "(" | ")" | "." | "-"
        );
        Self {
            lower: key,
            shape: hash(shape),
            affixes: affixes(lower, ends, is_alphabetic),
            entry: entry(trimmed, lexicon),
            kinds,
            is_capital: first.is_uppercase(),
            is_alphabetic,
            is_upper: is_alphabetic && has_upper && !has_lower,
            can_name: is_alphabetic && (has_upper || !has_lower) || first == '\'' && has_upper,
            can_join: is_mark || kinds & kind::PARTICLE != 0,
            is_number: first.is_numeric(),
            is_address: is_alphabetic && word.contains('@'),
        }
    }

    /// Looks at a word of ASCII letters and digits, as nearly all are, with less ado; `None` for any other.
    fn of_plain(word: &[u8], lexicon: &Lexicon<'_>) -> Option<Self> {
        let &first = word.first()?;
        if word.len() > LONGEST || !word.iter().all(u8::is_ascii_alphanumeric) {
            return None;
        }
        let (mut lower, mut shape) = ([0; LONGEST], [0; LONGEST]);
        let (mut count, mut before) = (0, 0);
        let (mut has_upper, mut has_lower) = (false, false);
        for (&byte, small) in word.iter().zip(&mut lower) {
            *small = byte.to_ascii_lowercase();
            let kind = match byte {
                b'A'..=b'Z' => b'X',
                b'a'..=b'z' => b'x',
                _ => b'd',
            };
            has_upper |= kind == b'X';
            has_lower |= kind == b'x';
            if kind != before || word.len() <= SHORT {
                shape[count] = kind;
                count += 1;
            }
            before = kind;
        }
        let lower = lower.get(..word.len())?;
        let key = hash_bytes(lower);
        let is_alphabetic = first.is_ascii_alphabetic();
        let mut affixes = [0; 7];
        if is_alphabetic {
            for length in 1..=4_usize.min(lower.len() - 1) {
                if length > 1 {
                    affixes[length - 2] = hash_bytes(&lower[..length]);
                }
                affixes[length + 2] = !hash_bytes(&lower[lower.len() - length..]);
            }
        }
        let kinds = lexicon.kinds(key);
        Some(Self {
            lower: key,
            shape: hash_bytes(&shape[..count]),
            affixes,
            entry: lexicon.get(key),
            kinds,
            is_capital: first.is_ascii_uppercase(),
            is_alphabetic,
            is_upper: is_alphabetic && has_upper && !has_lower,
            can_name: is_alphabetic && (has_upper || !has_lower),
            can_join: kinds & kind::PARTICLE != 0,
            is_number: first.is_ascii_digit(),
            is_address: false,
        })
    }

    /// Says whether the word is on any of these closed lists.
    pub fn is(&self, kinds: u16) -> bool {
        self.kinds & kinds != 0
    }
}

/// Writes letters and the marks on them as one character each, as most texts have them.
fn composed(word: &str) -> Cow<'_, str> {
    if word.contains(|c| matches!(c, '\u{300}'..='\u{36F}')) {
        Cow::Owned(word.nfc().collect())
    } else {
        Cow::Borrowed(word)
    }
}

/// What the lists know of a word in lower case, or of the same word without its diacritics.
fn entry(lower: &str, lexicon: &Lexicon<'_>) -> Entry {
    let entry = lexicon.look_up(lower);
    if lower.is_ascii() {
        entry
    } else {
        entry.or(lexicon.look_up(&fold(lower)))
    }
}

fn affixes(lower: &str, ends: &[usize], is_alphabetic: bool) -> [u64; 7] {
    let mut out = [0; 7];
    let letters = ends.len();
    if !is_alphabetic {
        return out;
    }
    for length in 2..=4_usize.min(letters.saturating_sub(1)) {
        let piece = lower.get(..ends[length - 1]).unwrap_or_default();
        out[length - 2] = hash(piece);
    }
    for length in 1..=4_usize.min(letters.saturating_sub(1)) {
        let piece = lower.get(ends[letters - length - 1]..).unwrap_or_default();
        out[length + 2] = !hash(piece);
    }
    out
}

/// Buffers for reading a word.
#[derive(Debug, Default)]
pub struct Scratch {
    lower: String,
    shape: String,
    long_shape: String,
    /// Where each character of `lower` ends.
    ends: Vec<usize>,
}

impl Scratch {
    fn read(&mut self, word: &str) {
        self.lower.clear();
        self.shape.clear();
        self.long_shape.clear();
        self.ends.clear();
        let mut before = '\0';
        for c in word.chars().take(LONGEST) {
            let shape = shape_of(c);
            self.long_shape.push(shape);
            if shape != before {
                self.shape.push(shape);
            }
            before = shape;
            if c == '’' {
                self.lower.push('\'');
            } else if c.is_ascii() {
                self.lower.push(c.to_ascii_lowercase());
            } else {
                self.lower.extend(c.to_lowercase());
            }
            self.ends.push(self.lower.len());
        }
        if self.ends.len() <= SHORT {
            std::mem::swap(&mut self.shape, &mut self.long_shape);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Looks at a word as if it were not plain.
    fn slowly(word: &str) -> Word {
        let mut scratch = Scratch::default();
        Word::of_any(word, Lexicon::shared(), &mut scratch)
    }

    proptest! {
        #[test]
        fn plain_words_are_looked_at_alike(word in "[A-Za-z0-9]{1,5}|[A-Z][a-z]{1,6}|[A-Za-z0-9]{30,45}") {
            let mut scratch = Scratch::default();
            let expected = slowly(&word);
            prop_assert_eq!(&Word::new(&word, Lexicon::shared(), &mut scratch), &expected);
            for _ in 0..2 {
                prop_assert_eq!(&looked_at(&word, hash(&word)), &expected);
            }
        }
    }

    #[test]
    fn words_of_lists_are_looked_at_alike() {
        for word in [
            "Obama",
            "president",
            "von",
            "Mr",
            "Jr",
            "said",
            "NATO",
            "Paris",
            "x",
            "7",
            "12th",
        ] {
            let mut scratch = Scratch::default();
            assert_eq!(
                Word::new(word, Lexicon::shared(), &mut scratch),
                slowly(word),
                "{word}"
            );
        }
    }
}
