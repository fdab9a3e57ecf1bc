//! Opens one place, tells its format, and hands it to the reader of that format.
#![allow(
    clippy::disallowed_methods,
    reason = "this module reads the disk for everybody"
)]

use std::fs::File;
use std::io::{self, BufReader};
use std::ops::ControlFlow;
use std::path::Path;

use crate::article::Metadata;
use crate::error::{Error, ErrorKind};
use crate::source::detect::{self, Format};
use crate::source::paths::{Place, plain};
use crate::source::unpack::{Stream, read_whole, unpack};
use crate::source::{Item, Limits, Page, Sink};
use crate::source::{decode, epub, fault, feed, json, mail, markdown, opml, pdf, saved, warc};

/// What every reader of a format is given.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    /// The path or the address, to show.
    pub(super) location: &'a str,
    /// The address, where there is one.
    pub(super) url: Option<&'a str>,
    /// The encoding that the transport declared.
    pub(super) charset: Option<&'a str>,
    /// How much to read.
    pub(super) limits: &'a Limits,
}

impl Origin<'_> {
    /// Makes a page without anything given.
    pub(super) fn page(&self, text: String, is_html: bool) -> Page {
        Page {
            location: self.location.to_owned(),
            url: self.url.map(str::to_owned),
            text,
            is_html,
            ..Page::default()
        }
    }
}

/// Reads a file or standard input and gives what it holds to `sink`; stops when the sink says so.
///
/// Memory is bounded by the largest document, not by the length of the file, for JSON Lines and web
/// archives; other formats are read whole. Addresses are not fetched here.
pub fn read(place: &Place, limits: &Limits, sink: &mut Sink<'_>) -> ControlFlow<()> {
    match place {
        Place::Input => read_stream(Box::new(BufReader::new(io::stdin())), "-", limits, sink),
        Place::File(path) => read_file(path, limits, sink),
        Place::Address(address) => sink(Err(fault(address, "it has to be fetched"))),
    }
}

fn read_file(path: &Path, limits: &Limits, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let location = path.to_string_lossy();
    match File::open(path) {
        Ok(file) => {
            let stream = Box::new(BufReader::with_capacity(256 << 10, file));
            read_stream(stream, &location, limits, sink)
        }
        Err(error) => sink(Err(fault(&location, plain(&error)))),
    }
}

/// Reads bytes that were fetched; `media_type` is the `Content-Type` that came with them.
pub fn read_bytes(
    bytes: &[u8],
    url: &str,
    media_type: Option<&str>,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    let charset = media_type.and_then(charset_of);
    let origin = Origin {
        location: url,
        url: Some(url),
        charset: charset.as_deref(),
        limits,
    };
    route(Box::new(bytes), origin, media_type, sink)
}

/// Reads a stream; `location` is its path, or `-`.
pub fn read_stream(
    stream: Stream<'_>,
    location: &str,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    let origin = Origin {
        location,
        url: None,
        charset: None,
        limits,
    };
    route(stream, origin, None, sink)
}

/// Returns the `charset` of a media type: `text/html; charset="utf-8"`.
pub(super) fn charset_of(media_type: &str) -> Option<String> {
    let mut parts = media_type.split(';').skip(1);
    parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| value.to_owned())
    })
}

fn route(
    stream: Stream<'_>,
    origin: Origin<'_>,
    media_type: Option<&str>,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    let sink: &mut Sink<'_> = &mut |item| sink(item.map(Item::mended));
    let (head, mut stream) = match unpack(stream, origin.limits.unpacked) {
        Ok(opened) => opened,
        Err(error) => return sink(Err(fault(origin.location, plain(&error)))),
    };
    if head.iter().all(u8::is_ascii_whitespace) && head.len() < 1024 {
        return sink(Err(fault(origin.location, "it is empty")));
    }
    let format = match detect::format(&head, origin.location) {
        Ok(format) => by_media_type(format, media_type),
        Err(what) => {
            let error = fault(origin.location, format!("it is {what}"));
            let hint = "text, HTML, Markdown, JSON, mail, EPUB, PDF, WARC and feeds can be read";
            return sink(Err(error.with_hint(hint)));
        }
    };
    match format {
        Format::JsonLines => json::read_lines(&mut stream, origin, sink),
        Format::Warc => warc::read(&mut stream, origin, sink),
        _ => match read_whole(&mut stream, origin.limits.document) {
            Ok(bytes) => read_document(format, bytes, origin, sink),
            Err(error) => sink(Err(fault(origin.location, plain(&error)))),
        },
    }
}

/// A server that says HTML about what does not look like it is believed; the content counts
/// otherwise.
fn by_media_type(format: Format, media_type: Option<&str>) -> Format {
    match media_type.map(|name| name.trim().to_ascii_lowercase()) {
        Some(name) if format == Format::Plain && name.contains("html") => Format::Html,
        Some(name) if format == Format::Plain && name.contains("markdown") => Format::Markdown,
        _ => format,
    }
}

fn read_document(
    format: Format,
    bytes: Vec<u8>,
    origin: Origin<'_>,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    match format {
        Format::Epub => return epub::read(bytes, origin, sink),
        Format::Pdf => return pdf::read(bytes, origin, sink),
        Format::Mail => return mail::read(&bytes, origin, sink),
        _ => {}
    }
    let text = decode::decode_vec(bytes, origin.charset);
    match format {
        Format::Html => sink(Ok(Item::Page(Box::new(origin.page(text, true))))),
        Format::Markdown => sink(Ok(Item::Page(Box::new(markdown::page(&text, origin))))),
        Format::Json => json::read_document(&text, origin, sink),
        Format::Feed => feed::read(&text, origin, sink),
        Format::Opml => opml::read(&text, origin, sink),
        Format::Csv => saved::read_table(&text, origin, sink),
        Format::Bookmarks => saved::read_bookmarks(&text, origin, sink),
        _ => sink(Ok(Item::Page(Box::new(origin.page(text, false))))),
    }
}

/// Gives every item to the sink, up to the limit of entries; a container without any is a fault.
pub(super) fn deliver(
    items: impl IntoIterator<Item = Result<Item, Error>>,
    origin: Origin<'_>,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    let mut is_any = false;
    for (count, item) in items.into_iter().enumerate() {
        if count >= origin.limits.entries {
            return sink(Err(too_many(origin)));
        }
        is_any = true;
        sink(item)?;
    }
    if is_any {
        return ControlFlow::Continue(());
    }
    let error = fault(origin.location, "there is no article in it");
    sink(Err(error))
}

/// The fault of a container with too many entries.
pub(super) fn too_many(origin: Origin<'_>) -> Error {
    let what = format!(
        "only the first {} entries of “{}” were read",
        origin.limits.entries, origin.location
    );
    Error::new(ErrorKind::Source, what).with_hint("split the file and add the rest")
}

/// Says whether there is nothing in it.
pub(super) fn is_nothing(given: &Metadata) -> bool {
    *given == Metadata::default()
}
