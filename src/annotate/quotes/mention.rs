//! Everything outside quotations that may stand for a speaker: names, pronouns, noun phrases.

use crate::annotate::quotes::lexicon::class;
use crate::annotate::quotes::tokens::{Kind, Token};
use crate::text::TextSpan;

/// What kind of words stand for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Form {
    /// A person known by name.
    Name,
    /// Words with capitals that are no known person: an organisation, as a rule.
    Capitals,
    /// `an official`.
    Nominal,
    He,
    She,
    They,
    /// `I`, `we`.
    First,
    It,
    You,
    /// `who`, `which`.
    Who,
}

impl Form {
    fn of_pronoun(bits: u32) -> Self {
        match () {
            () if bits & class::HE != 0 => Self::He,
            () if bits & class::SHE != 0 => Self::She,
            () if bits & class::THEY != 0 => Self::They,
            () if bits & class::FIRST != 0 => Self::First,
            () if bits & class::IT != 0 => Self::It,
            () if bits & class::YOU != 0 => Self::You,
            () => Self::Who,
        }
    }
}

/// One candidate for a speaker.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention {
    pub(super) span: TextSpan,
    pub(super) form: Form,
    /// Index of the person.
    pub(super) person: Option<u32>,
    /// Its first token.
    pub(super) first: usize,
    /// Its last token.
    pub(super) last: usize,
    /// Classes of its head.
    pub(super) head: u32,
    /// Says that it only tells whose something is, or which: `Trump's tower`, `the Trump tower`.
    pub(super) is_modifier: bool,
}

/// Returns the mentions, by their first token. Cost: linear in the tokens.
pub(super) fn mentions(tokens: &[Token]) -> Vec<Mention> {
    let mut out = Vec::with_capacity(tokens.len() / 6);
    // Up to here the words belong to a noun phrase that has its mention.
    let mut covered = 0;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let mut next = at + 1;
        match token.kind {
            Kind::Name(person) => {
                let follows = tokens.get(at + 1);
                let is_modifier = token.is_possessive
                    || follows.is_some_and(|t| {
                        t.kind == Kind::Word
                            && t.is(class::GROUP | class::PERSON | class::THING)
                            && !t.is(class::CUE)
                    });
                out.push(mention(
                    tokens,
                    Form::Name,
                    Some(person),
                    at,
                    at,
                    is_modifier,
                ));
                if is_modifier && at >= covered {
                    covered = phrase_end(tokens, at).max(at + 1);
                    out.extend(phrase(tokens, at, covered));
                }
            }
            Kind::Word if token.is(class::PRONOUN) && !token.is(class::DETERMINER) => {
                let form = Form::of_pronoun(token.bits);
                out.push(mention(tokens, form, None, at, at, false));
            }
            Kind::Word if at >= covered && token.is(class::DETERMINER | class::POSSESSIVE) => {
                covered = phrase_end(tokens, at).max(at + 1);
                next = at + 1;
                if let Some(found) = phrase(tokens, at, covered) {
                    out.push(found);
                }
            }
            Kind::Word if at >= covered && is_proper(tokens, at) => {
                let end = capitals_end(tokens, at);
                let full = nominal_end(tokens, end);
                next = full;
                covered = full;
                match tokens.get(full).map(|token| token.kind) {
                    // "Republican strategist Ryan Williams": the name speaks.
                    Some(Kind::Name(_)) => {}
                    _ if full > end => {
                        out.push(mention(tokens, Form::Nominal, None, at, full - 1, false));
                    }
                    _ => {
                        let is_modifier = tokens.get(end - 1).is_some_and(|t| t.is_possessive);
                        out.push(mention(
                            tokens,
                            Form::Capitals,
                            None,
                            at,
                            end - 1,
                            is_modifier,
                        ));
                        if is_modifier {
                            covered = phrase_end(tokens, end - 1).max(end);
                            out.extend(phrase_from(tokens, at, end - 1, covered));
                        }
                    }
                }
            }
            Kind::Word if at >= covered && token.is(class::PERSON | class::GROUP) => {
                let end = nominal_end(tokens, at).max(at + 1);
                next = end;
                covered = end;
                if !matches!(tokens.get(end).map(|t| t.kind), Some(Kind::Name(_))) {
                    let first = bare_start(tokens, at);
                    out.push(mention(tokens, Form::Nominal, None, first, end - 1, false));
                }
            }
            _ => {}
        }
        at = next;
    }
    out
}

fn mention(
    tokens: &[Token],
    form: Form,
    person: Option<u32>,
    first: usize,
    last: usize,
    is_modifier: bool,
) -> Mention {
    let span = |at: usize| tokens.get(at).map(|token| token.span).unwrap_or_default();
    Mention {
        span: span(first).cover(span(last)),
        form,
        person,
        first,
        last,
        head: tokens.get(last).map_or(0, |token| token.bits),
        is_modifier,
    }
}

/// Classes that a noun phrase does not go beyond.
const STOPS: u32 = class::PREPOSITION
    | class::CONJUNCTION
    | class::SUBORDINATOR
    | class::AUXILIARY
    | class::PRONOUN
    | class::OBJECT
    | class::DETERMINER
    | class::POSSESSIVE;

/// Longest noun phrase, in tokens.
const PHRASE: usize = 8;

/// Returns the end of the noun phrase that a determiner at `at` begins.
fn phrase_end(tokens: &[Token], at: usize) -> usize {
    let mut end = at + 1;
    let mut nouns = 0;
    while let Some(token) = tokens.get(end).filter(|_| end < at + PHRASE) {
        if !token.is_word() {
            break;
        }
        let noun = token.is(class::PERSON | class::GROUP | class::THING | class::TITLE)
            || token.is_capital;
        let is_number = token.is(class::DETERMINER) && end == at + 1;
        if token.is(STOPS)
            && !is_number
            && !(noun && token.is_capital && !token.is(class::PREPOSITION))
        {
            break;
        }
        let is_verb = token.is(class::CUE) && !noun || token.is(class::CUE) && nouns > 0;
        let text_is_past = token.is(class::ED) && nouns > 0 && !token.is_capital;
        if nouns > 0
            && (is_verb || text_is_past || token.is(class::ADVERB) || token.is(class::TIME))
        {
            break;
        }
        nouns += usize::from(!token.is(class::ADVERB));
        end += 1;
    }
    end
}

fn phrase(tokens: &[Token], at: usize, end: usize) -> Option<Mention> {
    phrase_from(tokens, at, at, end)
}

/// Makes the mention of a phrase that begins at `first` and whose determiner ends at `at`.
fn phrase_from(tokens: &[Token], first: usize, at: usize, end: usize) -> Option<Mention> {
    if end <= at + 1 {
        return None;
    }
    let last = tokens.get(end - 1)?;
    if matches!(last.kind, Kind::Name(_) | Kind::Number) {
        return None;
    }
    if matches!(tokens.get(end).map(|t| t.kind), Some(Kind::Name(_))) {
        return None;
    }
    let form = if last.is_capital && !last.is(class::PERSON) {
        Form::Capitals
    } else {
        Form::Nominal
    };
    Some(mention(
        tokens,
        form,
        None,
        first,
        end - 1,
        last.is_possessive,
    ))
}

/// Says whether a word with a capital at `at` is more than the first word of a sentence.
fn is_proper(tokens: &[Token], at: usize) -> bool {
    let Some(token) = tokens.get(at) else {
        return false;
    };
    let is_plain = token.is_unknown() || token.is(class::TITLE) && !token.is(class::PREPOSITION);
    if !token.is_capital || token.is(class::TIME) || token.is(STOPS) {
        return false;
    }
    if !token.is_initial {
        return !token.is(class::ADVERB);
    }
    let next_is_capital = tokens
        .get(at + 1)
        .is_some_and(|next| next.is_capital && next.is_word() && !next.is(STOPS));
    is_plain && (token.is_unknown() || next_is_capital)
}

/// Returns the end of a run of words with capitals.
fn capitals_end(tokens: &[Token], at: usize) -> usize {
    let mut end = at + 1;
    let is_part = |token: Option<&Token>| {
        token.is_some_and(|t| {
            t.kind == Kind::Word && t.is_capital && !t.is(class::PRONOUN | class::TIME)
        })
    };
    while end < at + PHRASE {
        if tokens.get(end - 1).is_some_and(|token| token.is_possessive) {
            break;
        }
        if is_part(tokens.get(end)) {
            end += 1;
        } else if tokens
            .get(end)
            .is_some_and(|t| t.kind == Kind::Word && t.is(class::PREPOSITION | class::CONJUNCTION))
            && is_part(tokens.get(end + 1))
            && tokens.get(end).is_some_and(|t| t.span.len() <= 3)
            && tokens.get(end).is_some_and(|t| {
                !t.is(class::SUBORDINATOR) && t.span.len() != 2 || t.span.len() == 2
            })
            && end == at + 1
        {
            end += 2;
        } else {
            break;
        }
    }
    end
}

/// Returns the end of the nouns for people that go on at `at`.
fn nominal_end(tokens: &[Token], at: usize) -> usize {
    let mut end = at;
    while let Some(token) = tokens.get(end).filter(|_| end < at + PHRASE) {
        let is_noun = token.kind == Kind::Word
            && token.is(class::PERSON | class::GROUP | class::TITLE | class::THING)
            && !token.is(STOPS)
            && (!token.is(class::CUE) || token.is(class::PERSON | class::GROUP));
        if !is_noun {
            break;
        }
        end += 1;
    }
    end
}

/// Returns where a noun phrase without a determiner begins that has its noun at `at`.
fn bare_start(tokens: &[Token], at: usize) -> usize {
    let mut first = at;
    while let Some(before) = first.checked_sub(1).and_then(|at| tokens.get(at)) {
        let is_part = before.kind == Kind::Word
            && before.is_unknown()
            && at - first < 3
            && before.sentence == tokens.get(at).map_or(0, |token| token.sentence);
        if !is_part {
            break;
        }
        first -= 1;
    }
    first
}
