"""The ledger: each commitment once, by who is bound and to whom, with its stages, amount, deadline, and how long nothing was heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import log1p
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse

from onrecord.ledger import LATEST, Entry, ledger
from onrecord.report.tables import ACTS, passage, voice
from onrecord.serve.charts import Axis, days, fitted
from onrecord.serve.context import Reading, passage_url, rendered, url_with
from onrecord.serve.kept import kept
from onrecord.serve.picked import actors, typed
from onrecord.serve.shown import Shown
from onrecord.show import amount, clipped, quoted, when
from onrecord.store import Record
from onrecord.store.queries import COUNTED
from onrecord.store.when import days as spanned

router = APIRouter(include_in_schema=False)
WHOLE = 1500  # commitments that are shown without asking whose
SHOWN = 80  # entries of a page
FIRST, EVERYBODY = 12, 60  # rows of the overview at first, and in all
STEP, APART = 11, 9.0  # pixels between deadlines on each other; how near they may stand beside each other
ORDERS = {"": "by who is bound", "due": "by deadline", "latest": "by latest report", "silence": "by silence"}
Text = Annotated[str, Query(max_length=300)]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a row; `stages` and `reports` are what is behind it."""

    tag: Markup
    act: str
    who: Markup
    to: Markup
    action: Markup
    badges: Markup
    condition: Markup
    amount: str
    due: str
    stages: tuple[str, ...]
    stage: str | None
    voice: Markup
    reports: Sequence[tuple[str, str, Markup, Markup]]  # published, stage, label, document
    documents: int
    outlets: int
    silence: int | None


@dataclass(frozen=True, slots=True)
class Bound:
    """Somebody with commitments: reports of each act, with a level of shade 0 to 3."""

    id: str
    name: str
    reports: int
    acts: tuple[tuple[str, int, int], ...]  # act, reports, shade


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline on the axis, in percent; `level`: so many stand below it."""

    x: float
    level: int
    href: str
    title: str


@router.get("/ledger")
def page(
    request: Request, record: Reading, who: Text = "", to: Text = "", act: Text = "", stage: Text = "", since: Text = "", order: Literal["", "due", "latest", "silence"] = "", part: int = 1,
) -> HTMLResponse:  # fmt: skip
    """`who`, `to`: names, aliases or ids; a state means its officials too."""
    bound = kept(request, record, "bound", _bound)
    asked = bool(who or to) or sum(b.reports for b in bound) <= WHOLE
    shown = Shown(record)
    acts, stages = [a for a in ACTS if a == act], [s for s in LATEST if s == stage]
    found = ledger(record, who or None, to or None, acts, stages, since or None) if asked else None
    entries = _ordered(found.entries, order) if found else []
    groups: list[tuple[Markup, list[Line]]] = []
    before: tuple[str, ...] | None = None
    pages = max(1, -(-len(entries) // SHOWN))
    part = min(max(part, 1), pages)
    near = [(n, n == part) for n in range(1, pages + 1) if n in (1, pages) or abs(n - part) <= 3] if pages > 1 else []
    for entry in entries[(part - 1) * SHOWN : part * SHOWN]:
        if not groups or (not order and entry.who != before):
            groups.append((Markup(ORDERS[order]) if order else shown.actors(entry.who, "nobody named"), []))
            before = entry.who
        groups[-1][1].append(_line(entry, shown))
    sums = [(shown.actors(s.who, "nobody named"), shown.actors(s.to_whom), s.stage, amount(s.value), s.unit, s.promises) for s in (found.sums if found else ())]
    due = _calendar(entries, shown)
    given = {"who": who, "to": to, "act": act, "stage": stage, "since": since, "order": order}
    chips = [(f"{words}{value}", url_with("/ledger", given | {name: ""})) for name, words, value in (
        ("who", "", shown.name(who)), ("to", "to ", shown.name(to)), ("act", "", act), ("stage", "", stage), ("since", "since ", since)) if given[name]]  # fmt: skip
    return rendered(
        request, "ledger.html", heading="Ledger", found=found, total=len(entries), groups=groups, sums=sums, bound=bound[:FIRST], more=bound[FIRST:EVERYBODY], who=who, to=to, act=act, stage=stage, since=since,
        who_name=typed(record, shown, who), to_name=typed(record, shown, to), order=order, orders=ORDERS, acts=ACTS, stages=LATEST, parts=near, given=given, chips=chips, due=due, step=STEP,
        names=actors(request, record),
    )  # fmt: skip


def _bound(record: Record) -> list[Bound]:
    """Everybody with commitments, those in most reports first."""
    rows = record.connection.execute(
        "SELECT p.actor, i.label, count(*) FROM parties p JOIN items i ON i.key = p.item JOIN documents d ON d.id = i.doc WHERE i.kind = 'commitment' AND p.part = 'who'"
        f" AND {COUNTED} GROUP BY 1, 2"
    ).fetchall()
    counts: dict[str, Counter[str]] = {}
    for id_, label, n in rows:
        counts.setdefault(id_, Counter())[label] += n
    most = max((n for _, _, n in rows), default=1)
    order = sorted(counts, key=lambda id_: (-counts[id_].total(), id_))[:400]
    names = Shown(record)
    return [Bound(id_, names.name(id_), counts[id_].total(), tuple((a, n, 1 + round(2 * log1p(n - 1) / log1p(most)) if n else 0) for a in ACTS for n in [counts[id_][a]])) for id_ in order]


def _ordered(entries: Sequence[Entry], order: str) -> list[Entry]:
    if order == "due":
        return sorted((e for e in entries if _last_day(e)), key=lambda e: _last_day(e) or "")
    if order == "latest":
        return sorted(entries, key=lambda e: e.reports[-1].published or "", reverse=True)
    if order == "silence":
        return sorted((e for e in entries if e.silence is not None), key=lambda e: -(e.silence or 0))
    many = Counter(e.who for e in entries)
    return sorted(entries, key=lambda e: (not e.who, -many[e.who], e.who))


def _last_day(entry: Entry) -> str | None:
    """The last day of the last deadline told, of those whose day, month or year is known."""
    for report in reversed(entry.reports):
        if (due := report.commitment.deadline) and (span := spanned(due.edtf)) and span[1][:4] != "9999":
            return span[1]
    return None


def _calendar(entries: Sequence[Entry], shown: Shown) -> tuple[Axis, list[Due], int] | None:
    """Deadlines on one axis of time; None where there are too few to draw."""
    dated = sorted(((date.fromisoformat(last), e) for e in entries if (last := _last_day(e))), key=lambda pair: (pair[0], pair[1].latest.commitment.id))
    if len(dated) < 3:
        return None
    axis = days(dated[0][0], dated[-1][0], 1, 99)
    out: list[Due] = []
    for day, e in dated:
        x = axis.place(day.toordinal())
        near = {d.level for d in out if abs(d.x - x) < APART / 3}
        level = next(k for k in range(len(dated)) if k not in near)
        c = e.latest.commitment
        who = ", ".join(shown.name(a) for a in e.who) or "nobody named"
        out.append(Due(round(x, 2), level, passage_url(c), f"{day}: {who}, {e.act}: {clipped(quoted(c, 'action'), 90)}"))
    return fitted(axis), out, STEP * (1 + max(d.level for d in out))


def _line(entry: Entry, shown: Shown) -> Line:
    last = entry.latest
    c = last.commitment
    figure = entry.amount(entry.stage) or next((r.figure for r in reversed(entry.reports) if r.figure), None)
    reports = [(r.published or "undated", r.commitment.stage or "", shown.tag(r.commitment), shown.document(r.commitment.doc, 70)) for r in entry.reports]
    return Line(
        shown.tag(c), entry.act, shown.actors(entry.who, "nobody named"), shown.actors(entry.to_whom), passage(c, "action", 320), shown.badges(replace(c, stage=None)), passage(c, "condition", 200) if quoted(c, "condition") else Markup(""),
        f"{amount(figure.value)} {figure.unit}" if figure else "", _due(entry), entry.stages, entry.stage, voice(c, shown), reports,
        entry.documents, entry.outlets, entry.silence,
    )  # fmt: skip


def _due(entry: Entry) -> str:
    """The last deadline told: its days where they are known, else as printed."""
    for report in reversed(entry.reports):
        due = report.commitment.deadline
        said: Any = when(due) if due else quoted(report.commitment, "deadline")
        if said:
            return str(said)
    return ""

