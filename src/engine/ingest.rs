//! One page through all the stages.

use crate::annotate::{annotate, annotate_blocks};
use crate::article::{Annotations, Article, BlockKind, Body, Cleaned, Metadata, Removed, Repeat};
use crate::clean::{Content, Page, clean};
use crate::dedup::across::{Parts, Reading};
use crate::dedup::within::repeats_in;
use crate::segment::sentences;
pub use crate::source::Page as Input;
use crate::text::TextSpan;

/// One article after all the stages that look at one page alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Processed {
    /// Title, source, date, text.
    pub article: Article,
    /// Sentences of the text.
    pub sentences: Vec<TextSpan>,
    /// What was read of the text to compare it.
    pub parts: Parts,
    /// Repeats inside the text.
    pub repeats: Vec<Repeat>,
    /// People and quotations.
    pub annotations: Annotations,
    /// What was taken out of the page in and before this article, by place in `raw`.
    pub removed: Vec<Removed>,
    /// The page as it came, sanitised.
    pub raw: String,
    /// Where it came from.
    pub location: String,
}

/// Takes a page apart.
pub fn clean_page(input: &Input) -> Cleaned {
    let content = if input.is_html {
        Content::Html(&input.text)
    } else {
        Content::Text(&input.text)
    };
    clean(&Page {
        content,
        url: input.url.as_deref(),
        fetched: input.fetched,
    })
}

/// Takes over what the page's container says; it counts for more than what cleaning found.
fn fill(metadata: &mut Metadata, given: &Metadata) {
    if !given.title.is_empty() {
        metadata.title.clone_from(&given.title);
        metadata.title_derived = false;
    }
    let over = |field: &mut Option<String>, given: &Option<String>| {
        if given.is_some() {
            field.clone_from(given);
        }
    };
    over(&mut metadata.source, &given.source);
    over(&mut metadata.byline, &given.byline);
    over(&mut metadata.dateline, &given.dateline);
    over(&mut metadata.language, &given.language);
    over(&mut metadata.url, &given.url);
    if given.published.is_some() {
        metadata.published.clone_from(&given.published);
    }
}

/// Finds the people and quotations of a text that is taken as it is.
pub fn annotate_text(text: &str) -> Annotations {
    annotate(text, &sentences(text))
}

/// Says which of these names, in the order of their text, are one person: equal numbers are one.
pub fn link_names(names: &[String]) -> Vec<u32> {
    crate::annotate::people::link_names(names)
}

/// Decodes a page given as base64 of bytes of unknown encoding; `None` if it is no base64.
pub fn decode_base64(page: &str) -> Option<String> {
    use base64::Engine as _;

    let bytes = base64::engine::general_purpose::STANDARD
        .decode(page.trim())
        .ok()?;
    Some(crate::source::decode::decode(&bytes, None))
}

/// Cleans a page and works out what is in each of its articles.
///
/// Articles without any text are left out. Cost: linear in the page.
pub fn process(input: &Input) -> Vec<Processed> {
    process_with(input, &|_| {})
}

/// Does what [`process`] does; `settle` may change what cleaning found, before anything is looked for in it.
pub(super) fn process_with(input: &Input, settle: &dyn Fn(&mut Cleaned)) -> Vec<Processed> {
    let mut cleaned = clean_page(input);
    if let Some(main) = cleaned.articles.first_mut() {
        fill(&mut main.metadata, &input.given);
    }
    settle(&mut cleaned);
    let Cleaned {
        raw,
        articles,
        removed,
    } = cleaned;
    let mut out = Vec::with_capacity(articles.len());
    for (index, article) in articles.into_iter().enumerate() {
        if article.body.blocks.is_empty() {
            continue;
        }
        let text = &article.body.text;
        let sentences = sentences(text);
        let here = |piece: &&Removed| piece.article as usize == index;
        let reading = Reading::of(text, &sentences);
        out.push(Processed {
            repeats: repeats_in(&reading),
            parts: reading.into_parts(),
            annotations: annotate_blocks(text, &sentences, &set_off(&article.body)),
            sentences,
            removed: removed.iter().filter(here).copied().collect(),
            raw: raw.clone(),
            location: input.location.clone(),
            article,
        });
    }
    out
}

/// Returns the sentences of a text, the people and quotations in it, and its repeats.
pub(super) fn worked(body: &Body) -> (Vec<TextSpan>, Annotations, Vec<Repeat>) {
    let sentences = sentences(&body.text);
    let annotations = annotate_blocks(&body.text, &sentences, &set_off(body));
    let repeats = repeats_in(&Reading::of(&body.text, &sentences));
    (sentences, annotations, repeats)
}

/// Returns the block quotations of a text.
fn set_off(body: &Body) -> Vec<TextSpan> {
    let blocks = body.blocks.iter();
    let quotations = blocks.filter(|block| block.kind == BlockKind::Quote);
    quotations.map(|block| block.span).collect()
}
