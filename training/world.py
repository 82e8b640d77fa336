"""Makes `serve/geography/areas.tsv`: the outlines of states, simplified, projected, mended where the source takes sides.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m training.world package/countries-50m.json > src/onrecord/serve/geography/areas.tsv

Outlines that two areas share are one arc in the source and are simplified once, so that no gap opens between neighbours.
"""

from __future__ import annotations

import heapq
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from onrecord.data import rows
from onrecord.serve.geography import CENTRE, projected

Point = tuple[float, float]
Ring = list[Point]

SMALLEST = 4.0  # square units: a triangle smaller than this is no corner of an outline
SPECK = 20.0  # square units: an island smaller than this is left out where its state has others
LEFT_OUT = {"Antarctica"}
OWN_CODES = {"Kosovo": "XKX", "Indian Ocean Ter.": "AUS", "Ashmore and Cartier Is.": "AUS"}
SIMFEROPOL, CRIMEA = (34.1, 44.95), "Crimea"  # the source draws it as an island of Russia's
DISPUTED = {
    "Crimea": "Ukraine’s by UN General Assembly resolution 68/262; held by Russia since 2014",
    "Kosovo": "a state to about half of the UN’s members, a province of Serbia to the others",
    "Palestine": "occupied territory; a state to most of the UN’s members",
    "Taiwan": "governs itself; claimed by China",
    "N. Cyprus": "Cyprus’s by UN Security Council resolution 541; a state to Turkey alone",
    "W. Sahara": "on the UN’s list of territories that do not govern themselves; mostly held by Morocco",
    "Somaliland": "governs itself; Somalia’s to the UN",
    "Siachen Glacier": "claimed by India and Pakistan",
    "Falkland Is.": "British; claimed by Argentina",
}  # fmt: skip
ALONE = {"N. Cyprus", "Somaliland", "Siachen Glacier", "Crimea"}  # counted by their name, with no state
HEAD = """\
# Outlines of states and disputed areas: ISO 3166 alpha-3 under which an area is counted (XKX for Kosovo; none: by its name), name, why it is hatched, outline.
# Source: Natural Earth 1:50m (public domain) as TopoJSON by world-atlas 2.0.2 (ISC, Copyright 2013-2019 Michael Bostock), made by training/world.py:
# simplified; Equal Earth projection centred on 11° E; Antarctica and specks left out; Crimea taken out of Russia's outline, counted with no state;
# Kosovo given its code. Outlines are SVG paths in whole units, the world 10,000 wide.
iso3	name	disputed	outline"""


def main(path: str) -> None:
    source = json.loads(Path(path).read_text(encoding="utf-8"))
    arcs = [simplified(unwound(arc)) for arc in decoded(source)]
    print(HEAD)
    for name, iso3, polygons in sorted(areas(source["objects"]["countries"]["geometries"], arcs), key=lambda a: (a[1], a[0])):
        outline = drawn(polygons)
        if outline:
            print(iso3, name, DISPUTED.get(name, ""), outline, sep="\t")


def decoded(source: Any) -> Iterator[Ring]:
    """Arcs of a quantized TopoJSON in degrees."""
    (sx, sy), (tx, ty) = source["transform"]["scale"], source["transform"]["translate"]
    for arc in source["arcs"]:
        x = y = 0
        out = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            out.append((x * sx + tx, y * sy + ty))
        yield out


def unwound(arc: Ring) -> Ring:
    """No jump at 180°: -179 after 179 is 181."""
    out = arc[:1]
    for x, y in arc[1:]:
        before = out[-1][0]
        out.append((x + 360 * round((before - x) / 360), y))
    return out


def flat(point: Point) -> Point:
    """Projected without wrapping, so that an arc across 180° stays one line."""
    return projected(point[0], point[1], wrap=False)


def simplified(arc: Ring) -> Ring:
    """Visvalingam & Whyatt 1993: the corner of the smallest triangle goes first, ends stay. Degrees in, degrees out."""
    points = [flat(p) for p in arc]
    before, after = list(range(-1, len(arc) - 1)), list(range(1, len(arc) + 1))
    alive = [True] * len(arc)

    def corner(i: int) -> float:
        a, b, c = points[before[i]], points[i], points[after[i]]
        return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2

    size = {i: corner(i) for i in range(1, len(arc) - 1)}
    heap = [(s, i) for i, s in size.items()]
    heapq.heapify(heap)
    left = len(arc)
    floor = 4 if arc[0] == arc[-1] else 2  # a ring stays a ring
    while heap and left > floor:
        s, i = heapq.heappop(heap)
        if not alive[i] or s != size[i]:
            continue
        if s >= SMALLEST:
            break
        alive[i], left = False, left - 1
        a, c = before[i], after[i]
        after[a], before[c] = c, a
        for j in (a, c):
            if 0 < j < len(arc) - 1:
                size[j] = max(corner(j), s)
                heapq.heappush(heap, (size[j], j))
    return [p for p, keep in zip(arc, alive, strict=True) if keep]


def ring(indices: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    out: Ring = []
    for i in indices:
        part = arcs[i] if i >= 0 else arcs[~i][::-1]
        if out:
            turn = 360 * round((out[-1][0] - part[0][0]) / 360)
            part = [(x + turn, y) for x, y in part][1:]
        out += part
    return out


def areas(geometries: Sequence[Any], arcs: Sequence[Ring]) -> Iterator[tuple[str, str, list[list[Ring]]]]:
    """(name, alpha-3, polygons of rings): Crimea by itself."""
    codes = {f"{int(row[6]):03}": row[1] for row in rows("onrecord.resolve.gazetteer", "countries.tsv")}
    for g in geometries:
        name = g["properties"]["name"]
        if name in LEFT_OUT:
            continue
        iso3 = OWN_CODES.get(name) or (codes.get(g.get("id", ""), "") if name not in ALONE else "")
        polygons = [[ring(r, arcs) for r in polygon] for polygon in (g["arcs"] if g["type"] == "MultiPolygon" else [g["arcs"]])]
        crimea = [p for p in polygons if name == "Russia" and holds(p[0], SIMFEROPOL)]
        if crimea:
            yield CRIMEA, "", crimea
        yield name, iso3, [p for p in polygons if p not in crimea]


def holds(ring: Ring, point: Point) -> bool:
    x, y = point
    within = False
    for (a, b), (c, d) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (b > y) != (d > y) and x < (c - a) * (y - b) / (d - b) + a:
            within = not within
    return within


def drawn(polygons: Sequence[Sequence[Ring]]) -> str:
    """An SVG path of relative whole numbers; each polygon lies where its middle lies, so that none is torn at the map's edge."""
    flats = []
    for polygon in polygons:
        xs = [x for x, _ in polygon[0]]
        turn = 360 * round((CENTRE - (min(xs) + max(xs)) / 2) / 360)
        flats.append([[flat((x + turn, y)) for x, y in r] for r in polygon])
    sizes = [abs(sum(a * d - c * b for (a, b), (c, d) in zip(f[0], f[0][1:] + f[0][:1], strict=True))) / 2 for f in flats]
    kept = [f for f, s in zip(flats, sizes, strict=True) if s >= SPECK] or [f for f, s in zip(flats, sizes, strict=True) if s == max(sizes)]
    return "".join(path(r) for f in kept for r in f)


def path(points: Ring) -> str:
    whole = [(round(x), round(y)) for x, y in points]
    whole = [p for i, p in enumerate(whole) if i == 0 or p != whole[i - 1]]
    if len(whole) > 1 and whole[0] == whole[-1]:
        whole.pop()
    if len(whole) < 3:
        return ""
    steps = [(c - a, d - b) for (a, b), (c, d) in pairwise(whole)]
    return f"M{whole[0][0]} {whole[0][1]}l" + "".join(f"{'' if dx < 0 or not i else ' '}{dx}{'' if dy < 0 else ' '}{dy}" for i, (dx, dy) in enumerate(steps)) + "z"


if __name__ == "__main__":
    main(sys.argv[1])
