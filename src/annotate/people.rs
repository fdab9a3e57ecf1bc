//! Named people: mentions in running text, and one person under one name.

pub mod evidence;
pub mod features;
pub mod lexicon;
pub mod link;
pub mod model;
pub mod name;
pub mod reading;
pub mod tag;
pub mod token;
pub mod word;

use crate::annotate::people::evidence::Evidence;
use crate::annotate::people::model::Model;
use crate::annotate::people::name::Name;
use crate::annotate::people::reading::Reading;
use crate::article::Person;
use crate::text::TextSpan;

pub use crate::annotate::people::name::key;

/// Returns the people of `text`, by their first mention.
pub fn find(text: &str, sentences: &[TextSpan]) -> Vec<Person> {
    let mentions = mentions_with(Model::shared(), text, sentences);
    let names: Vec<Name> = mentions
        .iter()
        .map(|span| Name::new(span.of(text)))
        .collect();
    let mut people: Vec<(u32, Person)> = Vec::new();
    for (span, person) in mentions.into_iter().zip(link::link(&names)) {
        match people.iter_mut().find(|(number, _)| *number == person) {
            Some((_, known)) => known.mentions.push(span),
            None => people.push((
                person,
                Person {
                    mentions: vec![span],
                    ..Person::default()
                },
            )),
        }
    }
    people
        .into_iter()
        .map(|(_, mut person)| {
            person.name = fullest(text, &person.mentions);
            person
        })
        .collect()
}

/// Returns the fullest form of a name: the most parts, then the most letters, then the first.
fn fullest(text: &str, mentions: &[TextSpan]) -> String {
    let size = |form: &str| {
        let parts = form
            .split_whitespace()
            .filter(|part| part.chars().count() > 2);
        (
            parts.count(),
            form.chars().filter(|c| c.is_alphabetic()).count(),
        )
    };
    let forms = mentions.iter().rev().map(|span| span.of(text));
    let best = forms.max_by_key(|form| size(form)).unwrap_or_default();
    best.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Says which of these names, in the order of their text, are one person's: equal numbers are one.
pub fn link_names(names: &[String]) -> Vec<u32> {
    let names: Vec<Name> = names.iter().map(|name| Name::new(name)).collect();
    link::link(&names)
}

/// Returns the mentions that `model` finds in `text`, ascending and disjoint.
pub fn mentions_with(model: &Model, text: &str, sentences: &[TextSpan]) -> Vec<TextSpan> {
    let reading = Reading::new(text, sentences);
    let evidence = Evidence::gather(&reading);
    tag::mentions(&reading, &evidence, model)
        .into_iter()
        .map(|range| reading.tokens[range.start].cover(reading.tokens[range.end - 1]))
        .collect()
}
