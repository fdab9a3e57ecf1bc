//! Which format the bytes are in: by their content first, by the name second.

use std::path::Path;

use crate::source::decode;

/// What a source holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text whose markup is gone, or never was.
    Plain,
    /// A web page.
    Html,
    /// Markdown.
    Markdown,
    /// One JSON document: an article, a list of them, a JSON Feed, an export.
    Json,
    /// One JSON object a line.
    JsonLines,
    /// A mail, or a web page saved as one (MHTML).
    Mail,
    /// A book.
    Epub,
    /// A PDF document.
    Pdf,
    /// A web archive, with pages (WARC) or with their text (WET).
    Warc,
    /// RSS or Atom.
    Feed,
    /// A list of subscriptions.
    Opml,
    /// A table, as Pocket and Instapaper export it.
    Csv,
    /// A list of bookmarks in HTML, as Pocket and Instapaper export it.
    Bookmarks,
}

/// A wrapping to take off first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrapping {
    Gzip,
    Zstd,
}

/// Magic numbers of what is no article, with the name to show.
const OTHERS: [(&[u8], &str); 19] = [
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a sound, film or WebP picture"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"%!PS", "a PostScript document"),
    (b"SQLite format 3\0", "a SQLite database"),
    (b"BZh", "a bzip2 file"),
    (b"\xFD7zXZ\0", "an xz file"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xD0\xCF\x11\xE0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"ID3", "a sound"),
    (b"OggS", "a sound"),
    (b"fLaC", "a sound"),
    (b"\0asm", "a program"),
    (b"PAR1", "a Parquet table"),
];

/// Tells the wrapping of the bytes at the start of a file.
pub(super) fn wrapping(head: &[u8]) -> Option<Wrapping> {
    match head {
        [0x1F, 0x8B, 0x08, ..] => Some(Wrapping::Gzip),
        // A frame, or one of the sixteen kinds of frame to skip.
        [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Wrapping::Zstd),
        _ => None,
    }
}

/// Tells the format from the first bytes and the name.
///
/// # Errors
/// With what it is instead, where it is no text: `a PNG picture`.
pub(super) fn format(head: &[u8], name: &str) -> Result<Format, &'static str> {
    if head.starts_with(b"PK\x03\x04") {
        return if is_epub(head) || extension(name) == "epub" {
            Ok(Format::Epub)
        } else {
            Err("a ZIP archive that is no EPUB book")
        };
    }
    if head.starts_with(b"%PDF-") {
        return Ok(Format::Pdf);
    }
    if let Some((_, what)) = OTHERS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(what);
    }
    // A web archive holds pictures too, and its first record need not be text.
    if head.starts_with(b"WARC/") {
        return Ok(Format::Warc);
    }
    if decode::is_binary(head) {
        return Err("a binary file");
    }
    let text = decode::decode(head, None);
    Ok(by_content(&text, name).unwrap_or_else(|| by_name(name)))
}

fn is_epub(head: &[u8]) -> bool {
    head.get(30..58) == Some(b"mimetypeapplication/epub+zip")
}

/// Returns the extension in lower case, without the ones of a wrapping.
pub(super) fn extension(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let bare = [".gz", ".zst", ".zstd"]
        .iter()
        .find_map(|end| lower.strip_suffix(end))
        .unwrap_or(&lower);
    let extension = Path::new(bare).extension().unwrap_or_default();
    extension.to_string_lossy().into_owned()
}

fn by_name(name: &str) -> Format {
    match extension(name).as_str() {
        "html" | "htm" | "xhtml" | "shtml" => Format::Html,
        "md" | "markdown" | "mdown" | "mkd" => Format::Markdown,
        "json" => Format::Json,
        "jsonl" | "ndjson" | "jl" => Format::JsonLines,
        "eml" | "mht" | "mhtml" => Format::Mail,
        "warc" | "wet" => Format::Warc,
        "rss" | "atom" | "rdf" => Format::Feed,
        "opml" => Format::Opml,
        "csv" => Format::Csv,
        _ => Format::Plain,
    }
}

fn by_content(text: &str, name: &str) -> Option<Format> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    if text.starts_with('{') || text.starts_with('[') {
        return by_braces(text, name);
    }
    if text.starts_with('<') {
        return by_tags(text, name);
    }
    if is_mail(text) {
        return Some(Format::Mail);
    }
    let first = text.lines().next().unwrap_or_default().to_ascii_lowercase();
    let first = first.replace(['"', ' '], "");
    let is_table = first.contains("url,") || first.ends_with(",url");
    (is_table && extension(name) == "csv" || first.starts_with("title,url,time_added"))
        .then_some(Format::Csv)
        .or_else(|| {
            first
                .starts_with("url,title,selection")
                .then_some(Format::Csv)
        })
}

/// One document, or one on each line.
fn by_braces(text: &str, name: &str) -> Option<Format> {
    let named = by_name(name);
    if matches!(named, Format::Json | Format::JsonLines | Format::Markdown) {
        let is_cut = !text.contains('\n');
        let is_lines = text.starts_with('{') && is_object(text.lines().next()?);
        return Some(match named {
            Format::Json if is_lines && !is_cut && !is_one_line(text) => Format::JsonLines,
            other => other,
        });
    }
    let first_of_list = text.strip_prefix('[').map(str::trim_start);
    if first_of_list.is_some_and(|rest| rest.starts_with('{')) {
        return Some(Format::Json);
    }
    let after = text.strip_prefix('{')?.trim_start();
    if !after.starts_with('"') && !after.starts_with('}') {
        return None;
    }
    let first = text.lines().next()?;
    Some(if is_object(first) && !is_one_line(text) {
        Format::JsonLines
    } else {
        Format::Json
    })
}

fn is_object(line: &str) -> bool {
    serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(line).is_ok()
}

fn is_one_line(text: &str) -> bool {
    text.trim_end().lines().nth(1).is_none()
}

/// Elements that a web page, or a piece of one, starts with.
const PAGE: [&str; 18] = [
    "!doctype", "html", "head", "body", "div", "p", "article", "section", "main", "h1", "h2",
    "title", "meta", "span", "table", "script", "style", "a",
];

fn by_tags(text: &str, name: &str) -> Option<Format> {
    let head = text
        .get(..text.floor_char_boundary(4096))
        .unwrap_or(text)
        .to_ascii_lowercase();
    let root = root_element(&head);
    match root {
        "rss" | "feed" | "rdf:rdf" => return Some(Format::Feed),
        "opml" => return Some(Format::Opml),
        _ => {}
    }
    if head.contains("<title>pocket export") || head.contains("<title>instapaper: export") {
        return Some(Format::Bookmarks);
    }
    if head.starts_with("<!doctype netscape-bookmark-file") {
        return Some(Format::Bookmarks);
    }
    // Markdown may begin with a banner in HTML.
    let is_page = PAGE.contains(&root) && by_name(name) != Format::Markdown;
    (is_page || head.contains("<html")).then_some(Format::Html)
}

/// Returns the name of the first element that is no declaration, comment or instruction.
fn root_element(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let skip_to = match () {
            () if rest.starts_with("<!--") => "-->",
            () if rest.starts_with("<?") => "?>",
            () if rest.starts_with("<!doctype") => ">",
            () => break,
        };
        let Some((_, after)) = rest.split_once(skip_to) else {
            return "!doctype";
        };
        rest = after;
    }
    let name = rest.strip_prefix('<').unwrap_or_default();
    let end = name.find(|c: char| c.is_whitespace() || c == '>' || c == '/');
    name.get(..end.unwrap_or(name.len())).unwrap_or_default()
}

/// A mail starts with header fields, among them one that only mails have (RFC 5322).
fn is_mail(text: &str) -> bool {
    const FIELDS: [&str; 12] = [
        "from",
        "to",
        "subject",
        "date",
        "received",
        "return-path",
        "message-id",
        "mime-version",
        "delivered-to",
        "content-type",
        "snapshot-content-location",
        "x-mozilla-status",
    ];
    let mut known = 0;
    for line in text.lines().take(60) {
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) || line.starts_with("From ") {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else {
            return false;
        };
        if !name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        {
            return false;
        }
        known += usize::from(FIELDS.contains(&name.to_ascii_lowercase().as_str()));
    }
    known >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_counts_for_more_than_the_name() {
        let mail = "From: a@example.org\nTo: b@example.org\nSubject: x\nMIME-Version: 1.0\n\nHi";
        for (head, name, expected) in [
            ("Just some words.", "x.txt", Ok(Format::Plain)),
            ("Just some words.", "", Ok(Format::Plain)),
            ("<!DOCTYPE html><html>", "x.txt", Ok(Format::Html)),
            ("<p>Words", "", Ok(Format::Html)),
            ("<3 is a heart", "", Ok(Format::Plain)),
            (
                "<?xml version='1.0'?>\n<!-- x --><rss version='2.0'>",
                "x.xml",
                Ok(Format::Feed),
            ),
            (
                "<feed xmlns='http://www.w3.org/2005/Atom'>",
                "",
                Ok(Format::Feed),
            ),
            (
                "<?xml version='1.0'?><opml version='2.0'>",
                "x",
                Ok(Format::Opml),
            ),
            (
                "<!DOCTYPE html><html><head><title>Pocket Export</title>",
                "a.html",
                Ok(Format::Bookmarks),
            ),
            ("{\"a\":1}\n{\"a\":2}\n", "", Ok(Format::JsonLines)),
            ("{\"a\":1}\n{\"a\":2}\n", "x.json", Ok(Format::JsonLines)),
            ("{\"a\":1}", "x.jsonl", Ok(Format::JsonLines)),
            ("{\n \"a\": 1}", "", Ok(Format::Json)),
            ("[ {\"a\":1}]", "", Ok(Format::Json)),
            ("[ad_1] Words", "x.txt", Ok(Format::Plain)),
            ("{braces} in a text", "", Ok(Format::Plain)),
            ("# Title", "x.md", Ok(Format::Markdown)),
            ("# Title", "x.md.gz", Ok(Format::Markdown)),
            (
                "<div align=center>\n<h1>T</h1>\n</div>\n",
                "x.md",
                Ok(Format::Markdown),
            ),
            ("<!DOCTYPE html><html><p>T", "x.md", Ok(Format::Html)),
            (mail, "", Ok(Format::Mail)),
            ("Note: this\nis: no mail", "", Ok(Format::Plain)),
            ("WARC/1.0\r\n", "", Ok(Format::Warc)),
            ("title,url,time_added,tags,status\n", "x", Ok(Format::Csv)),
            (
                "URL,Title,Selection,Folder,Timestamp\n",
                "x",
                Ok(Format::Csv),
            ),
            ("%PDF-1.4", "x.txt", Ok(Format::Pdf)),
            ("%!PS-Adobe", "x.txt", Err("a PostScript document")),
            ("a\0b\0\0c\u{1}", "x.txt", Err("a binary file")),
            (
                "PK\u{3}\u{4}rest",
                "x.docx",
                Err("a ZIP archive that is no EPUB book"),
            ),
        ] {
            assert_eq!(format(head.as_bytes(), name), expected, "{name}: {head}");
        }
    }
}
