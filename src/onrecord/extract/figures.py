"""Figures: the numbers of a text that measure something in the world of its story.

    at least 12 people were killed    low 12, high null   persons   killed
    €90 billion                       90000000000         EUR       money
    2 percent of GDP                  2                   percent   share_of_gdp

`numbers` reads the number, `masks` says which numbers are dates, ages or names, `units` what is counted, `measures` what
happened to it. What is left without a unit counts only where the sentence shows what it counts ("killing four").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from onrecord.extract import polls
from onrecord.extract.bounds import after_noun
from onrecord.extract.comparisons import multiples
from onrecord.extract.counts import read
from onrecord.extract.drafts import Draft
from onrecord.extract.elision import among, coordinated, elided, parallel
from onrecord.extract.masks import Masks, masks
from onrecord.extract.numbers import Quantity, quantities
from onrecord.extract.pairs import none, rated, together, votes
from onrecord.extract.units import counted
from onrecord.extract.wordlists import rows
from onrecord.records import Figure, Measure, Span, identified

if TYPE_CHECKING:
    from onrecord.reader import Reading

_TITLE = re.compile(r"(?:One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Twelve|Hundred)\b[\s-](?:[A-Z]|\W)")
_DIGITS_NEXT = re.compile(r"\s\d{1,3}(?:,\d{3})*(?!\d|st\b|nd\b|rd\b|th\b)(?=\s[a-z])")
_OPENING = re.compile(r"[“\"‘'(:—–-]\s?$")


def find_figures(reading: Reading) -> list[Figure]:
    """The figures of one document in reading order."""
    return figures(reading.document.text, reading.sentences, reading.document.id)


def figures(text: str, sentences: Sequence[tuple[int, int]], doc: str) -> list[Figure]:
    """Figures of `text`, whose sentences are the half-open spans given, as items of document `doc`."""
    return [figure for _, figure in ruled(text, sentences, doc)]


def ruled(text: str, sentences: Sequence[tuple[int, int]], doc: str) -> list[tuple[str, Figure]]:
    """Each figure with the rule that read it: a row of confidence.tsv, where its confidence comes from."""
    out: list[tuple[str, Figure]] = []
    previous: list[Draft] = []
    for start, end in sentences:
        drafts = _sentence(text, start, end, previous)
        out += [(d.rule, _figure(text, d, doc)) for d in drafts]
        previous = drafts or ([] if "\n\n" in text[end : end + 3] else previous)
    return out


def _sentence(text: str, start: int, end: int, previous: list[Draft]) -> list[Draft]:
    """The drafts of one sentence that measure something. `previous`: those of the sentence before, whose nouns may be left out here."""
    apart = [*none(text, start, end), *multiples(text, start, end)]
    numbers = quantities(text, start, end)
    if not numbers:
        return apart
    covered = masks(text, start, end)
    pairs = votes(text, start, end, covered)
    apart += pairs
    numbers = [q for q in numbers if _counts(text, q, start, end, covered, apart)]
    drafts = [Draft(q, counted(text, q, end), q.start, q.end, None, None, "", (start, end)) for q in numbers]
    if not drafts:
        return sorted(apart, key=lambda d: d.start)
    drafts = together(text, [replace(d, end=d.counted.end) if d.counted else d for d in drafts])
    found: list[Draft] = []
    for i, d in enumerate(drafts):
        floor = drafts[i - 1].q.end if i else start
        ceiling = drafts[i + 1].q.start if i + 1 < len(drafts) else end
        found.append(d if d.measure else read(text, d, floor, ceiling))
    found = coordinated(text, found)
    for i in range(len(found)):
        found[i] = elided(text, found[i], i, found, previous)
    found = among(text, parallel(text, found))
    return sorted([rated(text, d) for d in found if d.measure] + apart, key=lambda d: d.start)


def _counts(text: str, q: Quantity, start: int, end: int, covered: Masks, apart: list[Draft]) -> bool:
    """Whether a number may measure something: no score, name, date, nor part of what was read apart."""
    if q.form == "score" or covered.covers(q.number, q.end) or any(p.start < q.end and q.number < p.end for p in apart):
        return False
    if q.form == "words" and _DIGITS_NEXT.match(text, q.end, end):
        return False  # "over one 1,000 deaths": a slip of the pen
    return not (q.form == "words" and q.number > start + 2 and _TITLE.match(text, q.number, end) and not _OPENING.search(text, max(start, q.number - 3), q.number))


# -- from draft to record -----------------------------------------------------------------------------------------

CONFIDENCE = {row[0]: float(row[1]) for row in rows("confidence.tsv")}


def _figure(text: str, d: Draft, doc: str) -> Figure:
    end, value = d.end, d.q.value
    if d.counted is not None and d.counted.kind != "money":
        value, end = after_noun(text, end, d.sentence[1], value)
    evidence = [Span("value", d.start, end, text[d.start : end])]
    if d.unit in ("percent", "percentage points") and (whole := polls.WHOLE.match(text, d.counted.end if d.counted else d.q.end, d.sentence[1])) and whole.start("whole") >= end:
        evidence.append(Span("object", whole.start("whole"), whole.end("whole"), whole["whole"]))
    assert d.unit is not None
    assert d.measure is not None
    figure = Figure("", doc, value, d.unit, cast(Measure, d.measure), evidence=tuple(evidence), confidence=CONFIDENCE[d.rule])
    if d.measure == "poll_share":
        figure = polls.polled(text, figure, d.q.end if d.counted is None else d.counted.end, d.sentence)
    return identified(figure)
