//! The wire, replayed against two terminals: the `vt100` crate and a strict one of our own that
//! refuses whatever a terminal of that kind does not know, with and without `bce` and margins.

mod frames; // random screens, and the small changes that a reader makes to them
mod strict; // a terminal that stops at everything it does not know

use std::num::NonZero;

use proptest::prelude::*;
use pullquote::config::env::TermEnv;
use pullquote::tui::color::{Choice, Level};
use pullquote::tui::wire::{Capabilities, Link, Painter, Url};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use frames::{Dice, Mutation, World};
use strict::{Shown, Strict};

/// The kinds of terminals that the tests play.
fn kinds() -> Vec<(&'static str, Capabilities)> {
    let all = Capabilities {
        has_links: false,
        ..Capabilities::all()
    };
    let poor = Capabilities {
        erases_in_color: false,
        has_erase_chars: false,
        has_repeat: false,
        has_scroll: false,
        has_margins: false,
        has_sync: false,
        has_underline_color: false,
        ..all
    };
    vec![
        ("all", all.clone()),
        ("poor", poor.clone()),
        (
            "xterm",
            Capabilities {
                has_repeat: false,
                has_margins: false,
                has_underline_color: false,
                ..all.clone()
            },
        ),
        (
            "no bce",
            Capabilities {
                erases_in_color: false,
                ..all.clone()
            },
        ),
        (
            "sixteen",
            Capabilities {
                level: Level::Sixteen,
                has_margins: false,
                ..all
            },
        ),
        (
            "linux",
            Capabilities {
                erases_in_color: true,
                has_erase_chars: true,
                level: Level::None,
                ..poor
            },
        ),
    ]
}

/// A painter with a strict terminal that it paints on.
struct Bench {
    painter: Painter,
    terminal: Strict,
    caps: Capabilities,
}

impl Bench {
    fn new(caps: Capabilities, size: (u16, u16)) -> Self {
        Self {
            painter: Painter::new(caps.clone(), size),
            terminal: Strict::new(size, &caps),
            caps,
        }
    }

    /// Paints and compares; returns the bytes.
    fn paint(&mut self, frame: &Buffer, cursor: Option<(u16, u16)>) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        self.painter.paint(frame, cursor, &mut bytes);
        self.terminal.feed(&bytes)?;
        self.terminal.compare(frame, &self.caps)?;
        if self.terminal.cursor() != cursor {
            let at = self.terminal.cursor();
            return Err(format!("the cursor is at {at:?}, not at {cursor:?}"));
        }
        let mut again = Vec::new();
        self.painter.paint(frame, cursor, &mut again);
        if again.is_empty() {
            Ok(bytes)
        } else {
            Err(format!(
                "the same frame again: {:?}",
                String::from_utf8_lossy(&again)
            ))
        }
    }
}

fn play(name: &str, caps: &Capabilities, world: &mut World, steps: usize) {
    let mut bench = Bench::new(caps.clone(), world.size());
    for step in 0..steps {
        let mutation = world.step();
        if mutation == Mutation::Resized {
            bench.painter.resize(world.size());
            bench.terminal.resize(world.size());
        }
        let (frame, cursor) = world.frame();
        if let Err(problem) = bench.paint(frame, cursor) {
            panic!(
                "{name}, step {step} {mutation:?}, {:?}: {problem}",
                world.size()
            );
        }
    }
}

#[test]
fn thousands_of_random_frames_arrive_on_every_kind_of_terminal() {
    for (name, caps) in kinds() {
        for seed in 0..12 {
            let mut world = World::new(Dice::new(seed));
            play(name, &caps, &mut world, 40);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_frames_arrive(seed in any::<u64>(), kind in 0_usize..6, width in 1_u16..40, height in 1_u16..16) {
        let (name, caps) = kinds().swap_remove(kind);
        let mut world = World::sized(Dice::new(seed), (width, height));
        play(name, &caps, &mut world, 12);
    }
}

#[test]
fn another_emulator_agrees() {
    let caps = Capabilities {
        has_margins: false,
        has_sync: false,
        has_underline_color: false,
        has_links: false,
        ..Capabilities::all()
    };
    for seed in 100..130 {
        let mut world = World::new(Dice::new(seed)).with_sure_widths_only();
        let mut painter = Painter::new(caps.clone(), world.size());
        let (width, height) = world.size();
        let mut emulator = vt100::Parser::new(cells(height), cells(width), 0);
        for step in 0..40 {
            if world.step() == Mutation::Resized {
                let (width, height) = world.size();
                painter.resize((width, height));
                emulator.screen_mut().set_size(cells(height), cells(width));
            }
            let (frame, cursor) = world.frame();
            let mut bytes = Vec::new();
            painter.paint(frame, cursor, &mut bytes);
            emulator.process(&bytes);
            let problem = differs_from(frame, emulator.screen());
            assert_eq!(problem, None, "seed {seed}, step {step}, {:?}", frame.area);
            if let Some((x, y)) = cursor {
                assert_eq!(emulator.screen().cursor_position(), (y, x));
            }
            assert_eq!(emulator.screen().hide_cursor(), cursor.is_none());
        }
    }
}

/// Plays frames into a real tmux, where there is one, and compares the text that it holds.
#[test]
fn tmux_agrees_where_there_is_one() {
    let tmux = |socket: &str, words: &[&str]| {
        let mut command = std::process::Command::new("tmux");
        command.args(["-L", socket]).args(words).env_remove("TMUX");
        command.env("LANG", "C.UTF-8").output().ok()
    };
    if tmux("pullquote-version", &["-V"]).is_none_or(|said| !said.status.success()) {
        return;
    }
    let env = TermEnv {
        term: "tmux-256color".to_owned(),
        locale: "C.UTF-8".to_owned(),
        ..TermEnv::default()
    };
    let caps = Capabilities {
        has_links: false,
        ..Capabilities::detect(&env, Choice::Auto)
    };
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("tmux.conf");
    std::fs::write(&settings, "set -g status off\n").unwrap();
    let settings = settings.display().to_string();
    for seed in 200..204 {
        let mut world = World::sized(Dice::new(seed), (60, 20)).with_sure_widths_only();
        let mut painter = Painter::new(caps.clone(), world.size());
        let (mut bytes, mut wanted) = (Vec::new(), Vec::new());
        // The window keeps its size: the frames up to the first resize.
        for _ in 0..60 {
            if world.step() == Mutation::Resized {
                break;
            }
            let (frame, _) = world.frame();
            painter.paint(frame, None, &mut bytes);
            wanted = lines_of(frame);
        }
        let stream = folder.path().join(format!("{seed}.bin"));
        std::fs::write(&stream, &bytes).unwrap();
        let socket = format!("pullquote-{}-{seed}", std::process::id());
        let show = format!("stty raw -echo; cat {}; sleep 60", stream.display());
        let made = tmux(
            &socket,
            &[
                "-f",
                &settings,
                "new-session",
                "-d",
                "-x",
                "60",
                "-y",
                "20",
                &show,
            ],
        );
        assert!(made.is_some_and(|made| made.status.success()));
        let mut shown = Vec::new();
        let is_same = (0..100).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            let held = tmux(&socket, &["capture-pane", "-p"]).unwrap();
            let text = String::from_utf8_lossy(&held.stdout).into_owned();
            shown = text
                .lines()
                .map(|line| line.trim_end().to_owned())
                .collect();
            shown == wanted
        });
        let _gone = tmux(&socket, &["kill-server"]);
        assert!(is_same, "seed {seed}: {shown:#?} for {wanted:#?}");
    }
}

/// The text of a frame, without blanks at the ends of rows.
fn lines_of(frame: &Buffer) -> Vec<String> {
    let mut lines = vec![String::new(); usize::from(frame.area.height)];
    for (_, y, shown) in strict::expected(frame, &Capabilities::all()) {
        lines[usize::from(y)].push_str(&shown.symbol);
    }
    lines
        .iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

/// Says where the emulator shows something else than the frame.
fn differs_from(frame: &Buffer, screen: &vt100::Screen) -> Option<String> {
    let color = |color: vt100::Color| match color {
        vt100::Color::Default => Color::Reset,
        vt100::Color::Idx(index) => Level::True.nearest(Color::Indexed(index)),
        vt100::Color::Rgb(r, g, b) => Color::Rgb(r, g, b),
    };
    for (x, y, wanted) in strict::expected(frame, &Capabilities::all()) {
        let cell = screen.cell(y, x)?;
        if cell.is_wide_continuation() {
            continue;
        }
        let text = if cell.has_contents() {
            cell.contents()
        } else {
            " "
        };
        let found = (
            text,
            color(cell.fgcolor()),
            color(cell.bgcolor()),
            cell.inverse(),
        );
        let is_seen = text != " " || wanted.is_inverse();
        let fg = if is_seen {
            wanted.style.fg
        } else {
            Some(found.1)
        };
        let expected = (
            wanted.symbol.as_str(),
            fg.unwrap_or_default(),
            wanted.style.bg.unwrap_or_default(),
            wanted.is_inverse(),
        );
        if found != expected {
            return Some(format!("{x},{y}: {found:?} for {expected:?}"));
        }
        let is_underlined = wanted.style.add_modifier.contains(Modifier::UNDERLINED);
        if cell.underline() != is_underlined {
            return Some(format!("{x},{y}: underlined {}", cell.underline()));
        }
    }
    None
}

#[test]
fn no_control_sequence_gets_through_a_symbol() {
    let mut frame = Buffer::empty(Rect::new(0, 0, 20, 1));
    for (x, symbol) in ["\u{1b}[2J", "a\u{9b}31m", "\u{202e}", "\n", "x"]
        .into_iter()
        .enumerate()
    {
        frame.content[x].set_symbol(symbol);
    }
    let mut painter = Painter::new(Capabilities::all(), (20, 1));
    painter.paint(&Buffer::empty(frame.area), None, &mut Vec::new());
    let mut bytes = Vec::new();
    painter.paint(&frame, None, &mut bytes);
    assert_eq!(String::from_utf8(bytes).unwrap(), "    x");
}

#[test]
fn links_open_and_close_around_their_cells() {
    let mut frame = Buffer::empty(Rect::new(0, 0, 20, 2));
    frame.set_string(0, 0, "see the page now", Style::default());
    let url = Url::new("https://example.org/").unwrap();
    let links = [Link {
        row: 0,
        columns: 8..12,
        url: &url,
    }];
    let mut painter = Painter::new(Capabilities::all(), (20, 2));
    painter.paint(&Buffer::empty(frame.area), None, &mut Vec::new());
    let mut bytes = Vec::new();
    painter.paint_with_links(&frame, &links, None, &mut bytes);
    let expected = "see the \x1b]8;;https://example.org/\x1b\\page\x1b]8;;\x1b\\ now";
    assert_eq!(String::from_utf8_lossy(&bytes), expected);
    bytes.clear();
    painter.paint_with_links(&frame, &links, None, &mut bytes);
    assert!(bytes.is_empty());
}

#[test]
fn only_large_frames_are_synchronized() {
    let mut painter = Painter::new(Capabilities::all(), (80, 24));
    let mut frame = Buffer::empty(Rect::new(0, 0, 80, 24));
    let mut paint = |frame: &Buffer| painted(&mut painter, frame);
    paint(&frame);
    frame.set_string(0, 0, "a small change", Style::default());
    assert!(!is_synchronized(&paint(&frame)));
    assert!(is_synchronized(&paint(&full_of_letters(0))));
}

#[test]
fn lines_that_scroll_in_are_not_held_back_over_a_network() {
    for (is_remote, is_held) in [(false, true), (true, false)] {
        let caps = Capabilities {
            is_remote,
            ..Capabilities::all()
        };
        let mut painter = Painter::new(caps, (80, 24));
        painted(&mut painter, &full_of_letters(0));
        let scrolled = painted(&mut painter, &full_of_letters(19));
        assert_eq!(is_synchronized(&scrolled), is_held, "{is_remote}");
        // A screen that is drawn over is not shown by halves.
        assert!(is_synchronized(&painted(
            &mut painter,
            &full_of_letters(100)
        )));
    }
}

fn painted(painter: &mut Painter, frame: &Buffer) -> Vec<u8> {
    let mut bytes = Vec::new();
    painter.paint(frame, None, &mut bytes);
    bytes
}

fn is_synchronized(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1b[?2026h") && bytes.ends_with(b"\x1b[?2026l")
}

/// A screen of rows that all differ, from row number `first` on.
fn full_of_letters(first: u8) -> Buffer {
    let mut frame = Buffer::empty(Rect::new(0, 0, 80, 24));
    for y in 0..24 {
        let mut dice = Dice::new(u64::from(first + y) << 20);
        let text: String = (0..80)
            .map(|_| char::from(*dice.one_of(b"aeilnorst")))
            .collect();
        frame.set_string(0, u16::from(y), text, Style::default());
    }
    frame
}

#[test]
fn where_there_is_no_utf8_everything_is_ascii() {
    let caps = Capabilities {
        has_utf8: false,
        ..Capabilities::all()
    };
    let mut frame = Buffer::empty(Rect::new(0, 0, 30, 1));
    frame.set_string(0, 0, "│─┌ “Être” – 日本 e\u{301} ★…", Style::default());
    let mut bytes = Vec::new();
    Painter::new(caps, (30, 1)).paint(&frame, None, &mut bytes);
    assert!(bytes.is_ascii());
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("|-+ \"Etre\" - "), "{text:?}");
}

#[test]
fn a_blank_that_binds_is_sent_as_a_blank() {
    let mut frame = Buffer::empty(Rect::new(0, 0, 30, 1));
    frame.set_string(
        0,
        0,
        "3\u{A0}people\u{A0}· 24\u{A0}quotes",
        Style::default(),
    );
    let bytes = painted(&mut Painter::new(Capabilities::all(), (30, 1)), &frame);
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("3 people · 24 quotes"), "{text:?}");
}

#[test]
fn a_scrolled_line_costs_its_text_and_little_more() {
    let lines: Vec<String> = (0..60)
        .map(|n| {
            format!(
                "Line {n} says {} to {} and {}.",
                n * 7919,
                n * 104_729,
                n * 31
            )
        })
        .collect();
    let frame = |top: usize| {
        let mut frame = Buffer::empty(Rect::new(0, 0, 80, 24));
        for y in 0..22 {
            let row = u16::try_from(y).unwrap() + 1;
            frame.set_string(2, row, &lines[top + y], Style::default());
        }
        let title = Style::default().add_modifier(Modifier::REVERSED);
        frame.set_string(0, 0, "pullquote", title);
        frame.set_string(0, 23, format!(" {top}% "), title);
        frame
    };
    for (name, caps) in kinds() {
        let mut bench = Bench::new(caps, (80, 24));
        bench.paint(&frame(3), None).unwrap();
        for (top, new_line) in [(4, 25), (5, 26), (4, 4), (3, 3)] {
            let bytes = bench.paint(&frame(top), None).unwrap().len();
            let text = lines[new_line].len();
            assert!(bytes <= text + 60, "{name}: {bytes} bytes for {text}");
        }
    }
}

#[test]
fn one_of_two_columns_scrolls_between_margins() {
    let lines: Vec<String> = (0..60)
        .map(|n| format!("{} {}", n * 7919, n * 104_729))
        .collect();
    let frame = |top: usize| {
        let mut frame = Buffer::empty(Rect::new(0, 0, 60, 20));
        for y in 0..20 {
            let row = u16::try_from(y).unwrap();
            frame.set_string(0, row, format!("title number {}", y * 13), Style::default());
            frame.set_string(28, row, format!("│ {}", lines[top + y]), Style::default());
        }
        frame
    };
    let caps = Capabilities::all();
    let mut bench = Bench::new(caps, (60, 20));
    bench.paint(&frame(0), None).unwrap();
    let bytes = bench.paint(&frame(1), None).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("\x1b[?69h") && bytes.len() < 90, "{text:?}");
}

#[test]
fn shown_cells_of_the_strict_terminal_are_what_was_written() {
    let caps = Capabilities::all();
    let mut terminal = Strict::new((10, 3), &caps);
    terminal.feed(b"ab\x1b[31mc\x1b[2;3Hd\x1b[K").unwrap();
    assert_eq!(
        terminal.at(2, 0),
        &Shown::letter("c", Style::new().fg(Color::Red))
    );
    assert_eq!(
        terminal.at(2, 1),
        &Shown::letter("d", Style::new().fg(Color::Red))
    );
    assert!(terminal.feed(b"\x1b[5i").is_err());
}
