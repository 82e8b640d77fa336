"""An actor: what it is called where, which offices it held when, what it says, does, undergoes, promises and is promised; who was merged into it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from onrecord.records import Role
from onrecord.report.html import bdi
from onrecord.report.tables import COLUMNS, item_row
from onrecord.serve.context import Reading, actor_url, document_url, rendered, url_with, writing
from onrecord.serve.kept import kept
from onrecord.serve.shown import Shown
from onrecord.store import Record
from onrecord.store.journal import Entry
from onrecord.store.rows import loaded

router = APIRouter(include_in_schema=False)
FIRST = 8  # rows of each section
NAMES = 60  # surface forms listed

# anchor, heading, kind, part it takes
SECTIONS = (
    ("says", "Says", "statement", "who"),
    ("about", "Is said about it", "statement", "about"),
    ("told", "Is told", "statement", "to"),
    ("does", "Does", "event", "who"),
    ("undergoes", "Undergoes", "event", "to"),
    ("commits", "Promises, threatens, demands", "commitment", "who"),
    ("receives", "Is promised, threatened, asked", "commitment", "to"),
    ("figures", "Figures", "figure", "about"),
    ("framed", "Is worded", "framing", "about"),
)


@dataclass(frozen=True, slots=True)
class Surface:
    """One way in which documents print the actor: the days of the first and last publication that do, and a passage."""

    text: str
    first: str | None
    last: str | None
    mentions: int
    documents: int
    href: str


@dataclass(frozen=True, slots=True)
class Merge:
    """A person's decision that two actors are one."""

    id: str
    other: str
    gone: bool  # this actor was merged into the other
    at: str
    by: str | None
    reason: str | None


@router.get("/actors/{id:path}")
def page(request: Request, record: Reading, id: str) -> HTMLResponse:
    shown = Shown(record)
    merges = list(_merges(record, id, shown))
    known = record.connection.execute("SELECT 1 FROM actors WHERE id = ? LIMIT 1", (id,)).fetchone()
    if not known:
        gone = next((m for m in merges if m.gone), None)
        if gone is None:
            raise HTTPException(404, f"no actor {id!r} in this record")
        return rendered(request, "actor.html", heading=id, current="/actors", actor=None, merges=merges, here=id, facts=[], sections=[], surfaces=[])
    actor = kept(request, record, f"actor {id}", lambda r: _head(r, id))
    told = kept(request, record, f"told {id}", lambda r: list(_told(r, id)))
    sections = [
        (key, title, total, COLUMNS[kind], [item_row(i, shown) for i in items], kind, url_with("/items", {"kind": kind, of: id}))
        for (key, title, kind, of), total, items in told
    ]
    return rendered(
        request, "actor.html", heading=actor["name"], current="/actors", actor=actor, facts=_facts(actor), sections=sections,
        surfaces=kept(request, record, f"surfaces {id}", lambda r: list(_surfaces(r, id))), merges=merges, here=id,
    )  # fmt: skip


def _told(record: Record, id_: str) -> Iterator[tuple[tuple[str, str, str, str], int, list[Any]]]:
    """Each section that has any: how many reports, and the first of them."""
    for section in SECTIONS:
        chosen: dict[str, Any] = {"kind": section[2], "copies": False, section[3]: id_}
        if total := record.count(**chosen):
            yield section, total, list(record.items(limit=FIRST, **chosen))


def _head(record: Record, id_: str) -> dict[str, Any]:
    """Names, type and roles; of an actor that thousands of documents know, from the first of them."""
    rows = record.connection.execute("SELECT json FROM actors WHERE id = ? ORDER BY doc LIMIT 200", (id_,)).fetchall()
    actors = [loaded(line) for (line,) in rows]
    roles = dict.fromkeys(role for actor in actors for role in actor.roles)
    return {
        "name": Shown(record).name(id_), "type": actors[0].type, "country": actors[0].country, "sector": actors[0].sector, "wikidata": actors[0].wikidata, "id": id_,
        "roles": _offices(roles),
    }  # fmt: skip


def _offices(roles: Iterable[Role]) -> list[tuple[str, str, str, str]]:
    """(from, until, of, titles as printed): one row for each term of office, by its beginning."""
    terms: dict[tuple[str, str, str], list[str]] = {}
    for r in roles:
        terms.setdefault((r.from_ or "", r.until or "", r.organization or ""), []).append(r.title)
    return [(*term, "; ".join(sorted(titles))) for term, titles in sorted(terms.items())]


def _facts(actor: dict[str, Any]) -> list[tuple[str, Markup]]:
    rows = [("type", actor["type"].replace("_", " ")), ("country", actor["country"]), ("sector", actor["sector"]), ("Wikidata", actor["wikidata"]), ("id", actor["id"])]
    return [(label, bdi(value, 120)) for label, value in rows if value]


def _surfaces(record: Record, id_: str) -> Iterator[Surface]:
    rows = record.connection.execute(
        "SELECT json_extract(e.value, '$.text'), min(d.published), max(d.published), count(*), count(DISTINCT a.doc),"
        " min(d.source || '\n' || a.doc || '\n' || json_extract(e.value, '$.start') || '-' || json_extract(e.value, '$.end'))"
        " FROM actors a JOIN documents d ON d.id = a.doc JOIN json_each(a.json, '$.evidence') e ON true"
        " WHERE a.id = ? AND d.superseded_by IS NULL AND json_extract(e.value, '$.role') = 'mention' GROUP BY 1 ORDER BY 4 DESC, 1 LIMIT ?",
        (id_, NAMES),
    )
    for text, first, last, mentions, documents, place in rows:
        _, doc, at = place.rsplit("\n", 2)
        yield Surface(text, first, last, mentions, documents, url_with(document_url(doc), {"at": at}) + "#asked")


# -- merges ---------------------------------------------------------------------------------------------------------


def _merges(record: Record, id_: str, shown: Shown) -> Iterator[Merge]:
    """Merges in force into this actor, or of it into another."""
    rows = record.connection.execute(
        "SELECT json FROM journal j WHERE action = 'merge' AND NOT EXISTS (SELECT 1 FROM journal u WHERE u.undoes = j.id"
        " AND NOT EXISTS (SELECT 1 FROM journal v WHERE v.undoes = u.id)) ORDER BY seq"
    )
    for (line,) in rows:
        entry = Entry(**json.loads(line))
        into = (entry.change or {}).get("into")
        if id_ in (entry.item, into):
            yield Merge(entry.id, str(into if entry.item == id_ else entry.item), entry.item == id_, entry.at, entry.by, entry.note)


@router.post("/merges/undo")
async def undo(request: Request) -> Response:
    """Takes a merge back; from the form on the actor's page. Needs the token."""
    form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
    entry, here = form.get("entry", ""), form.get("here", "")

    def undone() -> None:
        with writing(request) as record:
            record.correct("undo", entry)

    await run_in_threadpool(undone)
    return RedirectResponse(actor_url(here), status_code=303)
