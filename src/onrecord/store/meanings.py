"""Search by meaning: statements whose content means nearly what a text says, by the cosine of their sentence embeddings.

Embeddings (384 numbers, kept as int8) come from a head on the reader's own encoder, taught to agree with MiniLM-L6 (docs/reader.md).
They are kept beside the record in RECORD.meanings, made when first asked for and for what is new since; the file may be deleted at any
time. Whatever has been made stays after a break.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.errors import Usage
from onrecord.fingerprint import reader_version
from onrecord.reader import Encoder
from onrecord.reader.tokens import tokens
from onrecord.store.database import Connection
from onrecord.store.search import Hit

SCALE = 127.0
BATCH = 200  # embeddings between two commits
Floats = NDArray[np.float32]


def meaning(encoder: Encoder, text: str) -> Floats:
    """(384,), of length 1."""
    words = [token.text for token in tokens(text, 0, len(text))] or ["."]
    read = encoder.read(words, [0] * len(words), [0], [0])
    return encoder.run("meaning", "meaning", h=read.words)


def similar(connection: Connection, path: Path, encoder: Encoder, text: str, limit: int = 20, begun: Callable[[int], Callable[[], None]] | None = None) -> list[Hit]:
    """The statements nearest in meaning, the nearest first. `begun(n)` is told how many embeddings are to be made and gives what to call after each."""
    if not text.strip():
        raise Usage("say what the statements should mean, e.g. onrecord search --similar 'the pipeline will be shut'")
    kept = sqlite3.connect(path.with_name(path.name + ".meanings"))
    try:
        _complete(kept, connection, encoder, begun)
        rows = kept.execute("SELECT item, vector FROM meanings ORDER BY item").fetchall()
    finally:
        kept.close()
    if not rows:
        return []
    table = np.frombuffer(b"".join(vector for _, vector in rows), np.int8).reshape(len(rows), -1)
    scores = table @ (meaning(encoder, text) / SCALE)
    best = np.lexsort((np.arange(len(rows)), -scores.round(4)))
    hits: list[Hit] = []
    for k in best:
        found = connection.execute(
            "SELECT i.id, i.doc, d.source, i.json FROM items i JOIN documents d ON d.id = i.doc WHERE i.id = ? AND d.superseded_by IS NULL AND d.duplicate_of IS NULL", (rows[k][0],)
        ).fetchone()
        if found is None:
            continue  # a copy, or an earlier version
        spans = _content(found[3])
        start, end = spans[0]["start"], spans[-1]["end"]
        hits.append(Hit("statement", found[0], found[1], found[2], round(float(scores[k]), 3), (), start, end, " … ".join(s["text"] for s in spans)))
        if len(hits) == limit:
            break
    return hits


def _complete(kept: sqlite3.Connection, connection: Connection, encoder: Encoder, begun: Callable[[int], Callable[[], None]] | None) -> None:
    """Makes what is missing, drops what is gone; all of it anew after other weights."""
    kept.execute("CREATE TABLE IF NOT EXISTS made_with (version TEXT)")
    kept.execute("CREATE TABLE IF NOT EXISTS meanings (item TEXT PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID")
    if kept.execute("SELECT version FROM made_with").fetchone() != (reader_version(),):
        kept.execute("DELETE FROM meanings")
        kept.execute("DELETE FROM made_with")
        kept.execute("INSERT INTO made_with VALUES (?)", (reader_version(),))
    have = {item for (item,) in kept.execute("SELECT item FROM meanings")}
    wanted = {item for (item,) in connection.execute("SELECT id FROM items WHERE kind = 'statement'")}
    kept.executemany("DELETE FROM meanings WHERE item = ?", [(item,) for item in have - wanted])
    kept.commit()
    missing = sorted(wanted - have)
    advance = begun(len(missing)) if begun and missing else None
    for number, (item, text) in enumerate(_texts(connection, missing), 1):
        vector = np.rint(meaning(encoder, text) * SCALE).astype(np.int8)
        kept.execute("INSERT OR REPLACE INTO meanings VALUES (?, ?)", (item, vector.tobytes()))
        if number % BATCH == 0:
            kept.commit()
        if advance:
            advance()
    kept.commit()


def _texts(connection: Connection, items: list[str]) -> Iterator[tuple[str, str]]:
    for item in items:
        (line,) = connection.execute("SELECT json FROM items WHERE id = ?", (item,)).fetchone()
        yield item, " ".join(span["text"] for span in _content(line))


def _content(line: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [span for span in json.loads(line)["evidence"] if span["role"] == "content"]
    return found
