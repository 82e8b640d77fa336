"""From scores to spans: labels of the form B-x, I-x, O, constrained so that I-x only goes on from B-x or I-x.

Where the best label of every word already makes a well-formed sequence it is the best one; elsewhere a search runs over the words around
what is not well-formed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
SURELY = 1e-3  # how much better O must at least be: far more than rounding could make of a tie


class Labelled(NamedTuple):
    label: str
    start: int  # first word
    end: int  # one past the last
    score: float  # mean probability of its labels


def highest(table: Floats) -> Floats:
    """The maximum over the last axis, which is short: numpy is six times as fast along a long one."""
    out: Floats = np.ascontiguousarray(np.moveaxis(table, -1, 0)).max(0)
    return out


def log_softmax(logits: Floats) -> Floats:
    shifted = logits - highest(logits)[..., None]
    out: Floats = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return out


def softmax(logits: Floats) -> Floats:
    out: Floats = np.exp(log_softmax(logits))
    return out


class Grammar(NamedTuple):
    inside: NDArray[np.bool_]  # which labels are inside a span
    follows: NDArray[np.bool_]  # (before, after): which may follow which
    barred: NDArray[np.float64]  # the same as what is added to the score: nothing, or as much as rules it out
    begins: NDArray[np.int64]  # the B-x of each label that is inside one


@lru_cache(maxsize=32)
def _grammar(labels: tuple[str, ...]) -> Grammar:
    inside = np.array([label[:1] == "I" for label in labels])
    kinds = np.array([label[2:] for label in labels])
    follows = ~inside[None, :] | ((kinds[:, None] == kinds[None, :]) & np.array([label != "O" for label in labels])[:, None])
    return Grammar(inside, follows, np.where(follows, 0.0, -1e9), np.array([labels.index("B" + label[1:]) for label in labels if label[:1] == "I"], np.int64))


def best(scores: Floats, labels: Sequence[str]) -> NDArray[np.int64]:
    """(words, labels) log-probabilities -> the best well-formed label of each word."""
    found: NDArray[np.int64] = scores.argmax(-1)
    grammar = _grammar(tuple(labels))
    if not len(found):
        return found
    wrong = np.flatnonzero(grammar.inside[found])
    wrong = wrong[(wrong == 0) | ~grammar.follows[found[wrong - 1], found[wrong]]]
    if not len(wrong):
        return found
    outside = np.flatnonzero(_outside(scores, grammar))
    done = 0
    for at in wrong.tolist():
        if at >= done:
            k = np.searchsorted(outside, at)
            start = outside[k - 1] + 1 if k else 0
            done = outside[k] if k < len(outside) else len(scores)
            found[start:done] = _searched(scores[start:done], grammar)
    return found


def _outside(scores: Floats, grammar: Grammar) -> NDArray[np.bool_]:
    """The words that are O in any best sequence, so that what stands before and after them can be searched by itself.

    Any other label there could only serve an I-x on the next word. Where O is better by more than B-x on the next word is worse than I-x, O and B-x win.
    """
    more = scores[:, 0] - highest(scores[:, 1:])
    needed = np.zeros(len(scores), np.float32)
    if grammar.inside.any():
        needed[:-1] = np.maximum(0, highest(scores[1:, grammar.inside] - scores[1:, grammar.begins]))
    out: NDArray[np.bool_] = more > needed + SURELY
    return out


def _searched(scores: Floats, grammar: Grammar) -> NDArray[np.int64]:
    """By Viterbi's algorithm."""
    total = scores[0] + np.where(grammar.inside, -1e9, 0.0)
    back = np.zeros(scores.shape, np.int64)
    for t in range(1, len(scores)):
        ways = total[:, None] + grammar.barred
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
    words = np.flatnonzero(found)
    kind, start, end, mean = "", 0, 0, 0.0
    for k, label, score in zip(words.tolist(), [labels[n] for n in found[words].tolist()], p[words, found[words]].tolist(), strict=True):
        if label[0] == "I" and end == k and kind == label[2:]:
            mean = (mean * (k - start) + score) / (k - start + 1)
        else:
            if end:
                out.append(Labelled(kind, start, end, mean))
            kind, start, mean = label[2:], k, score
        end = k + 1
    if end:
        out.append(Labelled(kind, start, end, mean))
    return out
