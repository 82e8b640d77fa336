"""Numbers in digits and words: the cases in tests/cases/numbers; and that reading them takes linear time."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from onrecord.extract.numbers import quantities
from tests.extract.cases import cases


@pytest.mark.parametrize("case", cases("numbers"))
def test_numbers(case: dict[str, Any]) -> None:
    text = case["text"]
    found = [[text[q.start : q.end], q.value.low, q.value.high, q.value.approximate] for q in quantities(text) if q.form != "score"]
    assert found == case["numbers"]


@pytest.mark.parametrize("case", cases("numbers"))
def test_exact_values_have_a_best(case: dict[str, Any]) -> None:
    for q in quantities(case["text"]):
        v = q.value
        assert v.best is None or v.low == v.high == v.best
        assert v.low is None or v.high is None or v.low <= v.high
        assert v.low is not None or v.high is not None


def test_quantities_do_not_overlap_and_stay_inside() -> None:
    text = "At least 12 to 14 of 30, over two hundred and six, between 3 and 4 million, dozens and dozens."
    found = quantities(text, 3, 60)
    assert all(3 <= q.start <= q.number < q.end <= 60 for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
