//! Why words with a capital may be nobody who speaks.

use std::cell::OnceCell;

use crate::annotate::quotes::mention::{Form, Mention};
use crate::annotate::quotes::scene::Scene;
use crate::text::language::language;
use crate::text::lookup::LookupSet;

/// What a verb leaves of itself when it leans on a pronoun: `we’ll`.
const LEANING: [&str; 5] = ["m", "re", "ve", "ll", "d"];

/// Words that begin a sentence and never say anything, though a verb may follow.
const OPENERS: [&str; 20] = [
    "alternatively",
    "based",
    "click",
    "equally",
    "especially",
    "example",
    "examples",
    "fortunately",
    "generally",
    "imagine",
    "keep",
    "learn",
    "let",
    "please",
    "remember",
    "search",
    "sometimes",
    "subsequently",
    "unfortunately",
    "whatever",
];

/// What a text says about words with a capital, found out once it is asked for.
#[derive(Debug, Default)]
pub(super) struct Doubts<'t> {
    is_foreign: OnceCell<bool>,
    /// Its words that begin with a small letter.
    small: OnceCell<LookupSet<&'t str>>,
}

impl<'t> Doubts<'t> {
    /// Says whether a mention is hardly anybody.
    ///
    /// In a foreign text only people by name are told: the models have learnt English, and whatever else has a
    /// capital there is a noun or begins a sentence, as a rule (of 260 in 12 languages, read by eye, five of six
    /// were nobody). In any text a word that begins a sentence is no name where it stands elsewhere with a small
    /// letter, unless a verb follows: `Good to know:`.
    pub(super) fn speak_against(&self, scene: &Scene<'t>, index: usize, mention: &Mention) -> bool {
        let text = scene.source.text;
        if mention.form == Form::Name {
            return false;
        }
        if *self.is_foreign.get_or_init(|| is_foreign(text)) {
            return true;
        }
        let token = scene.tokens.get(mention.first);
        let is_one_word = mention.form == Form::Capitals && mention.first == mention.last;
        let Some(token) = token.filter(|token| is_one_word && token.is_initial) else {
            return false;
        };
        let word = token.span.of(text).to_lowercase();
        if let Some((_, rest)) = word.split_once(['\'', '’']) {
            return LEANING.contains(&rest);
        }
        if OPENERS.contains(&word.as_str()) {
            return true;
        }
        let has_verb = || {
            let verb = scene.facts.get(index).and_then(|facts| facts.verb);
            verb.is_some_and(|verb| verb.gap == 0)
        };
        self.small
            .get_or_init(|| small(text))
            .contains(word.as_str())
            && !has_verb()
    }
}

/// Says whether a text is in another language than English.
fn is_foreign(text: &str) -> bool {
    language(text).is_some_and(|language| language != "en")
}

/// Returns the words that begin with a small letter. Cost: linear in the text.
fn small(text: &str) -> LookupSet<&str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.starts_with(char::is_lowercase))
        .collect()
}
