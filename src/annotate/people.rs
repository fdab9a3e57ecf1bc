//! Named people: mentions in running text, and one person under one name.
//!
//! ```text
//! text ─token, word─▶ reading ─evidence─▶ features ─model, tag (twice)─▶ mentions ─name, link, role─▶ people
//! ```
//!
//! A mention covers the name alone; titles and roles go to [`Person::role`]. Nothing is looked up
//! outside the compiled-in lists and weights, of which `assets/people/README.md` is the model card.
//! The submodules are public for the training program, `examples/train_people.rs`.

pub mod evidence;
pub mod features;
pub mod gender;
pub mod lexicon;
pub mod link;
pub mod memo;
mod mend;
pub mod model;
pub mod name;
mod nouns;
mod openers;
pub mod reading;
pub mod role;
pub mod table;
pub mod tag;
pub mod token;
pub mod word;

use std::cell::RefCell;

use crate::annotate::people::lexicon::kind;
use crate::annotate::people::link::Hint;
use crate::annotate::people::memo::Memo;
use crate::annotate::people::model::Model;
use crate::annotate::people::name::Name;
use crate::annotate::people::reading::Reading;
use crate::annotate::people::tag::Range;
use crate::article::Person;
use crate::text::TextSpan;

pub use crate::annotate::people::gender::{Gender, gender};
pub use crate::annotate::people::name::key;

/// Words between a relative's name and the word that says so: `his eldest daughter Ivanka Trump`.
const RELATIVE_REACH: usize = 3;
/// Words after a relative's name that say so: `Ivanka Trump, the former president's daughter`.
const EXPLAINED: usize = 7;
/// Mentions before one in its sentence that are compared with it.
const BESIDE: usize = 64;

thread_local! {
    /// What words add under the compiled-in weights.
    static MEMOS: RefCell<[Memo; 2]> = RefCell::default();
}

/// Returns the people of `text`, by their first mention.
///
/// `sentences` are those of `text`; what they leave out is read as well. Cost: linear in the text,
/// and in the mentions times the different people.
pub fn find(text: &str, sentences: &[TextSpan]) -> Vec<Person> {
    let reading = Reading::new(text, sentences);
    let ranges = MEMOS.with_borrow_mut(|memos| tag::mentions(&reading, &Model::shared(), memos));
    let ranges = openers::without_openers(&reading, text, ranges);
    let spans: Vec<TextSpan> = ranges.iter().map(|range| reading.span(*range)).collect();
    let names: Vec<Name> = spans.iter().map(|span| Name::new(span.of(text))).collect();
    let hints = hints(&reading, text, &ranges, &names);
    let mut taken = vec![false; reading.tokens.len()];
    for range in &ranges {
        taken[range.start..range.end].fill(true);
    }
    let mut people: Vec<Person> = Vec::new();
    let mut places: Vec<Option<usize>> = vec![None; ranges.len()];
    for ((range, span), number) in ranges.iter().zip(&spans).zip(link::link(&names, &hints)) {
        let place = &mut places[number as usize];
        let index = *place.get_or_insert_with(|| {
            people.push(Person::default());
            people.len() - 1
        });
        let person = &mut people[index];
        person.mentions.push(*span);
        if let Some(role) = role::role(&reading, text, *range, &taken) {
            let role = one_line(role.of(text));
            let is_longer = |known: &String| role.len() > known.len();
            if person.role.as_ref().is_none_or(is_longer) {
                person.role = Some(role);
            }
        }
    }
    for person in &mut people {
        person.name = fullest(text, &person.mentions);
    }
    people
}

/// What stands around the mentions that tells people of one surname apart.
fn hints(reading: &Reading, text: &str, ranges: &[Range], names: &[Name]) -> Vec<Hint> {
    let mut hints: Vec<Hint> = Vec::with_capacity(ranges.len());
    for (at, (range, name)) in ranges.iter().zip(names).enumerate() {
        let reach = range.start.saturating_sub(RELATIVE_REACH)..range.start;
        let is_called = reach
            .clone()
            .any(|token| reading.word(token).is(kind::RELATIVE));
        let sentence = reading.sentence_of(range.start);
        let before = ranges[..at].iter().zip(names).rev();
        let is_beside = before
            .take(BESIDE)
            .take_while(|(other, _)| reading.sentence_of(other.start) == sentence)
            .any(|(_, other)| !other.is_full() && other.last() == name.last());
        let honorific = range
            .start
            .checked_sub(1)
            .map(|token| reading.tokens[token].of(text));
        let by_honorific = honorific.and_then(gender::of_honorific);
        let own = reading.span(*range).of(text);
        hints.push(Hint {
            gender: by_honorific.or_else(|| gender(own)),
            is_relative: name.is_full()
                && (is_called || is_beside || is_explained(reading, text, *range)),
        });
    }
    hints
}

/// Says whether the text goes on to call the person a relative: `, the president's daughter`.
fn is_explained(reading: &Reading, text: &str, range: Range) -> bool {
    let end = reading.tokens.len().min(range.end + EXPLAINED);
    let form = |token: usize| reading.tokens[token].of(text);
    let is_owner = |token: &usize| matches!(form(*token), "his" | "her" | "their" | "'s" | "’s");
    if range.end >= end || form(range.end) != "," {
        return false;
    }
    let mut explanation = (range.end + 1..end).take_while(|&token| form(token) != ",");
    explanation.by_ref().any(|token| is_owner(&token))
        && explanation
            .take(2)
            .any(|token| reading.word(token).is(kind::RELATIVE))
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
    one_line(best)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Says which of these names, in the order of their text, are one person's: equal numbers are one.
pub fn link_names(names: &[String]) -> Vec<u32> {
    let hint = |name: &String| Hint {
        gender: gender(name),
        is_relative: false,
    };
    let hints: Vec<Hint> = names.iter().map(hint).collect();
    let names: Vec<Name> = names.iter().map(|name| Name::new(name)).collect();
    link::link(&names, &hints)
}

/// Says whether a name has a first and a last part, beside titles and particles.
pub fn is_full(name: &str) -> bool {
    Name::new(name).is_full()
}

/// Returns the mentions that `models` find in `text`, ascending and disjoint.
pub fn mentions_with(models: &[Model<'_>; 2], text: &str, sentences: &[TextSpan]) -> Vec<TextSpan> {
    let reading = Reading::new(text, sentences);
    tag::mentions(&reading, models, &mut <[Memo; 2]>::default())
        .into_iter()
        .map(|range| reading.span(range))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn people(text: &str) -> Vec<Person> {
        find(text, &[TextSpan::new(0, text.len())])
    }

    /// The people of a text with one sentence in each line.
    fn by_lines(text: &str) -> Vec<Person> {
        let mut at = 0;
        let mut spans = Vec::new();
        for line in text.split('\n') {
            spans.push(TextSpan::new(at, at + line.len()));
            at += line.len() + 1;
        }
        find(text, &spans)
    }

    #[test]
    fn a_person_has_the_fullest_name_and_the_role_that_the_text_gives() {
        for (text, name, role) in [
            (
                "Chinese Defence Minister Dong Jun framed the meeting, Dong said on Thursday.",
                "Dong Jun",
                Some("Chinese Defence Minister"),
            ),
            (
                "“It was a test,” said Kira Rudik, a Ukrainian lawmaker, on Friday.",
                "Kira Rudik",
                Some("Ukrainian lawmaker"),
            ),
            (
                "But former Prime Minister Boris Johnson’s plan failed, Mr Johnson wrote.",
                "Boris Johnson",
                Some("former Prime Minister"),
            ),
            (
                "At a meeting with his Russian counterpart Sergei Lavrov, the Syrian foreign minister said so.",
                "Sergei Lavrov",
                None,
            ),
            (
                "Angela Merkel spoke in Berlin on Monday.",
                "Angela Merkel",
                None,
            ),
        ] {
            let found = people(text);
            assert_eq!(found.len(), 1, "{text} {found:?}");
            assert_eq!(found[0].name, name);
            assert_eq!(found[0].role.as_deref(), role, "{text}");
        }
    }

    #[test]
    fn a_surname_on_its_own_is_not_a_relative_named_in_full() {
        let text = "President Trump said on Monday that he would go. Mr Trump and his daughter \
            Ivanka Trump met Angela Merkel in Berlin, and Mr Trump thanked Merkel.";
        let names: Vec<String> = people(text).into_iter().map(|person| person.name).collect();
        assert_eq!(names, ["Trump", "Ivanka Trump", "Angela Merkel"]);
    }

    #[test]
    fn a_relative_named_in_full_leaves_the_surname_to_its_bearer() {
        for text in [
            "Mr Trump said on Monday that he would go. Ivanka Trump flew to Berlin with him, and \
                Mr Trump thanked her.",
            "Trump said on Monday that he would go. Ivanka Trump, the president's eldest daughter, \
                was in Berlin. Trump thanked her.",
            "President Trump said on Monday that he would go. Eric Trump, his son, was in Berlin. \
                Trump thanked him.",
        ] {
            let found = people(text);
            assert_eq!(found.len(), 2, "{text} {found:?}");
            assert_eq!(
                (found[0].name.as_str(), found[0].mentions.len()),
                ("Trump", 2),
                "{text}"
            );
        }
        let found = by_lines("Merkel wants to go.\nOn Monday Angela Merkel said so.\nMerkel went.");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].mentions.len(), 3);
    }

    #[test]
    fn names_of_many_kinds_are_found_whole() {
        for (text, expected) in [
            (
                "Zoë Müller told reporters on Monday that the plan had failed.",
                "Zoë Müller",
            ),
            (
                "Zoe\u{308} Mu\u{308}ller told reporters on Monday that the plan had failed.",
                "Zoe\u{308} Mu\u{308}ller",
            ),
            (
                "The flood, seen from above. (Photo by Sean Gallup/Getty Images)",
                "Sean Gallup",
            ),
            ("AP Photo/Evan Vucci", "Evan Vucci"),
            ("Shares in Ted Baker fell 12 percent on Tuesday.", ""),
            (
                "Analysts at Wood Mackenzie and Morgan Stanley expect prices to fall.",
                "",
            ),
            (
                "Mr Ted Baker told reporters on Monday that he would go.",
                "Ted Baker",
            ),
            (
                "President Xi Jinping met Shigeru Ishiba in Tokyo.",
                "Xi Jinping|Shigeru Ishiba",
            ),
            (
                "Saudi Crown Prince Mohammed bin Salman met Antony Blinken.",
                "Mohammed bin Salman|Antony Blinken",
            ),
            (
                "Prince Harry and Prince William walked behind the coffin.",
                "Harry|William",
            ),
            (
                "Author J.K. Rowling and director M. Night Shyamalan declined to comment.",
                "J.K. Rowling|M. Night Shyamalan",
            ),
            (
                "European Commission President Ursula von der Leyen spoke in Strasbourg.",
                "Ursula von der Leyen",
            ),
            (
                "Syrian President Bashar al-Assad flew to Moscow with Asma al-Assad.",
                "Bashar al-Assad|Asma al-Assad",
            ),
            (
                "Jean-Claude Juncker’s successor met Mr O’Neill.",
                "Jean-Claude Juncker|O’Neill",
            ),
            (
                "Elon Musk Says Tesla Will Build a Factory in Mexico",
                "Elon Musk",
            ),
            (
                "Tens of thousands have fled Chasiv Yar since May, officials said.",
                "",
            ),
        ] {
            let mut found: Vec<TextSpan> = people(text)
                .iter()
                .flat_map(|person| person.mentions.clone())
                .collect();
            found.sort_unstable();
            let found: Vec<&str> = found.iter().map(|span| span.of(text)).collect();
            assert_eq!(found.join("|"), expected, "{text}");
        }
    }

    #[test]
    fn a_name_is_whole_across_the_lines_of_a_wrapped_text_but_not_of_a_list() {
        let wrapped = "The talks in the old town hall were led by Chancellor Angela\nMerkel, who \
            left on Monday before the others had said a word.";
        let found = by_lines(wrapped);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].name, "Angela Merkel");
        assert_eq!(found[0].mentions.len(), 1);
        let list =
            "Angela Merkel\nDonald Tusk\nThe two of them met on Monday in the old town hall.";
        let names: Vec<String> = by_lines(list)
            .into_iter()
            .map(|person| person.name)
            .collect();
        assert!(
            !names.iter().any(|name| name.contains("Merkel Donald")),
            "{names:?}"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn mentions_of_any_text_are_clean_and_disjoint(
            text in "(\\PC{0,30}|[A-Za-z’'.\\-, \n“”()éŁ]{0,60}|Mr |al-|Anna |von |Smith’s )*",
            cut in 0_usize..80,
        ) {
            let sentences = [TextSpan::new(cut / 2, cut), TextSpan::new(cut, text.len())];
            for spans in [&sentences[..], &[]] {
                let found = find(&text, spans);
                let mut all: Vec<TextSpan> = Vec::new();
                for person in &found {
                    prop_assert!(person.mentions.is_sorted());
                    all.extend(&person.mentions);
                }
                all.sort_unstable();
                prop_assert!(all.iter().all(|span| !span.of(&text).is_empty()));
                prop_assert!(all.windows(2).all(|pair| pair[0].end <= pair[1].start));
            }
        }
    }
}
