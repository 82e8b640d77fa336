"""The words that stand for a party of an event or commitment: spans that the trained reader ties to it, grown to whole mentions."""

from __future__ import annotations

import re
from itertools import pairwise

from onrecord.extract.attribution.framed import Place, grown, unowned
from onrecord.extract.attribution.speakers import OBJECTS
from onrecord.extract.attribution.words import BE, CONJUNCTIONS, DETERMINERS, PREPOSITIONS
from onrecord.reader import Frame, Reading
from onrecord.reader.decode import Labelled
from onrecord.resolve.actors import Cast

SURE = 0.8  # probability of a party besides the likeliest one
POSSIBLE = 0.4  # of a span that may be a party
ARGUMENT = 0.5  # probability of a verb's argument
GUESS = 0.15  # of a mention that is taken for the party where no span is


PASSIVE = re.compile(r"[a-z-]+(?:ed|en|wn|ught|t|orn|ung|un|one|id|ade|aid)$")
STATES_OF_MIND = frozenset("committed prepared opposed determined disappointed concerned alarmed outraged worried pleased united interested".split())


def sides(reading: Reading, cast: Cast, frame: Frame) -> tuple[list[Place], list[Place]]:
    """Who acts and who undergoes: as the event head sees them; where it sees nobody, the subject or object of the verb."""
    actors, recipients = framed_sides(reading, cast, frame)
    actors = doing(reading, frame, actors)
    if not actors:
        actors = [p for p in argument(reading, cast, frame, ("ARG0",)) if not _overlap(p, recipients)]
    if not recipients:
        recipients = [p for p in argument(reading, cast, frame, ("ARG1", "ARG2")) if not _overlap(p, actors)]
    return actors, recipients


def doing(reading: Reading, frame: Frame, actors: list[Place]) -> list[Place]:
    """Of those that may act, whoever stands in the subject of the trigger's verb, or beside it; not whoever only does another deed.
    A pronoun for a subject says nobody's name: the event head knows better whom it means."""
    word = reading.predicate(frame)
    if reading.kind(word) != "VERB":
        return actors
    subjects = [s for s in reading.arguments[word] if s.label == "ARG0" and s.score >= ARGUMENT]
    if not subjects or any(reading.kind(s.start) == "PRON" and s.end - s.start == 1 for s in subjects):
        return actors
    places = [reading.place(s.start, s.end) for s in subjects]
    return [p for p in actors if _overlap(p, places) or not any(parted(reading, p, place) for place in places)]


def parted(reading: Reading, one: Place, other: Place) -> bool:
    """Whether a verb or a conjunction that opens a clause stands between two places."""
    first, last = sorted((one, other))
    return any(reading.kind(k) in ("VERB", "AUX", "SCONJ") or reading.tokens[k].text == ";" for k in range(reading.word_at(first[1]), reading.word_at(last[0])))


def _overlap(place: Place, places: list[Place]) -> bool:
    return any(place[0] < b and a < place[1] for a, b in places)


def argument(reading: Reading, cast: Cast, frame: Frame, labels: tuple[str, ...]) -> list[Place]:
    """Whoever an argument of the trigger's verb names: the likeliest argument with one of the labels that names somebody who may act."""
    spans = [s for s in reading.arguments[reading.predicate(frame)] if s.label in labels and s.score >= ARGUMENT]
    for label in labels:
        for span in sorted((s for s in spans if s.label == label), key=lambda s: -s.score):
            if found := named(reading, cast, span):
                return found
    return []


def named(reading: Reading, cast: Cast, span: Labelled) -> list[Place]:
    """Who stands at the head of a noun phrase, with those joined to it; nobody where its head is a thing or a deed."""
    words = [t.text.lower() for t in reading.tokens[span.start : span.end]]
    if len(words) == 1 and words[0] in OBJECTS:
        return [reading.place(span.start, span.end)]
    start = span.start + (words[0] in PREPOSITIONS and len(words) > 1)
    out: list[Place] = []
    for m in reading.mentions:
        if m.start < start or m.end > span.end or m.label == "document":
            continue
        between = [t.text.lower() for t in reading.tokens[start : m.start]]
        if out and between not in ([","], ["and"], [",", "and"], ["and", "the"]):
            break
        if not out and set(between) & (PREPOSITIONS | CONJUNCTIONS | {",", "'s", "’s"}):
            break
        out.append(grown(cast, *unowned(reading, m)))
        start = m.end
    return out


def framed_sides(reading: Reading, cast: Cast, frame: Frame) -> tuple[list[Place], list[Place]]:
    """The event head's parties. The subject of a passive undergoes, whoever `by` names acts, whatever the reader takes them for."""
    actors, recipients = parties(reading, cast, frame, ("actor", "both")), parties(reading, cast, frame, ("recipient", "both"))
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


def parties(reading: Reading, cast: Cast, frame: Frame, roles: tuple[str, ...]) -> list[Place]:
    """The spans of one side of an event, grown to the mentions that they touch: the likeliest, and others joined to it or as sure."""
    found = sorted((s for role in roles for s in frame.of(role) if s.score >= POSSIBLE), key=lambda s: -s.score)
    if not found:
        return likeliest(reading, cast, frame, roles)
    kept = [found[0]]
    for span in found[1:]:
        beside = any(0 <= max(span.start, k.start) - min(span.end, k.end) <= 2 for k in kept)
        if span.score >= SURE or beside:
            kept.append(span)
    out: list[Place] = []
    for span in sorted(kept, key=lambda s: s.start):
        start, end = grown(cast, *unowned(reading, span))
        if not any(c.isalnum() for c in reading.text[start:end]) or reading.text[start:end].lower() in DETERMINERS:
            continue
        if out and start < out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return joint(reading, cast, out)


JOINED = re.compile(r"\s+(?:and|as well as|along with|together with|or)\s+(?:the\s+)?|,\s+(?:together with|along with|as well as)\s+", re.I)  # a comma alone may part clauses


def joint(reading: Reading, cast: Cast, places: list[Place]) -> list[Place]:
    """The places with those that are joined to them: of `Slovakia and Romania`, where the reader took the first, both. Only names of states and bodies."""
    out = list(places)
    names = [m for m in cast.inside(min((a for a, _ in places), default=0) - 80, max((b for _, b in places), default=0) + 80) if m.kind == "entry" and m.entry and m.entry.sense != "demonym"]
    for one, other in [*pairwise(names), *((b, a) for a, b in pairwise(reversed(names)))]:
        first, second = sorted((one, other), key=lambda m: m.start)
        taken = any(a <= one.start and one.end <= b for a, b in out)
        if taken and not any(a < other.end and other.start < b for a, b in out) and JOINED.fullmatch(reading.text[first.end : second.start]):
            out.append((other.start, other.end))
    return sorted(out)


def likeliest(reading: Reading, cast: Cast, frame: Frame, roles: tuple[str, ...]) -> list[Place]:
    """Where no span stands out: the mention in the trigger's window that is likeliest to be the party, if it is likely enough."""
    last = min(frame.first + len(frame.table), len(reading.tokens))
    best, place = GUESS, None
    for m in cast.inside(*reading.place(frame.first, last)):
        start, end = reading.word_at(m.start), reading.word_at(m.end - 1) + 1
        score = sum(frame.likely(role, start, end) for role in roles)
        if score > best and not start <= frame.anchor < end:
            best, place = score, (m.start, m.end)
    return [place] if place else []
