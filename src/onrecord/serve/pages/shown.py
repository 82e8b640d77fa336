"""What the report shows of an item, with links that lead into the server: only what a page needs is looked up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from onrecord.records import Actor, Document, Link
from onrecord.report.html import Pages
from onrecord.report.material import LETTERS, Material, Plan
from onrecord.serve.context import actor_url, document_url, passage_url
from onrecord.store import Record
from onrecord.store.database import Connection
from onrecord.store.pointers import ACTOR_FIELDS
from onrecord.store.rows import loaded


def names(connection: Connection, ids: Iterable[str]) -> dict[str, Actor]:
    """Actors by their name and type in the first documents that know them: cheap also for one that stands in thousands."""
    out: dict[str, Actor] = {}
    for id_ in dict.fromkeys(ids):
        rows = connection.execute(
            "SELECT name, type, country, count(*) FROM (SELECT name, type, country FROM actors WHERE id = ? ORDER BY doc LIMIT 40) AS some"
            " GROUP BY name, type, country ORDER BY 4 DESC, 1 LIMIT 1",
            (id_,),
        ).fetchall()
        for name, type_, country, _ in rows:
            out[id_] = Actor(id_, name, type_, country)
    return out


def actors_of(item: Any) -> Iterable[str]:
    """Every actor an item names."""
    for field in ACTOR_FIELDS:
        value = getattr(item, field, None)
        yield from (value,) if isinstance(value, str) else value or ()
    yield from item.voice.chain
    if item.voice.holder:
        yield item.voice.holder


def documents(record: Record, ids: Iterable[str]) -> list[Document]:
    return [record.document(id_) for id_ in dict.fromkeys(ids)]


def pages(record: Record, items: Sequence[Any], links: Sequence[Link] = (), labels: dict[str, str] | None = None, known: Sequence[Document] = ()) -> Pages:
    """The report's pieces for these items. An item that has no label of its own is labelled by its kind's letter."""
    own = {d.id: d for d in known}
    docs = [*known, *documents(record, (i.doc for i in items if i.doc not in own))]
    by_doc: dict[str, list[Any]] = {d.id: [] for d in docs}
    for item in items:
        by_doc[item.doc].append(item)
    actors = names(record.connection, (a for i in items for a in actors_of(i)))
    plan = Plan()
    plan.pages = {d.id: document_url(d.id) for d in docs} | {a: actor_url(a) for a in actors} | {i.id: passage_url(i).partition("#")[0] for i in items}
    plan.labels = {i.id: LETTERS[i.kind] for i in items} | (labels or {})
    return Pages(Material("", docs, by_doc, actors, links), plan)


def links_of(connection: Connection, doc: str) -> list[Link]:
    """Links with an end in the document, both of whose ends are shown."""
    rows = connection.execute(
        "SELECT json FROM links l WHERE (first_doc = ? OR second_doc = ?) AND EXISTS (SELECT 1 FROM items WHERE id = l.first)"
        " AND EXISTS (SELECT 1 FROM items WHERE id = l.second) ORDER BY start, id",
        (doc, doc),
    )
    return [loaded(line) for (line,) in rows]


def items_by_id(connection: Connection, ids: Iterable[str]) -> list[Any]:
    rows = connection.execute("SELECT json FROM items WHERE id IN (SELECT value FROM json_each(?)) ORDER BY doc, ordinal", (json.dumps(list(ids)),))
    return [loaded(line) for (line,) in rows]
