from __future__ import annotations

import gzip
import io
import json
import os
import pickle
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from onrecord.errors import Unreadable
from onrecord.ingest import Source, archives, documents, sources

TEXT = "The talks ended without a deal."


def zipped(members: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    (folder / "inner").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "b.txt").write_text(TEXT)
    (folder / "a.txt").write_text(TEXT + " Again.")
    (folder / "inner" / "c.md").write_text(TEXT)
    (folder / ".git" / "config.txt").write_text("hidden")
    (folder / "logo.png").write_bytes(b"\x89PNG")
    (folder / "page.html.gz").write_bytes(gzip.compress(f"<!doctype html><html><body><p>{TEXT * 20}</p></body></html>".encode()))
    inner = zipped({"d.txt": TEXT.encode(), "e.json": json.dumps([{"title": "E", "body": TEXT}]).encode()})
    (folder / "bundle.zip").write_bytes(
        zipped({"x/f.txt": TEXT.encode(), "inner.zip": inner, "__MACOSX/f.txt": b"junk", "x/style.css": b"p{}"})
    )
    return folder


NAMES = [
    "articles/a.txt",
    "articles/b.txt",
    "articles/bundle.zip/inner.zip/d.txt",
    "articles/bundle.zip/inner.zip/e.json#1",
    "articles/bundle.zip/x/f.txt",
    "articles/inner/c.md",
    "articles/page.html.gz",
]


def names(*paths: object) -> list[str]:
    return [s.name for s in sources(map(str, paths))]


def test_folder(articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert names(articles) == NAMES
    monkeypatch.chdir(articles.parent)
    assert names("articles") == names("./articles/") == names("articles/../articles") == NAMES
    monkeypatch.chdir(articles)
    assert names(".") == NAMES


def test_one_file_is_named_from_its_folder(articles: Path) -> None:
    assert names(articles / "a.txt") == ["a.txt"]


def test_globs_are_named_from_the_parent_of_their_fixed_part(articles: Path) -> None:
    assert names(articles / "*.txt") == ["articles/a.txt", "articles/b.txt"]
    assert names(articles / "**" / "*.md") == ["articles/inner/c.md"]
    assert names(articles.parent / "art*" / "inner") == [f"{articles.parent.name}/articles/inner/c.md"]
    (failed,) = sources([str(articles / "*.pdf")])
    assert failed.failure == "no file matches"


def test_order_and_repetition_of_paths_do_not_matter(articles: Path) -> None:
    one = names(articles / "b.txt", articles / "a.txt", articles / "inner")
    assert one == names(articles / "inner", articles / "a.txt", articles / "b.txt", articles / "a.txt")
    assert names(articles, articles / "a.txt") == NAMES  # read once


def test_every_source_is_small_and_can_be_sent(articles: Path) -> None:
    for source in sources([str(articles)]):
        sent = pickle.loads(pickle.dumps(source))
        assert sent == source
        assert documents(sent)[0] == documents(source)[0]
        assert TEXT in documents(sent)[0].text
    on_disk = [s for s in sources([str(articles)]) if s.data is None]
    assert {s.name for s in on_disk} == set(NAMES) - {"articles/bundle.zip/inner.zip/e.json#1"}


def test_standard_input() -> None:
    (source,) = sources(["-"], stdin=io.BytesIO(TEXT.encode()))
    (document,) = documents(source)
    assert (document.source, document.text) == ("-", TEXT)
    found = [s.name for s in sources(["-"], stdin=io.BytesIO(zipped({"a.txt": b"a", "b.txt": b"b"})))]
    assert found == ["-/a.txt", "-/b.txt"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \r\n\0", "empty"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "a JPEG image, which is not read"),
        ("a.txt", bytes(range(256)) * 9, "binary data, which is not read"),
        ("a.zip", b"PK\x03\x04 broken", "damaged archive"),
        ("a.gz", b"\x1f\x8b\x08 broken", "damaged gzip"),
        ("a.html", b"<html><body></body></html>", "no text in it"),
        ("a.json", b'{"text": ', "damaged JSON"),
        ("a.csv", b"id,when\n1,2\n", "no column is known to hold the articles' text"),
        ("feed.xml", b"<rss><channel></channel></rss>", "a feed without entries"),
    ],
)
def test_a_bad_input_is_one_line_with_its_name(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    found = list(sources([str(tmp_path / name)]))
    with pytest.raises(Unreadable) as error:
        documents(found[0])
    assert error.value.source == name
    assert error.value.reason.startswith(reason)
    assert "\n" not in str(error.value)


def test_what_is_not_there(tmp_path: Path) -> None:
    (missing,) = sources([str(tmp_path / "missing.txt")])
    with pytest.raises(Unreadable, match=r"missing\.txt: no such file or folder"):
        documents(missing)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    (dangling,) = sources([str(tmp_path / "dangling")])
    assert dangling.failure == "no such file or folder"
    os.mkfifo(tmp_path / "pipe")
    (pipe,) = sources([str(tmp_path / "pipe")])
    assert pipe.failure == "not a file"
    (other,) = sources(["ftp://example.org/a.txt"])
    assert other.failure == "only http:// and https:// addresses are fetched"


def test_a_file_that_goes_away_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (source,) = sources([str(tmp_path / "a.txt")])
    (tmp_path / "a.txt").unlink()
    with pytest.raises(Unreadable, match="No such file"):
        documents(source)


# -- archives -------------------------------------------------------------------------------------------------------


def test_member_names_are_only_names(tmp_path: Path) -> None:
    hostile = zipped(
        {"../../etc/passwd": b"a b c", "/root.txt": b"d e f", "C:\\windows\\x.txt": b"g h i", "x/../../y.txt": b"j k l"}
    )
    (tmp_path / "b.zip").write_bytes(hostile)
    assert sorted(names(tmp_path / "b.zip")) == ["b.zip/etc/passwd", "b.zip/root.txt", "b.zip/windows/x.txt", "b.zip/x/y.txt"]
    assert {documents(s)[0].text for s in sources([str(tmp_path / "b.zip")])} == {"a b c", "d e f", "g h i", "j k l"}
    assert [p.name for p in tmp_path.iterdir()] == ["b.zip"]  # nothing was unpacked to disk


def test_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bomb.zip").write_bytes(zipped({"zeros.txt": b"0" * 20_000_000, "good.txt": TEXT.encode()}))
    good, bad = sources([str(tmp_path / "bomb.zip")])
    assert documents(good)[0].text == TEXT
    with pytest.raises(Unreadable, match="200-fold"):
        documents(bad)
    deep = {"a.txt": TEXT.encode()}
    for _ in range(5):
        deep = {"inner.zip": zipped(deep)}
    (tmp_path / "deep.zip").write_bytes(zipped(deep))
    (nested,) = sources([str(tmp_path / "deep.zip")])
    assert nested.failure is not None
    assert "more than 3 deep" in nested.failure
    monkeypatch.setattr(archives, "TOTAL", 1000)
    (whole,) = sources([str(tmp_path / "bomb.zip")])
    assert whole.failure is not None
    assert "zip bomb" in whole.failure


def test_gzip_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert archives.gunzipped(gzip.compress(b"a") + gzip.compress(b"b") + b"\0\0") == b"ab"
    monkeypatch.setattr(archives, "LARGEST", 1000)
    with pytest.raises(archives.Refused, match="unpacks to more"):
        archives.gunzipped(gzip.compress(b"0" * 10_000))
    with pytest.raises(archives.Refused, match="breaks off"):
        archives.gunzipped(gzip.compress(bytes(range(200)))[:-20])


def test_one_broken_member_does_not_take_the_others(tmp_path: Path) -> None:
    data = zipped({"a.txt": b"first first first", "b.txt": b"second second second"})
    at = data.index(b"a.txt") + 7
    (tmp_path / "b.zip").write_bytes(data[:at] + b"\xff\xff" + data[at + 2 :])
    first, second = sources([str(tmp_path / "b.zip")])
    with pytest.raises(Unreadable, match=r"b\.zip/a\.txt: damaged"):
        documents(first)
    assert documents(second)[0].text == "second second second"


def test_a_source_names_its_failure() -> None:
    with pytest.raises(Unreadable, match="x: because"):
        documents(Source("x", failure="because"))
