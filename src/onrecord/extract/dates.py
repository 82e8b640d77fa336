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
from datetime import date as Date
from datetime import timedelta

from onrecord.extract import edtf
from onrecord.extract.date_patterns import BEFORE, CORE, MASTER, ONWARD, PATTERNS, REACH, TO, WORD_START
from onrecord.extract.date_readers import READERS
from onrecord.extract.date_senses import Found, direction
from onrecord.records import Time, TimePrecision


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
                first, last = _in_order(text, start, nxt_end, *_shared(what, nxt))
                value = edtf.interval(first, last) if first and last else None
                s = start - len(head) + before.start("word") if before and word in ("from", "between") else start
                out.append(_expression(text, s, nxt_end, Found(value, "range" if value else "unknown", what.absolute and nxt.absolute)))
                floor, i = nxt_end, i + 2
                continue
        s = start - len(head) + before.start("word") if before else start
        onward = ONWARD.match(text, end)
        value, precision = _of_the_year_before(text, found, i) or (what.edtf, what.precision)
        if (w := WEEK_OF.search(head)) and precision == "day" and value:
            value, precision, s = *_week(w["way"], value), start - len(head) + w.start()
            out.append(_expression(text, s, end, Found(value, precision, what.absolute)))
            floor, i = end, i + 1
            continue
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


WEEK_OF = re.compile(r"(?:[Tt]he\s+)?week\s+(?P<way>of|beginning|starting|commencing|ending|to|that\s+began(?:\s+on)?|that\s+ended(?:\s+on)?)\s+(?:on\s+)?$")
CARRY = re.compile(r"[^.!?\n]{0,160}")


def _week(way: str, value: str) -> tuple[str, TimePrecision]:
    """"The week of 13 May", "the week ending 10 May"."""
    day = Date.fromisoformat(value)
    if way in ("ending", "to") or way.startswith("that ended") or way.startswith("that  ended"):
        return f"{(day - timedelta(days=6)).isoformat()}/{value}", "range"
    return edtf.week(day), "week"


def _of_the_year_before(text: str, found: list[tuple[int, int, Found]], i: int) -> tuple[str, TimePrecision] | None:
    """"On 24 February 2022 …; in March it stalled": a month or day without its year goes on from the date before it in the sentence."""
    start, _, what = found[i]
    if not what.yearless or i == 0:
        return None
    _, before, last = found[i - 1]
    if not last.absolute or last.precision not in ("day", "month") or not last.edtf or not CARRY.fullmatch(text, before, start):
        return None
    year = int(last.edtf[:4]) + (what.yearless < last.edtf[5 : 5 + len(what.yearless)])
    if (int(what.yearless[:2]) - int(last.edtf[5:7])) % 12 > 6:
        return None  # too long after to go on from it
    if what.edtf is not None and (what.edtf[:4] <= str(year) or direction(text, start, start) == "future"):
        return None
    return f"{year}-{what.yearless}", "day" if "-" in what.yearless else "month"


def _in_order(text: str, start: int, end: int, first: str | None, last: str | None) -> tuple[str | None, str | None]:
    """"From Monday to Wednesday" on a Tuesday: days of the week go on in one direction, the one of the clause."""
    if not first or not last or first <= last or len(first) != 10 or len(last) != 10:
        return first, last
    week = timedelta(days=7)
    if direction(text, start, end) == "future":
        return first, (Date.fromisoformat(last) + week).isoformat()
    return (Date.fromisoformat(first) - week).isoformat(), last


def _shared(first: Found, last: Found) -> tuple[str | None, str | None]:
    """"May 3 to June 5, 2024": the year of the second is the first's too, or the year after it."""
    if first.yearless and last.absolute and last.edtf:
        year = int(last.edtf[:4])
        return f"{year - (first.yearless > last.edtf[5:])}-{first.yearless}", last.edtf
    return first.edtf, last.edtf


def _expression(text: str, start: int, end: int, what: Found) -> TimeExpression:
    return TimeExpression(start, end, Time(what.edtf, what.precision, text[start:end]), what.absolute)
