//! A text as the finder reads it: tokens by sentence, each word looked at once.

use crate::annotate::people::lexicon::hash;
use crate::annotate::people::tag::Range;
use crate::annotate::people::token::tokens;
use crate::annotate::people::word::{Word, looked_at};
use crate::text::TextSpan;

/// Longest piece that is labelled at once, in tokens: a wall of text is cut here.
const LONGEST: usize = 400;

/// A text cut into sentences and tokens.
#[derive(Debug)]
pub struct Reading {
    /// The tokens, ascending and disjoint.
    pub tokens: Vec<TextSpan>,
    /// For each token the index of its word.
    pub ids: Vec<u32>,
    /// The different words.
    pub words: Vec<Word>,
    /// For each word the index of what it is in lower case; equal for `The` and `the`.
    pub groups: Vec<u32>,
    /// Number of different groups.
    pub group_count: usize,
    /// Token ranges of the sentences, ascending; every token is in exactly one.
    pub sentences: Vec<Sentence>,
}

/// One sentence of a [`Reading`].
#[derive(Clone, Copy, Debug)]
pub struct Sentence {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    /// How the sentence is written.
    pub style: Style,
}

/// How a sentence is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Running text.
    Running,
    /// Most Words Have a Capital.
    TitleCase,
    /// MOST WORDS ARE ALL CAPITALS.
    UpperCase,
}

impl Reading {
    /// Reads `text`; what no span of `sentences` covers is read as sentences of its own.
    pub fn new(text: &str, sentences: &[TextSpan]) -> Self {
        let mut reading = Self {
            tokens: Vec::with_capacity(text.len() / 5),
            ids: Vec::with_capacity(text.len() / 5),
            words: Vec::new(),
            groups: Vec::new(),
            group_count: 0,
            sentences: Vec::with_capacity(sentences.len()),
        };
        let width = width(text);
        let mut at = 0;
        // The sentence so far, while its lines are wrapped.
        let mut open = TextSpan::new(0, 0);
        for sentence in sentences {
            let start = (sentence.start as usize).max(at);
            let end = (sentence.end as usize).min(text.len());
            if start >= end {
                continue;
            }
            at = end;
            let next = TextSpan::new(start, end);
            if is_wrapped(text, open, next, width) {
                open = open.cover(next);
                continue;
            }
            reading.push_sentence(text, open);
            reading.push_sentence(text, TextSpan::new(open.end as usize, start));
            open = next;
        }
        reading.push_sentence(text, open);
        reading.push_sentence(text, TextSpan::new(open.end as usize, text.len()));
        reading.intern(text);
        for index in 0..reading.sentences.len() {
            let style = reading.style(reading.sentences[index]);
            reading.sentences[index].style = style;
        }
        reading
    }

    fn push_sentence(&mut self, text: &str, span: TextSpan) {
        let mut start = self.tokens.len();
        tokens(text, span, &mut self.tokens);
        while start < self.tokens.len() {
            let end = self.tokens.len().min(start + LONGEST);
            self.sentences.push(Sentence {
                start,
                end,
                style: Style::Running,
            });
            start = end;
        }
    }

    fn intern(&mut self, text: &str) {
        let mut forms: Numbers<&str> = Numbers::default();
        let mut groups: Numbers<()> = Numbers::default();
        for token in &self.tokens {
            let form = token.of(text);
            let hash = hash(form);
            let (id, is_new) = forms.number(hash, form);
            if is_new {
                let word = looked_at(form, hash);
                self.groups.push(groups.number(word.lower, ()).0);
                self.words.push(word);
            }
            self.ids.push(id);
        }
        self.group_count = groups.keys.len();
    }

    /// Returns the group of the word at a token.
    pub fn group(&self, token: usize) -> usize {
        self.groups[self.ids[token] as usize] as usize
    }

    /// Returns the word at a token.
    pub fn word(&self, token: usize) -> &Word {
        &self.words[self.ids[token] as usize]
    }

    /// Returns the place of a mention.
    pub fn span(&self, range: Range) -> TextSpan {
        let last = range.end.saturating_sub(1).max(range.start);
        self.tokens[range.start].cover(self.tokens[last])
    }

    /// Returns the index of the sentence that a token is in.
    pub fn sentence_of(&self, token: usize) -> usize {
        self.sentences
            .partition_point(|sentence| sentence.end <= token)
    }

    fn style(&self, sentence: Sentence) -> Style {
        let mut letters = 0;
        let mut capitals = 0;
        let mut uppers = 0;
        for token in sentence.start..sentence.end {
            let word = self.word(token);
            letters += usize::from(word.is_alphabetic);
            capitals += usize::from(word.is_capital);
            uppers += usize::from(word.is_upper);
        }
        let is_long = sentence.end - sentence.start > 3;
        if uppers * 5 > letters * 3 {
            Style::UpperCase
        } else if is_long && capitals * 5 > letters * 3 {
            Style::TitleCase
        } else {
            Style::Running
        }
    }
}

/// Longest line of a text whose lines were wrapped by hand or by a mail program, in bytes.
const WIDEST: usize = 100;

/// Returns the length of the longest line, if it is one that a wrapped text would have.
fn width(text: &str) -> Option<usize> {
    let width = text.split('\n').map(str::len).max()?;
    (width <= WIDEST).then_some(width)
}

/// Says whether the line break between two sentences is within one: the first has no end, and the
/// next word had no room in its line.
fn is_wrapped(text: &str, before: TextSpan, next: TextSpan, width: Option<usize>) -> bool {
    let Some(width) = width else { return false };
    let between = text.get(before.end as usize..next.start as usize);
    if before.is_empty() || between.is_none_or(|gap| gap.matches('\n').count() != 1) {
        return false;
    }
    let piece = before.of(text);
    let line = piece.rsplit('\n').next().unwrap_or_default();
    let word = next.of(text).split_whitespace().next().unwrap_or_default();
    let has_end = piece.ends_with(['.', '!', '?', '”', '"', ':', ';']);
    !has_end && line.len() + 1 + word.len() > width
}

/// Numbers different keys in the order in which they come.
#[derive(Debug)]
struct Numbers<K> {
    /// Open addressing; a number and one, or 0 for a free slot.
    slots: Vec<u32>,
    keys: Vec<(u64, K)>,
}

impl<K> Default for Numbers<K> {
    fn default() -> Self {
        Self {
            slots: vec![0; 1024],
            keys: Vec::new(),
        }
    }
}

impl<K: PartialEq> Numbers<K> {
    /// Returns the number of a key, and whether it has not come before.
    fn number(&mut self, hash: u64, key: K) -> (u32, bool) {
        if self.keys.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let mut at = self.slot(hash);
        while let Some(number) = self.slots[at].checked_sub(1) {
            let (known, other) = &self.keys[number as usize];
            if *known == hash && *other == key {
                return (number, false);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        let number = u32::try_from(self.keys.len()).unwrap_or(u32::MAX - 1);
        self.slots[at] = number + 1;
        self.keys.push((hash, key));
        (number, true)
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "only the low bits are kept"
    )]
    fn slot(&self, hash: u64) -> usize {
        (hash ^ hash >> 32) as usize & (self.slots.len() - 1)
    }

    fn grow(&mut self) {
        let size = self.slots.len() * 2;
        self.slots = vec![0; size];
        for number in 0..self.keys.len() {
            let mut at = self.slot(self.keys[number].0);
            while self.slots[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = u32::try_from(number + 1).unwrap_or(u32::MAX);
        }
    }
}
