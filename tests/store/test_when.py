import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.store.when import days

CASES = Path(__file__).parents[1] / "cases" / "when"


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", cases("wild") + cases("negative"), ids=lambda case: case["edtf"] or "empty")
def test_days(case: dict[str, Any]) -> None:
    assert days(case["edtf"]) == (tuple(case["days"]) if case["days"] else None)
