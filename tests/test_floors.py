"""Quality floors: no score on the hand annotations may fall below bench/floors.json. Checked where the measuring data is."""

from __future__ import annotations

import subprocess
import sys

import pytest
from bench import floors
from bench.shared import ROOT, shared


@pytest.mark.skipif(not shared().is_dir(), reason="the measuring data is not here")
def test_no_score_has_fallen() -> None:
    run = subprocess.run([sys.executable, "-m", "bench.floors"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_fall_is_noticed() -> None:
    held = {"seeds": {"statements.found": 80.0, "statements.traps": 0.0}}
    assert floors.fallen(held, {"seeds": {"statements.found": 80.0, "statements.traps": 0.0}}) == []
    assert floors.fallen(held, {"seeds": {"statements.found": 78.0, "statements.traps": 0.0}}) == ["seeds statements.found: 78.0, floor 80.0"]
    assert len(floors.fallen(held, {"seeds": {"statements.found": 81.0, "statements.traps": 6.2}})) == 1
