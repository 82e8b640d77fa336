"""CSV, one table a kind, for spreadsheets: flat columns, lists and spans as JSON, and no cell that a spreadsheet would run.

A text cell that begins with `= + - @`, a tab or a carriage return gets an apostrophe before it; `records` takes it away again.
Numbers are numbers and stay as they are. Columns `document.*` and `names.*` are there for people and are ignored on the way back.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

from onrecord.errors import Usage
from onrecord.export import flat
from onrecord.records import KINDS, from_json
from onrecord.store.record import Record

DANGEROUS = re.compile("'*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")  # full-width signs count as signs in some spreadsheets
GUARDED = re.compile("'+[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
CONTEXT = ("source", "outlet", "published")
NAMES = {"who": "who", "to": "to_whom", "about": "about", "holder": "holder"}  # column names.X -> column of the view `shown`


def csv_folder(record: Record, folder: Path, kinds: Iterable[str] = tuple(KINDS)) -> list[Path]:
    """One file a kind that has rows; the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for kind in kinds:
        path = folder / f"{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            count = write_csv(record, kind, file)
        if count:
            written.append(path)
        else:
            path.unlink()
    return written


def write_csv(record: Record, kind: str, file: TextIO, **filters: Any) -> int:
    """The table of one kind, with the filters of `Record.items`; how many rows."""
    if kind not in KINDS:
        raise Usage(f"kind {kind!r}: expected one of {', '.join(KINDS)}")
    writer = csv.writer(file, lineterminator="\n")
    own = flat.columns(kind)
    voiced = kind not in ("document", "actor", "link")
    extra = [f"document.{name}" for name in CONTEXT] + [f"names.{name}" for name in NAMES] if voiced else []
    writer.writerow([*own, *extra])
    count = 0
    for item in record.documents(**filters) if kind == "document" else record.items(kind, **filters):
        row = flat.row(item)
        values = [row[name] for name in own]
        if voiced:
            values += _context(record, item.id)
        writer.writerow([cell(value) for value in values])
        count += 1
    return count


def _context(record: Record, id_: str) -> list[Any]:
    names = ", ".join((*CONTEXT, *NAMES.values()))
    return list(record.connection.execute(f"SELECT {names} FROM shown WHERE id = ?", (id_,)).fetchone() or [None] * 7)


def cell(value: Any) -> str:
    """null is an empty cell, "" is two quotation marks (as JSON), other values as JSON, text as text."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if value == "":
        return '""'
    return guarded(value)


def guarded(text: str) -> str:
    return "'" + text if DANGEROUS.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if GUARDED.match(text) else text


def records(file: TextIO) -> Iterator[Any]:
    """The records of a table that `write_csv` wrote."""
    csv.field_size_limit(1 << 30)  # a document's text is one cell
    for row in csv.DictReader(file):
        kind = row["kind"]
        own = set(flat.columns(kind))
        yield from_json(flat.nested({name: _value(kind, name, text) for name, text in row.items() if name in own}))


def _value(kind: str, name: str, text: str) -> Any:
    if text == "":
        return None
    if text == '""':
        return ""
    return unguarded(text) if flat.is_text(kind, name) else json.loads(text)
