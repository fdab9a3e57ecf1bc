//! Tokens and mentions of a text, with what is known about each mention by itself.

use crate::annotate::quotes::dateline::is_dateline;
use crate::annotate::quotes::lexicon::class;
use crate::annotate::quotes::mention::{Form, Mention, mentions};
use crate::annotate::quotes::models::Models;
use crate::annotate::quotes::tokens::{Kind, Source, Token, named, tokens};
use crate::text::TextSpan;

/// How far a mention's verb may be from it, in tokens.
const VERB_REACH: usize = 24;

/// The verb that a mention is the subject of, as far as the order of words tells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verb {
    /// Its token.
    pub(super) at: usize,
    /// Tokens between the mention and it.
    pub(super) distance: usize,
    /// The same without what stands in brackets, or between commas right after the mention:
    /// 0 in `Smith (D-Ohio) said` and in `Smith, the mayor, said`.
    pub(super) gap: usize,
    /// Says that it stands before the mention: `said Smith`.
    pub(super) is_inverted: bool,
}

/// What is known about a mention by itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    pub(super) verb: Option<Verb>,
    /// The last token before the mention and the titles and nouns that belong to it.
    pub(super) before: Option<usize>,
    /// Says that it follows `according to`.
    pub(super) is_according: bool,
    /// Says that no other mention stands before it in its sentence.
    pub(super) is_first: bool,
}

/// Numbers of things before each token.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) commas: u32,
    pub(super) stops: u32,
    pub(super) quotes: u32,
    pub(super) mentions: u32,
}

/// A text taken apart.
#[derive(Debug)]
pub(super) struct Scene<'t> {
    pub(super) source: Source<'t>,
    pub(super) models: &'t Models,
    /// Paragraphs that begin another story, ascending.
    pub(super) stories: Vec<u32>,
    /// Where people are named, also inside quotations, and who.
    pub(super) named: Vec<(TextSpan, u32)>,
    pub(super) tokens: Vec<Token>,
    pub(super) mentions: Vec<Mention>,
    pub(super) facts: Vec<Facts>,
    pub(super) counts: Vec<Counts>,
    /// Verbs, subjects and words that begin a clause before each token.
    clauses: Vec<[u32; 3]>,
    /// Mentions of each person.
    pub(super) mentioned: Vec<u32>,
    /// Mentions of each person as the subject of a verb of speech.
    pub(super) speaking: Vec<u32>,
}

impl<'t> Scene<'t> {
    /// Reads a text. Cost: linear in it.
    pub(super) fn new(source: Source<'t>, models: &'t Models) -> Self {
        let named = named(source);
        let tokens = tokens(source, &named);
        let mentions = mentions(&tokens);
        let counts = counts(&tokens, &mentions);
        let mut scene = Self {
            source,
            models,
            stories: stories(source),
            named,
            tokens,
            mentions,
            facts: Vec::new(),
            counts,
            clauses: Vec::new(),
            mentioned: vec![0; source.people.len()],
            speaking: vec![0; source.people.len()],
        };
        scene.facts = (0..scene.mentions.len())
            .map(|index| scene.facts_of(index))
            .collect();
        scene.clauses = scene.clauses();
        for (mention, facts) in scene.mentions.iter().zip(&scene.facts) {
            let Some(person) = mention.person else {
                continue;
            };
            let speaks = facts.verb.is_some_and(|verb| {
                let cue = scene.tokens.get(verb.at).map_or(0, |token| token.bits);
                verb.gap < 3 && cue & (class::SAY | class::TELL | class::SPEAK) != 0
            });
            if let Some(count) = scene.mentioned.get_mut(person as usize) {
                *count += 1;
            }
            if let Some(count) = scene.speaking.get_mut(person as usize) {
                *count += u32::from(speaks);
            }
        }
        scene
    }

    /// Returns the token at `at`.
    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    /// Returns how much of everything stands from token `from` to before token `to`.
    pub(super) fn between(&self, from: usize, to: usize) -> Counts {
        let get = |at: usize| self.counts.get(at).copied().unwrap_or_default();
        let (from, to) = (get(from), get(to));
        Counts {
            commas: to.commas.saturating_sub(from.commas),
            stops: to.stops.saturating_sub(from.stops),
            quotes: to.quotes.saturating_sub(from.quotes),
            mentions: to.mentions.saturating_sub(from.mentions),
        }
    }

    /// Returns how many verbs, subjects and words that begin a clause stand from token `from` to
    /// before token `to`.
    pub(super) fn clauses_between(&self, from: usize, to: usize) -> [usize; 3] {
        let get = |at: usize| self.clauses.get(at).copied().unwrap_or_default();
        let (from, to) = (get(from), get(to));
        [0, 1, 2].map(|i: usize| (to[i].saturating_sub(from[i])) as usize)
    }

    fn clauses(&self) -> Vec<[u32; 3]> {
        let mut out = Vec::with_capacity(self.tokens.len() + 1);
        let mut now = [0; 3];
        let mut subjects = self
            .mentions
            .iter()
            .zip(&self.facts)
            .filter(|(mention, facts)| facts.verb.is_some() && !mention.is_modifier)
            .map(|(mention, _)| mention.first)
            .peekable();
        for (at, token) in self.tokens.iter().enumerate() {
            out.push(now);
            now[0] += u32::from(token.kind == Kind::Word && self.is_verb(at));
            now[2] +=
                u32::from(token.kind == Kind::Word && token.is(class::SUBORDINATOR | class::WHO));
            while subjects.next_if(|&first| first <= at).is_some() {
                now[1] += 1;
            }
        }
        out.push(now);
        out
    }

    fn facts_of(&self, index: usize) -> Facts {
        let Some(mention) = self.mentions.get(index) else {
            return Facts {
                verb: None,
                before: None,
                is_according: false,
                is_first: false,
            };
        };
        let before = self.before(mention);
        let is_to = before
            .and_then(|at| self.token(at))
            .is_some_and(|token| token.is(class::PREPOSITION));
        let according = before
            .and_then(|at| at.checked_sub(1))
            .and_then(|at| self.token(at));
        let sentence = self.token(mention.first).map_or(0, |token| token.sentence);
        let is_first = index
            .checked_sub(1)
            .and_then(|index| self.mentions.get(index))
            .and_then(|other| self.token(other.first))
            .is_none_or(|token| token.sentence != sentence);
        // In `who he called "…"` the verb has its own subject.
        let next = self.mentions.get(index + 1).map(|next| next.first);
        let is_own =
            |verb: &Verb| mention.form != Form::Who || next.is_none_or(|next| next > verb.at);
        Facts {
            verb: self.verb(mention, before).filter(is_own),
            before,
            is_according: is_to
                && according.is_some_and(|token| {
                    token.span.len() == 9
                        && token.is(class::ING)
                        && token
                            .span
                            .of(self.source.text)
                            .eq_ignore_ascii_case("according")
                }),
            is_first,
        }
    }

    /// Returns the last token before a mention, over titles, nouns and adjectives that go with a
    /// name.
    fn before(&self, mention: &Mention) -> Option<usize> {
        let mut at = mention.first.checked_sub(1)?;
        if !matches!(mention.form, Form::Name | Form::Capitals) {
            return Some(at);
        }
        let mut steps = 0;
        while let Some(token) = self.token(at) {
            let is_part = token.kind == Kind::Word
                && (token.is(class::TITLE | class::PERSON | class::GROUP)
                    || token.is_capital
                    || token.is_unknown() && !token.is(class::ED | class::ING)
                    || token.is(class::DETERMINER | class::POSSESSIVE))
                && !token.is(class::PREPOSITION
                    | class::CONJUNCTION
                    | class::SUBORDINATOR
                    | class::CUE
                    | class::PRONOUN)
                || token.kind == Kind::Word && token.is_possessive;
            if !is_part || steps > 7 {
                break;
            }
            steps += 1;
            at = at.checked_sub(1)?;
        }
        Some(at)
    }

    fn verb(&self, mention: &Mention, before: Option<usize>) -> Option<Verb> {
        let after = self.verb_after(mention);
        let inverted = before.filter(|&at| {
            self.token(at).is_some_and(|token| {
                token.kind == Kind::Word && token.is(class::CUE) && !token.is(class::GERUND)
            })
        });
        // The verb before a mention has another subject where it does not follow a quotation.
        let is_free = inverted.is_some_and(|at| {
            at.checked_sub(1)
                .and_then(|at| self.token(at))
                .is_none_or(|token| {
                    matches!(
                        token.kind,
                        Kind::Comma | Kind::Quote(_) | Kind::Dash | Kind::Break
                    )
                })
        });
        match (after, inverted) {
            (Some(verb), Some(_)) if !is_free => Some(verb),
            (_, Some(at)) => Some(Verb {
                at,
                distance: 0,
                gap: 0,
                is_inverted: true,
            }),
            (after, None) => after,
        }
    }

    fn verb_after(&self, mention: &Mention) -> Option<Verb> {
        let start = mention.last + 1;
        let mut depth = 0_usize;
        let mut unknown = None;
        // Where the words between begin that count: what stands between commas does not.
        let mut gap = 0;
        let has_aside = self.token(start)?.kind == Kind::Comma;
        for at in start..start + VERB_REACH {
            let token = self.token(at)?;
            match token.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth = depth.saturating_sub(1),
                Kind::Break | Kind::Quote(_) => break,
                Kind::Stop | Kind::Semicolon if depth == 0 => break,
                Kind::Comma if depth == 0 && has_aside && at > start => gap = 0,
                Kind::Word if depth == 0 && self.is_verb(at) => {
                    let found = Verb {
                        at,
                        distance: at - start,
                        gap,
                        is_inverted: false,
                    };
                    if token.is(class::CUE) {
                        return Some(found);
                    }
                    unknown = unknown.or(Some(found));
                    gap += 1;
                }
                _ if depth == 0 => gap += 1,
                _ => {}
            }
        }
        unknown
    }

    /// Says whether the word at `at` may be a verb, by what stands before it.
    pub(super) fn is_verb(&self, at: usize) -> bool {
        let is_candidate = self
            .token(at)
            .is_some_and(|token| token.is(class::CUE | class::ED) && !(token.is_possessive));
        let follows_determiner =
            at.checked_sub(1)
                .and_then(|at| self.token(at))
                .is_some_and(|token| {
                    token.is(class::DETERMINER | class::POSSESSIVE)
                        || token.is_possessive && token.kind != Kind::Word
                });
        is_candidate && !follows_determiner
    }
}

fn stories(source: Source<'_>) -> Vec<u32> {
    let paragraphs = (0..).zip(source.paragraphs);
    let begins = |(_, span): &(u32, &TextSpan)| is_dateline(span.of(source.text));
    paragraphs.filter(begins).map(|(index, _)| index).collect()
}

fn counts(tokens: &[Token], mentions: &[Mention]) -> Vec<Counts> {
    let mut out = Vec::with_capacity(tokens.len() + 1);
    let mut now = Counts::default();
    let mut next = mentions.iter().peekable();
    for (at, token) in tokens.iter().enumerate() {
        out.push(now);
        match token.kind {
            Kind::Comma => now.commas += 1,
            Kind::Stop => now.stops += 1,
            Kind::Quote(_) => now.quotes += 1,
            _ => {}
        }
        while next.next_if(|mention| mention.first <= at).is_some() {
            now.mentions += 1;
        }
    }
    out.push(now);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::quotes::paragraph::paragraphs;
    use crate::segment::sentences;

    #[test]
    fn what_stands_aside_does_not_part_a_name_from_its_verb() {
        for (text, gap) in [
            ("Smith said so.", 0),
            ("Smith (R-Tex.) said so.", 0),
            ("Smith, the mayor of the town, said so.", 0),
            ("Smith, the mayor of the town, has said so.", 1),
            ("Smith, Green said so.", 2),
            ("Smith of the town said so.", 3),
        ] {
            let (paragraphs, sentences) = (paragraphs(text), sentences(text));
            let source = Source {
                text,
                paragraphs: &paragraphs,
                sentences: &sentences,
                pieces: &[],
                people: &[],
            };
            let scene = Scene::new(source, Models::built_in());
            let verb = scene.facts[0].verb.map(|verb| verb.gap);
            assert_eq!(verb, Some(gap), "{text}");
        }
    }
}
