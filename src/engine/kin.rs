//! Which of several copies stands for all, and what the row shows.

use std::cmp::Reverse;

use crate::article::Metadata;
use crate::library::Kin;

/// Sorts copies, the one that is best to read first: with a title of its own, a source, a date, and
/// the most text. The order does not depend on which came first, unless all that is known is equal.
pub(super) fn best_first(copies: &mut [Kin]) {
    copies.sort_by(|a, b| rank(a).cmp(&rank(b)));
}

type Rank<'k> = (
    bool,
    bool,
    bool,
    Reverse<u32>,
    &'k str,
    Option<&'k str>,
    i64,
);

fn rank(kin: &Kin) -> Rank<'_> {
    let metadata = &kin.metadata;
    let is_dated = metadata
        .published
        .as_ref()
        .is_some_and(|published| published.resolved.is_some());
    (
        metadata.title_derived,
        metadata.source.is_none(),
        !is_dated,
        Reverse(kin.word_count),
        metadata.title.as_str(),
        metadata.source.as_deref(),
        kin.id.0,
    )
}

/// Returns what the row of these copies, the best first, shows: each field from the first that has it.
pub(super) fn shown(copies: &[Kin]) -> Metadata {
    let mut out = Metadata::default();
    for kin in copies {
        let own = &kin.metadata;
        let is_better = out.title.is_empty() || out.title_derived && !own.title_derived;
        if is_better && !own.title.is_empty() {
            out.title.clone_from(&own.title);
            out.title_derived = own.title_derived;
        }
        let is_resolved = |published: &Option<crate::article::Published>| {
            published
                .as_ref()
                .is_some_and(|published| published.resolved.is_some())
        };
        if out.published.is_none() || !is_resolved(&out.published) && is_resolved(&own.published) {
            out.published = own.published.clone().or(out.published);
        }
        let fields = [
            (&mut out.source, &own.source),
            (&mut out.byline, &own.byline),
            (&mut out.dateline, &own.dateline),
            (&mut out.language, &own.language),
            (&mut out.url, &own.url),
        ];
        for (field, own) in fields {
            if field.is_none() {
                field.clone_from(own);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, Published};

    #[test]
    fn the_row_has_the_best_of_each_copy_in_any_order() {
        let kin = |id,
                   title: &str,
                   title_derived,
                   source: Option<&str>,
                   date: Option<&str>,
                   word_count| Kin {
            id: ArticleId(id),
            metadata: Metadata {
                title: title.to_owned(),
                title_derived,
                source: source.map(str::to_owned),
                published: date.map(|date| Published {
                    words: date.to_owned(),
                    resolved: date.starts_with('2').then(|| date.to_owned()),
                }),
                ..Metadata::default()
            },
            word_count,
            ..Kin::default()
        };
        let copies = [
            kin(1, "Derived", true, Some("A"), Some("2025-06-26"), 900),
            kin(2, "Own", false, None, Some("today"), 500),
            kin(3, "Longer", false, None, None, 700),
        ];
        for turn in 0..3 {
            let mut turned = copies.clone();
            turned.rotate_left(turn);
            best_first(&mut turned);
            assert_eq!(
                turned.iter().map(|kin| kin.id.0).collect::<Vec<_>>(),
                [3, 2, 1]
            );
            let shown = shown(&turned);
            assert_eq!(
                (shown.title.as_str(), shown.source.as_deref()),
                ("Longer", Some("A"))
            );
            assert_eq!(shown.published.unwrap().best(), "2025-06-26");
        }
    }
}
