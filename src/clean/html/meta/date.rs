//! When it was published: JSON-LD, `meta` elements, `time` elements, printed dates, the address.

use crate::article::Published;
use crate::clean::html::dom::{Dom, NodeIndex};
use crate::clean::html::meta::Facts;
use crate::text::fold::fold;
use crate::text::sanitize::sanitize_line;

/// `meta` elements that hold the date of publication, the most reliable first.
const METAS: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "og:published_time",
    "parsely-pub-date",
    "article:published",
    "publish-date",
    "publishdate",
    "publication_date",
    "pubdate",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "date",
    "article.published",
    "published_at",
    "publishedtime",
    "published-date",
    "datecreated",
    "originalpublicationdate",
    "article_date_original",
    "last-modified",
    "datemodified",
    "article:modified_time",
    "og:updated_time",
];
/// Bytes of an element that may be a printed date.
const MAX_DATE: usize = 120;
/// Elements that are looked at for a printed date.
const MAX_PRINTED: usize = 400;

/// Returns the first date that is said, and in what words.
pub(crate) fn published(
    facts: &Facts,
    dom: &Dom,
    fetched: Option<jiff::Timestamp>,
) -> Option<Published> {
    let resolve = |words: &str| {
        let words = sanitize_line(words);
        resolve(&words, fetched).map(|resolved| Published {
            words,
            resolved: Some(resolved),
        })
    };
    let split = METAS.len() - 4;
    let metas = |names: &[&str]| {
        let mut values = names.iter().flat_map(|name| facts.meta_all(name));
        values.find_map(resolve)
    };
    resolve(&facts.story.published)
        .or_else(|| metas(METAS.get(..split)?))
        .or_else(|| printed(dom, &resolve))
        .or_else(|| from_address(facts.url.as_ref()?.path()))
        .or_else(|| metas(METAS.get(split..)?))
}

/// Returns the date of a `time` element or of one whose class says that it is a date.
fn printed(dom: &Dom, resolve: &dyn Fn(&str) -> Option<Published>) -> Option<Published> {
    let mut best: Option<(u8, Published)> = None;
    let mut seen = 0;
    for node in 0..dom.len() {
        let Some(rank) = rank(dom, node) else {
            continue;
        };
        seen += 1;
        if seen > MAX_PRINTED {
            break;
        }
        if best.as_ref().is_some_and(|(found, _)| *found >= rank) {
            continue;
        }
        let attribute = dom
            .attribute(node, "datetime")
            .or_else(|| dom.attribute(node, "content"));
        let found = attribute.and_then(resolve).or_else(|| {
            let text = dom.text_of(node, MAX_DATE);
            (text.len() <= MAX_DATE).then(|| resolve(&text)).flatten()
        });
        if let Some(found) = found {
            best = Some((rank, found));
        }
    }
    best.map(|(_, found)| found)
}

/// Says how likely an element holds the date of publication, higher is likelier.
fn rank(dom: &Dom, node: NodeIndex) -> Option<u8> {
    let property = dom.attribute(node, "itemprop").unwrap_or_default();
    let class = [dom.attribute(node, "class"), dom.attribute(node, "id")];
    let class: String = class
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
        .to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| class.contains(word));
    let rank = if property == "datePublished" {
        5
    } else if dom.tag(node) == "time" {
        match () {
            () if says(&["updated", "modified"]) => 1,
            () if says(&["publish", "entry-date", "posted", "created"])
                || dom.attribute(node, "pubdate").is_some() =>
            {
                4
            }
            () => 3,
        }
    } else if !dom.tag(node).is_empty()
        && says(&[
            "publish",
            "pubdate",
            "date",
            "posted-on",
            "timestamp",
            "datum",
            "fecha",
        ])
        && !says(&["update", "modified"])
        && !matches!(dom.tag(node), "html" | "body" | "meta")
    {
        2
    } else {
        return None;
    };
    let is_elsewhere = dom.ancestors(node).any(|node| {
        matches!(dom.tag(node), "nav" | "footer" | "aside")
            || dom.attribute(node, "class").is_some_and(|class| {
                ["comment", "related", "sidebar", "recommend", "teaser"]
                    .iter()
                    .any(|word| class.contains(word))
            }) && !matches!(dom.tag(node), "html" | "body")
    });
    Some(if is_elsewhere { 0 } else { rank })
}

/// Returns the date in the path of an address: `/2025/06/26/`, `/2025-06-26/`, `/20250626/`.
fn from_address(path: &str) -> Option<Published> {
    let numbers: Vec<&str> = path.split(|c: char| !c.is_ascii_digit()).collect();
    let parts = numbers.windows(3).find_map(|parts| {
        let [year, month, day] = parts else {
            return None;
        };
        let fits =
            year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len());
        let day = calendar(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        fits.then_some(day).flatten()
    });
    let run = || {
        numbers.iter().filter(|run| run.len() == 8).find_map(|run| {
            let number: u32 = run.parse().ok()?;
            calendar(number / 10_000, number / 100 % 100, number % 100)
        })
    };
    let resolved = parts.or_else(run)?;
    Some(Published {
        words: resolved.clone(),
        resolved: Some(resolved),
    })
}

/// Turns the words of a date into ISO 8601.
pub(crate) fn resolve(words: &str, fetched: Option<jiff::Timestamp>) -> Option<String> {
    let words = words.trim();
    if words.len() > MAX_DATE || words.is_empty() {
        return None;
    }
    iso(words)
        .or_else(|| epoch(words))
        .or_else(|| in_words(words))
        .or_else(|| relative(words, fetched))
}

/// Returns an ISO 8601 form in canonical spelling: `2025-06-26`, `2025-06-26T14:46:12+02:00`.
fn iso(words: &str) -> Option<String> {
    let bytes = words.as_bytes();
    let number = |from: usize, to: usize| words.get(from..to)?.parse::<u32>().ok();
    let is_dashed =
        matches!(bytes.get(4), Some(b'-' | b'/' | b'.')) && bytes.get(4) == bytes.get(7);
    let (day, rest) = if is_dashed {
        (
            calendar(number(0, 4)?, number(5, 7)?, number(8, 10)?)?,
            words.get(10..)?,
        )
    } else if bytes.get(..8)?.iter().all(u8::is_ascii_digit)
        && !bytes.get(8).is_some_and(u8::is_ascii_digit)
    {
        (
            calendar(number(0, 4)?, number(4, 6)?, number(6, 8)?)?,
            words.get(8..)?,
        )
    } else {
        return None;
    };
    let rest = rest.trim_start_matches(['T', 't', ' ', ',']);
    Some(time(rest).map_or_else(|| day.clone(), |time| format!("{day}T{time}")))
}

/// Returns a time of day with its offset: `14:46`, `14:46:12Z`, `14:46:12.5 +0200`.
fn time(text: &str) -> Option<String> {
    let (clock, rest) = match text.find(|c: char| !(c.is_ascii_digit() || c == ':')) {
        Some(end) => text.split_at(end),
        None => (text, ""),
    };
    let parts: Vec<u32> = clock
        .split(':')
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let (&hour, &minute) = (parts.first()?, parts.get(1)?);
    let second = parts.get(2).copied().unwrap_or(0);
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let rest = rest
        .trim_start_matches(|c: char| c == '.' || c == ',' || c.is_ascii_digit())
        .trim_start();
    Some(format!(
        "{hour:02}:{minute:02}:{:02}{}",
        second.min(59),
        offset(rest)
    ))
}

fn offset(text: &str) -> String {
    if text.starts_with(['Z', 'z']) || text.starts_with("UTC") || text.starts_with("GMT") {
        return "Z".to_owned();
    }
    let digits: String = text
        .chars()
        .skip(1)
        .filter(char::is_ascii_digit)
        .take(4)
        .collect();
    match (text.chars().next(), digits.len()) {
        (Some(sign @ ('+' | '-')), 4) => {
            let (hours, minutes) = digits.split_at(2);
            format!("{sign}{hours}:{minutes}")
        }
        _ => String::new(),
    }
}

/// Returns the day of a number of seconds or milliseconds since 1970.
fn epoch(words: &str) -> Option<String> {
    if !words.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = words.parse().ok()?;
    let seconds = match words.len() {
        9 | 10 => number,
        13 => number / 1000,
        _ => return None,
    };
    let stamp = jiff::Timestamp::from_second(seconds).ok()?;
    Some(stamp.to_string())
}

/// Returns the day that a text names in words or numbers: `June 26, 2025`, `26. Juni 2025`, `26.06.2025`.
fn in_words(words: &str) -> Option<String> {
    let folded = fold(words);
    let is_part = |c: char| !c.is_alphanumeric();
    let parts: Vec<&str> = folded
        .split(is_part)
        .filter(|part| !part.is_empty())
        .collect();
    let number = |part: Option<&&str>| -> Option<u32> {
        let part = part?;
        let digits = part.trim_end_matches(|c: char| c.is_alphabetic());
        (digits.len() <= 4).then(|| digits.parse().ok()).flatten()
    };
    let day = parts.iter().enumerate().find_map(|(at, part)| {
        let month = month(part)?;
        // "26 June 2025", "26 de junio de 2025" or "June 26, 2025".
        let is_link = |part: &&&str| !matches!(**part, "de" | "del" | "of" | "di" | "the" | "a");
        let mut before = parts.get(..at)?.iter().rev().filter(is_link);
        let mut after = parts.get(at + 1..)?.iter().filter(is_link);
        let (left, right) = (number(before.next()), number(after.next()));
        match (left, right) {
            (Some(day), Some(year)) if year > 1900 => calendar(year, month, day),
            (Some(day), Some(year))
                if day <= 31 && (10..=99).contains(&year) && number(after.next()).is_none() =>
            {
                calendar(2000 + year, month, day)
            }
            (_, Some(day)) => calendar(number(after.next())?, month, day),
            (_, None) => None,
        }
    });
    let day = day.or_else(|| {
        parts.windows(3).find_map(|parts| {
            let [one, two, three] = parts else {
                return None;
            };
            let of = |part: &str| part.parse::<u32>().ok();
            let (one_number, two_number, three_number) = (of(one)?, of(two)?, of(three)?);
            if one.len() == 4 {
                return calendar(one_number, two_number, three_number);
            }
            let year = match three.len() {
                4 => three_number,
                2 => 2000 + three_number,
                _ => return None,
            };
            let is_american = words.contains('/') && two_number > 12;
            let (day, month) = if is_american {
                (two_number, one_number)
            } else {
                (one_number, two_number)
            };
            calendar(year, month, day)
        })
    })?;
    let clock = words
        .split(|c: char| c.is_whitespace() || c == ',')
        .find(|part| part.contains(':'));
    let is_half = folded.contains("pm") || folded.contains("p.m") || folded.contains("am ");
    Some(match clock.and_then(time).filter(|_| !is_half) {
        Some(time) => format!("{day}T{time}"),
        None => day,
    })
}

/// Resolves `3 hours ago` against the time of fetching.
fn relative(words: &str, fetched: Option<jiff::Timestamp>) -> Option<String> {
    let fetched = fetched?;
    let folded = fold(words);
    let mut parts = folded
        .split_whitespace()
        .skip_while(|part| part.parse::<i64>().is_err());
    let count: i64 = parts.next()?.parse().ok()?;
    let hours = match parts.next()?.trim_end_matches('s') {
        "minute" | "min" => 0,
        "hour" | "hr" | "h" => count,
        "day" => count.checked_mul(24)?,
        "week" => count.checked_mul(24 * 7)?,
        _ => return None,
    };
    if parts.next() != Some("ago") {
        return None;
    }
    let span = jiff::SignedDuration::from_hours(hours.clamp(0, 24 * 3650));
    let stamp = fetched.checked_sub(span).ok()?;
    Some(stamp.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
}

/// Returns a day of the years in which there is a web as ISO 8601, if there is such a day.
fn calendar(year: u32, month: u32, day: u32) -> Option<String> {
    let year = i16::try_from(year)
        .ok()
        .filter(|year| (1990..=2100).contains(year))?;
    let date =
        jiff::civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(date.to_string())
}

/// Returns the number of a month by its folded name or abbreviation, in the languages of much news.
fn month(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january jan januar janvier enero gennaio janeiro januari styczen stycznia leden ledna ene genn tammikuu ocak januarie января siječnja sijecnja",
        "february feb februar fevrier fevr febrero febbraio fevereiro februari luty lutego unor unora fev helmikuu subat februarie февраля veljace",
        "march mar marz mars marzo marco maart marzec marca brezen brezna maerz maret maaliskuu mart martie марта ozujka",
        "april apr avril abril aprile kwiecien kwietnia duben dubna abr avr huhtikuu nisan aprilie апреля travnja",
        "may mai mayo maggio maio mei maj maja kveten kvetna toukokuu mayis мая svibnja",
        "june jun juni juin junio giugno junho czerwiec czerwca cerven cervna giu kesakuu haziran iunie июня lipnja",
        "july jul juli juillet julio luglio julho lipiec lipca cervenec cervence juil lug heinakuu temmuz iulie июля srpnja",
        "august aug aout agosto augustus sierpien sierpnia srpen srpna ago agustus elokuu agustos augusti августа kolovoza",
        "september sep sept septembre septiembre settembre setembro wrzesien wrzesnia zari set syyskuu eylul septembrie сентября rujna",
        "october oct oktober okt octobre octubre ottobre outubro pazdziernik pazdziernika rijen rijna ott out lokakuu ekim octombrie октября listopada",
        "november nov novembre noviembre novembro listopad listopadu marraskuu kasim noiembrie ноября studenoga studenog",
        "december dec dezember dez decembre diciembre dicembre dezembro desember des grudzien grudnia prosinec prosince dic dez joulukuu aralik decembrie декабря prosinca",
    ];
    if word.len() < 3 {
        return None;
    }
    let at = NAMES
        .iter()
        .position(|names| names.split(' ').any(|name| name == word))?;
    u32::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_in_many_forms_resolve() {
        let fetched: jiff::Timestamp = "2025-06-27T10:00:00Z".parse().unwrap();
        for (words, resolved) in [
            ("2025-06-26", "2025-06-26"),
            ("2025-06-26T14:46:12.123+02:00", "2025-06-26T14:46:12+02:00"),
            ("2025-06-26 14:46:12 +0200", "2025-06-26T14:46:12+02:00"),
            ("20250626", "2025-06-26"),
            ("1750946772", "2025-06-26T14:06:12Z"),
            ("June 26, 2025", "2025-06-26"),
            ("Published: 26th June 2025", "2025-06-26"),
            ("26 de junio de 2025", "2025-06-26"),
            ("26. März 2025, 14:46 Uhr", "2025-03-26T14:46:00"),
            ("Thu, 26 Jun 2025 14:46:12 GMT", "2025-06-26T14:46:12"),
            ("26.06.2025", "2025-06-26"),
            ("6/26/2025", "2025-06-26"),
            ("18 hours ago", "2025-06-26"),
        ] {
            assert_eq!(
                resolve(words, Some(fetched)).as_deref(),
                Some(resolved),
                "{words}"
            );
        }
        for words in [
            "",
            "soon",
            "31.02.2025",
            "4 hours",
            "2025",
            "99999999999999999999 hours ago",
        ] {
            assert_eq!(resolve(words, Some(fetched)), None, "{words}");
        }
    }

    #[test]
    fn addresses_hold_dates() {
        for (path, date) in [
            ("/2025/06/26/title-12-3", Some("2025-06-26")),
            ("/a/2025-06-26-x", Some("2025-06-26")),
            ("/news/20250626/x", Some("2025-06-26")),
            ("/news/12345678", None),
        ] {
            assert_eq!(
                from_address(path).and_then(|p| p.resolved).as_deref(),
                date,
                "{path}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_words_are_read_without_a_panic(words in "\\PC{0,40}|[0-9]{0,14}|[0-9]{1,4}[-/. ][a-zA-Z0-9]{1,9}[-/. ,T][0-9:+ ]{0,16}") {
            let date = resolve(&words, Some(jiff::Timestamp::UNIX_EPOCH));
            prop_assert!(date.is_none_or(|date| date.len() >= 10));
        }
    }
}
