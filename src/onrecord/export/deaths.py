"""How many died in an event: the count of killed that its sentence gives."""

from __future__ import annotations

from bisect import bisect_right

from onrecord.export.events import Told
from onrecord.reader.quotemarks import quotation_marks
from onrecord.reader.tokens import sentences
from onrecord.records import Value


class Deaths:
    """Of one document after the other, looked up where an event needs it."""

    def __init__(self) -> None:
        self._doc = ""
        self._starts: list[int] = []
        self._of: dict[int, Value] = {}

    def of(self, one: Told) -> Value | None:
        if one.event.type != "ASSAULT":
            return None
        if one.document.id != self._doc:
            self._turn_to(one)
        return self._of.get(self._sentence(one.event.evidence[0].start))

    def _turn_to(self, one: Told) -> None:
        text = one.document.text
        self._doc = one.document.id
        self._of = {}
        killed = [figure for figure in one.figures if figure.measure == "killed" and figure.factuality == "actual"]
        self._starts = [start for start, _ in sentences(text, quotation_marks(text).quotations)] if killed else []
        for figure in killed:
            value = next((s for s in figure.evidence if s.role == "value"), None)
            if value is not None:
                self._of.setdefault(self._sentence(value.start), figure.value)

    def _sentence(self, offset: int) -> int:
        return bisect_right(self._starts, offset)


def best(value: Value) -> float | int | None:
    """One number for a count: the best one, else the bound that the text gives."""
    return value.best if value.best is not None else value.low if value.low is not None else value.high
