//! PDF documents, read whole, locked, cut and without text; `tests/data/pdf/make.py` makes them.

use std::ops::ControlFlow;
use std::path::Path;

use pullquote::source::{Item, Limits, Page, read_stream};

fn bytes(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pdf");
    std::fs::read(folder.join(name)).unwrap()
}

fn read(bytes: &[u8]) -> Result<Page, pullquote::error::Error> {
    read_within(bytes, &Limits::default())
}

fn read_within(bytes: &[u8], limits: &Limits) -> Result<Page, pullquote::error::Error> {
    let mut found = None;
    let flow = read_stream(Box::new(bytes), "paper", limits, &mut |item| {
        found = Some(item);
        ControlFlow::Continue(())
    });
    assert!(flow.is_continue());
    match found.unwrap()? {
        Item::Page(page) => Ok(*page),
        other => panic!("{other:?} is no page"),
    }
}

#[test]
fn pages_become_paragraphs_without_their_heads_and_feet() {
    for name in ["pier.pdf", "no-print.pdf"] {
        let page = read(&bytes(name)).unwrap();
        assert_eq!(page.given.title, "Old pier closes for the summer");
        assert_eq!(page.given.byline.as_deref(), Some("Jonas Falk"));
        assert_eq!(page.given.published, None);
        assert!(page.fetched.is_some());
        let text = &page.text;
        assert_eq!(text.matches("Hollow Bay Courier").count(), 1, "{text}");
        assert!(!text.contains("Page"), "{text}");
        let quotation = "\n\n“We found damage below the waterline that nobody had expected,” said Maria Keller, \
            the chief engineer. “It would be irresponsible to keep the pier open for another season.”";
        assert_eq!(text.matches(quotation).count(), 7, "{text}");
        assert_eq!(text.matches("\n\n").count(), 29, "{text}");
    }
}

#[test]
fn columns_are_read_one_after_the_other_and_broken_words_become_whole() {
    let text = read(&bytes("columns.pdf")).unwrap().text;
    let first: Vec<&str> = text.split("\n\n").take(6).collect();
    assert_eq!(first[0], "Old pier closes for the summer");
    assert!(first[1].starts_with("The harbour board") && first[1].ends_with("timber foundations."));
    assert!(first[4].ends_with("the board said in its statement."));
    assert!(first[5].ends_with("A second hearing was held on Wednesday."));
    let page = read(&bytes("tide.pdf")).unwrap();
    let expected = "The tables of the tides were printed for the first time in a hundred years, and the harbour \
        master said that every fisherman should keep a copy of them aboard.\n\n\"We shall see who reads them,\" he said.";
    assert_eq!(page.text, expected);
    // Neither is what a person would have written.
    assert_eq!((page.given.title.as_str(), page.given.byline), ("", None));
}

#[test]
fn what_cannot_be_read_says_why_and_what_to_do() {
    let noise: Vec<u8> = (0..4000_u32)
        .map(|at| (at * 7919 % 251).to_le_bytes()[0])
        .collect();
    let noise = [b"%PDF-1.7\n", noise.as_slice()].concat();
    for (bytes, what, hint) in [
        (
            bytes("locked.pdf"),
            "locked by a password",
            "qpdf --decrypt",
        ),
        (bytes("scan.pdf"), "its pages are pictures", "ocrmypdf"),
        (bytes("cut.pdf"), "or it is damaged", "ocrmypdf"),
        (noise, "damaged", "qpdf"),
    ] {
        let error = read(&bytes).unwrap_err();
        let shown = error.to_string();
        assert!(shown.contains("“paper”") && shown.contains(what), "{shown}");
        assert!(
            error
                .hint
                .as_deref()
                .is_some_and(|told| told.contains(hint)),
            "{what}"
        );
    }
}

#[test]
fn a_document_that_unpacks_to_too_much_is_not_unpacked() {
    let limits = Limits {
        document: 6000,
        ..Limits::default()
    };
    let error = read_within(&bytes("pier.pdf"), &limits).unwrap_err();
    assert!(error.to_string().contains("too large"), "{error}");
}

/// Bytes that are changed, cut and doubled give text or a fault that says what to do.
#[test]
fn damage_does_no_harm() {
    let whole = bytes("tide.pdf");
    for seed in 0..300_usize {
        let mut damaged = whole.clone();
        for step in 0..=seed % 7 {
            let at = (seed * 7919 + step * 104_729) % damaged.len();
            match (seed + step) % 3 {
                0 => damaged[at] ^= 1 << (seed % 8),
                1 => damaged.truncate(at.max(12)),
                _ => damaged.extend_from_within(at..),
            }
        }
        if !damaged.starts_with(b"%PDF-") {
            continue;
        }
        match read(&damaged) {
            Ok(page) => assert!(page.text.contains(char::is_alphanumeric), "{seed}"),
            Err(error) => {
                let shown = error.to_string();
                assert!(
                    shown.contains("the PDF document") && error.hint.is_some(),
                    "{shown}"
                );
            }
        }
    }
}
