"""Whole path on real articles: `python -m bench.throughput [--articles 300] [--jobs 1]`.

Reads articles of shared/data/news from memory through repair, reading, extraction and resolution. Prints articles and words a
second, the share of the processor time that each stage takes, and peak memory. Times are of this machine: compare within a run only.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from bench.shared import shared
from onrecord import ingest, pipeline
from onrecord.ingest.sources import Source
from onrecord.resolve import knowledge

STAGES = [
    (ingest, "documents"), (pipeline, "reader"), (pipeline, "find_mentions"), (pipeline, "resolve_actors"), (pipeline, "find_statements"),
    (pipeline, "find_figures"), (pipeline, "find_events"), (pipeline, "find_commitments"), (pipeline, "find_framing"), (pipeline, "dated"),
    (pipeline, "attribute"), (pipeline, "pinned"),
]  # fmt: skip


def articles(limit: int) -> Iterator[Source]:
    """The first `limit` articles as plain-text sources."""
    with gzip.open(shared() / "data" / "news" / "conflict_articles.jsonl.gz", "rt", encoding="utf8") as lines:
        for number, line in enumerate(lines):
            if number >= limit:
                return
            row = json.loads(line)
            yield Source(f"news/{number:05}.txt", data=(row.get("text") or row.get("content") or "").encode())


def timed(spent: dict[str, float]) -> None:
    """Wraps each stage of the path where the pipeline looks it up."""
    for module, name in STAGES:
        original = getattr(module, name)

        def wrapper(*args: Any, _original: Any = original, _name: str = name, **kwargs: Any) -> Any:
            start = time.process_time()
            try:
                return _original(*args, **kwargs)
            finally:
                spent[_name] += time.process_time() - start

        setattr(module, name, wrapper)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args(argv)
    knowledge.load()
    spent: dict[str, float] = defaultdict(float)
    if options.jobs == 1:
        timed(spent)
    start, used = time.perf_counter(), time.process_time()
    read = words = items = 0
    for result in pipeline.read_sources(articles(options.articles), options.jobs):
        for document, found in result.documents:
            read, words, items = read + 1, words + len(document.text.split()), items + len(found)
    wall, used = time.perf_counter() - start, time.process_time() - used
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    print(f"{read} articles, {words} words, {items} items in {wall:.1f} s: {read / wall:.1f} articles/s, {words / wall:.0f} words/s, peak {peak:.0f} MB a process")
    for name, seconds in sorted(spent.items(), key=lambda pair: -pair[1]):
        print(f"  {name:18} {100 * seconds / used:5.1f} %  {1000 * seconds / max(read, 1):6.1f} ms an article")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
