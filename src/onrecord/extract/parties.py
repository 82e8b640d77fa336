"""The words that stand for a party of an event or commitment: spans that the trained reader ties to it, grown to whole mentions."""

from __future__ import annotations

import re
from itertools import pairwise

from onrecord.extract.attribution.framed import Place, grown, unowned
from onrecord.extract.attribution.words import BE, DETERMINERS
from onrecord.reader import Frame, Reading
from onrecord.resolve.actors import Cast

SURE = 0.8  # probability of a party besides the likeliest one
POSSIBLE = 0.4  # of a span that may be a party
GUESS = 0.15  # of a mention that is taken for the party where no span is


PASSIVE = re.compile(r"[a-z-]+(?:ed|en|wn|ught|t|orn|ung|un|one|id|ade|aid)$")
STATES_OF_MIND = frozenset("committed prepared opposed determined disappointed concerned alarmed outraged worried pleased united interested".split())


def sides(reading: Reading, cast: Cast, frame: Frame) -> tuple[list[Place], list[Place]]:
    """Who acts and who undergoes. The subject of a passive undergoes, whoever `by` names acts, whatever the reader takes them for."""
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
