//! Classes of words as numbers that a tree can cut.

use crate::annotate::quotes::lexicon::class;
use crate::annotate::quotes::tokens::{Kind, Token};

/// A class of a neighbouring token as a number; like ones are near each other.
pub(in crate::annotate::quotes) fn code(token: Option<&Token>) -> f32 {
    let Some(token) = token else { return 0.0 };
    let bits = token.bits;
    let has = |classes: u32| bits & classes != 0;
    match token.kind {
        Kind::Break => 0.0,
        Kind::Stop => 1.0,
        Kind::Comma => 2.0,
        Kind::Colon => 3.0,
        Kind::Semicolon | Kind::Dash => 4.0,
        Kind::Open | Kind::Close | Kind::Other => 5.0,
        Kind::Quote(_) => 6.0,
        Kind::Name(_) => 7.0,
        Kind::Number => 8.0,
        Kind::Word => match () {
            () if has(class::PRONOUN) => 9.0,
            () if has(class::OBJECT) => 10.0,
            () if has(class::DETERMINER) => 11.0,
            () if has(class::POSSESSIVE) => 12.0,
            () if has(class::PREPOSITION) => 13.0,
            () if has(class::SUBORDINATOR) => 14.0,
            () if has(class::CONJUNCTION) => 15.0,
            () if has(class::AUXILIARY) => 16.0,
            () if has(class::ADVERB) => 17.0,
            () if has(class::TIME) => 18.0,
            () if has(class::TERMWORD) => 19.0,
            () if has(class::CUE | class::ED) => cue_code(bits),
            () if has(class::PERSON) => 28.0,
            () if has(class::GROUP) => 29.0,
            () if has(class::THING) => 30.0,
            () if token.is_capital => 31.0,
            () if has(class::ING) => 32.0,
            () => 33.0,
        },
    }
}

/// The class of a verb as a number, the surest first.
pub(super) fn cue_code(bits: u32) -> f32 {
    let kind = match () {
        () if bits & class::SAY != 0 => 20.0,
        () if bits & class::TELL != 0 => 21.5,
        () if bits & class::SPEAK != 0 => 23.0,
        () if bits & class::CALL != 0 => 24.5,
        () => 26.0,
    };
    if bits & class::GERUND == 0 {
        kind
    } else {
        kind + 0.75
    }
}
