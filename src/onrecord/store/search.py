"""Full-text search over texts and evidence: hits as offsets in `document.text`, so that nothing but the text itself is shown."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.errors import Usage
from onrecord.store import words
from onrecord.store.database import Connection
from onrecord.store.queries import marks, match
from onrecord.store.rows import VOICED

OPEN, CLOSE = "\x02", "\x03"  # no text for people holds these
AROUND = 80  # characters of context on each side of the first hit


@dataclass(frozen=True, slots=True)
class Hit:
    """One document or item that matches. All offsets are in the document's text."""

    kind: str
    id: str
    doc: str
    source: str
    score: float  # BM25 (PostgreSQL: ts_rank; by meaning: cosine), higher is better; comparable within documents and within items
    matches: tuple[tuple[int, int], ...]  # the words found
    start: int  # the snippet: for an item its evidence span with the first match
    end: int
    snippet: str  # text[start:end]


def search(connection: Connection, query: str, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
    """The best hits, documents first; `kinds` as in the records ("document", "statement" …), all when empty."""
    for kind in kinds:
        if kind not in ("document", *VOICED):
            raise Usage(f"kind {kind!r}: expected one of document, {', '.join(VOICED)}")
    wanted = tuple(kind for kind in kinds if kind in VOICED) if kinds else VOICED
    if connection.dialect == "postgres":
        tree = words.parsed(match(query))
        found = list(_documents_by_words(connection, tree, limit)) if not kinds or "document" in kinds else []
        return found + (list(_items_by_words(connection, tree, wanted, limit)) if wanted else [])
    try:
        found = list(_documents(connection, query, limit)) if not kinds or "document" in kinds else []
        return found + (list(_items(connection, query, wanted, limit)) if wanted else [])
    except sqlite3.OperationalError as error:
        if "fts5" in str(error) or "unterminated" in str(error) or "no such column" in str(error):
            raise words.broken(query, str(error)) from error
        raise


def _documents(connection: Connection, query: str, limit: int) -> Iterator[Hit]:
    rows = "SELECT d.key, d.source, d.id, 0 FROM documents d WHERE d.key IN (SELECT value FROM json_each(?)) AND d.superseded_by IS NULL"
    for score, (_, source, id_, _), marked in _best(connection, ("document_search", 1), query, rows, limit):
        text, matches = unmarked(marked)
        first = matches[0] if matches else (0, 0)
        start, end = around(text, *first)
        yield Hit("document", id_, id_, source, score, matches, start, end, text[start:end])


def _items(connection: Connection, query: str, kinds: Sequence[str], limit: int) -> Iterator[Hit]:
    rows = (
        "SELECT i.key, d.source, d.id, i.ordinal, i.kind, i.id, i.json FROM items i JOIN documents d ON d.id = i.doc"
        f" WHERE i.key IN (SELECT value FROM json_each(?)) AND d.superseded_by IS NULL AND +i.kind IN ({', '.join(map(repr, kinds))})"
    )
    for score, (_, source, doc, _, kind, id_, line), marked in _best(connection, ("item_search", 0), query, rows, limit):
        yield _hit(kind, id_, doc, source, score, unmarked(marked)[1], line)


def _best(connection: Connection, index: tuple[str, int], query: str, rows: str, limit: int) -> Iterator[tuple[float, Any, str]]:
    """(score, row, its marked words) of the best hits: by rank, then by source, document and place. More than the rank is looked up of few only."""
    table, column = index
    ranked = iter(connection.execute(f"SELECT rowid, rank FROM {table} WHERE {table} MATCH ? ORDER BY rank", (match(query),)))
    following = next(ranked, None)
    at_once = limit
    while limit > 0 and following:
        some: dict[int, float] = {}
        rank = following[1]
        while following and (len(some) < at_once or following[1] == rank):  # those of one rank stay together
            some[following[0]] = rank = following[1]
            following = next(ranked, None)
        found = sorted((some[row[0]], row[1:4], row) for row in connection.execute(rows, (json.dumps(list(some)),)))[:limit]
        marking = f"SELECT rowid, highlight({table}, {column}, ?, ?) FROM {table} WHERE {table} MATCH ? AND rowid IN (SELECT value FROM json_each(?))"
        marked = dict(connection.execute(marking, (OPEN, CLOSE, match(query), json.dumps([row[0] for *_, row in found]))).fetchall())
        yield from ((-rank, row, marked[row[0]]) for rank, _, row in found)
        limit -= len(found)
        at_once *= 4


def _documents_by_words(connection: Connection, tree: words.Query, limit: int) -> Iterator[Hit]:
    """By tsvector; phrases are looked for in the text itself, because a tsvector knows no position after 16,383."""
    asked = words.tsquery(tree, exact=False)
    rows = connection.rows(
        "SELECT d.id, d.source, ts_rank(s.words, CAST(? AS tsquery), 1) AS rank, d.json FROM document_search s JOIN documents d ON d.key = s.key"
        " WHERE s.words @@ CAST(? AS tsquery) AND d.superseded_by IS NULL ORDER BY 3 DESC, d.source, d.id",
        (asked, asked),
    )
    for id_, source, score, line in rows:
        if limit <= 0:
            return
        document = json.loads(line)
        found = words.matches(tree, document["text"], document["title"] or "")
        if found is None:
            continue
        start, end = around(document["text"], *(found[0][0] if found[0] else (0, 0)))
        yield Hit("document", id_, id_, source, score, found[0], start, end, document["text"][start:end])
        limit -= 1


def _items_by_words(connection: Connection, tree: words.Query, kinds: Sequence[str], limit: int) -> Iterator[Hit]:
    asked = words.tsquery(tree)
    rows = connection.execute(
        "SELECT i.kind, i.id, i.doc, d.source, ts_rank(s.words, CAST(? AS tsquery), 1) AS rank, i.quotation, i.json FROM item_search s"
        " JOIN items i ON i.key = s.key JOIN documents d ON d.id = i.doc"
        f" WHERE s.words @@ CAST(? AS tsquery) AND d.superseded_by IS NULL AND i.kind IN ({marks(kinds)})"
        " ORDER BY 5 DESC, d.source, d.id, i.ordinal LIMIT ?",
        (asked, asked, *kinds, limit),
    )
    for kind, id_, doc, source, score, quotation, line in rows:
        (found,) = words.matches(tree, quotation) or [()]
        yield _hit(kind, id_, doc, source, score, found, line)


def _hit(kind: str, id_: str, doc: str, source: str, score: float, found: Sequence[tuple[int, int]], line: str) -> Hit:
    """`found`: places in the quotation, which is the spans' texts, one a line."""
    spans = [(span["start"], span["end"], span["text"]) for span in json.loads(line)["evidence"]]
    places: dict[tuple[int, int], None] = {}
    snippet = spans[0]
    at = 0
    for start, end, text in spans:
        inside = [(start + s - at, start + e - at) for s, e in found if at <= s and e <= at + len(text)]
        if inside and not places:
            snippet = (start, end, text)
        places.update(dict.fromkeys(inside))
        at += len(text) + 1
    return Hit(kind, id_, doc, source, score, tuple(places), *snippet)


def unmarked(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """"a \\x02bomb\\x03" -> ("a bomb", ((2, 6),))"""
    matches, taken = [], 0
    for found in re.finditer(f"{OPEN}(.*?){CLOSE}", marked, re.DOTALL):
        start = found.start() - taken
        matches.append((start, start + len(found[1])))
        taken += 2
    return marked.replace(OPEN, "").replace(CLOSE, ""), tuple(matches)


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """The match with its context, cut between words and inside its paragraph."""
    low = max(text.rfind("\n\n", 0, start) + 2 if "\n\n" in text[:start] else 0, start - AROUND)
    after = text.find("\n\n", end)
    high = min(after if after >= 0 else len(text), end + AROUND)
    while low > 0 and low < start and not text[low - 1].isspace():
        low += 1
    while high < len(text) and high > end and not text[high].isspace():
        high -= 1
    return low, high
