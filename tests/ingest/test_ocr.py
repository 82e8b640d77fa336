"""Character recognition with the real tesseract; where it is not installed these tests are skipped with one line."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from onrecord.errors import Unreadable
from onrecord.ingest import Source, documents, ingested, ocr
from onrecord.ingest.extracted import Refused
from onrecord.ingest.places import rectangles, unpack

tesseract = pytest.mark.skipif(ocr.installed() is None, reason="the program tesseract is not installed")
LINES = ["The delegations met for the third time in two weeks", "and parted without a date for the next round. Some", "12,000 soldiers remain on the eastern bank."]
RUNNING = "The delegations met for the third time in two weeks and parted without a date for the next round. Some 12,000 soldiers remain on the eastern bank."


def drawn(*draw: Callable[[Canvas], None]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for one in draw:
        one(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def words(canvas: Canvas) -> None:
    canvas.setFont("Times-Roman", 14)
    for i, line in enumerate(LINES):
        canvas.drawString(90, 700 - 20 * i, line)


def scan(canvas: Canvas) -> None:
    """The same page as a picture of itself."""
    document = pypdfium2.PdfDocument(drawn(words))
    bitmap = document[0].render(scale=200 / 72, grayscale=True)
    picture = ImageReader(_png(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride))
    bitmap.close()
    document.close()
    canvas.drawImage(picture, 0, 0, *A4)


def _png(pixels: bytes, width: int, height: int, stride: int) -> io.BytesIO:
    import struct
    import zlib

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + pixels[y * stride : y * stride + width] for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


@tesseract
def test_a_scan_is_read_and_marked() -> None:
    ((document, evidence),) = ingested(Source("scan.pdf", data=drawn(scan), recognise="eng"))
    assert document.text == RUNNING
    assert [(p.picture, p.ocr) for p in document.pages] == [(True, True)]
    assert document.notes == ()
    assert document.coverage.read == document.coverage.total - document.coverage.furniture
    start = document.text.index("12,000 soldiers")
    ((page, left, bottom, _, top),) = rectangles(document.repairs, unpack(evidence.sheets or b""), start, start + 15)
    assert (page, left) == (1, pytest.approx(90, abs=3))
    assert bottom - 3 < 660 < top


@tesseract
def test_only_pages_without_text_are_recognised() -> None:
    (document,) = documents(Source("mixed.pdf", data=drawn(words, scan), recognise="eng"))
    assert [(p.picture, p.ocr) for p in document.pages] == [(False, False), (True, True)]


@tesseract
def test_what_cannot_be_recognised_stays_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "TIMEOUT", 0.001)
    monkeypatch.setattr(ocr.lines, "__defaults__", ("eng", 0.001))
    (document,) = documents(Source("mixed.pdf", data=drawn(words, scan), recognise="eng"))
    assert [(p.picture, p.ocr) for p in document.pages] == [(False, False), (True, False)]
    assert document.notes == ("page 2 is a picture without text and was not read",)
    with pytest.raises(Unreadable, match=r"took more than 0\.001 seconds a page"):
        documents(Source("scan.pdf", data=drawn(scan), recognise="eng"))


@tesseract
def test_a_language_that_is_not_installed_is_said() -> None:
    with pytest.raises(Unreadable, match=r"tesseract failed: .*xyz"):
        documents(Source("scan.pdf", data=drawn(scan), recognise="xyz"))


def test_without_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ocr.installed() is None
    with pytest.raises(Unreadable, match=r"scan\.pdf: the program tesseract is not installed"):
        documents(Source("scan.pdf", data=drawn(scan), recognise="eng"))


@pytest.mark.parametrize("language", ["", "-l", "eng;rm", "../eng", "a" * 40])
def test_a_language_is_a_name(language: str) -> None:
    with pytest.raises(Refused, match="no language"):
        ocr.checked(language)


def test_table_of_words() -> None:
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
    rows = ["4\t1\t1\t1\t1\t0\t10\t10\t90\t12\t-1\t", "5\t1\t1\t1\t1\t1\t10\t10\t40\t12\t96.1\t“Talks", "5\t1\t1\t1\t1\t2\t60\t10\t40\t12\t95\tend”", "5\t1\t1\t1\t2\t1\t10\t30\t2\t2\t4.0\t|"]
    (line,) = ocr.parsed([head, *rows])
    assert [w.text for w in line.words] == ["“Talks", "end”"]
    assert line[:4] == (10, 10, 100, 22)
