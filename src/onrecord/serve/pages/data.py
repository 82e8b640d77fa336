"""Data: SQL of one's own, every table in every format, the schema."""

from __future__ import annotations

from importlib.util import find_spec

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from onrecord.errors import Usage
from onrecord.serve.api.runs import described
from onrecord.serve.api.sql import asked, columns_of
from onrecord.serve.context import Reading, rendered
from onrecord.serve.tables import plain

router = APIRouter(include_in_schema=False)
ROWS, SECONDS = 200, 5.0
TABLES = (
    ("documents", "where from, when published, how long"), ("statements", "who said what"), ("events", "who did what to whom"),
    ("commitments", "the ledger"), ("figures", "numbers and who vouches for them"), ("framing", "wording that takes sides"),
    ("actors", "who speaks, acts, undergoes"), ("pairs", "who does something to whom"), ("links", "items and how they are related"),
    ("runs", "what was read when"), ("journal", "people’s corrections"),
)  # fmt: skip
EXAMPLES = (
    ("Acts in the ledger", "SELECT act, count(*) AS reports FROM commitment GROUP BY act ORDER BY reports DESC"),
    ("Who speaks through whom", "SELECT speakers, holder, count(*) AS reports FROM statement GROUP BY 1, 2 ORDER BY reports DESC LIMIT 20"),
    ("Events by month", "SELECT substr(time, 1, 7) AS month, type, count(*) AS reports FROM event WHERE time IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 3 DESC"),
    ("Bounds of the dead", "SELECT published, source, low, high, holder FROM figure WHERE measure = 'killed' ORDER BY published"),
)


@router.get("/data")
def data(request: Request, record: Reading, query: str = Query("", max_length=20_000)) -> HTMLResponse:
    table, problem = None, ""
    if query.strip():
        try:
            table = asked(request, query, ROWS, SECONDS)
        except Usage as error:
            problem = str(error)
    cells = [[plain(value) for value in row] for row in table.rows] if table else []
    return rendered(
        request, "data.html", heading="Data", sql=query, table=table, columns=columns_of(table) if table else [], cells=cells, problem=problem, tables=TABLES,
        examples=EXAMPLES, schema=described(record.connection), arrow=find_spec("pyarrow") is not None, most=ROWS, seconds=SECONDS,
    )  # fmt: skip
