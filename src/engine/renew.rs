//! Cleaning kept originals again, after the stages became better.
//!
//! Each page is one transaction's work, and articles carry the version of the stages that made them: a run
//! that was broken off goes on with what is left. What the reader did stays: state, tags, and notes, which are
//! found again by their words.
#![allow(
    clippy::significant_drop_tightening,
    reason = "committing takes the writer, and saving the index"
)]

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use rayon::prelude::*;

use crate::article::ArticleId;
use crate::engine::add::{STAGES, Watch, WorkedArticle, work_article};
use crate::engine::chrome::Recurring;
use crate::engine::ingest::{Input, process_with};
use crate::engine::rebuild;
use crate::engine::shelf::document;
use crate::error::Error;
use crate::library::{Library, Made, Original};

/// Pages of a transaction.
const BATCH: usize = 256;

/// A page that was cleaned again.
struct Renewed {
    page: i64,
    /// The articles that it has given before, by their order on the page.
    before: Vec<Made>,
    after: Vec<WorkedArticle>,
}

/// Cleans what other stages made, or everything, again. Returns the number of articles, and says
/// whether the run came to its end.
pub(super) fn renew(
    library: &Library,
    is_all: bool,
    now: jiff::Timestamp,
    watch: &mut Watch<'_>,
) -> Result<(usize, bool), Error> {
    if is_all {
        library.forget_stages()?;
    }
    let mut report = crate::engine::add::Report::default();
    loop {
        let recurring = Recurring::of(library)?;
        let pages = library.pages_of_other_stages(STAGES, BATCH)?;
        if pages.is_empty() {
            break;
        }
        let mut work = Vec::with_capacity(pages.len());
        for page in pages {
            let before = library.made_of(page)?;
            if let Some(first) = before.first() {
                work.push((page, library.original(first.id)?, before));
            }
        }
        let renewed: Vec<Renewed> = work
            .into_par_iter()
            .map(|(page, original, before)| Renewed {
                page,
                before,
                after: again(original, &recurring, now),
            })
            .collect();
        let writer = library.write()?;
        // The comparisons speak of the old texts until they are made anew.
        rebuild::request(&writer)?;
        for renewed in renewed {
            report.pages += 1;
            let mut before: BTreeMap<i64, ArticleId> = BTreeMap::new();
            for made in &renewed.before {
                before.insert(made.ordinal, made.id);
            }
            for (ordinal, article) in renewed.after.into_iter().enumerate() {
                report.articles += 1;
                let place = i64::try_from(ordinal).unwrap_or(i64::MAX);
                match before.remove(&place) {
                    Some(id) => writer.replace_article(id, &article.packed)?,
                    None => {
                        writer.add_article(renewed.page, ordinal, &article.packed)?;
                    }
                }
            }
            // What is no article any more stays as it is: the reader may have read it.
            for id in before.into_values() {
                writer.set_stages(id, STAGES)?;
            }
        }
        writer.commit()?;
        if watch(&report).is_break() {
            return Ok((report.articles, false));
        }
    }
    let mut count = 0;
    let mut go_on = |done: usize| {
        count = done;
        watch(&report) == ControlFlow::Continue(())
    };
    if report.articles > 0 || library.setting("rebuild")?.is_some() {
        rebuild::rebuild(library, &mut go_on)?;
    }
    Ok((report.articles, true))
}

fn again(original: Original, recurring: &Recurring, now: jiff::Timestamp) -> Vec<WorkedArticle> {
    let fetched = original.fetched.unwrap_or(now);
    let page = Input {
        location: original.location,
        url: original.url,
        text: original.text,
        is_html: original.is_html,
        fetched: original.fetched,
        given: original.given,
        ..Input::default()
    };
    let strip = |cleaned: &mut crate::article::Cleaned| {
        recurring.strip(cleaned, page.url.as_deref());
    };
    process_with(&page, &strip)
        .into_iter()
        .map(|mut one| {
            let parts = std::mem::take(&mut one.parts);
            work_article(document(ArticleId::default(), one), parts, fetched)
        })
        .collect()
}
