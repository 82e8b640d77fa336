"""A number on its way to a figure: what was read of it so far."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.extract.numbers import Quantity
from onrecord.extract.units import Counted

CASUALTY = frozenset(("killed", "wounded", "casualties", "displaced", "detained"))
PERSON_KINDS = frozenset(("person", "troop", "killed", "wounded", "casualties", "displaced", "detained", "others", "delegate"))
MEASURED = {"troop": "troops", "formation": "troops", "equipment": "equipment", **{kind: kind for kind in CASUALTY}}  # what a counted noun's kind measures; any other: other


@dataclass(frozen=True, slots=True)
class Draft:
    q: Quantity
    counted: Counted | None
    start: int
    end: int
    unit: str | None
    measure: str | None
    rule: str
    sentence: tuple[int, int]
