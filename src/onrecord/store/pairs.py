"""Who does what to whom, pair by pair, as series: each report of an event with its day, its direction and its intensity.

Only reports of what is told as having happened are counted, copies left out. Nothing is summed that is not named with its unit:
reports (one item in one document), documents, events are for the caller to count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.store.database import ALL, Connection
from onrecord.store.queries import COUNTED, COUNTED_OF, marks

TOLD = "i.kind = 'event' AND i.factuality = 'actual'"


@dataclass(frozen=True, slots=True)
class Pair:
    """`first` does something to `second`, in so many reports of so many documents."""

    first: str
    second: str
    reports: int
    documents: int


@dataclass(frozen=True, slots=True)
class Point:
    """One report of an event that one side does to the other. `day` is the first day it can mean; null: no day is told."""

    id: str
    doc: str
    who: str
    to: str
    type: str
    day: str | None
    until: str | None
    published: str | None
    intensity: float
    quad: int


def pairs(connection: Connection, limit: int | None = None) -> Iterator[Pair]:
    """Directed pairs of actors, the most reported first."""
    # CROSS JOIN: events first, by their index, then their parties
    rows = connection.rows(
        "SELECT w.actor, t.actor, count(*) AS reports, count(DISTINCT i.doc) FROM items i CROSS JOIN parties w CROSS JOIN parties t"
        " WHERE w.item = i.key AND t.item = i.key AND t.part = 'to' AND w.part = 'who' AND w.actor <> t.actor"
        f" AND {COUNTED_OF.format('i')} AND {TOLD} GROUP BY w.actor, t.actor ORDER BY 3 DESC, 4 DESC, 1, 2 LIMIT ?",
        (ALL if limit is None else limit,),
    )
    yield from (Pair(*row) for row in rows)


def series(connection: Connection, first: str, second: str) -> Iterator[Point]:
    """Both directions between two actors, by day, then in contract order."""
    return between(connection, (first, second))


def between(connection: Connection, actors: Sequence[str], narrowed: str = "", values: Sequence[Any] = ()) -> Iterator[Point]:
    """What any of the actors does to another of them, by day, then in contract order. `narrowed`: ` AND …` over items i of documents d, with its values."""
    if not actors:
        return
    rows = connection.rows(  # what one does first, then to whom
        "SELECT i.id, i.doc, w.actor, t.actor, i.label, i.earliest, i.latest, d.published,"
        " json_extract(i.json, '$.intensity'), json_extract(i.json, '$.quad') FROM parties w CROSS JOIN parties t CROSS JOIN items i CROSS JOIN documents d"
        f" WHERE t.item = w.item AND t.part = 'to' AND i.key = w.item AND d.id = i.doc AND w.part = 'who' AND w.actor IN ({marks(actors)})"
        f" AND t.actor IN ({marks(actors)}) AND w.actor <> t.actor AND {COUNTED} AND {TOLD}{narrowed}"
        " ORDER BY coalesce(i.earliest, '9999'), d.source, d.id, i.ordinal, w.actor, t.actor",
        (*actors, *actors, *values),
    )
    yield from (Point(*(*row[:8], float(row[8]), int(row[9]))) for row in rows)
