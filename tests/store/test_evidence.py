"""What documents rest on: answers, bytes, places on pages; and that deleting a document leaves nothing of it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from synthetic import article

from onrecord.ingest.evidence import Evidence, Response
from onrecord.ingest.places import Piece, Sheet, pack
from onrecord.records import Document, document_id
from onrecord.store import Record

URL = "https://courier.example.org/live"


def page(n: int, part: str = "", retrieved: str | None = None) -> tuple[Document, list[Any]]:
    document, _ = article(n)
    source = f"{URL}#{part}" if part else URL
    return replace(document, id=document_id(source, document.sha256), source=source, retrieved=retrieved, quotes=()), []


def answer(time: str, body: bytes | None = b"<p>Talks</p>", status: int = 200) -> Response:
    return Response(URL, URL, time, status, (("etag", '"1"'), ("content-type", "text/html")), body)


def kept(record: Record) -> list[str]:
    return [sha for (sha,) in record.connection.execute("SELECT sha256 FROM originals ORDER BY sha256")]


def test_answers_are_kept_with_their_bytes_once(record: Record) -> None:
    run = record.begin_run("1", "k")
    pair = page(1)
    record.add([pair], run)
    record.keep_response(answer("2024-05-28T10:00:00Z"), [pair[0].id])
    record.keep_response(answer("2024-05-29T10:00:00Z"), [pair[0].id])
    record.keep_response(answer("2024-05-29T10:00:00Z"), [pair[0].id])
    record.keep_response(answer("2024-05-30T10:00:00Z", None, 404), [])
    found = record.retrievals(URL)
    assert [(r.retrieved, r.status, r.documents) for r in found] == [
        ("2024-05-28T10:00:00Z", 200, (pair[0].id,)), ("2024-05-29T10:00:00Z", 200, (pair[0].id,)), ("2024-05-30T10:00:00Z", 404, ()),
    ]  # fmt: skip
    assert found == record.retrievals(pair[0].id)
    assert found[0].headers == {"etag": '"1"', "content-type": "text/html"}
    assert found[0].sha256 == hashlib.sha256(b"<p>Talks</p>").hexdigest()
    assert record.original(found[0].sha256) == b"<p>Talks</p>"
    assert len(kept(record)) == 1
    assert list(record.verify()) == []
    rows = record.sql("SELECT url, status, documents, bytes FROM response ORDER BY retrieved").rows
    assert [tuple(row) for row in rows] == [(URL, 200, 1, 12), (URL, 200, 1, 12), (URL, 404, 0, None)]


def test_a_page_retrieved_again_keeps_its_first_time(record: Record) -> None:
    run = record.begin_run("1", "k")
    record.add([page(1, retrieved="2024-05-28T10:00:00Z")], run)
    lines = list(record.lines())
    record.add([page(1, retrieved="2024-05-29T10:00:00Z")], record.begin_run("1", "k", {"again": 1}))
    assert list(record.lines()) == lines


def test_other_bytes_that_say_the_same(record: Record) -> None:
    pair = page(1)
    record.add([pair], record.begin_run("1", "k"))
    other = replace(pair[0], id="d" + "0" * 16, sha256="0" * 64)
    assert record.same_again(other) == pair[0].id
    assert record.same_again(replace(other, text=other.text + "!")) is None
    assert record.same_again(replace(other, title="Another headline")) is None
    assert record.same_again(pair[0]) is None


def test_places_on_pages(record: Record) -> None:
    document, items = article(1)
    record.add([(document, items)], record.begin_run("1", "k"))
    sheets = [Sheet(1, 595.0, 842.0, (Piece(0, 700.0, 710.0, tuple(float(72 + i) for i in range(11))),))]
    record.keep(document.id, Evidence(pack(sheets), "/papers/a.pdf", document.sha256, b"%PDF-"))
    assert [tuple(r) for r in record.rectangles(document, 2, 5)] == [(1, 74.0, 700.0, 77.0, 710.0)]
    assert record.file_of(document.id) == ("/papers/a.pdf", document.sha256)
    assert record.rectangles(article(2)[0], 0, 5) == []
    problems = [p.what for p in record.verify()]
    assert problems == [f"original {document.sha256[:12]}: its bytes are not those that were kept"]


def test_deleting_a_document_takes_the_bytes_it_came_from(record: Record) -> None:
    run = record.begin_run("1", "k")
    first, second, other = page(1, "a"), page(2, "b"), article(3)
    record.add([first, second, other], run)
    record.keep_response(answer("2024-05-28T10:00:00Z"), [first[0].id, second[0].id])
    record.keep_response(answer("2024-05-29T10:00:00Z", b"<p>Only b</p>"), [second[0].id])
    record.keep_response(answer("2024-05-30T10:00:00Z", None, 410), [])
    data = b"%PDF-1.7"
    record.keep(other[0].id, Evidence(None, None, hashlib.sha256(data).hexdigest(), data))
    record.delete(first[0].id)
    assert [(r.status, r.bytes) for r in record.retrievals(URL)] == [(200, None), (200, 13), (410, None)]
    record.delete(second[0].id)
    assert record.retrievals(URL) == []
    assert kept(record) == [hashlib.sha256(data).hexdigest()]
    record.delete(other[0].id)
    assert kept(record) == []
    assert list(record.verify()) == []


def test_subset_takes_what_is_wholly_of_the_chosen(record: Record, place: Any) -> None:
    run = record.begin_run("1", "k")
    first, second, other = page(1, "a"), page(2, "b"), article(3)
    record.add([first, second, other], run)
    record.keep_response(answer("2024-05-28T10:00:00Z"), [first[0].id, second[0].id])
    record.keep_response(answer("2024-05-29T10:00:00Z", b"<p>Only b</p>"), [second[0].id])
    record.subset(place("part"), doc=second[0].id)
    with Record.open(place("part")) as part:
        assert [(r.status, r.bytes, r.documents) for r in part.retrievals(URL)] == [(200, None, (second[0].id,)), (200, 13, (second[0].id,))]
        assert list(part.verify()) == []


def test_versions_of_a_source(record: Record) -> None:
    record.add([page(1, retrieved="2024-05-28T10:00:00Z")], record.begin_run("1", "k"))
    record.add([page(2, retrieved="2024-05-29T10:00:00Z")], record.begin_run("1", "k", {"again": 1}))
    ids = [page(n)[0].id for n in (1, 2)]
    assert [d.id for d in record.versions(URL)] == ids
    assert [d.id for d in record.versions(ids[0])] == ids
