//! Dates as containers write them: RFC 3339, RFC 2822, seconds since 1970, and what is close to
//! those.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use crate::article::Published;
use crate::text::sanitize::sanitize_line;

/// Returns the words with the moment that they resolve to, or `None` for no words at all.
pub fn published(words: &str) -> Option<Published> {
    let words = sanitize_line(words);
    (!words.is_empty()).then(|| Published {
        resolved: resolve(&words),
        words,
    })
}

/// Returns the date or date and time in ISO 8601, with the offset that was written.
pub fn resolve(words: &str) -> Option<String> {
    let words = words.trim();
    if let Some(stamp) = seconds(words) {
        return Some(stamp.to_string());
    }
    if let Ok(stamp) = words.parse::<Timestamp>() {
        // The offset that was written tells the local day; it is kept.
        let is_utc = words.ends_with(['Z', 'z']);
        return Some(if is_utc {
            stamp.to_string()
        } else {
            words.replacen(' ', "T", 1)
        });
    }
    if let Ok(zoned) = jiff::fmt::rfc2822::parse(words) {
        return Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string());
    }
    if let Ok(moment) = words.parse::<DateTime>()
        && words.len() > 10
    {
        return Some(moment.to_string());
    }
    if let Ok(date) = words.parse::<Date>() {
        return Some(date.to_string());
    }
    // Many feeds have a weekday that is wrong or in another language, or a zone name.
    let unnamed = words.split_once(", ").map_or(words, |(_, rest)| rest);
    let formats = [
        "%d %b %Y %H:%M:%S %z",
        "%d %b %Y %H:%M:%S %Z",
        "%d %b %Y %H:%M:%S",
        "%d %b %Y %H:%M",
        "%d %b %Y",
        "%d %B %Y",
        "%B %d, %Y",
        "%b %d, %Y",
        "%Y/%m/%d",
    ];
    for text in [unnamed, words] {
        for format in formats {
            if let Ok(parts) = jiff::fmt::strtime::parse(format, text) {
                if let Ok(stamp) = parts.to_timestamp() {
                    return Some(stamp.to_string());
                }
                if format.contains("%H")
                    && let Ok(moment) = parts.to_datetime()
                {
                    return Some(moment.to_string());
                }
                if let Ok(date) = parts.to_date() {
                    return Some(date.to_string());
                }
            }
        }
    }
    None
}

/// Returns the moment, where the words give one with its offset, or a day (its midnight in UTC).
pub fn timestamp(words: &str) -> Option<Timestamp> {
    let resolved = resolve(words)?;
    resolved
        .parse()
        .ok()
        .or_else(|| format!("{resolved}Z").parse().ok())
        .or_else(|| format!("{resolved}T00:00:00Z").parse().ok())
}

/// Seconds, milliseconds or the fourteen digits of an archive.
fn seconds(words: &str) -> Option<Timestamp> {
    if words.is_empty() || !words.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = words.parse().ok()?;
    match words.len() {
        9 | 10 => Timestamp::from_second(number).ok(),
        12 | 13 => Timestamp::from_millisecond(number).ok(),
        14 => {
            let moment = jiff::fmt::strtime::parse("%Y%m%d%H%M%S", words).ok()?;
            let zoned = moment.to_datetime().ok()?.to_zoned(jiff::tz::TimeZone::UTC);
            Some(zoned.ok()?.timestamp())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_dates_resolve() {
        for (words, resolved) in [
            ("2025-06-26T10:00:00Z", Some("2025-06-26T10:00:00Z")),
            (
                "2025-06-26T10:00:00+08:00",
                Some("2025-06-26T10:00:00+08:00"),
            ),
            (
                "Thu, 26 Jun 2025 10:00:00 GMT",
                Some("2025-06-26T10:00:00+00:00"),
            ),
            (
                "Mon, 26 Jun 2025 10:00:00 +0200",
                Some("2025-06-26T08:00:00Z"),
            ),
            ("2025-06-26 10:00:00", Some("2025-06-26T10:00:00")),
            ("2025-06-26", Some("2025-06-26")),
            ("1750932000", Some("2025-06-26T10:00:00Z")),
            ("20250626100000", Some("2025-06-26T10:00:00Z")),
            ("June 26, 2025", Some("2025-06-26")),
            ("26 Jun 2025", Some("2025-06-26")),
            ("3 hours ago", None),
            ("", None),
        ] {
            assert_eq!(resolve(words).as_deref(), resolved, "{words}");
        }
        assert_eq!(
            timestamp("2025-06-26").unwrap().to_string(),
            "2025-06-26T00:00:00Z"
        );
    }
}
