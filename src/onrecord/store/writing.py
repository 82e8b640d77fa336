"""Putting documents in and taking them out. Every function here runs inside a transaction of the caller's."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from onrecord.errors import RecordError, Unreadable
from onrecord.records import Document, Item, Link, from_json, to_line
from onrecord.store import copies, evidence, linking
from onrecord.store.database import Connection
from onrecord.store.indexing import index_document, index_items
from onrecord.store.rows import (
    ACTOR_COLUMNS,
    DOCUMENT_COLUMNS,
    ITEM_COLUMNS,
    LINK_COLUMNS,
    actor_row,
    digest,
    document_row,
    in_contract_order,
    insertion,
    item_row,
    link_row,
    party_rows,
    supplied,
)  # fmt: skip

READING = ("run", "version", "knowledge", "supplied", "digest")
PUT_DOCUMENT = insertion("documents", (*DOCUMENT_COLUMNS, *READING))
SET_DOCUMENT = (
    "UPDATE documents SET "
    + ", ".join(f'"{name}" = ?' for name in (*DOCUMENT_COLUMNS[1:], *READING))
    + ", superseded_by = NULL, superseded_in = NULL WHERE id = ?"
)
PUT_ACTOR, PUT_LINK = insertion("actors", ACTOR_COLUMNS), insertion("links", LINK_COLUMNS)
SAME_DOCUMENT = "UPDATE documents SET run = ?, version = ?, knowledge = ?, supplied = ?, superseded_by = NULL, superseded_in = NULL"
QUOTATION = ITEM_COLUMNS.index("quotation")
Pairs = Sequence[tuple[Any, str]]  # a frozen record and its JSON line


def now() -> str:
    return stamp(datetime.now(UTC))


def stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _after(connection: Connection) -> str:
    """Now, or where the clock was set back the last time that any run tells: later runs never seem to be earlier ones."""
    last = connection.execute("SELECT max(started), max(finished) FROM runs").fetchone()
    return max([now(), *(str(at) for at in last if at is not None)])


# -- runs -----------------------------------------------------------------------------------------------------------


def begin_run(connection: Connection, version: str, knowledge: str, arguments: dict[str, Any]) -> int:
    """A new run; or the unfinished one of the same version and arguments, which a killed program left behind."""
    said = json.dumps(arguments, ensure_ascii=False, sort_keys=True)
    found = connection.execute(
        "SELECT max(id) FROM runs WHERE finished IS NULL AND version = ? AND knowledge = ? AND arguments = ?", (version, knowledge, said)
    ).fetchone()[0]
    if found is not None:
        return int(found)
    row = connection.execute(
        "INSERT INTO runs (version, knowledge, arguments, started) VALUES (?, ?, ?, ?) RETURNING id", (version, knowledge, said, _after(connection))
    ).fetchone()
    return int(row[0])


def finish_run(connection: Connection, run: int) -> None:
    connection.execute("UPDATE runs SET finished = ? WHERE id = ?", (_after(connection), run))


def run_versions(connection: Connection, run: int) -> tuple[str, str]:
    row = connection.execute("SELECT version, knowledge FROM runs WHERE id = ?", (run,)).fetchone()
    if row is None:
        raise RecordError(f"no run {run}: begin one first")
    return row[0], row[1]


# -- documents ------------------------------------------------------------------------------------------------------


def put(connection: Connection, pairs: Pairs, run: int) -> None:
    """One reading of one document: (document, line), then (item, line) in contract order."""
    said = pairs[0][0].duplicate_of
    document, head = copies.as_read(*pairs[0])
    pairs = [(document, head), *pairs[1:]]
    version, knowledge = run_versions(connection, run)
    given = json.dumps(supplied(document), ensure_ascii=False, sort_keys=True)
    whole = digest(line for _, line in pairs)
    reading = (run, version, knowledge, given)
    old = _reading_in_force(connection, document.id)
    before = connection.execute("SELECT version, knowledge FROM documents WHERE id = ?", (document.id,)).fetchone()
    if old is None:
        connection.execute(PUT_DOCUMENT, (*document_row(document, head), *reading, whole))
    elif old == whole:
        linking.touched(connection, document.id)  # it may have been set aside
        connection.execute(f"{SAME_DOCUMENT} WHERE id = ?", (*reading, document.id))
        connection.execute("DELETE FROM readings WHERE doc = ? AND facts <> ''", (document.id,))
    else:
        retire_reading(connection, document.id, run)
        connection.execute(SET_DOCUMENT, (*document_row(document, head)[1:], *reading, whole, document.id))
        clear(connection, document.id)
    if old != whole:
        index_document(connection, document)
        fill(connection, document.id, pairs[1:], {})
        connection.execute(
            "INSERT INTO readings (doc, run, version, knowledge) VALUES (?, ?, ?, ?)", (document.id, run, version, knowledge)
        )
    outcome = "added" if old is None else "unchanged" if old == whole and before == (version, knowledge) else "reread"
    connection.execute(
        "INSERT INTO run_documents (run, doc, outcome) VALUES (?, ?, ?)"
        " ON CONFLICT (run, doc) DO UPDATE SET outcome = excluded.outcome WHERE run_documents.outcome <> 'added'", (run, document.id, outcome)
    )  # fmt: skip
    copies.entered(connection, document.id, said, text=old != whole)
    supersede(connection, document, run)


def supersede(connection: Connection, document: Document, run: int) -> None:
    """Earlier versions of the same source step back. What this same run has seen under that name stands: two folders given
    together can hold files of one name."""
    past = connection.execute(
        "UPDATE documents SET superseded_by = ?, superseded_in = ? WHERE source = ? AND id <> ? AND superseded_by IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM run_documents r WHERE r.run = ? AND r.doc = documents.id) RETURNING id",
        (document.id, run, document.source, document.id, run),
    ).fetchall()
    for (doc,) in past:
        copies.due(connection, doc)
        linking.touched(connection, doc)


def clear(connection: Connection, doc: str) -> None:
    """Everything read from a document, its own row left."""
    linking.leaving(connection, doc)
    connection.execute("DELETE FROM items WHERE doc = ?", (doc,))
    connection.execute("DELETE FROM actors WHERE doc = ?", (doc,))
    connection.execute("DELETE FROM links WHERE owner = ?", (doc,))


def fill(connection: Connection, doc: str, pairs: Pairs, reviews: dict[str, str]) -> None:
    """The rows of a document's actors, items and own links."""
    actors: list[tuple[Any, ...]] = []
    links: list[tuple[Any, ...]] = []
    rows: list[tuple[Any, ...]] = []
    parties: list[list[tuple[str, str]]] = []
    for record, line in pairs:
        if record.kind == "actor":
            actors.append(actor_row(record, doc, len(actors), line, reviews.get(record.id)))
        elif record.kind == "link":
            links.append(link_row(record, doc, line))
        elif record.doc != doc:
            raise RecordError(f"{record.id}: belongs to document {record.doc}, but was added with {doc}")
        else:
            rows.append(item_row(record, len(rows), line, reviews.get(record.id)))
            parties.append(party_rows(record))
    try:
        connection.executemany(PUT_ACTOR, actors)
        keys = connection.keyed("items", ITEM_COLUMNS, rows)
        connection.executemany(PUT_LINK, links)
    except sqlite3.IntegrityError as error:
        twice = [id_ for id_, count in Counter(record.id for record, _ in pairs).items() if count > 1]
        raise RecordError(f"{doc}: what was read from it cannot be stored ({', '.join(twice) + ' twice' if twice else error})") from error
    connection.executemany("INSERT INTO parties VALUES (?, ?, ?)", [(key, *party) for key, its in zip(keys, parties, strict=True) for party in its])
    linking.entered(connection, doc, (record for record, _ in pairs), connection.execute("SELECT published FROM documents WHERE id = ?", (doc,)).fetchone()[0])
    index_items(connection, [(key, row[QUOTATION]) for key, row in zip(keys, rows, strict=True)])


def _reading_in_force(connection: Connection, doc: str) -> str | None:
    """The digest of the document's reading, corrections aside; None where there is no such document."""
    row = connection.execute(
        "SELECT d.digest, r.lines FROM documents d JOIN readings r ON r.doc = d.id AND r.facts = '' AND r.until IS NULL WHERE d.id = ?", (doc,)
    ).fetchone()
    return None if row is None else row[0] if row[1] is None else digest(unpack(row[1]))


def retire_reading(connection: Connection, doc: str, run: int) -> None:
    """The reading in force becomes a past one, so that two runs can be compared; the same run's own is simply replaced."""
    old = connection.execute(
        "SELECT run, lines FROM readings WHERE doc = ? AND facts = '' AND until IS NULL", (doc,)
    ).fetchone()  # fmt: skip
    connection.execute("DELETE FROM readings WHERE doc = ? AND facts <> ''", (doc,))
    if old is None:
        return
    if old[0] == run:
        connection.execute("DELETE FROM readings WHERE doc = ? AND run = ?", (doc, run))
        return
    lines = old[1] if old[1] is not None else pack(shown_lines(connection, doc))
    connection.execute(
        "UPDATE readings SET until = ?, lines = ? WHERE doc = ? AND run = ? AND facts = ''", (run, lines, doc, old[0])
    )


def remove(connection: Connection, doc: str) -> None:
    """A document with everything it contributed. Of the versions it had superseded, the last one read is current again."""
    evidence.forget(connection, doc)
    row = connection.execute("SELECT superseded_by FROM documents WHERE id = ?", (doc,)).fetchone()
    heir = row[0] if row else None
    if heir is None:
        last = connection.execute("SELECT id FROM documents WHERE superseded_by = ? ORDER BY run DESC, key DESC LIMIT 1", (doc,)).fetchone()
        if last is not None:
            heir = last[0]
            connection.execute("UPDATE documents SET superseded_by = NULL, superseded_in = NULL WHERE id = ?", (heir,))
            copies.due(connection, heir)
            linking.touched(connection, heir)
    connection.execute("UPDATE documents SET superseded_by = ? WHERE superseded_by = ?", (heir, doc))
    copies.leaving(connection, doc)
    linking.leaving(connection, doc)
    connection.execute("DELETE FROM documents WHERE id = ?", (doc,))


# -- lines ----------------------------------------------------------------------------------------------------------


def pack(lines: Iterable[str]) -> bytes:
    return zlib.compress("\n".join(lines).encode())


def unpack(packed: bytes) -> list[str]:
    return zlib.decompress(packed).decode().split("\n")


def shown_lines(connection: Connection, doc: str) -> list[str]:
    """The document's lines as the tables hold them: itself, actors, items, own links."""
    lines = [row[0] for row in connection.execute("SELECT json FROM documents WHERE id = ?", (doc,))]
    lines += (row[0] for row in connection.execute("SELECT json FROM actors WHERE doc = ? ORDER BY ordinal", (doc,)))
    lines += (row[0] for row in connection.execute("SELECT json FROM items WHERE doc = ? ORDER BY ordinal", (doc,)))
    lines += (row[0] for row in connection.execute("SELECT json FROM links WHERE owner = ? ORDER BY key", (doc,)))
    return lines


def paired(document: Document, items: Sequence[Item]) -> list[tuple[Any, str]]:
    return [(record, to_line(record)) for record in (document, *in_contract_order(items))]


def put_lines(connection: Connection, lines: Iterable[str], run: int) -> None:
    """All of the JSONL inside the caller's transaction."""
    for group in groups(lines):
        put_group(connection, group, run)


def groups(lines: Iterable[str], name: str = "JSONL") -> Iterator[list[tuple[Any, str]]]:
    """JSONL in contract order as one group a document, then each link by itself."""
    group: list[tuple[Any, str]] = []
    for record, line in _records(lines, name):
        if record.kind in ("document", "link"):
            if group:
                yield group
            group = [(record, line)]
        elif not group or group[0][0].kind == "link":
            raise Unreadable(name, f"{record.kind} {record.id} does not stand after its document")
        else:
            group.append((record, line))
    if group:
        yield group


def put_group(connection: Connection, group: Pairs, run: int) -> None:
    if group[0][0].kind == "link":
        put_link(connection, *group[0])
    else:
        put(connection, group, run)


def put_link(connection: Connection, link: Link, line: str) -> None:
    """A link between items of the record; the same link again replaces itself. One inside a document belongs to that document."""
    row = link_row(link, None, line)
    first, second = row[4], row[5]
    owner = first if first == second else None
    connection.execute("DELETE FROM links WHERE id = ?", (link.id,))
    try:
        connection.execute(PUT_LINK, link_row(link, owner, line))
    except sqlite3.IntegrityError as error:
        raise RecordError(f"link {link.id}: its evidence names no document of this record") from error
    if owner is not None:
        set_digest(connection, owner)


def set_digest(connection: Connection, doc: str) -> None:
    connection.execute("UPDATE documents SET digest = ? WHERE id = ?", (digest(shown_lines(connection, doc)), doc))


def _no_number(said: str) -> Any:
    raise ValueError(f"{said} is not JSON")  # Python reads it, databases do not


JSON = json.JSONDecoder(parse_constant=_no_number)


def _records(lines: Iterable[str], name: str) -> Iterator[tuple[Any, str]]:
    for number, line in enumerate(lines, 1):
        line = line.rstrip("\r\n")
        if not line:
            continue
        try:
            record = from_json(JSON.decode(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unreadable(name, f"line {number} is not a record's line ({type(error).__name__}: {error})") from error
        if record.kind == "document" and record.text.startswith("withheld:text:"):
            raise Unreadable(name, f"line {number}: its text was left out; import it with --texts FOLDER, where the texts are")
        yield record, line
