"""`import onrecord`: documents, records, and results as tables."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import onrecord
from onrecord.errors import RecordError, Unreadable, Usage
from onrecord.records import Document, Statement, from_json, to_json
from onrecord.store import Record
from tests import factory

TEXT = "Berlin, 28 May 2024\n\nGermany’s foreign minister said on Monday that the talks were over. “We will pay €2 billion by 2025,” she said.\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def record(tmp_path: Path) -> str:
    path = tmp_path / "t.onrecord"
    world = factory.world(bad=True)
    with Record.open(path, create=True) as r:
        run = r.begin_run("0", "k", {})
        r.add(world, run)
        r.add_links(factory.links(world))
        r.finish_run(run)
    return str(path)


def test_importing_is_light() -> None:
    code = "import sys, onrecord; print([m for m in ('pandas', 'click', 'trafilatura', 'onrecord.api') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    with pytest.raises(AttributeError):
        onrecord.nothing  # noqa: B018


def test_read_one_document(article: Path) -> None:
    d = onrecord.read(article, published="2024-05-28")
    assert d.source == "article.txt"
    assert d.published == "2024-05-28"
    assert len(d.figures) == 1
    assert d.figures[0].unit == "EUR"
    assert isinstance(d.statements[0], Statement)
    assert d.text[slice(d.statements[0].evidence[0].start, d.statements[0].evidence[0].end)] == d.statements[0].evidence[0].text
    assert d.to_jsonl().count("\n") == 1 + len(d.items)
    assert isinstance(d.record, Document)
    assert "statement" in repr(d)
    assert "or-s" in d._repr_html_()
    assert onrecord.read(article, published="2014-06-04").published == "2014-06-04"


def test_faults_say_what_to_do(tmp_path: Path, article: Path) -> None:
    with pytest.raises(Unreadable, match=r"none\.txt"):
        onrecord.read(tmp_path / "none.txt")
    (tmp_path / "second.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(Usage, match=r"onrecord\.read_all"):
        onrecord.read(tmp_path)
    assert len(list(onrecord.read_all(tmp_path))) == 2
    with pytest.raises(RecordError):
        onrecord.open(tmp_path / "none.onrecord")


def test_a_record_with_filters(record: str) -> None:
    with onrecord.open(record) as r:
        assert len(r.statements()) == 11
        assert len(r.statements(who="Tomas Rehn").where(mode="direct")) == 1
        assert len(r.commitments(label="threat")) == 2
        assert len(r.commitments().where(act="threat", to="Lesk")) == 1
        assert len(r.figures().where(lambda f: f.value.low is not None and f.value.low > 1000)) == 4
        assert r.actor("Mira Dolan").type == "person"
        assert {a.name for a in r.actors(type="state")} == {"Lesk", "Arvenia"}
        assert len(r.links()) == 1
        assert r.document("mirror.html").voices(r.document("mirror.html").statements[0]) == "a spokesman ← The Lesk Mirror"
        assert r.search("ridge")
        assert r.similar("Troops will leave the heights.", ["statement"], 1)[0].kind == "statement"
        assert r.sql("SELECT 1").rows == ((1,),)
        assert "5 documents" in repr(r)
        with pytest.raises(Usage, match="0 actors"):
            r.actor("Nobody Known")


def test_sequences(record: str) -> None:
    with onrecord.open(record) as r:
        found = r.figures()
        assert found[1:3] == found[1:3]
        assert len(found[1:3]) == 2
        assert next(iter(found)) is found[0]
        assert [from_json(x) for x in found.to_dicts()] == list(found)
        assert found.to_dicts()[0] == to_json(found[0])
        assert repr(found).startswith("7 figures\n")
        assert repr(r.framing()).startswith("3 framing items")


def test_notebooks_show_untrusted_text_as_text(record: str) -> None:
    with onrecord.open(record) as r:
        html = r.statements()._repr_html_() + r.document("*hostile*")._repr_html_() + r._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_tables(record: str) -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    with onrecord.open(record) as r:
        frame = r.figures().to_pandas()
        assert isinstance(frame, pandas.DataFrame)
        assert list(frame["unit"]).count("EUR") == 1
        assert frame["low"].max() == 1.5e9
        nothing = r.figures(label="detained")
        assert list(nothing.to_pandas().columns)
        assert nothing.to_arrow().num_rows == 0
        arrow = r.statements().to_arrow()
        assert arrow.num_rows == 11
        assert arrow.column("id").to_pylist() == [s.id for s in r.statements()]


def test_polars(record: str) -> None:
    polars = pytest.importorskip("polars")
    with onrecord.open(record) as r:
        assert isinstance(r.statements().to_polars(), polars.DataFrame)


def test_a_missing_library_is_named(record: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with onrecord.open(record) as r, pytest.raises(Usage, match="pip install polars"):
        r.statements().to_polars()
