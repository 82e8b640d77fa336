"""PLOVER 2.0 as data: types with quad, score and modes."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from typing import Any

from onrecord.records import Event, Factuality, Span, identified


@lru_cache(maxsize=1)
def ontology() -> dict[str, Any]:
    """PLOVER 2.0: type -> quad, score, modes with their scores (manual, draft 2.0)."""
    out: dict[str, Any] = json.loads(resources.files("onrecord.extract").joinpath("plover.json").read_text("utf8"))
    return out


def said(type_: str) -> bool:
    """Whether events of the type are acts of speech, only said: PLOVER's verbal quads, 1 and 3."""
    return ontology()["events"][type_]["quad"] in (1, 3)


def changed(event: Event, **fields: Any) -> Event:
    """The event with some of `made`'s arguments changed, its id, intensity and quad with them."""
    given = {
        "doc": event.doc, "type_": event.type, "mode": event.mode, "who": event.actors, "whom": event.recipients, "evidence": event.evidence,
        "factuality": event.factuality, "historical": event.historical, "confidence": event.confidence,
    }  # fmt: skip
    return made(**(given | fields))


def made(
    doc: str, type_: str, mode: str | None, who: tuple[str, ...], whom: tuple[str, ...], evidence: tuple[Span, ...], factuality: Factuality, historical: bool, confidence: float
) -> Event:  # fmt: skip
    """An event record with intensity and quad from the ontology; a mode that the type does not have is left out."""
    entry = ontology()["events"][type_]
    mode = mode if mode in entry["modes"] else None
    score = entry["mode_scores"].get(mode) if mode else None
    return identified(
        Event("", doc, type_, mode, (), who, whom, score if score is not None else entry["score"], entry["quad"],
              factuality=factuality, historical=historical, evidence=evidence, confidence=confidence)
    )  # fmt: skip
