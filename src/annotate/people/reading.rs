//! A text as the finder reads it: tokens by sentence, each word looked at once.

use crate::annotate::people::lexicon::Lexicon;
use crate::annotate::people::tag::Range;
use crate::annotate::people::token::tokens;
use crate::annotate::people::word::{Scratch, Word};
use crate::text::TextSpan;
use crate::text::lookup::LookupMap;

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
            sentences: Vec::with_capacity(sentences.len()),
        };
        let mut at = 0;
        for sentence in sentences {
            let start = (sentence.start as usize).max(at);
            let end = (sentence.end as usize).min(text.len());
            if start >= end {
                continue;
            }
            reading.push_sentence(text, TextSpan::new(at, start));
            reading.push_sentence(text, TextSpan::new(start, end));
            at = end;
        }
        reading.push_sentence(text, TextSpan::new(at, text.len()));
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
        let lexicon = Lexicon::shared();
        let mut scratch = Scratch::default();
        let mut seen: LookupMap<&str, u32> = LookupMap::default();
        for token in &self.tokens {
            let word = token.of(text);
            let id = *seen.entry(word).or_insert_with(|| {
                self.words.push(Word::new(word, lexicon, &mut scratch));
                u32::try_from(self.words.len() - 1).unwrap_or(u32::MAX)
            });
            self.ids.push(id);
        }
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
