"""PDF: the text of each page in reading order, the pages' bounds, and the document information where it is sane.

The creation date is when the file was made, so it is no publication date and is not used.
"""

from __future__ import annotations

import re
import threading
from typing import Final

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from onrecord.ingest.columns import Box, page_text
from onrecord.ingest.extracted import Extracted, Facts, Refused
from onrecord.ingest.identify import PDF
from onrecord.ingest.names import author
from onrecord.records import Fact

PAGES: Final = 5000
ENCRYPTED: Final = 4  # PDFium's FPDF_ERR_PASSWORD
_HYPHEN_BREAK = re.compile("[\x02\ufffe]\\s*$")  # how PDFium marks a hyphen at a line's end
_NO_TITLE = re.compile(r"untitled|microsoft word|\.(?:docx?|pdf|indd|qxd|pages|odt|html?|pptx?)\b|^[\w-]+$|[\\/]{1}|^\W*$", re.I)
_NO_AUTHOR = re.compile(r"anonymous|unknown|unspecified|^\w+$|user\b|admin|[\\/@]", re.I)
_ONE_AT_A_TIME = threading.Lock()  # PDFium is not safe for threads


def extract(data: bytes) -> Extracted:
    """A PDF's bytes -> its text, page after page; `page_starts[i]` is where page i+1 begins. Scanned pages give none."""
    with _ONE_AT_A_TIME:
        texts, pictures, information = _read(data)
    if not any(t.strip() for t in texts):
        raise Refused(f"{pictures or len(texts)} page(s) of pictures without text: it needs optical character recognition first")
    starts, at = [], 0
    for text in texts:
        starts.append(at)
        at += len(text) + 1
    return Extracted(
        "\n".join(texts), PDF, layout="pages", page_starts=tuple(starts), fallback=_facts(information), unreadable_pages=pictures
    )


def _read(data: bytes) -> tuple[list[str], int, dict[str, str]]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Refused(
            "encrypted; save a copy without its password" if "password" in str(error).lower() else f"damaged PDF: {error}"
        ) from error
    try:
        if len(document) > PAGES:
            raise Refused(f"more than {PAGES} pages")
        texts, pictures = [], 0
        for number in range(len(document)):
            text, picture = _page(document, number)
            texts.append(text)
            pictures += picture
        return texts, pictures, document.get_metadata_dict()
    finally:
        document.close()


def _page(document: pdfium.PdfDocument, number: int) -> tuple[str, bool]:
    """A page's text, and whether it shows something although it has none."""
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return "", True
    try:
        textpage = page.get_textpage()
        boxes = []
        for i in range(textpage.count_rects()):
            rectangle = textpage.get_rect(i)
            left, bottom, right, top = rectangle
            boxes.append(
                Box(left, bottom, right, top, _HYPHEN_BREAK.sub("-", textpage.get_text_bounded(*rectangle)).replace("\r\n", " "))
            )
        textpage.close()
        text = page_text(boxes)
        return text, not text and next(iter(page.get_objects(max_depth=3)), None) is not None
    finally:
        page.close()


def _facts(information: dict[str, str]) -> Facts:
    title, name = " ".join(information.get("Title", "").split()), author(information.get("Author", ""))
    facts = Facts()
    if title and len(title.split()) > 1 and not _NO_TITLE.search(title):
        facts = Facts(title=title, title_evidence=Fact("metadata", f"PDF Title: {title}"))
    if name and not _NO_AUTHOR.search(name):
        facts = facts.over(Facts(authors=(name,), authors_evidence=Fact("metadata", f"PDF Author: {name}")))
    return facts
