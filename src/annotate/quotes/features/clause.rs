//! How the clause of a candidate hangs together with the quotation.

use crate::annotate::quotes::features::{Pair, Place, code, flag};
use crate::annotate::quotes::scene::Scene;
use crate::annotate::quotes::tokens::{Kind, Token};

/// The names of these features, in their order.
pub(super) const CLAUSE: [&str; 19] = [
    "word_before",
    "verb_before",
    "verb_next",
    "quote_word",
    "quote_word2",
    "quote_word_after",
    "verbs_between",
    "subjects_between",
    "clauses_between",
    "nearer_same",
    "pattern_of_same",
    "verb_gap",
    "code_before2",
    "verbs_to_quote",
    "subjects_to_quote",
    "quote_opening",
    "quote_first",
    "quote_others",
    "cue_lead",
];

/// Small words that tell what a noun phrase or a quotation is to its verb; a word's number is that
/// of its row, from 1, so that like ones are near each other.
const SMALL: [&[&str]; 17] = [
    &["by"],
    &["from"],
    &["of"],
    &["to"],
    &["for"],
    &["with"],
    &["in", "on", "at"],
    &["about"],
    &["as"],
    &["like", "than"],
    &["that"],
    &["who", "which", "whom", "whose"],
    &["and", "but", "or"],
    &[
        "when", "while", "after", "before", "because", "if", "though",
    ],
    &["a", "an"],
    &["the", "this", "these"],
    &["what", "how", "why", "where"],
];

fn small(scene: &Scene<'_>, token: Option<&Token>) -> f32 {
    let Some(token) = token.filter(|token| token.kind == Kind::Word) else {
        return 0.0;
    };
    let word = token.span.of(scene.source.text);
    let is_it = |other: &str| word.eq_ignore_ascii_case(other);
    let row = SMALL.iter().position(|row| row.iter().any(|w| is_it(w)));
    row.map_or(0.0, |row| row as f32 + 1.0)
}

/// Small words around a quotation that are looked at.
pub(super) const SMALL_WORDS: usize = 3;

/// Returns the small words before, two before and after a quotation, as far as they are such.
pub(in crate::annotate::quotes) fn small_words(
    scene: &Scene<'_>,
    place: &Place,
) -> [f32; SMALL_WORDS] {
    let back = |n: usize| place.at.checked_sub(n).and_then(|at| scene.token(at));
    [back(1), back(2), scene.token(place.at + 1)].map(|token| small(scene, token))
}

impl Pair<'_> {
    /// Appends what the verbs and small words around a mention and the quotation tell.
    pub(super) fn clause(&self, index: usize, out: &mut Vec<f32>) {
        let (scene, place) = (self.scene, &self.line.place);
        let (Some(mention), Some(facts)) = (scene.mentions.get(index), scene.facts.get(index))
        else {
            return;
        };
        let back = |at: usize, n: usize| at.checked_sub(n).and_then(|at| scene.token(at));
        let verb = facts.verb.map(|verb| verb.at);
        let (from, to) = if mention.first > place.at {
            (place.at + 1, mention.first)
        } else {
            (mention.last + 1, place.at)
        };
        let [verbs, subjects, clauses] = scene.clauses_between(from, to);
        let person = self.person(index);
        let distance = |index: usize| {
            let first = scene.mentions.get(index).map(|mention| mention.first);
            first.map_or(usize::MAX, |first| first.abs_diff(place.at))
        };
        let own = distance(index);
        let same = self.peers.iter().filter(|&&(other, _)| {
            other != index && person.is_some() && self.person(other) == person
        });
        let (mut is_nearer, mut pattern) = (false, 0);
        for &(other, found) in same {
            is_nearer |= distance(other) < own;
            pattern = if pattern == 0 {
                found
            } else {
                pattern.min(found.max(1))
            };
        }
        let [before, before2, after] = self.small_words;
        let [verbs_on, subjects_on] = facts.verb.map_or([0; 2], |verb| {
            let (from, to) = (verb.at.min(place.at) + 1, verb.at.max(place.at));
            let [verbs, subjects, _] = scene.clauses_between(from, to);
            [verbs, subjects]
        });
        out.extend([
            small(scene, facts.before.and_then(|at| scene.token(at))),
            verb.map_or(0.0, |at| code(back(at, 1))),
            verb.map_or(0.0, |at| code(scene.token(at + 1))),
            before,
            before2,
            after,
            verbs.min(20) as f32,
            subjects.min(20) as f32,
            clauses.min(20) as f32,
            flag(is_nearer),
            f32::from(pattern),
            facts.verb.map_or(40.0, |verb| verb.gap as f32),
            facts.before.map_or(0.0, |at| code(back(at, 1))),
            verbs_on.min(20) as f32,
            subjects_on.min(20) as f32,
            place.opening,
            place.persons[0].min(5) as f32,
            place.persons[1].min(5) as f32,
            place.lead.map_or(-1.0, |lead| lead as f32),
        ]);
    }
}
