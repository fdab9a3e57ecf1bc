//! Dates and ages in the words of a page: `26-06-2025`, `June 26, 2025`, `3 hours ago`.
//!
//! Month names are those of the Unicode CLDR (Unicode-3.0) for the languages that news is most
//! often met in, folded; ages are known in the same languages.

mod age;
mod day;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::article::Published;
use crate::text::TextSpan;

/// Longest line that is searched, in bytes.
const LONGEST: usize = 300;
/// Longest line that is searched for an age, in bytes.
const LONGEST_AGE: usize = 120;

/// A date or an age found in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Digits of a year, which every date has.
const YEAR: u32 = 4;

/// Returns the first date of a line of at most 300 bytes with `digits` digits, or else its first age.
/// Linear.
pub(crate) fn find(line: &str, digits: u32) -> Option<Found> {
    if LONGEST < line.len() {
        return None;
    }
    let dated = Some(line).filter(|_| YEAR <= digits);
    let (span, when) = dated.and_then(day::day).or_else(|| {
        let short = Some(line).filter(|line| line.len() <= LONGEST_AGE);
        let (span, seconds) = age::age(short?)?;
        Some((span, When::Age(seconds)))
    })?;
    Some(Found {
        span: TextSpan::new(span.start, span.end),
        when,
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
            let found = find(line, 4).unwrap_or_else(|| panic!("nothing in {line}"));
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
            assert_eq!(find(line, 8), None, "{line}");
        }
    }
}
