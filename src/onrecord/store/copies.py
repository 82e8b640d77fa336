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
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from onrecord.records import Document
from onrecord.store.database import Connection

MANY = 1024  # documents that wait before they are compared while a run goes on
AT_ONCE = 1024  # documents compared with all others together
_FIELD = re.compile(r'("duplicate_of"\s*:\s*)(null|"[^"\\]*")')
_AMONG = "IN (SELECT value FROM json_each(?))"
_OTHERS = (
    "SELECT doc FROM signatures WHERE content <> '' AND doc <> :doc AND (content = :content OR content IN (SELECT of FROM overlaps WHERE copy = :content)"
    " OR content IN (SELECT copy FROM overlaps WHERE of = :content))"
)
_FACTS = (
    "SELECT d.id, d.duplicate_of, d.superseded_by, s.content, d.earliest, d.characters FROM documents d LEFT JOIN signatures s ON s.doc = d.id"
)


@dataclass(frozen=True, slots=True)
class Copy:
    """A document that copies another, and how much of its words stand there."""

    id: str
    source: str
    outlet: str | None
    published: str | None
    share: float | None  # null where only its line said that it is a copy


@dataclass(frozen=True, slots=True)
class Spread:
    """How widely some documents were published. A copy's outlet is none of the independent ones, unless it also has something of its own."""

    outlets: int  # that published them or, where they are copies, their canonical ones
    copies: int  # current documents that copy them
    more_outlets: int  # outlets that only have copies


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
    """The document is to be looked at again, and with it all that hangs together with it; with `text`, its words too."""
    connection.execute("INSERT INTO copies_due (doc) VALUES (?) ON CONFLICT (doc) DO NOTHING", (doc,))
    if text:
        forget(connection, doc)


def forget(connection: Connection, doc: str) -> None:
    """Takes the document's words out of the comparison; those that hung together with it wait."""
    row = connection.execute("SELECT content FROM signatures WHERE doc = ?", (doc,)).fetchone()
    if row is None:
        return
    for (other,) in connection.execute(_OTHERS, {"content": row[0], "doc": doc}).fetchall():
        due(connection, other)
    connection.execute("DELETE FROM signatures WHERE doc = ?", (doc,))
    connection.execute("DELETE FROM contents WHERE content = ? AND NOT EXISTS (SELECT 1 FROM signatures s WHERE s.content = ?)", (row[0], row[0]))


def leaving(connection: Connection, doc: str) -> None:
    """Before the document is deleted."""
    forget(connection, doc)
    for (other,) in connection.execute("SELECT doc FROM copies_said WHERE of = ?", (doc,)).fetchall():
        due(connection, other)
    connection.execute("DELETE FROM copies_said WHERE of = ?", (doc,))
    connection.execute("DELETE FROM copies_due WHERE doc = ?", (doc,))


def refresh(connection: Connection, least: int = 1) -> None:
    """Compares what waits, if at least so many documents do, and says anew which are copies."""
    if connection.execute("SELECT count(*) FROM copies_due").fetchone()[0] < least:
        return
    _renew(connection)
    waiting = [row[0] for row in connection.execute("SELECT doc FROM copies_due ORDER BY doc")]
    for start in range(0, len(waiting), AT_ONCE):
        _compare(connection, waiting[start : start + AT_ONCE])
    _choose(connection, waiting)
    connection.execute("DELETE FROM copies_due")


def _renew(connection: Connection) -> None:
    """After an update that compares otherwise, every document waits again."""
    from onrecord.ingest.duplicates import METHOD

    row = connection.execute("SELECT value FROM meta WHERE key = 'copies'").fetchone()
    if row is not None and row[0] == str(METHOD):
        return
    for table in ("signatures", "contents", "copies_due"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("INSERT INTO copies_due (doc) SELECT id FROM documents")
    connection.execute("INSERT INTO meta VALUES ('copies', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (str(METHOD),))


def _compare(connection: Connection, waiting: list[str]) -> None:
    """The contents of those that have none, and their overlaps with all others."""
    import numpy as np

    from onrecord.ingest import duplicates

    query = f"SELECT id, json FROM documents WHERE id {_AMONG} AND id NOT IN (SELECT doc FROM signatures) ORDER BY id"
    words: dict[str, duplicates.Words] = {}
    content_of: dict[str, str] = {}
    for doc, line in connection.execute(query, (json.dumps(waiting),)):
        said = duplicates.words(json.loads(line)["text"])
        content_of[doc] = duplicates.content(said.runs) if len(said.runs) else ""
        words[content_of[doc]] = said
    if not content_of:
        return
    words.pop("", None)
    there, known = [], []
    for content, sample in connection.rows("SELECT content, sample FROM contents ORDER BY content"):
        there.append(content)
        known.append(np.frombuffer(sample, "<u4"))
    fresh = sorted(words.keys() - set(there))
    signed = [duplicates.signature(words[content].runs) for content in fresh]
    samples = [(content, sample.astype("<u4").tobytes()) for content, sample in zip(fresh, signed, strict=True)]
    connection.executemany("INSERT INTO contents (content, sample) VALUES (?, ?)", samples)
    found = duplicates.pairs(signed, known)
    every = [*fresh, *there]
    stored = f"SELECT content, json FROM signatures s JOIN documents d ON d.id = s.doc WHERE content {_AMONG}"
    for content, line in connection.execute(stored, (json.dumps(sorted({every[j] for _, j in found} - words.keys())),)):
        if content not in words:
            words[content] = duplicates.words(json.loads(line)["text"])
    rows: list[tuple[str, str, float]] = []
    for i, j in found:
        one, two = every[i], every[j]
        first, second = duplicates.compared(words[one], words[two])
        rows += [(one, two, round(first, 4))] * bool(first) + [(two, one, round(second, 4))] * bool(second)
    connection.executemany("INSERT INTO overlaps (copy, of, share) VALUES (?, ?, ?)", rows)
    connection.executemany("INSERT INTO signatures (doc, content) VALUES (?, ?)", list(content_of.items()))


# -- the canonical copy ---------------------------------------------------------------------------------------------


def _choose(connection: Connection, waiting: list[str]) -> None:
    """Writes `duplicate_of` of every document that what waits may have touched: all that hangs together by its contents."""
    frontier = {row[0] for row in connection.execute(f"SELECT content FROM signatures WHERE doc {_AMONG}", (json.dumps(waiting),))} - {""}
    reached: set[str] = set()
    edges: set[tuple[str, str]] = set()
    while frontier:
        reached |= frontier
        among = json.dumps(sorted(frontier))
        query = f"SELECT copy, of FROM overlaps WHERE copy {_AMONG} UNION SELECT copy, of FROM overlaps WHERE of {_AMONG}"
        met = {(copy, of) for copy, of in connection.execute(query, (among, among))}
        edges |= met
        frontier = {end for edge in met for end in edge} - reached
    docs = {*waiting, *(row[0] for row in connection.execute(f"SELECT doc FROM signatures WHERE content {_AMONG}", (json.dumps(sorted(reached)),)))}
    among = json.dumps(sorted(docs))
    rows = connection.execute(f"{_FACTS} WHERE d.id {_AMONG}", (among,)).fetchall()
    chosen = _chosen(connection, rows, edges)
    changed = [(chosen.get(row[0]), row[0]) for row in rows if chosen.get(row[0]) != row[1]]
    connection.executemany("UPDATE documents SET duplicate_of = ? WHERE id = ?", changed)


def _chosen(connection: Connection, rows: Iterable[Any], edges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """copy -> canonical, of rows of `_FACTS`: as compared; where nothing was found, as the document's own line said."""
    from onrecord.ingest.duplicates import Rank, chosen, rank

    contents: dict[str, list[Rank]] = {}
    current = set()
    for doc, _, superseded_by, content, earliest, characters in rows:
        if superseded_by is None:
            current.add(doc)
            if content:
                contents.setdefault(content, []).append(rank(doc, earliest, characters))
    inside = [(copy, of) for copy, of in edges if copy in contents and of in contents]
    ends = {end for edge in inside for end in edge}
    related = {each.id for content, ranks in contents.items() for each in ranks if content in ends or len(ranks) > 1}
    said = connection.execute(f"SELECT doc, of FROM copies_said WHERE doc {_AMONG}", (json.dumps(sorted(current - related)),)).fetchall()
    return dict(said) | chosen(contents, inside)


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
        "SELECT d.id, d.source, d.outlet, d.published, CASE WHEN a.content = b.content THEN 1.0 ELSE o.share END FROM documents d"
        " LEFT JOIN signatures a ON a.doc = d.id LEFT JOIN signatures b ON b.doc = d.duplicate_of"
        " LEFT JOIN overlaps o ON o.copy = a.content AND o.of = b.content"
        " WHERE d.duplicate_of = ? AND d.superseded_by IS NULL ORDER BY d.source, d.id", (doc,)
    ).fetchall()  # fmt: skip
    return [Copy(*row) for row in rows]


def spread(connection: Connection, docs: Iterable[str]) -> Spread:
    among = json.dumps(sorted(docs))
    canonical = f"SELECT coalesce(duplicate_of, id) FROM documents WHERE id {_AMONG}"
    copied = f"duplicate_of IN ({canonical}) AND superseded_by IS NULL"
    own = {row[0] for row in connection.execute(f"SELECT DISTINCT outlet FROM documents WHERE id IN ({canonical}) AND outlet IS NOT NULL", (among,))}
    theirs = [row[0] for row in connection.execute(f"SELECT outlet FROM documents WHERE {copied}", (among,))]
    return Spread(len(own), len(theirs), len({outlet for outlet in theirs if outlet} - own))


def spreads(connection: Connection) -> Callable[[Iterable[str]], Spread]:
    """`spread` for many sets of documents, with one look at the record."""
    canonical, outlets, copies = dict[str, str](), dict[str, str | None](), dict[str, list[str | None]]()
    for id_, of, outlet, superseded_by in connection.rows("SELECT id, duplicate_of, outlet, superseded_by FROM documents"):
        canonical[id_], outlets[id_] = of or id_, outlet
        if of and superseded_by is None:
            copies.setdefault(of, []).append(outlet)

    def one(docs: Iterable[str]) -> Spread:
        of = {canonical[doc] for doc in docs if doc in canonical}
        own = {outlet for doc in of if (outlet := outlets.get(doc)) is not None}
        theirs = [outlet for doc in of for outlet in copies.get(doc, ())]
        return Spread(len(own), len(theirs), len({outlet for outlet in theirs if outlet} - own))

    return one


def problems(connection: Connection) -> Iterator[tuple[str, str]]:
    """(document, what) where the copies that are shown are not those the overlaps make. While documents wait nothing can be said."""
    if connection.execute("SELECT count(*) FROM copies_due").fetchone()[0]:
        return
    rows = connection.execute(_FACTS).fetchall()
    chosen = _chosen(connection, rows, [(copy, of) for copy, of in connection.execute("SELECT copy, of FROM overlaps")])
    for doc, of, _, content, *_ in rows:
        if chosen.get(doc) != of:
            yield doc, f"is shown as a copy of {of}, but its overlaps say {chosen.get(doc)}"
        if content is None:
            yield doc, "was not compared with the others (no signature)"
