"""The ledger: what is promised, threatened, demanded, allowed or refused, by whom to whom, and what came of it.

An entry is one commitment however often it is reported: its stages are the reports that `fulfils` links tie, together with reports of
the same stage of the same thing. Nothing is added up across stages or currencies, and silence is counted to the day of the record's
latest publication, never to today, so that the same record always gives the same ledger.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from onrecord.errors import Usage
from onrecord.link.fulfils import ENDS, STAGES
from onrecord.link.words import shared, stems
from onrecord.records import Act, Commitment, Figure, Stage, Value
from onrecord.store import Record
from onrecord.store.copies import Spread
from onrecord.store.queries import actor_ids
from onrecord.store.rows import loaded
from onrecord.store.when import days

OFFICIALS = ("state", "government", "armed_group")
LATEST = (*STAGES, *ENDS)  # the further behind, the later
SAME = 0.5  # share of words from which two reports without an amount are of one thing
COMPARED = 200  # entries of one pair, act and stage with which a report is compared
MONEY = 3  # letters of an ISO 4217 code


@dataclass(frozen=True, slots=True)
class Report:
    """One commitment as one document has it."""

    commitment: Commitment
    published: str | None  # the first day its document may have been published
    figure: Figure | None

    @property
    def action(self) -> str:
        return " ".join(self.commitment.evidence[0].text.split())


@dataclass(frozen=True, slots=True)
class Entry:
    """One commitment with its reports, the earliest first. Counts leave copies out unless they were asked for."""

    act: Act
    who: tuple[str, ...]
    to_whom: tuple[str, ...]
    stage: Stage | None  # the latest
    reports: tuple[Report, ...]
    documents: int
    outlets: int  # independent ones
    copies: int  # of its documents, counted only if copies were asked for
    silence: int | None  # days from the last evidence to the record's latest publication

    @property
    def latest(self) -> Report:
        """The last report of the latest stage."""
        return max(self.reports, key=lambda r: (r.commitment.stage == self.stage, r.published or "", r.commitment.id))

    @property
    def stages(self) -> tuple[Stage, ...]:
        told = {r.commitment.stage for r in self.reports}
        return tuple(s for s in LATEST if s in told)

    def amount(self, stage: Stage | None) -> Figure | None:
        """What the last report of a stage says that it comes to."""
        return next((r.figure for r in reversed(self.reports) if r.commitment.stage == stage and r.figure), None)


@dataclass(frozen=True, slots=True)
class Sum:
    """Money of one stage in one currency from one party to another. An open bound makes the sum's bound open."""

    who: tuple[str, ...]
    to_whom: tuple[str, ...]
    stage: Stage
    unit: str
    value: Value
    promises: int  # entries that name an amount


@dataclass(frozen=True, slots=True)
class Ledger:
    entries: tuple[Entry, ...]
    sums: tuple[Sum, ...]
    as_of: str | None  # the day of the record's latest publication
    reports: int
    documents: int
    outlets: int
    copies: int
    more_outlets: int  # that only have copies


def ledger(
    record: Record, who: str | None = None, to: str | None = None, acts: Sequence[str] = (), stages: Sequence[str] = (), since: str | None = None,
    copies: bool = False,
) -> Ledger:  # fmt: skip
    """Entries by who is bound (of demands, permissions, restrictions and warnings: who makes them), to whom, then the latest evidence."""
    after = _first_day(since)
    reports = list(_reports(record, who, to, acts, copies))
    as_of = latest_publication(record)
    spreads = record.spreads()
    entries = [_entry(group, as_of, spreads) for group in _grouped(record, reports)]
    kept = [e for e in entries if (not stages or e.stage in stages) and (after is None or (_last(e.reports) or "") >= after)]
    kept.sort(key=lambda e: (not e.who, e.who, e.to_whom, e.act, _negative(_last(e.reports)), e.latest.commitment.id))
    docs = {r.commitment.doc for e in kept for r in e.reports}
    spread = spreads(docs)
    return Ledger(
        tuple(kept), tuple(sums(kept)), as_of, sum(len(e.reports) for e in kept), len(docs), spread.outlets, spread.copies, spread.more_outlets,
    )  # fmt: skip


def sums(entries: Iterable[Entry]) -> list[Sum]:
    """Of promises of money: added up within one pair of parties, one stage and one currency only."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...], Stage, str], list[Value]] = {}
    for entry in entries:
        if entry.act != "pledge":
            continue
        for stage in entry.stages:
            figure = entry.amount(stage)
            if figure is not None and len(figure.unit) == MONEY and figure.unit.isupper():
                found.setdefault((entry.who, entry.to_whom, stage, figure.unit), []).append(figure.value)
    ordered = sorted(found.items(), key=lambda pair: (pair[0][0], pair[0][1], LATEST.index(pair[0][2]), pair[0][3]))
    return [Sum(*key, _added(values), len(values)) for key, values in ordered]


def latest_publication(record: Record) -> str | None:
    """The latest day on which a document of the record was published at the earliest."""
    found: str | None = record.connection.execute("SELECT max(earliest) FROM documents WHERE superseded_by IS NULL").fetchone()[0]
    return found


def party_ids(record: Record, name: str) -> tuple[str, ...]:
    """The actors meant by a name; a state's name also means its government, forces and officials."""
    found = actor_ids(record.connection, (name,))
    if not found:
        raise Usage(f"no actor {name!r} in this record; `onrecord actors` lists them")
    countries = record.connection.execute(
        "SELECT DISTINCT country FROM actors WHERE id IN (SELECT value FROM json_each(?)) AND type = 'state' AND country IS NOT NULL", (json.dumps(list(found)),)
    ).fetchall()  # fmt: skip
    rows = record.connection.execute(
        "SELECT DISTINCT id FROM actors WHERE country IS NOT NULL AND country IN (SELECT value FROM json_each(?))"
        " AND (type IN ('state', 'government', 'armed_group') OR (type = 'person' AND sector = 'GOV')) ORDER BY id", (json.dumps([c for (c,) in countries]),)
    ).fetchall()  # fmt: skip
    return tuple(dict.fromkeys((*found, *(id_ for (id_,) in rows))))


# -- inside -----------------------------------------------------------------------------------------------------------


def _reports(record: Record, who: str | None, to: str | None, acts: Sequence[str], copies: bool) -> Iterable[Report]:
    filters: dict[str, Any] = {part: party_ids(record, name) for part, name in (("who", who), ("to", to)) if name is not None}
    published = dict(record.connection.execute("SELECT id, earliest FROM documents").fetchall())
    for commitment in record.items(kind="commitment", label=list(acts) or None, copies=copies, **filters):
        yield Report(commitment, published.get(commitment.doc), _figure(record, commitment.amount))


def _figure(record: Record, id_: str | None) -> Figure | None:
    row = record.connection.execute("SELECT json FROM items WHERE id = ?", (id_,)).fetchone() if id_ else None
    return loaded(row[0]) if row else None


def _grouped(record: Record, reports: Sequence[Report]) -> list[list[Report]]:
    """Reports of one commitment together: tied by links, or of the same stage of the same thing."""
    at = {report.commitment.id: number for number, report in enumerate(reports)}
    root = list(range(len(reports)))

    def find(k: int) -> int:
        while root[k] != k:
            root[k] = root[root[k]]
            k = root[k]
        return k

    for link in record.links(relation="fulfils"):
        ends = [at.get(id_) for id_ in link.items]
        if ends[0] is not None and ends[1] is not None:
            root[find(ends[1])] = find(ends[0])
    alike: dict[tuple[str, tuple[str, ...], tuple[str, ...], str | None], list[int]] = {}
    for number, report in enumerate(reports):
        c = report.commitment
        if not c.who:
            continue
        firsts = alike.setdefault((c.act, tuple(sorted(c.who)), tuple(sorted(c.to_whom)), c.stage), [])
        same = next((k for k in firsts if _same_thing(reports[k], report)), None)
        if same is not None:
            root[find(number)] = find(same)
        elif len(firsts) < COMPARED:
            firsts.append(number)
    groups: dict[int, list[Report]] = {}
    for number, report in enumerate(reports):
        groups.setdefault(find(number), []).append(report)
    return [sorted(group, key=lambda r: (r.published or "", r.commitment.doc, r.commitment.evidence[0].start)) for group in groups.values()]


def _same_thing(one: Report, two: Report) -> bool:
    alike = shared(stems(one.action), stems(two.action))
    if one.figure is not None and two.figure is not None:
        return one.figure.unit == two.figure.unit and one.figure.value == two.figure.value and alike >= SAME / 2
    return alike >= SAME


def _entry(reports: list[Report], as_of: str | None, spreads: Callable[[Iterable[str]], Spread]) -> Entry:
    told = {r.commitment.stage for r in reports}
    stage = next((s for s in reversed(LATEST) if s in told), None)
    docs = {r.commitment.doc for r in reports}
    spread = spreads(docs)
    last = _last(reports)
    silence = (date.fromisoformat(as_of) - date.fromisoformat(last)).days if as_of and last else None
    named = max(reports, key=lambda r: (len(r.commitment.to_whom) > 0, r.commitment.stage == stage, r.published or "", r.commitment.id)).commitment
    return Entry(named.act, named.who, named.to_whom, stage, tuple(reports), len(docs), spread.outlets, spread.copies, silence)


def _last(reports: Iterable[Report]) -> str | None:
    return max((r.published for r in reports if r.published), default=None)


def _negative(day: str | None) -> int:
    """Later days first."""
    return -date.fromisoformat(day).toordinal() if day else 0


def _added(values: Sequence[Value]) -> Value:
    def added(bounds: list[float | int | None]) -> float | int | None:
        return None if any(b is None for b in bounds) else sum(b for b in bounds if b is not None)

    return Value(added([v.low for v in values]), added([v.high for v in values]), added([v.best for v in values]), any(v.approximate for v in values))


def _first_day(since: str | None) -> str | None:
    if since is None:
        return None
    found = days(since)
    if found is None:
        raise Usage(f"--since {since!r}: not a date; write 2024, 2024-05 or 2024-05-28")
    return found[0]
