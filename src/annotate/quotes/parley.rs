//! What the turns of a conversation tell of the person that a pronoun in one of them is.

use crate::annotate::quotes::dialogue::{Anchor, Dialogue, Turn};
use crate::annotate::quotes::lexicon::class;
use crate::annotate::quotes::mention::Form;
use crate::annotate::quotes::scene::Scene;

/// The names of these features, in their order.
pub(super) const PARLEY: [&str; 13] = [
    "explicit",
    "chain",
    "spoke_before",
    "spoke_before2",
    "speaks_next",
    "speaks_next2",
    "called_here",
    "called_before",
    "called_next",
    "noun",
    "in_noun",
    "behind",
    "talk",
];

/// The turns around a pronoun.
#[derive(Debug)]
pub(super) struct Parley<'s> {
    turn: Option<&'s Turn>,
    is_explicit: bool,
    /// Plain speakers of the turns before, by how far, and after.
    spoke: [Option<u32>; 2],
    speaks: [Option<u32>; 2],
    /// The turns before and after.
    around: [Option<&'s Turn>; 2],
    /// 0 for a pronoun, 1 for `the girl`, 2 for `his mother`, 3 for `Smith's mother`.
    noun: f32,
    /// The person named in the noun phrase.
    owner: Option<u32>,
    behind: Option<(usize, u32)>,
    talk: f32,
}

impl<'s> Parley<'s> {
    /// Looks around the mention `index`; `persons` are those of the mentions before it.
    pub(super) fn new(
        scene: &Scene<'_>,
        dialogue: &'s Dialogue,
        persons: &[Option<u32>],
        index: usize,
    ) -> Self {
        let mention = scene.mentions.get(index);
        let token = mention.and_then(|mention| scene.token(mention.first));
        let place = token.and_then(|token| dialogue.turn_of(token.paragraph));
        let person = |mention: usize| {
            let own = || scene.mentions.get(mention)?.person;
            persons.get(mention).copied().flatten().or_else(own)
        };
        let turn = place.and_then(|place| dialogue.turn(place));
        let ahead = |steps: usize| place.and_then(|place| dialogue.next(place, steps));
        let back = |steps: usize| {
            let is_near = turn.is_some_and(|turn| turn.chain as usize >= steps);
            let before = place.and_then(|place| dialogue.turn(place.checked_sub(steps)?));
            before.filter(|_| is_near)
        };
        let speaker = |turn: Option<&Turn>| turn.and_then(|turn| turn.explicit).and_then(person);
        let owner = mention.and_then(|mention| {
            let within = scene.mentions.get(index.saturating_sub(1)..index)?;
            let before = within.iter().find(|other| other.first >= mention.first)?;
            before.person
        });
        let behind = |anchor: Anchor| person(anchor.mention).map(|person| (anchor.turns, person));
        Self {
            turn,
            is_explicit: turn.is_some_and(|turn| turn.explicit == Some(index)),
            spoke: [1, 2].map(|steps| speaker(back(steps))),
            speaks: [1, 2].map(|steps| speaker(ahead(steps))),
            around: [back(1), ahead(1)],
            noun: match (mention.map(|mention| mention.form), token) {
                (Some(Form::Nominal), Some(token)) if token.is(class::POSSESSIVE) => 2.0,
                (Some(Form::Nominal), Some(token)) if token.is_possessive => 3.0,
                (Some(Form::Nominal), _) => 1.0,
                _ => 0.0,
            },
            owner,
            behind: turn.and_then(|turn| turn.behind).and_then(behind),
            talk: dialogue.talk,
        }
    }

    /// Appends the features of one person.
    pub(super) fn features(&self, person: u32, out: &mut Vec<f32>) {
        let flag = |is: bool| f32::from(u8::from(is));
        let is = |other: Option<u32>| match other {
            None => 0.0,
            Some(other) if other == person => 1.0,
            Some(_) => 2.0,
        };
        let called = |turn: Option<&Turn>| is(turn.and_then(|turn| turn.addressed));
        let [before, before2] = self.spoke.map(is);
        let [next, next2] = self.speaks.map(is);
        let [back, ahead] = self.around.map(called);
        let behind = self.behind.map_or(0.0, |(turns, other)| {
            let side = if turns.is_multiple_of(2) { 1.0 } else { 2.0 };
            side + if other == person { 0.0 } else { 2.0 }
        });
        out.extend([
            flag(self.is_explicit),
            self.turn.map_or(-1.0, |turn| turn.chain.min(6) as f32),
            before,
            before2,
            next,
            next2,
            called(self.turn),
            back,
            ahead,
            self.noun,
            flag(self.owner == Some(person)),
            behind,
            self.talk,
        ]);
    }
}
