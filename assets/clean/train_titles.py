"""Trains the title model of plain text and writes title.trees.

usage: train_titles.py [--measure] WORKDIR SET.jsonl[.gz]...

One command from labelled HTML pages (see render.py for their form) to the model: renders the pages, lets
`cargo run --example clean_titles` write what the cleaner sees of the lines above each story, trains on all pages whose
title is known and exports. With --measure nothing is written: four folds by site are trained and measured. Needs lightgbm,
lxml, inscriptis and numpy; the same input gives the same bytes (one thread, fixed seeds). Nothing of the pages' text goes
into the model. Train it again after the line model: where a text begins is what that one says.
"""
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict

import lightgbm
import numpy as np

from export_trees import export
from train import PARAMETERS as LINE_PARAMETERS, read_features

HERE = os.path.dirname(os.path.abspath(__file__))
TREES = 160
FOLDS = 4
# How much a page of each set counts; the other sets have no titles.
WEIGHTS = {"wcxb": 1.0, "fundus_test": 1.5, "l3s": 0.5, "moz": 0.3}
# How much one counts that was made from the pieces of pages.
MADE = 0.7
# As in src/clean/title.rs.
LEAST = 0.15
PARAMETERS = LINE_PARAMETERS | {"num_leaves": 12, "learning_rate": 0.06, "min_data_in_leaf": 20, "lambda_l2": 2.0}


def main():
    is_measured = "--measure" in sys.argv
    work, *sets = [argument for argument in sys.argv[1:] if argument != "--measure"]
    pages_path, features_path = os.path.join(work, "pages.jsonl"), os.path.join(work, "titles.bin")
    headings = os.path.join(HERE, "headings.txt")
    subprocess.run([sys.executable, os.path.join(HERE, "render.py"), pages_path, headings, *sets], check=True)
    run = ["cargo", "run", "--profile", "fast", "--example", "clean_titles", "--", features_path, pages_path]
    subprocess.run(run, check=True, cwd=HERE)
    with open(pages_path) as lines:
        pages = [json.loads(line) for line in lines]
    names, rows, x = read_features(features_path, "same")
    made = np.array([1.0 if page["style"] in "ab" else MADE for page in pages])
    weights = made * np.array([WEIGHTS.get(page["set"], 0.0) for page in pages])

    def train(used):
        used = used & (weights[rows["page"]] > 0)
        data = lightgbm.Dataset(
            x[used],
            rows["label"][used],
            weight=weights[rows["page"][used]],
            feature_name=names,
            params={"max_bin": PARAMETERS["max_bin"]},
        )
        return lightgbm.train(PARAMETERS, data, TREES)

    if not is_measured:
        size = export(train(np.ones(len(rows), bool)), os.path.join(HERE, "title.trees"))
        print(f"title.trees: {size} bytes, {len(rows)} lines")
        return
    sites = [hashlib.sha256(b"fold" + page["site"].encode()).digest()[0] % FOLDS for page in pages]
    folds = np.array(sites)[rows["page"]]
    found = np.zeros(len(rows))
    for fold in range(FOLDS):
        found[folds == fold] = train(folds != fold).predict(x[folds == fold])
    starts = np.searchsorted(rows["page"], np.arange(len(pages) + 1))
    counts = defaultdict(Counter)
    for number, page in enumerate(pages):
        if not page["title"]:
            continue
        count = counts[page["set"], page["style"]]
        count["pages"] += 1
        mine = slice(starts[number], starts[number + 1])
        if starts[number] < starts[number + 1] and found[mine].max() >= LEAST:
            count["shown"] += 1
            count["right"] += int(rows["same"][mine][found[mine].argmax()])
    for (name, style), count in sorted(counts.items()):
        print(f"{name:<12} {style:<6} {count['pages']:>4} pages  {count['shown']:>4} shown  {count['right']:>4} exactly right")


if __name__ == "__main__":
    main()
