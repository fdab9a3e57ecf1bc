//! What labels alone get wrong, and a look at the words in and around a mention puts right.

use std::ops::Range as Tokens;

use crate::annotate::people::lexicon::{Lexicon, hash, kind, pair};
use crate::annotate::people::reading::{Reading, Style};
use crate::annotate::people::tag::Range;
use crate::annotate::people::word::Word;
use crate::text::lookup::LookupSet;

/// Titles that are hardly first names, though the lists have people who are called so.
const ALWAYS: [&str; 7] = ["dame", "king", "lady", "lord", "pope", "queen", "sir"];
/// How often a first name that is also a title is one in its own right: `Don`, `Prince`.
const COMMON: u32 = 4;
/// How often a word is a first name that is hardly part of an office: `Special Envoy Hammer`.
const FIRST: u32 = 3;
/// What a letter begins with, before a name.
const GREETINGS: [&str; 6] = ["dear", "hello", "hey", "hi", "thank", "thanks"];
/// Most words of a sender's name.
const SENDER: usize = 4;
/// Most tokens of an address that archives have shortened: `ann...@example.org`.
const ADDRESS: usize = 3;
/// Tokens between the marks of a nickname: `Roberto "Hands of Stone" Duran`.
const NICKNAME: Tokens<usize> = 1..5;

/// Mends the mentions of a text, ascending and disjoint. Cost: linear in the text.
pub(super) fn mend(reading: &Reading, found: Vec<Range>) -> Vec<Range> {
    let mut mender = Mender {
        reading,
        words: Words::new(),
        out: Vec::with_capacity(found.len()),
    };
    for range in found {
        mender.take(range);
    }
    mender.add_surnames();
    mender.add_senders();
    mender.out
}

struct Mender<'r> {
    reading: &'r Reading,
    words: Words,
    out: Vec<Range>,
}

impl Mender<'_> {
    fn take(&mut self, range: Range) {
        let is_taken = self.out.last().is_some_and(|last| last.end > range.start);
        if is_taken || self.is_firm(range) || self.is_address(range) {
            return;
        }
        let range = self.without_title(self.without_greeting(range));
        let range = self.with_initials(self.without_office(range));
        if let Some(at) = self.lone_bracket(range) {
            self.out.extend([
                Range { end: at, ..range },
                Range {
                    start: at + 1,
                    ..range
                },
            ]);
            return;
        }
        let is_letter = range.end - range.start == 1 && self.is_letter(range.start);
        let goes_on = match self.out.last() {
            Some(last) if is_letter => last.end == range.start,
            Some(last) => self.goes_on(*last, range),
            None => false,
        };
        if let Some(last) = self.out.last_mut().filter(|_| goes_on) {
            last.end = range.end;
        } else if !is_letter {
            self.out.push(self.with_first_name(self.up_to_mark(range)));
        }
    }

    fn is(&self, token: usize, word: u64) -> bool {
        self.reading.word(token).lower == word
    }

    /// Says whether a token is a letter that is more often a word than a name.
    fn is_letter(&self, token: usize) -> bool {
        self.words.letters.contains(&self.reading.word(token).lower)
    }

    fn is_mark(&self, token: usize) -> bool {
        self.words.marks.contains(&self.reading.word(token).lower)
    }

    /// Leaves out the words that a letter begins with: `Hey Ann`, `Thank You Ann`.
    fn without_greeting(&self, range: Range) -> Range {
        let is_greeting = |token: &usize| {
            let word = self.reading.word(*token).lower;
            // You is a family name too.
            let is_thanked = *token > 0 && self.is(token - 1, self.words.thank);
            self.words.greetings.contains(&word) || is_thanked && word == self.words.you
        };
        let greetings = (range.start..range.end - 1).take_while(is_greeting);
        Range {
            start: range.start + greetings.count(),
            ..range
        }
    }

    /// Takes in the initials before a mention, unless they begin the sentence, where they may count items.
    fn with_initials(&self, range: Range) -> Range {
        let free = self.out.last().map_or(0, |last| last.end);
        let is_initial = |token: &usize| self.reading.word(*token).shape == self.words.initial;
        let initials = (free..range.start).rev().take_while(is_initial);
        let start = range.start - initials.count();
        let sentence = self.reading.sentence_of(range.start);
        if start == range.start || start <= self.reading.sentences[sentence].start {
            return range;
        }
        Range { start, ..range }
    }

    /// Leaves out titles at the start of a mention, unless they are as well known as first names.
    fn without_title(&self, range: Range) -> Range {
        let is_title = |token: &usize| {
            let word = self.reading.word(*token);
            word.is(kind::TITLE | kind::HONORIFIC) && word.entry.first() < COMMON
                || self.words.always.contains(&word.lower)
        };
        let last = range.end - 1;
        let titles = (range.start..last).take_while(is_title).count();
        Range {
            start: range.start + titles,
            ..range
        }
    }

    /// Leaves out an office at the start of a mention that ends with a title: `Special Envoy Hammer`.
    fn without_office(&self, range: Range) -> Range {
        let is_title = |token: &usize| {
            let word = self.reading.word(*token);
            let is_name = word.entry.first() >= COMMON || self.words.always.contains(&word.lower);
            word.is(kind::TITLE) && word.is_capital && !is_name
        };
        let is_office = |token: usize| self.reading.word(token).entry.first() < FIRST;
        let title = (range.start + 1..range.end - 1).rfind(is_title);
        match title.filter(|&title| (range.start..title).all(is_office)) {
            Some(title) => Range {
                start: title + 1,
                ..range
            },
            None => range,
        }
    }

    /// Says whether a mention is a firm that bears its founder's name, and no title speaks for the
    /// founder himself.
    fn is_firm(&self, range: Range) -> bool {
        if range.end - range.start != 2 {
            return false;
        }
        let word = |token: usize| self.reading.word(token);
        let [first, second] = [range.start, range.end - 1].map(|token| word(token).lower);
        let is_listed = Lexicon::shared().kinds(pair(first, second)) & kind::FIRM != 0;
        let before = range.start.checked_sub(1).map(word);
        is_listed && !before.is_some_and(|word| word.is(kind::TITLE | kind::HONORIFIC))
    }

    /// Says whether a mention is in the address of a mailbox.
    fn is_address(&self, range: Range) -> bool {
        (range.start..range.end).any(|token| self.reading.word(token).is_address)
    }

    /// Returns the bracket that a mention runs across: `(Olympic champion Ann) Lee`.
    fn lone_bracket(&self, range: Range) -> Option<usize> {
        let is_bracket = |token: &usize| {
            self.is(*token, self.words.opening) || self.is(*token, self.words.closing)
        };
        let first = (range.start + 1..range.end - 1).find(is_bracket)?;
        self.is(first, self.words.closing).then_some(first)
    }

    /// Leaves out what follows a quotation mark that is not closed within the mention.
    fn up_to_mark(&self, range: Range) -> Range {
        let mut marks = (range.start + 1..range.end).filter(|&token| self.is_mark(token));
        match (marks.next(), marks.next()) {
            (Some(mark), None) => Range { end: mark, ..range },
            _ => range,
        }
    }

    /// Says whether two mentions are the parts of one: around a nickname in brackets or marks, or in
    /// the form of an index, `"Lee, Ann"`.
    fn goes_on(&self, last: Range, next: Range) -> bool {
        let reading = self.reading;
        let gap = last.end..next.start;
        if reading.sentence_of(last.start) != reading.sentence_of(next.start) || gap.is_empty() {
            return false;
        }
        let (first, end) = (gap.start, gap.end - 1);
        if gap.len() == 1 {
            return self.is(first, self.words.comma) && self.is_quoted(last.start, next.end);
        }
        let is_bracketed = self.is(first, self.words.opening) && self.is(end, self.words.closing);
        let is_marked =
            self.is_mark(first) && self.is_mark(end) && reading.word(first + 1).is_capital;
        NICKNAME.contains(&(gap.len() - 2)) && (is_bracketed || is_marked)
    }

    /// Says whether quotation marks stand right around these tokens.
    fn is_quoted(&self, start: usize, end: usize) -> bool {
        let before = start.checked_sub(1);
        before.is_some_and(|mark| self.is_mark(mark))
            && end < self.reading.tokens.len()
            && self.is_mark(end)
    }

    /// Takes in the first name that follows a last name in the form of an index.
    fn with_first_name(&self, range: Range) -> Range {
        let end = range.end + 2;
        let is_index = range.end - range.start == 1
            && self.is_quoted(range.start, end)
            && self.is(range.end, self.words.comma);
        let first = range.end + 1;
        let is_name = is_index && {
            let word = self.reading.word(first);
            word.is_capital && word.entry.first() > 0
        };
        if is_name {
            Range { end, ..range }
        } else {
            range
        }
    }

    /// Adds the surnames of people named in full where they stand alone, and nothing before them says
    /// that a place or a thing is meant.
    fn add_surnames(&mut self) {
        let reading = self.reading;
        let mut surnames: LookupSet<u64> = LookupSet::default();
        let mut taken = vec![false; reading.tokens.len()];
        for range in &self.out {
            taken[range.start..range.end].fill(true);
            let has_comma = (range.start..range.end).any(|token| self.is(token, self.words.comma));
            let surname = range.end - 1;
            if range.end - range.start > 1 && !has_comma && !self.is_letter(surname) {
                surnames.insert(reading.word(surname).lower);
            }
        }
        if surnames.is_empty() {
            return;
        }
        let count = self.out.len();
        for sentence in &reading.sentences {
            if sentence.style != Style::Running {
                continue;
            }
            let is_capital = |token: usize| {
                (sentence.start..sentence.end).contains(&token) && reading.word(token).is_capital
            };
            for (token, is_taken) in taken
                .iter()
                .enumerate()
                .take(sentence.end)
                .skip(sentence.start)
            {
                let word = reading.word(token);
                if *is_taken || !word.is_capital || !surnames.contains(&word.lower) {
                    continue;
                }
                let before = token
                    .checked_sub(1)
                    .filter(|&token| token >= sentence.start);
                let is_other = |token: usize| {
                    let word = reading.word(token);
                    word.is_capital
                        || word.is(kind::PARTICLE)
                        || self.words.others.contains(&word.lower)
                };
                if !is_capital(token + 1) && !before.is_some_and(is_other) {
                    self.out.push(Range {
                        start: token,
                        end: token + 1,
                    });
                }
            }
        }
        if self.out.len() > count {
            self.out.sort_unstable();
        }
    }

    /// Adds the names of senders in the heads of mails, `"Ann Lee" <ann@example.org>`, also where one of them is all
    /// that a line says.
    fn add_senders(&mut self) {
        let reading = self.reading;
        let is_address = |word: &Word| word.is_address || word.shape == self.words.host;
        if !reading.words.iter().any(is_address) {
            return;
        }
        let mut taken = vec![false; reading.tokens.len()];
        for range in &self.out {
            taken[range.start..range.end].fill(true);
        }
        let is_free = |range: Range| !taken[range.start..range.end].contains(&true);
        let mut names: LookupSet<u64> = LookupSet::default();
        let mut found: Vec<Range> = Vec::new();
        for angle in 3..reading.tokens.len().saturating_sub(1) {
            let is_head = self.is(angle, self.words.angle)
                && self.is_mark(angle - 1)
                && (angle + 1..reading.tokens.len())
                    .take(ADDRESS)
                    .any(|token| is_address(reading.word(token)));
            if !is_head {
                continue;
            }
            let end = angle - 1;
            let is_named = |token: &usize| {
                let word = reading.word(*token);
                word.is_capital && word.is_alphabetic
            };
            let count = (0..end).rev().take_while(is_named).take(SENDER).count();
            let start = end - count;
            if 0 < count && start.checked_sub(1).is_some_and(|mark| self.is_mark(mark)) {
                names.extend((count == 1).then(|| reading.word(start).lower));
                found.push(Range { start, end });
            }
        }
        for sentence in &reading.sentences {
            let is_name = sentence.end - sentence.start == 1
                && reading.word(sentence.start).is_capital
                && names.contains(&reading.word(sentence.start).lower);
            found.extend(is_name.then_some(Range {
                start: sentence.start,
                end: sentence.end,
            }));
        }
        found.retain(|&range| is_free(range));
        self.out.extend(found);
        self.out.sort_unstable();
    }
}

/// The hashes of the words that are looked for.
struct Words {
    greetings: [u64; 6],
    thank: u64,
    you: u64,
    /// The shape of an initial.
    initial: u64,
    angle: u64,
    /// The shape of the end of a shortened address.
    host: u64,
    /// Words of one letter.
    letters: [u64; 4],
    comma: u64,
    opening: u64,
    closing: u64,
    marks: [u64; 3],
    always: [u64; 7],
    /// Before a place or a thing that bears a person's name.
    others: [u64; 11],
}

impl Words {
    fn new() -> Self {
        Self {
            greetings: GREETINGS.map(hash),
            thank: hash("thank"),
            you: hash("you"),
            initial: hash("X."),
            angle: hash("<"),
            host: hash("@x"),
            letters: ["a", "e", "i", "o"].map(hash),
            comma: hash(","),
            opening: hash("("),
            closing: hash(")"),
            marks: ["\"", "“", "”"].map(hash),
            always: ALWAYS.map(hash),
            others: [
                "the", "a", "an", "in", "at", "of", "from", "to", "near", "for", "-",
            ]
            .map(hash),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextSpan;

    /// Mends mentions of `text`, which stand between `[` and `]`, and marks them in the same way.
    fn mended(text: &str) -> String {
        let plain = text.replace(['[', ']'], "");
        let mut ends = plain.match_indices("\n\n").map(|(at, _)| at);
        let mut start = 0;
        let mut sentences = Vec::new();
        while start < plain.len() {
            let end = ends.next().unwrap_or(plain.len());
            sentences.push(TextSpan::new(start, end));
            start = end + 2;
        }
        let reading = Reading::new(&plain, &sentences);
        let token = |at: usize| {
            let starts = |span: &TextSpan| (span.start as usize) < at;
            reading.tokens.partition_point(starts)
        };
        let (mut found, mut at, mut start) = (Vec::new(), 0, 0);
        for c in text.chars() {
            match c {
                '[' => start = token(at),
                ']' => found.push(Range {
                    start,
                    end: token(at),
                }),
                _ => at += c.len_utf8(),
            }
        }
        let mut out = plain;
        for range in mend(&reading, found).iter().rev() {
            let span = reading.span(*range);
            out.insert(span.end as usize, ']');
            out.insert(span.start as usize, '[');
        }
        out
    }

    #[test]
    fn mentions_are_mended_by_the_words_around_them() {
        for (text, expected) in [
            (
                "met [Special Envoy Hammer] and [Sir Ian Bell].",
                "met Special Envoy [Hammer] and Sir [Ian Bell].",
            ),
            (
                "shares of [Morgan Stanley] fell",
                "shares of Morgan Stanley fell",
            ),
            ("chief [I] think [I]'m", "chief I think I'm"),
            ("King [Baudouin] [I] was born", "King [Baudouin I] was born"),
            (
                "[Roman A] and [Lee M] spoke. [A] test of M and A 2nd",
                "[Roman A] and [Lee M] spoke. A test of M and A 2nd",
            ),
            (
                "write to [Ann] at [Ann.Lee@example.org] now",
                "write to [Ann] at Ann.Lee@example.org now",
            ),
            (
                "(Olympic champion [Ann) Lee] and [Bo Ek]",
                "(Olympic champion [Ann]) [Lee] and [Bo Ek]",
            ),
            (
                "five weeks after [James Leander] (Leo) [Nichols] died",
                "five weeks after [James Leander (Leo) Nichols] died",
            ),
            (
                "legend [Roberto \"Hands] of Stone\" [Duran] said",
                "legend [Roberto \"Hands of Stone\" Duran] said",
            ),
            (
                "[Ferdinand “Bongbong] and no end",
                "[Ferdinand] “Bongbong and no end",
            ),
            (
                "\"[Lee], Ann\" wrote, \"[Ek], [Bo]\" read",
                "\"[Lee, Ann]\" wrote, \"[Ek, Bo]\" read",
            ),
            ("[Hey Vladi], thanks", "Hey [Vladi], thanks"),
            ("Thank [You Barry]!", "Thank You [Barry]!"),
            ("Speaker [You Si-kun] left", "Speaker [You Si-kun] left"),
            (
                "he named A. K. [Noel Kramer] today",
                "he named [A. K. Noel Kramer] today",
            ),
            ("A. [Noel] sat", "A. [Noel] sat"),
            (
                "From: \"Julie\" <julie@example.org>\n\nIt rained.\n\nJulie",
                "From: \"[Julie]\" <julie@example.org>\n\nIt rained.\n\n[Julie]",
            ),
            (
                "Email: \"Andre\" < webmas...@example.org >",
                "Email: \"[Andre]\" < webmas...@example.org >",
            ),
            (
                "\"the list\" <list@example.org> and \"A\" <b>",
                "\"the list\" <list@example.org> and \"A\" <b>",
            ),
            ("[Bo Ek], [Ann Lee] and “no”", "[Bo Ek], [Ann Lee] and “no”"),
            (
                "[Ann Lee] met a Lee in Lee, but Lee Street and de Lee said that Lee left.",
                "[Ann Lee] met a Lee in Lee, but Lee Street and de Lee said that [Lee] left.",
            ),
        ] {
            assert_eq!(mended(text), expected);
        }
    }
}
