"""Ten self-made bundles a format: every article, its fields, its characters; what is missing is told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bench.make_bundles import FORMATS, Made, make
from bench.make_bundles.articles import SHORT, TRUNCATED

from onrecord.errors import Unreadable
from onrecord.ingest import documents, sources
from onrecord.ingest.encoding import decoded
from onrecord.ingest.repair import SourceMap, repaired
from onrecord.records import Document, from_json, to_json

pytest.importorskip("fastwarc")
BUNDLES = [(kind, variant) for kind in FORMATS for variant in range(10)]


def read(root: Path, made: Made) -> tuple[list[Document], list[str]]:
    """(documents, what could not be read) of the bundle at `root`, attachments left to the bibliography that names them."""
    found, missing = [], []
    for path in (p for p in made.files if not p.startswith("files/")):
        for source in sources([str(root / path)]):
            try:
                found += documents(source)
            except Unreadable as error:
                missing.append(str(error))
    return found, missing


@pytest.mark.parametrize(("kind", "variant"), BUNDLES)
def test_every_article_is_found_whole(tmp_path: Path, kind: str, variant: int) -> None:
    made = make(tmp_path, kind, variant)
    found, missing = read(tmp_path, made)
    expected = {e["source"]: e for e in made.documents}
    assert [d.source for d in found] == [e["source"] for e in made.documents]
    for document in found:
        e = expected[document.source]
        assert {name: getattr(document, name) for name in ("title", "outlet", "published", "accession", "language")} == {
            name: e[name] for name in ("title", "outlet", "published", "accession", "language")
        }
        assert list(document.authors) == e["authors"]
        if e["whole"]:
            assert document.text == e["text"]
        else:
            assert len(document.text) < len(e["text"])
            assert document.text[:200] == e["text"][:200]
        if "retrieved" in e:
            assert document.retrieved == e["retrieved"]
        assert from_json(to_json(document)) == document
    for told in made.told:
        assert any(told in line for line in missing), (told, missing)
    assert bool(missing) == bool(made.told)


def test_short_and_truncated_ones_are_among_them() -> None:
    for kind, build in FORMATS.items():
        assert build(SHORT, 8).told, kind
        assert build(TRUNCATED, 8).told, kind


def texts(tmp_path: Path) -> Iterator[tuple[str, list[Document], Made]]:
    for kind in ("nexis-txt", "lexisnexis-txt"):
        for variant in range(10):
            root = tmp_path / f"{kind}{variant}"
            made = make(root, kind, variant)
            yield decoded((root / f"{variant}.txt").read_bytes()), read(root, made)[0], made


def test_offsets_count_in_the_file_and_the_articles_tile_it(tmp_path: Path) -> None:
    """Every character of a text export belongs to exactly one article, as text or as listed furniture."""
    for text, found, _ in texts(tmp_path):
        assert sum(d.coverage.total for d in found) == len(text)
        assert all(d.coverage.read + d.coverage.furniture == d.coverage.total for d in found)
        at = 0
        for document in found:
            begin, end = at, at + document.coverage.total
            assert document.plain
            assert begin == 0 or document.repairs[0].source[0] == begin
            assert all(text[slice(*r.source)] == r.before for r in document.repairs)
            local: list[Any] = [(r, r.source[0] - begin, r.source[1] - begin) for r in document.repairs]
            assert repaired(text[begin:end], [replace(r, source=(s, e)) for r, s, e in local]) == document.text
            back = SourceMap(document.repairs)
            for word in ("minister", "talks", "Talks"):
                if (where := document.text.find(word)) >= 0:
                    assert text[slice(*back.to_source(where, where + len(word)))] == word
            at = end


def test_cover_pages_and_index_terms_are_furniture(tmp_path: Path) -> None:
    made = make(tmp_path, "nexis-txt", 4)
    found, _ = read(tmp_path, made)
    aside = ["".join(r.before for r in d.repairs if r.kind == "furniture") for d in found]
    assert "Client/Matter" in aside[0]
    assert all("TALKS & TREATIES" in words for words in aside)
    assert not any("TALKS & TREATIES" in d.text or "Client/Matter" in d.text or "Load-Date" in d.text for d in found)
    assert all(d.coverage.furniture > 100 for d in found)


def test_bundles_in_archives_and_streams(tmp_path: Path) -> None:
    made = make(tmp_path, "nexis-rtf", 1)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(tmp_path / "1.rtf", "inner/1.rtf")
    within = [d for s in sources([str(tmp_path / "all.zip")]) for d in documents(s)]
    assert [d.source for d in within] == [f"all.zip/inner/{e['source']}" for e in made.documents]
    assert [d.text for d in within] == [e["text"] for e in made.documents]
    piped = [d for s in sources(["-"], stdin=io.BytesIO((tmp_path / "1.rtf").read_bytes())) for d in documents(s)]
    assert [d.text for d in piped] == [d.text for d in within]


def test_order_and_jobs_leave_no_trace(tmp_path: Path) -> None:
    from onrecord.pipeline import read_sources

    for kind in ("nexis-docx", "factiva-html", "mbox", "warc"):
        make(tmp_path / kind, kind, 2, 3)
    found = list(sources([str(tmp_path / kind) for kind in ("nexis-docx", "factiva-html", "mbox", "warc")]))
    one = [d for r in read_sources(found) for d in r.documents]
    two = [d for r in read_sources(found, jobs=2) for d in r.documents]
    assert [getattr(x, "document", x) for x in one] == [getattr(x, "document", x) for x in two]
    assert len(one) == 12


def test_a_stretch_with_nothing_set_aside_still_leads_to_its_place(tmp_path: Path) -> None:
    text = "1 of 2 DOCUMENTS\n\n\n2 of 2 DOCUMENTS\n\nLENGTH: 3 words\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    found, _ = read(tmp_path, Made({"a.txt": b""}, ()))
    for document in found:
        where = SourceMap(document.repairs).to_source(0, len(document.text))
        assert text[slice(*where)].strip() == document.text.strip()
    assert found[-1].repairs[0].source[0] == text.index("2 of 2")


ORDINARY = (
    "Councillors met on Tuesday. Page 1 of 10 of the report names nobody.\n\nThe minister published 3 of 5 documents.\n\nBody\n\nThat was the end of document reading.",
    "HD televisions are cheap.\n\nBY the way, WC stands for something else.\n\nPD is a party.\n\nDocument signed.",
    "Length: two metres\n\nSection: the third\n\nThe bridge is closed.",
)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_texts_are_no_bundles(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text, "utf-8")
    (source,) = sources([str(tmp_path / "a.txt")])
    assert source.part is None
    assert documents(source)[0].text == text
