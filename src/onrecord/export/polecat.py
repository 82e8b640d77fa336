"""POLECAT, tab-separated, with the columns of its weekly files: one row a pair of actor and recipient."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from onrecord.export.events import Row, Told, Written, parts, told
from onrecord.export.states import state_code
from onrecord.export.tabular import tab_separated
from onrecord.records import Actor
from onrecord.resolve.gazetteer import countries
from onrecord.store.record import Record

COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    "Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw", "Wikipedia Actor ID",
    "Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID",
    "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
)  # fmt: skip
FEATURE = {"city": "PPL", "region": "ADM1", "country": "PCLI", "point": "SPOT", "unknown": ""}


def polecat(record: Record, file: TextIO, copies: bool = False) -> Written:
    left: dict[str, int] = {}

    def rows() -> Iterator[Row]:
        for one in told(record, copies):
            if not one.happened:
                left["not actual, or historical"] = left.get("not actual, or historical", 0) + 1
                continue
            yield from _rows(one)

    return Written(tab_separated(COLUMNS, rows(), file), left)


def _rows(one: Told) -> Iterator[Row]:
    from onrecord import __version__

    event, day, place = one.event, one.day, one.event.place
    first = day.first if day else None
    country = place and place.country and countries().get(place.country)
    for number, (actor, recipient) in enumerate(one.pairs(), 1):
        row: Row = dict.fromkeys(COLUMNS)
        row |= {
            "Event ID": f"{event.id}-{number}", "Event Date": first, "Event Type": event.type, "Event Mode": event.mode, "Intensity": event.intensity,
            "Quad Code": event.quad, "Contexts": ";".join(event.contexts), "Source": one.document.outlet, "Publication Date": one.document.published,
            "Language": one.document.language, "Version": f"onrecord {__version__}", "Raw Placename": one.words("place"),
        }  # fmt: skip
        row |= _party("Actor", actor, first, one.words("actor")) | _party("Recipient", recipient, first, one.words("recipient"))
        if place:
            row |= {
                "Placename": place.name, "City": place.name if place.precision == "city" else None, "Province": place.name if place.precision == "region" else None,
                "Country": country.name if country else None, "Latitude": place.latitude, "Longitude": place.longitude, "GeoNames ID": place.geonames_id,
                "Feature Type": FEATURE[place.precision],
            }  # fmt: skip
        yield row


def _party(side: str, actor: Actor, day: str | None, raw: str) -> Row:
    name, alpha3, sector, wikidata = parts(actor)
    country = countries().get(alpha3)
    return {
        f"{side} Name": name, f"{side} Country": country.name if country else None, f"{side} COW": state_code("COW", alpha3, day), f"Primary {side} Sector": sector,
        f"{side} Sectors": sector, f"{side} Title": "; ".join(role.title for role in actor.roles), f"{side} Name Raw": raw if actor.id else None, f"Wikipedia {side} ID": wikidata,
    }  # fmt: skip
