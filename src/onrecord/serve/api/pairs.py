"""Pairs of actors and their series of events."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from onrecord.errors import Usage
from onrecord.serve import tables
from onrecord.serve.context import Reading
from onrecord.serve.kept import kept
from onrecord.serve.tables import RESPONSES, Format, Limit
from onrecord.store import Record
from onrecord.store.actors import Names
from onrecord.store.pairs import pairs as listed
from onrecord.store.pairs import series as between
from onrecord.store.queries import actor_ids

router = APIRouter(prefix="/api", tags=["pairs"], responses=RESPONSES)
PAIRS: tables.Columns = {"first": str, "first_name": str, "second": str, "second_name": str, "reports": int, "documents": int}
SERIES: tables.Columns = {"id": str, "doc": str, "who": str, "to": str, "type": str, "day": str, "until": str, "published": str, "intensity": float, "quad": int}


@router.get("/pairs.{format}")
def pairs(request: Request, record: Reading, format: Format, limit: Limit = None) -> Response:
    """Who does something to whom: directed pairs with their reports of events told as having happened, copies left out."""
    names, most = Names(record.connection, record.called), limit or 1000
    found = listed(record.connection, most) if most > tables.MOST else kept(request, record, f"pairs {most}", lambda r: list(listed(r.connection, most)))
    named = ({"first_name": names.get(p.first, p.first), "second_name": names.get(p.second, p.second), **asdict(p)} for p in found)
    return tables.rows(request, format, "pairs", ({c: row[c] for c in PAIRS} for row in named), PAIRS, most, lambda row: row["first"])


@router.get("/series.{format}")
def series(
    request: Request, record: Reading, format: Format,
    first: Annotated[str, Query(max_length=300, description="An actor: id, name or alias.")],
    second: Annotated[str, Query(max_length=300, description="The other.")],
) -> Response:  # fmt: skip
    """Both directions between two actors: one row for each report of an event, with its day and its intensity (PLOVER’s scale, −10 to 10)."""
    found = between(record.connection, one_actor(record, first), one_actor(record, second))
    return tables.rows(request, format, "series", (asdict(point) for point in found), SERIES, tables.MOST if format == "json" else None)


def one_actor(record: Record, name: str) -> str:
    """The id of the only actor meant. Usage when none or several are."""
    found = actor_ids(record.connection, (name,))
    if not found:
        raise Usage(f"no actor {name!r} in this record")
    if len(found) > 1:
        raise Usage(f"actor {name!r} could be {', '.join(found[:5])}{' …' if len(found) > 5 else ''}; give an id")
    return found[0]
