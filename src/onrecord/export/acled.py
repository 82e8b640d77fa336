"""A table with ACLED's columns: violence, protest and what changes the field, one row a report that says where and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from onrecord.export.deaths import Deaths, best
from onrecord.export.events import NOBODY, Row, Told, Written, code, sectors, told
from onrecord.export.tabular import comma_separated
from onrecord.records import Actor
from onrecord.resolve.gazetteer import countries
from onrecord.store.record import Record

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2",
    "inter2", "interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
GEO = {"point": 1, "city": 1, "region": 2, "country": 3}


def acled(record: Record, file: TextIO, copies: bool = False) -> Written:
    left: Counter[str] = Counter()
    deaths = Deaths(record)

    def rows() -> Iterator[Row]:
        for one in told(record, copies):
            reason = _left_out(one)
            if reason:
                left[reason] += 1
            else:
                yield _row(one, deaths)

    return Written(comma_separated(COLUMNS, rows(), file), dict(left))


def _left_out(one: Told) -> str | None:
    if not one.happened:
        return "not actual, or historical"
    if code("acled.tsv", one.event) is None:
        return "words, not deeds"
    if one.event.place is None:
        return "no place"
    return None if one.day else "no date"


def _row(one: Told, deaths: Deaths) -> Row:
    kind, day, place, event = code("acled.tsv", one.event), one.day, one.event.place, one.event
    assert kind
    assert day
    assert place
    actors, recipients = one.actors() or [NOBODY], one.recipients() or [NOBODY]
    first, second = actors[0], recipients[0]
    country, killed = countries().get(place.country or ""), deaths.of(one)
    inter = [_inter(a) for a in (first, second)]
    return dict.fromkeys(COLUMNS) | {
        "event_id_cnty": event.id, "event_date": day.first, "year": int(day.first[:4]), "time_precision": 1 if day.one else 2 if day.first[:7] == day.last[:7] else 3,
        "disorder_type": kind["disorder"], "event_type": kind["event"], "sub_event_type": kind["sub_event"], "actor1": first.name, "assoc_actor_1": _others(actors), "inter1": inter[0],
        "actor2": second.name, "assoc_actor_2": _others(recipients), "inter2": inter[1], "interaction": f"{inter[0]}{inter[1]}" if inter[0] and inter[1] else None,
        "civilian_targeting": "Civilian targeting" if inter[1] == 7 and event.type == "ASSAULT" else None, "iso": country.numeric if country else None,
        "country": country.name if country else None, "admin1": place.name if place.precision == "region" else None, "location": place.name, "latitude": place.latitude,
        "longitude": place.longitude, "geo_precision": GEO.get(place.precision), "source": one.document.outlet, "notes": one.words("trigger"),
        "fatalities": best(killed) if killed else None,
    }  # fmt: skip


def _inter(actor: Actor) -> int | None:
    if actor.type in ("state", "government"):
        return 1
    if actor.type == "armed_group":
        return 2
    if actor.type == "population":
        return 7
    sector = sectors().get(actor.sector or "")
    return int(sector["acled"]) if sector else None


def _others(actors: list[Actor]) -> str | None:
    return "; ".join(a.name for a in actors[1:]) or None
