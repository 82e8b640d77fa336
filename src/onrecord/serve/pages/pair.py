"""A pair of actors: who does what to the other, both ways, as two curves of intensity over time; each dot opens its sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse

from onrecord.report.tables import COLUMNS, item_row
from onrecord.serve.charts import Axis, Tick, days, linear, path, period_for, periods
from onrecord.serve.context import Reading, passage_url, rendered
from onrecord.serve.kept import kept
from onrecord.serve.shown import Shown
from onrecord.store import Record
from onrecord.store.pairs import Point, pairs, series
from onrecord.store.queries import actor_ids

router = APIRouter(include_in_schema=False)
Unit = Literal["reports", "documents", "events"]
Text = Annotated[str, Query(max_length=300)]
HEIGHT, TOP, BOTTOM = 260, 12, 248
MOST, LISTED = 2000, 200  # dots drawn, rows below
DOT, ABREAST = 13, 12  # pixels of a dot; how many of one day and intensity stand side by side


@dataclass(frozen=True, slots=True)
class Dot:
    """One thing counted, in percent of the width and pixels of the height."""

    x: float
    y: float
    href: str
    title: str
    dated: bool  # by when it happened; otherwise by publication
    beside: int  # pixels to the right of its place, where others stand on it


@dataclass(frozen=True, slots=True)
class Side:
    """One direction: its dots, and a curve through the mean intensity of each period that has any."""

    who: Markup
    to: Markup
    dots: list[Dot]
    curve: str
    table: list[tuple[str, int, float]]  # period, count, mean intensity
    count: int


@router.get("/pairs")
def page(request: Request, record: Reading, a: Text = "", b: Text = "", unit: Unit = "reports") -> HTMLResponse:
    shown = Shown(record)
    every = kept(request, record, "pairs", lambda r: list(pairs(r.connection, 400)))
    first, second = (_meant(record, name) for name in (a, b))
    listed = [p for p in every if not first or first in (p.first, p.second)] if not second else every
    rows = [(shown.actor(p.first), shown.actor(p.second), p.first, p.second, p.reports, p.documents) for p in (listed[:60] if not (first and second) else every[:12])]
    values: dict[str, Any] = {"chart": None}
    if first and second:
        values = _chart(record, shown, first, second, unit)
    return rendered(
        request, "pair.html", heading="Pairs", a=first or a, b=second or b, a_name=shown.name(first) if first else a, b_name=shown.name(second) if second else b,
        unit=unit, pairs=rows, unknown=[n for n, id_ in ((a, first), (b, second)) if n and not id_], columns=COLUMNS["event"], height=HEIGHT, **values,
    )  # fmt: skip


def _meant(record: Record, name: str) -> str | None:
    found = actor_ids(record.connection, (name,)) if name else ()
    return found[0] if found else None


def _chart(record: Record, shown: Shown, first: str, second: str, unit: Unit) -> dict[str, Any]:
    points = [(p, day) for p in series(record.connection, first, second) if (day := p.day or p.published)]
    placed = [(p, d) for p, d in ((p, _day(text)) for p, text in points) if d]
    if not placed:
        return {"chart": None, "empty": True}
    counted = merged(record, placed, unit)
    begin, end = min(d for _, d in counted), max(d for _, d in counted)
    margin = timedelta(days=max(2, (end - begin).days // 40))
    axis = days(begin - margin, end + margin, 0, 100)
    by = period_for(begin, end)
    place = linear(10, -10, TOP, BOTTOM)
    sides = [_side([(p, d) for p, d in counted if p.who == who], shown, who, to, axis, place, periods(begin, end, by)) for who, to in ((first, second), (second, first))]
    ids = [p.id for p, _ in counted[:LISTED]]
    items = [shown.by_id[i] for i in ids if i in shown.by_id]
    undated = sum(1 for p, _ in counted if p.day is None)
    ticks = [Tick(place(v), f"{v:+d}" if v else "0") for v in (10, 5, 0, -5, -10)]
    return {"chart": axis, "sides": sides, "levels": ticks, "by": by, "undated": undated, "total": len(counted), "rows": [item_row(i, shown) for i in items], "empty": False}


def _day(text: str) -> date | None:
    """The first day of what `published` or a day says; '2024-05' -> 2024-05-01. None: not placed in time."""
    from onrecord.store.when import days as spanned

    span = spanned(text)
    return date.fromisoformat(span[0]) if span and span[0][:4] != "0001" else None


def merged(record: Record, points: Sequence[tuple[Point, date]], unit: Unit) -> list[tuple[Point, date]]:
    """Each thing once: reports as they are; of a document's reports of one type and direction, or of those of one event, the first."""
    if unit == "reports":
        return list(points)[:MOST]
    if unit == "documents":
        return list({(p.doc, p.who, p.type): (p, d) for p, d in reversed(points)}.values())[::-1][:MOST]
    same: dict[str, str] = {}
    for link in record.links(relation="same_event"):
        one, two = (same.get(i, i) for i in link.items)
        for key in [k for k, v in same.items() if v == two] + [two]:
            same[key] = one
    return list({(same.get(p.id, p.id), p.who): (p, d) for p, d in reversed(points)}.values())[::-1][:MOST]


def _side(points: Sequence[tuple[Point, date]], shown: Shown, who: str, to: str, axis: Axis, place: Any, spans: Any) -> Side:
    dots, table, curve = [], [], []
    taken: Counter[tuple[date, float]] = Counter()
    for p, d in points:
        beside = DOT * (taken[d, p.intensity] % ABREAST)
        taken[d, p.intensity] += 1
        dots.append(Dot(round(axis.place(d.toordinal()), 2), round(place(p.intensity), 1), passage_url(p), f"{p.type} {p.intensity:+g}, {d}", p.day is not None, beside))
    for name, start, end in spans:
        inside = [p.intensity for p, d in points if start <= d <= end]
        if inside:
            table.append((name, len(inside), round(fmean(inside), 2)))
            middle = min(max((start.toordinal() + end.toordinal()) / 2, points[0][1].toordinal()), max(d for _, d in points).toordinal())
            curve.append((axis.place(middle), place(fmean(inside))))
    return Side(shown.actor(who), shown.actor(to), dots, path(curve), table, len(points))
