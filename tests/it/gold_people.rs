//! The people of the sample articles: found, each once, under the fullest name of the text.

use std::collections::BTreeSet;

use pullquote::annotate::people::{find, key};
use pullquote::article::Person;
use pullquote::segment::sentences;
use pullquote::text::fold::fold;

struct Gold {
    id: String,
    text: String,
    /// The forms that each person may go by.
    people: Vec<BTreeSet<String>>,
}

fn gold() -> Vec<Gold> {
    let value: serde_json::Value =
        serde_json::from_str(include_str!("../data/seeds.json")).unwrap();
    let forms = |person: &serde_json::Value| {
        let also = person["also"].as_array().cloned().unwrap_or_default();
        std::iter::once(person["name"].clone())
            .chain(also)
            .map(|form| fold(form.as_str().unwrap()))
            .collect()
    };
    let articles = value["articles"].as_array().unwrap().iter();
    articles
        .map(|article| {
            let lines = article["body"].as_array().unwrap().iter();
            let lines: Vec<&str> = lines.map(|line| line.as_str().unwrap()).collect();
            Gold {
                id: article["id"].as_str().unwrap().to_owned(),
                text: lines.join("\n\n"),
                people: article["people"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(forms)
                    .collect(),
            }
        })
        .collect()
}

fn found(gold: &Gold) -> Vec<Person> {
    find(&gold.text, &sentences(&gold.text))
}

/// The gold people that a person's mentions name in a form that the gold lists.
fn meant(gold: &Gold, person: &Person) -> BTreeSet<usize> {
    let forms: BTreeSet<String> = person
        .mentions
        .iter()
        .map(|mention| fold(mention.of(&gold.text)))
        .collect();
    let is_meant = |people: &BTreeSet<String>| !people.is_disjoint(&forms);
    (0..gold.people.len())
        .filter(|&index| is_meant(&gold.people[index]))
        .collect()
}

#[test]
fn the_people_of_the_samples_are_found() {
    let (mut right, mut all_found, mut all_gold) = (0, 0, 0);
    let mut problems = Vec::new();
    // A copy of another article lists nobody: its people are listed there.
    for gold in gold().into_iter().filter(|gold| !gold.people.is_empty()) {
        let people = found(&gold);
        let mut met = BTreeSet::new();
        for person in &people {
            let name = fold(&person.name);
            match gold.people.iter().position(|forms| forms.contains(&name)) {
                Some(index) if met.insert(index) => right += 1,
                Some(_) => problems.push(format!("{}: twice {}", gold.id, person.name)),
                None => problems.push(format!("{}: not a person {}", gold.id, person.name)),
            }
        }
        for index in (0..gold.people.len()).filter(|index| !met.contains(index)) {
            problems.push(format!("{}: missed {:?}", gold.id, gold.people[index]));
        }
        all_found += people.len();
        all_gold += gold.people.len();
    }
    let f1 = f64::from(2 * right) / (all_found + all_gold) as f64;
    assert!(f1 >= 0.98, "F1 {f1:.3}\n{}", problems.join("\n"));
}

#[test]
fn no_two_people_of_the_samples_are_joined() {
    for gold in gold() {
        for person in found(&gold) {
            let meant = meant(&gold, &person);
            assert!(
                meant.len() <= 1,
                "{}: {} is {meant:?}",
                gold.id,
                person.name
            );
        }
    }
}

#[test]
fn spellings_of_one_person_share_a_key_across_the_samples() {
    for (a, b) in [
        ("Andrei Belousov", "Andrey Belousov"),
        ("Kira Rudik", "Kira Ruddick"),
    ] {
        assert_eq!(key(a), key(b), "{a}, {b}");
    }
}
