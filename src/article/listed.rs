//! Rows in little room, for lists of a hundred thousand.

use std::sync::Arc;

use crate::article::{ArticleId, Metadata, Published, Row};

/// Between the fields of a row; the sanitising door lets none through.
const FIELD: char = '\u{1E}';
/// Between the names of one field; the sanitising door lets none through.
pub const NAME: char = '\u{1F}';

/// A row of the list with all its texts in one piece of memory: about 300 bytes, where a [`Row`] takes a
/// thousand. It is cheap to clone, and [`Listed::row`] gives the row back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The article that stands for all its copies.
    pub id: ArticleId,
    /// Words of the body.
    pub word_count: u32,
    /// Quotations of kind speech.
    pub quotation_count: u32,
    /// Articles that this row stands for, itself included.
    pub copy_count: u32,
    /// Rows with the same number tell the same story.
    pub story: Option<u32>,
    /// Read state.
    pub is_read: bool,
    /// Starred by the reader.
    pub is_starred: bool,
    title_derived: bool,
    /// Which of the texts that may be missing are there, one bit for each, from `Field::Source` on; the highest
    /// says that the date as written is the date.
    has: u8,
    /// The texts in the order of [`Field`].
    texts: Arc<str>,
}

/// The texts of a row, those that are looked at most first.
#[derive(Clone, Copy)]
enum Field {
    Title,
    People,
    Speakers,
    Tags,
    Source,
    Date,
    DateWords,
    Byline,
    Dateline,
    Language,
    Url,
}

/// The bit of [`Listed::has`] that says that the date as written is the date.
const SAME_DATE: u8 = 1 << 7;

impl Field {
    /// Returns the bit of [`Listed::has`] for this text; 0 for one that is always there.
    fn bit(self) -> u8 {
        (self as u8)
            .checked_sub(Self::Source as u8)
            .map_or(0, |bit| 1 << bit)
    }
}

impl Listed {
    /// Makes the row of an article that is unread, with no words and no copies; the public fields say more.
    pub fn new(id: ArticleId, texts: &Texts<'_>) -> Self {
        let title_derived = texts.title_derived;
        let (texts, has) = texts.joined();
        Self {
            id,
            word_count: 0,
            quotation_count: 0,
            copy_count: 1,
            story: None,
            is_read: false,
            is_starred: false,
            title_derived,
            has,
            texts,
        }
    }

    /// Returns the title.
    pub fn title(&self) -> &str {
        self.field(Field::Title)
    }

    /// Returns the source, where it is known.
    pub fn source(&self) -> Option<&str> {
        self.optional(Field::Source)
    }

    /// Returns the canonical names of the people, most mentioned first.
    pub fn people(&self) -> impl Iterator<Item = &str> {
        names(self.field(Field::People))
    }

    /// Returns the canonical names of those who are quoted.
    pub fn speakers(&self) -> impl Iterator<Item = &str> {
        names(self.field(Field::Speakers))
    }

    /// Returns the reader's tags, ascending.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        names(self.field(Field::Tags))
    }

    /// Returns the date of publication in ISO 8601, where it is known.
    pub fn date(&self) -> Option<&str> {
        self.optional(Field::Date)
    }

    /// Returns the whole row. Cost: an allocation for each text.
    pub fn row(&self) -> Row {
        let owned = |field| self.optional(field).map(str::to_owned);
        let resolved = owned(Field::Date);
        let words = if self.has & SAME_DATE == 0 {
            owned(Field::DateWords)
        } else {
            resolved.clone()
        };
        let collected = |field| names(self.field(field)).map(str::to_owned).collect();
        Row {
            id: self.id,
            metadata: Metadata {
                title: self.title().to_owned(),
                title_derived: self.title_derived,
                source: owned(Field::Source),
                byline: owned(Field::Byline),
                dateline: owned(Field::Dateline),
                published: words.map(|words| Published { words, resolved }),
                language: owned(Field::Language),
                url: owned(Field::Url),
            },
            word_count: self.word_count,
            people: collected(Field::People),
            speakers: collected(Field::Speakers),
            quotation_count: self.quotation_count,
            copy_count: self.copy_count,
            story: self.story,
            is_read: self.is_read,
            is_starred: self.is_starred,
            tags: collected(Field::Tags),
        }
    }

    fn field(&self, field: Field) -> &str {
        let mut ends = memchr::memchr_iter(FIELD as u8, self.texts.as_bytes());
        let start = match (field as usize).checked_sub(1) {
            Some(before) => ends.nth(before).map_or(self.texts.len(), |at| at + 1),
            None => 0,
        };
        let end = ends.next().unwrap_or(self.texts.len());
        self.texts.get(start..end).unwrap_or_default()
    }

    fn optional(&self, field: Field) -> Option<&str> {
        (self.has & field.bit() != 0).then(|| self.field(field))
    }
}

/// The texts of a row, as they are joined to one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Texts<'a> {
    /// The title.
    pub title: &'a str,
    /// Says that the title was not given.
    pub title_derived: bool,
    /// The source.
    pub source: Option<&'a str>,
    /// Who wrote it.
    pub byline: Option<&'a str>,
    /// Where it was written.
    pub dateline: Option<&'a str>,
    /// The date of publication as written; without it there is none.
    pub published_words: Option<&'a str>,
    /// The date of publication in ISO 8601.
    pub published: Option<&'a str>,
    /// The language.
    pub language: Option<&'a str>,
    /// The address.
    pub url: Option<&'a str>,
    /// Names of the people, of those who are quoted, and tags, each joined by [`NAME`].
    pub names: [&'a str; 3],
}

impl Texts<'_> {
    /// Puts the texts together, with the `has` of [`Listed`].
    fn joined(&self) -> (Arc<str>, u8) {
        let words = self.published_words;
        let date = self.published.filter(|_| words.is_some());
        let is_same = date.is_some() && date == words;
        let mut has = if is_same { SAME_DATE } else { 0 };
        let mut texts = String::with_capacity(512);
        push(&mut texts, self.title, NAME);
        for names in self.names {
            texts.push(FIELD);
            push(&mut texts, names, FIELD);
        }
        for (field, text) in [
            (Field::Source, self.source),
            (Field::Date, date),
            (Field::DateWords, words.filter(|_| !is_same)),
            (Field::Byline, self.byline),
            (Field::Dateline, self.dateline),
            (Field::Language, self.language),
            (Field::Url, self.url),
        ] {
            texts.push(FIELD);
            if let Some(text) = text {
                has |= field.bit();
                push(&mut texts, text, NAME);
            }
        }
        (texts.into(), has)
    }
}

impl From<&Row> for Listed {
    fn from(row: &Row) -> Self {
        let metadata = &row.metadata;
        let published = metadata.published.as_ref();
        let names = [&row.people, &row.speakers, &row.tags].map(|names| {
            let plain = |name: &String| name.replace(NAME, " ");
            let names: Vec<String> = names.iter().map(plain).collect();
            names.join(&String::from(NAME))
        });
        let texts = Texts {
            title: &metadata.title,
            title_derived: metadata.title_derived,
            source: metadata.source.as_deref(),
            byline: metadata.byline.as_deref(),
            dateline: metadata.dateline.as_deref(),
            published_words: published.map(|published| published.words.as_str()),
            published: published.and_then(|published| published.resolved.as_deref()),
            language: metadata.language.as_deref(),
            url: metadata.url.as_deref(),
            names: names.each_ref().map(String::as_str),
        };
        Self {
            word_count: row.word_count,
            quotation_count: row.quotation_count,
            copy_count: row.copy_count,
            story: row.story,
            is_read: row.is_read,
            is_starred: row.is_starred,
            ..Self::new(row.id, &texts)
        }
    }
}

impl From<Row> for Listed {
    fn from(row: Row) -> Self {
        Self::from(&row)
    }
}

/// Appends a text; should it hold what parts fields, or `separator`, that becomes a blank.
fn push(texts: &mut String, text: &str, separator: char) {
    if memchr::memchr2(FIELD as u8, separator as u8, text.as_bytes()).is_some() {
        texts.push_str(&text.replace([FIELD, separator], " "));
    } else {
        texts.push_str(text);
    }
}

fn names(joined: &str) -> impl Iterator<Item = &str> {
    let ends = memchr::memchr_iter(NAME as u8, joined.as_bytes()).chain([joined.len()]);
    let mut start = 0;
    let all = ends.map(move |end| {
        let name = joined.get(start..end).unwrap_or_default();
        start = end + 1;
        name
    });
    all.filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::option;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_row_comes_back_as_it_was(
            (title, source, byline) in ("[a-é ]{0,9}", option::of("[a-c]{0,3}"), option::of("[a-c]{0,3}")),
            (words, resolved) in (option::of("[12]{1,2}"), option::of("[12]{1,2}")),
            (people, tags) in (prop::collection::vec("[A-é]{1,4}", 0..4), prop::collection::vec("[a-c]{1,2}", 0..3)),
            (url, story, is_read) in (option::of("[a-c:/]{0,5}"), option::of(0_u32..9), any::<bool>()),
        ) {
            let row = Row {
                id: ArticleId(7),
                metadata: Metadata {
                    title,
                    source,
                    byline,
                    title_derived: is_read,
                    published: words.map(|words| Published { words, resolved }),
                    url,
                    ..Metadata::default()
                },
                word_count: 3,
                copy_count: 2,
                speakers: people.iter().take(1).cloned().collect(),
                people,
                story,
                is_read,
                tags,
                ..Row::default()
            };
            let listed = Listed::from(&row);
            prop_assert_eq!(listed.title(), &row.metadata.title);
            prop_assert!(listed.people().eq(row.people.iter()));
            prop_assert_eq!(listed.row(), row);
        }
    }

    #[test]
    fn what_parts_texts_is_no_part_of_them() {
        let mut row = Row::default();
        row.metadata.title = "a\u{1E}b".to_owned();
        row.tags = vec!["c\u{1F}d".to_owned()];
        let back = Listed::from(row).row();
        assert_eq!(
            (back.metadata.title.as_str(), back.tags.as_slice()),
            ("a b", &["c d".to_owned()][..])
        );
    }
}
