"""A person's own SELECT over the record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from onrecord.serve import tables
from onrecord.serve.context import Reading, Served
from onrecord.serve.tables import RESPONSES, Format
from onrecord.show import Row
from onrecord.store.sql import Table

router = APIRouter(prefix="/api", tags=["sql"], responses=RESPONSES)
ROWS, MOST, SECONDS = 1000, 10_000, 10.0


@router.get("/sql.{format}")
def sql(
    request: Request, record: Reading, format: Format,
    query: Annotated[str, Query(max_length=20_000, description="One SELECT; see /api/schema.json for what there is.")],
    limit: Annotated[int, Query(ge=1, le=MOST, description="At most so many rows.")] = ROWS,
    seconds: Annotated[float, Query(ge=0.1, le=SECONDS, description="Give up after this time.")] = 5.0,
) -> Response:  # fmt: skip
    """Nothing can be written, attached or loaded; a query that runs on is ended. `truncated`: there are more rows."""
    table = asked(request, query, limit, seconds)
    rows = list(rows_of(table))
    if format == "json":
        return tables.as_json({"rows": rows, "next": None, "columns": columns_of(table), "truncated": table.truncated})
    return tables.rows(request, format, "sql", rows, {name: _type(rows, name) for name in columns_of(table)}, None)


def asked(request: Request, query: str, limit: int, seconds: float) -> Table:
    served: Served = request.app.state.served
    return served.sql.ask(served.record, query, limit, seconds)


def columns_of(table: Table) -> list[str]:
    """The columns' names, those that recur with their number."""
    return [name if table.columns.count(name) == 1 else f"{name}.{n}" for n, name in enumerate(table.columns, 1)]


def rows_of(table: Table) -> Iterator[Row]:
    names = columns_of(table)
    return (dict(zip(names, map(tables.plain, values), strict=True)) for values in table.rows)


def _type(rows: list[Row], name: str) -> type:
    """A column's type for Parquet; where values of several types stand, all of them become text."""
    found = {type(row[name]) for row in rows if row[name] is not None}
    if found == {int, float}:
        return float
    if len(found) == 1:
        return found.pop()
    for row in rows:
        row[name] = None if row[name] is None else str(row[name])
    return str
