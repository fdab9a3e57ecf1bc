//! What is known about words: their classes, the forms of verbs, the sex of given names.

use std::borrow::Cow;
use std::sync::LazyLock;

/// Classes of words, as bits.
pub(super) mod class {
    /// Begins a noun phrase.
    pub(in super::super) const DETERMINER: u32 = 1;
    /// `his`, `their`.
    pub(in super::super) const POSSESSIVE: u32 = 1 << 1;
    pub(in super::super) const PREPOSITION: u32 = 1 << 2;
    pub(in super::super) const CONJUNCTION: u32 = 1 << 3;
    pub(in super::super) const SUBORDINATOR: u32 = 1 << 4;
    pub(in super::super) const AUXILIARY: u32 = 1 << 5;
    pub(in super::super) const ADVERB: u32 = 1 << 6;
    pub(in super::super) const HE: u32 = 1 << 7;
    pub(in super::super) const SHE: u32 = 1 << 8;
    pub(in super::super) const THEY: u32 = 1 << 9;
    pub(in super::super) const FIRST: u32 = 1 << 10;
    pub(in super::super) const IT: u32 = 1 << 11;
    pub(in super::super) const YOU: u32 = 1 << 12;
    pub(in super::super) const WHO: u32 = 1 << 13;
    /// `him`, `themselves`.
    pub(in super::super) const OBJECT: u32 = 1 << 14;
    pub(in super::super) const TIME: u32 = 1 << 15;
    /// Stands before a name.
    pub(in super::super) const TITLE: u32 = 1 << 16;
    /// Head of a noun phrase for somebody.
    pub(in super::super) const PERSON: u32 = 1 << 17;
    /// Head of a noun phrase for a body of people.
    pub(in super::super) const GROUP: u32 = 1 << 18;
    /// Head of a noun phrase for something that has words in it.
    pub(in super::super) const THING: u32 = 1 << 19;
    pub(in super::super) const FEMALE: u32 = 1 << 20;
    pub(in super::super) const MALE: u32 = 1 << 21;
    pub(in super::super) const PLURAL: u32 = 1 << 22;
    /// Stands before a term, a title, a nickname.
    pub(in super::super) const TERMWORD: u32 = 1 << 23;
    /// `say` and its like.
    pub(in super::super) const SAY: u32 = 1 << 24;
    /// Takes the one who is spoken to as its object.
    pub(in super::super) const TELL: u32 = 1 << 25;
    /// May go with words that are said.
    pub(in super::super) const SPEAK: u32 = 1 << 26;
    /// Says how somebody calls something.
    pub(in super::super) const CALL: u32 = 1 << 27;
    /// A form in `-ing`.
    pub(in super::super) const GERUND: u32 = 1 << 28;
    /// A past form or participle.
    pub(in super::super) const PAST: u32 = 1 << 29;
    /// A word of no list that ends like a past form.
    pub(in super::super) const ED: u32 = 1 << 30;
    /// A word of no list that ends like a present participle.
    pub(in super::super) const ING: u32 = 1 << 31;
    /// Every verb of the list.
    pub(in super::super) const CUE: u32 = SAY | TELL | SPEAK | CALL;
    /// Every pronoun that can speak.
    pub(in super::super) const PRONOUN: u32 = HE | SHE | THEY | FIRST | IT | YOU | WHO;
}

/// What words are about, as bits: these say nothing of their place in a sentence.
pub(super) mod sense {
    /// Is about thinking: a thought between marks is not said.
    pub(in super::super) const MIND: u8 = 1;
    /// Is about what is written or sung, not said.
    pub(in super::super) const WRITING: u8 = 1 << 1;
    /// Is about what is not, or only as a rule, said.
    pub(in super::super) const UNREAL: u8 = 1 << 2;
}

const WORDS: &str = include_str!("../../../assets/quotes/lexicon.txt");
const FIRST_NAMES: &str = include_str!("../../../assets/quotes/first_names.txt");

static LEXICON: LazyLock<Table> = LazyLock::new(load);

/// A table of words that is looked up for every word of a text: open addressing, short words
/// hashed whole.
#[derive(Debug)]
struct Table {
    /// Index into `words` plus one; 0 is free. The length is a power of two.
    slots: Vec<u16>,
    words: Vec<Known>,
}

/// A word of the table.
#[derive(Debug)]
struct Known {
    word: Cow<'static, str>,
    /// Classes, [`class`]; none for a word of which only the senses are known.
    bits: u32,
    /// Senses, [`sense`].
    senses: u8,
}

/// Slots of the table; at least twice the words.
const SLOTS: usize = 1 << 14;

impl Table {
    /// Returns the slot of `word`, or the free one where it belongs.
    fn slot(&self, word: &str) -> usize {
        let mut at = hash(word) % SLOTS;
        while let Some(&index) = self.slots.get(at).filter(|&&index| index != 0) {
            let found = self.words.get(usize::from(index) - 1);
            if found.is_some_and(|found| found.word == word) {
                break;
            }
            at = (at + 1) % SLOTS;
        }
        at
    }

    fn get(&self, word: &str) -> Option<&Known> {
        let index = self.slots.get(self.slot(word)).copied()?;
        self.words.get(usize::from(index).checked_sub(1)?)
    }

    fn add(&mut self, word: Cow<'static, str>, bits: u32, senses: u8) {
        let slot = self.slot(&word);
        let Some(index) = self.slots.get_mut(slot) else {
            return;
        };
        if let Some(known) = usize::from(*index)
            .checked_sub(1)
            .and_then(|index| self.words.get_mut(index))
        {
            known.bits |= bits;
            known.senses |= senses;
        } else if self.words.len() < SLOTS / 2 {
            self.words.push(Known { word, bits, senses });
            *index = u16::try_from(self.words.len()).unwrap_or(0);
        }
    }
}

/// Mixes the length, the first eight and the last eight bytes of a word.
fn hash(word: &str) -> usize {
    let bytes = word.as_bytes();
    let eight = |part: &[u8]| {
        part.iter()
            .fold(0_u64, |sum, &byte| sum << 8 | u64::from(byte))
    };
    let head = eight(bytes.get(..8).unwrap_or(bytes));
    let tail = bytes
        .len()
        .checked_sub(8)
        .and_then(|from| bytes.get(from..));
    let mixed = (head ^ tail.map_or(0, eight).rotate_left(23) ^ bytes.len() as u64)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 40) as usize
}

fn load() -> Table {
    let mut words = Table {
        slots: vec![0; SLOTS],
        words: Vec::with_capacity(SLOTS / 4),
    };
    for (name, list) in WORDS.lines().filter_map(entry) {
        let bits = class_of(name);
        for word in list.split_whitespace() {
            if bits & class::CUE == 0 {
                words.add(Cow::Borrowed(word), bits, sense_of(name));
                continue;
            }
            let forms = VerbForms::of(word);
            words.add(Cow::Owned(forms.base), bits, 0);
            words.add(Cow::Owned(forms.third), bits, 0);
            words.add(Cow::Owned(forms.gerund), bits | class::GERUND, 0);
            for past in forms.past {
                words.add(Cow::Owned(past), bits | class::PAST, 0);
            }
        }
    }
    words
}

fn entry(line: &str) -> Option<(&str, &str)> {
    line.split_once(": ").filter(|_| !line.starts_with('#'))
}

fn class_of(name: &str) -> u32 {
    match name {
        "determiner" => class::DETERMINER,
        "possessive" => class::POSSESSIVE,
        "preposition" => class::PREPOSITION,
        "conjunction" => class::CONJUNCTION,
        "subordinator" => class::SUBORDINATOR,
        "auxiliary" => class::AUXILIARY,
        "adverb" => class::ADVERB,
        "he" => class::HE,
        "she" => class::SHE,
        "they" => class::THEY,
        "first" => class::FIRST,
        "it" => class::IT,
        "you" => class::YOU,
        "who" => class::WHO,
        "object" => class::OBJECT,
        "time" => class::TIME,
        "title" => class::TITLE,
        "person" => class::PERSON,
        "group" => class::GROUP,
        "thing" => class::THING,
        "female" => class::FEMALE,
        "male" => class::MALE,
        "plural" => class::PLURAL,
        "termword" => class::TERMWORD,
        "verb_say" => class::SAY,
        "verb_tell" => class::TELL,
        "verb_speak" => class::SPEAK,
        "verb_call" => class::CALL,
        _ => 0,
    }
}

fn sense_of(name: &str) -> u8 {
    match name {
        "mind" => sense::MIND,
        "writing" => sense::WRITING,
        "unreal" => sense::UNREAL,
        _ => 0,
    }
}

/// The forms of one verb.
struct VerbForms {
    base: String,
    third: String,
    gerund: String,
    past: Vec<String>,
}

impl VerbForms {
    /// Reads `say(said)` or `write(wrote/written)`, and makes the regular forms.
    fn of(entry: &str) -> Self {
        let (base, irregular) = entry.split_once('(').unwrap_or((entry, ""));
        let stem = base.strip_suffix('e').unwrap_or(base);
        let consonant_y = base
            .strip_suffix('y')
            .filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
        let is_doubled = matches!(
            base,
            "quip"
                | "rip"
                | "tag"
                | "put"
                | "begin"
                | "admit"
                | "nod"
                | "sob"
                | "hit"
                | "chat"
                | "refer"
                | "cut"
                | "dub"
                | "chant-t"
                | "snap"
                | "beg"
        );
        let third = match consonant_y {
            Some(stem) => format!("{stem}ies"),
            None if base.ends_with(['s', 'x', 'z'])
                || base.ends_with("sh")
                || base.ends_with("ch")
                || base == "go" =>
            {
                format!("{base}es")
            }
            None => format!("{base}s"),
        };
        let last = base.chars().next_back().filter(|_| is_doubled);
        let doubled = last.map_or_else(|| stem.to_owned(), |last| format!("{base}{last}"));
        let gerund = match base {
            "see" | "agree" => format!("{base}ing"),
            _ => format!("{doubled}ing"),
        };
        let past = if irregular.is_empty() {
            vec![match consonant_y {
                Some(stem) => format!("{stem}ied"),
                None => format!("{doubled}ed"),
            }]
        } else {
            let irregular = irregular.trim_end_matches(')').split('/');
            irregular.map(str::to_owned).collect()
        };
        Self {
            base: base.to_owned(),
            third,
            gerund,
            past,
        }
    }
}

/// Returns the classes of a word; an unknown one has at most [`class::ED`] or [`class::ING`], and
/// none where it is a compound: `well-integrated` is no verb. `buffer` is room to work in.
pub(super) fn classes(word: &str, buffer: &mut String) -> u32 {
    let word = folded(word, buffer);
    match LEXICON.get(word).map_or(0, |known| known.bits) {
        0 if word.contains('-') => 0,
        0 if word.len() > 4 && word.ends_with("ed") => class::ED,
        0 if word.len() > 5 && word.ends_with("ing") => class::ING,
        bits => bits,
    }
}

/// Returns what a word is about. `buffer` is room to work in.
pub(super) fn senses(word: &str, buffer: &mut String) -> u8 {
    let known = LEXICON.get(folded(word, buffer));
    known.map_or(0, |known| known.senses)
}

/// Returns a word as the table has it, in lower case and without full stops at its end.
fn folded<'b>(word: &str, buffer: &'b mut String) -> &'b str {
    buffer.clear();
    for c in word.chars() {
        match c {
            '’' => buffer.push('\''),
            'A'..='Z' => buffer.push(c.to_ascii_lowercase()),
            _ => buffer.push(c),
        }
    }
    buffer.trim_end_matches('.')
}

/// Grammatical sex, where words or names tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gender {
    Female,
    Male,
}

/// Returns the sex that a given name tells, and whether it is hardly ever a name of the other.
///
/// The lists are sorted and searched in place: nothing is loaded. Cost: logarithmic.
pub(super) fn gender_of_given_name(name: &str) -> Option<(Gender, bool)> {
    // Where the lists end is found once: they are long lines.
    static LISTS: LazyLock<Vec<(&str, &str)>> =
        LazyLock::new(|| FIRST_NAMES.lines().filter_map(entry).collect());
    let name = crate::text::fold::fold(name);
    let (label, _) = LISTS.iter().find(|(_, list)| has_word(list, &name))?;
    let gender = if label.starts_with("female") {
        Gender::Female
    } else {
        Gender::Male
    };
    Some((gender, !label.ends_with("mostly")))
}

/// Looks for a word in a sorted list of words with one blank between each two.
fn has_word(list: &str, word: &str) -> bool {
    let (mut low, mut high) = (0, list.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        // The word around the middle: the lists are ASCII.
        let head = list.get(..middle).unwrap_or_default();
        let start = head.rfind(' ').map_or(0, |at| at + 1);
        let rest = list.get(start..).unwrap_or_default();
        let found = rest.split(' ').next().unwrap_or_default();
        match found.cmp(word) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => low = start + found.len() + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_names_tell_the_sex() {
        for (name, expected) in [
            ("Mary", Some((Gender::Female, true))),
            ("Zyriah", Some((Gender::Female, true))),
            ("JOHN", Some((Gender::Male, true))),
            ("André", Some((Gender::Male, true))),
            ("Robin", Some((Gender::Female, false))),
            ("Xq", None),
            ("", None),
        ] {
            assert_eq!(gender_of_given_name(name), expected, "{name}");
        }
    }

    #[test]
    fn every_name_of_the_lists_is_found_and_sorted() {
        for (_, list) in FIRST_NAMES.lines().filter_map(entry) {
            assert!(list.split(' ').is_sorted());
            assert!(list.split(' ').step_by(97).all(|name| has_word(list, name)));
        }
    }

    #[test]
    fn what_a_word_is_about_is_no_class_of_it() {
        let mut buffer = String::new();
        for (word, senses_of, bits) in [
            ("Pondered", sense::MIND, class::ED),
            ("telegram", sense::WRITING, 0),
            ("stated", sense::WRITING, class::SAY | class::PAST),
            ("would", sense::UNREAL, class::AUXILIARY),
            ("xylophone", 0, 0),
        ] {
            assert_eq!(senses(word, &mut buffer), senses_of, "{word}");
            assert_eq!(classes(word, &mut buffer), bits, "{word}");
        }
    }

    #[test]
    fn words_have_the_classes_of_all_their_lists_and_forms() {
        let mut buffer = String::new();
        for (word, bits) in [
            ("says", class::SAY),
            ("Wrote", class::SAY | class::PAST),
            ("telling", class::TELL | class::GERUND),
            ("don’t", class::AUXILIARY),
            ("Mr.", class::TITLE | class::MALE),
            ("jumped", class::ED),
            ("well-integrated", 0),
        ] {
            assert_eq!(classes(word, &mut buffer) & bits, bits, "{word}");
        }
        assert_eq!(classes("xylophone", &mut buffer), 0);
        assert!(LEXICON.words.len() < SLOTS / 2);
    }
}
