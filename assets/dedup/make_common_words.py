#!/usr/bin/env python3
"""Makes common_words.txt: the most frequent English words, one a line, most frequent first.

make_common_words.py VOCABULARY > common_words.txt

VOCABULARY is a list of words by falling frequency, one a line, the word in the first
tab-separated column, plain or gzipped: the vocabulary of GloVe 6B (Pennington, Socher, Manning
2014; Public Domain Dedication and License 1.0), counted over Wikipedia 2014 and Gigaword 5."""
import gzip
import sys

MOST = 24_000

seen = set()
path = sys.argv[1]
opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path, encoding="utf-8")
with opened as lines:
    for line in lines:
        word = line.rstrip("\n").split("\t")[0].split(" ")[0]
        if word.isascii() and word.isalpha() and word not in seen:
            seen.add(word)
            print(word)
            if len(seen) == MOST:
                break
