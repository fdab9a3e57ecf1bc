//! How long ago, in the words of a page: `3 hours ago`, `vor 3 Tagen`, `il y a 2 heures`, `3小时前`.

use std::ops::Range;

use crate::text::eight;

/// Words that an age begins with. Those of more than one word stand here by their last, with what
/// must be before it.
const OPENERS: [(&str, &str); 6] = [
    ("hace", ""),
    ("vor", ""),
    ("a", "il y"),
    ("ha", ""),
    ("de", "cerca"),
    ("for", ""),
];
/// Words that an age ends with.
const CLOSERS: [&str; 9] = [
    "ago", "atras", "fa", "geleden", "siden", "sedan", "sitten", "temu", "once",
];
/// Words that stand for one.
const ONE: [&str; 8] = ["a", "an", "un", "une", "eine", "einer", "einem", "einen"];
/// Units of time in scripts without blanks.
const UNSPACED: [&str; 9] = ["分", "小时", "小時", "時間", "天", "日", "시간", "분", "일"];
/// Longest unit, in characters.
const LONGEST_UNIT: usize = 9;
/// Most digits of a count.
const MOST_DIGITS: usize = 3;

/// An age in seconds, and where it is in its line.
type Read = (Range<usize>, i64);

/// Returns the first age of a line. Linear.
pub(super) fn age(line: &str) -> Option<Read> {
    let mut best: Option<Read> = None;
    let mut see = |found: Option<Read>| {
        let is_first =
            |(span, _): &Read| best.as_ref().is_none_or(|best| span.start < best.0.start);
        if let Some(found) = found.filter(is_first) {
            best = Some(found);
        }
    };
    // Most words are told apart by their first two letters and their length, and begin after a blank, of which the last
    // byte is enough to know that here.
    let bytes = line.as_bytes();
    let mut see_at = |start: usize| {
        if may_begin(eight::load(bytes, start)) {
            see(opened(line, start));
            see(closed(line, start));
        }
    };
    see_at(0);
    for at in (0..bytes.len()).step_by(8) {
        let mut blanks = !eight::between(eight::load(bytes, at), b'!', 0x7F) & eight::HIGH;
        while blanks != 0 {
            see_at(at + eight::first(blanks) + 1);
            blanks &= blanks - 1;
        }
    }
    if !line.is_ascii() {
        see(unspaced(line));
    }
    best
}

/// What is known of the [`OPENERS`] and [`CLOSERS`] that begin with a byte, as bits: their second letters by their
/// numbers in the alphabet, where bit 0 stands for the end of the word, and their lengths.
#[derive(Clone, Copy)]
struct Begins {
    seconds: u32,
    lengths: u32,
}

static BEGINS: [Begins; 256] = {
    let mut begins = [Begins {
        seconds: 0,
        lengths: 0,
    }; 256];
    let mut at = 0;
    while at < OPENERS.len() + CLOSERS.len() {
        let is_opener = at < OPENERS.len();
        let word = if is_opener {
            OPENERS[at].0
        } else {
            CLOSERS[at - OPENERS.len()]
        };
        if let [first, rest @ ..] = word.as_bytes() {
            let second = if let [second, ..] = rest {
                *second & 31
            } else {
                0
            };
            let mut case = 0;
            while case < 2 {
                let first = if case == 0 {
                    *first
                } else {
                    first.to_ascii_uppercase()
                };
                begins[first as usize].seconds |= 1 << second;
                begins[first as usize].lengths |= 1 << word.len();
                case += 1;
            }
        }
        at += 1;
    }
    begins
};

/// Says whether one of [`OPENERS`] or [`CLOSERS`] may be the word that eight bytes begin with.
fn may_begin(bytes: u64) -> bool {
    const SMALL: u64 = eight::all(0x20);
    let length = eight::first(!eight::between(bytes | SMALL, b'a', b'z') & eight::HIGH);
    let [first, second, ..] = bytes.to_le_bytes();
    let place = if length < 2 { 0 } else { second & 31 };
    let begins = BEGINS[usize::from(first)];
    begins.seconds >> place & begins.lengths >> length & 1 != 0
}

/// `hace 3 horas`, `vor einer Stunde`, the opening word at `start`.
///
/// Apart from the search, which passes over nearly every word.
#[inline(never)]
fn opened(line: &str, start: usize) -> Option<Read> {
    let (before, text) = line.split_at_checked(start)?;
    let length = letters_first(text);
    let is_word = |word: &str| word.len() == length && is_word_first(text, word);
    let (opener, needs) = OPENERS.iter().find(|(opener, _)| is_word(opener))?;
    let rest = text.get(opener.len()..)?;
    let is_whole = needs.is_empty() || is_word_last(before.trim_end(), needs);
    let rest = Some(rest.trim_start()).filter(|next| is_whole && next.len() < rest.len())?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (count, rest) = if 0 < digits {
        let count = rest.get(..digits).filter(|_| digits <= MOST_DIGITS)?;
        (count.parse().ok()?, rest.get(digits..)?)
    } else {
        let one = ONE.iter().find(|one| is_word_first(rest, one))?;
        (1, rest.get(one.len()..)?)
    };
    let rest = rest.trim_start();
    let unit = rest.len() - rest.trim_start_matches(char::is_alphabetic).len();
    let seconds = seconds(rest.get(..unit)?)?;
    let begin = before.trim_end().len() - needs.len();
    let begin = if needs.is_empty() { start } else { begin };
    Some((begin..line.len() - rest.len() + unit, count * seconds))
}

/// `3 hours ago`, `time9 hours ago`, the closing word at `start`.
///
/// Apart from the search, as [`opened`] is.
#[inline(never)]
fn closed(line: &str, start: usize) -> Option<Read> {
    let (before, text) = line.split_at_checked(start)?;
    let length = letters_first(text);
    let is_word = |word: &str| word.len() == length && is_word_first(text, word);
    let closer = CLOSERS.iter().find(|closer| is_word(closer))?;
    let before = before.trim_end();
    let head = before.trim_end_matches(char::is_alphabetic);
    let seconds = seconds(before.get(head.len()..)?)?;
    let bare = head.trim_end();
    let digits = bare.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (begin, count) = if 0 < digits {
        let begin = bare.len() - digits.min(MOST_DIGITS);
        (begin, bare.get(begin..)?.parse().ok()?)
    } else {
        // Pages glue it to the label before it: `timea day ago`.
        let one = ["an", "a"].iter().find(|one| ends_with(bare, one))?;
        if bare.len() == head.len() {
            return None;
        }
        (bare.len() - one.len(), 1)
    };
    Some((begin..start + closer.len(), count * seconds))
}

/// `3小时前`, `5分钟前`, `3시간 전`.
fn unspaced(line: &str) -> Option<Read> {
    let blank = |text| -> &str { str::strip_suffix(text, char::is_whitespace).unwrap_or(text) };
    line.match_indices(['前', '전']).find_map(|(at, closer)| {
        let head = blank(line.get(..at)?);
        let head = head.strip_suffix(['钟', '鐘']).unwrap_or(head);
        let unit = UNSPACED.iter().find(|unit| head.ends_with(**unit))?;
        let head = blank(head.strip_suffix(unit)?);
        let digits = head.bytes().rev().take_while(u8::is_ascii_digit).count();
        let begin = head.len() - digits.min(MOST_DIGITS);
        let count: i64 = head.get(begin..)?.parse().ok()?;
        Some((begin..at + closer.len(), count * seconds(unit)?))
    })
}

/// Returns the number of ASCII letters that `text` begins with.
fn letters_first(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_alphabetic).count()
}

/// Says whether `text` begins with `word` in any case, and the word ends there.
fn is_word_first(text: &str, word: &str) -> bool {
    let Some((head, rest)) = text.split_at_checked(word.len()) else {
        return false;
    };
    head.eq_ignore_ascii_case(word) && !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Says whether `text` ends with `words` in any case, with nothing glued to them in front.
fn is_word_last(text: &str, words: &str) -> bool {
    let before = text.len().checked_sub(words.len());
    let before = before.and_then(|at| text.get(..at)).unwrap_or_default();
    ends_with(text, words) && !before.ends_with(char::is_alphanumeric)
}

fn ends_with(text: &str, word: &str) -> bool {
    let tail = text.len().checked_sub(word.len());
    let tail = tail.and_then(|at| text.get(at..)).unwrap_or_default();
    tail.eq_ignore_ascii_case(word)
}

/// Returns the seconds of a unit of time; months have 30 days and years 365.
fn seconds(unit: &str) -> Option<i64> {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    if unit.is_empty() || unit.chars().nth(LONGEST_UNIT).is_some() {
        return None;
    }
    Some(match unit.to_ascii_lowercase().as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" | "minuten" | "minuto" | "minutos"
        | "minuti" | "minuter" | "minutter" | "minuut" | "分" | "분" => MINUTE,
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" | "hora" | "horas"
        | "heure" | "heures" | "ora" | "ore" | "uur" | "timer" | "time" | "timmar" | "小时"
        | "小時" | "時間" | "시간" => HOUR,
        "d" | "day" | "days" | "tag" | "tage" | "tagen" | "dia" | "dias" | "jour" | "jours"
        | "giorno" | "giorni" | "dag" | "dage" | "dagar" | "dagen" | "天" | "日" | "일" => DAY,
        "w" | "week" | "weeks" | "woche" | "wochen" | "semana" | "semanas" | "semaine"
        | "semaines" => 7 * DAY,
        "mo" | "month" | "months" | "monat" | "monaten" | "mes" | "meses" | "mois" => 30 * DAY,
        "y" | "yr" | "year" | "years" | "jahr" | "jahren" | "ano" | "anos" => 365 * DAY,
        _ => return None,
    })
}
