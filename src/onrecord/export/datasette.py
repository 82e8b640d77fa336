"""A metadata file for Datasette (https://docs.datasette.io/en/stable/metadata.html): what tables and columns mean, which to hide, questions to begin with.

    onrecord export --format datasette -o metadata.json
    datasette crisis.onrecord --metadata metadata.json
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any, TextIO

from onrecord.errors import Usage
from onrecord.store.record import Record


def write_datasette(record: Record, file: TextIO) -> None:
    json.dump(metadata(record), file, ensure_ascii=False, indent=1)
    file.write("\n")


def metadata(record: Record) -> dict[str, Any]:
    """The descriptions of datasette.json for the database that Datasette names after the record's file; tables without one are hidden."""
    if record.url is not None:
        raise Usage("Datasette opens files; make one of this record first: onrecord subset RECORD -o crisis.onrecord")
    said: dict[str, Any] = json.loads(files("onrecord.export").joinpath("datasette.json").read_text(encoding="utf-8"))
    tables = [name for (name,) in record.connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name").fetchall()]
    shown: dict[str, Any] = said["tables"]
    about = {name: shown.get(name) or {"hidden": True} for name in tables}
    database = {"tables": about, "queries": said["queries"], "allow_facet": True}
    return {"title": said["title"], "description": said["description"], "databases": {Path(record.path).stem: database}}
