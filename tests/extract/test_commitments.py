"""Commitments by rules, from text to items: the cases in tests/cases/commitments."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from bench.commitments import CASES, found_in, right, variants
from bench.shared import shared

from onrecord.ingest import documents
from onrecord.ingest.sources import Source
from onrecord.pipeline import read
from onrecord.reader import encoder
from onrecord.records import Actor, Commitment, Figure, Item
from onrecord.resolve import knowledge
from tests.extract.cases import cases, check
from tests.extract.reading import read_text, seen


@pytest.mark.parametrize("case", cases("commitments"))
def test_commitments(case: dict[str, Any]) -> None:
    document, items = read_text(case["text"], case.get("published"))
    for item in items:
        for span in item.evidence:
            assert document.text[span.start : span.end] == span.text
    check(case, seen(items, "commitment"))


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Lawmakers in Nairobi want the government to publish the contract by Friday.", "../2025-09-12"),
        ("Within a week, Nigeria will send 200 nurses to Liberia, its health minister said.", "../2025-09-17"),
    ],
)
def test_deadlines_lie_ahead(text: str, due: str) -> None:
    """Published on a Wednesday: the Friday meant is the next one."""
    _, items = read_text(text, "2025-09-10")
    assert [i.deadline.edtf for i in items if isinstance(i, Commitment) and i.deadline] == [due]


def variant_cases() -> list[Any]:
    out = []
    for number, case in enumerate(variants(), 1):
        marks = [pytest.mark.xfail(strict=True, reason="known failure")] if case["known_failure"] else []
        out.append(pytest.param(case, id=f"{case['kind']}-{number}", marks=marks))
    return out


@pytest.mark.parametrize("case", variant_cases())
def test_variants(case: dict[str, Any]) -> None:
    found = found_in(case["text"])
    assert any(right(case["text"], case["expect"], one) for one in found), found


@pytest.mark.parametrize("kind", sorted({case["kind"] for case in variants()}))
def test_enough_of_each_kind(kind: str) -> None:
    of_kind = [case for case in variants() if case["kind"] == kind]
    assert len(of_kind) >= 20
    assert sum(not case["known_failure"] for case in of_kind) >= 0.85 * len(of_kind)


SEEDS = shared() / "seeds"
EXAMPLES = [json.loads(line) for line in (CASES / "seeds.jsonl").read_text("utf8").splitlines()]


@pytest.mark.skipif(not SEEDS.exists(), reason="the seed documents are not here (ONRECORD_SHARED)")
@pytest.mark.parametrize("case", [pytest.param(case, id=case["what"]) for case in EXAMPLES])
def test_the_seeds_hard_examples(case: dict[str, Any]) -> None:
    """Each is found where it stands in the file, with the fields that it must have."""
    items = seed(case["file"])
    names = {item.id: item.name for item in items if isinstance(item, Actor)}
    figures = {item.id: item for item in items if isinstance(item, Figure)}
    low, high = case["action"]
    found = []
    for item in items:
        if isinstance(item, Commitment) and item.evidence[0].source and item.act == case["act"]:
            start, end = item.evidence[0].source
            if min(end, high) - max(start, low) >= 0.5 * (max(end, high) - min(start, low)):
                found.append(item)
    assert found, "nothing of this act there"
    (item,) = found
    for field in ("who", "to_whom"):
        if field in case:
            assert {names[i] for i in getattr(item, field)} & set(case[field])
    for field in ("stage", "level"):
        assert getattr(item, field) == case.get(field, getattr(item, field))
    assert {s.role for s in item.evidence} >= set(case.get("roles", ()))
    if "amount" in case:
        figure = figures[item.amount or ""]
        assert (figure.value.low, figure.unit) == tuple(case["amount"])


@cache
def seed(name: str) -> list[Item]:
    (document,) = documents(Source(name, data=(SEEDS / name).read_bytes()))
    return read(document, knowledge.load(), encoder.load())[1]
