"""PLOVER 2.0 as JSON Lines: one event report a line, parties with country and sector, the auxiliary modes, what it rests on."""

from __future__ import annotations

import json
from typing import Any, TextIO

from onrecord.export.events import Told, Written, told
from onrecord.records import Actor
from onrecord.store.record import Record

COLUMNS = (
    "id", "date", "date_end", "date_basis", "source", "target", "event", "mode", "context", "magnitude", "quad", "future", "hypothetical", "negation", "historical",
    "location", "text", "voice", "confidence", "publisher", "publication_date", "document", "language",
)  # fmt: skip


def plover(record: Record, file: TextIO, copies: bool = False) -> Written:
    count = 0
    for one in told(record, copies):
        file.write(json.dumps(line(one), ensure_ascii=False, separators=(",", ":")) + "\n")
        count += 1
    return Written(count, {})


def line(one: Told) -> dict[str, Any]:
    event, place, day = one.event, one.event.place, one.day
    values = (
        event.id, day and day.first, day and day.last, day and day.basis, [_party(a) for a in one.actors()], [_party(a) for a in one.recipients()],
        event.type, event.mode, list(event.contexts), event.intensity, event.quad, event.factuality == "future", event.factuality == "hypothetical",
        event.factuality == "negated", event.historical,
        place and {"name": place.name, "country": place.country, "latitude": place.latitude, "longitude": place.longitude, "geonames_id": place.geonames_id, "precision": place.precision},
        one.words("trigger"), _voice(one), event.confidence, one.document.outlet, one.document.published, one.document.source, one.document.language,
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))


def _party(actor: Actor) -> dict[str, Any]:
    return {"id": actor.id, "name": actor.name, "country": actor.country, "sector": actor.sector, "type": actor.type, "wikidata": actor.wikidata}


def _voice(one: Told) -> dict[str, Any]:
    holder = one.people.get(one.event.voice.holder or "")
    return {"mode": one.event.voice.mode, "holder": holder and holder.name}
