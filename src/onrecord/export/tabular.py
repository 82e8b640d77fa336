"""Tables as text: tab-separated as POLECAT and ICEWS have them, comma-separated as ACLED and UCDP do. No cell is a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TextIO

from onrecord.export.csv import guarded, unguarded

BREAKS = re.compile(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+")


def tab_separated(columns: Sequence[str], rows: Iterable[dict[str, Any]], file: TextIO, missing: str = "") -> int:
    """One line a row, no quoting: tabs and line breaks in a text become spaces. How many rows."""
    file.write("\t".join(columns) + "\n")
    count = 0
    for row in rows:
        file.write("\t".join(guarded(BREAKS.sub(" ", text)) if isinstance(value, str) else text for value, text in ((row[c], _text(row[c], missing)) for c in columns)) + "\n")
        count += 1
    return count


def comma_separated(columns: Sequence[str], rows: Iterable[dict[str, Any]], file: TextIO) -> int:
    """RFC 4180 with line feeds. How many rows."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([guarded(row[c]) if isinstance(row[c], str) else _text(row[c], "") for c in columns])
        count += 1
    return count


def _text(value: Any, missing: str) -> str:
    if value is None or value == "":
        return missing
    return f"{value:g}" if isinstance(value, float) and value == int(value) and abs(value) < 1e15 else str(value)


def read_tab_separated(file: TextIO) -> Iterator[dict[str, str]]:
    head = file.readline().rstrip("\n").split("\t")
    for line in file:
        yield dict(zip(head, map(unguarded, line.rstrip("\n").split("\t")), strict=True))


def read_comma_separated(file: TextIO) -> Iterator[dict[str, str]]:
    for row in csv.DictReader(file):
        yield {name: unguarded(text) for name, text in row.items()}
