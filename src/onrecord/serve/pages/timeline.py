"""The timeline: reports of events by when they happened, or by publication; cooperation above the line, conflict below it.

Whole, or in lanes by type, by who acts, or by whose voice, all on one scale.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse

from onrecord.report.tables import COLUMNS, item_row
from onrecord.serve.charts import Axis, Tick, cut, days, fitted, linear, period_for, periods, steps
from onrecord.serve.context import Reading, rendered, url_with
from onrecord.serve.kept import kept, kept_page
from onrecord.serve.picked import ACTS, ACTUAL, QUADS, VOICES, Picked, Picking, actors, typed, types
from onrecord.serve.shown import Shown
from onrecord.store import Record
from onrecord.store.queries import actor_ids
from onrecord.store.rows import loaded

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Query(max_length=300)]
Clock = Literal["happened", "published"]
Split = Literal["", "type", "who", "voice"]
Role = Literal["", "who", "to"]  # in which part `who` is meant: acts, or is acted upon
UP, DOWN = (1, 2), (3, 4)  # drawn above the line, and below
HEIGHT, LANE, ROWS, LANES = 240, 74, 60, 12
LONGEST = 366 * 2  # days: what may lie anywhere in more than two years has no place on a line
LAST = date(9999, 12, 30)
Span = tuple[str, date, date]


@dataclass(frozen=True, slots=True)
class Seen:
    """A report on the line."""

    key: int
    happened: int | None
    published: int | None
    quad: int
    type: str
    voice: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A period's reports of one quad; x and width in percent, y and height in pixels."""

    quad: int
    x: float
    y: float
    width: float
    height: float
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    name: Markup | str
    href: str
    count: int
    bars: list[Bar]
    levels: list[Tick]
    zero: float


@router.get("/timeline")
@kept_page
def page(
    request: Request, record: Reading, picked: Picking, who: Text = "", role: Role = "", clock: Clock = "happened", split: Split = "", span: Literal["", "all"] = "", part: int = 1,
) -> HTMLResponse:  # fmt: skip
    shown = Shown(record)
    every = kept(request, record, "timeline", _points) if not who else _points(record, actor_ids(record.connection, (who,)), role)
    mine = [p for p in every if _wanted(p, picked)]
    dated = sorted((day, p.key, p) for p in mine if (day := p.happened if clock == "happened" else p.published) is not None)
    window = tuple(date.fromisoformat(d).toordinal() for d in picked.window) if picked.window else None
    shortened = cut([day for day, _, _ in dated]) if window is None and not span else None
    first, last = window or shortened or (0, date.max.toordinal())
    placed = [(day, p) for day, _, p in dated if first <= day <= last]
    given = {"who": who, "role": role, "clock": clock if clock != "happened" else "", "split": split, "span": span}
    address = given | picked.given
    values = _drawn(record, placed, split, shown, address) if placed else {"chart": None}
    pages = max(1, -(-len(placed) // ROWS))
    part = min(max(part, 1), pages)
    keys = [p.key for _, p in placed[(part - 1) * ROWS : part * ROWS]]
    near = [(n, n == part) for n in range(1, pages + 1) if n in (1, pages) or abs(n - part) <= 3]
    return rendered(
        request, "timeline.html", heading="Timeline", total=len(placed), undated=len(mine) - len(dated), outside=len(dated) - len(placed), cut=shortened and tuple(date.fromordinal(d).isoformat() for d in shortened),
        rows=_rows(record, keys, shown), columns=COLUMNS["event"], parts=near if pages > 1 else [], who=who, who_name=typed(record, shown, who), unknown=bool(who) and not every and not actor_ids(record.connection, (who,)),
        clock=clock, role=role, split=split, span=span, picked=picked, quads=QUADS, types=types(request, record), names=actors(request, record), given=address, height=HEIGHT, lane=LANE,
        chips=_chips(picked, given, shown, span), other=url_with("/timeline", address | {"clock": "published" if clock == "happened" else ""}), whole=url_with("/timeline", address | {"span": "all"}), **values,
    )  # fmt: skip


def _points(record: Record, among: tuple[str, ...] | None = None, role: Role = "") -> list[Seen]:
    """Every report of an event told as having happened, copies left out."""
    chosen = ""
    values: tuple[str, ...] = ()
    if among is not None:
        chosen = " AND i.key IN (SELECT item FROM parties WHERE part IN (?, ?) AND actor IN (SELECT value FROM json_each(?)))"
        values = (role or "who", role or "to", json.dumps(list(among)))
    rows = record.connection.rows(
        "SELECT i.key, i.earliest, i.latest, d.earliest, json_extract(i.json, '$.quad'), i.label, i.voice FROM items i JOIN documents d ON d.id = i.doc"
        f" WHERE {ACTUAL}{chosen} ORDER BY i.key",
        values,
    )
    return [Seen(key, _ordinal(first, last), _ordinal(published, published), int(quad), label, voice) for key, first, last, published, quad, label, voice in rows]


def _wanted(p: Seen, picked: Picked) -> bool:
    return (not picked.type or p.type == picked.type) and (not picked.quad or p.quad in ACTS[picked.quad]) and (not picked.voice or (p.voice == "outlet") == (picked.voice == "outlet"))


def _ordinal(first: str | None, last: str | None) -> int | None:
    """The first day, unless it could be any of more than LONGEST days."""
    if not first or not last or first[:4] == "0001":
        return None
    day = date.fromisoformat(first).toordinal()
    return day if date.fromisoformat(last).toordinal() - day <= LONGEST else None


def _chips(picked: Picked, given: dict[str, str], shown: Shown, span: str) -> list[tuple[str, str]]:
    chips = picked.chips("/timeline", given)
    if given["who"]:
        part = {"": "", "who": " acts", "to": " is acted upon"}[given["role"]]
        chips.insert(0, (shown.name(given["who"]) + part, url_with("/timeline", given | {"who": "", "role": ""} | picked.given)))
    if span:
        chips.append(("the whole time", url_with("/timeline", given | {"span": ""} | picked.given)))
    return chips


# -- drawing --------------------------------------------------------------------------------------------------------


def _drawn(record: Record, placed: Sequence[tuple[int, Seen]], split: Split, shown: Shown, address: dict[str, str]) -> dict[str, object]:
    begin, end = date.fromordinal(placed[0][0]), date.fromordinal(placed[-1][0])
    by = period_for(begin, end)
    spans = periods(begin, end, by)
    axis = fitted(days(spans[0][1], min(spans[-1][2], LAST) + timedelta(days=1), 0, 100))
    counts = _counted(placed, spans)
    table = [(name, [count[q] for q in QUADS], url_with("/timeline", address | {"when": f"{first}/{last}", "span": ""})) for (name, first, last), count in zip(spans, counts, strict=True) if count]
    whole = _lane("", "", placed, spans, axis, HEIGHT, address, 5)
    lanes, more = _lanes(record, placed, split, shown, spans, axis, address) if split else ([], 0)
    return {"chart": axis, "whole_lane": whole, "lanes": lanes, "more_lanes": more, "by": by, "table": table}


def _counted(placed: Iterable[tuple[int, Seen]], spans: Sequence[Span]) -> list[Counter[int]]:
    """Reports by quad in each period; `placed` is in order of time."""
    counts: list[Counter[int]] = [Counter() for _ in spans]
    starts = [s.toordinal() for _, s, _ in spans]
    k = 0
    for day, p in placed:
        while k + 1 < len(starts) and starts[k + 1] <= day:
            k += 1
        counts[k][p.quad] += 1
    return counts


def _lanes(record: Record, placed: Sequence[tuple[int, Seen]], split: Split, shown: Shown, spans: Sequence[Span], axis: Axis, address: dict[str, str]) -> tuple[list[Lane], int]:
    """The lanes with most reports first, all on the scale of the first; and how many are not drawn."""
    groups: dict[str, list[tuple[int, Seen]]] = {}
    if split == "who":
        acting: dict[int, list[str]] = {}
        keys = json.dumps([p.key for _, p in placed])
        for key, actor in record.connection.rows("SELECT item, actor FROM parties WHERE part = 'who' AND item IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) ORDER BY item, actor", (keys,)):
            acting.setdefault(key, []).append(actor)
        for day, p in placed:
            for actor in acting.get(p.key, ()):
                groups.setdefault(actor, []).append((day, p))
    else:
        for day, p in placed:
            value = p.type if split == "type" else "outlet" if p.voice == "outlet" else "attributed"
            groups.setdefault(value, []).append((day, p))
    order = sorted(groups, key=lambda g: (-len(groups[g]), g))
    tops = tuple(max(highest) for highest in zip(*(_tallest(_counted(groups[g], spans)) for g in order[:LANES]), strict=True))
    lanes = []
    for g in order[:LANES]:
        name: Markup | str = shown.name(g) if split == "who" else VOICES[g] if split == "voice" else g
        own = address | {split: g, "split": ""} | ({"role": "who"} if split == "who" else {})
        href = url_with("/timeline", own)
        lanes.append(_lane(name, href, groups[g], spans, axis, LANE, own, 3, (tops[0], tops[1])))
    return lanes, len(order) - len(lanes)


def _tallest(counts: Sequence[Counter[int]]) -> tuple[int, int]:
    return max((sum(c[q] for q in UP) for c in counts), default=0), max((sum(c[q] for q in DOWN) for c in counts), default=0)


def _lane(
    name: Markup | str, href: str, placed: Sequence[tuple[int, Seen]], spans: Sequence[Span], axis: Axis, height: int, address: dict[str, str], about: int, tops: tuple[int, int] | None = None,
) -> Lane:  # fmt: skip
    counts = _counted(placed, spans)
    up, down = tops or _tallest(counts)
    ticks = sorted({0.0, *(t for t in steps(-down, up, about) if float(t).is_integer() and -down <= t <= up)})
    place = linear(max(up, 1), -max(down, 1), 10, height - 10)
    bars = [bar for span, count in zip(spans, counts, strict=True) if count for bar in _bars(span, count, axis, place, address)]
    return Lane(name, href, len(placed), bars, [Tick(round(place(t), 1), f"{abs(int(t)):,}") for t in ticks], round(place(0), 1))


def _bars(span: Span, count: Counter[int], axis: Axis, place: object, address: dict[str, str]) -> list[Bar]:
    name, first, last = span
    x = axis.place(first.toordinal())
    width = max(axis.place(last.toordinal() + 1) - x, 0.3) * 0.86
    out = []
    for half, sign in ((UP, 1), (DOWN, -1)):
        base = 0
        for quad in half:
            if n := count[quad]:
                top, foot = place(sign * (base + n)), place(sign * base)  # type: ignore[operator]
                href = url_with("/timeline", address | {"when": f"{first}/{last}", "quad": str(quad), "span": ""})
                out.append(Bar(quad, round(x, 2), round(min(top, foot), 1), round(width, 2), round(max(abs(foot - top), 1.5), 1), href, f"{name}, {QUADS[quad]}: {n}"))
                base += n
    return out


def _rows(record: Record, keys: list[int], shown: Shown) -> list[object]:
    lines = dict(record.connection.execute("SELECT key, json FROM items WHERE key IN (SELECT CAST(value AS BIGINT) FROM json_each(?))", (json.dumps(keys),)).fetchall())
    return [item_row(loaded(lines[key]), shown) for key in keys]
