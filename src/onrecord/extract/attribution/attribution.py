"""One attribution, and what two of them share."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.extract.attribution.clauses import Spans
from onrecord.extract.lexicon import Cue


@dataclass(frozen=True, slots=True)
class Attribution:
    """One cue with what it attributes and to whom; content spans are trimmed as the guidelines say."""

    content: tuple[tuple[int, int], ...]
    cue: tuple[int, int] | None
    source: tuple[int, int] | None
    addressee: tuple[int, int] | None
    verb: Cue | None
    frame: str  # the speech.tsv letter, or p postposed, a according to, b block
    level: int
    unit: int
    confidence: float
    nested: bool = False  # its cue stands in what another one attributes, and counts only for that


def touching(a: Attribution, b: Attribution) -> bool:
    return a.cue is not None and b.cue is not None and a.cue[0] < b.cue[1] and b.cue[0] < a.cue[1]


def overlap(a: Spans, b: Spans) -> float:
    """Shared characters of all characters."""
    both = shared(a, b)
    return both / max(1, sum(e - s for s, e in a) + sum(g - f for f, g in b) - both)


def shared(a: Spans, b: Spans) -> int:
    return sum(max(0, min(e, g) - max(s, f)) for s, e in a for f, g in b)


def same(a: Spans, b: Spans) -> bool:
    """Whether two contents are the same but for their edges."""
    return shared(a, b) >= 0.8 * max(sum(e - s for s, e in a), sum(g - f for f, g in b))
