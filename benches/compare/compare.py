#!/usr/bin/env python3
"""Runs pullquote and its peers over the same data, side by side, and prints tables.

    python3 -m venv peers && peers/bin/pip install -r benches/compare/requirements.txt
    cargo build --release && cargo build --release --manifest-path benches/compare/peers/Cargo.toml
    peers/bin/python benches/compare/compare.py --pullquote target/release/pullquote \
        --peers benches/compare/peers/target/release/peers \
        --pages NAME=pages.jsonl.gz --people NAME=people.jsonl --quotes NAME=quotes.jsonl \
        --repeats NAME=docs.jsonl --titles titles.txt --article article.txt --grow --plots docs/plots

Data: pages {id, html, url, text (the true body)}; people {id, text, people: [[start, end]...]};
quotes {id, text, quotes: [{start, end, kind, speaker_start, speaker_end}...]}; repeats {id, text,
cluster}. Offsets are in code points. None of it is part of the project. Peers that are not
installed are left out and named.

Every tool is run as one process with one thread over the whole file, in turn, several rounds; what
counts is the processor time of the process (user and system), less that of an empty run where a
start is given, so that other work on the machine disturbs little. The median is shown, and the
spread as (largest - smallest) / median.
"""
import argparse, collections, gzip, importlib.metadata, json, os, platform, pty, re, select
import shutil, statistics, subprocess, sys, tempfile, time

ME = os.path.abspath(__file__)


def lines_of(path, most):
    opened = gzip.open(path, "rt") if path.endswith(".gz") else open(path)
    with opened as file:
        return [json.loads(line) for line, _ in zip(file, range(most))]


def version(package):
    try:
        return f"{package} {importlib.metadata.version(package)}"
    except importlib.metadata.PackageNotFoundError:
        return None


def table(head, rows):
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print(flush=True)


def run(command, data, env=None):
    """Runs a filter and returns its output, processor seconds and peak memory in MB."""
    with tempfile.TemporaryFile() as kept:
        kept.write(data)
        kept.seek(0)
        child = subprocess.Popen(
            command, stdin=kept, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "RAYON_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", **(env or {})})
        out = child.stdout.read()
        _, _, used = os.wait4(child.pid, 0)
    return out, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def rounds(tools, data, empty, count):
    """Runs all tools in turn; returns for each its last output, seconds per round, MB, start."""
    out = {name: [None, [], 0, 0] for name in tools}
    for name, command in tools.items():
        out[name][3] = min(run(command, empty)[1] for _ in range(2))
    for _ in range(count):
        for name, command in tools.items():
            text, seconds, megabytes = run(command, data)
            one = out[name]
            one[0], one[2] = text, max(one[2], megabytes)
            one[1].append(max(seconds - one[3], 1e-4))
    return out


def speed(units, seconds, digits=0):
    middle = statistics.median(seconds)
    spread = (max(seconds) - min(seconds)) / middle
    return f"{units / middle:,.{digits}f}", f"{spread:.0%}"


# --- Workers: Python peers as filters ---------------------------------------------------------

def load(model, **options):
    """Loads a model of spaCy by its name, or by the name of a package that holds it."""
    import importlib, spacy
    package = importlib.import_module(model)
    path = package.model_path() if hasattr(package, "model_path") else model
    return spacy.load(path, **options)


def worker(name):
    lines = (json.loads(line) for line in sys.stdin)
    give = lambda value: sys.stdout.write(json.dumps(value) + "\n")
    if name.startswith("trafilatura"):
        import trafilatura
        for page in lines:
            give({"id": page["id"], "text": trafilatura.extract(
                page["html"], include_comments=False, favor_precision=name.endswith("precision")) or ""})
    elif name == "readability":
        from lxml import html
        from readability import Document
        for page in lines:
            try:
                text = html.fromstring(Document(page["html"]).summary()).text_content()
            except Exception:
                text = ""
            give({"id": page["id"], "text": text})
    elif name.startswith("spacy"):
        nlp = load(name.split(":")[1], exclude=["parser", "lemmatizer", "tagger", "attribute_ruler"])
        docs = list(lines)
        for one, read in zip(docs, nlp.pipe((doc["text"] for doc in docs), batch_size=64)):
            spans = []
            for entity in read.ents:
                if entity.label_ == "PERSON":
                    text = re.sub(r"['’]s?$", "", entity.text)
                    spans.append([entity.start_char, entity.start_char + len(text)])
            give({"id": one["id"], "people": spans})
    elif name.startswith("textacy"):
        from textacy.extract import triples
        nlp = load(name.split(":")[1])
        for one in lines:
            quotes, at = [], 0
            for paragraph in one["text"].split("\n"):
                try:
                    found = list(triples.direct_quotations(nlp(paragraph)))
                except ValueError:
                    found = []
                for quote in found:
                    speaker = quote.speaker
                    quotes.append({
                        "start": at + quote.content.start_char, "end": at + quote.content.end_char,
                        "speaker_start": at + speaker[0].idx, "speaker_end": at + speaker[-1].idx + len(speaker[-1])})
                at += len(paragraph) + 1
            give({"id": one["id"], "quotes": quotes})
    elif name in ("datasketch", "rensa"):
        shingles = lambda text: {" ".join(words[i:i + 5]) for words in [re.findall(r"\w+", text.lower())] for i in range(max(len(words) - 4, 1))}
        if name == "datasketch":
            from datasketch import MinHash, MinHashLSH
            index = MinHashLSH(threshold=0.5, num_perm=128)
            for number, one in enumerate(lines):
                sketch = MinHash(num_perm=128)
                sketch.update_batch([word.encode() for word in shingles(one["text"])])
                give({"id": one["id"], "copies": [{"id": other} for other in index.query(sketch)]})
                index.insert(one["id"], sketch)
        else:
            from rensa import RMinHash, RMinHashLSH
            index, sketches, ids = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32), [], []
            for number, one in enumerate(lines):
                sketch = RMinHash(num_perm=128, seed=42)
                sketch.update(list(shingles(one["text"])))
                near = [other for other in index.query(sketch) if sketches[other].jaccard(sketch) >= 0.5]
                give({"id": one["id"], "copies": [{"id": ids[other]} for other in near]})
                index.insert(number, sketch)
                sketches.append(sketch)
                ids.append(one["id"])


# --- Scores -----------------------------------------------------------------------------------

def f1(hits, found, true):
    precision, recall = hits / max(found, 1), hits / max(true, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def body_score(gold, text):
    """Precision, recall and F1 of runs of four words, as in article-extraction-benchmark."""
    def grams(text):
        words = re.findall(r"\w+", text)
        return collections.Counter(tuple(words[i:i + 4]) for i in range(max(len(words) - 3, min(len(words), 1))))
    one, other = grams(gold), grams(text)
    return f1(sum((one & other).values()), sum(other.values()), sum(one.values()))


def cleaning(args, name, path):
    pages = [page for page in lines_of(path, args.most) if page.get("html") and page.get("text")]
    data = "".join(json.dumps({key: page.get(key) for key in ("id", "html", "url")}) + "\n" for page in pages).encode()
    empty = b'{"id":0,"html":"<p>x</p>"}\n'
    python = [sys.executable, ME, "--worker"]
    tools = {"pullquote clean": [args.pullquote, "clean"]}
    if version("trafilatura"):
        tools["trafilatura"] = python + ["trafilatura"]
        tools["trafilatura, precision"] = python + ["trafilatura-precision"]
    if version("readability-lxml"):
        tools["readability-lxml"] = python + ["readability"]
    if args.peers:
        tools["dom_smoothie"] = [args.peers, "smoothie"]
    gold = {page["id"]: page["text"] for page in pages}
    rows, ours = [], None
    for tool, (out, seconds, megabytes, start) in rounds(tools, data, empty, args.rounds).items():
        scores = []
        for line in out.decode().splitlines():
            page = json.loads(line)
            articles = page.get("articles")
            text = page.get("text", "") if articles is None else (articles or [{"text": ""}])[0]["text"]
            scores.append(body_score(gold[page["id"]], text))
        ours = ours or statistics.median(seconds)
        pace, spread = speed(len(pages), seconds, 1)
        rows.append([tool] + [f"{statistics.mean(score[i] for score in scores):.3f}" for i in range(3)]
                    + [pace, spread, f"{statistics.median(seconds) / ours:.1f}", f"{megabytes:.0f}", f"{start:.2f}"])
    print(f"### Cleaning: {name}, {len(pages)} pages\n")
    table(["tool", "precision", "recall", "F1", "pages/s", "spread", "time, times ours", "MB", "start, s"], rows)


def people(args, name, path):
    docs = lines_of(path, args.most)
    data = "".join(json.dumps({"id": doc["id"], "text": doc["text"]}) + "\n" for doc in docs).encode()
    tools = {"pullquote annotate": [args.pullquote, "annotate"]}
    for model in args.spacy:
        if version("spacy"):
            tools[model] = [sys.executable, ME, "--worker", f"spacy:{model}"]
    gold = {doc["id"]: {tuple(span[:2]) for span in doc["people"]} for doc in docs}
    size, rows, ours = sum(len(doc["text"]) for doc in docs), [], None
    for tool, (out, seconds, megabytes, start) in rounds(tools, data, b'{"id":0,"text":"x"}\n', args.rounds).items():
        hits = found = 0
        for line in out.decode().splitlines():
            one = json.loads(line)
            spans = {tuple(span) for person in one["people"]
                     for span in (person["mentions"] if isinstance(person, dict) else [person])}
            hits, found = hits + len(spans & gold[one["id"]]), found + len(spans)
        score = f1(hits, found, sum(map(len, gold.values())))
        ours = ours or statistics.median(seconds)
        pace, spread = speed(size / 1000, seconds)
        rows.append([tool] + [f"{part:.3f}" for part in score] + [pace, spread, f"{statistics.median(seconds) / ours:.1f}", f"{megabytes:.0f}", f"{start:.2f}"])
    print(f"### People: {name}, {len(docs)} articles, {size:,} characters\n")
    table(["tool", "precision", "recall", "F1 of mentions", "1000 characters/s", "spread", "time, times ours", "MB", "start, s"], rows)


def quotes(args, name, path):
    docs = lines_of(path, args.most)
    data = "".join(json.dumps({"id": doc["id"], "text": doc["text"]}) + "\n" for doc in docs).encode()
    tools = {"pullquote annotate": [args.pullquote, "annotate"]}
    for model in args.spacy:
        if version("textacy"):
            tools[f"textacy on {model}, by paragraph"] = [sys.executable, ME, "--worker", f"textacy:{model}"]
    gold = {doc["id"]: [quote for quote in doc["quotes"] if quote.get("kind") != "term"] for doc in docs}
    size, rows, ours = sum(len(doc["text"]) for doc in docs), [], None
    for tool, (out, seconds, megabytes, start) in rounds(tools, data, b'{"id":0,"text":"x"}\n', args.rounds).items():
        hits = found = true = named = right = 0
        for line in out.decode().splitlines():
            one = json.loads(line)
            mine = [quote for quote in one["quotes"] if quote.get("kind", "speech") == "speech"]
            found, true = found + len(mine), true + len(gold[one["id"]])
            for quote in gold[one["id"]]:
                overlap = lambda other: min(quote["end"], other["end"]) - max(quote["start"], other["start"])
                best = max(mine, key=overlap, default=None)
                if best is None or overlap(best) * 2 < quote["end"] - quote["start"]:
                    continue
                hits += 1
                shown = best.get("speaker_start") is not None and best.get("confidence", 1) >= args.threshold
                if shown and quote.get("speaker_start") is not None:
                    named += 1
                    right += min(best["speaker_end"], quote["speaker_end"]) > max(best["speaker_start"], quote["speaker_start"])
        ours = ours or statistics.median(seconds)
        pace, spread = speed(size / 1000, seconds)
        score = f1(hits, max(found, hits), true)
        rows.append([tool, f"{score[1]:.3f}", named, f"{right / max(named, 1):.3f}", f"{right / max(true, 1):.3f}", pace, spread,
                     f"{statistics.median(seconds) / ours:.1f}", f"{megabytes:.0f}", f"{start:.2f}"])
    print(f"### Quotations: {name}, {len(docs)} articles, {size:,} characters\n")
    table(["tool", "recall of quotations", "speakers named", "of them at the right place", "right of all", "1000 characters/s", "spread", "time, times ours", "MB", "start, s"], rows)


def repeats(args, name, path):
    docs = lines_of(path, args.most)
    data = "".join(json.dumps({"id": doc["id"], "text": doc["text"]}) + "\n" for doc in docs).encode()
    tools = {"pullquote repeats": [args.pullquote, "repeats"]}
    for peer in ("datasketch", "rensa"):
        if version(peer):
            tools[f"{peer}, 128 permutations, 0.5"] = [sys.executable, ME, "--worker", peer]
    members = collections.defaultdict(set)
    for doc in docs:
        members[doc["cluster"]].add(doc["id"])
    true = {frozenset((a, b)) for group in members.values() for a in group for b in group if a != b}
    size, rows, ours = sum(len(doc["text"]) for doc in docs), [], None
    for tool, (out, seconds, megabytes, start) in rounds(tools, data, b'{"id":0,"text":"x"}\n', args.rounds).items():
        found = set()
        for line in out.decode().splitlines():
            one = json.loads(line)
            for copy in one["copies"]:
                if max(copy.get("share", 1), copy.get("share_of_other", 1)) >= 0.5:
                    found.add(frozenset((one["id"], copy["id"])))
        score = f1(len(found & true), len(found), len(true))
        ours = ours or statistics.median(seconds)
        pace, spread = speed(len(docs), seconds)
        rows.append([tool] + [f"{part:.3f}" for part in score] + [pace, spread, f"{statistics.median(seconds) / ours:.1f}", f"{megabytes:.0f}", f"{start:.2f}"])
    print(f"### Copies: {name}, {len(docs)} texts, {size:,} characters, {len(true)} pairs\n")
    table(["tool", "precision", "recall", "F1 of pairs", "texts/s", "spread", "time, times ours", "MB", "start, s"], rows)


def library_of(args, folder, count, words=120):
    """Writes a library of `count` made-up articles; returns its path, seconds and bytes."""
    state = 42
    vocabulary = ("minister police storm harbour council report iran russia oil price court election bridge talks final cup market school "
                  "fire virus climate deal strike budget border museum island river summit defence of in the for and to after says new over").split()

    def below(end):
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state >> 33) % end
    lines = os.path.join(folder, f"{count}.jsonl")
    with open(lines, "w") as file:
        for number in range(count):
            title = " ".join(vocabulary[below(len(vocabulary))] for _ in range(7)) + f" {below(3000)}"
            text = [f"{vocabulary[below(len(vocabulary))]}{below(5000)}" for _ in range(words)]
            text = ". ".join(" ".join(text[i:i + 14]).capitalize() for i in range(0, words, 14)) + "."
            file.write(json.dumps({"title": title.capitalize(), "url": f"https://example.org/{number}", "text": text, "site_name": "Daily"}) + "\n")
    path = os.path.join(folder, f"{count}.db")
    _, seconds, megabytes = run([args.pullquote, "add", lines, "--library", path], b"")
    return path, seconds, megabytes, os.path.getsize(path)


def grow(args):
    """How cost grows with the library and with one document."""
    series = collections.defaultdict(list)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for count in [int(number) for number in args.articles.split(",")]:
            path, seconds, megabytes, size = library_of(args, folder, count)
            listed = statistics.median(run([args.pullquote, "list", "--filter", "border summit", "--library", path], b"")[1] for _ in range(3))
            found = statistics.median(run([args.pullquote, "search", "border", "summit", "--library", path], b"")[1] for _ in range(3))
            for key, value in (("add", seconds), ("list --filter", listed), ("search", found)):
                series[key].append((count, value))
            rows.append([f"{count:,}", f"{seconds:.2f}", f"{seconds / count * 1000:.2f}", f"{megabytes:.0f}", f"{size / count / 1024:.1f}", f"{listed:.2f}", f"{found:.2f}"])
    print("### How cost grows with the library\n")
    table(["articles", "add, s", "ms an article", "MB of memory", "kB of disk an article", "list --filter, s", "search, s"], rows)
    plot(args, "articles.svg", "processor seconds by articles in the library", series)
    series, rows = collections.defaultdict(list), []
    sentence = lambda n: f"Item {n} went from the old harbour to buyer {n * 7919 % 100003} for {n * 31} crowns on Monday, “as agreed,” said Anna Keller. "
    for size in [int(number) for number in args.bytes.split(",")]:
        pieces, length, number = [], 0, 0
        while length < size:
            piece = sentence(number) + ("\n\n" if number % 5 == 4 else "")
            pieces.append(piece)
            length, number = length + len(piece.encode()), number + 1
        text = "".join(pieces)
        row = [f"{size:,}"]
        for stage in ("clean", "annotate", "repeats"):
            _, seconds, megabytes = run([args.pullquote, stage], (json.dumps({"id": 1, "text": text}) + "\n").encode())
            series[stage].append((size, seconds))
            row += [f"{seconds:.2f}", f"{megabytes:.0f}"]
        rows.append(row)
    print("### How cost grows with one document\n")
    table(["bytes", "clean, s", "MB", "annotate, s", "MB", "repeats, s", "MB"], rows)
    plot(args, "bytes.svg", "processor seconds by bytes of one document", series)


def plot(args, name, title, series):
    """Writes lines on doubly logarithmic axes as SVG; the dotted line is linear growth."""
    import math
    if not args.plots:
        return
    os.makedirs(args.plots, exist_ok=True)
    points = [point for line in series.values() for point in line]
    low = [math.floor(math.log10(max(min(point[axis] for point in points), 1e-3))) for axis in (0, 1)]
    high = [math.ceil(math.log10(max(point[axis] for point in points))) for axis in (0, 1)]
    width, height, edge, names = 640, 400, 60, 40
    x = lambda value: edge + (math.log10(value) - low[0]) / max(high[0] - low[0], 1) * (width - 2 * edge)
    y = lambda value: height - edge - (math.log10(max(value, 10 ** low[1])) - low[1]) / max(high[1] - low[1], 1) * (height - 2 * edge)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width + names} {height}" font-family="sans-serif" font-size="12">'
           f'<rect width="{width + names}" height="{height}" fill="#fff"/><text x="{edge}" y="24" font-size="14">{title}</text>']
    for power in range(low[0], high[0] + 1):
        out.append(f'<path d="M{x(10 ** power):.0f} {edge}V{height - edge}" stroke="#ddd"/><text x="{x(10 ** power):.0f}" y="{height - edge + 18}" text-anchor="middle">10{sup(power)}</text>')
    for power in range(low[1], high[1] + 1):
        out.append(f'<path d="M{edge} {y(10 ** power):.0f}H{width - edge}" stroke="#ddd"/><text x="{edge - 8}" y="{y(10 ** power) + 4:.0f}" text-anchor="end">10{sup(power)}</text>')
    for color, (label, line) in zip(("#1b6ca8", "#b5332e", "#2e7d32", "#7b4fa3"), series.items()):
        path = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in line)
        out.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>')
        out += [f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="3" fill="{color}"/>' for a, b in line]
        out.append(f'<text x="{x(line[-1][0]) + 6:.0f}" y="{y(line[-1][1]) + 4:.0f}" fill="{color}">{label}</text>')
        a, b = line[-1]
        first = line[0][0]
        linear = max(b * first / a, 10 ** low[1])
        out.append(f'<path d="M{x(a * linear / b):.1f} {y(linear):.1f}L{x(a):.1f} {y(b):.1f}" stroke="{color}" stroke-dasharray="2 4"/>')
    with open(os.path.join(args.plots, name), "w") as file:
        file.write("\n".join(out) + "\n</svg>\n")


def sup(number):
    return str(number).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def filtering(args):
    titles = open(args.titles, "rb").read()
    count = titles.count(b"\n")
    queries = args.queries.split(",")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        made = os.path.join(folder, "titles.jsonl")
        with open(made, "w") as file:
            for number, title in enumerate(titles.decode().splitlines()):
                file.write(json.dumps({"title": title, "url": f"https://example.org/{number}", "text": f"Text number {number}."}) + "\n")
        path = os.path.join(folder, "titles.db")
        run([args.pullquote, "add", made, "--library", path], b"")
        tools = {"pullquote list --filter": lambda query: [args.pullquote, "list", "--filter", query, "--library", path]}
        for tool in ("fzf", "sk"):
            if shutil.which(tool):
                tools[f"{tool} --filter"] = lambda query, tool=tool: [tool, "--filter", query]
        for query in queries:
            for tool, command in tools.items():
                seconds = [run(command(query), titles)[1] for _ in range(args.rounds)]
                rows.append([tool, query, f"{statistics.median(seconds) * 1000:.0f}", f"{(max(seconds) - min(seconds)) / statistics.median(seconds):.0%}"])
    if args.peers:
        out = subprocess.run([args.peers, "nucleo", *queries], input=titles, stdout=subprocess.PIPE).stdout.decode()
        rows += [["nucleo-matcher, in the process, one core", *line.split("\t"), ""] for line in out.splitlines()]
    print(f"### Filtering {count:,} titles\n\nWhole processes, reading the titles included; pullquote reads a library, the others a list of lines.\n")
    table(["tool", "query", "ms", "spread"], rows)


def drive(command, keys, env, size=(24, 80)):
    """Runs a program in a pseudo-terminal; returns the bytes and milliseconds of the start and of each key."""
    import fcntl, struct, termios
    pid, fd = pty.fork()
    if pid == 0:
        os.execvpe(command[0], command, {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", **env})
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))

    def quiet(patience, most=20):
        count, last, began = 0, time.monotonic(), time.monotonic()
        while time.monotonic() - began < most:
            ready, _, _ = select.select([fd], [], [], patience)
            if not ready:
                break
            try:
                piece = os.read(fd, 65536)
            except OSError:
                break
            if not piece:
                break
            if b"\x1b[c" in piece:
                os.write(fd, b"\x1b[?62;c")
            count, last = count + len(piece), time.monotonic()
        return count, (last - began) * 1000
    result = [quiet(1.0)]
    for key in keys:
        os.write(fd, key)
        result.append(quiet(0.4, 5))
    memory = 0
    try:
        memory = int(re.search(r"VmHWM:\s+(\d+)", open(f"/proc/{pid}/status").read()).group(1)) // 1024
        os.kill(pid, 9)
    except (OSError, AttributeError):
        pass
    os.close(fd)
    os.waitpid(pid, 0)
    return result, memory


def terminal(args):
    text = open(args.article).read()
    down = [b"j"] * 20
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        article = os.path.join(folder, "article.txt")
        open(article, "w").write(text)
        body = "".join(f"<p>{line}</p>" for line in text.replace("&", "&amp;").replace("<", "&lt;").splitlines() if line)
        feed = os.path.join(folder, "feed.xml")
        open(feed, "w").write('<rss version="2.0"><channel><title>Feed</title><item><title>An article</title><link>https://example.org/</link>'
                              f"<description><![CDATA[{body}]]></description></item></channel></rss>")
        open(os.path.join(folder, "urls"), "w").write(f"file://{feed}\n")
        env = {"HOME": folder, "XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder, "LESS": ""}
        news = ["newsboat", "-q", "-u", f"{folder}/urls", "-c", f"{folder}/cache.db", "-C", "/dev/null"]
        tools = {"pullquote, one pane": ([args.pullquote, article], [b"\r"], {})}
        if shutil.which("less"):
            tools["less"] = (["less", article], [], {})
        if shutil.which("newsboat"):
            subprocess.run([*news, "-x", "reload"], env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            tools["newsboat"] = (news, [b"\r", b"\r"], {})
        for tool, (command, opening, more) in tools.items():
            starts, bytes_of_key, memory = [], [], 0
            for _ in range(args.rounds):
                result, used = drive(command, opening + down, {**env, **more})
                starts.append(result[0][1])
                scrolled = result[1 + len(opening):]
                bytes_of_key.append(statistics.mean(count for count, _ in scrolled))
                memory = max(memory, used)
            rows.append([tool, f"{statistics.median(starts):.0f}", f"{max(starts) - min(starts):.0f}", f"{statistics.median(bytes_of_key):.0f}", memory])
    print("### In a terminal of 80 x 24: start, and scrolling an article line by line\n")
    table(["program", "start to the last byte, ms", "spread, ms", "bytes a line scrolled", "MB"], rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--pullquote", default="target/release/pullquote")
    parser.add_argument("--peers", default="")
    for what in ("pages", "people", "quotes", "repeats"):
        parser.add_argument(f"--{what}", action="append", default=[], metavar="NAME=FILE")
    parser.add_argument("--titles")
    parser.add_argument("--queries", default="border,bord summ,iran talks,ministr")
    parser.add_argument("--article")
    parser.add_argument("--grow", action="store_true")
    parser.add_argument("--articles", default="1000,3000,10000,30000,100000")
    parser.add_argument("--bytes", default="1000,10000,100000,1000000,10000000,100000000")
    parser.add_argument("--plots")
    parser.add_argument("--spacy", action="append", default=[])
    parser.add_argument("--threshold", type=float, default=0.5, help="confidence from which the reader shows a speaker")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--most", type=int, default=10**9, help="lines of each file")
    args = parser.parse_args()
    if args.worker:
        return worker(args.worker)
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "")
    print(f"Machine: {os.cpu_count()} cores, {model}, {platform.release()}; load at the start {os.getloadavg()[0]:.1f}; {time.strftime('%Y-%m-%d')}.")
    ours = subprocess.run([args.pullquote, "--version"], stdout=subprocess.PIPE).stdout.decode().strip()
    names = ["trafilatura", "readability-lxml", "spacy", "textacy", "datasketch", "rensa"]
    others = [version(name) or f"{name} (not installed)" for name in names] + args.spacy
    for tool, flag in (("fzf", "--version"), ("sk", "--version"), ("less", "--version"), ("newsboat", "--version")):
        if shutil.which(tool):
            others.append(f"{tool} " + subprocess.run([tool, flag], stdout=subprocess.PIPE).stdout.decode().split("\n")[0])
        else:
            others.append(f"{tool} (not installed)")
    print(f"Versions: {ours}; {', '.join(others)}; Python {platform.python_version()}.\n", flush=True)
    for what, work in (("pages", cleaning), ("people", people), ("quotes", quotes), ("repeats", repeats)):
        for named in getattr(args, what):
            work(args, *named.split("=", 1))
    if args.titles:
        filtering(args)
    if args.article:
        terminal(args)
    if args.grow:
        grow(args)


if __name__ == "__main__":
    main()
