"""Commitments by rules, from text to items: the cases in tests/cases/commitments."""

from __future__ import annotations

from typing import Any

import pytest

from tests.extract.cases import cases, check
from tests.extract.reading import read_text, seen


@pytest.mark.parametrize("case", cases("commitments"))
def test_commitments(case: dict[str, Any]) -> None:
    document, items = read_text(case["text"], case.get("published"))
    for item in items:
        for span in item.evidence:
            assert document.text[span.start : span.end] == span.text
    check(case, seen(items, "commitment"))
