"""Dates in running text, absolute and relative, as EDTF.

    28 May 2024        2024-05-28          late March, in 2024     2024-03
    summer 2023        2023-22             since 1991              1991/..
    on Monday, two years ago, next month   only with an anchor, the document's date; else null

Nothing is guessed: what the text and the anchor do not settle is null with precision "unknown". A bare day of the week, day
or month is placed before or after the anchor by the nearest verb that tells (tenses.tsv), else at its nearest occurrence,
weekdays before. Times of day and lengths of time ("for two weeks") are not dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.extract import edtf
from onrecord.extract.date_patterns import BEFORE, CORE, MASTER, ONWARD, PATTERNS, REACH, TO, WORD_START
from onrecord.extract.date_readers import READERS
from onrecord.extract.date_senses import Found
from onrecord.records import Time


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """`text[start:end]` tells a time. `absolute`: it names its own year."""

    start: int
    end: int
    time: Time
    absolute: bool = False


def find_times(text: str, anchor: str | None) -> list[TimeExpression]:
    """Every date of `text`, in order, not overlapping. `anchor` is the EDTF date the document was published, or None."""
    base = edtf.anchor_of(anchor)
    found: list[tuple[int, int, Found]] = []
    pos = 0
    for core in CORE.finditer(text):
        if core.start() < pos:
            continue
        pos = max(pos, core.start() - REACH)
        while (word := WORD_START.search(text, pos, core.end())) is not None:
            m = MASTER.match(text, word.start())
            read = None
            if m is not None:
                kind = next(k for k in PATTERNS if m[k] is not None)
                read = READERS[kind](text, m, base)
            if m is None or read is None:
                pos = word.start() + 1
                continue
            found.append((m.start(), m.end(), read))
            pos = m.end()
            break
        pos = max(pos, core.end())
    return _finished(text, found)


def _finished(text: str, found: list[tuple[int, int, Found]]) -> list[TimeExpression]:
    """Pairs joined to intervals, and what stands before ("since", "around") taken in."""
    out: list[TimeExpression] = []
    i = floor = 0
    while i < len(found):
        start, end, what = found[i]
        head = text[max(floor, start - 24) : start]
        before = BEFORE.search(head)
        word = re.sub(r"\s+", " ", before["word"].lower()) if before else ""
        if i + 1 < len(found):
            nxt_start, nxt_end, nxt = found[i + 1]
            between = TO.fullmatch(text, end, nxt_start)
            joined = between and (word in ("from", "between") or "to" in between.group() or re.search("[-–—]|until|through", between.group()))
            if joined and not (" and " in (between.group() if between else "") and word != "between") and (word or what.absolute == nxt.absolute):
                first, last = _shared(what, nxt)
                value = edtf.interval(first, last) if first and last else None
                s = start - len(head) + before.start("word") if before and word in ("from", "between") else start
                out.append(_expression(text, s, nxt_end, Found(value, "range" if value else "unknown", what.absolute and nxt.absolute)))
                floor, i = nxt_end, i + 2
                continue
        s = start - len(head) + before.start("word") if before else start
        onward = ONWARD.match(text, end)
        value, precision = what.edtf, what.precision
        if onward and ((word in ("from", "") and what.absolute) or word == "from"):
            value, precision, end = edtf.interval(value, None) if value else None, "range", onward.end()
        elif word.startswith("since") or word in ("starting", "starting in", "beginning", "beginning in", "after"):
            value, precision = edtf.interval(value, None) if value else None, "range"
        elif word in ("until", "till", "up to", "by", "before", "prior to", "no later than", "through"):
            value, precision = edtf.interval(None, value) if value else None, "range"
        elif word in ("around", "about", "circa", "c.", "ca.", "approximately", "roughly") and (what.precision != "day" or (word != "about" and text[start].isdigit())):
            value = f"{value}~" if value and re.fullmatch(r"[\dX-]+", value) else value
        elif word.startswith(("possibly", "perhaps")):
            value = f"{value}?" if value and re.fullmatch(r"[\dX-]+", value) else value
        else:
            s = start
        out.append(_expression(text, s, end, Found(value, precision if value else "unknown", what.absolute)))
        floor, i = end, i + 1
    return out


def _shared(first: Found, last: Found) -> tuple[str | None, str | None]:
    """"May 3 to June 5, 2024": the year of the second is the first's too, or the year after it."""
    if first.yearless and last.absolute and last.edtf:
        year = int(last.edtf[:4])
        return f"{year - (first.yearless > last.edtf[5:])}-{first.yearless}", last.edtf
    return first.edtf, last.edtf


def _expression(text: str, start: int, end: int, what: Found) -> TimeExpression:
    return TimeExpression(start, end, Time(what.edtf, what.precision, text[start:end]), what.absolute)
