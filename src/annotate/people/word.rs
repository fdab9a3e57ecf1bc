//! What is known of a word as such, wherever it stands.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

use crate::annotate::people::lexicon::{Entry, Lexicon, hash, kind};
use crate::text::fold::fold;

/// Everything about the form of a word that the finder looks at.
#[derive(Clone, Debug)]
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

impl Word {
    /// Looks at `word`; `scratch` is used and emptied.
    pub fn new(word: &str, lexicon: &Lexicon<'_>, scratch: &mut Scratch) -> Self {
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
        if self.ends.len() <= 4 {
            std::mem::swap(&mut self.shape, &mut self.long_shape);
        }
    }
}
