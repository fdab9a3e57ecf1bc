//! The gender of each person, by titles, given names, and the pronouns that can only be theirs.

use crate::annotate::quotes::lexicon::{Gender, class, gender_of_given_name};
use crate::annotate::quotes::mention::Mention;
use crate::annotate::quotes::scene::Scene;
use crate::annotate::quotes::tokens::{Kind, Token};
use crate::article::Person;

/// So many pronouns more of one gender than of the other decide.
const MAJORITY: u32 = 2;
/// A given name of mostly one sex is worth so many pronouns.
const LIKELY: u32 = 2;
/// Persons of one sentence that are looked at.
const PERSONS: usize = 8;

/// Votes for male and female.
type Votes = [u32; 2];

/// Returns the gender of each person, where anything tells. Cost: linear in the tokens.
///
/// Titles and nouns before the name decide, then the given name, then the pronouns of the text; a
/// name that most bearers of one sex have counts as some of these.
pub(super) fn genders(scene: &Scene<'_>) -> Vec<Option<Gender>> {
    let titles = by_title(scene);
    let given = |person: &Person| {
        let mut words = person.name.split_whitespace();
        let given = words.find(|word| word.trim_end_matches('.').chars().count() > 1)?;
        gender_of_given_name(given)
    };
    let given: Vec<_> = scene.source.people.iter().map(given).collect();
    let plain = |(given, votes): (&Option<(Gender, bool)>, &Votes)| {
        let sure = given.filter(|&(_, is_sure)| is_sure);
        majority(*votes, 1).or_else(|| sure.map(|(gender, _)| gender))
    };
    let mut out: Vec<_> = given.iter().zip(&titles).map(plain).collect();
    let pronouns = by_pronoun(scene, &out);
    for ((gender, mut votes), given) in out.iter_mut().zip(pronouns).zip(given) {
        if let Some((likely, _)) = given {
            votes[usize::from(likely == Gender::Female)] += LIKELY;
        }
        *gender = gender.or_else(|| majority(votes, MAJORITY));
    }
    out
}

fn majority([male, female]: Votes, least: u32) -> Option<Gender> {
    if male >= female * 3 + least {
        Some(Gender::Male)
    } else if female >= male * 3 + least {
        Some(Gender::Female)
    } else {
        None
    }
}

fn by_title(scene: &Scene<'_>) -> Vec<Votes> {
    let mut votes = vec![[0_u32; 2]; scene.source.people.len()];
    for (mention, facts) in scene.mentions.iter().zip(&scene.facts) {
        let Some(vote) = mention
            .person
            .and_then(|person| votes.get_mut(person as usize))
        else {
            continue;
        };
        let from = facts.before.map_or(0, |before| before + 1);
        for token in scene.tokens.get(from..mention.first).unwrap_or_default() {
            if token.kind == Kind::Word && !token.is_possessive {
                vote[0] += u32::from(token.is(class::MALE));
                vote[1] += u32::from(token.is(class::FEMALE) && !token.is(class::POSSESSIVE));
            }
        }
    }
    votes
}

/// Counts for each person the pronouns that can be nobody else: only one person who may be meant
/// is named before them in their sentence, or where nobody is, in the sentence before.
fn by_pronoun(scene: &Scene<'_>, known: &[Option<Gender>]) -> Vec<Votes> {
    let mut votes = vec![[0_u32; 2]; known.len()];
    let mut mentions = scene
        .mentions
        .iter()
        .filter(|mention| mention.person.is_some())
        .peekable();
    let (mut here, mut before): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
    let mut place = (0, 0);
    for (at, token) in scene.tokens.iter().enumerate() {
        let now = (token.sentence, token.paragraph);
        if now != place {
            before = if now.1 == place.1 && now.0 == place.0 + 1 {
                here
            } else {
                Vec::new()
            };
            (here, place) = (Vec::new(), now);
        }
        while let Some(person) = mentions
            .next_if(|mention: &&Mention| mention.first <= at)
            .and_then(|mention| mention.person)
        {
            if here.len() < PERSONS && !here.contains(&person) {
                here.push(person);
            }
        }
        let Some(gender) = of_pronoun(scene, token) else {
            continue;
        };
        let among = if here.is_empty() { &before } else { &here };
        let mut possible = among.iter().filter(|&&person| {
            let known = known.get(person as usize).copied().flatten();
            known.is_none_or(|known| known == gender)
        });
        let (Some(&person), None) = (possible.next(), possible.next()) else {
            continue;
        };
        if let Some(vote) = votes.get_mut(person as usize) {
            vote[usize::from(gender == Gender::Female)] += 1;
        }
    }
    votes
}

fn of_pronoun(scene: &Scene<'_>, token: &Token) -> Option<Gender> {
    const MALE: [&str; 4] = ["he", "his", "him", "himself"];
    const FEMALE: [&str; 4] = ["she", "her", "hers", "herself"];
    let is_word = token.kind == Kind::Word
        && token.is(class::HE | class::SHE | class::POSSESSIVE | class::OBJECT);
    let word = is_word.then(|| token.span.of(scene.source.text))?;
    let is_in = |list: &[&str]| list.iter().any(|other| word.eq_ignore_ascii_case(other));
    match () {
        () if is_in(&MALE) => Some(Gender::Male),
        () if is_in(&FEMALE) => Some(Gender::Female),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::annotate::people;
    use crate::annotate::quotes;
    use crate::segment::sentences;

    /// Returns the speaker of the last quotation.
    fn speaker(text: &str) -> Option<String> {
        let sentences = sentences(text);
        let people = people::find(text, &sentences);
        let found = quotes::find(text, &sentences, &people, &[]);
        found
            .last()?
            .speaker
            .as_ref()
            .map(|speaker| speaker.name.clone())
    }

    #[test]
    fn pronouns_that_can_be_nobody_else_tell_the_gender() {
        let text = |one: &str, other: &str| {
            format!(
                "Wenqi Zhao opened {one} first shop in May, and {one} brother paid. Wenqi Zhao lost \
                 {one} savings.\n\nPema Rinzin sold {other} house, and {other} brother moved. Pema \
                 Rinzin missed {other} garden.\n\nWenqi Zhao met Pema Rinzin in Lyon. “It was a \
                 long time ago,” she said."
            )
        };
        assert_eq!(speaker(&text("her", "his")).as_deref(), Some("Wenqi Zhao"));
        assert_eq!(speaker(&text("his", "her")).as_deref(), Some("Pema Rinzin"));
    }
}
