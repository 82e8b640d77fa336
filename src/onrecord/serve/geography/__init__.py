"""Where on the map: outlines of states as they are drawn, and points on the same projection.

Equal Earth (Šavrič, Patterson, Jenny 2018): areas keep their share of the world, so that no state looks larger than it is.
Centred on 11° E, which cuts no land but the Bering Strait's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt

from onrecord.data import table

CENTRE = 11.0  # degrees east
WIDTH, HEIGHT = 10_000, 4_867
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796  # the paper's polynomial
M = sqrt(3) / 2
HALF = 2.7066  # x of 180° on the equator, at unit radius


@dataclass(frozen=True, slots=True)
class Area:
    """`outline` is an SVG path; `box` its (left, top, right, bottom); `middle` that of its largest part; `disputed` says why it is hatched, empty where it is not."""

    iso3: str
    name: str
    disputed: str
    outline: str
    box: tuple[int, int, int, int]
    middle: tuple[float, float]


def projected(longitude: float, latitude: float, wrap: bool = True) -> tuple[float, float]:
    """Degrees -> units of the map, y downwards: (11, 0) -> (5000, 2433)."""
    east = longitude - CENTRE
    if wrap:
        east = (east + 180) % 360 - 180
    t = asin(M * sin(radians(latitude)))
    t2 = t * t
    t6 = t2 * t2 * t2
    x = radians(east) * cos(t) / (M * (A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2)))
    y = t * (A1 + A2 * t2 + t6 * (A3 + A4 * t2))
    scale = WIDTH / 2 / HALF
    return WIDTH / 2 + x * scale, HEIGHT / 2 - y * scale


@cache
def areas() -> tuple[Area, ...]:
    return tuple(_area(r["iso3"], r["name"], r["disputed"], r["outline"]) for r in table("onrecord.serve.geography", "areas.tsv"))


def _area(iso3: str, name: str, disputed: str, outline: str) -> Area:
    boxes = [_box(part) for part in outline.split("z")[:-1]]
    left, top, right, bottom = max(boxes, key=lambda b: (b[2] - b[0]) * (b[3] - b[1]))
    whole = min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
    return Area(iso3, name, disputed, outline, whole, ((left + right) / 2, (top + bottom) / 2))


def _box(part: str) -> tuple[int, int, int, int]:
    """Of a part of a path, `M x y l dx dy …`, as training/world.py writes it."""
    numbers = [int(n) for n in re.findall(r"-?\d+", part)]
    xs, ys = [numbers[0]], [numbers[1]]
    for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
        xs.append(xs[-1] + dx)
        ys.append(ys[-1] + dy)
    return min(xs), min(ys), max(xs), max(ys)
