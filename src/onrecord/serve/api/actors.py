"""Actors: who speaks, acts or undergoes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from onrecord.serve import tables
from onrecord.serve.context import Reading
from onrecord.serve.tables import RESPONSES, After, Format, Limit

router = APIRouter(prefix="/api", tags=["actors"], responses=RESPONSES)
COLUMNS: tables.Columns = {"id": str, "name": str, "type": str, "country": str, "documents": int, "mentions": int}


@router.get("/actors.{format}")
def actors(
    request: Request, record: Reading, format: Format, limit: Limit = None, after: After = None,
    name: Annotated[str | None, Query(max_length=300, description="Only actors of this name or alias.")] = None,
    type: Annotated[str | None, Query(max_length=60, description="person, state, government, alliance, party, armed_group …")] = None,
) -> Response:  # fmt: skip
    """Everybody in the record, the most mentioned first."""
    found = record.ranked(name, type, tables.wanted(format, limit), after)
    return tables.rows(request, format, "actors", (asdict(actor) for actor in found), COLUMNS, limit)


@router.get("/actors/{id}.json")
def actor(
    record: Reading, id: str,
    mentions: Annotated[int, Query(ge=0, le=tables.MOST, description="At most so many of its mentions; `documents` and `mentions` say how many there are.")] = tables.MOST,
) -> Response:  # fmt: skip
    """One actor, merged over the documents it appears in, with its first mentions."""
    found = record.merged(id, mentions)
    listed = next(iter(record.ranked(found["id"], limit=1)), None)  # none: only earlier versions of documents know it
    return tables.as_json(found | {"documents": listed.documents if listed else 0, "mentions": listed.mentions if listed else 0})
