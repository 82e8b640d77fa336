"""What is new since a day, by four clocks that are kept apart: happened, published, retrieved, read.

A report belongs to the first clock that makes it new: what happened since; else what was published since (of older events, or of unknown
time); else what came into the record since; else what another version of onrecord reads otherwise since.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

from onrecord.errors import Usage
from onrecord.records import from_json
from onrecord.store import runs
from onrecord.store.database import Connection
from onrecord.store.rows import loaded
from onrecord.store.when import days

Clock = Literal["happened", "reported", "retrieved", "reread"]
CLOCKS: tuple[Clock, ...] = get_args(Clock)
TOLD: dict[Clock, str] = {
    "happened": "newly happened", "reported": "newly reported, of earlier or undated events", "retrieved": "newly retrieved, published earlier",
    "reread": "re-read by a new version",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class New:
    """A report that is new, and by which clock. All four are told, whichever it was; null where it is not known."""

    clock: Clock
    item: Any
    happened: str | None  # EDTF
    published: str | None  # EDTF
    retrieved: str | None  # UTC; of files, when the record first read them
    version: str  # that read it
    change: str | None = None  # added, changed or removed, where another version reads otherwise


# when a document came: from the net, or else into the record
CAME = """
SELECT d.id, d.published, d.earliest, d.version, coalesce(d.retrieved, (SELECT min(r.started) FROM run_documents x JOIN runs r ON r.id = x.run
WHERE x.doc = d.id AND x.outcome = 'added')) AS came FROM documents d WHERE d.superseded_by IS NULL{} ORDER BY d.source, d.id"""


def new(connection: Connection, since: str, copies: bool = False) -> Iterator[New]:
    """`since`: EDTF; its first day counts. In contract order; what is re-read otherwise comes last."""
    span = days(since)
    if span is None:
        raise Usage(f"{since!r} is no date; write it as 2024-05-27")
    first = span[0]
    documents = connection.execute(CAME.format("" if copies else " AND d.duplicate_of IS NULL")).fetchall()
    facts = {doc: (published, came, version) for doc, published, _, version, came in documents}
    old: set[str] = set()
    for doc, published, earliest, version, came in documents:
        reported, retrieved = earliest is not None and earliest >= first, came is not None and came >= first
        if not retrieved:
            old.add(doc)
        wanted = "" if reported or retrieved else " AND earliest >= ? AND factuality = 'actual' AND historical = 0"
        rows = connection.execute(f"SELECT json FROM items WHERE doc = ?{wanted} ORDER BY ordinal", (doc, first) if wanted else (doc,)).fetchall()
        for (line,) in rows:
            item = loaded(line)
            clock: Clock = "happened" if happened(item, first) else "reported" if reported else "retrieved"
            yield New(clock, item, item.time.edtf if item.time else None, published, came, version)
    yield from _reread(connection, first, old, facts)


def happened(item: Any, first: str) -> bool:
    """Whether it is told as having happened on that day or later."""
    span = days(item.time.edtf) if item.time else None
    return span is not None and span[0] >= first and item.factuality == "actual" and not item.historical


def _reread(connection: Connection, first: str, old: set[str], facts: dict[str, Any]) -> Iterator[New]:
    """Of documents that were there before: what differs between their reading before that day and now, where the version differs too."""
    rows = connection.execute("SELECT id FROM runs WHERE started < ? ORDER BY id DESC LIMIT 1", (first,)).fetchone()
    last = connection.execute("SELECT max(id) FROM runs").fetchone()[0]
    if rows is None or rows[0] == last:
        return
    query = (
        "SELECT DISTINCT x.doc FROM run_documents x JOIN runs r ON r.id = x.run JOIN readings b ON b.doc = x.doc AND b.facts = '' AND b.until IS NOT NULL"
        " JOIN readings a ON a.doc = x.doc AND a.facts = '' AND a.until IS NULL"
        " WHERE x.outcome = 'reread' AND r.started >= ? AND (a.version <> b.version OR a.knowledge <> b.knowledge)"
    )
    reread = {doc for (doc,) in connection.execute(query, (first,))} & old
    if not reread:
        return
    for change in runs.diff(connection, rows[0], last):
        if change.doc not in reread or change.kind in ("document", "actor", "link"):
            continue
        item = from_json(change.after or change.before or {})
        if change.change != "removed" and happened(item, first):
            continue  # told already
        published, came, version = facts[change.doc]
        yield New("reread", item, item.time.edtf if item.time else None, published, came, version, change.change)
