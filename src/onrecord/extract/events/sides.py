"""The two sides of an event: who acts and who undergoes, out of the spans that the reader ties to its trigger and of its verb's arguments."""

from __future__ import annotations

import re

from onrecord.extract.attribution.framed import Place
from onrecord.extract.attribution.words import BE, DETERMINERS
from onrecord.extract.events.able import able, apart, hyphened
from onrecord.extract.events.arguments import argument, doing, overlapping, owner, parted, relative
from onrecord.extract.events.ontology import said
from onrecord.extract.parties import parties
from onrecord.reader import Frame, Reading
from onrecord.resolve.actors import Cast

PASSIVE = re.compile(r"[a-z-]+(?:ed|en|wn|ught|t|orn|ung|un|one|id|ade|aid)$")
STATES_OF_MIND = frozenset("committed prepared opposed determined disappointed concerned alarmed outraged worried pleased united interested".split())
WHERE = frozenset("in at near outside inside off across around".split())
AT = frozenset("on against upon toward towards".split())  # what stands before whoever undergoes
INTRANSITIVE = frozenset("resignation withdrawal retreat surrender departure protest demonstration march rally walkout mobilisation mobilization".split())
PLACED = frozenset("PROTEST CONSULT COOPERATE RETREAT".split())  # types whose recipient is nobody's place
RULED = frozenset(("COERCE", "SANCTION"))  # what a state does where it rules: `is banned in Chad`
GOING = re.compile(r"\b(?:arriv|visit|travel|trip|land|fl[ey]|flew|went|go)", re.I)
OPENERS = frozenset((",", ";", "and", "but", "while", "as"))


def sides(reading: Reading, cast: Cast, frame: Frame, voices: list[Place]) -> tuple[list[Place], list[Place]]:
    """Who acts and who undergoes: as the event head sees them, but nobody from another clause; where it sees nobody, the subject or the
    object of the verb."""
    actors, recipients = framed_sides(reading, cast, frame)
    if reading.kind(reading.predicate(frame)) == "NOUN":
        actors, recipients = nominal(reading, frame, actors, recipients)
    actors = [p for p in doing(reading, frame, actors, voices) if not (frame.label not in RULED and _located(reading, cast, p)) and _before(reading, p) not in AT]
    recipients = [p for p in recipients if not _elsewhere(reading, frame, p, recipients) and not _placed(reading, cast, frame, p)]
    actors = able(reading, cast, frame, apart(reading, cast, actors or hyphened(reading, cast, frame)), acting=True)
    if antecedent := relative(reading, frame, "R-ARG1"):
        recipients = [antecedent]
        actors = [p for p in actors if not overlapping(p, recipients)]
    if not actors:
        actors = able(reading, cast, frame, [p for p in argument(reading, cast, frame, ("ARG0",)) if not overlapping(p, recipients)], acting=True)
    if not recipients:
        found = argument(reading, cast, frame, ("ARG1", "ARG2")) or owner(reading, cast, frame)
        recipients = [p for p in found if not overlapping(p, actors) and not _placed(reading, cast, frame, p)]
    return actors, able(reading, cast, frame, apart(reading, cast, recipients), acting=False)


def nominal(reading: Reading, frame: Frame, actors: list[Place], recipients: list[Place]) -> tuple[list[Place], list[Place]]:
    """The sides of a deed that a noun tells: `the attack by A on B`, `A's arrest of B`, but `the resignation of A`."""
    end = reading.tokens[frame.own.end - 1].end
    intransitive = reading.tokens[reading.predicate(frame)].text.lower().removesuffix("s") in INTRANSITIVE
    who, whom = [p for p in actors if p[0] < end], [p for p in recipients if p[0] < end]
    undergone = [reading.place(s.start, s.end) for s in reading.arguments[reading.predicate(frame)] if s.label == "ARG1"]
    for place in sorted({*actors, *recipients} - {*who, *whom}):
        before = _before(reading, place)
        of = (before == "of" and reading.tokens[frame.own.end].text.lower() == "of") or reading.tokens[frame.own.end - 1].text.lower() == "of"
        if before == "by" and parted(reading, reading.place(frame.own.start, frame.own.end), place):
            continue  # `protests were dispersed by police`
        if before == "by" or (of and intransitive):
            who.append(place)
        elif before in AT or (of and not said(frame.label) and place in actors and (who or overlapping(place, undergone))):
            whom.append(place)
        else:
            (who if place in actors else whom).append(place)
    return who, whom


def _before(reading: Reading, place: Place) -> str:
    """The word before a place, determiners left out."""
    at = reading.word_at(place[0]) - 1
    while at >= 0 and reading.tokens[at].text.lower() in DETERMINERS:
        at -= 1
    return reading.tokens[at].text.lower() if at >= 0 else ""


def _placed(reading: Reading, cast: Cast, frame: Frame, place: Place) -> bool:
    """Whether the place is only where it happens, not whom it is done to: nor `arrived in Lima`, which visits Peru."""
    return frame.label in PLACED and _located(reading, cast, place) and not GOING.search(reading.text[slice(*reading.place(frame.own.start, frame.own.end))])


def _located(reading: Reading, cast: Cast, place: Place) -> bool:
    """Whether a place is where it happens: `in Doha`, `near Basra`; not `in the Federal Court`, `at the minister`."""
    if _before(reading, place) not in WHERE:
        return False
    last = next((m for m in reversed(cast.inside(*place)) if m.end == place[1]), None)
    if last is None:
        return all(reading.kind(k) in ("PROPN", "DET") for k in range(reading.word_at(place[0]), reading.word_at(place[1] - 1) + 1))
    return (last.entry is not None and last.entry.type == "state") if last.kind == "entry" else last.kind == "name" and last.definite and last.sort is None


def _elsewhere(reading: Reading, frame: Frame, place: Place, places: list[Place]) -> bool:
    """Whether a place after the trigger is the subject of the next clause: `built a bridge, Croatia lent pumps`."""
    if any(a < place[0] and reading.text[b : place[0]].strip().removesuffix("the").strip() in ("and", ",", ", and") for a, b in places):
        return False
    at, end = reading.word_at(place[0]), reading.word_at(place[1] - 1) + 1
    if at < frame.own.end or end >= len(reading.tokens) or _before(reading, place) not in OPENERS:
        return False
    return reading.kind(end) in ("VERB", "AUX") and not reading.tokens[end].text.lower().endswith("ing") and reading.sentence_at(place[0]) == reading.sentence_at(reading.tokens[end].start)


def framed_sides(reading: Reading, cast: Cast, frame: Frame) -> tuple[list[Place], list[Place]]:
    """The event head's parties. The subject of a passive undergoes, whoever `by` names acts, whatever the reader takes them for."""
    actors, recipients = parties(reading, cast, frame, ("actor", "both"), outer=True), parties(reading, cast, frame, ("recipient", "both"), outer=True)
    if not passive(reading, frame):
        return actors, nearer(reading, frame, recipients)
    start = reading.tokens[frame.own.start].start
    before = [place for place in actors if place[0] < start and not _by(reading, place)]
    agents = [place for place in recipients if place[0] >= start and _by(reading, place)]
    kept = [place for place in recipients if place not in agents]
    return [p for p in actors if p not in before] + [p for p in agents if p not in actors], sorted({*kept, *(before if not kept else [])})


def nearer(reading: Reading, frame: Frame, places: list[Place]) -> list[Place]:
    """Of recipients on both sides of another deed, or of this one, those that stand with this one: `praised Italy but criticised Austria`."""
    _, end = reading.place(frame.own.start, frame.own.end)
    after = [place for place in places if place[0] >= end]
    following = min((at for f in reading.events if (at := reading.tokens[f.own.start].start) > end), default=len(reading.text))
    return [place for place in after if place[0] < following] or after or places


def passive(reading: Reading, frame: Frame) -> bool:
    """Whether the trigger is a participle after a form of be: `was sentenced`, `has not been paid`."""
    words = [t.text.lower() for t in reading.tokens[max(0, frame.own.start - 3) : frame.own.start]]
    own = [t.text.lower() for t in reading.tokens[frame.own.start : frame.own.end]]
    for k, word in enumerate(own[:-1]):
        if word in BE:
            return _participle(own[k + 1 :])
    while words and (words[-1].endswith("ly") or words[-1] in ("not", "n't", "n’t", "also", "then", "since", "further", "later", "never")):
        words.pop()
    return bool(words) and words[-1] in BE and _participle(own)


def _participle(words: list[str]) -> bool:
    first = next((w for w in words if not w.endswith("ly")), "")
    return bool(PASSIVE.match(first)) and first not in STATES_OF_MIND and not first.endswith("ing")


def _by(reading: Reading, place: Place) -> bool:
    """Whether `by` stands right before the words, a determiner between at most."""
    at = reading.word_at(place[0])
    return any(t.text.lower() == "by" for t in reading.tokens[max(0, at - 2) : at])
