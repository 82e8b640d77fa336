"""RIS, BibTeX and ClaimReview read back by other programs' readers; the record opened in Datasette with its metadata."""

from __future__ import annotations

import asyncio
import io
import json
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests import factory

from onrecord import cli
from onrecord.export import write_bibtex, write_claimreviews, write_ris
from onrecord.export.citations import date, escaped, line
from onrecord.export.datasette import metadata
from onrecord.records import Document, document_id
from onrecord.store import Record

WEB = "https://mirror.example/a{b}?x=1&y=2#part"


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with Record.create(tmp_path_factory.mktemp("sharing") / "crisis.onrecord") as made:
        world = factory.world()
        first = replace(world[0][0], authors=("Ana Reed", "Press & Co, Ilse", "Ben and Cole"), retrieved="2024-06-05T08:00:00Z", accession="A{1}")
        mirror = replace(world[1][0], title="50 % of “it”: $5 & {more} \\ #1\nER  - \nTY  - x")
        made.add([(first, world[0][1]), (mirror, world[1][1]), *world[2:], (web(world[1][0]), [])], made.begin_run("0", "k"))
        made.add_links(factory.links(world))
        yield made


def web(document: Document) -> Document:
    return replace(document, id=document_id(WEB, document.sha256), source=WEB, quotes=())


def written(write: Any, record: Record, **given: Any) -> str:
    file = io.StringIO()
    write(record, file, **given)
    return file.getvalue()


def test_ris_is_read_back(record: Record) -> None:
    rispy = pytest.importorskip("rispy")
    documents = {d.id: d for d in record.documents()}
    entries = {entry["id"]: entry for entry in rispy.loads(written(write_ris, record))}
    assert set(entries) == set(documents)
    for id_, entry in entries.items():
        d = documents[id_]
        assert entry["title"] == line(d.title or d.source)
        assert entry.get("secondary_title") == d.outlet
        assert entry.get("authors", []) == list(d.authors)
        assert entry.get("year") == (date(d.published) or (None,))[0]
        assert entry.get("urls", [None])[0] == (d.source if "://" in d.source else None)
    courier = next(e for e in entries.values() if e.get("authors"))
    assert (courier["type_of_reference"], courier["accession_number"], courier["access_date"]) == ("NEWS", "A{1}", "2024/06/05/")


def test_bibtex_is_read_back(record: Record) -> None:
    bibtexparser = pytest.importorskip("bibtexparser")
    documents = {d.id: d for d in record.documents()}
    library = bibtexparser.parse_string(written(write_bibtex, record))
    assert library.failed_blocks == []
    assert {entry.key for entry in library.entries} == set(documents)
    for entry in library.entries:
        d, fields = documents[entry.key], {name: field.value for name, field in entry.fields_dict.items()}
        assert fields["title"] == "{" + escaped(d.title or d.source) + "}"
        assert fields.get("journal") == (escaped(d.outlet) if d.outlet else None)
        assert fields.get("date") == ("-".join(date(d.published)) if d.published else None)
    courier = next(e for e in library.entries if "author" in e.fields_dict)
    assert courier.fields_dict["author"].value == r"Ana Reed and {Press \& Co, Ilse} and {Ben and Cole}"


@pytest.mark.parametrize(("edtf", "parts"), [("2024-05-28", ("2024", "05", "28")), ("2024-05", ("2024", "05")), ("2024/2025", ("2024",)), ("2024-21", ("2024",)), (None, ()), ("2024-05-28T10:15:00+01:00", ("2024", "05", "28"))])
def test_dates(edtf: str | None, parts: tuple[str, ...]) -> None:
    assert date(edtf) == parts


def test_claim_reviews_leave_the_rating_to_people(record: Record) -> None:
    graph = json.loads(written(write_claimreviews, record))
    assert graph["@context"] == "https://schema.org"
    assert len(graph["@graph"]) == record.count(kind="statement")
    items = {f"urn:onrecord:item:{i.id}": i for i in record.items("statement")}
    for draft in graph["@graph"]:
        assert (draft["@type"], draft["creativeWorkStatus"]) == ("ClaimReview", "Draft")
        assert "reviewRating" not in draft
        item = items[draft["@id"]]
        text = record.document(item.doc).text
        assert all(part in text for part in draft["claimReviewed"].split(" … "))
        start, end = map(int, draft["isBasedOn"].rpartition("=")[2].split(","))
        assert draft["claimReviewed"].startswith(text[start:end])
    nested = next(d for d in graph["@graph"] if items[d["@id"]].voice.statement)
    assert nested["itemReviewed"]["contributor"]


def test_one_claim_of_any_kind(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    figure = next(record.items("figure"))
    assert cli.run(["export", str(record.path), "--format", "claimreview", "--item", figure.id]) == 0
    (draft,) = json.loads(capsys.readouterr().out)["@graph"]
    assert draft["claimReviewed"] == figure.evidence[0].text


@pytest.mark.parametrize("arguments", [["--format", "ris", "--item", "x"], ["--format", "datasette", "--doc", "x"], ["--format", "ftm", "--no-text"]])
def test_options_that_do_not_go_together_are_told(record: Record, arguments: list[str]) -> None:
    assert cli.run(["export", str(record.path), *arguments]) == 2


def test_datasette_metadata_names_what_is_there(record: Record) -> None:
    for name, table in metadata(record)["databases"]["crisis"]["tables"].items():
        if table.get("hidden"):
            continue
        columns = {row[1] for row in record.connection.execute(f'PRAGMA table_info("{name}")')}
        assert set(table.get("columns", {})) | set(table.get("facets", ())) | ({table["sort_desc"]} if "sort_desc" in table else set()) <= columns, name


def test_datasette_opens_the_record(record: Record, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Datasette's own imports
        app = pytest.importorskip("datasette.app")
    record.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    said = metadata(record)

    async def asked() -> list[Any]:
        served = app.Datasette([str(record.path)], metadata=said)
        await served.invoke_startup()
        paths = ["/crisis/statement.json?_shape=array", "/crisis/threats.json?_shape=array", "/crisis/search.json?_shape=array&words=soldiers", "/crisis/second_hand.json?_shape=array", "/crisis/ranges.json?_shape=array"]
        answers = [await served.client.get(path) for path in paths]
        assert [answer.status_code for answer in answers] == [200] * len(paths)
        page = (await served.client.get("/crisis/statement")).text
        assert "Who said what, exactly" in page
        return [answer.json() for answer in answers]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with ThreadPoolExecutor(1) as apart:  # a browser's test may have left a loop running in this thread
            statements, threats, found, nested, ranges = apart.submit(lambda: asyncio.run(asked())).result()
    assert len(statements) == record.count(kind="statement")
    assert len(threats) == record.count(kind="commitment", label="threat")
    assert len(found) == len(list(record.items(text="soldiers")))
    assert nested
    assert ranges
