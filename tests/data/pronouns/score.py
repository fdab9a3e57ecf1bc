#!/usr/bin/env python3
"""Scores the persons of pronoun quotations:  score.py DOCUMENTS.jsonl PULLQUOTE [--errors]"""
import json, subprocess, sys
from pathlib import Path

TITLES = {'mr', 'mrs', 'ms', 'dr', 'jr', 'sr', 'sir'}
PRONOUNS = {'he', 'she'}


def words(name):
    return [word for word in name.lower().replace('.', ' ').split() if word not in TITLES]


def agrees(found, accepted):
    """The same last word, and no other first word where both have one."""
    a, b = words(found), words(accepted)
    if not a or not b: return False
    if len(a) == 1 or len(b) == 1: return a[-1] == b[-1] or a[0] == b[0]
    return a[-1] == b[-1] and (a[0] == b[0] or min(len(a[0]), len(b[0])) == 1 and a[0][0] == b[0][0])


def main():
    documents = {}
    for line in open(sys.argv[1]):
        document = json.loads(line); documents[document['id']] = document['text']
    labels = [json.loads(line) for line in open(Path(__file__).with_name('labels.jsonl'))]
    wanted = sorted({label['id'] for label in labels})
    lines = ''.join(json.dumps({'id': i, 'text': documents[i]}) + '\n' for i in wanted)
    told = subprocess.run([sys.argv[2], 'annotate'], input=lines, capture_output=True, text=True, check=True).stdout
    quotes = {}
    for line in told.splitlines():
        document = json.loads(line); quotes[document['id']] = document['quotes'], document['people']
    right = none = wrong = missed = shown = shown_right = 0
    for label in labels:
        found, people = quotes[label['id']]
        # The marks may be in the label or not: the quotation that shares most with it.
        share = lambda q: min(q['end'], label['end']) - max(q['start'], label['start'])
        best = max(found, key=share, default=None)
        if best is None or share(best) <= 0: missed += 1; continue
        speaker = best['speaker']
        persons = {person['name'] for person in people}
        is_name = speaker in persons
        is_right = any(agrees(speaker, name) for name in label['names']) if is_name else not label['names']
        right += is_right; wrong += is_name and not is_right; none += not is_name and not is_right
        if is_name and (best['confidence'] or 0) >= 0.5:
            shown += 1; shown_right += is_right
        if not is_right and '--errors' in sys.argv:
            text = documents[label['id']]
            a, b = label['pronoun']
            print(label['id'], label['names'], 'not', speaker, best['confidence'], best['kind'])
            print('    ', ' '.join(text[max(0, min(a, label['start']) - 300):max(b, label['end']) + 40].split()))
    total = len(labels)
    print(f'right {right} of {total} ({100 * right / total:.1f} %), wrong person {wrong}, no person {none}, no quotation {missed}')
    print(f'named at 0.5 or more: {shown}, of these right {shown_right} ({100 * shown_right / max(1, shown):.1f} %)')


if __name__ == '__main__':
    main()
