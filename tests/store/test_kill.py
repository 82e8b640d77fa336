"""Killed at any instant and continued: nothing lost, nothing doubled. `bench/store.py --kill 50` is the long form."""

import json
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench" / "store.py"


def test_five_kills(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    command = [sys.executable, str(BENCH), "--kill", "5", "--documents", "60", "--json", str(figures)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(figures.read_text())
    assert (found["same lines"], found["problems"], found["doubled"]) == (True, 0, 0)
