#!/usr/bin/env python3
"""Trains the model that decides which lines of an HTML page stay.

usage: train.py [--out MODEL] [--folds N] [--predictions DIR] NAME=PAGES.jsonl[.gz] [NAME=PAGES.jsonl[.gz]:WEIGHT ...]

PAGES are JSON Lines with id, url, html, text (the true text).  Runs `cargo run --profile fast --example
clean_html_features` on each, cross-validates by site (every page is scored by a model that has seen no page of
its site), prints F1 over runs of four words per set, and trains the model on all pages.  Sets with a weight below 1
help to train and are not scored.  Needs numpy and lightgbm; one thread, fixed seeds: the same pages give the same
model on the same versions.
"""
import argparse
import collections
import gzip
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

import lightgbm
import numpy

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import export_trees  # noqa: E402

WORD = re.compile(r"\w+")
SWITCH_COSTS = (0.1, 0.3, 0.5)
ODDS = (1.0, 0.75, 0.55, 0.4)
SHIPPED = (0.55, 0.5)
PARAMETERS = dict(
    objective="binary", num_leaves=31, learning_rate=0.06, min_data_in_leaf=40, feature_fraction=0.3,
    bagging_fraction=0.8, bagging_freq=1, lambda_l2=5.0, num_threads=1, deterministic=True, force_row_wise=True,
    seed=7, verbose=-1,
)
ROUNDS = 280


def site(page):
    """The registered domain, roughly; a page without an address is a site of its own."""
    host = urllib.parse.urlparse(page.get("url") or "").netloc.lower()
    parts = host.split(".")
    if len(parts) < 2 or host == "example.com":
        return page["id"]
    return ".".join(parts[-3:] if len(parts) > 2 and len(parts[-2]) <= 3 else parts[-2:])


def shingles(text):
    words = WORD.findall(text)
    return collections.Counter(tuple(words[i:i + 4]) for i in range(max(1, len(words) - 3))) if words else collections.Counter()


def measures(true, text):
    """Precision, recall and F1 of one page, as the article extraction benchmark counts them."""
    found = shingles(text)
    both = sum((true & found).values())
    precision = both / sum(found.values()) if found else 0.0
    recall = both / sum(true.values()) if true else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0, bool(found)


def smooth(probabilities, odds, cost):
    """Two-state Viterbi, as the product runs it; a page that doubts everywhere gives its least doubtful lines."""
    kept = viterbi(odds * probabilities / (odds * probabilities + 1 - probabilities), cost)
    best = max(probabilities, default=0)
    return kept if any(kept) or best <= 0 else viterbi(probabilities / best * 0.9, cost)


def viterbi(probabilities, cost):
    p = numpy.clip(probabilities, 1e-4, 1 - 1e-4)
    drop = keep = 0.0
    switched = []
    for no, yes in zip(numpy.log(1 - p), numpy.log(p)):
        from_keep, from_drop = keep - cost, drop - cost
        switched.append((from_keep > drop, from_drop > keep))
        drop, keep = max(drop, from_keep) + no, max(keep, from_drop) + yes
    state, out = keep >= drop, []
    for into_drop, into_keep in reversed(switched):
        out.append(state)
        state = state != (into_keep if state else into_drop)
    return out[::-1]


def load(argument, scratch):
    name, _, path = argument.partition("=")
    weight = 1.0
    if re.search(r":[\d.]+$", path):
        path, _, number = path.rpartition(":")
        weight = float(number)
    opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
    pages = {page["id"]: page for page in map(json.loads, opened) if page.get("text")}
    rows_file = scratch / f"{name}.rows"
    lines_file = scratch / f"{name}.lines"
    if not lines_file.exists():
        command = ["cargo", "run", "-q", "--profile", "fast", "--example", "clean_html_features", str(rows_file)]
        give = "".join(json.dumps({k: p.get(k) for k in ("id", "url", "html", "text")}) + "\n" for p in pages.values())
        with open(lines_file, "w") as out:
            subprocess.run(command, input=give, stdout=out, text=True, check=True)
    lines = [json.loads(line) for line in open(lines_file)]
    columns = lines[0]["columns"]
    rows = numpy.fromfile(rows_file, dtype="<f4").reshape(-1, len(columns))
    at, out = 0, []
    for line in lines[1:]:
        n = len(line["lines"])
        page = pages[line["id"]]
        out.append(dict(set=name, id=line["id"], site=site(page), weight=weight, lines=line["lines"],
                        rows=rows[at:at + n], labels=numpy.array(line["labels"]), units=numpy.array(line["units"]),
                        true=shingles(page["text"]) if weight >= 1 else None))
        at += n
    return columns, out


def weights(page):
    """Long lines count more, long pages do not."""
    line = (1 + page["units"]) ** 0.5
    return page["weight"] * line / line.sum() ** 0.5


def fit(pages, columns, rounds=ROUNDS):
    data = lightgbm.Dataset(
        numpy.vstack([p["rows"] for p in pages]), numpy.concatenate([p["labels"] for p in pages]),
        weight=numpy.concatenate([weights(p) for p in pages]), feature_name=[f"f{i}" for i in range(len(columns))])
    return lightgbm.train(PARAMETERS, data, rounds)


def score(pages, chosen):
    """Prints F1 (mean precision and recall) and F1page per set."""
    by_set = collections.defaultdict(list)
    for page, keep in zip(pages, chosen):
        text = "\n".join(line for line, kept in zip(page["lines"], keep) if kept)
        by_set[page["set"]].append(measures(page["true"], text))
    out = []
    for name, found in by_set.items():
        p = numpy.mean([m[0] for m in found if m[3]])
        r = numpy.mean([m[1] for m in found])
        out.append((name, len(found), p, r, 2 * p * r / (p + r), numpy.mean([m[2] for m in found])))
    return out


def show(title, rows):
    cells = [f"{name} {f1:.4f}/{page:.4f}" for name, _, _, _, f1, page in rows]
    print(f"{title:<12}", " ".join(cells), f"mean {numpy.mean([r[4] for r in rows]):.4f}/{numpy.mean([r[5] for r in rows]):.4f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=str(HERE / "lines.trees"))
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--scratch", help="keep the rows here between runs")
    parser.add_argument("--predictions", help="write the cross-validated texts here, one file per set")
    parser.add_argument("sets", nargs="+")
    arguments = parser.parse_args()
    scratch = pathlib.Path(arguments.scratch or tempfile.mkdtemp())
    scratch.mkdir(parents=True, exist_ok=True)
    pages, columns = [], None
    for argument in arguments.sets:
        columns, found = load(argument, scratch)
        pages += found
    fold = lambda page: int(hashlib.sha256(page["site"].encode()).hexdigest(), 16) % arguments.folds
    scored = [p for p in pages if p["weight"] >= 1]
    print(len(pages), "pages,", len(scored), "scored,", sum(len(p["lines"]) for p in pages), "lines,", len(columns), "columns")
    show("ceiling", score(scored, [p["labels"] for p in scored]))
    for voter in range(2):
        at = columns.index(f"vote {voter}")
        show(f"vote {voter}", score(scored, [p["rows"][:, at] >= 0.5 for p in scored]))
    if arguments.folds > 1:
        for held in range(arguments.folds):
            model = fit([p for p in pages if fold(p) != held], columns)
            for page in scored:
                if fold(page) == held:
                    page["p"] = model.predict(page["rows"], num_threads=1)
        show("p > .5", score(scored, [p["p"] > 0.5 for p in scored]))
        show("p > .4", score(scored, [p["p"] > 0.4 for p in scored]))
        for odds in ODDS:
            for cost in SWITCH_COSTS:
                show(f"{odds} {cost}", score(scored, [smooth(p["p"], odds, cost) for p in scored]))
        if arguments.predictions:
            for name in {p["set"] for p in scored}:
                text = lambda p: "\n".join(l for l, k in zip(p["lines"], smooth(p["p"], *SHIPPED)) if k)
                json.dump({p["id"]: text(p) for p in scored if p["set"] == name}, open(f"{arguments.predictions}/{name}.json", "w"))
    model = fit(pages, columns)
    gain = sorted(zip(model.feature_importance("gain"), columns), reverse=True)
    total = sum(g for g, _ in gain)
    print("gain:", ", ".join(f"{name} {100 * g / total:.1f}" for g, name in gain[:40]))
    export_trees.export(model, arguments.out)
    print(arguments.out, pathlib.Path(arguments.out).stat().st_size, "bytes")


if __name__ == "__main__":
    main()
