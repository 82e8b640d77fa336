"""What a date comes to, and whether the clause around it looks back or ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from onrecord.extract.date_patterns import LAG, SENTENCE_END, TENSE
from onrecord.records import TimePrecision

Direction = Literal["past", "future"]


@dataclass(frozen=True, slots=True)
class Found:
    """What an expression means. `absolute`: it names its own year."""

    edtf: str | None
    precision: TimePrecision
    absolute: bool = False
    yearless: str | None = None  # "05-03" or "05": to take the year of the date it is paired with


def direction(text: str, start: int, end: int) -> Direction | None:
    """Whether the clause around `text[start:end]` looks back or ahead: the nearest verb form that tells, in the same sentence."""
    low, high = max(0, start - 160), min(len(text), end + 120)
    head, tail = text[low:start], text[end:high]
    cuts = list(SENTENCE_END.finditer(head))
    head = head[cuts[-1].end() :] if cuts else head
    if cut := SENTENCE_END.search(tail):
        tail = tail[: cut.start()]
    best: tuple[int, Direction] | None = None
    for m in TENSE.finditer(head):
        best = (len(head) - m.end(), "future" if m["future"] else "past")
    if (m2 := TENSE.search(tail)) and (best is None or m2.start() + LAG < best[0]):
        best = (m2.start(), "future" if m2["future"] else "past")
    return best[1] if best else None
