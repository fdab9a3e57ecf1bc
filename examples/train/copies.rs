//! Copies of texts in Title Case and UPPER CASE, of single sentences, and of names as photo credits.

use pullquote::segment::sentences;
use pullquote::text::TextSpan;

use crate::train::corpus::{Document, hash};

/// Words that headlines keep small.
const SMALL: &[&str] = &[
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "of", "on", "or", "over",
    "the", "to", "vs", "with", "via",
];

/// Makes copies to train on: of one article in eight an upper-case one, of one in four one that has
/// some of its sentences as headlines on top, of every other one some sentences as headlines alone;
/// of one in eight its full names as photo credits; and single sentences.
pub(crate) fn of(documents: &[Document]) -> Vec<Document> {
    let mut out = Vec::new();
    for document in documents {
        match hash(&document.text) % 8 {
            0 => out.push(upper(document)),
            1 => out.push(headlines(document, false)),
            2 => out.push(headlines(document, true)),
            3 => out.push(only_headlines(document)),
            4 => out.push(credits(document)),
            _ => {}
        }
        out.extend(alone(document));
    }
    out
}

/// Ways in which newspapers credit a photographer; `{}` is the name.
const CREDITS: &[&str] = &[
    "(Photo by {}/Getty Images)",
    "Photograph: {}/Reuters",
    "AP Photo/{}",
    "{}/AFP",
    "Photo: {} / EPA",
    "{} for The Times",
    "Picture: {}",
    "(Image credit: {})",
    "[{}/Agency]",
    "Credit: {}, Press Association",
    "By {}",
    "{} | Bloomberg",
];

/// The full names of an article, each as the credit of a photograph.
fn credits(document: &Document) -> Document {
    let mut out = Document {
        id: document.id.clone(),
        weight: document.weight,
        ..Document::default()
    };
    for person in &document.people {
        let name = person.of(&document.text);
        if !name.contains(' ') || name.contains('\n') {
            continue;
        }
        let credit = CREDITS[(hash(name) / 8) as usize % CREDITS.len()];
        let (before, after) = credit.split_once("{}").unwrap();
        out.text.push_str(before);
        let start = out.text.len();
        out.text.push_str(name);
        out.people.push(TextSpan::new(start, out.text.len()));
        out.text.push_str(after);
        out.text.push_str("\n\n");
    }
    out
}

/// Of one sentence in three a copy that stands alone: an article tells so much of its words that
/// little would be learned from the sentence itself, which is all that a short text has.
fn alone(document: &Document) -> Vec<Document> {
    let text = &document.text;
    let mut found = sentences(text);
    found.retain(|sentence| (hash(sentence.of(text)) / 8).is_multiple_of(3));
    let copy = |sentence: TextSpan| {
        let start = sentence.start as usize;
        let within = document
            .people
            .iter()
            .filter(|span| sentence.contains(**span));
        let moved =
            |span: &TextSpan| TextSpan::new(span.start as usize - start, span.end as usize - start);
        Document {
            id: document.id.clone(),
            text: sentence.of(text).to_owned(),
            people: within.map(moved).collect(),
            weight: document.weight,
        }
    };
    found.into_iter().map(copy).collect()
}

/// Makes the copies that the finder is measured on: headlines with the names of the article on top
/// of it, headlines alone, and upper-cased articles.
pub(crate) fn for_tests(documents: &[Document]) -> Vec<(&'static str, Vec<Document>)> {
    let alone = |document: &Document| only_headlines(document);
    vec![
        (
            "Title Case lines alone",
            documents.iter().map(alone).collect(),
        ),
        ("UPPER CASE articles", documents.iter().map(upper).collect()),
    ]
}

/// The whole article in upper case.
fn upper(document: &Document) -> Document {
    rewrite(document, &[TextSpan::new(0, document.text.len())], true)
}

/// The article with the sentences that hold people as headlines.
fn only_headlines(document: &Document) -> Document {
    let spans: Vec<TextSpan> = picked(document).collect();
    rewrite(document, &spans, false)
}

/// Up to two sentences in Title Case or UPPER CASE on top of the article.
fn headlines(document: &Document, is_upper: bool) -> Document {
    let spans: Vec<TextSpan> = picked(document).take(2).collect();
    let mut top = rewrite(document, &spans, is_upper);
    let shift = top.text.len();
    top.text.push_str(&document.text);
    top.people
        .extend(document.people.iter().map(|span| span.shift(shift)));
    top
}

fn picked(document: &Document) -> impl Iterator<Item = TextSpan> {
    sentences(&document.text).into_iter().filter(|sentence| {
        let has_person = document.people.iter().any(|span| sentence.contains(*span));
        has_person && sentence.len() > 25 && sentence.len() < 160
    })
}

/// Writes the spans of a text one below the other, each letter in its new case.
fn rewrite(document: &Document, spans: &[TextSpan], is_upper: bool) -> Document {
    let mut out = Document {
        id: document.id.clone(),
        weight: document.weight,
        ..Document::default()
    };
    for span in spans {
        let mut map = vec![0; span.len() + 1];
        let mut is_start = true;
        let text = span.of(&document.text);
        for (at, c) in text.char_indices() {
            map[at] = out.text.len();
            if is_upper || (is_start && !is_small(&text[at..], at)) {
                out.text.extend(c.to_uppercase());
            } else {
                out.text.push(c);
            }
            is_start = c.is_whitespace() || c == '“' || c == '"' || c == '-';
        }
        map[span.len()] = out.text.len();
        for person in &document.people {
            if span.contains(*person) {
                let at = |offset: u32| map[(offset - span.start) as usize];
                out.people
                    .push(TextSpan::new(at(person.start), at(person.end)));
            }
        }
        out.text.push_str("\n\n");
    }
    out
}

fn is_small(rest: &str, at: usize) -> bool {
    let end = rest
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(rest.len());
    at > 0 && SMALL.contains(&&rest[..end])
}
