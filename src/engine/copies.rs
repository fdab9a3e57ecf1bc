//! One row out of several copies: which text is shown, and what it takes from the others.

use crate::article::{Document, Metadata};

/// Least strength of a pair of articles for them to be one row: what only one of them has must be little,
/// since the row hides it.
pub const ONE_ROW: f32 = 0.6;

/// Returns the copy whose text is shown: of those that are about as long as the longest, the one with most
/// paragraphs, then the first.
pub fn shown<'d>(copies: impl Iterator<Item = &'d Document> + Clone) -> Option<&'d Document> {
    let words = |document: &Document| u64::from(document.row.word_count);
    let longest = copies.clone().map(words).max()?;
    copies.min_by_key(|document| {
        let is_short = words(document) * 10 < longest * 9;
        (
            is_short,
            std::cmp::Reverse(document.body.blocks.len()),
            document.row.id,
        )
    })
}

/// Returns the best of what is known about some copies, the first of them first.
///
/// A title that was given is better than one that was derived, a date that could be resolved better than
/// one that could not; otherwise the shown copy's own field, then the first that is known.
pub fn best_metadata<'d>(
    shown: &'d Metadata,
    copies: &(impl Iterator<Item = &'d Metadata> + Clone),
) -> Metadata {
    let all = || std::iter::once(shown).chain(copies.clone());
    let first = |field: fn(&Metadata) -> Option<&String>| all().find_map(field).cloned();
    let titled = all().min_by_key(|metadata| (metadata.title.is_empty(), metadata.title_derived));
    let dated = all().filter_map(|metadata| metadata.published.as_ref());
    let titled = titled.unwrap_or(shown);
    Metadata {
        title: titled.title.clone(),
        title_derived: titled.title_derived,
        source: first(|metadata| metadata.source.as_ref()),
        byline: first(|metadata| metadata.byline.as_ref()),
        dateline: first(|metadata| metadata.dateline.as_ref()),
        published: dated
            .min_by_key(|published| published.resolved.is_none())
            .cloned(),
        language: first(|metadata| metadata.language.as_ref()),
        url: first(|metadata| metadata.url.as_ref()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, Body, Published, Row};

    fn copy(id: i64, words: u32, text: &str) -> Document {
        let row = Row {
            id: ArticleId(id),
            word_count: words,
            ..Row::default()
        };
        Document {
            row,
            body: Body::from_text(text),
            ..Document::default()
        }
    }

    #[test]
    fn the_copy_with_paragraphs_is_shown_unless_it_is_cut() {
        let copies = [
            copy(1, 99, "a b"),
            copy(2, 95, "a\n\nb"),
            copy(3, 50, "a\n\nb\n\nc"),
        ];
        assert_eq!(shown(copies.iter()).map(|d| d.row.id), Some(ArticleId(2)));
        assert!(shown([].iter()).is_none());
    }

    #[test]
    fn each_field_comes_from_the_copy_that_knows_it_best() {
        let first = Metadata {
            title: "Derived".to_owned(),
            title_derived: true,
            ..Metadata::default()
        };
        let published = |resolved: Option<&str>| {
            Some(Published {
                words: "today".to_owned(),
                resolved: resolved.map(str::to_owned),
            })
        };
        let second = Metadata {
            title: "Given".to_owned(),
            source: Some("Reuters".to_owned()),
            published: published(None),
            ..Metadata::default()
        };
        let third = Metadata {
            title: "Other".to_owned(),
            source: Some("AP".to_owned()),
            published: published(Some("2025-06-26")),
            ..Metadata::default()
        };
        let copies = [first.clone(), second, third];
        let best = best_metadata(&first, &copies.iter());
        assert_eq!((best.title.as_str(), best.title_derived), ("Given", false));
        assert_eq!(best.source.as_deref(), Some("Reuters"));
        assert_eq!(best.published, published(Some("2025-06-26")));
    }
}
