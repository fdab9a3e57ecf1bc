//! What a reader opens: files, folders, globs, standard input and addresses, in any encoding and
//! many formats, turned into pages of text.
//!
//! Nothing here cleans, and nothing here decides what an article is: a page goes on as it is, with
//! what its container knows for certain (the title in a feed, the author of a book) in
//! [`Page::given`]. Formats are told by their content first and by their name second. Every fault
//! is the fault of one item: it is reported to the sink, and the run goes on.

pub mod decode;
mod detect;
mod entities;
mod epub;
pub mod feed;
pub mod fetch;
pub mod hosts;
mod json;
mod mail;
mod markdown;
mod mend;
mod mojibake;
pub mod moment;
pub mod opml;
pub mod paths;
mod pdf;
mod reader;
mod saved;
mod unpack;
mod warc;
pub mod watch;
mod xml;

use std::ops::ControlFlow;

use crate::article::Metadata;
use crate::error::{Error, ErrorKind};

pub use detect::Format;
pub use paths::{Place, places};
pub use reader::{read, read_bytes, read_stream};

/// A page as it was read, decoded to text, not yet sanitised and not yet cleaned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// A path or an address, to show: `news.jsonl:12`, `book.epub#chapter-2.xhtml`.
    pub location: String,
    /// The address of the page, if it has one.
    pub url: Option<String>,
    /// The page.
    pub text: String,
    /// Says that the page is HTML.
    pub is_html: bool,
    /// When it was fetched; relative dates resolve against it.
    pub fetched: Option<jiff::Timestamp>,
    /// What the container says about the article; an empty title is no title. It counts for more
    /// than what cleaning finds.
    pub given: Metadata,
    /// The reader's own state, from an export of another program.
    pub state: State,
}

/// What another program knew about how an article was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// It was read, or archived.
    pub is_read: bool,
    /// It was starred.
    pub is_starred: bool,
    /// Its tags.
    pub tags: Vec<String>,
}

/// An address that an export or a feed names without its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Where the page is.
    pub url: String,
    /// What is known about it.
    pub given: Metadata,
    /// The reader's own state.
    pub state: State,
}

/// A feed that a list of subscriptions names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscription {
    /// Where the feed is.
    pub url: String,
    /// Its title in the list.
    pub title: Option<String>,
    /// The folders around it, outermost first.
    pub folders: Vec<String>,
}

/// One thing found in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A page with its text.
    Page(Box<Page>),
    /// An address to fetch.
    Link(Box<Link>),
    /// A feed to subscribe to.
    Feed(Subscription),
}

/// Takes what is read, one item or one fault at a time, and says whether to go on.
pub type Sink<'a> = dyn FnMut(Result<Item, Error>) -> ControlFlow<()> + 'a;

/// How much is read before something is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one document, after unpacking.
    pub document: u64,
    /// Items of one container: lines, records, entries, chapters.
    pub entries: usize,
    /// Bytes unpacked from one compressed file or archive.
    pub unpacked: u64,
}

impl Default for Limits {
    /// 256 MiB a document, ten million entries, 64 GiB unpacked.
    fn default() -> Self {
        Self {
            document: 256 << 20,
            entries: 10_000_000,
            unpacked: 64 << 30,
        }
    }
}

/// Makes an error about one source.
fn fault(location: &str, why: impl AsRef<str>) -> Error {
    Error::new(
        ErrorKind::Source,
        format!("cannot read “{location}”: {}", why.as_ref()),
    )
}

#[cfg(test)]
mod tests;
