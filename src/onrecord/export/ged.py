"""A table with UCDP GED's columns: lethal violence, one row an event, taken from the first report that says how many died."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from onrecord.export.counting import Counts
from onrecord.export.deaths import Deaths, best
from onrecord.export.events import NOBODY, Row, Told, Written, told
from onrecord.export.states import state_code
from onrecord.export.tabular import comma_separated
from onrecord.records import Actor, Value
from onrecord.resolve.gazetteer import countries
from onrecord.store.record import Record

COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name",
    "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office", "source_date",
    "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid",
    "country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high",
    "low", "gwnoa", "gwnob",
)  # fmt: skip
WHERE = {"point": 1, "city": 1, "region": 4, "country": 6, "unknown": 7}


def ged(record: Record, file: TextIO, copies: bool = False) -> Written:
    left: Counter[str] = Counter()
    with Counts(record) as counts:
        deaths = Deaths(record)
        for one in told(record, copies):
            if _left_out(one) is None:
                killed = deaths.of(one)
                counts.report(one, deaths=killed is not None and (best(killed) or 0) > 0)
        counts.ready()

        def rows() -> Iterator[Row]:
            for one in told(record, copies):
                killed = deaths.of(one)
                reason = _left_out(one) or (None if killed and (best(killed) or 0) > 0 else "nobody said to have died")
                if reason is None and counts.first_with_deaths(one.event.id) != one.event.id:
                    reason = "a further report of an event that has its row"
                if reason:
                    left[reason] += 1
                elif killed is not None:
                    yield _row(one, killed, counts)

        return Written(comma_separated(COLUMNS, rows(), file), dict(left))


def _left_out(one: Told) -> str | None:
    if one.event.type != "ASSAULT":
        return "no violence"
    if not one.happened:
        return "not actual, or historical"
    return None if one.day else "no date"


def _row(one: Told, killed: Value, counts: Counts) -> Row:
    day, place = one.day, one.event.place
    assert day is not None
    a, b = (one.actors() or [NOBODY])[0], (one.recipients() or [NOBODY])[0]
    kind = _kind(a, b)
    side_b = "Civilians" if kind == 3 else b.name
    number = best(killed)
    row = dict.fromkeys(COLUMNS) | {
        "id": one.event.id, "relid": counts.event_of(one.event.id), "year": int(day.first[:4]), "type_of_violence": kind, "dyad_name": f"{a.name} - {side_b}" if a.name and side_b else None,
        "side_a": a.name, "side_b": side_b, "number_of_sources": counts.of_event(one.event.id).outlets, "source_article": one.document.source, "source_office": one.document.outlet,
        "source_date": one.document.published, "source_headline": one.document.title, "source_original": _holder(one), "event_clarity": 1, "date_prec": 1 if day.one else 3 if day.first[:7] == day.last[:7] else 5,
        "date_start": day.first, "date_end": day.last, "deaths_civilians": number if kind == 3 else 0, "deaths_unknown": 0 if kind == 3 else number, "deaths_a": 0, "deaths_b": 0,
        "best": number, "low": killed.low if killed.low is not None else number, "high": killed.high if killed.high is not None else number,
        "gwnoa": state_code("GW", a.country, day.first) if _state(a) else None, "gwnob": state_code("GW", b.country, day.first) if _state(b) else None,
    }  # fmt: skip
    if place and place.latitude is not None and place.longitude is not None:
        country = countries().get(place.country or "")
        row |= {
            "where_prec": WHERE[place.precision], "where_coordinates": place.name, "where_description": one.words("place"), "adm_1": place.name if place.precision == "region" else None,
            "latitude": place.latitude, "longitude": place.longitude, "geom_wkt": f"POINT ({place.longitude:g} {place.latitude:g})", "priogrid_gid": priogrid(place.latitude, place.longitude),
            "country": country.name if country else None, "country_id": state_code("GW", place.country, day.first),
        }  # fmt: skip
    return row


def priogrid(latitude: float, longitude: float) -> int:
    """Cell of PRIO-GRID: half degrees, counted from the south-west corner, 720 a row (Tollefsen and others 2012)."""
    return min(int((latitude + 90) * 2), 359) * 720 + min(int((longitude + 180) * 2), 719) + 1


def _state(actor: Actor) -> bool:
    return actor.type in ("state", "government") or actor.sector in ("GOV", "MIL", "COP")


def _kind(a: Actor, b: Actor) -> int | None:
    """1 state-based, 2 non-state, 3 one-sided; null where a side is not named."""
    if b.type in ("population", "person") and not _state(b):
        return 3
    if not a.id or not b.id:
        return None
    return 1 if _state(a) or _state(b) else 2


def _holder(one: Told) -> str | None:
    holder = one.people.get(one.event.voice.holder or "")
    return holder.name if holder and one.event.voice.mode != "outlet" else None
