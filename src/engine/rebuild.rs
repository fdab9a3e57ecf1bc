//! Comparing all that is kept anew: fingerprints, copies, passages and stories.
//!
//! Needed where another version made the index, after a re-cleaning, and where articles were removed.
//! It goes forward in transactions of some hundred articles and notes how far it has come, so that a
//! run that was killed goes on where it stopped.
#![allow(
    clippy::significant_drop_tightening,
    reason = "committing takes the writer, and saving the index"
)]

use rayon::prelude::*;

use crate::article::ArticleId;
use crate::dedup::across::Reading;
use crate::engine::fingerprints::{self, Memory, Open};
use crate::engine::meeting::{Fresh, Met, meet, write_met};
use crate::engine::recent::Read;
use crate::engine::stories;
use crate::error::Error;
use crate::library::{Library, Writer};

/// The setting that tells that a rebuild is under way: the last article that is done, or [`START`].
const SETTING: &str = "rebuild";
const START: &str = "start";
/// Articles of a transaction.
const BATCH: usize = 1000;

/// Asks for everything to be compared anew, in the transaction that makes it necessary.
pub(super) fn request(writer: &Writer<'_>) -> Result<(), Error> {
    writer.set_setting(SETTING, START)
}

/// Compares everything anew; `watch` sees how many articles are done, and `false` stops it for now.
pub(super) fn rebuild(
    library: &Library,
    watch: &mut dyn FnMut(usize) -> bool,
) -> Result<usize, Error> {
    let writer = library.write()?;
    if writer.setting(SETTING)?.is_none() {
        request(&writer)?;
    }
    writer.commit()?;
    run(library, watch)
}

/// Goes on with a rebuild that was broken off, and begins one where the index is of another version.
pub(super) fn go_on(library: &Library) -> Result<(), Error> {
    let is_open = library.setting(SETTING)?.is_some();
    if !is_open && !fingerprints::is_stale(library)? {
        return Ok(());
    }
    rebuild(library, &mut |_| true).map(|_| ())
}

fn run(library: &Library, watch: &mut dyn FnMut(usize) -> bool) -> Result<usize, Error> {
    let mut memory = Memory::default();
    let mut count = 0;
    loop {
        let writer = library.write()?;
        let last = match writer.setting(SETTING)?.as_deref() {
            Some(START) => {
                writer.forget_comparisons()?;
                fingerprints::forget(&writer)?;
                ArticleId(0)
            }
            Some(last) => ArticleId(last.parse().unwrap_or(0)),
            None => break,
        };
        let done = step(&writer, &mut memory, last)?;
        match done.last() {
            Some(id) => writer.set_setting(SETTING, &id.0.to_string())?,
            None => writer.clear_setting(SETTING)?,
        }
        writer.commit()?;
        count += done.len();
        if done.is_empty() || !watch(count) {
            break;
        }
    }
    drop(memory);
    stories::regroup(library)?;
    Ok(count)
}

/// Compares the articles after `last` with those up to it and with each other.
fn step(
    writer: &Writer<'_>,
    memory: &mut Memory,
    last: ArticleId,
) -> Result<Vec<ArticleId>, Error> {
    let kept = writer.kept_after(last, BATCH)?;
    let ids: Vec<ArticleId> = kept.iter().map(|kept| kept.id).collect();
    let read: Vec<_> = kept
        .par_iter()
        .map(|kept| {
            let reading = Reading::of(&kept.text, &kept.sentences);
            let told = stories::told(&kept.metadata, &reading);
            (reading.fingerprints(), told, reading.into_parts())
        })
        .collect();
    let mut index = Open::new(writer, memory)?;
    let mut fresh = Vec::new();
    let mut days = Vec::new();
    for (kept, (keys, told, parts)) in kept.into_iter().zip(read) {
        let day = stories::day(kept.sort);
        writer.set_telling(kept.id, day, &told)?;
        writer.show_alone(kept.id, &kept.metadata)?;
        days.push(day);
        let text = Read {
            text: kept.text,
            sentences: kept.sentences,
            parts,
        };
        fresh.push(Fresh::of(writer, &mut index, kept.id, text, &keys)?);
    }
    index.save()?;
    let met: Vec<Met> = fresh.par_iter().map(meet).collect();
    write_met(writer, &met)?;
    stories::announce(writer, days.into_iter())?;
    Ok(ids)
}
