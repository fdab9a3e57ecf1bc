//! How well a word fits a title, a source, a name.
//!
//! A word fits as a whole word, as the start of a word, inside a word, or loosely: its letters in
//! order, each next to the one before or at the head of a word (`chidef` for “China … Defence”), or
//! all of them in a stretch hardly longer than the word (`climte`). The kind of fit decides first;
//! inside one kind, `fuzzy-matcher` (the algorithm of skim) scores. Everything here works on folded
//! text.

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;
use memchr::memmem::{self, Finder};

/// Bytes from which on a word may fit loosely.
const SHORTEST_LOOSE: usize = 3;
/// Bytes up to which it may.
const LONGEST_LOOSE: usize = 63;

/// How a word fits, best last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Its letters are there in order.
    Loose,
    /// Inside a word.
    Inside,
    /// At the start of a word.
    Start,
    /// As a whole word.
    Whole,
}

/// How well a word fits the fields of a row, as a number: 0 not at all, [`LATER`], or twice the place of the [`Fit`]
/// from [`LOOSE`] on, and one more in the title.
pub type Rank = u8;
/// The word does not fit; one that begins with it may, loosely.
pub const LATER: Rank = 1;
/// The least rank of a word that fits.
pub const LOOSE: Rank = 2;
/// The least rank of a word that is there letter by letter.
pub const EXACT: Rank = LOOSE + 2 * Fit::Inside as Rank;
/// The rank of a whole word in the title.
pub const BEST: Rank = LOOSE + 2 * Fit::Whole as Rank + 1;

/// What is known of all the fields of a row before its text is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Letters {
    /// The characters that are there.
    pub all: u64,
    /// Those of them that begin words.
    pub heads: u64,
}

/// A word that is looked for.
#[derive(Debug)]
pub struct Word {
    text: String,
    finder: Finder<'static>,
    /// The characters that must be there.
    mask: u64,
    /// The first of them.
    first: u64,
    /// For each byte value, the places in the word that hold it; for words of at most 63 bytes.
    places: [u64; 256],
    /// No text scores more.
    most: i64,
    /// Nothing but ASCII letters in lower case and digits, and not too many for `places`.
    is_plain: bool,
}

impl Letters {
    /// Says whether the letters of a word are all there.
    pub fn may_hold(self, word: &Word) -> bool {
        self.all & word.mask == word.mask
    }

    /// Looks at a folded text.
    pub fn of(text: &[u8]) -> Self {
        let mut out = Self::default();
        let mut is_head = true;
        for &byte in text {
            let kind = 1 << KINDS[usize::from(byte)];
            out.all |= kind;
            out.heads |= if is_head { kind } else { 0 };
            is_head = !is_word_byte(byte);
        }
        out
    }
}

/// The characters as 64 kinds.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0_u8;
    loop {
        kinds[byte as usize] = match byte {
            b'a'..=b'z' => byte - b'a',
            b'0'..=b'9' => 26 + byte - b'0',
            b' ' => 36,
            0x80.. => 37 + (byte & 15),
            _ => 53 + byte % 11,
        };
        if byte == u8::MAX {
            break kinds;
        }
        byte += 1;
    }
};

const fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// Says whether a word begins at `at`.
fn is_head(text: &[u8], at: usize) -> bool {
    at == 0 || !is_word_byte(text[at - 1])
}

impl Word {
    /// Makes a word of folded text without white space at its ends.
    pub fn new(text: &str) -> Self {
        let mut places = [0; 256];
        for (at, &byte) in text.as_bytes().iter().enumerate().take(LONGEST_LOOSE) {
            places[usize::from(byte)] |= 1 << at;
        }
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let Letters { all: mask, .. } = Letters::of(text.as_bytes());
        Self {
            finder: Finder::new(text.as_bytes()).into_owned(),
            mask,
            first: mask
                & text
                    .bytes()
                    .next()
                    .map_or(0, |byte| 1 << KINDS[usize::from(byte)]),
            most: most(text),
            is_plain: text.len() <= LONGEST_LOOSE && text.bytes().all(is_plain),
            text: text.to_owned(),
            places,
        }
    }

    /// Says whether its letters are in `text`, in order: what every fit needs.
    fn may_fit(&self, text: &[u8]) -> bool {
        let mut rest = text;
        self.text
            .bytes()
            .all(|byte| match memchr::memchr(byte, rest) {
                Some(at) => {
                    rest = rest.get(at + 1..).unwrap_or_default();
                    true
                }
                None => false,
            })
    }

    /// Returns how well the word fits the fields of a row, a line feed between them, the title first.
    ///
    /// A word that begins with this one has a rank of at least [`LATER`] only where this one has.
    /// `is_inexact` says that the word is known not to be there letter by letter.
    pub fn rank(&self, fields: &[u8], letters: Letters, is_inexact: bool) -> Rank {
        if !letters.may_hold(self) {
            return 0;
        }
        if !is_inexact && let Some((_, rank)) = self.best_place(fields) {
            return rank;
        }
        if letters.heads & self.first == 0 {
            return 0;
        }
        if self.text.len() < SHORTEST_LOOSE {
            return LATER;
        }
        let mut rank = 0;
        let mut from = 0;
        while let Some(field) = fields.get(from..) {
            let end = memchr::memchr(b'\n', field).unwrap_or(field.len());
            let field = field.get(..end).unwrap_or_default();
            if let Some(head) = self.stands_scattered(field) {
                if self.fits_from(head, field) {
                    return LOOSE + Rank::from(from == 0);
                }
                rank = LATER;
            }
            from += end + 1;
        }
        rank
    }

    /// Returns the field that the word fits best, the first of equals, with the rank there.
    pub fn best_field<'t>(&self, fields: &'t str) -> Option<(&'t str, Rank)> {
        if let Some((at, rank)) = self.best_place(fields.as_bytes()) {
            let start = fields.get(..at)?.rfind('\n').map_or(0, |before| before + 1);
            let end = memchr::memchr(b'\n', fields.get(at..)?.as_bytes());
            let end = end.map_or(fields.len(), |n| at + n);
            return Some((fields.get(start..end)?, rank));
        }
        let mut fields = fields.split('\n').enumerate();
        fields.find_map(|(at, field)| {
            let fits = self.fits_loosely(field.as_bytes());
            fits.then(|| (field, LOOSE + Rank::from(at == 0)))
        })
    }

    /// Returns where the word is there letter by letter and fits best, the first of equals.
    fn best_place(&self, fields: &[u8]) -> Option<(usize, Rank)> {
        let mut best: Option<(usize, Rank)> = None;
        let mut end_of_title = None;
        for (fit, at) in self.fits(fields) {
            let end = *end_of_title
                .get_or_insert_with(|| memchr::memchr(b'\n', fields).unwrap_or(fields.len()));
            let rank = LOOSE + 2 * fit as Rank + Rank::from(at < end);
            if best.is_none_or(|(_, best)| rank > best) {
                best = Some((at, rank));
                // Nothing is better than a whole word in the title, and after it than a whole word.
                if fit == Fit::Whole {
                    break;
                }
            }
        }
        best
    }

    /// Returns how the word fits and where the fit begins; `None` where it does not.
    pub fn fit(&self, text: &[u8]) -> Option<(Fit, usize)> {
        let mut best: Option<(Fit, usize)> = None;
        for (fit, at) in self.fits(text) {
            if best.is_none_or(|(best, _)| fit > best) {
                best = Some((fit, at));
            }
            if fit == Fit::Whole {
                break;
            }
        }
        best.or_else(|| self.fits_loosely(text).then_some((Fit::Loose, 0)))
    }

    /// Returns each place that has the very word, and how it fits there, ascending.
    pub fn fits<'t>(&self, text: &'t [u8]) -> impl Iterator<Item = (Fit, usize)> + use<'_, 't> {
        let mut from = 0;
        std::iter::from_fn(move || {
            let rest = text.get(from..)?;
            let at = from
                + match self.text.as_bytes() {
                    [letter] => memchr::memchr(*letter, rest),
                    _ => self.finder.find(rest),
                }?;
            from = at + 1;
            let end = at + self.text.len();
            let is_tail = text.get(end).is_none_or(|&byte| !is_word_byte(byte));
            let fit = match (is_head(text, at), is_tail) {
                (true, true) => Fit::Whole,
                (true, false) => Fit::Start,
                (false, _) => Fit::Inside,
            };
            Some((fit, at))
        })
    }

    /// Says whether the letters of the word stand in the text in one of the looser ways.
    pub fn fits_loosely(&self, text: &[u8]) -> bool {
        let head = self.stands_scattered(text);
        head.is_some_and(|head| self.fits_from(head, text))
    }

    /// Returns the first head of a word from which on its letters are in `text`, in order: what a looser fit needs.
    fn stands_scattered(&self, text: &[u8]) -> Option<usize> {
        let (&first, _) = self.text.as_bytes().split_first()?;
        let head = memchr::memchr_iter(first, text).find(|&at| is_head(text, at))?;
        self.may_fit(text.get(head..)?).then_some(head)
    }

    /// Says whether the word fits loosely; its letters are there from `head` on, the first that they may begin at.
    fn fits_from(&self, head: usize, text: &[u8]) -> bool {
        (SHORTEST_LOOSE..=LONGEST_LOOSE).contains(&self.text.len())
            && (self.fits_by_heads(head, text) || self.fits_in_a_stretch(head, text))
    }

    /// Letters next to each other or at heads of words, the first one at a head: all ways at once,
    /// one bit for each length of the word that has been matched (Shift-And, Baeza-Yates and Gonnet
    /// 1992).
    fn fits_by_heads(&self, head: usize, text: &[u8]) -> bool {
        let done = 1u64 << self.text.len();
        let (mut here, mut reached) = (0u64, 1u64);
        for (at, &byte) in text.iter().enumerate().skip(head) {
            let from = if is_head(text, at) {
                here | reached
            } else {
                here
            };
            here = (from & self.places[usize::from(byte)]) << 1;
            reached |= here;
            if reached & done != 0 {
                return true;
            }
        }
        false
    }

    /// All letters in order from the head of a word, with at most one other letter for every three.
    fn fits_in_a_stretch(&self, head: usize, text: &[u8]) -> bool {
        let length = self.text.len();
        let longest = length + (length / 3).max(1);
        let rest = text.get(head..).unwrap_or_default();
        let starts = memchr::memchr_iter(rest[0], rest).map(|at| head + at);
        starts.filter(|&at| is_head(text, at)).any(|at| {
            let end = (at + longest).min(text.len());
            self.may_fit(text.get(at..end).unwrap_or_default())
        })
    }

    /// Returns a number that no [`score`] exceeds.
    pub fn most(&self) -> i64 {
        self.most
    }

    /// Returns a number that [`score`] does not exceed for this text.
    ///
    /// The constants are those of the crate: 16 for a first letter that begins the text, and 8 for one at the head
    /// of another word. Of the first letters that a text has none but those count which later ones follow.
    pub fn bound(&self, text: &[u8]) -> i64 {
        let Some(&first) = self.text.as_bytes().first() else {
            return self.most;
        };
        if text.first() == Some(&first) || first.is_ascii_uppercase() {
            return self.most;
        }
        let has_head = memchr::memchr_iter(first, text).any(|at| is_head(text, at));
        self.most - if has_head { 8 } else { 16 }
    }

    /// Returns a number that [`score`] does not exceed for this text, and that it mostly is; not above [`bound`](Self::bound).
    ///
    /// The best way to lay the letters of the word on those of the text, worked out only where a letter of
    /// the text is one of the word. The two rows of the matrix of the crate hold, at times, values of two letters
    /// before, and those are let through here, too.
    ///
    /// Cost: length of the text, and length of the word for each of the pairs of equal letters.
    pub fn closer_bound(&self, text: &[u8]) -> i64 {
        let bound = self.bound(text);
        let length = self.text.len();
        if !self.is_plain || length < 2 {
            return bound;
        }
        // For each letter of the word: the most that is reached where it is the last character, and the most that
        // is reached before it, with the place added, as each further character between two letters costs one.
        let mut last = [LEAST; LONGEST_LOOSE];
        let mut before = [LEAST; LONGEST_LOOSE];
        let (mut ends, mut most, mut place) = (0_u64, LEAST, 0);
        for (at, &byte) in text.iter().enumerate() {
            let found = self.places[usize::from(byte)];
            let mut new = [LEAST; LONGEST_LOOSE];
            if found != 0 {
                let bonus = match at {
                    0 => 16,
                    _ if is_head(text, at) => 8,
                    _ => 0,
                };
                for letter in ones(found) {
                    let next_to = match letter.checked_sub(1) {
                        Some(one) if ends >> one & 1 == 1 => last[one] + bonus.max(4),
                        _ => LEAST,
                    };
                    // The first one, or what the matrix has kept of the row before all.
                    let fresh = if letter % 2 == 0 { bonus - 1 } else { LEAST };
                    let after_gap = before[letter] - place + bonus - 2;
                    let score = 16 + fresh.max(next_to).max(after_gap);
                    new[letter] = score;
                    if letter + 1 == length || letter + 3 == length {
                        most = most.max(score);
                    }
                }
            }
            for letter in ones(ends) {
                for later in (letter + 1..length).step_by(2) {
                    before[later] = before[later].max(last[letter] + place - 1);
                }
            }
            (last, ends) = (new, found);
            // The crate counts characters.
            place += i32::from(byte & 0xC0 != 0x80);
        }
        bound.min(i64::from(most))
    }

    /// Returns the first bytes of the letters of a text that the word fits, ascending.
    pub fn letters(&self, text: &str) -> Vec<usize> {
        match self.fit(text.as_bytes()) {
            None => Vec::new(),
            Some((Fit::Loose, _)) => {
                let found = matcher().fuzzy_indices(text, &self.text);
                let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                let letters = found.map(|(_, letters)| letters).unwrap_or_default();
                letters
                    .into_iter()
                    .filter_map(|n| places.get(n).copied())
                    .collect()
            }
            Some((_, at)) => {
                let inside = text.get(at..at + self.text.len()).unwrap_or_default();
                inside.char_indices().map(|(n, _)| at + n).collect()
            }
        }
    }

    /// Returns the word.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A score that no sum makes great.
const LEAST: i32 = -1_000_000;

/// Returns the most that the crate gives for a word: 16 for each letter, 4 for each that is next to the one before or,
/// after one character, at the head of a word, 8 for one at the head of a word whose separator is in the word, too, and
/// 16 less 1 where the text begins with it.
fn most(word: &str) -> i64 {
    let letters: Vec<char> = word.chars().collect();
    let step = |two: &[char]| match two {
        [before, letter] if letter.is_ascii_uppercase() || !is_letter(*before) => 8,
        _ => 4,
    };
    let steps: i64 = letters.windows(2).map(step).sum();
    16 * i64::try_from(letters.len()).unwrap_or(i64::MAX / 64) + steps + 15
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || !c.is_ascii()
}

/// Returns the places of the bits that are set, ascending.
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = bits.trailing_zeros();
        bits &= bits.checked_sub(1)?;
        Some(at as usize)
    })
}

/// Scores a word against a text that it fits; higher is better.
///
/// Cost: length of the word times length of the text, and a few allocations.
pub fn score(word: &Word, text: &str) -> i64 {
    matcher().fuzzy_match(text, &word.text).unwrap_or(0)
}

/// Returns the matcher of the crate.
///
/// A new one for each text: one that is used again carries bonuses over in its matrix, and the same
/// title would score differently from search to search; without its cache it panics (0.3.7).
fn matcher() -> SkimMatcherV2 {
    SkimMatcherV2::default().respect_case()
}

/// Says whether the very words are in `text`.
pub fn contains(text: &str, words: &str) -> bool {
    memmem::find(text.as_bytes(), words.as_bytes()).is_some()
}

/// Says whether each word of `words` begins a word of `text`.
pub fn has_word_starts(text: &str, words: &str) -> bool {
    words.split_whitespace().all(|word| {
        let places = memmem::find_iter(text.as_bytes(), word.as_bytes());
        places.into_iter().any(|at| is_head(text.as_bytes(), at))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_fit_whole_at_starts_inside_and_loosely() {
        for (word, text, expected) in [
            ("iran", "china hosts iran again", Some(Fit::Whole)),
            ("iran", "iranian minister", Some(Fit::Start)),
            ("rania", "iranian minister", Some(Fit::Inside)),
            ("chidef", "china hosts defence ministers", Some(Fit::Loose)),
            ("chdm", "china hosts defence ministers", Some(Fit::Loose)),
            ("climte", "the climate talks", Some(Fit::Loose)),
            ("iran", "a nice rain in any town", None),
            ("us", "u and s", None),
            ("ab", "aab", Some(Fit::Inside)),
        ] {
            let found = Word::new(word).fit(text.as_bytes()).map(|(fit, _)| fit);
            assert_eq!(found, expected, "{word} in {text}");
        }
    }

    #[test]
    fn the_letters_that_fit_are_lit() {
        let lit = |word: &str, text: &str| Word::new(word).letters(text);
        assert_eq!(lit("def", "china defence"), [6, 7, 8]);
        assert_eq!(lit("chidef", "china defence"), [0, 1, 2, 6, 7, 8]);
        assert_eq!(lit("zzz", "china defence"), Vec::<usize>::new());
    }

    proptest! {
        #[test]
        fn no_score_exceeds_its_bounds(
            word in "[a-d]{1,7}|[a-cé' ]{0,3}[a-cCé]",
            text in "([a-d]{0,3}|[a-dé' .,:/-]{1,6}|[a-d]x{9,60}){1,8}",
        ) {
            let word = Word::new(&word);
            if word.may_fit(text.as_bytes()) {
                let (score, bound) = (score(&word, &text), word.bound(text.as_bytes()));
                let closer = word.closer_bound(text.as_bytes());
                prop_assert!(score <= closer, "{score} > {closer}");
                prop_assert!(closer <= bound && bound <= word.most());
            }
        }

        #[test]
        fn what_later_words_need_is_there_for_earlier_ones(
            word in "[a-c]{2,7}( [a-c])?", fields in "[a-c]{1,3}([ '\n]?[a-cx]{1,4}){0,6}", length in 1_usize..7,
        ) {
            let letters = Letters::of(fields.as_bytes());
            let rank = |word: &str| Word::new(word).rank(fields.as_bytes(), letters, false);
            let first = word.get(..length.min(word.len())).unwrap().trim_end();
            prop_assert!(rank(&word) == 0 || rank(first) >= LATER);
            let best = Word::new(&word).best_field(&fields).map_or(0, |(_, rank)| rank);
            prop_assert!(rank(&word) == best || (best == 0 && rank(&word) == LATER));
            if rank(first) < EXACT {
                let known = Word::new(&word).rank(fields.as_bytes(), letters, true);
                prop_assert_eq!(known, rank(&word));
            }
        }
    }
}
