"""Search by meaning: sentences of documents and contents of statements that mean nearly what a text says.

Each is embedded once (reader/similar.py) and compared with the text by cosine, all of them, so that nothing near is missed. What was
embedded is kept in a file beside the record, RECORD.similar: made when first asked for, document by document, so that a break loses
nothing; later only what is new or has changed. The file may be deleted at any time. Where none can be written (a folder that is
read-only, a record in PostgreSQL), the same is made in memory, for one search.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from onrecord.errors import Usage
from onrecord.store.database import Connection
from onrecord.store.queries import COUNTED
from onrecord.store.rows import loaded
from onrecord.store.search import Hit

if TYPE_CHECKING:
    from onrecord.reader.encoder import Encoder

KINDS = ("document", "statement")
LEAST = 3  # words of a sentence; what is shorter says too little to be compared
COMMIT = 50  # documents
AT_ONCE = 1 << 16  # embeddings compared together
WAIT = 30.0  # seconds, for another process that makes the same
FILE = 1  # the file's form
Begun = Callable[[int], Callable[[], None]]


def similar(connection: Connection, path: Path | None, text: str, kinds: Sequence[str] = (), limit: int = 20, begun: Begun | None = None, most: int | None = None) -> list[Hit]:
    """The nearest first, sentences of documents before statements; `path`: the record's file.

    `begun(n)` is told of how many documents something is to be made and gives what to call after each; `most`: Usage if they are more.
    """
    if not text.strip():
        raise Usage("say what it should mean, e.g. onrecord search --similar 'the pipeline will be shut down'")
    for kind in kinds:
        if kind not in KINDS:
            raise Usage(f"kind {kind!r}: by meaning there are {' and '.join(KINDS)} only")
    from onrecord.reader.encoder import load  # the weights are needed by this search alone
    from onrecord.reader.similar import embedding

    encoder, out = load(), list[Hit]()
    asked = embedding(encoder, text)
    with _kept(path) as kept:
        for kind in [kind for kind in KINDS if kind in (kinds or KINDS)]:
            out += _nearest(connection, _complete(kept, connection, kind, encoder, begun, most), kind, asked, limit)
    return out


def forget(path: Path, docs: Sequence[str]) -> None:
    """No byte of these documents stays in the file beside the record."""
    file = beside(path)
    if file.exists():
        with closing(sqlite3.connect(file, timeout=WAIT, isolation_level=None)) as kept:
            kept.executemany("DELETE FROM parts WHERE doc = ?", [(doc,) for doc in docs])
            kept.execute("VACUUM")


def beside(path: Path) -> Path:
    return path.with_name(path.name + ".similar")


# -- what was embedded ----------------------------------------------------------------------------------------------


@contextmanager
def _kept(path: Path | None) -> Iterator[sqlite3.Connection]:
    """The file beside the record, ready to be written; where that cannot be, a copy of it in memory."""
    try:
        with closing(_opened(beside(path) if path else Path(":memory:"))) as kept:
            yield kept
            return
    except sqlite3.OperationalError as error:
        if path is None or not any(said in str(error) for said in ("readonly", "unable to open")):
            raise
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as kept:
        if beside(path).exists():
            with closing(sqlite3.connect(beside(path).absolute().as_uri() + "?mode=ro&immutable=1", uri=True)) as there:
                there.backup(kept)
        _prepared(kept)
        yield kept


def _opened(file: Path) -> sqlite3.Connection:
    kept = sqlite3.connect(file, timeout=WAIT, isolation_level=None)
    try:
        _prepared(kept)
    except BaseException:
        kept.close()
        raise
    return kept


def _prepared(kept: sqlite3.Connection) -> None:
    """The tables, emptied when other weights filled them. Writes something always, so that a file for reading only is told here."""
    kept.execute("BEGIN IMMEDIATE")
    kept.execute("CREATE TABLE IF NOT EXISTS made_with (version TEXT NOT NULL)")
    kept.execute("CREATE TABLE IF NOT EXISTS parts (kind TEXT NOT NULL, doc TEXT NOT NULL, digest TEXT NOT NULL, places TEXT NOT NULL, vectors BLOB NOT NULL, PRIMARY KEY (kind, doc))")
    if kept.execute("SELECT version FROM made_with").fetchall() != [(_version(),)]:
        kept.execute("DELETE FROM parts")
        kept.execute("DELETE FROM made_with")
        kept.execute("INSERT INTO made_with VALUES (?)", (_version(),))
    kept.execute("COMMIT")


@cache
def _version() -> str:
    from onrecord.reader.encoder import WEIGHTS

    total = hashlib.sha256(str(FILE).encode())
    for name in ("encoder.onnx", "similar.onnx"):
        total.update((WEIGHTS / name).read_bytes())
    return total.hexdigest()


def _complete(
    kept: sqlite3.Connection, connection: Connection, kind: str, encoder: Encoder, begun: Begun | None, most: int | None
) -> Iterator[tuple[str, str, bytes]]:
    """(document, places, vectors) of every document that counts, in the record's order; what is missing is made first."""
    wanted = dict(connection.execute(f"SELECT d.id, d.digest FROM documents d WHERE {COUNTED} ORDER BY d.source, d.id").fetchall())
    have = dict(kept.execute("SELECT doc, digest FROM parts WHERE kind = ?", (kind,)).fetchall())
    missing = [doc for doc, digest in wanted.items() if have.get(doc) != digest]
    if most is not None and len(missing) > most:
        raise Usage(f"{len(missing):,} documents were never compared by meaning; make that once with: onrecord search RECORD --similar TEXT")
    gone = [(kind, doc) for doc in have if doc not in wanted]
    if missing or gone:
        advance = begun(len(missing)) if begun and missing else None
        kept.execute("BEGIN IMMEDIATE")
        kept.executemany("DELETE FROM parts WHERE kind = ? AND doc = ?", gone)
        for number, doc in enumerate(missing, 1):
            places, vectors = _made(connection, doc, kind, encoder)
            kept.execute("INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?)", (kind, doc, wanted[doc], places, vectors))
            if number % COMMIT == 0:
                kept.execute("COMMIT")
                kept.execute("BEGIN IMMEDIATE")
            if advance:
                advance()
        kept.execute("COMMIT")
    there = {doc: key for key, doc in kept.execute("SELECT rowid, doc FROM parts WHERE kind = ?", (kind,))}
    for doc in wanted:
        places, vectors = kept.execute("SELECT places, vectors FROM parts WHERE rowid = ?", (there[doc],)).fetchone()
        yield doc, places, vectors


def _made(connection: Connection, doc: str, kind: str, encoder: Encoder) -> tuple[str, bytes]:
    """Where the texts stand (start and end, or an item's id), as JSON, and their embeddings one after another."""
    from onrecord.reader.similar import embedding

    places: list[Any] = []
    texts: list[str] = []
    if kind == "document":
        for start, end, text in _sentences(connection, doc):
            places.append([start, end])
            texts.append(text)
    else:
        for id_, line in connection.execute("SELECT id, json FROM items WHERE doc = ? AND kind = 'statement' ORDER BY ordinal", (doc,)).fetchall():
            places.append(id_)
            texts.append(" ".join(span["text"] for span in _content(line)))
    return json.dumps(places, separators=(",", ":")), b"".join(embedding(encoder, text).tobytes() for text in texts)


def _sentences(connection: Connection, doc: str) -> Iterator[tuple[int, int, str]]:
    from onrecord.reader.quotemarks import quotation_marks
    from onrecord.reader.tokens import sentences

    document = loaded(connection.execute("SELECT json FROM documents WHERE id = ?", (doc,)).fetchone()[0])
    if document.unread is not None:
        return
    for start, end in sentences(document.text, quotation_marks(document.text).quotations):
        text = document.text[start:end]
        if sum(any(c.isalpha() for c in word) for word in text.split()) >= LEAST:
            yield start, end, text


def _content(line: str) -> list[dict[str, Any]]:
    """The spans of what was said; of a statement without, of all its evidence."""
    spans: list[dict[str, Any]] = json.loads(line)["evidence"]
    return [span for span in spans if span["role"] == "content"] or spans


# -- compared -------------------------------------------------------------------------------------------------------


def _nearest(connection: Connection, parts: Iterator[tuple[str, str, bytes]], kind: str, asked: NDArray[np.int8], limit: int) -> list[Hit]:
    best: list[tuple[int, int, str, Any]] = []  # (minus the product, its place in the order, document, place)
    seen = 0
    for docs, places, table in _tables(parts):
        # in float32, for its speed; exact, because sums of products of int8 stay below 2^24
        products = (table.astype(np.float32) @ asked.astype(np.float32)).astype(np.int64)
        bound = np.partition(products, -limit)[-limit] if len(products) > limit else products.min()
        chosen = np.flatnonzero(products >= bound)
        best = sorted([*best, *((-int(products[k]), seen + int(k), docs[k], places[k]) for k in chosen)])[:limit]
        seen += len(products)
    return [_hit(connection, kind, doc, place, -product) for product, _, doc, place in best]


def _tables(parts: Iterator[tuple[str, str, bytes]]) -> Iterator[tuple[list[str], list[Any], NDArray[np.int8]]]:
    """Documents, places and embeddings, many at once."""
    docs, places, vectors = list[str](), list[Any](), list[bytes]()

    def table() -> tuple[list[str], list[Any], NDArray[np.int8]]:
        return docs, places, np.frombuffer(b"".join(vectors), np.int8).reshape(len(docs), -1)

    for doc, where, some in parts:
        here = json.loads(where)
        docs += [doc] * len(here)
        places += here
        vectors.append(some)
        if len(docs) >= AT_ONCE:
            yield table()
            docs, places, vectors = [], [], []
    if docs:
        yield table()


def _hit(connection: Connection, kind: str, doc: str, place: Any, product: int) -> Hit:
    from onrecord.reader.similar import SCALE

    score = round(min(product / SCALE**2, 1.0), 3)
    source, line = connection.execute("SELECT source, json FROM documents WHERE id = ?", (doc,)).fetchone()
    if kind == "document":
        start, end = place
        return Hit(kind, doc, doc, source, score, (), start, end, loaded(line).text[start:end])
    (line,) = connection.execute("SELECT json FROM items WHERE id = ?", (place,)).fetchone()
    span = max(_content(line), key=lambda s: s["end"] - s["start"])
    return Hit(kind, place, doc, source, score, (), span["start"], span["end"], span["text"])
