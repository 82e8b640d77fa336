"""Which reports tell of one event, and how many documents and independent outlets do: counted on disk, so that a record of any size can be exported.

Reports tied by `same_event` links are one event. Copies are not counted unless asked for; an outlet that the documents do not name counts for none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from types import TracebackType
from typing import NamedTuple, Self

from onrecord.export.events import Told, told
from onrecord.store.record import Record


def groups(record: Record) -> dict[str, str]:
    """Item -> the name of its event, the smallest id among those linked with it; items without a link are not listed."""
    parent: dict[str, str] = {}

    def root(item: str) -> str:
        while parent.setdefault(item, item) != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for link in record.links(relation="same_event"):
        low, high = sorted(map(root, link.items))
        parent[high] = low
    return {item: root(item) for item in list(parent)}


class Tally(NamedTuple):
    reports: int
    documents: int
    events: int
    outlets: int


class Cell(NamedTuple):
    month: str
    actor: str
    recipient: str
    type: str


class Counts:
    """Reports in a temporary database that SQLite keeps on disk and removes."""

    def __init__(self, record: Record) -> None:
        self._events = groups(record)
        self._database = sqlite3.connect("")
        self._database.execute("CREATE TABLE reports (event TEXT, item TEXT, doc TEXT, outlet TEXT, deaths INTEGER)")
        self._database.execute("CREATE TABLE pairs (month TEXT, actor TEXT, recipient TEXT, type TEXT, event TEXT, item TEXT, doc TEXT, outlet TEXT)")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._database.close()

    def event_of(self, item: str) -> str:
        return self._events.get(item, item)

    def report(self, one: Told, deaths: bool = False) -> None:
        self._database.execute("INSERT INTO reports VALUES (?, ?, ?, ?, ?)", (self.event_of(one.event.id), one.event.id, one.document.id, one.document.outlet, deaths))

    def pair(self, one: Told, cell: Cell) -> None:
        self._database.execute(
            "INSERT INTO pairs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*cell, self.event_of(one.event.id), one.event.id, one.document.id, one.document.outlet)
        )

    def ready(self) -> None:
        """After the last report, before the first question."""
        self._database.execute("CREATE INDEX by_event ON reports (event)")

    def of_event(self, item: str) -> Tally:
        row = self._database.execute(
            "SELECT count(*), count(DISTINCT doc), 1, count(DISTINCT outlet) FROM reports WHERE event = ?", (self.event_of(item),)
        ).fetchone()
        return Tally(*row)

    def first_with_deaths(self, item: str) -> str | None:
        """The first report of the same event that says how many died."""
        row = self._database.execute("SELECT item FROM reports WHERE event = ? AND deaths ORDER BY rowid LIMIT 1", (self.event_of(item),)).fetchone()
        return row and str(row[0])

    def cells(self) -> Iterator[tuple[Cell, Tally]]:
        query = (
            "SELECT month, actor, recipient, type, count(DISTINCT item), count(DISTINCT doc), count(DISTINCT event), count(DISTINCT outlet) FROM pairs "
            "GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"
        )
        for month, actor, recipient, type_, *counts in self._database.execute(query):
            yield Cell(month, actor, recipient, type_), Tally(*counts)


def counted(record: Record, copies: bool) -> Counts:
    """Every event report of the record that happened, counted."""
    counts = Counts(record)
    for one in told(record, copies):
        counts.report(one)
        day = one.day
        if one.happened and day and day.first[:7] == day.last[:7]:
            cells = {Cell(day.first[:7], a.country or "", r.country or "", one.event.type) for a, r in one.pairs()}
            for cell in sorted(cells):
                if cell.actor or cell.recipient:
                    counts.pair(one, cell)
    counts.ready()
    return counts
