"""Figures by grammar: the cases in tests/cases/figures, polls, and what holds for every text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.extract.figures import find_figures
from onrecord.reader import encoder, read
from onrecord.records import Document, Figure, evidence_of, item_id
from tests.extract.cases import cases

PIECES = ["at least ", "12", "3,000", " people", " were killed", " and ", "€", " million", "two", "-", "%", " of GDP", " hundreds of", ", ", ". ", " to ", "five-year", "half", " in ", "\n\n", "between "]


def figures(text: str) -> list[Figure]:
    return find_figures(read(Document("d", "case.txt", "", "text/plain", text), encoder.load()))


@pytest.mark.parametrize("case", cases("figures"))
def test_figures(case: dict[str, Any]) -> None:
    found = [[f.evidence[0].text, f.value.low, f.value.high, f.value.approximate, f.unit, f.measure] for f in figures(case["text"])]
    assert found == case["figures"]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@settings(deadline=None)
def test_any_text(text: str) -> None:
    found = figures(text)
    assert len({f.id for f in found}) == len(found)
    for f in found:
        assert f.id == item_id("d", "figure", f.evidence, f.measure)
        assert len(evidence_of(f, "value")) == 1
        assert all(text[s.start : s.end] == s.text for s in f.evidence)
        assert 0 < f.confidence < 1
        assert f.value.low is not None or f.value.high is not None


def test_a_poll_with_everything() -> None:
    (sample, share) = figures("According to a YouGov survey of 2,004 adults, 45 percent of Germans support the plan.")
    assert sample.value.best == 2004
    assert (share.population, share.stance, share.pollster, share.sample, share.missing) == ("Germans", "support the plan", "YouGov", 2004, ())
    assert [s.text for s in evidence_of(share, "object")] == ["Germans"]


def test_what_a_poll_does_not_say() -> None:
    (share,) = figures("A poll found that 57 percent of the Danes oppose sending ships.")
    assert share.population == "the Danes"
    assert share.stance == "oppose sending ships"
    assert share.missing == ("pollster", "sample")


def test_a_vote_misses_neither_pollster_nor_sample() -> None:
    (share,) = figures("She won 52 percent of the vote.")
    assert (share.measure, share.population, share.missing) == ("poll_share", "voters", ())


@pytest.mark.parametrize("case", cases("polls"))
def test_polls(case: dict[str, Any]) -> None:
    assert [[f.evidence[0].text, f.population, f.stance, f.pollster] for f in figures(case["text"]) if f.measure == "poll_share"] == case["shares"]
