"""GeoJSON (RFC 7946): events, statements and figures that say where, as points. Countries get no pin: their middle is no place where anything happened."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, TextIO

from onrecord.export.events import Written, documents
from onrecord.records import Actor, Document, Place
from onrecord.store.record import Record

COLUMNS = ("id", "kind", "label", "contexts", "date", "actors", "recipients", "place", "country", "precision", "factuality", "voice", "words", "outlet", "published", "document")
KINDS = ("statement", "event", "figure")
PINNED = ("point", "city", "region")


def geojson(record: Record, file: TextIO, copies: bool = False) -> Written:
    left: Counter[str] = Counter()
    count = 0
    file.write('{"type":"FeatureCollection","features":[')
    for read in documents(record, KINDS, copies):
        for item in read.items:
            place: Place | None = item.place
            if place is None or place.latitude is None or place.longitude is None:
                left["no place"] += 1
            elif place.precision not in PINNED:
                left["only a country"] += 1
            else:
                file.write(("," if count else "") + "\n" + json.dumps(feature(item, place, read.document, read.people), ensure_ascii=False, separators=(",", ":")))
                count += 1
    file.write("\n]}\n")
    return Written(count, dict(left))


def feature(item: Any, place: Place, document: Document, people: dict[str, Actor]) -> dict[str, Any]:
    label = {"statement": "mode", "event": "type", "figure": "measure"}[item.kind]
    who: tuple[str, ...] = getattr(item, {"statement": "speakers", "event": "actors", "figure": "subject"}[item.kind])
    words = next((s.text for s in item.evidence if s.role in ("trigger", "content", "value")), "")
    values = (
        item.id, item.kind, getattr(item, label), list(getattr(item, "contexts", ())), item.time and item.time.edtf, _names(who, people), _names(getattr(item, "recipients", ()), people), place.name, place.country,
        place.precision, item.factuality, item.voice.mode, words, document.outlet, document.published, document.source,
    )  # fmt: skip
    return {
        "type": "Feature", "id": item.id, "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]}, "properties": dict(zip(COLUMNS, values, strict=True))
    }  # fmt: skip


def _names(ids: tuple[str, ...], people: dict[str, Actor]) -> list[str]:
    return [people[i].name for i in ids if i in people]
