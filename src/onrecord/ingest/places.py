"""Where on its page a passage stands: rectangles for a viewer to mark, from the edges of every character.

    rectangles(document.repairs, sheets, start, end)  ->  one rectangle for each line, or part of a line, that the passage takes

In points (1/72 inch) from the page's lower left corner, as PDF counts. A sheet's pieces count in the text before repair, so
that running heads between two halves of a sentence are never marked.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from onrecord.ingest.repair import SourceMap
from onrecord.records import Repair

SCALE = 10  # tenths of a point are kept
NEAR = 3.0  # points between two pieces of one line that are marked as one


class Piece(NamedTuple):
    """A run of characters on one line: `edges[i]` to `edges[i+1]` is the i-th character from left to right."""

    start: int  # in the text as extracted
    bottom: float
    top: float
    edges: tuple[float, ...]


class Sheet(NamedTuple):
    page: int  # 1-based
    width: float
    height: float
    pieces: tuple[Piece, ...]


class Rectangle(NamedTuple):
    page: int
    left: float
    bottom: float
    right: float
    top: float


def rectangles(repairs: Sequence[Repair], sheets: Sequence[Sheet], start: int, end: int) -> list[Rectangle]:
    """The places of `document.text[start:end]`, page by page in reading order."""
    found: list[Rectangle] = []
    for first, last in _parts(repairs, start, end):
        for sheet in sheets:
            for piece in sheet.pieces:
                low, high = max(first, piece.start), min(last, piece.start + len(piece.edges) - 1)
                if low < high:
                    left, right = piece.edges[low - piece.start], piece.edges[high - piece.start]
                    found.append(Rectangle(sheet.page, min(left, right), piece.bottom, max(left, right), piece.top))
    return _joined(found)


def _parts(repairs: Sequence[Repair], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The passage in the text before repair, without what was set aside inside it."""
    at, stop = SourceMap(repairs).to_source(start, end)
    for repair in repairs:
        first, last = repair.source
        if repair.kind == "furniture" and at < last and first < stop:
            if at < first:
                yield at, first
            at = last
    if at < stop:
        yield at, stop


def _joined(found: Sequence[Rectangle]) -> list[Rectangle]:
    out: list[Rectangle] = []
    for one in found:
        last = out[-1] if out else None
        overlap = min(last.top, one.top) - max(last.bottom, one.bottom) if last else 0.0
        if last and last.page == one.page and overlap > 0.5 * (one.top - one.bottom) and -1 <= one.left - last.right <= NEAR:
            out[-1] = Rectangle(one.page, last.left, min(last.bottom, one.bottom), one.right, max(last.top, one.top))
        else:
            out.append(one)
    return out


def pack(sheets: Sequence[Sheet]) -> bytes:
    """Sheets as zlib-packed JSON, coordinates in tenths of a point, each edge as the step from the one before."""

    def steps(edges: Sequence[float]) -> list[int]:
        tenths = [round(x * SCALE) for x in edges]
        return [b - a for a, b in zip([0, *tenths], tenths, strict=False)]

    said = [
        [s.page, round(s.width * SCALE), round(s.height * SCALE),
         [[p.start, round(p.bottom * SCALE), round(p.top * SCALE), *steps(p.edges)] for p in s.pieces]]
        for s in sheets
    ]  # fmt: skip
    return zlib.compress(json.dumps(said, separators=(",", ":")).encode(), 9)


def unpack(packed: bytes) -> list[Sheet]:
    def edges(steps: Sequence[int]) -> tuple[float, ...]:
        at, out = 0, []
        for step in steps:
            at += step
            out.append(at / SCALE)
        return tuple(out)

    return [
        Sheet(page, width / SCALE, height / SCALE, tuple(Piece(p[0], p[1] / SCALE, p[2] / SCALE, edges(p[3:])) for p in pieces))
        for page, width, height, pieces in json.loads(zlib.decompress(packed))
    ]
