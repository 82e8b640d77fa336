"""How often the 95 % intervals of `onrecord validate` hold the truth, in simulated records of which the truth is known.

Passages hold 0 to many true items (negative binomial); of each passage's items the reader finds a share that varies between passages (beta,
so that misses come in clusters) and adds wrong ones. A sample is drawn, the intervals are made, the truth of the whole record is looked up.

    python -m bench.validate [--rounds 1000] [--seed 7]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from onrecord.validate.rates import corrected, proportion

POPULATION = 6000
Ints = NDArray[np.int64]


def record(draw: np.random.Generator, recall: float, precision: float, clustering: float) -> tuple[Ints, Ints, Ints]:
    """(true, found, right) items of each passage."""
    true = draw.negative_binomial(1.2, 1.2 / (1.2 + 0.9), POPULATION)
    right = draw.binomial(true, _shares(draw, recall, clustering))
    wrong_rate = right.sum() * (1 - precision) / precision / POPULATION
    wrong = draw.poisson(wrong_rate * draw.gamma(1 / (clustering + 0.01), clustering + 0.01, POPULATION))
    return true, right + wrong, right


def _shares(draw: np.random.Generator, mean: float, clustering: float) -> NDArray[np.float64]:
    if clustering == 0:
        return np.full(POPULATION, mean)
    weight = 1 / clustering - 1
    return draw.beta(mean * weight, (1 - mean) * weight, POPULATION)


def covered(draw: np.random.Generator, sample: int, recall: float, precision: float, clustering: float, rounds: int) -> tuple[Ints, list[float]]:
    """How often precision, recall and count lay inside, and the mean widths (of the count: in percent of it)."""
    hits, widths = np.zeros(3, np.int64), np.zeros(3)
    true, found, right = record(draw, recall, precision, clustering)
    for _ in range(rounds):
        chosen = draw.choice(POPULATION, sample, replace=False)
        t, f, r = true[chosen], found[chosen], right[chosen]
        count = corrected(t.tolist(), f.tolist(), int(found.sum()), POPULATION)
        made = [(proportion(r, f, POPULATION), right.sum() / found.sum()), (proportion(r, t, POPULATION), right.sum() / true.sum()), (count, true.sum())]
        for k, (estimate, truth) in enumerate(made):
            assert estimate.low is not None
            assert estimate.high is not None
            hits[k] += estimate.low <= truth <= estimate.high
            widths[k] += (estimate.high - estimate.low) * (100 / truth if k == 2 else 100)
    return hits, (widths / rounds).tolist()


def scenarios() -> Iterator[tuple[int, float, float, float]]:
    yield from product((100, 200, 400), (0.5, 0.8, 0.95), (0.7, 0.9), (0.0, 0.1, 0.3))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    draw = np.random.default_rng(given.seed)
    total, least, most = np.zeros(3), np.ones(3), np.zeros(3)
    print("passages  recall  precision  clustering  inside: precision  recall  count   width in points: precision  recall  count in %")
    cases = list(scenarios())
    for sample, recall, precision, clustering in cases:
        hits, widths = covered(draw, sample, recall, precision, clustering, given.rounds)
        share = hits / given.rounds
        total, least, most = total + share, np.minimum(least, share), np.maximum(most, share)
        print(f"{sample:8}  {recall:6}  {precision:9}  {clustering:10}  {share[0]:17.3f}  {share[1]:6.3f}  {share[2]:5.3f}   {widths[0]:26.1f}  {widths[1]:6.1f}  {widths[2]:10.1f}")
    mean = total / len(cases)
    print(f"mean of {len(cases)} cases: precision {mean[0]:.3f} ({least[0]:.3f}–{most[0]:.3f}), recall {mean[1]:.3f} ({least[1]:.3f}–{most[1]:.3f}), count {mean[2]:.3f} ({least[2]:.3f}–{most[2]:.3f})")


if __name__ == "__main__":
    main()
