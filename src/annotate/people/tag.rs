//! From a text's tokens to its mentions.

use crate::annotate::people::evidence::{Evidence, Seen};
use crate::annotate::people::features::{Sink, looks_at_evidence, near, own, together};
use crate::annotate::people::memo::{Key, Memo};
use crate::annotate::people::mend::mend;
use crate::annotate::people::model::{BEGIN, LABELS, LAST, Model, Scores, UNIT};
use crate::annotate::people::nouns::among_nouns;
use crate::annotate::people::reading::{Reading, Sentence};

/// Features that are looked up together: the processor waits for many at once.
const BATCH: usize = 64;

/// Adds up the rows of the features that it takes.
struct Sum<'m> {
    model: &'m Model<'m>,
    scores: Scores,
    /// Rows that are still to be added.
    rows: [usize; BATCH],
    count: usize,
}

impl<'m> Sum<'m> {
    fn new(model: &'m Model<'m>) -> Self {
        Self {
            model,
            scores: [0; LABELS - 1],
            rows: [0; BATCH],
            count: 0,
        }
    }

    fn finish(&mut self) -> Scores {
        self.flush();
        self.scores
    }

    fn flush(&mut self) {
        let rows = self.rows.get(..self.count).unwrap_or_default();
        self.model.add(rows, &mut self.scores);
        self.count = 0;
    }
}

impl Sink for Sum<'_> {
    fn push(&mut self, feature: u64) {
        let (is_stored, row) = self.model.row(feature);
        self.rows[self.count % BATCH] = row;
        self.count += usize::from(is_stored);
        if self.count == BATCH {
            self.flush();
        }
    }
}

/// A mention, as a range of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Range {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
}

/// Says whether a token may be part of a name: by itself, or as a particle, a mark or an initial's
/// full stop next to a token that may by itself.
pub fn is_candidate(reading: &Reading, sentence: Sentence, token: usize) -> bool {
    let word = reading.word(token);
    if word.can_name {
        return true;
    }
    let can_name = |index: usize| {
        (sentence.start..sentence.end).contains(&index) && {
            let near = reading.word(index);
            near.can_name || near.can_join
        }
    };
    word.can_join
        && token > sentence.start
        && can_name(token - 1)
        && can_name(token + 1)
        && (reading.word(token - 1).can_name || reading.word(token + 1).can_name)
}

/// The places around a token that are looked at.
pub const AROUND: [isize; 4] = [-2, -1, 1, 2];

/// Returns the mentions of a text, ascending and disjoint, after two readings: the second one knows
/// what the first one took each word for, everywhere in the text. `memos` are those of these models.
pub fn mentions(reading: &Reading, models: &[Model<'_>; 2], memos: &mut [Memo; 2]) -> Vec<Range> {
    let [memo, second_memo] = memos;
    let mut evidence = Evidence::gather(reading);
    let first = labels(reading, &evidence, &models[0], memo);
    evidence.add_labels(reading, first);
    let mut out = Vec::new();
    collect(
        &labels(reading, &evidence, &models[1], second_memo),
        &mut out,
    );
    mend(reading, among_nouns(reading, out))
}

/// Returns the best labels of a text's tokens; `memo` is that of this model.
pub fn labels(
    reading: &Reading,
    evidence: &Evidence,
    model: &Model<'_>,
    memo: &mut Memo,
) -> Vec<u8> {
    let mut out = vec![0; reading.tokens.len()];
    let mut cache = Cache::new(reading, evidence, model, memo);
    let mut scores = Vec::new();
    let mut labels = Vec::new();
    for &sentence in &reading.sentences {
        scores.clear();
        for token in sentence.start..sentence.end {
            scores.push(
                is_candidate(reading, sentence, token).then(|| cache.scores(sentence, token)),
            );
        }
        if scores.iter().all(Option::is_none) {
            continue;
        }
        model.decode(&scores, &mut labels);
        out[sentence.start..sentence.end].copy_from_slice(&labels);
    }
    out
}

/// Appends the mentions that labels say.
pub fn collect(labels: &[u8], out: &mut Vec<Range>) {
    let mut start = 0;
    for (at, label) in labels.iter().enumerate() {
        match usize::from(*label) {
            BEGIN => start = at,
            UNIT => out.push(Range {
                start: at,
                end: at + 1,
            }),
            LAST => out.push(Range { start, end: at + 1 }),
            _ => {}
        }
    }
}

/// What each word adds to the scores at and around it, worked out once a text.
struct Cache<'r> {
    reading: &'r Reading,
    evidence: &'r Evidence,
    model: &'r Model<'r>,
    memo: &'r mut Memo,
    /// By word: at its own place, then at each place of [`AROUND`].
    sums: Vec<[Option<Scores>; 5]>,
    /// Beyond the ends of a sentence, for each place of [`AROUND`].
    beyond: [Scores; 4],
}

impl<'r> Cache<'r> {
    fn new(
        reading: &'r Reading,
        evidence: &'r Evidence,
        model: &'r Model<'r>,
        memo: &'r mut Memo,
    ) -> Self {
        Self {
            reading,
            evidence,
            model,
            memo,
            sums: vec![[None; 5]; reading.words.len()],
            beyond: AROUND.map(|offset| sum(model, |sink| near(None, offset, sink))),
        }
    }

    fn scores(&mut self, sentence: Sentence, token: usize) -> Scores {
        let mut sink = Sum::new(self.model);
        together(self.reading, sentence, self.evidence, token, &mut sink);
        let mut total = sink.finish();
        add(&mut total, self.of_word(token, 0));
        for (slot, offset) in AROUND.into_iter().enumerate() {
            let place = token
                .checked_add_signed(offset)
                .filter(|place| (sentence.start..sentence.end).contains(place));
            let scores = match place {
                Some(place) => self.of_word(place, slot + 1),
                None => self.beyond[slot],
            };
            add(&mut total, scores);
        }
        total
    }

    fn of_word(&mut self, token: usize, slot: usize) -> Scores {
        let id = self.reading.ids[token];
        if let Some(scores) = self.sums[id as usize][slot] {
            return scores;
        }
        let word = &self.reading.words[id as usize];
        let evidence = self.evidence.of(id);
        let (model, offset) = (self.model, slot.checked_sub(1).map(|slot| AROUND[slot]));
        let seen = match offset {
            Some(offset) if !looks_at_evidence(word, offset) => Seen::default(),
            _ => evidence,
        };
        let key = Key::new(word, seen, u8::try_from(slot).unwrap_or_default());
        let scores = self.memo.get(key, || {
            sum(model, |sink| match offset {
                None => own(word, seen, sink),
                Some(offset) => near(Some((word, seen)), offset, sink),
            })
        });
        self.sums[id as usize][slot] = Some(scores);
        scores
    }
}

fn sum(model: &Model<'_>, features: impl FnOnce(&mut Sum<'_>)) -> Scores {
    let mut sink = Sum::new(model);
    features(&mut sink);
    sink.finish()
}

fn add(total: &mut Scores, scores: Scores) {
    for (sum, score) in total.iter_mut().zip(scores) {
        *sum += score;
    }
}

/// Returns every feature of a token, for training.
pub fn features(
    reading: &Reading,
    sentence: Sentence,
    evidence: &Evidence,
    token: usize,
    out: &mut Vec<u64>,
) {
    out.clear();
    together(reading, sentence, evidence, token, out);
    own(reading.word(token), evidence.of(reading.ids[token]), out);
    for offset in AROUND {
        let place = token
            .checked_add_signed(offset)
            .filter(|place| (sentence.start..sentence.end).contains(place));
        let word = place.map(|place| (reading.word(place), evidence.of(reading.ids[place])));
        near(word, offset, out);
    }
}
