"""The packed examples from their plain originals: `python -m bench.make_examples [FOLDER]` (by default src/onrecord/examples).

    strategic-ledger.txt             -> strategic-ledger.pdf   two columns, hyphenation, running heads, page numbers (reportlab)
    vistula-dispatch.txt             -> vistula-dispatch.docx  title, byline, date, body, a page header (python-docx)
    wire-ministers.txt, …-copy.txt   -> wire-and-copy.zip      an agency's report and the paper that printed it nearly unchanged

The originals lie in tests/cases/examples. No clock and no chance: the same originals give the same bytes.
"""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

import docx
from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

ROOT: Final = Path(__file__).resolve().parents[1]
ORIGINALS: Final = ROOT / "tests/cases/examples"
EXAMPLES: Final = ROOT / "src/onrecord/examples"
DAY: Final = datetime(2024, 5, 28, tzinfo=UTC)

FONT, BOLD, SIZE, LEADING = "Times-Roman", "Times-Bold", 11.5, 15.0
PAGE = (420.0, 465.0)  # points; as high as puts the first page's end into a quotation
MARGIN, GUTTER, HEAD, FOOT = 40.0, 18.0, 415.0, 52.0
COLUMN = (PAGE[0] - 2 * MARGIN - GUTTER) / 2
SYLLABLES: Final = {  # where a compositor breaks the words of the PDF's article
    word.replace("-", ""): word
    for word in """
    am-mu-ni-tion ar-til-lery as-so-ci-a-tion au-thors au-tumn bright-er Com-mis-sion com-mit-ted con-fi-den-tial con-sume con-tracts
    con-ti-nent con-ven-tion-al dead-line De-cem-ber de-clined de-liv-er de-liv-ered de-liv-ery dis-ad-van-tage dis-pute es-ti-mate Eu-rope
    Eu-ro-pean ex-pen-sive ex-ports fac-tory farm-ers for-eign frame-work Gov-ern-ments gov-ern-ments Guard-ian Lind-qvist Lith-u-a-nia
    ma-chines mem-bers min-is-ters mys-tery Ni-tro-cel-lu-lose num-bers of-fi-cial op-ti-mis-tic out-put pic-ture pow-der pres-ent
    pro-cure-ment prom-ise prom-ised quar-ters re-dis-cov-ered re-mem-ber re-open re-strict-ed Rus-sian Scan-di-na-vian Sep-tem-ber
    short-fall spokes-man sys-tems trac-tor tri-ple un-der-took
    """.split()
}


class Line(NamedTuple):
    text: str
    first: bool = False  # of its paragraph: indented
    last: bool = False  # of its paragraph: not justified


def paragraphs(name: str) -> list[str]:
    return (ORIGINALS / name).read_text("utf-8").strip("\n").split("\n\n")


# -- PDF --------------------------------------------------------------------------------------------------------------


def pdf(title: str, author: str, date: str, body: Iterable[str], head: str) -> bytes:
    """The headline across the page, the body in two columns under it and on as many pages as it takes."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=PAGE, invariant=1, pageCompression=0)
    canvas.setTitle(title)
    canvas.setAuthor(author.removeprefix("By "))
    lines = list(set_lines(body))
    page, top = 1, HEAD - 84
    canvas.setFont(BOLD, 17)
    canvas.drawString(MARGIN, HEAD - 30, title)
    canvas.setFont(FONT, SIZE)
    canvas.drawString(MARGIN, HEAD - 50, author)
    canvas.drawString(MARGIN, HEAD - 50 - LEADING, date)
    while lines:
        canvas.setFont(FONT, 8)
        canvas.drawString(MARGIN, HEAD + 10, head)
        canvas.drawRightString(PAGE[0] - MARGIN, FOOT - 22, str(page))
        for left in (MARGIN, MARGIN + COLUMN + GUTTER):
            room = int((top - FOOT) / LEADING) + 1
            for row, line in enumerate(lines[:room]):
                draw(canvas, line, left, top - row * LEADING)
            lines = lines[room:]
        canvas.showPage()
        page, top = page + 1, HEAD - LEADING
    canvas.save()
    return out.getvalue()


def draw(canvas: Canvas, line: Line, left: float, height: float) -> None:
    indent = 10.0 if line.first else 0.0
    text = canvas.beginText(left + indent, height)
    text.setFont(FONT, SIZE)
    gaps = line.text.count(" ")
    text.setWordSpace((COLUMN - indent - stringWidth(line.text, FONT, SIZE)) / gaps if gaps and not line.last else 0)
    text.textOut(line.text)
    canvas.drawText(text)


def set_lines(body: Iterable[str]) -> Iterator[Line]:
    """Each paragraph as lines that fit the column, with words broken where they don't."""
    for paragraph in body:
        words, line, first = paragraph.split(" "), "", True
        while words:
            word = words.pop(0)
            width = COLUMN - (10.0 if first else 0.0)
            longer = f"{line} {word}".lstrip()
            if stringWidth(longer, FONT, SIZE) <= width:
                line = longer
                continue
            start, end = broken(word, width - stringWidth(line + " ", FONT, SIZE))
            yield Line(f"{line} {start}".rstrip(), first)
            line, first = "", False
            words.insert(0, end)
        yield Line(line, first, last=True)


def broken(word: str, width: float) -> tuple[str, str]:
    """As much of the word as fits with a hyphen, and the rest: at a true hyphen ("long-term") or between syllables."""
    found = re.search(r"[A-Za-z]+(?:-[a-z]+)*", word)
    if not found:
        return "", word
    before, letters, after = word[: found.start()], found[0], word[found.end() :]
    parts = [f"{part}-" for part in SYLLABLES.get(letters, letters).split("-")]
    best = ("", word)
    for n in range(1, len(parts)):
        start = before + ("".join(parts[:n]) if "-" in letters else "".join(parts[:n]).replace("-", "") + "-")
        rest = "".join(parts[n:]) if "-" in letters else "".join(parts[n:]).replace("-", "")
        if stringWidth(start, FONT, SIZE) <= width:
            best = (start, rest.removesuffix("-") + after)
    return best


# -- Word and archive -------------------------------------------------------------------------------------------------


def word(title: str, byline: str, date: str, body: Iterable[str], head: str) -> bytes:
    document = docx.Document()
    facts = document.core_properties
    facts.title, facts.author, facts.comments = title, byline.removeprefix("By "), ""
    facts.created = facts.modified = facts.last_printed = DAY.replace(tzinfo=None)
    facts.last_modified_by, facts.revision = "", 1
    document.sections[0].header.paragraphs[0].text = head
    document.add_heading(title, 0)
    for paragraph in (byline, date, *body):
        document.add_paragraph(paragraph)
    out = BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as made:
        return packed({name: made.read(name) for name in made.namelist()})


def packed(members: dict[str, bytes]) -> bytes:
    """A ZIP of these members in this order, every one dated 1 January 1980."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(info, data)
    return out.getvalue()


def made() -> dict[str, bytes]:
    """File name -> bytes of every packed example."""
    ledger, vistula = paragraphs("strategic-ledger.txt"), paragraphs("vistula-dispatch.txt")
    wire = {"wire/continental-wire.txt": "wire-ministers.txt", "wire/coastal-mercury.txt": "wire-ministers-copy.txt"}
    return {
        "strategic-ledger.pdf": pdf(ledger[0], ledger[1], ledger[2], ledger[3:], "The Strategic Ledger · Spring 2024"),
        "vistula-dispatch.docx": word(vistula[0], vistula[1], vistula[2], vistula[3:], "The Vistula Dispatch"),
        "wire-and-copy.zip": packed({name: (ORIGINALS / original).read_bytes() for name, original in wire.items()}),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES
    for name, data in made().items():
        (folder / name).write_bytes(data)
        print(f"{folder / name}: {len(data):,} bytes")
