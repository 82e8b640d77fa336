"""What the exports of events have in common: events streamed with their document and parties, the day they count for, and who is who.

An export of events is a table of reports: one row an event item, or one a pair of its parties. Documents stream one at a time; what must be known
over documents (which reports speak of one event, how many outlets) is counted on disk by export/counting.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from onrecord import data
from onrecord.records import Actor, Document, Event
from onrecord.store.record import Record
from onrecord.store.when import days

NOBODY = Actor("", "", "other")


class Day(NamedTuple):
    """The first and last day an event counts for, and where they come from."""

    first: str
    last: str
    basis: Literal["event", "published"]

    @property
    def one(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True)
class Told:
    """An event as one document tells it."""

    document: Document
    event: Event
    people: dict[str, Actor]  # the document's actors

    def actors(self) -> list[Actor]:
        return [self.people[i] for i in self.event.actors if i in self.people]

    def recipients(self) -> list[Actor]:
        return [self.people[i] for i in self.event.recipients if i in self.people]

    def pairs(self) -> list[tuple[Actor, Actor]]:
        """Each actor with each recipient, somebody with nobody where one side is not named; nobody with himself."""
        actors, recipients = self.actors() or [NOBODY], self.recipients() or [NOBODY]
        return [(a, r) for a in actors for r in recipients if a.id != r.id] or [(actors[0], NOBODY)]

    def words(self, role: str) -> str:
        """The words of the text in a role: what the row rests on."""
        return "; ".join(span.text for span in self.event.evidence if span.role == role)

    @property
    def day(self) -> Day | None:
        """When it happened, where that is within a month; else when it was published; None in an undated document that does not say."""
        own, published = days(self.event.time.edtf) if self.event.time else None, days(self.document.published)
        if own and own[0][:7] == own[1][:7]:
            return Day(*own, "event")
        return Day(*published, "published") if published and published[0] > "0001-01-01" and published[1] < "9999-12-31" else None

    @property
    def happened(self) -> bool:
        return self.event.factuality == "actual" and not self.event.historical


def told(record: Record, copies: bool = False) -> Iterator[Told]:
    """Every event, in contract order; documents that copy another are left out unless asked for."""
    for document in record.documents(copies=copies):
        people: dict[str, Actor] | None = None
        for event in record.items("event", document.id):
            if people is None:
                people = {actor.id: actor for actor in record.items("actor", document.id)}
            yield Told(document, event, people)


def parts(actor: Actor) -> tuple[str, str, str, str]:
    """(name, country, sector, wikidata), empty where not known."""
    return actor.name, actor.country or "", actor.sector or "", actor.wikidata or ""


@cache
def coded(file: str) -> dict[tuple[str, str], dict[str, str]]:
    """(type, mode) -> row of a table of this package; the mode "" stands for any other."""
    return {(row["type"], row["mode"]): row for row in data.table(__package__, file)}


def code(file: str, event: Event) -> dict[str, str] | None:
    table = coded(file)
    return table.get((event.type, event.mode or "")) or table.get((event.type, ""))


@cache
def sectors() -> dict[str, dict[str, str]]:
    return {row["sector"]: row for row in data.table(__package__, "sectors.tsv")}


@dataclass(frozen=True)
class Written:
    """What an export wrote, and what it left out, by reason."""

    rows: int
    left_out: dict[str, int]


Row = dict[str, Any]
