//! What is typed into the filter bar, taken apart.

use crate::text::fold::fold;

/// What a term looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Title, source, people and the text.
    Any,
    /// The people who are named.
    Who,
    /// The people who are quoted.
    Said,
    /// The source.
    Source,
    /// Tags and folders.
    In,
    /// A state of the row.
    Is(State),
    /// The first day.
    After,
    /// The day after the last.
    Before,
}

/// A state of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Not read.
    Unread,
    /// Read.
    Read,
    /// Starred.
    Starred,
    /// With copies.
    Copied,
    /// With quotations.
    Quoted,
}

/// The names of the states.
const STATES: &[(&str, State)] = &[
    ("unread", State::Unread),
    ("new", State::Unread),
    ("read", State::Read),
    ("starred", State::Starred),
    ("star", State::Starred),
    ("copied", State::Copied),
    ("quoted", State::Quoted),
];

/// The names of the qualifiers.
const FIELDS: &[(&str, Field)] = &[
    ("who", Field::Who),
    ("said", Field::Said),
    ("src", Field::Source),
    ("source", Field::Source),
    ("in", Field::In),
    ("after", Field::After),
    ("since", Field::After),
    ("before", Field::Before),
];

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// What it looks at.
    pub field: Field,
    /// The words, folded; empty for [`Field::Is`].
    pub words: String,
    /// Rows that meet it are left out.
    pub is_negated: bool,
    /// The very words are wanted.
    pub is_phrase: bool,
}

/// A query: all of its terms must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The conditions, as typed from left to right.
    pub terms: Vec<Term>,
    /// What could not be understood; such words are left out.
    pub problems: Vec<String>,
}

impl Query {
    /// Takes a query apart; a word that ends while it is still being typed is no problem.
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        for piece in pieces(text) {
            query.take(&piece);
        }
        query
    }

    /// Says whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Returns the words that are looked for in titles, sources, people and texts.
    pub fn words(&self) -> impl Iterator<Item = &Term> {
        self.terms
            .iter()
            .filter(|term| term.field == Field::Any && !term.is_negated)
    }

    fn take(&mut self, piece: &Piece) {
        let Piece {
            name,
            value,
            is_negated,
            is_phrase,
        } = piece;
        let term = |field, words| Term {
            field,
            words,
            is_negated: *is_negated,
            is_phrase: *is_phrase,
        };
        let folded = fold(value.trim());
        let Some(name) = name else {
            if !folded.is_empty() {
                self.terms.push(term(Field::Any, folded));
            }
            return;
        };
        if folded.is_empty() {
            return;
        }
        if name == "is" {
            match STATES.iter().find(|(state, _)| *state == folded) {
                Some(&(_, state)) => self.terms.push(term(Field::Is(state), String::new())),
                None if STATES.iter().any(|(state, _)| state.starts_with(&folded)) => {}
                None => self.problems.push(format!(
                    "is: knows unread, read, starred, copied, quoted; not “{value}”"
                )),
            }
            return;
        }
        let field = FIELDS
            .iter()
            .find(|(field, _)| field == name)
            .map_or(Field::Any, |(_, field)| *field);
        if matches!(field, Field::After | Field::Before) && !is_date(&folded) {
            if !is_date_begun(&folded) {
                self.problems.push(format!(
                    "{name}: takes a date such as 2025-06-26, not “{value}”"
                ));
            }
            return;
        }
        self.terms.push(term(field, folded));
    }
}

/// Says whether the words are a year, a month or a day.
fn is_date(words: &str) -> bool {
    let parts: Vec<&str> = words.split('-').collect();
    let is_number =
        |part: &&str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        [year] => is_number(year, 4),
        [year, month] => is_number(year, 4) && is_number(month, 2),
        [year, month, day] => is_number(year, 4) && is_number(month, 2) && is_number(day, 2),
        _ => false,
    }
}

fn is_date_begun(words: &str) -> bool {
    words.len() < 10 && words.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// A word, a phrase, or a qualifier with its value.
struct Piece {
    name: Option<String>,
    value: String,
    is_negated: bool,
    is_phrase: bool,
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let bare = rest
            .strip_prefix('-')
            .filter(|bare| !bare.starts_with([' ', '-']) && !bare.is_empty());
        let is_negated = bare.is_some();
        rest = bare.unwrap_or(rest);
        let (name, after) = qualifier(rest);
        rest = after;
        let (value, is_phrase, after) = value(rest);
        rest = after.trim_start();
        out.push(Piece {
            name,
            value: value.to_owned(),
            is_negated,
            is_phrase,
        });
    }
    out
}

/// Returns the name of a qualifier and what follows its colon.
fn qualifier(text: &str) -> (Option<String>, &str) {
    let known = |name: &str| name == "is" || FIELDS.iter().any(|(field, _)| *field == name);
    match text.split_once(':') {
        Some((name, after)) if known(&name.to_lowercase()) => (Some(name.to_lowercase()), after),
        _ => (None, text),
    }
}

/// Returns a word or, between quotation marks, a phrase; an open phrase runs to the end.
fn value(text: &str) -> (&str, bool, &str) {
    let Some(open) = text
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '“' | '„' | '«'))
    else {
        return match text.find(char::is_whitespace) {
            Some(end) => (
                text.get(..end).unwrap_or_default(),
                false,
                text.get(end..).unwrap_or_default(),
            ),
            None => (text, false, ""),
        };
    };
    let inside = text.get(open.len_utf8()..).unwrap_or_default();
    match inside.find(['"', '”', '“', '»']) {
        Some(end) => {
            let after = inside.get(end..).unwrap_or_default();
            let close = after.chars().next().map_or(0, char::len_utf8);
            (
                inside.get(..end).unwrap_or_default(),
                true,
                after.get(close..).unwrap_or_default(),
            )
        }
        None => (inside, true, ""),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn show(text: &str) -> String {
        let query = Query::parse(text);
        let term = |term: &Term| {
            let sign = if term.is_negated { "-" } else { "" };
            let mark = if term.is_phrase { "\"" } else { "" };
            format!("{sign}{:?}({mark}{}{mark})", term.field, term.words)
        };
        let terms: Vec<_> = query.terms.iter().map(term).collect();
        format!("{} {}", terms.join(" "), query.problems.len())
    }

    #[test]
    fn queries_are_taken_apart() {
        for (text, expected) in [
            ("", " 0"),
            ("Belousov  QINGDAO", "Any(belousov) Any(qingdao) 0"),
            (
                "who:\"Dong Jun\" said:dong",
                "Who(\"dong jun\") Said(dong) 0",
            ),
            (
                "\"last line\" -ukraine",
                "Any(\"last line\") -Any(ukraine) 0",
            ),
            ("-src:blog is:unread", "-Source(blog) Is(Unread)() 0"),
            ("“curly one” x", "Any(\"curly one\") Any(x) 0"),
            ("\"open phrase", "Any(\"open phrase\") 0"),
            ("after:2025-06 before:2026", "After(2025-06) Before(2026) 0"),
            ("after:202", " 0"),
            ("after:soon", " 1"),
            ("is:unr", " 0"),
            ("is:happy", " 1"),
            ("who:", " 0"),
            ("re: hello 10:30", "Any(re:) Any(hello) Any(10:30) 0"),
            ("- -- a-b", "Any(-) Any(--) Any(a-b) 0"),
            ("élysée", "Any(elysee) 0"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn anything_can_be_typed(text in "[a-z:\"“” -]{0,40}|\\PC{0,20}") {
            let query = Query::parse(&text);
            prop_assert!(query.terms.iter().all(|term| matches!(term.field, Field::Is(_)) || !term.words.is_empty()));
        }
    }
}
