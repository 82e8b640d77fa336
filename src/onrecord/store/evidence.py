"""What documents rest on beyond their text: servers' answers, bytes as they came, places on pages. Inside a transaction of the caller's.

An answer belongs to the documents read from it; deleting one of them takes the bytes of every answer and file it came from, for they
hold its text, and leaves of the others' answers only hash, headers and time.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onrecord.records import Document
from onrecord.store.database import Connection
from onrecord.store.rows import loaded

if TYPE_CHECKING:  # asking a record needs none of the readers of formats
    from onrecord.ingest.evidence import Evidence, Response

OF_DOC = (
    "SELECT r.sha256 FROM responses r JOIN response_documents d ON d.url = r.url AND d.retrieved = r.retrieved WHERE d.doc = ? AND r.sha256 IS NOT NULL"
    " UNION SELECT sha256 FROM files WHERE doc = ?"
)


@dataclass(frozen=True, slots=True)
class Retrieval:
    """One answer of a web server, as the record keeps it; `documents` were read from it."""

    url: str
    retrieved: str
    address: str
    status: int
    headers: dict[str, str]
    sha256: str | None
    bytes: int | None  # of the body, where it is kept
    documents: tuple[str, ...]


def keep_response(connection: Connection, response: Response, documents: Iterable[str]) -> None:
    """An answer and what was read from it; the same answer again adds nothing but documents. Bytes that gave no document are not kept."""
    documents = list(documents)
    sha256 = hashlib.sha256(response.body).hexdigest() if response.body is not None else None
    if response.body is not None and sha256 is not None and documents:
        keep_original(connection, sha256, response.body)
    headers = json.dumps(dict(response.headers), ensure_ascii=False)
    connection.execute(
        "INSERT INTO responses (url, retrieved, address, status, headers, sha256) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (response.url, response.retrieved, response.address, response.status, headers, sha256),
    )
    for doc in documents:
        connection.execute(
            "INSERT INTO response_documents (doc, url, retrieved) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (doc, response.url, response.retrieved)
        )


def keep_original(connection: Connection, sha256: str, data: bytes) -> None:
    connection.execute(
        "INSERT INTO originals (sha256, bytes, data) SELECT ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM originals WHERE sha256 = ?)",
        (sha256, len(data), zlib.compress(data, 6), sha256),
    )


def first_retrieved(connection: Connection, document: Document) -> Document:
    """A document that is retrieved again keeps the time of its first retrieval; the later ones stand with the answers."""
    row = connection.execute("SELECT retrieved FROM documents WHERE id = ?", (document.id,)).fetchone()
    if row is None or row[0] is None or document.retrieved is None or row[0] >= document.retrieved:
        return document
    return replace(document, retrieved=row[0])


def same_again(connection: Connection, document: Document) -> str | None:
    """The current document of this source that says the same although the bytes differ: pages carry stamps and advertisements."""
    for id_, line in connection.execute(
        "SELECT id, json FROM documents WHERE source = ? AND superseded_by IS NULL AND id <> ?", (document.source, document.id)
    ).fetchall():
        known = loaded(line)
        if all(getattr(known, name) == getattr(document, name) for name in ("text", "title", "outlet", "authors", "published", "media_type")):
            return str(id_)
    return None


def keep(connection: Connection, doc: str, evidence: Evidence) -> None:
    """The file a document was read from: path and hash, its pages' places, its bytes where they are to be kept."""
    sha256 = evidence.sha256 or ""
    if evidence.original is not None:
        keep_original(connection, sha256, evidence.original)
    connection.execute("DELETE FROM files WHERE doc = ?", (doc,))
    connection.execute("INSERT INTO files (doc, path, sha256, sheets) VALUES (?, ?, ?, ?)", (doc, evidence.path, sha256, evidence.sheets))


def forget(connection: Connection, doc: str) -> None:
    """Before a document is deleted: the bytes it came from, and the answers nothing else came from."""
    for (sha256,) in connection.execute(OF_DOC, (doc, doc)).fetchall():
        connection.execute("DELETE FROM originals WHERE sha256 = ?", (sha256,))
    row = connection.execute("SELECT source FROM documents WHERE id = ?", (doc,)).fetchone()
    mine = connection.execute("SELECT url, retrieved FROM response_documents WHERE doc = ?", (doc,)).fetchall()
    urls = {url for url, _ in mine} | ({row[0]} if row else set())
    for url, retrieved in mine:
        others = connection.execute("SELECT 1 FROM response_documents WHERE url = ? AND retrieved = ? AND doc <> ?", (url, retrieved, doc)).fetchone()
        if others is None:
            connection.execute("DELETE FROM responses WHERE url = ? AND retrieved = ?", (url, retrieved))
    for url in sorted(urls):  # answers without a document, "404", go with the last document of their address
        if connection.execute("SELECT 1 FROM response_documents WHERE url = ? AND doc <> ?", (url, doc)).fetchone() is None:
            connection.execute("DELETE FROM responses WHERE url = ?", (url,))


def retrievals(connection: Connection, urls: Iterable[str]) -> list[Retrieval]:
    """Every answer of these addresses, the earliest first."""
    out = []
    for url in dict.fromkeys(urls):
        query = (
            "SELECT r.url, r.retrieved, r.address, r.status, r.headers, r.sha256, o.bytes FROM responses r LEFT JOIN originals o ON o.sha256 = r.sha256"
            " WHERE r.url = ? ORDER BY r.retrieved"
        )
        for row in connection.execute(query, (url,)).fetchall():
            docs = connection.execute("SELECT doc FROM response_documents WHERE url = ? AND retrieved = ? ORDER BY doc", (url, row[1])).fetchall()
            out.append(Retrieval(row[0], row[1], row[2], row[3], json.loads(row[4]), row[5], row[6], tuple(doc for (doc,) in docs)))
    return sorted(out, key=lambda r: (r.retrieved, r.url))


def addresses_of(connection: Connection, doc: str) -> list[str]:
    """The addresses a document was retrieved from."""
    return [url for (url,) in connection.execute("SELECT DISTINCT url FROM response_documents WHERE doc = ? ORDER BY url", (doc,))]


def with_history(connection: Connection) -> list[str]:
    query = (
        "SELECT id FROM documents WHERE superseded_by IS NULL AND (id IN (SELECT superseded_by FROM documents WHERE superseded_by IS NOT NULL)"
        " OR id IN (SELECT doc FROM response_documents)) ORDER BY source, id"
    )
    return [doc for (doc,) in connection.execute(query)]


def original(connection: Connection, sha256: str) -> bytes | None:
    row = connection.execute("SELECT data FROM originals WHERE sha256 = ?", (sha256,)).fetchone()
    return zlib.decompress(row[0]) if row else None


def file_of(connection: Connection, doc: str) -> tuple[str | None, str, bytes | None] | None:
    """(path, SHA-256, packed sheets) of the file that a document was read from."""
    row = connection.execute("SELECT path, sha256, sheets FROM files WHERE doc = ?", (doc,)).fetchone()
    return (row[0], row[1], bytes(row[2]) if row[2] is not None else None) if row else None


def problems(connection: Connection) -> Iterator[tuple[str | None, str]]:
    """(document, what is wrong) of the evidence."""
    for sha256, size, data in connection.rows("SELECT sha256, bytes, data FROM originals ORDER BY sha256"):
        try:
            whole = zlib.decompress(data)
        except zlib.error as error:
            yield None, f"original {sha256[:12]}: cannot be unpacked: {error}"
            continue
        if len(whole) != size or hashlib.sha256(whole).hexdigest() != sha256:
            yield None, f"original {sha256[:12]}: its bytes are not those that were kept"
    from onrecord.ingest.places import unpack  # here, so that asking a record needs none of the readers of formats

    for doc, sheets in connection.rows("SELECT doc, sheets FROM files WHERE sheets IS NOT NULL ORDER BY doc"):
        try:
            unpack(sheets)
        except (ValueError, TypeError, zlib.error) as error:
            yield doc, f"its pages' places cannot be unpacked: {error}"
    lost = "SELECT d.doc FROM response_documents d LEFT JOIN responses r ON r.url = d.url AND r.retrieved = d.retrieved WHERE r.url IS NULL"
    yield from ((doc, "was read from an answer that is not there") for (doc,) in connection.rows(lost))
