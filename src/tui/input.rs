//! From the terminal's events to messages: the only file of the screen that reads `crossterm` events.

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use crate::tui::key::{Code, Key};
use crate::tui::model::Size;
use crate::tui::msg::{Mouse, Msg};

/// Lines that one click of the wheel scrolls.
const WHEEL: i16 = 3;

/// Returns what an event means, if it means anything.
pub fn message(event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) => key_of(key).map(Msg::Key),
        Event::Paste(text) => Some(Msg::Pasted(text)),
        Event::Resize(width, height) => Some(Msg::Resized(Size { width, height })),
        Event::Mouse(mouse) => mouse_of(mouse).map(Msg::Mouse),
        Event::FocusGained | Event::FocusLost => None,
    }
}

fn key_of(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let code = match event.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => Code::BackTab,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(n) => Code::F(n),
        _ => return None,
    };
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let alt = event.modifiers.contains(KeyModifiers::ALT);
    Some(match code {
        // Terminals send these for Control with the letters J and M.
        Code::Char('j') if ctrl => Key::plain(Code::Enter),
        Code::Char(c) if ctrl => Key {
            code: Code::Char(c.to_ascii_lowercase()),
            ctrl,
            alt,
        },
        code => Key { code, ctrl, alt },
    })
}

fn mouse_of(event: MouseEvent) -> Option<Mouse> {
    let (column, row) = (event.column, event.row);
    match event.kind {
        MouseEventKind::ScrollDown => Some(Mouse::Wheel {
            lines: WHEEL,
            column,
            row,
        }),
        MouseEventKind::ScrollUp => Some(Mouse::Wheel {
            lines: -WHEEL,
            column,
            row,
        }),
        MouseEventKind::Down(MouseButton::Left) => Some(Mouse::Down { column, row }),
        MouseEventKind::Drag(MouseButton::Left) => Some(Mouse::Drag { column, row }),
        MouseEventKind::Up(MouseButton::Left) => Some(Mouse::Up),
        _ => None,
    }
}
