from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from onrecord.errors import Unreadable
from onrecord.ingest import Source, documents
from onrecord.ingest.columns import Box, page_text
from onrecord.records import Document

WIDTH, HEIGHT = A4
TITLE = "Talks on the border end without a deal"
PARAGRAPHS = [
    "The delegations met for the third time in two weeks and parted without a date for the next round, officials on both sides "
    "said on their way out of the building.",
    "“We will see what they bring to the table when they come back,” the minister told reporters, “and until then nothing that "
    "has been said in this room will be carried out by us or by anyone else.”",
    "The full-scale withdrawal that had been announced in March has not begun. Some 12,000 soldiers remain on the eastern bank, "
    "according to the mission, and their number is said to be growing by the week.",
    "A spokesman for the foreign ministry called the talks useful but added that nothing had been agreed so far, and that a "
    "communication from the other side would be needed before anyone could travel again.",
    "In the port, meanwhile, unloading went on through the night. Dockers counted four freighters under three flags, none of "
    "which appears in the list that both governments had exchanged a month earlier.",
    "Asked whether the cranes would be handed over, a manager of the harbour company answered: “Ask the people who own them. "
    "I have been here since the spring, and I have yet to meet one of them. What we were promised was a timetable, and what we "
    "got was a letter of two lines that nobody has signed.",
    "“Until there is a signature,” he went on, “my people load what is on the quay.”",
    "Economists put the cost of the blockade at between €40 million and €60 million a day, with fish and grain hit hardest. "
    "Insurers have stopped quoting prices for the strait, which is as good as closing it.",
    "Opposition parties want the question put to parliament before the summer recess. The government, which holds a majority of "
    "two seats, has so far refused to say when it will do so, if at all.",
    "Observers on the ridge noted eleven flights of drones on Tuesday, against four the day before, and heard artillery in the "
    "distance after dusk. They could not tell from which side it came.",
]


def wrapped(text: str, width: int, hyphens: Sequence[str] = ("communi-cation", "full-scale", "re-main")) -> list[str]:
    """Lines of at most `width` characters; some words are broken at their hyphen when they fall on a line's end."""
    breaks = {h.replace("-", ""): h.split("-") for h in hyphens} | {"full-scale": ["full", "scale"]}
    lines, line = [], ""
    for word in text.split():
        if len(line) + 1 + len(word) <= width:
            line = f"{line} {word}".strip()
            continue
        bare = word.strip(".,")
        if bare in breaks and len(line) + 2 + len(breaks[bare][0]) <= width:
            head, tail = breaks[bare]
            lines.append(f"{line} {head}-")
            line = word.replace(bare, tail)
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def two_columns(order: str) -> bytes:
    """Two pages of two columns with a running head, page numbers and a headline; drawn column by column or line by line."""
    lines = [(n == 0, line) for p in PARAGRAPHS for n, line in enumerate(wrapped(p, 44))]
    per_column = -(-len(lines) // 4)
    columns = [lines[i : i + per_column] for i in range(0, len(lines), per_column)]
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    for page in range(2):
        canvas.setFont("Times-Roman", 9)
        canvas.drawString(72, HEIGHT - 40, "Harbour Courier, spring issue")
        canvas.drawString(WIDTH / 2, 30, str(page + 1))
        if page == 0:
            canvas.setFont("Times-Bold", 18)
            canvas.drawString(72, HEIGHT - 80, TITLE)
        canvas.setFont("Times-Roman", 10)
        placed = [
            (row, 72 + 250 * side + (10 if first else 0), HEIGHT - 120 - 12 * row, text)
            for side in (0, 1)
            for row, (first, text) in enumerate(columns[2 * page + side])
        ]
        for _, x, y, text in sorted(placed, key=lambda p: p[0]) if order == "by line" else placed:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def drawn(draw: Callable[[Canvas], None], **options: object) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, **options)
    draw(canvas)
    canvas.save()
    return file.getvalue()


def read(data: bytes) -> Document:
    (document,) = documents(Source("paper.pdf", data=data))
    return document


@pytest.mark.parametrize("order", ["by column", "by line"])
def test_two_columns_give_back_the_original(order: str) -> None:
    paper = read(two_columns(order))
    assert paper.text.split("\n\n") == [TITLE, *PARAGRAPHS]
    assert paper.title == TITLE
    assert [p.page for p in paper.pages] == [1, 2]
    assert paper.text[paper.pages[1].start : paper.pages[1].end].split()[0] in " ".join(PARAGRAPHS)
    assert "furniture" in {r.kind for r in paper.repairs}
    assert {q.is_ for q in paper.quotes} == {"opens", "closes"}
    assert paper.media_type == "application/pdf"


def test_the_document_information_counts_only_where_it_is_sane_and_never_dates() -> None:
    def draw(canvas: Canvas, title: str, author: str) -> None:
        canvas.setTitle(title)
        canvas.setAuthor(author)
        for i, line in enumerate(wrapped(PARAGRAPHS[0], 80)):
            canvas.drawString(72, 700 - 14 * i, line)

    told = read(drawn(lambda c: draw(c, "State of the talks", "Anna Kowalska")))
    assert (told.title, told.authors, told.published) == ("State of the talks", ("Anna Kowalska",), None)
    untold = read(drawn(lambda c: draw(c, "Microsoft Word - draft3.doc", "user")))
    assert (untold.title, untold.authors) == (None, ())


def test_pages_of_pictures(caplog: pytest.LogCaptureFixture) -> None:
    def scanned(canvas: Canvas) -> None:
        canvas.rect(50, 50, 400, 600, fill=1)
        canvas.showPage()

    with pytest.raises(Unreadable, match=r"paper\.pdf: 2 page\(s\) of pictures"):
        read(drawn(lambda c: (scanned(c), scanned(c))[0]))

    def mixed(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "The talks ended without a deal, the ministry said on its way out.")
        canvas.showPage()
        scanned(canvas)

    paper = read(drawn(mixed))
    assert [p.start == p.end for p in paper.pages] == [False, True]
    assert "page 2 is a picture without text and was not read" in caplog.text
    assert [(p.picture, p.ocr) for p in paper.pages] == [(False, False), (True, False)]
    assert paper.notes == ("page 2 is a picture without text and was not read",)
    assert paper.coverage.read + paper.coverage.furniture < paper.coverage.total


def test_encrypted_and_damaged() -> None:
    locked = drawn(lambda c: c.drawString(72, 700, "secret"), encrypt=StandardEncryption("password", canPrint=0))
    with pytest.raises(Unreadable, match="encrypted"):
        read(locked)
    with pytest.raises(Unreadable, match="damaged PDF"):
        read(b"%PDF-1.7\nnothing else")


def test_a_table_keeps_its_rows() -> None:
    rows = [Box(72, 700 - 14 * i, 200, 709 - 14 * i, f"Province {i}") for i in range(6)]
    numbers = [Box(300, 700 - 14 * i, 320, 709 - 14 * i, str(100 + i)) for i in range(6)]
    assert page_text([*rows, *numbers]).splitlines()[:2] == ["Province 0 100", "Province 1 101"]


def test_words_in_bold_stay_in_their_line() -> None:
    boxes = [Box(72, 700, 100, 709, "The "), Box(100, 700, 130, 709, "bold"), Box(132.5, 700, 160, 709, "word")]
    assert page_text(boxes) == "The bold word"
    assert page_text([]) == ""


def test_pdfium_is_closed_after_each_file() -> None:
    for _ in range(3):
        read(two_columns("by line"))
    assert pypdfium2.PdfDocument(two_columns("by line")).get_metadata_dict()


@pytest.mark.parametrize(
    ("head", "outlet"),
    [
        ("Harbour Courier | 28 May 2024 | {}", "Harbour Courier"), ("{}   THE TARN REVIEW   Vol. 12", "THE TARN REVIEW"), ("Institute for Ridge Studies, page {}", "Institute for Ridge Studies"),
        ("Talks on the border | {}", None), ("Confidential draft {}", None), ("Courier routes on the border | {}", None),
    ],
)  # fmt: skip
def test_an_outlet_named_by_the_running_head_alone(head: str, outlet: str | None) -> None:
    def pages(canvas: Canvas) -> None:
        for number in range(3):
            canvas.setFont("Helvetica", 9)
            canvas.drawString(72, 800, head.format(number + 1))
            canvas.setFont("Helvetica", 11)
            for i, line in enumerate([TITLE, "", *wrapped(PARAGRAPHS[number], 80)] if not number else wrapped(PARAGRAPHS[number] + PARAGRAPHS[number + 3], 80)):
                canvas.drawString(72, 740 - 15 * i, line)
            canvas.showPage()

    paper = read(drawn(pages))
    assert paper.outlet == outlet
    assert paper.outlet_evidence is None or (paper.outlet_evidence.basis, paper.outlet_evidence.text) == ("content", outlet)
    assert "Courier" not in paper.text
