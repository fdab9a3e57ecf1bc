//! Adding pages to a library: read, processed on all cores, written in the order of arrival.
//!
//! A run that was interrupted is simply started again: pages that are kept are known by their hash
//! and passed over before anything is done with them.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use crossbeam_channel::{Sender, bounded};
use rayon::prelude::*;

use crate::article::{ArticleId, Document};
use crate::dedup::across::{Fingerprint, Parts, Reading};
use crate::engine::chrome::{Recurring, Seen, learn};
use crate::engine::fingerprints::{Memory, Open};
use crate::engine::ingest::{Input, process_with};
use crate::engine::meeting::{Fresh, Met, meet, write_met};
use crate::engine::recent::Read;
use crate::engine::refresh::fetch_address;
use crate::engine::shelf::document;
use crate::engine::{rebuild, stories};
use crate::error::{Error, ErrorKind};
use crate::library::{KeptLink, Library, Original, Packed, PackedPage, Writer, page_hash};
use crate::source::fetch::Fetcher;
use crate::source::{Item, Limits, Link, Place, Subscription, moment, read};
use crate::text::TextSpan;

/// Version of the stages: articles made by another one can be made again from their originals.
pub const STAGES: u32 = 6;
/// Pages of the first batch, which is one transaction, and of the largest: each has twice as many as the one
/// before, so that the first pages are safe soon and many are written at little cost.
const FIRST_PAGES: usize = 256;
const MOST_PAGES: usize = 1024;
/// Pages that one core takes at a time: more, and the others wait for it at the end of a batch.
const MOST_IN_A_ROW: usize = 8;
/// Bytes of text of a batch.
const BATCH_BYTES: usize = 8 << 20;

/// What has been done, so far or in all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Pages that were added.
    pub pages: usize,
    /// Articles in them.
    pub articles: usize,
    /// Pages that were there already.
    pub known: usize,
    /// Articles that joined another one as its copy.
    pub copies: usize,
    /// Addresses that were put down to be fetched.
    pub links: usize,
    /// Feeds that were subscribed to.
    pub feeds: usize,
    /// What could not be read.
    pub errors: Vec<Error>,
}

/// Looks at the progress of a run after every batch that is safe, and says whether to go on.
pub type Watch<'a> = dyn FnMut(&Report) -> ControlFlow<()> + 'a;

/// Reads places and adds their pages to the library; `now` is when. Addresses are fetched.
///
/// What went wrong with single items is in the report and kept in the library; the run goes on.
///
/// # Errors
/// If the library cannot be read or written. What was committed before stays.
pub fn add(
    library: &Library,
    places: &[Place],
    fetcher: &Fetcher,
    limits: &Limits,
    now: jiff::Timestamp,
    watch: &mut Watch<'_>,
) -> Result<Report, Error> {
    add_from(library, now, watch, |sink| {
        for place in places {
            match place {
                Place::Address(url) => fetch_address(fetcher, url, limits, now, sink)?,
                _ => read(place, limits, sink)?,
            }
        }
        ControlFlow::Continue(())
    })
}

/// Adds pages that are in memory; see [`add`].
///
/// # Errors
/// If the library cannot be read or written.
pub fn add_pages(
    library: &Library,
    pages: Vec<Input>,
    now: jiff::Timestamp,
) -> Result<Report, Error> {
    let mut pages = Some(pages);
    add_from(
        library,
        now,
        &mut |_| ControlFlow::Continue(()),
        move |sink| {
            for page in pages.take().into_iter().flatten() {
                sink(Ok(Item::Page(Box::new(page))))?;
            }
            ControlFlow::Continue(())
        },
    )
}

/// Adds whatever `produce` gives to the sink that it is called with, on a thread of its own.
///
/// # Errors
/// If the library cannot be read or written.
pub fn add_from(
    library: &Library,
    now: jiff::Timestamp,
    watch: &mut Watch<'_>,
    produce: impl FnOnce(&mut crate::source::Sink<'_>) -> ControlFlow<()> + Send,
) -> Result<Report, Error> {
    rebuild::go_on(library)?;
    let run = library.begin_run()?;
    let recurring = Recurring::of(library)?;
    let (to_work, batches) = bounded::<Batch>(1);
    std::thread::scope(|scope| {
        scope.spawn(move || collect(produce, &to_work));
        let mut keeping = Keeping {
            library,
            now,
            memory: Memory::default(),
            report: Report::default(),
        };
        let mut worked: Option<Worked> = None;
        loop {
            // What is ready to be written does not wait for a slow source.
            let batch = match &worked {
                None => batches.recv().ok(),
                Some(_) => batches.try_recv().ok(),
            };
            if worked.is_none() && batch.is_none() {
                break;
            }
            // The writer, which is the longest way through a batch, has a core for itself, and helps with the
            // next batch where it would wait: up to a tenth faster on two cores than as a third thread.
            let (kept, next) = rayon::join(
                || worked.take().map(|worked| keeping.keep(worked)).transpose(),
                || batch.map(|batch| work(library, &recurring, now, batch)),
            );
            if kept?.is_some() && watch(&keeping.report).is_break() {
                break;
            }
            worked = next.transpose()?;
        }
        // Ends the reading.
        drop(batches);
        drop(run);
        let Keeping { memory, report, .. } = keeping;
        // The stories need room, too; the cores that took it have it to give.
        drop(memory);
        rayon::scope(|_| stories::regroup(library))?;
        library.settle()?;
        Ok(report)
    })
}

/// Items that are handled together.
#[derive(Default)]
struct Batch {
    pages: Vec<Input>,
    bytes: usize,
    links: Vec<Link>,
    feeds: Vec<Subscription>,
    errors: Vec<Error>,
}

impl Batch {
    fn is_full(&self, most: usize) -> bool {
        let count = self.pages.len() + self.links.len() + self.feeds.len() + self.errors.len();
        count >= most || self.bytes >= BATCH_BYTES
    }
}

fn collect(
    produce: impl FnOnce(&mut crate::source::Sink<'_>) -> ControlFlow<()>,
    to_work: &Sender<Batch>,
) {
    let mut batch = Batch::default();
    let mut most = FIRST_PAGES;
    let flow = produce(&mut |found| {
        match found {
            Ok(Item::Page(page)) => {
                batch.bytes += page.text.len();
                batch.pages.push(*page);
            }
            Ok(Item::Link(link)) => batch.links.push(*link),
            Ok(Item::Feed(feed)) => batch.feeds.push(feed),
            Err(error) => batch.errors.push(error),
        }
        if batch.is_full(most) {
            most = (most * 2).min(MOST_PAGES);
            if to_work.send(std::mem::take(&mut batch)).is_err() {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    });
    if flow.is_continue() {
        // Where nobody listens any more, the run has been stopped.
        let _stopped = to_work.send(batch).is_err();
    }
}

/// A batch after all the work that needs no writer.
struct Worked {
    pages: Vec<WorkedPage>,
    known: usize,
    rest: Batch,
}

struct WorkedPage {
    page: PackedPage,
    articles: Vec<WorkedArticle>,
    /// What the page adds to what is known of its source.
    seen: Option<Seen>,
    location: String,
}

pub(super) struct WorkedArticle {
    pub(super) packed: Packed,
    sentences: Vec<TextSpan>,
    parts: Parts,
    keys: Vec<Fingerprint>,
    told: Vec<u8>,
}

/// Does with a batch all that needs no writer, on all cores.
fn work(
    library: &Library,
    recurring: &Recurring,
    now: jiff::Timestamp,
    mut batch: Batch,
) -> Result<Worked, Error> {
    let pages = std::mem::take(&mut batch.pages);
    let count = pages.len();
    let mut fresh = Vec::with_capacity(count);
    for page in pages {
        if !library.knows(&page_hash(page.url.as_deref(), &page.text))? {
            fresh.push(page);
        }
    }
    Ok(Worked {
        known: count - fresh.len(),
        pages: fresh
            .into_par_iter()
            .with_max_len(MOST_IN_A_ROW)
            .map(|page| work_page(page, recurring, now))
            .collect(),
        rest: batch,
    })
}

fn work_page(page: Input, recurring: &Recurring, now: jiff::Timestamp) -> WorkedPage {
    let processed = process_with(&page, &|cleaned| {
        recurring.strip(cleaned, page.url.as_deref());
    });
    let seen = processed.first().and_then(|main| {
        let article = &main.article;
        Seen::of(page.url.as_deref(), &article.metadata, &article.body)
    });
    let raw = processed.first().map(|one| one.raw.clone());
    let mut articles = Vec::with_capacity(processed.len());
    for mut one in processed {
        let parts = std::mem::take(&mut one.parts);
        let mut document = document(ArticleId::default(), one);
        document.row.is_read = page.state.is_read;
        document.row.is_starred = page.state.is_starred;
        document.row.tags.clone_from(&page.state.tags);
        articles.push(work_article(document, parts, page.fetched.unwrap_or(now)));
    }
    let original = Original {
        location: crate::text::sanitize::sanitize_line(&page.location),
        url: page.url,
        text: page.text,
        is_html: page.is_html,
        fetched: page.fetched,
        given: page.given,
    };
    WorkedPage {
        page: PackedPage::of(&original, raw.as_deref().unwrap_or(&original.text)),
        articles,
        seen,
        location: original.location,
    }
}

/// Packs an article and works out by what it is compared.
pub(super) fn work_article(
    document: Document,
    parts: Parts,
    fetched: jiff::Timestamp,
) -> WorkedArticle {
    let published = document.row.metadata.published.as_ref();
    let dated = published.and_then(|published| moment::timestamp(published.resolved.as_deref()?));
    let sort = dated.unwrap_or(fetched).as_second();
    let reading = Reading::of_parts(&document.body.text, &document.sentences, &parts);
    WorkedArticle {
        keys: reading.fingerprints(),
        told: stories::told(&document.row.metadata, &reading),
        parts,
        packed: Packed::of(&document, sort, STAGES),
        sentences: document.sentences,
    }
}

/// The writing end of a run.
struct Keeping<'l> {
    library: &'l Library,
    now: jiff::Timestamp,
    memory: Memory,
    report: Report,
}

impl Keeping<'_> {
    fn keep(&mut self, worked: Worked) -> Result<(), Error> {
        let now = self.now.as_millisecond();
        let mut errors = worked.rest.errors;
        let mut counts = Report {
            known: worked.known,
            ..Report::default()
        };
        if !worked.pages.is_empty() {
            let writer = self.library.write()?;
            let fresh = write_pages(
                &writer,
                &mut self.memory,
                worked.pages,
                now,
                &mut counts,
                &mut errors,
            )?;
            let met: Vec<Met> = fresh
                .met
                .par_iter()
                .with_max_len(MOST_IN_A_ROW)
                .map(meet)
                .collect();
            counts.copies = write_met(&writer, &met)?;
            let copied: BTreeSet<ArticleId> = met.iter().filter_map(Met::copied).collect();
            let seen = fresh.seen.into_iter();
            learn(
                &writer,
                seen.filter(|(id, _)| !copied.contains(id))
                    .map(|(_, seen)| seen)
                    .collect(),
            )?;
            stories::announce(&writer, fresh.days.into_iter())?;
            if let Err(error) = writer.commit() {
                // What the buckets became was not kept.
                self.memory = Memory::default();
                return Err(error);
            }
        }
        let links: Vec<KeptLink> = worked.rest.links.into_iter().map(kept).collect();
        if !links.is_empty() {
            counts.links = self.library.add_links(&links)?;
        }
        for feed in worked.rest.feeds {
            let is_new = self
                .library
                .add_feed(&feed.url, feed.title.as_deref(), &feed.folders)?;
            counts.feeds += usize::from(is_new);
        }
        self.library.keep_errors(&errors, now)?;
        let report = &mut self.report;
        report.pages += counts.pages;
        report.articles += counts.articles;
        report.known += counts.known;
        report.copies += counts.copies;
        report.links += counts.links;
        report.feeds += counts.feeds;
        report.errors.append(&mut errors);
        Ok(())
    }
}

fn kept(link: Link) -> KeptLink {
    KeptLink {
        url: link.url,
        given: link.given,
        is_read: link.state.is_read,
        is_starred: link.state.is_starred,
        tags: link.state.tags,
        failures: 0,
    }
}

/// What a batch brought that is to be compared.
#[derive(Default)]
struct Brought {
    met: Vec<Fresh>,
    /// What each page's main article adds to what is known of its source.
    seen: Vec<(ArticleId, Seen)>,
    days: Vec<i32>,
}

#[expect(clippy::significant_drop_tightening, reason = "saving takes the index")]
fn write_pages(
    writer: &Writer<'_>,
    memory: &mut Memory,
    pages: Vec<WorkedPage>,
    now: i64,
    counts: &mut Report,
    errors: &mut Vec<Error>,
) -> Result<Brought, Error> {
    let mut index = Open::new(writer, memory)?;
    let mut brought = Brought::default();
    for mut worked in pages {
        // The same page may stand in one batch twice, or another program may have been faster.
        let Some(page) = writer.add_page(&worked.page, now)? else {
            counts.known += 1;
            continue;
        };
        counts.pages += 1;
        if worked.articles.is_empty() {
            let what = format!("there is no article in “{}”", worked.location);
            errors.push(Error::new(ErrorKind::Source, what));
        }
        for (ordinal, article) in worked.articles.into_iter().enumerate() {
            let id = writer.add_article(page, ordinal, &article.packed)?;
            counts.articles += 1;
            brought
                .seen
                .extend(worked.seen.take().map(|seen| (id, seen)));
            let day = stories::day(article.packed.sort());
            writer.set_telling(id, day, &article.told)?;
            brought.days.push(day);
            let text = Read {
                text: article.packed.into_text(),
                sentences: article.sentences,
                parts: article.parts,
            };
            let fresh = Fresh::of(writer, &mut index, id, text, &article.keys)?;
            if !fresh.is_alone() {
                brought.met.push(fresh);
            }
        }
    }
    index.save()?;
    Ok(brought)
}
