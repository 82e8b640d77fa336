"""Units of text at one quotation level, and what can be told of clauses in them without a parser."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.extract.attribution.words import DETERMINERS, FINITE, PAST_FORMS
from onrecord.extract.places import between
from onrecord.reader import Reading, Token
from onrecord.resolve.actors import Cast
from onrecord.resolve.mentions import Mention

LONGEST_UNIT = 10_000  # characters: so far sentences that quotations join are taken together
OPEN_CLOSE = " \t\n“”‘’\"'«»„‹›"
CONTRAST = (", but ", ", although ", ", though ", ", despite ", "; ")
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """Tokens at one quotation level, with the quotations inside it: [start, end) and its opaque stretches."""

    start: int
    end: int
    paragraph: int
    tokens: tuple[Token, ...]  # outside the quotations
    quotes: tuple[tuple[int, int], ...]  # marks included, in this unit's paragraph
    level: int = 0


def units(reading: Reading) -> list[Unit]:
    """The text outside quotations, sentence by sentence, sentences that a quotation joins taken together."""
    return list(_units(reading, reading.sentences, reading.quoted(0), 0))


def inner_units(reading: Reading, start: int, end: int, level: int) -> list[Unit]:
    """The sentences of one quoted stretch, its own inner quotations opaque."""
    while end > start and reading.text[end - 1] in OPEN_CLOSE:
        end -= 1
    inside = [(max(s, start), min(e, end)) for s, e in reading.sentences_in(start, end)]
    quotes = [p for p in between(reading.quoted(level), start, end) if start < p[0] and p[1] < end]
    return list(_units(reading, inside, quotes, level))


def _units(reading: Reading, sentences: tuple[tuple[int, int], ...] | list[tuple[int, int]], quotes: list[tuple[int, int]], level: int) -> Iterator[Unit]:
    at = 0
    run: tuple[int, int] | None = None
    runs: list[tuple[int, int]] = []
    for start, end in sentences:
        while at < len(quotes) and quotes[at][1] <= start:
            at += 1
        joined = run is not None and at < len(quotes) and quotes[at][0] < run[1] and quotes[at][1] > start
        if joined and run and end - run[0] <= LONGEST_UNIT:
            run = (run[0], end)
        else:
            if run:
                runs.append(run)
            run = (start, end)
    if run:
        runs.append(run)
    for start, end in runs:
        held = tuple(between(quotes, start, end))
        outside = reading.tokens_in(start, end)
        if held:
            outside = tuple(t for t in outside if not between(held, t.start, t.start + 1))
        yield Unit(start, end, reading.paragraph_at(start), outside, held, level)


def quote_between(unit: Unit, low: int, high: int) -> tuple[int, int] | None:
    at = bisect_left(unit.quotes, low, key=lambda q: q[0])
    return unit.quotes[at] if at < len(unit.quotes) and unit.quotes[at][0] < high else None


def mention_from(cast: Cast, start: int) -> Mention | None:
    return next((m for m in cast.inside(start, start + 200) if m.start == start), None)


def finite_soon(tokens: tuple[Token, ...], j: int) -> bool:
    """Whether a finite verb seems to stand within the next words: an auxiliary, or a past or third-person form after a noun."""
    for i, token in enumerate(tokens[j : j + 14]):
        word = token.text.lower()
        if word in (";", ":") or (word == "," and i < 2):
            return False
        if word in FINITE:
            return True
        if i and (word.endswith("ed") or word in PAST_FORMS) and word not in DETERMINERS:
            return True
        if i and word.endswith("s") and not word.endswith("ss") and tokens[j + i - 1].text.lower() in ("he", "she", "it", "who"):
            return True
    return False


def reported(text: str, start: int, end: int) -> tuple[int, int]:
    """A reported clause ends where the outlet sets something against it (`said A, but B`)."""
    colon = text.find(": ", start, end)
    if colon > 0 and text[colon + 2 : colon + 3] in "“\"‘'«„":
        end = colon
    low = text.find("“", start, end), text.find('"', start, end)
    if max(low) < 0:
        cuts = [at for mark in CONTRAST if (at := text.find(mark, start + 12, end)) >= 0]
        end = min([*cuts, end])
    return trim(text, start, end)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leaves out edge spaces and commas, and a final stop outside quotation marks."""
    while start < end and text[start] in " \n,;:—–":
        start += 1
    while start < end and (text[end - 1] in " \n,;:—–" or (text[end - 1] in "." and text[end - 2 : end - 1] not in ("“", "."))):
        if text[end - 1] == "." and closing_abbreviation(text, end):
            break
        end -= 1
    return start, end


def closing_abbreviation(text: str, end: int) -> bool:
    word = text[max(0, end - 40) : end].rsplit(None, 1)[-1]
    return word.count(".") > 1 and len(word) <= 6
