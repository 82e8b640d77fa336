"""When items took place: the time expression that stands with them, resolved by extract/dates.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.extract.dates import TimeExpression, find_times
from onrecord.reader import Reading
from onrecord.records import Commitment, Event, Span, Statement, Voiced, identified


def dated(reading: Reading, items: Sequence[Voiced]) -> list[Voiced]:
    """Events take the nearest expression of their sentence; statements one beside their cue, outside what was said."""
    times = find_times(reading.text, reading.document.published)
    contents = [(s.start, s.end) for item in items if isinstance(item, Statement) for s in item.evidence if s.role == "content"]
    return [_dated(reading, item, times, contents) for item in items]


def _dated(reading: Reading, item: Voiced, times: Sequence[TimeExpression], contents: Sequence[tuple[int, int]]) -> Voiced:
    if isinstance(item, Commitment):
        return _due(reading, item, times)
    if isinstance(item, Event):
        anchor = next(s for s in item.evidence if s.role == "trigger")
        outside: list[tuple[int, int]] = []
    elif isinstance(item, Statement) and (cue := next((s for s in item.evidence if s.role == "cue"), None)):
        anchor, outside = cue, [(s.start, s.end) for s in item.evidence if s.role == "content"]
    else:
        return item
    start, end = reading.sentences[reading.sentence_at(anchor.start)]
    for low, high in contents:  # what is told inside a content took place apart from its telling
        if low <= anchor.start and anchor.end <= high:
            start, end = max(start, low), min(end, high)
    near = [
        t for t in times
        if start <= t.start < end and t.time.edtf is not None and not any(a <= t.start < b for a, b in outside)
    ]  # fmt: skip
    if not near:
        return item
    nearest = min(near, key=lambda t: (abs(t.start - anchor.start), t.start))
    return replace(item, time=nearest.time)


def _due(reading: Reading, item: Commitment, times: Sequence[TimeExpression]) -> Commitment:
    """The deadline inside the action: an interval that is open towards the past (`by 2030`, `before June`)."""
    action = next(s for s in item.evidence if s.role == "action")
    for t in times:
        if action.start <= t.start and t.end <= action.end and (t.time.edtf or "").startswith("../"):
            span = Span("deadline", t.start, t.end, reading.text[t.start : t.end])
            return identified(replace(item, deadline=t.time, evidence=(*item.evidence, span)))
    return item
