"""Names on a drawing: as wide as measured, none on another; those along an axis thinned; actors of a network apart."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from onrecord.serve.graph import spread, stressed
from onrecord.serve.labels import Box, Point, placed, thinned, width

FRAME = Box(0, 0, 400, 300)


def boxes(labels: list, size: float) -> list[Box]:  # type: ignore[type-arg]
    out = []
    for label in labels:
        if label:
            left = label.x - {"start": 0.0, "middle": width(label.text, size) / 2, "end": width(label.text, size)}[label.anchor]
            out.append(Box(left, label.y - size * 0.8, left + width(label.text, size), label.y + size * 0.3))
    return out


@pytest.mark.parametrize("text", ["Mali", "WWW", "ill", "Україна", "日本国", ""])
def test_width_grows_with_the_letters(text: str) -> None:
    assert width(text + "m", 10) > width(text, 10) >= 0
    assert width(text, 20) == pytest.approx(2 * width(text, 10))


def test_a_crowd_of_names() -> None:
    """Sixty places in a small frame: names that fit stand apart from each other and from every circle."""
    points = [Point(20 + 37 * k % 360, 15 + 53 * k % 270, 3 + k % 5, f"Place number {k}") for k in range(60)]
    labels = placed(points, 12, FRAME, 60)
    found = boxes(labels, 12)
    assert 5 < len(found) < 60
    assert not any(a.meets(b) for a, b in combinations(found, 2))
    for label, box in zip([x for x in labels if x], found, strict=True):
        assert box.within(FRAME)
        assert not any(box.meets(Box(p.x - p.r, p.y - p.r, p.x + p.r, p.y + p.r)) for p in points if p.text != label.text)


def test_no_more_names_than_asked_for() -> None:
    assert sum(1 for label in placed([Point(200, 20 * k, 3, "a") for k in range(1, 10)], 12, FRAME, 4) if label) == 4


def test_a_name_without_room_stands_aside_with_a_line() -> None:
    point = Point(150, 110, 2, "Minsk")
    beside = [Box(153, 105, 160, 115), Box(140, 105, 147, 115), Box(145, 96, 155, 106), Box(145, 115, 155, 124)]
    (label,) = placed([point], 10, FRAME, 1, beside)
    assert label
    assert label.line
    assert placed([point], 10, FRAME, 1)[0].line is None  # type: ignore[union-attr]
    assert placed([point], 10, FRAME, 1, [FRAME]) == [None]


def test_words_along_an_axis() -> None:
    assert thinned(["2019", "2020", "2021"], [0, 100, 200], 13) == [True, True, True]
    assert thinned(["2019-01", "2019-02", "2019-03", "2019-04"], [0, 50, 100, 150], 13) == [True, False, True, False]
    assert thinned(["a" * 40, "b" * 40], [0, 5], 13) == [True, False]


def test_a_network_stands_apart_and_stays_the_same() -> None:
    ties = [(k, (k * 7 + 3) % 30, 0.5) for k in range(30)] + [(0, k, 0.2) for k in range(1, 20)]
    at = stressed(30, ties)
    assert np.array_equal(at, stressed(30, ties))
    places = spread(at, [(90.0, 40.0)] * 30, (1000.0, 640.0))
    assert places
    for (ax, ay), (bx, by) in combinations(places, 2):
        assert abs(ax - bx) >= 89.9 or abs(ay - by) >= 39.9
    assert all(45 <= x <= 955 and 20 <= y <= 620 for x, y in places)


def test_neighbours_stand_nearer_than_strangers() -> None:
    at = stressed(4, [(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0)])
    near, far = np.hypot(*(at[0] - at[1])), np.hypot(*(at[0] - at[3]))
    assert near * 2 < far


def test_what_does_not_fit_is_said() -> None:
    assert spread(stressed(5, [(0, 1, 1.0)]), [(60.0, 60.0)] * 5, (100.0, 100.0)) is None
    assert spread(stressed(1, []), [(200.0, 20.0)], (100.0, 100.0)) is None
