"""The map: where events took place. A state for what is told no closer, points for places, rings for regions, disputed areas hatched."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log1p, sqrt
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from onrecord.report.tables import COLUMNS, item_row
from onrecord.serve.context import Reading, rendered, url_with
from onrecord.serve.geography import HEIGHT, WIDTH, areas, projected
from onrecord.serve.kept import kept
from onrecord.serve.shown import Shown
from onrecord.store import Record
from onrecord.store.queries import COUNTED
from onrecord.store.rows import loaded

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Query(max_length=300)]
POINTS = ("point", "city")
DRAWN, LISTED, SHADES = 400, 200, 5
WORLD = (0.0, 150.0, float(WIDTH), 4300.0)
LEAST = 900.0  # units of the map that are shown at least: about 3,000 km


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


@dataclass(frozen=True, slots=True)
class Land:
    """An outline as drawn: `shade` 0 (nothing told) to SHADES."""

    outline: str
    shade: int
    disputed: bool
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    y: float
    r: float
    ring: bool  # somewhere in a region
    title: str
    name: str
    href: str


@router.get("/map")
def page(request: Request, record: Reading, type: Text = "", view: Literal["places", "world"] = "places") -> HTMLResponse:
    every = kept(request, record, "map", _spots)
    spots = every.get(type, []) if type else _together(every)
    named = {a.name: a for a in areas() if not a.iso3}
    codes = {a.iso3: a for a in areas() if a.iso3 and not a.disputed} | {a.iso3: a for a in areas() if a.iso3 and a.disputed}
    whole: Counter[str] = Counter()
    for s in spots:
        if (key := s.name.split(" (")[0]) in named:
            whole[key] += s.reports
        elif s.precision == "country" and s.country:
            whole[s.country] += s.reports
    closer = [s for s in spots if s.precision in (*POINTS, "region") and s.latitude is not None and s.name.split(" (")[0] not in named]
    marks = [m for s in closer[:DRAWN] if (m := _mark(s, type))]
    box = WORLD if view == "world" or not spots else _box(marks, [a.box for k, a in (named | codes).items() if whole.get(k)])
    most = max([10, *whole.values()])  # one report alone is never the darkest
    lands = [
        Land(a.outline, _shade(n, most), bool(a.disputed), f"{a.name}: {n} report{'s' if n != 1 else ''}" + (f"; {a.disputed}" if a.disputed else ""), _href(a.name, type) if n else "")
        for a in areas()
        if _meets(a.box, box)
        for n in [whole.get(a.iso3 or a.name, 0)]
    ]
    scale = box[2] / 1000
    rows = sorted(spots, key=lambda s: (-s.reports, s.name))[:LISTED]
    return rendered(
        request, "map.html", heading="Map", lands=lands, marks=[(m, round(m.r * scale, 1), round(scale * 15, 1)) for m in marks], box=box, scale=scale, rows=[(s, _href(s.name, type)) for s in rows],
        type=type, types=sorted(t for t in every), view=view, total=sum(s.reports for s in spots), elsewhere=len(spots) - len(rows), shades=_legend(most),
        without=kept(request, record, "map without", _without), disputed=[a for a in areas() if a.disputed],
    )  # fmt: skip


def _spots(record: Record) -> dict[str, list[Spot]]:
    """event type -> places, those with most reports first; what is told as having happened, copies left out."""
    rows = record.connection.rows(
        "SELECT i.label, json_extract(i.json, '$.place'), i.key, i.doc FROM items i JOIN documents d ON d.id = i.doc WHERE i.kind = 'event' AND i.factuality = 'actual'"
        f" AND {COUNTED} AND json_extract(i.json, '$.place.name') IS NOT NULL ORDER BY d.source, d.id, i.ordinal"
    )
    found: dict[str, dict[str, list[tuple[int, str]]]] = {}
    for label, place, key, doc in rows:
        found.setdefault(label, {}).setdefault(place, []).append((key, doc))
    return {label: _ranked(places) for label, places in found.items()}


def _ranked(places: Mapping[str, Sequence[tuple[int, str]]]) -> list[Spot]:
    out = []
    for place, reports in places.items():
        p = json.loads(place)
        keys = tuple(key for key, _ in reports[:LISTED])
        out.append(Spot(p["name"], p.get("country"), p.get("latitude"), p.get("longitude"), p.get("precision") or "unknown", len(reports), len({d for _, d in reports}), keys))
    return sorted(out, key=lambda s: (-s.reports, s.name, s.keys))


def _without(record: Record) -> int:
    """Reports of events that name no place."""
    query = (
        "SELECT count(*) FROM items i JOIN documents d ON d.id = i.doc WHERE i.kind = 'event' AND i.factuality = 'actual' AND d.superseded_by IS NULL"
        " AND d.duplicate_of IS NULL AND json_extract(i.json, '$.place.name') IS NULL"
    )
    return int(record.connection.execute(query).fetchone()[0])


def _together(every: Mapping[str, Sequence[Spot]]) -> list[Spot]:
    """Of all types: reports added; documents are those of the type that has most."""
    sums: dict[tuple[str, str | None, float | None, float | None, str], Spot] = {}
    for spots in every.values():
        for s in spots:
            place = (s.name, s.country, s.latitude, s.longitude, s.precision)
            so_far = sums.get(place)
            sums[place] = s if so_far is None else replace(so_far, reports=so_far.reports + s.reports, documents=max(so_far.documents, s.documents), keys=(*so_far.keys, *s.keys)[:LISTED])
    return sorted(sums.values(), key=lambda s: (-s.reports, s.name))


@router.get("/map/place")
def place(request: Request, record: Reading, name: Text, type: Text = "") -> HTMLResponse:
    """The reports of events at a place, by its name or the beginning of it before a parenthesis."""
    every = kept(request, record, "map", _spots)
    spots = [s for s in (every.get(type, []) if type else _together(every)) if name in (s.name, s.name.split(" (")[0]) or (s.precision == "country" and _is(name, s.country))]
    keys = [k for s in spots for k in s.keys][:LISTED]
    shown = Shown(record)
    lines = record.connection.execute("SELECT i.json FROM items i JOIN documents d ON d.id = i.doc WHERE i.key IN (SELECT value FROM json_each(?)) ORDER BY d.source, d.id, i.ordinal", (json.dumps(keys),))
    rows = [item_row(loaded(line), shown) for (line,) in lines.fetchall()]
    return rendered(request, "place.html", heading=name, current="/map", rows=rows, columns=COLUMNS["event"], total=sum(s.reports for s in spots), spots=spots, type=type)


def _is(name: str, country: str | None) -> bool:
    return any(a.name == name and a.iso3 == country for a in areas())


def _href(name: str, type: str) -> str:
    return url_with("/map/place", {"name": name, "type": type})


def _mark(s: Spot, type: str) -> Mark | None:
    if s.latitude is None or s.longitude is None:
        return None
    x, y = projected(s.longitude, s.latitude)
    told = "somewhere in this region" if s.precision == "region" else s.precision
    return Mark(round(x, 1), round(y, 1), 4 + 4 * sqrt(s.reports), s.precision == "region", f"{s.name}: {s.reports} report{'s' if s.reports != 1 else ''} ({told})", s.name.split(" (")[0], _href(s.name, type))


def _box(marks: list[Mark], lands: list[tuple[int, int, int, int]]) -> tuple[float, float, float, float]:
    """(left, top, width, height) that holds every mark and most of the shaded areas, in the proportions of a page."""
    xs = [m.x for m in marks] or [(b[0] + b[2]) / 2 for b in lands] or [WIDTH / 2]
    ys = [m.y for m in marks] or [(b[1] + b[3]) / 2 for b in lands] or [HEIGHT / 2]
    for b in lands:
        if b[2] - b[0] < LEAST * 1.5:
            xs += [b[0], b[2]]
            ys += [b[1], b[3]]
    low, high = min(xs), max(xs)
    width = max((high - low) * 1.12, (max(ys) - min(ys)) * 1.12 * 1.9, LEAST)
    width = min(width, WORLD[2])
    height = min(width / 1.9, WORLD[3])
    left = min(max((low + high) / 2 - width / 2, 0), WIDTH - width)
    top = min(max((min(ys) + max(ys)) / 2 - height / 2, 0), HEIGHT - height)
    return round(left, 1), round(top, 1), round(width, 1), round(height, 1)


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
