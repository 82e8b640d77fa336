from __future__ import annotations

import json
from pathlib import Path

import pytest

from onrecord.errors import Unreadable
from onrecord.ingest import documents, sources
from onrecord.ingest.tables import guessed
from onrecord.records import Document

CSV = """\ufeffid,Headline,Publication,Date,Author,Body,URL
1,"Talks, again",Harbour Courier,2014-03-05,ANNA KOWALSKA,"The talks ended.

“We will ""see"",” she said.",https://example.org/1
2,Second,,,,"It went on for hours, said the mayor.",https://example.org/2014/03/06/second
3,Third,,5/6/2014,,<p>One.</p><p>Two.</p>,
"""


def read(path: Path, columns: dict[str, str] | None = None) -> list[Document]:
    return [d for s in sources([str(path)], columns=columns) for d in documents(s)]


def test_rows_are_documents(tmp_path: Path) -> None:
    path = tmp_path / "articles.csv"
    path.write_bytes(CSV.replace("\n", "\r\n").encode())
    first, second, third = read(path)
    assert first.source == "articles.csv#1"
    assert first.text == 'Talks, again\n\nThe talks ended.\n\n“We will "see",” she said.'
    assert (first.title, first.outlet, first.authors, first.published) == (
        "Talks, again",
        "Harbour Courier",
        ("Anna Kowalska",),
        "2014-03-05",
    )
    assert second.published_evidence is not None
    assert (second.published, second.published_evidence.basis) == ("2014-03-06", "url")
    assert (third.text, third.published) == ("Third\n\nOne.\n\nTwo.", None)
    assert len({d.sha256 for d in (first, second, third)}) == 3


def test_a_row_is_read_from_its_place_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "articles.csv"
    path.write_text(CSV)
    places = list(sources([str(path)]))
    assert all(s.path == str(path) and s.data is None and s.row for s in places)
    assert documents(places[2])[0].text.startswith("Third")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / ("t.tsv" if delimiter == "\t" else "t.csv")
    path.write_bytes(f"title{delimiter}text\nÇa va{delimiter}“The talks” ended.\n".encode(encoding))
    (document,) = read(path)
    assert (document.source, document.text) == (f"{path.name}#1", "Ça va\n\n“The talks” ended.")


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    rows: list[object] = [
        {
            "title": "A",
            "article": {"body": "The talks ended."},
            "source": {"name": "Wire"},
            "authors": ["Anna Kowalska", "Jan Nowak"],
        },
        {"title": "B", "article": {"body": "They may go on."}},
        "no object",
        {"title": "C", "article": {"body": ""}},
    ]
    path.write_text("\n\n".join(json.dumps(r) for r in rows) + "\n{broken\n")
    found = list(sources([str(path)], columns={"text": "article.body"}))
    assert [s.name for s in found] == [f"news.jsonl#{n}" for n in (1, 2, 3, 4, 5)]
    (first,) = documents(found[0])
    assert (first.text, first.outlet, first.authors) == ("A\n\nThe talks ended.", "Wire", ("Anna Kowalska", "Jan Nowak"))
    for source, reason in zip(found[2:], ("not an object", "no text", "Expecting"), strict=True):
        with pytest.raises(Unreadable, match=reason):
            documents(source)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([{"text": "One."}, {"text": "Two."}], ["a.json#1", "a.json#2"]),
        ({"status": "ok", "articles": [{"content": "One."}]}, ["a.json#1"]),
        ({"headline": "A", "articleBody": "One."}, ["a.json"]),
    ],
)
def test_json(tmp_path: Path, value: object, expected: list[str]) -> None:
    (tmp_path / "a.json").write_text(json.dumps(value, indent=1))
    assert [d.source for d in read(tmp_path / "a.json")] == expected


@pytest.mark.parametrize(
    ("columns", "chosen", "expected"),
    [
        (["id", "Headline", "Body"], None, {"text": "Body", "title": "Headline"}),
        (["title", "content", "text"], None, {"text": "text", "title": "title"}),
        (
            ["Article_Text", "Pub Date", "Newspaper"],
            None,
            {"text": "Article_Text", "published": "Pub Date", "outlet": "Newspaper"},
        ),
        (["description", "content"], None, {"text": "content"}),
        (["text", "body"], {"text": "body"}, {"text": "body"}),
        (["a", "b"], None, {}),
    ],
)
def test_guessed_columns(columns: list[str], chosen: dict[str, str] | None, expected: dict[str, str]) -> None:
    assert guessed(columns, chosen) == expected


def test_the_guess_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("head,body\nA,The talks ended.\n")
    told: list[str] = []
    list(sources([str(path)], notice=told.append))
    assert told == ["t.csv: text from column body, title from column head"]
    (failed,) = sources([str(path)], columns={"text": "story"})
    assert failed.failure == "no column is called story; its columns are head, body; say which is which, as in --column text=NAME"
