//! Which person a `he` or a `she` is, or `his mother`, or the `I` of a story.

use crate::annotate::quotes::dialogue::Dialogue;
use crate::annotate::quotes::features::code;
use crate::annotate::quotes::gender::genders;
use crate::annotate::quotes::lexicon::{Gender, class};
use crate::annotate::quotes::mention::{Form, Mention};
use crate::annotate::quotes::narrator::{self, is_i, narrator};
use crate::annotate::quotes::nominal::{Roles, kin};
use crate::annotate::quotes::parley::{PARLEY, Parley};
use crate::annotate::quotes::salience::{SALIENCE, Salience};
use crate::annotate::quotes::scene::Scene;
use crate::annotate::quotes::tokens::Kind;
use crate::text::TextSpan;

/// How many persons before a pronoun are looked at.
const PERSONS: usize = 8;
/// How far back, in tokens.
const REACH: usize = 400;
/// Scores are cut here, so that they can be compared.
const HIGHEST: f32 = 15.0;
/// A noun whose person is less sure than this stands for nobody who has a name.
const LEAST_OF_NOUN: f32 = 0.5;
/// How near a quotation is whose speaker the pronoun may be, in tokens.
const NEAR: usize = 6;

/// Returns the names of the features of a person for a pronoun, in their order.
pub(super) fn names() -> Vec<&'static str> {
    let own = PRONOUN.iter().chain(&PARLEY);
    own.chain(&SALIENCE).copied().collect()
}

/// The names of these features without those of the conversation and of the sentences before.
const PRONOUN: &[&str] = &[
    "agrees",
    "known",
    "sentences",
    "distance",
    "paragraphs",
    "first",
    "verb",
    "before",
    "modifier",
    "rank",
    "mentioned",
    "speaking",
    "recent",
    "is_last",
    "last_distance",
    "pronoun_start",
    "pronoun_verb",
    "pronoun_before",
    "verb_distance",
    "sentence_rank",
    "full",
    "subject_sentences",
    "speech_sentences",
    "speech_rank",
    "persons",
    "she",
    "named_inside",
    "others_since",
    "speaks_last",
    "after",
];

/// The person of each mention.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    /// By mention.
    pub(super) persons: Vec<Option<u32>>,
    /// How sure that is, by mention.
    pub(super) confidence: Vec<f32>,
    /// What the model saw, for training.
    pub(super) rows: Vec<Row>,
}

/// One person considered for one pronoun.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) mention: usize,
    pub(super) person: u32,
    pub(super) features: Vec<f32>,
}

/// The pronoun of one gender that was resolved last.
#[derive(Clone, Copy, Debug)]
struct Latest {
    /// Its mention.
    at: usize,
    person: u32,
    /// The last mention by name before it.
    named: Option<usize>,
}

/// Resolves the pronouns of a text, in its order. Cost: linear in the mentions.
pub(super) fn resolve(scene: &Scene<'_>, dialogue: &Dialogue, keep_rows: bool) -> Resolved {
    let genders = genders(scene);
    let narrator = narrator(scene, dialogue);
    let mut out = Resolved::default();
    let ordinals = ordinals(scene);
    let mut last: [Option<Latest>; 2] = [None, None];
    // By person, where it was last named.
    let mut named: Vec<Option<usize>> = vec![None; scene.source.people.len()];
    let mut roles = Roles::default();
    let mut stories = scene.stories.iter().peekable();
    let mut story = 0;
    for (index, mention) in scene.mentions.iter().enumerate() {
        let paragraph = scene.token(mention.first).map_or(0, |t| t.paragraph);
        while stories.next_if(|&&start| start <= paragraph).is_some() {
            (story, last) = (index, [None, None]);
        }
        let pronoun = match mention.form {
            Form::He => Some(Gender::Male),
            Form::She => Some(Gender::Female),
            _ => None,
        };
        let mut found = None;
        if pronoun.is_none() {
            roles.learn(scene, index);
            found = match mention.form {
                Form::Nominal => roles.person(scene, mention),
                Form::Who => antecedent(scene, index, &out.persons),
                Form::First if is_i(scene, mention) => {
                    narrator.map(|person| (person, narrator::SURE))
                }
                _ => None,
            };
        }
        let noun = || kin(scene, index).filter(|_| found.is_none());
        let Some(wanted) = pronoun.or_else(noun) else {
            let person = mention.person.or_else(|| found.map(|(person, _)| person));
            out.persons.push(person);
            out.confidence.push(found.map_or(1.0, |(_, sure)| sure));
            let place = mention.person.and_then(|p| named.get_mut(p as usize));
            if let Some(place) = place {
                *place = Some(index);
            }
            continue;
        };
        let is_pronoun = pronoun.is_some();
        let memory = last[usize::from(wanted == Gender::Female)];
        let parley = Parley::new(scene, dialogue, &out.persons, index);
        let inside = quotation_at(scene, mention);
        let salience = Salience::new(scene, &out.persons, index, wanted, inside);
        let mut best: Option<(f32, u32)> = None;
        // The scores are those of a choice among the persons and nobody, whose score is 0.
        let mut total = 1.0;
        for mut row in rows(
            scene,
            (&genders, &ordinals),
            &out.persons,
            [index, story, usize::from(wanted == Gender::Female)],
            memory,
        ) {
            parley.features(row.person, &mut row.features);
            salience.features(scene, row.person, &mut row.features);
            let score = score(scene, &row.features);
            total += score.exp();
            if best.is_none_or(|(other, _)| score > other) {
                best = Some((score, row.person));
            }
            if keep_rows {
                out.rows.push(row);
            }
        }
        if let Some((_, person)) = best.filter(|_| is_pronoun) {
            last[usize::from(wanted == Gender::Female)] = Some(Latest {
                at: index,
                person,
                named: named.get(person as usize).copied().flatten(),
            });
        }
        let sure = best.map_or(0.0, |(score, _)| score.exp() / total);
        // Most who are told by a noun have no name.
        let best = best.filter(|_| is_pronoun || sure >= LEAST_OF_NOUN);
        out.persons.push(best.map(|(_, person)| person));
        out.confidence.push(if best.is_some() { sure } else { 0.0 });
    }
    out
}

fn score(scene: &Scene<'_>, features: &[f32]) -> f32 {
    let model = &scene.models.pronoun;
    if !model.is_empty() {
        return model.score(features).clamp(-HIGHEST, HIGHEST);
    }
    let get = |index: usize| features.get(index).copied().unwrap_or(0.0);
    2.5 * get(0) - 0.5 * get(2) - 0.01 * get(3) + 0.8 * get(5) - 0.6 * get(8) - 0.3 * get(9)
        + 0.1 * get(12)
        + 0.7 * get(13)
}

/// Returns the person that a `who` goes on about, who stands right before it.
fn antecedent(scene: &Scene<'_>, index: usize, persons: &[Option<u32>]) -> Option<(u32, f32)> {
    let before = index.checked_sub(1)?;
    let (mention, who) = (scene.mentions.get(before)?, scene.mentions.get(index)?);
    // A noun phrase may go on over the `who`.
    let gap = who.first.checked_sub(mention.last);
    let is_near = gap.is_some_and(|gap| gap <= 2);
    let person = persons.get(before).copied().flatten();
    person.filter(|_| is_near).map(|person| (person, 0.95))
}

/// What is known about one person before a pronoun.
#[derive(Clone, Copy, Debug)]
struct Seen {
    person: u32,
    /// The last mention.
    at: usize,
    /// Mentions in reach.
    times: u32,
    /// Subjects without a name after the last mention who may be meant: `my mother said`.
    others: u32,
    /// The last sentence with the person as the subject of a verb, and of one of speech.
    subject: Option<u32>,
    speech: Option<u32>,
    /// The token of that verb of speech.
    spoke_at: usize,
}

impl Seen {
    /// Takes down one more mention; they come from the latest to the earliest.
    fn look(&mut self, scene: &Scene<'_>, index: usize) {
        self.times += 1;
        let (Some(mention), Some(facts)) = (scene.mentions.get(index), scene.facts.get(index))
        else {
            return;
        };
        let Some(verb) = facts.verb.filter(|verb| verb.gap < 4) else {
            return;
        };
        let of = |at: usize| scene.token(at);
        let is_object = facts
            .before
            .and_then(of)
            .is_some_and(|token| token.is(class::PREPOSITION));
        if mention.is_modifier || is_object && !verb.is_inverted {
            return;
        }
        let sentence = of(mention.first).map(|token| token.sentence);
        self.subject = self.subject.or(sentence);
        let says =
            of(verb.at).is_some_and(|token| token.is(class::SAY | class::TELL | class::SPEAK));
        if says && self.speech.is_none() {
            self.spoke_at = verb.at;
        }
        if says {
            self.speech = self.speech.or(sentence);
        }
    }
}

/// Says whether a mention is somebody without a name who does something and may be a `he` or a `she`.
fn is_nameless_subject(scene: &Scene<'_>, index: usize, wanted: Gender) -> bool {
    let (Some(mention), Some(facts)) = (scene.mentions.get(index), scene.facts.get(index)) else {
        return false;
    };
    let other = match wanted {
        Gender::Female => class::MALE,
        Gender::Male => class::FEMALE,
    };
    mention.form == Form::Nominal
        && !mention.is_modifier
        && mention.head & class::PERSON != 0
        && mention.head & (class::PLURAL | other) == 0
        && facts.verb.is_some_and(|verb| verb.gap < 4)
}

/// Returns the persons that the pronoun `index` may be, each with its features.
fn rows(
    scene: &Scene<'_>,
    (genders, ordinals): (&[Option<Gender>], &[u32]),
    known: &[Option<u32>],
    [index, story, is_she]: [usize; 3],
    memory: Option<Latest>,
) -> Vec<Row> {
    let mut seen: Vec<Seen> = Vec::new();
    let mut others = 0;
    let wanted = if is_she == 1 {
        Gender::Female
    } else {
        Gender::Male
    };
    let Some(pronoun) = scene.mentions.get(index) else {
        return Vec::new();
    };
    for (at, mention) in scene
        .mentions
        .iter()
        .enumerate()
        .take(index)
        .skip(story)
        .rev()
    {
        if pronoun.first.saturating_sub(mention.last) > REACH {
            break;
        }
        let is_noun = matches!(mention.form, Form::Name | Form::Nominal);
        let person = known.get(at).copied().flatten();
        let Some(person) = person.filter(|_| is_noun) else {
            others += u32::from(is_nameless_subject(scene, at, wanted));
            continue;
        };
        let known = seen.iter().position(|seen| seen.person == person);
        if known.is_none() && seen.len() >= PERSONS {
            break;
        }
        let place = known.unwrap_or(seen.len());
        if known.is_none() {
            seen.push(Seen {
                person,
                at,
                times: 0,
                others,
                subject: None,
                speech: None,
                spoke_at: 0,
            });
        }
        if let Some(seen) = seen.get_mut(place) {
            seen.look(scene, at);
        }
    }
    if let Some(latest) = memory.filter(|latest| !seen.iter().any(|s| s.person == latest.person)) {
        let near = scene
            .mentions
            .get(latest.at)
            .is_some_and(|m| pronoun.first.saturating_sub(m.last) < REACH);
        let mention = latest.named.filter(|_| near);
        seen.extend(mention.map(|at| Seen {
            person: latest.person,
            at,
            times: 1,
            others,
            subject: None,
            speech: None,
            spoke_at: 0,
        }));
    }
    let agrees = |person: u32| match genders.get(person as usize).copied().flatten() {
        None => 0.0,
        Some(gender) if gender == wanted => 1.0,
        Some(_) => -1.0,
    };
    // The latest subject of a verb of speech, whom `he said` goes on with.
    let latest_speech = seen.iter().filter(|seen| seen.speech.is_some());
    let latest_speech = latest_speech.max_by_key(|seen| (seen.spoke_at, seen.at));
    let latest_speech = latest_speech.map(|seen| seen.person);
    let mut spoke: Vec<u32> = seen.iter().filter_map(|seen| seen.speech).collect();
    spoke.sort_unstable_by(|a, b| b.cmp(a));
    let here = scene.token(pronoun.first).map_or(0, |token| token.sentence);
    let since = |sentence: Option<u32>| {
        sentence.map_or(20.0, |sentence| {
            here.saturating_sub(sentence).min(19) as f32
        })
    };
    // Hardly anybody names himself.
    let inside = quotation_at(scene, pronoun);
    let is_inside = |person: u32| {
        let first = scene
            .named
            .partition_point(|(span, _)| span.start < inside.start);
        let mut named = scene.named.iter().skip(first).take(PERSONS);
        named.any(|&(span, other)| other == person && span.end <= inside.end)
    };
    let mut rank = 0.0;
    let persons = seen.iter().filter(|s| agrees(s.person) >= 0.0).count() as f32;
    let mut out = Vec::with_capacity(seen.len());
    for seen in seen {
        let Seen {
            person,
            at,
            times,
            others,
            ..
        } = seen;
        let agrees = agrees(person);
        if agrees < 0.0 {
            continue;
        }
        let features = features(scene, [at, index], person, agrees, memory);
        let Some(mut features) = features else {
            continue;
        };
        features[9] = rank;
        features[19] = ordinals.get(at).map_or(0.0, |&n| n as f32);
        features[12] = times as f32;
        let rank_of_speech = seen
            .speech
            .and_then(|sentence| spoke.iter().position(|&other| other == sentence))
            .map_or(9.0, |rank| rank as f32);
        features.extend([since(seen.subject), since(seen.speech), rank_of_speech]);
        features.push(persons);
        features.push(f32::from(u8::from(wanted == Gender::Female)));
        features.push(f32::from(u8::from(is_inside(person))));
        features.push(others.min(9) as f32);
        features.push(f32::from(u8::from(latest_speech == Some(person))));
        let after = scene.mentions.get(at).map(|mention| mention.last + 1);
        features.push(code(after.and_then(|after| scene.token(after))));
        rank += 1.0;
        out.push(Row {
            mention: index,
            person,
            features,
        });
    }
    out
}

/// Returns the quotation next to a pronoun in its paragraph, empty where there is none: before it,
/// as in `"…," he said`, rather than after it.
fn quotation_at(scene: &Scene<'_>, pronoun: &Mention) -> TextSpan {
    let quotation = |at: usize| {
        let token = scene.token(at)?;
        match token.kind {
            Kind::Quote(_) => Some(Some(token.span)),
            Kind::Break => Some(None),
            _ => None,
        }
    };
    let before = (pronoun.first.saturating_sub(NEAR)..pronoun.first).rev();
    let after = pronoun.last + 1..pronoun.last + 1 + NEAR;
    let before = before.into_iter().find_map(quotation).flatten();
    let after = || after.into_iter().find_map(quotation).flatten();
    before.or_else(after).unwrap_or_default()
}

fn features(
    scene: &Scene<'_>,
    [at, index]: [usize; 2],
    person: u32,
    agrees: f32,
    memory: Option<Latest>,
) -> Option<Vec<f32>> {
    let (mention, pronoun) = (scene.mentions.get(at)?, scene.mentions.get(index)?);
    let (facts, own) = (scene.facts.get(at)?, scene.facts.get(index)?);
    let token = |mention: &Mention| scene.token(mention.first);
    let (there, here) = (token(mention)?, token(pronoun)?);
    let flag = |is: bool| f32::from(u8::from(is));
    let known = |counts: &[u32]| {
        counts
            .get(person as usize)
            .map_or(0.0, |&n| n.min(30) as f32)
    };
    let verb = |facts: &crate::annotate::quotes::scene::Facts| {
        let verb = facts.verb.filter(|verb| verb.distance < 12);
        code(verb.and_then(|verb| scene.token(verb.at)))
    };
    let before = |at: Option<usize>| code(at.and_then(|at| scene.token(at)));
    let is_last = memory.is_some_and(|last| last.person == person);
    let last_distance = memory
        .and_then(|last| scene.mentions.get(last.at))
        .map_or(200.0, |last| {
            pronoun.first.saturating_sub(last.last).min(200) as f32
        });
    let start = (0..20).find(|back| {
        let token = pronoun
            .first
            .checked_sub(back + 1)
            .and_then(|at| scene.token(at));
        token.is_none_or(|t| {
            t.sentence != here.sentence || matches!(t.kind, Kind::Quote(_) | Kind::Break)
        })
    });
    Some(vec![
        agrees,
        flag(agrees != 0.0),
        here.sentence.saturating_sub(there.sentence).min(20) as f32,
        pronoun.first.saturating_sub(mention.last).min(400) as f32,
        here.paragraph.saturating_sub(there.paragraph).min(10) as f32,
        flag(facts.is_first),
        verb(facts),
        before(facts.before),
        flag(mention.is_modifier),
        0.0,
        known(&scene.mentioned),
        known(&scene.speaking),
        0.0,
        flag(is_last),
        last_distance,
        start.unwrap_or(20) as f32,
        verb(own),
        before(own.before),
        facts.verb.map_or(40.0, |verb| verb.distance as f32),
        0.0,
        flag(mention.span.of(scene.source.text).contains(' ')),
    ])
}

/// Returns for each mention how many persons are named before it in its sentence.
fn ordinals(scene: &Scene<'_>) -> Vec<u32> {
    let mut count = 0;
    let mut sentence = None;
    let mut ordinal = |mention: &Mention| {
        let own = scene.token(mention.first).map(|token| token.sentence);
        if own != sentence {
            (count, sentence) = (0, own);
        }
        let before = count;
        count += u32::from(mention.person.is_some());
        before
    };
    scene.mentions.iter().map(&mut ordinal).collect()
}
