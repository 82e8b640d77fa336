"""Commitments: what speech acts bind people to (speech-act theory: commissives, directives), by the trained reader and by rules.

The act comes from the cue ("pledged to …", "demanded that …", "refused to …") or from wordings inside the content
(commitments.tsv). A warning whose content has the speaker do the harm is a threat.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace
from functools import lru_cache

from onrecord.extract.lexicon import cues, rows
from onrecord.extract.parties import parties
from onrecord.extract.places import Places
from onrecord.extract.statements import Found, contents, innermost, size, who
from onrecord.reader import Reading
from onrecord.records import Act, Commitment, Figure, Level, Span, Stage, Statement, identified
from onrecord.resolve.actors import Cast

EDGES = " \n“”‘’\"'«»,;:."
LEVELS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    ("nuclear", re.compile(r"\b(nuclear|nuke|nukes|atomic)\b", re.I)),
    ("conventional", re.compile(r"\b(strik\w+|hit|attack\w*|bomb\w*|missiles?|troops|military|war|weapons?|fire|destroy\w*|invade\w*|force)\b", re.I)),
    ("economic", re.compile(r"\b(sanction\w*|tariff\w*|embargo|gas|oil|trade|export\w*|import\w*|assets?)\b", re.I)),
    ("diplomatic", re.compile(r"\b(expel\w*|ambassador\w*|relations|recogni[sz]\w+|treaty|withdraw\w*|talks)\b", re.I)),
)
CONDITION = re.compile(r"\b(?:if|unless|should there be|as long as|provided that|in the event of|until)\b(?:[^.;]|\.(?=\d))*?(?=,? (?:we|it|they|he|she|\w+) (?:will|would|shall|'ll|’ll)\b|[.;”\"]|$)", re.I)
CLAUSE_EDGE = re.compile(r"[.;,“”\"]")
CLAUSE_FIRST = r"(?>[^\w.;,“”\"]*)"  # {first} in commitments.tsv
FLOATED = re.compile(r"\b(plans?|planned|considering|weighing|propos\w+|float\w+|discuss\w+)\b", re.I)


@lru_cache(maxsize=1)
def wordings() -> list[tuple[Act, str, re.Pattern[str]]]:
    phrase, clause = r"(?:[^.;,]|[.,](?=\d))", r"(?:[^.;]|\.(?=\d))"
    lead = r"[^.;,“”\"]*?"
    return [(row["act"], row["who"], re.compile(row["pattern"].replace("{first}", CLAUSE_FIRST).replace("{lead}", lead).replace("{phrase}", phrase).replace("{clause}", clause), re.I)) for row in rows("commitments.tsv")]  # type: ignore[misc]


LEAST = 0.5  # of a commitment: probability of its action's first word times that of being worth listing


def find_commitments(reading: Reading, cast: Cast, statements: list[Found], figures: list[Figure]) -> list[Commitment]:
    """The rules' commitments, and the trained reader's where they have none: rules are few and precise."""
    ruled = by_rule(reading, cast, statements)
    taken = Places((c.evidence[0].start, c.evidence[0].end, None) for c in ruled)
    read = [c for c in framed(reading, cast, statements) if not any(True for _ in taken.overlapping(c.evidence[0].start, c.evidence[0].end))]
    in_order = sorted(figures, key=_value_at)
    return [_with_amount(c, in_order) for c in _distinct([*read, *ruled])]


def framed(reading: Reading, cast: Cast, statements: list[Found]) -> list[Commitment]:
    """The commitments of the trained reader. Who is bound or binds: the words it ties to the act, else whoever's statement it stands in."""
    text, out = reading.text, []
    said = contents(statements)
    for frame in reading.acts:
        sure = frame.score * frame.chance("act.core", "core")
        if sure < LEAST:
            continue
        action = _trim(text, *reading.place(frame.own.start, frame.own.end))
        if action[0] >= action[1]:
            continue
        around = innermost(said.holding(*action)) or innermost(said.overlapping(*action))
        recent = [around.speakers] if around else []
        bound, other = parties(reading, cast, frame, ("who",)), parties(reading, cast, frame, ("to",))
        whose = tuple(dict.fromkeys(i for place in bound for i in who(cast, place, recent))) or (around.speakers if around else ())
        whom = tuple(dict.fromkeys(i for place in other for i in who(cast, place, []))) or (_to_whom(around) if around else ())
        places = {role: max(frame.of(role), key=lambda s: s.score, default=None) for role in ("condition", "deadline")}
        spots = {role: reading.place(s.start, s.end) for role, s in places.items() if s is not None}
        out.append(_commitment(reading, frame.label, whose, whom, action, None, round(sure, 3), spots))  # type: ignore[arg-type]
    return out


def by_rule(reading: Reading, cast: Cast, statements: list[Found]) -> list[Commitment]:
    found: list[Commitment] = []
    for statement, lemma in sorted(statements, key=lambda f: size(f[0])):
        cue = cues().get(lemma or "")
        if cue and cue[0].act and statement.speakers:
            found.append(_by_cue(reading, cast, statement, cue[0].act))  # type: ignore[arg-type]
        elif statement.speakers:
            found.extend(_by_wording(reading, cast, statement))
    return found


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in EDGES:
        start += 1
    while start < end and text[end - 1] in EDGES:
        end -= 1
    return start, end


def _by_cue(reading: Reading, cast: Cast, statement: Statement, act: Act) -> Commitment:
    text = reading.text
    content = next(s for s in statement.evidence if s.role == "content")
    start, end = _trim(text, content.start, content.end)
    lead = re.match(r"(?:that|to|for)\s+[“‘\"]?", text[start:end])
    if lead:
        start += lead.end()
    if act == "warning" and _own_deed(cast, statement, text, start, end):
        act = "threat"
    cue = next((s for s in statement.evidence if s.role == "cue"), None)
    return _commitment(reading, act, statement.speakers, _to_whom(statement), (start, end), cue, 0.75)


def _own_deed(cast: Cast, statement: Statement, text: str, start: int, end: int) -> bool:
    """Whether the content foretells a deed of the speaker or the state it speaks for, not of others."""
    clause = text[start:end]
    if re.match(r"(?:we|I)\b", clause):
        return bool(re.match(r"(?:we|I)(?: will| would| shall|'ll|’ll)", clause))
    subject = next((m for m in cast.inside(start, end) if m.start - start <= 4), None)
    if subject is None or not re.match(r"\s+(?:will|would|shall|could)\b", text[subject.end : end]):
        return False
    ids = set(cast.ids(subject))
    countries = {cast.parties[i].country for i in statement.speakers if i in cast.parties} - {None}
    return bool(ids & set(statement.speakers)) or any(cast.parties[i].country in countries for i in ids if cast.parties[i].type in ("state", "government"))


def _to_whom(statement: Statement) -> tuple[str, ...]:
    return (statement.addressee,) if statement.addressee else ()


def _by_wording(reading: Reading, cast: Cast, statement: Statement) -> list[Commitment]:
    text, out = reading.text, []
    for span in statement.evidence:
        if span.role != "content":
            continue
        for low, high in ((max(s, span.start), min(e, span.end)) for s, e in reading.sentences_in(span.start, span.end)):
            for act, _, pattern in wordings():
                match = _found(pattern, text, low, high)
                if not match:
                    continue
                place = _trim(text, *match.span("action"))
                speakers = statement.speakers
                to_whom = _subject_ids(cast, place) if act in ("permission", "restriction", "demand") else _to_whom(statement)
                out.append(_commitment(reading, act, speakers, to_whom, place, None, 0.5))
                break
    return out


def _found(pattern: re.Pattern[str], text: str, low: int, high: int) -> re.Match[str] | None:
    """The first match in [low, high); one whose action begins the clause is tried where clauses begin, not at every word."""
    if not pattern.pattern.startswith(CLAUSE_FIRST):
        return pattern.search(text, low, high)
    at = low
    while at < high:
        if match := pattern.match(text, at, high):
            return match
        edge = CLAUSE_EDGE.search(text, at, high)
        at = edge.end() if edge else high
    return None


def _subject_ids(cast: Cast, place: tuple[int, int]) -> tuple[str, ...]:
    first = next((m for m in cast.inside(*place) if m.start - place[0] <= 4 and m.kind != "pronoun"), None)
    return cast.ids(first) if first else ()


def _commitment(
    reading: Reading, act: Act, who: tuple[str, ...], to_whom: tuple[str, ...], action: tuple[int, int], cue: Span | None, confidence: float,
    spots: dict[str, tuple[int, int]] | None = None,
) -> Commitment:  # fmt: skip
    text = reading.text
    evidence = [Span("action", *action, text[action[0] : action[1]])]
    level: Level | None = None
    if act == "threat":
        level = next((name for name, pattern in LEVELS if pattern.search(text[action[0] : action[1]])), "unspecified")
    around = reading.sentences[reading.sentence_at(action[0])]
    condition = CONDITION.search(text, *around) if spots is None else None
    if condition and act in ("threat", "pledge", "warning"):
        place = _trim(text, *condition.span())
        evidence.append(Span("condition", *place, text[place[0] : place[1]]))
    for role in ("condition", "deadline"):
        if spots and role in spots:
            place = _trim(text, *spots[role])
            if place[0] < place[1]:
                evidence.append(Span(role, *place, text[place[0] : place[1]]))
    if cue:
        evidence.append(cue)
    stage: Stage | None = None
    if act == "pledge":
        stage = "floated" if FLOATED.search(text, *around) else "pledged"
    return identified(
        Commitment("", reading.document.id, act, who, tuple(i for i in to_whom if i not in who), level=level, stage=stage, evidence=tuple(evidence), confidence=confidence)
    )


def _distinct(found: list[Commitment]) -> list[Commitment]:
    """One of several with the same act over overlapping actions: the one with a cue, else the innermost statement's."""
    out: list[Commitment] = []
    taken: dict[Act, Places[None]] = defaultdict(Places)
    for one in sorted(found, key=lambda c: -c.confidence):
        a = one.evidence[0]
        if not any(taken[one.act].overlapping(a.start, a.end)):
            taken[one.act].add(a.start, a.end, None)
            out.append(one)
    return out


def _value_at(figure: Figure) -> int:
    return next(s.start for s in figure.evidence if s.role == "value")


def _with_amount(commitment: Commitment, figures: list[Figure]) -> Commitment:
    """`figures` in the order of their values."""
    action = commitment.evidence[0]
    for figure in figures[bisect_left(figures, action.start, key=_value_at) : bisect_left(figures, action.end, key=_value_at)]:
        value = next(s for s in figure.evidence if s.role == "value")
        if action.start <= value.start and value.end <= action.end and figure.measure in ("money", "share_of_gdp", "troops", "equipment", "percent"):
            span = replace(value, role="amount")
            return identified(replace(commitment, amount=figure.id, evidence=(*commitment.evidence, span)))
    return commitment
