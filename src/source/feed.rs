//! RSS 0.9 to 2.0, RSS 1.0 (RDF), Atom, and feeds in pieces.

use std::ops::ControlFlow;

use crate::article::Metadata;
use crate::source::moment;
use crate::source::reader::{Origin, deliver, is_nothing};
use crate::source::xml::{Element, Step, walk};
use crate::source::{Item, Link, Page, Sink, fault};
use crate::text::sanitize::sanitize_line;

/// A feed, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// Its title.
    pub title: Option<String>,
    /// The page that it belongs to.
    pub link: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Its entries, in the order of the feed.
    pub entries: Vec<Entry>,
    /// Says that the feed broke off; the entries before the break are there.
    pub is_cut: bool,
}

/// An entry of a feed, before anything is fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What the feed says of it; [`Metadata::url`] is its link.
    pub given: Metadata,
    /// The name that the feed gives it, to know it again.
    pub id: Option<String>,
    /// The whole text in HTML, where the feed has it.
    pub content: Option<String>,
    /// A summary in HTML, which may be a teaser.
    pub summary: Option<String>,
}

impl Entry {
    /// Returns the longer of content and summary: what there is to read without fetching.
    pub fn text(&self) -> Option<&str> {
        let content = self.content.as_deref().unwrap_or_default();
        let summary = self.summary.as_deref().unwrap_or_default();
        let best = if content.len() >= summary.len() {
            content
        } else {
            summary
        };
        Some(best).filter(|text| !text.trim().is_empty())
    }
}

/// Reads a feed; `None` if there is no feed in `text`.
pub fn parse(text: &str) -> Option<Feed> {
    let mut state = Parser::default();
    let whole = walk(text, |step| state.step(step));
    if !state.is_feed {
        return None;
    }
    state.end_entry();
    let mut feed = state.feed;
    feed.is_cut = !whole || state.open.iter().any(|name| ROOTS.contains(&name.as_str()));
    for entry in &mut feed.entries {
        let given = &mut entry.given;
        given.source = given.source.take().or_else(|| feed.title.clone());
        given.language = given.language.take().or_else(|| feed.language.clone());
        given.url = given
            .url
            .take()
            .and_then(|url| absolute(&url, feed.link.as_deref()));
    }
    Some(feed)
}

/// Makes an item of an entry: a page where there is text, otherwise a link.
pub(super) fn item(entry: &Entry, origin: Origin<'_>) -> Option<Item> {
    let (url, given) = (entry.given.url.clone(), entry.given.clone());
    if let Some(text) = entry.text() {
        return Some(Item::Page(Box::new(Page {
            location: match url.as_deref().or(entry.id.as_deref()) {
                Some(name) => format!("{}#{name}", origin.location),
                None => origin.location.to_owned(),
            },
            url,
            text: format!("<article>{text}</article>"),
            is_html: true,
            given,
            ..Page::default()
        })));
    }
    let url = url.filter(|_| !is_nothing(&given))?;
    Some(Item::Link(Box::new(Link {
        url,
        given,
        ..Link::default()
    })))
}

/// Reads a feed file and gives its entries to the sink.
pub(super) fn read(text: &str, origin: Origin<'_>, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let Some(feed) = parse(text) else {
        return sink(Err(fault(origin.location, "it is XML, but no feed")));
    };
    let is_cut = feed.is_cut;
    let items = feed
        .entries
        .into_iter()
        .filter_map(|entry| item(&entry, origin));
    deliver(items.map(Ok), origin, sink)?;
    if is_cut {
        return sink(Err(fault(
            origin.location,
            "the feed breaks off; what came before was read",
        )));
    }
    ControlFlow::Continue(())
}

const ROOTS: [&str; 3] = ["rss", "feed", "rdf:rdf"];

/// Makes an address absolute; only `http` and `https` ones count.
pub(super) fn absolute(link: &str, base: Option<&str>) -> Option<String> {
    let link = link.trim();
    let url = match base.and_then(|base| url::Url::parse(base).ok()) {
        Some(base) => base.join(link),
        None => url::Url::parse(link),
    };
    let url = url.ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

/// What has been read so far.
#[derive(Default)]
struct Parser {
    feed: Feed,
    entry: Option<Entry>,
    open: Vec<String>,
    words: String,
    /// Depth of the element whose markup is taken as it is (Atom's XHTML content).
    markup_from: Option<usize>,
    /// Says that the text of the element is plain, and must be escaped to be HTML.
    is_plain: bool,
    is_feed: bool,
}

impl Parser {
    fn step(&mut self, step: Step) -> bool {
        match step {
            Step::Open(element) => self.open(element),
            Step::Text(text) if self.markup_from.is_some() => {
                self.words
                    .push_str(&quick_xml::escape::escape(text.as_str()));
            }
            Step::Text(text) => self.words.push_str(&text),
            Step::Close(name) => self.close(&name),
        }
        true
    }

    fn open(&mut self, element: Element) {
        if self.markup_from.is_some() {
            element.write(&mut self.words);
            self.open.push(element.name);
            return;
        }
        self.words.clear();
        let name = local(&element.name);
        match name {
            _ if ROOTS.contains(&element.name.as_str()) => {
                self.is_feed = true;
                self.feed.language = element.get("xml:lang").map(str::to_owned);
            }
            "item" | "entry" => {
                self.end_entry();
                self.entry = Some(Entry {
                    id: element.get("rdf:about").map(str::to_owned),
                    ..Entry::default()
                });
            }
            "link" => self.link(&element),
            "content" | "summary" => {
                let kind = element.get("type").unwrap_or_default();
                self.is_plain = kind == "text" || kind.is_empty() && element.name == "summary";
                if kind == "xhtml" {
                    self.markup_from = Some(self.open.len());
                }
            }
            _ => {}
        }
        self.open.push(element.name);
    }

    fn link(&mut self, element: &Element) {
        let relation = element.get("rel").unwrap_or("alternate");
        let Some(href) = element.get("href").filter(|_| relation == "alternate") else {
            return;
        };
        let place = match &mut self.entry {
            Some(entry) => &mut entry.given.url,
            None => &mut self.feed.link,
        };
        place.get_or_insert_with(|| href.to_owned());
    }

    fn close(&mut self, name: &str) {
        let Some(depth) = self.open.iter().rposition(|open| open == name) else {
            return;
        };
        self.open.truncate(depth);
        match self.markup_from {
            Some(from) if depth > from => {
                self.words.push_str("</");
                self.words.push_str(name);
                self.words.push('>');
                return;
            }
            _ => self.markup_from = None,
        }
        let words = std::mem::take(&mut self.words);
        let words = words.trim();
        match name {
            "item" | "entry" => self.end_entry(),
            _ if words.is_empty() => {}
            _ => self.field(name, words),
        }
        self.is_plain = false;
    }

    fn field(&mut self, name: &str, words: &str) {
        let parent = self.open.last().map_or("", |name| local(name)).to_owned();
        let line = || Some(sanitize_line(&strip_tags(words))).filter(|line| !line.is_empty());
        let Some(entry) = &mut self.entry else {
            match name {
                "title" if parent != "image" => self.feed.title = line(),
                "link" if parent != "image" => self.feed.link = Some(words.to_owned()),
                "language" | "dc:language" => self.feed.language = line(),
                _ => {}
            }
            return;
        };
        let given = &mut entry.given;
        let html = || {
            if self.is_plain {
                quick_xml::escape::escape(words).into_owned()
            } else {
                words.to_owned()
            }
        };
        match name {
            "title" if parent == "item" || parent == "entry" => {
                given.title = line().unwrap_or_default();
            }
            // Inside an Atom entry, `source` is the feed that the entry was taken over from.
            "title" if parent == "source" => given.source = line(),
            "source" if parent == "item" => given.source = line(),
            "link" => given.url = Some(words.to_owned()),
            "guid" | "id" if parent != "source" => {
                if given.url.is_none() && crate::source::paths::is_address(words) {
                    given.url = Some(words.to_owned());
                }
                entry.id = Some(words.to_owned());
            }
            "pubdate" | "published" | "dc:date" => given.published = moment::published(words),
            "updated" | "dcterms:modified" if given.published.is_none() && parent != "source" => {
                given.published = moment::published(words);
            }
            "author" | "dc:creator" => given.byline = line().map(|name| without_address(&name)),
            "name" if parent == "author" => join(&mut given.byline, line()),
            "language" | "dc:language" => given.language = line(),
            "content:encoded" | "content" | "body" => entry.content = Some(html()),
            "description" | "summary" => entry.summary = Some(html()),
            _ => {}
        }
    }

    fn end_entry(&mut self) {
        if let Some(entry) = self.entry.take() {
            let is_there = !is_nothing(&entry.given) || entry.text().is_some();
            self.feed.entries.extend(Some(entry).filter(|_| is_there));
        }
    }
}

fn local(name: &str) -> &str {
    match name {
        // These mean something else than the element of the same name without a prefix.
        _ if name.starts_with("media:") || name.starts_with("itunes:") => name,
        _ => name.rsplit(':').next().unwrap_or(name),
    }
}

fn join(byline: &mut Option<String>, name: Option<String>) {
    match (byline.as_mut(), name) {
        (Some(names), Some(name)) => {
            names.push_str(", ");
            names.push_str(&name);
        }
        (None, name) => *byline = name,
        _ => {}
    }
}

/// RSS 2.0 wants `mail@example.org (The Name)`.
fn without_address(author: &str) -> String {
    match author.split_once(" (") {
        Some((address, name)) if address.contains('@') => name.trim_end_matches(')').to_owned(),
        _ => author.to_owned(),
    }
}

/// Returns the words of a piece of HTML, without its tags.
pub fn plain(html: &str) -> String {
    strip_tags(html)
}

/// Titles in feeds hold HTML at times.
pub(super) fn strip_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let is_tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        if let Some((_, after)) = after.split_once('>').filter(|_| is_tag) {
            rest = after;
        } else {
            out.push('<');
            rest = after;
        }
    }
    out.push_str(rest);
    crate::source::xml::resolve(&out)
}
