"""A record of chosen documents: row for row what the record would be if the others had been deleted.

Everything that belongs to a document comes along, its past readings too; the journal's entries that speak of it, and what undid them.
What the record works out over all documents (copies, full text) is worked out anew. Works between both kinds of database.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from onrecord.records import Document
from onrecord.store import copies, linking
from onrecord.store.database import Connection
from onrecord.store.indexing import index_document, index_items
from onrecord.store.queries import Filter, conditions, document_conditions
from onrecord.store.rows import insertion, loaded

AT_ONCE = 500  # rows
CHOSEN = "IN (SELECT value FROM json_each(:chosen))"
ENTRIES = "IN (SELECT value FROM json_each(:entries))"
COPIED = (
    ("runs", f"id IN (SELECT run FROM documents WHERE id {CHOSEN} UNION SELECT superseded_in FROM documents WHERE id {CHOSEN}"
             f" UNION SELECT run FROM run_documents WHERE doc {CHOSEN} UNION SELECT run FROM readings WHERE doc {CHOSEN} UNION SELECT until FROM readings WHERE doc {CHOSEN})", "id"),
    ("documents", f"id {CHOSEN}", "key"),
    ("items", f"doc {CHOSEN}", "key"),
    ("parties", f"item IN (SELECT key FROM items WHERE doc {CHOSEN})", "item, part, actor"),
    ("actors", f"doc {CHOSEN}", "key"),
    ("links", f"first_doc {CHOSEN} AND second_doc {CHOSEN}", "key"),
    ("blocks", f"doc {CHOSEN}", "block, item"),
    ("readings", f"doc {CHOSEN}", "doc, run, facts"),
    ("run_documents", f"doc {CHOSEN}", "run, doc"),
    ("copies_said", f"doc {CHOSEN}", "doc"),
    ("files", f"doc {CHOSEN}", "doc"),
    ("response_documents", f"doc {CHOSEN}", "doc, url, retrieved"),
    ("responses", f"url IN (SELECT url FROM response_documents WHERE doc {CHOSEN}) AND (EXISTS (SELECT 1 FROM response_documents d WHERE d.url = responses.url AND d.retrieved = responses.retrieved AND d.doc {CHOSEN})"
                  " OR NOT EXISTS (SELECT 1 FROM response_documents d WHERE d.url = responses.url AND d.retrieved = responses.retrieved))", "url, retrieved"),
    ("originals", f"sha256 IN (SELECT sha256 FROM files WHERE doc {CHOSEN} UNION SELECT r.sha256 FROM responses r JOIN response_documents d"
                  f" ON d.url = r.url AND d.retrieved = r.retrieved WHERE r.sha256 IS NOT NULL AND d.doc {CHOSEN})"
                  f" AND sha256 NOT IN (SELECT sha256 FROM files WHERE doc NOT {CHOSEN} UNION SELECT r.sha256 FROM responses r JOIN response_documents d"
                  f" ON d.url = r.url AND d.retrieved = r.retrieved WHERE r.sha256 IS NOT NULL AND d.doc NOT {CHOSEN})", "sha256"),
    ("journal", f"id {ENTRIES}", "seq"),
    ("applied", f"doc {CHOSEN} AND entry {ENTRIES}", "entry, doc"),
)  # fmt: skip
KEYS = (("runs", "id"), ("documents", "key"), ("items", "key"), ("actors", "key"), ("links", "key"), ("journal", "seq"))


def chosen(connection: Connection, wanted: Filter) -> list[str]:
    """The documents that are meant; where items are asked for, those that hold one, in contract order."""
    of_items = Filter(doc=wanted.doc, published=wanted.published, superseded=wanted.superseded, copies=wanted.copies) != wanted
    if of_items:
        where, values = conditions(connection, wanted)
        query = f"SELECT DISTINCT d.source, d.id FROM documents d JOIN items i ON i.doc = d.id WHERE {where} ORDER BY d.source, d.id"
    else:
        parts, values = document_conditions(connection, wanted)
        query = f"SELECT d.source, d.id FROM documents d WHERE {' AND '.join(parts) or 'true'} ORDER BY d.source, d.id"
    return [id_ for _, id_ in connection.execute(query, values)]


def copy(source: Connection, target: Connection, documents: list[str]) -> None:
    """The documents with all that is theirs, into an empty record, inside the caller's transaction on it."""
    values = {"chosen": json.dumps(documents), "entries": json.dumps(belonging(source, documents))}
    for table, condition, order in COPIED:
        columns = source.columns(table)
        names = ", ".join(f'"{name}"' for name in columns)
        rows = source.rows(f"SELECT {names} FROM {table} WHERE {condition} ORDER BY {order}", _used(condition, values))
        if table == "documents":
            rows = _without_heirs(rows, columns, set(documents))
        while some := list(islice(rows, AT_ONCE)):
            target.executemany(insertion(table, columns), some)
    if target.dialect == "postgres":
        _follow_on(target)
    for doc in documents:
        copies.due(target, doc, text=True)
        linking.touched(target, doc)


def _used(condition: str, values: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if f":{name}" in condition}


def _without_heirs(rows: Iterator[Any], columns: list[str], chosen: set[str]) -> Iterator[Any]:
    """A version whose later one is not chosen is the current one here. Copies are found anew."""
    by, when, of = (columns.index(name) for name in ("superseded_by", "superseded_in", "duplicate_of"))
    for row in rows:
        out = list(row)
        if out[by] not in chosen:
            out[by] = out[when] = None
        out[of] = None
        yield tuple(out)


def _follow_on(target: Connection) -> None:
    """What SQLite's triggers do: words into the indexes; and the next keys after those that came along."""
    for (line,) in target.execute("SELECT json FROM documents").fetchall():
        document: Document = loaded(line)
        index_document(target, document)
    index_items(target, target.execute("SELECT key, quotation FROM items").fetchall())
    for table, key in KEYS:
        target.execute(f"SELECT setval(pg_get_serial_sequence('{table}', '{key}'), (SELECT max({key}) FROM {table})) FROM {table} LIMIT 1")


def belonging(connection: Connection, documents: list[str]) -> list[str]:
    """The journal's entries about these documents, their earlier versions and their actors; and what undid those, and undid that."""
    values = {"chosen": json.dumps(documents)}
    found = {
        id_
        for (id_,) in connection.execute(
            f"SELECT id FROM journal WHERE doc {CHOSEN} OR source IN (SELECT source FROM documents WHERE id {CHOSEN})"
            f" OR id IN (SELECT entry FROM applied WHERE doc {CHOSEN})"
            f" OR (action = 'merge' AND item IN (SELECT id FROM actors WHERE doc {CHOSEN}))",
            values,
        )
    }
    undoings = connection.execute("SELECT id, undoes FROM journal WHERE undoes IS NOT NULL ORDER BY seq").fetchall()
    while more := {id_ for id_, undoes in undoings if undoes in found} - found:
        found |= more
    return sorted(found)
