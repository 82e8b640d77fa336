"""HTML extraction: `python -m bench.html [--worst N]`.

Reads the 181 pages of shared/data/html (scrapinghub's article-extraction-benchmark). Quality: bags of 4-word shingles, F1 of their
overlap, averaged over pages; the headline that `extract` puts in front is not part of that gold and left out. Time: `html.extract`,
facts included, against the bare `trafilatura.extract(fast=True)`, page by page in turns, the best of three rounds, in CPU time.
Exit status 1 below F1 0.955 or above 1.15 times.
"""

from __future__ import annotations

import gzip
import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import trafilatura

from bench.shared import shared
from onrecord.ingest import html

F1, RATIO = 0.955, 1.15
ROUNDS = 3
RUNS: tuple[Callable[[bytes], object], ...] = (html.extract, partial(trafilatura.extract, fast=True))


def pages() -> dict[str, tuple[bytes, str]]:
    """id -> (page as fetched, gold text)."""
    folder = shared() / "data" / "html"
    gold = json.loads((folder / "ground-truth.json").read_text("utf8"))
    return {
        key: (gzip.decompress((folder / "pages" / f"{key}.html.gz").read_bytes()), row["articleBody"])
        for key, row in gold.items()
    }


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3))) if words else Counter()


def overlap(found: str, gold: str) -> tuple[float, float, float]:
    """(precision, recall, F1)"""
    a, b = shingles(found), shingles(gold)
    shared_ = (a & b).total()
    precision, recall = shared_ / a.total() if a else 0.0, shared_ / b.total() if b else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if shared_ else float(not a and not b)


def body(page: bytes) -> str:
    extracted = html.extract(page)
    title = extracted.facts.title or ""
    return extracted.text.removeprefix(f"{title}\n\n") if title else extracted.text


def timed(found: dict[str, tuple[bytes, str]]) -> tuple[float, float]:
    """CPU seconds of ours and of the bare library's on the same pages, each the best round."""
    ours, bare = [], []
    for _ in range(ROUNDS):
        spent = [0.0, 0.0]
        for page, _ in found.values():
            for i, run in enumerate(RUNS):
                start = time.process_time()
                run(page)
                spent[i] += time.process_time() - start
        ours.append(spent[0])
        bare.append(spent[1])
    return min(ours), min(bare)


def scores() -> dict[str, Any]:
    found = pages()
    ours = {key: overlap(body(page), gold) for key, (page, gold) in found.items()}
    bare = {key: overlap(trafilatura.extract(page, fast=True) or "", gold) for key, (page, gold) in found.items()}
    seconds, bare_seconds = timed(found)
    mean = [sum(row[i] for row in ours.values()) / len(ours) for i in range(3)]
    return {
        "pages": len(found),
        "f1": mean[2],
        "precision": mean[0],
        "recall": mean[1],
        "f1_of_means": 2 * mean[0] * mean[1] / (mean[0] + mean[1]),
        "bare_f1": sum(row[2] for row in bare.values()) / len(bare),
        "ratio": seconds / bare_seconds,
        "pages_per_second": len(found) / seconds,
        "worst": sorted((row[2], key) for key, row in ours.items()),
    }


def quality() -> dict[str, float]:
    """F1 in percent, without the timing: what the floors hold."""
    found = pages()
    return {"f1": round(100 * sum(overlap(body(page), gold)[2] for page, gold in found.values()) / len(found), 1)}


def main(argv: list[str]) -> int:
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    if not (shared() / "data" / "html").is_dir():
        print(f"HTML: NOT checked ({shared()} is not there)")
        return 0
    got = scores()
    print(
        f"HTML: {got['pages']} pages, F1 {got['f1']:.4f} (P {got['precision']:.4f} R {got['recall']:.4f}; F1 of the means "
        f"{got['f1_of_means']:.4f}; bare library {got['bare_f1']:.4f}), {got['ratio']:.2f} x its time, {got['pages_per_second']:.0f} pages/s"
    )
    if "--worst" in argv:
        for f1, key in got["worst"][: int(argv[argv.index("--worst") + 1])]:
            print(f"  {f1:.3f} {key}")
    return int(got["f1"] < F1 or got["ratio"] > RATIO)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
