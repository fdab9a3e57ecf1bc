//! From what was found out about the quotations to what is told about them.

use crate::annotate::quotes::doubt::Doubts;
use crate::annotate::quotes::kind;
use crate::annotate::quotes::mention::{Form, Mention};
use crate::annotate::quotes::pairing::Piece;
use crate::annotate::quotes::pronoun::Resolved;
use crate::annotate::quotes::scene::Scene;
use crate::annotate::quotes::speaker::Verdict;
use crate::annotate::quotes::trees::probability;
use crate::article::{Quotation, QuotationKind, Speaker};
use crate::text::TextSpan;

/// A speaker that is less sure than this is not told.
const LEAST: f32 = 0.1;
/// The same for a few words inside a sentence, which may be nobody's at all.
const LEAST_OF_FEW: f32 = 0.3;
/// So many words are few.
const FEW: u32 = 3;
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
    let doubts = Doubts::default();
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
        let mut kind = if piece.is_block || kind::speech(scene, verdict, piece) > 0.5 {
            QuotationKind::Speech
        } else {
            QuotationKind::Term
        };
        let mut speaker = speaker(scene, resolved, verdict, &doubts);
        let mut is_continued = false;
        if piece.is_continued
            && let Some((_, before)) = &last
        {
            is_continued = true;
            kind = QuotationKind::Speech;
            speaker = continued(before.as_ref(), speaker);
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

/// Returns the speaker of a quotation that goes on from the one before: still the same, told where
/// he stands next to it, if he does.
fn continued(before: Option<&Speaker>, here: Option<Speaker>) -> Option<Speaker> {
    match (before, here) {
        (Some(before), Some(here)) if before.name == here.name => Some(Speaker {
            confidence: before.confidence.max(here.confidence),
            ..here
        }),
        (Some(before), _) => Some(before.clone()),
        (None, here) => here,
    }
}

fn nested(scene: &Scene<'_>, piece: &Piece) -> Quotation {
    Quotation {
        span: piece.span,
        kind: kind::nested(scene.source.text, piece),
        speaker: None,
        is_continued: false,
    }
}

fn speaker<'t>(
    scene: &Scene<'t>,
    resolved: &Resolved,
    verdict: &Verdict,
    doubts: &Doubts<'t>,
) -> Option<Speaker> {
    let index = verdict.mention?;
    let mention = scene.mentions.get(index)?;
    if doubts.speak_against(scene, index, mention) {
        return None;
    }
    let mut confidence = confidence(scene, verdict);
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
        None => words(named_by(scene, index, mention).of(scene.source.text)),
    };
    let stands = verdict.stands.and_then(|stands| scene.mentions.get(stands));
    let place = &verdict.place;
    let is_few = place.words <= FEW && place.is_inside && !place.is_capital;
    let speaker = Speaker {
        name,
        person,
        span: stands.map(|mention| mention.span),
        confidence,
    };
    let least = if is_few { LEAST_OF_FEW } else { LEAST };
    let is_nobodys = speaker.name.is_empty() || is_few && verdict.is_anothers;
    (!is_nobodys && confidence >= least).then_some(speaker)
}

/// Returns the words that tell who a mention without a person is: for `who` those that it goes on
/// about.
fn named_by(scene: &Scene<'_>, index: usize, mention: &Mention) -> TextSpan {
    let before = index.checked_sub(1).and_then(|at| scene.mentions.get(at));
    let is_told = |before: &&Mention| {
        let gap = mention.first.checked_sub(before.last);
        mention.form == Form::Who
            && gap.is_some_and(|gap| gap <= 2)
            && matches!(before.form, Form::Nominal | Form::Capitals)
    };
    before.filter(is_told).unwrap_or(mention).span
}

fn confidence(scene: &Scene<'_>, verdict: &Verdict) -> f32 {
    let model = &scene.models.confidence;
    if model.is_empty() {
        return verdict.scores[0];
    }
    let mut row = verdict.chosen.clone();
    row.extend(verdict.scores);
    probability(model.score(&row))
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
