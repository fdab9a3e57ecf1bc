#!/usr/bin/env python3
"""Bytes and milliseconds per key in a terminal, beside newsboat, fzf and sk on the same texts.

    wire.py --program target/release/pullquote FOLDER [--link RATE:RTT_MS] [--size 80x24 ...]

FOLDER holds plain texts, whose first line is the title. A key counts until nothing has come for a moment;
`--link 8000:150` plays a line of 8,000 bytes a second with a round trip of 150 ms. Needs newsboat, fzf and
sk; what is missing is left out. The keys of a group are summed up by their median.
"""

import argparse
import email.utils
import fcntl
import html
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import statistics
import struct
import subprocess
import tempfile
import termios
import time

QUIET = 0.5
ENTER, DOWN, UP, HOME = "\r", "\x1bOB", "\x1bOA", "\x1bOH"
TYPED = ("type", list("russia chi"))


class Terminal:
    """A program in a pseudo-terminal at the other end of a line."""

    def __init__(self, command, size, link, variables):
        self.rate, self.round_trip = link
        columns, rows = (int(part) for part in size.split("x"))
        self.process, self.master = pty.fork()
        if self.process == 0:
            os.environ.update(TERM="xterm-256color", LANG="C.UTF-8", **variables)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvp(command[0], command)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.read(4 * QUIET)

    def read(self, quiet):
        """Reads until nothing comes; returns the bytes and the seconds to the first and the last of them."""
        began = time.monotonic()
        count, first, last = 0, 0.0, 0.0
        while select.select([self.master], [], [], quiet)[0]:
            try:
                piece = os.read(self.master, 65536)
            except OSError:
                break
            if not piece:
                break
            self.answer(piece)
            now = time.monotonic() - began
            # The first byte is there once it has crossed the line, the last after all others.
            first = first or now + self.round_trip
            last = max(last, now + self.round_trip)
            if self.rate:
                first = first if count else first + 1 / self.rate
                last += len(piece) / self.rate
            count += len(piece)
        return count, first, last

    def answer(self, piece):
        """Answers what an xterm answers: which modes it knows, and what it is."""
        for mode in re.findall(rb"\x1b\[\?(\d+)\$p", piece):
            os.write(self.master, b"\x1b[?" + mode + (b";2$y" if mode == b"2026" else b";0$y"))
        if b"\x1b[c" in piece:
            os.write(self.master, b"\x1b[?62;22c")

    def press(self, key):
        os.write(self.master, key.encode())
        return self.read(QUIET)

    def close(self):
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.master)


def measure(name, command, size, link, groups, variables=None):
    """Prints a row for each named group of keys; those without a name only lead there."""
    terminal = Terminal(command, size, link, variables or {})
    for group, keys in groups:
        pressed = [terminal.press(key) for key in keys]
        if group:
            count, first, last = (statistics.median(column) for column in zip(*pressed))
            whole = sum(one[0] for one in pressed)
            print(f"| {name} | {size} | {group} | {count:.0f} | {whole} | {first * 1000:.0f} | {last * 1000:.0f} |")
    began = time.monotonic()
    idle = terminal.read(0.1)[0]
    while time.monotonic() - began < 10:
        idle += terminal.read(1)[0]
    print(f"| {name} | {size} | 10 s idle | {idle} | {idle} | | |")
    terminal.close()


def feed_of(texts, path):
    items = []
    for text in texts:
        title, _, body = text.partition("\n")
        paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in body.strip().split("\n\n"))
        # Newest first, as the folder is read.
        date = email.utils.formatdate(1_750_000_000 - 60 * len(items))
        words = html.escape(paragraphs)
        items.append(
            f"<item><title>{html.escape(title)}</title><guid>{len(items)}</guid>"
            f"<link>https://example.org/{len(items)}</link>"
            f"<pubDate>{date}</pubDate><description>{words}</description></item>"
        )
    start = '<?xml version="1.0"?><rss version="2.0"><channel><title>All</title>'
    path.write_text(start + "".join(items) + "</channel></rss>")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--program", default="target/release/pullquote")
    parser.add_argument("--link", default="0:0")
    parser.add_argument("--size", nargs="+", default=["80x24", "200x60"])
    options = parser.parse_args()
    rate, round_trip = (float(part) for part in options.link.split(":"))
    link = (rate, round_trip / 1000)
    texts = [path.read_text() for path in sorted(options.folder.glob("*.txt"))]
    work = pathlib.Path(tempfile.mkdtemp())
    print("| program | size | keys | bytes, median | bytes, all | first byte, ms | last byte, ms |\n|---|---|---|---|---|---|---|")
    for size in options.size:
        ours = [("list cursor", ["j"] * 6), ("list scroll", ["j"] * 40), ("", ["g"])]
        ours += [("open", [ENTER]), ("line", ["j"] * 20), ("page", [" "] * 3), ("", ["q", "/"]), TYPED]
        home = {"SSH_TTY": "/dev/pts/0", "XDG_CONFIG_HOME": str(work), "XDG_DATA_HOME": str(work)}
        measure("pullquote", [options.program, str(options.folder)], size, link, ours, home)
        if shutil.which("newsboat"):
            feed_of(texts, work / "feed.xml")
            (work / "urls").write_text(f"file://{work}/feed.xml\n")
            (work / "config").write_text("text-width 72\nauto-reload no\n")
            command = ["newsboat", "-u", str(work / "urls"), "-C", str(work / "config"), "-c", str(work / "cache.db")]
            subprocess.run([*command, "-x", "reload"], check=True)
            theirs = [("", [ENTER]), ("list cursor", [DOWN] * 6), ("list scroll", [DOWN] * 40), ("", [HOME])]
            theirs += [("open", [ENTER]), ("line", [DOWN] * 20), ("page", [" "] * 3)]
            measure("newsboat", command, size, link, theirs)
        titles = work / "titles.txt"
        titles.write_text("".join(text.partition("\n")[0] + "\n" for text in texts))
        for finder in filter(shutil.which, ["fzf", "sk"]):
            measure(finder, ["sh", "-c", f"{finder} --no-mouse < {titles}"], size, link, [TYPED])
    shutil.rmtree(work)


if __name__ == "__main__":
    main()
