//! Whole pages, through everything.

use proptest::prelude::*;

use crate::article::{ALL_TEXT, BlockKind, Cleaned, MarkKind, Reason};
use crate::clean::{Content, Page, clean};

const NEWS: &str = include_str!("../../../tests/data/html/news.html");
const HOWTO: &str = include_str!("../../../tests/data/html/howto.html");
const TWO_STORIES: &str = include_str!("../../../tests/data/html/two_stories.html");

fn cleaned(html: &str) -> Cleaned {
    clean(&Page {
        content: Content::Html(html),
        url: Some("https://www.quaycourier.example/news/bridge"),
        fetched: None,
    })
}

/// Pieces of the page that were taken out for this reason.
fn removed(cleaned: &Cleaned, reason: Reason) -> Vec<&str> {
    let pieces = cleaned
        .removed
        .iter()
        .filter(|piece| piece.reason == reason);
    pieces.map(|piece| piece.span.of(&cleaned.raw)).collect()
}

#[test]
fn a_news_page_gives_its_story_and_what_is_known_of_it() {
    let page = cleaned(NEWS);
    let article = &page.articles[0];
    let metadata = &article.metadata;
    assert_eq!(
        metadata.title,
        "Harbour bridge to close for nine weeks from Monday"
    );
    assert_eq!(metadata.source.as_deref(), Some("The Quay Courier"));
    assert_eq!(metadata.byline.as_deref(), Some("Ida Marlowe, Tom Ashby"));
    assert_eq!(metadata.language.as_deref(), Some("en"));
    let published = metadata.published.as_ref().unwrap();
    assert_eq!(published.best(), "2025-03-14T08:30:00+01:00");
    let text = &article.body.text;
    assert!(
        text.starts_with("The harbour bridge will be closed"),
        "{text}"
    );
    assert!(text.ends_with("can be read in the library."), "{text}");
    for other in [
        "Advertisement",
        "Most read",
        "About time",
        "Photo:",
        "Related",
    ] {
        assert!(!text.contains(other), "{other}");
    }
    assert_eq!(page.articles.len(), 1);
}

#[test]
fn what_is_taken_out_has_a_reason() {
    let page = cleaned(NEWS);
    for (reason, piece) in [
        (Reason::Title, "Harbour bridge"),
        (Reason::Metadata, "By Ida Marlowe"),
        (Reason::Navigation, "Home\nNews"),
        (Reason::Advert, "Advertisement"),
        (Reason::Comments, "About time"),
        (Reason::RelatedBlock, "Related articles"),
        (Reason::Caption, "The harbour bridge was built"),
        (Reason::Legal, "©"),
    ] {
        let found = removed(&page, reason);
        assert!(
            found.iter().any(|text| text.contains(piece)),
            "{reason:?} {found:?}"
        );
    }
}

#[test]
fn structure_and_marks_survive() {
    let page = cleaned(NEWS);
    let body = &page.articles[0].body;
    let marked: Vec<_> = body
        .marks
        .iter()
        .map(|mark| (mark.span.of(&body.text), &mark.kind))
        .collect();
    let road = MarkKind::Link("https://www.quaycourier.example/news/old-ford-road".to_owned());
    assert_eq!(
        marked,
        [
            ("Old Ford Road", &road),
            ("Mara Linden", &MarkKind::Strong),
            ("free of charge", &MarkKind::Emphasis)
        ]
    );
    let body = &cleaned(HOWTO).articles[0].body;
    let kind = |start: &str| {
        let mut blocks = body.blocks.iter();
        blocks
            .find(|block| block.span.of(&body.text).starts_with(start))
            .map(|block| block.kind)
    };
    let item = |depth, number| Some(BlockKind::ListItem { depth, number });
    for (start, expected) in [
        ("What you need", Some(BlockKind::Heading(2))),
        ("Rye, whole │ 1 : 1 │ 8", Some(BlockKind::TableRow)),
        ("Throw away", item(0, Some(1))),
        ("A warm kitchen", item(1, None)),
        ("Leave it", item(0, Some(3))),
        ("def feed(starter):\n    return", Some(BlockKind::Code)),
    ] {
        assert_eq!(kind(start), expected, "{start}");
    }
}

#[test]
fn a_whole_other_story_is_an_article_of_its_own_and_a_teaser_is_none() {
    let page = cleaned(TWO_STORIES);
    let titles: Vec<_> = page
        .articles
        .iter()
        .map(|article| article.metadata.title.as_str())
        .collect();
    assert_eq!(
        titles,
        [
            "Lost pendulum found behind a wall",
            "Valley farmers agree to share one dairy"
        ]
    );
    assert!(page.articles[0].body.text.ends_with("has heard it strike."));
    assert!(
        page.articles[1]
            .body
            .text
            .starts_with("Farmers in the upper valley")
    );
    assert!(
        page.articles[1]
            .body
            .text
            .ends_with("at the end of the year.")
    );
    assert!(
        !page
            .articles
            .iter()
            .any(|article| article.body.text.contains("pass road"))
    );
}

#[test]
fn hostile_pages_are_read_to_the_end() {
    let deep = "<div>".repeat(100_000);
    let formatting = "<p><b>x</p><p><i class=y>z</p>".repeat(5000);
    let attributes = " a b=1".repeat(20_000);
    for html in [
        format!("{deep}<p>the end"),
        format!("{formatting}the end"),
        format!("<p{attributes}>the end"),
        format!("<table>{}the end", "<tr><td>".repeat(5000)),
        format!("{}<p>the end", "<!--<script>".repeat(5000)),
        format!("{}<p>the end", "<".repeat(100_000)),
        format!("{}<p>the end", "<article><ul><li>".repeat(5000)),
        "\u{0}\u{FFFE}<p>the end".to_owned(),
    ] {
        let page = cleaned(&html);
        assert!(
            page.raw.contains("the end"),
            "{}",
            html.chars().take(40).collect::<String>()
        );
    }
}

/// Every block and every removed piece slices the page, and together they are all of it.
fn check(page: &Cleaned) -> Result<(), TestCaseError> {
    let mut pieces: Vec<_> = page.removed.iter().map(|piece| piece.span).collect();
    for article in &page.articles {
        let body = &article.body;
        for block in &body.blocks {
            prop_assert!(!block.span.of(&body.text).is_empty());
            pieces.push(block.origin);
        }
        for mark in &body.marks {
            prop_assert!(!mark.span.of(&body.text).is_empty());
        }
    }
    pieces.sort();
    let mut at = 0;
    for piece in pieces {
        prop_assert!(!piece.of(&page.raw).is_empty());
        let gap = page.raw.get(at..piece.start as usize);
        prop_assert!(gap.is_some_and(|gap| gap.trim().is_empty()), "{gap:?}");
        at = piece.end as usize;
    }
    prop_assert!(
        page.raw
            .get(at..)
            .is_some_and(|rest| rest.trim().is_empty())
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_markup_is_taken_apart_without_loss(
        html in "(</?(p|div|a href=x|b|li|ul|ol|table|tr|td|h1|article|pre|br|blockquote|nav|script)>|<!--|-->|&amp;|word |\\PC){0,60}"
    ) {
        check(&cleaned(&html))?;
    }

    #[test]
    fn a_damaged_page_is_taken_apart_without_loss(cut in 0_usize..4000, skip in 0_usize..300) {
        let kept: String = NEWS.chars().enumerate().filter(|(at, _)| *at < cut || *at > cut + skip).map(|(_, c)| c).collect();
        check(&cleaned(&kept))?;
    }
}

#[test]
fn the_same_page_gives_the_same_result() {
    assert_eq!(cleaned(HOWTO), cleaned(HOWTO));
}

#[test]
fn of_a_page_that_is_all_text_nothing_is_taken_out() {
    let body = "<h1>The pier</h1><p>Read more</p><ul><li>one</li><li>two</li></ul><p>“They have waited,” Olsen said.</p>\
                <h2>Related stories</h2><p>Share this</p>";
    let page = cleaned(&format!("{ALL_TEXT}<article>{body}</article>"));
    let text = &page.articles[0].body.text;
    for words in [
        "Read more",
        "one",
        "two",
        "Olsen",
        "Related stories",
        "Share this",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(page.articles[0].metadata.title, "The pier");
    assert_eq!(page.articles.len(), 1);
}
