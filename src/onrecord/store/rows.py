"""Frozen records as rows: every column is computed from the record, so that `verify` can compute it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from onrecord.records import LABEL, Actor, Document, Item, Link, Voiced, from_json, to_json, to_line
from onrecord.store.when import days

VOICED = ("statement", "event", "commitment", "figure", "framing")
# who takes part in which item: part, the record's field
PARTIES = {
    "statement": (("who", "speakers"), ("to", "addressee"), ("about", "about")),
    "event": (("who", "actors"), ("to", "recipients")),
    "commitment": (("who", "who"), ("to", "to_whom")),
    "figure": (("about", "subject"),),
    "framing": (("about", "target"),),
}
DOCUMENT_COLUMNS = (
    "id", "source", "sha256", "media_type", "title", "outlet", "published", "earliest", "latest", "retrieved", "language",
    "unread", "characters", "json",
)  # fmt: skip
ITEM_COLUMNS = (
    "id", "kind", "doc", "ordinal", "label", "start", "end", "voice", "holder", "statement", "factuality", "historical",
    "time", "earliest", "latest", "confidence", "review", "quotation", "json",
)  # fmt: skip
ACTOR_COLUMNS = ("id", "doc", "ordinal", "name", "type", "country", "sector", "wikidata", "names", "mentions", "review", "json")
LINK_COLUMNS = ("id", "relation", "first", "second", "first_doc", "second_doc", "start", "owner", "json")


NUL = "\u2400"  # columns show it for a NUL, which PostgreSQL cannot hold; the line has the character itself


def insertion(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"


def document_row(document: Document, line: str) -> tuple[Any, ...]:
    span = days(document.published) or (None, None)
    return _without_nul(
        document.id, document.source, document.sha256, document.media_type, document.title, document.outlet, document.published,
        *span, document.retrieved, document.language, document.unread, len(document.text), line,
    )  # fmt: skip


def item_row(item: Voiced, ordinal: int, line: str, review: str | None = None) -> tuple[Any, ...]:
    span = (days(item.time.edtf) if item.time else None) or (None, None)
    return _without_nul(
        item.id, item.kind, item.doc, ordinal, getattr(item, LABEL[item.kind]),
        min((s.start for s in item.evidence), default=0), max((s.end for s in item.evidence), default=0),
        item.voice.mode, item.voice.holder, item.voice.statement, item.factuality, int(item.historical),
        item.time.edtf if item.time else None, *span, item.confidence, review,
        "\n".join(span.text for span in item.evidence), line,
    )  # fmt: skip


def _without_nul(*values: Any) -> tuple[Any, ...]:
    return tuple(value.replace("\0", NUL) if isinstance(value, str) and "\0" in value else value for value in values)


def party_rows(item: Voiced) -> list[tuple[str, str]]:
    """(part, actor id), each once."""
    rows: dict[tuple[str, str], None] = {}
    for part, field in PARTIES[item.kind]:
        named = getattr(item, field)
        for actor in (named,) if isinstance(named, str) else named or ():
            rows[part, actor] = None
    if item.voice.holder:
        rows["holder", item.voice.holder] = None
    return list(rows)


def actor_row(actor: Actor, doc: str, ordinal: int, line: str, review: str | None = None) -> tuple[Any, ...]:
    return _without_nul(
        actor.id, doc, ordinal, actor.name, actor.type, actor.country, actor.sector, actor.wikidata,
        folded_names((actor.name, *actor.aliases)), len(actor.evidence), review, line,
    )  # fmt: skip


def link_row(link: Link, owner: str | None, line: str) -> tuple[Any, ...]:
    docs = {span.role: span.doc for span in link.evidence}
    first, second = docs.get("first") or owner, docs.get("second") or owner
    start = min((span.start for span in link.evidence if span.role == "first"), default=0)
    return (link.id, link.relation, *link.items, first, second, start, owner, line)


def folded(name: str) -> str:
    return " ".join(name.casefold().split())


def folded_names(names: Iterable[str]) -> str:
    return "\n" + "".join(f"{name}\n" for name in dict.fromkeys(map(folded, names)))


def supplied(document: Document) -> dict[str, Any]:
    """The facts that a user or an index file gave, by field."""
    given: dict[str, Any] = {}
    for field in ("published", "title", "outlet", "authors"):
        evidence = getattr(document, f"{field}_evidence")
        if evidence is not None and evidence.basis in ("user", "index"):
            given[field] = to_json(getattr(document, field))
    if document.translation_of:
        given["translation_of"] = document.translation_of
    return given


def digest(lines: Iterable[str]) -> str:
    """SHA-256 of JSON lines, in their order."""
    total = hashlib.sha256()
    for line in lines:
        total.update(line.encode())
        total.update(b"\n")
    return total.hexdigest()


def lines_of(document: Document, items: Sequence[Item]) -> list[str]:
    """The document's lines in contract order: itself, its actors, its items; its links last."""
    return [to_line(document), *(to_line(item) for item in in_contract_order(items))]


def in_contract_order(items: Iterable[Item]) -> list[Item]:
    """Actors, then items, then links; within each as given."""
    rank = {"actor": 0, "link": 2}
    return sorted(items, key=lambda item: rank.get(item.kind, 1))


def loaded(line: str) -> Any:
    """The frozen record of one line."""
    return from_json(json.loads(line))
