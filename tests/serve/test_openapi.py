"""Whatever the OpenAPI document allows, and some that it does not: never a fault of ours."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from onrecord.serve.app import application

schemathesis = pytest.importorskip("schemathesis")
ENDLESS = ("/events", "/live")  # streams
BOUNDS = settings(max_examples=3, deadline=None, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


def test_no_question_makes_it_fail(made: Path, tmp_path: Path) -> None:
    record = shutil.copy(made, tmp_path / "copy.onrecord")
    description = schemathesis.openapi.from_asgi("/openapi.json", application(str(record), token="t"), headers={"Host": "127.0.0.1"})
    operations = [found.ok() for found in description.get_all_operations()]
    assert len(operations) > 20
    for operation in operations:
        if operation.path.endswith(ENDLESS):
            continue

        @BOUNDS
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            answer = case.call(headers={"Host": "127.0.0.1", "Authorization": "Bearer t"})
            assert answer.status_code < 500, f"{case.method} {case.formatted_path}: {answer.text}"

        ask()
