//! What a query asks of a row beside its words.

use super::push_folded;
use crate::article::Listed;
use crate::query::filter::InTexts;
use crate::query::filter::ids::Ids;
use crate::query::fuzzy::{contains, has_word_starts};
use crate::query::parse::{Field, Query, State, Term};

/// The qualifiers of a query, and the words that must not be there.
pub(super) struct Sieve<'q> {
    qualifiers: Vec<&'q Term>,
    /// With the articles that hold them in their text.
    without: Vec<(&'q Term, Ids)>,
}

impl<'q> Sieve<'q> {
    pub(super) fn new(query: &'q Query, in_texts: &InTexts<'_>) -> Self {
        let terms = || query.terms.iter();
        let without = terms().filter(|term| term.field == Field::Any && term.is_negated);
        Self {
            qualifiers: terms().filter(|term| term.field != Field::Any).collect(),
            without: without
                .map(|term| (term, Ids::new(&in_texts(&term.words))))
                .collect(),
        }
    }

    /// `text` is what the row holds, folded.
    pub(super) fn lets_through(&self, row: &Listed, text: &str) -> bool {
        let mut qualifiers = self.qualifiers.iter();
        let mut without = self.without.iter();
        qualifiers.all(|term| meets(row, term) != term.is_negated)
            && without.all(|(term, texts)| !contains(text, &term.words) && !texts.contains(row.id))
    }
}

/// Says whether a row meets a qualifier.
fn meets(row: &Listed, term: &Term) -> bool {
    let words = &term.words;
    let fold = |text: &str| {
        let mut out = String::with_capacity(text.len());
        push_folded(text, &mut out);
        out
    };
    // `a|b` asks for either.
    let any = |name: &str| words.split('|').any(|words| has_word_starts(name, words));
    let is_any = |name: &str| any(&fold(name));
    let date = row.date();
    match term.field {
        Field::Any => true,
        Field::Who => row.people().any(is_any),
        Field::Said => row.speakers().any(is_any),
        Field::Source => row
            .source()
            .is_some_and(|source| contains(&fold(source), words)),
        Field::In => row.tags().any(|tag| fold(tag).starts_with(words.as_str())),
        Field::Is(State::Unread) => !row.is_read,
        Field::Is(State::Read) => row.is_read,
        Field::Is(State::Starred) => row.is_starred,
        Field::Is(State::Copied) => row.copy_count > 1,
        Field::Is(State::Quoted) => row.quotation_count > 0,
        Field::After => date.is_some_and(|date| words.as_str() <= date),
        Field::Before => date.is_some_and(|date| date < words.as_str()),
    }
}
