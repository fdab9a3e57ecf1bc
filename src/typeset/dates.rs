//! Dates as a reader says them.

use crate::article::Published;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Returns `26 Jun 2025` for a resolved date, the words of the page otherwise.
pub fn day_and_year(published: &Published) -> String {
    match parts(published) {
        Some((year, month, day)) => format!("{day} {month} {year}"),
        None => published.words.clone(),
    }
}

/// Returns `26 Jun` for a date in `year`, `Jun 2024` for another year, the words of the page where the
/// date is not known.
pub fn short(published: &Published, year: Option<&str>) -> String {
    match parts(published) {
        Some((of, month, day)) if Some(of) == year => format!("{day} {month}"),
        Some((of, month, _)) => format!("{month} {of}"),
        None => published.words.clone(),
    }
}

/// Returns the year of a resolved date.
pub fn year(published: &Published) -> Option<&str> {
    parts(published).map(|(year, _, _)| year)
}

fn parts(published: &Published) -> Option<(&str, &'static str, u8)> {
    let date = published.resolved.as_deref()?;
    let year = date.get(..4)?;
    let month: usize = date.get(5..7)?.parse().ok()?;
    let day: u8 = date.get(8..10)?.parse().ok()?;
    let month = MONTHS.get(month.checked_sub(1)?)?;
    Some((year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_short_where_the_year_is_plain() {
        let published = |resolved: Option<&str>| Published {
            words: "3 hours ago".to_owned(),
            resolved: resolved.map(str::to_owned),
        };
        let date = published(Some("2025-06-26T08:00:00Z"));
        assert_eq!(day_and_year(&date), "26 Jun 2025");
        assert_eq!(short(&date, Some("2025")), "26 Jun");
        assert_eq!(short(&date, Some("2026")), "Jun 2025");
        assert_eq!(day_and_year(&published(Some("2025-13-01"))), "3 hours ago");
        assert_eq!(short(&published(None), Some("2025")), "3 hours ago");
    }
}
