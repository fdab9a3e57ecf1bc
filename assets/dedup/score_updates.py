#!/usr/bin/env python3
"""Counts folded updates by kind: score_updates.py PAGES.jsonl OUTPUT.jsonl [--show N]

PAGES are from make_updates.py, OUTPUT is what `pullquote repeats` makes of them. An update counts as folded
where more than half of it lies in the spans."""
import collections
import json
import sys

pages = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
spans = {row["id"]: row["spans"] for row in map(json.loads, open(sys.argv[2], encoding="utf-8"))}
show = int(sys.argv[4]) if "--show" in sys.argv else 0
folded, of = collections.Counter(), collections.Counter()
for page in pages:
    for start, end, *kind in page["updates"] + page["repeats"]:
        kind = kind[0] if kind else "(unchanged)"
        covered = sum(max(0, min(end, e) - max(start, s)) for s, e in spans[page["id"]])
        of[kind] += 1
        if covered * 2 > end - start:
            folded[kind] += 1
            if show and kind != "(unchanged)":
                show -= 1
                print(kind, repr(page["text"][start:end]))
        elif show and kind == "(unchanged)":
            show -= 1
            print("kept", repr(page["text"][start:end]))
print(json.dumps({kind: f"{folded[kind]}/{of[kind]} {100 * folded[kind] / of[kind]:.1f} %" for kind in sorted(of)}))
