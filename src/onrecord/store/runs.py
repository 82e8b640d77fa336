"""What was read when, by which version: status, methods, and what changed between two runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onrecord.errors import Usage
from onrecord.store import corrections, writing
from onrecord.store.database import Connection
from onrecord.store.journal import Entry
from onrecord.store.queries import CURRENT_OF
from onrecord.store.rows import NUL

# What could not be read and has not been since: neither itself nor, in a later run without that complaint, an article or member of it.
SKIPPED = """
SELECT s.source, s.reason, s.run FROM skipped s WHERE s.run = (SELECT max(run) FROM skipped t WHERE t.source = s.source)
AND NOT EXISTS (SELECT 1 FROM documents d JOIN run_documents r ON r.doc = d.id WHERE d.source = s.source AND r.run >= s.run)
AND NOT EXISTS (SELECT 1 FROM documents d JOIN run_documents r ON r.doc = d.id WHERE r.run > s.run
  AND (d.source > s.source || '#' AND d.source < s.source || '$' OR d.source > s.source || '/' AND d.source < s.source || '0'))
ORDER BY s.source"""


@dataclass(frozen=True, slots=True)
class Run:
    id: int
    version: str
    knowledge: str
    arguments: dict[str, Any]
    started: str
    finished: str | None
    documents: dict[str, int]  # by outcome: added, reread, unchanged
    skipped: int


@dataclass(frozen=True, slots=True)
class Skipped:
    source: str
    reason: str
    run: int


@dataclass(frozen=True, slots=True)
class Note:
    source: str
    doc: str
    note: str


@dataclass(frozen=True, slots=True)
class Status:
    """Counts are of current documents and of what they hold; `copies` are among `documents`."""

    path: str
    bytes: int
    schema: int
    documents: int
    copies: int
    unread: dict[str, int]  # reason -> documents
    superseded: int
    items: dict[str, int]  # kind -> reports
    actors: int
    links: int
    skipped: tuple[Skipped, ...]  # sources that could not be read and have not been since
    runs: int
    unfinished: tuple[int, ...]  # running now, or killed: the same command continues them
    corrections: dict[str, int]  # action -> entries in force
    orphans: tuple[Entry, ...]
    stale: tuple[str, ...]
    languages: dict[str, dict[str, int]] = field(default_factory=dict)  # language -> documents, read, unread, translated (of the unread: read in translation)
    notes: tuple[Note, ...] = ()  # teasers, pages not read


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a reading that differs between two runs: added (before is null), removed (after is null) or changed."""

    doc: str
    source: str
    kind: str
    id: str
    change: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def has(connection: Connection, doc: str, version: str, knowledge: str, supplied: Mapping[str, Any] | None) -> bool:
    row = connection.execute(
        "SELECT supplied, language FROM documents WHERE id = ? AND superseded_by IS NULL AND version = ? AND knowledge = ?", (doc, version, knowledge)
    ).fetchone()
    if row is None:
        return False
    stored = json.loads(row[0]) | {"language": row[1]}
    wanted = {name: list(value) if isinstance(value, tuple) else value for name, value in (supplied or {}).items() if value is not None}
    return all(stored.get(name) == value for name, value in wanted.items())


def unchanged(connection: Connection, doc: str, run: int) -> None:
    connection.execute("INSERT INTO run_documents (run, doc, outcome) VALUES (?, ?, 'unchanged') ON CONFLICT DO NOTHING", (run, doc))


def skip(connection: Connection, source: str, reason: str, run: int) -> None:
    connection.execute(
        "INSERT INTO skipped (run, source, reason) VALUES (?, ?, ?) ON CONFLICT (run, source) DO UPDATE SET reason = excluded.reason",
        (run, source.replace("\0", NUL), reason.replace("\0", NUL)),
    )


def listed(connection: Connection) -> list[Run]:
    out = []
    for id_, version, knowledge, arguments, started, finished in connection.execute("SELECT * FROM runs ORDER BY id").fetchall():
        outcomes = dict(connection.execute("SELECT outcome, count(*) FROM run_documents WHERE run = ? GROUP BY outcome ORDER BY outcome", (id_,)))
        skipped = connection.execute("SELECT count(*) FROM skipped WHERE run = ?", (id_,)).fetchone()[0]
        out.append(Run(id_, version, knowledge, json.loads(arguments), started, finished, outcomes, skipped))
    return out


def unreadable(connection: Connection) -> tuple[Skipped, ...]:
    """Sources that could not be read and have not been since."""
    return tuple(Skipped(*row) for row in connection.execute(SKIPPED))


def status(connection: Connection, place: Path | str) -> Status:
    def number(query: str) -> int:
        return int(connection.execute(query).fetchone()[0])

    def numbers(query: str) -> dict[str, int]:
        return dict(connection.execute(query).fetchall())

    return Status(
        path=str(place),
        bytes=connection.size(),
        schema=connection.schema(),
        documents=number("SELECT count(*) FROM documents WHERE superseded_by IS NULL"),
        copies=number("SELECT count(*) FROM documents WHERE superseded_by IS NULL AND duplicate_of IS NOT NULL"),
        unread=numbers(
            "SELECT unread, count(*) FROM documents WHERE superseded_by IS NULL AND unread IS NOT NULL GROUP BY unread ORDER BY unread"
        ),
        superseded=number("SELECT count(*) FROM documents WHERE superseded_by IS NOT NULL"),
        items=numbers(
            f"SELECT i.kind, count(*) FROM items i WHERE {CURRENT_OF.format('i')} GROUP BY i.kind ORDER BY i.kind"
        ),
        actors=number(f"SELECT count(DISTINCT a.id) FROM actors a WHERE {CURRENT_OF.format('a')}"),
        links=number("SELECT count(*) FROM link"),
        skipped=unreadable(connection),
        runs=number("SELECT count(*) FROM runs"),
        unfinished=tuple(row[0] for row in connection.execute("SELECT id FROM runs WHERE finished IS NULL ORDER BY id")),
        corrections=_corrections(connection),
        orphans=tuple(corrections.orphans(connection)),
        stale=tuple(corrections.stale(connection)),
        languages=_languages(connection),
        notes=_notes(connection),
    )


def _languages(connection: Connection) -> dict[str, dict[str, int]]:
    """Current documents by language; of those not read, how many were read in a translation."""
    query = "SELECT id, coalesce(language, 'unknown'), unread FROM documents WHERE superseded_by IS NULL ORDER BY 2, 1"
    rendered = {json.loads(line).get("translation_of") for (line,) in connection.execute(NOTED.format("translation_of")).fetchall()}
    counts: dict[str, dict[str, int]] = {}
    for doc, language, unread in connection.execute(query).fetchall():
        one = counts.setdefault(language, {"documents": 0, "read": 0, "unread": 0, "translated": 0})
        one["documents"] += 1
        one["unread" if unread else "read"] += 1
        one["translated"] += bool(unread) and doc in rendered
    return counts


NOTED = "SELECT json FROM documents WHERE superseded_by IS NULL AND json LIKE '%\"{}\":%' ORDER BY source, id"


def _notes(connection: Connection) -> tuple[Note, ...]:
    found = (json.loads(line) for (line,) in connection.execute(NOTED.format("notes")).fetchall())
    return tuple(Note(d["source"], d["id"], note) for d in found for note in d.get("notes") or ())


def _corrections(connection: Connection) -> dict[str, int]:
    counts: dict[str, int] = {}
    for id_, action in connection.execute("SELECT id, action FROM journal WHERE action <> 'undo' ORDER BY action, seq").fetchall():
        if corrections.in_force(connection, id_):
            counts[action] = counts.get(action, 0) + 1
    return counts


def methods(connection: Connection) -> dict[str, Any]:
    """Plain JSON values. The four clocks stay apart: happened, published, retrieved, read."""

    def rows(query: str) -> list[Any]:
        return connection.execute(query).fetchall()

    def span(query: str) -> list[str | None]:
        return list(rows(query)[0])

    total = hashlib.sha256()
    for (part,) in connection.execute("SELECT digest FROM documents WHERE superseded_by IS NULL ORDER BY source, id"):
        total.update(bytes.fromhex(part))
    current = "FROM documents WHERE superseded_by IS NULL"
    return {
        "sha256": total.hexdigest(),
        "readers": [
            {"version": version, "knowledge": knowledge, "documents": count}
            for version, knowledge, count in rows(f"SELECT version, knowledge, count(*) {current} GROUP BY 1, 2 ORDER BY 1, 2")
        ],
        "documents": rows(f"SELECT count(*) {current}")[0][0],
        "read": rows(f"SELECT count(*) {current} AND unread IS NULL")[0][0],
        "unread": dict(rows(f"SELECT unread, count(*) {current} AND unread IS NOT NULL GROUP BY 1 ORDER BY 1")),
        "copies": rows(f"SELECT count(*) {current} AND duplicate_of IS NOT NULL")[0][0],
        "undated": rows(f"SELECT count(*) {current} AND published IS NULL")[0][0],
        "outlets": rows(f"SELECT count(DISTINCT outlet) {current}")[0][0],
        "superseded": rows("SELECT count(*) FROM documents WHERE superseded_by IS NOT NULL")[0][0],
        "languages": dict(rows(f"SELECT coalesce(language, 'unknown'), count(*) {current} GROUP BY 1 ORDER BY 1")),
        "media_types": dict(rows(f"SELECT media_type, count(*) {current} GROUP BY 1 ORDER BY 1")),
        "skipped": [{"source": source, "reason": reason} for source, reason, _ in rows(SKIPPED)],
        "items": dict(
            rows(f"SELECT i.kind, count(*) FROM items i WHERE {CURRENT_OF.format('i')} GROUP BY 1 ORDER BY 1")
        ),
        "corrections": _corrections(connection),
        "corrected_documents": rows("SELECT count(DISTINCT a.doc) FROM applied a JOIN documents d ON d.id = a.doc WHERE d.superseded_by IS NULL")[0][0],
        "orphans": len(corrections.orphans(connection)),
        "happened": span(f"SELECT min(i.earliest), max(i.latest) FROM items i WHERE {CURRENT_OF.format('i')}"),
        "published": span(f"SELECT min(earliest), max(latest) {current}"),
        "retrieved": span(f"SELECT min(retrieved), max(retrieved) {current}"),
        "runs": [
            {
                "run": run.id, "version": run.version, "knowledge": run.knowledge, "arguments": run.arguments,
                "started": run.started, "finished": run.finished, "documents": run.documents, "skipped": run.skipped,
            }
            for run in listed(connection)
        ],
    }  # fmt: skip


# -- what changed ---------------------------------------------------------------------------------------------------

READING_AT = """
SELECT r.run, r.until, r.lines FROM readings r JOIN documents d ON d.id = r.doc
WHERE r.doc = :doc AND r.facts = '' AND r.run <= :run AND (r.until IS NULL OR r.until > :run)
AND (d.superseded_in IS NULL OR d.superseded_in > :run)"""


def diff(connection: Connection, before: int, after: int) -> Iterator[Change]:
    for run in (before, after):
        if connection.execute("SELECT 1 FROM runs WHERE id = ?", (run,)).fetchone() is None:
            raise Usage(f"no run {run} in this record; `onrecord status` lists them")
    for doc, source in connection.rows("SELECT id, source FROM documents ORDER BY source, id"):
        old = connection.execute(READING_AT, {"doc": doc, "run": before}).fetchone()
        new = connection.execute(READING_AT, {"doc": doc, "run": after}).fetchone()
        if (old and old[0]) == (new and new[0]):
            continue
        yield from _changes(doc, source, _lines(connection, doc, old), _lines(connection, doc, new))


def _lines(connection: Connection, doc: str, reading: Any) -> dict[tuple[str, str], str]:
    """(kind, id) -> line"""
    if reading is None:
        return {}
    lines = writing.unpack(reading[2]) if reading[2] is not None else writing.shown_lines(connection, doc)
    out = {}
    for line in lines:
        record = json.loads(line)
        out[record["kind"], record["id"]] = line
    return out


def _changes(doc: str, source: str, old: dict[tuple[str, str], str], new: dict[tuple[str, str], str]) -> Iterator[Change]:
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if before != after:
            what = "added" if before is None else "removed" if after is None else "changed"
            yield Change(doc, source, *key, what, json.loads(before) if before else None, json.loads(after) if after else None)
