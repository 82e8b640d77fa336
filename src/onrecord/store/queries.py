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
# the same of items i or actors a, without looking at every document: there are few others, and an index over each kind of them
CURRENT_OF = "{0}.doc NOT IN (SELECT id FROM documents WHERE superseded_by IS NOT NULL)"
ORIGINAL_OF = "{0}.doc NOT IN (SELECT id FROM documents WHERE duplicate_of IS NOT NULL)"
COUNTED_OF = f"{CURRENT_OF} AND {ORIGINAL_OF}"
LAST = "\U0010ffff"  # sorts after everything
RARE = "d.id IN (SELECT id FROM documents WHERE {})"  # by an index over those alone
GAPS = RARE.format("json LIKE '%\"gap\"%'") + " AND EXISTS (SELECT 1 FROM json_each(d.json, '$.repairs') r WHERE json_extract(r.value, '$.kind') = 'gap')"
STATES = {
    "read": "d.unread IS NULL AND d.duplicate_of IS NULL",
    "unread": RARE.format("unread IS NOT NULL"),
    "undated": RARE.format("published IS NULL") + " AND d.duplicate_of IS NULL",
    "gaps": GAPS + " AND d.duplicate_of IS NULL",
    "copies": RARE.format("duplicate_of IS NOT NULL"),
}
CONTRADICTED = (  # keys of items that a link which is shown says are contradicted
    "SELECT o.key FROM links l JOIN items o ON o.id IN (l.first, l.second) JOIN documents x ON x.id = l.first_doc JOIN documents y ON y.id = l.second_doc"
    " WHERE l.relation = 'contradicts' AND x.superseded_by IS NULL AND y.superseded_by IS NULL"
    " AND EXISTS (SELECT 1 FROM items WHERE id = l.first) AND EXISTS (SELECT 1 FROM items WHERE id = l.second)"
)
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
    nested: bool = False  # statements: heard through more than one mouth
    nobody: bool = False  # statements: whose speaker is not named
    context: Several = None  # events: PLOVER contexts
    level: Several = None  # commitments; "unspecified" where none is told
    stage: Several = None  # commitments
    having: Several = None  # commitments: all of condition, deadline, amount
    unit: Several = None  # figures
    missing: Several = None  # figures: all of what they don't tell
    contradicted: bool = False  # figures: by another report
    state: str | None = None  # of the document: one of STATES
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
    if given:  # as literals: an index over one kind is used only where the query says so; of what is named or worded there is less than of a kind
        named = wanted.contradicted or any((wanted.who, wanted.to, wanted.about, wanted.holder, wanted.actor, wanted.text))
        column = "(i.kind || '')" if named and not wanted.label else "i.kind"
        where.append(f"{column} IN ({', '.join(map(repr, given))})" if len(given) > 1 else f"{column} = {given[0]!r}")
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
        _any_of(where, values, "i.label", tuple(dict.fromkeys(case for label in labels for case in (label, label.lower(), label.upper()))))
    if wanted.historical is not None:
        where.append("i.historical = ?")
        values.append(int(wanted.historical))
    if wanted.text:
        where.append(_found(connection))
        values.append(_sought(connection, wanted.text))
    _facets(where, values, wanted)
    return " AND ".join(where) or "true", values


def _facets(where: list[str], values: list[Any], wanted: Filter) -> None:
    """What no column says of items of one kind."""
    if wanted.nested:
        where.append("i.statement IS NOT NULL")
    if wanted.nobody:
        where.append("i.kind = 'statement' AND NOT EXISTS (SELECT 1 FROM parties p WHERE p.item = i.key AND p.part = 'who')")
    if contexts := several(wanted.context):
        where.append(f"i.kind = 'event' AND EXISTS (SELECT 1 FROM json_each(i.json, '$.contexts') c WHERE c.value IN ({marks(contexts)}))")
        values += contexts
    if levels := several(wanted.level):
        said = f"json_extract(i.json, '$.level') IN ({marks(levels)})"
        where.append("i.kind = 'commitment' AND " + (f"({said} OR json_extract(i.json, '$.level') IS NULL)" if "unspecified" in levels else said))
        values += levels
    for kind, field, among in (("commitment", "stage", several(wanted.stage)), ("figure", "unit", several(wanted.unit))):
        if among:
            where.append(f"i.kind = '{kind}'")
            _any_of(where, values, f"json_extract(i.json, '$.{field}')", among)
    for role in several(wanted.having):
        told = f"json_extract(i.json, '$.{role}') IS NOT NULL OR " if role in ("deadline", "amount") else ""
        where.append(f"i.kind = 'commitment' AND ({told}EXISTS (SELECT 1 FROM json_each(i.json, '$.evidence') e WHERE json_extract(e.value, '$.role') = ?))")
        values.append(role)
    for what in several(wanted.missing):
        where.append("i.kind = 'figure' AND EXISTS (SELECT 1 FROM json_each(i.json, '$.missing') m WHERE m.value = ?)")
        values.append(what)
    if wanted.contradicted:
        where.append(f"(i.kind || '') = 'figure' AND i.key IN ({CONTRADICTED})")


def document_conditions(connection: Connection, wanted: Filter) -> tuple[list[str], list[Any]]:
    where: list[str] = [] if wanted.superseded else ["d.superseded_by IS NULL"]
    values: list[Any] = []
    if not wanted.copies:
        where.append("d.duplicate_of IS NULL")
    if docs := several(wanted.doc):
        where.append("d.id IN (SELECT value FROM json_each(?))")  # there may be more than SQLite takes parameters
        values.append(json.dumps(document_ids(connection, docs)))
    _during(where, values, "d", "published", wanted.published)
    if wanted.state is not None:
        if wanted.state not in STATES:
            raise Usage(f"state {wanted.state!r}: expected one of {', '.join(STATES)}")
        where.append(STATES[wanted.state])
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
            by_words, phrase = _phrase(connection, folded(name))
            query = (  # one pass: whoever has it as a whole name has it as words too
                "SELECT id, max(CASE WHEN names LIKE ? ESCAPE '!' THEN 1 ELSE 0 END) FROM actors"
                f" WHERE {by_words}replace(names, ?, ' ') LIKE ? ESCAPE '!' GROUP BY id ORDER BY id"
            )
            rows = connection.execute(query, (f"%\n{known}\n%", *phrase, "\n", f"% {known} %")).fetchall()
        whole = any(is_whole for _, is_whole in rows)
        found.update(dict.fromkeys(id_ for id_, is_whole in rows if is_whole or not whole))
    return tuple(found)


def _phrase(connection: Connection, name: str) -> tuple[str, tuple[str, ...]]:
    """The rows among which those of a name are: that hold its words in a row. All of them where it has none, and on a server."""
    if connection.dialect != "sqlite" or not any(c.isalnum() for c in name):
        return "", ()
    return "key IN (SELECT rowid FROM actor_search WHERE actor_search MATCH ?) AND ", ('"' + name.replace('"', '""') + '"',)


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
