"""The ledger: each commitment once, by who is bound and to whom, with its stages, amount, deadline, and how long nothing was heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse

from onrecord.ledger import LATEST, Entry, ledger
from onrecord.report.tables import ACTS, passage, voice
from onrecord.serve.context import Reading, rendered
from onrecord.serve.kept import kept
from onrecord.serve.shown import Shown
from onrecord.show import amount, quoted, when
from onrecord.store import Record
from onrecord.store.queries import COUNTED

router = APIRouter(include_in_schema=False)
WHOLE = 1500  # commitments that are shown without asking whose
SHOWN = 300  # entries of a page
Text = Annotated[str, Query(max_length=300)]


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a row; `stages` and `reports` are what is behind it."""

    tag: Markup
    act: str
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


@router.get("/ledger")
def page(request: Request, record: Reading, who: Text = "", to: Text = "", act: Text = "", stage: Text = "", since: Text = "") -> HTMLResponse:
    """`who`, `to`: names, aliases or ids; a state means its officials too."""
    bound = kept(request, record, "bound", _bound)
    asked = bool(who or to) or sum(n for _, _, n in bound) <= WHOLE
    shown = Shown(record)
    acts, stages = [a for a in ACTS if a == act], [s for s in LATEST if s == stage]
    found = ledger(record, who or None, to or None, acts, stages, since or None) if asked else None
    entries = found.entries if found else ()
    groups: list[tuple[Markup, list[Line]]] = []
    before: tuple[str, ...] | None = None
    for entry in entries[:SHOWN]:
        if entry.who != before or not groups:
            groups.append((shown.actors(entry.who, "nobody named"), []))
            before = entry.who
        groups[-1][1].append(_line(entry, shown))
    sums = [(shown.actors(s.who, "nobody named"), shown.actors(s.to_whom), s.stage, amount(s.value), s.unit, s.promises) for s in (found.sums if found else ())]
    return rendered(
        request, "ledger.html", heading="Ledger", found=found, total=len(entries), groups=groups, sums=sums, bound=bound[:40], who=who, to=to, act=act, stage=stage, since=since,
        acts=ACTS, stages=LATEST, most=SHOWN, given={"who": who, "to": to, "act": act, "stage": stage, "since": since},
    )  # fmt: skip


def _bound(record: Record) -> list[tuple[str, str, int]]:
    """(id, name, reports) of everybody with commitments, the most first; the last stands for nobody named."""
    rows = record.connection.execute(
        "SELECT p.actor, count(*) FROM parties p JOIN items i ON i.key = p.item JOIN documents d ON d.id = i.doc WHERE i.kind = 'commitment' AND p.part = 'who'"
        f" AND {COUNTED} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 400"
    ).fetchall()
    names = Shown(record)
    return [(id_, names.name(id_), n) for id_, n in rows]


def _line(entry: Entry, shown: Shown) -> Line:
    last = entry.latest
    c = last.commitment
    figure = entry.amount(entry.stage) or next((r.figure for r in reversed(entry.reports) if r.figure), None)
    reports = [(r.published or "undated", r.commitment.stage or "", shown.tag(r.commitment), shown.document(r.commitment.doc, 70)) for r in entry.reports]
    return Line(
        shown.tag(c), entry.act, shown.actors(entry.to_whom), passage(c, "action", 320), shown.badges(replace(c, stage=None)), passage(c, "condition", 200) if quoted(c, "condition") else Markup(""),
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

