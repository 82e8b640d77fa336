"""Dates to EDTF: the cases in tests/cases/dates, and what holds for every text."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.extract.dates import find_times
from tests.extract.cases import cases

DATE = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
LEVELS_0_AND_1 = re.compile(rf"{DATE}[~?]?|\d{{3}}X|\d\dXX|\d{{4}}-XX-XX|\d{{3}}X~|(?:{DATE}|\d{{3}}X|\d\dXX|\.\.)[~?]?/(?:{DATE}|\d{{3}}X|\d\dXX|\.\.)[~?]?")
PIECES = ["Monday", "on ", "May", "3", " ", "2024", "-", "two", "years ago", "last", "week", "since", "the", "1990s", "between", "and", "summer", ", ", ". ", "\n\n", "’s", "to"]


@pytest.mark.parametrize("case", cases("dates"))
def test_dates(case: dict[str, Any]) -> None:
    found = [[t.time.text, t.time.edtf, t.time.precision] for t in find_times(case["text"], case["anchor"])]
    assert found == case["times"]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), st.sampled_from([None, "2024-05-28", "2024-02-29", "2024", "2023-12"]))
def test_any_text(text: str, anchor: str | None) -> None:
    end = 0
    for t in find_times(text, anchor):
        assert end <= t.start < t.end
        assert text[t.start : t.end] == t.time.text
        assert (t.time.edtf is None) == (t.time.precision == "unknown")
        assert t.time.edtf is None or LEVELS_0_AND_1.fullmatch(t.time.edtf)
        end = t.end
