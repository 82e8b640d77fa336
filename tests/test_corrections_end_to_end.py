"""A correction of a document's date, by the command line, on a document that has only "On Monday": it resolves, and undo restores the bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(os.environ.get("ONRECORD_SHARED") or Path(__file__).resolve().parents[2] / "shared")
OWN = "Envoy leaves the talks\n\nOn Monday, Chile’s envoy said that the talks would go on. The hall stayed empty.\n"


def onrecord(*arguments: str) -> str:
    return subprocess.run([sys.executable, "-m", "onrecord", *arguments], check=True, capture_output=True, text=True).stdout


def times(exported: str) -> set[str]:
    items: list[dict[str, Any]] = [json.loads(line) for line in exported.splitlines()]
    return {item["time"]["edtf"] for item in items if item.get("time") and item["time"]["text"].endswith("Monday")}


@pytest.mark.parametrize("name", ["own", "seed 003"])
def test_a_date_given_later_resolves_on_monday(name: str, tmp_path: Path) -> None:
    if name == "own":
        source = tmp_path / "envoy.txt"
        source.write_text(OWN, "utf8")
    else:
        source = next((SHARED / "seeds").glob("003*.txt"), Path())
        if not source.is_file():
            pytest.skip("the seed documents are not here")
    record = str(tmp_path / "crisis.onrecord")
    onrecord("read", str(source), "-o", record, "-q")
    before = onrecord("export", record)
    assert times(before) == set()
    onrecord("fact", record, source.name, "published=2014-06-04")
    assert times(onrecord("export", record)) == {"2014-06-02"}
    onrecord("undo", record)
    assert onrecord("export", record) == before
    onrecord("verify", record)
