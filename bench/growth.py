"""A record that grows daily: 60 reads of 200 documents against one read of 12,000, in other orders too.

    python -m bench.growth                        texts, their reading (kept, so that it can be interrupted), then the store: daily, in
                                                  another order, at once; equality, cost of each day, size, query times
    python -m bench.growth --true --jobs 2        the daily reads by `onrecord read` itself, a process a day
    python -m bench.growth --days 6 --per-day 20  a small one
    ... --work FOLDER --json FILE

Texts are those of shared/data/news, cut to --characters at a paragraph's end; where they do not suffice they come again with light edits, so that
more than half of 12,000 documents have a near-duplicate.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.copying import articles, light_edits
from bench.shared import shared
from onrecord.ingest.sources import sources
from onrecord.pipeline import read_sources
from onrecord.records import Document, Item, to_line
from onrecord.store import Record
from onrecord.store.rows import loaded

BATCH = 16  # as `onrecord read`
Pair = tuple[Document, list[Item]]


# -- texts and their reading ----------------------------------------------------------------------------------------


def name(day: int) -> str:
    return f"day{day:02d}"


def write_texts(work: Path, days: int, per_day: int, characters: int, seed: int) -> None:
    """work/texts/dayNN/NNNNN.txt and index.csv."""
    texts = work / "texts"
    if (texts / "index.csv").exists():
        return
    chance = random.Random(seed)
    originals = [a for a in articles(shared() / "data" / "news" / "conflict_articles.jsonl.gz") if a["text"].strip()]
    chance.shuffle(originals)
    made = []
    for number in range(days * per_day):
        article = originals[number % len(originals)]
        text = cut(article["text"], characters)
        made.append((article, text if number < len(originals) else light_edits(text, chance, 0.03)))
    chance.shuffle(made)
    rows = []
    for number, (article, text) in enumerate(made):
        path = texts / name(number // per_day + 1) / f"{number:05d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        rows.append((f"{path.parent.name}/{path.name}", published(article), article["outlet"], article["title"], "en"))
    with (texts / "index.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("path", "published", "outlet", "title", "language"), *rows])


def published(article: dict[str, Any]) -> str:
    return article["published"] if re.fullmatch(r"\d{4}-\d\d-\d\d", article["published"] or "") else ""


def cut(text: str, characters: int) -> str:
    end = text.rfind("\n\n", 0, characters) if len(text) > characters else -1
    return text[: end if end > characters // 2 else characters]


def read_day(work: Path, day: int, jobs: int) -> Path:
    """work/read/dayNN.jsonl, kept once made."""
    out = work / "read" / f"{name(day)}.jsonl"
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        begun = cpu()
        found = sources([str(work / "texts" / name(day))], index=str(work / "texts" / "index.csv"), notice=lambda line: None)
        partly = out.with_suffix(".part")
        with partly.open("w", encoding="utf-8", newline="\n") as file:
            for result in read_sources(found, jobs=jobs):
                for document, items in result.documents:
                    file.writelines(to_line(x) + "\n" for x in (document, *items))
        (out.with_suffix(".seconds")).write_text(str(cpu() - begun))
        partly.rename(out)
        print(f"read {name(day)}", file=sys.stderr)
    return out


def pairs(file: Path) -> Iterator[Pair]:
    document: Document | None = None
    items: list[Item] = []
    with file.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            record = loaded(line)
            if record.kind == "document":
                if document is not None:
                    yield document, items
                document, items = record, []
            else:
                items.append(record)
    if document is not None:
        yield document, items


# -- the store ------------------------------------------------------------------------------------------------------


def cpu() -> float:
    """Seconds of processor time, of this process and of those it waited for."""
    return sum(u.ru_utime + u.ru_stime for u in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)))


def grown(path: Path, read: list[Path], each: int = 1) -> list[float]:
    """A record of these readings, `each` files a run; the processor seconds of each run, parsing of the kept readings left out."""
    costs = []
    with Record.open(path, create=True) as record:
        for start in range(0, len(read), each):
            batch: list[Pair] = []
            cost = 0.0
            run = record.begin_run("1", "k", {"from": start})
            for file in read[start : start + each]:
                for pair in pairs(file):
                    batch.append(pair)
                    if len(batch) == BATCH:
                        cost += seconds(lambda: record.add(batch, run))  # noqa: B023
                        batch = []
            record.add(batch, run)
            cost += seconds(lambda: record.finish_run(run))  # noqa: B023
            costs.append(round(cost, 3))
    return costs


def seconds(action: Callable[[], object], clock: Callable[[], float] = cpu) -> float:
    begun = clock()
    action()
    return clock() - begun


def shown(path: Path) -> tuple[str, str, int]:
    """Hashes of all lines (items, copies) and of the merged actors, and how many copies."""
    with Record.open(path, readonly=True) as record:
        lines = hashlib.sha256()
        for line in record.lines():
            lines.update(line.encode() + b"\n")
        actors = hashlib.sha256()
        for listed in record.actors():
            actors.update(f"{listed.documents} {listed.mentions} {to_line(listed.actor)}\n".encode())
        return lines.hexdigest(), actors.hexdigest(), record.status().copies


def queries(path: Path) -> dict[str, float]:
    with Record.open(path, readonly=True) as record:
        some = next(iter(record.items("commitment", limit=1)))
        asked: dict[str, Callable[[], object]] = {
            "one document": lambda: record.document(some.doc),
            "items of a document": lambda: list(record.items(doc=some.doc)),
            "first 50 commitments": lambda: list(record.items("commitment", limit=50)),
            "who=Putin, first 50": lambda: list(record.items("statement", who="Putin", limit=50)),
            "events of a month, first 50": lambda: list(record.items("event", when="2015-03", limit=50)),
            "search, rare word": lambda: record.search("Smolensk", ("statement",)),
            "search, common word": lambda: record.search("president", ("statement",)),
            "count of statements without copies": lambda: record.count(kind="statement", copies=False),
            "50 most mentioned actors": lambda: list(record.actors(limit=50, mentions=0)),
            "status": record.status,
        }
        return {what: round(1000 * min(seconds(ask, time.perf_counter) for _ in range(3)), 1) for what, ask in asked.items()}


# -- the true thing -------------------------------------------------------------------------------------------------


def truly(work: Path, days: int, jobs: int) -> list[float]:
    """`onrecord read` once a day; a record left from before is continued. Processor seconds of each day."""
    path, costs = work / "true.onrecord", []
    for day in range(1, days + 1):
        kept = work / "true" / name(day)
        if not kept.exists():
            kept.parent.mkdir(exist_ok=True)
            command = [sys.executable, "-m", "onrecord.cli", "read", str(work / "texts" / name(day)), "--index", str(work / "texts" / "index.csv")]
            cost = seconds(lambda: subprocess.run([*command, "--quiet", "--jobs", str(jobs), "-o", str(path)], check=False))  # noqa: B023
            kept.write_text(str(cost))
            print(f"{name(day)}: {cost:.1f} s", file=sys.stderr)
        costs.append(round(float(kept.read_text()), 2))
    return costs


def around(costs: list[float], day: int) -> float:
    """The middle one of the days around a day, so that one busy moment does not decide."""
    near = sorted(costs[max(0, day - 3) : day + 2])
    return near[len(near) // 2]


def measured(work: Path, days: int, per_day: int, jobs: int, true: bool, seed: int) -> dict[str, Any]:
    figures: dict[str, Any] = {"days": days, "documents": days * per_day}
    if true:
        costs = truly(work, days, jobs)
        figures |= {"seconds a day, onrecord read": costs, "last day / day 2, whole": round(around(costs, days - 1) / around(costs, 2), 2)}
    read = [read_day(work, day, jobs) for day in range(1, days + 1)]
    reading = [float(file.with_suffix(".seconds").read_text()) for file in read]
    other = read[:]
    random.Random(seed).shuffle(other)
    made = {"daily": (read, 1), "daily in another order": (other, 1), "at once": (read, len(read))}
    results: dict[str, tuple[str, str, int]] = {}
    for what, (files, each) in made.items():
        path = work / f"{what.replace(' ', '-')}.onrecord"
        for old in path.parent.glob(path.name + "*"):
            old.unlink()
        costs = grown(path, files, each)
        figures[f"seconds of the store, {what}"] = costs
        results[what] = shown(path)
        if what == "daily":
            store = costs
    if true:
        results["true"] = shown(work / "true.onrecord")
    figures["same lines, actors and copies"] = len(set(results.values())) == 1
    figures["copies"] = results["daily"][2]
    mean = sum(reading) / len(reading)
    figures["seconds of reading a day"] = round(mean, 2)
    figures["last day / day 2, store and copies alone"] = round(around(store, days - 1) / around(store, 2), 2)
    figures["last day / day 2, with reading"] = round((mean + around(store, days - 1)) / (mean + around(store, 2)), 3)
    path = work / "daily.onrecord"
    figures["bytes/document"] = path.stat().st_size // (days * per_day)
    figures["MB"] = round(path.stat().st_size / 1e6, 1)
    figures["ms"] = queries(path)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--per-day", type=int, default=200)
    parser.add_argument("--characters", type=int, default=3000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--true", action="store_true")
    parser.add_argument("--only-read", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--work", type=Path, help="texts, readings and records; kept, so that an interrupted run goes on")
    parser.add_argument("--json", type=Path, metavar="FILE")
    given = parser.parse_args()
    work = given.work or Path(tempfile.gettempdir()) / f"onrecord-growth-{given.days}-{given.per_day}-{given.characters}-{given.seed}-{os.getuid()}"
    work.mkdir(parents=True, exist_ok=True)
    write_texts(work, given.days, given.per_day, given.characters, given.seed)
    if given.only_read:
        for day in range(1, given.days + 1):
            read_day(work, day, given.jobs)
        return
    figures = measured(work, given.days, given.per_day, given.jobs, given.true, given.seed)
    print(json.dumps(figures, indent=1, ensure_ascii=False))
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if not figures["same lines, actors and copies"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
