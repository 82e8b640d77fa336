"""Scales and axes of the charts: numbers and days to places on an SVG, with round ticks. The drawing itself is in the templates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil, floor, log10

from onrecord.serve.labels import thinned, width

SIZE, WIDE, NARROW = 13.0, 640.0, 290.0  # pixels: of the letters at an axis, and of the axis at the least
ZERO = 0.07  # of a logarithmic axis stands before its first power of ten, for zero
Scale = Callable[[float], float]


@dataclass(frozen=True, slots=True)
class Tick:
    at: float  # place on the axis, in units of the drawing
    text: str
    shown: bool = True  # its words, on a wide screen
    narrow: bool = True  # and on a narrow one


@dataclass(frozen=True, slots=True)
class Axis:
    """`place` turns a value into a place; `log` says that equal steps are equal ratios."""

    place: Scale
    ticks: tuple[Tick, ...]
    log: bool = False


def short(n: float) -> str:
    """1500000 -> '1.5 m', 800000 -> '800 k', 2.5 -> '2.5': for ticks, where there is no room."""
    for size, unit in ((1e12, " trn"), (1e9, " bn"), (1e6, " m"), (1e3, " k")):
        if abs(n) >= size and (size > 1e3 or abs(n) >= 1e4):
            return f"{n / size:.4g}{unit}"
    return f"{int(n):,}" if float(n).is_integer() else f"{n:.4g}"


def linear(low: float, high: float, start: float, end: float) -> Scale:
    width = (high - low) or 1.0
    return lambda value: start + (value - low) / width * (end - start)


def steps(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers that cover low to high, in steps of 1, 2 or 5 times a power of ten."""
    width = (high - low) or abs(high) or 1.0
    rough = width / about
    size = 10 ** floor(log10(rough))
    step = next((m * size for m in (1, 2, 5, 10) if m * size >= rough * 0.999), 10 * size)
    first, last = floor(low / step), ceil(high / step)
    return [round(k * step, 10) for k in range(first, last + 1)]


def values(numbers: Sequence[float], start: float, end: float, about: int = 5) -> Axis:
    """An axis for these numbers: from zero, or by powers of ten where the largest is more than 200 times the smallest above zero."""
    low, high = min(numbers), max(numbers)
    above = min((n for n in numbers if n > 0), default=high)
    if low >= 0 and above > 0 and high / above > 200:
        first, last = floor(log10(above)), ceil(log10(high))
        foot = start + (end - start) * ZERO if low == 0 else start  # zero has no power: it stands before them
        place = linear(first, last, foot, end)
        ticks = tuple(Tick(place(k), short(10.0**k)) for k in range(first, last + 1))
        return Axis(lambda v: place(log10(v)) if v > 0 else start, (Tick(start, "0"), *ticks) if low == 0 else ticks, log=True)
    ticks_ = steps(min(low, 0), max(high, 0), about)
    place = linear(ticks_[0], ticks_[-1], start, end)
    return Axis(place, tuple(Tick(place(t), short(t)) for t in ticks_))


def days(first: date, last: date, start: float, end: float, most: int = 8) -> Axis:
    """A time axis over ordinals of days, its ticks at the beginnings of years, months or days."""
    low, high = first.toordinal(), max(last.toordinal(), first.toordinal() + 1)
    place = linear(low, high, start, end)
    return Axis(place, tuple(Tick(place(d.toordinal()), text) for d, text in _moments(first, last, most)))


def _moments(first: date, last: date, most: int) -> list[tuple[date, str]]:
    length = (last - first).days
    if length > 366 * 2:
        every = next(n for n in (1, 2, 5, 10, 20, 50, 100, 1000) if length / 366 / n <= most)
        years = range(-(-first.year // every) * every, last.year + 1, every)
        return [(date(y, 1, 1), str(y)) for y in years if first <= date(y, 1, 1) <= last]
    if 40 < length <= 120:
        halves = [date(y, m, d) for y in range(first.year, last.year + 1) for m in range(1, 13) for d in (1, 15)]
        return [(d, d.isoformat()) for d in halves if first <= d <= last]
    if length > 40:
        every = next(n for n in (1, 2, 3, 6, 12) if length / 30.4 / n <= most or n == 12)
        months = [(y, m) for y in range(first.year, last.year + 1) for m in range(1, 13, every)]
        return [(date(y, m, 1), f"{y}-{m:02d}") for y, m in months if first <= date(y, m, 1) <= last]
    every = max(1, ceil((length + 1) / most))
    return [(date.fromordinal(o), date.fromordinal(o).isoformat()) for o in range(first.toordinal(), last.toordinal() + 1, every)]


def fitted(axis: Axis, wide: float = WIDE, narrow: float = NARROW) -> Axis:
    """The axis, in percent, with only as many of its ticks in words as stand beside each other."""
    shown = _fitting(axis.ticks, wide)
    few = _fitting(shown, narrow)
    return replace(axis, ticks=tuple(replace(t, shown=t in shown, narrow=t in few) for t in axis.ticks))


def _fitting(ticks: Sequence[Tick], pixels: float) -> list[Tick]:
    places = [min(t.at / 100 * pixels, pixels - width(t.text, SIZE) / 2 if t.at > 90 else pixels) for t in ticks]
    return [t for t, kept in zip(ticks, thinned([t.text for t in ticks], places, SIZE), strict=True) if kept]


def densest(days: Sequence[int], share: float) -> tuple[int, int]:
    """First and last of the shortest stretch that holds this share of the days, which are in order: densest([1, 50, 51, 52], 0.75) -> (50, 52)."""
    held = max(1, int(len(days) * share))
    return min(((days[k], days[k + held - 1]) for k in range(len(days) - held + 1)), key=lambda span: (span[1] - span[0], -span[1]))


def cut(days: Sequence[int], share: float = 0.9) -> tuple[int, int] | None:
    """Where a few far-off days would press all others together: the shortest stretch with nine tenths of them. None: all can be shown."""
    if len(days) < 5:
        return None
    first, last = densest(days, share)
    return (first, last) if (last - first) * 2 < days[-1] - days[0] else None


def path(points: Sequence[tuple[float, float]]) -> str:
    """An SVG path through the points."""
    return "".join(f"{'L' if n else 'M'}{x:.1f} {y:.1f}" for n, (x, y) in enumerate(points))


def periods(first: date, last: date, by: str) -> list[tuple[str, date, date]]:
    """(name, first day, last day) of each day, month, quarter or year from first to last, none left out."""
    out = []
    here = first if by == "day" else date(first.year, 1 if by == "year" else (first.month - 1) // 3 * 3 + 1 if by == "quarter" else first.month, 1)
    while here <= last:
        after = _next(here, by)
        name = {"day": here.isoformat(), "month": f"{here.year:04d}-{here.month:02d}", "quarter": f"{here.year:04d}-Q{(here.month + 2) // 3}", "year": f"{here.year:04d}"}[by]
        out.append((name, here, date.fromordinal(after.toordinal() - 1)))
        here = after
    return out


def _next(day: date, by: str) -> date:
    if by == "day":
        return date.fromordinal(day.toordinal() + 1)
    months = {"month": 1, "quarter": 3, "year": 12}[by]
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, 1)


def period_for(first: date, last: date) -> str:
    """What to count by, so that there are at most some sixty bars."""
    length = (last - first).days
    return "day" if length <= 60 else "month" if length <= 366 * 5 else "quarter" if length <= 366 * 15 else "year"
