//! A library as the command line uses it: adding, feeds, search and upkeep.

use std::ops::ControlFlow;
use std::path::Path;

use crate::article::Document;
use crate::engine::add::{self, Report, Watch};
use crate::engine::refresh::{self, Refreshed};
use crate::engine::shelf::Shelf;
use crate::engine::{rebuild, renew, restore};
use crate::error::{Error, ErrorKind};
pub use crate::library::{FeedState, Hit};
use crate::library::{Finding, KeptError, Library, Search};
use crate::query::{Field, Query, State};
use crate::source::fetch::{Fetcher, Manners};
use crate::source::watch::Watched;
use crate::source::{Limits, Subscription, opml, places};

/// Errors that are listed.
const MOST: usize = 10_000;

/// A library that is open for more than reading.
#[derive(Debug)]
pub struct Catalog {
    library: Library,
    now: jiff::Timestamp,
}

impl Catalog {
    /// Opens the library at `path`, and makes it where there is none; `now` is when.
    ///
    /// # Errors
    /// If it is damaged, from a newer version, no library, or cannot be read or written.
    pub fn open(path: &Path, now: jiff::Timestamp) -> Result<Self, Error> {
        Ok(Self {
            library: Library::open(path)?,
            now,
        })
    }

    /// Returns the articles as the reader shows them.
    pub fn into_shelf(self) -> Shelf {
        Shelf::of_library(self.library, self.now)
    }

    /// Reads files, folders and addresses into the library; `watch` sees the progress and may stop it.
    ///
    /// # Errors
    /// If the library cannot be written. What could not be read is in the report.
    pub fn add(&self, arguments: &[String], watch: &mut Watch<'_>) -> Result<Report, Error> {
        let (places, faults) = places(arguments);
        let fetcher = Fetcher::new(Manners::default());
        let limits = Limits::default();
        let mut report = add::add(&self.library, &places, &fetcher, &limits, self.now, watch)?;
        self.library
            .keep_errors(&faults, self.now.as_millisecond())?;
        report.errors.splice(0..0, faults);
        Ok(report)
    }

    /// Adds what files and folders hold, and then what comes to them, until `pause` says stop; it is
    /// called between two looks and waits as long as the caller likes. `tell` sees what each look brought.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn watch(
        &self,
        arguments: &[String],
        pause: &mut dyn FnMut() -> ControlFlow<()>,
        tell: &mut dyn FnMut(&Report),
    ) -> Result<(), Error> {
        let fetcher = Fetcher::new(Manners::default());
        let limits = Limits::default();
        let mut watched = Watched::new(arguments);
        let (mut places, faults) = watched.first();
        self.library
            .keep_errors(&faults, self.now.as_millisecond())?;
        let mut faults = Some(faults);
        loop {
            if !places.is_empty() || faults.is_some() {
                let (library, now) = (&self.library, self.now);
                let mut report =
                    add::add(library, &places, &fetcher, &limits, now, &mut unwatched)?;
                report
                    .errors
                    .splice(0..0, faults.take().into_iter().flatten());
                tell(&report);
            }
            if pause().is_break() {
                return Ok(());
            }
            places = watched.again();
        }
    }

    /// Subscribes to a feed; says whether it is new.
    ///
    /// # Errors
    /// If the address is none, or the library cannot be written.
    pub fn add_feed(&self, url: &str) -> Result<bool, Error> {
        let address = url::Url::parse(url).ok();
        if !address.is_some_and(|url| matches!(url.scheme(), "http" | "https")) {
            let message = format!("“{url}” is no address of a feed");
            return Err(Error::new(ErrorKind::User, message).with_hint(
                "an address begins with http:// or https://; \
                 `pullquote import FILE` subscribes to the feeds of an OPML file",
            ));
        }
        self.library.add_feed(url, None, &[])
    }

    /// Ends the subscription to a feed, by address or title; says whether there was one.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn remove_feed(&self, url_or_title: &str) -> Result<bool, Error> {
        self.library.remove_feed(url_or_title)
    }

    /// Returns the feeds.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn feeds(&self) -> Result<Vec<FeedState>, Error> {
        self.library.feeds()
    }

    /// Returns the feeds as OPML.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn opml(&self) -> Result<String, Error> {
        let subscription = |feed: FeedState| Subscription {
            url: feed.url,
            title: feed.title,
            folders: feed.folders,
        };
        let feeds: Vec<_> = self
            .library
            .feeds()?
            .into_iter()
            .map(subscription)
            .collect();
        Ok(opml::write(&feeds))
    }

    /// Asks the feeds that are due (all, if `is_forced`) and fetches the addresses that wait.
    ///
    /// # Errors
    /// If the library cannot be written. What could not be fetched is in the report.
    pub fn refresh(&self, is_forced: bool, watch: &mut Watch<'_>) -> Result<Refreshed, Error> {
        let fetcher = Fetcher::new(Manners::default());
        refresh::refresh(&self.library, &fetcher, self.now, is_forced, watch)
    }

    /// Finds articles by their text, the best first, at most `count`.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn search(&self, query: &str, count: usize) -> Result<Vec<Hit>, Error> {
        self.library.search(&search(&Query::parse(query)), count)
    }

    /// Returns an article, whole.
    ///
    /// # Errors
    /// If there is none of that number, or the library cannot be read.
    pub fn document(&self, id: crate::article::ArticleId) -> Result<Document, Error> {
        restore::document(&self.library, id)
    }

    /// Compares all articles anew: repeats across articles, copies, stories. Returns how many; `watch` sees
    /// the progress and may stop it, to go on later.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn rebuild(&self, watch: &mut dyn FnMut(usize) -> bool) -> Result<usize, Error> {
        rebuild::rebuild(&self.library, watch)
    }

    /// Cleans kept originals again, those that older stages made, or all. Returns how many articles, and
    /// whether the run came to its end.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn renew(&self, is_all: bool, watch: &mut Watch<'_>) -> Result<(usize, bool), Error> {
        renew::renew(&self.library, is_all, self.now, watch)
    }

    /// Checks the library; an empty list is good news.
    ///
    /// # Errors
    /// If the library cannot be read at all.
    pub fn check(&self) -> Result<Vec<Finding>, Error> {
        self.library.check()
    }

    /// Gives back what is no longer needed, and says how many bytes that freed.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn tidy(&self) -> Result<u64, Error> {
        self.library.tidy()
    }

    /// Takes the last change of several articles back, and says which it was.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn undo(&self) -> Result<Option<String>, Error> {
        Ok(self.library.undo()?.map(|undone| undone.label))
    }

    /// Returns the errors that were met while adding, the newest first.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn errors(&self) -> Result<Vec<KeptError>, Error> {
        self.library.errors(MOST)
    }

    /// Forgets the errors that were met.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn clear_errors(&self) -> Result<(), Error> {
        self.library.clear_errors()
    }
}

/// A watch that never stops a run.
pub fn unwatched(_: &Report) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Turns the filter language into what the library looks for.
pub(super) fn search(query: &Query) -> Search {
    let mut search = Search::default();
    for term in &query.terms {
        let words = term.words.clone();
        match (term.field, term.is_negated) {
            (Field::Any, false) => search.words.push(words),
            (Field::Any, true) => search.without.push(words),
            (Field::Who, false) => search.who.push(words),
            (Field::Said, false) => search.said.push(words),
            (Field::Source, false) => search.source.push(words),
            (Field::In, false) => search.tags.push(words),
            (Field::Is(State::Unread), is_negated) => search.is_read = Some(is_negated),
            (Field::Is(State::Read), is_negated) => search.is_read = Some(!is_negated),
            (Field::Is(State::Starred), is_negated) => search.is_starred = Some(!is_negated),
            (Field::After, false) => search.after = seconds(&words),
            (Field::Before, false) => search.before = seconds(&words),
            _ => {}
        }
    }
    search
}

/// Returns the start of a day, a month or a year in UTC, in seconds since 1970.
fn seconds(date: &str) -> Option<i64> {
    let whole = match date.len() {
        4 => format!("{date}-01-01"),
        7 => format!("{date}-01"),
        _ => date.to_owned(),
    };
    let day: jiff::civil::Date = whole.parse().ok()?;
    Some(
        day.to_zoned(jiff::tz::TimeZone::UTC)
            .ok()?
            .timestamp()
            .as_second(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_language_reaches_the_library() {
        let found = search(&Query::parse(
            "budget who:\"dong jun\" -draft is:unread after:2025-06-01 in:china",
        ));
        assert_eq!(found.words, ["budget"]);
        assert_eq!(found.without, ["draft"]);
        assert_eq!(found.who, ["dong jun"]);
        assert_eq!(found.tags, ["china"]);
        assert_eq!(found.is_read, Some(false));
        assert_eq!(found.after, Some(1_748_736_000));
    }
}
