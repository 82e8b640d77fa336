"""The network: who does something to whom, speaks about whom, or binds themselves to whom; directed, capped, the same picture each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, log1p, pi, sin, sqrt
from typing import Annotated, Literal

import numpy as np
from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from onrecord.serve.context import Reading, actor_url, rendered, url_with
from onrecord.serve.kept import kept
from onrecord.serve.shown import Shown
from onrecord.show import clipped
from onrecord.store import Record
from onrecord.store.queries import COUNTED, actor_ids

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Query(max_length=300)]
What = Literal["events", "cooperation", "conflict", "statements", "commitments"]
WHAT: dict[str, tuple[str, str, str]] = {  # kind, part of the other side, further condition
    "events": ("event", "to", " AND i.factuality = 'actual'"),
    "cooperation": ("event", "to", " AND i.factuality = 'actual' AND json_extract(i.json, '$.quad') < 3"),
    "conflict": ("event", "to", " AND i.factuality = 'actual' AND json_extract(i.json, '$.quad') > 2"),
    "statements": ("statement", "about", ""),
    "commitments": ("commitment", "to", ""),
}
EDGES = 4000  # kept of a record, the most reported first
DRAWN = 120  # edges of a picture
WIDTH, HEIGHT, MARGIN = 1000.0, 680.0, 70.0
LETTER, LINE = 7.6, 21.0  # about how wide a letter and how high a line of a name is


@dataclass(frozen=True, slots=True)
class Edge:
    who: str
    to: str
    reports: int
    documents: int
    intensity: float  # mean; 0 where it is none


@dataclass(frozen=True, slots=True)
class Node:
    x: float
    y: float
    r: float
    name: str
    href: str
    reports: int
    left: bool  # its name stands to its left


@dataclass(frozen=True, slots=True)
class Arrow:
    path: str
    head: str
    width: float
    look: str  # warm, cold, plain
    href: str
    title: str


@router.get("/network")
def page(request: Request, record: Reading, what: What = "events", who: Text = "", top: Literal["10", "20", "40"] = "20", least: int = Query(1, ge=1, le=1000)) -> HTMLResponse:
    shown = Shown(record)
    every = kept(request, record, f"network {what}", lambda r: _edges(r, what))
    among = set(actor_ids(record.connection, (who,))) if who else set()
    edges = [e for e in every if e.reports >= least and (not who or e.who in among or e.to in among)]
    weight: Counter[str] = Counter()
    for e in edges:
        weight[e.who] += e.reports
        weight[e.to] += e.reports
    kept_nodes = [a for a, _ in sorted(weight.items(), key=lambda kv: (kv[0] not in among, -kv[1], kv[0]))[: int(top)]]
    drawn = [e for e in edges if e.who in kept_nodes and e.to in kept_nodes][:DRAWN]
    kept_nodes = [a for a in kept_nodes if any(a in (e.who, e.to) for e in drawn)]
    nodes, arrows = _drawn(kept_nodes, drawn, weight, what, shown) if drawn else ([], [])
    rows = [(shown.actor(e.who), shown.actor(e.to), e.reports, e.documents, e.intensity, _href(what, e)) for e in drawn]
    return rendered(
        request, "network.html", heading="Network", nodes=nodes, arrows=arrows, rows=rows, what=what, who=who, who_name=shown.name(next(iter(sorted(among)), who)) if who else "",
        top=top, least=least, total=len(edges), width=WIDTH, height=HEIGHT, unknown=bool(who and not among), scored=WHAT[what][0] == "event",
    )  # fmt: skip


def _edges(record: Record, what: str) -> list[Edge]:
    kind, part, more = WHAT[what]
    rows = record.connection.execute(
        "SELECT w.actor, t.actor, count(DISTINCT i.key) AS reports, count(DISTINCT i.doc), avg(coalesce(json_extract(i.json, '$.intensity'), 0)) FROM parties w"
        " JOIN parties t ON t.item = w.item AND t.part = ? JOIN items i ON i.key = w.item JOIN documents d ON d.id = i.doc"
        f" WHERE w.part = 'who' AND w.actor <> t.actor AND i.kind = ? AND {COUNTED}{more}"
        " GROUP BY w.actor, t.actor ORDER BY 3 DESC, 4 DESC, 1, 2 LIMIT ?",
        (part, kind, EDGES),
    )
    return [Edge(who, to, reports, documents, round(float(mean), 2)) for who, to, reports, documents, mean in rows]


def _href(what: str, e: Edge) -> str:
    if WHAT[what][0] == "event":
        return url_with("/pairs", {"a": e.who, "b": e.to})
    return url_with("/items", {"kind": WHAT[what][0], "who": e.who, WHAT[what][1]: e.to})


def placed(count: int, links: Sequence[tuple[int, int, float]], rounds: int = 400) -> np.ndarray:
    """Fruchterman & Reingold 1991 from a circle, no chance in it: (count, 2) in the unit square."""
    at = np.array([[cos(2 * pi * k / count), sin(2 * pi * k / count)] for k in range(count)]) * (1 + 0.1 * np.arange(count)[:, None] / count)
    far = 1.6 / sqrt(count)
    for step in range(rounds):
        gap = at[:, None, :] - at[None, :, :]
        distance = np.maximum(np.hypot(gap[..., 0], gap[..., 1]), 1e-3)
        push = (gap * (far * far / distance**2)[..., None]).sum(axis=1)
        for a, b, w in links:
            pull = gap[a, b] * (distance[a, b] / far) * w
            push[a] -= pull
            push[b] += pull
        push -= at * 0.9  # to the middle, so that parts without a link stay in the picture
        length = np.maximum(np.hypot(push[:, 0], push[:, 1]), 1e-9)
        at = at + push / length[:, None] * np.minimum(length, 0.12 * (1 - step / rounds))[:, None]
    low, high = at.min(axis=0), at.max(axis=0)
    return np.asarray((at - low) / np.maximum(high - low, 1e-9))


def apart(ys: Sequence[float], spans: Sequence[tuple[float, float]], rounds: int = 120) -> list[float]:
    """Heights moved until no two names that share a stretch of the width lie on one line; inside the picture."""
    out = list(ys)
    for _ in range(rounds):
        moved = False
        for i in range(len(out)):
            for j in range(i):
                gap = LINE - abs(out[i] - out[j])
                if gap > 0.1 and spans[i][0] < spans[j][1] + 6 and spans[j][0] < spans[i][1] + 6:
                    up, down = (i, j) if (out[i], i) < (out[j], j) else (j, i)
                    out[up], out[down] = out[up] - gap / 2, out[down] + gap / 2
                    moved = True
        out = [min(max(y, 16.0), HEIGHT - 16.0) for y in out]
        if not moved:
            break
    return out


def _drawn(ids: Sequence[str], edges: Sequence[Edge], weight: Counter[str], what: str, shown: Shown) -> tuple[list[Node], list[Arrow]]:
    index = {a: k for k, a in enumerate(ids)}
    most = max(e.reports for e in edges)
    unit = placed(len(ids), [(index[e.who], index[e.to], 0.4 + 0.6 * log1p(e.reports) / log1p(most)) for e in edges])
    heaviest = max(weight[a] for a in ids)
    names = [clipped(shown.name(a), 26) for a in ids]
    radii = [4 + 9 * sqrt(weight[a] / heaviest) for a in ids]
    at = [(MARGIN + x * (WIDTH - 2 * MARGIN - 60), 24 + y * (HEIGHT - 48)) for x, y in unit.tolist()]
    left = [x > WIDTH * 0.72 for x, _ in at]
    spans = [(x - r - 4 - LETTER * len(n), x + r) if to_left else (x - r, x + r + 4 + LETTER * len(n)) for (x, _), r, n, to_left in zip(at, radii, names, left, strict=True)]
    ys = apart([y for _, y in at], spans)
    nodes = [
        Node(round(x, 1), round(y, 1), round(r, 1), n, actor_url(a), weight[a], to_left) for a, (x, _), y, r, n, to_left in zip(ids, at, ys, radii, names, left, strict=True)
    ]
    return nodes, [_arrow(e, nodes[index[e.who]], nodes[index[e.to]], most, what, shown) for e in edges]


def _arrow(e: Edge, a: Node, b: Node, most: int, what: str, shown: Shown) -> Arrow:
    """A bent line from one circle's edge to the other's; the two directions of a pair bend to different sides."""
    length = hypot(b.x - a.x, b.y - a.y) or 1.0
    ux, uy = (b.x - a.x) / length, (b.y - a.y) / length
    cx, cy = (a.x + b.x) / 2 - uy * length * 0.12, (a.y + b.y) / 2 + ux * length * 0.12
    width = 1 + 4 * log1p(e.reports) / log1p(most) if most > 1 else 1.5
    tx, ty = b.x - cx, b.y - cy
    reach = hypot(tx, ty) or 1.0
    tx, ty = tx / reach, ty / reach
    ex, ey = b.x - tx * (b.r + 2), b.y - ty * (b.r + 2)  # the tip
    size = 5 + width
    bx, by = ex - tx * size, ey - ty * size
    head = f"M{ex:.1f} {ey:.1f}L{bx - ty * size * 0.5:.1f} {by + tx * size * 0.5:.1f}L{bx + ty * size * 0.5:.1f} {by - tx * size * 0.5:.1f}z"
    look = "plain" if WHAT[what][0] != "event" else "cold" if e.intensity < 0 else "warm"
    said = f"{shown.name(e.who)} → {shown.name(e.to)}: {e.reports} report{'s' if e.reports != 1 else ''}" + (f", mean intensity {e.intensity:+.1f}" if look != "plain" else "")
    return Arrow(f"M{a.x} {a.y}Q{cx:.1f} {cy:.1f} {bx:.1f} {by:.1f}", head, round(width, 1), look, _href(what, e), said)
