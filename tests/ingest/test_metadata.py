"""Headline, byline, date and outlet of plain texts: cases as data, offsets checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.ingest import Source, documents

CASES = Path(__file__).parents[1] / "cases" / "ingest"


def cases(name: str) -> list[Any]:
    rows = [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text("utf-8").splitlines()]
    marks = [pytest.mark.xfail(reason="known failure")] if name == "known_failures" else []
    return [pytest.param(row, id=row["name"], marks=marks) for row in rows]


@pytest.mark.parametrize("case", [*cases("wild"), *cases("negative"), *cases("known_failures")])
def test_facts_of_a_text(case: dict[str, Any]) -> None:
    (document,) = documents(Source("case.txt", data=case["text"].encode()))
    assert document.title == case["title"]
    assert list(document.authors) == case["authors"]
    assert document.published == case["published"]
    if "outlet" in case:
        assert document.outlet == case["outlet"]
    if "basis" in case:
        assert document.published_evidence is not None
        assert document.published_evidence.basis == case["basis"]
    for evidence in (document.title_evidence, document.authors_evidence, document.published_evidence, document.outlet_evidence):
        if evidence and evidence.start is not None:
            assert document.text[evidence.start : evidence.end] == evidence.text
