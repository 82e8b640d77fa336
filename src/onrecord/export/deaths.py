"""How many died in an event: the count of killed that its sentence gives."""

from __future__ import annotations

from bisect import bisect_right

from onrecord.export.events import Told
from onrecord.reader.quotemarks import quotation_marks
from onrecord.reader.tokens import sentences
from onrecord.records import Document, Value
from onrecord.store.record import Record


class Deaths:
    """Of one document after the other, looked up where an event needs it."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._doc = ""
        self._starts: list[int] = []
        self._of: dict[int, Value] = {}

    def of(self, one: Told) -> Value | None:
        if one.event.type != "ASSAULT":
            return None
        if one.document.id != self._doc:
            self._turn_to(one.document)
        return self._of.get(self._sentence(one.event.evidence[0].start))

    def _turn_to(self, document: Document) -> None:
        self._doc = document.id
        self._starts = [start for start, _ in sentences(document.text, quotation_marks(document.text).quotations)]
        self._of = {}
        for figure in self._record.items("figure", document.id, label="killed", factuality="actual"):
            value = next((s for s in figure.evidence if s.role == "value"), None)
            if value is not None:
                self._of.setdefault(self._sentence(value.start), figure.value)

    def _sentence(self, offset: int) -> int:
        return bisect_right(self._starts, offset)


def best(value: Value) -> float | int | None:
    """One number for a count: the best one, else the bound that the text gives."""
    return value.best if value.best is not None else value.low if value.low is not None else value.high
