"""Where items took place: the place that the sentence gives for them, and only that. A dateline or a speaker's seat places nothing.

    Two people died when shells hit the market in Kherson.      ASSAULT, at Kherson
    In Geneva, Chile accused Peru of killing herders in Tacna.    ACCUSE, at Geneva
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from onrecord import data
from onrecord.extract.places import Places
from onrecord.reader import Reading
from onrecord.records import Event, Figure, Span, Statement, Voiced, identified
from onrecord.resolve.actors import Cast
from onrecord.resolve.gazetteer import __name__ as GAZETTEER
from onrecord.resolve.toponyms import Toponym, find_places

STATIC = data.named(GAZETTEER, "words.tsv", "static")
# Type of a deed -> prepositions, besides those of rest, that say where it happens; "" for a place that is its object ("shelled Kherson").
TOWARDS = {
    "ASSAULT": frozenset(["", "on", "against", "over", "into", "to", "through", "at"]), "COERCE": frozenset(["", "over", "into", "through", "on", "of"]),
    "MOBILIZE": frozenset(["to", "into", "on", "along", "towards", "toward", "onto", "through", "over"]), "RETREAT": frozenset(["", "from", "of"]),
    "AID": frozenset(["to", "into"]), "PROTEST": frozenset(["through", "on"]), "COOPERATE": frozenset(["through", "over"]),
}  # fmt: skip
SPOKEN = frozenset("ACCUSE REQUEST REJECT THREATEN SUPPORT CONCEDE SANCTION AGREE".split())  # what follows of `for`, `to`, `that` is what they speak of
SPEAKS_OF = frozenset("of for to that over about whether if".split())
COUNTED = frozenset("killed wounded casualties displaced detained troops equipment".split())
BREAKS = frozenset(["“", "”", "\"", "(", ")", ";", ":", "—", *"who which that said says because while after before when but although whose whom since until if".split()])
BESIDE = frozenset(["the", "of", "’s", "'s", *data.named(GAZETTEER, "words.tsv", "before"), *data.named(GAZETTEER, "words.tsv", "feature")])  # between a verb and its object
REACH = 16  # words between an item's anchor and its place
FINE = {"point": 0, "city": 0, "region": 1, "country": 2, "unknown": 3}


def located(reading: Reading, cast: Cast, items: Sequence[Voiced]) -> list[Voiced]:
    """The items, those with a place that the text gives carrying it; of events also as evidence."""
    named = find_places(reading.text, reading.tokens, reading.sentences)
    persons = Places((m.start, m.end, None) for m in cast.mentions if m.kind == "person" or m.sort in ("person", "company", "media"))
    named = [t for t in named if not any(True for _ in persons.overlapping(t.start, t.end))]
    if not named:
        return list(items)
    contents = Places((s.start, s.end, None) for item in items if isinstance(item, Statement) for s in item.evidence if s.role == "content")
    anchors = sorted({s.start for item in items if isinstance(item, Event) for s in item.evidence if s.role == "trigger"})
    return [_located(reading, item, named, contents, anchors) for item in items]


def _located(reading: Reading, item: Voiced, named: Sequence[Toponym], contents: Places[None], anchors: Sequence[int]) -> Voiced:
    if isinstance(item, Event):
        found = _of_event(reading, item, _near(reading, item, "trigger", named, contents), anchors)
        if found is None:
            return item
        span = Span("place", found.start, found.end, reading.text[found.start : found.end])
        return identified(replace(item, place=found.place, evidence=(*item.evidence, span)))
    if isinstance(item, Statement):
        found = _of_statement(reading, item, named)
    elif isinstance(item, Figure) and item.measure in COUNTED:
        found = _of_figure(reading, item, _near(reading, item, "value", named, contents))
    else:
        return item
    return item if found is None else replace(item, place=found.place)


def _near(reading: Reading, item: Voiced, role: str, named: Sequence[Toponym], contents: Places[None]) -> Sequence[Toponym]:
    """The places named in the item's sentence, and inside what is said where the item is."""
    anchor = next(s for s in item.evidence if s.role == role)
    start, end = reading.sentences[reading.sentence_at(anchor.start)]
    for low, high, _ in contents.holding(anchor.start, anchor.end):
        start, end = max(start, low), min(end, high)
    low_ = bisect_left(named, start, key=lambda t: t.start)
    return named[low_ : bisect_left(named, end, lo=low_, key=lambda t: t.start)]


def _of_event(reading: Reading, event: Event, near: Sequence[Toponym], anchors: Sequence[int]) -> Toponym | None:
    trigger = event.evidence[0]
    actors = [(s.start, s.end) for s in event.evidence if s.role == "actor"]
    objects = [(s.start, s.end) for s in event.evidence if s.role == "recipient"]
    towards = TOWARDS.get(event.type, frozenset())
    fits = []
    for t in near:
        of_actor = any(a <= t.start and t.end <= b and b - a > t.end - t.start for a, b in actors)  # `Police in Quito arrested`
        if of_actor and (event.type in SPOKEN or t.preposition not in STATIC):
            continue
        after = t.start > trigger.start
        between = _between(reading, trigger, t)
        if len(between) > REACH or any(w in BREAKS for w in between):
            continue
        beside = after and all(w in BESIDE for w in between)
        is_object = "" in towards and t.preposition not in STATIC and t.place.precision != "country" and (beside or any(a <= t.start < b for a, b in objects))
        if not is_object and t.preposition not in STATIC and not (after and t.preposition in towards):
            continue
        if event.type in SPOKEN and after and (event.type != "AGREE" or any(w in SPEAKS_OF for w in between)):
            continue
        if _of_another(reading, trigger, t, anchors):
            continue
        fits.append((of_actor, FINE[t.place.precision], not is_object, not after, abs(t.start - trigger.start), t))
    return min(fits, key=lambda fit: fit[:5])[5] if fits else None


def _between(reading: Reading, anchor: Span, t: Toponym) -> list[str]:
    start, end = (anchor.end, t.start) if t.start >= anchor.end else (t.end, anchor.start)
    return [w.text.lower() for w in reading.tokens_in(start, end)]


def _of_another(reading: Reading, trigger: Span, t: Toponym, anchors: Sequence[int]) -> bool:
    """Whether another event's trigger stands between, or the place stands before the trigger and right after another one."""
    low, high = (trigger.end, t.start) if t.start >= trigger.end else (t.end, trigger.start)
    at = bisect_left(anchors, low)
    if at < len(anchors) and anchors[at] < high:
        return True
    if t.start < trigger.start:
        start, _ = reading.sentences[reading.sentence_at(t.start)]
        before = bisect_left(anchors, t.start) - 1
        return before >= 0 and anchors[before] >= start
    return False


def _of_statement(reading: Reading, statement: Statement, named: Sequence[Toponym]) -> Toponym | None:
    """The place of its venue, or one that stands beside the cue, outside what is said."""
    for span in statement.evidence:
        if span.role == "venue":
            inside = [t for t in _from(named, span.start, span.end + 1) if t.start < span.end]
            if inside:
                return min(inside, key=lambda t: FINE[t.place.precision])
    cue = next((s for s in statement.evidence if s.role == "cue"), None)
    if cue is None:
        return None
    said = [(s.start, s.end) for s in statement.evidence if s.role in ("content", "source", "addressee")]
    start, end = reading.sentences[reading.sentence_at(cue.start)]
    beside = [
        t for t in _from(named, start, end)
        if t.preposition in STATIC and not any(a <= t.start < b for a, b in said)
        and len(between := _between(reading, cue, t)) <= 6 and not any(w in BREAKS | {"of", "to"} for w in between)
    ]  # fmt: skip
    return min(beside, key=lambda t: (FINE[t.place.precision], abs(t.start - cue.start))) if beside else None


def _of_figure(reading: Reading, figure: Figure, near: Sequence[Toponym]) -> Toponym | None:
    value = figure.evidence[0]
    fits = [t for t in near if t.preposition in STATIC and len(between := _between(reading, value, t)) <= 12 and not any(w in BREAKS for w in between)]
    return min(fits, key=lambda t: (FINE[t.place.precision], t.start < value.start, abs(t.start - value.start))) if fits else None


def _from(named: Sequence[Toponym], start: int, end: int) -> Sequence[Toponym]:
    low = bisect_left(named, start, key=lambda t: t.start)
    return named[low : bisect_left(named, end, lo=low, key=lambda t: t.start)]
