"""What people see: names and sources for ids, rows and text on the terminal and in pipes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

from onrecord.show import TABLE_COLUMNS, Format, Row, formatted, inert
from onrecord.store import Record


def sources_of(record: Record) -> dict[str, str]:
    """document id -> source, earlier versions too."""
    return dict(record.connection.execute("SELECT id, source FROM documents").fetchall())


def terminal_width() -> int:
    return shutil.get_terminal_size((140, 40)).columns


def colorful(stream: Any = None) -> bool:
    stream = sys.stdout if stream is None else stream
    return bool(stream.isatty()) and not os.environ.get("NO_COLOR")


def put(text: str, checked: bool = False) -> None:
    """To standard output, as it is; on a terminal every line is made inert unless it was `checked` (click.echo would drop escapes silently)."""
    if not checked and sys.stdout.isatty():
        text = "\n".join(inert(line) for line in text.split("\n"))
    sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")


def shortened(rows: Iterable[Row], keep: int = 9) -> list[Row]:
    """For tables: ids as short as a person types them (every command takes a unique beginning), sources without their folders."""

    def short(column: str, value: Any) -> Any:
        if column == "id" and isinstance(value, str) and len(value) == 17:
            return value[:keep]
        return value.rsplit("/", 1)[-1] if column == "source" and isinstance(value, str) and "://" not in value else value

    return [{column: short(column, value) for column, value in r.items()} for r in rows]


def print_rows(rows: Sequence[Row], format_: Format, kind: str, none: str = "nothing found", note: str = "") -> None:
    """Rows to standard output; that there are none is said on standard error, so that pipes stay clean. `note` follows the count."""
    if not rows:
        click.echo(none, err=True)
        if format_ != "json":
            return
    shown = shortened(rows) if format_ == "table" else rows
    put(formatted(shown, format_, TABLE_COLUMNS.get(kind), terminal_width(), colorful()), checked=format_ in ("table", "md"))
    if format_ == "table" and len(rows) > 1:
        unit = {"document": "documents", "actor": "actors", "ledger": "commitments"}.get(kind, "reports" if kind in TABLE_COLUMNS else "rows")
        docs = len({r["doc"] for r in rows if r.get("doc")})
        click.echo(f"{len(rows):,} {unit}" + (f" in {docs:,} document{'s' if docs != 1 else ''}" if docs else "") + note, err=True)
