//! Cleaning of text whose markup is gone, or never was.
//!
//! The lines of the page are judged by rules; the running text of the main story is found; what is
//! below it is read as other stories; the lines above it give title, source, byline and date.
//!
//! What it costs, of the instructions for a page of 12 kB: the line model a third, half of that its trees; its words,
//! which are read once for all, a sixth; the story's paragraphs and what a second cleaning would make of them an eighth;
//! the rules a tenth; the title a twelfth; what can be seen of each line a fourteenth. All of it is linear.

use crate::article::{Cleaned, Metadata, Reason};
use crate::clean::Page;
use crate::clean::assemble::{Builder, Story};
use crate::clean::cards::{self, Card};
use crate::clean::flow::flow;
use crate::clean::header;
use crate::clean::junk::{self, Verdict};
use crate::clean::lines::{Line, lines};
use crate::clean::select::story_lines;
use crate::clean::vocabulary::Vocabulary;
use crate::text::sanitize::sanitize;

/// Most lines that are looked at; what follows them on a page is kept as it is for the raw view.
const MOST_LINES: usize = 200_000;

/// Takes a page of plain text apart.
pub(crate) fn clean(text: &str, page: &Page<'_>) -> Cleaned {
    let raw = sanitize(text);
    let flow = flow(&raw);
    let lines = lines(&flow.text, MOST_LINES);
    let verdicts: Vec<Verdict> = lines.iter().map(junk::judge).collect();
    let words = Vocabulary::of(&lines);
    let frames = cards::first_frame(&lines, &verdicts);
    let mut kept = story_lines(&lines[..frames], &verdicts[..frames], &words);
    let end = kept.last().map_or(0, |last| last + 1);
    let found = header::read(&lines, &verdicts, &words, &mut kept, page);
    let mut builder = Builder::new(&flow.text, &lines, &verdicts, words);
    for &(index, reason) in &found.used {
        builder.explain(index, reason);
    }
    builder.add(&Story {
        metadata: found.metadata,
        kept: &kept,
    });
    for card in cards::cards(&lines, &verdicts, end..lines.len()) {
        other_story(&lines, &verdicts, &card, page, &mut builder);
    }
    for (index, verdict) in verdicts.iter().enumerate() {
        if let Some(reason) = verdict.junk {
            builder.explain(index, reason);
        } else if verdict.is_date {
            builder.explain(index, Reason::Metadata);
        }
    }
    builder.finish(&raw, &flow)
}

fn other_story(
    lines: &[Line<'_>],
    verdicts: &[Verdict],
    card: &Card,
    page: &Page<'_>,
    builder: &mut Builder<'_>,
) {
    if !cards::is_article(card, lines) {
        for index in card.lines.clone() {
            builder.explain(index, Reason::Teaser);
        }
        return;
    }
    let mut metadata = Metadata::default();
    let title = card.title.map(|index| lines[index].text);
    title.unwrap_or_default().clone_into(&mut metadata.title);
    metadata.source = card.source.map(|index| lines[index].text.to_owned());
    metadata.published = card
        .date
        .and_then(|index| header::published(&lines[index], &verdicts[index], page));
    let kept: Vec<usize> = card
        .body
        .clone()
        .filter(|&index| verdicts[index].junk.is_none())
        .collect();
    let frame = card.lines.start..card.body.start;
    for (index, line) in frame.clone().zip(&lines[frame]) {
        let is_title = Some(line.text) == title;
        let reason = if is_title {
            Reason::Title
        } else {
            Reason::Metadata
        };
        builder.explain(index, reason);
    }
    builder.add(&Story {
        metadata,
        kept: &kept,
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clean::Content;

    fn cleaned(text: &str) -> Cleaned {
        let page = Page {
            content: Content::Text(text),
            url: None,
            fetched: None,
        };
        clean(text, &page)
    }

    /// Pages made of the kinds of lines that the rules know, in any order.
    fn page() -> impl Strategy<Value = String> {
        let line = prop_oneof![
            Just(
                "The council voted on Tuesday to rebuild the old bridge, and nobody spoke against it."
            ),
            Just(
                "\"We shall wait,\" said Marta Lind, who has lived on the island for forty years."
            ),
            Just("Council Votes To Rebuild The Bridge"),
            Just("Related Articles"),
            Just("Harbour Post"),
            Just("- Harbour Post"),
            Just("3 hours ago"),
            Just("- a bucket"),
            Just("The first of several lines that were cut off at a certain width and so the"),
            Just(
                "sentence goes on in the next one, as it does in letters. Workers at the pier AFP"
            ),
            Just("[ad_1]"),
            Just(""),
        ];
        proptest::collection::vec(line, 0..40).prop_map(|lines| lines.join("\n"))
    }

    fn check_nothing_is_lost(text: &str) -> Result<(), TestCaseError> {
        let cleaned = cleaned(text);
        let bodies = cleaned.articles.iter().flat_map(|a| &a.body.blocks);
        let mut pieces: Vec<_> = bodies.map(|block| block.origin).collect();
        pieces.extend(cleaned.removed.iter().map(|piece| piece.span));
        pieces.sort_unstable();
        let told = pieces.iter().map(|piece| piece.of(&cleaned.raw));
        let told: Vec<_> = told.flat_map(str::split_whitespace).collect();
        let there: Vec<_> = cleaned.raw.split_whitespace().collect();
        prop_assert_eq!(told, there);
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_text_comes_apart_and_nothing_of_it_is_lost(text in "(?s).{0,300}") {
            check_nothing_is_lost(&text)?;
        }

        #[test]
        fn any_page_comes_apart_and_nothing_of_it_is_lost(text in page()) {
            check_nothing_is_lost(&text)?;
        }

        #[test]
        fn a_cleaned_text_stays_as_it_is(text in page()) {
            for article in cleaned(&text).articles {
                let again = cleaned(&article.body.text);
                let texts: Vec<_> = again.articles.iter().map(|a| a.body.text.as_str()).collect();
                prop_assert_eq!(texts, [article.body.text.as_str()]);
            }
        }
    }
}
