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


@dataclass(frozen=True, slots=True)
class Ranked:
    """An actor as a line of a list: its name and type by majority, counts of current documents and of mentions in them."""

    id: str
    name: str
    type: str
    country: str | None
    documents: int
    mentions: int


def listed(connection: Connection, name: str | None, type_: str | None, limit: int | None) -> Iterator[Listed]:
    for id_, documents, mentions in _ranking(connection, name, type_, limit, None):
        yield Listed(merged(connection, id_), documents, mentions)


def ranked(connection: Connection, name: str | None, type_: str | None, limit: int | None, after: str | None) -> Iterator[Ranked]:
    most = (
        "SELECT (SELECT name FROM actors WHERE id = :id GROUP BY name ORDER BY count(*) DESC, min(key) LIMIT 1),"
        " coalesce((SELECT type FROM actors WHERE id = :id AND type <> 'other' GROUP BY type ORDER BY count(*) DESC, min(key) LIMIT 1), 'other'),"
        " (SELECT country FROM actors WHERE id = :id AND country IS NOT NULL GROUP BY country ORDER BY count(*) DESC, min(key) LIMIT 1)"
    )
    for id_, documents, mentions in _ranking(connection, name, type_, limit, after):
        called, kind, country = connection.execute(most, {"id": id_}).fetchone()
        yield Ranked(id_, called, kind, country, documents, mentions)


def _ranking(connection: Connection, name: str | None, type_: str | None, limit: int | None, after: str | None) -> Iterator[tuple[str, int, int]]:
    """(id, documents, mentions), the most mentioned first."""
    where: list[str] = ["d.superseded_by IS NULL"]
    values: list[object] = []
    if name is not None:
        where.append("a.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(actor_ids(connection, (name,))))
    if type_ is not None:
        where.append("a.type = ?")
        values.append(type_)
    having = ""
    if after is not None:
        query = f"SELECT sum(a.mentions), count(*) FROM actors a JOIN documents d ON d.id = a.doc WHERE {' AND '.join(where)} AND a.id = ?"
        mentions, documents = connection.execute(query, (*values, after)).fetchone()
        having = " HAVING (-sum(a.mentions), -count(*), a.id) > (?, ?, ?)"
        values += [-(mentions or 0), -documents, after]
    yield from connection.rows(
        "SELECT a.id, count(*), sum(a.mentions) FROM actors a JOIN documents d ON d.id = a.doc"
        f" WHERE {' AND '.join(where)} GROUP BY a.id{having} ORDER BY sum(a.mentions) DESC, count(*) DESC, a.id LIMIT ?",
        (*values, ALL if limit is None else limit),
    )


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
