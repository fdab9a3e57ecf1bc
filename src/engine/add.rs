//! Adding pages to a library: read, processed on all cores, written in the order of arrival.
//!
//! A run that was interrupted is simply started again: pages that are kept are known by their hash
//! and passed over before anything is done with them.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use crossbeam_channel::{Receiver, Sender, bounded};
use rayon::prelude::*;

use crate::article::{ArticleId, Document};
use crate::dedup::across::{Comparer, Fingerprint, Reading, copies as grouping};
use crate::engine::copies::ONE_ROW;
use crate::engine::fingerprints::{Memory, Open};
use crate::engine::ingest::{Input, process};
use crate::engine::kin::{best_first, shown};
use crate::engine::refresh::fetch_address;
use crate::engine::shelf::document;
use crate::error::{Error, ErrorKind};
use crate::library::{
    Candidate, KeptLink, Kin, Library, Original, Packed, PackedPage, Pair, PassageHere, Writer,
    page_hash,
};
use crate::source::fetch::Fetcher;
use crate::source::{Item, Limits, Link, Place, Subscription, moment, read};
use crate::text::TextSpan;

/// Version of the stages: articles made by another one can be made again from their originals.
pub const STAGES: u32 = 1;
/// Pages of a batch, which is one transaction.
const BATCH_PAGES: usize = 512;
/// Bytes of text of a batch.
const BATCH_BYTES: usize = 8 << 20;
/// Earlier articles that one article is compared with.
const MOST_CANDIDATES: usize = 32;
/// Least part of either text that must be shared to be worth keeping.
const LEAST_SHARE: f32 = 0.1;
/// Articles that are looked at together to find which are copies.
const MOST_KIN: usize = 200;

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
    let (to_work, from_reading) = bounded::<Batch>(1);
    let (to_write, from_work) = bounded::<Result<Worked, Error>>(1);
    std::thread::scope(|scope| {
        scope.spawn(move || collect(produce, &to_work));
        scope.spawn(move || work(library, now, &from_reading, &to_write));
        let mut keeping = Keeping {
            library,
            now,
            memory: Memory::default(),
            report: Report::default(),
        };
        for worked in &from_work {
            keeping.keep(worked?)?;
            if watch(&keeping.report).is_break() {
                break;
            }
        }
        // Dropping the receiver ends the worker, and that the reader.
        drop(from_work);
        Ok(keeping.report)
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
    fn is_full(&self) -> bool {
        let count = self.pages.len() + self.links.len() + self.feeds.len() + self.errors.len();
        count >= BATCH_PAGES || self.bytes >= BATCH_BYTES
    }
}

fn collect(
    produce: impl FnOnce(&mut crate::source::Sink<'_>) -> ControlFlow<()>,
    to_work: &Sender<Batch>,
) {
    let mut batch = Batch::default();
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
        if batch.is_full() && to_work.send(std::mem::take(&mut batch)).is_err() {
            return ControlFlow::Break(());
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
    location: String,
}

struct WorkedArticle {
    packed: Packed,
    sentences: Vec<TextSpan>,
    keys: Vec<Fingerprint>,
}

fn work(
    library: &Library,
    now: jiff::Timestamp,
    batches: &Receiver<Batch>,
    to_write: &Sender<Result<Worked, Error>>,
) {
    for mut batch in batches {
        let pages = std::mem::take(&mut batch.pages);
        let count = pages.len();
        let fresh: Result<Vec<Input>, Error> = pages
            .into_iter()
            .filter_map(
                |page| match library.knows(&page_hash(page.url.as_deref(), &page.text)) {
                    Ok(true) => None,
                    Ok(false) => Some(Ok(page)),
                    Err(error) => Some(Err(error)),
                },
            )
            .collect();
        let worked = fresh.map(|fresh| Worked {
            known: count - fresh.len(),
            pages: fresh
                .into_par_iter()
                .map(|page| work_page(page, now))
                .collect(),
            rest: batch,
        });
        if to_write.send(worked).is_err() {
            return;
        }
    }
}

fn work_page(page: Input, now: jiff::Timestamp) -> WorkedPage {
    let processed = process(&page);
    let raw = processed.first().map(|one| one.raw.clone());
    let mut articles = Vec::with_capacity(processed.len());
    for one in processed {
        let mut document = document(ArticleId::default(), one);
        document.row.is_read = page.state.is_read;
        document.row.is_starred = page.state.is_starred;
        document.row.tags.clone_from(&page.state.tags);
        articles.push(work_article(document, page.fetched.unwrap_or(now)));
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
        location: original.location,
    }
}

fn work_article(document: Document, fetched: jiff::Timestamp) -> WorkedArticle {
    let published = document.row.metadata.published.as_ref();
    let dated = published.and_then(|published| moment::timestamp(published.resolved.as_deref()?));
    let sort = dated.unwrap_or(fetched).as_second();
    WorkedArticle {
        keys: Reading::of(&document.body.text, &document.sentences).fingerprints(),
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

/// An article that has just been written, with what it is to be compared with.
struct Fresh {
    id: ArticleId,
    article: WorkedArticle,
    candidates: Vec<(ArticleId, Candidate)>,
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
            let met: Vec<Met> = fresh.par_iter().map(meet).collect();
            counts.copies = write_met(&writer, &met)?;
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

fn write_pages(
    writer: &Writer<'_>,
    memory: &mut Memory,
    pages: Vec<WorkedPage>,
    now: i64,
    counts: &mut Report,
    errors: &mut Vec<Error>,
) -> Result<Vec<Fresh>, Error> {
    let (mut index, _) = Open::new(writer, memory)?;
    let mut fresh = Vec::new();
    for worked in pages {
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
            let mut others = index.look_up(&article.keys, MOST_CANDIDATES)?;
            others.sort_unstable();
            let mut candidates = Vec::with_capacity(others.len());
            for other in others {
                let other = ArticleId(i64::from(other));
                if let Some(candidate) = writer.candidate(other)? {
                    candidates.push((other, candidate));
                }
            }
            if let Ok(number) = u32::try_from(id.0) {
                index.add(number, &article.keys)?;
            }
            if !candidates.is_empty() {
                fresh.push(Fresh {
                    id,
                    article,
                    candidates,
                });
            }
        }
    }
    index.save()?;
    Ok(fresh)
}

/// What an article shares with earlier ones.
struct Met {
    id: ArticleId,
    pairs: Vec<Pair>,
    passages: Vec<PassageHere>,
}

fn meet(fresh: &Fresh) -> Met {
    let this = Reading::of(fresh.article.packed.text(), &fresh.article.sentences);
    let mut comparer = Comparer::new(&this);
    let mut met = Met {
        id: fresh.id,
        pairs: Vec::new(),
        passages: Vec::new(),
    };
    for (other, candidate) in &fresh.candidates {
        let shared = comparer.compare(&Reading::of(&candidate.text, &candidate.sentences));
        if shared.of_this.max(shared.of_other) >= LEAST_SHARE {
            met.pairs.push(Pair {
                one: fresh.id,
                other: *other,
                of_one: shared.of_this,
                of_other: shared.of_other,
            });
        }
        for (span, there) in shared.passages {
            if met
                .passages
                .iter()
                .all(|earlier| !earlier.span.overlaps(span))
            {
                let other = *other;
                met.passages.push(PassageHere { span, other, there });
            }
        }
    }
    met.passages.sort_unstable_by_key(|passage| passage.span);
    met
}

/// Writes what articles share, and puts copies together. Returns how many articles became copies.
fn write_met(writer: &Writer<'_>, all: &[Met]) -> Result<usize, Error> {
    let joins = |pair: &Pair| grouping::strength(pair.of_one, pair.of_other) >= ONE_ROW;
    for met in all {
        for pair in &met.pairs {
            writer.add_pair(pair)?;
        }
        writer.add_passages(met.id, &met.passages)?;
    }
    let mut handled = BTreeSet::new();
    let mut copies = 0;
    for met in all {
        if handled.contains(&met.id) || !met.pairs.iter().any(joins) {
            continue;
        }
        let (kin, pairs) = writer.kin(met.id, MOST_KIN, joins)?;
        handled.extend(kin.iter().map(|kin| kin.id));
        let number = |id: ArticleId| {
            let at = kin.binary_search_by_key(&id, |kin| kin.id).unwrap_or(0);
            u32::try_from(at).unwrap_or(0)
        };
        let numbered: Vec<grouping::Pair> = pairs
            .iter()
            .map(|pair| grouping::Pair {
                one: number(pair.one),
                other: number(pair.other),
                of_one: pair.of_one,
                of_other: pair.of_other,
            })
            .collect();
        let groups = grouping::groups(kin.len(), &numbered, ONE_ROW);
        for group in groups.iter().collect::<BTreeSet<_>>() {
            let of_group = kin.iter().zip(&groups).filter(|(_, of)| *of == group);
            let mut members: Vec<_> = of_group.map(|(kin, _)| kin.clone()).collect();
            best_first(&mut members);
            if let Some(first) = members.first() {
                writer.set_group(first.id, &members, &shown(&members))?;
                let is_fresh = |kin: &&Kin| all.iter().any(|met| met.id == kin.id);
                copies += members
                    .iter()
                    .filter(is_fresh)
                    .count()
                    .min(members.len() - 1);
            }
        }
    }
    Ok(copies)
}
