"""Line-end hyphens: "mili-" + "tary" is one word, "full-" + "scale" keeps its hyphen.

The document's own evidence comes first: whether it has the joined or the hyphened form elsewhere, and whether it was
hyphenated at all, for text whose lines hardly ever end in a hyphen has only true ones. Then a table of word halves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from onrecord import data
from onrecord.ingest.repair.lines import FUNCTION, Line

WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
LEFT = re.compile(r"[\w'’.-]+$")
HANGING = frozenset(("and", "or", "to"))  # "short-" + "and long-term"
UNSEEN = -2.0
THRESHOLD, THRESHOLD_UNHYPHENATED = -1.0, -5.0  # of the sum of two weights; see docs/repair.md


def _weights(which: str) -> dict[str, float]:
    return {half: float(weight) for kind, half, weight in data.rows(__package__, "compounds.tsv") if kind == which}


FIRST, SECOND = _weights("first"), _weights("second")


class Hyphens:
    """What a document shows of its own hyphened and solid words."""

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        ending = sum(line.ends_in_hyphen for line in lines)
        self._seen = Counter(word.lower() for word in WORD.findall(text)) if ending else Counter()
        self._threshold = THRESHOLD_UNHYPHENATED if len(lines) >= 40 and ending <= 0.02 * len(lines) else THRESHOLD

    def decide(self, last: Line, line: Line) -> Literal["join", "keep", "space"]:
        """`join`: a soft hyphen; `keep`: a true one; `space`: it hangs before "and"."""
        before, after = LEFT.search(last.text[-61:-1]), WORD.match(line.text)
        if before is None or after is None:
            return "space" if after is None else "keep"
        left, right = before[0].strip("-"), after[0].split("’")[0].split("'")[0]
        if right in HANGING and "-" not in after[0] and FIRST.get(left.lower(), UNSEEN) > 0:
            return "space"
        right, *more = right.split("-")
        if not left or (more and right in FUNCTION):
            return "keep"  # pie-in-the-sky
        left = left.split("-")[-1]
        if not left[-1].isalpha() or not right[0].isalpha():
            return "keep"
        if right[0].isupper() != left[-1].isupper():
            return "keep"  # Russia-Ukraine, US-led; not MILI-TARY, mili-tary
        return self._by_evidence(left.lower(), right.lower())

    def _by_evidence(self, left: str, right: str) -> Literal["join", "keep"]:
        solid, hyphened = self._seen[left + right], self._seen[f"{left}-{right}"]
        if solid != hyphened:
            return "join" if solid > hyphened else "keep"
        return "keep" if FIRST.get(left, UNSEEN) + SECOND.get(right, UNSEEN) > self._threshold else "join"
