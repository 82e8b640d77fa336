"""The tidy export: a folder of flat tables for R, Stata and pandas, with stable columns and a codebook.

events.csv       a row each pair of actor and recipient of an event report, with ISO, Correlates of War and Gleditsch-Ward codes on its day
commitments.csv  a row each commitment · figures.csv each figure · statements.csv each statement
counts.csv       a row each month, pair of states, event type and unit of count, with the number of independent outlets beside the count
codebook.csv     what every column of every table means
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from onrecord import data
from onrecord.export.counting import Counts, counted
from onrecord.export.events import NOBODY, Row, told
from onrecord.export.states import state_code
from onrecord.export.tabular import comma_separated
from onrecord.records import Actor, Document
from onrecord.store.record import Record
from onrecord.store.when import days

TABLES = ("events", "commitments", "figures", "statements", "counts", "codebook")


def codebook() -> list[dict[str, str]]:
    """(table, column, type, meaning) of every column, in the order of the tables."""
    return [{"table": row["format"].removeprefix("tidy/"), **{c: row[c] for c in ("column", "type", "meaning")}} for row in data.table(__package__, "fields.tsv") if row["format"].startswith("tidy/")]


def columns(table: str) -> tuple[str, ...]:
    return tuple(row["column"] for row in codebook() if row["table"] == table)


def tidy_folder(record: Record, folder: Path, copies: bool = False) -> list[Path]:
    """The tables; every one is there, with its head, also where it has no rows."""
    folder.mkdir(parents=True, exist_ok=True)
    with counted(record, copies) as counts:
        rows: dict[str, Iterator[Row]] = {
            "events": _events(record, counts, copies),
            "commitments": _items(record, "commitment", _commitment, copies),
            "figures": _items(record, "figure", _figure, copies),
            "statements": _items(record, "statement", _statement, copies),
            "counts": _counts(counts, copies),
            "codebook": iter(codebook()),
        }
        written = []
        for table in TABLES:
            path = folder / f"{table}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                comma_separated(columns(table), rows[table], file)
            written.append(path)
    return written


def _events(record: Record, counts: Counts, copies: bool) -> Iterator[Row]:
    for one in told(record, copies):
        event, day, place, tally = one.event, one.day, one.event.place, counts.of_event(one.event.id)
        pairs = one.pairs()
        shared: Row = _shared(event, one.document, one.people) | {
            "event_id": event.id, "same_event": counts.event_of(event.id), "pairs": len(pairs), "date_start": day and day.first, "date_end": day and day.last,
            "date_basis": day and day.basis, "type": event.type, "mode": event.mode, "contexts": ";".join(event.contexts), "quad": event.quad, "intensity": float(event.intensity),
            "place": place and place.name, "place_iso3": place and place.country, "latitude": place and place.latitude, "longitude": place and place.longitude,
            "geonames_id": place and place.geonames_id, "place_precision": place and place.precision, "trigger": one.words("trigger"),
            "reports": tally.reports, "documents": tally.documents, "outlets": tally.outlets, "unit": "report",
        }  # fmt: skip
        for number, (actor, recipient) in enumerate(pairs, 1):
            yield shared | {"pair": number} | _party("actor", actor, day and day.first) | _party("recipient", recipient, day and day.first)


def _items(record: Record, kind: str, own: Callable[[Any, dict[str, Actor], str | None], Row], copies: bool) -> Iterator[Row]:
    for document in record.documents(copies=copies):
        people: dict[str, Actor] | None = None
        for item in record.items(kind, document.id):
            if people is None:
                people = {actor.id: actor for actor in record.items("actor", document.id)}
            when = days(item.time.edtf if item.time else None) or days(document.published)
            yield _shared(item, document, people) | {f"{kind}_id": item.id} | own(item, people, when[0] if when else None)


def _commitment(item: Any, people: dict[str, Actor], day: str | None) -> Row:
    return {
        "act": item.act, "level": item.level, "stage": item.stage, "deadline": item.deadline and item.deadline.edtf, "amount_figure": item.amount, "action": _words(item, "action"),
        "condition": _words(item, "condition"), **_party("who", _first(item.who, people), day), **_party("to", _first(item.to_whom, people), day),
    }  # fmt: skip


def _figure(item: Any, people: dict[str, Actor], day: str | None) -> Row:
    value = item.value
    return {
        "measure": item.measure, "low": value.low, "high": value.high, "best": value.best, "approximate": _truth(value.approximate), "unit": item.unit,
        "text": _words(item, "value"), **_party("subject", _first(item.subject, people), day),
    }  # fmt: skip


def _statement(item: Any, people: dict[str, Actor], day: str | None) -> Row:
    return {"mode": item.mode, "speaker_role": item.speaker_role, "content": _words(item, "content"), **_party("speaker", _first(item.speakers, people), day), **_party("addressee", people.get(item.addressee or "", NOBODY), day)}


def _counts(counts: Counts, copies: bool) -> Iterator[Row]:
    for cell, tally in counts.cells():
        day = f"{cell.month}-01"
        for unit in ("reports", "documents", "events"):
            yield {
                "month": cell.month, "actor_iso3": cell.actor, "actor_cow": state_code("COW", cell.actor, day), "actor_gw": state_code("GW", cell.actor, day),
                "recipient_iso3": cell.recipient, "recipient_cow": state_code("COW", cell.recipient, day), "recipient_gw": state_code("GW", cell.recipient, day),
                "type": cell.type, "unit": unit, "count": getattr(tally, unit), "outlets": tally.outlets, "copies": "counted" if copies else "left out",
            }  # fmt: skip


def _shared(item: Any, document: Document, people: dict[str, Actor]) -> Row:
    """Columns that every table of items has."""
    holder = people.get(item.voice.holder or "")
    return {
        "document_id": document.id, "source": document.source, "outlet": document.outlet, "published": document.published, "copy": _truth(document.duplicate_of is not None),
        "factuality": item.factuality, "historical": _truth(item.historical), "voice": item.voice.mode, "voice_holder": holder and holder.name, "time": item.time and item.time.edtf,
        "confidence": float(item.confidence),
    }  # fmt: skip


def _party(side: str, actor: Actor, day: str | None) -> Row:
    return {
        f"{side}_id": actor.id or None, f"{side}_name": actor.name or None, f"{side}_type": actor.type if actor.id else None, f"{side}_sector": actor.sector, f"{side}_iso3": actor.country,
        f"{side}_cow": state_code("COW", actor.country, day), f"{side}_gw": state_code("GW", actor.country, day),
    }  # fmt: skip


def _first(ids: tuple[str, ...], people: dict[str, Actor]) -> Actor:
    return next((people[i] for i in ids if i in people), NOBODY)


def _words(item: Any, role: str) -> str:
    return " … ".join(span.text for span in item.evidence if span.role == role)


def _truth(value: bool) -> str:
    return "TRUE" if value else "FALSE"
