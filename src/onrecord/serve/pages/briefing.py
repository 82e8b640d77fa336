"""Briefing: who speaks, ledger, threats, figures, gaps, coverage; each number leads to its passages. And the search."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from onrecord.errors import Usage
from onrecord.report.html import shown as pictured
from onrecord.report.tables import COLUMNS, item_row
from onrecord.serve.api.search import MOST as EMBEDDED
from onrecord.serve.asked import asked
from onrecord.serve.context import Reading, part, rendered
from onrecord.serve.kept import kept, kept_page
from onrecord.serve.shown import Shown
from onrecord.serve.summary import summary
from onrecord.store import Record
from onrecord.store.queries import COUNTED
from onrecord.store.rows import VOICED
from onrecord.store.search import Hit

router = APIRouter(include_in_schema=False)
NEWEST, FOUND, TEXTS = 12, 50, 8


@router.get("/")
def briefing(request: Request, record: Reading) -> HTMLResponse:
    numbers = kept(request, record, "summary", summary)
    return rendered(request, "briefing.html", heading="Briefing", newest=_newest(record), **numbers)


@router.get("/search")
def search(request: Request, record: Reading, q: str = Query("", max_length=500), after: str | None = Query(None, max_length=200)) -> HTMLResponse:
    try:
        return _found(request, record, q=q, after=after)
    except Usage as error:
        return rendered(request, "search.html", status=400, heading="Search", query=q, problem=str(error), texts=[], kinds=[], found=0, next=None)


@kept_page
def _found(request: Request, record: Record, q: str, after: str | None) -> HTMLResponse:
    said = asked(q)
    shown = Shown(record, labels=True)
    hits: list[Hit] = []
    following = None
    if said.like:
        near = record.similar(said.like, said.filters.get("kind", ()), FOUND, most=EMBEDDED)
        hits = [hit for hit in near if hit.kind == "document"][:TEXTS]
        items = [record.item(hit.id) for hit in near if hit.kind == "statement"]
    elif said.filters:
        filters = {"copies": "doc" in said.filters} | said.filters
        page = part(request, record.items(limit=FOUND + 1, after=after, text=said.text or None, **filters), FOUND)
        items, following = page.rows, page.next
    elif said.text:
        hits = record.search(said.text, ["document"], TEXTS)
        items = record.several([hit.id for hit in record.search(said.text, VOICED, FOUND)])
    else:
        items = []
    kinds = [(kind, [item_row(i, shown) for i in items if i.kind == kind], COLUMNS[kind]) for kind in VOICED]
    return rendered(
        request, "search.html", heading="Search", query=q, problem="", texts=[(hit, shown.document(hit.doc), _snippet(record, hit)) for hit in hits],
        kinds=[k for k in kinds if k[1]], found=len(items), next=following,
    )  # fmt: skip


def _snippet(record: Record, hit: Hit) -> list[tuple[str, bool]]:
    """The passage in pieces, each with whether it is a word that was looked for."""
    out, at = list[tuple[str, bool]](), hit.start
    for start, end in sorted(m for m in hit.matches if hit.start <= m[0] and m[1] <= hit.end):
        if start < at:
            continue
        out += [(pictured(hit.snippet[at - hit.start : start - hit.start]), False), (pictured(hit.snippet[start - hit.start : end - hit.start]), True)]
        at = end
    return [*out, (pictured(hit.snippet[at - hit.start :]), False)]


def _newest(record: Record) -> list[tuple[Any, ...]]:
    """(id, title, outlet, published, items) of the documents published last."""
    query = (  # the items are counted of the few that are shown
        "SELECT n.id, n.title, n.outlet, n.published, (SELECT count(*) FROM items i WHERE i.doc = n.id) FROM ("
        "SELECT d.id, coalesce(d.title, d.source) AS title, d.outlet, d.published, coalesce(d.latest, '') AS latest, d.source FROM documents d"
        f" WHERE {COUNTED} ORDER BY 5 DESC, 6, 1 LIMIT ?) n ORDER BY n.latest DESC, n.source, n.id"
    )
    return list(record.connection.execute(query, (NEWEST,)).fetchall())
