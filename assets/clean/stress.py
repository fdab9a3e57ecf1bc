"""Measures cleaning on pages made of pieces, for what labelled pages have too little of.

usage: stress.py PROGRAM PAGES.jsonl

PROGRAM is the built `pullquote`; PAGES.jsonl is what render.py writes. Only pages of held-out sites are used, and of them
only true bodies, titles and dates; the seed of the dice is fixed. Each kind of page says what must come out of it, and
the share of pages on which it does is printed. Nothing is written.
"""
import json
import random
import re
import subprocess
import sys
import textwrap
from collections import Counter, defaultdict

HEADINGS = ["Related Articles", "More stories", "Read more", "Recommended for you"]
SUBHEADS = ["What happens next", "A long way home", "Questions remain", "How it began"]
TABLE = ["Team | Played | Points", "Harbour | 12 | 31", "Valley | 12 | 27", "Old Town | 11 | 19"]
FETCHED = "Fetched on 14 March 2031"
CAPTIONS = ["Workers at the harbour on Monday AFP", "A view of the market. Photo: Reuters", "(Photo by A. Name/Getty Images)"]
DISCLAIMER = "(Disclaimer: This story was automatically generated from a syndicated feed; only the headline may have been reworked.)"


def paragraphs(text):
    return [line for line in (re.sub(r"\s+", " ", line).strip() for line in text.split("\n")) if line]


def words(text):
    return re.findall(r"\w+", text or "")


def shingles(text):
    found = words(text)
    return Counter(tuple(found[at : at + 4]) for at in range(max(1, len(found) - 3))) if found else Counter()


def f1(truth, found):
    truth, found = shingles(truth), shingles(found)
    total = sum(truth.values()) + sum(found.values())
    return 2 * sum((truth & found).values()) / total if total else 1.0


def made(stories, dice):
    """Yields (kind, page, check): check(answer) is a share from 0 to 1."""
    body = lambda answer: answer["articles"][0]["text"] if answer["articles"] else ""
    for at, (title, text) in enumerate(stories):
        own, (other_title, other_text) = paragraphs(text), stories[(at + 7) % len(stories)]
        other = paragraphs(other_text)
        page = [title, title, "3 hours ago", *own]
        near = lambda answer, own=own: f1("\n".join(own), body(answer))
        yield "text alone", "\n\n".join(own), near
        yield "title said twice", "\n".join([title, *page]), lambda a, t=title: float(words(a["articles"][0]["title"]) == words(t))
        whole = [*page, dice.choice(HEADINGS), other_title, *other]
        yield "a whole story below: the first", "\n".join(whole), near
        found = lambda a, other=other: max((f1("\n".join(other), x["text"]) for x in a["articles"][1:]), default=0.0)
        yield "a whole story below: the second", "\n".join(whole), found
        piece = " ".join(other)[: dice.randint(150, 600)].rsplit(" ", 1)[0] + "..."
        yield "a teaser below", "\n".join([*page, dice.choice(HEADINGS), other_title, piece]), near
        gone = lambda piece: lambda a: float(piece not in body(a) and f1("\n".join(own_of(a)), body(a)) > 0)
        own_of = lambda a: [body(a)]
        caption = dice.choice(CAPTIONS)
        yield "a caption between", "\n".join([*page[:4], caption, *page[4:]]), gone(caption)
        glued = own[-1] + " " + CAPTIONS[0]
        yield "a caption glued to the end", "\n".join([*page[:-1], glued]), gone(CAPTIONS[0])
        yield "a disclaimer", "\n".join([*page, DISCLAIMER]), gone(DISCLAIMER)
        yield "a wall of text", " ".join(own), lambda a: float(
            bool(body(a)) and max(len(words(p)) for p in body(a).split("\n\n")) <= 200)
        joined = lambda a, own=own: sum(line in body(a) for line in own) / len(own)
        width = dice.choice([65, 72, 78])
        for name, widths in (("hard-wrapped", [width]), ("hard-wrapped at several widths", [65, 72, 78])):
            wrapped = "\n\n".join(textwrap.fill(line, dice.choice(widths)) for line in own)
            yield name, wrapped, joined
            quoted = "\n".join("> " + line for line in wrapped.split("\n"))
            yield name + " and quoted", quoted, joined
        items = [f"- {' '.join(words(line)[:6])}" for line in other[:5]]
        listed = [*own[: len(own) // 2], "What to know:", *items, *own[len(own) // 2 :]]
        kept = lambda a, items=items: sum(item[2:] in body(a) for item in items) / len(items)
        heads = dice.sample(SUBHEADS, 2)
        headed = [title, *own[:2], heads[0], *own[2:4], heads[1], *own[4:]]
        yield "headings inside", "\n".join(headed), lambda a, heads=heads: sum(
            head in body(a).split("\n\n") for head in heads) / 2
        yield "headings inside one line", f"{title}\n{' '.join(headed[1:])}", lambda a, heads=heads: float(
            all(head in body(a) for head in heads))
        yield "a table inside", "\n".join([*own[:2], *TABLE, *own[2:]]), lambda a: sum(row in body(a) for row in TABLE) / len(TABLE)
        dated = [title, "12 March 2031", *own, FETCHED]
        story_date = lambda a: float((a["articles"][0]["published"] or "").startswith("2031-03-12"))
        yield "a date of fetching below, the story's above", "\n".join(dated), story_date
        dated = [title, FETCHED, "12 March 2031", *own]
        yield "a date of fetching above the story's", "\n".join(dated), story_date
        at = own[1].find(". ") + 1
        if at:
            said = CAPTIONS[1]
            split = [own[0], f"{own[1][:at]} {said} {own[1][at:]}", *own[2:]]
            yield "a credit between sentences", "\n".join([title, *split]), lambda a, said=said: float(said not in body(a))
        doubled = "\n".join([f"{title} {title}", "3 hours ago", *own])
        yield "a title said twice in its line", doubled, lambda a, t=title: float(words(a["articles"][0]["title"]) == words(t))
        yield "a list inside", "\n".join([title, *listed]), kept


def main():
    program, path = sys.argv[1:]
    stories = []
    for line in open(path):
        page = json.loads(line)
        long = [p for p in paragraphs(page["truth"]) if len(words(p)) >= 12]
        if page["held"] and page["style"] == "a" and page.get("title") and 5 <= len(long) <= 60:
            stories.append((page["title"], "\n".join(long)))
    cases = list(made(stories, random.Random(3)))
    given = "".join(json.dumps({"id": number, "text": page}) + "\n" for number, (_, page, _) in enumerate(cases))
    run = subprocess.run([program, "clean"], input=given, capture_output=True, text=True, check=True)
    scores = defaultdict(list)
    for (kind, _, check), answer in zip(cases, run.stdout.splitlines()):
        answer = json.loads(answer)
        scores[kind].append(check(answer) if answer["articles"] else 0.0)
    print(f"{len(stories)} stories of held-out sites")
    for kind, values in scores.items():
        print(f"{kind:<34} {sum(values) / len(values):.3f}")


if __name__ == "__main__":
    main()
