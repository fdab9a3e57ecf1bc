//! Days of the calendar as pages write them, read without regular expressions: building those would
//! cost more than cleaning the first dozen pages.

use std::ops::Range;

use jiff::civil::Date;

use crate::clean::dates::When;
use crate::text::fold::fold;

/// Month names, January first, by language; a name also matches by its first letters where it is
/// written short.
static MONTHS: &str = include_str!("../../../assets/clean/months.txt");
/// Letters that may follow the number of a day.
const ORDINALS: [&str; 7] = ["st", "nd", "rd", "th", "er", ".", "º"];
/// Words between a day and its month, and between a month and its year.
const OF_MONTH: [&str; 2] = ["de ", "d'"];
const OF_YEAR: [&str; 2] = ["de ", "del "];

/// A date that was read, and where it is in its line.
type Read = (Range<usize>, When);

/// Returns the first day of a line, forms that leave no doubt before those that do. Linear.
pub(super) fn day(line: &str) -> Option<Read> {
    // All forms have a year, which most lines have not.
    let has_year = runs(line).any(|run| {
        let digits = line.get(run).unwrap_or_default();
        digits.contains("19") || digits.contains("20")
    });
    if !has_year {
        return None;
    }
    [iso, cjk, day_month, month_day, numeric]
        .iter()
        .find_map(|form| runs(line).find_map(|run| form(line, run)))
}

/// Returns the runs of ASCII digits of a line.
fn runs(line: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = line.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let is_digit = u8::is_ascii_digit;
        let start = at + bytes.get(at..)?.iter().position(is_digit)?;
        let digits = bytes[start..].iter().take_while(|b| is_digit(b));
        at = start + digits.count();
        Some(start..at)
    })
}

/// `2024-11-08`, `2024/11/8`, with or without a time after it.
fn iso(line: &str, run: Range<usize>) -> Option<Read> {
    let before = line.get(..run.start)?.chars().next_back();
    if run.len() != 4 || before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let (year, rest) = year(line.get(run.start..)?)?;
    let (month, rest) = number(rest.strip_prefix(['-', '/', '.'])?)?;
    let (day, rest) = number(rest.strip_prefix(['-', '/', '.'])?)?;
    let date = calendar(year, month, day)?;
    Some((run.start..line.len() - rest.len(), When::Day(date)))
}

/// `2024年11月8日`, `2024년 11월 8일`.
fn cjk(line: &str, run: Range<usize>) -> Option<Read> {
    let start = run.end.checked_sub(4).filter(|&start| run.start <= start)?;
    let (year, rest) = year(line.get(start..)?)?;
    let (month, rest) = number(blank(blank(rest).strip_prefix(['年', '년'])?))?;
    let (day, rest) = number(blank(blank(rest).strip_prefix(['月', '월'])?))?;
    let rest = blank(rest).strip_prefix(['日', '일'])?;
    let date = calendar(year, month, day)?;
    Some((start..line.len() - rest.len(), When::Day(date)))
}

/// `8 Nov 2024`, `1. März 2024`, `26 de junio de 2025`.
fn day_month(line: &str, run: Range<usize>) -> Option<Read> {
    let start = run.start.max(run.end.saturating_sub(2));
    let (day, rest) = number(line.get(start..)?)?;
    let rest = without(rest, &ORDINALS);
    let rest = gap(rest.strip_prefix(',').unwrap_or(rest), true)?;
    let (name, rest) = letters(without(rest, &OF_MONTH));
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    let rest = gap(rest.strip_prefix(',').unwrap_or(rest), true)?;
    let (year, rest) = year(without(rest, &OF_YEAR))?;
    let date = calendar(year, month(name)?, day)?;
    Some((start..line.len() - rest.len(), When::Day(date)))
}

/// `November 8, 2024`, `Nov. 8th 2024`.
fn month_day(line: &str, run: Range<usize>) -> Option<Read> {
    let before = line.get(..run.start)?;
    let words = before.trim_end();
    if 2 < run.len() || words.len() == before.len() {
        return None;
    }
    let words = words.strip_suffix('.').unwrap_or(words);
    let name = words.trim_end_matches(char::is_alphabetic).len();
    let (day, rest) = number(line.get(run.start..)?)?;
    let rest = without(rest, &ORDINALS[..4]);
    let rest = gap(rest.strip_prefix(',').unwrap_or(rest), false)?;
    let (year, rest) = year(rest)?;
    let date = calendar(year, month(words.get(name..)?)?, day)?;
    Some((name..line.len() - rest.len(), When::Day(date)))
}

/// `25/06/2025`, `25. 6. 2025`: with slashes America and Europe differ; with points and dashes the day
/// comes first.
fn numeric(line: &str, run: Range<usize>) -> Option<Read> {
    let start = run.start.max(run.end.saturating_sub(2));
    let (first, rest) = number(line.get(start..)?)?;
    let is_slash = rest.starts_with('/');
    let (second, rest) = number(blank(rest.strip_prefix(['-', '/', '.'])?))?;
    let (year, rest) = year(blank(rest.strip_prefix(['-', '/', '.'])?))?;
    if rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let (european, american) = (calendar(year, second, first), calendar(year, first, second));
    let when = match (european, american) {
        (Some(a), Some(b)) if a != b && is_slash => When::Ambiguous,
        (Some(day), _) | (None, Some(day)) => When::Day(day),
        (None, None) => return None,
    };
    Some((start..line.len() - rest.len(), when))
}

/// Reads a number of one or two digits, and no more.
fn number(text: &str) -> Option<(i16, &str)> {
    let count = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    Some((text.get(..count)?.parse().ok()?, text.get(count..)?))
}

/// Reads a year of this century or the last.
fn year(text: &str) -> Option<(i16, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    let is_year = digits.bytes().all(|b| b.is_ascii_digit())
        && (digits.starts_with("19") || digits.starts_with("20"));
    Some((digits.parse().ok().filter(|_| is_year)?, rest))
}

/// Takes one blank off the front, if there is one.
fn blank(text: &str) -> &str {
    text.strip_prefix(char::is_whitespace).unwrap_or(text)
}

/// Takes the first of `prefixes` that fits off the front.
fn without<'t>(text: &'t str, prefixes: &[&str]) -> &'t str {
    let mut fits = prefixes
        .iter()
        .filter_map(|prefix| text.strip_prefix(prefix));
    fits.next().unwrap_or(text)
}

/// Takes the blanks, and perhaps hyphens, between two words off the front; there must be one.
fn gap(text: &str, has_hyphens: bool) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_whitespace() || has_hyphens && c == '-');
    (rest.len() < text.len()).then_some(rest)
}

fn letters(text: &str) -> (&str, &str) {
    let rest = text.trim_start_matches(char::is_alphabetic);
    text.split_at(text.len() - rest.len())
}

fn calendar(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Returns the number of a month by its name or an abbreviation of at least three letters.
fn month(name: &str) -> Option<i16> {
    name.chars().nth(2)?;
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
