"""Behaviour cases of events, in the manner of PETRARCH's: `python -m bench.behaviour [--errors] [--write-known-failures]`.

tests/cases/events_behaviour/cases.jsonl: a sentence of invented events, and each event it tells: type, actors, recipients where the sentence names some, factuality where
it is the point. Parties are states (ISO 3166 alpha-3): a party of the record is right where its country, or the demonym in its name, is. `either`: directed or joint. A case is right when every event that it
expects is found with exactly those parties, and, where it expects none, none is found. Prints the share right by group, and what part of it is wrong.
`--write-known-failures` writes the sentences that fail now to known_failures.txt beside the cases: the test expects exactly those to fail.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from onrecord.ingest import documents
from onrecord.ingest.sources import Source
from onrecord.pipeline import reread
from onrecord.records import Actor, Event
from onrecord.resolve.knowledge import load, words

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases" / "events_behaviour"
PUBLISHED = "2024-06-03"


def cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / "cases.jsonl").read_text("utf8").splitlines()]


def known_failures() -> frozenset[str]:
    path = CASES / "known_failures.txt"
    return frozenset(path.read_text("utf8").splitlines()) if path.exists() else frozenset()


def found(text: str) -> list[dict[str, Any]]:
    """The events of a text read by the whole path: type, factuality, and the countries of their parties."""
    from dataclasses import replace

    (document,) = documents(Source("case.txt", data=text.encode()))
    _, items = reread(replace(document, published=PUBLISHED, unread=None, language="en"))
    country = {item.id: item.country or of_name(item.name) for item in items if isinstance(item, Actor)}
    return [
        {"type": e.type, "factuality": e.factuality, "actors": {country[i] for i in e.actors if i in country}, "recipients": {country[i] for i in e.recipients if i in country}}
        for e in items if isinstance(e, Event)
    ]  # fmt: skip


def of_name(name: str) -> str:
    """The state among the first words of a name (`Kenyan officers`, `two Danish fishermen`), else the name."""
    entries = (load().names.get((word,)) for word in words(name)[:3])
    return next((entry.country for entry in entries if entry and entry.country), name)


def wrong(case: dict[str, Any], events: list[dict[str, Any]]) -> str | None:
    """What is wrong first: not found, type, actors, recipients, factuality, more than expected; None where nothing is."""
    if not case["expect"]:
        return "more than expected" if events else None
    left = list(events)
    for expected in case["expect"]:
        of_type = [e for e in left if e["type"] == expected["type"]]
        if not of_type:
            return "type" if left else "not found"
        both = {*expected["actors"], *expected.get("recipients", ())}
        if expected.get("either") and any(e["actors"] == e["recipients"] == both for e in of_type):
            continue  # "A met B" as a joint act
        acting = [e for e in of_type if e["actors"] == set(expected["actors"])]
        if not acting:
            return "actors"
        received = [e for e in acting if e["recipients"] == set(expected.get("recipients", e["recipients"]))]
        if not received:
            return "recipients"
        right = [e for e in received if e["factuality"] == expected.get("factuality", e["factuality"])]
        if not right:
            return "factuality"
        left.remove(right[0])
    return None


def share() -> float:
    """Percent right, as in the floors file."""
    every = cases()
    return 100 * sum(wrong(case, found(case["text"])) is None for case in every) / len(every)


def main() -> None:
    groups: defaultdict[str, list[bool]] = defaultdict(list)
    faults: Counter[str] = Counter()
    typed = 0
    failures = []
    for case in cases():
        events = found(case["text"])
        fault = wrong(case, events)
        groups[case["group"]].append(fault is None)
        typed += fault not in ("type", "not found", "more than expected")
        if fault:
            faults[fault] += 1
            failures.append(case["text"])
            if "--errors" in sys.argv:
                print(f"{fault:12} | {case['text']} | {case['expect']}\n    {events}")
    for group, rights in groups.items():
        print(f"{group:24} {sum(rights):3} of {len(rights)}")
    every = [right for rights in groups.values() for right in rights]
    print(f"{len(every)} cases: {100 * sum(every) / len(every):.1f} % right; types alone {100 * typed / len(every):.1f} %; wrong by {dict(faults.most_common())}")
    if "--write-known-failures" in sys.argv:
        (CASES / "known_failures.txt").write_text("".join(text + "\n" for text in failures), encoding="utf8")


if __name__ == "__main__":
    main()
