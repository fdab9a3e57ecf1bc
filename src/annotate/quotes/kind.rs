//! Whether words between marks are said by somebody, or are a term, a title, a nickname.

use crate::annotate::quotes::dialogue::{Dialogue, Line};
use crate::annotate::quotes::features::code;
use crate::annotate::quotes::lexicon::{class, classes, sense, senses};
use crate::annotate::quotes::pairing::Piece;
use crate::annotate::quotes::scene::Scene;
use crate::annotate::quotes::speaker::Verdict;
use crate::annotate::quotes::tokens::{Kind, Token};
use crate::annotate::quotes::trees::probability;
use crate::article::QuotationKind;

/// The names of the features of a quotation's kind, after those of the quotation itself.
pub(super) const KIND: &[&str] = &[
    "top",
    "second",
    "form",
    "capitals",
    "lower",
    "persons",
    "auxiliaries",
    "first_class",
    "single",
    "broken",
    "chars",
    "symbols",
    "term_before",
    "determiner_before",
    "paragraph_quotes",
    "headline",
    "chosen_distance",
    "chosen_sentences",
    "verb_before_class",
    "next_is_noun",
    "inner_stops",
    "talk",
    "narration",
    "chain",
    "thinks",
    "writes",
    "unreal",
    "adjoins",
    "narrated_before",
];

/// How far around a quotation its verb is looked at for what it does, in tokens.
const AROUND: [usize; 2] = [12, 6];
/// How far before a quotation something written is looked for, in tokens.
const WRITTEN: usize = 24;

/// Least letters of speech in a script that parts no words, and least words in one that does, of those without
/// capitals.
const LETTERS_SAID: usize = 8;
const WORDS_SAID: usize = 3;

/// Appends what the model of kinds sees of the words between the marks and of their place.
///
/// How much of a conversation the text is tells, too: in a story, words inside a sentence of the
/// narrator are hardly ever said, in news they are.
pub(super) fn features(
    scene: &Scene<'_>,
    dialogue: &Dialogue,
    line: &Line,
    verdict: &mut Verdict,
    piece: &Piece,
) {
    let place = &verdict.place;
    let inner = piece.span.of(scene.source.text);
    let inner = inner.trim_matches(|c: char| !c.is_alphanumeric());
    let flag = |is: bool| f32::from(u8::from(is));
    let (mut capitals, mut lower, mut persons, mut auxiliaries, mut all) = (0, 0, 0, 0, 0);
    let mut first_bits = None;
    let mut buffer = String::new();
    for word in inner.split_whitespace().take(40) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let bits = classes(word, &mut buffer);
        let is_capital = word.starts_with(char::is_uppercase);
        all += 1;
        capitals += u32::from(is_capital);
        lower += u32::from(
            !is_capital
                && bits & (class::DETERMINER | class::PREPOSITION | class::CONJUNCTION) == 0,
        );
        persons += u32::from(
            bits & (class::FIRST | class::YOU | class::HE | class::SHE | class::THEY | class::IT)
                != 0,
        );
        auxiliaries += u32::from(bits & class::AUXILIARY != 0);
        first_bits.get_or_insert(bits);
    }
    let share = |n: u32| n as f32 / all.max(1) as f32;
    let chosen = verdict.mention.and_then(|index| scene.mentions.get(index));
    let before = |n: usize| place.at.checked_sub(n).and_then(|at| scene.token(at));
    let next = scene.token(place.at + 1);
    let term = (1..=3).any(|n| before(n).is_some_and(|token| token.is(class::TERMWORD)));
    let verb = place.cues[0].and_then(|at| scene.token(at));
    let rest = scene.tokens.get(place.at + 1..).unwrap_or_default();
    let later = rest
        .iter()
        .take(60)
        .take_while(|token| token.kind != Kind::Break)
        .filter(|token| matches!(token.kind, Kind::Quote(_)))
        .count();
    let paragraph = scene
        .source
        .paragraphs
        .get(place.paragraph as usize)
        .copied()
        .unwrap_or_default();
    let has_end = paragraph
        .of(scene.source.text)
        .trim_end_matches(['"', '\'', '”', '’', ')', '»'])
        .ends_with(['.', '!', '?', ':', '…', ',']);
    let symbols = inner
        .chars()
        .take(200)
        .filter(|c| matches!(c, '@' | '#' | '/' | '_'))
        .count();
    let sentence = chosen
        .and_then(|m| scene.token(m.first))
        .map_or(20, |t| t.sentence.abs_diff(place.first_sentence).min(20));
    verdict.features.extend([
        verdict.scores[0],
        verdict.scores[1],
        chosen.map_or(-1.0, |mention| f32::from(mention.form as u8)),
        share(capitals),
        share(lower),
        share(persons),
        share(auxiliaries),
        first_bits.map_or(0.0, |bits| code(Some(&Token::of_class(bits)))),
        flag(piece.is_single),
        flag(piece.is_broken),
        inner.len().min(400) as f32,
        symbols as f32,
        flag(term),
        flag(before(1).is_some_and(|token| {
            token.is(class::DETERMINER | class::POSSESSIVE) || token.is_possessive
        })),
        later as f32 + place.rank as f32,
        flag(!has_end),
        chosen.map_or(100.0, |mention| {
            mention.first.abs_diff(place.at).min(100) as f32
        }),
        sentence as f32,
        code(verb),
        flag(next.is_some_and(|token| {
            token.is_word()
                && !token
                    .is(class::CUE | class::PREPOSITION | class::CONJUNCTION | class::AUXILIARY)
        })),
        inner.matches(['.', '!', '?']).take(9).count() as f32,
        dialogue.talk,
    ]);
    surroundings(scene, dialogue, line, &mut verdict.features);
}

/// Appends what the words around a quotation tell of its being thought, written, or not real.
fn surroundings(scene: &Scene<'_>, dialogue: &Dialogue, line: &Line, out: &mut Vec<f32>) {
    let at = line.place.at;
    let flag = |is: bool| f32::from(u8::from(is));
    let turn = dialogue.turn(line.turn);
    let is_clause =
        |token: &&Token| !matches!(token.kind, Kind::Break | Kind::Stop | Kind::Quote(_));
    let before = scene.tokens.get(at.saturating_sub(WRITTEN)..at);
    let before = before.unwrap_or_default();
    let after = scene.tokens.get(at + 1..).unwrap_or_default();
    let text = scene.source.text;
    let mut buffer = String::new();
    let mut is_about = |sense: u8, token: &Token| {
        token.kind == Kind::Word && senses(token.span.of(text), &mut buffer) & sense != 0
    };
    let clause = || before.iter().rev().take(AROUND[0]).take_while(is_clause);
    let follows = || after.iter().take(AROUND[1]).take_while(is_clause);
    let is_quote = |token: Option<&Token>| token.is_some_and(|t| matches!(t.kind, Kind::Quote(_)));
    let narrated = before.iter().rev();
    let narrated = narrated.take_while(|t| !matches!(t.kind, Kind::Break | Kind::Quote(_)));
    out.extend([
        turn.map_or(0.0, |turn| turn.narration.min(200) as f32),
        turn.map_or(0.0, |turn| turn.chain.min(9) as f32),
        flag(clause().chain(follows()).any(|t| is_about(sense::MIND, t))),
        flag(before.iter().any(|t| is_about(sense::WRITING, t))),
        flag(clause().any(|t| is_about(sense::UNREAL, t))),
        flag(is_quote(before.last())) + flag(is_quote(after.first())),
        narrated.count() as f32,
    ]);
}

/// Decides on a quotation whose features are complete; the probability of speech.
pub(super) fn speech(scene: &Scene<'_>, verdict: &Verdict, piece: &Piece) -> f32 {
    if let Some(is_said) = is_said_without_case(piece.span.of(scene.source.text)) {
        return f32::from(u8::from(is_said));
    }
    let model = &scene.models.kind;
    if model.is_empty() {
        return 1.0;
    }
    probability(model.score(&verdict.features))
}

/// Decides by their length whether words of a script without capitals are said, `None` for other words: the model
/// has seen no such text. Titles and terms are short.
fn is_said_without_case(words: &str) -> Option<bool> {
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    let is_cased = |c: &char| c.is_lowercase() || c.is_uppercase();
    if words.chars().filter(is_cased).count() * 2 >= letters {
        return None;
    }
    Some(match words.split_whitespace().count() {
        0 | 1 => letters >= LETTERS_SAID,
        count => count >= WORDS_SAID,
    })
}

/// Decides on a quotation inside another one, of which only the words are looked at.
pub(super) fn nested(text: &str, piece: &Piece) -> QuotationKind {
    let inner = piece.span.of(text);
    let words = inner.split_whitespace().take(5).count();
    let has_end = inner.contains(['.', ',', '!', '?']);
    if words >= 4 && has_end {
        QuotationKind::Speech
    } else {
        QuotationKind::Term
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_capitals_length_tells_speech_from_terms() {
        for (words, expected) in [
            ("“我们敦促美方立即纠正错误做法。”", Some(true)),
            ("“三体”", Some(false)),
            ("「七人の侍」", Some(false)),
            ("\"국민과 함께 위기를 극복하겠다\"", Some(true)),
            ("\"كتائب القسام\"", Some(false)),
            ("“We won,” he said", None),
            ("«Мы готовы»", None),
            ("“123”", None),
            ("“北约 NATO summit in Vilnius”", None),
        ] {
            assert_eq!(is_said_without_case(words), expected, "{words}");
        }
    }
}
