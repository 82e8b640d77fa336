from __future__ import annotations

import io
import zipfile

import docx
import pytest

from onrecord.errors import Unreadable
from onrecord.ingest import Source, documents
from onrecord.records import Document

BODY = "The delegations met for the third time in two weeks and parted without a date for the next round, officials said."


def word(title: str = "", author: str = "python-docx") -> docx.document.Document:
    made = docx.Document()
    made.core_properties.title, made.core_properties.author = title, author
    return made


def saved(made: docx.document.Document) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def read(data: bytes) -> Document:
    (document,) = documents(Source("report.docx", data=data))
    return document


def test_paragraphs_tables_and_styles_in_order() -> None:
    made = word()
    made.sections[0].header.paragraphs[0].text = "Harbour Courier, page one"
    made.add_heading("Talks end without a deal", level=0)
    made.add_paragraph("Anna Kowalska")
    made.add_paragraph("28 May 2024")
    paragraph = made.add_paragraph(BODY + " ")
    paragraph.add_run("“We will see,”").italic = True
    paragraph.add_run(" he said.")
    table = made.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Side", "Soldiers"
    table.cell(1, 0).merge(table.cell(1, 1)).text = "not counted"
    made.add_paragraph("“Not yet.”")
    report = read(saved(made))
    assert report.text.split("\n\n") == [
        "Talks end without a deal",
        "Anna Kowalska",
        "28 May 2024",
        BODY + " “We will see,” he said.",
        "Side | Soldiers",
        "not counted",
        "“Not yet.”",
    ]
    assert (report.title, report.authors, report.published) == ("Talks end without a deal", ("Anna Kowalska",), "2024-05-28")
    assert [q.is_ for q in report.quotes] == ["opens", "closes", "opens", "closes"]


def test_core_properties_fill_what_the_text_leaves_open_but_never_the_date() -> None:
    made = word(title="The state of the talks", author="Anna Kowalska")
    made.add_paragraph(BODY)
    made.add_paragraph(BODY)
    report = read(saved(made))
    assert (report.title, report.authors, report.published) == ("The state of the talks", ("Anna Kowalska",), None)
    assert report.title_evidence is not None
    assert report.title_evidence.basis == "metadata"


def test_the_programs_own_name_is_no_author() -> None:
    made = word()
    made.add_paragraph(BODY)
    assert read(saved(made)).authors == ()


def replaced(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            content = before.read(info)
            after.writestr(info.filename, content.replace(old, new, 1) if info.filename == name else content)
    return out.getvalue()


def test_entity_bombs_are_refused() -> None:
    made = word()
    made.add_paragraph("HERE")
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]><w:document'
    data = replaced(replaced(saved(made), "word/document.xml", b"<w:document", bomb), "word/document.xml", b"HERE", b"&b;&x;")
    with pytest.raises(Unreadable, match="declares entities"):
        documents(Source("bomb.docx", data=data))


def test_damaged() -> None:
    made = word()
    made.add_paragraph(BODY)
    with pytest.raises(Unreadable, match=r"report\.docx: damaged"):
        read(saved(made)[:-200])
