//! Who says each quotation: candidates, a model that ranks them, a memory of who spoke last.

use crate::annotate::quotes::dialogue::{Dialogue, Line};
use crate::annotate::quotes::features::{self, Memory, Pair, Place};
use crate::annotate::quotes::mention::Form;
use crate::annotate::quotes::pronoun::Resolved;
use crate::annotate::quotes::scene::Scene;

/// Candidates before and after a quotation that are looked at.
const CANDIDATES: [usize; 2] = [9, 6];
/// How far before and after a quotation candidates are looked for, in tokens.
const REACH: [usize; 2] = [90, 60];

/// A candidate so much behind the best one after some of the trees is given up: the others do not
/// make it good, and most candidates are.
const HOPELESS: f32 = 3.0;
/// Scores are cut here, so that they can be compared.
const HIGHEST: f32 = 15.0;

/// A candidate so much behind the best one adds nothing to what its person has.
const NEGLIGIBLE: f32 = 5.0;

/// A pronoun so much behind the name that it stands for still shows where its person speaks.
const NEARLY: f32 = 2.0;

/// Quotations before whose speakers are candidates wherever they stand.
const REMEMBERED: usize = 4;

/// What was found out about one quotation.
#[derive(Clone, Debug)]
pub(super) struct Verdict {
    /// Index of its piece.
    pub(super) piece: usize,
    pub(super) place: Place,
    /// The best candidate, by its mention.
    pub(super) mention: Option<usize>,
    /// Where it stands: for a name the pronoun that goes on for it, if that is nearly as good.
    pub(super) stands: Option<usize>,
    /// Probability that it is right, and that of the second best.
    pub(super) scores: [f32; 2],
    /// What the model of speakers saw of the best candidate.
    pub(super) chosen: Vec<f32>,
    /// Says that it stands in a clause about somebody else who speaks: `an MP who called it "…"`.
    pub(super) is_anothers: bool,
    /// What the model of kinds sees.
    pub(super) features: Vec<f32>,
    /// What the model saw, for training: mentions and features.
    pub(super) rows: Vec<(usize, Vec<f32>)>,
}

/// Finds the speaker of each quotation, in the order of the text.
pub(super) fn speakers(
    scene: &Scene<'_>,
    dialogue: &Dialogue,
    resolved: &Resolved,
    keep_rows: bool,
) -> Vec<Verdict> {
    let mut out: Vec<Verdict> = Vec::with_capacity(dialogue.lines.len());
    let mut memory = Memory::default();
    let mut rows = Vec::new();
    let mut story = 0;
    let mut latest = Latest::new(scene);
    for line in &dialogue.lines {
        let turn = dialogue.turn(line.turn);
        if line.place.rank == 0 && turn.is_some_and(|turn| turn.is_new) {
            memory.clear();
            story = line.place.paragraph;
        }
        latest.read(scene, resolved, line.place.at);
        let candidates = candidates(
            scene,
            dialogue,
            line,
            [&memory.given, &memory.parties],
            &latest,
            story,
        );
        let pair = Pair {
            scene,
            memory: &memory,
            peers: &candidates,
            patterns: patterns(&candidates),
            resolved,
            dialogue,
            line,
            quotation: features::quotation(scene, &line.place),
            small_words: features::small_words(scene, &line.place),
        };
        let mut verdict = Verdict {
            piece: line.piece,
            place: line.place,
            mention: None,
            stands: None,
            scores: [0.0; 2],
            chosen: Vec::new(),
            is_anothers: false,
            features: Vec::new(),
            rows: Vec::new(),
        };
        rank(&pair, &mut rows, &mut verdict);
        if keep_rows {
            let rows = candidates.iter().zip(&rows);
            verdict.rows = rows
                .map(|(&(index, _), row)| (index, row.features.clone()))
                .collect();
        }
        let is_anothers = |index: usize| pair.nearer_speaker(index) > 1.5;
        verdict.is_anothers = verdict.mention.is_some_and(is_anothers);
        verdict.features.extend(pair.quotation);
        if let Some(mention) = verdict.mention.filter(|_| verdict.scores[0] > 0.1) {
            let same: Vec<usize> = memory
                .parties
                .iter()
                .map(|&(_, party)| party)
                .filter(|&party| pair.is_same(party, mention))
                .collect();
            memory.push(line.place.at, line.turn, mention, |party| {
                same.contains(&party)
            });
        }
        out.push(verdict);
    }
    out
}

/// Where each person was last named outside quotations, up to some place.
#[derive(Debug)]
struct Latest {
    mentions: Vec<Option<usize>>,
    next: usize,
}

impl Latest {
    fn new(scene: &Scene<'_>) -> Self {
        Self {
            mentions: vec![None; scene.source.people.len()],
            next: 0,
        }
    }

    /// Goes on to the token `at`.
    fn read(&mut self, scene: &Scene<'_>, resolved: &Resolved, at: usize) {
        let rest = scene.mentions.get(self.next..).unwrap_or_default();
        for mention in rest.iter().take_while(|mention| mention.first < at) {
            let person = resolved.persons.get(self.next).copied().flatten();
            let is_plain = matches!(mention.form, Form::Name | Form::First);
            let place = person.filter(|_| is_plain);
            let place = place.and_then(|person| self.mentions.get_mut(person as usize));
            if let Some(place) = place {
                *place = Some(self.next);
            }
            self.next += 1;
        }
    }

    fn of(&self, person: u32) -> Option<usize> {
        self.mentions.get(person as usize).copied().flatten()
    }
}

/// What the model sees of one candidate, and what it says.
#[derive(Clone, Debug, Default)]
struct Row {
    features: Vec<f32>,
    /// The logarithm of its odds against nobody.
    score: f32,
    /// Says that the other trees need not be asked.
    is_hopeless: bool,
}

/// Scores the candidates of one quotation and takes down the best.
///
/// The scores are those of a choice among all candidates and nobody, whose score is 0. `rows` is
/// room to work in, which holds a row for each candidate afterwards.
fn rank(pair: &Pair<'_>, rows: &mut Vec<Row>, verdict: &mut Verdict) {
    rows.resize_with(pair.peers.len(), Row::default);
    let model = &pair.scene.models.speaker;
    for (row, &(index, _)) in rows.iter_mut().zip(pair.peers) {
        row.features.clear();
        pair.candidate(index, &mut row.features);
        row.is_hopeless = false;
        row.score = if model.is_empty() {
            untrained(&row.features)
        } else {
            model.base()
        };
    }
    for part in 0..model.parts() {
        let mut best = 0.0_f32;
        for row in rows.iter_mut().filter(|row| !row.is_hopeless) {
            row.score += model.part(part, &row.features);
            best = best.max(row.score);
        }
        for row in rows.iter_mut() {
            row.is_hopeless |= row.score < best - HOPELESS;
        }
    }
    let mut total = 1.0;
    let mut best = 0.0_f32;
    for row in rows.iter_mut() {
        row.score = row.score.clamp(-HIGHEST, HIGHEST);
        total += row.score.exp();
        best = best.max(row.score);
    }
    // Several mentions of one person stand for one speaker.
    let share = |row: &Row| row.score.exp() / total;
    let of = |index: usize| {
        let peers = rows.iter().zip(pair.peers);
        let same = peers.filter(|&(row, &(other, _))| {
            row.score > best - NEGLIGIBLE && pair.is_same(index, other)
        });
        same.map(|(row, _)| share(row)).sum::<f32>()
    };
    let mut chosen: Option<&Row> = None;
    for (row, &(index, _)) in rows.iter().zip(pair.peers) {
        if row.score <= best - NEGLIGIBLE {
            continue;
        }
        let score = of(index);
        let is_same = verdict
            .mention
            .is_some_and(|mention| pair.is_same(mention, index));
        if is_same {
            if chosen.is_some_and(|chosen| row.score > chosen.score) {
                (verdict.mention, chosen) = (Some(index), Some(row));
            }
        } else if score > verdict.scores[0] {
            verdict.scores = [score, verdict.scores[0]];
            (verdict.mention, chosen) = (Some(index), Some(row));
        } else if score > verdict.scores[1] {
            verdict.scores[1] = score;
        }
    }
    let Some(chosen) = chosen else {
        return;
    };
    verdict.chosen.clone_from(&chosen.features);
    verdict.stands = verdict.mention.map(|mention| {
        let candidates = rows.iter().zip(pair.peers);
        let pronouns = candidates.filter(|&(row, &(index, _))| {
            pair.stands_for(index, mention) && row.score > chosen.score - NEARLY
        });
        let best = pronouns.max_by(|(a, _), (b, _)| a.score.total_cmp(&b.score));
        best.map_or(mention, |(_, &(index, _))| index)
    });
}

/// Returns the score of a subject whose verb is next to the quotation, before any model was trained.
fn untrained(row: &[f32]) -> f32 {
    let get = |index: usize| row.get(index).copied().unwrap_or(0.0);
    let near = (10.0 - get(25) - get(7) - get(23)).max(0.0) / 2.0;
    let is_cue = if (20.0..24.0).contains(&get(6)) {
        1.0
    } else {
        0.5
    };
    (near * is_cue).max(1.5 * get(46)) * (1.0 - get(1))
}

/// Returns how many candidates after and before a quotation fit a clear pattern.
fn patterns(candidates: &[(usize, u8)]) -> [u8; 2] {
    let mut out = [0_u8; 2];
    for &(_, pattern) in candidates {
        match pattern {
            0 => {}
            1 | 2 | 5 => out[0] = out[0].saturating_add(1),
            _ => out[1] = out[1].saturating_add(1),
        }
    }
    out
}

/// Returns the mentions that may be the speaker, each with its clear pattern, none before the
/// paragraph `story`.
fn candidates(
    scene: &Scene<'_>,
    dialogue: &Dialogue,
    line: &Line,
    [given, parties]: [&[(usize, usize)]; 2],
    latest: &Latest,
    story: u32,
) -> Vec<(usize, u8)> {
    let place = &line.place;
    let mut out = near(scene, place, story);
    let known = given.iter().rev().take(REMEMBERED);
    let parties = parties.iter().rev();
    let turn = dialogue.turn(line.turn);
    let anchors = turn.map(|turn| [turn.ahead, turn.behind]);
    let anchors = anchors.into_iter().flatten().flatten();
    // Who was called answers, and who answers is called.
    let around = [dialogue.previous(line.turn), dialogue.next(line.turn, 1)];
    let called = around
        .into_iter()
        .flatten()
        .filter_map(|turn| turn.addressed);
    let called = called.filter_map(|person| latest.of(person));
    let others = known
        .chain(parties)
        .map(|&(_, index)| index)
        .chain(anchors.map(|anchor| anchor.mention))
        .chain(called);
    for index in others {
        if !out.contains(&index) {
            out.push(index);
        }
    }
    // In `"…," said X, according to a translation`, X speaks and the rest is the way it came.
    let mut out: Vec<(usize, u8)> = out
        .into_iter()
        .map(|index| (index, features::pattern(scene, place, index)))
        .collect();
    let is_name = |index: usize| {
        scene
            .mentions
            .get(index)
            .is_some_and(|mention| mention.form == Form::Name)
    };
    if out.iter().any(|&(_, pattern)| matches!(pattern, 1 | 2)) {
        out.retain(|&(index, pattern)| pattern != 5 || is_name(index));
    }
    out
}

/// Returns the mentions around a quotation that may be its speaker, none before the paragraph
/// `story`.
fn near(scene: &Scene<'_>, place: &Place, story: u32) -> Vec<usize> {
    let split = scene
        .mentions
        .partition_point(|mention| mention.first < place.at);
    let mut out = Vec::with_capacity(18);
    let limit = |mention: usize, is_before: bool| {
        let found = scene.mentions.get(mention)?;
        let paragraph = scene.token(found.first)?.paragraph;
        let distance = if is_before {
            place.at.saturating_sub(found.last)
        } else {
            found.first.saturating_sub(place.at)
        };
        let paragraphs = paragraph.abs_diff(place.paragraph);
        let is_near = match (paragraphs, is_before) {
            (0, true) => distance < REACH[0],
            (0, false) => distance < REACH[1],
            (1, true) => distance < 50,
            (1, false) => place.is_at[1] && distance < 8,
            _ => false,
        };
        (is_near && paragraph >= story).then_some(found.form)
    };
    let mut names = 0;
    for index in (0..split).rev() {
        let Some(form) = limit(index, true) else {
            break;
        };
        if form == Form::You {
            continue;
        }
        out.push(index);
        names += 1;
        if names >= CANDIDATES[0] {
            break;
        }
    }
    names = 0;
    for index in split..scene.mentions.len() {
        let Some(form) = limit(index, false) else {
            break;
        };
        if form == Form::You {
            continue;
        }
        out.push(index);
        names += 1;
        if names >= CANDIDATES[1] {
            break;
        }
    }
    out
}
