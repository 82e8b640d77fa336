"""ICEWS, tab-separated, with the columns of its yearly files: one row a pair of source and target, in CAMEO codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from onrecord.export.events import Row, Told, Written, code, sectors, told
from onrecord.export.tabular import tab_separated
from onrecord.reader.quotemarks import quotation_marks
from onrecord.reader.tokens import sentences
from onrecord.records import Actor
from onrecord.resolve.gazetteer import countries
from onrecord.store.record import Record

COLUMNS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code", "Intensity", "Target Name", "Target Sectors", "Target Country",
    "Story ID", "Sentence Number", "Publisher", "City", "District", "Province", "Country", "Latitude", "Longitude",
)  # fmt: skip


def icews(record: Record, file: TextIO, copies: bool = False) -> Written:
    left: Counter[str] = Counter()

    def rows() -> Iterator[Row]:
        story, bounds = "", list[tuple[int, int]]()
        for one in told(record, copies):
            if one.document.id != story:
                story, text = one.document.id, one.document.text
                bounds = list(sentences(text, quotation_marks(text).quotations))
            reason = _left_out(one)
            if reason:
                left[reason] += 1
                continue
            yield from _rows(one, bounds)

    return Written(tab_separated(COLUMNS, rows(), file, missing="NA"), dict(left))


def _left_out(one: Told) -> str | None:
    if not one.happened:
        return "not actual, or historical"
    if one.day is None:
        return "no date"
    return None if one.actors() and one.recipients() and one.pairs() else "source or target not named"


def _rows(one: Told, bounds: list[tuple[int, int]]) -> Iterator[Row]:
    cameo, day, place, event = code("cameo.tsv", one.event), one.day, one.event.place, one.event
    assert cameo  # every type has a code
    assert day
    at = event.evidence[0].start
    sentence = next((n for n, (_, end) in enumerate(bounds, 1) if at < end), None)
    country = place and place.country and countries().get(place.country)
    for number, (source, target) in enumerate(one.pairs(), 1):
        yield {
            "Event ID": f"{event.id}-{number}", "Event Date": day.first, "Event Text": cameo["text"], "CAMEO Code": cameo["code"], "Intensity": float(cameo["intensity"]),
            "Story ID": one.document.id, "Sentence Number": sentence, "Publisher": one.document.outlet, "City": place.name if place and place.precision == "city" else None,
            "District": None, "Province": place.name if place and place.precision == "region" else None, "Country": country.name if country else None,
            "Latitude": place.latitude if place else None, "Longitude": place.longitude if place else None,
            **_party("Source", source), **_party("Target", target),
        }  # fmt: skip


def _party(side: str, actor: Actor) -> Row:
    country = countries().get(actor.country or "")
    sector = sectors().get(actor.sector or "")
    state = actor.type == "state"
    return {f"{side} Name": actor.name, f"{side} Sectors": sector["icews"] if sector and not state else None, f"{side} Country": country.name if country else None}
