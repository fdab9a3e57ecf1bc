//! What is exported can be read again.

use std::io::Cursor;
use std::ops::ControlFlow;

use super::*;
use crate::article::{Block, BlockKind, Body, Mark, MarkKind, Metadata, Row};
use crate::source::{Item, Limits, Page, read_stream};
use crate::text::TextSpan;

fn sample() -> Document {
    let mut body = Body::default();
    let at = TextSpan::default();
    for (kind, text) in [
        (BlockKind::Heading(2), "A *star* & more"),
        (
            BlockKind::Paragraph,
            "1. No list, but <b>words</b> and a link here.",
        ),
        (
            BlockKind::ListItem {
                depth: 0,
                number: None,
            },
            "one",
        ),
        (
            BlockKind::ListItem {
                depth: 1,
                number: Some(2),
            },
            "two",
        ),
        (BlockKind::Quote, "Said."),
        (BlockKind::TableRow, "a │ b"),
        (BlockKind::TableRow, "c │ d"),
        (BlockKind::Code, "let x = 1;\n```"),
        (BlockKind::Caption, "A picture."),
    ] {
        body.push(kind, text, at);
    }
    let mark = |words: &str, kind| {
        let start = body.text.find(words).unwrap();
        Mark {
            span: TextSpan::new(start, start + words.len()),
            kind,
        }
    };
    body.marks = vec![
        mark("words", MarkKind::Strong),
        mark(
            "a link here",
            MarkKind::Link("https://example.org/?a=1&b=2".to_owned()),
        ),
        mark("link", MarkKind::Emphasis),
    ];
    let metadata = Metadata {
        title: "He said \"No\"".to_owned(),
        source: Some("The Paper".to_owned()),
        url: Some("https://example.org/a".to_owned()),
        ..Metadata::default()
    };
    Document {
        row: Row {
            metadata,
            tags: vec!["x".to_owned()],
            ..Row::default()
        },
        body,
        ..Document::default()
    }
}

fn read_again(bytes: &[u8], name: &str) -> Vec<Page> {
    let mut pages = Vec::new();
    let _flow = read_stream(Box::new(bytes), name, &Limits::default(), &mut |found| {
        if let Item::Page(page) = found.unwrap() {
            pages.push(*page);
        }
        ControlFlow::Continue(())
    });
    pages
}

#[test]
fn markdown_is_read_again_with_its_structure() {
    let text = markdown(&sample());
    let page = read_again(text.as_bytes(), "a.md").remove(0);
    assert_eq!(page.given.title, "He said \"No\"");
    assert_eq!(page.given.url.as_deref(), Some("https://example.org/a"));
    for part in [
        "<h2>A *star* &amp; more</h2>",
        "<p>1. No list, but &lt;b&gt;<strong>words</strong>&lt;/b&gt; and <a href=\"https://example.org/?a=1&amp;b=2\">a <em>link</em> here</a>.</p>",
        "<blockquote>",
        "<td>c</td><td>d</td>",
        "let x = 1;\n```",
        "<em>A picture.</em>",
    ] {
        assert!(page.text.contains(part), "{part}\n{}", page.text);
    }
}

#[test]
fn html_is_escaped_and_lists_close() {
    let text = body_html(&sample().body);
    for part in [
        "<p>1. No list, but &lt;b&gt;<strong>words</strong>&lt;/b&gt; and <a href=\"https://example.org/?a=1&amp;b=2\">a <em>link</em> here</a>.</p>",
        "<ul>\n<li>one</li>\n<ol>\n<li>two</li>\n</ol>\n</ul>\n<blockquote>",
        "<table>\n<tr><td>a</td><td>b</td></tr>\n<tr><td>c</td><td>d</td></tr>\n</table>\n<pre>",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn a_book_is_read_again() {
    let mut bytes = Cursor::new(Vec::new());
    write_epub(
        &[sample(), sample()],
        "News & more",
        jiff::Timestamp::UNIX_EPOCH,
        &mut bytes,
    )
    .unwrap();
    let pages = read_again(bytes.get_ref(), "a.epub");
    assert_eq!(pages.len(), 2);
    assert_eq!(pages[0].given.title, "He said \"No\"");
    assert_eq!(pages[0].given.source.as_deref(), Some("News & more"));
}

#[test]
fn json_is_read_again_and_names_are_plain() {
    let mut bytes = Vec::new();
    write_json_lines([sample()].into_iter(), &mut bytes).unwrap();
    let page = read_again(&bytes, "a.jsonl").remove(0);
    assert_eq!(page.text, sample().body.text);
    assert_eq!(page.state.tags, ["x"]);
    let mut document = sample();
    document.row.metadata.title = "Über/../Łódź: 100%".to_owned();
    assert_eq!(file_name(&document, "md"), "0-uber-lodz-100.md");
}

#[test]
fn overlapping_marks_stay_nested() {
    let mut body = Body::from_text("one two three");
    let mark = |start, end, kind| Mark {
        span: TextSpan { start, end },
        kind,
    };
    body.marks = vec![
        mark(0, 7, MarkKind::Strong),
        mark(4, 13, MarkKind::Emphasis),
    ];
    body.blocks = vec![Block {
        kind: BlockKind::Paragraph,
        ..body.blocks[0]
    }];
    assert_eq!(
        body_html(&body),
        "<p><strong>one <em>two</em></strong> three</p>\n"
    );
}
