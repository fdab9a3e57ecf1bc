"""Renders labelled HTML pages to plain text, for training and measuring the line model.

usage: render.py OUT.jsonl HEADINGS.txt SET.jsonl[.gz]...

Each input line: {"id", "html", "text" (the true body), "url"?, "title"?, "author"?, "date"?}; the set is named after the
file. Each output line: {"id", "set", "style", "site", "held", "text" (the page as text), "truth", "title", "author", "date"}.
Two styles, as text comes to people: "a" one line for each block element, "b" as the inscriptis package lays a page out.
A page is held out, never trained on, where the hash of its site says so (28 % of the sites).
Two more styles are made from the pieces of pages that are not held out, as the sets have few of them: "clean" is a
true body alone, in paragraphs; "block" is a true body below its title, and below it other pages' true titles and texts,
whole or broken off, under one of the headings of HEADINGS.txt (assets/clean/headings.txt).
Pages are read in the order given and the output is the same on every run.
"""
import gzip
import hashlib
import json
import os
import random
import re
import sys
from urllib.parse import urlsplit

from inscriptis import get_text
from inscriptis.model.config import ParserConfig
from lxml import html as lxml_html

BLOCKS = frozenset(
    "p div br hr h1 h2 h3 h4 h5 h6 li td th tr blockquote ul ol dl dt dd table section article aside header footer nav form"
    " figure figcaption pre main option select button iframe address fieldset label center body title picture video audio".split()
)
SKIPPED = frozenset("script style noscript template svg head math object embed".split())
HELD_SHARE = 0.28


def squeeze(text):
    return re.sub(r"\s+", " ", text).strip()


def block_lines(root):
    pieces, stack = [], [(root, "element")]
    while stack:
        item, kind = stack.pop()
        if kind == "text":
            pieces.append(item)
            continue
        if kind == "break":
            pieces.append("\0")
            continue
        if not isinstance(item.tag, str) or item.tag in SKIPPED:
            continue
        if item.tag in BLOCKS:
            pieces.append("\0")
            stack.append((None, "break"))
        inside = [(item.text, "text")] if item.text else []
        for child in item:
            inside.append((child, "element"))
            if child.tail:
                inside.append((child.tail, "text"))
        stack.extend(reversed(inside))
    return [line for line in map(squeeze, "".join(pieces).split("\0")) if line]


def parse(html):
    try:
        return lxml_html.fromstring(html)
    except ValueError:
        parser = lxml_html.HTMLParser(encoding="utf-8")
        return lxml_html.fromstring(html.encode("utf8", "replace"), parser=parser)


def style_a(html):
    try:
        root = parse(html)
    except Exception:  # lxml raises many kinds; a page that cannot be parsed has no lines
        return []
    body = root.find(".//body")
    return block_lines(root if body is None else body)


def style_b(html):
    try:
        text = get_text(html, ParserConfig(display_links=False, display_images=False))
    except Exception:  # inscriptis raises what lxml raises, and recursion errors
        return style_a(html)
    return [line for line in map(squeeze, text.split("\n")) if line]


def site_of(page):
    host = urlsplit(page.get("url") or "").hostname or ""
    if host in ("example.com", "fakehost"):
        return page["id"]
    labels = host.split(".")
    short = len(labels) > 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3:] if short else labels[-2:]) or page["id"]


def is_held(site):
    return int(hashlib.sha256(site.encode()).hexdigest()[:8], 16) / 2**32 < HELD_SHARE


def pages(paths):
    for path in paths:
        name = os.path.basename(path).split(".")[0]
        opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
        with opened as lines:
            for line in lines:
                page = json.loads(line)
                if page.get("text") and page.get("html"):
                    yield name, page


def cut_headings(path):
    """The lines of the sections of HEADINGS.txt that head a block of other things."""
    headings, is_cut = [], False
    for line in open(path):
        line = line.strip()
        if line.startswith("["):
            is_cut = line == "[related cut]"
        elif is_cut and line and not line.startswith("#") and not line.endswith("*"):
            headings.append(line)
    return headings


def made_pages(bodies, headings):
    """Pages made from pieces; bodies are (set, id, site, title, text) of pages that may be trained on."""
    dice = random.Random(7)
    for name, id_, site, title, text in bodies:
        paragraphs = [line for line in map(squeeze, text.split("\n")) if line]
        row = {"set": name, "site": site, "held": False, "truth": text, "title": title, "author": None, "date": None}
        if dice.random() < 0.4:
            yield row | {"id": f"{id_}/clean", "style": "clean", "text": "\n\n".join(paragraphs)}
        if dice.random() < 0.5:
            lines = [title] * dice.choice([0, 1, 1, 2]) if title else []
            lines += paragraphs if dice.random() < 0.7 else [" ".join(paragraphs)]
            heading = dice.choice(headings)
            lines.append(dice.choice([heading.title(), heading.upper(), heading.capitalize()]))
            for _, other_id, _, other_title, other_text in dice.sample(bodies, dice.randint(1, 4)):
                if not other_title or other_id == id_:
                    continue
                lines += [other_title] * dice.choice([1, 1, 2])
                piece = squeeze(other_text)
                if dice.random() < 0.6:
                    piece = piece[: dice.randint(80, 1200)].rsplit(" ", 1)[0] + dice.choice(["...", "", "…"])
                lines.append(piece)
            yield row | {"id": f"{id_}/block", "style": "block", "text": "\n".join(lines)}


def main():
    out_path, headings_path, *paths = sys.argv[1:]
    bodies = []
    with open(out_path, "w") as out:
        def write(row):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")

        for name, page in pages(paths):
            site = site_of(page)
            held = is_held(site)
            known = {key: page.get(key) for key in ("title", "author", "date", "lang")}
            for style, render in (("a", style_a), ("b", style_b)):
                lines = render(page["html"])
                if lines:
                    row = {"id": page["id"], "set": name, "style": style, "site": site, "held": held}
                    write(row | {"text": "\n".join(lines), "truth": page["text"], **known})
            if not held and name != "cleaneval":
                bodies.append((name, page["id"], site, page.get("title"), page["text"]))
        for row in made_pages(bodies, cut_headings(headings_path)):
            write(row)


if __name__ == "__main__":
    main()
