"""Words on a drawing that never cover each other: measured here, placed here, so that the page needs no script for it.

Widths are an upper bound: those of the widest interface fonts in use (Verdana, DejaVu Sans), for nobody knows the reader's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import combining, east_asian_width

NARROW, WIDE = set(" !'(),./:;I[]fijlrt|·’‘-"), set("MW@mw%—…+→←")
CLEAR = 2.0  # around a label


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom

    def within(self, other: Box) -> bool:
        return self.left >= other.left and self.right <= other.right and self.top >= other.top and self.bottom <= other.bottom


@dataclass(frozen=True, slots=True)
class Point:
    """A circle that would have a name; r 0: a place without one."""

    x: float
    y: float
    r: float
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """Where a name stands; `line` is (x1, y1, x2, y2) where it stands away from its circle."""

    x: float
    y: float
    anchor: str  # start, middle, end
    text: str
    line: tuple[float, float, float, float] | None = None


def width(text: str, size: float) -> float:
    """At least how wide the text is: width("Mali", 10) -> 24.4."""
    ems = sum(0.0 if combining(c) else 1.0 if c in WIDE or east_asian_width(c) in "WF" else 0.42 if c in NARROW else 0.77 if c.isupper() else 0.65 for c in text)
    return ems * size


def placed(points: Sequence[Point], size: float, frame: Box, most: int, taken: Iterable[Box] = ()) -> list[Label | None]:
    """A name for each of the points, the first served first, as long as there is room: beside its circle, or a little away with a line; else none."""
    circles = [Box(p.x - p.r, p.y - p.r, p.x + p.r, p.y + p.r) for p in points]
    used = list(taken)
    out: list[Label | None] = []
    for k, p in enumerate(points):
        label = None
        if p.text and sum(1 for o in out if o) < most:
            others = used + [c for n, c in enumerate(circles) if n != k and points[n].r]
            label, box = next(((made, b) for made, b in _candidates(p, size) if b.within(frame) and not any(b.meets(o) for o in others)), (None, None))
            if box:
                used.append(box)
        out.append(label)
    return out


def _candidates(p: Point, size: float) -> Iterable[tuple[Label, Box]]:
    wide, up, down = width(p.text, size), size * 0.8, size * 0.3
    places = [] if p.r else [(0.0, size * 0.25, "middle", False)]
    gap = p.r + 3
    places += [(gap, size * 0.3, "start", False), (-gap, size * 0.3, "end", False), (0.0, -gap - down, "middle", False), (0.0, gap + up, "middle", False)]
    if p.r:
        for away in (p.r + 14, p.r + 26):
            places += [(away, -away * 0.6, "start", True), (away, away * 0.6 + up, "start", True), (-away, -away * 0.6, "end", True), (-away, away * 0.6 + up, "end", True)]
    for dx, dy, anchor, far in places:
        x, y = p.x + dx, p.y + dy
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        line = None
        if far:
            foot = y - size * 0.3
            reach = ((dx * dx + (foot - p.y) ** 2) ** 0.5) or 1.0
            line = (round(p.x + dx / reach * p.r, 1), round(p.y + (foot - p.y) / reach * p.r, 1), round(x - (2 if dx > 0 else -2), 1), round(foot, 1))
        yield Label(round(x, 1), round(y, 1), anchor, p.text, line), Box(left - CLEAR, y - up - CLEAR, left + wide + CLEAR, y + down + CLEAR)


def thinned(texts: Sequence[str], places: Sequence[float], size: float) -> list[bool]:
    """Which of the words along an axis are printed: every second, fifth … of them, so that none meets the next."""
    for every in (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20):
        kept = [k for k in range(len(texts)) if k % every == 0]
        if all(places[b] - places[a] >= (width(texts[a], size) + width(texts[b], size)) / 2 + 6 for a, b in pairwise(kept)):
            return [k % every == 0 for k in range(len(texts))]
    return [k == 0 for k in range(len(texts))]
