//! Books: each chapter of the reading order is a page. The reader of `zip` archives.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::ops::ControlFlow;

use zip::ZipArchive;

use crate::article::{ALL_TEXT, Metadata};
use crate::error::Error;
use crate::source::reader::{Origin, deliver};
use crate::source::xml::{Step, walk};
use crate::source::{Item, Page, Sink, decode, fault, moment};
use crate::text::sanitize::sanitize_line;

/// Files of a book that are looked at.
const MOST_FILES: usize = 20_000;

/// Reads a book and gives its chapters to the sink.
pub(super) fn read(bytes: Vec<u8>, origin: Origin<'_>, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let mut book = match Book::open(bytes, origin) {
        Ok(book) => book,
        Err(error) => return sink(Err(error)),
    };
    let chapters = std::mem::take(&mut book.chapters);
    let items = chapters.iter().filter_map(|path| match book.file(path) {
        Ok(html) => book
            .page(path, &html)
            .map(|page| Ok(Item::Page(Box::new(page)))),
        Err(error) => Some(Err(error)),
    });
    deliver(items, origin, sink)
}

struct Book<'a> {
    archive: ZipArchive<Cursor<Vec<u8>>>,
    origin: Origin<'a>,
    given: Metadata,
    /// Paths of the chapters in reading order.
    chapters: Vec<String>,
    /// Titles by path, from the table of contents.
    titles: BTreeMap<String, String>,
    left: u64,
}

impl<'a> Book<'a> {
    fn open(bytes: Vec<u8>, origin: Origin<'a>) -> Result<Self, Error> {
        let wrong = |why: &str| fault(origin.location, why);
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| wrong(&format!("the book is damaged: {error}")))?;
        if archive.len() > MOST_FILES {
            return Err(wrong("there are too many files in the book"));
        }
        let mut book = Self {
            archive,
            origin,
            given: Metadata::default(),
            chapters: Vec::new(),
            titles: BTreeMap::new(),
            left: origin.limits.unpacked.min(4 * origin.limits.document),
        };
        if book.archive.by_name("META-INF/rights.xml").is_ok() {
            let error = wrong("the book is locked by its seller");
            return Err(error.with_hint("open it with the program that it was bought for"));
        }
        let container = book.file("META-INF/container.xml")?;
        let package = attribute(&container, "rootfile", "full-path")
            .ok_or_else(|| wrong("the book does not name its package file"))?;
        let text = book.file(&package)?;
        book.read_package(&text, &package);
        if book.chapters.is_empty() {
            return Err(wrong("there are no chapters in the book"));
        }
        Ok(book)
    }

    fn file(&mut self, path: &str) -> Result<String, Error> {
        let location = format!("{}#{path}", self.origin.location);
        let file = match self.archive.by_name(path) {
            Ok(file) => file,
            Err(error) => return Err(fault(&location, error.to_string())),
        };
        let limit = self.left.min(self.origin.limits.document);
        let mut bytes = Vec::new();
        file.take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| fault(&location, error.to_string()))?;
        if bytes.len() as u64 > limit {
            return Err(fault(&location, "it is too large"));
        }
        self.left -= bytes.len() as u64;
        Ok(decode::decode(&bytes, None))
    }

    /// Reads the package document (EPUB 3.3, section 5): metadata, files, reading order.
    fn read_package(&mut self, text: &str, package: &str) {
        let mut files = BTreeMap::new();
        let (mut order, mut contents) = (Vec::new(), None);
        let mut words = String::new();
        walk(text, |step| {
            match step {
                Step::Open(element) => {
                    words.clear();
                    match element.name.rsplit(':').next().unwrap_or_default() {
                        "item" => {
                            let (Some(id), Some(href)) = (element.get("id"), element.get("href"))
                            else {
                                return true;
                            };
                            let path = join(package, href);
                            let kind = element.get("media-type").unwrap_or_default();
                            let is_contents =
                                element.get("properties").is_some_and(|p| p.contains("nav"));
                            if is_contents || contents.is_none() && kind.contains("dtbncx") {
                                contents = Some(path.clone());
                            }
                            if kind.contains("html") || kind.is_empty() {
                                files.insert(id.to_owned(), path);
                            }
                        }
                        "itemref" if element.get("linear") != Some("no") => {
                            order.extend(element.get("idref").map(str::to_owned));
                        }
                        _ => {}
                    }
                }
                Step::Text(text) => words.push_str(&text),
                Step::Close(name) => {
                    let line = Some(sanitize_line(&words)).filter(|line| !line.is_empty());
                    let given = &mut self.given;
                    match name.as_str() {
                        "dc:title" if given.source.is_none() => given.source = line,
                        "dc:creator" if given.byline.is_none() => given.byline = line,
                        "dc:language" => given.language = line,
                        "dc:date" if given.published.is_none() => {
                            given.published = line.and_then(|words| moment::published(&words));
                        }
                        _ => {}
                    }
                    words.clear();
                }
            }
            true
        });
        self.chapters = order
            .iter()
            .filter_map(|id| files.get(id).cloned())
            .collect();
        if let Some(path) = contents
            && let Ok(text) = self.file(&path)
        {
            self.read_contents(&text, &path);
        }
    }

    /// Reads the titles of the chapters, from a navigation document or an NCX file.
    fn read_contents(&mut self, text: &str, path: &str) {
        let mut words = String::new();
        let mut target: Option<String> = None;
        let titles = &mut self.titles;
        let mut name_it = |target: Option<String>, words: &str| {
            if let Some(target) = target {
                titles.entry(target).or_insert_with(|| sanitize_line(words));
            }
        };
        let file_of = |href: &str| join(path, href.split('#').next().unwrap_or(href));
        walk(text, |step| {
            match step {
                Step::Open(element) if element.name == "a" => {
                    target = element.get("href").map(file_of);
                    words.clear();
                }
                Step::Open(element) if element.name == "content" => {
                    name_it(element.get("src").map(file_of), &words);
                }
                Step::Open(element) if element.name == "navlabel" => words.clear(),
                Step::Text(text) => words.push_str(&text),
                Step::Close(name) if name == "a" => name_it(target.take(), &words),
                _ => {}
            }
            true
        });
    }

    /// Makes a page of a chapter; `None` for one without words, such as a cover.
    fn page(&self, path: &str, html: &str) -> Option<Page> {
        let mut has_words = false;
        walk(html, |step| {
            has_words |= matches!(&step, Step::Text(text) if text.trim().len() > 2);
            !has_words
        });
        let mut given = self.given.clone();
        given.title = self.titles.get(path).cloned().unwrap_or_default();
        let location = format!("{}#{path}", self.origin.location);
        has_words.then(|| Page {
            location,
            text: format!("{ALL_TEXT}{html}"),
            is_html: true,
            given,
            ..Page::default()
        })
    }
}

fn attribute(text: &str, name: &str, key: &str) -> Option<String> {
    let mut found = None;
    walk(text, |step| {
        if let Step::Open(element) = step
            && element.name == name
        {
            found = element.get(key).map(str::to_owned);
        }
        found.is_none()
    });
    found
}

/// Resolves a reference relative to the file that holds it; never above the root.
fn join(base: &str, href: &str) -> String {
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    percent_decoded(&parts.join("/"))
}

fn percent_decoded(path: &str) -> String {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) if *first == b'%' => {
                out.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                out.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
