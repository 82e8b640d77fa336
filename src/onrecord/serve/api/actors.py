"""Actors: who speaks, acts or undergoes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from onrecord.errors import Usage
from onrecord.records import to_json
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
def actor(record: Reading, id: str) -> Response:
    """One actor, merged over the documents it appears in, with every mention."""
    found = record.item(id)
    if found.kind != "actor":
        raise Usage(f"no actor {id!r} in this record")
    return tables.as_json(to_json(found))
