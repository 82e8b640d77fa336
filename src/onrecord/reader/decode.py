"""From scores to spans: labels of the form B-x, I-x, O, constrained so that I-x only goes on from B-x or I-x.

Where the best label of every word already makes a well-formed sequence it is the best one; the Viterbi search runs for the others only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Labelled(NamedTuple):
    label: str
    start: int  # first word
    end: int  # one past the last
    score: float  # mean probability of its labels


def log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(-1, keepdims=True)
    out: Floats = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return out


def softmax(logits: Floats) -> Floats:
    out: Floats = np.exp(log_softmax(logits))
    return out


@lru_cache(maxsize=32)
def _grammar(labels: tuple[str, ...]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which labels are inside a span; (before, after): which may follow which."""
    inside = np.array([label[:1] == "I" for label in labels])
    kinds = np.array([label[2:] for label in labels])
    follows = ~inside[None, :] | ((kinds[:, None] == kinds[None, :]) & np.array([label != "O" for label in labels])[:, None])
    return inside, follows


def best(scores: Floats, labels: Sequence[str]) -> NDArray[np.int64]:
    """(words, labels) log-probabilities -> the best well-formed label of each word."""
    found: NDArray[np.int64] = scores.argmax(-1)
    inside, follows = _grammar(tuple(labels))
    if not len(found) or (not inside[found[0]] and follows[found[:-1], found[1:]].all()):
        return found
    barred = np.where(follows, 0.0, -1e9)
    total = scores[0] + np.where(inside, -1e9, 0.0)
    back = np.zeros(scores.shape, np.int64)
    for t in range(1, len(scores)):
        ways = total[:, None] + barred
        back[t] = ways.argmax(0)
        total = ways.max(0) + scores[t]
    out = np.zeros(len(scores), np.int64)
    out[-1] = total.argmax()
    for t in range(len(scores) - 1, 0, -1):
        out[t - 1] = back[t, out[t]]
    return out


def spans(logits: Floats, labels: Sequence[str], temperature: float = 1.0) -> list[Labelled]:
    """The spans of a (words, labels) table of BIO scores."""
    return joined(best(log_softmax(logits), labels), softmax(logits / temperature), labels) if len(logits) else []


def joined(found: NDArray[np.int64], p: Floats, labels: Sequence[str]) -> list[Labelled]:
    """Spans from the label of each word and the probabilities of all."""
    out: list[Labelled] = []
    for k in np.flatnonzero(found).tolist():
        label, score = labels[found[k]], float(p[k, found[k]])
        if label[0] == "I" and out and out[-1].end == k and out[-1].label == label[2:]:
            before = out[-1]
            size = k - before.start
            out[-1] = Labelled(before.label, before.start, k + 1, (before.score * size + score) / (size + 1))
        else:
            out.append(Labelled(label[2:], k, k + 1, score))
    return out
