"""Precision, recall, corrected counts and agreement from coded passages, each with its 95 % interval.

The passages are the units that were drawn, so every interval is clustered by passage. Rates are ratios of sums over passages; their
variance is that of a ratio estimator (Cochran, Sampling Techniques, 1977, ch. 6), their interval Wilson's with the sample size that such a
variance is worth (Korn & Graubard 1998; Franco, Little, Louis & Slud 2019). Agreement: Krippendorff's alpha (Content Analysis, 2019, ch. 12)
and positive specific agreement (Hripcsak & Rothschild, JAMIA 12, 2005), intervals by bootstrap over passages.
`python -m bench.validate` simulates how often the intervals hold the truth.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from onrecord.validate.intervals import LEVEL, student, wilson

Array = NDArray[np.float64]
RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Estimate:
    """null where nothing can be said: no items, or no variation to compare with."""

    value: float | None
    low: float | None
    high: float | None
    of: float  # what it rests on: items, or passages for agreement


NOTHING = Estimate(None, None, None, 0)


def proportion(right: Sequence[float], all_: Sequence[float], population: int) -> Estimate:
    """sum(right) / sum(all_) over passages drawn from `population`, e.g. precision from right and found items of each passage."""
    x, y = np.asarray(right, float), np.asarray(all_, float)
    total = float(y.sum())
    if total == 0:
        return NOTHING
    p = float(x.sum()) / total
    clusters = int((y > 0).sum())
    size = worth(x, y, p, clusters, population)
    if math.isinf(size):
        return Estimate(p, p, p, total)
    return Estimate(p, *wilson(p, size, student(clusters - 1)), total)


def worth(x: Array, y: Array, p: float, clusters: int, population: int) -> float:
    """The number of independent items that would give the ratio's variance; infinite when every passage was coded."""
    left = 1 - len(y) / population
    if left <= 0:
        return math.inf
    if p in (0.0, 1.0):
        return clusters / left  # no variation was seen: each passage counts as one item
    n = len(y)
    variance = left * n / (n - 1) * float(((x - p * y) ** 2).sum()) / float(y.sum()) ** 2
    return min(p * (1 - p) / variance, float(y.sum()) / left) if variance > 0 else float(y.sum()) / left


def corrected(true: Sequence[float], found: Sequence[float], total: int, population: int) -> Estimate:
    """How many there are in all documents: the record's `total` times (true / found) in the sample. Interval on the scale of logarithms."""
    g, m = np.asarray(true, float), np.asarray(found, float)
    if m.sum() == 0 or g.sum() == 0:
        return NOTHING
    ratio = float(g.sum() / m.sum())
    n, left = len(m), max(0.0, 1 - len(m) / population)
    error = math.sqrt(left * n / (n - 1) * float(((g - ratio * m) ** 2).sum())) / float(m.sum()) if n > 1 else math.inf
    factor = math.exp(student(int(((g > 0) | (m > 0)).sum()) - 1) * error / ratio)
    return Estimate(total * ratio, total * ratio / factor, total * ratio * factor, float(g.sum()))


# -- agreement ------------------------------------------------------------------------------------------------------


def alpha(pairs: Sequence[tuple[Any, Any]], metric: Literal["nominal", "interval"] = "nominal") -> float | None:
    """Krippendorff's alpha of two coders over units both coded; null where all values are the same."""
    if not pairs:
        return None
    if metric == "interval":
        a, b = np.asarray([p[0] for p in pairs], float), np.asarray([p[1] for p in pairs], float)
        pooled = np.concatenate((a, b))
        expected = 2 * float(pooled.var(ddof=1))
        return None if expected == 0 else 1 - float(((a - b) ** 2).mean()) / expected
    values = [value for pair in pairs for value in pair]
    n = len(values)
    same = sum(count * (count - 1) for count in (values.count(value) for value in set(values)))
    expected = 1 - same / (n * (n - 1))
    return None if expected == 0 else 1 - sum(a != b for a, b in pairs) / len(pairs) / expected


def positive_agreement(both: Sequence[float], one: Sequence[float], other: Sequence[float]) -> float | None:
    """2 × both / (one + other): how likely an item that one coder marked is marked by the other. Equals the F measure between them."""
    marked = sum(one) + sum(other)
    return 2 * sum(both) / marked if marked else None


def bootstrapped(measure: Callable[[Sequence[int]], float | None], passages: int, seed: int) -> Estimate:
    """`measure(which passages)` over resamples of the passages, percentiles; seeded, so that the same sheets give the same numbers."""
    value = measure(range(passages))
    if value is None or passages < 2:
        return Estimate(value, None, None, passages)
    draw = np.random.default_rng(seed)
    again = [measure(draw.integers(0, passages, passages).tolist()) for _ in range(RESAMPLES)]
    seen = sorted(each for each in again if each is not None)
    tail = (1 - LEVEL) / 2
    return Estimate(value, seen[int(tail * (len(seen) - 1))], seen[math.ceil((1 - tail) * (len(seen) - 1))], passages)
