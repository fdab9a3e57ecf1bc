//! A library of written articles, and a runtime without threads and terminal.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pullquote::article::{
    Annotations, ArticleId, BlockKind, Body, CopyOf, Document, Mark, MarkKind, Metadata, Person,
    Published, Quotation, QuotationKind, Reason, Removed, Repeat, Row, SharedPassage, Speaker,
};
use pullquote::engine::marks::{Difference, Marked};
use pullquote::engine::who::Choices;
use pullquote::query::{Filter, Query};
use pullquote::text::TextSpan;
use pullquote::text::fold::fold;
use pullquote::tui::Options;
use pullquote::tui::effect::Effect;
use pullquote::tui::key::parse_keys;
use pullquote::tui::model::{Model, Size};
use pullquote::tui::msg::{Found, Msg, Opened, Passage};
use pullquote::tui::update::update;
use pullquote::tui::view::view;
use pullquote::tui::worker::{quoted, told};
use pullquote::typeset::compose;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The state machine with everything outside of it.
pub(crate) struct World {
    pub(crate) model: Model,
    pub(crate) documents: BTreeMap<ArticleId, Arc<Document>>,
    /// Highlights and notes.
    pub(crate) marks: BTreeMap<ArticleId, Vec<Marked>>,
    /// What was said about who is who.
    pub(crate) choices: Choices,
    /// What reached the outside: copies, addresses, marks.
    pub(crate) done: Vec<Effect>,
}

impl World {
    /// A screen of this size over the written articles.
    pub(crate) fn new(width: u16, height: u16) -> Self {
        Self::with(width, height, &Options::default())
    }

    pub(crate) fn with(width: u16, height: u16, options: &Options) -> Self {
        let documents = documents()
            .into_iter()
            .map(|document| (document.row.id, Arc::new(document)));
        let model = Model::new(Size { width, height }, options);
        let mut world = Self {
            model,
            documents: documents.collect(),
            marks: BTreeMap::new(),
            choices: Choices::default(),
            done: Vec::new(),
        };
        world.give(Effect::ReadRows { is_first: true });
        world
    }

    /// Presses keys, as they are written in a configuration.
    pub(crate) fn press(&mut self, keys: &str) {
        for key in parse_keys(keys).unwrap_or_else(|| panic!("no keys: {keys}")) {
            self.send(Msg::Key(key));
        }
        if self.model.is_waiting() {
            self.send(Msg::Waited);
        }
    }

    /// Types text, letter by letter.
    pub(crate) fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            self.send(Msg::Key(pullquote::tui::key::Key::char(c)));
        }
    }

    pub(crate) fn send(&mut self, message: Msg) {
        for effect in update(&mut self.model, message) {
            self.give(effect);
        }
    }

    fn give(&mut self, effect: Effect) {
        let answer = match effect {
            Effect::ReadRows { .. } => {
                let rows = self.documents.keys();
                Msg::RowsRead {
                    rows: rows.map(|&id| self.document(id).row.into()).collect(),
                    is_all: true,
                }
            }
            Effect::Open { id, generation } => {
                let known = self.documents.contains_key(&id);
                let opened = known.then(|| Opened {
                    id,
                    document: Arc::new(self.document(id)),
                    position: None,
                    marks: self.marks.get(&id).cloned().unwrap_or_default(),
                });
                Msg::Opened {
                    generation,
                    result: opened.ok_or_else(|| "no such article".to_owned()),
                }
            }
            Effect::Compose {
                document,
                setting,
                generation,
            } => Msg::Composed {
                generation,
                page: Arc::new(compose(&document, &setting)),
            },
            Effect::Filter {
                query,
                rows,
                generation,
                ..
            } => {
                let query = Query::parse(&query);
                let in_texts = |words: &str| -> BTreeSet<ArticleId> {
                    let holds =
                        |document: &&Arc<Document>| fold(&document.body.text).contains(words);
                    self.documents
                        .values()
                        .filter(holds)
                        .map(|document| document.row.id)
                        .collect()
                };
                let shown = Filter::new(&rows)
                    .search(&rows, &query, &in_texts, &|| true)
                    .unwrap();
                Msg::Filtered {
                    generation,
                    shown: Arc::new(shown),
                    problems: query.problems,
                }
            }
            Effect::ReadQuotations { ids, generation } => {
                let documents = ids.iter().filter_map(|id| self.documents.get(id));
                let quotations = documents.flat_map(|document| {
                    let all = document.annotations.quotations.iter();
                    all.map(|quotation| quoted(document, quotation))
                        .collect::<Vec<_>>()
                });
                Msg::Quoted {
                    generation,
                    quotations: quotations.collect(),
                }
            }
            Effect::AddNote { id, span, words } => {
                let text = &self.documents[&id].body.text;
                let marks = self.marks.entry(id).or_default();
                let number = marks.last().map_or(0, |mark| mark.id) + 1;
                marks.push(Marked {
                    id: number,
                    span: Some(span),
                    quoted: span.of(text).to_owned(),
                    words,
                });
                Msg::Marked(id, marks.clone())
            }
            Effect::RemoveNote { id, note } => {
                let marks = self.marks.entry(id).or_default();
                marks.retain(|mark| mark.id != note);
                Msg::Marked(id, marks.clone())
            }
            Effect::Choose(choices) => {
                for choice in choices {
                    let known = &mut self.choices.0;
                    let count = known.len();
                    known.retain(|other| !other.is_about_same(&choice));
                    if known.len() == count {
                        known.push(choice);
                    }
                }
                Msg::Chosen {
                    choices: self.choices.clone(),
                    is_changed: true,
                }
            }
            Effect::BringBack { id, piece, reach } => {
                let document = self.documents.get_mut(&id).map(Arc::make_mut);
                let document = document.unwrap_or_else(|| panic!("no article {id:?}"));
                if reach.is_some() {
                    document.removed.retain(|removed| removed.span != piece);
                    document.brought_back.push(piece);
                }
                self.done.push(Effect::BringBack { id, piece, reach });
                Msg::Restored(id)
            }
            Effect::ReadNews(id) => Msg::News(id, self.documents[&id].sentences[1..3].to_vec()),
            Effect::ReadLists { generation } => Msg::Listed {
                generation,
                tags: vec![("sea".to_owned(), 2)],
                searches: vec![("Piers".to_owned(), "pier is:unread".to_owned())],
            },
            Effect::Compare {
                this, generation, ..
            } => Msg::Compared {
                generation,
                passages: [
                    (Difference::Same, "Same.", "Same."),
                    (Difference::Changed, "It stood.", "It fell."),
                    (Difference::OnlyThere, "", "Nobody saw it."),
                ]
                .map(|(difference, here, there)| Passage {
                    difference,
                    here: here.to_owned(),
                    there: there.to_owned(),
                    place: (this, 0),
                })
                .to_vec(),
            },
            Effect::ReadPerson {
                names,
                ids,
                generation,
            } => {
                let documents = ids.iter().map(|&id| self.document(id));
                Msg::PersonRead {
                    generation,
                    told: documents
                        .filter_map(|document| told(&document, &names))
                        .collect(),
                }
            }
            Effect::SearchTexts { query, generation } => {
                let holds = |document: &&Arc<Document>| document.body.text.contains(&query);
                let found = self.documents.values().filter(holds).map(|document| Found {
                    id: document.row.id,
                    title: document.row.metadata.title.clone(),
                    source: String::new(),
                    snippet: format!("…{query}…"),
                    words: query.clone(),
                });
                Msg::Found {
                    generation,
                    found: found.collect(),
                }
            }
            other => {
                self.done.push(other);
                return;
            }
        };
        self.send(answer);
    }

    /// Returns an article with the people that the reader says it has.
    fn document(&self, id: ArticleId) -> Document {
        let mut document = Document::clone(&self.documents[&id]);
        let annotations = &mut document.annotations;
        self.choices.apply(id, &document.body.text, annotations);
        if !self.choices.0.is_empty() {
            document.row.people = annotations.names();
            document.row.speakers = annotations.speakers();
        }
        document
    }

    /// Returns the cells of the screen.
    pub(crate) fn cells(&self) -> Buffer {
        let Size { width, height } = self.model.size;
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        view(&self.model, &mut buffer);
        buffer
    }

    /// Returns the text of the screen, without the blanks at the ends of its rows; blanks that bind are blanks.
    pub(crate) fn text(&self) -> String {
        let buffer = self.cells();
        let row = |y: u16| {
            let mut row = String::new();
            let mut x = 0;
            while x < buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                row.push_str(if symbol == "\u{A0}" { " " } else { symbol });
                x += u16::try_from(pullquote::text::width::cells(symbol).max(1)).unwrap();
            }
            row.trim_end().to_owned()
        };
        (0..buffer.area.height)
            .map(row)
            .collect::<Vec<_>>()
            .join("\n")
    }
}

fn span_of(text: &str, piece: &str) -> TextSpan {
    let start = text
        .find(piece)
        .unwrap_or_else(|| panic!("{piece} is not in the text"));
    TextSpan::new(start, start + piece.len())
}

fn all_of(text: &str, piece: &str) -> Vec<TextSpan> {
    text.match_indices(piece)
        .map(|(at, _)| TextSpan::new(at, at + piece.len()))
        .collect()
}

fn metadata(title: &str, source: &str, day: &str) -> Metadata {
    Metadata {
        title: title.to_owned(),
        source: Some(source.to_owned()),
        published: Some(Published {
            words: day.to_owned(),
            resolved: Some(day.to_owned()),
        }),
        url: Some(format!("https://example.org/{day}")),
        ..Metadata::default()
    }
}

fn speech(text: &str, words: &str, speaker: Option<(&str, Option<u32>, f32)>) -> Quotation {
    Quotation {
        span: span_of(text, words),
        kind: QuotationKind::Speech,
        speaker: speaker.map(|(name, person, confidence)| Speaker {
            name: name.to_owned(),
            person,
            span: None,
            confidence,
        }),
        is_continued: false,
    }
}

fn person(text: &str, name: &str, forms: &[&str], role: Option<&str>) -> Person {
    let mut mentions: Vec<TextSpan> = Vec::new();
    for form in forms {
        for span in all_of(text, form) {
            if !mentions.iter().any(|other| other.overlaps(span)) {
                mentions.push(span);
            }
        }
    }
    mentions.sort();
    Person {
        name: name.to_owned(),
        role: role.map(str::to_owned),
        mentions,
    }
}

fn sentences(text: &str) -> Vec<TextSpan> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if matches!(c, '.' | '\n') {
            out.push(pullquote::text::span::trim(
                text,
                TextSpan::new(start, at + 1),
            ));
            start = at + 1;
        }
    }
    out.retain(|span| !span.is_empty());
    out
}

/// The written articles: a full one, a copied one, a plain one, one in other scripts.
pub(crate) fn documents() -> Vec<Document> {
    vec![harbour(), bridge(), recipe(), scripts()]
}

fn harbour() -> Document {
    let text = "HARBOUR TOWN – The harbour board said on Monday that it would rebuild the eastern pier, which a storm broke in two last winter, and that the work would take until the autumn of next year.\n\n\
        \"We will not leave the fishermen without a place to land,\" said Maria Olsen, who chairs the board. \"They have waited long enough.\"\n\n\
        Fishermen were less sure. “Promises were made before,” Tom Reed told a meeting that filled the old net loft to the doors.\n\n\
        The pier was built in 1931. Olsen said the board had found the money at last. The pier was built in 1931.\n\n\
        A so-called “storm fund” pays for half of it.";
    let raw = format!("Home  News  Sport\n\n{text}\n\nShare on all channels\n\nDownload the app");
    let mut body = Body::from_text(text);
    let offset = raw.find("HARBOUR").unwrap();
    for block in &mut body.blocks {
        block.origin = block.span.shift(offset);
    }
    body.marks.push(Mark {
        span: span_of(text, "net loft"),
        kind: MarkKind::Link("https://example.org/loft".to_owned()),
    });
    let first = span_of(text, "The pier was built in 1931.");
    let second = all_of(text, "The pier was built in 1931.")[1];
    let people = vec![
        person(
            text,
            "Maria Olsen",
            &["Maria Olsen", "Olsen"],
            Some("chair of the harbour board"),
        ),
        person(text, "Tom Reed", &["Tom Reed"], None),
    ];
    let mut quotations = vec![
        speech(
            text,
            "\"We will not leave the fishermen without a place to land,\"",
            Some(("Maria Olsen", Some(0), 0.97)),
        ),
        speech(
            text,
            "\"They have waited long enough.\"",
            Some(("Maria Olsen", Some(0), 0.95)),
        ),
        speech(
            text,
            "“Promises were made before,”",
            Some(("Tom Reed", Some(1), 0.7)),
        ),
    ];
    quotations.push(Quotation {
        kind: QuotationKind::Term,
        ..speech(text, "“storm fund”", None)
    });
    let removed = |words, reason| Removed {
        span: span_of(&raw, words),
        reason,
        article: 0,
    };
    let row = Row {
        id: ArticleId(1),
        metadata: Metadata {
            byline: Some("Ada Holt".to_owned()),
            ..metadata(
                "Harbour board will rebuild the eastern pier",
                "Coast Gazette",
                "2025-06-26",
            )
        },
        word_count: 460,
        people: vec!["Maria Olsen".to_owned(), "Tom Reed".to_owned()],
        speakers: vec!["Maria Olsen".to_owned(), "Tom Reed".to_owned()],
        quotation_count: 3,
        copy_count: 2,
        story: Some(1),
        ..Row::default()
    };
    Document {
        sentences: sentences(text),
        annotations: Annotations { people, quotations },
        repeats: vec![Repeat {
            span: second,
            first,
        }],
        removed: vec![
            removed("Home  News  Sport", Reason::Navigation),
            removed("Share on all channels", Reason::ShareBar),
            removed("Download the app", Reason::Advert),
        ],
        copies: vec![CopyOf {
            id: ArticleId(9),
            metadata: metadata("Eastern pier to be rebuilt", "Harbour Wire", "2025-06-26"),
            location: "wire/9.html".to_owned(),
            share: 0.92,
            share_of_other: 0.99,
        }],
        story: vec![(
            ArticleId(2),
            "Bridge and pier: what the storm left".to_owned(),
        )],
        location: "coast/1.html".to_owned(),
        raw,
        row,
        body,
        ..Document::default()
    }
}

fn bridge() -> Document {
    let text = "The storm of last winter broke the pier and bent the bridge. The harbour board said on Monday that it would rebuild the eastern pier.\n\nEngineers are still at work under the bridge.";
    Document {
        row: Row {
            id: ArticleId(2),
            metadata: metadata(
                "Bridge and pier: what the storm left",
                "Inland Post",
                "2025-06-25",
            ),
            word_count: 31,
            story: Some(1),
            is_starred: true,
            ..Row::default()
        },
        sentences: sentences(text),
        shared: vec![SharedPassage {
            span: span_of(
                text,
                "The harbour board said on Monday that it would rebuild the eastern pier.",
            ),
            other: ArticleId(1),
            other_title: "Harbour board will rebuild the eastern pier".to_owned(),
            is_seen: true,
        }],
        body: Body::from_text(text),
        ..Document::default()
    }
}

fn recipe() -> Document {
    let mut body = Body::default();
    let origin = TextSpan::default();
    body.push(BlockKind::Paragraph, "A soup for cold days.", origin);
    body.push(BlockKind::Heading(2), "What you need", origin);
    body.push(
        BlockKind::ListItem {
            depth: 0,
            number: None,
        },
        "four leeks",
        origin,
    );
    body.push(
        BlockKind::ListItem {
            depth: 0,
            number: None,
        },
        "a litre of stock that has been boiled down for an hour",
        origin,
    );
    body.push(
        BlockKind::Quote,
        "Never boil it twice, my grandmother wrote.",
        origin,
    );
    body.push(BlockKind::Code, "stir(4);\n\twait();", origin);
    Document {
        row: Row {
            id: ArticleId(3),
            metadata: Metadata {
                title_derived: true,
                published: None,
                ..metadata("A soup for cold days", "Kitchen notes", "2024-11-02")
            },
            word_count: 40,
            is_read: true,
            ..Row::default()
        },
        sentences: sentences(&body.text),
        body,
        ..Document::default()
    }
}

fn scripts() -> Document {
    let text = "日本語の文章は空白なしで書かれるので、どこでも改行できます。絵文字 👨‍👩‍👧 も一つです。\n\nمرحبا بالعالم and then English again, with combining e\u{301} and a flag 🇳🇴 in it.";
    Document {
        row: Row {
            id: ArticleId(4),
            metadata: metadata("日本語 и العربية in one list 👩🏽‍🚀", "Letters", "2024-01-05"),
            word_count: 20,
            ..Row::default()
        },
        sentences: sentences(text),
        body: Body::from_text(text),
        ..Document::default()
    }
}
