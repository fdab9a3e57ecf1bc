"""Trains the line model of plain text and writes lines.trees and words.weights.

usage: train.py [--measure] WORKDIR SET.jsonl[.gz]...

One command from labelled HTML pages (see render.py for their form) to the model: renders the pages, lets
`cargo run --example clean_features` write what the cleaner sees of each line, trains on all of them and exports. With
--measure the model never sees the sites that are held out, F1 on them is printed, and both files go to WORKDIR: with
them in the place of the shipped ones the program gives the figures of the model card. Needs lightgbm, lxml, inscriptis,
numpy and scipy; the same input gives the same bytes (one thread, fixed seeds). Of the pages' text the numbers of words
that many sites use go into words.weights, and what they weigh, nothing else.

Three steps. Small forests, each for a part of the sites that it has not seen, say how likely each line is without its
words. What the words add to that is learned by a logistic regression, again without the part of the sites for which it
is asked: their tone. The forest that is shipped sees the tones so made; the weights that are shipped come from all sites.
"""
import hashlib
import json
import os
import re
import struct
import subprocess
import sys
from collections import Counter, defaultdict

os.environ["OPENBLAS_NUM_THREADS"] = "1"
import lightgbm
import numpy as np
import scipy.sparse
from scipy.optimize import minimize

from export_trees import export

HERE = os.path.dirname(os.path.abspath(__file__))
TREES = 260
SWITCH_COST = 0.4
FOLDS = 4
QUICK = {"trees": 60, "learning_rate": 0.2}
# A word is weighed that so many sites use; what a large weight costs; steps of the regression.
SITES_OF_WORD = 8
RIDGE = 30.0
MEAN_WEIGHT = 2.5
STEPS = 30
# How much a page of each set counts: the small sets of news more, the one that is not of articles less.
WEIGHTS = {"aeb": 1.5, "fundus_eval": 1.5, "fundus_test": 1.5, "wcxb": 1.0, "l3s": 0.7, "moz": 0.7, "cleaneval": 0.2}
PARAMETERS = {
    "objective": "binary",
    "num_leaves": 16,
    "learning_rate": 0.08,
    "min_data_in_leaf": 40,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "feature_fraction": 0.4,
    "lambda_l2": 1.0,
    "max_bin": 127,
    "seed": 1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


def read_features(path, second="words"):
    """The names of the features, the rows (page, label, a second number, features), and the features as they are seen."""
    with open(path + ".names") as names:
        names = [name.replace(" ", "_") for name in names.read().split("\n")]
    row = np.dtype([("page", "<u4"), ("label", "<f4"), (second, "<f4"), ("x", "<f4", (len(names),))])
    rows = np.fromfile(path, row, offset=4)
    return names, rows, cut(np.ascontiguousarray(rows["x"]))


def cut(values):
    """Cuts 32-bit floats down to eight bits of precision, as src/clean/trees.rs compares them."""
    bits = values.view(np.int32)
    ordered = np.where(bits < 0, bits ^ 0x7FFFFFFF, bits) >> 16 << 16
    return np.where(ordered < 0, ordered ^ 0x7FFFFFFF, ordered).astype(np.int32).view(np.float32)


def read_words(path, rows):
    """The words of each line: a matrix of lines by words, each worth the share of its line's root, and words a line."""
    numbers = np.fromfile(path + ".words", "<u4")
    counts, starts, at = np.empty(rows, np.int64), np.empty(rows, np.int64), 0
    for row in range(rows):
        counts[row], starts[row] = numbers[at], at + 1
        at += 1 + counts[row]
    ends = np.concatenate([[0], np.cumsum(counts)])
    places = np.arange(ends[-1]) + np.repeat(starts - ends[:-1], counts)
    known, columns = np.unique(numbers[places], return_inverse=True)
    worth = np.repeat(1 / np.sqrt(np.maximum(counts, 1)), counts)
    return scipy.sparse.csr_matrix((worth, columns, ends), shape=(rows, len(known))), known, counts


def logistic(scores):
    return 1 / (1 + np.exp(-scores))


def weigh_words(words, labels, weights, scores):
    """Weights of words that, added to the scores, make the labels likeliest."""
    weights, back = weights / weights.mean(), words.T.tocsr()

    def loss(values):
        said = logistic(words @ values[:-1] + values[-1] + scores)
        lost = -(weights * np.log(np.where(labels > 0.5, said, 1 - said) + 1e-9)).sum()
        slope = weights * (said - labels)
        slopes = np.append(back @ slope + RIDGE * values[:-1], slope.sum())
        return lost + RIDGE / 2 * (values[:-1] ** 2).sum(), slopes

    start = np.zeros(words.shape[1] + 1)
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x[:-1]


def export_words(known, values, path):
    """Writes weights in the form that src/clean/tone.rs reads, and returns them as they are read."""
    unit = np.float32(np.abs(values).max() / 127)
    steps = np.rint(values / unit).astype(np.int8)
    said = steps != 0
    with open(path, "wb") as out:
        out.write(b"PQW1" + struct.pack("<If", said.sum(), unit))
        out.write(known[said].astype("<u4").tobytes() + steps[said].tobytes())
    return steps * unit


def tone_columns(x, names, tone, counts, starts):
    """Puts tones into the columns of the features, as src/clean/features.rs makes them."""
    page = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    first, end, at = starts[page], starts[page + 1], np.arange(len(tone))
    weight = counts + 0.5
    sums, all_weights = (np.concatenate([[0], np.cumsum(values)]) for values in (tone * weight, weight))

    def mean(low, high):
        is_any = low < high
        total = np.where(is_any, all_weights[high] - all_weights[low], 1)
        return np.where(is_any, (sums[high] - sums[low]) / total, -1)

    for column, name in enumerate(names):
        match = re.fullmatch(r"tone(?:_(before|after))?(?:_([+-]?[0-9]+))?", name)
        if not match:
            continue
        side, number = match[1], int(match[2] or 0)
        if not match[2]:
            values = tone
        elif match[2][0] in "+-":
            other = np.clip(at + number, 0, len(tone) - 1)
            values = np.where((first <= at + number) & (at + number < end), tone[other], -1)
        else:
            low = at + 1 if side == "after" else np.maximum(at - number, first)
            high = at if side == "before" else np.minimum(at + number + 1, end)
            values = mean(low, np.maximum(low, high))
        x[:, column] = cut(values.astype(np.float32))


def smooth(odds, cost):
    """Two-state Viterbi, as src/clean/viterbi.rs."""
    drop, keep, switched = 0.0, 0.0, []
    for yes in odds:
        switched.append((keep - cost > drop, drop - cost > keep))
        drop, keep = max(drop, keep - cost), max(keep, drop - cost) + yes
    kept, out = keep >= drop, []
    for into_drop, into_keep in reversed(switched):
        out.append(kept)
        kept = kept != (into_keep if kept else into_drop)
    return out[::-1]


def keep(scores, words):
    """Which lines are kept, as src/clean/model.rs has it."""
    said, worth, bar = np.clip(logistic(scores), 1e-4, 1 - 1e-4), words + 0.5, 0.45
    for _ in range(6):
        over = bar < said
        right, kept = (worth * said)[over].sum(), worth[over].sum()
        bar = min(max(right / (kept + (worth * said).sum()), 0.15), 0.55)
    odds = np.log(said / (1 - said)) - np.log(bar / (1 - bar))
    return smooth(odds * np.minimum(np.sqrt((words + 1) / 15), 2), SWITCH_COST)


def shingles(text):
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))) if words else Counter()


def page_f1(truth, found):
    truth, found = shingles(truth), shingles(found)
    same = sum((truth & found).values())
    total = sum(truth.values()) + sum(found.values())
    return 2 * same / total if total else 1.0


def weigh_lines(pages, rows):
    """What a line counts in training: about what it adds to F1 of its page."""
    sets = np.array([WEIGHTS.get(page["set"], 1.0) for page in pages])
    true_words = np.bincount(rows["page"], rows["words"] * rows["label"], len(pages))
    weights = np.minimum(1 + rows["words"], 80) ** 0.75 * (sets / np.sqrt(np.maximum(true_words, 60)))[rows["page"]]
    return weights * (MEAN_WEIGHT / weights.mean())


def common_words(words, known, pages, rows, held):
    """Leaves the words that enough of the sites use that may be seen."""
    _, site = np.unique([page["site"] for page in pages], return_inverse=True)
    seen = np.array([page["style"] in "ab" for page in pages]) & ~held
    mine = np.flatnonzero(seen[rows["page"]])
    sites = scipy.sparse.csr_matrix((np.ones(len(mine)), (site[rows["page"][mine]], np.arange(len(mine)))))
    is_common = np.asarray(((sites @ words[mine]) > 0).sum(0)).ravel() >= SITES_OF_WORD
    return words[:, is_common], known[is_common]


def main():
    is_measured = "--measure" in sys.argv
    work, *sets = [argument for argument in sys.argv[1:] if argument != "--measure"]
    pages_path, features_path = os.path.join(work, "pages.jsonl"), os.path.join(work, "features.bin")
    headings = os.path.join(HERE, "headings.txt")
    subprocess.run([sys.executable, os.path.join(HERE, "render.py"), pages_path, headings, *sets], check=True)
    run = ["cargo", "run", "--profile", "fast", "--example", "clean_features", "--", features_path, pages_path]
    subprocess.run(run, check=True, cwd=HERE)
    with open(pages_path) as lines:
        pages = [json.loads(line) for line in lines]
    names, rows, x = read_features(features_path)
    starts = np.searchsorted(rows["page"], np.arange(len(pages) + 1))
    held = np.array([page["held"] and is_measured for page in pages])
    weights = weigh_lines(pages, rows)
    used = ~held[rows["page"]]

    def train(x, mine, trees, **changes):
        data = lightgbm.Dataset(x[mine], rows["label"][mine], weight=weights[mine], params={"max_bin": PARAMETERS["max_bin"]})
        return lightgbm.train(PARAMETERS | changes, data, trees)

    words, known, counts = read_words(features_path, len(rows))
    words, known = common_words(words, known, pages, rows, held)
    fold = np.array([int(hashlib.sha256(("f" + page["site"]).encode()).hexdigest(), 16) % FOLDS for page in pages])
    fold = np.where(used, fold[rows["page"]], -1)
    wordless = np.array([not name.startswith("tone") for name in names])
    scores, tone = np.zeros(len(rows)), np.zeros(len(rows))
    for part in range(FOLDS):
        quick = train(x[:, wordless], used & (fold != part), QUICK["trees"], learning_rate=QUICK["learning_rate"])
        scores[fold == part] = quick.predict(x[fold == part][:, wordless], raw_score=True)
    page_words = np.maximum(np.bincount(rows["page"], rows["words"] + 2, len(pages)), 100)
    word_weights = weights * np.minimum(1, np.sqrt(1500 / page_words))[rows["page"]]

    def weigh(mine):
        return weigh_words(words[mine], rows["label"][mine], word_weights[mine], scores[mine])

    for part in range(FOLDS):
        tone[fold == part] = words[fold == part] @ weigh(used & (fold != part))
    folder = work if is_measured else HERE
    values = export_words(known, weigh(used), os.path.join(folder, "words.weights"))
    tone[~used] = words[~used] @ values
    tone_columns(x, names, tone, counts, starts)
    booster = train(x, used, TREES)
    size = export(booster, os.path.join(folder, "lines.trees"))
    print(f"lines.trees: {size} bytes, {used.sum()} lines of {(~held).sum()} pages, {len(known)} words")
    scores = defaultdict(list)
    for number, page in enumerate(pages):
        if held[number] and page["style"] in "ab":
            mine = slice(starts[number], starts[number + 1])
            chosen = keep(booster.predict(x[mine], raw_score=True), rows["words"][mine]) if len(x[mine]) else []
            lines = [line for line in page["text"].split("\n") if line.strip()]
            found = "\n".join(line for line, kept in zip(lines, chosen) if kept)
            scores[page["set"], page["style"]].append(page_f1(page["truth"], found))
    for (name, style), values in sorted(scores.items()):
        print(f"{name:<12} {style:<6} {len(values):>4} held pages  mean F1 of a page {np.mean(values):.3f}")


if __name__ == "__main__":
    main()
