"""Contexts of events: `python -m bench.contexts [first second dev dev_fresh] [--errors] [--write-known-failures]`.

On our own sentences (tests/cases/contexts; the terms were written and mended looking at the first half), and on events of the corpus' dev
part as this program reads them (dev.jsonl, dev_fresh.jsonl: article, offsets of the trigger, contexts; labelled by hand, text left out). The
terms were mended looking at dev, not at dev_fresh. `--write-known-failures` lists the sentences that fail now: the test expects those to fail.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.quality import own
from bench.shared import ROOT
from onrecord.extract.events.contexts import with_contexts
from onrecord.extract.events.ontology import made
from onrecord.ingest.sources import sources
from onrecord.pipeline import read_sources
from onrecord.reader import Encoder, encoder, read
from onrecord.records import Document, Event, Span

CASES = ROOT / "tests" / "cases" / "contexts"
Pair = tuple[str, set[str], set[str]]  # the words, contexts expected, contexts found


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text("utf8").splitlines()]


def found(case: dict[str, Any], trained: Encoder) -> set[str]:
    """The contexts of a case's event: its trigger stands in brackets, its parties are not told."""
    before, trigger, after = re.split(r"[\[\]]", case["text"])
    reading = read(Document("d", "case.txt", "0" * 64, "text/plain", before + trigger + after), trained)
    span = Span("trigger", len(before), len(before) + len(trigger), trigger)
    return set(with_contexts(reading, [made("d", case["type"], case["mode"], (), (), (span,), "actual", False, 1.0)])[0].contexts)


def known_failures() -> frozenset[str]:
    path = CASES / "known_failures.txt"
    return frozenset(path.read_text("utf8").splitlines()) if path.exists() else frozenset()


def written(name: str) -> list[Pair]:
    trained = encoder.load()
    return [(case["text"], set(case["contexts"]), found(case, trained)) for case in cases(name)]


def read_events(wanted: set[str]) -> Iterator[tuple[str, Document, Event]]:
    """The events of these articles of the dev part, as they are read now."""
    with tempfile.TemporaryDirectory() as folder:
        _, texts = own(Path(folder), "dev")
        paths = [str(p) for p in sorted(texts.glob("*.txt")) if p.stem in wanted]
        for source in read_sources(sources(paths)):
            for document, items in source.documents:
                yield from ((Path(document.source).stem, document, item) for item in items if isinstance(item, Event))


def labelled(name: str) -> list[Pair]:
    """The labelled events that are still read, with the contexts they are given."""
    wanted = cases(name)
    here = {(doc, e.evidence[0].start, e.evidence[0].end): (document, e) for doc, document, e in read_events({case["doc"] for case in wanted})}
    out = []
    for case in wanted:
        document, event = here.get((case["doc"], case["start"], case["end"]), (None, None))
        if document is not None and event is not None:
            words = document.text[max(0, case["start"] - 80) : case["end"] + 80]
            out.append((f"{case['doc']} {event.type} …{words}…".replace("\n", " "), set(case["contexts"]), set(event.contexts)))
    return out


def scores(pairs: list[Pair]) -> dict[str, float]:
    """Precision, recall and F1 over all contexts of all events, and the share of events with exactly theirs."""
    right, given, expected = sum(len(a & b) for _, a, b in pairs), sum(len(b) for _, _, b in pairs), sum(len(a) for _, a, _ in pairs)
    exact = sum(a == b for _, a, b in pairs)
    return {k: round(100 * v, 1) for k, v in (("precision", right / max(1, given)), ("recall", right / max(1, expected)), ("f1", 2 * right / max(1, given + expected)), ("exact", exact / max(1, len(pairs))))}


def main(argv: list[str]) -> int:
    if "--write-known-failures" in argv:
        failures = [text for name in ("first", "second") for text, expected, given in written(name) if expected != given]
        (CASES / "known_failures.txt").write_text("".join(text + "\n" for text in failures), "utf8")
        return 0
    parts = [a for a in argv if not a.startswith("-")] or ["first", "second", "dev", "dev_fresh"]
    for name in parts:
        pairs = labelled(name) if name.startswith("dev") else written(name)
        print(f"{name}: {len(pairs)} events, {sum(len(a) for _, a, _ in pairs)} contexts: {scores(pairs)}")
        if "--errors" in argv:
            missed, wrong = (Counter(c for _, a, b in pairs for c in (a - b if lost else b - a)) for lost in (True, False))
            for text, expected, given in pairs:
                if expected != given:
                    print(f"  -{','.join(sorted(expected - given)) or '…'} +{','.join(sorted(given - expected)) or '…'}  {text}")
            print("  missed", dict(missed.most_common()), "wrong", dict(wrong.most_common()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
