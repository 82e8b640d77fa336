"""Line-end hyphens: "mili-" + "tary" is one word, "full-" + "scale" keeps its hyphen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from typing import Literal

from onrecord.ingest.repair.lines import Line

WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")


def _table(name: str) -> frozenset[str]:
    rows = files(__package__).joinpath("compounds.tsv").read_text(encoding="utf-8").splitlines()
    return frozenset(word for row in rows if row.startswith(name + "\t") for word in row.split("\t")[1].split())


FIRST, SECOND = _table("first"), _table("second")


class Hyphens:
    """What a document shows of its own hyphenated and solid words."""

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        self._any = any(line.ends_in_hyphen for line in lines)
        self._seen = Counter(word.lower() for word in WORD.findall(text)) if self._any else Counter()

    def decide(self, last: Line, line: Line) -> Literal["join", "keep", "space"]:
        """`join`: a soft hyphen; `keep`: a true one; `space`: it hangs ("short-" + "and long-term")."""
        left = re.split(r"[^\w'’]", last.text[:-1][-60:])[-1]
        found = re.match(r"[^\W_]+", line.text)
        right = found[0] if found else ""
        if right in ("and", "or", "to", "und"):
            return "space"
        if not right or not left or not left[-1].isalpha() or right[0].isdigit():
            return "keep" if right else "space"
        if right[0].isupper() and not left.isupper():
            return "keep"
        if right[0].islower() and left.isupper() and len(left) > 1:
            return "keep"
        low, high = left.lower(), right.lower()
        solid, hyphened = self._seen[low + high], self._seen[f"{low}-{high}"]
        if solid != hyphened:
            return "join" if solid > hyphened else "keep"
        return "keep" if low in FIRST or high in SECOND else "join"
