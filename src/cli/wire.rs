//! The JSON forms of the filters: what goes over the wire, apart from the types used for work.
//!
//! Every offset is in code points of the text that came in, half open.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::article::{
    Annotations, Article, Cleaned, Person, Published, Quotation, QuotationKind, Removed,
};
use crate::text::offsets::CodePoints;
use crate::text::sanitize::sanitize_line;

/// A page taken apart.
#[derive(Debug, Serialize)]
pub struct CleanedOut<'a> {
    /// The `id` of the input.
    pub id: Value,
    /// What came out.
    pub articles: Vec<ArticleOut<'a>>,
    /// What was taken out.
    pub removed: Vec<RemovedOut<'a>>,
    /// The other fields of the input, untouched.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// An article that came out of a page.
#[derive(Debug, Serialize)]
pub struct ArticleOut<'a> {
    title: Option<&'a str>,
    title_derived: bool,
    source: Option<&'a str>,
    byline: Option<&'a str>,
    dateline: Option<&'a str>,
    published: Option<&'a str>,
    language: Option<&'a str>,
    text: &'a str,
}

/// A piece that was taken out of a page.
#[derive(Debug, Serialize)]
pub struct RemovedOut<'a> {
    text: &'a str,
    reason: &'static str,
}

/// A person and where the text names them.
#[derive(Debug, Serialize)]
pub struct PersonOut {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    mentions: Vec<[usize; 2]>,
}

/// A quotation.
#[derive(Debug, Serialize)]
pub struct QuotationOut {
    start: usize,
    end: usize,
    kind: &'static str,
    speaker: Option<String>,
    speaker_start: Option<usize>,
    speaker_end: Option<usize>,
    confidence: Option<f64>,
}

/// Returns the articles of a page in their wire form.
pub fn articles(cleaned: &Cleaned) -> Vec<ArticleOut<'_>> {
    cleaned.articles.iter().map(article).collect()
}

fn article(article: &Article) -> ArticleOut<'_> {
    let metadata = &article.metadata;
    ArticleOut {
        title: Some(metadata.title.as_str()).filter(|title| !title.is_empty()),
        title_derived: metadata.title_derived,
        source: metadata.source.as_deref(),
        byline: metadata.byline.as_deref(),
        dateline: metadata.dateline.as_deref(),
        published: metadata.published.as_ref().map(Published::best),
        language: metadata.language.as_deref(),
        text: &article.body.text,
    }
}

/// Returns what was taken out of a page in its wire form.
pub fn removed(cleaned: &Cleaned) -> Vec<RemovedOut<'_>> {
    let wire = |piece: &Removed| RemovedOut {
        text: piece.span.of(&cleaned.raw),
        reason: piece.reason.label(),
    };
    cleaned.removed.iter().map(wire).collect()
}

/// Returns the people of a text in their wire form.
pub fn people(annotations: &Annotations, points: &CodePoints<'_>) -> Vec<PersonOut> {
    let wire = |person: &Person| PersonOut {
        name: sanitize_line(&person.name),
        role: person.role.as_deref().map(sanitize_line),
        mentions: person
            .mentions
            .iter()
            .map(|&span| points.of_span(span))
            .collect(),
    };
    annotations.people.iter().map(wire).collect()
}

/// Returns the quotations of a text in their wire form.
pub fn quotations(annotations: &Annotations, points: &CodePoints<'_>) -> Vec<QuotationOut> {
    let wire = |quotation: &Quotation| {
        let [start, end] = points.of_span(quotation.span);
        let place = quotation.speaker.as_ref().and_then(|speaker| speaker.span);
        let place = place.map(|span| points.of_span(span));
        QuotationOut {
            start,
            end,
            kind: match quotation.kind {
                QuotationKind::Speech => "speech",
                QuotationKind::Term => "term",
            },
            speaker: quotation
                .speaker
                .as_ref()
                .map(|speaker| sanitize_line(&speaker.name)),
            speaker_start: place.map(|[start, _]| start),
            speaker_end: place.map(|[_, end]| end),
            confidence: quotation
                .speaker
                .as_ref()
                .map(|speaker| rounded(speaker.confidence)),
        }
    };
    annotations.quotations.iter().map(wire).collect()
}

/// Returns a share or a confidence with four decimals, the same on every machine.
pub fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1e4).round() / 1e4
}
