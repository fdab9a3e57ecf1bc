use proptest::prelude::*;

use super::*;
use crate::article::{
    Annotations, Body, Metadata, Person, Quotation, QuotationKind, Repeat, Speaker,
};

fn span_of(text: &str, piece: &str) -> TextSpan {
    let start = text.find(piece).unwrap();
    TextSpan::new(start, start + piece.len())
}

fn setting(measure: u16, side: u16) -> Setting {
    Setting {
        measure,
        side,
        has_speakers: true,
        ..Setting::default()
    }
}

/// Draws a page as text, a bar as `|`, labels where they stand, blanks that bind as blanks.
fn draw(document: &Document, page: &Page) -> String {
    let mut out = String::new();
    for line in &page.lines {
        let text = match line.text {
            TextKind::Body => &document.body.text,
            TextKind::Raw => &document.raw,
            TextKind::Notes => &page.notes,
        };
        let mut row = vec![' '; 120];
        let mut put = |column: u16, words: &str| {
            for (at, c) in words.chars().enumerate() {
                row[usize::from(column) + at + 2] = c;
            }
        };
        for glyph in line.glyphs(text) {
            put(glyph.column, glyph.cluster);
        }
        let bullet = line.bullet.of(&page.notes);
        put(
            line.indent - u16::try_from(bullet.chars().count()).unwrap(),
            bullet,
        );
        if let Some(label) = line.label {
            put(label.column, label.span.of(&page.notes));
        }
        row[0] = match line.bar {
            Bar::None => ' ',
            Bar::Quotation => '|',
            Bar::Shared => ':',
            Bar::Removed => '-',
        };
        let row = row.into_iter().map(|c| if c == '\u{A0}' { ' ' } else { c });
        out.push_str(row.collect::<String>().trim_end());
        out.push('\n');
    }
    out
}

fn article(text: &str, quotations: &[(&str, &str, f32)]) -> Document {
    let quotation = |(words, name, confidence): &(&str, &str, f32)| Quotation {
        span: span_of(text, words),
        kind: QuotationKind::Speech,
        speaker: Some(Speaker {
            name: (*name).to_owned(),
            person: None,
            span: None,
            confidence: *confidence,
        }),
        is_continued: false,
    };
    Document {
        row: Row {
            metadata: Metadata {
                title: "A title".to_owned(),
                ..Metadata::default()
            },
            word_count: 300,
            ..Row::default()
        },
        annotations: Annotations {
            people: Vec::new(),
            quotations: quotations.iter().map(quotation).collect(),
        },
        body: Body::from_text(text),
        ..Document::default()
    }
}

#[test]
fn speakers_stand_in_the_margin_or_where_the_paragraph_ends() {
    let text = "It rained. \"We will not yield,\" he said on the third day of talks.\n\n\"Nor will we,\" came the answer of the other.";
    let document = article(
        text,
        &[
            ("\"We will not yield,\"", "Ann Lee", 0.9),
            ("\"Nor will we,\"", "Bo Ek", 0.6),
        ],
    );
    assert_eq!(
        draw(&document, &compose(&document, &setting(30, 0))),
        "  A title
  2 min

| It rained. \"We will not
| yield,\" he said on the third
  day of talks.        — Ann Lee

| \"Nor will we,\" came the answer
  of the other.         — Bo Ek?
"
    );
    let wide = draw(&document, &compose(&document, &setting(30, 20)));
    assert!(
        wide.contains("| It rained. \"We will not         — Ann Lee\n"),
        "{wide}"
    );
}

#[test]
fn a_speaker_is_named_in_full_once_and_then_as_the_article_does_for_short() {
    let text = "\"We stay,\" said Ann Lee.\n\n\"He may go,\" Lee said.\n\n\"I go,\" said Bo Ek.\n\n\"Now,\" said Bo Ek.";
    let quoted = [
        ("\"We stay,\"", "Ann Lee", 0.9),
        ("\"He may go,\"", "Ann Lee", 0.6),
        ("\"I go,\"", "Bo Ek", 0.9),
        ("\"Now,\"", "Bo Ek", 0.9),
    ];
    let in_full = ["— Ann Lee", "— Ann Lee?", "— Bo Ek", "— Bo Ek"];
    let in_short = ["— Ann Lee", "— Lee?", "— Bo Ek", "— Bo Ek"];
    for (is_found, other, expected) in [
        (true, None, in_short),
        (true, Some("Jo Lee"), in_full),
        (false, None, in_full),
    ] {
        let mut document = article(text, &quoted);
        let person = |name: &str, mentions: &[TextSpan]| Person {
            name: name.to_owned(),
            role: None,
            mentions: mentions.to_vec(),
        };
        let full = span_of(text, "Ann Lee");
        let short = span_of(text, "Lee said");
        let short = TextSpan::new(short.start as usize, short.start as usize + "Lee".len());
        let ann = if is_found {
            vec![full, short]
        } else {
            vec![full]
        };
        let people = &mut document.annotations.people;
        people.push(person("Ann Lee", &ann));
        people.push(person("Bo Ek", &[span_of(text, "Bo Ek")]));
        people.extend(other.map(|name| person(name, &[])));
        for (at, quotation) in document.annotations.quotations.iter_mut().enumerate() {
            quotation.speaker.as_mut().unwrap().person = Some(u32::from(at > 1));
        }
        for side in [20, 0] {
            let page = compose(&document, &setting(30, side));
            let labels: Vec<&str> = page
                .lines
                .iter()
                .filter_map(|line| Some(line.label.as_ref()?.span.of(&page.notes)))
                .collect();
            assert_eq!(labels, expected, "{other:?} {side}");
        }
    }
}

#[test]
fn folds_open_in_their_place() {
    let text = "One is said. Two is said. One is said.\n\nThree.";
    let mut document = article(text, &[]);
    let first = span_of(text, "One is said.");
    let second = TextSpan::new(26, 38);
    document.repeats.push(Repeat {
        span: second,
        first,
    });
    document.sentences = vec![first, span_of(text, "Two is said."), second];
    let mut setting = setting(30, 0);
    let closed = draw(&document, &compose(&document, &setting));
    assert!(
        closed.contains("  One is said. Two is said.\n  ⋯ 1 sentence said above\n\n  Three.\n"),
        "{closed}"
    );
    setting.open.insert(0);
    let open = draw(&document, &compose(&document, &setting));
    assert!(
        open.contains("  ▾ 1 sentence said above\n-   One is said.\n\n  Three.\n"),
        "{open}"
    );
}

#[test]
fn lists_code_and_quotes_hang() {
    let mut document = article("", &[]);
    let origin = TextSpan::default();
    let mut push = |kind, text: &str| document.body.push(kind, text, origin);
    push(
        BlockKind::ListItem {
            depth: 0,
            number: Some(1),
        },
        "first of the items",
    );
    push(
        BlockKind::ListItem {
            depth: 1,
            number: None,
        },
        "inner",
    );
    push(BlockKind::Code, "fn x() {\n\tbody_is_long();\n}");
    push(BlockKind::Quote, "said once");
    let drawn = draw(&document, &compose(&document, &setting(16, 0)));
    assert_eq!(
        drawn,
        "  A title
  2 min

  1. first of the
     items
    • inner

    fn x() {
        body_is_lo
    ng();
    }

|   said once
"
    );
}

#[test]
fn the_raw_view_names_what_was_taken_out() {
    let raw = "Menu Home\n\nIt rained. [ad_1]\nBuy now";
    let piece = |words, reason| Removed {
        span: span_of(raw, words),
        reason,
        article: 0,
    };
    let document = Document {
        removed: vec![
            piece("Menu Home", crate::article::Reason::Navigation),
            piece("[ad_1]", crate::article::Reason::Placeholder),
            piece("Buy now", crate::article::Reason::Advert),
        ],
        raw: raw.to_owned(),
        ..Document::default()
    };
    let drawn = draw(&document, &compose_raw(&document, &setting(30, 0)));
    assert_eq!(
        drawn,
        "- Menu Home           navigation

  It rained.
- [ad_1]             placeholder
- Buy now                 advert
"
    );
}

proptest! {
    #[test]
    fn every_word_of_the_body_is_on_a_row_and_the_map_finds_it(
        paragraphs in prop::collection::vec("[a-z日é’\" -]{1,80}", 1..6),
        cuts in prop::collection::vec(0.0f64..1.0, 0..6),
        measure in 1u16..120,
        side in 0u16..40,
        is_justified: bool,
    ) {
        let mut document = article(&paragraphs.join("\n\n"), &[]);
        let text = document.body.text.clone();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places in a short text")]
        let mut ends: Vec<usize> = cuts.iter().map(|cut| text.floor_char_boundary((cut * text.len() as f64) as usize)).collect();
        ends.sort_unstable();
        for pair in ends.chunks_exact(2) {
            document.repeats.push(Repeat { span: TextSpan::new(pair[0], pair[1]), first: TextSpan::default() });
        }
        let mut setting = Setting { is_justified, ..setting(measure, side) };
        setting.open = (0..9).collect();
        let page = compose(&document, &setting);
        let mut shown: Vec<TextSpan> = page.lines.iter().filter(|line| line.text == TextKind::Body).map(|line| line.span).collect();
        shown.sort();
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let all: String = shown.iter().map(|span| span.of(&text)).collect();
        prop_assert_eq!(letters(&all), letters(&text));
        for line in page.lines.iter().filter(|line| line.text == TextKind::Body) {
            let fits = line.indent + line.width + line.stretch <= measure.max(2);
            prop_assert!(fits || line.glyphs(&text).count() == 1, "{:?}", line);
            for glyph in line.glyphs(&text) {
                prop_assert!(page.shows(glyph.offset));
                let row = page.lines[page.row_of(glyph.offset)];
                prop_assert_eq!(row.column_of(&text, glyph.offset), glyph.column);
            }
        }
    }
}

#[test]
fn a_line_ends_between_facts() {
    let kept = kept_whole("The Times · 29 Feb 2024 · 3 people · 24 quotes");
    let lines = |width| {
        let runs = wrap(&kept, TextSpan::new(0, kept.len()), width, Fit::First);
        let lines = runs
            .iter()
            .map(|run| run.span.of(&kept).replace('\u{A0}', " "));
        lines.collect::<Vec<_>>()
    };
    assert_eq!(
        lines(40),
        ["The Times · 29 Feb 2024 · 3 people ·", "24 quotes"]
    );
    assert_eq!(
        lines(26),
        ["The Times · 29 Feb 2024 ·", "3 people · 24 quotes"]
    );
    let source = "A Newspaper of a Very Long Name";
    assert_eq!(kept_whole(source), source);
}

#[test]
fn a_source_that_signs_its_articles_is_named_once() {
    let mut document = article("Nothing happened.", &[]);
    document.row.metadata.source = Some("The Times".to_owned());
    for (byline, times) in [("The Times", 1), ("Ann Lee, The Times", 2)] {
        document.row.metadata.byline = Some(byline.to_owned());
        let page = compose(&document, &setting(60, 0));
        let drawn = draw(&document, &page);
        assert_eq!(drawn.matches("The Times").count(), times, "{drawn}");
    }
}
