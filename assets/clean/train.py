"""Trains the line model of plain text and writes lines.trees.

usage: train.py [--measure] WORKDIR SET.jsonl[.gz]...

One command from labelled HTML pages (see render.py for their form) to the model: renders the pages, lets
`cargo run --example clean_features` write what the cleaner sees of each line, trains on all of them and exports. With
--measure the model never sees the sites that are held out, and F1 on them is printed: the figures of the model card are
those of such a model, which is the one that is shipped, measured through the built program. Needs lightgbm, lxml,
inscriptis and numpy; the same input gives the same bytes (one thread, fixed seeds). Nothing of the pages' text goes
into the model.
"""
import json
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict

import lightgbm
import numpy as np

from export_trees import export

HERE = os.path.dirname(os.path.abspath(__file__))
TREES = 260
SWITCH_COST = 0.4
LENIENCE = 0.05
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


def read_features(path):
    with open(path + ".names") as names:
        names = [name.replace(" ", "_") for name in names.read().split("\n")]
    row = np.dtype([("page", "<u4"), ("label", "<f4"), ("words", "<f4"), ("x", "<f4", (len(names),))])
    rows = np.fromfile(path, row, offset=4)
    return names, rows, cut(np.ascontiguousarray(rows["x"]))


def cut(values):
    """Cuts 32-bit floats down to eight bits of precision, as src/clean/trees.rs compares them."""
    bits = values.view(np.int32)
    ordered = np.where(bits < 0, bits ^ 0x7FFFFFFF, bits) >> 16 << 16
    return np.where(ordered < 0, ordered ^ 0x7FFFFFFF, ordered).astype(np.int32).view(np.float32)


def smooth(probabilities, cost):
    """Two-state Viterbi, as src/clean/viterbi.rs."""
    logs = np.log(np.clip(np.stack([1 - probabilities, probabilities], 1), 1e-4, 1 - 1e-4))
    drop, keep, switched = 0.0, 0.0, []
    for no, yes in logs:
        switched.append((keep - cost > drop, drop - cost > keep))
        drop, keep = max(drop, keep - cost) + no, max(keep, drop - cost) + yes
    kept, out = keep >= drop, []
    for into_drop, into_keep in reversed(switched):
        out.append(kept)
        kept = kept != (into_keep if kept else into_drop)
    return out[::-1]


def shingles(text):
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))) if words else Counter()


def page_f1(truth, found):
    truth, found = shingles(truth), shingles(found)
    same = sum((truth & found).values())
    total = sum(truth.values()) + sum(found.values())
    return 2 * same / total if total else 1.0


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
    held = np.array([page["held"] for page in pages])
    weights = np.array([WEIGHTS.get(page["set"], 1.0) for page in pages])
    if not is_measured:
        held[:] = False
    used = ~held[rows["page"]]
    data = lightgbm.Dataset(
        x[used],
        rows["label"][used],
        weight=np.sqrt(1 + rows["words"][used]) * weights[rows["page"][used]],
        feature_name=names,
        params={"max_bin": PARAMETERS["max_bin"]},
    )
    booster = lightgbm.train(PARAMETERS, data, TREES)
    size = export(booster, os.path.join(HERE, "lines.trees"))
    print(f"lines.trees: {size} bytes, {used.sum()} lines of {(~held).sum()} pages")
    starts = np.searchsorted(rows["page"], np.arange(len(pages) + 1))
    scores = defaultdict(list)
    for number, page in enumerate(pages):
        if held[number] and page["style"] in "ab":
            mine = slice(starts[number], starts[number + 1])
            keep = smooth(booster.predict(x[mine]) + LENIENCE, SWITCH_COST) if len(x[mine]) else []
            lines = [line for line in page["text"].split("\n") if line.strip()]
            found = "\n".join(line for line, kept in zip(lines, keep) if kept)
            scores[page["set"], page["style"]].append(page_f1(page["truth"], found))
    for (name, style), values in sorted(scores.items()):
        print(f"{name:<12} {style:<6} {len(values):>4} held pages  mean F1 of a page {np.mean(values):.3f}")


if __name__ == "__main__":
    main()
