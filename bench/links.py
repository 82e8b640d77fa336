"""What links cost beside reading: `python -m bench.links [--articles 40]`.

Articles of shared/data/news through the whole path into a record, in batches; processor time of the links inside documents and of those
between them (store/linking.py), as shares of the reading.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.throughput import articles
from onrecord import pipeline
from onrecord.link import inside
from onrecord.pipeline import read_sources
from onrecord.store import Record, linking

BATCH = 20


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.links", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=40)
    options = parser.parse_args()
    spent: Counter[str] = Counter()

    def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def done(*given: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return work(*given, **named)
            finally:
                spent[name] += time.process_time() - began  # type: ignore[assignment]

        return done

    setattr(pipeline, "inside", timed("inside documents", inside))  # noqa: B010
    linking.entered = timed("between documents", linking.entered)
    linking.refresh = timed("between documents", linking.refresh)
    with tempfile.TemporaryDirectory() as folder, Record.create(Path(folder) / "x.onrecord") as record:
        results = read_sources(articles(options.articles))
        batch: list[Any] = []
        run = record.begin_run()
        began = time.process_time()
        for result in results:
            batch += result.documents
            if len(batch) >= BATCH:
                record.add(batch, run)
                batch = []
        record.add(batch, run)
        record.finish_run(run)
        whole = time.process_time() - began
        relations = Counter(link.relation for link in record.links())
    for name, seconds in sorted(spent.items()):
        print(f"links {name}: {seconds:.3f} s, {100 * seconds / (whole - sum(spent.values())):.2f} % of the rest ({whole:.1f} s)")
    print(f"{options.articles} articles: " + ", ".join(f"{count} {relation}" for relation, count in sorted(relations.items())))


if __name__ == "__main__":
    main()
