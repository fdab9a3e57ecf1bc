#!/usr/bin/env python3
"""Trains the models of quotations.

usage: train.py [--measure] [--rounds N] [--into DIRECTORY] [--out-of-fold FILE] POLNEAR.jsonl[.gz] PDNC.jsonl[.gz] GUM.jsonl[.gz]

Needs numpy and lightgbm, and target/fast/examples/train_quotes, which it builds. The files hold one
document a line: id, text, quotes with start, end, speaker, speaker_start, speaker_end, entity (code
points), and where known the spans to ignore. Writes speaker.bin, pronoun.bin, kind.bin and
confidence.bin beside itself, or into the directory named. With --measure the models never see the
documents that are held out, and the figures of the card on these documents are those of such models; without
it they see all. With --out-of-fold the quotations of each document, as they are told by models which have
not seen it, are written too, in the form of `pullquote annotate`. The speaker of a quotation depends on who spoke before, so the features
are made again with the models of the round before, which the program reads as files: for each document
with models that have not seen it, so that these are as often wrong as they will be. The first round reads
without models, so that the same documents give the same files whatever was shipped before.
"""
import argparse, collections, gzip, hashlib, json, re, shutil, struct, subprocess, sys
from pathlib import Path
import lightgbm as lgb
import numpy as np

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PROGRAM = ROOT / 'target/fast/examples/train_quotes'
EDGE = '“”„«»"‘’\'‚‹›`,.;:!?…–—- \t\u00a0()[]'
TITLES = {'mr', 'mrs', 'ms', 'dr', 'sir', 'jr', 'sr', 'iii', 'ii', 'prof', 'president', 'senator'}
FOLDS = 5
# The places of some features of a candidate.
PATTERN, TO_QUOTE, IS_NEAREST = 57, 25, 27
# Persons of pronouns that were read by eye.
HAND = (HERE / 'pronouns.jsonl', ROOT / 'tests/data/pronouns/labels.jsonl')
SCRATCH = ROOT / 'target/quotes-folds'
# Weights of the sets for the confidence, the kinds and the speakers: the news set is the product's own kind of text.
WEIGHT = {'polnear': 1.0, 'gum': 1.0, 'pdnc': 0.3}
KIND_WEIGHT = {'polnear': 1.0, 'gum': 1.0, 'pdnc': 1.0}
SPEAKER_WEIGHT = {'polnear': 1.0, 'gum': 1.0, 'pdnc': 0.5}
# Scores of candidates are cut here, as in the program.
HIGHEST = 15


def trimmed(text, start, end):
    """The pieces of a span that lie on one line each, without marks at their ends."""
    for line in re.finditer(r'[^\n]+', text[start:end]):
        a, b = start + line.start(), start + line.end()
        while a < b and text[a] in EDGE: a += 1
        while b > a and text[b - 1] in EDGE: b -= 1
        if a < b: yield a, b


def last_name(name):
    words = re.findall(r'[\w\-]+', re.sub(r"['’]s?$", '', (name or '').strip()))
    while len(words) > 1 and words[-1].lower() in TITLES: words.pop()
    return words[-1].lower() if words else None


def words(name):
    return {word.lower() for word in re.findall(r'[\w\-]+', name or '')} - TITLES


def build():
    command = ['cargo', 'build', '--quiet', '--profile', 'fast', '--example', 'train_quotes']
    subprocess.run(command, cwd=ROOT, check=True)


def fold_of(identifier):
    return int(hashlib.md5(identifier.encode()).hexdigest()[4:8], 16) % FOLDS


def is_held(identifier):
    return int(hashlib.md5(identifier.encode()).hexdigest()[:4], 16) % 10 < 3


def lines_of(path, is_measured):
    """The lines of a file, without those of documents that are held out."""
    with gzip.open(path, 'rt') if str(path).endswith('.gz') else open(path) as file:
        return [line for line in file if not (is_measured and is_held(json.loads(line)['id']))]


def dump(lines, *options):
    """What the models see of each document, read with those that have not seen it."""
    parts = [[] for _ in range(FOLDS)]
    for line in lines: parts[fold_of(json.loads(line)['id'])].append(line)
    for fold, part in enumerate(parts):
        command = [PROGRAM, '--models', SCRATCH / str(fold), *options]
        lines = subprocess.run(command, input=''.join(part), text=True, capture_output=True, check=True).stdout
        yield from (json.loads(line) for line in lines.splitlines())


def gold_by_span(document):
    return [(a, b, q) for q in document['quotes'] for a, b in trimmed(document['text'], q['start'], q['end'])]


def match(gold, text, span):
    """The gold quotation of a found one; False where it only touches one."""
    touches = None
    for a, b in trimmed(text, *span):
        for x, y, q in gold:
            if x < b and a < y:
                if (min(b, y) - max(a, x)) / (max(b, y) - min(a, x)) >= 0.8: return q
                touches = False
    return touches


def is_person(name, mentioned, gold):
    """Whether a person's name, or the words of a mention, may be those of a character of a novel."""
    wanted = words(gold)
    if len(words(name)) > 1 and len(wanted) > 1:
        return len(words(name) & wanted) > 1 or last_name(mentioned) in wanted and len(words(mentioned)) == 1
    return last_name(name) in wanted or last_name(mentioned) in wanted


def aliases(gold, dumped, text):
    """Persons of a novel whom plain patterns give to a character of another name: Gino, Signor Carella."""
    counts = collections.Counter()
    for row in dumped['speakers']:
        found = match(gold, text, row[0])
        if found and row[2] and row[3][0] == 0 and row[3][PATTERN] in (1, 2, 3) and found['speaker_type'] == 'explicit':
            counts[row[2], found['speaker']] += 1
    total = collections.Counter()
    for (name, _), n in counts.items(): total[name] += n
    return {pair for pair, n in counts.items() if n > 1 and 3 * n > 2 * total[pair[0]]}


def speaker_labels(quote, rows, text, known=()):
    """1 right, 0 wrong, None unclear, for each candidate of a quotation; `known` are other names of characters."""
    labels = []
    gold_start, entity = quote.get('speaker_start'), last_name(quote.get('entity'))
    if gold_start is None and quote.get('speaker'):      # a novel: only the person is known
        gold = quote['speaker']
        for _, (a, b), name, features in rows:
            mentioned = text[a:b] if features[0] in (0, 1, 2) else ''
            is_in = is_person(name, mentioned, gold) or (name, gold) in known
            # A pronoun or a noun that plainly speaks does so whoever it is.
            is_plain = features[0] in (2, 3, 4, 6) and features[PATTERN] in (1, 2, 3) and quote['speaker_type'] == 'anaphoric'
            labels.append(int(is_in or is_plain))
        return labels
    over = [i for i, (_, (a, b), _, _) in enumerate(rows)
            if gold_start is not None and a < quote['speaker_end'] and gold_start < b]
    best = [i for i in over if entity and last_name(text[rows[i][1][0]:rows[i][1][1]]) == entity]
    if not best:
        proper = [i for i in over if not rows[i][3][1]]   # no modifiers
        named = [i for i in proper if quote['speaker_type'] == 'name' and rows[i][3][0] == 0]
        best = named or proper or over
        best = sorted(best, key=lambda i: rows[i][1][0])[:1]
    for i, (_, (a, b), name, _) in enumerate(rows):
        same = entity and last_name(name) == entity
        labels.append(1 if i in best else None if i in over or same else 0)
    return labels


def collect(sets):
    """Rows, labels, weights, folds and questions of each model."""
    data = {k: ([], [], [], [], []) for k in ('speaker', 'pronoun', 'kind')}
    extra = []
    hand = labelled_by_hand()
    for lines in sets:
        documents = {}
        for line in lines:
            document = json.loads(line); documents[document['id']] = document
        for dumped in dump(lines):
            document = documents[dumped['id']]
            text = document['text']; source = document['id'].split('/')[0]
            weight = WEIGHT[source]; gold = gold_by_span(document)
            group = fold_of(document['id'])
            known = aliases(gold, dumped, text) if source == 'pdnc' else ()
            by_quote = {}
            for row in dumped['speakers']: by_quote.setdefault(tuple(row[0]), []).append(row)
            pronoun_gold, nameless = {}, set()
            for index, row in enumerate(dumped['kinds']):
                found = match(gold, text, row[0])
                ignored = any(s <= row[0][0] + 1 and row[0][1] - 1 <= e for s, e in document.get('ignore') or [])
                if found is False or (found is None and (ignored or source == 'gum')): label = None
                else: label = int(found is not None)
                if label is not None:
                    add(data['kind'], row[3], label, KIND_WEIGHT[source], group)
                rows = by_quote.get(tuple(row[0]), [])
                if label == 0 and source == 'polnear':       # nobody says it
                    for r in rows: add(data['speaker'], r[3], 0, 0.5, group, len(extra))
                    extra.append((source, group, None, rows, text, document['id']))
                if not found: continue
                labels = speaker_labels(found, rows, text, known)
                # A speaker who is only a `who` is rare, and clear where it occurs.
                here = SPEAKER_WEIGHT[source] * (3 if found.get('speaker_type') == 'relative' else 1)
                # Where the right one is no candidate there is nothing to choose.
                if 1 not in labels and found.get('speaker'): labels = [None] * len(rows)
                for r, l in zip(rows, labels):
                    if l is not None: add(data['speaker'], r[3], l, here, group, len(extra))
                extra.append((source, group, found, rows, text, document['id']))
                if source == 'pdnc':
                    # The pronoun or noun next to the verb of an anaphoric quotation is its speaker.
                    if found['speaker_type'] != 'anaphoric': continue
                    near = [r for r in rows if r[3][0] in (2, 3, 4) and r[3][TO_QUOTE] <= 1 and r[3][IS_NEAREST]]
                    if near: pronoun_gold[tuple(near[0][1])] = found['entity']
                elif found.get('speaker_type') == 'nominal' and found.get('speaker_start') is not None:
                    for r in rows:
                        if r[3][0] == 2 and r[1][0] < found['speaker_end'] and found['speaker_start'] < r[1][1]:
                            nameless.add(tuple(r[1]))
                elif found.get('speaker_type') == 'pronoun':
                    entity = found.get('entity') or found.get('entity_silver')
                    if entity:
                        for r in rows:
                            if r[1][0] == found['speaker_start']: pronoun_gold[tuple(r[1])] = entity
            by_pronoun = {}
            for row in dumped['pronouns']: by_pronoun.setdefault(tuple(row[0]), []).append(row)
            for place, rows in by_pronoun.items():
                names = hand.get((document['id'], place[0]))
                is_hand = names is not None
                if not is_hand and place not in pronoun_gold: continue
                names = names if is_hand else [pronoun_gold[place]]
                hits = [int(any(is_person(r[2], None, name) or (r[2], name) in known for name in names)) for r in rows]
                # Where the automatic label is nobody in reach it is wrong as a rule.
                if sum(hits) != 1 and (names or not is_hand): continue
                question = ('hand' if is_hand else source, len(extra), place)
                for r, l in zip(rows, hits): add(data['pronoun'], r[3], l, 1.0, group, question)
            # In news nouns stand for people without a name as a rule.
            for place in nameless:
                for r in by_pronoun.get(place, []): add(data['pronoun'], r[3], 0, 0.5, group, ('noun', len(extra), place))
    return data, extra


def add(part, row, label, weight, group, question=None):
    for column, value in zip(part, (row, label, weight, group, question)): column.append(value)


def starts_of(questions):
    """Where the rows of each question begin, and the number of the question of each row."""
    is_first = np.r_[True, [a != b for a, b in zip(questions[1:], questions[:-1])]]
    return np.flatnonzero(is_first), np.cumsum(is_first) - 1


def choice(labels, weights, questions):
    """The objective of a choice among the candidates of a question and nobody, whose score is 0."""
    labels, weights = np.asarray(labels, float), np.asarray(weights)
    starts, of = starts_of(questions)
    is_somebody = np.maximum.reduceat(labels, starts)[of] > 0

    def objective(scores, _):
        power = np.exp(np.clip(scores, -HIGHEST, HIGHEST))
        share = power / (1 + np.add.reduceat(power, starts))[of]
        among_right = power * labels / np.maximum(np.add.reduceat(power * labels, starts)[of], 1e-9)
        gradient = share - np.where(is_somebody, among_right, 0.0)
        return gradient * weights, np.maximum(share * (1 - share), 1e-3) * weights
    return objective


def shares(scores, starts, of):
    power = np.exp(np.clip(scores, -HIGHEST, HIGHEST))
    return power / (1 + np.add.reduceat(power, starts))[of]


class Mean:
    """The mean of the scores of models that differ by chance alone: less of it is left."""

    def __init__(self, models): self.models = models

    def predict(self, rows, **options):
        return sum(model.predict(rows, **options) for model in self.models) / len(self.models)

    def trees(self):
        """All trees, those of the models in turn, and what their leaves count."""
        dumped = [model.dump_model()['tree_info'] for model in self.models]
        return [tree for turn in zip(*dumped) for tree in turn], 1 / len(dumped)

    def gains(self): return sum(model.feature_importance('gain') for model in self.models)


def fit(part, trees, leaves, rate, least=20, seeds=(7,), monotone=None):
    rows, labels, weights, _, questions = part
    is_choice = questions and questions[0] is not None
    rows = np.asarray(rows, np.float32)
    models = []
    for seed in seeds:
        options = dict(objective=choice(labels, weights, questions) if is_choice else 'binary', num_leaves=leaves,
                       learning_rate=rate, min_data_in_leaf=least, lambda_l2=2.0, feature_fraction=0.6, bagging_fraction=0.8,
                       bagging_freq=1, verbose=-1, seed=seed, num_threads=1, deterministic=True, force_col_wise=True)
        if monotone: options |= dict(monotone_constraints=monotone, monotone_constraints_method='advanced')
        models.append(lgb.train(options, lgb.Dataset(rows, labels, weight=None if is_choice else weights), trees))
    return Mean(models)


def subset(part, keep):
    return tuple([value for value, k in zip(column, keep) if k] for column in part)


def out_of_fold(part, *options):
    """Predictions for every row by a model that has not seen its document."""
    groups = np.asarray(part[3]); rows = np.asarray(part[0], np.float32); out = np.zeros(len(groups))
    models = []
    for fold in range(FOLDS):
        model = fit(subset(part, groups != fold), *options)
        out[groups == fold] = model.predict(rows[groups == fold], raw_score=part[4][0] is not None)
        models.append(model)
    return out, models


def export(model, name, directory):
    out = bytearray()
    trees, share = model.trees()
    out += struct.pack('<Hf', len(trees), 0.0)
    for tree in trees:
        nodes, leaves = [], []
        def walk(node):
            if 'leaf_value' in node:
                leaves.append(node['leaf_value'] * share); return 128 + len(leaves) - 1
            index = len(nodes); nodes.append(None)
            left, right = walk(node['left_child']), walk(node['right_child'])
            nodes[index] = (node['split_feature'], node['threshold'], left, right)
            return index
        walk(tree['tree_structure'])
        out += struct.pack('<B', len(nodes))
        for node in nodes: out += struct.pack('<BfBB', *node)
        for leaf in leaves: out += struct.pack('<f', leaf)
    (directory / f'{name}.bin').write_bytes(out)


MODELS = ('speaker', 'pronoun', 'kind', 'confidence')
SPEAKER = (180, 16, 0.1, 20, (7, 3))
# What can only speak for a person, and what only against: there are few pronouns to learn it from.
PRONOUN_FOR = {'agrees', 'mentioned', 'recent', 'leads', 'leads_here', 'pronouns', 'share'}
PRONOUN_AGAINST = {'named_inside', 'sentences', 'distance', 'paragraphs', 'rank', 'modifier', 'subject_sentences',
                   'speech_sentences', 'speech_rank', 'in_noun', 'lead_sentences', 'pronoun_sentences'}
PRONOUN = (150, 12, 0.06, 10, (7, 3))
# An automatic label that is less likely than this by models which have not seen it is left out.
DOUBTFUL = 0.3
KIND = (80, 12, 0.09, 20, (7, 3, 5))
CONFIDENCE = (50, 6, 0.08, 40, (7, 3, 5))


def is_right(quote, row, text):
    """The scorer's own rule for a speaker."""
    _, (a, b), name, features = row
    if quote is None or quote.get('speaker') is None: return False
    if quote.get('speaker_start') is not None and a < quote['speaker_end'] and quote['speaker_start'] < b: return True
    found = last_name(name or (text[a:b] if features[0] in (1, 2) else ''))
    return found is not None and found in {last_name(quote.get('entity'))} | {w.lower() for w in re.findall(r'[\w\-]+', quote['speaker'])}


def confidence_part(extra, models):
    """Rows for the last model: how sure is the best candidate?"""
    part = ([], [], [], [], [])
    extra = [e for e in extra if e[3]]
    predicted = [None] * len(extra)
    for fold in range(FOLDS):
        mine = [i for i, e in enumerate(extra) if e[1] == fold]
        rows = np.asarray([r[3] for i in mine for r in extra[i][3]], np.float32)
        scores = models[fold].predict(rows, num_threads=1, raw_score=True); at = 0
        scores = shares(scores, *starts_of([i for i in mine for _ in extra[i][3]]))
        for i in mine:
            predicted[i] = scores[at:at + len(extra[i][3])]; at += len(extra[i][3])
    for (source, group, quote, rows, text, _), scores in zip(extra, predicted):
        # Several mentions of one person stand for one speaker.
        speakers = {}
        for row, score in zip(rows, scores):
            mine = speakers.setdefault(speaker_of(row, text), [0.0, row, score])
            mine[0] += score
            if score > mine[2]: mine[1:] = row, score
        (first, best, _), second = sorted(speakers.values(), key=lambda s: -s[0])[0], sorted(s[0] for s in speakers.values())[-2:]
        second = second[0] if len(second) > 1 else 0.0
        weight = WEIGHT[source] if quote else 0.6
        add(part, best[3] + [first, second], int(is_right(quote, best, text)), weight, group)
    return part


def speaker_of(row, text):
    """What two mentions of one speaker share."""
    _, (a, b), name, features = row
    return name or (text[a:b].split()[-1] if features[0] == 1 else (a, b))


def labelled_by_hand():
    """The names of the persons of pronouns, by document and place; none where the text gives no name."""
    labels = {}
    for path in HAND:
        for line in open(path):
            label = json.loads(line); labels[label['id'], label['pronoun'][0]] = label['names']
    return labels


def start():
    """Gives each fold empty models, so that what comes out does not depend on what was shipped before."""
    shutil.rmtree(SCRATCH, ignore_errors=True)
    for fold in range(FOLDS):
        (SCRATCH / str(fold)).mkdir(parents=True)
        for name in MODELS: (SCRATCH / str(fold) / f'{name}.bin').write_bytes(b'')


def learn(sets):
    """One round: trains all models, each once for every fold and once for good."""
    names = json.loads(subprocess.run([PROGRAM, '--names'], capture_output=True).stdout)[2]
    monotone = [int(name in PRONOUN_FOR) - int(name in PRONOUN_AGAINST) for name in names]
    pronoun = (*PRONOUN, monotone)
    data, extra = collect(sets)
    print({k: (len(v[0]), sum(v[1])) for k, v in data.items()})
    parts = {'speaker': (data['speaker'], SPEAKER), 'pronoun': (data['pronoun'], pronoun), 'kind': (data['kind'], KIND)}
    scores, _ = out_of_fold(data['pronoun'], *pronoun)
    print('  pronoun, all labels', top_share(data['pronoun'], scores))
    parts['pronoun'] = (trusted(data['pronoun'], scores), pronoun)
    data['pronoun'] = parts['pronoun'][0]
    predicted = {}
    for name, (part, options) in parts.items():
        predicted[name], models = out_of_fold(part, *options)
        for fold, model in enumerate(models): export(model, name, SCRATCH / str(fold))
        if name == 'speaker': rankers = models
    part = confidence_part(extra, rankers)
    sure, models = out_of_fold(part, *CONFIDENCE)
    for fold, model in enumerate(models): export(model, 'confidence', SCRATCH / str(fold))
    label = np.asarray(data['kind'][1]); kind = predicted['kind']
    for name in 'polnear', 'hand', 'pdnc':
        mine = [q[0] == name for q in data['pronoun'][4]]
        print('  pronoun', name, top_share(subset(data['pronoun'], mine), predicted['pronoun'][mine]))
    print('  kind: terms', (label == 0).sum(), 'kept', ((kind > .5) & (label == 0)).sum(), 'speech lost', ((kind <= .5) & (label == 1)).sum())
    right = np.asarray(part[1]); weight = np.asarray(part[2])
    for name, mine in ('news', weight > 0.7), ('novels', weight < 0.5):
        print(' ', name, 'speaker', round(right[mine].mean(), 4), mine.sum())
    news = weight > 0.7
    for limit in (0.5, 0.8, 0.85, 0.9, 0.93, 0.95):
        keep = news & (sure >= limit)
        print('  news sure from', limit, 'share', round(keep.sum() / news.sum(), 3), 'right', round(right[keep].mean(), 4))
    sys.stdout.flush()
    return {**parts, 'confidence': (part, CONFIDENCE)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--measure', action='store_true')
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--into', type=Path, default=HERE)
    parser.add_argument('--out-of-fold', type=Path)
    parser.add_argument('sets', nargs='+')
    given = parser.parse_args()
    sets = [lines_of(path, given.measure) for path in given.sets]
    build()
    start()
    for round_ in range(given.rounds):
        print('round', round_)
        parts = learn(sets)
    for name, (part, options) in parts.items():
        model = fit(part, *options)
        export(model, name, given.into)
        if name == 'speaker':
            names = json.loads(subprocess.run([PROGRAM, '--names'], capture_output=True).stdout)
            gains = sorted(zip(model.gains(), names[0]), reverse=True)
            print('  gains', [f'{n} {g:.0f}' for g, n in gains[:20]])
    if given.out_of_fold:
        told = [json.dumps(document) + '\n' for lines in sets for document in dump(lines, '--quotations')]
        given.out_of_fold.write_text(''.join(told))


def trusted(part, scores):
    """Leaves out the pronouns whose automatic label is hardly possible."""
    share = shares(scores, *starts_of(part[4]))
    doubtful = {q for q, label, s in zip(part[4], part[1], share) if label and s < DOUBTFUL and q[0] == 'polnear'}
    return subset(part, [q not in doubtful for q in part[4]])


def top_share(part, scores):
    """Share of the questions whose best candidate is right, and their number."""
    starts, _ = starts_of(part[4])
    ends = list(starts[1:]) + [len(part[0])]
    hits = [part[1][a + int(np.argmax(scores[a:b]))] for a, b in zip(starts, ends)]
    return round(np.mean(hits), 4), len(hits)


if __name__ == '__main__':
    main()
