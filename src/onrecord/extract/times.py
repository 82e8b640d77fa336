"""When items took place: the time expression that stands with them, resolved by extract/dates.py."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from onrecord.extract.dates import TimeExpression, find_times
from onrecord.extract.places import Places
from onrecord.reader import Reading
from onrecord.records import Commitment, Event, Figure, Span, Statement, Time, Voiced, identified


def dated(reading: Reading, items: Sequence[Voiced]) -> list[Voiced]:
    """Events and figures take the nearest expression of their sentence; statements one beside their cue, outside what was said."""
    times = find_times(reading.text, reading.document.published)
    contents = Places((s.start, s.end, None) for item in items if isinstance(item, Statement) for s in item.evidence if s.role == "content")
    return [_dated(reading, item, times, contents) for item in items]


def _dated(reading: Reading, item: Voiced, times: Sequence[TimeExpression], contents: Places[None]) -> Voiced:
    if isinstance(item, Commitment):
        return _due(reading, item, times)
    if isinstance(item, Event | Figure):
        anchor = next(s for s in item.evidence if s.role in ("trigger", "value"))
        outside: list[tuple[int, int]] = []
    elif isinstance(item, Statement) and (cue := next((s for s in item.evidence if s.role == "cue"), None)):
        anchor, outside = cue, [(s.start, s.end) for s in item.evidence if s.role == "content"]
    else:
        return item
    start, end = reading.sentences[reading.sentence_at(anchor.start)]
    for low, high, _ in contents.holding(anchor.start, anchor.end):  # what is told inside a content took place apart from its telling
        start, end = max(start, low), min(end, high)
    near = [
        t for t in _from(times, start, end)
        if t.time.edtf is not None and not any(a <= t.start < b for a, b in outside) and not _names(reading.text, t, anchor, isinstance(item, Figure))
    ]  # fmt: skip
    if not near:
        return item
    if isinstance(item, Figure):
        return replace(item, time=_as_of(reading.text, anchor, near))
    nearest = min(near, key=lambda t: (abs(t.start - anchor.start), t.start))
    return replace(item, time=nearest.time)


# A year inside a phrase that names something does not date what that does or undergoes: "the 2016 nominee", "the Act of 1869", "her 2018 trip".
_DATE = re.compile(r"(?:[A-Z][a-z]+\s)?(?:\d{1,2}(?:,\s|\s))?(?:[A-Z][a-z]+\s)?(?:1[5-9]|20)\d\d")
_OWNED = re.compile(r"(?:\b(?:the|an?|this|that|his|her|its|their|our|my|your|former|failed|defeated|losing|winning|reigning)|\w['’]s|s['’])\s+(?:(?:controversial|landmark|failed|original|first|second|infamous|historic|so-called|famous)\s+)?$", re.IGNORECASE)
_BARE = re.compile(r"(?:^|[.,;:!?\n“\"(]\s*|\b(?:and|but|by|with|from|of|to|told)\s+)$")
_WORDS = re.compile(r"\s+(?P<first>[A-Za-z][\w’'-]*)(?:\s+[A-Za-z][\w’'-]*){0,3}")
_TITLED = re.compile(r"\s+(?:(?:vice[\s-])?(?:presidential|mayoral|gubernatorial|congressional|party|democratic|republican|labour|conservative|libertarian)\s+){0,2}(?:nominees?|candidates?|winners?|laureates?|champions?|finalists?|contenders?|graduates?|hopefuls?|runner-up|prizewinners?)\b", re.IGNORECASE)
_NO_NOUN = frozenset(
    "and or but nor in on at of to from for with by as after before until till since when while where who which that than then the a an is was are were has had have did do does will would may might can could "
    "saw brought began ended came went became it he she they there this these".split()
)
_OF_YEAR = re.compile(r"\b(?P<noun>[A-Za-z]+)\s+of\s+$")
_PARTS = frozenset(
    "end beginning start middle rest course half quarter third month months week day days morning evening night eve spring summer autumn fall winter close dawn turn most much all part early late "
    "january february march april may june july august september october november december as instead because out north south east west years year period".split()
)
_EVENT = (
    r"(?:attacks?|bombings?|shootings?|massacres?|wars?|coups?|earthquakes?|quakes?|tsunami|floods?|fires?|crash|protests?|riots?|uprising|revolution|invasion|raids?|strikes?|crisis|clashes|fighting|explosions?|siege|"
    r"elections?|vote|referendum|summit|outbreak|epidemic|pandemic|hurricane|storm|cyclone|typhoon|eruption|genocide|famine|offensive|blasts?|killings?|disaster)"
)
_DATES_COUNT = re.compile(rf"\b(?:{_EVENT}|polls?|survey|census|study|report|estimates?|budget|count|index|data|figures|statistics|audit|review|season|fiscal|financial)\b", re.IGNORECASE)
_HAPPENING = re.compile(rf"\s+(?:[\w’'-]+\s+){{0,3}}?{_EVENT}(?:\s+(?:in|at|on|of|near)\s+(?:[\w’'-]+\s+){{0,3}}?[\w’'-]+)?(?:\s+(?:which|that|has|had|have))*\s+$", re.IGNORECASE)


def _names(text: str, t: TimeExpression, anchor: Span, figure: bool) -> bool:
    """Whether the date `t` belongs to the name of something other than what stands at `anchor`."""
    if not _DATE.fullmatch(t.time.text):
        return False
    head = text[max(0, t.start - 40) : t.start]
    if of := _OF_YEAR.search(head):
        noun = t.start - len(head) + of.start("noun")
        return of["noun"].lower() not in _PARTS and not (figure and _DATES_COUNT.fullmatch(of["noun"])) and not (anchor.start < t.start and noun < anchor.end and " " not in anchor.text)
    words = _WORDS.match(text, t.end)
    if not words or words["first"].lower() in _NO_NOUN:
        return False
    if not (_OWNED.search(head) or (_BARE.search(head) and _TITLED.match(text, t.end))):
        return False
    phrase = words.group().split()
    stop = next((i for i, word in enumerate(phrase) if word.lower() in _NO_NOUN), len(phrase))
    inside = t.end + len(words.group()) if stop == len(phrase) else text.find(phrase[stop], t.end)
    if t.end <= anchor.start < inside:
        return bool(_TITLED.match(text, t.end))
    if anchor.start > t.end and _HAPPENING.fullmatch(text, t.end, anchor.start):
        return False
    return not (figure and _DATES_COUNT.search(" ".join(phrase[:stop])))


_APART = re.compile(r"[;:]|\b(?:but|while|whereas|compared|against|than)\b|\d[\d,.]*\s+[a-z]")


def _as_of(text: str, value: Span, near: Sequence[TimeExpression]) -> Time | None:
    """When the number held: the nearest expression, none that stands beyond another count or clause ("30 in March and 12 in May")."""
    after = [t for t in near if t.start >= value.end and not _APART.search(text, value.end, t.start)]
    before = [t for t in near if t.end <= value.start and not _APART.search(text, t.end, value.start)]
    if after and (not before or after[0].start - value.end <= value.start - before[-1].end):
        return after[0].time
    return before[-1].time if before else None


def _from(times: Sequence[TimeExpression], start: int, end: int) -> Sequence[TimeExpression]:
    """Those that begin in [start, end)."""
    low = bisect_left(times, start, key=lambda t: t.start)
    return times[low : bisect_left(times, end, lo=low, key=lambda t: t.start)]


def _due(reading: Reading, item: Commitment, times: Sequence[TimeExpression]) -> Commitment:
    """The deadline inside the action: an interval that is open towards the past (`by 2030`, `before June`)."""
    if item.deadline is not None and item.deadline.edtf is not None:
        return item
    action = next(s for s in item.evidence if s.role == "action")
    for t in _from(times, action.start, action.end):
        if t.end <= action.end and (t.time.edtf or "").startswith("../"):
            span = Span("deadline", t.start, t.end, reading.text[t.start : t.end])
            others = tuple(s for s in item.evidence if s.role != "deadline" or s.end <= t.start or t.end <= s.start)
            due = t.time if _told_before(reading, action) else replace(t.time, edtf=_ahead(t.time.edtf or "", span.text, reading.document.published))
            return identified(replace(item, deadline=due, evidence=(*others, span)))
    return item


_DATED = re.compile(r"\.\./(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d))?")


def _told_before(reading: Reading, action: Span) -> bool:
    """`had promised to leave by Friday`: a day that may be over."""
    start, _ = reading.sentences[reading.sentence_at(action.start)]
    return re.search(r"\bhad\b", reading.text[start : action.start]) is not None


def _ahead(edtf: str, said: str, published: str | None) -> str:
    """A deadline's first day after the publication: nobody promises for a day that is over.

    "../2025-09-05", "by Friday", "2025-09-10" -> "../2025-09-12"
    """
    found = _DATED.fullmatch(edtf)
    if not found or not published or not re.fullmatch(r"\d{4}-\d\d-\d\d", published) or re.search(r"\d{4}|\blast\b", said):
        return edtf
    if found["day"] and re.search(r"day\b", said, re.I) and not re.search(r"\d", said):
        day, now = date.fromisoformat(edtf[3:]), date.fromisoformat(published)
        return f"../{day + timedelta(days=7)}" if now - timedelta(days=7) < day < now else edtf
    if not found["day"] and found["year"] == published[:4] and edtf[3:] < published[:7]:
        return f"../{int(found['year']) + 1}-{found['month']}"
    return edtf
