"""Runs and diff: how the record came about, and what changed in the readings between two runs."""

from __future__ import annotations

from itertools import islice
from typing import Any

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from onrecord.serve.context import Reading, rendered
from onrecord.serve.kept import kept
from onrecord.store import Record
from onrecord.store.runs import Change

router = APIRouter(include_in_schema=False)
CHANGES = 200
Number = Query(None, ge=1, le=2**31)


@router.get("/runs")
def runs(request: Request, record: Reading, before: int | None = Number, after: int | None = Number) -> HTMLResponse:
    listed = record.runs()
    changes: list[Change] = []
    if before and after:
        changes = list(islice(record.diff(before, after), CHANGES + 1))
    elif len(listed) > 1:
        before, after = listed[-2].id, listed[-1].id
    return rendered(
        request, "runs.html", heading="Runs", runs=list(reversed(listed)), skipped=kept(request, record, "skipped", Record.skipped), before=before, after=after,
        asked=bool(request.query_params.get("before")), changes=[(c, _words(c), list(_fields(c))) for c in changes[:CHANGES]], more=len(changes) > CHANGES, methods=kept(request, record, "methods", Record.methods),
    )  # fmt: skip


def _words(change: Change) -> str:
    line = change.after or change.before or {}
    spans = line.get("evidence") or []
    return str(spans[0]["text"]) if spans else str(line.get("title") or line.get("name") or line.get("source") or "")


def _fields(change: Change) -> Any:
    """(field, before, after) of what differs, texts and spans left out."""
    if change.before and change.after:
        for name in change.after:
            if change.before.get(name) != change.after.get(name) and name not in ("text", "evidence", "repairs"):
                yield name, str(change.before.get(name)), str(change.after.get(name))
