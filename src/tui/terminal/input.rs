//! From the terminal's bytes to keys, pastes, the mouse and the terminal's own answers.
//!
//! Pure: bytes in, [`Input`] out, in any pieces. Sequences that nobody asked for are swallowed
//! whole, so that a late answer never looks like typing. The forms are those of xterm's
//! `ctlseqs`, the kitty keyboard protocol (disambiguation only) and the Linux console.

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use crate::text::sanitize::sanitize;

/// Longest sequence that is waited for, in bytes; beyond it the start is no sequence.
const LONGEST_SEQUENCE: usize = 4096;
/// Longest paste that is kept, in bytes; the rest is dropped.
const LONGEST_PASTE: usize = 1 << 20;
/// What ends a bracketed paste.
const PASTE_END: &[u8] = b"\x1b[201~";

/// Something that came in.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A key, a paste (sanitised), the mouse, or a new size.
    Event(Event),
    /// An answer of the terminal.
    Report(Report),
    /// A signal from outside.
    Signal(Signal),
    /// Nothing will come any more: the terminal is gone.
    Closed,
}

/// An answer of the terminal to a question of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// The state of a private mode (`DECRPM`): 0 not known, 1 set, 2 reset.
    Mode {
        /// Which mode.
        mode: u16,
        /// Its state.
        state: u16,
    },
    /// The kitty keyboard protocol is known.
    Keyboard,
    /// The background's red, green and blue (OSC 11).
    Background([u8; 3]),
    /// The primary attributes (`DA1`), which every terminal answers: the last of the answers.
    Attributes,
}

/// A signal that concerns the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// The terminal hung up (`SIGHUP`).
    Hangup,
    /// Somebody wants the program to end (`SIGTERM`, `SIGINT`, `SIGQUIT`).
    Terminate,
    /// Somebody wants the program to stop (`SIGTSTP`).
    Suspend,
    /// The program goes on after a stop (`SIGCONT`).
    Continued,
}

/// Reads bytes in whatever pieces they come.
#[derive(Debug, Default)]
pub struct Parser {
    pending: Vec<u8>,
    paste: Option<Vec<u8>>,
}

/// What the start of the pending bytes is.
enum Step {
    /// So many bytes, which may mean something.
    Done(usize, Option<Input>),
    /// A paste starts after so many bytes.
    PasteStarted(usize),
    /// More bytes are needed.
    Short,
}

impl Parser {
    /// Takes in bytes and appends what they mean.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<Input>) {
        self.pending.extend_from_slice(bytes);
        let mut at = 0;
        loop {
            if self.paste.is_some() {
                match self.read_paste(at, out) {
                    Some(next) => at = next,
                    None => return,
                }
            }
            let rest = &self.pending[at..];
            if rest.is_empty() {
                break;
            }
            match step(rest) {
                Step::Done(length, input) => {
                    out.extend(input);
                    at += length;
                }
                Step::PasteStarted(length) => {
                    self.paste = Some(Vec::new());
                    at += length;
                }
                Step::Short if rest.len() > LONGEST_SEQUENCE => at = self.pending.len(),
                Step::Short => break,
            }
        }
        self.pending.drain(..at);
    }

    /// Says whether an escape has come that may be a key of its own or the start of more.
    pub fn is_waiting(&self) -> bool {
        self.paste.is_none() && self.pending.first() == Some(&0x1B) && self.pending.len() <= 2
    }

    /// Gives up waiting: an escape was a key.
    pub fn flush(&mut self, out: &mut Vec<Input>) {
        if !self.is_waiting() {
            return;
        }
        let key = match self.pending.get(1) {
            Some(&byte) => key(KeyCode::Char(char::from(byte)), KeyModifiers::ALT),
            None => key(KeyCode::Esc, KeyModifiers::NONE),
        };
        out.push(key);
        self.pending.clear();
    }

    /// Reads a paste from `at`; `None` where its end has not come yet.
    fn read_paste(&mut self, at: usize, out: &mut Vec<Input>) -> Option<usize> {
        let paste = self.paste.as_mut()?;
        let rest = &self.pending[at..];
        let end = memchr::memmem::find(rest, PASTE_END);
        // What may be the start of the end stays pending.
        let taken = end.unwrap_or_else(|| rest.len().saturating_sub(PASTE_END.len() - 1));
        let room = LONGEST_PASTE.saturating_sub(paste.len());
        paste.extend_from_slice(&rest[..taken.min(room)]);
        if end.is_none() {
            self.pending.drain(..at + taken);
            return None;
        }
        let text = String::from_utf8_lossy(paste).into_owned();
        self.paste = None;
        out.push(Input::Event(Event::Paste(sanitize(&text).into_owned())));
        Some(at + taken + PASTE_END.len())
    }
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Input {
    Input::Event(Event::Key(KeyEvent::new(code, modifiers)))
}

fn step(bytes: &[u8]) -> Step {
    match bytes {
        [0x1B] | [0x1B, b'[' | b'O' | b']' | b'P' | b'_' | b'^' | b'X'] => Step::Short,
        [0x1B, b'[', ..] => control_sequence(bytes),
        [0x1B, b'O', last, ..] => {
            let code = cursor_key(*last).or(match last {
                b'M' => Some(KeyCode::Enter),
                _ => None,
            });
            Step::Done(3, code.map(|code| key(code, KeyModifiers::NONE)))
        }
        [0x1B, b']' | b'P' | b'_' | b'^' | b'X', ..] => string_sequence(bytes),
        [0x1B, 0x1B, ..] => Step::Done(1, Some(key(KeyCode::Esc, KeyModifiers::NONE))),
        [0x1B, rest @ ..] => match character(rest, KeyModifiers::ALT) {
            Step::Done(length, input) => Step::Done(length + 1, input),
            other => other,
        },
        _ => character(bytes, KeyModifiers::NONE),
    }
}

/// Reads a character or a control key.
fn character(bytes: &[u8], modifiers: KeyModifiers) -> Step {
    let with_control = |c: u8| {
        key(
            KeyCode::Char(char::from(c)),
            modifiers | KeyModifiers::CONTROL,
        )
    };
    let first = bytes[0];
    let input = match first {
        b'\r' => key(KeyCode::Enter, modifiers),
        b'\t' => key(KeyCode::Tab, modifiers),
        0x7F => key(KeyCode::Backspace, modifiers),
        0 => with_control(b' '),
        1..=0x1A => with_control(first - 1 + b'a'),
        0x1C..=0x1F => with_control(first - 0x1C + b'4'),
        _ => {
            let length = match first {
                ..0x80 => 1,
                0xC2..=0xDF => 2,
                0xE0..=0xEF => 3,
                0xF0..=0xF4 => 4,
                _ => return Step::Done(1, None),
            };
            let Some(letter) = bytes.get(..length) else {
                return Step::Short;
            };
            let letter = std::str::from_utf8(letter)
                .ok()
                .and_then(|text| text.chars().next());
            let Some(letter) = letter else {
                return Step::Done(1, None);
            };
            let shift = if letter.is_uppercase() {
                KeyModifiers::SHIFT
            } else {
                KeyModifiers::NONE
            };
            return Step::Done(length, Some(key(KeyCode::Char(letter), modifiers | shift)));
        }
    };
    Step::Done(1, Some(input))
}

/// Reads `OSC`, `DCS` and their like up to their terminator.
fn string_sequence(bytes: &[u8]) -> Step {
    let end = bytes
        .iter()
        .skip(2)
        .position(|byte| matches!(byte, 0x07 | 0x1B));
    let Some(end) = end.map(|end| end + 2) else {
        return Step::Short;
    };
    let length = match (bytes[end], bytes.get(end + 1)) {
        (0x1B, None) => return Step::Short,
        (0x1B, Some(b'\\')) => end + 2,
        (0x1B, Some(_)) => end,
        _ => end + 1,
    };
    let text = String::from_utf8_lossy(&bytes[2..end]).into_owned();
    let background = text.strip_prefix("11;").filter(|_| bytes[1] == b']');
    let report = background.and_then(color).map(Report::Background);
    Step::Done(length, report.map(Input::Report))
}

/// Reads `rgb:RRRR/GGGG/BBBB` with one to four digits each, as X11 names colours.
fn color(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix("rgba:").or(text.strip_prefix("rgb:"))?;
    let mut parts = digits.split('/').map(|part| {
        let value = u32::from_str_radix(part, 16).ok()?;
        let bits = u32::try_from(part.len())
            .ok()
            .filter(|length| *length <= 4)?
            * 4;
        u8::try_from(value * 255 / ((1 << bits) - 1)).ok()
    });
    let mut next = || parts.next().flatten();
    Some([next()?, next()?, next()?])
}

fn control_sequence(bytes: &[u8]) -> Step {
    if bytes.get(2) == Some(&b'[') {
        // The Linux console's function keys.
        return match bytes.get(3) {
            None => Step::Short,
            Some(last @ b'A'..=b'E') => {
                let function = KeyCode::F(last - b'A' + 1);
                Step::Done(4, Some(key(function, KeyModifiers::NONE)))
            }
            Some(_) => Step::Done(4, None),
        };
    }
    let body = &bytes[2..];
    let Some(end) = body.iter().position(|byte| !(0x20..0x40).contains(byte)) else {
        return Step::Short;
    };
    let (body, last) = (&body[..end], body[end]);
    if !(0x40..0x7F).contains(&last) {
        // Broken off: the byte belongs to what follows.
        return Step::Done(end + 2, None);
    }
    let length = end + 3;
    if (body, last) == (b"200", b'~') {
        return Step::PasteStarted(length);
    }
    let input = match body.split_first() {
        Some((b'?', rest)) => report(rest, last).map(Input::Report),
        Some((b'<', rest)) => mouse(rest, last).map(|event| Input::Event(Event::Mouse(event))),
        Some((b'=' | b'>', _)) => None,
        _ => special_key(body, last),
    };
    Step::Done(length, input)
}

/// Returns the numbers of a sequence; of parts with colons the first.
fn numbers(body: &[u8]) -> Vec<u16> {
    body.split(|byte| *byte == b';')
        .map(|part| {
            let digits = part.iter().take_while(|byte| byte.is_ascii_digit());
            digits.fold(0_u16, |number, digit| {
                number
                    .saturating_mul(10)
                    .saturating_add(u16::from(digit - b'0'))
            })
        })
        .collect()
}

fn report(body: &[u8], last: u8) -> Option<Report> {
    let numbers = numbers(body);
    match (last, numbers.as_slice()) {
        (b'y', [mode, state]) => Some(Report::Mode {
            mode: *mode,
            state: *state,
        }),
        (b'u', _) => Some(Report::Keyboard),
        (b'c', _) => Some(Report::Attributes),
        _ => None,
    }
}

fn modifiers(number: u16) -> KeyModifiers {
    let bits = number.saturating_sub(1);
    let mut modifiers = KeyModifiers::NONE;
    for (bit, modifier) in [
        (1, KeyModifiers::SHIFT),
        (2, KeyModifiers::ALT),
        (4, KeyModifiers::CONTROL),
    ] {
        if bits & bit != 0 {
            modifiers |= modifier;
        }
    }
    modifiers
}

fn cursor_key(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return None,
    })
}

fn special_key(body: &[u8], last: u8) -> Option<Input> {
    let numbers = numbers(body);
    let number = |at: usize| numbers.get(at).copied().unwrap_or(0);
    let with = modifiers(number(1));
    let code = match last {
        b'I' => return Some(Input::Event(Event::FocusGained)),
        b'O' => return Some(Input::Event(Event::FocusLost)),
        b'Z' => KeyCode::BackTab,
        b'~' if number(0) == 27 => return coded_key(number(2), with),
        b'u' => return coded_key(number(0), with),
        b'~' => match number(0) {
            1 | 7 => KeyCode::Home,
            2 => KeyCode::Insert,
            3 => KeyCode::Delete,
            4 | 8 => KeyCode::End,
            5 => KeyCode::PageUp,
            6 => KeyCode::PageDown,
            function @ 11..=34 => KeyCode::F(function_number(function)?),
            _ => return None,
        },
        // With other numbers it is no key but, for one, where the cursor is.
        _ if number(0) > 1 => return None,
        _ => cursor_key(last)?,
    };
    Some(key(code, with))
}

/// The number of a function key by its VT220 code, which has gaps.
fn function_number(code: u16) -> Option<u8> {
    let gaps = [16, 22, 27, 30].iter().filter(|gap| **gap <= code).count();
    if [16, 22, 27, 30].contains(&code) {
        return None;
    }
    u8::try_from(usize::from(code) - 10 - gaps).ok()
}

/// Reads a key that is given by its character, as the kitty protocol and xterm's
/// `modifyOtherKeys` do.
fn coded_key(code: u16, with: KeyModifiers) -> Option<Input> {
    let code = match code {
        9 if with.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        9 => KeyCode::Tab,
        13 | 57414 => KeyCode::Enter,
        27 => KeyCode::Esc,
        127 => KeyCode::Backspace,
        57399..=57408 => KeyCode::Char(char::from(b'0' + (code - 57399).to_le_bytes()[0])),
        57344.. => return None,
        _ => KeyCode::Char(char::from_u32(u32::from(code)).filter(|c| !c.is_control())?),
    };
    Some(key(code, with))
}

fn mouse(body: &[u8], last: u8) -> Option<MouseEvent> {
    let [buttons, column, row] = numbers(body)[..] else {
        return None;
    };
    let is_up = last == b'm';
    let button = match buttons & 3 {
        0 => MouseButton::Left,
        1 => MouseButton::Middle,
        _ => MouseButton::Right,
    };
    let kind = match buttons & 0xE0 {
        64 => match buttons & 3 {
            0 => MouseEventKind::ScrollUp,
            1 => MouseEventKind::ScrollDown,
            2 => MouseEventKind::ScrollLeft,
            _ => MouseEventKind::ScrollRight,
        },
        32 if buttons & 3 == 3 => MouseEventKind::Moved,
        32 => MouseEventKind::Drag(button),
        0 if is_up => MouseEventKind::Up(button),
        0 if buttons & 3 != 3 => MouseEventKind::Down(button),
        _ => return None,
    };
    Some(MouseEvent {
        kind,
        column: column.saturating_sub(1),
        row: row.saturating_sub(1),
        modifiers: modifiers(1 + ((buttons >> 2) & 7)),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8]) -> Vec<Input> {
        let mut out = Vec::new();
        let mut parser = Parser::default();
        parser.feed(bytes, &mut out);
        parser.flush(&mut out);
        out
    }

    #[test]
    fn keys_are_read_as_terminals_send_them() {
        let (none, alt, control, shift) = (
            KeyModifiers::NONE,
            KeyModifiers::ALT,
            KeyModifiers::CONTROL,
            KeyModifiers::SHIFT,
        );
        for (bytes, code, with) in [
            ("j", KeyCode::Char('j'), none),
            ("J", KeyCode::Char('J'), shift),
            ("é", KeyCode::Char('é'), none),
            ("日", KeyCode::Char('日'), none),
            ("\r", KeyCode::Enter, none),
            ("\n", KeyCode::Char('j'), control),
            ("\t", KeyCode::Tab, none),
            ("\u{7f}", KeyCode::Backspace, none),
            ("\u{4}", KeyCode::Char('d'), control),
            ("\u{1a}", KeyCode::Char('z'), control),
            ("\0", KeyCode::Char(' '), control),
            ("\x1b", KeyCode::Esc, none),
            ("\x1bx", KeyCode::Char('x'), alt),
            ("\x1b[", KeyCode::Char('['), alt),
            ("\x1b[A", KeyCode::Up, none),
            ("\x1bOB", KeyCode::Down, none),
            ("\x1b[1;5C", KeyCode::Right, control),
            ("\x1b[Z", KeyCode::BackTab, none),
            ("\x1b[5~", KeyCode::PageUp, none),
            ("\x1b[3;2~", KeyCode::Delete, shift),
            ("\x1b[15~", KeyCode::F(5), none),
            ("\x1b[24~", KeyCode::F(12), none),
            ("\x1bOP", KeyCode::F(1), none),
            ("\x1b[[B", KeyCode::F(2), none),
            ("\x1b[27u", KeyCode::Esc, none),
            ("\x1b[97;5u", KeyCode::Char('a'), control),
            ("\x1b[27;6;13~", KeyCode::Enter, control | shift),
        ] {
            assert_eq!(read(bytes.as_bytes()), [key(code, with)], "{bytes:?}");
        }
    }

    #[test]
    fn answers_are_told_from_typing() {
        let mode = |mode, state| Report::Mode { mode, state };
        for (bytes, report) in [
            ("\x1b[?2026;2$y", mode(2026, 2)),
            ("\x1b[?69;0$y", mode(69, 0)),
            ("\x1b[?1u", Report::Keyboard),
            ("\x1b[?62;22c", Report::Attributes),
            (
                "\x1b]11;rgb:ffff/8080/0000\x1b\\",
                Report::Background([255, 128, 0]),
            ),
            ("\x1b]11;rgb:f/8/0\x07", Report::Background([255, 136, 0])),
        ] {
            assert_eq!(read(bytes.as_bytes()), [Input::Report(report)], "{bytes:?}");
        }
        for unasked in [
            "\x1b[>41;380;0c",
            "\x1bP1+r\x1b\\",
            "\x1b]52;c;YQ==\x07",
            "\x1b[12;3R",
            "\x1b[57441u",
            "\u{fffd}".get(..0).unwrap(),
        ] {
            assert_eq!(read(unasked.as_bytes()), [], "{unasked:?}");
        }
    }

    #[test]
    fn a_paste_is_one_event_and_harmless() {
        let pasted = read(b"a\x1b[200~two\rlines \x1b[31m\x1b]0;x\x07!\x1b[201~b");
        let text = "two\nlines !".to_owned();
        let letter = |c| key(KeyCode::Char(c), KeyModifiers::NONE);
        assert_eq!(
            pasted,
            [letter('a'), Input::Event(Event::Paste(text)), letter('b')]
        );
    }

    #[test]
    fn the_mouse_points_at_cells_from_zero() {
        let Some(Input::Event(Event::Mouse(event))) = read(b"\x1b[<65;10;5M").pop() else {
            panic!("no mouse");
        };
        assert_eq!(
            (event.kind, event.column, event.row),
            (MouseEventKind::ScrollDown, 9, 4)
        );
        let kinds = |bytes: &[u8]| match read(bytes).pop() {
            Some(Input::Event(Event::Mouse(event))) => Some(event.kind),
            _ => None,
        };
        assert_eq!(
            kinds(b"\x1b[<0;1;1M"),
            Some(MouseEventKind::Down(MouseButton::Left))
        );
        assert_eq!(
            kinds(b"\x1b[<32;2;1M"),
            Some(MouseEventKind::Drag(MouseButton::Left))
        );
        assert_eq!(
            kinds(b"\x1b[<0;2;1m"),
            Some(MouseEventKind::Up(MouseButton::Left))
        );
    }

    #[test]
    fn an_endless_sequence_does_not_swallow_the_keys_after_it() {
        let mut parser = Parser::default();
        let mut out = Vec::new();
        parser.feed(b"\x1b]", &mut out);
        parser.feed(&[b'x'; 5000], &mut out);
        parser.feed(b"j", &mut out);
        assert_eq!(out, [key(KeyCode::Char('j'), KeyModifiers::NONE)]);
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter(
            bytes in prop::collection::vec(
                prop::sample::select(&b"\x1b[]OP;<?~0123uMmAZ\x07\\\r\xc3\xa9\xf0\x9fj200"[..]), 0..60),
            cut in 0_usize..60,
        ) {
            let whole = read(&bytes);
            let mut parser = Parser::default();
            let mut pieces = Vec::new();
            let cut = cut.min(bytes.len());
            parser.feed(&bytes[..cut], &mut pieces);
            parser.feed(&bytes[cut..], &mut pieces);
            parser.flush(&mut pieces);
            prop_assert_eq!(whole, pieces);
        }
    }
}
