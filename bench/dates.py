"""Dates against the cases in tests/cases/dates, and their speed: `python bench/dates.py [TEXT_DIR]`.

A case is right when spans, EDTF and precision all are. Speed is over the *.txt files of TEXT_DIR (default: the Wikinews articles
of the shared annotation, `ONRECORD_SHARED`), best of three.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from onrecord.extract.dates import find_times

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases" / "dates"
SHARED = Path(os.environ.get("ONRECORD_SHARED") or ROOT.parent / "shared")


def main(folder: Path) -> None:
    for name in ("wild", "negative", "known_failures"):
        path = CASES / f"{name}.jsonl"
        cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
        right = sum([[t.time.text, t.time.edtf, t.time.precision] for t in find_times(c["text"], c["anchor"])] == c["times"] for c in cases)
        print(f"{name}: {right} of {len(cases)} right")
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    if not texts:
        return
    seconds = float("inf")
    for _ in range(3):
        began = time.process_time()
        found = sum(len(find_times(text, "2024-05-28")) for text in texts)
        seconds = min(seconds, time.process_time() - began)
    size = sum(len(text.encode()) for text in texts) / 1e6
    print(f"{found} dates in {size:.2f} MB, {size / seconds:.2f} MB/s")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED / "gold" / "wikinews" / "docs")
