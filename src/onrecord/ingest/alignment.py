"""Which paragraphs of an original a translation's paragraphs render: lengths, with numbers and names as anchors.

Gale and Church, "A Program for Aligning Sentences in Bilingual Corpora" (Computational Linguistics 19:1, 1993), over paragraphs:
a dynamic programme over beads 1–1, 1–0, 0–1, 2–1, 1–2, 2–2 whose cost is how unlikely the two lengths are for one text and its
translation. To it comes what no translator changes much: figures, and names that are written alike.

    align(["Zwölf Tote.", "Ende."], ["Twelve dead.", "The end."])  ->  [Bead((0, 1), (0, 1)), Bead((1, 2), (1, 2))]
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

VARIANCE = 6.8  # of characters a character, as the paper measured it
PRIORS = {(1, 1): 0.89, (1, 0): 0.005, (0, 1): 0.005, (2, 1): 0.045, (1, 2): 0.045, (2, 2): 0.01, (3, 1): 0.005, (1, 3): 0.005}  # the paper's, with room for 3
ANCHOR = 6.0  # nats that a shared anchor met nowhere else is worth
MISSED = 1.5  # nats that an anchor without its counterpart costs, where the other text has it somewhere
BAND = 60  # paragraphs off the diagonal that are looked at, or a fifth of them
_NUMBER = re.compile(r"\d+(?:[.,’'\u00a0\u202f ]\d{3})*(?:[.,]\d+)?")
_WORD = re.compile(r"\b[^\W\d_]\w{3,}")


class Bead(NamedTuple):
    original: tuple[int, int]  # paragraphs, half-open; empty: nothing there
    translation: tuple[int, int]


def align(original: Sequence[str], translation: Sequence[str]) -> list[Bead]:
    """Every paragraph of both texts in one bead, in order."""
    n, m = len(original), len(translation)
    if not n or not m:
        return [Bead((0, n), (0, m))] if n or m else []
    left, right = [_length(p) for p in original], [_length(p) for p in translation]
    ratio = max(1, sum(right)) / max(1, sum(left))
    left_anchors, right_anchors, worth = _anchors(original, translation)
    band = max(BAND, (n + m) // 10, abs(n - m) + 10)
    cost: list[dict[int, float]] = [{} for _ in range(n + 1)]
    back: list[dict[int, tuple[int, int]]] = [{} for _ in range(n + 1)]
    cost[0][0] = 0.0
    for i in range(n + 1):
        middle = round(i * m / n)
        for j in range(max(0, middle - band), min(m, middle + band) + 1):
            best, step = math.inf, (0, 0)
            for (a, b), prior in PRIORS.items():
                if a > i or b > j or (before := cost[i - a].get(j - b)) is None:
                    continue
                said = before - math.log(prior) + _unlikely(sum(left[i - a : i]), sum(right[j - b : j]), ratio)
                said -= _shared(left_anchors[i - a : i], right_anchors[j - b : j], worth)
                if said < best:
                    best, step = said, (a, b)
            if best < math.inf:
                cost[i][j], back[i][j] = best, step
    beads = []
    i, j = n, m
    while i or j:
        a, b = back[i][j]
        beads.append(Bead((i - a, i), (j - b, j)))
        i, j = i - a, j - b
    return beads[::-1]


def _length(paragraph: str) -> int:
    return len("".join(paragraph.split()))


def _unlikely(left: int, right: int, ratio: float) -> float:
    """-log of the chance that texts of these lengths render each other: the paper's delta as a standard normal deviate."""
    if not left and not right:
        return 0.0
    mean = (left + right / ratio) / 2
    delta = abs(right - left * ratio) / math.sqrt(max(1.0, mean * ratio) * VARIANCE)
    return -math.log(max(math.erfc(delta / math.sqrt(2)), 1e-15))


def _anchors(original: Sequence[str], translation: Sequence[str]) -> tuple[list[Counter[str]], list[Counter[str]], dict[str, float]]:
    """The anchors of each paragraph that both texts have, and what each is worth: the rarer the more."""
    left, right = [_marks(p) for p in original], [_marks(p) for p in translation]
    totals = [sum(side, Counter()) for side in (left, right)]
    both = {mark: max(totals[0][mark], totals[1][mark]) for mark in totals[0] if mark in totals[1]}
    worth = {mark: ANCHOR / count for mark, count in both.items()}
    return [_only(c, worth) for c in left], [_only(c, worth) for c in right], worth


def _only(counts: Counter[str], worth: dict[str, float]) -> Counter[str]:
    return Counter({mark: n for mark, n in counts.items() if mark in worth})


def _marks(paragraph: str) -> Counter[str]:
    """Figures without their separators, and the beginnings of names: "1.200 in Stoltenberg" -> 1200, stolt."""
    found = Counter(re.sub(r"\D", "", number) for number in _NUMBER.findall(paragraph))
    found.update(_folded(name)[:5] for name in _WORD.findall(paragraph) if name[0].isupper())
    return found


def _folded(name: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return "".join(_LATIN.get(c, c) for c in plain)


# Cyrillic as news agencies write it in English, so that names meet: ISO 9 is for libraries, BGN/PCGN is what is printed
_LATIN = dict(zip("абвгґдежзиіїйклмнопрстуфыэ", "abvhgdezziiiyklmnoprstufye", strict=True)) | {
    "ё": "e", "є": "ye", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ь": "", "ъ": "", "ł": "l", "ø": "o", "đ": "d", "ß": "ss",
}  # fmt: skip


def _shared(left: Sequence[Counter[str]], right: Sequence[Counter[str]], worth: dict[str, float]) -> float:
    """What the anchors of a bead say for it; those that only one side has say against it."""
    if not left or not right:
        return -MISSED * sum(len(side) for side in (*left, *right))
    one, other = sum(left, Counter()), sum(right, Counter())
    common = one & other
    lonely = sum((one - other).values()) + sum((other - one).values())
    return sum(n * worth[mark] for mark, n in common.items()) - MISSED * lonely


def counterpart(beads: Sequence[Bead], paragraph: int) -> tuple[int, int]:
    """The original's paragraphs that a paragraph of the translation renders."""
    return next((bead.original for bead in beads if bead.translation[0] <= paragraph < bead.translation[1]), (0, 0))
