"""Cases as data: tests/cases/<capability>/{wild,negative,known_failures}.jsonl, one JSON object a line.

`text` goes in; `expect` lists partial items: every field given must be right (text fields compare without edge marks and
spaces); `only: true` says that nothing else of the kind may be found. Known failures are strict expected failures.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).resolve().parent.parent / "cases"
EDGES = " \n“”‘’\"'«»,.;:"


def cases(capability: str) -> list[Any]:
    out = []
    for name in ("wild", "negative", "known_failures"):
        path = CASES / capability / f"{name}.jsonl"
        for number, line in enumerate(path.read_text("utf8").splitlines() if path.exists() else [], 1):
            marks = [pytest.mark.xfail(strict=True, reason="known failure")] if name == "known_failures" else []
            out.append(pytest.param(json.loads(line), id=f"{name}-{number}", marks=marks))
    return out


def same(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, list):
        return isinstance(got, list) and len(wanted) == len(got) and all(same(w, g) for w, g in zip(wanted, got, strict=True))
    if isinstance(wanted, str) and isinstance(got, list):
        return len(got) == 1 and same(wanted, got[0])
    if isinstance(wanted, str) and isinstance(got, str):
        return wanted.strip(EDGES) == got.strip(EDGES)
    return bool(wanted == got)


def check(case: dict[str, Any], found: list[dict[str, Any]]) -> None:
    left = list(found)
    for expected in case["expect"]:
        match = next((f for f in left if all(same(value, f.get(key)) for key, value in expected.items())), None)
        assert match is not None, f"not found: {expected}\nfound: {left}"
        left.remove(match)
    if case.get("only"):
        assert not left, f"more than expected: {left}"
