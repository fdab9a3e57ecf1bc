#!/usr/bin/env python3
"""Writes pages in which a sentence comes again with one thing changed, one JSON object a line.

make_updates.py [--seed N] [--most N] TEXTS.jsonl[.gz]... > pages.jsonl

TEXTS hold objects with a field "text". A page is the running text of one article; some paragraphs later
one of its sentences comes again as an update: with another number, another name, another date, another
place, or with a negation put in or taken out. The changed word is always another of its kind taken
from the same collection of articles or from a closed class, never a made-up one. Out: {id, text, updates:
[[start, end, kind]], repeats: [[start, end]]}, offsets in code points; "repeats" are other sentences that come again as
they were, to see that what is measured folds at all.

score_updates.py counts how many updates were folded."""
import argparse
import gzip
import json
import random
import re

MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty".split()
RELATIVE = {"today": "yesterday", "yesterday": "today", "tomorrow": "today", "last week": "last month",
            "last month": "last year", "last year": "last month", "next week": "next month", "this year": "last year",
            "next month": "next year", "next year": "this year", "this week": "last week"}
PLACES = ("Afghanistan Africa Albania Algeria Argentina Australia Austria Baghdad Beijing Belgium Berlin Boston Brazil "
          "Britain Brussels Cairo California Canada Chicago Chile China Colombia Cuba Denmark Egypt England Europe "
          "Finland Florida France Georgia Germany Greece Helsinki Hungary India Indonesia Iran Iraq Ireland Israel "
          "Italy Japan Jerusalem Jordan Kenya Korea Kyrgyzstan Libya London Los Malaysia Mexico Moscow Nigeria "
          "Norway Ohio Pakistan Paris Peru Poland Portugal Romania Russia Scotland Serbia Singapore Spain Sudan "
          "Sweden Switzerland Syria Taiwan Texas Tokyo Turkey Ukraine Vietnam Wales Washington Zimbabwe").split()
NOT_NAMES = set(MONTHS + DAYS + PLACES) | set(
    "The A An In On At But And He She It They We I You This That These Those There His Her Their Our My If When "
    "While As For With From To By Of After Before However Also Mr Mrs Ms Dr Sen Rep Gen President Prime Minister "
    "Read More No Not Yes What Who Why How Where Which Some Many Most All One Two".split())


def sentences(text):
    out = []
    for line in text.split("\n"):
        start = text.find(line, out[-1][1] if out else 0)
        for m in re.finditer(r"[A-Z“\"][^.!?\n]{40,260}[.!?][”\"]?(?=\s+[A-Z“\"]|$)", line):
            out.append((start + m.start(), start + m.end()))
    return [text[a:b] for a, b in out]


def sub(sentence, match, new):
    return sentence[:match.start()] + new + sentence[match.end():]


def number(s, rng, names):
    found = list(re.finditer(r"(?<![\w.,-])\d[\d,.]*\d|(?<![\w.,-])\d(?![\w.,])|\b(?:%s)\b" % "|".join(NUMBER_WORDS), s))
    if not found:
        return None
    m = rng.choice(found)
    if m.group(0) in NUMBER_WORDS:
        return sub(s, m, rng.choice([w for w in NUMBER_WORDS if w != m.group(0)]))
    at = rng.choice([i for i, c in enumerate(m.group(0)) if c.isdigit()])
    digit = rng.choice([d for d in "123456789" if d != m.group(0)[at]])
    return sub(s, m, m.group(0)[:at] + digit + m.group(0)[at + 1:])


def name(s, rng, names):
    found = [m for m in re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?![\w])", s) if m.group(0) not in NOT_NAMES]
    if not found or len(names) < 2:
        return None
    m = rng.choice(found)
    return sub(s, m, rng.choice([n for n in names if n != m.group(0)]))


def first_name(s, rng, names):
    m = re.match(r"[A-Z][a-z]{2,}(?= (?:said|told|added|has|is|was|will|also) )", s)
    if not m or m.group(0) in NOT_NAMES or m.group(0) not in names or len(names) < 2:
        return None
    return sub(s, m, rng.choice([n for n in names if n != m.group(0)]))


def place(s, rng, names):
    found = [m for m in re.finditer(r"\b(?:%s)\b" % "|".join(PLACES), s)]
    if not found:
        return None
    m = rng.choice(found)
    return sub(s, m, rng.choice([p for p in PLACES if p != m.group(0)]))


def date(s, rng, names):
    found = [(m, c) for c in (MONTHS, DAYS) for m in re.finditer(r"\b(?:%s)\b" % "|".join(c), s)]
    found += [(m, None) for m in re.finditer(r"\b(?:%s)\b" % "|".join(RELATIVE), s)]
    if not found:
        return None
    m, kind = rng.choice(found)
    return sub(s, m, RELATIVE[m.group(0)] if kind is None else rng.choice([k for k in kind if k != m.group(0)]))


def negation(s, rng, names):
    m = re.search(r"\b(is|was|are|were|will|would|can|could|should|has|have|had|did|do|does) not\b", s)
    if m:
        return sub(s, m, m.group(1))
    m = re.search(r"\b(is|was|are|were|would|could|should|did|does|do|has|had)n['’]t\b", s)
    if m:
        return sub(s, m, m.group(1))
    m = re.search(r"\bno (?=[a-z])", s)
    if m:
        return sub(s, m, rng.choice(["", "some "]))
    m = re.search(r"\b(is|was|are|were|will|would|can|could|should)\b(?! not)", s)
    if m:
        return sub(s, m, rng.choice([m.group(1) + " not", m.group(1) + " never"]))
    return None


KINDS = {"number": number, "name": name, "first name": first_name, "place": place, "date": date, "negation": negation}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--most", type=int, default=400, help="updates of each kind")
    parser.add_argument("texts", nargs="+")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    texts = []
    for path in args.texts:
        opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path, encoding="utf-8")
        with opened as lines:
            texts += [t for t in (json.loads(line)["text"] for line in lines) if 1200 < len(t) < 12000]
    rng.shuffle(texts)
    names = sorted({m for t in texts for m in re.findall(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?![\w])", t)} - NOT_NAMES)
    left = dict.fromkeys(KINDS, args.most)
    for count, text in enumerate(texts):
        own = sentences(text)
        rng.shuffle(own)
        page, updates, repeats = text.rstrip() + "\n", [], []
        for sentence in own[:12]:
            kinds = [k for k in KINDS if left[k] and not any(u[2] == k for u in updates)]
            rng.shuffle(kinds)
            for kind in kinds:
                changed = KINDS[kind](sentence, rng, names)
                if changed and changed != sentence and changed not in text:
                    left[kind] -= 1
                    updates.append([len(page), len(page) + len(changed), kind])
                    page += changed + "\n"
                    break
            else:
                if len(repeats) < 2 and text.count(sentence) == 1:
                    repeats.append([len(page), len(page) + len(sentence)])
                    page += sentence + "\n"
        if updates:
            print(json.dumps({"id": f"update-{count}", "text": page, "updates": updates, "repeats": repeats}))


main()
