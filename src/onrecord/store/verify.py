"""Re-checks a record: every span, offset, id, pointer, hash and index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from onrecord.records import Document, Span, document_id, identified
from onrecord.store import copies, evidence, writing
from onrecord.store.database import Connection
from onrecord.store.indexing import index_problems
from onrecord.store.rows import (
    ACTOR_COLUMNS,
    DOCUMENT_COLUMNS,
    ITEM_COLUMNS,
    actor_row,
    digest,
    document_row,
    item_row,
    loaded,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    doc: str | None
    item: str | None
    what: str


def problems(connection: Connection) -> Iterator[Problem]:
    yield from (Problem(None, None, what) for what in connection.problems())
    for doc, stored in connection.rows("SELECT id, digest FROM documents ORDER BY source, id"):
        yield from _document(connection, doc, stored)
    yield from (Problem(doc, None, what) for doc, what in copies.problems(connection))
    yield from _links(connection)
    yield from (Problem(doc, None, what) for doc, what in evidence.problems(connection))


def _links(connection: Connection) -> Iterator[Problem]:
    """The evidence of links is in the texts. One of which a correction hides an end is no problem: it is not shown."""
    query = "SELECT l.id, l.json, a.json, b.json, a.id, b.id FROM links l JOIN documents a ON a.id = l.first_doc JOIN documents b ON b.id = l.second_doc"
    for id_, line, first, second, *docs in connection.rows(f"{query} ORDER BY l.id"):
        link, texts = loaded(line), {doc: loaded(head).text for doc, head in zip(docs, (first, second), strict=True)}
        for span in link.evidence:
            if span.doc is not None and texts.get(span.doc, "")[span.start : span.end] != span.text:
                yield Problem(span.doc, id_, f"{span.role} {span.start}–{span.end}: the text there is not {span.text!r}")


def _document(connection: Connection, doc: str, stored: str) -> Iterator[Problem]:
    lines = writing.shown_lines(connection, doc)
    if digest(lines) != stored:
        yield Problem(doc, None, "its lines are not those that were written (hash differs)")
    try:
        records = [loaded(line) for line in lines]
    except (ValueError, KeyError, TypeError) as error:
        yield Problem(doc, None, f"a line cannot be read: {error}")
        return
    yield from (Problem(doc, None, what) for what in document_problems(records[0]))
    yield from _columns(connection, records, lines)
    yield from (Problem(doc, None, what) for what in index_problems(connection, records[0]))
    yield from item_problems(records[0], records[1:])
    for packed, run in connection.execute("SELECT lines, run FROM readings WHERE doc = ? AND lines IS NOT NULL", (doc,)).fetchall():
        kept = [loaded(line) for line in writing.unpack(packed)]
        for problem in item_problems(kept[0], kept[1:]):
            yield Problem(doc, problem.item, f"in the reading of run {run}: {problem.what}")


def _columns(connection: Connection, records: list[Any], lines: list[str]) -> Iterator[Problem]:
    """Columns are computed from the line; one that differs was changed behind the record's back."""
    doc = records[0].id
    tables = (("documents", DOCUMENT_COLUMNS, "id"), ("actors", ACTOR_COLUMNS, "doc"), ("items", ITEM_COLUMNS, "doc"))
    of_kind = {"documents": ("document",), "actors": ("actor",), "items": ("statement", "event", "commitment", "figure", "framing")}
    for table, columns, key in tables:
        names = ", ".join(f'"{name}"' for name in columns)
        order = "" if table == "documents" else " ORDER BY ordinal"
        rows = connection.execute(f"SELECT {names} FROM {table} WHERE {key} = ?{order}", (doc,)).fetchall()
        mine = [(record, line) for record, line in zip(records, lines, strict=True) if record.kind in of_kind[table]]
        for ordinal, (row, (record, line)) in enumerate(zip(rows, mine, strict=True)):
            if table == "documents":
                expected = document_row(record, line)
            elif table == "actors":
                expected = actor_row(record, doc, ordinal, line, row[columns.index("review")])
            else:
                expected = item_row(record, ordinal, line, row[columns.index("review")])
            for name, value, computed in zip(columns, row, expected, strict=True):
                if value != computed:
                    yield Problem(doc, record.id, f"column {table}.{name} is {value!r}, but its line says {computed!r}")


def document_problems(document: Document) -> Iterator[str]:
    """Id, repairs and quotation marks against the text."""
    text = document.text
    if document.id != document_id(document.source, document.sha256):
        yield "its id is not the hash of source and bytes"
    before_text = before_source = 0
    if document.repairs and document.repairs[0].start == 0:  # an article of a bundle begins where its first repair does
        before_source = document.repairs[0].source[0]
    for repair in document.repairs:
        if text[repair.start : repair.end] != repair.after:
            yield f"repair at {repair.start}: the text does not hold {repair.after!r}"
        if repair.start - before_text != repair.source[0] - before_source:
            yield f"repair at {repair.start}: text and source part before it"
        before_text, before_source = repair.end, repair.source[1]
    for mark in document.quotes:
        if not 0 <= mark.offset < len(text):
            yield f"quotation mark at {mark.offset}: outside the text"
    for page in document.pages:
        if not 0 <= page.start <= page.end <= len(text):
            yield f"page {page.page}: outside the text"
    if document.coverage.read + document.coverage.furniture > document.coverage.total:
        yield "coverage: more was read than there is"


def item_problems(document: Document, items: list[Any]) -> Iterator[Problem]:
    """Spans, source offsets, pages, ids and pointers of one reading."""
    from onrecord.ingest.pinned import pinned  # here, so that asking a record needs none of the readers of formats

    here = [item for item in items if all(span.doc in (None, document.id) for span in item.evidence)]
    places = {id(item): placed.evidence for item, placed in zip(here, pinned(document, here), strict=True)}
    known = {item.id for item in items if item.kind not in ("actor", "link")}
    actors = {item.id for item in items if item.kind == "actor"}
    for item in items:
        if item.kind == "link" and not known.issuperset(item.items):
            yield Problem(document.id, item.id, "links items that the document has not")
        for span, placed in zip(item.evidence, places.get(id(item), ()), strict=False):
            yield from (Problem(document.id, item.id, what) for what in _span(document, span, placed))
        if item.kind in ("actor", "link"):
            continue
        if item.doc != document.id:
            yield Problem(document.id, item.id, f"names document {item.doc}")
        if identified(item).id != item.id:
            yield Problem(document.id, item.id, "its id is not the hash of its evidence and label")
        for name, pointer in (("voice.statement", item.voice.statement), ("amount", getattr(item, "amount", None))):
            if pointer is not None and pointer not in known:
                yield Problem(document.id, item.id, f"{name} points at {pointer}, which is not in the document")
        for actor in (item.voice.holder, *item.voice.chain):
            if actor is not None and actor not in actors:
                yield Problem(document.id, item.id, f"voice names actor {actor}, whom the document has not")
    for mark in document.quotes:
        if mark.item is not None and mark.item not in known:
            yield Problem(document.id, None, f"quotation mark at {mark.offset} points at {mark.item}, which is not in the document")


def _span(document: Document, span: Span, placed: Span) -> Iterator[str]:
    """`placed`: the span with the source offsets and the page that the document's repairs and pages give it."""
    where = f"{span.role} {span.start}–{span.end}"
    if not 0 <= span.start < span.end <= len(document.text):
        yield f"{where}: outside the text"
    elif document.text[span.start : span.end] != span.text:
        yield f"{where}: the text there is {document.text[span.start : span.end]!r}, not {span.text!r}"
    if span.source != placed.source:
        yield f"{where}: source offsets {span.source} are not where the repairs lead, {placed.source}"
    if span.page != placed.page:
        yield f"{where}: stands on page {placed.page}, not {span.page}"
