"""Figures in circulation: of one measure, for each subject and unit every claimant as a dot with its bounds on one axis."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse

from onrecord.report.tables import MEASURES, in_context
from onrecord.serve.charts import Axis, values
from onrecord.serve.context import Reading, rendered
from onrecord.serve.kept import kept
from onrecord.serve.shown import Shown
from onrecord.show import amount
from onrecord.store import Record
from onrecord.store.queries import COUNTED
from onrecord.store.rows import loaded

router = APIRouter(include_in_schema=False)
ROWS = 40  # of a panel
PANELS = 10  # of a page
Text = Annotated[str, Query(max_length=300)]


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one measure, subject and unit: how many reports, and the keys of the first."""

    subject: str
    unit: str
    reports: int
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dot:
    """One figure on the axis, in percent of its width; `low` or `high` None is an open bound, drawn as an arrow."""

    tag: Markup
    published: str
    holder: Markup
    own: bool
    value: str
    words: Markup
    document: Markup
    factuality: str
    best: float
    low: float | None
    high: float | None
    title: str


@dataclass(frozen=True, slots=True)
class Panel:
    subject: Markup
    unit: str
    reports: int
    axis: Axis
    dots: list[Dot]


@router.get("/figures")
def page(request: Request, record: Reading, measure: Text = "", subject: Text = "", unit: Text = "", voice: Text = "") -> HTMLResponse:
    groups = kept(request, record, "figures", _groups)
    counts = {m: sum(g.reports for g in groups[m]) for m in (*MEASURES, "other") if m in groups}
    chosen = measure if measure in groups else next(iter(counts), "")
    shown = Shown(record)
    mine = [g for g in groups.get(chosen, ()) if (not subject or g.subject == subject) and (not unit or g.unit == unit)]
    panels = [p for g in mine[:PANELS] if (p := _panel(record, g, voice, shown))]
    rest = [(shown.name(g.subject) if g.subject else "no subject named", g.subject, g.unit, g.reports) for g in mine[PANELS : PANELS + 80]]
    return rendered(
        request, "figures.html", heading="Figures", counts=counts, measure=chosen, subject=subject, subject_name=shown.name(subject) if subject else "", unit=unit,
        voice=voice, panels=panels, rest=rest, total=sum(g.reports for g in mine), most=ROWS,
    )  # fmt: skip


def _groups(record: Record) -> dict[str, list[Group]]:
    """measure -> its subjects and units, those with most reports first; copies left out."""
    found: dict[str, dict[tuple[str, str], list[int]]] = {}
    rows = record.connection.rows(
        "SELECT i.label, coalesce(json_extract(i.json, '$.subject[0]'), ''), json_extract(i.json, '$.unit'), i.key FROM items i JOIN documents d ON d.id = i.doc"
        f" WHERE i.kind = 'figure' AND {COUNTED} ORDER BY coalesce(d.earliest, '9999'), d.source, d.id, i.ordinal"
    )
    for measure, subject, unit, key in rows:
        found.setdefault(measure, {}).setdefault((subject, unit), []).append(key)
    return {
        measure: sorted((Group(subject, unit, len(keys), tuple(keys[:ROWS])) for (subject, unit), keys in groups.items()), key=lambda g: (-g.reports, not g.subject, g.subject, g.unit))
        for measure, groups in found.items()
    }


def _panel(record: Record, group: Group, voice: str, shown: Shown) -> Panel | None:
    rows = record.connection.execute(
        "SELECT i.json, d.published FROM items i JOIN documents d ON d.id = i.doc WHERE i.key IN (SELECT value FROM json_each(?))"
        " ORDER BY coalesce(d.earliest, '9999'), d.source, d.id, i.ordinal", (json.dumps(group.keys),)
    ).fetchall()  # fmt: skip
    items = [(loaded(line), published) for line, published in rows]
    items = [(i, p) for i, p in items if not voice or (i.voice.mode == "outlet") == (voice == "outlet")]
    numbers = [n for i, _ in items for n in (i.value.low, i.value.high, i.value.best) if n is not None]
    if not numbers:
        return None
    axis = values(numbers, 0, 100, 4)
    subject = shown.actor(group.subject) if group.subject else Markup('<span class="dim">no subject named</span>')
    return Panel(subject, group.unit, group.reports, axis, [_dot(i, p, axis, shown) for i, p in items])


def _dot(item: Any, published: str | None, axis: Axis, shown: Shown) -> Dot:
    value = item.value
    places = [None if n is None else round(axis.place(n), 2) for n in (value.low, value.high)]
    best = next(n for n in (value.best, value.low, value.high, 0) if n is not None)
    own = item.voice.mode == "outlet"
    holder = shown.actor(item.voice.holder) if item.voice.holder else Markup('<span class="dim">nobody named</span>')
    who = shown.name(item.voice.holder or "")
    return Dot(
        shown.tag(item), published or "undated", holder, own, amount(value), in_context(item, "value", shown), shown.document(item.doc, 60), item.factuality,
        round(axis.place(best), 2), places[0], places[1], f"{who}: {amount(value)} {item.unit}",
    )  # fmt: skip


