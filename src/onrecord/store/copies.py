"""Which documents of the record are copies of which: found when documents come in, said when they are shown.

A reading knows nothing of other documents, so `duplicate_of` is null in the lines as they are stored. What the record knows stands in
its own tables (signatures, overlaps) and in the column `duplicate_of`, and is put into the lines on their way out. Documents are
compared once, when they come in; whether two are copies depends on them alone, and the canonical copy is chosen anew wherever
something came, changed or went. So neither the order of arrival nor the number of runs leaves a trace.

Functions that write run inside a transaction of the caller's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from onrecord.records import Document
from onrecord.store.database import Connection

MANY = 1024  # documents that wait before they are compared while a run goes on
AT_ONCE = 1024  # documents compared with all others together
_FIELD = re.compile(r'("duplicate_of"\s*:\s*)(null|"[^"\\]*")')
_AMONG = "IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Copy:
    """A document that copies another, and how much of its words stand there."""

    id: str
    source: str
    outlet: str | None
    published: str | None
    share: float | None  # null where only its line said that it is a copy


# -- coming in ------------------------------------------------------------------------------------------------------


def as_read(document: Document, line: str) -> tuple[Document, str]:
    """The document as its reading knows it: what its line says of copies is left to the record."""
    return (document, line) if document.duplicate_of is None else (replace(document, duplicate_of=None), shown_line(line, None))


def entered(connection: Connection, doc: str, said: str | None, text: bool) -> None:
    """The document has come in, with other lines than before if `text`. What its line said of copies holds where none are found."""
    connection.execute("DELETE FROM copies_said WHERE doc = ?", (doc,))
    if said is not None:
        connection.execute("INSERT INTO copies_said (doc, of) VALUES (?, ?)", (doc, said))
    due(connection, doc, text)


def due(connection: Connection, doc: str, text: bool = False) -> None:
    """The document is to be looked at again; with `text`, what its words had in common with others is forgotten first."""
    if text:
        for (other,) in _neighbours(connection, [doc]):
            _due(connection, other)
        connection.execute("DELETE FROM signatures WHERE doc = ?", (doc,))
        connection.execute("DELETE FROM overlaps WHERE copy = ? OR of = ?", (doc, doc))
    _due(connection, doc)


def leaving(connection: Connection, doc: str) -> None:
    """Before the document is deleted: what it was a copy of, or the canonical copy of, is looked at again."""
    due(connection, doc, text=True)
    for (other,) in connection.execute("SELECT doc FROM copies_said WHERE of = ?", (doc,)).fetchall():
        _due(connection, other)
    connection.execute("DELETE FROM copies_said WHERE of = ?", (doc,))
    connection.execute("DELETE FROM copies_due WHERE doc = ?", (doc,))


def _due(connection: Connection, doc: str) -> None:
    connection.execute("INSERT INTO copies_due (doc) VALUES (?) ON CONFLICT (doc) DO NOTHING", (doc,))


def refresh(connection: Connection, least: int = 1) -> None:
    """Compares what waits, if at least so many documents do, and says anew which are copies."""
    if connection.execute("SELECT count(*) FROM copies_due").fetchone()[0] < least:
        return
    _renew(connection)
    waiting = [row[0] for row in connection.execute("SELECT doc FROM copies_due ORDER BY doc")]
    _compare(connection, waiting)
    _choose(connection, waiting)
    connection.execute("DELETE FROM copies_due")


def _renew(connection: Connection) -> None:
    """After an update that compares otherwise, every document waits again."""
    from onrecord.ingest.duplicates import METHOD

    row = connection.execute("SELECT value FROM meta WHERE key = 'copies'").fetchone()
    if row is not None and row[0] == str(METHOD):
        return
    for table in ("signatures", "overlaps", "copies_due"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("INSERT INTO copies_due (doc) SELECT id FROM documents")
    connection.execute("INSERT INTO meta VALUES ('copies', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (str(METHOD),))


def _compare(connection: Connection, waiting: list[str]) -> None:
    """Signatures of those that have none, and their overlaps with all others."""
    import numpy as np

    from onrecord.ingest import duplicates

    query = f"SELECT id FROM documents WHERE id {_AMONG} AND id NOT IN (SELECT doc FROM signatures) ORDER BY id"
    fresh = [row[0] for row in connection.execute(query, (json.dumps(waiting),))]
    if not fresh:
        return
    there, known = [], []
    for doc, sample in connection.rows("SELECT doc, sample FROM signatures"):
        there.append(doc)
        known.append(np.frombuffer(sample, "<u4"))
    for start in range(0, len(fresh), AT_ONCE):
        docs = fresh[start : start + AT_ONCE]
        runs = {doc: duplicates.shingles(text) for doc, text in _texts(connection, docs)}
        signed = [duplicates.signature(runs[doc]) for doc in docs]
        found = duplicates.pairs(signed, known)
        every = [*docs, *there]
        others = {every[j] for _, j in found} - runs.keys()
        runs |= {doc: duplicates.shingles(text) for doc, text in _texts(connection, sorted(others))}
        rows: list[tuple[str, str, float]] = []
        for i, j in found:
            one, two = every[i], every[j]
            first, second = duplicates.compared(runs[one], runs[two])
            rows += [(one, two, round(first, 4))] * bool(first) + [(two, one, round(second, 4))] * bool(second)
        connection.executemany("INSERT INTO overlaps (copy, of, share) VALUES (?, ?, ?)", rows)
        connection.executemany(
            "INSERT INTO signatures (doc, sample) VALUES (?, ?)",
            [(doc, sample.astype("<u4").tobytes()) for doc, sample in zip(docs, signed, strict=True)],
        )
        there += docs
        known += signed


def _texts(connection: Connection, docs: list[str]) -> Iterator[tuple[str, str]]:
    for doc, line in connection.execute(f"SELECT id, json FROM documents WHERE id {_AMONG}", (json.dumps(docs),)):
        yield doc, json.loads(line)["text"]


# -- the canonical copy ---------------------------------------------------------------------------------------------


def _choose(connection: Connection, waiting: list[str]) -> None:
    """Writes `duplicate_of` of every document that what waits may have touched: all it hangs together with."""
    start = {*waiting, *(row[0] for row in _neighbours(connection, waiting))}
    facts: dict[str, tuple[str | None, int]] = {}
    edges: set[tuple[str, str]] = set()
    frontier = start
    while frontier:
        new = dict(_facts(connection, frontier))
        facts |= new
        met = set(_edges(connection, list(new)))
        edges |= met
        frontier = {end for edge in met for end in edge} - facts.keys() - frontier
    chosen = _chosen(connection, facts, edges)
    query = f"SELECT id, duplicate_of FROM documents WHERE id {_AMONG}"
    before = connection.execute(query, (json.dumps(sorted({*start, *facts})),)).fetchall()
    changed = [(chosen.get(doc), doc) for doc, of in before if chosen.get(doc) != of]
    connection.executemany("UPDATE documents SET duplicate_of = ? WHERE id = ?", changed)


def _chosen(connection: Connection, facts: Mapping[str, tuple[str | None, int]], edges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """copy -> canonical: as compared; where nothing was found, as the document's own line said."""
    from onrecord.ingest.duplicates import canonical, rank

    inside = [(copy, of) for copy, of in edges if copy in facts and of in facts]
    related = {end for edge in inside for end in edge}
    said = connection.execute(f"SELECT doc, of FROM copies_said WHERE doc {_AMONG}", (json.dumps(sorted(facts)),)).fetchall()
    chosen = {doc: of for doc, of in said if doc not in related}
    return chosen | canonical({doc: rank(doc, *facts[doc]) for doc in related}, inside)


def _facts(connection: Connection, docs: Iterable[str]) -> Iterator[tuple[str, tuple[str | None, int]]]:
    """Of current documents: (id, (first day of publication, characters))."""
    query = f"SELECT id, earliest, characters FROM documents WHERE id {_AMONG} AND superseded_by IS NULL"
    for doc, earliest, characters in connection.execute(query, (json.dumps(sorted(docs)),)):
        yield doc, (earliest, characters)


def _edges(connection: Connection, docs: list[str]) -> list[tuple[str, str]]:
    among = json.dumps(docs)
    query = f"SELECT copy, of FROM overlaps WHERE copy {_AMONG} UNION SELECT copy, of FROM overlaps WHERE of {_AMONG}"
    return [(copy, of) for copy, of in connection.execute(query, (among, among))]


def _neighbours(connection: Connection, docs: list[str]) -> list[Any]:
    among = json.dumps(docs)
    query = f"SELECT of FROM overlaps WHERE copy {_AMONG} UNION SELECT copy FROM overlaps WHERE of {_AMONG}"
    return connection.execute(query, (among, among)).fetchall()


# -- going out ------------------------------------------------------------------------------------------------------


def shown_line(line: str, of: str | None) -> str:
    """A document's line that says what it is a copy of, else byte for byte as it was."""
    places = _FIELD.findall(line)
    if len(places) == 1:
        return _FIELD.sub(lambda found: found[1] + json.dumps(of), line)
    record = json.loads(line)
    return json.dumps(record | {"duplicate_of": of}, ensure_ascii=False, separators=(",", ":"))


def listed(connection: Connection, doc: str) -> list[Copy]:
    """The current documents that are copies of this one, by source."""
    rows = connection.execute(
        "SELECT d.id, d.source, d.outlet, d.published, o.share FROM documents d LEFT JOIN overlaps o ON o.copy = d.id AND o.of = d.duplicate_of"
        " WHERE d.duplicate_of = ? AND d.superseded_by IS NULL ORDER BY d.source, d.id", (doc,)
    ).fetchall()  # fmt: skip
    return [Copy(*row) for row in rows]


def problems(connection: Connection) -> Iterator[tuple[str, str]]:
    """(document, what) where the copies that are shown are not those the overlaps make. While documents wait nothing can be said."""
    if connection.execute("SELECT count(*) FROM copies_due").fetchone()[0]:
        return
    rows = connection.execute("SELECT id, earliest, characters, duplicate_of FROM documents WHERE superseded_by IS NULL").fetchall()
    edges = [(copy, of) for copy, of in connection.execute("SELECT copy, of FROM overlaps")]
    chosen = _chosen(connection, {doc: (earliest, characters) for doc, earliest, characters, _ in rows}, edges)
    for doc, _, _, of in rows:
        if chosen.get(doc) != of:
            yield doc, f"is shown as a copy of {of}, but its overlaps say {chosen.get(doc)}"
    for (doc,) in connection.execute("SELECT id FROM documents WHERE id NOT IN (SELECT doc FROM signatures)").fetchall():
        yield doc, "was not compared with the others (no signature)"
