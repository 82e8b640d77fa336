"""Documents, items and lines out of the record: everything streams, in contract order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from onrecord.errors import Usage
from onrecord.records import Document, Item, Link
from onrecord.store import actors as actors_
from onrecord.store.copies import shown_line
from onrecord.store.database import ALL, Connection
from onrecord.store.queries import CURRENT_OF, LAST, ORIGINAL_OF, Filter, conditions, document_conditions, document_ids, several
from onrecord.store.rows import loaded

IN_ORDER = " ORDER BY d.source, d.id"
PLACE = "SELECT d.source, d.id, i.ordinal FROM items i JOIN documents d ON d.id = i.doc WHERE i.id = ?"
MANY = 1000  # items that are found in order sooner than sorted
INDEXED = ("who", "to", "about", "holder", "actor", "text", "nested", "level", "stage", "unit", "contradicted")
# a link is shown while both its ends are: a correction may hide one, and undoing it brings the link back
LINKS = (  # CROSS JOIN walks the documents in order, so that a page costs a page
    "SELECT l.json FROM documents d CROSS JOIN links l CROSS JOIN documents e WHERE l.first_doc = d.id AND e.id = l.second_doc AND {}"
    " AND EXISTS (SELECT 1 FROM items WHERE id = l.first) AND EXISTS (SELECT 1 FROM items WHERE id = l.second)"
    " ORDER BY d.source, d.id, l.start, l.id"
)


@dataclass(frozen=True, slots=True)
class Head:
    """A document as a line of a list, without its text."""

    id: str
    source: str
    title: str | None
    outlet: str | None
    published: str | None
    characters: int
    unread: str | None
    duplicate_of: str | None
    notes: tuple[str, ...]


def documents(connection: Connection, wanted: Filter, limit: int | None = None, after: str | None = None) -> Iterator[Document]:
    for line, of in _documents(connection, "d.json, d.duplicate_of", wanted, limit, after):
        yield replace(loaded(line), duplicate_of=of)


def heads(connection: Connection, wanted: Filter, limit: int | None = None, after: str | None = None) -> Iterator[Head]:
    notes = "CASE WHEN d.json LIKE '%\"notes\":%' THEN json_extract(d.json, '$.notes') END"
    columns = f"d.id, d.source, d.title, d.outlet, d.published, d.characters, d.unread, d.duplicate_of, {notes}"
    for *told, said in _documents(connection, columns, wanted, limit, after):
        yield Head(*(*told, tuple(json.loads(said)) if said else ()))


def _documents(connection: Connection, columns: str, wanted: Filter, limit: int | None, after: str | None) -> Iterator[Any]:
    where, values = document_conditions(connection, wanted)
    if after is not None:
        where.append("(d.source, d.id) > (SELECT source, id FROM documents WHERE id = ?)")
        values.append(one_document(connection, after))
    query = f"SELECT {columns} FROM documents d WHERE {' AND '.join(where) or 'true'}{IN_ORDER} LIMIT ?"
    yield from connection.rows(query, (*values, ALL if limit is None else limit))


def items(connection: Connection, wanted: Filter, limit: int | None, after: str | None) -> Iterator[Any]:
    kinds = several(wanted.kind)
    if "actor" in kinds or "link" in kinds:
        if after is not None or wanted != Filter(wanted.kind, wanted.doc, published=wanted.published, superseded=wanted.superseded, copies=wanted.copies):
            raise Usage(f"kind {wanted.kind!r} is listed by document and publication only; actors by name: `actors`")
        yield from _others(connection, wanted, limit)
        return
    where, values = conditions(connection, wanted)
    if after is not None:
        source, doc, ordinal = connection.execute(PLACE, (one_item(connection, after),)).fetchone()
        where += " AND d.source >= ? AND (d.source, d.id, i.ordinal) > (?, ?, ?)"
        values += [source, source, doc, ordinal]
    # CROSS JOIN walks the documents in order, so that a page of many costs a page; few items are found by an index and sorted instead
    few = _few(connection, wanted, where, values, limit)
    rows = connection.rows(
        f"SELECT i.json FROM documents d {'' if few else 'CROSS '}JOIN items i {'ON' if few else 'WHERE'} i.doc = d.id {'WHERE' if few else 'AND'} {where}{IN_ORDER}, i.ordinal LIMIT ?",
        (*values, ALL if limit is None else limit),
    )
    for (line,) in rows:
        yield loaded(line)


def _few(connection: Connection, wanted: Filter, where: str, values: list[Any], limit: int | None) -> bool:
    """Whether an index tells that few items fit, so that sorting them is less work than looking for them in document after document."""
    by_name = any(getattr(wanted, field) for field in INDEXED)
    if connection.dialect != "sqlite" or not (by_name or (wanted.kind and wanted.label)):
        return False
    if limit is None:
        return by_name
    query = f"SELECT count(*) FROM (SELECT 1 FROM items i JOIN documents d ON d.id = i.doc WHERE {where} LIMIT ?)"
    return int(connection.execute(query, (*values, MANY)).fetchone()[0]) < MANY


def labels(connection: Connection, kind: str) -> list[str]:
    """The labels that items of a kind have, in order; from each to the next, so that only they are looked at."""
    following = "SELECT min(label) FROM items WHERE kind = :kind"
    rows = connection.execute(
        f"WITH RECURSIVE l(label) AS ({following} UNION ALL SELECT ({following} AND label > l.label) FROM l WHERE l.label IS NOT NULL)"
        " SELECT label FROM l WHERE label IS NOT NULL", {"kind": kind}
    )  # fmt: skip
    return [label for (label,) in rows.fetchall()]


def count_documents(connection: Connection, wanted: Filter) -> int:
    if wanted == Filter():
        query = "SELECT (SELECT count(*) FROM documents) - (SELECT count(*) FROM documents WHERE superseded_by IS NOT NULL)"
        return int(connection.execute(query).fetchone()[0])
    where, values = document_conditions(connection, wanted)
    return int(connection.execute(f"SELECT count(*) FROM documents d WHERE {' AND '.join(where) or 'true'}", values).fetchone()[0])


def count(connection: Connection, wanted: Filter) -> int:
    if wanted.doc or wanted.published or wanted.state:
        where, values = conditions(connection, wanted)
        return int(connection.execute(f"SELECT count(*) FROM documents d JOIN items i ON i.doc = d.id WHERE {where}", values).fetchone()[0])
    where, values = conditions(connection, replace(wanted, superseded=True, copies=True))
    aside = " AND ".join(said.format("i") for said, here in ((CURRENT_OF, wanted.superseded), (ORIGINAL_OF, wanted.copies)) if not here)
    return int(connection.execute(f"SELECT count(*) FROM items i WHERE {where} AND {aside or 'true'}", values).fetchone()[0])


def _others(connection: Connection, wanted: Filter, limit: int | None) -> Iterator[Any]:
    """Actors as each document shows them, or links."""
    if several(wanted.kind) == ("link",):
        docs = document_ids(connection, several(wanted.doc))
        found = links(connection, None, None)
        chosen = (link for link in found if not docs or {span.doc for span in link.evidence} & set(docs))
    elif several(wanted.kind) == ("actor",):
        where, values = document_conditions(connection, wanted)
        rows = connection.rows(
            f"SELECT a.json FROM documents d JOIN actors a ON a.doc = d.id WHERE {' AND '.join(where) or 'true'}{IN_ORDER}, a.ordinal", values
        )
        chosen = (loaded(line) for (line,) in rows)
    else:
        raise Usage(f"kind {wanted.kind!r}: actors and links are listed by themselves")
    for number, record in enumerate(chosen, 1):
        if limit is not None and number > limit:
            return
        yield record


def links(connection: Connection, item: str | None, relation: str | None, limit: int | None = None, after: str | None = None) -> Iterator[Link]:
    where = ["d.superseded_by IS NULL", "e.superseded_by IS NULL"]
    values: list[Any] = []
    if item is not None:
        where.append("l.key IN (SELECT key FROM links WHERE first = ? OR second = ?)")
        values += [item, item]
    if relation is not None:
        where.append("l.relation = ?")
        values.append(relation)
    if after is not None:
        query = "SELECT d.source, d.id, l.start, l.id FROM links l JOIN documents d ON d.id = l.first_doc WHERE l.id = ?"
        place = connection.execute(query, (one_item(connection, after, ("links",)),)).fetchone()
        where.append("d.source >= ? AND (d.source, d.id, l.start, l.id) > (?, ?, ?, ?)")
        values += [place[0], *place]
    query = LINKS.format(" AND ".join(where))
    if item is not None or relation is not None or limit is None:
        query = query.replace(" CROSS JOIN", ",")  # by their indexes, then sorted
    for (line,) in connection.rows(f"{query} LIMIT ?", (*values, ALL if limit is None else limit)):
        yield loaded(line)


def lines(connection: Connection, wanted: Filter) -> Iterator[str]:
    """Each document, its actors, its items; links last."""
    where, values = document_conditions(connection, wanted)
    condition = " AND ".join(where) or "true"
    for doc, line, of in connection.rows(f"SELECT d.id, d.json, d.duplicate_of FROM documents d WHERE {condition}{IN_ORDER}", values):
        yield shown_line(line, of) if of else line
        for table in ("actors", "items"):
            yield from (row[0] for row in connection.execute(f"SELECT json FROM {table} WHERE doc = ? ORDER BY ordinal", (doc,)))
    both = f"{condition} AND {condition.replace('d.', 'e.')}"
    yield from (row[0] for row in connection.rows(LINKS.format(both), (*values, *values)))


def item(connection: Connection, id_: str) -> Item:
    whole = one_item(connection, id_, tables=("items", "actors", "links"))
    if connection.execute("SELECT 1 FROM actors WHERE id = ? LIMIT 1", (whole,)).fetchone():
        return actors_.merged(connection, whole)
    for table in ("items", "links"):
        row = connection.execute(f"SELECT json FROM {table} WHERE id = ?", (whole,)).fetchone()
        if row:
            return loaded(row[0])  # type: ignore[no-any-return]
    raise AssertionError(whole)


def several_items(connection: Connection, ids: Sequence[str]) -> list[Any]:
    """Items by their ids, in that order; those that are not there are left out."""
    rows = dict(connection.execute("SELECT id, json FROM items WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)).fetchall())
    return [loaded(rows[id_]) for id_ in ids if id_ in rows]


def one_item(connection: Connection, id_: str, tables: tuple[str, ...] = ("items",)) -> str:
    """The whole id of the only item that has it or begins with it."""
    found: list[str] = []
    for table in tables:
        if connection.execute(f"SELECT 1 FROM {table} WHERE id = ?", (id_,)).fetchone():
            return id_
        query = f"SELECT DISTINCT id FROM {table} WHERE id >= ? AND id < ? ORDER BY id LIMIT 3"
        found += (row[0] for row in connection.execute(query, (id_, id_ + LAST)))
    return _only(found, id_, "item")


def one_document(connection: Connection, name: str) -> str:
    """The id of the only document meant by an id, the beginning of one, or a source (of several versions, the current one)."""
    rows = [row[0] for row in connection.execute("SELECT id FROM documents WHERE id = ?", (name,))]
    if not rows:
        ids = document_ids(connection, (name,))
        rows = [id_ for id_ in ids if current(connection, id_)] or list(ids)
    return _only(rows, name, "document")


def current(connection: Connection, doc: str) -> bool:
    return connection.execute("SELECT 1 FROM documents WHERE id = ? AND superseded_by IS NULL", (doc,)).fetchone() is not None


def document(connection: Connection, doc: str) -> Document:
    line, of = connection.execute("SELECT json, duplicate_of FROM documents WHERE id = ?", (doc,)).fetchone()
    document: Document = loaded(line)
    return replace(document, duplicate_of=of)


def _only(found: list[str], name: str, what: str) -> str:
    if not found:
        raise Usage(f"no {what} {name!r} in this record")
    if len(found) > 1:
        raise Usage(f"{what} {name!r} could be {', '.join(found[:3])}{' …' if len(found) > 3 else ''}; give more of it")
    return found[0]


