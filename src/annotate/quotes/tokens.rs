//! The words of a text outside its quotations, each quotation as one token.

use crate::annotate::quotes::lexicon::{class, classes};
use crate::annotate::quotes::pairing::Piece;
use crate::article::Person;
use crate::text::TextSpan;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    /// A mention of a person, by index.
    Name(u32),
    Comma,
    /// A full stop, a question or exclamation mark, dots.
    Stop,
    Colon,
    Semicolon,
    Dash,
    Open,
    Close,
    /// A quotation, by the index of its piece.
    Quote(u32),
    /// The end of a paragraph.
    Break,
    Other,
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) span: TextSpan,
    pub(super) kind: Kind,
    /// Classes of the word, [`class`].
    pub(super) bits: u32,
    /// Number of its sentence; for a quotation of the sentence that it begins in.
    pub(super) sentence: u32,
    /// Index of its paragraph.
    pub(super) paragraph: u32,
    pub(super) is_capital: bool,
    /// Says that a possessive ending was cut off.
    pub(super) is_possessive: bool,
    /// Says that nothing but marks stands before it in its sentence.
    pub(super) is_initial: bool,
}

impl Token {
    /// Makes a token that is nothing but a word of some classes.
    pub(super) fn of_class(bits: u32) -> Self {
        Self {
            span: TextSpan::default(),
            kind: Kind::Word,
            bits,
            sentence: 0,
            paragraph: 0,
            is_capital: false,
            is_possessive: false,
            is_initial: false,
        }
    }

    /// Says whether the word has one of these classes.
    pub(super) fn is(&self, bits: u32) -> bool {
        self.bits & bits != 0
    }

    /// Says whether no list has the word.
    pub(super) fn is_unknown(&self) -> bool {
        self.bits & !(class::ED | class::ING) == 0
    }

    /// Says whether this is a word or a name.
    pub(super) fn is_word(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Name(_) | Kind::Number)
    }
}

/// What the tokens of a text are made from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'t> {
    pub(super) text: &'t str,
    pub(super) paragraphs: &'t [TextSpan],
    pub(super) sentences: &'t [TextSpan],
    pub(super) pieces: &'t [Piece],
    pub(super) people: &'t [Person],
}

struct Scanner<'t> {
    source: Source<'t>,
    mentions: &'t [(TextSpan, u32)],
    next_mention: usize,
    next_piece: usize,
    next_sentence: usize,
    is_initial: bool,
    buffer: String,
    out: Vec<Token>,
}

/// Returns the mentions of the people, by their start.
pub(super) fn named(source: Source<'_>) -> Vec<(TextSpan, u32)> {
    let mentions = (0..).zip(source.people).flat_map(|(index, person)| {
        let mentions = person.mentions.iter();
        mentions.map(move |&span| (span, index))
    });
    let mut mentions: Vec<_> = mentions.collect();
    mentions.sort_unstable();
    mentions
}

/// Returns the tokens of a text whose people are mentioned at `mentions`. Cost: linear in it.
pub(super) fn tokens<'t>(source: Source<'t>, mentions: &'t [(TextSpan, u32)]) -> Vec<Token> {
    let mut scanner = Scanner {
        source,
        mentions,
        next_mention: 0,
        next_piece: 0,
        next_sentence: 0,
        is_initial: true,
        buffer: String::new(),
        out: Vec::with_capacity(source.text.len() / 5),
    };
    for (index, &paragraph) in (0..).zip(source.paragraphs) {
        scanner.paragraph(index, paragraph);
    }
    scanner.out
}

impl Scanner<'_> {
    fn paragraph(&mut self, index: u32, span: TextSpan) {
        let mut at = span.start as usize;
        let end = span.end as usize;
        while at < end {
            at = self.token(index, at, end);
        }
        self.push(Kind::Break, TextSpan::new(end, end), index, 0);
    }

    /// Reads the token at `at` and returns where the next one may start.
    fn token(&mut self, paragraph: u32, at: usize, end: usize) -> usize {
        self.enter_sentence(at);
        if let Some((index, piece)) = self.piece_at(at) {
            self.push(Kind::Quote(index), piece, paragraph, 0);
            return (piece.end as usize).max(at + 1);
        }
        if let Some((span, person)) = self.mention_at(at) {
            self.push(Kind::Name(person), span, paragraph, 0);
            return self.cut_possessive(span.end as usize);
        }
        let rest = self.source.text.get(at..end).unwrap_or_default();
        let Some(first) = rest.chars().next() else {
            return end;
        };
        let stop = self.next_stop(at, end);
        if first.is_alphanumeric() {
            return self.word(paragraph, at, stop);
        }
        let kind = match first {
            ',' => Kind::Comma,
            '.' | '!' | '?' | '…' => Kind::Stop,
            ':' => Kind::Colon,
            ';' => Kind::Semicolon,
            '—' | '–' | '-' | '―' => Kind::Dash,
            '(' | '[' => Kind::Open,
            ')' | ']' => Kind::Close,
            c if c.is_whitespace() || matches!(c, '"' | '\'' | '’' | '‘' | '“' | '”') => {
                return at + first.len_utf8();
            }
            _ => Kind::Other,
        };
        let after = at + first.len_utf8();
        let is_initial = self.is_initial;
        self.push(kind, TextSpan::new(at, after), paragraph, 0);
        self.is_initial = is_initial && kind != Kind::Word;
        after
    }

    fn word(&mut self, paragraph: u32, at: usize, stop: usize) -> usize {
        let rest = self.source.text.get(at..stop).unwrap_or_default();
        let len = word_len(rest);
        let word = rest.get(..len).unwrap_or_default();
        let cut = ["'s", "’s", "'S", "’S"]
            .iter()
            .find_map(|ending| word.strip_suffix(ending));
        let stem = cut.unwrap_or(word);
        let is_number = stem.starts_with(|c: char| c.is_numeric());
        let bits = if is_number {
            0
        } else {
            classes(stem, &mut self.buffer)
        };
        let kind = if is_number { Kind::Number } else { Kind::Word };
        let span = TextSpan::new(at, at + stem.len());
        self.push(kind, span, paragraph, bits);
        let plural = stem.ends_with('s') && {
            let after = self.source.text.get(at + len..).unwrap_or_default();
            after.starts_with("' ") || after.starts_with("’ ")
        };
        if let Some(token) = self.out.last_mut() {
            token.is_possessive = cut.is_some() || plural;
        }
        at + len.max(1)
    }

    fn cut_possessive(&mut self, at: usize) -> usize {
        let rest = self.source.text.get(at..).unwrap_or_default();
        let ending = ["'s", "’s", "' ", "’ "]
            .into_iter()
            .find(|ending| rest.starts_with(ending));
        let inside_quote = self
            .source
            .pieces
            .get(self.next_piece)
            .is_some_and(|piece| (piece.span.start as usize) <= at);
        let Some(ending) = ending.filter(|_| !inside_quote) else {
            return at;
        };
        if let Some(token) = self.out.last_mut() {
            token.is_possessive = true;
        }
        at + ending.trim_end().len()
    }

    fn piece_at(&mut self, at: usize) -> Option<(u32, TextSpan)> {
        loop {
            let piece = self.source.pieces.get(self.next_piece)?;
            let is_past = (piece.span.start as usize) < at;
            if piece.depth > 0 || is_past {
                self.next_piece += 1;
                continue;
            }
            if piece.span.start as usize != at {
                return None;
            }
            let index = u32::try_from(self.next_piece).unwrap_or(u32::MAX);
            self.next_piece += 1;
            return Some((index, piece.span));
        }
    }

    fn mention_at(&mut self, at: usize) -> Option<(TextSpan, u32)> {
        loop {
            let &(span, person) = self.mentions.get(self.next_mention)?;
            if (span.start as usize) < at {
                self.next_mention += 1;
                continue;
            }
            if span.start as usize != at || span.is_empty() {
                return None;
            }
            self.next_mention += 1;
            return Some((span, person));
        }
    }

    /// Returns where a word that starts before it must end.
    fn next_stop(&self, at: usize, end: usize) -> usize {
        let piece = self.source.pieces.get(self.next_piece);
        let mention = self.mentions.get(self.next_mention);
        let starts = [
            piece.map(|piece| piece.span.start as usize),
            mention.map(|(span, _)| span.start as usize),
        ];
        starts
            .into_iter()
            .flatten()
            .filter(|&start| start > at)
            .fold(end, usize::min)
    }

    fn enter_sentence(&mut self, at: usize) {
        while let Some(sentence) = self.source.sentences.get(self.next_sentence) {
            if sentence.start as usize > at {
                break;
            }
            self.next_sentence += 1;
            self.is_initial = true;
        }
    }

    fn push(&mut self, kind: Kind, span: TextSpan, paragraph: u32, bits: u32) {
        let first = span.of(self.source.text).chars().next();
        self.out.push(Token {
            span,
            kind,
            bits,
            sentence: u32::try_from(self.next_sentence).unwrap_or(u32::MAX),
            paragraph,
            is_capital: first.is_some_and(char::is_uppercase),
            is_possessive: false,
            is_initial: self.is_initial,
        });
        self.is_initial = false;
    }
}

/// Returns the length of the word at the start of `rest`: letters and digits, with apostrophes,
/// hyphens and full stops inside.
fn word_len(rest: &str) -> usize {
    let mut len = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let joins = |next: Option<&(usize, char)>| next.is_some_and(|(_, c)| c.is_alphanumeric());
        let is_inside = c.is_alphanumeric()
            || (matches!(c, '\'' | '’' | '-' | '.' | '@' | '_' | '‑' | '&') && joins(chars.peek()));
        // The full stop of an abbreviation or an initial belongs to it.
        let word = rest.get(..at).unwrap_or_default();
        let is_abbreviation = c == '.' && is_abbreviation(word);
        if !is_inside && !is_abbreviation {
            break;
        }
        len = at + c.len_utf8();
    }
    len
}

fn is_abbreviation(word: &str) -> bool {
    let last = word.rsplit('.').next().unwrap_or_default();
    let mut chars = last.chars();
    let is_initial = chars.next().is_some_and(char::is_uppercase) && chars.next().is_none();
    is_initial
        || matches!(
            word,
            "Mr" | "Mrs"
                | "Ms"
                | "Dr"
                | "Sen"
                | "Sens"
                | "Rep"
                | "Reps"
                | "Gov"
                | "Gen"
                | "Lt"
                | "Col"
                | "Sgt"
                | "Capt"
                | "Prof"
                | "Rev"
                | "Jr"
                | "Sr"
                | "St"
                | "Maj"
                | "Messrs"
                | "Mme"
        )
}
