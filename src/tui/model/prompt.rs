//! A line that is being typed.

use crate::text::sanitize::sanitize_line;
use crate::text::width::{cells, graphemes};
use crate::tui::key::{Code, Key};

/// What a typed line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Filters the list, as it is typed.
    Filter,
    /// Searches the article, as it is typed.
    Find,
    /// Searches the texts of the library, when it is done.
    SearchTexts,
    /// Is a note to what is chosen.
    Note,
    /// Names a tag to give or to take back.
    Tag,
    /// Filters a panel, as it is typed.
    Panel,
    /// A command.
    Command,
}

/// A line that is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What for.
    pub purpose: Purpose,
    /// The text.
    pub text: String,
    /// Place of the cursor, a byte of the text.
    pub cursor: usize,
    /// The text before it was changed, for Escape.
    pub before: String,
}

/// What a key did to the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// The text has changed.
    Changed,
    /// The cursor moved, or nothing happened.
    Same,
    /// Enter.
    Accepted,
    /// Escape, or Backspace in an empty line.
    Left,
    /// The key is not for the line.
    Other,
}

impl Prompt {
    /// Begins a line with a text, the cursor behind it.
    pub fn new(purpose: Purpose, text: &str) -> Self {
        let text = text.to_owned();
        Self {
            purpose,
            cursor: text.len(),
            before: text.clone(),
            text,
        }
    }

    /// Returns the cell of the cursor, from the start of the text.
    pub fn column(&self) -> usize {
        cells(self.text.get(..self.cursor).unwrap_or_default())
    }

    /// Puts text at the cursor.
    pub fn insert(&mut self, text: &str) {
        let mut text = sanitize_line(text);
        if text.is_empty() {
            text.push(' ');
        }
        self.text.insert_str(self.cursor, &text);
        self.cursor += text.len();
    }

    /// Takes a key.
    pub fn press(&mut self, key: Key) -> Typed {
        let before = self.text.len();
        match (key.code, key.ctrl) {
            (Code::Enter, _) => return Typed::Accepted,
            (Code::Esc, _) | (Code::Char('c' | 'g'), true) => return Typed::Left,
            (Code::Backspace, _) | (Code::Char('h'), true) if self.text.is_empty() => {
                return Typed::Left;
            }
            (Code::Backspace, false) | (Code::Char('h'), true) => self.cut(self.previous()),
            (Code::Delete, _) => {
                let next = self.next();
                self.text.replace_range(self.cursor..next, "");
            }
            (Code::Char('w') | Code::Backspace, true) => self.cut(self.word_start()),
            (Code::Char('u'), true) => self.cut(0),
            (Code::Char('k'), true) => self.text.truncate(self.cursor),
            (Code::Left, _) | (Code::Char('b'), true) => self.cursor = self.previous(),
            (Code::Right, _) | (Code::Char('f'), true) => self.cursor = self.next(),
            (Code::Home, _) | (Code::Char('a'), true) => self.cursor = 0,
            (Code::End, _) | (Code::Char('e'), true) => self.cursor = self.text.len(),
            (Code::Char(c), false) if !key.alt => {
                let at = self.cursor;
                if !crate::text::sanitize::is_forbidden(c) {
                    self.text.insert(at, c);
                    self.cursor += c.len_utf8();
                }
            }
            _ => return Typed::Other,
        }
        if self.text.len() == before {
            Typed::Same
        } else {
            Typed::Changed
        }
    }

    fn cut(&mut self, from: usize) {
        self.text.replace_range(from..self.cursor, "");
        self.cursor = from;
    }

    fn previous(&self) -> usize {
        let before = self.text.get(..self.cursor).unwrap_or_default();
        let last = graphemes(before)
            .last()
            .map_or(0, |(cluster, _)| cluster.len());
        self.cursor - last
    }

    fn next(&self) -> usize {
        let after = self.text.get(self.cursor..).unwrap_or_default();
        self.cursor
            + graphemes(after)
                .next()
                .map_or(0, |(cluster, _)| cluster.len())
    }

    fn word_start(&self) -> usize {
        let before = self.text.get(..self.cursor).unwrap_or_default();
        let words = before.trim_end();
        words.rfind(char::is_whitespace).map_or(0, |at| at + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editing_keeps_whole_clusters() {
        let mut prompt = Prompt::new(Purpose::Filter, "who: e\u{301}日");
        let ctrl = |c| Key {
            ctrl: true,
            ..Key::char(c)
        };
        assert_eq!(prompt.column(), 8);
        assert_eq!(prompt.press(Key::plain(Code::Left)), Typed::Same);
        assert_eq!(prompt.press(Key::plain(Code::Backspace)), Typed::Changed);
        assert_eq!(prompt.text, "who: 日");
        assert_eq!(prompt.press(ctrl('e')), Typed::Same);
        assert_eq!(prompt.press(ctrl('w')), Typed::Changed);
        assert_eq!(prompt.text, "who: ");
        assert_eq!(prompt.press(ctrl('u')), Typed::Changed);
        assert_eq!(prompt.press(Key::plain(Code::Backspace)), Typed::Left);
        prompt.insert("two\nlines\u{1b}[31m");
        assert_eq!(prompt.text, "two lines");
    }
}
