//! PDF documents: the text of their text layer, by the crates `hayro-syntax` and `hayro-font`.
//!
//! A document is read on a thread of its own, with a time limit, a stack of its own and a guard against a
//! panic of the reader: what a PDF document asks for is a program in all but name.

mod layout;
mod shown;
mod unpacked;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use hayro_syntax::metadata::Metadata as Given;
use hayro_syntax::object::DateTime;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use crate::article::Metadata;
use crate::error::Error;
use crate::source::pdf::layout::{Line, Lines};
use crate::source::pdf::shown::Fonts;
use crate::source::pdf::unpacked::is_within;
use crate::source::reader::Origin;
use crate::source::{Item, Sink, decode, fault};
use crate::text::guard::guarded;
use crate::text::sanitize::sanitize_line;

/// Time for one document; a book of a thousand pages takes two.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes of stack: objects are nested in each other.
const STACK: usize = 16 << 20;
/// Titles that programs give by themselves.
const NO_TITLES: [&str; 4] = [
    "microsoft word",
    "microsoft powerpoint",
    "powerpoint",
    "slide",
];
/// Extensions of the files that titles are made of.
const FILES: [&str; 8] = [
    ".doc", ".docx", ".odt", ".indd", ".tex", ".dvi", ".pdf", ".qxd",
];

/// Reads a document and gives its text to the sink.
pub(super) fn read(bytes: Vec<u8>, origin: Origin<'_>, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let most = usize::try_from(origin.limits.document).unwrap_or(usize::MAX);
    let read = match in_time(move |is_late| extract(bytes, most, is_late)) {
        Ok(read) => read,
        Err(wrong) => return sink(Err(wrong.error(origin.location))),
    };
    let mut page = origin.page(read.text, false);
    page.given = read.given;
    // When the file was made is not when its text was published, but nobody can have fetched it earlier.
    page.fetched = read.made;
    sink(Ok(Item::Page(Box::new(page))))
}

/// What a document holds.
#[derive(Debug)]
struct Read {
    text: String,
    given: Metadata,
    made: Option<jiff::Timestamp>,
}

/// Why there is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Damaged,
    Locked,
    Unknown,
    Empty,
    Late,
    Large,
}

impl Wrong {
    fn error(self, location: &str) -> Error {
        let (what, hint) = match self {
            Self::Damaged => (
                "the PDF document is damaged",
                "`qpdf FILE.pdf MENDED.pdf` may mend it",
            ),
            Self::Locked => (
                "the PDF document is locked by a password",
                "unlock it: `qpdf --decrypt --password=… FILE.pdf OPEN.pdf`",
            ),
            Self::Unknown => (
                "the PDF document is locked in a way that is not known here",
                "open it with the program that it was made for, and save its text",
            ),
            Self::Empty => (
                "there is no text in the PDF document: its pages are pictures, or it is damaged",
                "have the pictures read: `ocrmypdf FILE.pdf READ.pdf`",
            ),
            Self::Late => (
                "the PDF document takes too long to read",
                "take its text out: `pdftotext FILE.pdf - | pullquote add -`",
            ),
            Self::Large => (
                "the PDF document is too large when it is unpacked",
                "split it: `qpdf FILE.pdf --pages . 1-100 -- PART.pdf`",
            ),
        };
        fault(location, what).with_hint(hint)
    }
}

/// Runs a reader on a thread of its own and waits for it as long as there is patience; the reader looks now and then
/// at what it is given, whether it is late.
fn in_time(
    reader: impl FnOnce(&AtomicBool) -> Result<Read, Wrong> + Send + 'static,
) -> Result<Read, Wrong> {
    let (answer, from_reader) = sync_channel(1);
    let is_late = Arc::new(AtomicBool::new(false));
    let to_reader = Arc::clone(&is_late);
    std::thread::Builder::new()
        .name("pdf".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            let read = guarded(|| reader(&to_reader)).unwrap_or(Err(Wrong::Damaged));
            // Nobody waits any more for an answer that comes too late.
            let _late = answer.send(read).is_err();
        })
        .map_err(|_no_thread| Wrong::Late)?;
    match from_reader.recv_timeout(PATIENCE) {
        Ok(read) => read,
        Err(RecvTimeoutError::Timeout) => {
            is_late.store(true, Ordering::Relaxed);
            Err(Wrong::Late)
        }
        Err(RecvTimeoutError::Disconnected) => Err(Wrong::Damaged),
    }
}

/// Reads the text of a document, `most` bytes of it at most.
fn extract(bytes: Vec<u8>, most: usize, is_late: &AtomicBool) -> Result<Read, Wrong> {
    if !is_within(&bytes, most as u64) {
        return Err(Wrong::Large);
    }
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Wrong::Locked,
        LoadPdfError::Decryption(_) => Wrong::Unknown,
        LoadPdfError::Invalid => Wrong::Damaged,
    })?;
    let fonts = Fonts::default();
    let mut pages: Vec<Vec<Line>> = Vec::new();
    let (mut shown, mut content) = (0, 0);
    for page in pdf.pages().iter() {
        let mut lines = Lines::default();
        shown::read(page, &fonts, is_late, &mut |glyph| {
            lines.push(&glyph);
            shown += glyph.text.len();
            shown < most
        });
        if is_late.load(Ordering::Relaxed) {
            return Err(Wrong::Late);
        }
        // The content of each page is kept unpacked.
        content += page.page_stream().map_or(0, <[u8]>::len);
        if content > most {
            return Err(Wrong::Large);
        }
        pages.push(lines.into_lines());
    }
    let text = layout::text(&pages);
    if !text.contains(char::is_alphanumeric) {
        return Err(Wrong::Empty);
    }
    let about = pdf.metadata();
    Ok(Read {
        given: given(about, &text),
        made: about.creation_date.and_then(moment),
        text,
    })
}

/// Returns what the document says of itself, as far as people have written it and not a program.
fn given(about: &Given, text: &str) -> Metadata {
    let line = |field: &Option<Box<[u8]>>| {
        let bytes = field.as_deref().unwrap_or_default();
        sanitize_line(&decode::decode(bytes, Some("windows-1252")))
    };
    let title = Some(line(&about.title)).filter(|title| is_title(title, text));
    Metadata {
        title: title.unwrap_or_default(),
        byline: Some(line(&about.author)).filter(|name| is_name(name)),
        ..Metadata::default()
    }
}

/// Says whether a title is one: it stands in the text, or is of several words and neither a file's name nor a
/// program's.
fn is_title(title: &str, text: &str) -> bool {
    let lower = title.to_lowercase();
    let words = lower.split_whitespace().count();
    let is_made = NO_TITLES.iter().any(|made| lower.starts_with(made))
        || FILES.iter().any(|extension| lower.ends_with(extension));
    let stands = || {
        let beginning: String = text.chars().take(2000).collect();
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        plain(&beginning.to_lowercase()).contains(&plain(&lower))
    };
    !is_made && words > 0 && (words > 2 || stands())
}

/// Says whether the author is a person's name and not that of an account.
fn is_name(name: &str) -> bool {
    let words = name.split_whitespace();
    let is_big = |word: &str| word.starts_with(char::is_uppercase);
    let big = words.clone().filter(|word| is_big(word)).count();
    (2..=12).contains(&words.count()) && big >= 2 && !name.contains(['@', '/', '\\'])
}

fn moment(date: DateTime) -> Option<jiff::Timestamp> {
    let number = |part: u8| i8::try_from(part).ok();
    let (hour, minute, second) = (
        number(date.hour)?,
        number(date.minute)?,
        number(date.second)?,
    );
    let (year, month, day) = (
        i16::try_from(date.year).ok()?,
        number(date.month)?,
        number(date.day)?,
    );
    let civil = jiff::civil::DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
    let minutes = i32::from(date.utc_offset_hour) * 60
        + i32::from(date.utc_offset_minute) * i32::from(date.utc_offset_hour.signum());
    let offset = jiff::tz::Offset::from_seconds(minutes * 60).ok()?;
    offset.to_timestamp(civil).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_of_a_program_is_none() {
        let text = "Old pier\ncloses for the summer\n\nThe harbour board …";
        for (title, expected) in [
            ("Old pier closes", true),
            ("Pier", true),
            ("Report on the old harbour", true),
            ("untitled", false),
            ("Microsoft Word - pier closes for ever", false),
            ("the old pier.docx", false),
            ("", false),
        ] {
            assert_eq!(is_title(title, text), expected, "{title}");
        }
        for (name, expected) in [
            ("Jonas Falk", true),
            ("Jonas Falk and Ada Brook", true),
            ("jfalk", false),
            ("Administrator", false),
            ("falk at hollow", false),
        ] {
            assert_eq!(is_name(name), expected, "{name}");
        }
    }

    #[test]
    fn a_panic_of_the_reader_is_a_damaged_document() {
        let wrong = in_time(|_| panic!("a reader fails")).unwrap_err();
        assert_eq!(wrong, Wrong::Damaged);
    }

    #[test]
    fn a_moment_keeps_its_offset() {
        let date = DateTime {
            year: 2025,
            month: 4,
            day: 9,
            hour: 10,
            minute: 30,
            second: 0,
            utc_offset_hour: -3,
            utc_offset_minute: 30,
        };
        assert_eq!(moment(date).unwrap().to_string(), "2025-04-09T14:00:00Z");
        assert_eq!(moment(DateTime { month: 13, ..date }), None);
    }
}
