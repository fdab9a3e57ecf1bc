//! What is fuzzed: each target takes any bytes, sends them through a part of the program, and panics
//! where something that must hold does not.
//!
//! `cargo fuzz run --fuzz-dir tests/fuzz pipeline tests/data/fuzz/pipeline` looks for new inputs;
//! the integration tests send the kept ones through the same functions.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    missing_docs,
    unreachable_pub,
    reason = "a target stops where something is not as it must be"
)]

use std::collections::BTreeSet;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::{Arc, OnceLock};

use pullquote::article::{ArticleId, Document, Listed, Metadata, Row};
use pullquote::cli::filter;
use pullquote::config::Settings;
use pullquote::engine::{Input, Shelf, batch, process, samples};
use pullquote::query::{Filter, Query, find, lit_letters};
use pullquote::source::{self, Item, Limits, decode, feed, moment, opml};
use pullquote::text::TextSpan;
use pullquote::text::fold::fold;
use pullquote::text::sanitize::{is_forbidden, sanitize};
use pullquote::tui::Options;
use pullquote::tui::effect::Effect;
use pullquote::tui::key::{Key, parse_keys, show_keys};
use pullquote::tui::model::{Model, Size};
use pullquote::tui::msg::{Mouse, Msg, Opened};
use pullquote::tui::update::update;
use pullquote::tui::view::view;
use pullquote::tui::wire::{Capabilities, Painter};
use pullquote::tui::worker::quoted;
use pullquote::typeset::wrap::Fit;
use pullquote::typeset::{Page, Setting, TextKind, compose, compose_raw};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::Event;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

/// A target with its name.
type Target = (&'static str, fn(&[u8]));

/// Every target with its name.
pub const TARGETS: &[Target] = &[
    ("pipeline", pipeline),
    ("format", format),
    ("query", query),
    ("filters", filters),
    ("wire", wire),
    ("config", config),
    ("keys", keys),
    ("terminal", terminal),
];

/// Splits a leading byte off; 0 where there is none.
fn choice(data: &[u8]) -> (u8, &[u8]) {
    data.split_first()
        .map_or((0, data), |(&first, rest)| (first, rest))
}

fn assert_safe(what: &str, text: &str) {
    let live = text.chars().find(|&c| is_forbidden(c));
    assert_eq!(live, None, "{what}: {text:?}");
}

fn assert_span(what: &str, span: TextSpan, text: &str) {
    let range = span.range();
    assert!(
        text.get(range.clone()).is_some(),
        "{what}: {range:?} of {} bytes",
        text.len()
    );
}

/// A page through all stages to the cells of the screen; the first byte says what it is and how it
/// is set.
pub fn pipeline(data: &[u8]) {
    let (how, bytes) = choice(data);
    let input = Input {
        location: "page".to_owned(),
        url: (how & 2 != 0).then(|| "https://example.org/2025/06/26/story".to_owned()),
        text: decode::decode(bytes, (how & 4 != 0).then_some("windows-1251")),
        is_html: how & 1 != 0,
        fetched: Some(jiff::Timestamp::UNIX_EPOCH),
        ..Input::default()
    };
    for one in process(&input) {
        let text = &one.article.body.text;
        assert_safe("text", text);
        assert_safe("raw", &one.raw);
        assert_metadata(&one.article.metadata);
        for &span in &one.sentences {
            assert_span("sentence", span, text);
        }
        for block in &one.article.body.blocks {
            assert_span("block", block.span, text);
        }
        for repeat in &one.repeats {
            assert_span("repeat", repeat.span, text);
            assert_span("first", repeat.first, text);
        }
        for removed in &one.removed {
            assert_span("removed", removed.span, &one.raw);
        }
        for person in &one.annotations.people {
            assert!(!person.name.is_empty() && !person.mentions.is_empty());
            person
                .mentions
                .iter()
                .for_each(|&span| assert_span("mention", span, text));
        }
        for quotation in &one.annotations.quotations {
            assert_span("quotation", quotation.span, text);
            if let Some(speaker) = &quotation.speaker {
                assert!((0.0..=1.0).contains(&speaker.confidence), "{speaker:?}");
                speaker
                    .span
                    .into_iter()
                    .for_each(|span| assert_span("speaker", span, text));
            }
        }
        let within = batch::within(text.clone());
        let mut earlier = batch::Earlier::default();
        assert!(earlier.add(&within).is_empty());
        earlier.add(&within);
        let copies = earlier.copies();
        assert!(copies[0].is_empty());
        for copy in copies.iter().flatten() {
            assert!((0.0..=1.0).contains(&copy.of_this) && (0.0..=1.0).contains(&copy.of_other));
        }
    }
    let shelf = Shelf::of_pages(&[input]);
    let setting = Setting {
        measure: 1 + u16::from(how >> 3) * 4,
        side: u16::from(how & 1) * 20,
        fit: if how & 8 == 0 {
            Fit::Optimal
        } else {
            Fit::First
        },
        is_justified: how & 16 != 0,
        has_speakers: how & 32 == 0,
        ..Setting::default()
    };
    let mut screen = Screen::new(shelf, 20 + u16::from(how >> 2), 12);
    for row in screen.shelf.rows().unwrap() {
        let document = screen.shelf.document(row.id).unwrap();
        assert_page(&compose(&document, &setting), &document);
        assert_page(&compose_raw(&document, &setting), &document);
    }
    for key in ["enter", "space", "G", "R", "Q", "P"] {
        for key in parse_keys(key).unwrap() {
            screen.send(Msg::Key(key));
            screen.draw();
        }
    }
}

fn assert_metadata(metadata: &Metadata) {
    let published = metadata.published.as_ref();
    let fields = [
        Some(&metadata.title),
        metadata.source.as_ref(),
        metadata.byline.as_ref(),
        metadata.dateline.as_ref(),
        metadata.language.as_ref(),
        published.map(|published| &published.words),
        published.and_then(|published| published.resolved.as_ref()),
    ];
    for field in fields.into_iter().flatten() {
        assert_safe("metadata", field);
        assert!(!field.contains('\n'), "{field:?}");
    }
}

fn assert_page(page: &Page, document: &Document) {
    for line in &page.lines {
        let text = match line.text {
            TextKind::Body => &document.body.text,
            TextKind::Raw => &document.raw,
            TextKind::Notes => &page.notes,
        };
        assert_span("line", line.span, text);
        line.glyphs(text)
            .for_each(|glyph| assert_safe("glyph", glyph.cluster));
    }
}

/// A screen over a shelf, with everything outside of it done at once.
pub struct Screen {
    model: Model,
    pub shelf: Shelf,
    /// What reached the outside: copies, addresses, marks.
    pub done: Vec<Effect>,
}

impl Screen {
    pub fn new(shelf: Shelf, width: u16, height: u16) -> Self {
        let model = Model::new(Size { width, height }, &Options::default());
        let mut screen = Self {
            model,
            shelf,
            done: Vec::new(),
        };
        let rows = screen.shelf.rows().unwrap();
        screen.send(Msg::RowsRead { rows, is_all: true });
        screen
    }

    pub fn send(&mut self, message: Msg) {
        let mut waiting = vec![message];
        while let Some(message) = waiting.pop() {
            for effect in update(&mut self.model, message) {
                waiting.extend(self.answer(effect));
            }
        }
    }

    fn answer(&mut self, effect: Effect) -> Option<Msg> {
        match effect {
            Effect::ReadRows { .. } => Some(Msg::RowsRead {
                rows: self.shelf.rows().unwrap(),
                is_all: true,
            }),
            Effect::Open { id, generation } => {
                let opened = |document| Opened {
                    id,
                    document: Arc::new(document),
                    position: self.shelf.position(id),
                    marks: Vec::new(),
                };
                let document = self.shelf.document(id);
                Some(Msg::Opened {
                    generation,
                    result: document.map(opened).map_err(|error| error.to_string()),
                })
            }
            Effect::Compose {
                document,
                setting,
                generation,
            } => Some(Msg::Composed {
                generation,
                page: Arc::new(compose(&document, &setting)),
            }),
            Effect::Filter {
                query,
                rows,
                generation,
                ..
            } => {
                let query = Query::parse(&query);
                let in_texts = |words: &str| self.shelf.with_words(words);
                let shown = Filter::new(&rows).search(&rows, &query, &in_texts, &|| true);
                Some(Msg::Filtered {
                    generation,
                    shown: Arc::new(shown.unwrap()),
                    problems: query.problems,
                })
            }
            Effect::ReadQuotations { ids, generation } => {
                let documents = ids.iter().filter_map(|&id| self.shelf.document(id).ok());
                let of = |document: Document| {
                    let all = document.annotations.quotations.clone();
                    all.iter()
                        .map(|quotation| quoted(&document, quotation))
                        .collect::<Vec<_>>()
                };
                Some(Msg::Quoted {
                    generation,
                    quotations: documents.flat_map(of).collect(),
                })
            }
            Effect::SavePosition(id, offset) => {
                self.shelf.save_position(id, offset).unwrap();
                None
            }
            other => {
                self.done.push(other);
                None
            }
        }
    }

    /// Returns the cells of the screen.
    pub fn cells(&self) -> Buffer {
        let Size { width, height } = self.model.size;
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        view(&self.model, &mut buffer);
        buffer
    }

    fn draw(&self) {
        for cell in &self.cells().content {
            assert_safe("cell", cell.symbol());
        }
    }
}

/// Names that choose a reader where the content does not.
const NAMES: &[&str] = &[
    "page.html",
    "page.txt",
    "page.md",
    "page.json",
    "pages.jsonl",
    "mail.eml",
    "page.mhtml",
    "book.epub",
    "crawl.warc",
    "crawl.wet.gz",
    "feed.rss",
    "feeds.opml",
    "table.csv",
    "page",
    "page.html.zst",
    "https://example.org/feed",
];

/// A file of any format; the first byte chooses its name.
pub fn format(data: &[u8]) {
    let (which, bytes) = choice(data);
    let limits = Limits {
        document: 1 << 20,
        entries: 200,
        unpacked: 4 << 20,
    };
    let name = NAMES[usize::from(which) % NAMES.len()];
    let mut count = 0;
    let mut sink = |item: Result<Item, pullquote::error::Error>| {
        count += 1;
        match item {
            Err(error) => assert_safe("error", &error.to_string()),
            Ok(Item::Page(page)) => assert!(page.text.len() as u64 <= 16 * limits.document),
            Ok(Item::Link(_) | Item::Feed(_)) => {}
        }
        ControlFlow::Continue(())
    };
    let done = if which & 128 == 0 {
        source::read_stream(Box::new(bytes), name, &limits, &mut sink)
    } else {
        let media = [
            "text/html; charset=\"koi8-r\"",
            "application/rss+xml",
            "text/plain",
            "text/markdown",
        ];
        let media = media[usize::from(which >> 4) % media.len()];
        source::read_bytes(bytes, name, Some(media), &limits, &mut sink)
    };
    assert!(done.is_continue());
    assert!(count <= limits.entries + 2, "{count} items");
    let text = decode::decode(bytes, None);
    if let Some(feed) = feed::parse(&text) {
        feed.entries
            .iter()
            .for_each(|entry| drop(entry.text().map(feed::plain)));
    }
    let feeds = opml::parse(&text);
    let again = opml::parse(&opml::write(&feeds));
    assert_eq!(again.len(), feeds.len());
    let _moment = text.lines().next().and_then(moment::published);
}

/// A query, and after a line feed the rows that it looks at: title, source, people.
pub fn query(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.lines();
    let query = Query::parse(lines.next().unwrap_or_default());
    let rows: Vec<Listed> = lines
        .take(20)
        .enumerate()
        .map(|(at, line)| {
            let mut parts = line.split('\t');
            let metadata = Metadata {
                title: sanitize(parts.next().unwrap_or_default()).into_owned(),
                source: parts.next().map(str::to_owned),
                ..Metadata::default()
            };
            let id = ArticleId(i64::try_from(at).unwrap());
            Listed::from(Row {
                id,
                metadata,
                people: parts.map(str::to_owned).collect(),
                ..Row::default()
            })
        })
        .collect();
    let none = |_: &str| BTreeSet::new();
    let shown = Filter::new(&rows)
        .search(&rows, &query, &none, &|| true)
        .unwrap();
    let mut seen = shown.clone();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), shown.len(), "a row is shown once");
    for (at, row) in rows.iter().enumerate() {
        // A row passes by itself exactly if it passes among others.
        let alone = std::slice::from_ref(row);
        let passes = Filter::new(alone)
            .search(alone, &query, &none, &|| true)
            .unwrap();
        assert_eq!(
            !passes.is_empty(),
            shown.contains(&u32::try_from(at).unwrap())
        );
        let title = row.title();
        let lit = lit_letters(title, &query);
        assert!(
            lit.is_sorted()
                && lit
                    .iter()
                    .all(|&byte| title.is_char_boundary(byte) && byte < title.len())
        );
        for term in &query.terms {
            for span in find::find_all(title, &term.words) {
                assert_span("found", span, title);
            }
        }
    }
    let _folded = fold(&text);
}

/// A filter over its input.
type Run = fn(
    &mut dyn std::io::BufRead,
    &mut dyn std::io::Write,
) -> std::io::Result<pullquote::cli::exit::Exit>;

/// The filters' input; the first byte chooses the filter.
pub fn filters(data: &[u8]) {
    let (which, input) = choice(data);
    let all: [Run; 5] = [
        filter::clean,
        filter::annotate,
        filter::repeats,
        filter::stories,
        filter::link,
    ];
    let mut output = Vec::new();
    all[usize::from(which) % all.len()](&mut &*input, &mut output).unwrap();
    let output = String::from_utf8(output).unwrap();
    let lines = input.split_inclusive(|&byte| byte == b'\n').count();
    assert_eq!(output.lines().count(), lines);
    for line in output.split_terminator('\n') {
        assert_safe("output", line);
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(object.is_object() && object.get("id").is_some());
    }
}

/// Symbols of known width, and some that must never get through.
const SYMBOLS: &[&str] = &[
    " ",
    "a",
    "b",
    "é",
    "漢",
    "字",
    "e\u{301}",
    "—",
    "│",
    "\u{1b}",
    "\u{9b}31m",
    "\u{202e}",
    "x\u{7}",
    "0",
    "-",
    "“",
    "\u{200b}",
    "\u{e000}",
    "…",
    "~",
];
const COLORS: &[Color] = &[
    Color::Reset,
    Color::Red,
    Color::Indexed(208),
    Color::Rgb(1, 2, 3),
];

/// Changes to a screen, painted step by step and shown by an independent emulator.
pub fn wire(data: &[u8]) {
    let mut bytes = data.iter().copied();
    let mut next = || bytes.next().map(u16::from);
    let (Some(width), Some(height)) = (next(), next()) else {
        return;
    };
    let (width, height) = (2 + width % 60, 1 + height % 20);
    let caps = Capabilities {
        has_margins: false,
        has_sync: false,
        has_underline_color: false,
        has_links: false,
        ..Capabilities::all()
    };
    let area = Rect::new(0, 0, width, height);
    let mut frame = Buffer::empty(area);
    let mut painter = Painter::new(caps, (width, height));
    let cells = |count| NonZero::new(count).unwrap();
    let mut emulator = vt100::Parser::new(cells(height), cells(width), 0);
    let mut paint = |frame: &Buffer, cursor| {
        let mut bytes = Vec::new();
        painter.paint(frame, cursor, &mut bytes);
        emulator.process(&bytes);
        compare(frame, emulator.screen());
        assert_eq!(emulator.screen().hide_cursor(), cursor.is_none());
        bytes.clear();
        painter.paint(frame, cursor, &mut bytes);
        assert!(bytes.is_empty(), "the same frame again sends {bytes:?}");
    };
    paint(&frame, None);
    while let (Some(what), Some(x), Some(y), Some(how)) = (next(), next(), next(), next()) {
        let (x, y) = (x % width, y % height);
        let mut style = Style::default()
            .fg(COLORS[usize::from(how % 4)])
            .bg(COLORS[usize::from(how / 4 % 4)]);
        for (bit, modifier) in [
            (16, Modifier::BOLD),
            (32, Modifier::REVERSED),
            (64, Modifier::UNDERLINED),
        ] {
            if how & bit != 0 {
                style = style.add_modifier(modifier);
            }
        }
        match what % 8 {
            0..=2 => {
                let symbol = SYMBOLS[usize::from(what / 8) % SYMBOLS.len()];
                let length = 1 + how % 13;
                frame.set_string(x, y, symbol.repeat(usize::from(length)), style);
                if symbol.chars().any(is_forbidden) {
                    frame[(x, y)].set_symbol(symbol);
                }
            }
            3 => frame.set_style(Rect::new(x, y, (1 + how % 30).min(width - x), 1), style),
            4 => {
                // A region of rows moves up or down.
                let old = frame.clone();
                let (top, bottom) = (y.min(x % height), y.max(x % height));
                for row in top..=bottom {
                    let from = if how & 1 == 0 {
                        row.checked_add(1)
                    } else {
                        row.checked_sub(1)
                    };
                    for column in 0..width {
                        frame[(column, row)] = from
                            .filter(|from| (top..=bottom).contains(from))
                            .map_or_else(Default::default, |from| old[(column, from)].clone());
                    }
                }
            }
            5 => frame.reset(),
            _ => paint(&frame, (how & 1 == 0).then_some((x, y))),
        }
    }
    paint(&frame, None);
}

fn compare(frame: &Buffer, screen: &vt100::Screen) {
    let mut covered = 0;
    for y in 0..frame.area.height {
        for x in 0..frame.area.width {
            let cell = &frame[(x, y)];
            if covered > 0 {
                covered -= 1;
                continue;
            }
            let symbol = cell.symbol();
            let is_blank = symbol.trim().is_empty() || symbol.chars().any(is_forbidden);
            let width = if is_blank {
                1
            } else {
                pullquote::text::width::cells(symbol)
            };
            let fits = x + u16::try_from(width).unwrap() <= frame.area.width;
            covered = if fits { width.saturating_sub(1) } else { 0 };
            let shown = screen.cell(y, x).unwrap();
            let found = shown.contents();
            let wanted = if is_blank || !fits { "" } else { symbol };
            assert_eq!(found.trim(), wanted.trim(), "{x},{y}");
            assert!(!found.chars().any(is_forbidden), "{x},{y}: {found:?}");
        }
    }
}

/// A configuration file; what it gives has every setting in its bounds.
pub fn config(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (settings, _problems) = Settings::parse(&text);
    for words in settings.keys.values().flatten() {
        if let Some(keys) = parse_keys(words) {
            assert_safe("keys", &show_keys(&keys));
        }
    }
    let options = Options {
        measure: settings.measure,
        preset: settings.keys_preset,
        keys: settings.keys.into_iter().collect(),
        theme: settings.theme,
        ..Options::default()
    };
    let model = Model::new(
        Size {
            width: 40,
            height: 10,
        },
        &options,
    );
    view(&model, &mut Buffer::empty(Rect::new(0, 0, 40, 10)));
}

/// Keys, pastes, the mouse and new sizes over the sample articles.
pub fn keys(data: &[u8]) {
    static INPUTS: OnceLock<Vec<Input>> = OnceLock::new();
    let inputs = INPUTS.get_or_init(|| samples().into_iter().take(1).collect());
    let mut screen = Screen::new(Shelf::of_pages(inputs), 60, 16);
    let mut bytes = data.iter().copied();
    while let Some(byte) = bytes.next() {
        let mut next = || bytes.next().map_or(0, u16::from);
        let message = match byte {
            0x01 => Msg::Resized(Size {
                width: next(),
                height: next(),
            }),
            0x02 => Msg::Pasted(String::from_utf8_lossy(&data[..data.len().min(20)]).into_owned()),
            0x03 => Msg::Mouse(Mouse::Wheel {
                lines: next().cast_signed() - 128,
                column: next(),
                row: next(),
            }),
            0x04 => Msg::Mouse(Mouse::Down {
                column: next(),
                row: next(),
            }),
            0x05 => Msg::Mouse(Mouse::Drag {
                column: next(),
                row: next(),
            }),
            0x06 => Msg::Mouse(Mouse::Up),
            0x07 => Msg::Waited,
            0x0e => Msg::Resumed(Size {
                width: next(),
                height: next(),
            }),
            _ => {
                let names = [
                    ("enter", 0x0d),
                    ("esc", 0x1b),
                    ("tab", 0x09),
                    ("backspace", 0x7f),
                    ("pgdn", 0x10),
                    ("pgup", 0x11),
                ];
                let named = names.iter().find(|(_, code)| *code == byte);
                let key = named.and_then(|(name, _)| parse_keys(name)?.pop());
                Msg::Key(key.unwrap_or_else(|| Key::char(char::from(byte))))
            }
        };
        screen.send(message);
        screen.draw();
    }
}

/// What a terminal may send, in two pieces: no panic, and pastes have passed the door.
pub fn terminal(data: &[u8]) {
    use pullquote::tui::terminal::{Input, Parser};
    let (at, bytes) = choice(data);
    let (one, other) = bytes.split_at(usize::from(at).min(bytes.len()));
    let mut parser = Parser::default();
    let mut out = Vec::new();
    for piece in [one, other] {
        parser.feed(piece, &mut out);
    }
    parser.flush(&mut out);
    assert!(!parser.is_waiting());
    for input in out {
        if let Input::Event(Event::Paste(text)) = input {
            assert_safe("paste", &text);
        }
    }
}
