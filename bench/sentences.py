"""Sentence and word boundaries against UD English EWT, dev part, by genre. Prints F1 of each and tokens a second.

EWT joins lines of lists and signatures, where nothing in the text shows that a sentence ended; so sentence ends count where a stop shows.

    python -m bench.sentences [--show GENRE]
"""

from __future__ import annotations

import argparse
import os
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from onrecord.reader.quotemarks import quotation_marks
from onrecord.reader.tokens import sentences, tokens

SHARED = Path(os.environ.get("ONRECORD_SHARED", "../shared"))
STOP = re.compile(r"[.!?…][\"'”’)\]]*$")
Paragraph = tuple[str, str, list[str], list[list[str]]]  # genre, text, sentences, words of each


def paragraphs() -> Iterator[Paragraph]:
    """EWT marks new paragraphs; sentences of one are joined by a space, as its text has them."""
    genre, texts, words = "", [], []
    for block in (SHARED / "data/ud_ewt/dev.conllu").read_text(encoding="utf-8").split("\n\n"):
        facts = dict(line[2:].split(" = ", 1) for line in block.split("\n") if line.startswith("# ") and " = " in line)
        if "text" not in facts:
            continue
        if ("newpar_id" in facts or "newpar id" in facts or "newdoc id" in facts or "# newpar" in block) and texts:
            yield genre, " ".join(texts), texts, words
            texts, words = [], []
        genre = facts["sent_id"].split("-")[0]
        texts.append(facts["text"])
        words.append(_surface(block))
    yield genre, " ".join(texts), texts, words


def _surface(block: str) -> list[str]:
    return [row[1] for line in block.split("\n") if line[:1].isdigit() and (row := line.split("\t"))[0].isdigit()]


def _spans(text: str, pieces: list[str], start: int = 0) -> set[tuple[int, int]]:
    spans, at = set(), start
    for piece in pieces:
        found = text.find(piece, at)
        if found >= 0:
            spans.add((found, found + len(piece)))
            at = found + len(piece)
    return spans


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", help="print the sentences of this genre that differ")
    show = parser.parse_args().show
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * 6)
    spent, made = 0.0, 0
    for genre, text, texts, words in paragraphs():
        started = time.perf_counter()
        ours = set(sentences(text, quotation_marks(text).quotations))
        cut = {(t.start, t.end) for s, e in sorted(ours) for t in tokens(text, s, e)}
        spent, made = spent + time.perf_counter() - started, made + len(cut)
        true = _spans(text, texts)
        gold = {span for (s, _), row in zip(sorted(true), words, strict=False) for span in _spans(text, row, s)}
        stops = {e for s, e in true if STOP.search(text[s:e])}
        ends = {e for _, e in ours}
        for name in (genre, "all"):
            for i, n in enumerate((len(ends & stops), len(ends & stops) + len(ends - {e for _, e in true}), len(stops), len(cut & gold), len(cut), len(gold))):
                counts[name][i] += n
        if show == genre and ours != true:
            print("ours:", *[text[s:e] for s, e in sorted(ours - true)], sep="\n    ")
            print("EWT: ", *[text[s:e] for s, e in sorted(true - ours)], sep="\n    ")
    for name, (right, found, expected, r, f, x) in sorted(counts.items()):
        print(f"{name:12} sentence ends {2 * right / (found + expected):.3f} of {expected:,}   words {2 * r / (f + x):.3f} of {x:,}")
    print(f"{made / spent:,.0f} tokens a second, quotation marks and sentences included")


if __name__ == "__main__":
    main()
