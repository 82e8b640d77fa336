"""Whom a figure is of, as of when it held and who claims it: the cases in tests/cases/figure_facts, read by the whole path."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.pipeline import read
from onrecord.reader import encoder
from onrecord.records import Document, Figure, evidence_of
from onrecord.resolve import knowledge
from tests.extract.cases import cases


@pytest.mark.parametrize("case", cases("figure_facts"))
def test_facts(case: dict[str, Any]) -> None:
    document = Document("d", "case.txt", "", "text/plain", case["text"], published=case["published"])
    _, items = read(document, knowledge.load(), encoder.load())
    names = {item.id: item.name for item in items if item.kind == "actor"}
    figures = [item for item in items if isinstance(item, Figure)]
    found = [[f.evidence[0].text, [names[s] for s in f.subject], f.time.edtf if f.time else None, "outlet" if f.voice.mode == "outlet" else names.get(f.voice.holder or "")] for f in figures]
    assert found == case["figures"]
    for figure in figures:
        assert len(evidence_of(figure, "subject")) == bool(figure.subject)
