"""Figures in circulation: of one measure, for each subject and unit every claimant as a dot with its bounds on one axis."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse

from onrecord.errors import Usage
from onrecord.report.tables import MEASURES, in_context
from onrecord.serve.charts import Axis, fitted, values
from onrecord.serve.context import Reading, passage_url, rendered, url_with
from onrecord.serve.kept import kept, kept_page
from onrecord.serve.picked import VOICES
from onrecord.serve.shown import Shown
from onrecord.show import amount
from onrecord.store import Record
from onrecord.store.queries import COUNTED
from onrecord.store.rows import loaded
from onrecord.store.when import days

router = APIRouter(include_in_schema=False)
ROWS, ALONE = 12, 200  # of a panel among others, and of one alone
PANELS, DOTS = 8, 100  # of a page; dots of a panel among others
STEP, HIGHEST = 11.0, 165.0  # pixels between dots that stand on each other, and of the highest pile
WIDE, NARROW = 300.0, 165.0  # pixels of the axis in a row, on wide and on narrow screens
SWARMS = (("wide", 720.0), ("narrow", 280.0))  # screens, and pixels of the axis above the rows at the least
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

    id: str
    href: str  # of its passage
    tag: Markup
    published: str
    holder: Markup
    own: bool
    value: str
    unit: str
    words: Markup
    document: Markup
    factuality: str
    contested: bool
    best: float
    low: float | None
    high: float | None
    title: str
    level: int = 0  # in the swarm: so many dots stand below it


@dataclass(frozen=True, slots=True)
class Swarm:
    """All dots on one line, those that would cover each other on each other, for one kind of screen."""

    name: str
    dots: list[Dot]
    step: float  # pixels between dots on each other
    height: float


@dataclass(frozen=True, slots=True)
class Panel:
    subject: Markup
    href: str
    unit: str
    reports: int
    shown: int
    said: str  # lowest to highest
    axis: Axis
    dots: list[Dot]
    swarms: list[Swarm]


@router.get("/figures")
@kept_page
def page(
    request: Request, record: Reading, measure: Text = "", subject: Text = "", unit: Text = "", voice: Literal["", "outlet", "attributed"] = "", when: Text = "",
    order: Literal["published", "value"] = "published", contested: Literal["", "1"] = "",
) -> HTMLResponse:  # fmt: skip
    span = days(when) if when else None
    if when and not span:
        raise Usage(f"when {when!r}: expected a date such as 2024, 2024-05, 2024-05-28 or 2024-05-01/2024-06-30")
    narrowing = {"voice": voice, "when": when, "contested": contested}
    groups = kept(request, record, f"figures {voice} {span} {contested}", lambda r: _groups(r, voice, span, bool(contested)))
    counts = {m: sum(g.reports for g in groups[m]) for m in (*MEASURES, "other") if m in groups}
    chosen = measure if measure in groups else measure or next(iter(counts), "")
    shown = Shown(record)
    mine = groups.get(chosen, [])
    subjects: Counter[str] = Counter()
    for g in mine:
        subjects[g.subject] += g.reports
    listed = [g for g in mine if (not subject or g.subject == (subject if subject != "-" else "")) and (not unit or g.unit == unit)]
    given = {"measure": chosen, "subject": subject, "unit": unit, "order": order if order != "published" else "", **narrowing}
    known = kept(request, record, "contested", _contested)
    panels = [p for g in listed[:PANELS] if (p := _panel(record, g, order, given, known, shown, len(listed) == 1))]
    rest = [(shown.name(g.subject) if g.subject else "no subject named", _href(given, g), g.unit, g.reports) for g in listed[PANELS : PANELS + 80]]
    words = {"voice": VOICES.get(voice, ""), "when": f"published {when}", "contested": "contradicted by another", "subject": shown.name(subject) if subject not in ("", "-") else "no subject named", "unit": unit}
    chips = [(words[name], url_with("/figures", given | {name: ""})) for name in words if given[name]]
    choices = [(id_ or "-", shown.name(id_) if id_ else "no subject named", n) for id_, n in sorted(subjects.items(), key=lambda kv: (not kv[0], -kv[1], kv[0]))[:60]]
    return rendered(
        request, "figures.html", heading="Figures", counts=counts, measure=chosen, subject=subject, unit=unit, voice=voice, when=when, order=order, contested=contested, panels=panels, rest=rest,
        total=sum(g.reports for g in listed), subjects=choices, units=sorted({g.unit for g in mine}), chips=chips, narrowing=narrowing, more=len(listed) - PANELS - len(rest),
    )  # fmt: skip


def _href(given: dict[str, str], g: Group) -> str:
    return url_with("/figures", given | {"subject": g.subject or "-", "unit": g.unit})


def _contested(record: Record) -> frozenset[str]:
    return frozenset(id_ for (pair,) in [(link.items,) for link in record.links(relation="contradicts")] for id_ in pair)


def _groups(record: Record, voice: str, span: tuple[str, str] | None, contested: bool) -> dict[str, list[Group]]:
    """measure -> its subjects and units: what can be compared before single reports, what has no subject last, else the most reported first; copies left out."""
    found: dict[str, dict[tuple[str, str], list[int]]] = {}
    more, values_ = "", list[Any]()
    if voice:
        more += f" AND i.voice {'=' if voice == 'outlet' else '<>'} 'outlet'"
    if span:
        more, values_ = more + " AND d.earliest <= ? AND d.latest >= ?", [span[1], span[0]]
    if contested:
        more += " AND i.id IN (SELECT first FROM links WHERE relation = 'contradicts' UNION SELECT second FROM links WHERE relation = 'contradicts')"
    rows = record.connection.rows(
        "SELECT i.label, coalesce(json_extract(i.json, '$.subject[0]'), ''), json_extract(i.json, '$.unit'), i.key FROM items i JOIN documents d ON d.id = i.doc"
        f" WHERE i.kind = 'figure' AND {COUNTED}{more} ORDER BY coalesce(d.earliest, '9999'), d.source, d.id, i.ordinal", values_
    )  # fmt: skip
    for measure, subject, unit, key in rows:
        found.setdefault(measure, {}).setdefault((subject, unit), []).append(key)
    return {
        measure: sorted((Group(subject, unit, len(keys), tuple(keys[:ALONE])) for (subject, unit), keys in groups.items()), key=lambda g: (g.reports < 2, not g.subject, -g.reports, g.subject, g.unit))
        for measure, groups in found.items()
    }


def _panel(record: Record, group: Group, order: str, given: dict[str, str], contested: frozenset[str], shown: Shown, alone: bool) -> Panel | None:
    rows = record.connection.execute(
        "SELECT i.json, d.published FROM items i JOIN documents d ON d.id = i.doc WHERE i.key IN (SELECT CAST(value AS BIGINT) FROM json_each(?))"
        " ORDER BY coalesce(d.earliest, '9999'), d.source, d.id, i.ordinal", (json.dumps(group.keys[: ALONE if alone else DOTS]),)
    ).fetchall()  # fmt: skip
    items = [(loaded(line), published) for line, published in rows]
    numbers = [n for i, _ in items for n in (i.value.low, i.value.high, i.value.best) if n is not None]
    if not numbers:
        return None
    axis = fitted(values(numbers, 0, 100, 4), WIDE, NARROW)
    if order == "value":
        items.sort(key=lambda pair: _best(pair[0].value))
    dots = [_dot(i, p, axis, i.id in contested, shown) for i, p in items]
    subject = shown.actor(group.subject) if group.subject else Markup('<span class="dim">no subject named</span>')
    rows = dots if alone else dots[:ROWS]
    low, high = min(numbers), max(numbers)
    said = "" if low == high else f"{_number(low)} to {_number(high)}"
    return Panel(subject, _href(given, group), group.unit, group.reports, len(dots), said, axis, rows, [_swarm(dots, name, pixels) for name, pixels in SWARMS] if len(dots) > 2 else [])


def _number(n: float) -> str:
    return f"{n:,.0f}" if float(n).is_integer() else f"{n:,.4g}"


def _best(value: Any) -> float:
    return float(next(n for n in (value.best, value.low, value.high, 0) if n is not None))


def _swarm(dots: Sequence[Dot], name: str, pixels: float) -> Swarm:
    out: list[Dot] = []
    for d in sorted(dots, key=lambda d: d.best):
        near = {o.level for o in out if abs(o.best - d.best) / 100 * pixels < STEP}
        out.append(replace(d, level=next(k for k in range(len(dots)) if k not in near)))
    levels = max(d.level for d in out)
    step = min(STEP, HIGHEST / max(levels, 1))
    return Swarm(name, out, round(step, 1), round(step * levels + STEP, 1))


def _dot(item: Any, published: str | None, axis: Axis, contested: bool, shown: Shown) -> Dot:
    value = item.value
    places = [None if n is None else round(axis.place(n), 2) for n in (value.low, value.high)]
    own = item.voice.mode == "outlet"
    holder = shown.actor(item.voice.holder) if item.voice.holder else Markup('<span class="dim">nobody named</span>')
    who = shown.name(item.voice.holder or "") or "nobody named"
    unit = "person" if item.unit == "persons" and value.low == value.high == 1 else item.unit
    return Dot(
        item.id, passage_url(item), shown.tag(item), published or "undated", holder, own, amount(value), unit, in_context(item, "value", shown), shown.document(item.doc, 60), item.factuality, contested,
        round(axis.place(_best(value)), 2), places[0], places[1], f"{who}: {amount(value)} {unit}, {published or 'undated'}",
    )  # fmt: skip
