"""The journal inside the record: entries in, and the corrected view of each document they touch.

For a document without corrections the tables hold its reading. Once an entry speaks of it, `readings.lines` keeps the reading as it
was and the tables hold `journal.apply(entries, document, items)`; when the last entry is undone, the kept bytes go back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from onrecord.errors import Usage
from onrecord.records import Document, Item, to_line
from onrecord.store import copies, journal, reading, writing
from onrecord.store.actors import merged
from onrecord.store.conflicts import EARLIEST, instant
from onrecord.store.database import Connection
from onrecord.store.indexing import index_document
from onrecord.store.journal import FACTS, Corrected, Entry
from onrecord.store.rows import DOCUMENT_COLUMNS, digest, document_row, in_contract_order, loaded

Reader = Callable[[Document], tuple[Document, Sequence[Item]]]
SHOW = "UPDATE documents SET " + ", ".join(f'"{name}" = ?' for name in DOCUMENT_COLUMNS[1:]) + ", digest = ? WHERE id = ?"
ENTRIES_FOR = """
SELECT json FROM journal j WHERE action IN ('accept', 'reject', 'edit', 'split', 'facts', 'merge') AND (
    action = 'merge' OR doc = :doc
    OR (source = :source AND NOT EXISTS (SELECT 1 FROM documents d WHERE d.id = j.doc AND d.superseded_by IS NULL))
) ORDER BY seq"""


# -- one correction -------------------------------------------------------------------------------------------------


def correct(
    connection: Connection,
    action: str,
    target: str | None,
    change: dict[str, Any],
    by: str | None = None,
    note: str | None = None,
    at: str | None = None,
) -> Entry:
    """Checks what is asked against the record as it stands, appends it, and applies it. Usage when it cannot be meant."""
    said = _said(connection, action, target, change)
    made = journal.entry(action, at or _at(connection), by=by, note=note, **said)  # type: ignore[arg-type]
    if known(connection, made.id):
        return made
    touched = _append(connection, made)
    for doc in touched:
        correct_document(connection, doc)
    return made


def _said(connection: Connection, action: str, target: str | None, change: dict[str, Any]) -> dict[str, Any]:
    if action == "undo":
        return {"undoes": _to_undo(connection, target)}
    if target is None:
        raise Usage(f"{action}: name the item or document it is about")
    if action == "facts":
        doc = reading.one_document(connection, target)
        unknown = set(change) - set(FACTS)
        if unknown or not change:
            raise Usage(f"facts: expected some of {', '.join(FACTS)}, got {', '.join(sorted(change)) or 'none'}")
        return {"doc": doc, "source": _source(connection, doc), "change": change}
    if action == "merge":
        gone, into = _actor(connection, target), _actor(connection, str(change.get("into")))
        if gone == into:
            raise Usage(f"merge: {target!r} and {change.get('into')!r} are the same actor already")
        row = merged(connection, into)
        snapshot = {name: getattr(row, name) for name in ("name", "type", "country", "sector", "wikidata")}
        return {"item": gone, "kind": "actor", "change": {"into": into, "actor": snapshot}}
    if action not in ("accept", "reject", "edit", "split"):
        raise Usage(f"{action!r}: expected accept, reject, edit, facts, merge, split or undo")
    return _about_item(connection, action, target, change)


def _about_item(connection: Connection, action: str, target: str, change: dict[str, Any]) -> dict[str, Any]:
    id_ = reading.one_item(connection, target, tables=("items", "actors"))
    item, doc = _row(connection, id_, change.pop("doc", None))
    document = reading.document(connection, doc)
    said = journal.anchored(document, item)
    if action == "edit":
        if not change.get("fields") and not change.get("evidence"):
            raise Usage("edit: give fields, evidence, or both")
        said["change"] = _worded(document, item, change)
    elif action == "split":
        said["change"] = _split(document, item, change)
    trial = journal.apply([journal.entry(action, "", **said)], document, _items(connection, doc))  # type: ignore[arg-type]
    if not trial.applied:
        raise Usage(f"{action} {target}: the spans do not fit the document's text, or make an item that is there already")
    return said


def _split(document: Document, item: Any, change: dict[str, Any]) -> dict[str, Any]:
    if item.kind == "actor":
        mentions = [{"start": s, "end": e, "text": document.text[s:e]} for s, e in change.get("mentions", ())]
        if not mentions:
            raise Usage("split of an actor: give the mentions [[start, end], …] that are someone else")
        return {**change, "mentions": mentions}
    parts = change.get("parts", ())
    if len(parts) < 2:
        raise Usage("split: give two parts or more, each with its evidence")
    return {"parts": [_worded(document, item, part) for part in parts]}


def _worded(document: Document, item: Any, change: Mapping[str, Any]) -> dict[str, Any]:
    """The change with the words of its spans, by which it is found again in a changed text."""
    journal.check_change(item, change)
    said = dict(change)
    if "evidence" in change:
        for span in change["evidence"]:
            if not 0 <= span["start"] < span["end"] <= len(document.text):
                raise Usage(f"span {span['start']}–{span['end']}: outside the text of {document.source} ({len(document.text)} characters)")
        said["evidence"] = [
            {"role": span["role"], "start": span["start"], "end": span["end"], "text": document.text[span["start"] : span["end"]]}
            for span in change["evidence"]
        ]
    return said


# -- the corrected view ---------------------------------------------------------------------------------------------


def correct_document(connection: Connection, doc: str) -> None:
    """Brings the tables in step with the document's reading and the entries in force for it."""
    head = connection.execute("SELECT source FROM documents WHERE id = ?", (doc,)).fetchone()
    kept = connection.execute("SELECT run, lines FROM readings WHERE doc = ? AND facts = '' AND until IS NULL", (doc,)).fetchone()
    if head is None or kept is None:
        return
    has_entries = connection.execute("SELECT 1 FROM journal LIMIT 1").fetchone() is not None
    if kept[1] is None and not has_entries:
        return
    entries = _in_force_for(connection, doc, head[0])
    pairs = _pairs(writing.unpack(kept[1]) if kept[1] is not None else writing.shown_lines(connection, doc))
    facts = _facts(entries)
    read_with = _reading_with(connection, doc, facts)
    entries = _with_merges(entries, read_with or pairs)
    connection.execute("DELETE FROM applied WHERE doc = ?", (doc,))
    if not entries:
        if kept[1] is not None:
            _show(connection, doc, pairs, {})
            connection.execute("UPDATE readings SET lines = NULL WHERE doc = ? AND run = ? AND facts = ''", (doc, kept[0]))
            connection.execute("DELETE FROM readings WHERE doc = ? AND facts <> ''", (doc,))
        return
    if kept[1] is None:
        packed = writing.pack(line for _, line in pairs)
        connection.execute("UPDATE readings SET lines = ? WHERE doc = ? AND run = ? AND facts = ''", (packed, doc, kept[0]))
    base = read_with or pairs
    corrected = journal.apply(entries, base[0][0], [record for record, _ in base[1:]])
    _show(connection, doc, _relined(corrected, base), corrected.reviews)
    connection.executemany("INSERT INTO applied VALUES (?, ?)", ((entry, doc) for entry in sorted(corrected.applied)))


def _show(connection: Connection, doc: str, pairs: writing.Pairs, reviews: Mapping[str, str]) -> None:
    document, line = pairs[0]
    row = document_row(document, line)
    connection.execute(SHOW, (*row[1:], digest(line for _, line in pairs), doc))
    index_document(connection, document)
    copies.due(connection, doc)
    writing.clear(connection, doc)
    writing.fill(connection, doc, pairs[1:], dict(reviews))


def _relined(corrected: Corrected, base: writing.Pairs) -> list[tuple[Any, str]]:
    """What a correction left alone keeps its very line."""
    lines = {id(record): line for record, line in base}
    records = (corrected.document, *in_contract_order(corrected.items))
    return [(record, lines.get(id(record)) or to_line(record)) for record in records]


def _pairs(lines: Iterable[str]) -> list[tuple[Any, str]]:
    return [(loaded(line), line) for line in lines]


def _in_force_for(connection: Connection, doc: str, source: str) -> list[Entry]:
    rows = connection.execute(ENTRIES_FOR, {"doc": doc, "source": source}).fetchall()
    entries = [_entry(line) for (line,) in rows]
    # by time, so that colleagues who took in each other's journal see the same, whichever came first
    return sorted((made for made in entries if in_force(connection, made.id)), key=lambda made: instant(made.at))


def _at(connection: Connection) -> str:
    """Now; where the clock was set back, an instant after the last entry, so that what is said later also stands later."""
    newest = max((instant(at) for (at,) in connection.execute("SELECT json_extract(json, '$.at') FROM journal")), default=EARLIEST)
    now = writing.now()
    return now if instant(now) > newest else writing.stamp(newest + timedelta(microseconds=1))


def _with_merges(entries: Sequence[Entry], pairs: writing.Pairs) -> list[Entry]:
    """Of all merges only those of actors that this document has, or has by an earlier merge."""
    here = {record.id for record, _ in pairs if record.kind == "actor"}
    out = []
    for made in entries:
        if made.action == "merge":
            if made.item not in here:
                continue
            here.add((made.change or {})["into"])
        out.append(made)
    return out


def in_force(connection: Connection, entry: str) -> bool:
    """Not undone; an undoing can itself be undone."""
    undoings = connection.execute("SELECT id FROM journal WHERE undoes = ?", (entry,)).fetchall()
    return not any(in_force(connection, id_) for (id_,) in undoings)


# -- document facts -------------------------------------------------------------------------------------------------


def _facts(entries: Iterable[Entry]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for made in entries:
        if made.action == "facts":
            facts.update(made.change or {})
    return {name: facts[name] for name in FACTS if name in facts}


def facts_for(connection: Connection, doc: str) -> dict[str, Any]:
    row = connection.execute("SELECT source FROM documents WHERE id = ?", (doc,)).fetchone()
    if row is None:
        return {}
    return _facts(_in_force_for(connection, doc, row[0]))


def _reading_with(connection: Connection, doc: str, facts: Mapping[str, Any]) -> list[tuple[Any, str]] | None:
    if not facts:
        return None
    row = connection.execute("SELECT lines FROM readings WHERE doc = ? AND facts = ?", (doc, _key(facts))).fetchone()
    return _pairs(writing.unpack(row[0])) if row else None


def _key(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def stale(connection: Connection) -> list[str]:
    rows = connection.execute(
        "SELECT DISTINCT d.id, d.source FROM documents d JOIN applied a ON a.doc = d.id JOIN journal j ON j.id = a.entry"
        " WHERE j.action = 'facts' AND d.superseded_by IS NULL ORDER BY d.source, d.id"
    ).fetchall()
    return [doc for doc, source in rows if _reading_with(connection, doc, _facts(_in_force_for(connection, doc, source))) is None]


def reread(connection: Connection, doc: str, reader: Reader) -> None:
    """Keeps a second reading, made with the corrected facts, beside the one as read. Without such facts there is nothing to do."""
    facts = facts_for(connection, doc)
    if not facts:
        return
    run, version, knowledge, lines = connection.execute(
        "SELECT run, version, knowledge, lines FROM readings WHERE doc = ? AND facts = '' AND until IS NULL", (doc,)
    ).fetchone()
    head = loaded((writing.unpack(lines) if lines is not None else writing.shown_lines(connection, doc))[0])
    document, items = reader(journal.with_facts(head, facts))
    packed = writing.pack(line for _, line in writing.paired(document, items))
    connection.execute("DELETE FROM readings WHERE doc = ? AND facts <> ''", (doc,))
    connection.execute(
        "INSERT INTO readings (doc, run, facts, version, knowledge, lines) VALUES (?, ?, ?, ?, ?, ?)",
        (doc, run, _key(facts), version, knowledge, packed),
    )
    correct_document(connection, doc)


# -- the journal itself ---------------------------------------------------------------------------------------------


def entries(connection: Connection) -> Iterator[Entry]:
    for (line,) in connection.rows("SELECT json FROM journal ORDER BY seq"):
        yield _entry(line)


def lines(connection: Connection) -> Iterator[str]:
    yield from (line for (line,) in connection.rows("SELECT json FROM journal ORDER BY seq"))


def merge_journal(connection: Connection, lines: Iterable[str], name: str) -> int:
    new, touched = 0, set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            made = journal.from_line(line)
        except Usage as error:
            raise Usage(f"{name}, line {number}: {error}") from error
        if not known(connection, made.id):
            touched |= _append(connection, made)
            new += 1
    for doc in sorted(touched):
        correct_document(connection, doc)
    return new


def orphans(connection: Connection) -> list[Entry]:
    """In force, but without a current document it applies to; an undoing is one while what it undoes is unknown."""
    rows = connection.execute(
        "SELECT j.json FROM journal j WHERE (j.action <> 'undo' AND NOT EXISTS (SELECT 1 FROM applied a JOIN documents d"
        " ON d.id = a.doc WHERE a.entry = j.id AND d.superseded_by IS NULL))"
        " OR (j.action = 'undo' AND NOT EXISTS (SELECT 1 FROM journal k WHERE k.id = j.undoes)) ORDER BY j.seq"
    ).fetchall()
    return [made for made in (_entry(line) for (line,) in rows) if in_force(connection, made.id)]


def obsolete(connection: Connection, made: Entry) -> bool:
    """Whether an orphan has nothing left to do: see `journal.obsolete`; also when its actor is in no current document."""
    if made.action == "merge":
        return connection.execute("SELECT 1 FROM actors a JOIN documents d ON d.id = a.doc WHERE a.id = ? AND d.superseded_by IS NULL", (made.item,)).fetchone() is None
    row = connection.execute("SELECT id FROM documents WHERE id = ? AND superseded_by IS NULL", (made.doc,)).fetchone()
    return row is not None and journal.obsolete(made, reading.document(connection, row[0]), _items(connection, row[0]))


def known(connection: Connection, entry: str) -> bool:
    return connection.execute("SELECT 1 FROM journal WHERE id = ?", (entry,)).fetchone() is not None


def _append(connection: Connection, made: Entry) -> set[str]:
    """The entry in the journal; which documents it may touch."""
    touched = _touched(connection, made)
    connection.execute(
        "INSERT INTO journal (id, action, doc, source, item, undoes, json) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (made.id, made.action, made.doc, made.source, made.item, made.undoes, journal.to_line(made)),
    )
    return touched


def _touched(connection: Connection, made: Entry) -> set[str]:
    if made.action == "undo":
        row = connection.execute("SELECT json FROM journal WHERE id = ?", (made.undoes,)).fetchone()
        return _touched(connection, _entry(row[0])) if row else set()
    queries: list[tuple[str, str | None]] = [("SELECT doc FROM applied WHERE entry = ?", made.id)]
    if made.action == "merge":
        queries.append(("SELECT doc FROM actors WHERE id = ?", made.item))
        # documents whose reading has the actor while another merge hides it
        queries.append(("SELECT a.doc FROM applied a JOIN journal j ON j.id = a.entry WHERE j.action = 'merge' AND j.item = ?", made.item))
    else:
        queries.append(("SELECT id FROM documents WHERE id = ?", made.doc))
        queries.append(("SELECT id FROM documents WHERE source = ?", made.source))
    return {row[0] for query, value in queries for row in connection.execute(query, (value,))}


def _to_undo(connection: Connection, target: str | None) -> str:
    """The entry named, or the last one in force that is no undoing."""
    if target is None:
        for id_, _ in connection.execute("SELECT id, seq FROM journal WHERE action <> 'undo' ORDER BY seq DESC").fetchall():
            if in_force(connection, id_):
                return str(id_)
        raise Usage("undo: no correction is in force")
    rows = connection.execute("SELECT id FROM journal WHERE substr(id, 1, ?) = ? LIMIT 2", (len(target), target)).fetchall()
    if len(rows) != 1:
        raise Usage(f"undo: {'no' if not rows else 'more than one'} correction {target!r}")
    if not in_force(connection, rows[0][0]):
        raise Usage(f"undo: {target} is undone already")
    return str(rows[0][0])


def _entry(line: str) -> Entry:
    return Entry(**json.loads(line))


def _source(connection: Connection, doc: str) -> str:
    return str(connection.execute("SELECT source FROM documents WHERE id = ?", (doc,)).fetchone()[0])


def _actor(connection: Connection, name: str) -> str:
    return reading.one_item(connection, name, tables=("actors",))


def _items(connection: Connection, doc: str) -> list[Any]:
    return [loaded(line) for line in writing.shown_lines(connection, doc)[1:]]


def _row(connection: Connection, id_: str, doc: str | None) -> tuple[Any, str]:
    """The item and its document; an actor of several documents needs one named."""
    row = connection.execute("SELECT json, doc FROM items WHERE id = ?", (id_,)).fetchone()
    if row is None:
        rows = connection.execute(
            "SELECT a.json, a.doc FROM actors a JOIN documents d ON d.id = a.doc WHERE a.id = ? AND (? IS NULL OR a.doc = ?)"
            " ORDER BY d.source, d.id", (id_, doc, doc)
        ).fetchall()  # fmt: skip
        if not rows:
            raise Usage(f"actor {id_} is not in document {doc}")
        if len(rows) > 1:
            raise Usage(f"actor {id_} appears in {len(rows)} documents: say in which with `doc`")
        row = rows[0]
    return loaded(row[0]), row[1]


