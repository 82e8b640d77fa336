"""The search for labels: what comes out is well-formed, and nothing well-formed is better. Spans are what the labels say."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.reader.decode import Floats, Labelled, _grammar, _searched, best, log_softmax, softmax, spans
from onrecord.reader.frames import _spans as fixed_spans

ONE = ["O", "B-cue", "I-cue"]
TWO = ["O", "B-source", "I-source", "B-content", "I-content"]


def well_formed(sequence: tuple[str, ...] | list[str]) -> bool:
    """I-x only after B-x or I-x."""
    return all(label[0] != "I" or (before != "O" and before[2:] == label[2:]) for before, label in pairwise(["O", *sequence]))


def brute(scores: Floats, labels: list[str]) -> float:
    """The best sum of any well-formed sequence."""
    ways = product(range(len(labels)), repeat=len(scores))
    return max(float(scores[np.arange(len(scores)), list(way)].sum()) for way in ways if well_formed([labels[k] for k in way]))


def tables(labels: list[str], most: int) -> st.SearchStrategy[Floats]:
    """(words, labels) logits; whole numbers too, so that there are ties."""
    value = st.one_of(st.floats(-12, 12, width=32), st.integers(-2, 2).map(float))
    return st.lists(st.lists(value, min_size=len(labels), max_size=len(labels)), min_size=1, max_size=most).map(lambda rows: np.array(rows, np.float32))


@pytest.mark.parametrize(("labels", "most"), [(ONE, 6), (TWO, 4), ([*TWO, "B-cue", "I-cue"], 3)])
def test_nothing_well_formed_is_better(labels: list[str], most: int) -> None:
    @given(tables(labels, most))
    @settings(deadline=None, max_examples=80)
    def check(logits: Floats) -> None:
        scores = log_softmax(logits)
        found = best(scores, labels)
        assert found.shape == (len(logits),)
        assert well_formed([labels[k] for k in found])
        assert float(scores[np.arange(len(scores)), found].sum()) == pytest.approx(brute(scores, labels), abs=1e-4)

    check()


@given(tables(TWO, 60))
@settings(deadline=None, max_examples=100)
def test_parts_searched_by_themselves_give_what_the_whole_gives(logits: Floats) -> None:
    scores = log_softmax(logits + np.array([3, 0, 0, 0, 0], np.float32))  # mostly O, as in prose
    found, whole = best(scores, TWO), _searched(scores, _grammar(tuple(TWO)))
    at = np.arange(len(scores))
    assert well_formed([TWO[k] for k in found])
    assert float(scores[at, found].sum(dtype=np.float64)) == pytest.approx(float(scores[at, whole].sum(dtype=np.float64)), abs=1e-6)


@given(tables(TWO, 60))
@settings(deadline=None, max_examples=100)
def test_long_tables_give_well_formed_labels(logits: Floats) -> None:
    assert well_formed([TWO[k] for k in best(log_softmax(logits), TWO)])


def test_where_the_best_labels_are_well_formed_they_are_taken() -> None:
    logits = np.array([[0, 9, 1], [0, 1, 9], [9, 0, 0], [0, 9, 1]], np.float32)
    assert best(log_softmax(logits), ONE).tolist() == [1, 2, 0, 1]


def test_a_confident_inside_makes_a_beginning() -> None:
    logits = np.array([[2, 1, 9], [0, 0, 9], [9, 0, 0]], np.float32)
    assert best(log_softmax(logits), ONE).tolist() == [1, 2, 0]


def test_a_weak_inside_falls_outside() -> None:
    logits = np.array([[9, 0, 0], [4, 0, 5], [9, 0, 0]], np.float32)
    assert best(log_softmax(logits), ONE).tolist() == [0, 0, 0]


def test_no_kind_goes_on_as_another() -> None:
    logits = np.array([[0, 9, 0, 0, 0], [0, 0, 1, 0, 9]], np.float32)
    found = [TWO[k] for k in best(log_softmax(logits), TWO)]
    assert found in (["B-source", "I-source"], ["B-content", "I-content"])
    assert found == ["B-source", "I-source"], "1 less for the second word is better than 9 less for the first"


def test_no_words() -> None:
    assert best(np.zeros((0, 3), np.float32), ONE).tolist() == []
    assert spans(np.zeros((0, 3), np.float32), ONE) == []


# -- probabilities --------------------------------------------------------------------------------------------------


@given(tables(TWO, 5))
@settings(deadline=None)
def test_probabilities_sum_to_one(logits: Floats) -> None:
    assert softmax(logits).sum(-1) == pytest.approx(np.ones(len(logits)), abs=1e-5)
    assert (log_softmax(logits) <= 0).all()


def test_large_logits_do_not_overflow() -> None:
    assert softmax(np.array([[1000, 0, -1000]], np.float32)).tolist() == [[1, 0, 0]]


# -- spans ----------------------------------------------------------------------------------------------------------


def sure(labels: list[str], sequence: str) -> Floats:
    """Logits that are sure of these labels."""
    out = np.zeros((len(sequence.split()), len(labels)), np.float32)
    for row, label in zip(out, sequence.split(), strict=True):
        row[labels.index(label)] = 20
    return out


@pytest.mark.parametrize(
    ("sequence", "expected"),
    [
        ("O O O", []),
        ("B-source", [("source", 0, 1)]),
        ("O B-source I-source O", [("source", 1, 3)]),
        ("B-source B-source I-source", [("source", 0, 1), ("source", 1, 3)]),
        ("B-source I-source B-content I-content I-content", [("source", 0, 2), ("content", 2, 5)]),
        ("B-content O B-content", [("content", 0, 1), ("content", 2, 3)]),
    ],
)
def test_spans_of_labels(sequence: str, expected: list[tuple[str, int, int]]) -> None:
    assert [span[:3] for span in spans(sure(TWO, sequence), TWO)] == expected


def test_the_score_of_a_span_is_the_mean_of_its_words() -> None:
    p = np.array([[0.1, 0.8, 0.1], [0.2, 0.2, 0.6], [0.3, 0.3, 0.4], [0.9, 0.05, 0.05]], np.float32)
    (found,) = spans(np.log(p), ONE)
    assert found == Labelled("cue", 0, 3, pytest.approx((0.8 + 0.6 + 0.4) / 3))


@given(tables(TWO, 30))
@settings(deadline=None, max_examples=100)
def test_spans_are_in_order_disjoint_and_say_what_the_labels_say(logits: Floats) -> None:
    found = spans(logits, TWO)
    said = ["O"] * len(logits)
    at = 0
    for span in found:
        assert at <= span.start < span.end <= len(logits)
        assert 0 <= span.score <= 1 + 1e-6
        at = span.end
        said[span.start : span.end] = [f"B-{span.label}", *[f"I-{span.label}"] * (span.end - span.start - 1)]
    assert said == [TWO[k] for k in best(log_softmax(logits), TWO)]


@given(tables(TWO, 12), st.integers(0, 11))
@settings(deadline=None, max_examples=100)
def test_an_anchor_begins_what_it_anchors(logits: Floats, at: int) -> None:
    anchor = at % len(logits)
    found = fixed_spans(log_softmax(logits), TWO, anchor, "B-source", 0.7, np.exp(log_softmax(logits)))
    assert [span.label for span in found if span.start == anchor] == ["source"]
    assert all(0 <= span.score <= 1 + 1e-6 for span in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(tables(ONE, 5), st.integers(0, 4))
@settings(deadline=None, max_examples=80)
def test_nothing_well_formed_with_that_anchor_is_better(logits: Floats, at: int) -> None:
    anchor = at % len(logits)
    scores = log_softmax(logits)
    said = np.zeros(len(logits), np.int64)
    for span in fixed_spans(scores, ONE, anchor, "B-cue", 0.7, np.exp(scores)):
        said[span.start : span.end] = [1, *[2] * (span.end - span.start - 1)]
    allowed = scores.copy()
    allowed[anchor, [0, 2]] = -1e6
    assert float(scores[np.arange(len(scores)), said].sum()) == pytest.approx(brute(allowed, ONE), abs=1e-4)
