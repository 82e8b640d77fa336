"""PDF: the text of each page in reading order, where on the page it stands, and the document information where it is sane.

The creation date is when the file was made, so it is no publication date and is not used. Pages of pictures have no text unless
character recognition is asked for; they are named either way.
"""

from __future__ import annotations

import ctypes
import re
import threading
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from onrecord.ingest import ocr
from onrecord.ingest.columns import Box, laid_out
from onrecord.ingest.extracted import Extracted, Facts, Refused
from onrecord.ingest.identify import PDF
from onrecord.ingest.names import author
from onrecord.ingest.places import Piece, Rectangle, Sheet
from onrecord.ingest.places import rectangles as placed
from onrecord.ingest.repair import repair
from onrecord.records import Fact

PAGES: Final = 5000
SLACK: Final = 0.5  # points
STRAY: Final = 50  # characters in no rectangle that are passed over
LARGEST_PICTURE: Final = 40_000_000  # pixels of a page given to character recognition; larger sheets are drawn coarser
_BLANK = frozenset(code for code in range(0x3001) if chr(code).isspace())
_HYPHEN_BREAK = re.compile("[\x02\ufffe]\\s*$")  # how PDFium marks a hyphen at a line's end
_NO_TITLE = re.compile(r"untitled|microsoft word|\.(?:docx?|pdf|indd|qxd|pages|odt|html?|pptx?)\b|^[\w-]+$|[\\/]{1}|^\W*$", re.I)
_NO_AUTHOR = re.compile(r"anonymous|unknown|unspecified|^\w+$|user\b|admin|[\\/@]", re.I)
_ONE_AT_A_TIME = threading.Lock()  # PDFium is not safe for threads


class _Page(NamedTuple):
    text: str
    sheet: Sheet  # its pieces count in this page's text
    picture: bool = False  # it shows something but has no text of its own
    ocr: bool = False  # its text was recognised
    failure: str | None = None


def extract(data: bytes, recognise: str | None = None) -> Extracted:
    """A PDF's bytes -> its text, page after page; `page_starts[i]` is where page i+1 begins. Scanned pages give none, unless
    `recognise` names the language(s) that tesseract is to read them in."""
    if recognise:
        ocr.checked(recognise)
    with _ONE_AT_A_TIME:
        pages, information = _read(data, recognise)
    unread = [p.sheet.page for p in pages if p.picture and not p.ocr]
    if not any(p.text.strip() for p in pages):
        failure = next((p.failure for p in pages if p.failure), None)
        raise Refused(
            f"{len(unread) or len(pages)} page(s) of pictures without text: "
            + (failure or ("nothing was recognised in them" if recognise else "it needs optical character recognition first (--ocr)"))
        )
    starts, at, sheets = [], 0, []
    for page in pages:
        starts.append(at)
        sheets.append(page.sheet._replace(pieces=tuple(p._replace(start=p.start + at) for p in page.sheet.pieces)))
        at += len(page.text) + 1
    return Extracted(
        "\n".join(p.text for p in pages), PDF, layout="pages", page_starts=tuple(starts), fallback=_facts(information),
        pictures=tuple(unread), recognised=tuple(p.sheet.page for p in pages if p.ocr), sheets=tuple(sheets),
    )  # fmt: skip


def rectangles(data: bytes, page: int, start: int, end: int, recognise: str | None = None) -> list[Rectangle]:
    """Where `document.text[start:end]` stands on a page, from the PDF alone; a record answers without it (`Record.rectangles`)."""
    found = extract(data, recognise)
    repaired = repair(found.text, layout=found.layout, page_starts=found.page_starts)
    return [one for one in placed(repaired.repairs, found.sheets, start, end) if one.page == page]


def _read(data: bytes, recognise: str | None) -> tuple[list[_Page], dict[str, str]]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Refused(
            "encrypted; save a copy without its password" if "password" in str(error).lower() else f"damaged PDF: {error}"
        ) from error
    try:
        if len(document) > PAGES:
            raise Refused(f"more than {PAGES} pages")
        return [_page(document, number, recognise) for number in range(len(document))], document.get_metadata_dict()
    finally:
        document.close()


def _page(document: pdfium.PdfDocument, number: int, recognise: str | None) -> _Page:
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return _Page("", Sheet(number + 1, 0.0, 0.0, ()), picture=True)
    try:
        size = page.get_size()
        textpage = page.get_textpage()
        try:
            boxes, edges = _pieces(textpage)
        finally:
            textpage.close()
        found = _laid(boxes, edges, number + 1, size)
        if found.text or next(iter(page.get_objects(max_depth=3)), None) is None:
            return found
        if not recognise:
            return found._replace(picture=True)
        try:
            boxes, edges = _recognised(page, size, recognise)
        except Refused as refused:
            return found._replace(picture=True, failure=str(refused))
        read = _laid(boxes, edges, number + 1, size)
        return read._replace(picture=True, ocr=bool(read.text))
    finally:
        page.close()


def _laid(boxes: Sequence[Box], edges: Sequence[tuple[float, ...]], number: int, size: tuple[float, float]) -> _Page:
    """Boxes in reading order as a page's text, each piece of it with the edges of its characters."""
    laid = laid_out(boxes)
    places = sorted(laid.places)
    pieces = []
    for k, (at, which) in enumerate(places):
        box, cuts = boxes[which], edges[which]
        begin = max(at, 0)
        end = min(at + len(box.text), places[k + 1][0] if k + 1 < len(places) else len(laid.text))
        end = begin + len(laid.text[begin:end].split("\n", 1)[0])
        if begin < end:
            pieces.append(Piece(begin, box.bottom, box.top, cuts[begin - at : end - at + 1]))
    return _Page(laid.text, Sheet(number, *size, tuple(pieces)))


def _pieces(textpage: Any) -> tuple[list[Box], list[tuple[float, ...]]]:
    """PDFium's text rectangles with their text, and of each the edges of its characters."""
    boxes: list[Box] = []
    edges: list[tuple[float, ...]] = []
    characters = _characters(textpage)
    at = 0
    for i in range(textpage.count_rects()):
        left, bottom, right, top = textpage.get_rect(i)
        text = _HYPHEN_BREAK.sub("-", textpage.get_text_bounded(left, bottom, right, top)).replace("\r\n", " ")
        rectangle = (left - SLACK, bottom - SLACK, right + SLACK, top + SLACK)
        first = next((j for j in range(at, min(at + STRAY, len(characters))) if _within(characters[j], rectangle)), None)
        inside: list[tuple[float, float]] = []
        if first is not None:  # rectangles stand in the order of their characters
            at = first
            while at < len(characters) and _within(characters[at], rectangle):
                inside.append(characters[at][:2])
                at += 1
        boxes.append(Box(left, bottom, right, top, text))
        edges.append(_edges(text, left, right, inside))
    return boxes, edges


def _within(character: tuple[float, float, float], rectangle: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = rectangle
    return left <= (character[0] + character[1]) / 2 <= right and bottom <= character[2] <= top


def _characters(textpage: Any) -> list[tuple[float, float, float]]:
    """(left, right, middle of the height) of each character that has an extent, in PDFium's order; spaces have none."""
    out = []
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    where = ctypes.byref(left), ctypes.byref(right), ctypes.byref(bottom), ctypes.byref(top)
    raw, code, box = textpage.raw, pdfium_c.FPDFText_GetUnicode, pdfium_c.FPDFText_GetCharBox  # called for every character
    for i in range(textpage.count_chars()):
        if code(raw, i) in _BLANK:
            continue
        if box(raw, i, *where) and (low := left.value) < (high := right.value):
            out.append((low, high, (bottom.value + top.value) / 2))
    return out


def _edges(text: str, left: float, right: float, inside: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """len(text) + 1 edges: each character's own where as many were found as are printed, else evenly parted."""
    printed = [i for i, c in enumerate(text) if not c.isspace()]
    if len(printed) != len(inside):
        return _even(left, right, len(text))
    edges = [left] * (len(text) + 1)
    end = left
    for i, (low, high) in zip(printed, inside, strict=True):
        edges[i] = low
        end = max(end, high)
        edges[i + 1] = high
    for i in range(1, len(edges)):  # blanks reach from one character to the next
        if i <= len(text) and text[i - 1].isspace() and not (i < len(text) and not text[i].isspace()):
            edges[i] = edges[i - 1]
    edges[-1] = max(edges[-1], end)
    return tuple(edges)


def _even(left: float, right: float, n: int) -> tuple[float, ...]:
    return tuple(left + (right - left) * i / max(1, n) for i in range(n + 1))


def _recognised(page: pdfium.PdfPage, size: tuple[float, float], language: str) -> tuple[list[Box], list[tuple[float, ...]]]:
    """The page drawn and read by tesseract: its lines in points from the lower left corner."""
    scale = min(ocr.DPI / 72, (LARGEST_PICTURE / max(1.0, size[0] * size[1])) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        picture = ocr.graymap(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
    finally:
        bitmap.close()
    boxes, edges = [], []
    for line in ocr.lines(picture, language):
        text = " ".join(w.text for w in line.words)
        boxes.append(Box(line.left / scale, size[1] - line.bottom / scale, line.right / scale, size[1] - line.top / scale, text))
        cuts: list[float] = []
        for word in line.words:
            cuts += _even(word.left / scale, word.right / scale, len(word.text))
        edges.append(tuple(cuts))  # the edge after a word's last character is where the space before the next one begins
    return boxes, edges


def _facts(information: dict[str, str]) -> Facts:
    title, name = " ".join(information.get("Title", "").split()), author(information.get("Author", ""))
    facts = Facts()
    if title and len(title.split()) > 1 and not _NO_TITLE.search(title):
        facts = Facts(title=title, title_evidence=Fact("metadata", f"PDF Title: {title}"))
    if name and not _NO_AUTHOR.search(name):
        facts = facts.over(Facts(authors=(name,), authors_evidence=Fact("metadata", f"PDF Author: {name}")))
    return facts
