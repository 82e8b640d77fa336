"""The record's speed, and whether it survives being killed.

    python bench/store.py                     write speed, size and query times over 2,000 synthetic documents
    python bench/store.py --kill 50           500 documents written by a process killed (SIGKILL) at 50 random instants
    python bench/store.py --kill 50 --read    the same with `onrecord read` of 500 text files
    python bench/store.py --postgres          write speed, size and query times on a PostgreSQL server started for it, with readers beside the writer
    python bench/store.py --of PATH           150 documents read from PATH: how fast they are read, and written on either database
    ... --json FILE                           the figures as JSON as well
"""

from __future__ import annotations

import argparse
import json
import random
import select
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

sys.path.pop(0)  # bench/, whose html.py is not the library's
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "store"))
from synthetic import article

from onrecord.ingest import sources
from onrecord.pipeline import read_sources
from onrecord.store import Record

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.postgres import server

PARAGRAPHS = 60  # about 4,000 characters a document, as in news


def write(path: Path, documents: int, batch: int = 1) -> None:
    """What a reading does: asks for each document whether it is there, adds it if not."""
    with Record.open(path, create=True) as record:
        run = record.begin_run("1", "k", {"documents": documents})
        waiting = []
        for number in range(documents):
            document, items = article(number, paragraphs=PARAGRAPHS)
            if not record.has(document.id, "1", "k", run=run):
                waiting.append((document, items))
            if len(waiting) == batch:
                record.add(waiting, run)
                waiting = []
        record.add(waiting, run)
        record.finish_run(run)


def killed(folder: Path, documents: int, kills: int, reading: bool = False, seed: int = 0) -> dict[str, Any]:
    """Writes with `kills` SIGKILLs, then to the end; compares with a record that was left alone."""
    whole, broken = folder / "whole.onrecord", folder / "killed.onrecord"
    command = [sys.executable, __file__, "--write", str(documents), "--record"]
    if reading:
        (folder / "wire").mkdir()
        for number in range(documents):
            (folder / "wire" / f"{number:05d}.txt").write_text(article(number)[0].text, encoding="utf-8")
        command = [sys.executable, "-m", "onrecord.cli", "read", str(folder / "wire"), "--quiet", "-o"]
    subprocess.run([*command, str(whole)], check=True, stdout=subprocess.DEVNULL)
    chance = random.Random(seed)
    at = []
    for number in range(kills):
        before = at[-1] if at else 0
        writer = subprocess.Popen([*command, str(broken)], stdout=subprocess.DEVNULL)
        # On its way to about this many documents, or, where a transaction has carried it past that, at any instant from its start.
        until = documents * (number + chance.uniform(-1, 1)) / (kills + 1)
        if before >= until:
            time.sleep(chance.uniform(0, 1.0 if reading else 0.1))
        while count(broken) < until and writer.poll() is None:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.003))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        at.append(count(broken))
    subprocess.run([*command, str(broken)], check=True, stdout=subprocess.DEVNULL)
    with Record.open(whole, readonly=True) as expected, Record.open(broken) as found:
        same = list(expected.lines()) == list(found.lines())
        problems = len(list(found.verify()))
        doubled = found.sql("SELECT count(*) - count(DISTINCT source) FROM documents").rows[0][0]
        runs = len(found.runs())
    return {
        "documents": documents, "kills": kills, "inside the writing": sum(0 < n < documents for n in at), "documents at each kill": at,
        "same lines": same, "problems": problems, "doubled": doubled, "runs": runs,
    }  # fmt: skip


def count(path: Path) -> int:
    """Documents in a record that may not have been made yet, asked without touching it."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def speed(place: Callable[[str], Any], documents: int) -> dict[str, Any]:
    pairs = [article(number, paragraphs=PARAGRAPHS) for number in range(documents)]
    items = sum(len(found) for _, found in pairs)
    figures: dict[str, Any] = {"documents": documents, "items": items}
    for batch in (1, 50):
        with Record.create(place(f"by_{batch}")) as record:
            run = record.begin_run("1", "k", {"batch": batch})
            figures[f"write docs/s, {batch} a transaction"] = round(documents / seconds(lambda: _add(record, pairs, run, batch)))  # noqa: B023
            record.finish_run(run)
    with Record.open(place("by_50")) as record:
        figures["bytes/document"] = record.status().bytes // documents
        doc = pairs[documents // 2][0]
        queries: dict[str, Callable[[], object]] = {
            "has": lambda: record.has(doc.id, "1", "k"),
            "one document": lambda: record.document(doc.id),
            "items of a document": lambda: list(record.items(doc=doc.id)),
            "first 50 events": lambda: list(record.items("event", limit=50)),
            "page of 50 in the middle": lambda: list(record.items("event", limit=50, after=pairs[documents // 2][1][6].id)),
            "events of a month": lambda: list(record.items("event", when="2025-03", limit=50)),
            "who=Dunaj, first 50": lambda: list(record.items(who="Mirela Dunaj", limit=50)),
            "search, 20 hits": lambda: record.search("engineers", ("statement",)),
            "search, one text": lambda: record.search(f'"report {documents // 2}"', ("document",)),
            "status": record.status,
            "count of statements": lambda: record.count(kind="statement"),
        }
        figures["ms"] = {name: round(1000 * min(seconds(query) for _ in range(3)), 2) for name, query in queries.items()}
        figures["export lines/s"] = round(sum(1 for _ in record.lines()) / seconds(lambda: sum(1 for _ in record.lines())))
        figures["items/s as records"] = round(5 * documents / seconds(lambda: sum(1 for _ in record.items())))
        figures["verify docs/s"] = round(documents / seconds(lambda: list(record.verify())))
    return figures


def real(path: str, documents: int, url: str, folder: Path) -> dict[str, Any]:
    """Documents as they are: readers' speed beside the writers' on a file and on a server."""
    found = list(sources([path]))[:documents]
    pairs: list[Any] = []
    taken = seconds(lambda: pairs.extend(pair for result in read_sources(found) for pair in result.documents))
    figures: dict[str, Any] = {"documents": len(pairs), "characters a document": sum(len(d.text) for d, _ in pairs) // len(pairs),
                               "records a document": sum(len(items) for _, items in pairs) // len(pairs), "read docs/s": round(len(pairs) / taken, 1)}  # fmt: skip
    for place in (folder / "real.onrecord", url):
        with Record.create(place) as record:
            run = record.begin_run("1", "k")
            taken = seconds(lambda: _add(record, pairs, run, 16))  # noqa: B023
            record.finish_run(run)
            figures |= {f"{record.connection.dialect}: write docs/s": round(len(pairs) / taken, 1), f"{record.connection.dialect}: bytes/document": record.status().bytes // len(pairs)}
    return figures


def beside(place: Callable[[str], Any], documents: int, readers: int = 4) -> dict[str, Any]:
    """Documents a second of a writer alone and with readers that never stop asking; how often they were answered."""
    out: dict[str, Any] = {}
    for many in (0, readers):
        pairs = [article(number, paragraphs=PARAGRAPHS) for number in range(documents)]
        name = f"beside_{many}"
        Record.create(place(name)).close()
        command = [sys.executable, __file__, "--look", str(place(name))]
        lookers = [subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) for _ in range(many)]
        with Record.open(place(name)) as record:
            run = record.begin_run("1", "k")
            taken = seconds(lambda: _add(record, pairs, run, 16))  # noqa: B023
        answers = [int(looker.communicate("")[0]) for looker in lookers]
        out[f"write docs/s beside {many} readers"] = round(documents / taken)
        if many:
            out["answers a second of each"] = round(sum(answers) / many / taken, 1)
    return out


def look(place: str) -> None:
    """Asks until standard input is closed."""
    count = 0
    with Record.open(place, readonly=True) as record:
        while not select.select([sys.stdin], [], [], 0)[0]:
            list(record.items("event", limit=50))
            record.search("depot", ("document",))
            count += 2
    print(count)


def _add(record: Record, pairs: list[Any], run: int, batch: int) -> None:
    for start in range(0, len(pairs), batch):
        record.add(pairs[start : start + batch], run)


def seconds(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int)
    parser.add_argument("--kill", type=int, metavar="TIMES")
    parser.add_argument("--read", action="store_true")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--of", metavar="PATH")
    parser.add_argument("--look", help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--write", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--record", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write is not None:
        write(given.record, given.write)
        return
    if given.look is not None:
        look(given.look)
        return
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        if given.of:
            figures = real(given.of, given.documents or 150, stack.enter_context(server()), Path(folder))
        elif given.postgres:
            url = stack.enter_context(server())
            figures = {"database": "PostgreSQL"}
            figures |= speed(lambda name: f"{url}&options=-csearch_path%3D{name}", given.documents or 2000)
            figures |= beside(lambda name: f"{url}&options=-csearch_path%3D{name}", 500)
        elif given.kill is not None:
            figures = killed(Path(folder), given.documents or 500, given.kill, given.read, given.seed)
        else:
            figures = speed(lambda name: Path(folder) / f"{name}.onrecord", given.documents or 2000)
            figures |= beside(lambda name: Path(folder) / f"{name}.onrecord", 500)
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if given.kill is not None and not (figures["same lines"] and figures["problems"] == figures["doubled"] == 0):
        sys.exit(1)


if __name__ == "__main__":
    main()
