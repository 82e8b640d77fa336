"""Near-duplicates: which documents stand in others, and which of them is the canonical copy.

Words are hashed, five in a row are a shingle, and a quarter of the shingles (those with the smallest hashes, the same quarter
everywhere) is a document's signature: Broder's sketch for containment, "On the resemblance and containment of documents"
(1997). MinHash estimates resemblance alone, and an abridged copy resembles its original little (0.3) while all of it stands there.
Documents whose signatures overlap are compared word for word.

A document is a copy of another when nearly all of its words stand there in runs of five and more, small changes between such runs
counted in; or two thirds of them, if both begin alike. What pages of one outlet share (galleries, recommendations) is often half of
a text, but not its beginning. And a text in which the numbers are others is no copy: yesterday's bulletin in today's words.

Whether two documents are copies depends on these two alone, so no order of arrival leaves a trace. One bound is set to the work: a
shingle pairs each document with at most 64 others, so of more than 64 near-identical (not identical) texts some may stay apart.
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
GAP = 8  # words between two shared runs that a change may span: a name with its title, not a sentence
FIRM = 0.6  # of what the gaps span together with the runs, this much must be in runs
WHOLE, MOST = 0.85, 0.65  # shares of a copy's words that stand in the other, anywhere and where both begin alike
OTHER_NUMBERS = 0.15  # of a copy's numbers, and two in any case, may be missing in the other: a dateline, a corrected figure
FAMILY = 64  # documents that one shingle is followed to
BEGINNING = 40  # words within which texts that begin alike share a first shingle

_WORDS, _NUMBERS = re.compile(r"\w+"), re.compile(r"\d+")
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
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


def content(runs: Hashes) -> str:
    """The name of a text's words in their order: texts of one name are identical but for punctuation."""
    return hashlib.sha256(runs.astype("<u4").tobytes()).hexdigest()[:32]


def numbers(text: str) -> frozenset[str]:
    return frozenset(_NUMBERS.findall(text))


def signature(runs: Hashes) -> Hashes:
    """The sampled shingles, sorted, each once."""
    return np.unique(runs[runs < SAMPLED])


# -- candidates -----------------------------------------------------------------------------------------------------


def pairs(new: Sequence[Hashes], old: Sequence[Hashes] = ()) -> list[tuple[int, int]]:
    """Signatures that overlap enough to be compared: (i, j), i < j, numbered through `new` and then `old`; never two old ones."""
    sizes = np.array([len(s) for s in (*new, *old)], np.int64)
    fresh, stored = _joined(new), _joined(old)
    if not len(fresh):
        return []
    owners = np.repeat(np.arange(len(sizes), dtype=np.uint64), sizes)
    mine, theirs = owners[: len(fresh)], owners[len(fresh) :]
    if len(stored):  # a table of 22 bits drops nearly all of what the new ones do not hold, without sorting it
        table = np.zeros(1 << 22, bool)
        table[fresh & 0x3FFFFF] = True
        kept = table[stored & 0x3FFFFF]
        stored, theirs = stored[kept], theirs[kept]
    every = np.concatenate((fresh.astype(np.uint64) << _HALF | mine, stored.astype(np.uint64) << _HALF | theirs))
    every.sort()  # by hash, then owner: what is new comes first among the owners of one hash
    like_next = (every[1:] ^ every[:-1]) >> _HALF == 0
    every = every[np.r_[like_next, False] | np.r_[False, like_next]]
    hashes, of = every >> _HALF, (every & _LOW).astype(np.int64)
    ends = np.searchsorted(hashes, hashes, "right")
    left = np.flatnonzero(of < len(new))
    counts = np.minimum(ends[left] - left - 1, FAMILY)
    right = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(left + 1, counts)
    codes, shared = np.unique(np.repeat(of[left], counts) * len(sizes) + of[right], return_counts=True)
    one, two = codes // len(sizes), codes % len(sizes)
    enough = shared >= np.maximum(2, ALIKE * np.minimum(sizes[one], sizes[two]))
    return list(zip(one[enough].tolist(), two[enough].tolist(), strict=True))


def _joined(signatures: Sequence[Hashes]) -> Hashes:
    return np.concatenate(signatures) if len(signatures) else np.zeros(0, np.uint32)


# -- comparison -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """What the comparison needs of a text."""

    runs: Hashes
    numbers: frozenset[str]


def words(text: str) -> Words:
    return Words(shingles(text), numbers(text))


def compared(first: Words, second: Words) -> tuple[float, float]:
    """How much of each is a copy of the other: shares of its words, 0 where it is none."""
    one, one_from = _covered(first.runs, second.runs)
    two, two_from = _covered(second.runs, first.runs)
    least = MOST if max(one_from, two_from) < BEGINNING else WHOLE
    return _share(first, second, one, least), _share(second, first, two, least)


def _share(copy: Words, of: Words, share: float, least: float) -> float:
    others = len(copy.numbers - of.numbers)
    return share if share >= least and others <= max(2, OTHER_NUMBERS * len(copy.numbers)) else 0.0


def _covered(copy: Hashes, of: Hashes) -> tuple[float, int]:
    """The share of the words of `copy` in runs that `of` has too, and where the first one begins.

    Short gaps between runs count as well, as long as most of it is in runs: the blanks filled into a form are no small changes.
    """
    known = np.sort(of)
    hits = np.flatnonzero(known[np.minimum(np.searchsorted(known, copy), len(known) - 1)] == copy) if len(known) else known
    if len(hits) < SHORTEST / 2:
        return 0.0, len(copy)
    steps = np.diff(hits)
    inside = SHINGLE + int(np.minimum(steps, SHINGLE).sum())
    spanned = SHINGLE + int(np.where(steps <= SHINGLE + GAP, steps, SHINGLE).sum())
    return (spanned if inside > FIRM * spanned else inside) / (len(copy) + SHINGLE - 1), int(hits[0])


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
    """A document as the comparison sees it."""

    id: str
    words: Words
    published: str | None  # first day, YYYY-MM-DD
    length: int  # characters


def copies(texts: Sequence[Text]) -> dict[str, str]:
    """copy -> canonical, among these documents."""
    of_content: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        if len(text.words.runs):
            of_content[content(text.words.runs)].append(text)
    names = sorted(of_content)
    found: list[tuple[str, str]] = []
    for i, j in pairs([signature(of_content[name][0].words.runs) for name in names]):
        first, second = compared(of_content[names[i]][0].words, of_content[names[j]][0].words)
        found += [(names[i], names[j])] * bool(first) + [(names[j], names[i])] * bool(second)
    return chosen({name: [rank(t.id, t.published, t.length) for t in of_content[name]] for name in names}, found)


def chosen(contents: Mapping[str, Sequence[Rank]], stands_in: Iterable[tuple[str, str]]) -> dict[str, str]:
    """copy -> canonical, of documents that are given by their contents; `stands_in` is of contents."""
    best = {name: min(ranks) for name, ranks in contents.items()}
    of = canonical(best, stands_in)
    out = {}
    for name, ranks in contents.items():
        original = best[of.get(name, name)].id
        out.update({each.id: original for each in ranks if each.id != original})
    return out
