"""The timeline: reports of events by when they happened, or by publication; cooperation above the line, conflict below it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from onrecord.errors import Usage
from onrecord.report.tables import COLUMNS, item_row
from onrecord.serve.charts import Axis, Tick, days, linear, period_for, periods, steps
from onrecord.serve.context import Reading, rendered, url_with
from onrecord.serve.kept import kept
from onrecord.serve.shown import Shown
from onrecord.store import Record
from onrecord.store.queries import COUNTED, actor_ids
from onrecord.store.rows import loaded
from onrecord.store.when import days as spanned

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Query(max_length=300)]
QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
UP = (1, 2)  # drawn above the line
HEIGHT, ROWS = 220, 60
LONGEST = 366 * 2  # days: what may lie anywhere in more than two years has no place on a line


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


@router.get("/timeline")
def page(request: Request, record: Reading, who: Text = "", when: Text = "", clock: Literal["happened", "published"] = "happened", type: Text = "", part: int = 1) -> HTMLResponse:
    shown = Shown(record)
    points = kept(request, record, "timeline", _points) if not who else _points(record, actor_ids(record.connection, (who,)))
    window = _window(when)
    mine = [(p[1] if clock == "happened" else p[2], p) for p in points if not type or p[4] == type]
    placed = sorted((day, p[0], p[3]) for day, p in mine if day is not None and (not window or window[0] <= day <= window[1]))
    given = {"who": who, "when": when, "clock": clock if clock != "happened" else "", "type": type}
    values = _drawn(placed, given) if placed else {"chart": None}
    pages = max(1, -(-len(placed) // ROWS))
    part = min(max(part, 1), pages)
    keys = [key for _, key, _ in placed[(part - 1) * ROWS : part * ROWS]]
    near = [(n, n == part) for n in range(1, pages + 1) if n in (1, pages) or abs(n - part) <= 3]
    return rendered(
        request, "timeline.html", heading="Timeline", total=len(placed), undated=len(mine) - len([1 for day, _ in mine if day is not None]), rows=_rows(record, keys, shown),
        columns=COLUMNS["event"], parts=near if pages > 1 else [], who=who, who_name=shown.name(who) if who else "", when=when, clock=clock, type=type,
        types=sorted({p[4] for p in points}), quads=QUADS, given=given, height=HEIGHT, **values,
    )  # fmt: skip


def _points(record: Record, actors: tuple[str, ...] | None = None) -> list[tuple[int, int | None, int | None, int, str]]:
    """(key, day it happened, day of publication, quad, type) of every report of an event told as having happened, copies left out."""
    chosen = ""
    values: tuple[str, ...] = ()
    if actors is not None:
        chosen, values = " AND i.key IN (SELECT item FROM parties WHERE part IN ('who', 'to') AND actor IN (SELECT value FROM json_each(?)))", (json.dumps(list(actors)),)
    rows = record.connection.rows(
        "SELECT i.key, i.earliest, i.latest, d.earliest, json_extract(i.json, '$.quad'), i.label FROM items i JOIN documents d ON d.id = i.doc"
        f" WHERE i.kind = 'event' AND i.factuality = 'actual' AND {COUNTED}{chosen} ORDER BY i.key",
        values,
    )
    return [(key, _ordinal(first, last), _ordinal(published, published), int(quad), label) for key, first, last, published, quad, label in rows]


def _ordinal(first: str | None, last: str | None) -> int | None:
    """The first day, unless it could be any of more than LONGEST days."""
    if not first or not last or first[:4] == "0001":
        return None
    day = date.fromisoformat(first).toordinal()
    return day if date.fromisoformat(last).toordinal() - day <= LONGEST else None


def _window(when: str) -> tuple[int, int] | None:
    if not when:
        return None
    span = spanned(when)
    if span is None:
        raise Usage(f"when {when!r}: expected a date such as 2024, 2024-05, 2024-05-28 or 2024-05-01/2024-06-30")
    return date.fromisoformat(span[0]).toordinal(), date.fromisoformat(span[1]).toordinal()


def _drawn(placed: list[tuple[int, int, int]], given: dict[str, str]) -> dict[str, object]:
    begin, end = date.fromordinal(placed[0][0]), date.fromordinal(placed[-1][0])
    by = period_for(begin, end)
    spans = periods(begin, end, by)
    axis = days(spans[0][1], spans[-1][2], 0, 100)
    counts: list[Counter[int]] = [Counter() for _ in spans]
    starts = [s.toordinal() for _, s, _ in spans]
    k = 0
    for day, _, quad in placed:
        while k + 1 < len(starts) and starts[k + 1] <= day:
            k += 1
        counts[k][quad] += 1
    most = max([1, *(sum(c[q] for q in half) for c in counts for half in (UP, (3, 4)))])
    ticks = [t for t in steps(-most, most, 4) if float(t).is_integer()]
    place = linear(ticks[-1], ticks[0], 8, HEIGHT - 8)
    bars, table = [], []
    for (name, first, last), count in zip(spans, counts, strict=True):
        if not count:
            continue
        table.append((name, [count[q] for q in QUADS], url_with("/timeline", given | {"when": f"{first}/{last}"})))
        bars += _bars(name, first, last, count, axis, place, given)
    levels = [Tick(round(place(t), 1), f"{abs(int(t)):,}") for t in ticks]
    return {"chart": axis, "bars": bars, "levels": levels, "zero": round(place(0), 1), "by": by, "table": table}


def _bars(name: str, first: date, last: date, count: Counter[int], axis: Axis, place: object, given: dict[str, str]) -> list[Bar]:
    x = axis.place(first.toordinal())
    width = max(axis.place(last.toordinal() + 1) - x, 0.3) * 0.86
    out = []
    for half, sign in ((UP, 1), ((3, 4), -1)):
        base = 0
        for quad in half:
            if n := count[quad]:
                top, foot = place(sign * (base + n)), place(sign * base)  # type: ignore[operator]
                href = url_with("/timeline", given | {"when": f"{first}/{last}"})
                out.append(Bar(quad, round(x, 2), round(min(top, foot), 1), round(width, 2), round(abs(foot - top), 1), href, f"{name}, {QUADS[quad]}: {n}"))
                base += n
    return out


def _rows(record: Record, keys: list[int], shown: Shown) -> list[object]:
    lines = dict(record.connection.execute("SELECT key, json FROM items WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(keys),)).fetchall())
    return [item_row(loaded(lines[key]), shown) for key in keys]
