"""A page of a PDF as a picture with a passage marked: pdfium draws, the rectangles are laid over, PNG comes out.

pdfium must not be entered by two threads at once; the last pages drawn are kept, so that a reader who goes back does not wait.
"""

from __future__ import annotations

import struct
import threading
import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
from numpy.typing import NDArray

from onrecord.errors import Usage
from onrecord.ingest.places import Rectangle

SCALE = 150 / 72  # dots a point
MOST = 4_000_000  # dots of a picture; larger sheets are drawn smaller
MARK = (1.0, 0.87, 0.30)  # what a marked dot's red, green and blue are multiplied with
DRAWING = threading.Lock()
Picture = NDArray[np.uint8]


def marked(data: bytes, page: int, rectangles: Sequence[Rectangle]) -> bytes:
    """The page (1-based) as PNG with the rectangles that lie on it marked."""
    picture, scale = drawn(data, page)
    picture = picture.copy()
    for each in rectangles:
        if each.page == page:
            mark(picture, each, scale)
    return png(picture)


@lru_cache(maxsize=3)
def drawn(data: bytes, page: int) -> tuple[Picture, float]:
    """(height, width, 3) and dots a point."""
    with DRAWING:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise Usage(f"the kept file cannot be drawn: {error}") from error
        try:
            if not 1 <= page <= len(document):
                raise Usage(f"no page {page}: the file has {len(document)}")
            sheet = document[page - 1]
            width, height = sheet.get_size()
            scale = min(SCALE, (MOST / max(1.0, width * height)) ** 0.5)
            bitmap = sheet.render(scale=scale, rev_byteorder=True, force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGR)
            picture = np.array(bitmap.to_numpy(), np.uint8, copy=True)
            bitmap.close()
            return picture, scale
        finally:
            document.close()


def mark(picture: Picture, place: Rectangle, scale: float) -> None:
    """Tints the rectangle as a marker pen would: print stays dark. PDF counts from the lower left corner."""
    height, width, _ = picture.shape
    top, bottom = (round(height - y * scale) for y in (place.top + 1, place.bottom - 1))
    left, right = (round(x * scale) for x in (place.left - 1, place.right + 1))
    part = picture[max(top, 0) : max(bottom, 0), max(left, 0) : min(max(right, 0), width)]
    part[:] = (part * np.array(MARK)).astype(np.uint8)
    edge = picture[max(bottom, 0) : min(max(bottom, 0) + 2, height), max(left, 0) : min(max(right, 0), width)]
    edge[:] = (0x8A, 0x6D, 0x00)  # a line below, so that the mark does not rest on colour alone


def png(picture: Picture) -> bytes:
    """https://www.w3.org/TR/png-3/: 8 bits, red, green and blue, rows unfiltered."""
    height, width, _ = picture.shape
    rows = np.concatenate((np.zeros((height, 1), np.uint8), picture.reshape(height, width * 3)), axis=1)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows.tobytes(), 6)) + chunk(b"IEND", b"")
