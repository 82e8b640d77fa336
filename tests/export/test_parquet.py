"""Parquet keeps types and nesting, and the very lines."""

import json
import sys
from pathlib import Path

import pytest

from onrecord.errors import Usage
from onrecord.export import parquet_folder
from onrecord.records import from_json, to_json, to_line
from onrecord.store import Record


def test_read_back(record: Record, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    from pyarrow import parquet

    written = parquet_folder(record, tmp_path / "tables")
    assert [path.stem for path in written] == ["document", "actor", "statement", "event", "commitment", "figure", "framing"]
    for path in written:
        found = list(record.documents() if path.stem == "document" else record.items(path.stem))
        rows = parquet.read_table(path).to_pylist()
        assert [row.pop("json") for row in rows] == [to_line(item) for item in found]
        for row, item in zip(rows, found, strict=True):
            given = to_json(item)
            assert from_json(row) == item
            assert {name for name, value in row.items() if value not in (None, [])} <= set(given) <= set(row)  # optional fields are null here, absent there
    assert json.loads(parquet.read_table(written[-2]).column("json")[0].as_py())["kind"] == "figure"




def test_without_pyarrow(record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(Usage, match=r"onrecord\[tables\]"):
        parquet_folder(record, tmp_path / "tables")
