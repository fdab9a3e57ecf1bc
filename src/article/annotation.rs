//! People and quotations of one article.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::text::TextSpan;

/// Everything that was found in one text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Annotations {
    /// The people, by their first mention.
    pub people: Vec<Person>,
    /// The quotations, by their start.
    pub quotations: Vec<Quotation>,
}

impl Annotations {
    /// Returns the canonical names of the people, most mentioned first.
    pub fn names(&self) -> Vec<String> {
        let mut people: Vec<_> = self.people.iter().collect();
        people.sort_by_key(|person| Reverse(person.mentions.len()));
        people
            .into_iter()
            .map(|person| person.name.clone())
            .collect()
    }

    /// Returns what the text calls each of the people for short: the part of the name that stands alone most often, of
    /// several the shortest, unless somebody else of them is called by it too. Linear in the mentions.
    pub fn short_names<'a>(&self, text: &'a str) -> Vec<Option<&'a str>> {
        let mut bearers: BTreeMap<&str, usize> = BTreeMap::new();
        for person in &self.people {
            let words: BTreeSet<&str> = person.name.split_whitespace().collect();
            for word in words {
                *bearers.entry(word).or_default() += 1;
            }
        }
        let short = |person: &Person| {
            let words: Vec<&str> = person.name.split_whitespace().collect();
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for form in person.mentions.iter().map(|mention| mention.of(text)) {
                if words.len() > 1 && words.contains(&form) && bearers.get(form) == Some(&1) {
                    *counts.entry(form).or_default() += 1;
                }
            }
            let counts = counts.into_iter();
            let best = counts.min_by_key(|&(form, count)| (Reverse(count), form.len()));
            best.map(|(form, _)| form)
        };
        self.people.iter().map(short).collect()
    }

    /// Returns the names of those who are quoted, as far as they are shown, by their first quotation.
    pub fn speakers(&self) -> Vec<String> {
        let mut speakers: Vec<String> = Vec::new();
        for speaker in self
            .quotations
            .iter()
            .filter_map(|quotation| quotation.speaker.as_ref())
        {
            if speaker.is_shown() && !speakers.contains(&speaker.name) {
                speakers.push(speaker.name.clone());
            }
        }
        speakers
    }
}

/// A person who is named in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The canonical name: the fullest form found in the text.
    pub name: String,
    /// Title or role as the text gives it: `Chinese Defence Minister`.
    pub role: Option<String>,
    /// The mentions, ascending; each covers the name alone.
    pub mentions: Vec<TextSpan>,
}

/// A piece of text between quotation marks, or a block quotation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quotation {
    /// From the opening to the closing mark, both included; inside one paragraph.
    pub span: TextSpan,
    /// Speech or term.
    pub kind: QuotationKind,
    /// Who says it, where the text tells.
    pub speaker: Option<Speaker>,
    /// Says that this goes on where the quotation before it in the list that is inside no other
    /// stopped, in the paragraph before.
    pub is_continued: bool,
}

/// What the marks are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum QuotationKind {
    /// Somebody says or writes the words.
    Speech,
    /// A term, a title, a nickname, scare quotes.
    Term,
}

/// Who says a quotation, and how sure that is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Speaker {
    /// The canonical name, or the words that stand for the speaker: `an official`.
    pub name: String,
    /// Index into [`Annotations::people`], where the speaker is a person known by name.
    pub person: Option<u32>,
    /// The words of the text that support it.
    pub span: Option<TextSpan>,
    /// Calibrated probability that the speaker is right, in `0..=1`.
    pub confidence: f32,
}

/// From this confidence on a speaker is shown as sure: 97 of 100 of these are right in news that the
/// models have not seen (`assets/quotes/README.md`).
pub const SURE: f32 = 0.77;
/// From this confidence on, and below [`SURE`], a speaker is shown as likely: `Dong Jun?`.
pub const LIKELY: f32 = 0.5;

impl Speaker {
    /// Says whether the speaker is shown without a question mark.
    pub fn is_sure(&self) -> bool {
        self.confidence >= SURE
    }

    /// Says whether the speaker is shown at all.
    pub fn is_shown(&self) -> bool {
        self.confidence >= LIKELY
    }

    /// Returns the name as shown to the reader: with a question mark where it is only likely, and
    /// nothing below that.
    pub fn label(&self) -> Option<String> {
        self.label_as(&self.name)
    }

    /// Returns another form of the name in the same way.
    pub fn label_as(&self, name: &str) -> Option<String> {
        match () {
            () if self.is_sure() => Some(name.to_owned()),
            () if self.is_shown() => Some(format!("{name}?")),
            () => None,
        }
    }
}
