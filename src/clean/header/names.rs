//! Bylines and datelines, read piece by piece.

use crate::clean::credits;

/// Longest line that can be a byline, in bytes.
const LONGEST_BYLINE: usize = 160;
/// Longest name that can be a byline by itself, in bytes.
const LONGEST_NAME: usize = 45;
/// What is looked at for a dateline, in bytes.
const DATELINE: usize = 120;
/// Words that a byline begins with.
const BY: &[&str] = &[
    "by",
    "von",
    "por",
    "par",
    "di",
    "door",
    "av",
    "af",
    "przez",
    "written by",
    "words by",
    "story by",
];
/// Words in small letters inside a name or between two.
const INSIDE: &[&str] = &[
    "and", "und", "y", "et", "e", "en", "och", "og", "i", "de", "da", "van", "von", "der", "den",
    "al", "bin", "du", "la", "le", "del", "della", "dos",
];
/// Most words of a byline after its first.
const MORE_NAMES: usize = 8;
/// Most words that tell what somebody is after the name in a byline.
const MOST_ABOUT: usize = 8;
/// Most words of a place after its first.
const MORE_PLACE: usize = 4;

/// Returns the name after a word that begins a byline.
pub(crate) fn by_line(text: &str) -> Option<&str> {
    if LONGEST_BYLINE < text.len() {
        return None;
    }
    // Most lines begin with another letter than all of these.
    let first = text.as_bytes().first().map(u8::to_ascii_lowercase);
    let is_likely = |word: &&&str| word.as_bytes().first().copied() == first;
    let mut words = BY.iter().filter(is_likely);
    let rest = words.find_map(|word| after_word(text, word))?;
    let mut end = rest.len() - after_capitalised(rest)?.len();
    for _ in 0..MORE_NAMES {
        let Some(mut next) = after_blanks(rest.get(end..)?) else {
            break;
        };
        while let Some(after) = inside_name(next) {
            next = after;
        }
        let Some(after) = after_capitalised(next) else {
            break;
        };
        end = rest.len() - after.len();
    }
    rest.get(..end)
}

/// Returns the name of a byline that a line is, or that stands in it between bars: `Updated on Monday | By Ann Lee`.
pub(super) fn by_line_in(text: &str) -> Option<&str> {
    if LONGEST_BYLINE < text.len() {
        return None;
    }
    let mut parts = text.split(['|', '·', '•']).map(str::trim);
    by_line(text).or_else(|| parts.find_map(by_line))
}

/// Says whether a line is a byline as a whole: a name, alone or of several words and set off from what the person is.
pub(crate) fn is_by_line(text: &str) -> bool {
    const MARKS: [char; 7] = [',', '|', '·', '•', '–', '-', '('];
    let Some(name) = by_line(text) else {
        return false;
    };
    let rest = text.split_once(name).map_or("", |(_, rest)| rest.trim());
    let is_set_off = || name.contains(' ') && rest.starts_with(MARKS);
    rest.is_empty() || is_set_off() && rest.split_whitespace().count() <= MOST_ABOUT
}

/// Returns the name that a line is, or begins with before a mark that sets it off: two to four words with capitals, and
/// small ones as names have them between.
pub(super) fn name_alone(text: &str) -> Option<&str> {
    const MARKS: [&str; 5] = [" |", " •", " ·", ", ", " – "];
    if !text.starts_with(char::is_uppercase) {
        return None;
    }
    let end = MARKS.iter().filter_map(|mark| text.find(mark)).min();
    let name = text.get(..end.unwrap_or(text.len()))?.trim();
    let words = || name.split(' ');
    let is_named = |word: &str| {
        let rest = word.strip_prefix(char::is_uppercase);
        rest.is_some_and(|rest| rest.chars().all(|c| c.is_alphabetic() || is_in_word(c)))
    };
    let capitalised = words().filter(|word| is_named(word)).count();
    let is_name = name.len() <= LONGEST_NAME
        && (2..=4).contains(&words().count())
        && capitalised >= 2
        && words().next().is_some_and(is_named)
        && words().next_back().is_some_and(is_named)
        && words().all(|word| is_named(word) || INSIDE.contains(&word));
    is_name.then_some(name)
}

/// Returns what follows `word`, a colon perhaps, and blanks.
fn after_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(word.len())?;
    if !head.eq_ignore_ascii_case(word) {
        return None;
    }
    let bare = rest.trim_start();
    after_blanks(bare.strip_prefix(':').unwrap_or(rest))
}

fn after_blanks(text: &str) -> Option<&str> {
    let rest = text.trim_start();
    (rest.len() < text.len()).then_some(rest)
}

fn inside_name(text: &str) -> Option<&str> {
    INSIDE
        .iter()
        .find_map(|word| after_blanks(text.strip_prefix(word)?))
}

/// Returns what follows a word that begins with a capital.
fn after_capitalised(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(char::is_uppercase)?;
    Some(rest.trim_start_matches(|c: char| c.is_alphabetic() || is_in_word(c)))
}

fn is_in_word(c: char) -> bool {
    matches!(c, '.' | '\'' | '’' | '-')
}

/// Returns the place and the agency in front of the first sentence: `BEIJING (AP) —`.
///
/// A place in capitals needs no agency, any other does.
pub(crate) fn dateline(text: &str) -> Option<(String, Option<String>)> {
    let head = text.get(..text.floor_char_boundary(DATELINE))?;
    let is_capital = |c: char| c.is_uppercase() || is_in_word(c);
    let in_capitals = places(head, is_capital, MORE_PLACE).into_iter();
    let in_capitals = in_capitals.filter_map(|end| Some((end, signed(head.get(end..)?)?)));
    let any = places(head, |c| c.is_alphabetic() || is_in_word(c), MORE_PLACE - 1);
    let any = any.into_iter().rev().filter_map(|end| {
        let agency = signed(head.get(end..)?)?;
        credits::is_agency(agency).then_some((end, agency))
    });
    let (end, agency) = in_capitals.chain(any).next()?;
    let place = head.get(..end)?.trim_end_matches([',', ' ']);
    let agency = Some(agency.trim()).filter(|name| credits::is_agency(name));
    Some((place.to_owned(), agency.map(str::to_owned)))
}

/// Returns where a place at the front of `text` can end: after its first word, all of whose letters
/// are as `is_first` says, and after each of at most `more` further ones that begin with a capital.
fn places(text: &str, is_first: impl Fn(char) -> bool, more: usize) -> Vec<usize> {
    let mut ends = Vec::new();
    let Some(rest) = text.strip_prefix(char::is_uppercase) else {
        return ends;
    };
    let mut after = rest.trim_start_matches(is_first);
    if after.len() == rest.len() {
        return ends;
    }
    for _ in 0..=more {
        let end = text.len() - after.len();
        // The hyphens at the end of a word may be the dash after the place.
        let bare = text.get(..end).unwrap_or(text).trim_end_matches('-').len();
        if bare < end {
            ends.push(bare);
        }
        ends.push(end);
        let next = after.trim_start_matches([' ', ',', '/']);
        match after_capitalised(next).filter(|_| next.len() < after.len()) {
            Some(rest) => after = rest,
            None => break,
        }
    }
    ends
}

/// Returns what stands in brackets between a place and the dash after it, if there is a dash: the
/// agency, or nothing. A day may stand before it: `, June 3 (Reuters) -`.
fn signed(text: &str) -> Option<&str> {
    let text = after_day(text).unwrap_or(text);
    let bare = blank(text);
    let inside = bare.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let Some((agency, rest)) = inside else {
        return is_dash(text).then_some("");
    };
    let is_name = (2..=40).contains(&agency.chars().count()) && !agency.contains('(');
    (is_name && is_dash(rest)).then_some(agency)
}

/// Returns what follows `, June 3`.
fn after_day(text: &str) -> Option<&str> {
    let month = text.strip_prefix(',')?.strip_prefix(char::is_whitespace)?;
    let rest = month.trim_start_matches(char::is_alphabetic);
    if rest.len() == month.len() {
        return None;
    }
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    let day = rest.strip_prefix(char::is_whitespace)?;
    let digits = day.bytes().take(2).take_while(u8::is_ascii_digit).count();
    day.get(digits..).filter(|_| 0 < digits)
}

/// Says whether a dash with a blank after it stands in front.
fn is_dash(text: &str) -> bool {
    let text = blank(text);
    let dashes = ["—", "–", "--", "-"];
    let mut rests = dashes.iter().filter_map(|dash| text.strip_prefix(dash));
    rests.any(|rest| rest.starts_with(char::is_whitespace))
}

/// Takes one blank off the front, if there is one.
fn blank(text: &str) -> &str {
    text.strip_prefix(char::is_whitespace).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_give_the_names() {
        for (text, name) in [
            ("By Marta Lind", Some("Marta Lind")),
            (
                "By: Marta Lind and Jan de Vries, Staff",
                Some("Marta Lind and Jan de Vries"),
            ),
            ("BY MARTA LIND | 3 May", Some("MARTA LIND")),
            ("Von Karl-Heinz O’Neill und", Some("Karl-Heinz O’Neill")),
            ("Written by M. Lind on Monday", Some("M. Lind")),
            ("By the way", None),
            ("Byron Lind", None),
            ("Bystanders", None),
            ("", None),
        ] {
            assert_eq!(by_line(text), name, "{text}");
        }
    }

    #[test]
    fn a_line_that_is_a_name_is_told_from_others() {
        for (text, name) in [
            ("Marta Lind", Some("Marta Lind")),
            (
                "Marta van der Lind | Harbour Post",
                Some("Marta van der Lind"),
            ),
            ("Jean-Luc O’Neill, Staff writer", Some("Jean-Luc O’Neill")),
            ("M. Lind", Some("M. Lind")),
            ("Marta", None),
            ("Marta and", None),
            ("Council votes", None),
            ("Text Size 12", None),
            ("A Very Long List Of Words", None),
            ("", None),
        ] {
            assert_eq!(name_alone(text), name, "{text}");
        }
    }

    #[test]
    fn datelines_give_place_and_agency() {
        for (text, place, agency) in [
            ("BEIJING (AP) — The minister", Some("BEIJING"), Some("AP")),
            (
                "KYIV, Ukraine (AP) — The",
                Some("KYIV, Ukraine"),
                Some("AP"),
            ),
            (
                "LONDON, June 3 (Reuters) - The",
                Some("LONDON"),
                Some("Reuters"),
            ),
            ("NEW YORK – Shares fell", Some("NEW YORK"), None),
            ("Paris (AFP) – Shares", Some("Paris"), Some("AFP")),
            ("LONDON- Shares fell", Some("LONDON"), None),
            ("Rio de Janeiro (AFP) - no", None, None),
            (
                "Sao Paulo, Brazil, Jan. 12 (Reuters) -- Shares",
                Some("Sao Paulo, Brazil"),
                Some("Reuters"),
            ),
            ("The (new) — idea", None, None),
            ("He said — again", None, None),
        ] {
            let found = dateline(text);
            assert_eq!(found.as_ref().map(|f| f.0.as_str()), place, "{text}");
            let found = found.and_then(|found| found.1);
            assert_eq!(found.as_deref(), agency, "{text}");
        }
    }
}
