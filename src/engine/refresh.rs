//! Bringing a library up to date: feeds that are due, their new entries in full, and addresses that
//! wait.
//!
//! Hosts are asked at the same time, each host one question after the other. A feed is asked again
//! only when it is due, with what the server needs to say that nothing has changed; one that fails is
//! left alone for longer each time. What is new is saved before a feed counts as read, so that a run
//! that breaks off loses nothing.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::time::Duration;

use crossbeam_channel::{Sender, bounded, unbounded};

use crate::article::Metadata;
use crate::engine::add::{Report, Watch, add_from};
use crate::error::{Error, ErrorKind};
use crate::library::{FeedState, KeptLink, Library};
use crate::source::feed::{self, Entry};
use crate::source::fetch::{Answer, Fetcher, Refusal, Validators};
use crate::source::hosts::is_led_astray;
use crate::source::{Item, Limits, Page, State, decode, read_bytes};

/// Hosts that are asked at the same time.
const HOSTS_AT_ONCE: usize = 8;
/// A feed that answers is asked again after so long.
const PERIOD: Duration = Duration::from_mins(30);
/// After the first failure; twice as long after each further one.
const BACK_OFF: Duration = Duration::from_hours(1);
/// Longest time that a failing feed is left alone.
const LONGEST_BACK_OFF: Duration = Duration::from_hours(168);
/// Characters of text from which an entry is taken for the whole article.
const WHOLE: usize = 1200;
/// Addresses that one run fetches.
const MOST_LINKS: usize = 10_000;

/// What a refresh did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// Feeds that were asked.
    pub feeds: usize,
    /// Of these, those that had nothing new to send.
    pub unchanged: usize,
    /// What was added.
    pub report: Report,
}

/// Asks the feeds that are due (all, if `is_forced`) and fetches the addresses that wait.
///
/// # Errors
/// If the library cannot be read or written; what cannot be fetched is in the report.
pub fn refresh(
    library: &Library,
    fetcher: &Fetcher,
    now: jiff::Timestamp,
    is_forced: bool,
    watch: &mut Watch<'_>,
) -> Result<Refreshed, Error> {
    let at = now.as_millisecond();
    let mut feeds = library.feeds()?;
    // Nothing waits for longer than that: a later time was noted before the clock was set back.
    let latest = at + millis(LONGEST_BACK_OFF);
    feeds.retain(|feed| is_forced || feed.due <= at || feed.due > latest);
    let asked = feeds.len();
    let feeds = feeds.into_iter().map(Job::Feed);
    let links = library
        .due_links(at, latest, MOST_LINKS)?
        .into_iter()
        .map(Job::Link);
    let jobs: Vec<Job> = feeds.chain(links).collect();
    let (to_end, ends) = unbounded();
    let report = add_from(library, now, watch, |sink| {
        let (to_sink, found) = bounded::<Result<Item, Error>>(32);
        let asking = Asking {
            library,
            fetcher,
            now,
            to_sink,
            to_end,
        };
        std::thread::scope(|scope| {
            scope.spawn(move || asking.all(jobs));
            // Taken in here, it is dropped before the scope waits, and so ends those that still send.
            let found = found;
            for item in &found {
                sink(item)?;
            }
            ControlFlow::Continue(())
        })
    })?;
    let mut refreshed = Refreshed {
        feeds: asked,
        report,
        ..Refreshed::default()
    };
    for end in ends {
        match end {
            End::Feed {
                state,
                taken,
                is_unchanged,
            } => {
                library.remember_entries(state.id, &taken)?;
                library.update_feed(&state)?;
                refreshed.unchanged += usize::from(is_unchanged);
            }
            End::Link { url, later } => {
                let later = later
                    .as_ref()
                    .map(|(due, problem)| (*due, problem.as_str()));
                library.finish_link(&url, later)?;
            }
        }
    }
    Ok(refreshed)
}

/// Fetches one page and gives what it holds to the sink; a feed gives its entries.
pub fn fetch_address(
    fetcher: &Fetcher,
    url: &str,
    limits: &Limits,
    now: jiff::Timestamp,
    sink: &mut crate::source::Sink<'_>,
) -> ControlFlow<()> {
    match fetcher.get(url, &Validators::default()) {
        Err(refusal) => sink(Err(refusal.error)),
        Ok(Answer::Unchanged) => ControlFlow::Continue(()),
        Ok(Answer::Fetched(fetched)) => {
            let media_type = fetched.media_type.as_deref();
            read_bytes(
                &fetched.body,
                &fetched.url,
                media_type,
                limits,
                &mut |found| {
                    sink(found.map(|item| match item {
                        Item::Page(mut page) => {
                            page.fetched.get_or_insert(now);
                            Item::Page(page)
                        }
                        other => other,
                    }))
                },
            )
        }
    }
}

/// Something to ask a host for.
enum Job {
    Feed(FeedState),
    Entry(Box<Entry>),
    Link(KeptLink),
}

/// What is to be kept once everything that was found is saved.
enum End {
    Feed {
        state: FeedState,
        taken: Vec<String>,
        is_unchanged: bool,
    },
    Link {
        url: String,
        later: Option<(i64, String)>,
    },
}

impl Job {
    fn url(&self) -> &str {
        match self {
            Self::Feed(feed) => &feed.url,
            Self::Entry(entry) => entry.given.url.as_deref().unwrap_or_default(),
            Self::Link(link) => &link.url,
        }
    }
}

struct Asking<'a> {
    library: &'a Library,
    fetcher: &'a Fetcher,
    now: jiff::Timestamp,
    to_sink: Sender<Result<Item, Error>>,
    to_end: Sender<End>,
}

impl Asking<'_> {
    /// Does the jobs, and then those that came out of them, until there are no more.
    fn all(&self, mut jobs: Vec<Job>) {
        while !jobs.is_empty() {
            let (to_hosts, hosts) = unbounded();
            for host in by_host(jobs) {
                // The receiver lives as long as this function.
                let _sent = to_hosts.send(host).is_ok();
            }
            drop(to_hosts);
            let (to_next, next) = unbounded();
            std::thread::scope(|scope| {
                for _ in 0..HOSTS_AT_ONCE {
                    let (hosts, to_next) = (hosts.clone(), to_next.clone());
                    scope.spawn(move || {
                        for job in hosts.iter().flatten() {
                            if self.one(job, &to_next).is_break() {
                                return;
                            }
                        }
                    });
                }
            });
            drop(to_next);
            jobs = next.iter().collect();
        }
    }

    fn one(&self, job: Job, next: &Sender<Job>) -> ControlFlow<()> {
        match job {
            Job::Feed(state) => self.feed(state, next),
            Job::Entry(entry) => self.entry(&entry),
            Job::Link(link) => self.link(link),
        }
    }

    fn give(&self, item: Result<Item, Error>) -> ControlFlow<()> {
        match self.to_sink.send(item) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }

    fn end(&self, end: End) {
        // Nobody listens only where the library has failed, and then nothing is to be kept.
        let _heard = self.to_end.send(end).is_ok();
    }

    fn feed(&self, mut state: FeedState, next: &Sender<Job>) -> ControlFlow<()> {
        let known = Validators {
            etag: state.etag.clone(),
            modified: state.modified.clone(),
        };
        let at = self.now.as_millisecond();
        state.checked = Some(at);
        let answer = match self.fetcher.get(&state.url, &known) {
            Ok(answer) => answer,
            Err(refusal) => return self.feed_fails(state, &refusal),
        };
        state.due = at + millis(PERIOD);
        state.failures = 0;
        state.problem = None;
        let Answer::Fetched(fetched) = answer else {
            self.end(End::Feed {
                state,
                taken: Vec::new(),
                is_unchanged: true,
            });
            return ControlFlow::Continue(());
        };
        let entries = match entries(&fetched.body, &fetched.url, fetched.media_type.as_deref()) {
            Ok((title, entries)) => {
                state.title = state.title.take().or(title);
                entries
            }
            Err(error) => {
                let refusal = Refusal {
                    error,
                    retry_after: None,
                    is_gone: false,
                };
                return self.feed_fails(state, &refusal);
            }
        };
        state.etag = fetched.validators.etag;
        state.modified = fetched.validators.modified;
        let names: Vec<String> = entries.iter().map(name_of).collect();
        let known = match self.library.known_entries(state.id, &names) {
            Ok(known) => known,
            Err(error) => return self.give(Err(error)),
        };
        for (mut entry, _) in entries
            .into_iter()
            .zip(&known)
            .filter(|(_, is_known)| !**is_known)
        {
            if state.title.is_some() {
                entry.given.source = entry.given.source.take().or_else(|| state.title.clone());
            }
            let link = entry.given.url.as_deref().unwrap_or_default();
            if is_teaser(&entry) && !is_led_astray(&state.url, link) {
                // The receiver lives until all jobs are done.
                let _sent = next.send(Job::Entry(Box::new(entry))).is_ok();
            } else if let Some(page) = page_of(&entry, self.now) {
                self.give(Ok(Item::Page(Box::new(page))))?;
            }
        }
        self.end(End::Feed {
            state,
            taken: names,
            is_unchanged: false,
        });
        ControlFlow::Continue(())
    }

    fn feed_fails(&self, mut state: FeedState, refusal: &Refusal) -> ControlFlow<()> {
        state.failures += 1;
        let wait = if refusal.is_gone {
            LONGEST_BACK_OFF
        } else {
            back_off(state.failures)
        };
        let wait = refusal
            .retry_after
            .map_or(wait, |asked| asked.clamp(wait, LONGEST_BACK_OFF));
        state.due = self.now.as_millisecond() + millis(wait);
        state.problem = Some(refusal.error.message.clone());
        self.end(End::Feed {
            state,
            taken: Vec::new(),
            is_unchanged: false,
        });
        self.give(Err(refusal.error.clone()))
    }

    /// Fetches the page of an entry; where that fails, the teaser is better than nothing.
    fn entry(&self, entry: &Entry) -> ControlFlow<()> {
        let url = entry.given.url.as_deref().unwrap_or_default();
        match self.page(url, &entry.given, &State::default()) {
            Ok(page) => self.give(Ok(Item::Page(page))),
            Err(refusal) => match page_of(entry, self.now) {
                Some(page) => self.give(Ok(Item::Page(Box::new(page)))),
                None => self.give(Err(refusal.error)),
            },
        }
    }

    fn link(&self, link: KeptLink) -> ControlFlow<()> {
        let state = State {
            is_read: link.is_read,
            is_starred: link.is_starred,
            tags: link.tags,
        };
        match self.page(&link.url, &link.given, &state) {
            Ok(page) => {
                self.give(Ok(Item::Page(page)))?;
                self.end(End::Link {
                    url: link.url,
                    later: None,
                });
                ControlFlow::Continue(())
            }
            Err(refusal) => {
                let wait = if refusal.is_gone {
                    LONGEST_BACK_OFF
                } else {
                    back_off(link.failures + 1)
                };
                let due = self.now.as_millisecond() + millis(wait);
                let later = Some((due, refusal.error.message.clone()));
                self.end(End::Link {
                    url: link.url,
                    later,
                });
                self.give(Err(refusal.error))
            }
        }
    }

    fn page(&self, url: &str, given: &Metadata, state: &State) -> Result<Box<Page>, Refusal> {
        let Answer::Fetched(fetched) = self.fetcher.get(url, &Validators::default())? else {
            return Err(no_page(url, "it has not changed"));
        };
        let (mut page, mut error) = (None, None);
        let media_type = fetched.media_type.as_deref();
        let _flow = read_bytes(
            &fetched.body,
            &fetched.url,
            media_type,
            &Limits::default(),
            &mut |found| {
                match found {
                    Ok(Item::Page(found)) => page = Some(found),
                    Ok(_) => {}
                    Err(found) => error = Some(found),
                }
                ControlFlow::Break(())
            },
        );
        let Some(mut page) = page else {
            let refusal = no_page(url, "there is no article there");
            return Err(Refusal {
                error: error.unwrap_or(refusal.error),
                ..refusal
            });
        };
        page.fetched = Some(self.now);
        page.given = given.clone();
        page.state = state.clone();
        Ok(page)
    }
}

fn no_page(url: &str, why: &str) -> Refusal {
    Refusal {
        error: Error::new(ErrorKind::Source, format!("cannot read “{url}”: {why}")),
        retry_after: None,
        is_gone: false,
    }
}

/// Puts the jobs of each host together.
fn by_host(jobs: Vec<Job>) -> Vec<Vec<Job>> {
    let mut hosts = BTreeMap::<String, Vec<Job>>::new();
    for job in jobs {
        let host = url::Url::parse(job.url()).ok();
        let host = host.and_then(|url| Some(format!("{}:{:?}", url.host_str()?, url.port())));
        hosts.entry(host.unwrap_or_default()).or_default().push(job);
    }
    hosts.into_values().collect()
}

type Entries = (Option<String>, Vec<Entry>);

/// Reads the entries of a feed in XML or JSON.
fn entries(body: &[u8], url: &str, media_type: Option<&str>) -> Result<Entries, Error> {
    let text = decode::decode(body, None);
    if let Some(feed) = feed::parse(&text) {
        return Ok((feed.title, feed.entries));
    }
    if !text.trim_start().starts_with('{') {
        let error = Error::new(ErrorKind::Source, format!("there is no feed at “{url}”"));
        return Err(error.with_hint("look on the page for a link to its RSS or Atom feed"));
    }
    let (mut entries, mut fault) = (Vec::new(), None);
    let _flow = read_bytes(body, url, media_type, &Limits::default(), &mut |found| {
        match found {
            Ok(Item::Page(page)) => entries.push(Entry {
                id: page.url.clone(),
                given: page.given,
                content: Some(page.text),
                summary: None,
            }),
            Ok(Item::Link(link)) => entries.push(Entry {
                id: Some(link.url),
                given: link.given,
                ..Entry::default()
            }),
            Ok(Item::Feed(_)) => {}
            Err(error) => fault = Some(error),
        }
        ControlFlow::Continue(())
    });
    match fault.filter(|_| entries.is_empty()) {
        Some(error) => Err(error),
        None => Ok((None, entries)),
    }
}

fn name_of(entry: &Entry) -> String {
    let own = entry.id.clone().or_else(|| entry.given.url.clone());
    own.unwrap_or_else(|| entry.given.title.clone())
}

/// Says whether an entry has to be fetched to be read: it has an address, and little text or text that
/// says itself that it goes on.
fn is_teaser(entry: &Entry) -> bool {
    if entry.given.url.is_none() {
        return false;
    }
    let text = feed::plain(entry.text().unwrap_or_default());
    let text = text.trim_end_matches([']', ')', ' ', '\n']);
    text.chars().count() < WHOLE || text.ends_with('…') || text.ends_with("...")
}

fn page_of(entry: &Entry, now: jiff::Timestamp) -> Option<Page> {
    let text = entry.text()?;
    let url = entry.given.url.clone();
    let page = Page {
        location: url.clone().unwrap_or_else(|| name_of(entry)),
        url,
        text: format!("<article>{text}</article>"),
        is_html: true,
        fetched: Some(now),
        given: entry.given.clone(),
        ..Page::default()
    };
    Some(page.mended())
}

fn back_off(failures: u32) -> Duration {
    let factor = 2_u32.saturating_pow(failures.saturating_sub(1).min(16));
    BACK_OFF.saturating_mul(factor).min(LONGEST_BACK_OFF)
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_feed_is_left_alone_for_longer_each_time() {
        let hours = |failures| back_off(failures).as_secs() / 3600;
        assert_eq!([1, 2, 3, 4, 20].map(hours), [1, 2, 4, 8, 168]);
    }

    #[test]
    fn an_entry_that_was_damaged_is_mended_with_its_title() {
        let entry = Entry {
            given: Metadata {
                title: "Itâ€™s over".to_owned(),
                ..Metadata::default()
            },
            content: Some("<p>â€œItâ€™s over,â€\u{9D} she said.</p>".to_owned()),
            ..Entry::default()
        };
        let page = page_of(&entry, jiff::Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(
            page.text,
            "<article><p>“It’s over,” she said.</p></article>"
        );
        assert_eq!(page.given.title, "It’s over");
    }

    #[test]
    fn teasers_are_told_from_whole_texts() {
        let entry = |text: &str, url: Option<&str>| Entry {
            given: Metadata {
                url: url.map(str::to_owned),
                ..Metadata::default()
            },
            content: Some(text.to_owned()),
            ..Entry::default()
        };
        let whole = format!("<p>{}.</p>", "word ".repeat(300));
        for (text, url, expected) in [
            (whole.as_str(), Some("https://example.org"), false),
            ("<p>Short.</p>", Some("https://example.org"), true),
            ("<p>Short.</p>", None, false),
            (
                &whole.replace('.', " […]"),
                Some("https://example.org"),
                true,
            ),
        ] {
            assert_eq!(is_teaser(&entry(text, url)), expected, "{text}");
        }
    }
}
