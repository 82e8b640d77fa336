"""The words about a number that bound it: "at least 12", "no more than 20", "nearly 500", "thirty or more"; and what "not" makes of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.extract.number_patterns import BEFORE, BOUNDS, OR_MORE, OTHER, PHRASAL
from onrecord.records import Value

if TYPE_CHECKING:
    from onrecord.extract.numbers import Quantity

DOUBLE_SENSE = frozenset("over above under below within beyond some around about".split())  # prepositions and determiners that bound nothing in "talks over 5 years"
COMPARED = frozenset(("more than", "greater than", "higher than", "larger than", "longer than", "exceed", "exceeding", "fewer than", "less than"))
# "No driver may spend more than three nights", "refused to guard more than nine", "banned gatherings of more than 20": at most.
NOT = re.compile(
    r"(?:\b(?:not|no|never|nor|nobody|cannot|without|refus\w+\s+to|declin\w+\s+to|fail\w*\s+to|unable\s+to|may\s+n[oe]\w*)\b|n['’]t\b)[^.;:,“”]{0,48}$"
    r"|\b(?:bann?\w*|bars?|barr\w+|forb\w+|prohibit\w*|outlaw\w*)\s+(?:[\w-]+\s+){1,4}(?:of|with|for|from|\w+ing)\s+$",
    re.IGNORECASE,
)


def bounded(text: str, q: Quantity, floor: int, limit: int) -> Quantity:
    """`q` with the words before it ("at least") and after it ("or more") taken in."""
    low, high, about, start = q.value.low, q.value.high, q.value.approximate, q.start
    bounded = q.bounded
    for _ in range(3):
        m = BEFORE.search(text, max(floor, start - 32), start)
        if not m:
            break
        word = re.sub(r"\s+", " ", (m["bound"] or m["sign"]).lower())
        if word in DOUBLE_SENSE and (PHRASAL.search(text, max(floor, start - 60), m.start()) or OTHER.match(text, q.end)):
            break
        effect = BOUNDS.get(word, "about")
        if word in COMPARED and NOT.search(text, max(floor, m.start() - 64), m.start()):
            effect = "low" if effect == "high" else "high"
        if effect == "about":
            about = True
        elif q.form == "few":
            break
        elif q.bounded and low != high and q.form != "vague":
            pass  # "as much as 1 to 5 percent" stays a range
        elif effect == "low" and low is not None:
            high, bounded = None, True
        elif effect in ("high", "near") and high is not None:
            low, bounded, about = None, True, about or effect == "near"
        start = m.start()
    end = q.end
    if (m := OR_MORE.match(text, end, limit)) and q.form != "few":
        if m["more"] or m["plus"] or m["counting"]:
            low, high, bounded = (high if low is None else low), None, True
        elif m["less"]:
            low, high, bounded = None, (low if high is None else high), True
        else:
            about = True
        end = m.end()
    best = low if low is not None and low == high else None
    return replace(q, start=start, end=end, value=Value(low, high, best, about), bounded=bounded)


def after_noun(text: str, end: int, limit: int, value: Value) -> tuple[Value, int]:
    """The value and its end where a bound follows the counted noun: "thirty nurses or more"."""
    m = OR_MORE.match(text, end, limit)
    if not m:
        return value, end
    if m["more"]:
        return Value(value.high if value.low is None else value.low, None, None, value.approximate), m.end()
    if m["less"]:
        return Value(None, value.low if value.high is None else value.high, None, value.approximate), m.end()
    return (Value(value.low, value.high, value.best, True), m.end()) if m["so"] else (value, end)
