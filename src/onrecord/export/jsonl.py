"""JSONL: the record's own lines, byte for byte, in contract order. `Record.import_jsonl` reads them back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.store.record import Record


def jsonl(record: Record, doc: str | Sequence[str] | None = None, superseded: bool = False) -> Iterator[str]:
    """Lines without their newline: each document, its actors, its items; links last."""
    return record.lines(doc=doc, superseded=superseded)
