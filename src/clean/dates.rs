//! Dates and ages in the words of a page: `26-06-2025`, `June 26, 2025`, `3 hours ago`.
//!
//! Month names are those of the Unicode CLDR (Unicode-3.0) for the languages that news is most
//! often met in, folded; ages are known in the same languages.

use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use regex::Regex;

use crate::article::Published;
use crate::text::TextSpan;
use crate::text::fold::fold;

/// Longest line that is searched, in bytes.
const LONGEST: usize = 300;
/// Longest line that is searched for an age, in bytes.
const LONGEST_AGE: usize = 120;
/// One of these is in every age; looking for them is much cheaper than the pattern.
const AGE_WORDS: &[&str] = &[
    " ago",
    "hace ",
    "vor ",
    "il y a ",
    "ha ",
    "cerca de ",
    "for ",
    " atras",
    " fa",
    " geleden",
    " siden",
    " sedan",
    " sitten",
    " temu",
    " once",
    "前",
    "전",
];

/// Month names, January first, by language; a name also matches by its first letters where it is
/// written short.
static MONTHS: &str = include_str!("../../assets/clean/months.txt");

/// A date or an age found in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Where it is in the line, without a weekday or clock time around it.
    pub span: TextSpan,
    /// What it says.
    pub when: When,
}

/// What a date says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// A day of the calendar.
    Day(Date),
    /// A day whose month and day could be either way round.
    Ambiguous,
    /// So long before the page was fetched, in seconds; days and longer are whole days.
    Age(i64),
}

struct Patterns {
    numeric: Regex,
    iso: Regex,
    cjk: Regex,
    day_month: Regex,
    month_day: Regex,
    age: Regex,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    let compile = |pattern: &str| Regex::new(pattern).ok();
    Some(Patterns {
        iso: compile(r"\b((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})")?,
        numeric: compile(r"(\d{1,2})([-/.])\s?(\d{1,2})[-/.]\s?((?:19|20)\d\d)\b")?,
        cjk: compile(r"((?:19|20)\d\d)\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")?,
        day_month: compile(
            r"(\d{1,2})(?:st|nd|rd|th|er|\.|º|-)?,?(?:\s|-)+(?:de |d')?(\p{L}{3,})\.?,?(?:\s|-)+(?:de |del )?((?:19|20)\d\d)",
        )?,
        month_day: compile(r"(\p{L}{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)")?,
        age: compile(
            r"(?x)
            (?:(?:hace|vor|il\ y\ a|ha|cerca\ de|for)\s+(\d{1,3}|an?|une?|eine[rmn]?)\s*(\p{L}{1,9}))
            |(?:(\d{1,3}|an?)\s*(\p{L}{1,8})\s+(?:ago|atras|fa|geleden|siden|sedan|sitten|temu|once))\b
            |(?:(\d{1,3})\s?(分|小时|小時|時間|天|日|시간|분|일)(?:钟|鐘)?\s?[前전])",
        )?,
    })
});

/// Returns the first date or age of a line of at most 300 bytes.
pub(crate) fn find(line: &str) -> Option<Found> {
    if line.len() > LONGEST || !line.chars().any(|c| c.is_numeric() || c.is_alphabetic()) {
        return None;
    }
    let patterns = PATTERNS.as_ref()?;
    day(line, patterns).or_else(|| age(line, patterns))
}

fn day(line: &str, patterns: &Patterns) -> Option<Found> {
    if !line.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |text: &str| text.parse::<i16>().ok();
    for pattern in [&patterns.iso, &patterns.cjk] {
        if let Some(found) = pattern.captures(line) {
            let (all, [year, month, day]) = found.extract();
            let when = calendar(number(year)?, number(month)?, number(day)?);
            if let Some(when) = when {
                return Some(placed(line, all, When::Day(when)));
            }
        }
    }
    for (pattern, day_first) in [(&patterns.day_month, true), (&patterns.month_day, false)] {
        for found in pattern.captures_iter(line) {
            let (all, [first, second, year]) = found.extract();
            let (day, name) = if day_first {
                (first, second)
            } else {
                (second, first)
            };
            let when = month(name).and_then(|month| calendar(number(year)?, month, number(day)?));
            if let Some(when) = when {
                return Some(placed(line, all, When::Day(when)));
            }
        }
    }
    let found = patterns.numeric.captures(line)?;
    let (all, [first, mark, second, year]) = found.extract();
    let (first, second, year) = (number(first)?, number(second)?, number(year)?);
    let (european, american) = (calendar(year, second, first), calendar(year, first, second));
    let when = match (european, american) {
        // With slashes America and Europe differ; with points and dashes the day comes first.
        (Some(a), Some(b)) if a != b && mark == "/" => When::Ambiguous,
        (Some(day), _) | (None, Some(day)) => When::Day(day),
        (None, None) => return None,
    };
    Some(placed(line, all, when))
}

fn placed(line: &str, piece: &str, when: When) -> Found {
    let start = piece.as_ptr() as usize - line.as_ptr() as usize;
    Found {
        span: TextSpan::new(start, start + piece.len()),
        when,
    }
}

fn calendar(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Returns the number of a month by its name or an abbreviation of at least three letters.
fn month(name: &str) -> Option<i16> {
    let name = fold(name);
    for names in MONTHS.lines().filter(|line| !line.starts_with('#')) {
        for (number, month) in (1..).zip(names.split(' ')) {
            let short = name.chars().count() >= 3 && month.starts_with(&name);
            if month == name || short {
                return Some(number);
            }
        }
    }
    None
}

fn age(line: &str, patterns: &Patterns) -> Option<Found> {
    // Matching is on the line in lower case with the same byte offsets: ASCII only.
    let lower = line.to_ascii_lowercase();
    if LONGEST_AGE < line.len() || !AGE_WORDS.iter().any(|word| lower.contains(word)) {
        return None;
    }
    let found = patterns.age.captures(&lower)?;
    let all = found.get(0)?;
    let groups = [(1, 2), (3, 4), (5, 6)];
    let (count, unit) = groups
        .iter()
        .find_map(|&(count, unit)| Some((found.get(count)?, found.get(unit)?)))?;
    let seconds = unit_seconds(unit.as_str())?;
    let number = count.as_str().parse::<i64>().unwrap_or(1);
    Some(Found {
        span: TextSpan::new(all.start(), all.end()),
        when: When::Age(number * seconds),
    })
}

fn unit_seconds(unit: &str) -> Option<i64> {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    Some(match unit {
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

/// Returns the publication date that a line says, resolved where that is possible.
pub(crate) fn published(line: &str, found: &Found, fetched: Option<Timestamp>) -> Published {
    let words = found.span.of(line).trim().to_owned();
    let resolved = match found.when {
        When::Day(date) => Some(date.to_string()),
        When::Ambiguous => None,
        When::Age(seconds) => fetched.and_then(|now| {
            let then = now.checked_sub(SignedDuration::from_secs(seconds)).ok()?;
            let text = then.to_string();
            // An age in days says nothing about the hour.
            let is_day = seconds >= 24 * 60 * 60;
            Some(if is_day {
                text.split('T').next().unwrap_or_default().to_owned()
            } else {
                text
            })
        }),
    };
    Published { words, resolved }
}

/// Says whether a line is hardly more than a date or an age: at most three other words.
pub(crate) fn is_date_line(line: &str, found: &Found) -> bool {
    let rest = line.get(..found.span.start as usize).unwrap_or_default();
    let tail = line.get(found.span.end as usize..).unwrap_or_default();
    let other = |text: &str| {
        text.split_whitespace()
            .filter(|word| word.chars().any(char::is_alphabetic))
            .count()
    };
    other(rest) <= 3 && other(tail) <= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_ages_are_found_and_resolved() {
        let fetched = "2025-06-27T12:00:00Z".parse().ok();
        for (line, words, resolved) in [
            ("Al Manar26-06-2025", "26-06-2025", Some("2025-06-26")),
            (
                "Published: 2025-06-26T10:00",
                "2025-06-26",
                Some("2025-06-26"),
            ),
            (
                "Friday, November 8, 2024",
                "November 8, 2024",
                Some("2024-11-08"),
            ),
            ("8 Nov 2024 10:15", "8 Nov 2024", Some("2024-11-08")),
            ("1. März 2024", "1. März 2024", Some("2024-03-01")),
            (
                "26 de junio de 2025",
                "26 de junio de 2025",
                Some("2025-06-26"),
            ),
            ("05/06/2025", "05/06/2025", None),
            ("25/06/2025", "25/06/2025", Some("2025-06-25")),
            ("2025年6月26日", "2025年6月26日", Some("2025-06-26")),
            ("3 hours ago", "3 hours ago", Some("2025-06-27T09:00:00Z")),
            (
                "time9 hours ago",
                "9 hours ago",
                Some("2025-06-27T03:00:00Z"),
            ),
            ("timea day ago", "a day ago", Some("2025-06-26")),
            ("vor 3 Tagen", "vor 3 Tagen", Some("2025-06-24")),
            (
                "il y a 2 heures",
                "il y a 2 heures",
                Some("2025-06-27T10:00:00Z"),
            ),
        ] {
            let found = find(line).unwrap_or_else(|| panic!("nothing in {line}"));
            let published = published(line, &found, fetched);
            assert_eq!(published.words, words, "{line}");
            assert_eq!(published.resolved.as_deref(), resolved, "{line}");
        }
    }

    #[test]
    fn other_numbers_are_no_dates() {
        for line in [
            "12 days of fighting",
            "31.8 C",
            "45-67-2025",
            "Chapter 12 2025",
            "ago",
            "",
        ] {
            assert_eq!(find(line), None, "{line}");
        }
    }
}
