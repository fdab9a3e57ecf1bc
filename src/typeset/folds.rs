//! What is folded away: what was said before, and what was taken out of the page.

use crate::article::{Document, Reason, Removed};
use crate::text::TextSpan;
use crate::text::width::ellipsize;

/// Cells that a title may take inside the line of a fold.
const TITLE_CELLS: usize = 48;

/// Why something is folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoldKind {
    /// The text has said it before.
    Repeat,
    /// Another article that was read has it.
    Seen,
    /// It was taken out of the page.
    Removed,
}

/// A piece of an article that is behind one line until it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// Why.
    pub kind: FoldKind,
    /// The pieces, ascending, none empty: of the body, or of the raw text for
    /// [`FoldKind::Removed`].
    pub pieces: Vec<TextSpan>,
    /// The byte of the body before which it stands.
    pub at: u32,
    /// What its line says, without the sign that shows whether it is open.
    pub words: String,
    /// For [`FoldKind::Removed`], the reason of each piece.
    pub reasons: Vec<Reason>,
}

/// Returns the folds of a document, ascending by place: the same list for every measure.
pub fn folds(document: &Document) -> Vec<Fold> {
    let mut out = said_before(document);
    out.extend(removed(document));
    out.sort_by_key(|fold| (fold.at, fold.kind == FoldKind::Removed));
    out
}

/// A piece that was said before, and where.
struct Said<'a> {
    span: TextSpan,
    /// `None` where it was in the same text.
    other: Option<&'a str>,
}

fn said_before(document: &Document) -> Vec<Fold> {
    let text = &document.body.text;
    let repeats = document.repeats.iter().map(|repeat| Said {
        span: repeat.span,
        other: None,
    });
    let seen = document.shared.iter().filter(|shared| shared.is_seen);
    let seen = seen.map(|shared| Said {
        span: shared.span,
        other: Some(&shared.other_title),
    });
    let mut pieces: Vec<Said<'_>> = repeats.chain(seen).collect();
    pieces.sort_by_key(|said| (said.span.start, said.other.is_some(), said.span.end));
    let mut out: Vec<Fold> = Vec::new();
    let mut others: Vec<Option<&str>> = Vec::new();
    let mut end = 0;
    for said in pieces {
        // What overlaps an earlier piece begins where that one ends.
        let span = crate::text::span::trim(
            text,
            TextSpan::new(said.span.start.max(end) as usize, said.span.end as usize),
        );
        if span.is_empty() {
            continue;
        }
        let is_next = |fold: &Fold| {
            fold.pieces.last().is_some_and(|last| {
                let between = TextSpan {
                    start: last.end,
                    end: span.start,
                };
                between.of(text).trim().is_empty()
            })
        };
        match out.last_mut().filter(|fold| is_next(fold)) {
            Some(fold) if others.last() == Some(&said.other) => fold.pieces.push(span),
            _ => {
                let kind = if said.other.is_some() {
                    FoldKind::Seen
                } else {
                    FoldKind::Repeat
                };
                let (pieces, words, reasons) = (vec![span], String::new(), Vec::new());
                out.push(Fold {
                    kind,
                    pieces,
                    at: span.start,
                    words,
                    reasons,
                });
                others.push(said.other);
            }
        }
        end = span.end;
    }
    for (fold, other) in out.iter_mut().zip(others) {
        let sentences = count_sentences(document, &fold.pieces);
        let what = match sentences {
            0 => "part of a sentence".to_owned(),
            1 => "1 sentence".to_owned(),
            n => format!("{n} sentences"),
        };
        fold.words = match other {
            None => format!("{what} said above"),
            Some(title) => format!("{what} already in “{}”", ellipsize(title, TITLE_CELLS)),
        };
    }
    out
}

/// Counts the sentences that lie at least half inside the pieces.
fn count_sentences(document: &Document, pieces: &[TextSpan]) -> usize {
    let inside = |sentence: &TextSpan| -> usize {
        let shared = pieces.iter().filter_map(|piece| piece.intersect(*sentence));
        shared.map(TextSpan::len).sum()
    };
    let (first, last) = (pieces.first(), pieces.last());
    let (Some(first), Some(last)) = (first, last) else {
        return 0;
    };
    let sentences = &document.sentences;
    let from = sentences.partition_point(|sentence| sentence.end <= first.start);
    let near = sentences.get(from..).unwrap_or_default();
    let near = near.iter().take_while(|sentence| sentence.start < last.end);
    near.filter(|sentence| inside(sentence) * 2 >= sentence.len())
        .count()
}

/// What was taken out, one fold for each place between two blocks; what stood before the text and
/// what stood behind it is one fold at the end.
fn removed(document: &Document) -> Vec<Fold> {
    let blocks = &document.body.blocks;
    let raw = &document.raw;
    let mut groups: Vec<(usize, Vec<&Removed>)> = Vec::new();
    let mut pieces: Vec<&Removed> = document.removed.iter().collect();
    pieces.sort_by_key(|piece| (piece.span, piece.reason));
    // A title and a date that were taken up are not hidden: they stand above the text.
    let is_hidden = |piece: &&Removed| {
        !matches!(piece.reason, Reason::Title | Reason::Metadata)
            && !piece.span.of(raw).trim().is_empty()
    };
    let mut place = 0;
    for piece in pieces.into_iter().filter(is_hidden) {
        while blocks
            .get(place)
            .is_some_and(|block| block.origin.start < piece.span.start)
        {
            place += 1;
        }
        let at = if place == 0 { blocks.len() } else { place };
        match groups.iter_mut().find(|(group, _)| *group == at) {
            Some((_, pieces)) => pieces.push(piece),
            None => groups.push((at, vec![piece])),
        }
    }
    let end = u32::try_from(document.body.text.len()).unwrap_or(u32::MAX);
    let fold = |(place, pieces): (usize, Vec<&Removed>)| Fold {
        kind: FoldKind::Removed,
        at: blocks.get(place).map_or(end, |block| block.span.start),
        words: summary(raw, &pieces),
        reasons: pieces.iter().map(|piece| piece.reason).collect(),
        pieces: pieces
            .iter()
            .map(|piece| crate::text::span::trim(raw, piece.span))
            .collect(),
    };
    groups.into_iter().map(fold).collect()
}

/// `1,540 words hidden: related block ×3, advert`.
fn summary(raw: &str, pieces: &[&Removed]) -> String {
    let words: usize = pieces
        .iter()
        .map(|piece| piece.span.of(raw).split_whitespace().count())
        .sum();
    let mut counts: Vec<(usize, Reason)> = Vec::new();
    for piece in pieces {
        match counts
            .iter_mut()
            .find(|(_, reason)| *reason == piece.reason)
        {
            Some((n, _)) => *n += 1,
            None => counts.push((1, piece.reason)),
        }
    }
    counts.sort_by_key(|&(n, reason)| (std::cmp::Reverse(n), reason));
    let name = |&(n, reason): &(usize, Reason)| match n {
        1 => reason.label().to_owned(),
        n => format!("{} ×{n}", reason.label()),
    };
    let names: Vec<_> = counts.iter().map(name).collect();
    let unit = if words == 1 { "word" } else { "words" };
    format!("{} {unit} hidden: {}", thousands(words), names.join(", "))
}

/// Returns a number with commas between groups of three digits.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, Body, Repeat, SharedPassage};

    fn span_of(text: &str, piece: &str) -> TextSpan {
        let start = text.find(piece).unwrap();
        TextSpan::new(start, start + piece.len())
    }

    #[test]
    fn neighbours_of_one_origin_are_one_fold() {
        let body = Body::from_text("First one. Second one.\n\nThird one. Fourth one.");
        let text = body.text.clone();
        let sentences = ["First one.", "Second one.", "Third one.", "Fourth one."];
        let shared = |piece: &str, title: &str, is_seen| SharedPassage {
            span: span_of(&text, piece),
            other: ArticleId(7),
            other_title: title.to_owned(),
            is_seen,
        };
        let document = Document {
            sentences: sentences.map(|sentence| span_of(&text, sentence)).to_vec(),
            repeats: vec![Repeat {
                span: span_of(&text, "Fourth one."),
                first: span_of(&text, "First one."),
            }],
            shared: vec![
                shared("First one.", "Elsewhere", false),
                shared("Second one.", "A title", true),
                shared("Third one.", "A title", true),
            ],
            body,
            ..Document::default()
        };
        let found: Vec<_> = folds(&document)
            .into_iter()
            .map(|fold| fold.words)
            .collect();
        assert_eq!(
            found,
            ["2 sentences already in “A title”", "1 sentence said above"]
        );
    }

    #[test]
    fn removed_pieces_are_counted_by_reason_and_the_ends_are_one_fold() {
        let raw = "Menu\nTitle\nText one.\nBuy this now\nText two.\nShare\nLike";
        let mut body = Body::default();
        body.push(
            crate::article::BlockKind::Paragraph,
            "Text one.",
            span_of(raw, "Text one."),
        );
        body.push(
            crate::article::BlockKind::Paragraph,
            "Text two.",
            span_of(raw, "Text two."),
        );
        let piece = |words, reason| Removed {
            span: span_of(raw, words),
            reason,
            article: 0,
        };
        let document = Document {
            removed: vec![
                piece("Menu", Reason::Navigation),
                piece("Title", Reason::Title),
                piece("Buy this now", Reason::Advert),
                piece("Share", Reason::ShareBar),
                piece("Like", Reason::ShareBar),
            ],
            raw: raw.to_owned(),
            body,
            ..Document::default()
        };
        let found: Vec<_> = folds(&document)
            .into_iter()
            .map(|fold| (fold.at, fold.words))
            .collect();
        assert_eq!(
            found,
            [
                (11, "3 words hidden: advert".to_owned()),
                (20, "3 words hidden: share bar ×2, navigation".to_owned()),
            ]
        );
        assert_eq!(thousands(1_234_567), "1,234,567");
    }
}
