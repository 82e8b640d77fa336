"""When events and figures took place: the cases in tests/cases/times, read by the whole path."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.pipeline import read
from onrecord.reader import encoder
from onrecord.records import Document, Event, Figure
from onrecord.resolve import knowledge
from tests.extract.cases import cases


@pytest.mark.parametrize("case", cases("times"))
def test_times(case: dict[str, Any]) -> None:
    document = Document("d", "case.txt", "", "text/plain", case["text"], published="2021-05-12")
    _, items = read(document, knowledge.load(), encoder.load())
    found = [[item.evidence[0].text, item.time.edtf if item.time else None] for item in items if isinstance(item, Event | Figure)]
    assert sorted(found) == sorted(case["items"])
