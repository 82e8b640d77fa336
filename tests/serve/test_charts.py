"""Scales and axes: round ticks that cover the values, times placed in order, no period left out."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from onrecord.serve.charts import cut, days, densest, fitted, path, period_for, periods, short, steps, values


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 77, [0, 20, 40, 60, 80]), (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1.0]), (-9, 9, [-10, -5, 0, 5, 10]), (0, 0, [0]), (0, 2_000_000, [0, 500_000, 1_000_000, 1_500_000, 2_000_000])],
)
def test_ticks_are_round_and_cover(low: float, high: float, expected: list[float]) -> None:
    assert steps(low, high) == expected


@pytest.mark.parametrize(("n", "text"), [(8000, "8,000"), (800_000, "800 k"), (1_500_000, "1.5 m"), (100_000_000_000, "100 bn"), (2.5, "2.5"), (-20_000, "-20 k")])
def test_short(n: float, text: str) -> None:
    assert short(n) == text


def test_far_apart_values_get_a_logarithmic_axis() -> None:
    axis = values([5, 100_000], 0, 100)
    assert axis.log
    assert [t.text for t in axis.ticks] == ["1", "10", "100", "1,000", "10 k", "100 k"]
    assert axis.place(1) == 0
    assert axis.place(100_000) == 100
    assert axis.place(0) == 0  # nothing falls off the axis
    assert not values([0, 100_000], 0, 100).log
    zero = values([0, 5, 100_000], 0, 100)
    assert zero.log
    assert [t.text for t in zero.ticks][:3] == ["0", "1", "10"]
    assert zero.place(0) == 0 < zero.place(1) < zero.place(5)
    assert not values([-5, 1, 100_000], 0, 100).log


@pytest.mark.parametrize(
    ("first", "last"),
    [("2014-02-21", "2024-06-09"), ("2024-05-24", "2024-05-28"), ("2024-01-31", "2024-12-31"), ("2022-02-24", "2023-06-01"), ("2024-04-04", "2024-05-30"), ("0950-01-01", "2024-01-01"), ("2024-05-28", "2024-05-28")],
)
def test_times(first: str, last: str) -> None:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    axis = days(begin, end, 0, 100)
    assert (2 if end > begin else 1) <= len(axis.ticks) <= 13
    assert [t.at for t in axis.ticks] == sorted(t.at for t in axis.ticks)
    assert all(-0.001 <= t.at <= 100.001 for t in axis.ticks)
    by = period_for(begin, end)
    spans = periods(begin, end, by)
    assert spans[0][1] <= begin <= spans[0][2]
    assert spans[-1][1] <= end <= spans[-1][2]
    assert all(after[1].toordinal() == before[2].toordinal() + 1 for before, after in pairwise(spans))
    assert len({name for name, _, _ in spans}) == len(spans)


def test_path() -> None:
    assert path([(0, 1), (2.25, 3)]) == "M0.0 1.0L2.2 3.0"
    assert path([]) == ""


def test_the_shortest_stretch() -> None:
    assert densest([1, 50, 51, 52], 0.75) == (50, 52)
    assert densest([5], 0.9) == (5, 5)


def test_a_few_far_off_days_are_cut_off_and_nothing_else() -> None:
    assert cut([1, 700, 701, 702, 703, 704]) == (700, 704)
    assert cut([1, 400, 500, 600, 700, 800]) is None  # would shorten too little
    assert cut([1, 700, 701]) is None  # too few to tell


def test_words_of_an_axis_fit_on_a_narrow_screen() -> None:
    axis = fitted(days(date(2019, 1, 1), date(2019, 12, 31), 0, 100))
    assert len([t for t in axis.ticks if t.shown]) >= len([t for t in axis.ticks if t.narrow]) >= 2
    narrow = [t.at * 2.9 for t in axis.ticks if t.narrow]
    assert all(b - a > 55 for a, b in pairwise(narrow))
