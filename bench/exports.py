"""Exports of events: rows, seconds and peak memory at two sizes of record: `python -m bench.exports [DOCUMENTS]`.

Synthetic articles (tests/store/synthetic.py). Streaming shows as time in proportion to the documents and memory that hardly grows.
"""

from __future__ import annotations

import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from onrecord.export import EVENT_FORMATS, tidy_folder
from onrecord.store import Record

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "store"))


def measured(run: Callable[[], Any]) -> str:
    began = time.perf_counter()
    run()
    seconds = time.perf_counter() - began
    tracemalloc.start()
    run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return f"{seconds:6.2f} s  {peak / 1e6:5.2f} MB"


def written(name: str, record: Record, path: Path) -> None:
    with path.open("w", encoding="utf8") as file:
        EVENT_FORMATS[name](record, file, False)


def main(largest: int) -> None:
    from synthetic import article  # type: ignore[import-not-found, unused-ignore]

    with tempfile.TemporaryDirectory() as folder:
        for count in (largest // 4, largest):
            with Record.create(Path(folder) / f"{count}.onrecord") as record:
                run = record.begin_run("1", "k")
                record.add((article(n) for n in range(count)), run)
                for name in EVENT_FORMATS:
                    print(f"{count:6} documents  {name:8} {measured(lambda name=name, record=record: written(name, record, Path(folder) / name))}")  # type: ignore[misc]
                print(f"{count:6} documents  tidy     {measured(lambda record=record: tidy_folder(record, Path(folder) / 'tidy'))}")  # type: ignore[misc]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1200)
