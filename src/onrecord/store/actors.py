"""Actors merged over the documents they appear in. The rows stay one a document: only what is shown is merged."""

from __future__ import annotations

import json
import marshal
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from onrecord.records import Actor, from_json
from onrecord.store.database import ALL, Connection
from onrecord.store.queries import CURRENT_OF, actor_ids


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


def listed(connection: Connection, name: str | None, type_: str | None, limit: int | None, most: int | None) -> Iterator[Listed]:
    for id_, documents, mentions in _ranking(connection, name, type_, limit, None):
        yield Listed(from_json(joined(connection, id_, most)), documents, mentions)


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
    where: list[str] = [CURRENT_OF.format("a")]
    values: list[object] = []
    if name is not None:
        where.append("a.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(actor_ids(connection, (name,))))
    if type_ is not None:
        where.append("a.type = ?")
        values.append(type_)
    having = ""
    if after is not None:
        query = f"SELECT sum(a.mentions), count(*) FROM actors a WHERE {' AND '.join(where)} AND a.id = ?"
        mentions, documents = connection.execute(query, (*values, after)).fetchone()
        having = " HAVING (-sum(a.mentions), -count(*), a.id) > (?, ?, ?)"
        values += [-(mentions or 0), -documents, after]
    yield from connection.rows(
        f"SELECT a.id, count(*), sum(a.mentions) FROM actors a WHERE {' AND '.join(where)}"
        f" GROUP BY a.id{having} ORDER BY sum(a.mentions) DESC, count(*) DESC, a.id LIMIT ?",
        (*values, ALL if limit is None else limit),
    )


class Names(Mapping[str, str]):
    """actor id -> name, by majority over the documents it appears in; looked up when first asked for, and kept in `known`."""

    def __init__(self, connection: Connection, known: dict[str, str] | None = None) -> None:
        self.connection, self.known = connection, {} if known is None else known

    def __getitem__(self, id_: str) -> str:
        name = self.known.get(id_)
        if name is None:
            row = self.connection.execute("SELECT name FROM actors WHERE id = ? GROUP BY name ORDER BY count(*) DESC, min(key) LIMIT 1", (id_,)).fetchone()
            if row is None:
                raise KeyError(id_)
            name = self.known[id_] = row[0]
        return name

    def __iter__(self) -> Iterator[str]:
        return iter(list(self.known))

    def __len__(self) -> int:
        return len(self.known)


def names(connection: Connection) -> dict[str, str]:
    """The names of all of them."""
    found: dict[str, tuple[int, int, str]] = {}
    for id_, name, count, first in connection.rows("SELECT id, name, count(*), min(key) FROM actors GROUP BY id, name"):
        if id_ not in found or (-count, first) < found[id_][:2]:
            found[id_] = (-count, first, name)
    return {id_: name for id_, (_, _, name) in found.items()}


def merged(connection: Connection, id_: str) -> Actor:
    """Current documents' rows of one actor as one; of superseded ones when there are no others."""
    one: Actor = from_json(joined(connection, id_))
    return one


def joined(connection: Connection, id_: str, mentions: int | None = None) -> dict[str, Any]:
    """The same as JSON has it, with its first `mentions`."""
    line = "json_remove(a.json, '$.evidence')" if mentions == 0 and connection.dialect == "sqlite" else "a.json"  # most of a line
    rows = connection.execute(
        f"SELECT {line}, d.superseded_by IS NULL FROM actors a JOIN documents d ON d.id = a.doc WHERE a.id = ? ORDER BY d.source, d.id", (id_,)
    ).fetchall()
    return merge([line for line, is_current in rows if is_current] or [line for line, _ in rows], mentions)


def merge(lines: Iterable[str], mentions: int | None = None) -> dict[str, Any]:
    """Actors' lines (there may be thousands) as one: each field by majority, the first among equals; lists in order of appearance, each value once."""
    rows = [json.loads(line) for line in lines]
    said = {field: [row[field] for row in rows if row.get(field) is not None] for field in ("name", "type", "country", "sector", "wikidata")}
    said["type"] = [type_ for type_ in said["type"] if type_ != "other"] or said["type"]
    most = {field: Counter(values).most_common(1)[0][0] for field, values in said.items() if values}
    lists = {field: list(_each(row.get(field) for row in rows)) for field in ("roles", "aliases")}
    evidence = list(islice(_each(row.get("evidence") for row in rows), mentions))
    own: dict[str, Any] = rows[0]
    return own | most | lists | {"evidence": evidence, "confidence": max(row.get("confidence", 1.0) for row in rows)}


def _each(lists: Iterable[list[Any] | None]) -> Iterator[Any]:
    seen = set()
    for values in lists:
        for value in values or ():
            if (key := marshal.dumps(value, 0)) not in seen:
                seen.add(key)
                yield value
