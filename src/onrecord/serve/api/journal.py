"""People's corrections: the journal, and new entries in it. Nothing read is ever changed; an entry can be undone, never deleted."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import PlainTextResponse, Response

from onrecord.errors import Usage
from onrecord.serve import tables
from onrecord.serve.context import Reading, writing
from onrecord.serve.tables import RESPONSES, Format
from onrecord.store.when import days

router = APIRouter(prefix="/api", tags=["review"], responses=RESPONSES)
COLUMNS: tables.Columns = {
    "id": str, "action": str, "at": str, "by": str, "note": str, "doc": str, "source": str, "item": str, "kind": str, "label": str,
    "quotation": str, "start": int, "end": int, "change": str, "undoes": str,
}  # fmt: skip
Short = Annotated[str | None, Field(max_length=2000)]


class Correction(BaseModel):
    """accept or reject an item; edit it {"fields": {…}, "evidence": [{role, start, end}]}; split it {"parts": [{…}, {…}]}; merge an actor
    {"into": ACTOR} or split it {"mentions": [[start, end]], "doc": …, "name": …}; facts of a document {"published": …}; undo an entry."""

    action: Literal["accept", "reject", "edit", "facts", "merge", "split", "undo"]
    target: Short = None
    change: dict[str, Any] = {}
    by: Short = None
    note: Short = None


@router.get("/journal.jsonl", response_class=PlainTextResponse)
def lines(record: Reading) -> Response:
    """The journal as `onrecord import --journal` takes it."""
    return PlainTextResponse("".join(line + "\n" for line in record.journal_lines()), media_type="application/jsonl")


@router.get("/journal.{format}")
def journal(request: Request, record: Reading, format: Format) -> Response:
    """Every correction, oldest first."""
    rows = (asdict(e) | {"change": json.dumps(e.change, ensure_ascii=False) if e.change else None} for e in record.journal())
    return tables.rows(request, format, "journal", rows, COLUMNS, tables.MOST if format == "json" else None)


@router.post("/journal", status_code=201, responses={401: {"description": "No token."}, 403: {"description": "This server only reads."}})
def correct(request: Request, correction: Correction) -> Response:
    """One correction, with effect at once. Needs the token."""
    published = correction.change.get("published")
    if correction.action == "facts" and published is not None and (not isinstance(published, str) or days(published) is None):
        raise Usage(f"{published!r} is not a date; write 2024-05-28, 2024-05 or 2024")
    with writing(request) as record:
        entry = record.correct(correction.action, correction.target, correction.change, by=correction.by, note=correction.note)
        if record.stale():
            from onrecord.pipeline import reread

            record.reread_stale(reread)
    return tables.as_json(asdict(entry), 201)
