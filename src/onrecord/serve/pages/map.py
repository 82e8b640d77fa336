"""The map: where events took place. A state for what is told no closer, points for places, rings for regions, disputed areas hatched.

It is drawn twice, for wide and for narrow screens, each with its own clusters and names; outlines stand in the page once.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot, log1p, sqrt
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from onrecord.errors import Usage
from onrecord.report.tables import COLUMNS, item_row
from onrecord.serve.context import Reading, rendered, url_with
from onrecord.serve.geography import WIDTH, Area, areas, projected
from onrecord.serve.kept import kept, kept_page
from onrecord.serve.labels import Box, Label, Point, placed, width
from onrecord.serve.picked import ACTUAL, QUADS, Picked, Picking, types
from onrecord.serve.shown import Shown
from onrecord.store import Record
from onrecord.store.rows import loaded

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Query(max_length=300)]
View = tuple[float, float, float]  # left, top, width in units of the map
POINTS = ("point", "city")
DRAWN, LISTED, SHADES, BEHIND = 300, 200, 5, 120
WORLD: View = (0.0, 150.0, float(WIDTH))
SOUTH = 4300.0  # nothing is told of what lies beyond
LEAST, CLOSEST = 900.0, 150.0  # units of the map that are shown at least: about 3,000 km; and after the last step closer
REGIONS: dict[str, tuple[float, float, float, float]] = {  # what can be looked at closer: west, south, east, north
    "Europe": (-12, 35, 42, 66), "Middle East": (25, 12, 63, 42), "North Africa": (-18, 8, 38, 38), "Africa south of the Sahara": (-18, -35, 52, 16),
    "Central and South Asia": (45, 5, 98, 52), "East Asia": (95, 8, 150, 52), "North America": (-130, 22, -60, 58), "Central and South America": (-118, -56, -34, 30), "Oceania": (95, -48, 180, 8),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen's drawing: its size in its own units, its letters, its largest circle, how many names it may hold."""

    name: str
    width: float
    height: float
    size: float
    largest: float
    names: int


PICTURES = (Picture("wide", 1000, 540, 12, 20, 45), Picture("narrow", 400, 400, 13, 11, 14))


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its reports of events; without coordinates, or of country precision, it is counted with its area."""

    name: str
    country: str | None
    latitude: float | None
    longitude: float | None
    precision: str
    reports: int
    documents: int
    keys: tuple[int, ...]  # of the first

    @property
    def short(self) -> str:
        return self.name.split(" (")[0]


@dataclass(frozen=True, slots=True)
class Land:
    """An outline with reports, `shade` 1 to SHADES, or a disputed one."""

    key: str
    shade: int
    disputed: bool
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One place, or several that would cover each other. In units of a picture."""

    x: float
    y: float
    r: float
    ring: bool  # somewhere in a region
    count: int
    title: str
    name: str
    href: str
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    picture: Picture
    scale: float
    left: float
    top: float
    lands: list[Land]
    marks: list[Mark]
    names: list[Label]  # of states, with their reports
    outside: int  # reports that are not in the picture


@router.get("/map")
@kept_page
def page(request: Request, record: Reading, picked: Picking, view: Text = "places") -> HTMLResponse:
    spots = kept(request, record, f"map {sorted(picked.given.items())}", lambda r: _spots(r, picked))
    named = {a.name: a for a in areas() if not a.iso3}
    codes = {a.iso3: a for a in areas() if a.iso3 and not a.disputed} | {a.iso3: a for a in areas() if a.iso3 and a.disputed}
    whole: Counter[str] = Counter()
    for s in spots:
        if s.short in named:
            whole[s.short] += s.reports
        elif s.precision == "country" and s.country:
            whole[s.country] += s.reports
    closer = [s for s in spots if s.precision in (*POINTS, "region") and s.latitude is not None and s.short not in named]
    told = [a for k, a in (named | codes).items() if whole.get(k)]
    seen = _view(view, closer, told, whole)
    most = max([10, *whole.values()])  # one report alone is never the darkest
    lands = [_land(a, n, most, picked) for a in areas() if (n := whole.get(a.iso3 or a.name, 0)) or a.disputed]
    drawings = [_drawing(p, seen, closer, lands, whole, picked) for p in PICTURES]
    others = {"view": view} if view != "places" else {}
    return rendered(
        request, "map.html", heading="Map", drawings=drawings, outlines=_outlines(lands, drawings), rows=[(s, _href([s.name], picked)) for s in spots[:BEHIND]],
        picked=picked, quads=QUADS, types=types(request, record), chips=picked.chips("/map", others), view=view, views=_views(view, closer, told, whole, picked), steps=_steps(seen, picked),
        total=sum(s.reports for s in spots), elsewhere=len(spots) - BEHIND, shades=_legend(most), sizes=_sizes(closer), without=kept(request, record, f"map without {sorted(picked.given.items())}", lambda r: _without(r, picked)),
        disputed=[a for a in areas() if a.disputed], unplaced=sum(s.reports for s in spots) - sum(whole.values()) - sum(s.reports for s in closer),
    )  # fmt: skip


def _spots(record: Record, picked: Picked) -> list[Spot]:
    """Places, those with most reports first; what is told as having happened, copies left out."""
    more, values = picked.sql()
    rows = record.connection.rows(
        "SELECT json_extract(i.json, '$.place'), i.key, i.doc FROM items i JOIN documents d ON d.id = i.doc WHERE"
        f" {ACTUAL} AND json_extract(i.json, '$.place.name') IS NOT NULL{more} ORDER BY d.source, d.id, i.ordinal", values
    )  # fmt: skip
    found: dict[str, list[tuple[int, str]]] = {}
    for place, key, doc in rows:
        found.setdefault(place, []).append((key, doc))
    return _ranked(found)


def _ranked(places: Mapping[str, Sequence[tuple[int, str]]]) -> list[Spot]:
    out = []
    for place, reports in places.items():
        p = json.loads(place)
        keys = tuple(key for key, _ in reports[:LISTED])
        out.append(Spot(p["name"], p.get("country"), p.get("latitude"), p.get("longitude"), p.get("precision") or "unknown", len(reports), len({d for _, d in reports}), keys))
    return sorted(out, key=lambda s: (-s.reports, s.name, s.keys))


def _without(record: Record, picked: Picked) -> int:
    """Reports of events that name no place."""
    more, values = picked.sql()
    query = f"SELECT count(*) FROM items i JOIN documents d ON d.id = i.doc WHERE {ACTUAL} AND json_extract(i.json, '$.place.name') IS NULL{more}"
    return int(record.connection.execute(query, values).fetchone()[0])


@router.get("/map/place")
def place(request: Request, record: Reading, picked: Picking, name: Annotated[list[Text], Query(max_length=60)]) -> HTMLResponse:
    """The reports of events at places, by their names or the beginnings of them before a parenthesis."""
    every = kept(request, record, f"map {sorted(picked.given.items())}", lambda r: _spots(r, picked))
    wanted = set(name)
    codes = {a.iso3 for a in areas() if a.iso3 and a.name in wanted}
    spots = [s for s in every if s.name in wanted or s.short in wanted or (s.precision == "country" and s.country in codes)]
    keys = [k for s in spots for k in s.keys][:LISTED]
    shown = Shown(record)
    lines = record.connection.execute("SELECT i.json FROM items i JOIN documents d ON d.id = i.doc WHERE i.key IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) ORDER BY d.source, d.id, i.ordinal", (json.dumps(keys),))
    rows = [item_row(loaded(line), shown) for (line,) in lines.fetchall()]
    heading = name[0] + (f" and {len(wanted) - 1} more" if len(wanted) > 1 else "")
    return rendered(
        request, "place.html", heading=heading, current="/map", rows=rows, columns=COLUMNS["event"], total=sum(s.reports for s in spots), spots=spots, chips=picked.chips("/map/place", {"name": name}),
        back=url_with("/map", picked.given),
    )  # fmt: skip


def _href(names: Sequence[str], picked: Picked) -> str:
    return url_with("/map/place", {"name": list(names)} | picked.given)


# -- what is looked at ----------------------------------------------------------------------------------------------


def _view(view: str, closer: Sequence[Spot], told: Sequence[Area], whole: Counter[str]) -> View:
    if view == "world":
        return WORLD
    if view in REGIONS:
        return _around([_region(view)])
    if view == "places":
        boxes = [(x, y, x, y) for s in closer for x, y in [_at(s)]]
        return _around(boxes + [_middle(a) for a in told]) if boxes or told else WORLD
    if found := re.fullmatch(r"(-?\d{1,5}),(-?\d{1,5}),(\d{2,5})", view):
        left, top, wide = (float(n) for n in found.groups())
        return left, top, min(max(wide, CLOSEST), WORLD[2])
    raise Usage(f"view {view!r}: expected places, world, {', '.join(REGIONS)} or left,top,width")


def _at(s: Spot) -> tuple[float, float]:
    return projected(s.longitude or 0.0, s.latitude or 0.0)


def _region(name: str) -> tuple[float, float, float, float]:
    west, south, east, north = REGIONS[name]
    corners = [projected(x, y) for x in (west, (west + east) / 2, east) for y in (south, north)]
    return min(x for x, _ in corners), min(y for _, y in corners), max(x for x, _ in corners), max(y for _, y in corners)


def _middle(a: Area) -> tuple[float, float, float, float]:
    """Of an area what must be in the picture: all of a small one, of a large one its middle."""
    left, top, right, bottom = a.box
    if right - left < LEAST * 0.8:
        return float(left), float(top), float(right), float(bottom)
    return (*a.middle, *a.middle)


def _around(boxes: Sequence[tuple[float, float, float, float]]) -> View:
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
    shape = PICTURES[0].width / PICTURES[0].height
    wide = min(max((right - left) * 1.14, (bottom - top) * 1.2 * shape, LEAST), WORLD[2])
    x = min(max((left + right) / 2 - wide / 2, 0), WIDTH - wide)
    return round(x), round((top + bottom) / 2 - wide / shape / 2), round(wide)


def _views(view: str, closer: Sequence[Spot], told: Sequence[Area], whole: Counter[str], picked: Picked) -> list[tuple[str, str, int, bool]]:
    """(words, address, reports, here) of each region with reports, the most first."""
    out = []
    for name in REGIONS:
        left, top, right, bottom = _region(name)
        inside = [s.reports for s in closer if left <= _at(s)[0] <= right and top <= _at(s)[1] <= bottom]
        inside += [whole[a.iso3 or a.name] for a in told if left <= a.middle[0] <= right and top <= a.middle[1] <= bottom]
        if inside:
            out.append((name, url_with("/map", {"view": name} | picked.given), sum(inside), view == name))
    return sorted(out, key=lambda v: (-v[2], v[0]))


def _steps(seen: View, picked: Picked) -> list[tuple[str, str, str]]:
    """(sign, words, address): closer, farther and to the four sides, as links."""
    left, top, wide = seen
    high = wide * PICTURES[0].height / PICTURES[0].width
    steps = []
    if wide > CLOSEST:
        steps.append(("+", "Closer", left + wide / 4, top + high / 4, wide / 2))
    if wide < WORLD[2]:
        steps.append(("−", "Farther", left - wide / 2, top - high / 2, wide * 2))
        steps += [("←", "West", left - wide / 3, top, wide), ("→", "East", left + wide / 3, top, wide), ("↑", "North", left, top - high / 3, wide), ("↓", "South", left, top + high / 3, wide)]
    return [(sign, words, url_with("/map", {"view": _said(x, y, w)} | picked.given)) for sign, words, x, y, w in steps]


def _said(left: float, top: float, wide: float) -> str:
    wide = min(max(wide, CLOSEST), WORLD[2])
    high = wide * PICTURES[0].height / PICTURES[0].width
    return f"{min(max(left, 0), max(WIDTH - wide, 0)):.0f},{min(max(top, 0), max(SOUTH - high, 0)):.0f},{wide:.0f}"


# -- drawing --------------------------------------------------------------------------------------------------------


def _land(a: Area, n: int, most: int, picked: Picked) -> Land:
    title = f"{a.name}: {n} report{'s' if n != 1 else ''}" + (f"; {a.disputed}" if a.disputed else "")
    return Land(_key(a), _shade(n, most), bool(a.disputed), title, _href([a.name], picked) if n else "")


def _key(a: Area) -> str:
    return "a" + re.sub(r"\W", "", a.iso3 or a.name)


def _outlines(lands: Sequence[Land], drawings: Sequence[Drawing]) -> tuple[list[tuple[str, str]], str]:
    """(key, outline) of the areas that are linked or hatched; one path of all others that are in a picture."""
    apart = {land.key for land in lands}
    boxes = [(d.left, d.top, d.picture.width / d.scale, d.picture.height / d.scale) for d in drawings]
    seen = [a for a in areas() if any(_meets(a.box, box) for box in boxes)]
    return [(_key(a), a.outline) for a in seen if _key(a) in apart], "".join(a.outline for a in seen if _key(a) not in apart)


def _drawing(p: Picture, seen: View, closer: Sequence[Spot], lands: Sequence[Land], whole: Counter[str], picked: Picked) -> Drawing:
    left, top, wide = seen
    middle = top + wide * PICTURES[0].height / PICTURES[0].width / 2
    scale = p.width / wide
    p = replace(p, height=round(min(p.height, (SOUTH - WORLD[1]) * scale)))
    high = p.height / scale
    top = min(max(middle - high / 2, WORLD[1]), SOUTH - high)
    box = (left, top, wide, high)
    inside = [s for s in closer if left <= _at(s)[0] <= left + wide and top <= _at(s)[1] <= top + high]
    most = max([10, *(s.reports for s in inside)])
    drawn = {_key(a) for a in areas() if _meets(a.box, box)}
    marks = _clustered(inside[:DRAWN], p, (left, top, scale), most, picked)
    frame = Box(2, 2, p.width - 2, p.height - 2)
    labels = placed([Point(m.x, m.y, m.r, m.name) for m in marks], p.size, frame, p.names)
    marks = [replace(m, label=label) for m, label in zip(marks, labels, strict=True)]
    taken = [Box(m.x - m.r, m.y - m.r, m.x + m.r, m.y + m.r) for m in marks] + [_box(label, p.size) for label in labels if label]
    told = [(whole[a.iso3 or a.name], a) for a in areas() if whole.get(a.iso3 or a.name) and left <= a.middle[0] <= left + wide and top <= a.middle[1] <= top + high]
    points = [Point((a.middle[0] - left) * scale, (a.middle[1] - top) * scale, 0, f"{a.name} {n:,}") for n, a in sorted(told, key=lambda t: (-t[0], t[1].name))]
    names = [label for label in placed(points, p.size, frame, p.names // 2, taken) if label]
    out = sum(s.reports for s in closer) - sum(s.reports for s in inside)
    return Drawing(p, scale, left, top, [land for land in lands if land.key in drawn], marks, names, out)


def _box(label: Label, size: float) -> Box:
    wide = width(label.text, size)
    left = label.x - {"start": 0.0, "middle": wide / 2, "end": wide}[label.anchor]
    return Box(left - 2, label.y - size * 0.8 - 2, left + wide + 2, label.y + size * 0.3 + 2)


def _clustered(spots: Sequence[Spot], p: Picture, at: View, most: int, picked: Picked) -> list[Mark]:
    """Marks, the most reported first; a place joins the first whose circle its own would cover by more than a little."""
    left, top, scale = at
    groups: list[tuple[float, float, float, bool, list[Spot]]] = []
    for s in spots:
        x, y = (_at(s)[0] - left) * scale, (_at(s)[1] - top) * scale
        ring = s.precision == "region"
        r = _radius(s.reports, most, p)
        for gx, gy, gr, is_ring, members in groups:
            if is_ring == ring and hypot(gx - x, gy - y) < max(gr + r * 0.4, 9.0):
                members.append(s)
                break
        else:
            groups.append((x, y, r, ring, [s]))
    made = [_mark(x, y, ring, members, p, scale, most, picked) for x, y, _, ring, members in groups]
    return sorted(made, key=lambda m: (-m.count, m.title))


def _radius(reports: int, most: int, p: Picture) -> float:
    """Areas of circles are as their reports, down to the smallest that can be seen and touched."""
    return max(4.0, p.largest * sqrt(reports / most))


def _mark(x: float, y: float, ring: bool, members: Sequence[Spot], p: Picture, scale: float, most: int, picked: Picked) -> Mark:
    n = sum(s.reports for s in members)
    first = members[0]
    others = len({s.short for s in members}) - 1
    where = f" and {others} more place{'s' if others != 1 else ''} near it" if others else ""
    told = "" if others else " (somewhere in this region)" if ring else f" ({first.precision})"
    title = f"{first.short if others else first.name}{where}: {n} report{'s' if n != 1 else ''}{told}"
    href = _href(list(dict.fromkeys(s.name for s in members)), picked)
    if len(href) > 1500:  # dozens of places: what is there is seen from closer
        ax, ay = _at(first)
        wide = p.width / scale / 3
        href = url_with("/map", {"view": _said(ax - wide / 2, ay - wide / 4, wide)} | picked.given)
    name = first.short if len(first.short) <= 24 else first.short[:23] + "…"
    return Mark(round(x, 1), round(y, 1), round(6.0 if ring else min(_radius(n, most, p), p.largest * 1.3), 1), ring, n, title, f"{name} +{others}" if others else name, href)


def _meets(area: tuple[int, int, int, int], box: tuple[float, float, float, float]) -> bool:
    return area[0] < box[0] + box[2] and area[2] > box[0] and area[1] < box[1] + box[3] and area[3] > box[1]


def _shade(n: int, most: int) -> int:
    return 0 if n == 0 else max(1, min(SHADES, round(SHADES * log1p(n) / log1p(most))))


def _legend(most: int) -> list[tuple[int, str]]:
    """(shade, the numbers it stands for)"""
    out: dict[int, list[int]] = {}
    for n in range(1, min(most, 100_000) + 1):
        out.setdefault(_shade(n, most), []).append(n)
    return [(0, "none")] + [(k, f"{ns[0]:,}" if ns[0] == ns[-1] else f"{ns[0]:,}–{ns[-1]:,}") for k, ns in out.items()]


def _sizes(closer: Sequence[Spot]) -> list[tuple[int, float]]:
    """(reports, radius) of a few circles for the legend."""
    most = max([10, *(s.reports for s in closer)])
    return [(n, round(_radius(n, most, PICTURES[0]), 1)) for n in dict.fromkeys((1, max(2, round(most / 4)), most))]


