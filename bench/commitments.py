"""Hard kinds of commitments, by kind: `python -m bench.commitments [--errors] [KIND ...]`.

Texts of our own in tests/cases/commitments/variants*.jsonl, some twenty of each kind, with other actors, numbers and wording. A case is
right where one commitment found in it has every field that the case names: act, who, to_whom (names, `|` between alternatives), stage,
level; the action's characters with IoU of at least .5; amount, deadline and condition as spans with IoU of at least .5.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from onrecord.ingest import documents
from onrecord.ingest.sources import Source
from onrecord.pipeline import read
from onrecord.reader import encoder
from onrecord.records import Actor, Commitment, evidence_of
from onrecord.resolve import knowledge

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases" / "commitments"
OVERLAP = 0.5


def variants() -> list[dict[str, Any]]:
    """Every case, known failures (marked `known_failure`) among them."""
    return [
        json.loads(line) | {"known_failure": "failures" in name}
        for name in ("variants.jsonl", "variants_known_failures.jsonl")
        for line in (CASES / name).read_text("utf8").splitlines()
    ]


def found_in(text: str) -> list[dict[str, Any]]:
    """The commitments of a text: fields, parties by their names, evidence as (start, end) by role."""
    (document,) = documents(Source("case.txt", data=text.encode()))
    _, items = read(document, knowledge.load(), encoder.load())
    names = {item.id: {item.name, *item.aliases} for item in items if isinstance(item, Actor)}
    out = []
    for item in items:
        if isinstance(item, Commitment):
            row: dict[str, Any] = {field: getattr(item, field) for field in ("act", "stage", "level")}
            row |= {field: [names.get(i, {i}) for i in getattr(item, field)] for field in ("who", "to_whom")}
            row |= {role: (spans[0].start, spans[0].end) for role in ("action", "condition", "deadline", "amount") if (spans := evidence_of(item, role))}
            out.append(row)
    return out


def right(text: str, expect: dict[str, Any], found: dict[str, Any]) -> bool:
    return all(_same(text, field, wanted, found.get(field)) for field, wanted in expect.items())


def _same(text: str, field: str, wanted: Any, got: Any) -> bool:
    if isinstance(wanted, list):  # every party is one that is wanted, and none is missing
        sets = [{_folded(name) for name in one.split("|")} for one in wanted]
        theirs = [{_folded(name) for name in names} for names in got or ()]
        return all(any(a & b for b in theirs) for a in sets) and all(any(a & b for a in sets) for b in theirs)
    if field in ("act", "stage", "level"):
        return got in wanted.split("|")
    start = text.find(wanted)
    if start < 0:
        raise ValueError(f"{wanted!r} does not stand in {text!r}")
    return got is not None and _iou((start, start + len(wanted)), got) >= OVERLAP


def _folded(name: str) -> str:
    return name.casefold().removeprefix("the ").strip()


def _iou(a: tuple[int, int], b: tuple[int, int]) -> float:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared > 0 else 0.0


def shares(kinds: list[str], errors: bool = False) -> dict[str, tuple[int, int]]:
    """kind -> (right, all)."""
    hits: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for case in variants():
        if kinds and case["kind"] not in kinds:
            continue
        count[case["kind"]] += 1
        found = found_in(case["text"])
        good = any(right(case["text"], case["expect"], one) for one in found)
        hits[case["kind"]] += good
        if errors and not good:
            print(f"WRONG {case['kind']}: {case['text']}\n   wanted {case['expect']}")
            for one in found:
                shown = {k: case["text"][v[0] : v[1]] if isinstance(v, tuple) else v for k, v in one.items()}
                print(f"   found  {shown}")
    return {kind: (hits[kind], count[kind]) for kind in count}


def main(argv: list[str]) -> int:
    result = shares([a for a in argv if not a.startswith("--")], "--errors" in argv)
    for kind, (good, of) in result.items():
        print(f"{kind:12} {good:3} of {of:3} right  {100 * good / of:5.1f} %")
    good, of = (sum(column) for column in zip(*result.values(), strict=True))
    print(f"{'all':12} {good:3} of {of:3} right  {100 * good / of:5.1f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
