"""What the syntax says of a pronoun's antecedents: features of made-up parses, and a fit that finds weights again."""

from __future__ import annotations

import numpy as np
from training.antecedents import FEATURES, features, fitted, weights


def test_features() -> None:
    words = "Ada Lind saw her . She left".split()
    heads, relations = [2, 0, 2, 2, 2, 6, 6], ["nsubj", "flat", "root", "obj", "punct", "nsubj", "root"]
    sentences = [0, 0, 0, 0, 0, 1, 1]
    her = dict(zip(FEATURES, features(words, heads, relations, sentences, 3, [1]), strict=True))
    assert her["one verb"] == her["subject near"] == her["same sentence"] == 1
    assert her["same relation"] == her["only after"] == her["subject far"] == 0
    she = dict(zip(FEATURES, features(words, heads, relations, sentences, 5, [1]), strict=True))
    assert she["subject near"] == she["same relation"] == 1
    assert she["one verb"] == she["same sentence"] == 0
    assert she["distance"] == np.log1p(4)


def test_fit() -> None:
    drawn = np.random.default_rng(7)
    x = drawn.normal(size=(4000, 2, 3))
    scores = np.concatenate([x @ np.array([1.5, -1.0, 0.0]), np.full((4000, 1), 0.5)], 1) + drawn.gumbel(size=(4000, 3))
    assert np.allclose(fitted(x, scores.argmax(1)), [1.5, -1.0, 0.0], atol=0.15)


def test_what_is_shipped() -> None:
    kept = dict(zip(FEATURES, weights(), strict=True))
    assert kept["one verb"] < 0 < kept["subject near"]
