//! Web archives (ISO 28500): responses and resources with pages, conversions with their text (WET).

use std::io::{self, BufRead, Read as _};
use std::ops::ControlFlow;

use crate::source::paths::plain;
use crate::source::reader::{Origin, charset_of, too_many};
use crate::source::unpack::{Stream, read_line, read_whole, too_large, unpack};
use crate::source::{Item, Page, Sink, decode, fault, moment};

/// Longest line of a header, in bytes.
const HEADER_LINE: u64 = 64 << 10;
/// Most lines of a header.
const HEADER_LINES: usize = 500;

/// Header fields with their names in lower case.
type Fields = Vec<(String, String)>;

/// Reads an archive record by record and gives its pages to the sink.
pub(super) fn read(
    stream: &mut dyn BufRead,
    origin: Origin<'_>,
    sink: &mut Sink<'_>,
) -> ControlFlow<()> {
    let mut is_any = false;
    for number in 1.. {
        let location = format!("{}#{number}", origin.location);
        if number > origin.limits.entries {
            return sink(Err(too_many(origin)));
        }
        let record = match record(stream, origin.limits.document) {
            Ok(None) => break,
            Ok(Some(record)) => record,
            Err(error) => {
                return sink(Err(fault(
                    &location,
                    format!("the archive breaks off: {}", plain(&error)),
                )));
            }
        };
        let Some(body) = record.body else {
            sink(Err(fault(
                &location,
                plain(&too_large(origin.limits.document)),
            )))?;
            continue;
        };
        if let Some(page) = page(&record.fields, &body, &location, origin.limits.document) {
            is_any = true;
            sink(Ok(Item::Page(Box::new(page))))?;
        }
    }
    if is_any {
        return ControlFlow::Continue(());
    }
    sink(Err(fault(
        origin.location,
        "there is no page in the archive",
    )))
}

struct Record {
    fields: Fields,
    /// Absent where it is larger than the limit.
    body: Option<Vec<u8>>,
}

fn broken(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why.to_owned())
}

fn record(stream: &mut dyn BufRead, limit: u64) -> io::Result<Option<Record>> {
    let mut line = Vec::new();
    // Two empty lines end each record; be patient with more.
    loop {
        match read_line(stream, &mut line, HEADER_LINE)? {
            None => return Ok(None),
            Some(_) if line.iter().all(u8::is_ascii_whitespace) => {}
            Some(_) if line.starts_with(b"WARC/") => break,
            Some(_) => return Err(broken("a record does not start with WARC/")),
        }
    }
    let fields = header(stream)?;
    let length = get(&fields, "content-length").and_then(|length| length.parse::<u64>().ok());
    let length = length.ok_or_else(|| broken("a record does not tell its length"))?;
    if length > limit {
        let skipped = io::copy(&mut stream.take(length), &mut io::sink())?;
        return if skipped == length {
            Ok(Some(Record { fields, body: None }))
        } else {
            Err(broken("a record is cut"))
        };
    }
    let mut body = Vec::new();
    stream.take(length).read_to_end(&mut body)?;
    if body.len() as u64 != length {
        return Err(broken("a record is cut"));
    }
    Ok(Some(Record {
        fields,
        body: Some(body),
    }))
}

fn header(stream: &mut dyn BufRead) -> io::Result<Fields> {
    let mut fields = Fields::new();
    let mut line = Vec::new();
    for _ in 0..HEADER_LINES {
        if read_line(stream, &mut line, HEADER_LINE)?.is_none() {
            return Err(broken("a header is cut"));
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        if text.is_empty() {
            return Ok(fields);
        }
        if let Some((name, value)) = text.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    Err(broken("a header does not end"))
}

fn get<'f>(fields: &'f Fields, name: &str) -> Option<&'f str> {
    let found = fields.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.as_str())
}

fn page(fields: &Fields, body: &[u8], location: &str, limit: u64) -> Option<Page> {
    let url = get(fields, "warc-target-uri").map(|url| url.trim_matches(['<', '>']));
    let url = url.and_then(|url| crate::source::feed::absolute(url, None));
    let fetched = get(fields, "warc-date").and_then(moment::timestamp);
    let media = get(fields, "content-type")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let (text, is_html) = match get(fields, "warc-type")? {
        "conversion" => (decode::decode(body, Some("utf-8")), false),
        "resource" => document(body, &media)?,
        "response" if media.starts_with("application/http") => response(body, limit)?,
        _ => return None,
    };
    (!text.trim().is_empty()).then(|| Page {
        location: location.to_owned(),
        url,
        text,
        is_html,
        fetched,
        ..Page::default()
    })
}

/// Takes an HTTP answer apart: a page only if it was found and is text.
fn response(body: &[u8], limit: u64) -> Option<(String, bool)> {
    let mut rest = body;
    let mut line = Vec::new();
    read_line(&mut rest, &mut line, HEADER_LINE).ok()??.ok()?;
    let status = String::from_utf8_lossy(&line);
    if !status.split_whitespace().nth(1)?.starts_with('2') {
        return None;
    }
    let fields = header(&mut rest).ok()?;
    let media = get(&fields, "content-type")
        .unwrap_or_default()
        .to_ascii_lowercase();
    if get(&fields, "transfer-encoding").is_some_and(|how| how.contains("chunked")) {
        let whole = unchunk(rest);
        return document(&unpacked(whole.as_deref().unwrap_or(rest), limit)?, &media);
    }
    document(&unpacked(rest, limit)?, &media)
}

fn unpacked(bytes: &[u8], limit: u64) -> Option<Vec<u8>> {
    let stream: Stream<'_> = Box::new(bytes);
    let (_, mut stream) = unpack(stream, limit).ok()?;
    read_whole(&mut stream, limit).ok()
}

/// Joins the chunks of an HTTP/1.1 body; `None` where it is not chunked after all, as crawlers keep
/// the header but not the chunks at times.
fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let end = memchr::memchr(b'\n', rest)?;
        let size = std::str::from_utf8(rest.get(..end)?).ok()?;
        let size = size.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = rest.get(end + 1..)?;
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(rest.get(..size.min(rest.len()))?);
        if size >= rest.len() {
            return Some(out);
        }
        rest = rest.get(size..)?.trim_ascii_start();
    }
}

fn document(bytes: &[u8], media: &str) -> Option<(String, bool)> {
    let charset = charset_of(media);
    let is_html = media.contains("html");
    let is_text = is_html || media.starts_with("text/plain");
    if media.is_empty() && !decode::is_binary(bytes.get(..bytes.len().min(4096))?) {
        let text = decode::decode(bytes, None);
        let is_html = text.trim_start().starts_with('<');
        return Some((text, is_html));
    }
    is_text.then(|| (decode::decode(bytes, charset.as_deref()), is_html))
}
