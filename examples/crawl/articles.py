#!/usr/bin/env python3
"""Between `pullquote clean` and `pullquote annotate`: one line for each article of a page.

The article's number in its page is appended to the id; a line with an error stays as it is.
"""
import json
import sys

for line in sys.stdin:
    page = json.loads(line)
    if "articles" not in page:
        sys.stdout.write(line)
        continue
    for number, article in enumerate(page["articles"]):
        name = page["id"] if number == 0 else f"{page['id']}#{number}"
        sys.stdout.write(json.dumps({"id": name, **article}, ensure_ascii=False) + "\n")
