"""The briefing's numbers by SQL, each with the address that lists what was counted: report/briefing.py without the whole record in memory.

Counts are of reports: one item in one document; copies are left out. tests/serve/test_briefing.py holds both against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from onrecord.records import Value
from onrecord.serve.context import url_with
from onrecord.show import amount, number
from onrecord.store import Record
from onrecord.store.actors import Names
from onrecord.store.database import Connection
from onrecord.store.queries import COUNTED, COUNTED_OF, GAPS

MOST = 8  # groups a section lists
FROM = f"FROM items i JOIN documents d ON d.id = i.doc WHERE {COUNTED} AND i.kind = ?"
ITEMS = f"FROM items i WHERE {COUNTED_OF.format('i')} AND i.kind = ?"  # the same, where nothing of the documents is told
CURRENT = "FROM documents d WHERE d.superseded_by IS NULL"
HAVING = "(json_extract(i.json, '$.{0}') IS NOT NULL OR EXISTS (SELECT 1 FROM json_each(i.json, '$.evidence') e WHERE json_extract(e.value, '$.role') = '{0}'))"
CONTESTED = "i.id IN (SELECT first FROM links WHERE relation = 'contradicts' UNION SELECT second FROM links WHERE relation = 'contradicts')"
TELLING = "i.label NOT IN ('other', 'date_count', 'duration')"


@dataclass(frozen=True, slots=True)
class Number:
    """`label count`, the count leading to the passages; `note` is what else there is to say of them."""

    label: str
    count: int
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """`unit` is what is counted; `more` says how many groups are not shown."""

    title: str
    total: Number
    unit: str
    documents: int = 0
    outlets: int = 0
    groups: Sequence[Number] = ()
    more: int = 0
    extras: Sequence[Number] = ()
    subgroups: Sequence[Number] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    documents: int
    read: int
    copies: int
    outlets: int
    first: str | None
    last: str | None
    total: int  # source characters of the documents read
    kept: int
    aside: int
    languages: Sequence[tuple[str, int]] = field(default_factory=tuple)


def summary(record: Record) -> dict[str, Any]:
    names = Names(record.connection, record.called)
    c = record.connection
    nobody = _one(c, f"SELECT count(*) {ITEMS} AND NOT EXISTS (SELECT 1 FROM parties p WHERE p.item = i.key AND p.part = 'who')", "statement")[0]
    return {
        "sections": [_who_speaks(c, names, nobody), _ledger(c), _threats(c, names), _figures(c)], "gaps": _gaps(c, record, nobody), "coverage": _coverage(c),
    }  # fmt: skip


def listing(kind: str, **filters: Any) -> str:
    return url_with("/items", {"kind": kind} | filters)


def _one(c: Connection, query: str, *values: Any) -> tuple[Any, ...]:
    return tuple(c.execute(query, values).fetchone())


def _section(c: Connection, title: str, kind: str, groups: list[Number], extras: list[Number], condition: str = "true", subgroups: Sequence[Number] = (), **filters: Any) -> Section:
    count, documents, outlets = _one(c, f"SELECT count(*), count(DISTINCT i.doc), count(DISTINCT d.outlet) {FROM} AND {condition}", kind)
    total = Number("reports", count, listing(kind, **filters))
    return Section(title, total, f"{kind}s", documents, outlets, groups[:MOST], max(0, len(groups) - MOST), [e for e in extras if e.count], subgroups)


def _who_speaks(c: Connection, names: Names, nobody: int) -> Section:
    speakers = c.execute(
        "SELECT p.actor, count(*) FROM parties p JOIN items i ON i.key = p.item"
        f" WHERE p.part = 'who' AND i.kind = 'statement' AND {COUNTED_OF.format('i')}"
        " GROUP BY p.actor ORDER BY 2 DESC, 1"
    ).fetchall()  # fmt: skip
    top = [Number(names.get(id_, id_), count, listing("statement", who=id_)) for id_, count in speakers[:MOST]]
    nested = _one(c, f"SELECT count(*) {ITEMS} AND i.statement IS NOT NULL", "statement")[0]
    made = _section(c, "Who speaks", "statement", top, [
        Number("nobody named", nobody, listing("statement", nobody=1)), Number("heard through another mouth", nested, listing("statement", nested=1)),
    ])  # fmt: skip
    return Section(made.title, made.total, made.unit, made.documents, made.outlets, made.groups, max(0, len(speakers) - MOST), made.extras)


def _labels(c: Connection, kind: str, condition: str, key: str, **fixed: Any) -> list[Number]:
    rows = c.execute(f"SELECT {key}, count(*) {ITEMS} AND {condition} GROUP BY 1 ORDER BY 2 DESC, 1", (kind,)).fetchall()
    name = {"i.label": {"commitment": "act", "figure": "measure"}.get(kind, "label")}.get(key, "level")
    return [Number(str(label).replace("_", " "), count, listing(kind, **fixed, **{name: label})) for label, count in rows]


def _ledger(c: Connection) -> Section:
    dated = _one(c, f"SELECT count(*) {ITEMS} AND {HAVING.format('deadline')}", "commitment")[0]
    priced = _one(c, f"SELECT count(*) {ITEMS} AND {HAVING.format('amount')}", "commitment")[0]
    extras = [Number("with a deadline", dated, listing("commitment", having="deadline")), Number("with an amount", priced, listing("commitment", having="amount"))]
    return _section(c, "Ledger", "commitment", _labels(c, "commitment", "true", "i.label"), extras)


def _threats(c: Connection, names: Names) -> Section:
    threat = "i.label = 'threat'"
    levels = _labels(c, "commitment", threat, "coalesce(json_extract(i.json, '$.level'), 'unspecified')", act="threat")
    pairs = c.execute(
        f"SELECT w.actor, t.actor, count(*) FROM items i JOIN parties w ON w.item = i.key AND w.part = 'who' JOIN parties t ON t.item = i.key AND t.part = 'to'"
        f" JOIN documents d ON d.id = i.doc WHERE i.kind = 'commitment' AND {threat} AND {COUNTED}"
        " GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ?", (MOST,)
    ).fetchall()  # fmt: skip
    said = [Number(f"{names.get(w, w)} → {names.get(t, t)}", count, listing("commitment", act="threat", who=w, to=t)) for w, t, count in pairs]
    conditional = _one(c, f"SELECT count(*) {ITEMS} AND {threat} AND {HAVING.format('condition')}", "commitment")[0]
    extras = [Number("on a condition", conditional, listing("commitment", act="threat", having="condition"))]
    return _section(c, "Threats", "commitment", levels, extras, threat, said, act="threat")


def _figures(c: Connection) -> Section:
    bounds = ", ".join(f"{most}(CAST(json_extract(i.json, '$.value.{bound}') AS NUMERIC))" for most in ("min", "max") for bound in ("low", "high", "best"))
    rows = c.execute(
        f"SELECT i.label, count(*), min(json_extract(i.json, '$.unit')), count(DISTINCT json_extract(i.json, '$.unit')), {bounds} {FROM} AND {TELLING}"
        " GROUP BY 1 ORDER BY 2 DESC, 1", ("figure",)
    ).fetchall()  # fmt: skip
    groups = [
        Number(label.replace("_", " "), count, listing("figure", measure=label), _bounds(unit, units, [n for n in told if n is not None])) for label, count, unit, units, *told in rows
    ]
    own = _one(c, f"SELECT count(*) {ITEMS} AND i.voice = 'outlet'", "figure")[0]
    contested = _one(c, f"SELECT count(*) {ITEMS} AND {CONTESTED}", "figure")[0]
    all_ = _one(c, f"SELECT count(*) {ITEMS}", "figure")[0]
    extras = [
        Number("attributed to others", all_ - own, listing("figure", voice="attributed")), Number("outlet’s own voice", own, listing("figure", voice="outlet")),
        Number("contradicted", contested, listing("figure", contradicted=1)),
    ]  # fmt: skip
    return _section(c, "Figures", "figure", groups, extras)


def _bounds(unit: str, units: int, told: Sequence[float]) -> str:
    """'40 to 55 persons': lowest to highest reported, where all share one unit. Nothing is summed."""
    if units != 1 or not told:
        return ""
    low, high = min(told), max(told)
    return f"{amount(Value(low, low, low, False))} {unit}" if low == high else f"{number(low)} to {number(high)} {unit}"


def _gaps(c: Connection, record: Record, nobody: int) -> list[Number]:
    """What is missing: documents and items, each number with its list."""
    originals = f"{CURRENT} AND d.duplicate_of IS NULL"
    torn, places = _one(
        c, "SELECT count(DISTINCT d.id), count(*) FROM documents d JOIN json_each(d.json, '$.repairs') r ON true"
        f" WHERE {COUNTED} AND {GAPS} AND json_extract(r.value, '$.kind') = 'gap'"
    )  # fmt: skip
    undated = _one(c, f"SELECT count(*) {originals} AND d.published IS NULL")[0]
    unread = _one(c, f"SELECT count(*) {CURRENT} AND d.unread IS NOT NULL")[0]
    pollsters = _one(c, f"SELECT count(*) {ITEMS} AND i.label = 'poll_share' AND EXISTS (SELECT 1 FROM json_each(i.json, '$.missing') m WHERE m.value = 'pollster')", "figure")[0]
    skipped = len(record.skipped())
    return [
        Number("documents in which text is lost", torn, "/documents?state=gaps", f"at {places:,} places" if places != 1 else "at 1 place"),
        Number("undated documents", undated, "/documents?state=undated"),
        Number("documents not read", unread, "/documents?state=unread"),
        Number("unreadable sources", skipped, "/runs#skipped"),
        Number("statements with nobody named", nobody, listing("statement", nobody=1)),
        Number("polls without a pollster", pollsters, listing("figure", measure="poll_share", missing="pollster")),
    ]


def _coverage(c: Connection) -> Coverage:
    documents, copies = _one(c, f"SELECT count(*), count(d.duplicate_of) {CURRENT}")
    read, outlets, first, last, total, kept, aside = _one(
        c, "SELECT count(*), count(DISTINCT d.outlet), min(d.published), max(d.published), coalesce(sum(CAST(json_extract(d.json, '$.coverage.total') AS INTEGER)), 0),"
        f" coalesce(sum(CAST(json_extract(d.json, '$.coverage.read') AS INTEGER)), 0), coalesce(sum(CAST(json_extract(d.json, '$.coverage.furniture') AS INTEGER)), 0) {CURRENT} AND d.duplicate_of IS NULL AND d.unread IS NULL"
    )  # fmt: skip
    languages = c.execute(f"SELECT coalesce(d.language, 'unknown'), count(*) {CURRENT} GROUP BY 1 ORDER BY 2 DESC, 1").fetchall()
    return Coverage(documents, read, copies, outlets, first, last, total, kept, aside, [(name, count) for name, count in languages])
