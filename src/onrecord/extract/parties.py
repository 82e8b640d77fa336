"""The words that stand for a party of an event or commitment: spans that the trained reader ties to it, grown to whole mentions."""

from __future__ import annotations

from onrecord.extract.attribution.framed import Place, grown, unowned
from onrecord.extract.attribution.words import DETERMINERS
from onrecord.reader import Frame, Reading
from onrecord.resolve.actors import Cast

SURE = 0.8  # probability of a party besides the likeliest one
POSSIBLE = 0.4  # of a span that may be a party
GUESS = 0.25  # of a mention that is taken for the party where no span is


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
    return out


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
