"""What the record holds, listed: documents, actors, items of each kind with the filters of the command line."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from onrecord.extract.events.ontology import ontology
from onrecord.report.html import VOICES
from onrecord.report.tables import ACTS, COLUMNS, item_row
from onrecord.serve.chosen import API, LABELS, chosen
from onrecord.serve.context import ROWS, Reading, part, rendered
from onrecord.serve.kept import kept
from onrecord.serve.shown import Shown
from onrecord.store import Record
from onrecord.store.actors import Ranked
from onrecord.store.queries import COUNTED_OF, FACTUALITIES
from onrecord.store.queries import VOICES as MODES

router = APIRouter(include_in_schema=False)
KINDS = {"statement": "Statements", "event": "Events", "commitment": "Commitments", "figure": "Figures", "framing": "Wording"}
TYPES = ("person", "state", "government", "alliance", "organization", "party", "armed_group", "company", "media", "population")
STATES = {"": "all", "read": "read", "unread": "not read", "undated": "undated", "gaps": "with text lost", "copies": "copies of another"}
After = Query(None, max_length=200)


@router.get("/documents")
def documents(request: Request, record: Reading, state: str = Query("", max_length=20), published: str = Query("", max_length=60), after: str | None = After) -> HTMLResponse:
    page = part(request, record.heads(published=published or None, state=state if state in STATES and state else None, limit=ROWS + 1, after=after), ROWS)
    counted = _counts(record, [d.id for d in page.rows])
    return rendered(
        request, "documents.html", heading="Documents", rows=page.rows, next=page.next, counted=counted, states=STATES, state=state, published=published,
        total=record.count_documents(published=published or None), given={"state": state, "published": published},
    )  # fmt: skip


def _counts(record: Record, docs: list[str]) -> dict[str, dict[str, int]]:
    """document id -> kind -> items"""
    out: dict[str, dict[str, int]] = {doc: {} for doc in docs}
    query = "SELECT doc, kind, count(*) FROM items WHERE doc IN (SELECT value FROM json_each(?)) GROUP BY doc, kind"
    for doc, kind, count in record.connection.execute(query, (json.dumps(docs),)):
        out[doc][kind] = count
    return out


@router.get("/actors")
def actors(request: Request, record: Reading, name: str = Query("", max_length=300), type: str = Query("", max_length=60), after: str | None = After) -> HTMLResponse:
    listed, parts = kept(request, record, f"actors {name!r} {type!r} {after!r}", lambda r: _listed(r, name, type, after))
    page = part(request, listed, ROWS)
    return rendered(request, "actors.html", heading="Actors", rows=page.rows, next=page.next, parts=parts, name=name, type=type, types=TYPES, given={"name": name, "type": type})


def _listed(record: Record, name: str, type_: str, after: str | None) -> tuple[list[Ranked], dict[str, dict[str, int]]]:
    found = list(record.ranked(name or None, type_ or None, ROWS + 1, after))
    return found, _parts(record, [actor.id for actor in found])


def _parts(record: Record, ids: list[str]) -> dict[str, dict[str, int]]:
    """actor id -> in how many reports it says, does, undergoes …: 'statement who' -> 3."""
    out: dict[str, dict[str, int]] = {id_: {} for id_ in ids}
    query = (
        "SELECT p.actor, i.kind || ' ' || p.part, count(*) FROM parties p JOIN items i ON i.key = p.item"
        f" WHERE p.actor IN (SELECT value FROM json_each(?)) AND {COUNTED_OF.format('i')} GROUP BY 1, 2"
    )
    for actor, key, count in record.connection.execute(query, (json.dumps(ids),)):
        out[actor][key] = count
    return out


@router.get("/items")
def items(request: Request, record: Reading, after: str | None = After) -> HTMLResponse:
    asked = chosen(request.query_params)
    shown = Shown(record, labels=True)
    page = part(request, asked.items(record, ROWS + 1, after), ROWS)
    label = LABELS[asked.kind]
    fields: dict[str, Any] = {
        "api": f"/api/{API[asked.kind]}", "kinds": KINDS, "kind": asked.kind, "given": asked.given, "label": label,
        "voices": {m: VOICES.get(m, m) for m in MODES}, "factualities": FACTUALITIES, "labels": _labels(record, asked.kind), "contexts": ontology()["contexts"] if asked.kind == "event" else (),
    }  # fmt: skip
    named = {id_: shown.name(id_) for name in ("who", "to", "about", "holder", "actor") for id_ in asked.given.get(name, ())}
    rows = [item_row(item, shown) for item in page.rows]
    return rendered(
        request, "items.html", heading=KINDS[asked.kind], current="/items", columns=COLUMNS[asked.kind], rows=rows, next=page.next, count=kept(request, record, f"count {asked.kind} {sorted(asked.given.items())}", asked.count),
        named=named, **fields,
    )  # fmt: skip


def _labels(record: Record, kind: str) -> list[str]:
    """The acts, measures, types … that this record has."""
    found = record.labels(kind)
    return [act for act in ACTS if act in found] if kind == "commitment" else found
