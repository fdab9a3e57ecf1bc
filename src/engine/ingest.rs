//! One page through all the stages.

use crate::annotate::annotate;
use crate::article::{Annotations, Article, Cleaned, Removed, Repeat};
use crate::clean::{Content, Page, clean};
use crate::dedup::within::repeats;
use crate::segment::sentences;
use crate::text::TextSpan;

/// A page as it was read, decoded to text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// A path or an address, to show.
    pub location: String,
    /// The address of the page, if it has one.
    pub url: Option<String>,
    /// The page.
    pub text: String,
    /// Says that the page is HTML.
    pub is_html: bool,
    /// When it was fetched; relative dates resolve against it.
    pub fetched: Option<jiff::Timestamp>,
}

/// One article after all the stages that look at one page alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Processed {
    /// Title, source, date, text.
    pub article: Article,
    /// Sentences of the text.
    pub sentences: Vec<TextSpan>,
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
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Cleans a page and works out what is in each of its articles.
///
/// Articles without any text are left out. Cost: linear in the page.
pub fn process(input: &Input) -> Vec<Processed> {
    let Cleaned {
        raw,
        articles,
        removed,
    } = clean_page(input);
    let mut out = Vec::with_capacity(articles.len());
    for (index, article) in articles.into_iter().enumerate() {
        if article.body.blocks.is_empty() {
            continue;
        }
        let text = &article.body.text;
        let sentences = sentences(text);
        let here = |piece: &&Removed| piece.article as usize == index;
        out.push(Processed {
            repeats: repeats(text, &sentences),
            annotations: annotate(text, &sentences),
            sentences,
            removed: removed.iter().filter(here).copied().collect(),
            raw: raw.clone(),
            location: input.location.clone(),
            article,
        });
    }
    out
}
