//! From domain types to compact bytes and back.
//!
//! Packing costs time and needs no database: the workers do it, not the writer.

use std::io::Read as _;

use serde::{Deserialize, Serialize};

use crate::article::{
    Annotations, Block, Body, Document, Mark, Metadata, QuotationKind, Removed, Repeat,
};
use crate::text::TextSpan;

/// Between names in one column: as in the rows of a list.
pub(super) const SEPARATOR: char = crate::article::listed::NAME;
/// zstd's level: a third smaller than at level 1 for the time of one sentence.
const LEVEL: i32 = 3;
/// Most bytes that a blob may unpack to; a damaged file must not fill the memory.
const MOST_BYTES: u64 = 2 << 30;

/// Bytes that room is made for on the word of a blob alone.
const ONE_PIECE: u64 = 16 << 20;

/// Tells pages from each other: 128 bits of hash.
pub type PageHash = [u8; 16];

/// Returns the hash of a page by which it is known again: of its address and its text.
pub fn page_hash(url: Option<&str>, text: &str) -> PageHash {
    let mut hasher = xxhash_rust::xxh3::Xxh3Default::new();
    hasher.update(url.unwrap_or_default().as_bytes());
    hasher.update(&[0]);
    hasher.update(text.as_bytes());
    hasher.digest128().to_be_bytes()
}

/// A page ready to be written.
#[derive(Clone, Debug)]
pub struct PackedPage {
    pub(super) hash: PageHash,
    pub(super) location: String,
    pub(super) url: Option<String>,
    pub(super) is_html: bool,
    pub(super) fetched: Option<i64>,
    pub(super) given: Option<Vec<u8>>,
    pub(super) original: Vec<u8>,
    pub(super) raw: Option<Vec<u8>>,
}

impl PackedPage {
    /// Packs a page as [`Original`](crate::library::Original) gives it back; `raw` is its sanitised
    /// text.
    pub fn of(page: &super::Original, raw: &str) -> Self {
        Self {
            hash: page_hash(page.url.as_deref(), &page.text),
            location: page.location.clone(),
            url: page.url.clone(),
            is_html: page.is_html,
            fetched: page.fetched.map(jiff::Timestamp::as_millisecond),
            given: (page.given != Metadata::default()).then(|| json(&page.given)),
            raw: (page.text != raw).then(|| squeeze(raw.as_bytes())),
            original: squeeze_text(&page.text),
        }
    }

    /// Returns the hash by which the page is known again.
    pub fn hash(&self) -> PageHash {
        self.hash
    }
}

/// An article ready to be written.
#[derive(Clone, Debug)]
pub struct Packed {
    pub(super) stages: u32,
    pub(super) sort: i64,
    pub(super) row: crate::article::Row,
    /// For the word index.
    pub(super) plain: String,
    pub(super) text: Vec<u8>,
    pub(super) sentences: Vec<u8>,
    pub(super) analysis: Vec<u8>,
    /// Name, mentions, role.
    pub(super) people: Vec<(String, usize, Option<String>)>,
    /// Place, speaker, confidence of each quotation of kind speech.
    pub(super) quotations: Vec<(TextSpan, Option<(String, f32)>)>,
}

impl Packed {
    /// Packs an article. `sort` is its place in the list, in seconds since 1970; `stages` is the
    /// version of the stages that made it.
    pub fn of(document: &Document, sort: i64, stages: u32) -> Self {
        let analysis = AnalysisRef {
            metadata: &document.row.metadata,
            blocks: &document.body.blocks,
            marks: &document.body.marks,
            annotations: &document.annotations,
            repeats: &document.repeats,
            removed: &document.removed,
        };
        let annotations = &document.annotations;
        let people = annotations.people.iter();
        let speech = annotations
            .quotations
            .iter()
            .filter(|q| q.kind == QuotationKind::Speech);
        Self {
            stages,
            sort,
            row: document.row.clone(),
            plain: document.body.text.clone(),
            text: squeeze_text(&document.body.text),
            sentences: pack_spans(&document.sentences),
            analysis: squeeze(&json(&analysis)),
            people: people
                .map(|person| {
                    (
                        person.name.clone(),
                        person.mentions.len(),
                        person.role.clone(),
                    )
                })
                .collect(),
            quotations: speech
                .map(|quotation| {
                    let speaker = quotation.speaker.as_ref();
                    let speaker = speaker.map(|speaker| (speaker.name.clone(), speaker.confidence));
                    (quotation.span, speaker)
                })
                .collect(),
        }
    }

    /// Returns the text of the article.
    pub fn into_text(self) -> String {
        self.plain
    }

    /// Returns its place in the list, in seconds since 1970.
    pub fn sort(&self) -> i64 {
        self.sort
    }
}

#[derive(Serialize)]
struct AnalysisRef<'a> {
    metadata: &'a Metadata,
    blocks: &'a [Block],
    marks: &'a [Mark],
    annotations: &'a Annotations,
    repeats: &'a [Repeat],
    removed: &'a [Removed],
}

/// What is known of an article beside its row and its text.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Analysis {
    pub(super) metadata: Metadata,
    blocks: Vec<Block>,
    marks: Vec<Mark>,
    pub(super) annotations: Annotations,
    pub(super) repeats: Vec<Repeat>,
    pub(super) removed: Vec<Removed>,
}

impl Analysis {
    /// Reads an analysis; one of a form that is not known any more gives nothing, and the article
    /// its text in paragraphs.
    pub(super) fn read(bytes: &[u8]) -> Self {
        serde_json::from_slice(&expand(bytes)).unwrap_or_default()
    }

    /// Takes the structure of the text out.
    pub(super) fn body(&mut self, text: String) -> Body {
        if self.blocks.is_empty() {
            return Body::from_text(&text);
        }
        Body {
            text,
            blocks: std::mem::take(&mut self.blocks),
            marks: std::mem::take(&mut self.marks),
        }
    }
}

/// Writes as JSON; the domain types have no map with keys that are no text, so it cannot fail.
pub(super) fn json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// Compresses.
pub(super) fn squeeze(bytes: &[u8]) -> Vec<u8> {
    thread_local! {
        static COMPRESSOR: std::cell::RefCell<Option<zstd::bulk::Compressor<'static>>> =
            std::cell::RefCell::new(zstd::bulk::Compressor::new(LEVEL).ok());
    }
    COMPRESSOR
        .with_borrow_mut(|compressor| compressor.as_mut()?.compress(bytes).ok())
        .unwrap_or_default()
}

/// Longest text in bytes that is remembered with its compressed form.
const LONGEST_KNOWN: usize = 1 << 16;

/// Compresses a text; the same one twice in a row only once, as most pages of plain text are their article word for
/// word.
fn squeeze_text(text: &str) -> Vec<u8> {
    thread_local! {
        static LAST: std::cell::RefCell<(String, Vec<u8>)> = std::cell::RefCell::default();
    }
    if text.len() > LONGEST_KNOWN {
        return squeeze(text.as_bytes());
    }
    LAST.with_borrow_mut(|(last, squeezed)| {
        if last != text || squeezed.is_empty() {
            text.clone_into(last);
            *squeezed = squeeze(text.as_bytes());
        }
        squeezed.clone()
    })
}

/// Decompresses; damaged bytes give what could be read.
pub(super) fn expand(bytes: &[u8]) -> Vec<u8> {
    thread_local! {
        static DECOMPRESSOR: std::cell::RefCell<Option<zstd::bulk::Decompressor<'static>>> =
            std::cell::RefCell::new(zstd::bulk::Decompressor::new().ok());
    }
    // What was squeezed here says how long it was.
    let length = zstd::zstd_safe::get_frame_content_size(bytes);
    if let Ok(Some(length)) = length
        && length <= ONE_PIECE
        && let Ok(length) = usize::try_from(length)
    {
        let whole = DECOMPRESSOR
            .with_borrow_mut(|decompressor| decompressor.as_mut()?.decompress(bytes, length).ok());
        if let Some(whole) = whole {
            return whole;
        }
    }
    let mut out = Vec::new();
    if let Ok(decoder) = zstd::stream::read::Decoder::with_buffer(bytes) {
        // A fault in the middle keeps what came before it.
        let _fault = decoder.take(MOST_BYTES).read_to_end(&mut out).err();
    }
    out
}

/// Decompresses text.
pub(super) fn expand_text(bytes: &[u8]) -> String {
    String::from_utf8(expand(bytes))
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Packs ascending spans as the lengths of gap and span.
fn pack_spans(spans: &[TextSpan]) -> Vec<u8> {
    let mut out = Vec::with_capacity(spans.len() * 3);
    let mut at = 0;
    for span in spans {
        put(&mut out, span.start.saturating_sub(at));
        put(&mut out, span.end - span.start);
        at = span.end;
    }
    out
}

/// Reads what [`pack_spans`] has written.
pub(super) fn unpack_spans(mut bytes: &[u8]) -> Vec<TextSpan> {
    let mut out = Vec::new();
    let mut at = 0_u32;
    while let (Some(gap), Some(length)) = (take(&mut bytes), take(&mut bytes)) {
        let start = at.saturating_add(gap);
        let end = start.saturating_add(length);
        out.push(TextSpan { start, end });
        at = end;
    }
    out
}

/// LEB128.
fn put(out: &mut Vec<u8>, mut number: u32) {
    while let [low, ..] = number.to_le_bytes()
        && number >= 0x80
    {
        out.push(low | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

fn take(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0_u32;
    for shift in [0, 7, 14, 21, 28] {
        let (&first, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(first & 0x7F) << shift;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn spans_come_back(lengths in proptest::collection::vec((0_u32..400_000, 0_u32..400_000), 0..50)) {
            let mut at = 0;
            let spans: Vec<TextSpan> = lengths.iter().map(|&(gap, length)| {
                let start = at + gap;
                at = start + length;
                TextSpan { start, end: at }
            }).collect();
            prop_assert_eq!(unpack_spans(&pack_spans(&spans)), spans);
        }

        #[test]
        fn damaged_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _spans = unpack_spans(&bytes);
            let _text = expand_text(&bytes);
            let _analysis = Analysis::read(&bytes);
        }
    }
}
