"""Behaviour cases of events. Those that fail are listed, and must fail: `python -m bench.behaviour --write-known-failures` lists them anew."""

from __future__ import annotations

from typing import Any

import pytest
from bench.behaviour import cases, found, known_failures, wrong

KNOWN = known_failures()


def marked(case: dict[str, Any]) -> Any:
    marks = [pytest.mark.xfail(strict=True, reason="known failure")] if case["text"] in KNOWN else []
    return pytest.param(case, id=f"{case['group']}: {case['text'][:60]}", marks=marks)


@pytest.mark.parametrize("case", [marked(case) for case in cases()])
def test_behaviour(case: dict[str, Any]) -> None:
    events = found(case["text"])
    assert wrong(case, events) is None, events


def test_the_known_failures_are_cases() -> None:
    texts = [case["text"] for case in cases()]
    assert len(set(texts)) == len(texts)
    assert set(texts) >= KNOWN
