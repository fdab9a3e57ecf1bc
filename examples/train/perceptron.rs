//! The structured averaged perceptron.

use pullquote::annotate::people::evidence::Evidence;
use pullquote::annotate::people::memo::Memo;
use pullquote::annotate::people::model::{
    BEGIN, FOLLOWS, INSIDE, LABELS, LAST, Model, OUTSIDE, START, UNIT, Weights, row,
};
use pullquote::annotate::people::reading::{Reading, Sentence};
use pullquote::annotate::people::tag::{features, is_candidate, labels};
use pullquote::segment::sentences;

use crate::train::corpus::{Document, hash, misaligned};

/// How to train.
pub(crate) struct Options {
    /// The table has `2^bits` rows.
    pub(crate) bits: u32,
    pub(crate) passes: usize,
    /// Models in other orders of the sentences, averaged.
    pub(crate) seeds: u64,
    /// By how much the right labels must win while training.
    pub(crate) margin: f32,
    /// Parts of the articles for training the second reading.
    pub(crate) folds: u64,
    /// Percent of the features that are hidden at each step (van der Maaten et al. 2013, "Learning
    /// with marginalized corrupted features"): none may become indispensable.
    pub(crate) drop: u32,
    /// Rows of the table without a weight above this, of 127, are left out.
    pub(crate) faint: i8,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            bits: 18,
            passes: 8,
            seeds: 1,
            margin: 0.0,
            folds: 5,
            drop: 0,
            faint: 0,
        }
    }
}

/// A sentence to learn from: for each token the rows of its features, empty where it cannot be in
/// a name, and its label.
#[derive(Default)]
struct Example {
    ends: Vec<u32>,
    rows: Vec<u32>,
    gold: Vec<u8>,
    weight: usize,
}

impl Example {
    fn rows_of(&self, token: usize) -> &[u32] {
        let start = token.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.rows[start as usize..self.ends[token] as usize]
    }

    /// Becomes a copy that lacks `percent` of the other's features, at random.
    fn thin(&mut self, other: &Self, percent: u32, random: &mut Random) {
        self.ends.clear();
        self.rows.clear();
        self.gold.clone_from(&other.gold);
        let mut start = 0;
        for &end in &other.ends {
            let rows = &other.rows[start..end as usize];
            self.rows
                .extend(rows.iter().filter(|_| !random.happens(percent)));
            self.ends.push(self.rows.len() as u32);
            start = end as usize;
        }
    }
}

type Row = [f32; LABELS];

/// Trains the models of both readings and writes them one after the other.
///
/// The second one learns from labels that the first one, trained on the other folds of the articles,
/// gives to articles it has not seen.
pub(crate) fn train(documents: &[Document], options: &Options) -> Vec<u8> {
    let mut texts: Vec<Text> = documents.iter().map(Text::new).collect();
    let lost: usize = texts.iter().map(|text| text.lost).sum();
    println!(
        "{} articles, {lost} mentions are not whole tokens",
        texts.len()
    );
    let first = {
        let examples: Vec<Vec<Example>> = texts
            .iter()
            .map(|text| text.examples(options.bits))
            .collect();
        let mut labelled = Vec::new();
        for fold in 0..options.folds {
            let others = texts
                .iter()
                .zip(&examples)
                .filter(|(text, _)| text.fold(options) != fold);
            let packed = fit(others.flat_map(|(_, examples)| examples), options, 1);
            let (model, _) = Model::read(&packed);
            let mut memo = Memo::default();
            for (index, text) in texts.iter().enumerate() {
                if text.fold(options) == fold {
                    labelled.push((
                        index,
                        labels(&text.reading, &text.evidence, &model, &mut memo),
                    ));
                }
            }
        }
        for (index, labels) in labelled {
            let text = &mut texts[index];
            text.evidence.add_labels(&text.reading, labels);
        }
        fit(examples.iter().flatten(), options, options.seeds)
    };
    let examples: Vec<Example> = texts
        .iter()
        .flat_map(|text| text.examples(options.bits))
        .collect();
    let second = fit(examples.iter(), options, options.seeds);
    [first, second].concat()
}

/// A labelled text, read.
struct Text {
    reading: Reading,
    evidence: Evidence,
    gold: Vec<u8>,
    weight: usize,
    lost: usize,
    hash: u64,
}

impl Text {
    fn new(document: &Document) -> Self {
        let reading = Reading::new(&document.text, &sentences(&document.text));
        Self {
            evidence: Evidence::gather(&reading),
            gold: gold(document, &reading),
            weight: document.weight,
            lost: misaligned(document, &reading.tokens),
            hash: hash(&document.id),
            reading,
        }
    }

    fn fold(&self, options: &Options) -> u64 {
        self.hash / 2 % options.folds
    }

    fn examples(&self, bits: u32) -> Vec<Example> {
        let of = |&sentence| Example {
            weight: self.weight,
            ..example(&self.reading, sentence, &self.evidence, &self.gold, bits)
        };
        let mut examples: Vec<Example> = self.reading.sentences.iter().map(of).collect();
        examples.retain(|example| !example.rows.is_empty());
        examples
    }
}

/// Trains one model and packs it.
fn fit<'e, I: Iterator<Item = &'e Example>>(examples: I, options: &Options, seeds: u64) -> Vec<u8> {
    let examples: Vec<&Example> = examples.collect();
    let size = 1 << options.bits;
    let mut sum = vec![[0.0; LABELS]; size];
    let mut transitions = [[0.0; LABELS]; LABELS + 1];
    for seed in 0..seeds {
        let learner = learn(&examples, size, options, seed);
        let steps = learner.steps as f64;
        let average = |w: f32, u: f64| f64::from(w) - u / steps;
        for ((sum, w), u) in sum.iter_mut().zip(&learner.weights).zip(&learner.late) {
            for label in 0..LABELS {
                sum[label] += average(w[label], u[label]);
            }
        }
        let rows = learner.transitions.iter().zip(&learner.late_transitions);
        for (sums, (weights, late)) in transitions.iter_mut().zip(rows) {
            for (sum, (w, u)) in sums.iter_mut().zip(weights.iter().zip(late)) {
                *sum += average(*w, *u);
            }
        }
    }
    let weights = quantise(&sum, &transitions, options.faint);
    weights
        .pack()
        .expect("no more different rows than have numbers")
}

/// Scales so that the largest weight is 127, and leaves out faint rows.
fn quantise(
    weights: &[[f64; LABELS]],
    transitions: &[[f64; LABELS]; LABELS + 1],
    faint: i8,
) -> Weights {
    let largest = weights
        .iter()
        .flat_map(|row| row.iter().map(move |w| (w - row[OUTSIDE]).abs()))
        .fold(1e-9, f64::max);
    let scale = 127.0 / largest;
    let mut model = Weights::default();
    for row in weights {
        let weight = |label: usize| ((row[label] - row[OUTSIDE]) * scale).round() as i8;
        let row = [weight(BEGIN), weight(INSIDE), weight(LAST), weight(UNIT)];
        let is_faint = row
            .iter()
            .all(|weight| weight.unsigned_abs() <= faint.unsigned_abs());
        model
            .rows
            .push(if is_faint { [0; LABELS - 1] } else { row });
    }
    for (row, from) in model.transitions.iter_mut().zip(transitions) {
        *row = from.map(|w| (w * scale).round() as i32);
    }
    model
}

fn gold(document: &Document, reading: &Reading) -> Vec<u8> {
    let mut labels = vec![OUTSIDE as u8; reading.tokens.len()];
    for person in &document.people {
        let start = reading
            .tokens
            .partition_point(|token| token.end <= person.start);
        let end = reading
            .tokens
            .partition_point(|token| token.start < person.end);
        if start >= end {
            continue;
        }
        labels[start..end].fill(INSIDE as u8);
        labels[start] = BEGIN as u8;
        labels[end - 1] = if end - start == 1 {
            UNIT as u8
        } else {
            LAST as u8
        };
    }
    labels
}

fn example(
    reading: &Reading,
    sentence: Sentence,
    evidence: &Evidence,
    labels: &[u8],
    bits: u32,
) -> Example {
    let mut example = Example {
        ends: Vec::new(),
        rows: Vec::new(),
        gold: Vec::new(),
        weight: 1,
    };
    let mut hashes = Vec::new();
    for (token, &label) in labels
        .iter()
        .enumerate()
        .take(sentence.end)
        .skip(sentence.start)
    {
        if is_candidate(reading, sentence, token) {
            features(reading, sentence, evidence, token, &mut hashes);
            let rows = hashes.iter().map(|&feature| row(feature, 1 << bits) as u32);
            example.rows.extend(rows);
            example.gold.push(label);
        } else {
            example.gold.push(OUTSIDE as u8);
        }
        example.ends.push(example.rows.len() as u32);
    }
    repair(&mut example.gold);
    example
}

/// Turns what is left of names that a sentence's end cut into [`OUTSIDE`].
fn repair(gold: &mut [u8]) {
    let is = |label: u8, wanted: usize| usize::from(label) == wanted;
    let mut at = 0;
    while at < gold.len() {
        let rest = &gold[at..];
        let inside = rest
            .iter()
            .skip(1)
            .take_while(|&&label| is(label, INSIDE))
            .count();
        let is_whole =
            is(rest[0], BEGIN) && rest.get(inside + 1).is_some_and(|&label| is(label, LAST));
        if is_whole {
            at += inside + 2;
        } else {
            if !is(gold[at], UNIT) {
                gold[at] = OUTSIDE as u8;
            }
            at += 1;
        }
    }
}

struct Learner {
    weights: Vec<Row>,
    /// Sum of each change times the step it was made at (Daumé 2006).
    late: Vec<[f64; LABELS]>,
    transitions: [Row; LABELS + 1],
    late_transitions: [[f64; LABELS]; LABELS + 1],
    steps: u64,
}

fn learn(examples: &[&Example], size: usize, options: &Options, seed: u64) -> Learner {
    let mut learner = Learner {
        weights: vec![[0.0; LABELS]; size],
        late: vec![[0.0; LABELS]; size],
        transitions: [[0.0; LABELS]; LABELS + 1],
        late_transitions: [[0.0; LABELS]; LABELS + 1],
        steps: 1,
    };
    let mut order: Vec<usize> = (0..examples.len())
        .flat_map(|index| std::iter::repeat_n(index, examples[index].weight))
        .collect();
    let mut random = Random(seed.wrapping_mul(977) + 12345);
    let mut scores = Vec::new();
    let mut found = Vec::new();
    let mut thin = Example::default();
    for _ in 0..options.passes {
        for at in (1..order.len()).rev() {
            order.swap(at, random.below(at + 1));
        }
        for &index in &order {
            let example = if options.drop == 0 {
                examples[index]
            } else {
                thin.thin(examples[index], options.drop, &mut random);
                &thin
            };
            score(&learner, example, options.margin, &mut scores);
            viterbi(&scores, &learner.transitions, &mut found);
            if found != example.gold {
                learner.update(example, &found);
            }
            learner.steps += 1;
        }
    }
    learner
}

fn score(learner: &Learner, example: &Example, margin: f32, scores: &mut Vec<Option<Row>>) {
    scores.clear();
    for token in 0..example.gold.len() {
        let rows = example.rows_of(token);
        scores.push((!rows.is_empty()).then(|| {
            let mut sum = [margin; LABELS];
            sum[usize::from(example.gold[token])] = 0.0;
            for &row in rows {
                for (sum, weight) in sum.iter_mut().zip(&learner.weights[row as usize]) {
                    *sum += weight;
                }
            }
            sum
        }));
    }
}

impl Learner {
    fn update(&mut self, example: &Example, found: &[u8]) {
        let step = self.steps as f64;
        let mut before = (START, START);
        for (token, (&gold, &found)) in example.gold.iter().zip(found).enumerate() {
            let (gold, found) = (usize::from(gold), usize::from(found));
            if gold != found {
                for &row in example.rows_of(token) {
                    let (weights, late) = (
                        &mut self.weights[row as usize],
                        &mut self.late[row as usize],
                    );
                    weights[gold] += 1.0;
                    weights[found] -= 1.0;
                    late[gold] += step;
                    late[found] -= step;
                }
            }
            if (before.0, gold) != (before.1, found) {
                self.transitions[before.0][gold] += 1.0;
                self.transitions[before.1][found] -= 1.0;
                self.late_transitions[before.0][gold] += step;
                self.late_transitions[before.1][found] -= step;
            }
            before = (gold, found);
        }
    }
}

/// Viterbi's algorithm on training scores.
fn viterbi(scores: &[Option<Row>], transitions: &[Row; LABELS + 1], labels: &mut Vec<u8>) {
    const NEVER: f32 = f32::MIN;
    labels.clear();
    labels.resize(scores.len(), 0);
    let mut from = vec![[0_u8; LABELS]; scores.len()];
    let mut best = [NEVER; LABELS];
    for (at, score) in scores.iter().enumerate() {
        let mut next = [NEVER; LABELS];
        for label in 0..LABELS {
            if label != OUTSIDE && score.is_none() {
                continue;
            }
            let own = score.map_or(0.0, |score| score[label]);
            if at == 0 {
                if label != INSIDE && label != LAST {
                    next[label] = transitions[START][label] + own;
                }
                continue;
            }
            for before in 0..LABELS {
                if !FOLLOWS[before][label] || best[before] <= NEVER {
                    continue;
                }
                let sum = best[before] + transitions[before][label] + own;
                if sum > next[label] {
                    next[label] = sum;
                    from[at][label] = before as u8;
                }
            }
        }
        best = next;
    }
    let mut label = OUTSIDE;
    for last in [LAST, UNIT] {
        if best[last] > best[label] {
            label = last;
        }
    }
    for at in (0..labels.len()).rev() {
        labels[at] = label as u8;
        label = usize::from(from[at][label]);
    }
}

/// A linear congruential generator (Knuth's MMIX).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.step();
        (self.0 >> 33) as usize % limit
    }

    /// Says yes so often in a hundred times.
    fn happens(&mut self, percent: u32) -> bool {
        self.step();
        (self.0 >> 57) as u32 * 100 < percent * 128
    }

    fn step(&mut self) {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
    }
}
