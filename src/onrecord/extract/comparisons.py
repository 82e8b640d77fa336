"""Comparisons that state a figure without a unit of their own, as percent of what is compared with.

    twice as many · three times the number     200, 300
    more than doubled · halved · a tenfold rise   over 200, 50, 1000
"""

from __future__ import annotations

import re

from onrecord.extract.bounds import bounded
from onrecord.extract.drafts import Draft
from onrecord.extract.number_patterns import SMALL, TENS
from onrecord.extract.numbers import Quantity
from onrecord.extract.wordlists import alternatives
from onrecord.records import Value

VERBS = {"doubled": 200, "doubling": 200, "tripled": 300, "tripling": 300, "trebled": 300, "quadrupled": 400, "halved": 50, "halving": 50}
_HINTS = ("twice", "double", "doubling", "trip", "treb", "quadrupl", "halv", "times", "fold")
_N = rf"(?P<n>\d{{1,3}}(?:\.\d{{1,2}})?|{alternatives([*SMALL, *TENS])})"
_SIZE = r"(?:as\s+(?:many|much|large|big|high|long|great|likely|often|fast|strong|expensive|deadly)|more|higher|larger|greater|bigger|the\s+(?:number|amount|size|mass|weight|speed|length|height|area|width|distance|volume|strength|value|rate|level|price|cost|total|figure|population|budget)|[a-z]{3,}er(?=\s+than)|what|that\s+of|its|their|those)\b"
_COMPARED = re.compile(
    rf"\b(?:(?P<twice>twice|double)\s+{_SIZE}|{_N}\s+times\s+{_SIZE}|(?P<verb>{alternatives(VERBS)})\b(?!\s+(?:down|back|as\b|over|up))|{_N.replace('?P<n>', '?P<fold>')}-?fold\b)",
    re.IGNORECASE,
)


_AIM = re.compile(r"\b(?:to|will|would|shall|can|could|may|might|must|should|not|they|we|I|you)\s+(?:\w+ly\s+|more\s+than\s+|nearly\s+|almost\s+)?$")


def multiples(text: str, start: int, end: int) -> list[Draft]:
    """The multiples of one sentence."""
    sentence = text[start:end].lower()
    if not any(hint in sentence for hint in _HINTS):  # faster than the pattern, which most sentences do not need
        return []
    out = []
    for m in _COMPARED.finditer(text, start, end):
        if (m["twice"] or "").lower() == "double" and _AIM.search(text, max(start, m.start() - 24), m.start()):
            continue  # "will double the number": a verb, of something that is not so yet
        percent = VERBS[m["verb"].lower()] if m["verb"] else 200 if m["twice"] else round(100 * _number(m["n"] or m["fold"]), 1)
        percent = int(percent) if percent == int(percent) else percent
        if not percent:
            continue
        q = bounded(text, Quantity(m.start(), m.end(), m.start(), Value(percent, percent, percent), "share"), start, end)
        out.append(Draft(q, None, q.start, q.end, "percent", "other", "multiple", (start, end)))
    return out


def _number(word: str) -> float:
    word = word.lower()
    return float(word) if word[0].isdigit() else SMALL.get(word, TENS.get(word, 0.0))
