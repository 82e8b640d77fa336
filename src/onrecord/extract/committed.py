"""A commitment's record: what its words tell of condition, deadline, amount, stage, level and recipient; one record an action."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace

from onrecord.extract.bearers import near, recipient
from onrecord.extract.modals import Candidate, Voices
from onrecord.extract.places import Places
from onrecord.extract.terms import TIMED, Place, condition, deadline, harmful, level, says, stage, trimmed
from onrecord.reader import Frame
from onrecord.records import Act, Commitment, Figure, Span, Stage, identified

MEASURES = frozenset(("money", "share_of_gdp", "troops", "equipment", "displaced"))
COUNTED = frozenset(("persons", "percent"))
LETS = re.compile(r"(?:let|allow|permit|admit|authori[sz]e|grant (?:\w+ ){1,3}access)\b", re.I)  # promises that free somebody else
HOSTILE = re.compile(r"(?:if|unless|should|in the event of|in case of)\b", re.I)  # conditions that a threat names; `only if`, `as long as` name a promise's
REWARD = re.compile(r"(?:only if|once|provid(?:ed|ing) that|as soon as|(?:as|so) long as|on (?:the )?condition that|in return for)\b", re.I)
NONE_OF = re.compile(r"(?:\w+ ){1,2}[“‘\"']?(?:nothing|none|neither|nobody|no (?!one but|more than|later|less|fewer|longer))\b", re.I)  # `hand over none of its citizens`
CONDITIONAL = frozenset(("threat", "pledge", "warning", "refusal", "permission"))
REQUESTED = re.compile(r"(?:the\s+)?(?P<owner>[^,;.]{2,60}?)[’']s?\s+(?:\w+\s+){0,2}?(?:request|offer|demand|proposal|bid|call|appeal|plea|invitation|ultimatum)\b", re.I)


def made(voices: Voices, found: Candidate, frame: Frame | None, cue: Span | None = None) -> Commitment:
    """The record of a candidate: its condition, deadline, recipient, level and stage where they are told."""
    reading, text = voices.reading, voices.reading.text
    sentence = reading.sentences[reading.sentence_at(found.action[0])]
    action, when = found.action, found.condition
    if found.act == "pledge" and found.stage != "delivered" and harmful(text, action):
        found = replace(found, act="threat", stage=None)
    if found.act == "pledge" and found.stage != "delivered":
        if NONE_OF.match(text, action[0], action[1]):
            found = replace(found, act="refusal", stage=None)
        elif LETS.match(text, action[0], action[1]):
            found = replace(found, act="permission", stage=None)
    if when is None and found.act in CONDITIONAL:
        when, action = condition(voices.phrases, sentence, action)
    if action[0] >= action[1]:
        action = found.action
    if that := re.match(r"that\s+(?=\w)", text[slice(*action)]):
        action = action[0] + that.end(), action[1]
    if found.act == "pledge" and when is not None and HOSTILE.match(text, when[0]) and harmful(text, action, "conditional"):
        found = replace(found, act="threat", stage=None)  # `recall its envoy if …`
    evidence = [Span("action", *action, text[action[0] : action[1]])]
    if when is None and frame is not None and (span := max(frame.of("condition"), key=lambda s: s.score, default=None)):
        when = trimmed(text, *reading.place(span.start, span.end)) if span.end - span.start > 1 else None
    if found.act == "threat" and when is not None and REWARD.match(text, when[0]) and not says("harm", "strong", text, *action) and not says("harm", "conditional", text, *action):
        found = replace(found, act="pledge")  # `would take in refugees provided that …`
    if when is not None and when[0] < when[1]:
        evidence.append(Span("condition", *when, text[when[0] : when[1]]))
    due = deadline(text, sentence, action, reading.document.published)
    if due:
        evidence.append(Span("deadline", *due[0], text[due[0][0] : due[0][1]]))
    elif frame is not None and (span := max(frame.of("deadline"), key=lambda s: s.score, default=None)):
        place = trimmed(text, *reading.place(span.start, span.end))
        if place[0] < place[1] and TIMED.search(text[slice(*place)]):
            evidence.append(Span("deadline", *place, text[place[0] : place[1]]))
    if cue:
        evidence.append(cue)
    whom = found.to_whom
    if not whom and found.act in ("pledge", "threat"):
        whom = recipient(voices, action, found.who)
    elif not whom and found.act == "refusal":
        whom = _asking(voices, action)
    told: Stage | None = None
    if found.act == "pledge":
        told = found.stage or stage(text, sentence[0], action, sentence[1])
    return identified(
        Commitment(
            "", reading.document.id, found.act, found.who, tuple(i for i in whom if i not in found.who), deadline=due[1] if due else None,
            level=level(text, action) if found.act == "threat" else None, stage=told, evidence=tuple(evidence), confidence=found.sure,
        )
    )  # fmt: skip


def _asking(voices: Voices, action: Place) -> tuple[str, ...]:
    """Whose request is refused: `rejected Oman's offer of …`."""
    found = REQUESTED.match(voices.reading.text, *action)
    return near(voices, *found.span("owner")) if found else ()


def distinct(found: list[Commitment]) -> list[Commitment]:
    """One of several with the same act over overlapping actions, or of any acts over nearly the same one: the surest."""
    out: list[Commitment] = []
    taken: Places[Act] = Places()
    begun: set[int] = set()
    for one in sorted(found, key=lambda c: -c.confidence):
        a = one.evidence[0]
        if a.start not in begun and not any(act == one.act or 2 * (min(e, a.end) - max(s, a.start)) > max(e, a.end) - min(s, a.start) for s, e, act in taken.overlapping(a.start, a.end)):
            taken.add(a.start, a.end, one.act)
            begun.add(a.start)
            out.append(one)
    return out


def value_at(figure: Figure) -> int:
    return next(s.start for s in figure.evidence if s.role == "value")


def with_amount(commitment: Commitment, figures: list[Figure]) -> Commitment:
    """`figures` in the order of their values."""
    action = commitment.evidence[0]
    for figure in figures[bisect_left(figures, action.start, key=value_at) : bisect_left(figures, action.end, key=value_at)]:
        value = next(s for s in figure.evidence if s.role == "value")
        if action.start <= value.start and value.end <= action.end and (figure.measure in MEASURES or (figure.measure == "other" and figure.unit in COUNTED)):
            span = replace(value, role="amount")
            return identified(replace(commitment, amount=figure.id, evidence=(*commitment.evidence, span)))
    return commitment
