"""Actors merged over the documents they appear in. The rows stay one a document: only what is shown is merged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from onrecord.records import Actor
from onrecord.store.database import ALL, Connection
from onrecord.store.queries import actor_ids
from onrecord.store.rows import loaded

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed:
    """`actor` merged, its evidence over all documents; counts are of current documents and of mentions in them."""

    actor: Actor
    documents: int
    mentions: int


def listed(connection: Connection, name: str | None, type_: str | None, limit: int | None) -> Iterator[Listed]:
    where: list[str] = ["d.superseded_by IS NULL"]
    values: list[object] = []
    if name is not None:
        where.append("a.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(actor_ids(connection, (name,))))
    if type_ is not None:
        where.append("a.type = ?")
        values.append(type_)
    rows = connection.rows(
        "SELECT a.id, count(*), sum(a.mentions) FROM actors a JOIN documents d ON d.id = a.doc"
        f" WHERE {' AND '.join(where)} GROUP BY a.id ORDER BY sum(a.mentions) DESC, count(*) DESC, a.id LIMIT ?",
        (*values, ALL if limit is None else limit),
    )
    for id_, documents, mentions in rows:
        yield Listed(merged(connection, id_), documents, mentions)


def merged(connection: Connection, id_: str) -> Actor:
    """Current documents' rows of one actor as one; of superseded ones when there are no others."""
    rows = connection.execute(
        "SELECT a.json, d.superseded_by IS NULL FROM actors a JOIN documents d ON d.id = a.doc WHERE a.id = ? ORDER BY d.source, d.id", (id_,)
    ).fetchall()
    current = [loaded(line) for line, is_current in rows if is_current]
    return merge(current or [loaded(line) for line, _ in rows])


def merge(actors: Iterable[Actor]) -> Actor:
    """Each field by majority, the first among equals; lists in order of appearance, each value once."""
    rows = list(actors)
    first = rows[0]
    return Actor(
        id=first.id,
        name=_most([row.name for row in rows]) or first.name,
        type=_most([row.type for row in rows if row.type != "other"]) or first.type,
        country=_most([row.country for row in rows]),
        sector=_most([row.sector for row in rows]),
        roles=tuple(dict.fromkeys(role for row in rows for role in row.roles)),
        aliases=tuple(dict.fromkeys(alias for row in rows for alias in row.aliases)),
        wikidata=_most([row.wikidata for row in rows]),
        evidence=tuple(dict.fromkeys(span for row in rows for span in row.evidence)),
        confidence=max(row.confidence for row in rows),
    )


def _most(values: Iterable[T | None]) -> T | None:
    counted = Counter(value for value in values if value is not None)
    return counted.most_common(1)[0][0] if counted else None
