"""The record for language-model assistants: what each question is answered with, and the server that takes the questions.

    answers = search(record, "nuclear"), statements(record, who="Lesk"), ledger(...), figures(...), passage(record, doc, 0, 400)

Every answer holds the document, offsets in its text and the verbatim words there; nothing is summed up, nothing reworded. `server.py` asks these questions for a client of the Model Context Protocol.
"""

from __future__ import annotations

from typing import Any

from onrecord.errors import Usage
from onrecord.records import Document, Span
from onrecord.show import row
from onrecord.store import Record

EMBEDDED = 40  # documents that are made ready for comparing by meaning while an assistant waits
MOST = 50  # items an answer; `after` asks for the next ones
LONGEST = 8_000  # characters of a passage; longer ones are given in parts
Answer = dict[str, Any]


def search(record: Record, query: str, kinds: tuple[str, ...] = (), limit: int = 10, similar: bool = False) -> Answer:
    """Documents and items whose words match, or sentences and statements of nearly that meaning; the best first."""
    limit = min(limit, MOST)
    hits = record.similar(query, kinds, limit, most=EMBEDDED) if similar else record.search(query, kinds, limit)
    found = [
        {"kind": hit.kind, "id": hit.id, "document": about(record.document(hit.doc)), "passages": [{"start": hit.start, "end": hit.end, "text": hit.snippet}],
         "matches": [list(place) for place in hit.matches]}
        for hit in hits
    ]  # fmt: skip
    return {"query": query, "hits": found}


def listed(record: Record, kind: str, limit: int = 20, after: str | None = None, **filters: Any) -> Answer:
    """Items of a kind in the order of the record; `next` is what to give as `after` for those that follow, null at the end."""
    limit = min(max(limit, 1), MOST)
    given = {name: value for name, value in filters.items() if value not in (None, ())}
    names, documents = _Names(record), dict[str, Document]()
    found = list(record.items(kind, after=after, limit=limit + 1, copies=bool(given.get("doc")), **given))
    chosen = found[:limit]
    return {"items": [_item(record, each, names, documents) for each in chosen], "next": chosen[-1].id if len(found) > limit else None}


def passage(record: Record, document: str, start: int = 0, end: int | None = None) -> Answer:
    """The document's words from `start` to `end`, at most LONGEST; `next` is where the rest begins, null when there is none."""
    found = record.document(document)
    stop = len(found.text) if end is None else end
    if not 0 <= start < stop <= len(found.text):
        raise Usage(f"{start}–{stop}: outside the text of {found.source}, which has {len(found.text)} characters; ask for start < end within it")
    cut = min(stop, start + LONGEST)
    return {"document": about(found), "passages": [_place(found, start, cut)], "next": cut if cut < stop else None}


def documents(record: Record, published: str | None = None, limit: int = 50, after: int = 0) -> Answer:
    """The documents by source; `next` is how many to pass over for those that follow."""
    limit = min(max(limit, 1), MOST)
    wanted: list[Answer] = []
    for number, document in enumerate(record.documents(published=published)):
        if number >= after + limit:
            return {"documents": wanted, "next": after + limit}
        if number >= after:
            wanted.append(about(document) | {"characters": len(document.text), "copy_of": document.duplicate_of, "not_read": document.unread})
    return {"documents": wanted, "next": None}


def about(document: Document) -> Answer:
    """What a citation needs."""
    return {"id": document.id, "source": document.source, "title": document.title, "outlet": document.outlet, "published": document.published, "retrieved": document.retrieved}


def _item(record: Record, item: Any, names: _Names, documents: dict[str, Document]) -> Answer:
    if item.doc not in documents:
        documents[item.doc] = record.document(item.doc)
    said = {name: value for name, value in row(item, names).items() if value not in (None, "") and name not in ("doc", "source", "start", "end", "voice", "holder", "chain")}
    voice = {"mode": item.voice.mode, "chain": [names[actor] for actor in item.voice.chain], "within": item.voice.statement}
    return said | {"voice": voice, "document": about(documents[item.doc]), "passages": [_span(span) for span in item.evidence]}


def _span(span: Span) -> Answer:
    return {"role": span.role, "start": span.start, "end": span.end, "text": span.text} | ({"page": span.page} if span.page else {})


def _place(document: Document, start: int, end: int) -> Answer:
    page = next((page.page for page in document.pages if page.start <= start < page.end), None)
    return {"start": start, "end": end, "text": document.text[start:end]} | ({"page": page} if page else {})


class _Names(dict[str, str]):
    """actor id -> name, looked up when first asked for."""

    def __init__(self, record: Record) -> None:
        super().__init__()
        self.record = record

    def __missing__(self, id_: str) -> str:
        self[id_] = getattr(self.record.item(id_), "name", id_)
        return self[id_]

    def get(self, id_: str, default: Any = None) -> Any:
        return self[id_]
