//! Splitting and joining the people of an article.

use crate::article::{Annotations, Person};
use crate::library::choices::{Choice, Choices, is_form};
use crate::text::TextSpan;

/// People while they are split and joined; nobody leaves the list before the end.
pub(super) struct Regrouped<'t> {
    text: &'t str,
    people: Vec<Person>,
    /// The names that those found by the program had.
    before: Vec<String>,
    /// Whom each was joined to; oneself where to nobody.
    joined: Vec<usize>,
}

impl<'t> Regrouped<'t> {
    pub(super) fn new(text: &'t str, people: Vec<Person>) -> Self {
        Self {
            text,
            before: people.iter().map(|person| person.name.clone()).collect(),
            joined: (0..people.len()).collect(),
            people,
        }
    }

    fn has_form(&self, at: usize, name: &str) -> bool {
        let person = &self.people[at];
        let mut forms = person.mentions.iter().map(|span| span.of(self.text));
        is_form(&person.name, name) || forms.any(|form| is_form(form, name))
    }

    /// Makes a person of the mentions that spell a name, where they were joined with the other.
    pub(super) fn split(&mut self, choice: &Choice) {
        for at in 0..self.people.len() {
            if !self.has_form(at, &choice.other) {
                continue;
            }
            let is_own = |span: &TextSpan| is_form(span.of(self.text), &choice.name);
            let mentions = std::mem::take(&mut self.people[at].mentions);
            let (own, rest): (Vec<_>, Vec<_>) = mentions.into_iter().partition(is_own);
            if own.is_empty() || rest.is_empty() {
                self.people[at].mentions = if own.is_empty() { rest } else { own };
                continue;
            }
            let person = &mut self.people[at];
            person.mentions = rest;
            if is_form(&person.name, &choice.name) {
                person.name.clone_from(&choice.other);
            }
            self.people.push(Person {
                name: choice.name.clone(),
                role: None,
                mentions: own,
            });
            self.joined.push(self.joined.len());
        }
    }

    pub(super) fn join(&mut self, choice: &Choice) {
        let find = |name: &str| {
            let all = || 0..self.people.len();
            let is_called = |at: &usize| is_form(&self.people[*at].name, name);
            let called = all().find(is_called);
            let found = called.or_else(|| all().find(|&at| self.has_form(at, name)));
            found.map(|at| self.joined[at])
        };
        if let (Some(from), Some(to)) = (find(&choice.name), find(&choice.other)) {
            self.merge(from, to);
        }
    }

    /// Gives people the names that they go by, and joins those who share one then.
    pub(super) fn rename(&mut self, choices: &Choices) {
        for at in 0..self.people.len() {
            let name = choices.name_of(&self.people[at].name).to_owned();
            if name != self.people[at].name {
                self.people[at].name = name;
                self.join_namesakes(at);
            }
        }
    }

    fn join_namesakes(&mut self, at: usize) {
        let is_namesake = |other: &usize| {
            *other != at && is_form(&self.people[*other].name, &self.people[at].name)
        };
        let namesake = (0..self.people.len()).find(is_namesake);
        if let Some(to) = namesake {
            let to = self.joined[to];
            self.merge(at, to);
        }
    }

    fn merge(&mut self, from: usize, to: usize) {
        if from == to {
            return;
        }
        let mentions = std::mem::take(&mut self.people[from].mentions);
        let role = self.people[from].role.take();
        let person = &mut self.people[to];
        person.mentions.extend(mentions);
        person.mentions.sort_unstable();
        person.role = person.role.take().or(role);
        for joined in &mut self.joined {
            if *joined == from {
                *joined = to;
            }
        }
    }

    /// Writes the people by their first mention, and the speakers.
    pub(super) fn finish(self, annotations: &mut Annotations) {
        let speakers = annotations.quotations.iter_mut();
        let mut who = Vec::new();
        for speaker in speakers.filter_map(|quotation| quotation.speaker.as_mut()) {
            let Some(before) = speaker.person.map(|person| person as usize) else {
                continue;
            };
            let Some(&stayed) = self.joined.get(before) else {
                continue;
            };
            // Who is new was split off: the quotation goes along where the words name that person.
            let names = |at: &usize| {
                let mentions = &self.people[*at].mentions;
                speaker
                    .span
                    .is_some_and(|span| mentions.iter().any(|mention| mention.overlaps(span)))
            };
            let at = (self.before.len()..self.people.len()).find(names);
            let at = at.map_or(stayed, |at| self.joined[at]);
            if speaker.name == self.before[before] {
                speaker.name.clone_from(&self.people[at].name);
            }
            who.push((speaker, at));
        }
        let mut order: Vec<usize> = (0..self.people.len())
            .filter(|&at| !self.people[at].mentions.is_empty())
            .collect();
        order.sort_by_key(|&at| self.people[at].mentions.first().copied());
        for (speaker, at) in who {
            let place = order.iter().position(|&other| other == at);
            speaker.person = place.and_then(|place| u32::try_from(place).ok());
        }
        let mut people = self.people;
        annotations.people = order
            .into_iter()
            .map(|at| std::mem::take(&mut people[at]))
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use std::slice;

    use proptest::prelude::*;

    use super::*;
    use crate::article::{ArticleId, Quotation, QuotationKind, Row, Speaker};

    const TEXT: &str =
        "Trump spoke. Ivanka Trump left. “No,” Trump said. “Yes,” Ivanka Trump said. Bob Orr sat.";

    fn at(words: &str, nth: usize) -> TextSpan {
        let (start, _) = TEXT.match_indices(words).nth(nth).unwrap();
        TextSpan::new(start, start + words.len())
    }

    fn said(words: &str, by: TextSpan) -> Quotation {
        Quotation {
            span: at(words, 0),
            kind: QuotationKind::Speech,
            speaker: Some(Speaker {
                name: "Ivanka Trump".to_owned(),
                person: Some(0),
                span: Some(by),
                confidence: 0.9,
            }),
            is_continued: false,
        }
    }

    /// What a wrong join makes of the text.
    fn annotations() -> Annotations {
        let (full, trump) = (at("Ivanka Trump", 0), at("Trump", 0));
        let (by, again) = (at("Trump", 2), at("Ivanka Trump", 1));
        let person = |name: &str, mentions| Person {
            name: name.to_owned(),
            role: None,
            mentions,
        };
        Annotations {
            people: vec![
                person("Ivanka Trump", vec![trump, full, by, again]),
                person("Bob Orr", vec![at("Bob Orr", 0)]),
            ],
            quotations: vec![said("“No,”", by), said("“Yes,”", again)],
        }
    }

    fn choice(article: Option<i64>, name: &str, other: &str, is_same: bool) -> Choice {
        Choice {
            article: article.map(ArticleId),
            name: name.to_owned(),
            other: other.to_owned(),
            is_same,
        }
    }

    fn applied(choices: &[Choice]) -> Vec<(String, usize)> {
        let mut annotations = annotations();
        Choices(choices.to_vec()).apply(ArticleId(1), TEXT, &mut annotations);
        let people = annotations.people.into_iter();
        people
            .map(|person| (person.name, person.mentions.len()))
            .collect()
    }

    #[test]
    fn names_are_split_and_joined_as_the_reader_says() {
        let apart = choice(Some(1), "Trump", "Ivanka Trump", false);
        let one = choice(None, "Bob Orr", "Robert Orr", true);
        for (choices, expected) in [
            (&[][..], &[("Ivanka Trump", 4), ("Bob Orr", 1)][..]),
            (
                slice::from_ref(&apart),
                &[("Trump", 2), ("Ivanka Trump", 2), ("Bob Orr", 1)],
            ),
            // Another article's choice, and names that do not stand here, change nothing.
            (
                &[
                    choice(Some(2), "Trump", "Ivanka Trump", false),
                    choice(None, "Ann Lee", "Ann Leigh", true),
                    choice(None, "Ivanka Trump", "Bob Orr", false),
                ],
                &[("Ivanka Trump", 4), ("Bob Orr", 1)],
            ),
            (
                slice::from_ref(&one),
                &[("Ivanka Trump", 4), ("Robert Orr", 1)],
            ),
            (
                &[one.clone(), choice(None, "Robert Orr", "Rob Orr", true)],
                &[("Ivanka Trump", 4), ("Rob Orr", 1)],
            ),
            (
                &[choice(None, "ivanka  TRUMP", "Bob Orr", true)],
                &[("Bob Orr", 5)],
            ),
            (
                &[apart.clone(), choice(Some(1), "Trump", "Bob Orr", true)],
                &[("Bob Orr", 3), ("Ivanka Trump", 2)],
            ),
            // The name that the person went by is the one that is split off.
            (
                &[choice(Some(1), "Ivanka Trump", "Trump", false)],
                &[("Trump", 2), ("Ivanka Trump", 2), ("Bob Orr", 1)],
            ),
        ] {
            let expected: Vec<(String, usize)> = expected
                .iter()
                .map(|&(name, count)| (name.to_owned(), count))
                .collect();
            assert_eq!(applied(choices), expected, "{choices:?}");
        }
    }

    #[test]
    fn what_was_said_goes_with_the_name_that_says_it() {
        let mut annotations = annotations();
        let choices = Choices(vec![choice(Some(1), "Trump", "Ivanka Trump", false)]);
        choices.apply(ArticleId(1), TEXT, &mut annotations);
        let speakers: Vec<_> = annotations
            .quotations
            .iter()
            .filter_map(|quotation| quotation.speaker.as_ref())
            .map(|speaker| (speaker.name.as_str(), speaker.person))
            .collect();
        assert_eq!(speakers, [("Trump", Some(0)), ("Ivanka Trump", Some(1))]);
    }

    #[test]
    fn a_row_has_the_names_that_people_go_by() {
        let choices = Choices(vec![
            choice(None, "Bob Orr", "Robert Orr", true),
            choice(None, "Ann Lee", "Anna Lee", false),
            choice(Some(7), "Orr", "Robert Orr", true),
        ]);
        let row = |id, names: &[&str]| Row {
            id: ArticleId(id),
            people: names.iter().map(|&name| name.to_owned()).collect(),
            ..Row::default()
        };
        let mut named = row(1, &["Bob Orr", "Robert Orr", "Ann Lee"]);
        assert!(choices.concern(&named));
        choices.rename(&mut named);
        assert_eq!(named.people, ["Robert Orr", "Ann Lee"]);
        assert!(!choices.concern(&row(1, &["Robert Orr"])));
        assert!(choices.concern(&row(7, &[])));
        assert!(choices.are_apart("Anna Lee", "ann lee"));
        assert!(!choices.are_apart("Bob Orr", "Robert Orr"));
    }

    proptest! {
        #[test]
        fn no_mention_is_lost_whatever_is_chosen(
            picks in prop::collection::vec((0_usize..5, 0_usize..5, any::<bool>(), any::<bool>()), 0..6)
        ) {
            const NAMES: [&str; 5] = ["Trump", "Ivanka Trump", "Bob Orr", "Bob", "Ann Lee"];
            let choices = picks.iter().map(|&(name, other, is_same, is_here)| {
                choice(is_here.then_some(1), NAMES[name], NAMES[other], is_same)
            });
            let mut annotations = annotations();
            Choices(choices.collect()).apply(ArticleId(1), TEXT, &mut annotations);
            let people = &annotations.people;
            let count: usize = people.iter().map(|person| person.mentions.len()).sum();
            prop_assert_eq!(count, 5);
            prop_assert!(people.iter().all(|person| person.mentions.is_sorted()));
            prop_assert!(people.is_sorted_by_key(|person| person.mentions.first().copied()));
            for quotation in &annotations.quotations {
                let person = quotation.speaker.as_ref().and_then(|speaker| speaker.person);
                prop_assert!(person.is_some_and(|person| (person as usize) < people.len()));
            }
        }
    }
}
