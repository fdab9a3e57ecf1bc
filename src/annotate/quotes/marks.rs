//! Everything that may be a quotation mark, with what stands around it, and the habits of a text.

use crate::text::TextSpan;

/// The shape of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glyph {
    /// `"`, also `''` and its like.
    Straight,
    /// `“`, also a doubled `‘` or backtick.
    Open,
    /// `”`, also a doubled `’`.
    Close,
    /// `„`, also two commas before a word.
    Low,
    /// `«`.
    Left,
    /// `»`.
    Right,
    /// `「` and its like.
    CornerOpen,
    /// `」` and its like.
    CornerClose,
    /// `'`.
    SingleStraight,
    /// `‘`, also a backtick.
    SingleOpen,
    /// `’`, also an acute accent on its own.
    SingleClose,
    /// `‚`.
    SingleLow,
    /// `‹`.
    SingleLeft,
    /// `›`.
    SingleRight,
}

impl Glyph {
    /// Says whether the mark is a single one.
    pub(super) fn is_single(self) -> bool {
        matches!(
            self,
            Self::SingleStraight
                | Self::SingleOpen
                | Self::SingleClose
                | Self::SingleLow
                | Self::SingleLeft
                | Self::SingleRight
        )
    }

    /// Says whether the mark tells an opening one from a closing one by its shape.
    pub(super) fn is_directed(self) -> bool {
        !matches!(self, Self::Straight | Self::SingleStraight)
    }
}

/// One mark and its neighbourhood.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// Where it is.
    pub(super) span: TextSpan,
    /// Its shape.
    pub(super) glyph: Glyph,
    /// The character before it, other marks skipped; a blank at the start of a paragraph.
    pub(super) before: char,
    /// The character after it, other marks skipped; a blank at the end of a paragraph.
    pub(super) after: char,
    /// Says that an opening mark may stand here, by what is before it.
    pub(super) is_left: bool,
    /// Says that a closing mark may stand here, by what is after it.
    pub(super) is_right: bool,
    /// Says that nothing stands before it in its paragraph but marks.
    pub(super) is_first: bool,
    /// Index of its paragraph.
    pub(super) paragraph: u32,
    /// What else an apostrophe here may be.
    pub(super) apostrophe: Apostrophe,
}

impl Mark {
    /// Says whether the neighbourhood is that of an opening mark and of no other.
    pub(super) fn opens(&self) -> bool {
        self.is_left && !self.is_right
    }

    /// Says whether the mark may also be two single ones.
    pub(super) fn is_two_singles(&self) -> bool {
        self.glyph == Glyph::Straight && self.span.len() == 2
    }

    /// Says whether the neighbourhood is that of a closing mark and of no other.
    pub(super) fn closes(&self) -> bool {
        !self.is_left && self.is_right
    }
}

/// What a single mark may be besides a quotation mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Apostrophe {
    /// Nothing else.
    No,
    /// `'90s`, `'em`: letters were left out at the start of a word.
    Elision,
    /// `the Russians' ships`: a plural's possessive, with a lower-case word after it.
    PossessiveBefore,
    /// A word that ends in `s'` before anything else.
    Possessive,
    /// `goin'`, `o'`: letters were left out at the end of a word.
    Clipped,
    /// `6'`: feet, inches, minutes, seconds.
    Measure,
    /// `2"` after feet.
    Inches,
}

/// What the marks of a text have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// `„…“`: the mark that opens elsewhere closes here.
    pub(super) is_low_high: bool,
    /// `»…«`.
    pub(super) is_inward: bool,
    /// `”…”`.
    pub(super) is_right_right: bool,
    /// Single marks are the outer ones.
    pub(super) is_single: bool,
}

/// Returns the marks of `text` inside its paragraphs, ascending. Cost: linear in the text.
pub(super) fn collect(text: &str, paragraphs: &[TextSpan]) -> Vec<Mark> {
    let mut out = Vec::new();
    for (index, &span) in (0..).zip(paragraphs) {
        collect_paragraph(span.of(text), span.start as usize, index, &mut out);
    }
    out
}

fn collect_paragraph(text: &str, offset: usize, paragraph: u32, out: &mut Vec<Mark>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let Some(&byte) = bytes.get(at) else { break };
        if !matches!(byte, b'"' | b'\'' | b'`' | b',' | 0xC2 | 0xE2 | 0xE3 | 0xEF) {
            at += 1;
            continue;
        }
        let Some((glyph, len)) = glyph_at(text, at) else {
            at += 1;
            continue;
        };
        let end = at + len;
        if let Some(mark) = mark(text, glyph, at, end) {
            out.push(Mark {
                span: TextSpan::new(offset + at, offset + end),
                paragraph,
                ..mark
            });
        }
        at = end;
    }
}

/// Reads the mark that starts at byte `at`, and its length.
fn glyph_at(text: &str, at: usize) -> Option<(Glyph, usize)> {
    let rest = text.get(at..)?;
    let c = rest.chars().next()?;
    let len = c.len_utf8();
    let is_doubled = rest.get(len..).is_some_and(|more| more.starts_with(c));
    let glyph = match c {
        '\'' if is_doubled => return Some((Glyph::Straight, 2)),
        '`' if is_doubled => return Some((Glyph::Open, 2)),
        '‘' if is_doubled => return Some((Glyph::Open, 2 * len)),
        '’' if is_doubled => return Some((Glyph::Close, 2 * len)),
        ',' => {
            let follows = rest.get(2..).and_then(|more| more.chars().next());
            let is_low = is_doubled && follows.is_some_and(char::is_alphabetic);
            let before = text.get(..at).and_then(|text| text.chars().next_back());
            let is_low = is_low && before.is_none_or(char::is_whitespace);
            return is_low.then_some((Glyph::Low, 2));
        }
        '"' | '＂' => Glyph::Straight,
        '“' | '〝' => Glyph::Open,
        '”' | '‟' | '〞' => Glyph::Close,
        '„' => Glyph::Low,
        '«' | '《' => Glyph::Left,
        '»' | '》' => Glyph::Right,
        '「' | '『' => Glyph::CornerOpen,
        '」' | '』' => Glyph::CornerClose,
        '\'' | '＇' => Glyph::SingleStraight,
        '‘' | '‛' | '`' => Glyph::SingleOpen,
        '’' | '´' => Glyph::SingleClose,
        '‚' => Glyph::SingleLow,
        '‹' => Glyph::SingleLeft,
        '›' => Glyph::SingleRight,
        _ => return None,
    };
    Some((glyph, len))
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '`' | '“' | '”' | '„' | '‘' | '’' | '‚' | '«' | '»' | '‹' | '›' | '‟'
    )
}

/// Characters after a mark that are looked at, other marks skipped: longer rows of marks mean nothing.
const MARKS_AFTER: usize = 64;

fn mark(text: &str, glyph: Glyph, start: usize, end: usize) -> Option<Mark> {
    let head = text.get(..start)?;
    let tail = text.get(end..)?;
    let near_before = head.chars().next_back().unwrap_or(' ');
    let near_after = tail.chars().next().unwrap_or(' ');
    if glyph.is_single() && near_before.is_alphanumeric() && near_after.is_alphanumeric() {
        return None;
    }
    let skip = |c: &char| is_mark(*c);
    let before = head.chars().rev().take(4).find(|c| !skip(c)).unwrap_or(' ');
    let mut afters = tail.chars().take(MARKS_AFTER).skip_while(skip);
    let after = afters.next().unwrap_or(' ');
    let is_first = head.chars().rev().take(4).all(is_mark) && head.len() < 12;
    let is_dots = after == '…' || (after == '.' && afters.next() == Some('.'));
    let before_dash = is_dash(before);
    let after_dash = is_dash(after);
    let is_left = before.is_whitespace()
        || matches!(before, '(' | '[' | '{' | '/' | '>' | '¿' | '¡')
        || (before_dash && !after.is_whitespace());
    let is_right = after.is_whitespace()
        || matches!(
            after,
            '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '/'
        ) && !(is_dots && is_left)
        || (after_dash && !before.is_whitespace());
    Some(Mark {
        span: TextSpan::default(),
        glyph,
        before,
        after,
        is_left,
        is_right,
        is_first,
        paragraph: 0,
        apostrophe: apostrophe(glyph, head, tail),
    })
}

fn is_dash(c: char) -> bool {
    matches!(c, '—' | '–' | '-' | '―')
}

/// Words that begin with an apostrophe, without it.
const ELISIONS: &[&str] = &[
    "em", "til", "tis", "twas", "twere", "twill", "cause", "bout", "round", "n", "nuff", "cuz",
    "cos", "ere", "neath", "gainst", "fraid", "ello", "im", "er", "is", "e", "ad", "ow", "ere",
];

fn apostrophe(glyph: Glyph, head: &str, tail: &str) -> Apostrophe {
    let before = head.chars().next_back().unwrap_or(' ');
    let word_len = tail
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(tail.len());
    if !glyph.is_single() {
        let feet = head.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_inches = feet.len() < head.len()
            && feet.ends_with(['\'', '’', '′'])
            && feet
                .get(..feet.len() - feet.chars().next_back().map_or(0, char::len_utf8))
                .is_some_and(|feet| feet.ends_with(|c: char| c.is_ascii_digit()));
        return match () {
            () if is_inches => Apostrophe::Inches,
            () if before.is_ascii_digit() => Apostrophe::Measure,
            () => Apostrophe::No,
        };
    }
    if !before.is_alphanumeric() {
        let word = tail.get(..word_len).unwrap_or_default();
        let is_year = word.starts_with(|c: char| c.is_ascii_digit())
            && matches!(word.len(), 2 | 3)
            && word
                .get(..2)
                .is_some_and(|d| d.bytes().all(|b| b.is_ascii_digit()));
        let lower = word.to_ascii_lowercase();
        let is_elision = is_year
            || (word.len() < 8 && ELISIONS.contains(&lower.as_str()))
            || (lower == "s" && !before.is_whitespace());
        return if is_elision {
            Apostrophe::Elision
        } else {
            Apostrophe::No
        };
    }
    let mut after = tail.chars();
    match (before, after.next(), after.next()) {
        ('0'..='9', ..) => Apostrophe::Measure,
        ('s' | 'S' | 'z' | 'x', Some(blank), Some(next))
            if blank == ' ' && (next.is_lowercase() || next.is_uppercase()) =>
        {
            Apostrophe::PossessiveBefore
        }
        ('s' | 'S' | 'z' | 'x', ..) => Apostrophe::Possessive,
        _ => {
            let start = head.rfind(|c: char| !c.is_alphabetic()).map_or(0, |at| {
                at + head
                    .get(at..)
                    .and_then(|h| h.chars().next())
                    .map_or(1, char::len_utf8)
            });
            let word = head.get(start..).unwrap_or_default();
            let is_clipped = (word.ends_with("in") && word.len() > 3)
                || matches!(
                    word,
                    "o" | "ol" | "th" | "an" | "n" | "d" | "t" | "wi" | "y"
                );
            if is_clipped {
                Apostrophe::Clipped
            } else {
                Apostrophe::No
            }
        }
    }
}

/// Lets the marks of a text vote on its style.
pub(super) fn style(marks: &[Mark]) -> Style {
    let count = |test: &dyn Fn(&Mark) -> bool| marks.iter().filter(|mark| test(mark)).count();
    let low = count(&|m| m.glyph == Glyph::Low);
    let open_opens = count(&|m| m.glyph == Glyph::Open && m.opens());
    let close_opens = count(&|m| m.glyph == Glyph::Close && m.opens());
    let left_opens = count(&|m| m.glyph == Glyph::Left && m.opens());
    let right_opens = count(&|m| m.glyph == Glyph::Right && m.opens());
    let doubles = count(&|m| !m.glyph.is_single());
    let single_open = count(&|m| {
        m.glyph.is_single()
            && m.glyph != Glyph::SingleClose
            && m.opens()
            && m.apostrophe == Apostrophe::No
            && m.after.is_alphanumeric()
    });
    let single_close = count(&|m| {
        m.glyph.is_single() && m.closes() && matches!(m.before, '.' | ',' | '!' | '?' | '…')
    });
    let enough = if doubles == 0 { 1 } else { 2 };
    Style {
        is_low_high: low > open_opens,
        is_inward: right_opens > left_opens,
        is_right_right: close_opens >= 2 && open_opens == 0 && low == 0,
        is_single: single_open >= enough && single_close >= enough && single_close * 2 > doubles,
    }
}
