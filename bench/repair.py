"""How fast repair is, whether every character is accounted for, and how much of text it restores that was set in lines.

    python -m bench.repair [--articles 300]

Reads $ONRECORD_SHARED (default ../shared): the seeds, and news articles which are set in lines in several ways and repaired.
`breaks`: F1 of paragraph breaks, `articles`: share restored character for character.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import textwrap
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from onrecord.ingest.repair import Layout, repair, repaired

SHARED = Path(os.environ.get("ONRECORD_SHARED", "../shared"))
SYLLABLE = re.compile(r"[aeiouy][^\W_aeiouy]?(?=[^\W_aeiouy][aeiouy])")

Setting = Callable[[list[str], random.Random], tuple[str, Layout, list[int]]]


def blank_lines(paragraphs: list[str], chance: random.Random) -> tuple[str, Layout, list[int]]:
    width = chance.randint(55, 80)
    return "\n\n".join(textwrap.fill(p, width, break_long_words=False) for p in paragraphs), "plain", []


def crlf(paragraphs: list[str], chance: random.Random) -> tuple[str, Layout, list[int]]:
    return blank_lines(paragraphs, chance)[0].replace("\n", "\r\n"), "plain", []


def indented(paragraphs: list[str], chance: random.Random) -> tuple[str, Layout, list[int]]:
    width, indent = chance.randint(50, 70), " " * chance.randint(3, 5)
    title, *rest = paragraphs
    body = [textwrap.fill(p, width, initial_indent=indent, break_long_words=False) for p in rest]
    return "\n".join([textwrap.fill(title, 40, break_long_words=False), *body]), "plain", []


def one_a_line(paragraphs: list[str], chance: random.Random) -> tuple[str, Layout, list[int]]:
    return "\n".join(paragraphs), "plain", []


def unwrapped(paragraphs: list[str], chance: random.Random) -> tuple[str, Layout, list[int]]:
    return "\n\n".join(paragraphs), "plain", []


def hyphenated(paragraphs: list[str], chance: random.Random) -> tuple[str, Layout, list[int]]:
    """A narrow column in which words are divided between syllables."""
    width = chance.randint(36, 46)
    return "\n\n".join("\n".join(_column(p, width)) for p in paragraphs), "plain", []


def _column(paragraph: str, width: int) -> Iterator[str]:
    line = ""
    for word in paragraph.split():
        for piece in re.split(r"(?<=\w-)(?=\w)", word):
            joined = f"{line} {piece}" if line and (not line.endswith("-") or piece is word) else line + piece
            if len(joined) <= width or not line:
                line = joined
                continue
            room = width - len(line) - 2
            cuts = [m.end() for m in SYLLABLE.finditer(piece) if 2 <= m.end() <= min(room, len(piece) - 3)] if piece.isalpha() else []
            if cuts:
                yield f"{line}{' ' if piece is word or not line.endswith('-') else ''}{piece[: cuts[-1]]}-"
                line = piece[cuts[-1] :]
            else:
                yield line
                line = piece
    yield line


def paged(paragraphs: list[str], chance: random.Random) -> tuple[str, Layout, list[int]]:
    """Pages of 30 lines with alternating heads and a page number at the foot."""
    lines = blank_lines(paragraphs, chance)[0].split("\n")
    pages = [lines[i : i + 30] for i in range(0, len(lines), 30)]
    text, starts = "", []
    for number, page in enumerate(pages, 1):
        starts.append(len(text))
        head = "The Harrow Courier" if number % 2 else "World affairs"
        text += "\n".join([f"{number} {head}" if number % 2 else f"{head} {number}", "", *page, "", str(number)]) + "\n"
    return text, "pages", starts


def form_feeds(paragraphs: list[str], chance: random.Random) -> tuple[str, Layout, list[int]]:
    lines = blank_lines(paragraphs, chance)[0].split("\n")
    pages = [lines[i : i + 45] for i in range(0, len(lines), 45)]
    return "\n\f".join("\n".join([*page, "", f"Page {n} of {len(pages)}"]) for n, page in enumerate(pages, 1)), "plain", []


SETTINGS: list[Setting] = [unwrapped, one_a_line, blank_lines, crlf, indented, hyphenated, paged, form_feeds]


def articles(count: int) -> Iterator[list[str]]:
    """Paragraphs of news articles in clean text."""
    with gzip.open(SHARED / "data/news/conflict_articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = (json.loads(line) for line in lines)
        clean = (repair(repair(f"{a['title']}\n\n{a['text']}", "clean").text).text.split("\n\n") for a in texts)
        yield from islice((p for p in clean if 6 <= len(p) <= 60 and sum(map(len, p)) > 1500 and max(map(len, p)) < 3000), count)


def breaks(text: str) -> set[int]:
    """Where paragraphs end, counted in characters that are neither white space nor hyphens."""
    out, at = set(), 0
    for paragraph in text.split("\n\n"):
        at += len("".join(paragraph.replace("-", "").split()))
        out.add(at)
    return out


def measure(count: int) -> None:
    originals = list(articles(count))
    for setting in SETTINGS:
        chance = random.Random(1)
        exact = right = found = expected = size = 0
        spent = 0.0
        for paragraphs in originals:
            original = "\n\n".join(paragraphs)
            source, layout, starts = setting(paragraphs, chance)
            started = time.perf_counter()
            result = repair(source, layout, starts)
            spent += time.perf_counter() - started
            assert repaired(source, result.repairs) == result.text
            size += len(source)
            exact += result.text == original
            ours, true = breaks(result.text), breaks(original)
            right, found, expected = right + len(ours & true), found + len(ours), expected + len(true)
        f1 = 2 * right / (found + expected)
        print(f"{setting.__name__:14} breaks {f1:.4f}  articles {exact / len(originals):.3f}  {size / spent / 1e6:.2f} MB/s")


def seeds() -> None:
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        source = path.read_bytes().decode("utf-8")
        result = repair(source)
        assert repaired(source, result.repairs) == result.text
        removed = sum(len(r.before) for r in result.repairs)
        kinds = sorted({r.kind for r in result.repairs})
        print(f"{path.name[:3]}: {len(source)} characters = {len(source) - removed} unchanged + {removed} in {len(result.repairs)} repairs {kinds}")


def single_line(megabytes: int) -> None:
    source = "“The ministers’ talks in Séjourné’s office broke down,” he said. " * (megabytes * 1_000_000 // 65)
    started = time.perf_counter()
    repair(source)
    print(f"one line of {megabytes} MB: {time.perf_counter() - started:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--line", type=int, default=50, help="megabytes in the single line")
    options = parser.parse_args()
    seeds()
    measure(options.articles)
    single_line(options.line)


if __name__ == "__main__":
    main()
