"""Whom a figure is of: the actors that the words at the number name, else the subject of a verb that says so (subject_verbs.tsv).

    20 Ukrainian soldiers were killed      Ukraine's soldiers: named with what is counted
    57 percent of Germans                  Germans: "of", "from"
    Russia's 300,000 reservists            Russia: the owner before it
    Norway has pledged €40 million         Norway: who pledges, spends, loses, deploys

Nothing is said where none of these holds: a wrong subject is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from onrecord.extract.lexicon import inflected, rows
from onrecord.extract.wordlists import alternatives
from onrecord.reader import Reading
from onrecord.records import Figure, Span, identified
from onrecord.resolve.actors import Cast
from onrecord.resolve.mentions import Mention

REACH = 150  # characters from a verb's subject to the number
_OF = re.compile(r"\s+(?:of|from|belonging\s+to)\s+(?:the\s+|all\s+)?$")
_OWNER = re.compile(r"(?:['’]s?|['’])\s+(?:(?:roughly|about|some|estimated|\w+-?\w*ed)\s+)?$")
_BETWEEN = r"(?:,[^,.;:]{1,60},)?(?:\s+(?:has|have|had|will|would|is|are|was|were|to|also|already|reportedly|now|alone|itself|plans?|planning|planned|expected|set|due|can|could|may|must|should|not|so|far|recently|further|said|says|it|they|he|she|alone))*"


@cache
def _verb(measure: str) -> re.Pattern[str] | None:
    forms = [form for row in rows("subject_verbs.tsv") if measure in row["measures"].split() for form in inflected(row)]
    return re.compile(rf"{_BETWEEN}\s+(?:{alternatives(forms)})\b[^.;:]{{0,70}}") if forms else None


def with_subjects(reading: Reading, cast: Cast, figures: Sequence[Figure]) -> list[Figure]:
    """The figures with their subjects and the words that name these."""
    return [_with_subject(reading, cast, figure) for figure in figures]


def _with_subject(reading: Reading, cast: Cast, figure: Figure) -> Figure:
    value = figure.evidence[0]
    start, end = reading.sentences[reading.sentence_at(value.start)]
    found = _beside(reading.text, cast, figure, start, end) or _doer(reading.text, cast, figure, start)
    if not found:
        return figure
    ids: dict[str, None] = {}
    for mention in found:
        ids.update(dict.fromkeys(cast.refer(mention)))
    first, last = found[0].start, found[-1].end
    return identified(replace(figure, subject=tuple(ids), evidence=(*figure.evidence, Span("subject", first, last, reading.text[first:last]))))


def _beside(text: str, cast: Cast, figure: Figure, start: int, end: int) -> list[Mention]:
    """Mentions in the counted phrase, right after it with "of", or owning it."""
    value = figure.evidence[0]
    inside = _known(cast, cast.inside(value.start, value.end)) if figure.measure not in ("money", "distance", "duration") else []
    if inside:
        return inside
    after = [m for m in _known(cast, cast.inside(value.end, min(end, value.end + 60))) if m.kind != "pronoun" and _OF.fullmatch(text, value.end, m.start)]
    if after:
        return after[:1]
    return [m for m in _known(cast, cast.inside(max(start, value.start - 60), value.start)) if _OWNER.fullmatch(text, m.end, value.start)][-1:]


def _doer(text: str, cast: Cast, figure: Figure, start: int) -> list[Mention]:
    """The nearest mention before that is the subject of one of the measure's verbs."""
    verb, value = _verb(figure.measure), figure.evidence[0]
    if verb is None:
        return []
    for m in reversed(_known(cast, cast.inside(max(start, value.start - REACH), value.start))):
        if not (m.entry and m.entry.sense == "demonym") and verb.fullmatch(text, m.end, value.start):
            return [m]
    return []


def _known(cast: Cast, mentions: list[Mention]) -> list[Mention]:
    """Those that somebody is named by: "Kenyan soldiers", not "people" or "soldiers"."""
    return [m for m in mentions if (m.kind != "group" or m.modifier) and cast.refer(m)]
