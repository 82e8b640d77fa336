"""Rectangles of passages, against where the characters were drawn."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from onrecord.ingest import Source, documents, ingested, pdf
from onrecord.ingest.places import Piece, Sheet, pack, rectangles, unpack
from onrecord.records import Document, Repair

FONT, SIZE = "Helvetica", 11
FIRST = ["The delegations met in the harbour on Monday and parted without a date, officials", "said. The minister called the talks use-", "ful and left by train."]
SECOND = ["Dockers counted four freighters under three flags on the quay that night, and", "none of them was on the list."]


def drawn(draw: Callable[[Canvas], None]) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont(FONT, SIZE)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def paragraph(canvas: Canvas, x: float, y: float, lines: list[str]) -> None:
    for i, line in enumerate(lines):
        canvas.drawString(x, y - 14 * i, line)


def one_page(canvas: Canvas) -> None:
    paragraph(canvas, 72, 700, FIRST)
    paragraph(canvas, 72, 640, SECOND)
    canvas.showPage()


def place(document: Document, sheets: list[Sheet], quote: str) -> list[tuple[float, ...]]:
    start = document.text.index(quote)
    return [tuple(one) for one in rectangles(document.repairs, sheets, start, start + len(quote))]


@pytest.mark.parametrize("quote", ["harbour on Monday", "The delegations", "four freighters", "list.", "n"])
def test_a_passage_of_one_line_is_where_it_was_drawn(quote: str) -> None:
    ((document, evidence),) = ingested(Source("paper.pdf", data=drawn(one_page)))
    line, y = next((line, y) for lines, top in ((FIRST, 700), (SECOND, 640)) for i, line in enumerate(lines) if quote in line for y in (top - 14 * i,))
    before = line[: line.index(quote)]
    left = 72 + stringWidth(before, FONT, SIZE)
    ((page, *found),) = place(document, unpack(evidence.sheets or b""), quote)
    assert page == 1
    assert found[0] == pytest.approx(left, abs=1.2)  # side bearings: a character's ink begins a little right of its origin
    assert found[2] == pytest.approx(left + stringWidth(quote, FONT, SIZE), abs=1.2)
    assert y - 4 < found[1] < found[3] < y + 12


def test_a_passage_over_lines_and_a_removed_hyphen() -> None:
    data = drawn(one_page)
    ((document, evidence),) = ingested(Source("paper.pdf", data=data))
    assert "called the talks useful and left" in document.text
    sheets = unpack(evidence.sheets or b"")
    first, second = place(document, sheets, "the talks useful and left")
    assert first[4] > second[4]
    assert second[1] == pytest.approx(72, abs=1.2)
    start = document.text.index("the talks useful and left")
    alone = [tuple(one) for one in pdf.rectangles(data, 1, start, start + len("the talks useful and left"))]
    assert [pytest.approx(one, abs=0.1) for one in alone] == [first, second]
    assert pdf.rectangles(data, 2, start, start + 5) == []


def test_a_running_head_inside_a_sentence_is_not_marked() -> None:
    texts = [
        [*FIRST, "In the port the night went on without any further news of the", "round that the mayor had announced a week before, on the day"],
        ["said to be the last for a long time, as neither side would name", "another one. Nobody waited for them any longer at the gates."],
        SECOND,
    ]

    def pages(canvas: Canvas) -> None:
        for number, lines in enumerate(texts, 1):
            canvas.setFont(FONT, SIZE)
            canvas.drawString(72, 800, f"Harbour Courier, page {number}")
            paragraph(canvas, 72, 700, lines)
            canvas.showPage()

    ((document, evidence),) = ingested(Source("paper.pdf", data=drawn(pages)))
    assert "Harbour Courier" not in document.text
    quote = document.text[document.text.index("the day") : document.text.index("said to be") + len("said to be")]
    found = place(document, unpack(evidence.sheets or b""), quote)
    assert [one[0] for one in found] == [1, 2]
    assert all(one[4] < 760 for one in found)


def test_columns_side_by_side() -> None:
    def columns(canvas: Canvas) -> None:
        for i in range(20):
            canvas.drawString(60, 760 - 14 * i, f"left words of line {i} run on and on")
            canvas.drawString(320, 760 - 14 * i, f"right words of row {i} go on and on")

    ((document, evidence),) = ingested(Source("paper.pdf", data=drawn(columns)))
    sheets = unpack(evidence.sheets or b"")
    ((_, left, *_),) = place(document, sheets, "words of line 7")
    ((_, right, *_),) = place(document, sheets, "words of row 7")
    assert left == pytest.approx(60 + stringWidth("left ", FONT, SIZE), abs=1.2)
    assert right == pytest.approx(320 + stringWidth("right ", FONT, SIZE), abs=1.2)


def test_every_character_of_a_page_has_a_place() -> None:
    ((document, evidence),) = ingested(Source("paper.pdf", data=drawn(one_page)))
    sheets = unpack(evidence.sheets or b"")
    for at, character in enumerate(document.text):
        if not character.isspace():
            assert rectangles(document.repairs, sheets, at, at + 1), (at, character)
    assert (sheets[0].width, sheets[0].height) == pytest.approx(A4, abs=0.1)


def test_packing_keeps_tenths_of_points() -> None:
    sheets = [Sheet(1, 595.3, 841.9, (Piece(0, 10.0, 20.5, (72.0, 77.3, 80.1)),)), Sheet(2, 595.3, 841.9, ())]
    assert unpack(pack(sheets)) == sheets


def test_set_aside_characters_are_left_out() -> None:
    sheets = [Sheet(1, 100, 100, (Piece(0, 80, 90, tuple(range(11))), Piece(10, 50, 60, tuple(range(6))), Piece(15, 20, 30, tuple(range(11)))))]
    head = Repair("furniture", (10, 15), 10, 10, "HEAD ", "")
    assert [r.bottom for r in rectangles([head], sheets, 5, 15)] == [80, 20]


def test_documents_are_those_of_ingested() -> None:
    source = Source("paper.pdf", data=drawn(one_page))
    assert documents(source) == [document for document, _ in ingested(source)]
