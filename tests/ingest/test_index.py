from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.errors import Usage
from onrecord.ingest import documents, sources
from onrecord.records import Document

TEXT = "Talks end without a deal\n\nFriday, January 4, 2019\n\nThe delegations met for the third time in two weeks and parted without a date."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    articles = tmp_path / "articles"
    articles.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        (articles / name).write_text(TEXT)
    (articles / "index.csv").write_text(
        "path,published,outlet,title,language\na.txt,28 May 2024,Harbour Courier,,\narticles/b.txt,,,Another headline,de\ngone.txt,2024-01-01,,,\n"
    )
    return articles


def read(folder: Path, **options: str) -> tuple[dict[str, Document], list[str]]:
    told: list[str] = []
    found = sources([str(folder)], index=str(folder / "index.csv"), notice=told.append, **options)  # type: ignore[arg-type]
    return {d.source: d for s in found for d in documents(s)}, told


def test_the_index_fills_and_corrects(folder: Path) -> None:
    read_, told = read(folder)
    a, b, c = (read_[f"articles/{n}.txt"] for n in "abc")
    assert (a.published, a.outlet, a.title) == ("2024-05-28", "Harbour Courier", "Talks end without a deal")
    assert a.published_evidence is not None
    assert (a.published_evidence.basis, a.published_evidence.text) == ("index", "28 May 2024")
    assert (b.published, b.title, b.language, b.unread) == ("2019-01-04", "Another headline", "de", "language: de")
    assert (c.published, c.outlet) == ("2019-01-04", None)
    assert set(read_) == {"articles/a.txt", "articles/b.txt", "articles/c.txt"}  # the index itself is no document
    assert len(told) == 1
    assert told[0].endswith("index.csv: nothing read is called gone.txt")


def test_an_index_that_is_not_applied_is_told_not_read(folder: Path) -> None:
    told: list[str] = []
    assert [s.name for s in sources([str(folder)], notice=told.append)] == ["articles/a.txt", "articles/b.txt", "articles/c.txt"]
    assert told == ["articles/index.csv: an index of documents, not a table of articles; --index articles/index.csv applies it"]


def test_a_date_for_all_gives_way_to_the_index(folder: Path) -> None:
    read_, _ = read(folder, published="2020-02-02")
    assert {n: d.published for n, d in read_.items()} == {
        "articles/a.txt": "2024-05-28",
        "articles/b.txt": "2020-02-02",
        "articles/c.txt": "2020-02-02",
    }
    evidence = read_["articles/c.txt"].published_evidence
    assert evidence is not None
    assert evidence.basis == "user"


def test_single_entries_of_feeds_and_tables(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(
        "<rss><channel><item><guid>x1</guid><title>One</title></item><item><guid>x2</guid><title>Two</title></item></channel></rss>"
    )
    (tmp_path / "t.csv").write_text("text\nThe talks ended.\nThey may go on.\n")
    (tmp_path / "i.csv").write_text("path,published\nfeed.xml#x2,2024-05\nt.csv#2,2023\n")
    told: list[str] = []
    paths = [str(tmp_path / "feed.xml"), str(tmp_path / "t.csv")]
    dates = {
        d.source: d.published for s in sources(paths, index=str(tmp_path / "i.csv"), notice=told.append) for d in documents(s)
    }
    assert dates == {"feed.xml#x1": None, "feed.xml#x2": "2024-05", "t.csv#1": None, "t.csv#2": "2023"}
    assert told == ["t.csv: text from column text"]


@pytest.mark.parametrize(
    ("content", "published", "message"),
    [
        ("path,published\na.txt,soon\n", None, "'soon' is no date; write it as"),
        ("file,published\na.txt,2024\n", None, "its first line must name the columns"),
        (None, None, "give an index file that can be read"),
        ("path\n", "5/6/2024", "--published: '5/6/2024' is no date"),
    ],
)
def test_what_cannot_be_understood_is_a_wrong_argument(
    tmp_path: Path, content: str | None, published: str | None, message: str
) -> None:
    if content is not None:
        (tmp_path / "i.csv").write_text(content)
    with pytest.raises(Usage, match=message):
        list(sources([str(tmp_path)], index=str(tmp_path / "i.csv"), published=published))
