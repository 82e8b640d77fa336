"""The words that stand for a party of an event or commitment: spans that the trained reader ties to it, grown to whole mentions."""

from __future__ import annotations

import re
from itertools import pairwise

from onrecord.extract.attribution.framed import Place, grown, unowned
from onrecord.extract.attribution.words import DETERMINERS, WEEKDAYS
from onrecord.reader import Frame, Reading
from onrecord.reader.decode import Labelled
from onrecord.resolve.actors import Cast

SURE = 0.8  # probability of a party besides the likeliest one
POSSIBLE = 0.4  # of a span that may be a party
GUESS = 0.15  # of a mention that is taken for the party where no span is

INSIDE = frozenset("of to from in at for".split())
NOUNS = frozenset(("NOUN", "PROPN"))
MODIFYING = frozenset(("NOUN", "PROPN", "ADJ", "NUM"))  # what may stand before a noun in its phrase
TRAILING = frozenset(("VERB", "ADV", "ADP", "SCONJ", "PUNCT"))


def parties(reading: Reading, cast: Cast, frame: Frame, roles: tuple[str, ...], outer: bool = False) -> list[Place]:
    """The spans of one side of an event, grown to the mentions that they touch: the likeliest, and others joined to it or as sure.
    `outer`: of two in one noun phrase (`an aide to the president`) only the likelier."""
    found = sorted((s for role in roles for s in frame.of(role) if s.score >= POSSIBLE), key=lambda s: -s.score)
    if not found:
        return likeliest(reading, cast, frame, roles)
    kept = [found[0]]
    for span in found[1:]:
        beside = any(0 <= max(span.start, k.start) - min(span.end, k.end) <= 2 for k in kept)
        if (span.score >= SURE or beside) and not (outer and any(_within(reading, *sorted((k, span), key=lambda s: s.start)) for k in kept)):
            kept.append(span)
    out: list[Place] = []
    for span in sorted(kept, key=lambda s: s.start):
        start, end = whole(reading, cast, *grown(cast, *unowned(reading, span)))
        if not any(c.isalnum() for c in reading.text[start:end]) or reading.text[start:end].lower() in DETERMINERS:
            continue
        if out and start < out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return joint(reading, cast, out)


def _within(reading: Reading, first: Labelled, second: Labelled) -> bool:
    """Whether the second belongs to the first's noun phrase: `an aide | to the president`, `troops | in Iraqi bases`."""
    between = [t.text.lower() for t in reading.tokens[first.end : second.start]]
    return len(between) in (1, 2) and between[0] in INSIDE and all(word in DETERMINERS for word in between[1:])


def whole(reading: Reading, cast: Cast, start: int, end: int) -> Place:
    """A noun phrase to its last noun: `the rector of the technical | college`, `two Egyptians | suspected`. Where a known name ends, it ends."""
    first, last = reading.word_at(start), reading.word_at(end - 1)
    while last > first and reading.kind(last) in TRAILING and reading.kind(last - 1) in NOUNS:
        last -= 1
    end = min(end, reading.tokens[last].end)
    known = any(m.end == end and m.kind != "name" for m in cast.inside(start, end)) or (reading.kind(last) in NOUNS and any(m.end == last + 1 for m in reading.mentions_in(first, last + 1)))
    if known or reading.kind(last) not in MODIFYING:
        return start, end
    triggers = reading.triggers
    while last + 1 < len(reading.tokens) and reading.kind(last + 1) in NOUNS and last + 1 not in triggers and reading.tokens[last + 1].text not in WEEKDAYS:
        if reading.text[reading.tokens[last].end : reading.tokens[last + 1].start] != " ":
            break
        last += 1
    return start, reading.tokens[last].end


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
