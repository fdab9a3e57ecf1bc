//! The parts of a name, and when two of them are spellings of one.
//!
//! Names from other scripts reach English by several systems; a *skeleton* is what they have in
//! common: `Andrei` and `Andrey`, `Lukaschenko` and `Lukashenko`, `Rudik` and `Ruddick`.

use crate::annotate::people::lexicon::{Lexicon, hash, kind};
use crate::text::fold::fold;

/// Particles that may be left out of a name.
const PARTICLES: &[&str] = &[
    "abu", "al", "bin", "bint", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "ibn",
    "la", "le", "ten", "ter", "van", "von",
];
/// Articles that are written onto an Arabic name.
const ARTICLES: &[&str] = &[
    "al-", "el-", "ul-", "as-", "ad-", "an-", "ar-", "at-", "az-", "ash-",
];
/// Endings that tell father from son and are left out.
const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv"];
/// Spellings of one sound, longest first; each is replaced by the second.
const SOUNDS: &[(&str, &str)] = &[
    ("tsch", "ch"),
    ("sch", "sh"),
    ("ck", "k"),
    ("kh", "h"),
    ("gh", "g"),
    ("ph", "f"),
    ("zh", "z"),
    ("dj", "j"),
    ("ju", "yu"),
    ("ja", "ya"),
    ("q", "k"),
];
/// The same, after `c` has been told from `ch`.
const VOWELS: &[(&str, &str)] = &[
    ("w", "v"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("ij", "i"),
    ("iy", "i"),
    ("yi", "i"),
    ("y", "i"),
    ("j", "i"),
    ("x", "ks"),
    ("tz", "ts"),
    ("ae", "a"),
    ("oe", "o"),
    ("ue", "u"),
];

/// Most parts of a name that are looked at; more than this is a list, not a name.
const LONGEST: usize = 10;

/// A name cut into its parts, for comparing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The parts in lower case, without titles, particles, suffixes and marks; never empty unless
    /// the name has no letter at all.
    pub parts: Vec<Part>,
}

/// One part of a [`Name`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// In lower case, without diacritics.
    pub plain: String,
    /// What its spellings have in common.
    pub skeleton: String,
    /// The skeleton without vowels.
    pub consonants: String,
}

impl Name {
    /// Cuts a name into its parts.
    pub fn new(name: &str) -> Self {
        let folded = fold(name);
        let mut words: Vec<&str> = folded
            .split_whitespace()
            .map(|word| word.strip_suffix("'s").unwrap_or(word))
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .filter(|word| !word.is_empty())
            .collect();
        let titles = words.iter().take_while(|word| is_title(word)).count();
        words.drain(..titles.min(words.len().saturating_sub(1)));
        while words.len() > 1 && words.last().is_some_and(|word| SUFFIXES.contains(word)) {
            words.pop();
        }
        let own = |word: &&str| !PARTICLES.contains(word);
        if words.iter().any(own) {
            words.retain(own);
        }
        if words.len() > LONGEST {
            words.drain(LONGEST - 1..words.len() - 1);
        }
        Self {
            parts: words.into_iter().map(Part::new).collect(),
        }
    }

    /// Returns the first part.
    pub fn first(&self) -> Option<&Part> {
        self.parts.first()
    }

    /// Returns the last part.
    pub fn last(&self) -> Option<&Part> {
        self.parts.last()
    }

    /// Says whether the name has more than one part.
    pub fn is_full(&self) -> bool {
        self.parts.len() > 1
    }
}

fn is_title(word: &str) -> bool {
    Lexicon::shared().kinds(hash(word)) & (kind::HONORIFIC | kind::TITLE) != 0
}

impl Part {
    fn new(word: &str) -> Self {
        let plain: String = ARTICLES
            .iter()
            .find_map(|article| word.strip_prefix(article).filter(|rest| rest.len() > 2))
            .unwrap_or(word)
            .chars()
            .filter(|c| c.is_alphanumeric() || *c == '-')
            .collect();
        let skeleton = skeleton(&plain);
        let consonants = skeleton.chars().filter(|c| !"aeiou".contains(*c)).collect();
        Self {
            plain,
            skeleton,
            consonants,
        }
    }

    /// Says how alike two parts are: 0 (not), 1 (almost the same letters), 2 (the same skeleton or
    /// consonants), 3 (equal).
    pub fn likeness(&self, other: &Self) -> u32 {
        let (a, b) = (&self.plain, &other.plain);
        if a == b {
            return 3;
        }
        let shorter = a.len().min(b.len());
        if shorter < 3 {
            return 0;
        }
        let same_start = a.chars().next() == b.chars().next();
        let same_consonants = same_start
            && shorter >= 4
            && self.consonants.len() >= 3
            && self.consonants == other.consonants;
        if self.skeleton == other.skeleton || same_consonants {
            return 2;
        }
        let close = shorter >= 5
            && a.len().abs_diff(b.len()) <= 2
            && may_be_close(a, b)
            && strsim::jaro_winkler(a, b) >= CLOSE;
        u32::from(close)
    }

    /// Says whether both can be one person's first name: alike, one the initial or the short form of
    /// the other.
    pub fn goes_with(&self, other: &Self) -> bool {
        let (a, b) = (&self.plain, &other.plain);
        if self.likeness(other) > 0 {
            return true;
        }
        let shorter = a.chars().count().min(b.chars().count());
        let starts = a.starts_with(b.as_str()) || b.starts_with(a.as_str());
        match shorter {
            0 => false,
            1 => a.chars().next() == b.chars().next(),
            2 => false,
            _ => starts,
        }
    }
}

/// Least likeness by Jaro and Winkler of two spellings that have almost the same letters.
const CLOSE: f64 = 0.93;

/// Says whether two words can be as alike as [`CLOSE`] by the letters that only one of them has: so many find no
/// partner in the other one, at best all others do in order, and a common start of four letters adds four tenths
/// of what is missing.
fn may_be_close(a: &str, b: &str) -> bool {
    let (in_a, in_b) = (letters(a), letters(b));
    let lone = |own: u32, other: u32| f64::from((own & !other).count_ones());
    let (a_count, b_count) = (a.chars().count() as f64, b.chars().count() as f64);
    let matches = (a_count - lone(in_a, in_b)).min(b_count - lone(in_b, in_a));
    let jaro = (matches / a_count + matches / b_count + 1.0) / 3.0;
    jaro + 0.4 * (1.0 - jaro) > CLOSE - 0.001
}

/// Returns the letters of ASCII in a word as bits.
fn letters(word: &str) -> u32 {
    word.bytes()
        .filter(u8::is_ascii)
        .fold(0, |bits, byte| bits | 1 << (byte & 31))
}

/// Returns what the spellings of a word in lower case have in common.
pub fn skeleton(word: &str) -> String {
    let mut out: String = word.chars().filter(|&c| c != '-').collect();
    for (from, to) in SOUNDS {
        replace(&mut out, from, to);
    }
    if !out.contains("ch") {
        out = out.replace('c', "k");
    }
    for (from, to) in VOWELS {
        replace(&mut out, from, to);
    }
    let mut single = String::with_capacity(out.len());
    for c in out.chars() {
        if !single.ends_with(c) {
            single.push(c);
        }
    }
    for ending in ["ei", "ai"] {
        if let Some(stem) = single.strip_suffix(ending) {
            return format!("{stem}i");
        }
    }
    single
}

/// Replaces a few letters wherever they stand in a word, which mostly is nowhere.
fn replace(word: &mut String, from: &str, to: &str) {
    let mut windows = word.as_bytes().windows(from.len());
    if windows.any(|window| window == from.as_bytes()) {
        *word = word.replace(from, to);
    }
}

/// Says whether two names of several parts can be one person's.
pub fn is_compatible(a: &Name, b: &Name) -> bool {
    let (Some(a_first), Some(a_last), Some(b_first), Some(b_last)) =
        (a.first(), a.last(), b.first(), b.last())
    else {
        return false;
    };
    let (shorter, longer) = if a.parts.len() <= b.parts.len() {
        (a, b)
    } else {
        (b, a)
    };
    let is_shorter = shorter.parts.len() < longer.parts.len();
    let is_within = || {
        shorter
            .parts
            .iter()
            .all(|part| longer.parts.iter().any(|other| part.likeness(other) > 0))
    };
    if a_last.likeness(b_last) > 0 && a_first.goes_with(b_first) {
        return true;
    }
    is_shorter && shorter.is_full() && is_within()
}

/// Returns a key that the spellings of one full name share, for joining people across texts.
///
/// `None` for a name of one part: a surname alone names nobody.
pub fn key(name: &str) -> Option<String> {
    let name = Name::new(name);
    let (first, last) = (name.first()?, name.last()?);
    let is_initial = first.plain.chars().count() < 2;
    (name.is_full() && !is_initial).then(|| format!("{} {}", first.skeleton, last.skeleton))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_full_name_share_a_key() {
        for (a, b) in [
            ("Andrei Belousov", "Andrey Belousov"),
            ("Kira Rudik", "Kira Ruddick"),
            ("Alexander Lukaschenko", "Alexander Lukashenko"),
            ("Bashar al-Assad", "Bashar Assad"),
            ("Recep Tayyip Erdoğan", "Recep Erdogan"),
            ("President Donald J. Trump Jr.", "Donald Trump"),
        ] {
            assert_eq!(key(a), key(b), "{a} {b}");
            assert!(key(a).is_some());
        }
    }

    proptest! {
        #[test]
        fn words_that_are_close_may_be(a in "[a-fé]{5,9}", edits in prop::collection::vec((0_usize..9, "[a-fzé]?"), 0..3)) {
            let mut letters: Vec<String> = a.chars().map(String::from).collect();
            for (at, letter) in edits {
                let at = at % letters.len();
                letters[at] = letter;
            }
            let b = letters.concat();
            prop_assert!(strsim::jaro_winkler(&a, &b) < CLOSE || may_be_close(&a, &b), "{} {}", a, b);
        }
    }

    #[test]
    fn other_people_and_lone_surnames_share_none() {
        assert_ne!(key("Ivanka Trump"), key("Donald Trump"));
        for lone in ["Trump", "Mr Trump", "D. Trump", "", "..."] {
            assert_eq!(key(lone), None, "{lone}");
        }
    }
}
