"""Filters over items as SQL. Everything streams, in contract order."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.errors import Usage
from onrecord.store import words
from onrecord.store.database import Connection
from onrecord.store.rows import VOICED, folded
from onrecord.store.when import days

Several = str | Sequence[str] | None
VOICES = ("outlet", "direct", "mixed", "indirect", "attributed")
COUNTED = "d.superseded_by IS NULL AND d.duplicate_of IS NULL"  # documents d that counts rest on: current, no copies
LAST = "\U0010ffff"  # sorts after everything
FACTUALITIES = ("actual", "future", "hypothetical", "negated")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which items. Every field that is given must hold; several values of one field are alternatives."""

    kind: Several = None
    doc: Several = None  # id or the beginning of one, source, file name, or a glob over sources
    who: Several = None  # actor: id, name or alias
    to: Several = None
    about: Several = None
    holder: Several = None  # who vouches
    actor: Several = None  # in any part
    when: str | None = None  # EDTF: when it happened; overlap counts
    published: str | None = None  # EDTF: when it was published
    voice: Several = None
    factuality: Several = None
    label: Several = None  # type, act, measure, mode or device
    historical: bool | None = None
    text: str | None = None  # full-text query over the evidence
    superseded: bool = False  # earlier versions of changed sources too
    copies: bool = True  # documents that duplicate another


def several(value: Several) -> tuple[str, ...]:
    return () if value is None else (value,) if isinstance(value, str) else tuple(value)


def conditions(connection: Connection, wanted: Filter, kinds: Sequence[str] = VOICED) -> tuple[str, list[Any]]:
    """The WHERE clause over documents d and items i, and its parameters."""
    where, values = document_conditions(connection, wanted)
    given = several(wanted.kind)
    for kind in given:
        if kind not in kinds:
            raise Usage(f"kind {kind!r}: expected one of {', '.join(kinds)}")
    if given:
        _any_of(where, values, "i.kind", given)
    for field, parts in (("who", ("who",)), ("to", ("to",)), ("about", ("about", "to")), ("holder", ("holder",)), ("actor", ())):
        names = several(getattr(wanted, field))
        if names:
            among = actor_ids(connection, names)
            part = f"p.part IN ({marks(parts)}) AND " if parts else ""
            where.append(f"i.key IN (SELECT p.item FROM parties p WHERE {part}p.actor IN (SELECT value FROM json_each(?)))")
            values += [*parts, json.dumps(among)]
    _during(where, values, "i", "when", wanted.when)
    voices = _checked("voice", several(wanted.voice), VOICES)
    if voices:
        modes = dict.fromkeys(m for v in voices for m in (VOICES[1:4] if v == "attributed" else (v,)))
        _any_of(where, values, "i.voice", tuple(modes))
    if factualities := _checked("factuality", several(wanted.factuality), FACTUALITIES):
        _any_of(where, values, "i.factuality", factualities)
    if labels := several(wanted.label):
        _any_of(where, values, "lower(i.label)", tuple(label.lower() for label in labels))
    if wanted.historical is not None:
        where.append("i.historical = ?")
        values.append(int(wanted.historical))
    if wanted.text:
        where.append(_found(connection))
        values.append(_sought(connection, wanted.text))
    return " AND ".join(where) or "true", values


def document_conditions(connection: Connection, wanted: Filter) -> tuple[list[str], list[Any]]:
    where: list[str] = [] if wanted.superseded else ["d.superseded_by IS NULL"]
    values: list[Any] = []
    if not wanted.copies:
        where.append("d.duplicate_of IS NULL")
    if docs := several(wanted.doc):
        where.append("d.id IN (SELECT value FROM json_each(?))")  # there may be more than SQLite takes parameters
        values.append(json.dumps(document_ids(connection, docs)))
    _during(where, values, "d", "published", wanted.published)
    return where, values


def document_ids(connection: Connection, names: Sequence[str]) -> tuple[str, ...]:
    """The documents that are meant: by id, source, beginning of the id, file name, or glob over sources."""
    found: dict[str, None] = {}
    for name in names:
        for condition, value in (
            ("id = ? OR source = ?", (name, name)),
            ("id >= ? AND id < ?", (name, name + LAST)),
            _globbed(connection, name),
        ):
            rows = connection.execute(f"SELECT id FROM documents WHERE {condition} ORDER BY source, id", value).fetchall()
            found.update(dict.fromkeys(row[0] for row in rows))
            if rows:
                break
    return tuple(found)


def actor_ids(connection: Connection, names: Sequence[str]) -> tuple[str, ...]:
    """The actors that are meant: by id, by whole name or alias, else by whole words within one."""
    found: dict[str, None] = {}
    for name in names:
        rows = [(row[0], True) for row in connection.execute("SELECT DISTINCT id FROM actors WHERE id = ?", (name,))]
        if not rows:
            known = _literal(folded(name))
            query = (  # one pass: whoever has it as a whole name has it as words too
                "SELECT id, max(CASE WHEN names LIKE ? ESCAPE '!' THEN 1 ELSE 0 END) FROM actors"
                " WHERE replace(names, ?, ' ') LIKE ? ESCAPE '!' GROUP BY id ORDER BY id"
            )
            rows = connection.execute(query, (f"%\n{known}\n%", "\n", f"% {known} %")).fetchall()
        whole = any(is_whole for _, is_whole in rows)
        found.update(dict.fromkeys(id_ for id_, is_whole in rows if is_whole or not whole))
    return tuple(found)


def match(query: str) -> str:
    """What people type as an FTS5 query: operators in capitals, "phrases", pre* and parentheses as they are, else plain words."""
    if any(sign in query for sign in '"()') or any(f" {word} " in query for word in ("AND", "OR", "NOT")) or "NEAR(" in query:
        return query
    words = query.split()
    return " ".join(f'"{word[:-1]}"*' if word.endswith("*") and len(word) > 1 else f'"{word}"' for word in words) or '""'


def marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


def _any_of(where: list[str], values: list[Any], column: str, among: Sequence[Any]) -> None:
    where.append(f"{column} IN ({marks(among)})")
    values += among


def _during(where: list[str], values: list[Any], table: str, field: str, edtf: str | None) -> None:
    if edtf is None:
        return
    span = days(edtf)
    if span is None:
        raise Usage(f"{field} {edtf!r}: expected a date such as 2024, 2024-05, 2024-05-28 or 2024-05-01/2024-06-30")
    where.append(f"{table}.earliest <= ? AND {table}.latest >= ?")
    values += [span[1], span[0]]


def _checked(field: str, given: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    for value in given:
        if value not in known:
            raise Usage(f"{field} {value!r}: expected one of {', '.join(known)}")
    return given


def _literal(text: str) -> str:
    """The text as a LIKE pattern that matches only itself."""
    return re.sub("[!%_]", r"!\g<0>", text)


def _globbed(connection: Connection, pattern: str) -> tuple[str, tuple[str, str]]:
    """Sources that fit the pattern, or end in a name that does."""
    if connection.dialect == "sqlite":
        return "source GLOB ? OR source GLOB ?", (pattern, "*/" + pattern)
    return "source ~ ? OR source ~ ?", (as_regex(pattern), as_regex("*/" + pattern))


def as_regex(pattern: str) -> str:
    """A glob as a regular expression: "*.txt" -> "^.*[.]txt$"."""
    out = []
    for part in re.findall(r"\[\^?\]?[^\]]*\]|.", pattern, re.DOTALL):
        if len(part) > 1:
            out.append(part.replace("\\", "\\\\"))
        else:
            out.append({"*": ".*", "?": "."}.get(part) or re.escape(part))
    return f"^{''.join(out)}$"


def _found(connection: Connection) -> str:
    if connection.dialect == "sqlite":
        return "i.key IN (SELECT rowid FROM item_search WHERE item_search MATCH ?)"
    return "i.key IN (SELECT key FROM item_search WHERE words @@ CAST(? AS tsquery))"


def _sought(connection: Connection, query: str) -> str:
    """Usage when the query cannot be understood."""
    if connection.dialect != "sqlite":
        return words.tsquery(words.parsed(match(query)))
    try:
        connection.execute("SELECT 1 FROM item_search WHERE item_search MATCH ? LIMIT 1", (match(query),)).fetchone()
    except sqlite3.OperationalError as error:
        raise words.broken(query, str(error)) from error
    return match(query)
