"""Reports of one event. Precision first: two reports that merely could be of one event stay apart.

Two events are the same where type and factuality agree, no mode, time or place differs, and
- in one document: the same trigger word with a party in common and none that differs, or the same parties on both sides; what is only
  said (demands, accusations) must also be said in like words;
- across documents: the same actors and recipients, all of them known beyond the document, on the same day, and in words or place alike.
Each report points at the earliest one like it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from onrecord.link.words import linked, shared, stems
from onrecord.records import Event, Link, digest

LOCAL = re.compile(r"a[0-9a-f]{16}$")  # the id of an actor that only its own document knows
ALIKE = 0.3  # share of words from which two sentences say the same
MOST = 100  # first reports of one type with which another is compared
DAY = re.compile(r"\d{4}-\d\d-\d\d$")


def inside(events: Sequence[Event], sentences: dict[str, str]) -> list[Link]:
    """Of one document, in reading order. `sentences`: event id -> the sentence it stands in."""
    out: list[Link] = []
    by_type: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        earlier = by_type.setdefault((event.type, event.factuality), [])
        for other in earlier:
            if basis := _same_inside(other, event, sentences):
                out.append(linked("same_event", other, event, "trigger", basis, 0.8 if "trigger" in basis and "recipients" in basis else 0.65))
                break
        else:
            if len(earlier) < MOST:
                earlier.append(event)  # only first reports are pointed at
    return out


def _same_inside(one: Event, two: Event, sentences: dict[str, str]) -> tuple[str, ...]:
    """What agrees, where they are the same; nothing where they are not."""
    if _differ(one, two) or one.historical != two.historical:
        return ()
    sides = [_sides(one.actors, two.actors), _sides(one.recipients, two.recipients)]
    if "differ" in sides or "same" not in sides:
        return ()
    trigger = bool(_trigger(one) & _trigger(two))
    both = sides == ["same", "same"]
    if not trigger and not both:
        return ()
    alike = shared(stems(sentences.get(one.id, "")), stems(sentences.get(two.id, "")))
    if one.quad in (1, 3) and alike < ALIKE:
        return ()
    if not both and alike < ALIKE / 2:
        return ()
    named = [name for name, side in zip(("actors", "recipients"), sides, strict=True) if side == "same"]
    return ("type", *named, *(["trigger"] if trigger else []), *_also(one, two))


def _sides(one: Sequence[str], two: Sequence[str]) -> str:
    """`open` where one side names nobody, which contradicts nothing."""
    if not one or not two:
        return "open"
    return "same" if set(one) <= set(two) or set(two) <= set(one) else "differ"


def _differ(one: Event, two: Event) -> bool:
    if one.mode and two.mode and one.mode != two.mode:
        return True
    if one.time and two.time and one.time.edtf and two.time.edtf and not (one.time.edtf.startswith(two.time.edtf) or two.time.edtf.startswith(one.time.edtf)):
        return True
    return bool(one.place and two.place and one.place.name != two.place.name and one.place.precision == two.place.precision)


def _also(one: Event, two: Event) -> tuple[str, ...]:
    return tuple(name for name in ("time", "place") if getattr(one, name) and getattr(one, name) == getattr(two, name))


def _trigger(event: Event) -> frozenset[str]:
    return stems(" ".join(s.text for s in event.evidence if s.role == "trigger"))


# -- across documents -----------------------------------------------------------------------------------------------


def block(event: Event) -> str | None:
    """What reports of one event in several documents have in common, as a key; nothing where too little is known to tell."""
    day = event.time.edtf if event.time else None
    parties = (*event.actors, *event.recipients)
    if event.factuality != "actual" or event.quad in (1, 3) and event.type != "CONSULT" or day is None or not DAY.match(day):
        return None
    if not event.actors or any(LOCAL.match(id_) for id_ in parties) or not (event.recipients or event.place):
        return None
    where = event.place.name if event.place and not event.recipients else ""
    return "e" + digest(event.type, sorted(event.actors), sorted(event.recipients), day, where)


def across(members: Iterable[Event]) -> list[Link]:
    """Of one block, in the order of the record: each to the earliest like it in another document."""
    out: list[Link] = []
    first: list[Event] = []
    for event in members:
        mine = _trigger(event)
        for other in first:
            if other.doc == event.doc or _differ(other, event):
                continue
            trigger, place = bool(mine & _trigger(other)), bool(event.place and other.place and event.place.name == other.place.name)
            if trigger or place:
                named = ("actors", "recipients") if event.recipients else ("actors",)
                basis = ("type", *named, "time", *(["trigger"] if trigger else []), *(["place"] if place else []))
                out.append(linked("same_event", other, event, "trigger", basis, 0.8 if trigger else 0.7))
                break
        else:
            first.append(event)
    return out
