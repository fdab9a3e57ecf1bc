//! The lines of a page and what can be seen of each without knowing its language.

use std::sync::LazyLock;

use crate::text::{TextSpan, eight};

/// Longest part of a line that is looked at in detail, in bytes: more says nothing new about it.
pub(super) const LONGEST_LOOK: usize = 20_000;

/// How a line ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// With no punctuation, or with one that ends nothing.
    #[default]
    Open,
    /// With a full stop, question or exclamation mark, perhaps inside a closing mark.
    Full,
    /// With three dots: it may break off.
    Ellipsis,
    /// With a colon or semicolon.
    Colon,
}

/// One line that is not blank.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Line<'t> {
    /// Its text without the white space around it.
    pub text: &'t str,
    /// Where it is in the page.
    pub span: TextSpan,
    /// Its place among the lines whose words were read together.
    pub number: u32,
    /// Blank lines before it.
    pub gap: u32,
    /// Runs of letters and digits; in scripts without blanks, pairs of letters.
    pub words: u32,
    /// Characters.
    pub chars: u32,
    /// Letters.
    pub letters: u32,
    /// Capital letters.
    pub capitals: u32,
    /// Digits.
    pub digits: u32,
    /// Characters that are no letters, digits or blanks.
    pub marks: u32,
    /// Words that begin with a capital.
    pub capitalised: u32,
    /// Ends of sentences.
    pub sentences: u32,
    /// Quotation marks of any shape.
    pub quotes: u32,
    /// Commas of any script.
    pub commas: u32,
    /// Marks that set off the links of a menu: `|`, `›`, `»`, `·`, `•`.
    pub separators: u32,
    /// Words that begin with a small letter.
    pub small: u32,
    /// How it ends.
    pub end: End,
}

impl Line<'_> {
    /// Says whether it looks like running text: long enough, ending like a sentence, and in scripts
    /// with capitals mostly in small letters.
    pub fn is_prose(&self) -> bool {
        self.words >= 10 && self.end == End::Full && self.capitals * 3 < self.letters.max(1)
    }

    /// Says whether it could be a headline by its length and marks.
    pub fn is_title_like(&self) -> bool {
        (3..=30).contains(&self.words)
            && self.chars <= 220
            && self.letters * 2 > self.chars
            && self.separators == 0
            && self.end != End::Ellipsis
    }
}

/// Returns the lines of `page` that are not blank, at most `limit` of them.
///
/// Linear in the page; the facts of a very long line are those of its first 20,000 bytes.
pub fn lines(page: &str, limit: usize) -> Vec<Line<'_>> {
    let breaks = memchr::memchr_iter(b'\n', page.as_bytes());
    let mut out = Vec::with_capacity(limit.min(breaks.clone().count() + 1));
    let (mut start, mut gap) = (0, 0);
    for end in breaks.chain([page.len()]) {
        let span = crate::text::span::trim(page, TextSpan::new(start, end));
        start = end + 1;
        if span.is_empty() {
            gap += 1;
            continue;
        }
        if out.len() == limit {
            break;
        }
        out.push(Line {
            span,
            gap,
            number: u32::try_from(out.len()).unwrap_or(u32::MAX),
            ..look(span.of(page))
        });
        gap = 0;
    }
    out
}

/// Returns the facts about one line.
pub fn look(text: &str) -> Line<'_> {
    let mut line = Line {
        text,
        end: end(text),
        ..Line::default()
    };
    let head = text
        .get(..text.floor_char_boundary(LONGEST_LOOK))
        .unwrap_or_default();
    let sums = count_ascii(head.as_bytes());
    line.chars = sums.ascii;
    line.letters = sums.capitals + sums.small;
    line.capitals = sums.capitals;
    line.digits = sums.digits;
    line.marks = sums.ascii - line.letters - sums.digits - sums.blanks;
    line.words = sums.words;
    line.capitalised = sums.capitalised;
    line.small = sums.small_words;
    line.quotes = sums.quotes;
    line.commas = sums.commas;
    line.separators = sums.separators;
    if 0 < sums.terminals {
        let terminals = memchr::memchr3_iter(b'.', b'!', b'?', head.as_bytes());
        let ends = terminals.filter(|at| ends_sentence(head, at + 1));
        line.sentences = u32::try_from(ends.count()).unwrap_or(u32::MAX);
    }
    if sums.ascii as usize != head.len() {
        line.count_beyond_ascii(head);
    }
    line
}

/// What a character is, as far as lines go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Small,
    Capital,
    /// A letter of a script without case.
    Letter,
    Digit,
    Blank,
    Mark,
}

/// The kinds of the characters of the alphabets around Europe, which otherwise take several searches each.
static ALPHABETS: LazyLock<[Kind; 0x700]> = LazyLock::new(|| {
    let mut kinds = [Kind::Mark; 0x700];
    for (c, kind) in ('\0'..).zip(&mut kinds) {
        *kind = Kind::of_rare(c);
    }
    kinds
});

impl Kind {
    pub(super) fn of(c: char) -> Self {
        match c {
            'a'..='z' => Self::Small,
            ' ' => Self::Blank,
            'A'..='Z' => Self::Capital,
            '0'..='9' => Self::Digit,
            '\0'..='\x7F' if c.is_ascii_whitespace() || c == '\x0B' => Self::Blank,
            '\0'..='\x7F' | '‐'..='‧' => Self::Mark,
            '\u{80}'..='\u{6FF}' => ALPHABETS[c as usize],
            // Devanagari and Thai without their signs, kana, Chinese, Korean.
            '\u{0904}'..='\u{0939}'
            | '\u{0E01}'..='\u{0E30}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30A1}'..='\u{30FA}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{AC00}'..='\u{D7A3}' => Self::Letter,
            _ => Self::of_rare(c),
        }
    }

    /// Says whether it is part of a word.
    pub(super) fn is_word(self) -> bool {
        !matches!(self, Self::Blank | Self::Mark)
    }

    #[cold]
    fn of_rare(c: char) -> Self {
        match c {
            _ if c.is_numeric() => Self::Digit,
            _ if c.is_uppercase() => Self::Capital,
            _ if c.is_lowercase() => Self::Small,
            _ if c.is_alphabetic() => Self::Letter,
            _ if c.is_whitespace() => Self::Blank,
            _ => Self::Mark,
        }
    }
}

/// What is counted of the ASCII characters of a line.
#[derive(Default)]
struct Ascii {
    ascii: u32,
    capitals: u32,
    small: u32,
    digits: u32,
    blanks: u32,
    words: u32,
    capitalised: u32,
    small_words: u32,
    quotes: u32,
    commas: u32,
    separators: u32,
    terminals: u32,
}

/// Most bytes whose counts fit a byte each.
const FEW: usize = 255;

/// What a byte adds to the counts, a byte for each of them; first where the byte before does not go on as a word, then
/// where it does.
static ADDS: [[[u64; 2]; 256]; 2] = {
    let mut adds = [[[0; 2]; 256]; 2];
    let mut byte = 0;
    loop {
        adds[0][byte as usize] = adds_of(byte, true);
        adds[1][byte as usize] = adds_of(byte, false);
        if byte == u8::MAX {
            break adds;
        }
        byte += 1;
    }
};

/// Says of each byte whether a letter after it begins no word. What is beyond ASCII is looked at by itself.
static GOES_ON: [bool; 256] = {
    let mut goes_on = [false; 256];
    let mut byte = 0_u8;
    loop {
        goes_on[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'\'' || !byte.is_ascii();
        if byte == u8::MAX {
            break goes_on;
        }
        byte += 1;
    }
};

const fn adds_of(b: u8, may_start: bool) -> [u64; 2] {
    let first = [
        b.is_ascii(),
        b.is_ascii_uppercase(),
        b.is_ascii_lowercase(),
        b.is_ascii_digit(),
        matches!(b, b' ' | b'\t'..=b'\r'),
        may_start && b.is_ascii_alphanumeric(),
        may_start && b.is_ascii_uppercase(),
        may_start && b.is_ascii_lowercase(),
    ];
    let second = [
        b == b'"',
        b == b',',
        matches!(b, b'|' | b'>'),
        matches!(b, b'.' | b'!' | b'?'),
        false,
        false,
        false,
        false,
    ];
    [packed(first), packed(second)]
}

const fn packed(adds: [bool; 8]) -> u64 {
    let mut sum = 0;
    let mut place = 0;
    while place < adds.len() {
        sum |= (adds[place] as u64) << (8 * place);
        place += 1;
    }
    sum
}

/// Counts the ASCII characters of a line: by a table, as a branch for each costs more than all else.
fn count_ascii(bytes: &[u8]) -> Ascii {
    let mut all = Ascii::default();
    let mut is_in_word = false;
    for few in bytes.chunks(FEW) {
        let mut sums = [0; 2];
        for &byte in few {
            let adds = &ADDS[usize::from(is_in_word)][usize::from(byte)];
            sums[0] += adds[0];
            sums[1] += adds[1];
            is_in_word = GOES_ON[usize::from(byte)];
        }
        let [
            ascii,
            capitals,
            small,
            digits,
            blanks,
            words,
            capitalised,
            small_words,
        ] = sums[0].to_le_bytes().map(u32::from);
        let [quotes, commas, separators, terminals, ..] = sums[1].to_le_bytes().map(u32::from);
        all.ascii += ascii;
        all.capitals += capitals;
        all.small += small;
        all.digits += digits;
        all.blanks += blanks;
        all.words += words;
        all.capitalised += capitalised;
        all.small_words += small_words;
        all.quotes += quotes;
        all.commas += commas;
        all.separators += separators;
        all.terminals += terminals;
    }
    all
}

/// Says whether a sentence ends with the terminal mark before `at`: a blank follows it and what closes it, or nothing.
fn ends_sentence(text: &str, at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let mut after = rest.chars();
    let next = after.find(|&c| !is_wide_terminal(c) && (is_terminal_mark(c) || !is_closer(c)));
    next.is_none_or(|c| Kind::of(c) == Kind::Blank)
}

impl Line<'_> {
    /// Counts the characters beyond ASCII, and the words of ASCII letters that begin right after them.
    fn count_beyond_ascii(&mut self, head: &str) {
        let bytes = head.as_bytes();
        // Letters of scripts that write no blanks between words.
        let mut unspaced = 0;
        let (mut at, mut is_in_word) = (0, false);
        loop {
            let start = at;
            at = eight::find_far(bytes, at, |byte| !byte.is_ascii());
            let Some(c) = head.get(at..).and_then(|rest| rest.chars().next()) else {
                break;
            };
            if start < at {
                is_in_word = bytes
                    .get(at - 1)
                    .is_some_and(|&byte| GOES_ON[usize::from(byte)]);
            }
            at += c.len_utf8();
            let kind = Kind::of(c);
            self.chars += 1;
            if kind == Kind::Mark {
                self.marks += 1;
                self.count_mark(c);
                let ends = is_wide_terminal(c) || is_terminal_mark(c) && ends_sentence(head, at);
                self.sentences += u32::from(ends);
            } else if kind.is_word() {
                let is_letter = u32::from(kind != Kind::Digit);
                self.letters += is_letter;
                self.digits += 1 - is_letter;
                self.capitals += u32::from(kind == Kind::Capital);
                if is_unspaced(c) {
                    unspaced += 1;
                    self.capitalised += u32::from(kind == Kind::Capital && !is_in_word);
                    self.small += u32::from(kind == Kind::Small && !is_in_word);
                } else if !is_in_word {
                    self.begin_word(kind);
                }
            }
            is_in_word = kind.is_word() || is_apostrophe(c);
            let next = bytes.get(at).map(|&byte| Kind::of(char::from(byte)));
            if let Some(next) =
                next.filter(|next| !is_in_word && bytes[at].is_ascii() && next.is_word())
            {
                self.begin_word(next);
            }
        }
        self.words += unspaced / 2;
    }

    fn begin_word(&mut self, first: Kind) {
        self.words += 1;
        self.capitalised += u32::from(first == Kind::Capital);
        self.small += u32::from(first == Kind::Small);
    }

    fn count_mark(&mut self, c: char) {
        match c {
            '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' => {
                self.quotes += 1;
            }
            ',' | '،' | '、' | '，' => self.commas += 1,
            _ => {}
        }
        if matches!(c, '|' | '›' | '»' | '·' | '•' | '>' | '→') {
            self.separators += 1;
        }
    }
}

/// Says how a line ends, closing marks left aside.
pub fn end(text: &str) -> End {
    let bare = text.trim_end_matches(|c: char| is_closer(c) || c.is_whitespace());
    // A closing mark alone ends a line as fully as a full stop: “We won”
    let is_closed = text.ends_with(['”', '"', '»', '」', '』']) && bare.len() > 2;
    match bare.chars().next_back() {
        Some('…') => End::Ellipsis,
        Some('.') if bare.ends_with("...") || bare.ends_with("..") => End::Ellipsis,
        Some(c) if is_terminal_mark(c) || is_wide_terminal(c) => End::Full,
        Some(':' | ';' | '：' | '；') => End::Colon,
        _ if is_closed => End::Full,
        _ => End::Open,
    }
}

/// Says whether `c` can end a sentence.
pub fn is_terminal_mark(c: char) -> bool {
    matches!(
        c,
        '.' | '!' | '?' | '…' | '؟' | '۔' | '।' | '։' | '።' | '‼' | '⁉'
    )
}

/// Says whether `c` ends a sentence in a script that puts no blank after it.
pub fn is_wide_terminal(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡')
}

/// Says whether `c` closes what a sentence may end inside.
pub fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '”' | '’' | '»' | '›' | '“' | ')' | ']' | '」' | '』' | '）' | '*' | '_'
    )
}

/// Says whether `c` may stand inside a word.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// Says whether `c` belongs to a script that writes words without blanks between them.
pub fn is_unspaced(c: char) -> bool {
    '\u{0E00}' <= c
        && matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the characters before say about the next.
    #[derive(Default)]
    struct State {
        is_in_word: bool,
        is_terminal: bool,
        unspaced: u32,
    }

    impl State {
        /// Counts a character, as simply as possible.
        fn count(&mut self, c: char, line: &mut Line<'_>) {
            line.chars += 1;
            let kind = Kind::of(c);
            if kind == Kind::Blank {
                line.sentences += u32::from(self.is_terminal);
                (self.is_terminal, self.is_in_word) = (false, false);
            } else if kind == Kind::Mark {
                line.marks += 1;
                line.count_mark(c);
                if is_wide_terminal(c) {
                    line.sentences += 1;
                } else if is_terminal_mark(c) {
                    self.is_terminal = true;
                } else if !is_closer(c) {
                    self.is_terminal = false;
                }
                self.is_in_word = is_apostrophe(c);
            } else {
                let starts = u32::from(!self.is_in_word);
                let is_letter = u32::from(kind != Kind::Digit);
                line.letters += is_letter;
                line.digits += 1 - is_letter;
                let is_unspaced = is_unspaced(c);
                self.unspaced += u32::from(is_unspaced);
                line.words += if is_unspaced { 0 } else { starts };
                line.capitals += u32::from(kind == Kind::Capital);
                line.capitalised += u32::from(kind == Kind::Capital) * starts;
                line.small += u32::from(kind == Kind::Small) * starts;
                (self.is_terminal, self.is_in_word) = (false, true);
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_counted_is_what_is_seen_one_by_one(text in "([a-zA-Z0-9 .!?\"')*_,|>;é漢\t]|[’“”»…。ÉД٣ \u{a0}]|[a-z]{1,9} ){0,60}|[a-zA. ’]{200,600}") {
            let found = look(&text);
            let mut line = Line { text: &text, end: found.end, ..Line::default() };
            let mut state = State::default();
            text.chars().for_each(|c| state.count(c, &mut line));
            line.sentences += u32::from(state.is_terminal);
            line.words += state.unspaced / 2;
            prop_assert_eq!(line, found);
        }
    }

    #[test]
    fn lines_end_as_a_reader_sees_it() {
        for (text, expected) in [
            ("He won.", End::Full),
            ("“He won.”", End::Full),
            ("He won.)", End::Full),
            ("‘Momentous Change’", End::Open),
            ("the care possible...", End::Ellipsis),
            ("and so on…", End::Ellipsis),
            ("as follows:", End::Colon),
            ("他赢了。", End::Full),
            ("Latest news", End::Open),
            ("", End::Open),
        ] {
            assert_eq!(end(text), expected, "{text}");
        }
    }

    #[test]
    fn words_and_sentences_are_counted_in_any_script() {
        for (text, words, sentences) in [
            ("One two. Three's four!", 4, 2),
            ("It rose 3.5 percent", 5, 0),
            ("“Yes,” he said. “No.”", 4, 2),
            ("他赢了比赛。他们走了。", 4, 2),
            ("", 0, 0),
        ] {
            let line = look(text);
            assert_eq!((line.words, line.sentences), (words, sentences), "{text}");
        }
    }

    #[test]
    fn blank_lines_are_counted_and_spans_slice() {
        let page = "One\n\n  Two \n\n\nThree";
        let found = lines(page, 9);
        let seen: Vec<_> = found.iter().map(|l| (l.span.of(page), l.gap)).collect();
        assert_eq!(seen, [("One", 0), ("Two", 1), ("Three", 2)]);
    }
}
