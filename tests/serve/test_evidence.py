"""Evidence: the PDF's page with the passage marked where its words are drawn; what was retrieved when."""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient

from onrecord.ingest import ingested
from onrecord.ingest.evidence import Response
from onrecord.ingest.places import Rectangle
from onrecord.ingest.sources import Source
from onrecord.records import Span, identified
from onrecord.serve.app import application
from onrecord.serve.sheet import drawn, marked, png
from onrecord.store import Record
from tests import factory
from tests.serve.conftest import Visit, overflow, problems

PDF = Path(__file__).parents[2] / "src" / "onrecord" / "examples" / "strategic-ledger.pdf"


def of_pdf(record: Record) -> str:
    return next(i.id for i in record.items("statement") if record.document(i.doc).pages)


def picture(data: bytes) -> np.ndarray:
    """The dots of a PNG as `png` writes them, read back by hand."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, body = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        chunk = data[at + 8 : at + 8 + size]
        assert zlib.crc32(kind + chunk) == struct.unpack(">I", data[at + 8 + size : at + 12 + size])[0]
        if kind == b"IHDR":
            width, height = struct.unpack(">II", chunk[:8])
        elif kind == b"IDAT":
            body += chunk
        at += 12 + size
    rows = np.frombuffer(zlib.decompress(body), np.uint8).reshape(height, 1 + width * 3)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(height, width, 3)


def test_png_read_back() -> None:
    dots = np.random.default_rng(1).integers(0, 256, (7, 5, 3), np.uint8)
    assert (picture(png(dots)) == dots).all()


def test_the_mark_lies_over_the_words() -> None:
    """What is marked is where the passage's rectangle says, print under it stays dark, and nothing else changes."""
    data = PDF.read_bytes()
    plain, scale = drawn(data, 1)
    place = Rectangle(1, 100.0, 300.0, 200.0, 312.0)
    other = picture(marked(data, 1, [place, Rectangle(2, 0, 0, 50, 50)]))
    changed = np.argwhere((plain != other).any(-1))
    (top, left), (bottom, right) = changed.min(0), changed.max(0)
    assert abs(left - 99 * scale) <= 2
    assert abs(right - 201 * scale) <= 2
    assert abs((plain.shape[0] - bottom) - 299 * scale) <= 4
    assert abs((plain.shape[0] - top) - 313 * scale) <= 2


def test_the_page_in_the_browser(visit: Visit, demo: Path) -> None:
    with Record.open(demo, readonly=True) as record:
        id_ = of_pdf(record)
    page = visit(f"/evidence/{id_}")
    image = page.locator("img.sheet").first
    assert image.evaluate("i => i.decode().then(() => i.naturalWidth)") > 800
    assert "p. 1" in page.locator("#citation").inner_text()
    assert problems(page) == []
    assert overflow(visit(f"/evidence/{id_}", width=390)) == 0


def test_only_pages_of_documents_that_have_some(client: TestClient, demo: Path) -> None:
    with Record.open(demo, readonly=True) as record:
        id_, plain = of_pdf(record), next(i.id for i in record.items("statement") if not record.document(i.doc).pages)
        actor = next(record.actors()).actor.id
    assert client.get(f"/evidence/{id_}/1.png").headers["content-type"] == "image/png"
    assert [client.get(f"/evidence/{path}").status_code for path in (f"{id_}/99.png", f"{plain}/1.png", f"{actor}", "nope", f"{id_}/0.png")] == [400, 404, 404, 404, 422]
    original = client.get(f"/evidence/{id_}/original")
    assert original.content == PDF.read_bytes()
    assert original.headers["content-disposition"].startswith("attachment")


def test_a_file_that_changed_is_not_shown(tmp_path: Path) -> None:
    copy = tmp_path / "paper.pdf"
    copy.write_bytes(PDF.read_bytes())
    ((document, evidence),) = ingested(Source("paper.pdf", data=copy.read_bytes(), path=str(copy)))
    with Record.create(tmp_path / "t.onrecord") as record:
        _, items = factory.archive()
        item = next(i for i in items if i.kind == "commitment")
        own = identified(replace(item, doc=document.id, evidence=(Span("action", 10, 20, document.text[10:20], page=1),)))
        record.add([(document, [own])], record.begin_run("0", "k"))
        record.keep(document.id, evidence)
    with TestClient(application(str(tmp_path / "t.onrecord")), base_url="http://127.0.0.1") as client:
        assert client.get(f"/evidence/{own.id}/1.png").status_code == 200
        copy.write_bytes(b"something else")
        assert client.get(f"/evidence/{own.id}/1.png", headers={"if-none-match": ""}).status_code == 404
        assert "cannot be shown" in client.get(f"/evidence/{own.id}").text


@pytest.mark.parametrize("kept", [True, False])
def test_what_was_retrieved_when(tmp_path: Path, kept: bool) -> None:
    body = b"<p>As it came.</p>"
    with Record.create(tmp_path / "t.onrecord") as record:
        world = factory.world()
        record.add(world, record.begin_run("0", "k"))
        document, items = world[1]
        for day, status in (("2024-06-04T10:00:00Z", 200), ("2024-06-06T10:00:00Z", 410)):
            record.keep_response(Response("https://mirror.example/a", "https://mirror.example/a", day, status, (("content-type", "text/html"),), body if kept and status == 200 else None), [document.id])
    id_ = next(i.id for i in items if i.kind == "statement")
    with TestClient(application(str(tmp_path / "t.onrecord")), base_url="http://127.0.0.1") as client:
        text = client.get(f"/evidence/{id_}").text
        assert all(said in text for said in ("2024-06-04 10:00:00", "2024-06-06 10:00:00", ">410<", "https://mirror.example/a"))
        sha256 = hashlib.sha256(body).hexdigest()
        found = client.get(f"/evidence/{id_}/original?sha256={sha256}")
        assert (found.status_code, found.content == body) == ((200, True) if kept else (404, False))
        assert client.get(f"/evidence/{id_}/original?sha256={'0' * 64}").status_code == 404
