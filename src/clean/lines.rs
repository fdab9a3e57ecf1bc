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
    let mut out = Vec::new();
    let (mut start, mut gap) = (0, 0);
    let breaks = memchr::memchr_iter(b'\n', page.as_bytes());
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
    let mut state = State::default();
    let bytes = head.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let eight = eight::load(bytes, at);
        // None where the first is beyond ASCII, or one of the few blanks that are controls.
        let plain = eight::first(!eight::between(eight, b' ', 0x7F) & eight::HIGH);
        if 0 < plain {
            line.count_plain(&mut state, eight, plain);
            at += plain;
            continue;
        }
        for c in head.get(at..).unwrap_or_default().chars() {
            line.count(&mut state, c);
            at += c.len_utf8();
            if bytes.get(at).is_none_or(u8::is_ascii) {
                break;
            }
        }
    }
    line.sentences += u32::from(state.is_terminal);
    line.words += state.unspaced / 2;
    line
}

/// What the characters before say about the next.
#[derive(Default)]
struct State {
    is_in_word: bool,
    is_terminal: bool,
    /// Letters of scripts that write no blanks between words.
    unspaced: u32,
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

impl Line<'_> {
    /// Counts the first `length` of eight bytes, which are ASCII and no controls: as [`Self::count`] does each, but
    /// without a branch for each.
    fn count_plain(&mut self, state: &mut State, bytes: u64, length: usize) {
        use eight::{between, equal, number};
        // They are moved to the upper end: what carries over to the next bytes is then always in the highest.
        let unused = 64 - 8 * length;
        let bytes = bytes << unused;
        let first = 0x80 << unused;
        let carried = |is: bool| if is { first } else { 0 };
        let capitals = between(bytes, b'A', b'Z');
        let small = between(bytes, b'a', b'z');
        let digits = between(bytes, b'0', b'9');
        let blanks = equal(bytes, b' ');
        let words = capitals | small | digits;
        let goes_on = words | equal(bytes, b'\'');
        let starts = words & !(goes_on << 8 | carried(state.is_in_word));
        state.is_in_word = goes_on >> 63 != 0;
        let letters = number(capitals | small);
        self.chars += number(eight::HIGH << unused);
        self.letters += letters;
        self.capitals += number(capitals);
        self.digits += number(digits);
        self.words += number(starts);
        self.capitalised += number(starts & capitals);
        self.small += number(starts & small);
        let marks = (eight::HIGH << unused) & !(words | blanks);
        let mut after = carried(std::mem::take(&mut state.is_terminal));
        if marks != 0 {
            self.marks += number(marks);
            self.quotes += number(equal(bytes, b'"'));
            self.commas += number(equal(bytes, b','));
            self.separators += number(equal(bytes, b'|') | equal(bytes, b'>'));
            let terminal = equal(bytes, b'.') | equal(bytes, b'!') | equal(bytes, b'?');
            after |= terminal << 8;
            state.is_terminal = terminal >> 63 != 0;
        }
        // A sentence ends with the blank after its terminal mark and what closes it.
        while after != 0 {
            self.sentences += number(after & blanks);
            let closers = [b'"', b'\'', b')', b']', b'*', b'_'];
            let closed = closers.iter().fold(0, |all, &c| all | equal(bytes, c)) & after;
            after = closed << 8;
            state.is_terminal |= closed >> 63 != 0;
        }
    }

    /// Counts any other character.
    fn count(&mut self, state: &mut State, c: char) {
        self.chars += 1;
        match Kind::of(c) {
            Kind::Blank => {
                self.sentences += u32::from(state.is_terminal);
                state.is_terminal = false;
                state.is_in_word = false;
            }
            Kind::Mark => {
                self.marks += 1;
                self.count_mark(c);
                if is_wide_terminal(c) {
                    self.sentences += 1;
                } else if is_terminal_mark(c) {
                    state.is_terminal = true;
                } else if !is_closer(c) {
                    state.is_terminal = false;
                }
                state.is_in_word = is_apostrophe(c);
            }
            kind => {
                let starts_word = u32::from(!state.is_in_word);
                let is_letter = u32::from(kind != Kind::Digit);
                self.letters += is_letter;
                self.digits += 1 - is_letter;
                if is_unspaced(c) {
                    state.unspaced += 1;
                } else {
                    self.words += starts_word;
                }
                if kind == Kind::Capital {
                    self.capitals += 1;
                    self.capitalised += starts_word;
                } else if kind == Kind::Small {
                    self.small += starts_word;
                }
                state.is_terminal = false;
                state.is_in_word = true;
            }
        }
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

    proptest! {
        #[test]
        fn eight_at_a_time_count_as_one_by_one(text in "([a-zA-Z0-9 .!?\"')*_,|>;é漢\t]|[a-z]{1,9} ){0,60}") {
            let found = look(&text);
            let mut line = Line { text: &text, end: found.end, ..Line::default() };
            let mut state = State::default();
            text.chars().for_each(|c| line.count(&mut state, c));
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
