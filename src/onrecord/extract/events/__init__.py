"""Events: what political actors do to, with or against each other, in PLOVER 2.0 types; the trained reader's, and the rules' where it has none."""

from __future__ import annotations

from onrecord.extract.events.contexts import with_contexts
from onrecord.extract.events.edges import edged
from onrecord.extract.events.framed import framed
from onrecord.extract.events.ontology import changed, said
from onrecord.extract.events.ruled import by_rule
from onrecord.extract.events.taken_up import taken_up
from onrecord.extract.places import Places
from onrecord.extract.statements import Found
from onrecord.reader import Reading
from onrecord.records import Event
from onrecord.resolve.actors import Cast

__all__ = ["find_events", "ontology"]
SURE = 0.5  # confidence from which the reader's type of a speech act stands against the rules'


def find_events(reading: Reading, cast: Cast, statements: list[Found]) -> list[Event]:
    """One event a trigger. Where both have one, a deed's type and factuality are the rules', its parties the reader's; what saying something
    does (`attacked China for trading`) the reader knows better where it is sure. A rule's event of its own counts where the reader saw none
    of its type in the sentence."""
    ruled = by_rule(reading, cast, statements)
    cues = Places((s.start, s.end, None) for statement, _ in statements for s in statement.evidence if s.role == "cue")
    rules = Places((*_trigger(e), e) for e in ruled)
    read = [_agreed(e, next((r for _, _, r in rules.overlapping(*_trigger(e))), None), cues) for e in framed(reading, cast, statements)]
    seen = {(e.type, reading.sentence_at(e.evidence[0].start)) for e in read}
    taken = Places((*_trigger(e), None) for e in read)
    found = [*read, *(e for e in ruled if (e.type, reading.sentence_at(e.evidence[0].start)) not in seen and not any(True for _ in taken.overlapping(*_trigger(e))))]
    return with_contexts(reading, taken_up(reading, cast, [edged(reading, cast, _written(cast, e)) for e in found]))


def _agreed(event: Event, rule: Event | None, cues: Places[None]) -> Event:
    if rule is None or (event.confidence >= SURE and any(True for _ in cues.overlapping(*_trigger(event)))):
        return event
    who, whom = event.actors, event.recipients
    if not whom:
        whom = tuple(i for i in rule.recipients if i not in who)
    if not who:
        who = tuple(i for i in rule.actors if i not in whom)
    added = tuple(s for s in rule.evidence if (s.role == "actor" and not event.actors and who) or (s.role == "recipient" and not event.recipients and whom))
    evidence = event.evidence + tuple(s for s in added if (s.start, s.end) not in {(e.start, e.end) for e in event.evidence})
    agreed = changed(event, who=who, whom=whom, evidence=evidence)
    return agreed if rule.type == event.type else changed(agreed, type_=rule.type, mode=rule.mode, factuality=rule.factuality)


def _written(cast: Cast, event: Event) -> Event:
    """What is done, not only said, no document does."""
    if said(event.type):
        return event
    who = tuple(i for i in event.actors if i not in cast.parties or cast.parties[i].type != "document")
    return event if who == event.actors else changed(event, who=who, evidence=tuple(s for s in event.evidence if who or s.role != "actor"))


def _trigger(event: Event) -> tuple[int, int]:
    return event.evidence[0].start, event.evidence[0].end
