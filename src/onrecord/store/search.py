"""Full-text search over texts and evidence: hits as offsets in `document.text`, so that nothing but the text itself is shown."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.errors import Usage
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
    score: float  # BM25, higher is better; comparable within documents and within items
    matches: tuple[tuple[int, int], ...]  # the words found
    start: int  # the snippet: for an item its evidence span with the first match
    end: int
    snippet: str  # text[start:end]


def search(connection: sqlite3.Connection, query: str, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
    """The best hits, documents first; `kinds` as in the records ("document", "statement" …), all when empty."""
    for kind in kinds:
        if kind not in ("document", *VOICED):
            raise Usage(f"kind {kind!r}: expected one of document, {', '.join(VOICED)}")
    wanted = tuple(kind for kind in kinds if kind in VOICED) if kinds else VOICED
    try:
        found = list(_documents(connection, query, limit)) if not kinds or "document" in kinds else []
        return found + (list(_items(connection, query, wanted, limit)) if wanted else [])
    except sqlite3.OperationalError as error:
        if "fts5" in str(error) or "unterminated" in str(error) or "no such column" in str(error):
            raise Usage(f'{query!r} is not a query ({error}); put words in quotation marks, e.g. "no-fly zone"') from error
        raise


def _documents(connection: sqlite3.Connection, query: str, limit: int) -> Iterator[Hit]:
    rows = connection.execute(
        "SELECT d.id, d.source, -s.rank, highlight(document_search, 1, ?, ?) FROM document_search s JOIN documents d ON d.key = s.rowid"
        " WHERE document_search MATCH ? AND d.superseded_by IS NULL ORDER BY s.rank, d.source, d.id LIMIT ?",
        (OPEN, CLOSE, match(query), limit),
    )
    for id_, source, score, marked in rows:
        text, matches = unmarked(marked)
        first = matches[0] if matches else (0, 0)
        start, end = around(text, *first)
        yield Hit("document", id_, id_, source, score, matches, start, end, text[start:end])


def _items(connection: sqlite3.Connection, query: str, kinds: Sequence[str], limit: int) -> Iterator[Hit]:
    rows = connection.execute(
        "SELECT i.kind, i.id, i.doc, d.source, -s.rank, highlight(item_search, 0, ?, ?), i.json FROM item_search s"
        " JOIN items i ON i.key = s.rowid JOIN documents d ON d.id = i.doc"
        f" WHERE item_search MATCH ? AND d.superseded_by IS NULL AND i.kind IN ({marks(kinds)})"
        " ORDER BY s.rank, d.source, d.id, i.ordinal LIMIT ?",
        (OPEN, CLOSE, match(query), *kinds, limit),
    )
    for kind, id_, doc, source, score, marked, line in rows:
        _, found = unmarked(marked)
        spans = [(span["start"], span["end"], span["text"]) for span in json.loads(line)["evidence"]]
        matches: dict[tuple[int, int], None] = {}
        snippet = spans[0]
        at = 0
        for start, end, text in spans:  # the quotation is the spans' texts, one a line
            inside = [(start + s - at, start + e - at) for s, e in found if at <= s and e <= at + len(text)]
            if inside and not matches:
                snippet = (start, end, text)
            matches.update(dict.fromkeys(inside))
            at += len(text) + 1
        yield Hit(kind, id_, doc, source, score, tuple(matches), *snippet)


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
