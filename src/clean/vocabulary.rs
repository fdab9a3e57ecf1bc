//! The words of a page as small numbers: each line is read once, and whatever compares lines by their words counts
//! these numbers in plain arrays.

use crate::clean::lines::Line;
use crate::clean::tally::Table;
use crate::clean::tone;
use crate::clean::words::{Word, is_short, words_in};

/// Bytes of a page to each different word that it has, and to each word, at least nearly.
const DIFFERENT: usize = 14;
const WORDS: usize = 8;
/// Words of a line, mostly fewer.
const A_LINE: usize = 64;
/// Says that a word was in no line.
const NEVER: u32 = u32::MAX;

/// The words of lines that were read one after the other.
///
/// Words are known by their numbers: a long one in small letters is a small one too, and has one number for both.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    numbers: Table,
    facts: Vec<Fact>,
    weights: Vec<f32>,
    /// Those of the line that is read.
    words: Vec<Word>,
    /// What the lines say, one after the other.
    long_said: Vec<u32>,
    small_said: Vec<u32>,
    lines: Vec<Said>,
}

/// What is known of a word.
#[derive(Clone, Copy, Debug)]
struct Fact {
    letters: u32,
    /// The last line that it was a long word of.
    last: u32,
}

/// What a line says.
#[derive(Clone, Copy, Debug, Default)]
struct Said {
    long: [u32; 2],
    small: [u32; 2],
    words: u32,
    tone: (f32, u32),
}

impl Vocabulary {
    /// Reads the lines of a page. Linear.
    pub(crate) fn of(lines: &[Line<'_>]) -> Self {
        let bytes: usize = lines.iter().map(|line| line.text.len()).sum();
        let mut words = Self {
            numbers: Table::with_room(bytes / DIFFERENT),
            facts: Vec::with_capacity(bytes / DIFFERENT),
            weights: Vec::with_capacity(bytes / DIFFERENT),
            words: Vec::with_capacity(A_LINE),
            long_said: Vec::with_capacity(bytes / WORDS),
            small_said: Vec::with_capacity(bytes / WORDS),
            lines: Vec::with_capacity(lines.len()),
        };
        for line in lines {
            words.note(line.text);
        }
        words.weigh(0);
        words
    }

    /// Reads one more line and returns its number, by which its [`Line`] is to be known.
    pub(crate) fn read(&mut self, text: &str) -> u32 {
        let line = self.lines.len();
        self.note(text);
        self.weigh(line);
        index(line)
    }

    /// Notes what a line says, but not yet what that weighs.
    fn note(&mut self, text: &str) {
        let line = index(self.lines.len());
        self.words.clear();
        let words = words_in(text, &mut self.words);
        let mut long = Notes::new(&mut self.long_said, self.words.len());
        let mut small = Notes::new(&mut self.small_said, self.words.len());
        for word in &self.words {
            let place = self.numbers.place(word.hash);
            if place == self.facts.len() {
                self.facts.push(Fact {
                    letters: word.letters,
                    last: NEVER,
                });
            }
            let fact = &mut self.facts[place];
            long.note(place, word.is_long && fact.last != line);
            small.note(place, word.is_small);
            fact.last = if word.is_long { line } else { fact.last };
        }
        self.lines.push(Said {
            long: long.finish(),
            small: small.finish(),
            words: index(words),
            tone: (0.0, 0),
        });
    }

    /// Weighs the words that are new, and the lines from one on. The words all at once: then the processor waits for many
    /// places of the large table of weights at a time.
    fn weigh(&mut self, from: usize) {
        let new = &self.numbers.hashes()[self.weights.len()..];
        self.weights
            .extend(new.iter().map(|&word| tone::weight(word)));
        for said in &mut self.lines[from..] {
            let [long, small] = [
                part(&self.long_said, said.long),
                part(&self.small_said, said.small),
            ];
            let long_tone: f32 = long.iter().map(|&word| self.weights[word as usize]).sum();
            let (mut count, mut short_tone) = (long.len(), 0.0);
            for &word in small {
                let is_short = is_short(self.facts[word as usize].letters);
                count += usize::from(is_short);
                let weight = self.weights[word as usize];
                short_tone += if is_short { weight } else { 0.0 };
            }
            let root = (count.max(1) as f32).sqrt();
            said.tone = ((long_tone + short_tone) / root, index(count));
        }
    }

    /// Returns the hashes of the words by their numbers.
    pub(crate) fn hashes(&self) -> &[u64] {
        self.numbers.hashes()
    }

    /// Returns the number of a word.
    pub(crate) fn number(&self, hash: u64) -> Option<usize> {
        self.numbers.find(hash)
    }

    /// Returns how many letters a long word has; pairs of letters in scripts without blanks are never short.
    pub(crate) fn letters(&self, word: u32) -> u32 {
        self.facts[word as usize].letters
    }

    /// Returns the numbers of the long words of a line, each once, in the order of the line.
    pub(crate) fn long_in(&self, line: &Line<'_>) -> &[u32] {
        part(&self.long_said, self.said(line).long)
    }

    /// Returns the numbers of the small words of a line, as often as they occur.
    pub(crate) fn small_in(&self, line: &Line<'_>) -> &[u32] {
        part(&self.small_said, self.said(line).small)
    }

    /// Returns the number of words of a line that are set off by blanks, up to 400.
    pub(crate) fn count(&self, line: &Line<'_>) -> u32 {
        self.said(line).words
    }

    /// Returns the weights of a line's words by [`tone`], over the root of their number; and that number.
    pub(crate) fn tone(&self, line: &Line<'_>) -> (f32, u32) {
        self.said(line).tone
    }

    fn said(&self, line: &Line<'_>) -> Said {
        self.lines
            .get(line.number as usize)
            .copied()
            .unwrap_or_default()
    }
}

/// Words that a line says, written down without a branch: each of them, and the next one over it where it is not meant.
struct Notes<'v> {
    said: &'v mut Vec<u32>,
    start: usize,
    end: usize,
}

impl<'v> Notes<'v> {
    /// Begins behind what was said before, with room for so many words.
    fn new(said: &'v mut Vec<u32>, most: usize) -> Self {
        let start = said.len();
        said.resize(start + most, 0);
        Self {
            said,
            start,
            end: start,
        }
    }

    fn note(&mut self, word: usize, is_meant: bool) {
        if let Some(place) = self.said.get_mut(self.end) {
            *place = index(word);
            self.end += usize::from(is_meant);
        }
    }

    /// Returns where it begins and ends.
    fn finish(self) -> [u32; 2] {
        self.said.truncate(self.end);
        [self.start, self.end].map(index)
    }
}

/// Returns what is said between two places.
fn part(said: &[u32], [start, end]: [u32; 2]) -> &[u32] {
    &said[start as usize..end as usize]
}

/// Returns a place as it is kept; no page has so many words that it would not fit.
fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::lines::lines;

    #[test]
    fn lines_have_the_numbers_of_their_words() {
        let page = "The council of the island\nCouncil, of the COUNCIL";
        let mut found = lines(page, usize::MAX);
        let mut words = Vocabulary::of(&found);
        let number = words.read("an island");
        found.push(Line {
            number,
            ..lines("an island", 1)[0]
        });
        let long: Vec<_> = found.iter().map(|line| words.long_in(line)).collect();
        assert_eq!(long, [&[0, 3][..], &[0], &[3]]);
        let small: Vec<_> = found.iter().map(|line| words.small_in(line)).collect();
        assert_eq!(small, [&[0, 1, 2, 3][..], &[1, 2], &[4, 3]]);
        assert_eq!(
            found
                .iter()
                .map(|line| words.count(line))
                .collect::<Vec<_>>(),
            [5, 4, 2]
        );
        assert_eq!(words.letters(3), 6);
        assert_eq!(words.number(words.hashes()[1]), Some(1));
    }
}
