//! The commands that work on the library.

use std::io::{self, IsTerminal as _, Write};
use std::ops::ControlFlow;
use std::time::Duration;

use crate::cli::args::{FeedAction, Format, Keep, Place};
use crate::cli::exit::Exit;
use crate::cli::output::{counted, listing, write_json};
use crate::cli::{errors, marks};
use crate::config::clock;
use crate::config::paths::Paths;
use crate::engine::add::Report;
use crate::engine::catalog::{Catalog, FeedState, Hit};
use crate::error::{Error, ErrorKind};

/// Time between two looks at watched folders.
const BETWEEN_LOOKS: Duration = Duration::from_secs(2);

/// Runs a command on the library; what went wrong is said on standard error.
///
/// # Errors
/// If writing to `output` fails.
pub fn run(output: &mut dyn Write, keep: &Keep) -> io::Result<Exit> {
    let done = match keep {
        Keep::Add { what, watch, place } if *watch => return told(watched(place, what)),
        Keep::Add { what, place, .. } | Keep::Import { what, place } => add(place, what),
        Keep::Reclean { all, place } => reclean(place, *all),
        Keep::Tag { .. } | Keep::Note { .. } | Keep::Saved { .. } => {
            return told(marks::run(output, keep));
        }
        Keep::Refresh { force, place } => refresh(place, *force),
        Keep::Feed { action, place } => return told(feed(output, place, action)),
        Keep::Search {
            query,
            format,
            count,
            place,
        } => {
            return told(search(output, place, &query.join(" "), *format, *count));
        }
        Keep::Doctor { rebuild, place } if *rebuild => rebuilt(place),
        Keep::Doctor { place, .. } => return told(doctor(output, place)),
        Keep::Gc { place } => open(place).and_then(|catalog| {
            let freed = catalog.tidy()?;
            Ok((format!("{} kB given back", freed / 1024), Exit::Success))
        }),
        Keep::Undo { place } => open(place).and_then(|catalog| {
            let undone = catalog.undo()?;
            Ok(match undone {
                Some(label) => (format!("taken back: {label}"), Exit::Success),
                None => ("there is nothing to take back".to_owned(), Exit::Partial),
            })
        }),
        Keep::Errors { clear, place } => return told(kept_errors(output, place, *clear)),
    };
    told(done.map(|(message, exit)| {
        writeln!(output, "{message}")?;
        Ok(exit)
    }))
}

/// What a command gives: whether it wrote, or why it could not do what was asked.
pub(super) type Done = Result<io::Result<Exit>, Error>;

fn told(done: Done) -> io::Result<Exit> {
    done.unwrap_or_else(|error| {
        errors::tell_error(&error);
        Ok(error.kind.into())
    })
}

pub(super) fn open(place: &Place) -> Result<Catalog, Error> {
    let path = place
        .library
        .clone()
        .or_else(|| Paths::read().library)
        .ok_or_else(|| {
            Error::new(
                ErrorKind::Config,
                "there is no home directory to keep a library in",
            )
            .with_hint("name a file with --library or PULLQUOTE_LIBRARY")
        })?;
    Catalog::open(&path, clock::now())
}

fn add(place: &Place, what: &[String]) -> Result<(String, Exit), Error> {
    let catalog = open(place)?;
    let report = catalog.add(what, &mut progress())?;
    Ok(summary(&report))
}

/// Adds what comes, until the program is interrupted; what was added is safe by then.
fn watched(place: &Place, what: &[String]) -> Done {
    let catalog = open(place)?;
    let mut pause = || {
        std::thread::sleep(BETWEEN_LOOKS);
        ControlFlow::Continue(())
    };
    catalog.watch(what, &mut pause, &mut |report| {
        errors::tell(&summary(report).0);
    })?;
    Ok(Ok(Exit::Success))
}

fn reclean(place: &Place, is_all: bool) -> Result<(String, Exit), Error> {
    let (count, is_done) = open(place)?.renew(is_all, &mut progress())?;
    end_progress(count);
    Ok(if is_done {
        (
            format!("{} cleaned again", counted(count, "article")),
            Exit::Success,
        )
    } else {
        (
            format!(
                "{} cleaned again; the same command goes on",
                counted(count, "article")
            ),
            Exit::Partial,
        )
    })
}

fn rebuilt(place: &Place) -> Result<(String, Exit), Error> {
    let catalog = open(place)?;
    let is_shown = io::stderr().is_terminal();
    let count = catalog.rebuild(&mut |count| {
        if is_shown {
            let line = format!("\r{} compared", counted(count, "article"));
            let _unseen = io::stderr().write_all(line.as_bytes());
        }
        true
    })?;
    end_progress(count);
    Ok((
        format!("{} compared anew", counted(count, "article")),
        Exit::Success,
    ))
}

/// Ends the line of the progress.
fn end_progress(count: usize) {
    if count > 0 && io::stderr().is_terminal() {
        let _unseen = io::stderr().write_all(b"\n");
    }
}

fn refresh(place: &Place, is_forced: bool) -> Result<(String, Exit), Error> {
    let refreshed = open(place)?.refresh(is_forced, &mut progress())?;
    let (message, exit) = summary(&refreshed.report);
    let feeds = counted(refreshed.feeds, "feed");
    let unchanged = refreshed.unchanged;
    Ok((
        format!("{feeds} asked, {unchanged} unchanged; {message}"),
        exit,
    ))
}

/// Shows on a terminal how far a run is.
fn progress() -> impl FnMut(&Report) -> ControlFlow<()> {
    let is_shown = io::stderr().is_terminal();
    move |report| {
        if is_shown {
            let (pages, articles) = (report.pages, report.articles);
            let line = format!(
                "\r{} read, {} added",
                counted(pages, "page"),
                counted(articles, "article")
            );
            // Progress that cannot be shown stops nothing.
            let _unseen = io::stderr().write_all(line.as_bytes());
        }
        ControlFlow::Continue(())
    }
}

/// Tells the faults of a run and sums the rest up.
fn summary(report: &Report) -> (String, Exit) {
    end_progress(report.pages);
    report.errors.iter().for_each(errors::tell_error);
    let mut parts = vec![format!("{} added", counted(report.articles, "article"))];
    let copies = (report.copies > 0).then(|| format!("{} of them copies of others", report.copies));
    parts.extend(copies);
    for (count, noun, what) in [
        (report.known, "page", "known already"),
        (report.links, "link", "to fetch with `pullquote refresh`"),
        (report.feeds, "feed", "subscribed to"),
        (
            report.errors.len(),
            "problem",
            "kept under `pullquote errors`",
        ),
    ] {
        if count > 0 {
            parts.push(format!("{} {what}", counted(count, noun)));
        }
    }
    let exit = if report.errors.is_empty() {
        Exit::Success
    } else {
        Exit::Partial
    };
    (parts.join(", "), exit)
}

fn feed(output: &mut dyn Write, place: &Place, action: &FeedAction) -> Done {
    let catalog = open(place)?;
    let say = |output: &mut dyn Write, text: &str, exit| writeln!(output, "{text}").map(|()| exit);
    Ok(match action {
        FeedAction::Add { url } => {
            let text = if catalog.add_feed(url)? {
                "subscribed; `pullquote refresh` brings its articles"
            } else {
                "that feed is subscribed to already"
            };
            say(output, text, Exit::Success)
        }
        FeedAction::Remove { feed } if catalog.remove_feed(feed)? => say(
            output,
            "the subscription is ended; its articles stay",
            Exit::Success,
        ),
        FeedAction::Remove { feed } => {
            let message = format!("there is no feed “{feed}”");
            return Err(Error::new(ErrorKind::User, message)
                .with_hint("`pullquote feed list` shows the feeds"));
        }
        FeedAction::List { opml: true } => {
            let opml = catalog.opml()?;
            say(output, &opml, Exit::Success)
        }
        FeedAction::List { opml: false } => write_feeds(output, &catalog.feeds()?),
    })
}

fn write_feeds(output: &mut dyn Write, feeds: &[FeedState]) -> io::Result<Exit> {
    for feed in feeds {
        let title = feed.title.as_deref().unwrap_or("(not read yet)");
        let problem = feed
            .problem
            .as_deref()
            .map(|why| format!("  ! {why}"))
            .unwrap_or_default();
        writeln!(output, "{title}  {}{problem}", feed.url)?;
    }
    Ok(if feeds.is_empty() {
        Exit::Partial
    } else {
        Exit::Success
    })
}

fn search(
    output: &mut dyn Write,
    place: &Place,
    query: &str,
    format: Format,
    count: usize,
) -> Done {
    let hits = open(place)?.search(query, count)?;
    let exit = if hits.is_empty() {
        Exit::Partial
    } else {
        Exit::Success
    };
    Ok(write_hits(output, &hits, format).map(|()| exit))
}

fn write_hits(output: &mut dyn Write, hits: &[Hit], format: Format) -> io::Result<()> {
    if let Format::Json | Format::Jsonl = format {
        let value = |hit: &Hit| {
            let mut value = listing::value(&hit.row);
            if let Some(fields) = value.as_object_mut() {
                fields.insert("snippet".to_owned(), hit.snippet.clone().into());
            }
            value
        };
        return write_json(output, format, hits.iter().map(value));
    }
    for hit in hits {
        listing::write(output, [hit.row.clone()], format)?;
        if !hit.snippet.is_empty() {
            writeln!(output, "       {}", hit.snippet)?;
        }
    }
    Ok(())
}

fn doctor(output: &mut dyn Write, place: &Place) -> Done {
    let findings = open(place)?.check()?;
    let mut write = || -> io::Result<Exit> {
        for finding in &findings {
            let hint = if finding.is_mendable {
                "; `pullquote gc` mends it"
            } else {
                ""
            };
            writeln!(output, "{}{hint}", finding.what)?;
        }
        if findings.is_empty() {
            writeln!(output, "the library is sound")?;
            return Ok(Exit::Success);
        }
        Ok(Exit::Partial)
    };
    Ok(write())
}

fn kept_errors(output: &mut dyn Write, place: &Place, clear: bool) -> Done {
    let catalog = open(place)?;
    if clear {
        catalog.clear_errors()?;
        return Ok(Ok(Exit::Success));
    }
    let errors = catalog.errors()?;
    let mut write = || -> io::Result<Exit> {
        for error in &errors {
            let when = jiff::Timestamp::from_millisecond(error.made).unwrap_or_default();
            writeln!(output, "{when:.0}  {}", error.message)?;
        }
        Ok(Exit::Success)
    };
    Ok(write())
}
