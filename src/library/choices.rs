//! What the reader says about who is who: it counts for more than what the program has joined.
//!
//! Choices are made of names and not of places, so that they hold when a text is read anew.

use rusqlite::{Connection, params};

use crate::article::{Annotations, ArticleId, Row};
use crate::error::Error;
use crate::library::Library;
use crate::library::regroup::Regrouped;
use crate::text::fold::fold;

/// Says of two names that they are one person's, or two people's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The article that this is about; `None` for all.
    pub article: Option<ArticleId>,
    /// A name.
    pub name: String,
    /// Another; of one person, the name that the person goes by from here on.
    pub other: String,
    /// Says that both are one person's.
    pub is_same: bool,
}

impl Choice {
    /// Says whether both are about the same two names in the same articles, whatever they say of them.
    pub fn is_about_same(&self, other: &Self) -> bool {
        let is = |a: &str, b: &str| is_form(&self.name, a) && is_form(&self.other, b);
        let is_pair = is(&other.name, &other.other) || is(&other.other, &other.name);
        self.article == other.article && is_pair
    }

    /// Returns what takes this back.
    #[must_use]
    pub fn opposite(&self) -> Self {
        Self {
            is_same: !self.is_same,
            ..self.clone()
        }
    }
}

/// The choices of a library, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices(pub Vec<Choice>);

impl Choices {
    /// Returns the name that the person of this name goes by in all articles.
    pub fn name_of<'a>(&'a self, name: &'a str) -> &'a str {
        let mut name = name;
        // A ring of names ends after one turn.
        for _ in &self.0 {
            let is_this = |choice: &&Choice| {
                choice.article.is_none() && choice.is_same && is_form(&choice.name, name)
            };
            match self.0.iter().find(is_this) {
                Some(choice) => name = &choice.other,
                None => break,
            }
        }
        name
    }

    /// Says whether these are two people's names in all articles.
    pub fn are_apart(&self, one: &str, other: &str) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let asked = Choice {
            name: one.to_owned(),
            other: other.to_owned(),
            ..Choice::default()
        };
        let is_this = |choice: &Choice| !choice.is_same && choice.is_about_same(&asked);
        self.0.iter().any(is_this)
    }

    /// Says whether the text of an article has to be asked for the names of its row.
    pub fn concern(&self, row: &Row) -> bool {
        let is_named = |name: &str| row.people.iter().any(|known| is_form(known, name));
        self.0.iter().any(|choice| match choice.article {
            Some(id) => id == row.id,
            None => !choice.is_same && (is_named(&choice.name) || is_named(&choice.other)),
        })
    }

    /// Puts the names that people go by in a row, as far as that takes no text.
    pub fn rename(&self, row: &mut Row) {
        for names in [&mut row.people, &mut row.speakers] {
            let mut renamed: Vec<String> = Vec::with_capacity(names.len());
            for name in names.iter() {
                let name = self.name_of(name);
                if !renamed.iter().any(|known| known == name) {
                    renamed.push(name.to_owned());
                }
            }
            *names = renamed;
        }
    }

    /// Splits and joins the people of an article, and moves their quotations with them.
    ///
    /// Cost: the choices that are about the article times its mentions; nothing where there are none.
    pub fn apply(&self, id: ArticleId, text: &str, annotations: &mut Annotations) {
        let is_here = |choice: &&Choice| choice.article.is_none_or(|article| article == id);
        let here: Vec<&Choice> = self.0.iter().filter(is_here).collect();
        if here.is_empty() {
            return;
        }
        let mut people = Regrouped::new(text, std::mem::take(&mut annotations.people));
        for choice in here.iter().filter(|choice| !choice.is_same) {
            people.split(choice);
        }
        people.rename(self);
        for choice in here.iter().filter(|choice| choice.is_same) {
            if choice.article.is_some() {
                people.join(choice);
            }
        }
        people.finish(annotations);
    }
}

impl Library {
    /// Returns what the reader has said about who is who.
    ///
    /// # Errors
    /// If the library cannot be read.
    pub fn choices(&self) -> Result<Choices, Error> {
        self.reading(choices)
    }

    /// Keeps what the reader says of two names. Where that is the opposite of what was said before,
    /// the old word is taken back, and the program decides again.
    ///
    /// # Errors
    /// If the library cannot be written.
    pub fn choose(&self, choice: &Choice) -> Result<(), Error> {
        self.writing(|connection| {
            let mut is_taken_back = false;
            for (id, known) in numbered(connection)? {
                if known.is_about_same(choice) {
                    is_taken_back |= known.is_same != choice.is_same;
                    connection.execute("DELETE FROM choice WHERE id = ?1", [id])?;
                }
            }
            if !is_taken_back {
                let article = choice.article.map(|id| id.0);
                connection.execute(
                    "INSERT INTO choice (article, name, other, is_same) VALUES (?1, ?2, ?3, ?4)",
                    params![article, choice.name, choice.other, choice.is_same],
                )?;
            }
            Ok(())
        })
    }
}

pub(super) fn choices(connection: &Connection) -> rusqlite::Result<Choices> {
    let all = numbered(connection)?.into_iter();
    Ok(Choices(all.map(|(_, choice)| choice).collect()))
}

fn numbered(connection: &Connection) -> rusqlite::Result<Vec<(i64, Choice)>> {
    let sql = "SELECT id, article, name, other, is_same FROM choice ORDER BY id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        let choice = Choice {
            article: row.get::<_, Option<i64>>(1)?.map(ArticleId),
            name: row.get(2)?,
            other: row.get(3)?,
            is_same: row.get(4)?,
        };
        Ok((row.get(0)?, choice))
    })?;
    rows.collect()
}

/// Says whether two spellings differ in nothing but case, diacritics and white space.
pub(super) fn is_form(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let plain = |name: &str| fold(name).split_whitespace().collect::<Vec<_>>().join(" ");
    plain(one) == plain(other)
}
