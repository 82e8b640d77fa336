"""The network: who does something to whom, speaks about whom, or binds themselves to whom; directed, capped, the same picture each time.

As a picture, drawn twice: for wide and for narrow screens; or as a grid of who to whom, where a picture would be a ball of wool.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, log1p, sqrt
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse

from onrecord.serve.context import Reading, actor_url, rendered, url_with
from onrecord.serve.graph import spread, stressed
from onrecord.serve.kept import kept, kept_page
from onrecord.serve.labels import width
from onrecord.serve.picked import QUADS, Picked, Picking, actors, typed, types
from onrecord.serve.shown import Shown
from onrecord.serve.ties import MOST, WHAT, Edge, edges
from onrecord.show import clipped
from onrecord.store.queries import actor_ids

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Query(max_length=300)]
What = Literal["events", "cooperation", "conflict", "statements", "commitments"]
NAME = 13.0  # pixels of a name's letters


@dataclass(frozen=True, slots=True)
class Node:
    x: float
    y: float
    r: float
    name: str
    href: str
    reports: int
    key: int


@dataclass(frozen=True, slots=True)
class Arrow:
    path: str
    head: str
    width: float
    look: str  # warm, cold, plain
    href: str
    title: str
    who: int  # keys of the nodes
    to: int


@dataclass(frozen=True, slots=True)
class Picture:
    name: str  # wide, narrow
    width: int
    height: int
    nodes: list[Node]
    arrows: list[Arrow]


@dataclass(frozen=True, slots=True)
class Cell:
    reports: int
    intensity: float
    look: str
    level: int  # 1 to 3
    href: str
    title: str


@router.get("/network")
@kept_page
def page(
    request: Request, record: Reading, picked: Picking, what: What = "events", who: Text = "", top: Literal["10", "20", "40"] = "20",
    arrows: Literal["20", "40", "80", "160"] = "40", least: int = Query(1, ge=1, le=1000), view: Literal["picture", "grid"] = "picture",
) -> HTMLResponse:  # fmt: skip
    shown = Shown(record)
    scored = WHAT[what][0] == "event"
    narrowing = picked if scored else Picked(voice=picked.voice, when=picked.when)
    every = kept(request, record, f"network {what} {sorted(narrowing.given.items())}", lambda r: edges(r, what, narrowing))
    among = set(actor_ids(record.connection, (who,))) if who else set()
    found = [e for e in every if e.reports >= least and (not who or e.who in among or e.to in among)]
    chosen = _chosen(found, among, int(top))
    between = [e for e in found if e.who in chosen and e.to in chosen]
    most = len(between) if view == "grid" else int(arrows)
    drawn = between[:most]
    given = {"what": what if what != "events" else "", "who": who, "top": top if top != "20" else "", "arrows": arrows if arrows != "40" else "", "least": least if least > 1 else "", "view": view if view != "picture" else ""}
    pictures = [p for p in (_picture("wide", drawn, among, 40, 1000, 640, what, narrowing, shown), _picture("narrow", drawn, among, 12, 400, 470, what, narrowing, shown)) if p] if view == "picture" else []
    grid = _grid(chosen, between, what, narrowing, shown) if view == "grid" and between else None
    rows = [(shown.actor(e.who), shown.actor(e.to), e.reports, e.documents, e.intensity, _href(what, e, narrowing)) for e in (drawn if view == "picture" else between[:160])]
    return rendered(
        request, "network.html", heading="Network", pictures=pictures, grid=grid, rows=rows, what=what, who=who, who_name=typed(record, shown, who), top=top, arrows=arrows,
        least=least, view=view, total=len(found), between=len(between), count=len({a for e in drawn for a in (e.who, e.to)}), unknown=bool(who and not among), scored=scored, capped=len(every) >= MOST,
        picked=narrowing, quads=QUADS, types=types(request, record), names=actors(request, record), chips=narrowing.chips("/network", given), other=url_with("/network", given | narrowing.given | {"view": "grid" if view == "picture" else ""}),
    )  # fmt: skip


def _chosen(edges: Sequence[Edge], among: set[str], top: int) -> list[str]:
    """The actors in most reports, those asked for first."""
    weight: Counter[str] = Counter()
    for e in edges:
        weight[e.who] += e.reports
        weight[e.to] += e.reports
    return [a for a, _ in sorted(weight.items(), key=lambda kv: (kv[0] not in among, -kv[1], kv[0]))[:top]]


def _href(what: str, e: Edge, picked: Picked) -> str:
    if WHAT[what][0] == "event":
        return url_with("/pairs", {"a": e.who, "b": e.to} | picked.given | ({"quad": what} if what != "events" else {}))
    return url_with("/items", {"kind": WHAT[what][0], "who": e.who, WHAT[what][1]: e.to} | picked.given)


# -- the picture ----------------------------------------------------------------------------------------------------


def _picture(name: str, edges: Sequence[Edge], among: set[str], top: int, wide: int, high: int, what: str, picked: Picked, shown: Shown) -> Picture | None:
    """None where nothing is to be drawn. A picture grows downwards until every name has its place."""
    ids = _chosen(edges, among, top)
    drawn = [e for e in edges if e.who in ids and e.to in ids]
    ids = [a for a in ids if any(a in (e.who, e.to) for e in drawn)]
    if not drawn:
        return None
    index = {a: k for k, a in enumerate(ids)}
    weight = Counter({a: sum(e.reports for e in drawn if a in (e.who, e.to)) for a in ids})
    most, heaviest = max(e.reports for e in drawn), max(weight.values())
    names = [clipped(shown.name(a), 22) for a in ids]
    radii = [5 + 9 * sqrt(weight[a] / heaviest) for a in ids]
    sizes = [(max(width(n, NAME), 2 * r) + 14, 2 * r + NAME + 20) for n, r in zip(names, radii, strict=True)]
    at = stressed(len(ids), [(index[e.who], index[e.to], log1p(e.reports) / log1p(most)) for e in drawn])
    if wide < high:
        at = at[:, ::-1]
    places = spread(at, sizes, (wide, high))
    while places is None:
        high += 80
        places = spread(at, sizes, (wide, high))
    nodes = [
        Node(round(x, 1), round(y - (NAME + 4) / 2, 1), round(r, 1), n, actor_url(a), weight[a], k)
        for k, (a, (x, y), r, n) in enumerate(zip(ids, places, radii, names, strict=True))
    ]
    return Picture(name, wide, high, nodes, [_arrow(e, nodes[index[e.who]], nodes[index[e.to]], most, what, picked, shown) for e in reversed(drawn)])


def _look(what: str, e: Edge) -> str:
    return "plain" if WHAT[what][0] != "event" else "cold" if e.intensity < 0 else "warm"


def _said(what: str, e: Edge, shown: Shown) -> str:
    mean = f", mean intensity {e.intensity:+.1f}" if WHAT[what][0] == "event" else ""
    return f"{shown.name(e.who)} → {shown.name(e.to)}: {e.reports} report{'s' if e.reports != 1 else ''} in {e.documents} document{'s' if e.documents != 1 else ''}{mean}"


def _arrow(e: Edge, a: Node, b: Node, most: int, what: str, picked: Picked, shown: Shown) -> Arrow:
    """A bent line from one circle's edge to the other's; the two directions of a pair bend to different sides."""
    length = hypot(b.x - a.x, b.y - a.y) or 1.0
    ux, uy = (b.x - a.x) / length, (b.y - a.y) / length
    cx, cy = (a.x + b.x) / 2 - uy * length * 0.12, (a.y + b.y) / 2 + ux * length * 0.12
    thick = 1 + 4 * log1p(e.reports) / log1p(most) if most > 1 else 1.5
    tx, ty = b.x - cx, b.y - cy
    reach = hypot(tx, ty) or 1.0
    tx, ty = tx / reach, ty / reach
    ex, ey = b.x - tx * (b.r + 2), b.y - ty * (b.r + 2)  # the tip
    size = 5 + thick
    bx, by = ex - tx * size, ey - ty * size
    head = f"M{ex:.1f} {ey:.1f}L{bx - ty * size * 0.5:.1f} {by + tx * size * 0.5:.1f}L{bx + ty * size * 0.5:.1f} {by - tx * size * 0.5:.1f}z"
    return Arrow(f"M{a.x} {a.y}Q{cx:.1f} {cy:.1f} {bx:.1f} {by:.1f}", head, round(thick, 1), _look(what, e), _href(what, e, picked), _said(what, e, shown), a.key, b.key)


# -- the grid -------------------------------------------------------------------------------------------------------


def _grid(ids: Sequence[str], edges: Sequence[Edge], what: str, picked: Picked, shown: Shown) -> tuple[list[Markup], list[tuple[Markup, list[Cell | None]]]]:
    """Columns: to whom; rows: who, with a cell for each column."""
    found = {(e.who, e.to): e for e in edges}
    used = [a for a in ids if any(a in key for key in found)]
    most = max(e.reports for e in edges)
    rows = []
    for who in used:
        cells = [None if (e := found.get((who, to))) is None else Cell(e.reports, e.intensity, _look(what, e), 1 + round(2 * log1p(e.reports - 1) / log1p(most)), _href(what, e, picked), _said(what, e, shown)) for to in used]
        rows.append((shown.actor(who), cells))
    return [shown.actor(a) for a in used], rows
