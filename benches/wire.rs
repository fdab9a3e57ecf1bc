//! Bytes and time of the wire on a made-up reader, beside ratatui's own terminal.
//!
//! `cargo bench --bench wire` first prints the bytes of every action, then the times.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a benchmark prints, and stops where something is not as it must be"
)]

use std::io::Write;
use std::sync::{Arc, Mutex};

use pullquote::tui::wire::{Capabilities, Painter};
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget as _;
use ratatui::{Terminal, TerminalOptions, Viewport};

const WORDS: &[&str] = &[
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "is",
    "that",
    "for",
    "it",
    "as",
    "was",
    "with",
    "be",
    "by",
    "on",
    "not",
    "he",
    "his",
    "but",
    "at",
    "are",
    "this",
    "have",
    "from",
    "or",
    "had",
    "an",
    "they",
    "which",
    "one",
    "were",
    "government",
    "minister",
    "defence",
    "said",
    "Thursday",
    "officials",
    "against",
    "backdrop",
    "momentous",
    "change",
    "meeting",
    "seaside",
    "city",
    "international",
    "order",
    "police",
    "market",
    "prices",
    "company",
    "report",
    "years",
    "people",
    "court",
    "election",
    "president",
    "new",
    "first",
    "after",
    "over",
    "would",
    "could",
    "crisis",
];

/// Words in an order that is always the same.
struct Prose(u64);

impl Prose {
    fn word(&mut self) -> &'static str {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        WORDS[(self.0 >> 33) as usize % WORDS.len()]
    }

    fn line(&mut self, width: usize) -> String {
        let mut line = String::new();
        loop {
            let word = self.word();
            if line.len() + word.len() + 1 > width {
                return line;
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
}

/// A list of titles and an article, one over the other or side by side.
#[derive(Clone)]
struct Screen {
    size: (u16, u16),
    titles: Vec<String>,
    body: Vec<String>,
    selected: usize,
    top: usize,
    scroll: usize,
    is_reading: bool,
    is_side_by_side: bool,
}

impl Screen {
    fn new(size: (u16, u16), is_side_by_side: bool) -> Self {
        let mut prose = Prose(7);
        let titles = (0..500).map(|n| prose.line(25 + n * 7 % 32)).collect();
        let pane = if is_side_by_side {
            size.0 - size.0 * 2 / 5 - 4
        } else {
            size.0 - 4
        };
        let mut body = Vec::new();
        for paragraph in 0..60 {
            for _ in 0..3 + paragraph % 4 {
                body.push(prose.line(usize::from(pane)));
            }
            let half = usize::from(pane) / 2;
            body.push(prose.line(half));
            body.push(String::new());
        }
        Self {
            size,
            titles,
            body,
            selected: 0,
            top: 0,
            scroll: 0,
            is_reading: false,
            is_side_by_side,
        }
    }

    fn draw(&self) -> Buffer {
        let (width, height) = self.size;
        let mut frame = Buffer::empty(Rect::new(0, 0, width, height));
        let bar = Style::new().fg(Color::Black).bg(Color::Gray);
        let panes = Rect::new(0, 1, width, height - 2);
        let split = width * 2 / 5;
        let (list, page) = if self.is_side_by_side {
            let page = Rect::new(split + 1, 1, width - split - 1, height - 2);
            (
                Rect {
                    width: split,
                    ..panes
                },
                page,
            )
        } else {
            (panes, panes)
        };
        frame.set_string(0, 0, " reader — 500 articles", bar);
        frame.set_style(Rect::new(0, 0, width, 1), bar);
        if !self.is_reading || self.is_side_by_side {
            self.draw_list(list, &mut frame);
        }
        if self.is_reading || self.is_side_by_side {
            for (y, text) in (page.y..page.bottom()).zip(&self.body[self.scroll..]) {
                let room = usize::from(page.width - 3);
                frame.set_stringn(page.x + 1, y, text, room, Style::new());
            }
        }
        let percent = self.scroll * 100 / self.body.len();
        let status = format!(" {}/500  {percent}% ", self.selected + 1);
        frame.set_string(0, height - 1, status, bar);
        frame.set_style(Rect::new(0, height - 1, width, 1), bar);
        frame
    }

    fn draw_list(&self, list: Rect, frame: &mut Buffer) {
        for (row, n) in (list.y..list.bottom()).zip(self.top..self.titles.len()) {
            let is_unread = n % 3 == 0;
            let title = if is_unread {
                Style::new().add_modifier(Modifier::BOLD)
            } else {
                Style::new()
            };
            let source = ["BBC News", "Guardian", "ars technica"][n % 3];
            let line = Line::from(vec![
                Span::styled(if is_unread { "● " } else { "  " }, Color::Yellow),
                Span::styled(format!("{:02} Nov ", n % 30 + 1), Color::DarkGray),
                Span::styled(format!("{source:<12} "), Color::Cyan),
                Span::styled(self.titles[n].as_str(), title),
            ]);
            let area = Rect {
                y: row,
                height: 1,
                ..list
            };
            line.render(area, frame);
            if n == self.selected {
                frame.set_style(area, Style::new().add_modifier(Modifier::REVERSED));
            }
        }
    }
}

/// What ratatui's own terminal writes to.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

type Action = (&'static str, fn(&mut Screen));

/// The actions of a reader, each after the one before.
const ACTIONS: &[Action] = &[
    ("first frame", |_| {}),
    ("no change", |_| {}),
    ("list cursor down", |s| s.selected += 1),
    ("list cursor down", |s| s.selected += 1),
    ("list to the bottom", |s| {
        s.selected = usize::from(s.size.1) - 3;
    }),
    ("list scroll 1", |s| {
        s.selected += 1;
        s.top += 1;
    }),
    ("list scroll 1", |s| {
        s.selected += 1;
        s.top += 1;
    }),
    ("list page", |s| {
        s.top += usize::from(s.size.1) - 2;
        s.selected = s.top;
    }),
    ("open article", |s| s.is_reading = true),
    ("reader scroll 1", |s| s.scroll += 1),
    ("reader scroll 1", |s| s.scroll += 1),
    ("reader scroll 1", |s| s.scroll += 1),
    ("reader scroll 1", |s| s.scroll += 1),
    ("reader scroll -1", |s| s.scroll -= 1),
    ("reader half page", |s| {
        s.scroll += usize::from(s.size.1) / 2;
    }),
    ("reader page", |s| s.scroll += usize::from(s.size.1) - 3),
];

/// An xterm that has answered nothing, and a terminal that has margins and knows `REP`.
fn kinds() -> [(&'static str, Capabilities); 2] {
    let silent = Capabilities {
        has_margins: false,
        has_repeat: false,
        has_sync: false,
        ..Capabilities::all()
    };
    [("xterm", silent), ("modern", Capabilities::all())]
}

fn print_bytes(size: (u16, u16), is_side_by_side: bool) {
    let (width, height) = size;
    let place = if is_side_by_side {
        "side by side"
    } else {
        "one pane"
    };
    let mut screen = Screen::new(size, is_side_by_side);
    let sink = Sink::default();
    let viewport = Viewport::Fixed(Rect::new(0, 0, width, height));
    let options = TerminalOptions { viewport };
    let mut plain = Terminal::with_options(CrosstermBackend::new(sink.clone()), options).unwrap();
    let mut painters = kinds().map(|(_, caps)| Painter::new(caps, size));
    println!("{width}x{height} {place:20} ratatui   xterm  modern   (new line's text)");
    for (name, change) in ACTIONS {
        change(&mut screen);
        let frame = screen.draw();
        let text = screen.body[screen.scroll + usize::from(height) - 3].len();
        plain
            .draw(|target| target.buffer_mut().clone_from(&frame))
            .unwrap();
        let counts = painters.each_mut().map(|painter| {
            let mut bytes = Vec::new();
            painter.paint(&frame, None, &mut bytes);
            bytes.len()
        });
        let plain_count = std::mem::take(&mut *sink.0.lock().unwrap()).len();
        println!(
            "{name:28}{plain_count:8}{:8}{:8}   ({text})",
            counts[0], counts[1]
        );
    }
    println!();
}

fn main() {
    for size in [(80, 24), (200, 60)] {
        print_bytes(size, false);
        print_bytes(size, true);
    }
    divan::main();
}

/// A painter that shows one frame, and the next frame.
fn prepared(is_side_by_side: bool, change: fn(&mut Screen)) -> (Painter, Buffer, Buffer) {
    let size = (200, 60);
    let mut screen = Screen::new(size, is_side_by_side);
    screen.is_reading = true;
    let first = screen.draw();
    change(&mut screen);
    let painter = Painter::new(kinds()[1].1.clone(), size);
    (painter, first, screen.draw())
}

/// Paints two frames in turn.
fn in_turn(bencher: divan::Bencher<'_, '_>, is_side_by_side: bool, change: fn(&mut Screen)) {
    let (mut painter, first, second) = prepared(is_side_by_side, change);
    let mut bytes = Vec::new();
    bencher.bench_local(|| {
        for frame in [&first, &second] {
            bytes.clear();
            painter.paint(frame, None, &mut bytes);
        }
        bytes.len()
    });
}

#[divan::bench]
fn two_unchanged_frames_200x60(bencher: divan::Bencher<'_, '_>) {
    in_turn(bencher, false, |_| {});
}

#[divan::bench]
fn two_scrolls_by_a_line_200x60(bencher: divan::Bencher<'_, '_>) {
    in_turn(bencher, false, |screen| screen.scroll += 1);
}

#[divan::bench]
fn two_scrolls_side_by_side_200x60(bencher: divan::Bencher<'_, '_>) {
    in_turn(bencher, true, |screen| screen.scroll += 1);
}

#[divan::bench]
fn two_whole_pages_200x60(bencher: divan::Bencher<'_, '_>) {
    in_turn(bencher, false, |screen| screen.scroll += 57);
}
