//! The words of a page as small numbers: each line is read once, and whatever compares lines by their words counts
//! these numbers in plain arrays.

use crate::clean::lines::Line;
use crate::clean::tally::Table;
use crate::clean::tone;
use crate::clean::words::both_words;

/// Bytes of a page to each different long word that it has, to each small one, and to each word, at least nearly.
const LONG_WORDS: usize = 16;
const SMALL_WORDS: usize = 24;
const WORDS: usize = 8;

/// The words of lines that were read one after the other.
///
/// Words are known by their numbers: the long ones by one count, the small ones by another.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    long: Table,
    long_facts: Vec<Long>,
    small: Table,
    /// The weight of each small word that is too short for a long one.
    short_weights: Vec<Option<f32>>,
    /// What the lines say, one after the other.
    long_said: Vec<u32>,
    small_said: Vec<u32>,
    lines: Vec<Said>,
}

/// What is known of a long word.
#[derive(Clone, Copy, Debug)]
struct Long {
    weight: f32,
    letters: u32,
    /// The last line that it was seen in.
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
            long: Table::with_room(bytes / LONG_WORDS),
            long_facts: Vec::with_capacity(bytes / LONG_WORDS),
            small: Table::with_room(bytes / SMALL_WORDS),
            short_weights: Vec::with_capacity(bytes / SMALL_WORDS),
            long_said: Vec::with_capacity(bytes / WORDS),
            small_said: Vec::with_capacity(bytes / WORDS),
            lines: Vec::with_capacity(lines.len()),
        };
        for line in lines {
            words.read(line.text);
        }
        words
    }

    /// Reads one more line and returns its number, by which its [`Line`] is to be known.
    pub(crate) fn read(&mut self, text: &str) -> u32 {
        let line = index(self.lines.len());
        let (long_start, small_start) = (self.long_said.len(), self.small_said.len());
        let words = both_words(
            text,
            |word, letters| {
                let place = self.long.place(word);
                match self.long_facts.get_mut(place) {
                    None => self.long_facts.push(Long {
                        weight: tone::weight(word),
                        letters,
                        last: line,
                    }),
                    Some(fact) if fact.last == line => return,
                    Some(fact) => fact.last = line,
                }
                self.long_said.push(index(place));
            },
            |word, is_short| {
                let place = self.small.place(word);
                if place == self.short_weights.len() {
                    let weight = is_short.then(|| tone::weight(word));
                    self.short_weights.push(weight);
                }
                self.small_said.push(index(place));
            },
        );
        let long = &self.long_said[long_start..];
        let small = &self.small_said[small_start..];
        let short = small.iter().map(|&word| self.short_weights[word as usize]);
        let count = long.len() + short.clone().flatten().count();
        let long_tone: f32 = long
            .iter()
            .map(|&word| self.long_facts[word as usize].weight)
            .sum();
        let short_tone: f32 = short.flatten().sum();
        let root = (count.max(1) as f32).sqrt();
        self.lines.push(Said {
            long: [index(long_start), index(self.long_said.len())],
            small: [index(small_start), index(self.small_said.len())],
            words: index(words),
            tone: ((long_tone + short_tone) / root, index(count)),
        });
        line
    }

    /// Returns the hashes of the long words by their numbers.
    pub(crate) fn long_words(&self) -> &[u64] {
        self.long.hashes()
    }

    /// Returns the hashes of the small words by their numbers.
    pub(crate) fn small_words(&self) -> &[u64] {
        self.small.hashes()
    }

    /// Returns the number of a long word.
    pub(crate) fn long_word(&self, hash: u64) -> Option<usize> {
        self.long.find(hash)
    }

    /// Returns how many letters a long word has; pairs of letters in scripts without blanks are never short.
    pub(crate) fn letters(&self, word: u32) -> u32 {
        self.long_facts[word as usize].letters
    }

    /// Returns the numbers of the long words of a line, each once, in the order of the line.
    pub(crate) fn long_in(&self, line: &Line<'_>) -> &[u32] {
        let [start, end] = self.said(line).long;
        &self.long_said[start as usize..end as usize]
    }

    /// Returns the numbers of the small words of a line, as often as they occur.
    pub(crate) fn small_in(&self, line: &Line<'_>) -> &[u32] {
        let [start, end] = self.said(line).small;
        &self.small_said[start as usize..end as usize]
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
        assert_eq!(long, [&[0, 1][..], &[0], &[1]]);
        let small: Vec<_> = found.iter().map(|line| words.small_in(line)).collect();
        assert_eq!(small, [&[0, 1, 2, 3][..], &[1, 2], &[4, 3]]);
        assert_eq!(
            found
                .iter()
                .map(|line| words.count(line))
                .collect::<Vec<_>>(),
            [5, 4, 2]
        );
        assert_eq!(words.letters(1), 6);
        assert_eq!(words.long_word(words.long_words()[1]), Some(1));
    }
}
