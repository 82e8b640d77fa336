"""Pairs of actors: who does what to the other, both ways, as two curves of intensity over time; each dot opens its sentence.

Without a pair the most reported pairs stand side by side on one time axis, each leading to its own page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse

from onrecord.report.tables import COLUMNS, item_row
from onrecord.serve.charts import Axis, Tick, cut, days, fitted, linear, path, period_for, periods
from onrecord.serve.context import Reading, passage_url, rendered, url_with
from onrecord.serve.kept import kept, kept_page
from onrecord.serve.picked import QUADS, Picked, Picking, actors, typed, types
from onrecord.serve.shown import Shown
from onrecord.serve.ties import Edge, between, edges
from onrecord.store import Record
from onrecord.store.pairs import Point
from onrecord.store.queries import actor_ids
from onrecord.store.when import days as spanned

router = APIRouter(include_in_schema=False)
Unit = Literal["reports", "documents", "events"]
Text = Annotated[str, Query(max_length=300)]
Placed = tuple[Point, date]
Span = tuple[str, date, date]
HEIGHT, SMALL = 280, 96
CELLS, TRIED, LISTED = 12, 40, 60  # pairs side by side, of so many looked at; pairs in the list
ROWS, MOST = 50, 1500  # reports of a page, dots drawn
YEAR = 366  # days: what may lie anywhere in longer stands at its beginning
GAP = 2  # periods without a report after which a curve breaks
UNITS = {"reports": "reports: each report of an event", "documents": "documents: one report of a type in each", "events": "events: reports of one event once"}


@dataclass(frozen=True, slots=True)
class Dot:
    """What is counted at one day and intensity, in percent of the width and pixels of the height."""

    x: float
    y: float
    href: str
    title: str
    dated: bool  # by when it happened; otherwise by publication
    count: int
    beside: int  # pixels to the right of its place, where the other side stands on it


@dataclass(frozen=True, slots=True)
class Side:
    """One direction: its dots, and a curve through the mean intensity of the periods that have any."""

    who: Markup
    to: Markup
    dots: list[Dot]
    curve: str
    table: list[tuple[str, str, int, float]]  # period, its address, count, mean intensity
    count: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A pair among others."""

    name: str
    href: str
    sides: list[Side]
    undated: int


@router.get("/pairs")
@kept_page
def page(
    request: Request, record: Reading, picked: Picking, a: Text = "", b: Text = "", unit: Unit = "reports", span: Literal["", "all"] = "", part: int = 1,
) -> HTMLResponse:  # fmt: skip
    shown = Shown(record)
    every = kept(request, record, f"pairs {sorted(picked.given.items())}", lambda r: edges(r, "events", picked, 400))
    first, second = (_meant(record, name) for name in (a, b))
    one = first or second
    listed = every if (first and second) or not one else [p for p in every if one in (p.who, p.to)]
    rows = [(shown.actor(p.who), shown.actor(p.to), url_with("/pairs", {"a": p.who, "b": p.to} | picked.given), p.reports, p.documents) for p in listed[: 12 if first and second else LISTED]]
    given = {"a": a, "b": b, "unit": unit if unit != "reports" else "", "span": span}
    values_: dict[str, Any] = {"chart": None, "cells": []}
    if first and second:
        values_ |= _chart(record, shown, first, second, unit, picked, given, part)
    elif not ((a and not first) or (b and not second)):
        values_["cells"], values_["cells_axis"] = _cells(request, record, shown, listed, one or "", picked)
    chips = picked.chips("/pairs", given) + ([("the whole time", url_with("/pairs", given | {"span": ""} | picked.given))] if span else [])
    return rendered(
        request, "pair.html", heading="Pairs", a=first or a, b=second or b, a_name=shown.name(first) if first else a, b_name=shown.name(second) if second else b, unit=unit, units=UNITS, pairs=rows,
        a_typed=typed(record, shown, first or a), b_typed=typed(record, shown, second or b), unknown=[n for n, id_ in ((a, first), (b, second)) if n and not id_], both=bool(first and second), columns=COLUMNS["event"], height=HEIGHT, small=SMALL, picked=picked, quads=QUADS,
        types=types(request, record), names=actors(request, record), chips=chips, span=span, given=given | picked.given, whole=url_with("/pairs", given | {"span": "all"} | picked.given),
        **values_,
    )  # fmt: skip


def _meant(record: Record, name: str) -> str | None:
    found = actor_ids(record.connection, (name,)) if name else ()
    return found[0] if found else None


def _dated(p: Point) -> bool:
    """Whether a day is told from which on it may have happened."""
    return bool(p.day) and p.day[:4] != "0001"  # type: ignore[index]


def _day(p: Point) -> date | None:
    """The day told, the middle of the month or year told, else the publication's; None: not placed in time."""
    span = (p.day, p.until or p.day) if p.day and _dated(p) else spanned(p.published)
    if not span or span[0][:4] == "0001":
        return None
    first, last = date.fromisoformat(span[0]).toordinal(), date.fromisoformat(span[1]).toordinal()
    return date.fromordinal((first + last) // 2 if last - first <= YEAR else first)


def _told(p: Point, day: date) -> str:
    """The day as it is known: '2015-07-09', '2015-07', '2015'."""
    if not p.day or not p.until or p.day == p.until or not _dated(p):
        return str(day)
    return p.day[:7] if p.day[:7] == p.until[:7] else p.day[:4] if p.day[:4] == p.until[:4] else f"{p.day}/{p.until}"


def _placed(points: Iterable[Point]) -> list[Placed]:
    return sorted(((p, d) for p in points if (d := _day(p))), key=lambda placed: placed[1])


def _level(height: float) -> Any:
    return linear(10, -10, 12, height - 12)


# -- two curves -----------------------------------------------------------------------------------------------------


def _chart(record: Record, shown: Shown, first: str, second: str, unit: Unit, picked: Picked, given: dict[str, str], part: int) -> dict[str, Any]:
    points = merged(record, between(record, [(first, second)], picked)[first, second], unit)
    placed = _placed(points)
    shortened = cut([d.toordinal() for _, d in placed]) if not given["span"] and not picked.when else None
    drawn = [(p, d) for p, d in placed if not shortened or shortened[0] <= d.toordinal() <= shortened[1]][:MOST]
    within = {id(p) for p, _ in drawn}
    order = [p for p, _ in drawn] + [p for p in points if id(p) not in within]
    pages = max(1, -(-len(order) // ROWS))
    part = min(max(part, 1), pages)
    items = [shown.by_id[p.id] for p in order[(part - 1) * ROWS : part * ROWS] if p.id in shown.by_id]
    out: dict[str, Any] = {
        "total": len(points), "drawn": len(drawn), "outside": len(placed) - len(drawn), "nowhere": len(points) - len(placed), "cut": shortened and tuple(date.fromordinal(d) for d in shortened), "undated": sum(1 for p, _ in drawn if not _dated(p)),
        "rows": [item_row(i, shown) for i in items], "parts": [(n, n == part) for n in range(1, pages + 1) if n in (1, pages) or abs(n - part) <= 3] if pages > 1 else [],
    }  # fmt: skip
    if not drawn:
        return out
    axis, by, spans = _time(drawn)
    taken = {(p.who, d, p.intensity) for p, d in drawn}
    address = {**given, **picked.given}
    sides = [_side([(p, d) for p, d in drawn if p.who == who], shown, who, to, axis, HEIGHT, spans, taken, address, n) for n, (who, to) in enumerate(((first, second), (second, first)))]
    place = _level(HEIGHT)
    return out | {"chart": fitted(axis), "sides": sides, "levels": [Tick(round(place(v), 1), f"{v:+d}".replace("-", "−") if v else "0") for v in (10, 5, 0, -5, -10)], "by": by}


def _time(placed: Sequence[Placed]) -> tuple[Axis, str, list[Span]]:
    begin, end = min(d for _, d in placed), max(d for _, d in placed)
    by = period_for(begin, end)
    spans = periods(begin, end, by)
    margin = max(1, (end - begin).days // 50)
    return days(date.fromordinal(max(begin.toordinal() - margin, 1)), date.fromordinal(min(end.toordinal() + margin, date.max.toordinal())), 0, 100), by, spans


def merged(record: Record, points: Sequence[Point], unit: Unit) -> list[Point]:
    """Each thing once: reports as they are; of a document's reports of one type and direction, or of those of one event, the first."""
    if unit == "reports":
        return list(points)
    if unit == "documents":
        return list({(p.doc, p.who, p.type): p for p in reversed(points)}.values())[::-1]
    ids = {p.id for p in points}
    same: dict[str, str] = {}

    def root(id_: str) -> str:
        while id_ in same:
            id_ = same[id_]
        return id_

    for link in record.links(relation="same_event"):
        one, two = link.items[0], link.items[1]
        if one in ids and two in ids and (one := root(one)) != (two := root(two)):
            same[max(one, two)] = min(one, two)
    return list({(root(p.id), p.who): p for p in reversed(points)}.values())[::-1]


def _side(
    points: Sequence[Placed], shown: Shown, who: str, to: str, axis: Axis, height: int, spans: Sequence[Span], taken: set[tuple[str, date, float]], address: Mapping[str, str], n: int,
) -> Side:  # fmt: skip
    place = _level(height)
    groups: dict[tuple[date, float], list[Point]] = {}
    for p, d in points:
        groups.setdefault((d, p.intensity), []).append(p)
    dots = []
    for (d, intensity), among in groups.items():
        kinds = ", ".join(f"{t} {c}" if c > 1 else t for t, c in sorted(Counter(p.type for p in among).items()))
        dated = any(_dated(p) for p in among)
        title = f"{shown.name(who)} → {shown.name(to)}, {_told(among[0], d)}{'' if dated else ' (published)'}: {kinds}, intensity {intensity:+g}"
        href = passage_url(among[0]) if len(among) == 1 else url_with("/pairs", {**address, "when": str(d)}) + "#reports"
        beside = (7 if n else -7) if (to, d, intensity) in taken else 0
        dots.append(Dot(round(axis.place(d.toordinal()), 2), round(place(intensity), 1), href, title, dated, len(among), beside))
    table, curves = [], list[list[tuple[float, float]]]()
    last, reach = -GAP - 2, 0.5
    for k, (name, start, end) in enumerate(spans):
        inside = [p.intensity for p, d in points if start <= d <= end]
        if not inside:
            continue
        mean = fmean(inside)
        table.append((name, url_with("/pairs", {**address, "when": f"{start}/{end}", "span": ""}), len(inside), round(mean, 2)))
        if k - last > GAP:
            curves.append([])
        curves[-1].append(((start.toordinal() + end.toordinal()) / 2, mean))
        last = k
        reach = (end.toordinal() - start.toordinal()) / 2
    lines = [c if len(c) > 1 else [(c[0][0] - reach, c[0][1]), (c[0][0] + reach, c[0][1])] for c in curves]  # of one period alone: a level stretch
    drawn = "".join(path([(min(max(axis.place(day), 0.0), 100.0), place(mean)) for day, mean in line]) for line in lines)
    return Side(shown.actor(who), shown.actor(to), dots, drawn, table, len(points))


# -- pairs side by side ---------------------------------------------------------------------------------------------


def _cells(request: Request, record: Record, shown: Shown, listed: Sequence[Edge], one: str, picked: Picked) -> tuple[list[Cell], Axis | None]:
    """The pairs with most reports on the line, both directions together, all on one time axis; the line without a few far-off days."""
    weight: Counter[tuple[str, str]] = Counter()
    for p in listed:
        weight[(p.who, p.to) if p.who < p.to else (p.to, p.who)] += p.reports
    tried = [pair for pair, _ in sorted(weight.items(), key=lambda kv: (-kv[1], kv[0]))[:TRIED]]
    found = []
    for (one_side, other), points in kept(request, record, f"cells {one} {sorted(picked.given.items())}", lambda r: between(r, tried, picked)).items():
        ahead = Counter(p.who for p in points)
        first, second = (one_side, other) if ahead[one_side] >= ahead[other] else (other, one_side)
        found.append((first, second, points, _placed(points)))
    every = sorted((placed for _, _, _, some in found for placed in some), key=lambda placed: placed[1])
    if not every:
        return [], None
    low, high = cut([d.toordinal() for _, d in every]) or (every[0][1].toordinal(), every[-1][1].toordinal())
    within = [(first, second, points, [(p, d) for p, d in placed if low <= d.toordinal() <= high]) for first, second, points, placed in found]
    within = sorted((w for w in within if w[3]), key=lambda w: (-len(w[3]), -len(w[2]), w[0], w[1]))[:CELLS]
    axis, _, spans = _time([placed for _, _, _, inside in within for placed in inside])
    cells = []
    for first, second, points, inside in within:
        taken = {(p.who, d, p.intensity) for p, d in inside}
        sides = [_side([(p, d) for p, d in inside if p.who == who], shown, who, to, axis, SMALL, spans, taken, {}, n) for n, (who, to) in enumerate(((first, second), (second, first)))]
        cells.append(Cell(f"{shown.name(first)} and {shown.name(second)}", _pair(first, second, picked), sides, len(points) - len(inside)))
    return cells, fitted(axis, 300, 260)


def _pair(first: str, second: str, picked: Picked) -> str:
    return url_with("/pairs", {"a": first, "b": second} | picked.given)
