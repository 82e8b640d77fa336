"""Whether "he" or "she" may stand for a person: from the first name and the title printed with it, where either tells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from onrecord import data
from onrecord.resolve.knowledge.people import fold


@lru_cache(maxsize=1)
def _told() -> dict[str, dict[str, str]]:
    """"names", "titles" -> word -> pronoun."""
    out: dict[str, dict[str, str]] = {"names": {}, "titles": {}}
    for row in data.table(__package__, "first_names.tsv"):
        out[row["what"]].update(dict.fromkeys(row["words"].split(), row["pronoun"]))
    return out


def pronoun(name: str, titles: Iterable[str]) -> str | None:
    """`he`, `she`, or None where nothing tells. A title tells more than a name.

    >>> pronoun("Ana Vidal", []), pronoun("Sam Lind", ["spokeswoman"]), pronoun("Vidal", [])
    ('she', 'she', None)
    """
    told = _told()
    for title in titles:
        for word in reversed(re.findall(r"\w+", title.lower())):
            if word in told["titles"]:
                return told["titles"][word]
    first = fold(name).split()
    return told["names"].get(first[0]) if len(first) > 1 else None


def given(word: str) -> bool:
    """Whether a word is a first name: one that tells "he" or "she"."""
    return fold(word) in _told()["names"]
