"""What was removed, added, altered or moved between two versions of a text: by paragraphs, inside altered ones by words.

    changes("A.\n\nTen died.", "A.\n\nTwelve died.")  ->  [Change("altered", "Ten died.", "Twelve died.", 4, 4, (("removed", "Ten"), …))]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from onrecord.records import Document

ALIKE = 0.5  # of the words of two paragraphs: the same one, altered
MOST_WORDS = 5000  # of a paragraph compared word by word; longer ones are quoted whole
FACTS = ("title", "outlet", "authors", "published", "language")
Kind = Literal["removed", "added", "altered", "moved"]
Piece = tuple[Literal["same", "removed", "added"], str]


@dataclass(frozen=True, slots=True)
class Change:
    kind: Kind
    before: str | None
    after: str | None
    before_at: int | None  # offset in the earlier text
    after_at: int | None  # offset in the later text
    words: tuple[Piece, ...] = ()  # of an altered paragraph, in reading order; joined by spaces, "same" and "added" give `after`


@dataclass(frozen=True, slots=True)
class FactChange:
    field: str
    before: str | None
    after: str | None


def fact_changes(before: Document, after: Document) -> list[FactChange]:
    """Headline, outlet, byline, date, language that differ."""

    def said(document: Document, field: str) -> str | None:
        value = getattr(document, field)
        return (", ".join(value) or None) if isinstance(value, tuple) else value

    return [FactChange(f, said(before, f), said(after, f)) for f in FACTS if said(before, f) != said(after, f)]


def changes(before: str, after: str) -> list[Change]:
    """The differences of two texts in the order of the later one; what was removed stands where it stood."""
    old, new = _paragraphs(before), _paragraphs(after)
    out: list[Change] = []
    matcher = SequenceMatcher(None, [t for _, t in old], [t for _, t in new], autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag != "equal":
            out += _between(old[a1:a2], new[b1:b2])
    return list(_moved(out))


def _paragraphs(text: str) -> list[tuple[int, str]]:
    out, at = [], 0
    for paragraph in text.split("\n\n"):
        if paragraph:
            out.append((at, paragraph))
        at += len(paragraph) + 2
    return out


def _between(old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]]) -> Iterator[Change]:
    """Paragraphs that differ, paired in order where they share most of their words: the pairing with the most in common."""
    alike = [[_alike(a, b) for _, b in new] for _, a in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            pair = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= ALIKE else 0.0
            best[i][j] = max(pair, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and alike[i][j] >= ALIKE and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            yield Change("altered", old[i][1], new[j][1], old[i][0], new[j][0], words(old[i][1], new[j][1]))
            i, j = i + 1, j + 1
        elif i < len(old) and (j == len(new) or best[i + 1][j] >= best[i][j + 1]):
            yield Change("removed", old[i][1], None, old[i][0], None)
            i += 1
        else:
            yield Change("added", None, new[j][1], None, new[j][0])
            j += 1


def _alike(a: str, b: str) -> float:
    """The share of words that two paragraphs have in common (Dice's coefficient)."""
    left, right = Counter(a.casefold().split()), Counter(b.casefold().split())
    return 2 * sum((left & right).values()) / max(1, sum(left.values()) + sum(right.values()))


def words(before: str, after: str) -> tuple[Piece, ...]:
    """Two versions of a paragraph as one run of words: same, removed, added."""
    old, new = before.split(), after.split()
    if len(old) + len(new) > MOST_WORDS:
        return (("removed", before), ("added", after))
    out: list[Piece] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            out.append(("same", " ".join(old[a1:a2])))
        if tag in ("delete", "replace"):
            out.append(("removed", " ".join(old[a1:a2])))
        if tag in ("insert", "replace"):
            out.append(("added", " ".join(new[b1:b2])))
    return tuple(out)


def _moved(found: Sequence[Change]) -> Iterator[Change]:
    """A paragraph removed in one place and added in another was moved."""
    added: dict[str, list[Change]] = {}
    for one in found:
        if one.kind == "added":
            added.setdefault(one.after or "", []).append(one)
    taken: dict[int, Change] = {}
    gone: set[int] = set()
    for k, one in enumerate(found):
        if one.kind == "removed" and added.get(one.before or ""):
            other = added[one.before or ""].pop(0)
            taken[id(other)] = Change("moved", one.before, other.after, one.before_at, other.after_at)
            gone.add(k)
    for k, one in enumerate(found):
        if k not in gone:
            yield taken.get(id(one), one)


def summary(found: Sequence[Change]) -> str:
    """ "1 paragraph removed, 2 altered" """
    counts = Counter(one.kind for one in found)
    kinds: tuple[Kind, ...] = ("removed", "added", "altered", "moved")
    said = [f"{counts[kind]:,}{'' if n else ' paragraph' + ('s' if counts[kind] != 1 else '')} {kind}" for n, kind in enumerate(k for k in kinds if counts[k])]
    return ", ".join(said) or "no paragraph differs"
