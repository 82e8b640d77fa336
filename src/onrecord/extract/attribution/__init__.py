"""Quotation attribution: cue, content and source within one unit of text, by the trained reader and by rules, put together.

A unit is a run of sentences that no quotation mark parts: what stands between marks is opaque at its level and is read again
one level down. The order cue → content → source follows the quotation-attribution literature (PARC 3.0; Pareti 2016).
"""

from __future__ import annotations

from dataclasses import replace

from onrecord.extract.attribution.attribution import Attribution, overlap, touching
from onrecord.extract.attribution.clauses import Unit
from onrecord.extract.attribution.framed import ALONE, EDGES, framed
from onrecord.extract.attribution.ruled import by_rule
from onrecord.extract.attribution.told import cited, uncited
from onrecord.reader import Reading
from onrecord.resolve.actors import Cast

DENIED = 0.03, 0.006  # probability of a cue below which a rule's attribution does not count, outside and inside quotations


def attributions(reading: Reading, unit: Unit, number: int, cast: Cast) -> list[Attribution]:
    """Every attribution a unit makes at its own level, in reading order: the trained reader's and the rules', put together.

    Where both see a cue, the rules' content stands if it is the same but for its edges, else the reader's. What only one of them sees needs
    the reader to find it likely, or at least not unlikely.
    """
    read, ruled = framed(reading, unit, number, cast), by_rule(reading, unit, number, cast)
    out: list[Attribution] = []
    for one in read:
        alike = [r for r in ruled if touching(one, r)]
        kept = next((r for r in alike if overlap(one.content, r.content) >= EDGES), None)
        if unit.level:  # `according to`, `the claim that …`: less sure reading inside quotations
            kept = next((r for r in alike if r.frame == "a" or r.nested), kept)
        if kept is None:  # `let | slip that …`: the reader's content begins inside the cue
            kept = next((r for r in alike if r.cue and r.cue[0] <= one.content[0][0] < r.cue[1]), None)
        if kept is None:  # marks the rules read better
            kept = next((r for r in alike if all(span in unit.quotes for span in r.content) and overlap(one.content, r.content) > 0), None)
        if kept is not None:
            out.append(replace(kept, confidence=max(kept.confidence, one.confidence), source=_source(reading, one, kept, [*read, *ruled]), addressee=kept.addressee or one.addressee))
        elif one.confidence >= ALONE or alike or one.nested:
            out.append(one)
    for r in ruled:
        if r in out or any(touching(r, one) or (overlap(r.content, one.content) >= 0.5 and not reported_in(r, one)) for one in out):
            continue
        phrase = r.cue is not None and r.verb is None and " " in reading.text[slice(*r.cue)]  # `let slip`: less likely than one word, and surer
        if r.cue is None or r.nested or reading.cue(*r.cue) >= DENIED[unit.level > 0 or phrase]:
            out.append(r)
    told = list(cited(reading, unit, number, cast, out))
    out = [a for a in out if not any(touching(a, one) for one in told)] + told
    for one in told:
        out = [uncited(a, one, reading.text) for a in out]
    return sorted((within(a, out) for a in out), key=lambda a: a.content[0])


def _source(reading: Reading, read: Attribution, ruled: Attribution, found: list[Attribution]) -> tuple[int, int] | None:
    """The reader's source, unless it stands in another sentence than the cue and the rules' in the same one, or is whoever tells what the
    rules' source says (`according to A, B said`; `A quoted B as saying`), or was told (`B was told by A`)."""
    if read.source is None or ruled.source is None or ruled.cue is None:
        return read.source or ruled.source
    own, theirs = ruled.source, read.source
    if any(one.source == theirs and all(one.content[0][0] <= a and b <= one.content[-1][1] for a, b in (own, ruled.cue)) for one in found if one.cue != read.cue):
        return own
    if theirs[1] <= ruled.cue[0] and ruled.cue[1] < own[0] and reading.text[ruled.cue[1] : own[0]].strip().lower() == "by":
        return own
    cue, there, here = (reading.sentence_at(place[0]) for place in (ruled.cue, theirs, own))
    return own if there != cue == here else theirs


def reported_in(a: Attribution, around: Attribution) -> bool:
    """Whether an attribution with a clause or quotation of its own stands in what another one attributes: `said that B told C that …`."""
    return a.cue is not None and a.frame in "txq" and any(s < a.cue[0] and a.cue[1] <= e for s, e in around.content)


def within(a: Attribution, found: list[Attribution]) -> Attribution:
    """What stands in another's content ends where that ends: `A told B that C, | D said`."""
    if a.cue is None or a.content[0][0] < a.cue[0]:
        return a
    around = [s for one in found if one is not a for s in one.content if s[0] <= a.cue[0] and a.cue[1] <= s[1]]
    if not around:
        return a
    low, high = max(s for s, _ in around), min(e for _, e in around)
    content = tuple((max(s, low), min(e, high)) for s, e in a.content if s < high and low < e)
    return replace(a, content=content) if content else a
