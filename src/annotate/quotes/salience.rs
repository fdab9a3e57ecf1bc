//! Whom a text is about where a pronoun stands: who leads its sentences, whom the pronouns before are.

use crate::annotate::quotes::features::code;
use crate::annotate::quotes::lexicon::{Gender, class, classes};
use crate::annotate::quotes::mention::{Form, Mention};
use crate::annotate::quotes::scene::Scene;
use crate::annotate::quotes::tokens::Kind;
use crate::text::TextSpan;

/// The names of these features, in their order.
pub(super) const SALIENCE: [&str; 11] = [
    "lead_sentences",
    "leads",
    "leads_here",
    "opens_here",
    "opens_before",
    "pronouns",
    "pronoun_sentences",
    "share",
    "in_head",
    "sentence_code",
    "quoted_pronouns",
];

/// How far back sentences are looked at, in tokens.
const REACH: usize = 240;
/// Sentences that are looked at.
const SENTENCES: usize = 10;
/// A sentence that is further away than this counts as so far.
const FAR: u32 = 12;

/// Who leads one sentence, or stands in it as a pronoun.
#[derive(Clone, Copy, Debug)]
struct Part {
    sentence: u32,
    paragraph: u32,
    person: Option<u32>,
}

/// The sentences before a pronoun.
#[derive(Debug, Default)]
pub(super) struct Salience {
    here: u32,
    paragraph: u32,
    /// The latest first.
    leads: Vec<Part>,
    pronouns: Vec<Part>,
    /// Mentions of the person whom the text names most.
    most: u32,
    /// Persons named in the first paragraph.
    head: Vec<u32>,
    sentence_code: f32,
    quoted: f32,
}

impl Salience {
    /// Looks at the sentences before the mention `index`; `persons` are those of the mentions before
    /// it, and `quotation` is what it may say. Cost: bounded by a constant.
    pub(super) fn new(
        scene: &Scene<'_>,
        persons: &[Option<u32>],
        index: usize,
        wanted: Gender,
        quotation: TextSpan,
    ) -> Self {
        let Some(pronoun) = scene.mentions.get(index) else {
            return Self::default();
        };
        let Some(token) = scene.token(pronoun.first) else {
            return Self::default();
        };
        let mut out = Self {
            here: token.sentence,
            paragraph: token.paragraph,
            most: scene.mentioned.iter().copied().max().unwrap_or(0),
            head: head(scene),
            sentence_code: sentence_code(scene, pronoun),
            quoted: quoted(scene.source.text, quotation, wanted) as f32,
            ..Self::default()
        };
        for (at, mention) in scene.mentions.iter().enumerate().take(index).rev() {
            let Some(token) = scene.token(mention.first) else {
                break;
            };
            if pronoun.first.saturating_sub(mention.last) > REACH || out.leads.len() > SENTENCES {
                break;
            }
            let part = Part {
                sentence: token.sentence,
                paragraph: token.paragraph,
                person: persons.get(at).copied().flatten(),
            };
            let is_same = match mention.form {
                Form::He => wanted == Gender::Male,
                Form::She => wanted == Gender::Female,
                _ => false,
            };
            if is_same {
                out.pronouns.push(part);
            }
            if is_free(scene, at, mention) {
                match out.leads.last_mut() {
                    Some(last) if last.sentence == part.sentence => *last = part,
                    _ => out.leads.push(part),
                }
            }
        }
        out
    }

    /// Appends the features of one person.
    pub(super) fn features(&self, scene: &Scene<'_>, person: u32, out: &mut Vec<f32>) {
        let flag = |is: bool| f32::from(u8::from(is));
        let is = |part: &&Part| part.person == Some(person);
        let since = |part: Option<&Part>| {
            part.map_or(FAR, |part| self.here.saturating_sub(part.sentence).min(FAR)) as f32
        };
        let count = |parts: &mut dyn Iterator<Item = &Part>| parts.filter(is).count() as f32;
        // The sentence that opens a paragraph is the last one of it that was met.
        let opens = |paragraph: u32| {
            let of = self.leads.iter().rev();
            let first = of.into_iter().find(|part| part.paragraph == paragraph);
            match first.map(|part| part.person) {
                Some(Some(other)) if other == person => 1.0,
                Some(Some(_)) => 2.0,
                Some(None) => 3.0,
                None => 0.0,
            }
        };
        let mentioned = scene.mentioned.get(person as usize).copied().unwrap_or(0);
        out.extend([
            since(self.leads.iter().find(is)),
            count(&mut self.leads.iter()),
            count(
                &mut self
                    .leads
                    .iter()
                    .filter(|part| part.paragraph == self.paragraph),
            ),
            opens(self.paragraph),
            self.paragraph.checked_sub(1).map_or(0.0, opens),
            count(&mut self.pronouns.iter()),
            since(self.pronouns.iter().find(is)),
            mentioned as f32 / self.most.max(1) as f32,
            flag(self.head.contains(&person)),
            self.sentence_code,
            self.quoted,
        ]);
    }
}

/// Says whether a mention may be a subject, by what stands before it.
fn is_free(scene: &Scene<'_>, index: usize, mention: &Mention) -> bool {
    let before = scene.facts.get(index).and_then(|facts| facts.before);
    let before = before.and_then(|at| scene.token(at));
    let is_object = before.is_some_and(|token| {
        token.kind == Kind::Word && token.is(class::PREPOSITION | class::CUE | class::ED)
    });
    !mention.is_modifier && !is_object && mention.form != Form::Who
}

/// Returns the persons whom the first paragraph names.
fn head(scene: &Scene<'_>) -> Vec<u32> {
    let end = scene.source.paragraphs.first().map_or(0, |span| span.end);
    let named = scene.named.iter().take_while(|(span, _)| span.start < end);
    named.take(SENTENCES).map(|&(_, person)| person).collect()
}

/// Returns the class of the first word of the pronoun's sentence.
fn sentence_code(scene: &Scene<'_>, pronoun: &Mention) -> f32 {
    let here = scene.token(pronoun.first).map(|token| token.sentence);
    let back = (pronoun.first.saturating_sub(40)..=pronoun.first).rev();
    let is_here = |at: &usize| {
        scene
            .token(*at)
            .is_some_and(|token| Some(token.sentence) == here && token.kind != Kind::Break)
    };
    let first = back.take_while(is_here).last();
    code(first.and_then(|at| scene.token(at)))
}

/// Counts the pronouns of a gender inside a quotation, to three.
fn quoted(text: &str, quotation: TextSpan, wanted: Gender) -> usize {
    let bits = match wanted {
        Gender::Female => class::SHE,
        Gender::Male => class::HE,
    };
    let mut buffer = String::new();
    let words = quotation.of(text).split_whitespace().take(120);
    let of = |word: &str| {
        let word = word.split(['\'', '’']).next().unwrap_or_default();
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        classes(word, &mut buffer) & bits != 0
    };
    words.map(of).filter(|&is| is).take(3).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pronouns_of_one_gender_inside_a_quotation_are_counted_to_three() {
        for (text, expected) in [
            ("“He’s here, and he stays.”", 2),
            ("“She said he'd go.”", 1),
            ("“The others helped.”", 0),
            ("“He, he, he and he.”", 3),
        ] {
            let span = TextSpan::new(0, text.len());
            let found = quoted(text, span, Gender::Male);
            assert_eq!(found, expected, "{text}");
        }
    }
}
