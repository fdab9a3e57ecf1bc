//! The one door for foreign text.
//!
//! What comes out holds no control character but line feed and tab, no escape sequence, no
//! bidirectional override or isolate, and no invisible character that is not needed to join
//! letters or emoji. Everything that reaches the terminal, the clipboard, a link, a log or standard
//! output has passed here. Sanitising twice changes nothing.
//!
//! The list of default-ignorable and bidirectional characters is that of Unicode 16 (UAX #9,
//! UTS #39); C1 controls that stand for Windows-1252 letters are read as those, as browsers do.

use std::borrow::Cow;

use crate::text::eight;

/// Longest escape sequence that is taken out as a whole, in characters: a longer one loses only
/// its introducer, so that a stray introducer cannot swallow an article.
const LONGEST_SEQUENCE: usize = 512;

/// Windows-1252 letters for U+0080..=U+009F; `\0` where the page has none.
pub(crate) const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘',
    '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// Returns `text` with everything taken out that must not reach a terminal; lines are kept.
///
/// CR, CR LF, VT, FF and the Unicode line separators become line feeds. Linear in `text`; borrows
/// it where nothing needs to change.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    let mut at = clean_run(text);
    if at == text.len() {
        return Cow::Borrowed(text);
    }
    let mut out = Door {
        clean: String::with_capacity(text.len()),
        joiner: None,
    };
    let mut rest = text;
    loop {
        let (run, after) = rest.split_at(at);
        out.push_run(run);
        let mut chars = after.chars();
        let Some(c) = chars.next() else {
            return Cow::Owned(out.clean);
        };
        match c {
            '\u{1B}' => chars = skip_sequence(chars),
            '\r' => {
                if !chars.as_str().starts_with('\n') {
                    out.push('\n');
                }
            }
            '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\u{80}'..='\u{9F}' => match WINDOWS_1252[c as usize - 0x80] {
                '\0' => {}
                letter => out.push(letter),
            },
            _ if is_forbidden(c) => {}
            _ => out.push(c),
        }
        rest = chars.as_str();
        at = clean_run(rest);
    }
}

/// Returns `text` sanitised and on one line: every run of white space is one blank, none at the ends.
pub fn sanitize_line(text: &str) -> String {
    let clean = sanitize(text);
    let mut out = String::with_capacity(clean.len());
    for word in clean.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Says whether `c` is a character that never leaves this door.
pub fn is_forbidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{00}'..='\u{1F}'
        | '\u{7F}'..='\u{9F}'
        | '\u{AD}'
        | '\u{034F}'
        | '\u{061C}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}'
        | '\u{E000}'..='\u{F8FF}'
        | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}'
        | '\u{F0000}'..='\u{10FFFF}' => true,
        _ => (c as u32) & 0xFFFE == 0xFFFE || ('\u{FDD0}'..='\u{FDEF}').contains(&c),
    }
}

/// Returns the offset of the first character of `text` that never leaves this door. Linear.
pub fn find_forbidden(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        at += clean_run(rest);
        let c = text.get(at..)?.chars().next()?;
        if is_forbidden(c) {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

/// Says whether a byte is no character of its own that passes.
fn is_odd(b: u8) -> bool {
    !(b' '..=b'~').contains(&b) && b != b'\n'
}

/// Returns the bytes at the front of `text` of which every character passes, whatever is around it.
fn clean_run(text: &str) -> usize {
    let mut at = 0;
    loop {
        at = eight::find_far(text.as_bytes(), at, is_odd);
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
            return at;
        };
        let is_let_in = match c {
            '\u{A0}'..='\u{AC}' | '\u{AE}'..='\u{34E}' => true,
            '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' => false,
            _ => !is_forbidden(c),
        };
        if !is_let_in {
            return at;
        }
        at += c.len_utf8();
        // Letters beyond ASCII come in words.
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next())
            && matches!(c, '\u{A0}'..='\u{AC}' | '\u{AE}'..='\u{34E}' | '\u{0370}'..='\u{0600}')
        {
            at += c.len_utf8();
        }
    }
}

/// What has passed, with a joiner that waits for something to join.
struct Door {
    clean: String,
    joiner: Option<char>,
}

impl Door {
    /// Lets a text through of which every character passes.
    fn push_run(&mut self, run: &str) {
        if let Some(first) = run.chars().next() {
            self.clean
                .extend(self.joiner.take().filter(|_| is_joinable(first)));
            self.clean.push_str(run);
        }
    }

    /// Lets a character through; a joiner only between two letters, marks or symbols beyond Latin, as
    /// in Persian, Indic scripts and emoji sequences; a variation selector only after a visible
    /// character that is no plain letter.
    fn push(&mut self, c: char) {
        let last = self.clean.chars().next_back();
        match c {
            '\u{200C}' | '\u{200D}' => {
                if self.joiner.is_none() && last.is_some_and(is_joinable) {
                    self.joiner = Some(c);
                }
            }
            '\u{FE00}'..='\u{FE0F}' => {
                let can_vary = |s: char| {
                    !s.is_whitespace()
                        && !s.is_ascii_alphabetic()
                        && !('\u{FE00}'..='\u{FE0F}').contains(&s)
                };
                if self.joiner.is_none() && last.is_some_and(can_vary) {
                    self.clean.push(c);
                }
            }
            _ => {
                self.clean
                    .extend(self.joiner.take().filter(|_| is_joinable(c)));
                self.clean.push(c);
            }
        }
    }
}

fn is_joinable(c: char) -> bool {
    (c as u32) >= 0x0590 && !c.is_whitespace()
}

/// Returns what follows an escape sequence whose ESC has just been read (ECMA-48 forms).
fn skip_sequence(rest: std::str::Chars<'_>) -> std::str::Chars<'_> {
    let mut ahead = rest.clone();
    let until = |mut ahead: std::str::Chars<'_>, ends: fn(char) -> bool| {
        for _ in 0..LONGEST_SEQUENCE {
            match ahead.next() {
                Some('\n') | None => return None,
                Some(c) if ends(c) => return Some(ahead.as_str().len()),
                Some(_) => {}
            }
        }
        None
    };
    let left = match ahead.next() {
        Some('[') => until(ahead, |c| ('@'..='~').contains(&c)),
        Some(']' | 'P' | 'X' | '^' | '_') => {
            until(ahead, |c| matches!(c, '\u{07}' | '\u{9C}' | '\u{1B}'))
        }
        Some('(' | ')' | '*' | '+' | '#' | '%' | ' ') => {
            ahead.next();
            Some(ahead.as_str().len())
        }
        Some('0'..='?' | '@'..='~') => Some(ahead.as_str().len()),
        _ => None,
    };
    let Some(left) = left else { return rest };
    let whole = rest.as_str();
    let after = whole.get(whole.len() - left..).unwrap_or_default();
    // The string terminator ESC \ was read up to its ESC.
    after
        .strip_prefix('\\')
        .filter(|_| ends_with_escape(whole, left))
        .unwrap_or(after)
        .chars()
}

fn ends_with_escape(whole: &str, left: usize) -> bool {
    whole
        .get(..whole.len() - left)
        .is_some_and(|skipped| skipped.ends_with('\u{1B}'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hostile_pieces_are_taken_out() {
        for (text, clean) in [
            ("plain\ttext\n", "plain\ttext\n"),
            ("a\u{1B}[31mred\u{1B}[0m b", "ared b"),
            ("\u{1B}]0;owned\u{07}title", "title"),
            ("\u{1B}]8;;http://x\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"),
            ("\u{1B}Pq#0\u{1B}\\after", "after"),
            ("lone \u{1B}", "lone "),
            ("\u{9B}31m", "›31m"),
            ("it\u{92}s \u{93}so\u{94}", "it’s “so”"),
            ("a\r\nb\rc\u{2028}d", "a\nb\nc\nd"),
            ("evil\u{202E}txt.exe", "eviltxt.exe"),
            ("zero\u{200B}width\u{FEFF}", "zerowidth"),
            ("co\u{AD}operate", "cooperate"),
            ("tag\u{E0041}s and \u{E000}private", "tags and private"),
            (
                "family 👨\u{200D}👩\u{200D}👧",
                "family 👨\u{200D}👩\u{200D}👧",
            ),
            ("latin\u{200D}joiner", "latinjoiner"),
            ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            ("heart ❤\u{FE0F}", "heart ❤\u{FE0F}"),
            ("a\u{FE0F}\u{FE0F}", "a"),
        ] {
            assert_eq!(sanitize(text), clean, "{text:?}");
        }
        assert_eq!(sanitize_line("  two\n words\u{2029}"), "two words");
    }

    #[test]
    fn an_unclosed_sequence_swallows_no_article() {
        let text = format!("\u{1B}]0;{}", "word ".repeat(1000));
        assert!(sanitize(&text).len() > 4900);
    }

    proptest! {
        #[test]
        fn nothing_forbidden_comes_out_and_twice_is_once(
            text in "(\\PC|[\\x00-\\x20\\x7f-\\x{9f}\\x{200b}-\\x{200f}\\x{2028}-\\x{202e}\\x{fe0f}]|\\x1b[\\[\\]P(]|x){0,60}"
        ) {
            let once = sanitize(&text).into_owned();
            prop_assert!(!once.chars().any(is_forbidden), "{:?}", once);
            prop_assert_eq!(find_forbidden(&text), text.find(is_forbidden));
            prop_assert_eq!(sanitize(&once).into_owned(), once);
        }
    }
}
