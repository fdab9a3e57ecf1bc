//! Which articles of a library tell the same story.
//!
//! What each article tells is kept with it. At the end of a run the rows of the weeks around all that is
//! new are grouped again from scratch, so that the result does not depend on the order of arrival; a library of
//! moderate size is grouped as a whole.
#![allow(
    clippy::significant_drop_tightening,
    reason = "committing takes the writer, and saving the index"
)]

use std::collections::BTreeMap;

use crate::article::{ArticleId, Metadata};
use crate::dedup::across::Reading;
use crate::dedup::stories::{FAR_DAYS, Telling, group};
use crate::error::Error;
use crate::library::{Library, Writer};

/// The setting that tells which days have news that was not grouped yet.
const SETTING: &str = "untold";
/// Articles that are grouped as a whole.
const WHOLE: u64 = 20_000;
/// Seconds of a day.
const DAY: i64 = 86_400;

/// Returns the day of a place in the list, which is in seconds since 1970.
pub(super) fn day(sort: i64) -> i32 {
    i32::try_from(sort.div_euclid(DAY)).unwrap_or_default()
}

/// Returns what an article tells, packed.
pub(super) fn told(metadata: &Metadata, reading: &Reading<'_>) -> Vec<u8> {
    Telling::of_reading(&metadata.title, reading, None).to_bytes()
}

/// Puts down that these days have news; in the transaction that brings them.
pub(super) fn announce(writer: &Writer<'_>, days: impl Iterator<Item = i32>) -> Result<(), Error> {
    let known = writer.setting(SETTING)?.as_deref().and_then(parse);
    let mut all = known.unwrap_or_default();
    all.extend(days.map(|day| (day, day)));
    if all.is_empty() {
        return Ok(());
    }
    let spans = joined(all).into_iter();
    let spans: Vec<String> = spans
        .map(|(first, last)| format!("{first} {last}"))
        .collect();
    writer.set_setting(SETTING, &spans.join(","))
}

/// Some days in a row, both ends included.
type Days = (i32, i32);

/// Joins days that are so near each other that the rows around them would be read for both.
fn joined(mut all: Vec<Days>) -> Vec<Days> {
    all.sort_unstable();
    all.dedup_by(|next, days| {
        let is_near = next.0 <= days.1.saturating_add(4 * FAR_DAYS);
        if is_near {
            days.1 = days.1.max(next.1);
        }
        is_near
    });
    all
}

fn parse(setting: &str) -> Option<Vec<Days>> {
    let days = |days: &str| {
        let (first, last) = days.split_once(' ')?;
        Some((first.parse().ok()?, last.parse().ok()?))
    };
    setting.split(',').map(days).collect()
}

/// Groups what has been announced. Other programs can write while it looks.
pub(super) fn regroup(library: &Library) -> Result<(), Error> {
    let setting = library.setting(SETTING)?;
    let Some(mut untold) = setting.as_deref().and_then(parse) else {
        return Ok(());
    };
    if library.telling_count()? <= WHOLE {
        untold = vec![(i32::MIN, i32::MAX)];
    }
    let mut changed = Vec::new();
    for (first, last) in untold {
        let around = |days: i32| (first.saturating_sub(days), last.saturating_add(days));
        changed.extend(changed_in(library, around(FAR_DAYS), around(2 * FAR_DAYS))?);
    }
    let writer = library.write()?;
    writer.set_stories(&changed)?;
    writer.clear_stories_of_copies()?;
    // What another program has announced meanwhile is left to be grouped.
    if writer.setting(SETTING)? == setting {
        writer.clear_setting(SETTING)?;
    }
    writer.commit()
}

/// Groups the rows of the `far` days and returns those whose story is another now, of the groups that reach
/// into the `near` days.
fn changed_in(
    library: &Library,
    near: Days,
    far: Days,
) -> Result<Vec<(ArticleId, Option<u32>)>, Error> {
    let rows = library.tellings(far, |terms, day| Telling::from_bytes(terms, Some(day)))?;
    let groups = group(&rows.iter().map(|row| &row.telling).collect::<Vec<_>>());
    // For each group its size, and whether it is near what is new.
    let mut about: BTreeMap<u32, (u32, bool)> = BTreeMap::new();
    for (row, &group) in rows.iter().zip(&groups) {
        let of = about.entry(group).or_default();
        of.0 += 1;
        of.1 |= (near.0..=near.1).contains(&row.day);
    }
    let mut out = Vec::new();
    for (row, &group) in rows.iter().zip(&groups) {
        let (size, is_near) = about.get(&group).copied().unwrap_or_default();
        // The first row of a group, which has the lowest number, stands for it.
        let first = rows.get(group as usize).map_or(row.id, |first| first.id);
        let story = (size > 1).then(|| u32::try_from(first.0).unwrap_or(u32::MAX));
        if is_near && story != row.story {
            out.push((row.id, story));
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_wait_are_put_together() {
        let library = Library::in_memory().unwrap();
        let writer = library.write().unwrap();
        announce(&writer, [].into_iter()).unwrap();
        assert_eq!(writer.setting(SETTING).unwrap(), None);
        announce(&writer, [5, 3].into_iter()).unwrap();
        announce(&writer, [4, 9].into_iter()).unwrap();
        assert_eq!(writer.setting(SETTING).unwrap().as_deref(), Some("3 9"));
        // News of another year has nothing to do with it, until there is some from in between.
        announce(&writer, [400, -9, 401].into_iter()).unwrap();
        let untold = writer.setting(SETTING).unwrap();
        assert_eq!(untold.as_deref(), Some("-9 9,400 401"));
        assert_eq!(parse(&untold.unwrap()), Some(vec![(-9, 9), (400, 401)]));
        announce(&writer, (1..8).map(|month| month * 60)).unwrap();
        assert_eq!(writer.setting(SETTING).unwrap().as_deref(), Some("-9 420"));
        assert_eq!(day(-1), -1);
        assert_eq!(day(86_400), 1);
    }
}
