"""PDFs as evidence: where passages are said to stand against where they were drawn, what it costs, and what tesseract reads.

    python -m bench.evidence [--documents 40] [--scans 3]
"""

from __future__ import annotations

import argparse
import io
import random
import time
from difflib import SequenceMatcher

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from onrecord.ingest import Source, ingested, ocr, pdf
from onrecord.ingest.places import rectangles, unpack

FONTS = ("Helvetica", "Times-Roman", "Helvetica-Bold", "Courier")
WORDS = "the delegations met in a harbour and parted without any date officials from both sides said on their way out while dockers unloaded grain Monday".split()


def drawn(draw: random.Random) -> tuple[bytes, list[tuple[str, float, float, float]]]:
    """A one-page PDF, and marked phrases with left, right and baseline; each phrase stands once."""
    out, marked = io.BytesIO(), []
    canvas = Canvas(out, pagesize=A4)
    font, size = draw.choice(FONTS), draw.choice((9, 11, 12))
    canvas.setFont(font, size)
    for row in range(40):
        words = draw.choices(WORDS, k=9)
        words[3:5] = [f"phrase{row}", f"number{row}"]
        line = " ".join(words)
        canvas.drawString(60, 780 - 16 * row, line)
        left = 60 + stringWidth(" ".join(words[:3]) + " ", font, size)
        phrase = f"phrase{row} number{row}"
        marked.append((phrase, left, left + stringWidth(phrase, font, size), 780 - 16 * row))
    canvas.save()
    return out.getvalue(), marked


def scanned(data: bytes) -> bytes:
    """The page as a picture at 150 dots an inch."""
    document = pypdfium2.PdfDocument(data)
    bitmap = document[0].render(scale=150 / 72, grayscale=True)
    picture = ocr.graymap(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, *A4)
    canvas.save()
    bitmap.close()
    document.close()
    return out.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--scans", type=int, default=3)
    given = parser.parse_args()
    draw = random.Random(5)
    errors: list[float] = []
    missed = size = characters = 0
    papers = [drawn(draw) for _ in range(given.documents)]
    for data, marked in papers:
        ((document, evidence),) = ingested(Source("paper.pdf", data=data))
        packed = evidence.sheets or b""
        size, characters = size + len(packed), characters + len(document.text)
        sheets = unpack(packed)
        for phrase, left, right, base in marked:
            at = document.text.find(phrase)
            found = rectangles(document.repairs, sheets, at, at + len(phrase)) if at >= 0 else []
            if len(found) != 1 or not found[0].bottom - 2 < base + 2 < found[0].top:
                missed += 1
            else:
                errors += [abs(found[0].left - left), abs(found[0].right - right)]
    errors.sort()
    print(f"{given.documents * 40:,} passages: {missed} missed; edges off by {errors[len(errors) // 2]:.2f} pt (median), {errors[int(0.99 * len(errors))]:.2f} pt (99 of 100)")
    print(f"places take {size / characters:.2f} bytes a character of text")
    begun = time.perf_counter()
    for data, _ in papers:
        pdf.extract(data)
    whole = time.perf_counter() - begun
    edges, pdf._characters = pdf._characters, lambda textpage: []
    begun = time.perf_counter()
    for data, _ in papers:
        pdf.extract(data)
    without = time.perf_counter() - begun
    pdf._characters = edges
    print(f"{given.documents / whole:,.0f} pages/s with the edges of characters, {whole / without:.2f} × the time without")
    if ocr.installed() is None:
        print("tesseract is not installed: no recognition")
        return
    right = total = 0.0
    begun = time.perf_counter()
    for data, _ in papers[: given.scans]:
        ((original, _),) = ingested(Source("paper.pdf", data=data))
        ((read, _),) = ingested(Source("scan.pdf", data=scanned(data), recognise="eng"))
        wanted, found = original.text.split(), read.text.split()
        right += sum(block.size for block in SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks())
        total += len(wanted)
    spent = (time.perf_counter() - begun) / given.scans
    print(f"tesseract {ocr.installed()}: {right / total:.3f} of the words of scans at 150 dots an inch, {spent:.1f} s a page")


if __name__ == "__main__":
    main()
