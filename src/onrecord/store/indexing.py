"""The full-text indexes kept in step where the database does not do it itself. SQLite's triggers do; for PostgreSQL words are made here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.records import Document
from onrecord.store.database import Connection
from onrecord.store.words import tsvector

PUT_DOCUMENT = (
    "INSERT INTO document_search (key, words) SELECT key, CAST(? AS tsvector) FROM documents WHERE id = ?"
    " ON CONFLICT (key) DO UPDATE SET words = excluded.words"
)
PUT_ITEM = "INSERT INTO item_search (key, words) VALUES (?, CAST(? AS tsvector))"


def index_document(connection: Connection, document: Document) -> None:
    if connection.dialect == "postgres":
        connection.execute(PUT_DOCUMENT, (tsvector(document.title or "", document.text), document.id))


def index_items(connection: Connection, quotations: Iterable[tuple[int, str]]) -> None:
    """(key, quotation) of each item."""
    if connection.dialect == "postgres":
        connection.executemany(PUT_ITEM, [(key, tsvector(quotation)) for key, quotation in quotations])


def index_problems(connection: Connection, document: Document) -> Iterator[str]:
    """Where the indexes of one document are not those of its text and its evidence."""
    if connection.dialect != "postgres":
        return

    def differ(query: str, rows: Iterable[Any]) -> bool:
        return any(not same for values in rows for (same,) in connection.execute(query, values))

    said = "(SELECT words FROM {}_search WHERE key = x.key) IS NOT DISTINCT FROM CAST(? AS tsvector)"
    mine = [(tsvector(document.title or "", document.text), document.id)]
    if differ(f"SELECT {said.format('document')} FROM documents x WHERE id = ?", mine):
        yield "the full-text index over documents is out of step"
    quoted = connection.execute("SELECT key, quotation FROM items WHERE doc = ?", (document.id,)).fetchall()
    if differ(f"SELECT {said.format('item')} FROM items x WHERE key = ?", [(tsvector(quotation), key) for key, quotation in quoted]):
        yield "the full-text index over items is out of step"
