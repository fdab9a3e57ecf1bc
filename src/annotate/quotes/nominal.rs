//! Which person `the Iranian minister` is, by the role that the text gives with a name.

use crate::annotate::quotes::lexicon::{Gender, class};
use crate::annotate::quotes::mention::{Form, Mention};
use crate::annotate::quotes::scene::Scene;
use crate::annotate::quotes::tokens::{Kind, Token};
use crate::text::TextSpan;

/// Words of a role that are looked at.
const ROLE_WORDS: usize = 8;
/// How far back, in tokens, the only bearer of a one-word role may have been named.
const REACH: usize = 200;
/// Roles that are looked at for one noun phrase.
const ROLES: usize = 64;

/// The words of a role and the mention of the one who has it.
#[derive(Debug)]
struct Role {
    mention: usize,
    person: u32,
    words: Vec<TextSpan>,
}

/// The roles that a text has given so far.
#[derive(Debug, Default)]
pub(super) struct Roles {
    all: Vec<Role>,
}

impl Roles {
    /// Takes down the role that stands with a name.
    pub(super) fn learn(&mut self, scene: &Scene<'_>, index: usize) {
        let (Some(mention), Some(facts)) = (scene.mentions.get(index), scene.facts.get(index))
        else {
            return;
        };
        let Some(person) = mention.person else { return };
        let from = facts.before.map_or(0, |before| before + 1);
        let prefix = scene.tokens.get(from..mention.first).unwrap_or_default();
        let after = scene.tokens.get(mention.last + 1..).unwrap_or_default();
        let apposition = apposition(after);
        let mut words: Vec<_> = content(prefix).chain(content(apposition)).collect();
        words.truncate(ROLE_WORDS);
        let has_head = prefix
            .iter()
            .chain(apposition)
            .any(|t| t.is(class::PERSON | class::TITLE));
        if has_head && !words.is_empty() {
            self.all.push(Role {
                mention: index,
                person,
                words,
            });
        }
    }

    /// Returns the person that a noun phrase stands for, and how sure that is.
    pub(super) fn person(&self, scene: &Scene<'_>, mention: &Mention) -> Option<(u32, f32)> {
        let is_one = mention.form == Form::Nominal
            && mention.head & class::PERSON != 0
            && mention.head & class::PLURAL == 0;
        let first = scene.token(mention.first)?;
        let text = scene.source.text;
        if !is_one || !first.span.of(text).eq_ignore_ascii_case("the") {
            return None;
        }
        let phrase = scene.tokens.get(mention.first + 1..=mention.last)?;
        let words: Vec<_> = content(phrase).collect();
        let mut best: Option<(usize, u32)> = None;
        for role in self.all.iter().rev().take(ROLES) {
            let shared = words
                .iter()
                .filter(|word| {
                    role.words
                        .iter()
                        .any(|other| is_alike(word.of(text), other.of(text)))
                })
                .count();
            let near = scene
                .mentions
                .get(role.mention)
                .is_some_and(|other| mention.first - other.last.min(mention.first) < REACH);
            let is_enough = shared >= 2 || shared == 1 && words.len() == 1 && near;
            if is_enough && best.is_none_or(|(most, _)| shared > most) {
                best = Some((shared, role.person));
            }
        }
        best.map(|(shared, person)| (person, if shared >= 2 { 0.92 } else { 0.8 }))
    }
}

/// Returns the gender of a noun that stands for one person whom the text knows, as `the girl` or
/// `his mother`, and that says something.
pub(super) fn kin(scene: &Scene<'_>, index: usize) -> Option<Gender> {
    let mention = scene.mentions.get(index)?;
    let is_one = mention.form == Form::Nominal
        && !mention.is_modifier
        && mention.head & class::PERSON != 0
        && mention.head & class::PLURAL == 0;
    if !is_one {
        return None;
    }
    let first = scene.token(mention.first)?;
    let word = first.span.of(scene.source.text);
    let is_known = first.is(class::POSSESSIVE)
        || first.is_possessive
        || ["the", "this", "that"]
            .iter()
            .any(|other| word.eq_ignore_ascii_case(other));
    let verb = scene.facts.get(index)?.verb.filter(|verb| verb.gap < 3)?;
    let says = scene
        .token(verb.at)?
        .is(class::SAY | class::TELL | class::SPEAK);
    match (is_known && says, mention.head & class::MALE != 0) {
        (true, true) => Some(Gender::Male),
        (true, false) if mention.head & class::FEMALE != 0 => Some(Gender::Female),
        _ => None,
    }
}

/// Returns the words between commas after a name: `, the Syrian foreign minister,`.
fn apposition(after: &[Token]) -> &[Token] {
    let Some((comma, rest)) = after.split_first() else {
        return &[];
    };
    let is_word =
        |t: &&Token| t.kind == Kind::Word && !t.is(class::WHO | class::CUE | class::AUXILIARY);
    let words = rest.iter().take(ROLE_WORDS).take_while(is_word).count();
    let is_closed = rest
        .get(words)
        .is_some_and(|t| matches!(t.kind, Kind::Comma | Kind::Stop | Kind::Break | Kind::Close));
    if comma.kind != Kind::Comma || !is_closed {
        return &[];
    }
    rest.get(..words).unwrap_or_default()
}

fn content(tokens: &[Token]) -> impl Iterator<Item = TextSpan> {
    tokens
        .iter()
        .filter(|t| t.kind == Kind::Word && t.span.len() >= 4)
        .filter(|t| {
            !t.is(class::DETERMINER | class::POSSESSIVE | class::PREPOSITION | class::AUXILIARY)
        })
        .map(|t| t.span)
}

/// Says whether two words are the same but for their endings: `Russia`, `Russian`.
fn is_alike(a: &str, b: &str) -> bool {
    let shared = a
        .chars()
        .zip(b.chars())
        .take_while(|(a, b)| a.eq_ignore_ascii_case(b))
        .count();
    shared >= 4 && shared + 3 >= a.chars().count().max(b.chars().count())
}
