//! What a line's words say, whatever its language.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::text::fold::fold;

/// Phrases by kind, one kind a line.
const TABLE: &str = include_str!("../../../../assets/clean/html/phrases.txt");
/// Words of a line that can be a heading of something else.
const MAX_HEADING_UNITS: f32 = 12.0;
/// Bytes of a line that phrases are looked for in, from its start.
const MAX_SCANNED: usize = 400;

static CUT: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| finder("cut"));
static SOFT: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| finder("soft"));

fn finder(kind: &str) -> Option<AhoCorasick> {
    let (_, phrases) = TABLE
        .lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(found, _)| *found == kind)?;
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(phrases.split('|'))
        .ok()
}

/// Measures of one line.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a measure of its own"
)]
pub(crate) struct Cues {
    /// Words; two letters of a script without blanks count as one.
    pub(crate) units: f32,
    /// Characters.
    pub(crate) chars: f32,
    /// Sentence ends inside and at the end.
    pub(crate) sentences: f32,
    /// Commas of all scripts.
    pub(crate) commas: f32,
    /// Part of the characters that are upper case letters.
    pub(crate) upper: f32,
    /// Part of the words that begin with an upper case letter.
    pub(crate) capitalised: f32,
    /// Part of the characters that are digits.
    pub(crate) digits: f32,
    /// Part of the characters that are neither letters, digits nor white space.
    pub(crate) marks: f32,
    /// Quotation marks.
    pub(crate) quotes: f32,
    /// Bars, bullets and arrows.
    pub(crate) bars: f32,
    /// Exclamation and question marks.
    pub(crate) calls: f32,
    /// Phrases that pages add.
    pub(crate) soft: f32,
    /// Begins like the heading of other stories.
    pub(crate) is_cut: bool,
    /// Ends a sentence.
    pub(crate) is_ended: bool,
    /// Ends with a colon.
    pub(crate) is_announcing: bool,
    /// Begins with a lower case letter.
    pub(crate) is_continued: bool,
    /// Holds an address.
    pub(crate) has_address: bool,
    /// Holds a number that can be a year or a time.
    pub(crate) has_date: bool,
    /// Holds a copyright sign.
    pub(crate) has_copyright: bool,
}

impl Cues {
    /// Measures a line; linear in its length.
    pub(crate) fn of(text: &str) -> Self {
        let mut cues = Self::default();
        cues.count(text);
        let mut end = text.len().min(MAX_SCANNED);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let folded = fold(text.get(..end).unwrap_or_default());
        if let Some(finder) = &*SOFT {
            cues.soft = finder.find_iter(&folded).count() as f32;
        }
        if let Some(finder) = &*CUT {
            cues.is_cut = cues.units <= MAX_HEADING_UNITS
                && finder.find(&folded).is_some_and(|found| found.start() <= 2);
        }
        let last = text
            .trim_end_matches(['"', '”', '’', '\'', '»', ')', ']', '」', '』', ' ', '“'])
            .chars()
            .next_back();
        cues.is_ended = last.is_some_and(is_sentence_end);
        cues.is_announcing = text.ends_with(':');
        cues.is_continued = text.chars().next().is_some_and(char::is_lowercase);
        cues.has_address = text.contains("://")
            || text.contains("www.")
            || text.contains(".com")
            || text.contains('@');
        cues.has_copyright = text.contains(['©', '®']);
        cues
    }

    fn count(&mut self, text: &str) {
        let (mut upper, mut digits, mut marks, mut dense) = (0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32);
        let (mut n_words, mut capitalised) = (0.0_f32, 0.0_f32);
        let (mut is_in_word, mut run) = (false, 0);
        let mut after_end = false;
        for c in text.chars() {
            self.chars += 1.0;
            if c.is_alphanumeric() {
                if is_dense(c) {
                    dense += 1.0;
                } else if !is_in_word {
                    n_words += 1.0;
                    capitalised += f32::from(u8::from(c.is_uppercase()));
                }
                is_in_word = !is_dense(c);
                upper += f32::from(u8::from(c.is_uppercase()));
                if c.is_numeric() {
                    digits += 1.0;
                    run += 1;
                } else {
                    self.has_date |= run == 4;
                    run = 0;
                }
                after_end = false;
                continue;
            }
            is_in_word = is_in_word && matches!(c, '\'' | '’');
            self.has_date |= run == 4 || (run > 0 && c == ':');
            run = 0;
            if c.is_whitespace() {
                self.sentences += f32::from(u8::from(after_end));
                after_end = false;
                continue;
            }
            marks += 1.0;
            match c {
                ',' | '、' | '，' | '،' => self.commas += 1.0,
                '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' => self.quotes += 1.0,
                '|' | '•' | '·' | '›' | '→' | '▶' | '►' => self.bars += 1.0,
                '!' | '?' => self.calls += 1.0,
                _ => {}
            }
            if is_sentence_end(c) {
                if c.is_ascii() {
                    after_end = true;
                } else {
                    self.sentences += 1.0;
                }
            }
        }
        self.has_date |= run == 4;
        self.sentences += f32::from(u8::from(after_end));
        self.units = n_words + dense / 2.0;
        let chars = self.chars.max(1.0);
        self.upper = upper / chars;
        self.digits = digits / chars;
        self.marks = marks / chars;
        self.capitalised = capitalised / n_words.max(1.0);
    }

    /// Says whether this is a line of running text.
    pub(crate) fn is_prose(&self, link_density: f32) -> bool {
        self.units >= 10.0 && self.is_ended && link_density < 0.5
    }
}

fn is_sentence_end(c: char) -> bool {
    matches!(
        c,
        '.' | '!' | '?' | '…' | '。' | '！' | '？' | '।' | '؟' | '۔' | '։'
    )
}

/// Letters of scripts that are written without blanks between words.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_measured_in_any_script() {
        for (text, units, sentences, is_ended) in [
            ("He said no. She didn't!", 5.0, 2.0, true),
            ("国防部长说。", 2.5, 1.0, true),
            ("Home | News", 2.0, 0.0, false),
            ("“It is so.”", 3.0, 1.0, true),
        ] {
            let cues = Cues::of(text);
            assert!((cues.units - units).abs() < 1e-6, "{text}: {}", cues.units);
            assert!(
                (cues.sentences - sentences).abs() < 1e-6,
                "{text}: {}",
                cues.sentences
            );
            assert_eq!(cues.is_ended, is_ended, "{text}");
        }
    }

    #[test]
    fn headings_of_other_stories_are_known_in_several_languages() {
        for (text, is_cut) in [
            ("Related Articles", true),
            ("Lire aussi : la suite", true),
            ("Mehr zum Thema", true),
            (
                "The related articles of the law were changed on Monday",
                false,
            ),
        ] {
            assert_eq!(Cues::of(text).is_cut, is_cut, "{text}");
        }
    }
}
