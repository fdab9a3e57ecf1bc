//! From what was found out about the quotations to what is told about them.

use std::sync::LazyLock;

use crate::annotate::quotes::kind;
use crate::annotate::quotes::mention::Form;
use crate::annotate::quotes::pairing::Piece;
use crate::annotate::quotes::pronoun::Resolved;
use crate::annotate::quotes::scene::Scene;
use crate::annotate::quotes::speaker::Verdict;
use crate::annotate::quotes::trees::{Trees, probability};
use crate::article::{Quotation, QuotationKind, Speaker};
use crate::text::TextSpan;

static CONFIDENCE: LazyLock<Trees> =
    LazyLock::new(|| Trees::read(include_bytes!("../../../assets/quotes/confidence.bin")));

/// A speaker that is less sure than this is not told.
const LEAST: f32 = 0.1;
/// The most that is said for a doubtful speaker of a few words.
const DOUBTFUL: f32 = 0.45;
/// A pronoun whose person is less sure than this is told as it stands.
const LEAST_PERSON: f32 = 0.3;
/// How much a doubt about the person behind a pronoun takes off the doubt about the pronoun.
const WEIGHT_OF_PERSON: f32 = 0.6;
/// Longest words for a speaker who has no name, in bytes.
const LONGEST: usize = 80;

/// Returns the quotations, by their start.
pub(super) fn quotations(
    scene: &Scene<'_>,
    resolved: &Resolved,
    verdicts: &[Verdict],
) -> Vec<Quotation> {
    let mut out: Vec<Quotation> = Vec::with_capacity(scene.source.pieces.len());
    let mut verdicts = verdicts.iter().peekable();
    let mut last: Option<(TextSpan, Option<Speaker>)> = None;
    for (index, piece) in scene.source.pieces.iter().enumerate() {
        if piece.depth > 0 {
            out.push(nested(scene, piece));
            continue;
        }
        let Some(verdict) = verdicts.next_if(|verdict| verdict.piece == index) else {
            continue;
        };
        let mut kind = if kind::speech(verdict) > 0.5 {
            QuotationKind::Speech
        } else {
            QuotationKind::Term
        };
        let mut speaker = speaker(scene, resolved, verdict);
        let mut is_continued = false;
        if piece.is_continued
            && let Some((_, before)) = &last
        {
            is_continued = true;
            kind = QuotationKind::Speech;
            speaker = before.clone().or(speaker);
        }
        if kind == QuotationKind::Term {
            if piece.is_broken {
                continue;
            }
            speaker = None;
        }
        last = (kind == QuotationKind::Speech).then(|| (piece.span, speaker.clone()));
        out.push(Quotation {
            span: piece.span,
            kind,
            speaker,
            is_continued,
        });
    }
    out
}

fn nested(scene: &Scene<'_>, piece: &Piece) -> Quotation {
    Quotation {
        span: piece.span,
        kind: kind::nested(scene.source.text, piece),
        speaker: None,
        is_continued: false,
    }
}

fn speaker(scene: &Scene<'_>, resolved: &Resolved, verdict: &Verdict) -> Option<Speaker> {
    let index = verdict.mention?;
    let mention = scene.mentions.get(index)?;
    let mut confidence = confidence(verdict);
    if confidence < LEAST {
        return None;
    }
    if is_doubtful(scene, verdict, index) {
        confidence = confidence.min(DOUBTFUL);
    }
    let mut person = resolved.persons.get(index).copied().flatten();
    if mention.form != Form::Name {
        let sure = resolved.confidence.get(index).copied().unwrap_or(0.0);
        if person.is_some() && sure >= LEAST_PERSON {
            confidence *= WEIGHT_OF_PERSON.mul_add(sure, 1.0 - WEIGHT_OF_PERSON);
        } else {
            person = None;
        }
    }
    let known = person.and_then(|person| scene.source.people.get(person as usize));
    let name = match known {
        Some(person) => person.name.clone(),
        None => words(mention.span.of(scene.source.text)),
    };
    (!name.is_empty()).then_some(Speaker {
        name,
        person,
        span: Some(mention.span),
        confidence,
    })
}

/// Says whether a few quoted words inside a sentence are rather somebody else's, or nobody's: the
/// candidate stands in another sentence, or the verb before the words has a nearer subject.
fn is_doubtful(scene: &Scene<'_>, verdict: &Verdict, index: usize) -> bool {
    let place = &verdict.place;
    let Some(mention) = scene.mentions.get(index) else {
        return true;
    };
    let is_fragment = place.words <= 4 && place.is_inside && !place.is_capital;
    if !is_fragment || mention.first > place.at {
        return false;
    }
    let sentence = scene.token(mention.first).map(|token| token.sentence);
    if sentence != Some(place.first_sentence) {
        return true;
    }
    let verb_of = |index: usize| {
        let facts = scene.facts.get(index)?;
        facts.verb.map(|verb| verb.at)
    };
    let Some(cue) = place.cues[0].filter(|&cue| verb_of(index) != Some(cue)) else {
        return false;
    };
    let later = scene.mentions.iter().enumerate().skip(index + 1);
    later
        .take_while(|(_, other)| other.first < cue)
        .any(|(other, _)| verb_of(other) == Some(cue))
}

fn confidence(verdict: &Verdict) -> f32 {
    if CONFIDENCE.is_empty() {
        return verdict.scores[0];
    }
    let mut row = verdict.chosen.clone();
    row.extend(verdict.scores);
    probability(CONFIDENCE.score(&row))
}

/// Returns words of the text on one line and not too long.
fn words(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        if out.len() + word.len() > LONGEST {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
