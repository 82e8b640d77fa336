"""Whom a reaction is to, where only the deed is named: of `Chad raided a camp. Niger condemned the raid` Chad."""

from __future__ import annotations

import re
from functools import lru_cache

from onrecord import data
from onrecord.extract.events.ontology import changed
from onrecord.reader import Reading
from onrecord.records import Event
from onrecord.resolve.actors import Cast

REACTIONS = frozenset("ACCUSE REJECT SUPPORT THREATEN CONCEDE".split())
DEFINITE = frozenset("the this that these those its their his her such".split())
BACK = 6  # sentences in which the deed is looked for
ANSWERED = ("REQUEST", "ACCUSE", "AGREE")  # what a bare `refused`, `denied it` answers
BARE = re.compile(r"(?:has |have |had |will )?(?:refus|declin|den(?:y|ied|ies)|reject|object|balk|demur)\w*(?: (?:it|this|that|to do so))?$", re.I)


@lru_cache(maxsize=1)
def deeds() -> dict[str, tuple[str, ...]]:
    return {row["noun"]: tuple(row["types"].split()) for row in data.table(__package__, "deeds.tsv")}


def taken_up(reading: Reading, cast: Cast, events: list[Event]) -> list[Event]:
    """The events in order of the text, reactions to a deed that was told before with whoever did it as recipient."""
    out: list[Event] = []
    for event in sorted(events, key=lambda e: e.evidence[0].start):
        types = _deed(reading, event) if event.type in REACTIONS and event.actors and not event.recipients else ()
        doer = next((e for e in reversed(out) if _answers(reading, cast, event, e, types)), None)
        out.append(changed(event, whom=doer.actors) if doer else event)
    return out


def _answers(reading: Reading, cast: Cast, event: Event, earlier: Event, types: tuple[str, ...]) -> bool:
    """Whether the earlier event is the deed: near, of a fitting type, of the report's present and by others, not by one's own state."""
    near = reading.sentence_at(event.evidence[0].start) - reading.sentence_at(earlier.evidence[0].start) <= BACK
    own = _ours(cast, event.actors)
    return near and earlier.type in types and bool(earlier.actors) and not earlier.historical and not own & _ours(cast, earlier.actors)


def _ours(cast: Cast, ids: tuple[str, ...]) -> set[str]:
    """The parties and their states."""
    return {*ids, *(c for i in ids if i in cast.parties and (c := cast.parties[i].country))}


def _deed(reading: Reading, event: Event) -> tuple[str, ...]:
    """The types of the deed that is its object; () where the object is no deed that was told."""
    trigger = event.evidence[0]
    first, last = reading.word_at(trigger.start), reading.word_at(trigger.end - 1) + 1
    predicate = next((k for k in range(first, last) if k in reading.arguments), None)
    spans = [(s.start, s.end) for s in reading.arguments[predicate] if s.label in ("ARG1", "ARG2") and s.start > predicate] if predicate is not None else []
    for start, end in [(first, last), *spans]:
        for k in range(start + 1, end):
            noun = reading.tokens[k].text.lower()
            types = deeds().get(noun) or deeds().get(noun.removesuffix("s"))
            if types and reading.kind(k) == "NOUN":
                return types if any(t.text.lower() in DEFINITE for t in reading.tokens[max(start, k - 3) : k]) else ()
    return ANSWERED if event.type == "REJECT" and not spans and BARE.match(trigger.text) else ()
