"""Near-duplicates: which documents stand in others, and which of them is the canonical copy.

Words are hashed, five in a row are a shingle, and a quarter of the shingles (those with the smallest hashes, the same quarter
everywhere) is a document's signature: Broder's sketch for containment, "On the resemblance and containment of documents"
(1997). MinHash estimates resemblance alone, and an abridged copy resembles its original little (0.3) while all of it stands there.
Documents whose signatures overlap are compared word for word.

A document is a copy of another when nearly all of its words stand there in runs of five and more, small changes between such runs
counted in; or two thirds of them, if both begin alike. What pages of one outlet share (galleries, recommendations) is often half of
a text, but not its beginning. Whether two documents are copies depends on these two alone, so no order of arrival leaves a trace.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

METHOD = 1  # changes whenever signatures or the comparison do: a record then compares its documents anew
Hashes = NDArray[np.uint32]

SHINGLE = 5  # words
SAMPLED = 1 << 30  # of 2^32: a quarter
SHORTEST = 10  # shingles: shorter texts ("page not found") say too little to be copies
ALIKE = 0.15  # of the smaller signature that two documents must share to be compared
GAP = 16  # words between two shared runs that a change may span: a clause reworded, a name with its title
WHOLE, MOST = 0.85, 0.65  # shares of a copy's words that stand in the other, anywhere and where both begin alike
BEGINNING = 40  # words within which texts that begin alike share a first shingle

_WORDS = re.compile(r"\w+")
_ONCE, _TWICE = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)  # odd constants of SplitMix64 and of Evensen's mixers


class _Hashed(dict[str, int]):
    """word -> 64 bits that are the same in every process."""

    def __missing__(self, word: str) -> int:
        if len(self) > 1_000_000:
            self.clear()
        value = self[word] = int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
        return value


_HASHED = _Hashed()


def shingles(text: str) -> Hashes:
    """One hash for each run of five words, in their order."""
    words = _WORDS.findall(text.lower())
    count = len(words) - SHINGLE + 1
    if count < SHORTEST:
        return np.zeros(0, np.uint32)
    hashed = np.fromiter(map(_HASHED.__getitem__, words), np.uint64, len(words))
    runs = hashed[:count].copy()
    for offset in range(1, SHINGLE):
        runs *= _ONCE
        runs ^= runs >> np.uint64(29)
        runs += hashed[offset : offset + count]
    runs *= _TWICE
    return (runs >> np.uint64(32)).astype(np.uint32)


def signature(runs: Hashes) -> Hashes:
    """The sampled shingles, sorted, each once."""
    return np.unique(runs[runs < SAMPLED])


# -- candidates -----------------------------------------------------------------------------------------------------


def pairs(new: Sequence[Hashes], old: Sequence[Hashes] = ()) -> list[tuple[int, int]]:
    """Signatures that overlap enough to be compared: (i, j), i < j, numbered through `new` and then `old`; never two old ones."""
    sizes = np.array([len(s) for s in (*new, *old)], np.int64)
    fresh = _joined(new)
    owners = np.repeat(np.arange(len(sizes)), sizes)
    mine, theirs = owners[: len(fresh)], owners[len(fresh) :]
    stored = _joined(old)
    if len(stored):  # a table of 22 bits drops nearly all of what the new ones do not hold, without sorting it
        table = np.zeros(1 << 22, bool)
        table[fresh & 0x3FFFFF] = True
        kept = table[stored & 0x3FFFFF]
        stored, theirs = stored[kept], theirs[kept]
    every, of = np.concatenate((fresh, stored)), np.concatenate((mine, theirs))
    order = np.argsort(every, kind="stable")
    every, of = every[order], of[order]
    first = np.searchsorted(every, fresh, "left")
    counts = np.searchsorted(every, fresh, "right") - first
    several = counts > 1
    first, counts, mine = first[several], counts[several], mine[several]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    other, one = of[within + np.repeat(first, counts)], np.repeat(mine, counts)
    codes, shared = np.unique((one * len(sizes) + other)[one < other], return_counts=True)
    left, right = codes // max(len(sizes), 1), codes % max(len(sizes), 1)
    enough = shared >= np.maximum(2, ALIKE * np.minimum(sizes[left], sizes[right]))
    return list(zip(left[enough].tolist(), right[enough].tolist(), strict=True))


def _joined(signatures: Sequence[Hashes]) -> Hashes:
    return np.concatenate(signatures) if len(signatures) else np.zeros(0, np.uint32)


# -- comparison -----------------------------------------------------------------------------------------------------


def compared(first: Hashes, second: Hashes) -> tuple[float, float]:
    """How much of each is a copy of the other: shares of its words, 0 where it is none."""
    one, one_from = _covered(first, second)
    two, two_from = _covered(second, first)
    least = MOST if max(one_from, two_from) < BEGINNING else WHOLE
    return one if one >= least else 0.0, two if two >= least else 0.0


def _covered(copy: Hashes, of: Hashes) -> tuple[float, int]:
    """The share of the words of `copy` in runs that `of` has too, short gaps between runs included; where the first run begins."""
    hits = np.flatnonzero(np.isin(copy, of))
    if len(hits) < SHORTEST / 2:
        return 0.0, len(copy)
    steps = np.diff(hits)
    words = SHINGLE + int(np.where(steps <= SHINGLE + GAP, steps, SHINGLE).sum())
    return words / (len(copy) + SHINGLE - 1), int(hits[0])


# -- the canonical copy ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, order=True, slots=True)
class Rank:
    """Of two that hold each other: the earlier published, then the longer, then the smaller id. No date comes after every date."""

    published: str
    shorter: int
    id: str


def rank(id_: str, published: str | None, length: int) -> Rank:
    """`published`: the first day it can mean, YYYY-MM-DD."""
    return Rank(published or "9999-99-99", -length, id_)


def canonical(ranks: Mapping[str, Rank], stands_in: Iterable[tuple[str, str]]) -> dict[str, str]:
    """copy -> canonical. `stands_in`: (a, b) where a is a copy of b. A canonical one is itself no copy, and every copy stands in its own.

    One that only stands in another, without holding it, gives way to it whatever the dates: what is left out of counts is then
    always told elsewhere.
    """
    holders: dict[str, set[str]] = defaultdict(set)
    copies: dict[str, set[str]] = defaultdict(set)
    for copy, of in stands_in:
        if copy in ranks and of in ranks:
            holders[copy].add(of)
            copies[of].add(copy)

    def beaten(one: str) -> bool:
        return any(h in waiting and (h not in copies[one] or ranks[h] < ranks[one]) for h in holders[one])

    waiting = set(holders) | set(copies)
    out: dict[str, str] = {}
    while waiting:
        free = [one for one in waiting if not beaten(one)]
        for one in sorted(free or waiting, key=ranks.__getitem__):
            if one not in waiting:
                continue
            waiting.discard(one)
            for copy in copies[one] & waiting:
                out[copy] = one
                waiting.discard(copy)
            if not free:
                break
    return out


@dataclass(frozen=True, slots=True)
class Text:
    """What the comparison needs to know of a document."""

    id: str
    runs: Hashes
    published: str | None  # first day, YYYY-MM-DD
    length: int  # characters


def copies(texts: Sequence[Text]) -> dict[str, str]:
    """copy -> canonical, among these documents."""
    found: list[tuple[str, str]] = []
    for i, j in pairs([signature(text.runs) for text in texts]):
        one, two = texts[i], texts[j]
        first, second = compared(one.runs, two.runs)
        found += [(one.id, two.id)] * bool(first) + [(two.id, one.id)] * bool(second)
    return canonical({t.id: rank(t.id, t.published, t.length) for t in texts}, found)
