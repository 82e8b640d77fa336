"""Words as links compare them."""

from __future__ import annotations

import re
from functools import lru_cache

from onrecord.records import Link, Relation, Span, Voiced, digest

FUNCTION = frozenset(
    "the a an of to in on at by for from with into and or but that this these those its his her their our your will would shall should can could may might must has have had is are was "
    "were be been being not over under about after before more than least within next coming new also other such".split()
)
STEM = 5  # letters that tell a word: attack, attacks, attacked; deliver, delivery
WORD = re.compile(r"[^\W\d_]{3,}")


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """The beginnings of the words that mean something.

    >>> sorted(stems("the deliveries of tanks"))
    ['deliv', 'tanks']
    """
    return frozenset(word[:STEM] for word in WORD.findall(text.lower()) if word not in FUNCTION)


def shared(one: frozenset[str], two: frozenset[str]) -> float:
    """The share of their words that both have."""
    return len(one & two) / len(one | two) if one and two else 0.0


def linked(relation: Relation, first: Voiced, second: Voiced, role: str, basis: tuple[str, ...], confidence: float) -> Link:
    """A link of two items, pinned to their spans of one role."""
    spans = tuple(_span(name, item, role) for name, item in (("first", first), ("second", second)))
    return Link("l" + digest("link", relation, first.id, second.id), relation, (first.id, second.id), basis, spans, confidence=confidence)


def _span(name: str, item: Voiced, role: str) -> Span:
    span = next((s for s in item.evidence if s.role == role), item.evidence[0])
    return Span(name, span.start, span.end, span.text, span.source, span.page, item.doc)
