"""Transcripts: the cases in tests/cases/turns."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.records import Actor, Statement
from tests.extract.cases import cases
from tests.extract.reading import read_text


@pytest.mark.parametrize("case", cases("turns"))
def test_turns(case: dict[str, Any]) -> None:
    _, items = read_text(case["text"])
    names = {item.id: item.name for item in items if isinstance(item, Actor)}
    found = [
        [names.get(s.speaker or ""), " | ".join(e.text for e in s.evidence if e.role == "content"), any(e.role == "cue" for e in s.evidence)]
        for s in items
        if isinstance(s, Statement)
    ]
    assert [one[:2] for one in found if not one[2]] == case["turns"]
    assert [one[:2] for one in found if one[2]] == case.get("others", [])
