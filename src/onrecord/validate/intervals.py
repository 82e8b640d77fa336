"""Wilson's interval and Student's quantile: what intervals are made of, without numpy."""

from __future__ import annotations

import math
from statistics import NormalDist

LEVEL = 0.95


def wilson(p: float, n: float, z: float) -> tuple[float, float]:
    """Wilson's score interval of a proportion seen in n."""
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n))


def student(freedom: int, level: float = LEVEL) -> float:
    """The two-sided quantile of Student's t: Hill's expansion by Cornish and Fisher, right to 0.01 from 4 degrees of freedom."""
    z, v = NormalDist().inv_cdf((1 + level) / 2), max(freedom, 3)
    terms = ((z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384)
    return z + math.fsum(term / v**k for k, term in enumerate(terms, 1))
