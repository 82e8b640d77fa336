"""Who does something to whom, speaks about whom, or binds themselves to whom: directed pairs with their reports, and the reports of events between actors."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from onrecord.serve.picked import QUAD, Picked
from onrecord.store import Record
from onrecord.store import pairs as store
from onrecord.store.pairs import Point
from onrecord.store.queries import COUNTED

WHAT: dict[str, tuple[str, str, str]] = {  # kind, part of the other side, further condition
    "events": ("event", "to", " AND i.factuality = 'actual'"),
    "cooperation": ("event", "to", f" AND i.factuality = 'actual' AND {QUAD} < 3"),
    "conflict": ("event", "to", f" AND i.factuality = 'actual' AND {QUAD} > 2"),
    "statements": ("statement", "about", ""),
    "commitments": ("commitment", "to", ""),
}
MOST = 4000  # pairs kept of a record


@dataclass(frozen=True, slots=True)
class Edge:
    who: str
    to: str
    reports: int
    documents: int
    intensity: float  # mean; 0 where it is none


def edges(record: Record, what: str, picked: Picked, limit: int = MOST) -> list[Edge]:
    """Directed pairs, the most reported first; copies left out."""
    kind, part, more = WHAT[what]
    narrowed, values = picked.sql()
    rows = record.connection.execute(
        "SELECT w.actor, t.actor, count(DISTINCT i.key) AS reports, count(DISTINCT i.doc), avg(CAST(coalesce(json_extract(i.json, '$.intensity'), '0') AS REAL)) FROM parties w"
        " JOIN parties t ON t.item = w.item AND t.part = ? JOIN items i ON i.key = w.item JOIN documents d ON d.id = i.doc"
        f" WHERE w.part = 'who' AND w.actor <> t.actor AND i.kind = ? AND {COUNTED}{more}{narrowed}"
        " GROUP BY w.actor, t.actor ORDER BY 3 DESC, 4 DESC, 1, 2 LIMIT ?",
        (part, kind, *values, limit),
    )
    return [Edge(who, to, reports, documents, round(float(mean), 2)) for who, to, reports, documents, mean in rows]


def between(record: Record, pairs: Collection[tuple[str, str]], picked: Picked) -> dict[tuple[str, str], list[Point]]:
    """Reports of events told as having happened between the two of each pair, both ways, in order of time; one query for all pairs."""
    found: dict[tuple[str, str], list[Point]] = {pair: [] for pair in pairs}
    pair_of = {key: pair for pair in pairs for key in (pair, pair[::-1])}
    narrowed, values = picked.sql()
    for point in store.between(record.connection, sorted({actor for pair in pairs for actor in pair}), narrowed, values):
        if pair := pair_of.get((point.who, point.to)):
            found[pair].append(point)
    return found
