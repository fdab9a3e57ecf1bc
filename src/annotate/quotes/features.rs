//! What the model of speakers sees of a quotation and a candidate.

mod clause; // verbs and small words between
mod code; // classes as numbers
mod place; // a quotation in its place

use crate::annotate::quotes::dialogue::{Anchor, Dialogue, Line, Turn};
use crate::annotate::quotes::lexicon::class;
use crate::annotate::quotes::mention::{Form, Mention};
use crate::annotate::quotes::pronoun::Resolved;
use crate::annotate::quotes::scene::Scene;
use crate::annotate::quotes::tokens::Kind;

pub(super) use clause::small_words;
use clause::{CLAUSE, SMALL_WORDS};
pub(super) use code::code;
use code::cue_code;
pub(super) use place::{Memory, Place};

/// Returns the names of the features of a candidate, in their order.
pub(super) fn names() -> Vec<&'static str> {
    CANDIDATE.iter().chain(&CLAUSE).copied().collect()
}

/// The names of the features of a candidate without those of its clause.
pub(super) const CANDIDATE: &[&str] = &[
    "form",
    "modifier",
    "code_before",
    "code_after",
    "sentence_start",
    "first",
    "verb_code",
    "verb_distance",
    "verb_inverted",
    "verb_gap_commas",
    "verb_gap_mentions",
    "head",
    "plural",
    "mentioned",
    "speaking",
    "according",
    "length",
    "side",
    "distance",
    "sentences",
    "paragraphs",
    "commas",
    "stops",
    "quotes",
    "mentions",
    "verb_to_quote",
    "verb_between",
    "verb_is_nearest",
    "verb_quotes",
    "cue_code_before",
    "cue_distance_before",
    "cue_code_after",
    "cue_distance_after",
    "quote_before",
    "quote_before2",
    "quote_after",
    "quote_after2",
    "quote_end",
    "quote_starts",
    "quote_ends",
    "quote_words",
    "quote_capital",
    "quote_rank",
    "quote_continued",
    "announced",
    "inside",
    "is_last",
    "same_as_last",
    "last_distance",
    "last_sentences",
    "since",
    "since_apart",
    "colon",
    "dash",
    "code_after2",
    "passive",
    "last_paragraphs",
    "pattern",
    "patterns_after",
    "patterns_before",
    "person_sure",
    "turns_since",
    "chain",
    "explicit_here",
    "explicit_next",
    "explicit_next2",
    "named_inside",
    "addressed_before",
    "addressed_after",
    "narration",
    "cue_owner",
    "other_party",
    "parties",
    "nearer_speaker",
    "talk",
    "anchor_ahead",
    "anchor_behind",
];

/// Everything that the features of one candidate are made from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair<'s> {
    pub(super) scene: &'s Scene<'s>,
    pub(super) memory: &'s Memory,
    /// All candidates, and by which clear pattern each is the speaker.
    pub(super) peers: &'s [(usize, u8)],
    /// How many candidates after and before it fit a clear pattern.
    pub(super) patterns: [u8; 2],
    /// The person behind each mention, as far as known.
    pub(super) resolved: &'s Resolved,
    pub(super) dialogue: &'s Dialogue,
    pub(super) line: &'s Line,
    /// What is the same for all candidates: [`quotation`], [`small_words`].
    pub(super) quotation: [f32; QUOTATION],
    pub(super) small_words: [f32; SMALL_WORDS],
}

/// Returns the number of the clear pattern by which a mention is the speaker, or 0:
/// 1 `"…," Smith said`, 2 `"…," said Smith`, 3 `Smith said, "…"`, 4 the same with words between,
/// 5 `according to Smith`, 6 `Smith: "…"`, 7 `Smith called it "…"`.
pub(super) fn pattern(scene: &Scene<'_>, place: &Place, index: usize) -> u8 {
    let (Some(mention), Some(facts)) = (scene.mentions.get(index), scene.facts.get(index)) else {
        return 0;
    };
    let is_after = mention.first > place.at;
    let is_open = matches!(place.end, ',' | '!' | '?' | '—' | '–' | '-')
        || scene
            .token(place.at + 1)
            .is_some_and(|t| matches!(t.kind, Kind::Comma | Kind::Dash));
    let colon = scene.token(mention.last + 1).map(|token| token.kind) == Some(Kind::Colon);
    if !is_after && colon && mention.last + 2 == place.at {
        return 6;
    }
    if facts.is_according && is_after {
        return 5;
    }
    let Some(verb) = facts.verb else { return 0 };
    let is_nearest = place.cues[usize::from(is_after)] == Some(verb.at);
    if !is_nearest || mention.is_modifier {
        return 0;
    }
    let bits = scene.token(verb.at).map_or(0, |token| token.bits);
    if bits & (class::SAY | class::TELL | class::SPEAK) == 0 {
        let is_naming = bits & class::CALL != 0 && !is_after && !verb.is_inverted;
        return if is_naming && verb.gap <= 2 { 7 } else { 0 };
    }
    let gap = if is_after {
        mention.first - place.at
    } else {
        place.at.saturating_sub(verb.at)
    };
    match (is_after, verb.is_inverted) {
        (true, false) if is_open && verb.gap <= 2 && gap <= 6 => 1,
        (true, true) if is_open && verb.at - place.at <= 2 => 2,
        (false, false) if gap <= 2 && verb.gap <= 2 => 3,
        (false, false) if verb.gap <= 2 => 4,
        _ => 0,
    }
}

fn count(n: usize) -> f32 {
    n.min(1000) as f32
}

fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}

/// Features of a quotation itself.
const QUOTATION: usize = 17;

/// Returns the features of a quotation itself, which are the same for all candidates.
pub(super) fn quotation(scene: &Scene<'_>, place: &Place) -> [f32; QUOTATION] {
    let cue = |side: usize| {
        let at = place.cues.get(side).copied().flatten();
        let bits = at
            .and_then(|at| scene.token(at))
            .map_or(0, |token| token.bits);
        let distance = at.map_or(30, |at| at.abs_diff(place.at) - 1);
        [
            if at.is_some() { cue_code(bits) } else { 0.0 },
            count(distance),
        ]
    };
    let ([before, before_distance], [after, after_distance]) = (cue(0), cue(1));
    let back = |n: usize| code(place.at.checked_sub(n).and_then(|at| scene.token(at)));
    let end = match place.end {
        ',' => 1.0,
        '.' => 2.0,
        '!' => 3.0,
        '?' => 4.0,
        '…' | '—' | '–' | '-' => 5.0,
        c if c.is_alphanumeric() => 0.0,
        _ => 6.0,
    };
    [
        before,
        before_distance,
        after,
        after_distance,
        back(1),
        back(2),
        code(scene.token(place.at + 1)),
        code(scene.token(place.at + 2)),
        end,
        flag(place.is_at[0]),
        flag(place.is_at[1]),
        place.words.min(100) as f32,
        flag(place.is_capital),
        place.rank.min(20) as f32,
        flag(place.is_continued),
        flag(place.is_announced),
        flag(place.is_inside),
    ]
}

impl Pair<'_> {
    /// Appends the features of the mention with this index, in the order of [`CANDIDATE`].
    pub(super) fn candidate(&self, index: usize, out: &mut Vec<f32>) {
        let scene = self.scene;
        let (Some(mention), Some(facts)) = (scene.mentions.get(index), scene.facts.get(index))
        else {
            return;
        };
        let before = facts.before.and_then(|at| scene.token(at));
        let first = scene.token(mention.first);
        let sentence = first.map_or(0, |token| token.sentence);
        let sentence_start = self.sentence_start(mention);
        let (verb_code, verb_distance, inverted, commas, mentions, passive) = match facts.verb {
            None => (0.0, 40.0, 0.0, 0.0, 0.0, 0.0),
            Some(verb) => {
                let gap = scene.between(mention.last + 1, verb.at);
                let bits = scene.token(verb.at).map_or(0, |token| token.bits);
                let passive = bits & class::PAST != 0
                    && verb
                        .at
                        .checked_sub(1)
                        .and_then(|at| scene.token(at))
                        .is_some_and(|t| t.is(class::AUXILIARY));
                (
                    cue_code(bits),
                    count(verb.distance),
                    flag(verb.is_inverted),
                    gap.commas as f32,
                    gap.mentions as f32,
                    flag(passive),
                )
            }
        };
        let head = match () {
            () if mention.head & class::PERSON != 0 => 1.0,
            () if mention.head & class::GROUP != 0 => 2.0,
            () if mention.head & class::THING != 0 => 3.0,
            () => 0.0,
        };
        let person = mention.person.map(|person| person as usize);
        let of = |counts: &[u32]| {
            person
                .and_then(|person| counts.get(person))
                .map_or(-1.0, |&n| n.min(30) as f32)
        };
        out.extend([
            f32::from(mention.form as u8),
            flag(mention.is_modifier),
            code(before),
            code(scene.token(mention.last + 1)),
            count(sentence_start),
            flag(facts.is_first),
            verb_code,
            verb_distance,
            inverted,
            commas,
            mentions,
            head,
            flag(mention.head & class::PLURAL != 0),
            of(&scene.mentioned),
            of(&scene.speaking),
            flag(facts.is_according),
            count(mention.last - mention.first),
        ]);
        self.relation(index, mention, sentence, out);
        out.extend(self.quotation);
        self.memory(index, mention, sentence, out);
        out.extend([
            code(scene.token(mention.last + 2)),
            passive,
            self.last_paragraphs(),
            f32::from(pattern(scene, &self.line.place, index)),
            f32::from(self.patterns[0]),
            f32::from(self.patterns[1]),
            self.resolved.confidence.get(index).copied().unwrap_or(0.0),
        ]);
        self.conversation(index, out);
        self.clause(index, out);
    }

    /// Appends what the quotations around tell.
    fn conversation(&self, index: usize, out: &mut Vec<f32>) {
        let (line, dialogue) = (self.line, self.dialogue);
        let person = self.person(index);
        let turn = dialogue.turn(line.turn);
        let parties = &self.memory.parties;
        let since = parties
            .iter()
            .rev()
            .find(|&&(_, chosen)| self.is_same(chosen, index))
            .map_or(9, |&(turn, _)| (line.turn - turn.min(line.turn)).min(8));
        let is_other = parties
            .len()
            .checked_sub(2)
            .and_then(|at| parties.get(at))
            .is_some_and(|&(_, chosen)| self.is_same(chosen, index));
        let explicit = |turn: Option<&Turn>| match turn.and_then(|turn| turn.explicit) {
            None => 0.0,
            Some(explicit) if self.is_same(explicit, index) => 1.0,
            Some(_) => 2.0,
        };
        let addressed = |turn: Option<&Turn>| match turn.and_then(|turn| turn.addressed) {
            None => 0.0,
            Some(addressed) if Some(addressed) == person => 1.0,
            Some(_) => 2.0,
        };
        let inside = line.named.iter().find(|&&(named, _)| Some(named) == person);
        // In a conversation of two, whoever speaks now speaks again two turns on.
        let anchor = |anchor: Option<Anchor>| match anchor {
            None => 0.0,
            Some(anchor) => {
                let side = if anchor.turns.is_multiple_of(2) {
                    1.0
                } else {
                    2.0
                };
                if self.is_same(anchor.mention, index) {
                    side
                } else {
                    side + 2.0
                }
            }
        };
        out.extend([
            since as f32,
            turn.map_or(0.0, |turn| turn.chain.min(6) as f32),
            explicit(turn),
            explicit(dialogue.next(line.turn, 1)),
            explicit(dialogue.next(line.turn, 2)),
            inside.map_or(0.0, |&(_, is_addressed)| 1.0 + flag(is_addressed)),
            addressed(dialogue.previous(line.turn)),
            addressed(dialogue.next(line.turn, 1)),
            turn.map_or(0.0, |turn| turn.narration.min(60) as f32),
            flag(self.has_nearer_subject(index)),
            flag(is_other),
            parties.len() as f32,
            self.nearer_speaker(index),
            dialogue.talk,
            anchor(turn.and_then(|turn| turn.ahead)),
            anchor(turn.and_then(|turn| turn.behind)),
        ]);
    }

    /// Says whether the verb before the quotation has a subject nearer than the candidate.
    fn has_nearer_subject(&self, index: usize) -> bool {
        let scene = self.scene;
        let verb_of = |index: usize| {
            let facts = scene.facts.get(index)?;
            facts.verb.map(|verb| verb.at)
        };
        let Some(cue) = self.line.place.cues[0].filter(|&cue| verb_of(index) != Some(cue)) else {
            return false;
        };
        let later = scene.mentions.iter().enumerate().skip(index + 1).take(20);
        later
            .take_while(|(_, other)| other.first < cue)
            .any(|(other, _)| verb_of(other) == Some(cue))
    }

    /// Says whether somebody else stands between the candidate and the quotation, in the same
    /// sentence, who has a verb of speech: 1 as in `She heard that an MP called it "wrong"`, 2 in a
    /// clause that goes on about somebody, as in `She backed an MP who called it "wrong"`.
    pub(super) fn nearer_speaker(&self, index: usize) -> f32 {
        let (scene, place) = (self.scene, &self.line.place);
        let verb_of = |index: usize| scene.facts.get(index)?.verb.map(|verb| verb.at);
        let own = verb_of(index);
        let later = scene.mentions.iter().enumerate().skip(index + 1).take(20);
        let speaks = |other: usize| {
            verb_of(other).is_some_and(|verb| {
                verb < place.at
                    && Some(verb) != own
                    && scene.token(verb).is_some_and(|token| token.is(class::CUE))
            })
        };
        let mut out = 0.0;
        for (other, mention) in later.take_while(|(_, other)| other.first < place.at) {
            let sentence = scene.token(mention.first).map(|token| token.sentence);
            if sentence != Some(place.first_sentence) || !speaks(other) {
                continue;
            }
            if mention.form == Form::Who && place.cues[0] == verb_of(other) {
                return 2.0;
            }
            out = 1.0;
        }
        out
    }

    /// Returns the person behind a mention, as far as known.
    fn person(&self, index: usize) -> Option<u32> {
        self.resolved.persons.get(index).copied().flatten()
    }

    fn sentence_start(&self, mention: &Mention) -> usize {
        let sentence = self.scene.token(mention.first).map(|token| token.sentence);
        let starts = (1..=30).find(|&back| {
            let token = mention
                .first
                .checked_sub(back)
                .and_then(|at| self.scene.token(at));
            token.map(|token| token.sentence) != sentence
                || token.is_some_and(|token| matches!(token.kind, Kind::Break | Kind::Quote(_)))
        });
        starts.map_or(30, |back| back - 1)
    }

    fn relation(&self, index: usize, mention: &Mention, sentence: u32, out: &mut Vec<f32>) {
        let (scene, place) = (self.scene, &self.line.place);
        let is_after = mention.first > place.at;
        let (from, to) = if is_after {
            (place.at + 1, mention.first)
        } else {
            (mention.last + 1, place.at)
        };
        let gap = scene.between(from, to);
        let sentences = if is_after {
            sentence.saturating_sub(place.last_sentence)
        } else {
            place.first_sentence.saturating_sub(sentence)
        };
        let paragraph = scene
            .token(mention.first)
            .map_or(0, |token| token.paragraph);
        let verb = scene.facts.get(index).and_then(|facts| facts.verb);
        let nearest = place.cues[usize::from(is_after)];
        let (to_quote, between, is_nearest, quotes) = match verb {
            None => (60.0, 0.0, 0.0, 0.0),
            Some(verb) => {
                let (from, to) = if verb.at > place.at {
                    (place.at + 1, verb.at)
                } else {
                    (verb.at + 1, place.at)
                };
                let between = (verb.at > place.at) == is_after
                    && if is_after {
                        verb.at < mention.first
                    } else {
                        verb.at > mention.last
                    };
                (
                    count(to.saturating_sub(from)).min(60.0),
                    flag(between),
                    flag(nearest == Some(verb.at)),
                    scene.between(from, to).quotes as f32,
                )
            }
        };
        out.extend([
            flag(is_after),
            count(to.saturating_sub(from)),
            sentences.min(20) as f32,
            (paragraph as f32 - place.paragraph as f32).clamp(-9.0, 9.0),
            gap.commas as f32,
            gap.stops as f32,
            gap.quotes as f32,
            gap.mentions as f32,
            to_quote,
            between,
            is_nearest,
            quotes,
        ]);
    }

    fn memory(&self, index: usize, mention: &Mention, sentence: u32, out: &mut Vec<f32>) {
        let (scene, place) = (self.scene, &self.line.place);
        let last = self.memory.last();
        let distance = last.map_or(200, |(at, _)| place.at.saturating_sub(at).min(200));
        let sentences = last
            .and_then(|(at, _)| scene.token(at + 1))
            .map_or(20, |token| {
                place.first_sentence.saturating_sub(token.sentence).min(20)
            });
        let given = self.memory.given.iter().rev();
        let since = given
            .map(|&(_, chosen)| chosen)
            .position(|chosen| self.is_same(chosen, index))
            .map_or(9, |back| back + 1);
        let follows = |n: usize| scene.token(mention.last + n).map(|token| token.kind);
        let is_colon = follows(1) == Some(Kind::Colon) && mention.last + 2 == place.at;
        let starts_line = self
            .scene
            .token(mention.first)
            .is_some_and(|token| token.sentence == sentence);
        let is_dash = mention.first > place.at
            && starts_line
            && scene
                .facts
                .get(index)
                .and_then(|facts| facts.before)
                .is_some_and(|before| {
                    scene
                        .token(before)
                        .is_some_and(|token| token.kind == Kind::Dash)
                        && before
                            .checked_sub(1)
                            .and_then(|at| scene.token(at))
                            .is_some_and(|token| matches!(token.kind, Kind::Break | Kind::Quote(_)))
                });
        out.extend([
            flag(last.is_some_and(|(_, chosen)| chosen == index)),
            flag(last.is_some_and(|(_, chosen)| self.is_same(chosen, index))),
            distance as f32,
            sentences as f32,
            since as f32,
            flag(since > 1 && last.is_some_and(|(at, _)| self.is_apart(at))),
            flag(is_colon),
            flag(is_dash),
        ]);
    }

    /// Says whether the quotation at `at` is in another paragraph.
    fn is_apart(&self, at: usize) -> bool {
        let token = self.scene.token(at);
        token.is_some_and(|token| token.paragraph != self.line.place.paragraph)
    }

    fn last_paragraphs(&self) -> f32 {
        let last = self.memory.last().and_then(|(at, _)| self.scene.token(at));
        last.map_or(20.0, |token| {
            self.line
                .place
                .paragraph
                .saturating_sub(token.paragraph)
                .min(20) as f32
        })
    }

    /// Says whether a mention is a `he` or a `she` that stands for the name `name`.
    pub(super) fn stands_for(&self, index: usize, name: usize) -> bool {
        let form = |index: usize| self.scene.mentions.get(index).map(|mention| mention.form);
        matches!(form(index), Some(Form::He | Form::She))
            && form(name) == Some(Form::Name)
            && self.is_same(index, name)
    }

    /// Says whether two mentions are known to be of one person.
    pub(super) fn is_same(&self, a: usize, b: usize) -> bool {
        let person = |index: usize| self.person(index);
        if a == b {
            return true;
        }
        if let (Some(a), Some(b)) = (person(a), person(b)) {
            return a == b;
        }
        let get = |index: usize| self.scene.mentions.get(index);
        let (Some(a), Some(b)) = (get(a), get(b)) else {
            return false;
        };
        let is_proper = |m: &Mention| matches!(m.form, Form::Name | Form::Capitals);
        let last_word = |m: &Mention| {
            let token = self.scene.token(m.last);
            let words = token
                .map(|token| token.span.of(self.scene.source.text))
                .unwrap_or_default();
            words.rsplit(' ').next().unwrap_or_default()
        };
        is_proper(a) && is_proper(b) && last_word(a) == last_word(b)
    }
}
