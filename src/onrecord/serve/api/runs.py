"""Runs, what changed between two of them, status, methods, schema: how the record came about."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from onrecord.records import to_json
from onrecord.serve import tables
from onrecord.serve.context import Reading
from onrecord.serve.kept import kept
from onrecord.serve.tables import RESPONSES, Format, Limit
from onrecord.store import Record
from onrecord.store.database import Connection
from onrecord.store.runs import Change

router = APIRouter(prefix="/api", tags=["runs"], responses=RESPONSES)
RUNS: tables.Columns = {
    "id": int, "version": str, "knowledge": str, "arguments": str, "started": str, "finished": str,
    "added": int, "reread": int, "unchanged": int, "skipped": int,
}  # fmt: skip
CHANGES: tables.Columns = {"doc": str, "source": str, "kind": str, "id": str, "change": str, "before": str, "after": str}
Number = Annotated[int, Query(ge=1, le=2**31)]


@router.get("/runs.{format}")
def runs(request: Request, record: Reading, format: Format) -> Response:
    """Every reading of documents into the record."""
    outcomes = ("added", "reread", "unchanged")
    rows = (
        {"id": r.id, "version": r.version, "knowledge": r.knowledge, "arguments": json.dumps(r.arguments, ensure_ascii=False), "started": r.started, "finished": r.finished,
         **{name: r.documents.get(name, 0) for name in outcomes}, "skipped": r.skipped}
        for r in record.runs()
    )  # fmt: skip
    return tables.rows(request, format, "runs", rows, RUNS, tables.MOST if format == "json" else None)


@router.get("/diff.{format}")
def diff(request: Request, record: Reading, format: Format, before: Number, after: Number, limit: Limit = None) -> Response:
    """What changed in the readings between the end of one run and the end of another. Corrections are not readings."""
    changes = record.diff(before, after)
    if format == "json":
        shown = list(islice(changes, (limit or tables.MOST) + 1))
        most = min(limit or tables.MOST, tables.MOST)
        return tables.as_json({"rows": [to_json(c) for c in shown[:most]], "next": None, "truncated": len(shown) > most})
    return tables.rows(request, format, "diff", map(_flat, changes), CHANGES, limit)


def _flat(change: Change) -> dict[str, Any]:
    lines = {side: json.dumps(value, ensure_ascii=False) if value else None for side, value in (("before", change.before), ("after", change.after))}
    return asdict(change) | lines


@router.get("/status.json")
def status(request: Request, record: Reading) -> Response:
    """What was read, what was not and why, what waits."""
    return tables.as_json(to_json(kept(request, record, "status", Record.status)) | {"path": None})


@router.get("/methods.json")
def methods(request: Request, record: Reading) -> Response:
    """Versions, hashes and counts: the paragraph a paper needs, as data."""
    return tables.as_json(kept(request, record, "methods", Record.methods))


@router.get("/schema.json")
def schema(record: Reading) -> Response:
    """Tables and views of the record with their columns, for SQL."""
    return tables.as_json({"tables": described(record.connection)})


def described(connection: Connection) -> list[dict[str, Any]]:
    """Views for people first, then tables; those that only serve the search are left out."""
    return [{"name": name, "type": type_, "columns": connection.columns(name)} for name, type_ in connection.tables() if "search" not in name and name != "document_texts"]
