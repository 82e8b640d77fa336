"""Which item is to be looked at next, and how often the ones looked at were right.

Items come in the order of their ids. Ids are hashes, so that is a random order, the same for everybody; what was judged from its beginning on
is a simple random sample of the record, and its share of right ones an estimate of the precision of all. What people judged elsewhere, out
of the order, is kept and shown but not counted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from onrecord.store.corrections import in_force
from onrecord.store.database import Connection
from onrecord.store.queries import COUNTED

# By the index of ids, from a place on, so that a card costs a card: `|| ''` keeps the planner from the index of kinds.
NEXT = (
    "SELECT i.id FROM items i CROSS JOIN documents d WHERE d.id = i.doc AND i.id > ? AND i.id < ? AND (i.kind || '') = ? AND i.review IS NULL"
    f" AND {COUNTED} ORDER BY i.id LIMIT 1"
)
# All of a kind are counted in the index alone; those of versions and copies, and those judged, are few and taken off by their documents.
ALL = "SELECT count(*) FROM items WHERE kind = ?"
OFF = (
    "SELECT count(*) FROM (SELECT id FROM documents WHERE superseded_by IS NOT NULL UNION SELECT id FROM documents WHERE duplicate_of IS NOT NULL) d"
    " CROSS JOIN items i WHERE i.doc = d.id AND (i.kind || '') = ?"
)
JUDGED = (
    "SELECT count(*) FROM (SELECT DISTINCT doc FROM applied) a CROSS JOIN items i CROSS JOIN documents d WHERE i.doc = a.doc AND d.id = a.doc"
    f" AND (i.kind || '') = ? AND i.review IS NOT NULL AND {COUNTED}"
)
AFTER = "g"  # behind every hexadecimal digit


@dataclass(frozen=True, slots=True)
class Progress:
    """Of one kind: how many wait, how many were judged, how many of these in order, and of those how many were right as read."""

    kind: str
    waiting: int
    judged: int
    counted: int
    right: int


def next_item(connection: Connection, kind: str, after: str = "") -> str | None:
    """The id of the first item of the kind that nobody has judged, behind `after`; from the beginning again where there is none behind."""
    for start in dict.fromkeys((after or kind[0], kind[0])):
        row = connection.execute(NEXT, (start, kind[0] + AFTER, kind)).fetchone()
        if row:
            return str(row[0])
    return None


def progress(connection: Connection, kind: str) -> Progress:
    every, off, judged = (int(connection.execute(query, (kind,)).fetchone()[0]) for query in (ALL, OFF, JUDGED))
    first = next_item(connection, kind)
    last: dict[str, str] = {}  # item as read -> the last verdict on it
    made = "SELECT j.id, j.json FROM journal j WHERE j.action IN ('accept', 'reject', 'edit', 'split') AND EXISTS (SELECT 1 FROM applied a WHERE a.entry = j.id) ORDER BY j.seq"
    for id_, line in connection.execute(made).fetchall():
        entry = json.loads(line)
        if entry["kind"] == kind and in_force(connection, id_):
            last[entry["item"]] = entry["action"]
    counted = [action for item, action in last.items() if first is None or item < first]
    return Progress(kind, every - off - judged, len(last), len(counted), counted.count("accept"))
