"""Who is who, from text to actors: the cases in tests/cases/resolution."""

from __future__ import annotations

from typing import Any

import pytest
from bench.resolution import cases, wrong


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case['kind']}-{n}") for n, case in enumerate(cases("wild"), 1)])
def test_resolution(case: dict[str, Any]) -> None:
    assert wrong(case) == []


@pytest.mark.xfail(strict=True, reason="known failure")
@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case['kind']}-{n}") for n, case in enumerate(cases("known_failures"), 1)])
def test_known_failures(case: dict[str, Any]) -> None:
    assert wrong(case) == []


def test_at_least_95_of_100_are_right() -> None:
    wild, failing = len(cases("wild")), len(cases("known_failures"))
    assert wild >= 150
    assert wild / (wild + failing) >= 0.95
